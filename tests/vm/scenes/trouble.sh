# SPDX-License-Identifier: MIT
# What a concentrator may do wrong or be made to do, while one node is read through it all.
play --seed=3 --fault=unknown@1 --fault=oversize=600@1.2 --fault=twin@1.4:3 --fault=far=20@1.6 \
    --fault=lie@1.8 --fault=unplug@4+8:2 --fault=reset@16 --fault=stall@19+1.5 --fault=mute@22+1
must_see_nodes
sleep 1.5
read_node bar $((25 * RATE)) &
reader=$!
says() { dmesg | grep -q "$1" || { echo "# the log does not say '$1'"; return 1; }; }
counted() { [ "$(counter "$1")" -ge 1 ] || { echo "# $1 is $(counter "$1")"; return 1; }; }
check "two nodes with one address" within 20 says "two nodes have the address 3"
check "an address past the end" within 20 says "node 20 left out"
check "DATA that does not fit" within 20 says "frame of type 0x04 refused"
check "unknown types are counted" within 5 counted unknown
check "over-long frames are counted" within 5 counted oversize
check "a node leaves" wait_nodes 8 20
gone() { ! device thorax >/dev/null; }
check "it is the right one" gone
check "and comes back" wait_nodes 9 30
read_node thorax 200
check "and can be read again" all_right thorax
wait $reader
check "the other reader saw nothing of it" all_right bar
check "the reset was counted" within 5 counted resets
check "all nodes are there" wait_nodes 9 20
counters

# SPDX-License-Identifier: MIT
# What a concentrator may do wrong or be made to do, while one node is read through it all.
play --seed=3 --fault=unknown@1 --fault=oversize=600@1.2 --fault=twin@1.4:3 --fault=far=20@1.6 \
    --fault=lie@1.8 --fault=unplug@3+4:2 --fault=reset@10 --fault=stall@13+1.5 --fault=mute@16+1
must_see_nodes
sleep 1.5
read_node bar 4000 &
reader=$!
sleep 2.5
says() { dmesg | grep -q "$1" || { echo "# the log does not say '$1'"; return 1; }; }
check "two nodes with one address" says "two nodes have the address 3"
check "an address past the end" says "node 20 left out"
check "DATA that does not fit" says "frame of type 0x04 refused"
check "unknown types are counted" [ "$(counter unknown)" -ge 1 ]
check "over-long frames are counted" [ "$(counter oversize)" -ge 1 ]
check "a node leaves" wait_nodes 8 4
gone() { ! device thorax >/dev/null; }
check "it is the right one" gone
check "and comes back" wait_nodes 9 6
read_node thorax 200
check "and can be read again" all_right thorax
wait $reader
check "the other reader saw nothing of it" all_right bar
check "the reset was counted" [ "$(counter resets)" -ge 1 ]
check "all nodes are there" wait_nodes 9 5
counters

# SPDX-License-Identifier: MIT
# The line goes dead, briefly and for long; the concentrator speaks another version for a while; the
# line is two-wire; the clock is 2 % off, wraps, and the line jitters.
play --seed=4 --fault=cut@3+5 --fault=cut@12+16 --fault=version=2@36+4
must_see_nodes
sleep 1.5
silences=$(counter silences)
read_node bar 10000 &
reader=$!
sleep 9.5
check "five seconds of silence: nodes stay" wait_nodes 9 1
check "and silence was counted" [ "$(counter silences)" -gt "$silences" ]
check "sixteen: they go" wait_nodes 0 16
wait $reader
check "the reader was told" [ "$(grep -c 'samples 10000' /tmp/check-bar)" = 0 ]
check "they come back" wait_nodes 9 15
read_node pelvis 3000 &
reader=$!
sleep 12
wait $reader
check "streaming went on after a version from the future" all_right pelvis
future() { dmesg | grep -q "speaks protocol 2 to 2, this driver only 1"; }
check "of which the log told" future

play --seed=5 --half-duplex
check "half duplex: nodes appear" wait_nodes 9 25
sleep 2
read_all 1000 bar feet
check "half duplex: values and time stamps" all_right bar feet

play --seed=6 --ppm=20000 --clock=4283000000 --fault=jitter=15
check "2 % fast clock: nodes appear" wait_nodes 9 25
sleep 2
read_all 4000 bar feet
check "2 % fast, wrapping, 0-15 ms jitter: values and time stamps" all_right bar feet
check "no sample missing" none_missing 4000 bar feet
counters

# SPDX-License-Identifier: MIT
# The line goes dead, briefly and for long; the concentrator speaks another version for a while; the
# line is two-wire; the clock is 2 % off, wraps, and the line jitters.
play --seed=4 --fault=cut@3+5 --fault=cut@14+25 --fault=version=2@52+6
must_see_nodes
sleep 1.5
silences=$(counter silences)
# Once: who polls a device that has gone is told by the time-out, and would begin anew.
(TRIES=1 && read_node bar $((300 * RATE))) &
reader=$!
silent() { [ "$(counter silences)" -gt "$silences" ]; }
check "five seconds of silence are counted" within 20 silent
check "and nodes stay" has_nodes 9
check "twenty-five: they go" wait_nodes 0 45
wait $reader
check "the reader was told" [ "$(grep -c "samples $((300 * RATE)) " /tmp/check-bar)" = 0 ]
check "they come back" wait_nodes 9 40
read_node pelvis $((20 * RATE))
check "streaming went on after a version from the future" all_right pelvis
future() { dmesg | grep -q "speaks protocol 2 to 2, this driver only 1"; }
check "of which the log told" within 20 future

play --seed=5 --backlog=1000000 --half-duplex
check "half duplex: nodes appear" wait_nodes 9 60
sleep 2
read_all $((5 * RATE)) bar feet
check "half duplex: values and time stamps" all_right bar feet

for jitter in jitter hold; do
    play --seed=6 --ppm=20000 --clock=4283000000 --backlog=1000000 --fault=$jitter=15
    check "2 % fast clock: nodes appear" wait_nodes 9 60
    sleep 2
    read_all $((20 * RATE)) bar feet
    check "2 % fast, wrapping, 0-15 ms $jitter: values and time stamps" all_right bar feet
    check "no sample missing" none_missing $((20 * RATE)) bar feet
done

# The rate that was asked for goes with the nodes that offered it.
rate=$(($(cut -d. -f1 "$(device bar)/sampling_frequency") / 2))
host simulate --exercise deadlift --reps 1 --seed 1 --rate $rate --sensors pelvis,bar --lead 600
check "others in their place, half as fast: nodes appear" wait_nodes 2 60
streams() {
    bar=$(device bar)
    [ "$(cut -d. -f1 "$bar/sampling_frequency")" = $rate ] &&
        [ "$(iio_readdev -T 60000 -b 16 -s 100 "$(basename "$bar")" 2>/dev/null | wc -c)" = 2400 ]
}
check "and they stream at their own rate" within 20 streams
counters

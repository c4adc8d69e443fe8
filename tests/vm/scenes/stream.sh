# SPDX-License-Identifier: MIT
# All nodes at once, every value compared; then faster until something gives. In the first part the
# array has memory for what a slow host is late to take: nothing may be missing, however late it is.
play --seed=1 --backlog=4000000
must_see_nodes
sleep 1.5
lost_before=$(counter lost) overruns_before=$(counter overruns)
samples=$((LENGTH * RATE))
read_all $samples
counters
check "$RATE Hz for $LENGTH s: values and time stamps" all_right $LABELS
check "$RATE Hz: no sample missing" none_missing $samples $LABELS
check "$RATE Hz: none lost on the line" [ "$(counter lost)" = "$lost_before" ]
check "$RATE Hz: no buffer overrun" [ "$(counter overruns)" = "$overruns_before" ]

# Here it has what a concentrator has, so that a rate that is too high for the machine shows.
play --seed=1
wait_nodes 9 60
for rate in 416 833; do
    [ "$RATE" = 208 ] || continue
    sleep 1.5
    lost=$(counter lost) overruns=$(counter overruns) late=$(counter late)
    set_rate $rate
    samples=$((rate * 10))
    read_all $samples
    result="held"
    none_missing $samples $LABELS || result="did not hold"
    [ "$(counter lost)" = "$lost" ] || result="did not hold, $(($(counter lost) - lost)) instants lost on the line"
    [ "$(counter overruns)" = "$overruns" ] || result="$result, $(($(counter overruns) - overruns)) samples came to full buffers"
    [ "$(counter dropped)" = 0 ] || result="$result, the line took $(counter dropped) instants too few"
    check "$rate Hz: values and time stamps" all_right $LABELS
    echo "# rate $rate Hz for 10 s: $result; $(($(counter late) - late)) late by more than 50 ms"
done
set_rate "$RATE"

# SPDX-License-Identifier: MIT
# All nodes at once, every value compared; then faster until something gives.
play --seed=1
must_see_nodes
sleep 1.5
seconds=$(sed -n 's/.*seconds=\([0-9]*\).*/\1/p' /proc/cmdline)
lost_before=$(counter lost) overruns_before=$(counter overruns)
set_rate 208
samples=$((${seconds:-20} * 208))
read_all $samples
counters
check "208 Hz for ${seconds:-20} s: values and time stamps" all_right $LABELS
check "208 Hz: no sample missing" none_missing $samples $LABELS
check "208 Hz: none lost on the line" [ "$(counter lost)" = "$lost_before" ]
check "208 Hz: no buffer overrun" [ "$(counter overruns)" = "$overruns_before" ]

for rate in 416 833; do
    sleep 1.5
    lost=$(counter lost) overruns=$(counter overruns)
    set_rate $rate
    samples=$((rate * 10))
    read_all $samples
    result="held"
    none_missing $samples $LABELS || result="did not hold"
    [ "$(counter lost)" = "$lost" ] || result="did not hold, $(($(counter lost) - lost)) instants lost on the line"
    [ "$(counter overruns)" = "$overruns" ] || result="$result, $(($(counter overruns) - overruns)) samples came to full buffers"
    [ "$(counter dropped)" = 0 ] || result="$result, the line took $(counter dropped) instants too few"
    check "$rate Hz: values and time stamps" all_right $LABELS
    echo "# rate $rate Hz for 10 s: $result"
done
set_rate 208

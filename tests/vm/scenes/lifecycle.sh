# SPDX-License-Identifier: MIT
# Loading, binding, power, and everything at once.
play --seed=7
must_see_nodes

times=0
for _ in $(seq "$TIMES"); do
    rmmod lumbar_array || break
    load || break
    wait_nodes 9 30 || break
    for l in bar feet; do
        d=$(device $l)
        for e in "$d"/scan_elements/*_en; do echo 1 >"$e"; done
        echo 1 >"$d/buffer/enable" || break 2
    done
    times=$((times + 1))
done
check "loaded and unloaded $TIMES times while streaming" [ $times = "$TIMES" ]

name=$(basename $DRIVER/serial*)
for _ in 1 2 3 4 5; do
    read_node bar 100000 &
    reader=$!
    sleep 1
    echo "$name" >$DRIVER/unbind
    wait $reader
    [ "$(count_nodes)" = 0 ] || not_ok "nodes are left after unbinding"
    echo "$name" >$DRIVER/bind
    wait_nodes 9 30
done
check "unbound and bound again under a reader" wait_nodes 9 30
read_node bar 500
check "and read" all_right bar

read_node bar $((15 * RATE * PATIENCE)) &
reader=$!
within 20 grep -q 1 "$(device bar)/buffer/enable"
second() { ! timeout 10 dd if=/dev/"$(basename "$(device bar)")" of=/dev/null bs=24 count=1 2>/dev/null; }
check "a second reader of one node is refused" second
wait $reader
check "and the first does not notice" all_right bar

# Buffers go on and off under each other, while attributes are read and nodes come and go.
play --seed=8 $(for n in 0 1 2 3 4 5 6 7; do echo "--fault=unplug@$n.3+0.4:$n"; done)
wait_nodes 9 60
flip() {
    for _ in $(seq $((TIMES * 4 / 5))); do
        d=$(device "$1") && { echo 1 >"$d/buffer/enable"; echo 0 >"$d/buffer/enable"; }
    done 2>/dev/null >/dev/null
}
ask() {
    for _ in $(seq $((TIMES * 6 / 5))); do
        d=$(device "$1") && cat "$d/in_accel_x_raw" "$d/in_temp_raw" "$d/sampling_frequency"
    done 2>/dev/null >/dev/null
}
for l in $LABELS; do
    d=$(device "$l") && for e in "$d"/scan_elements/*_en; do echo 1 >"$e"; done 2>/dev/null
done
for l in bar pelvis thorax feet; do flip $l & done
for l in bar thorax; do ask $l & done
wait
check "races of buffers, attributes and plugs: nodes are there" wait_nodes 9 40
# Quick machines are through before the last plug: libiio finds no devices while one is going.
steady() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        has_nodes 9 && sleep 0.1 || return 1
    done
}
within 20 steady
sleep 1.2
read_all 300 bar pelvis feet
check "and can be read" all_right bar pelvis feet

play --seed=9
wait_nodes 9 60
if [ -e /sys/power/pm_test ]; then
    read_node bar $((20 * RATE)) &
    reader=$!
    sleep 2
    echo devices >/sys/power/pm_test
    echo freeze >/sys/power/state
    check "suspend to idle and back" [ $? = 0 ]
    wait $reader
    check "streaming went on after it" all_right bar
else
    echo "skip - suspend: this kernel has no pm_test"
fi
counters

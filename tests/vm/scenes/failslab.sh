# SPDX-License-Identifier: MIT
# For a kernel with fault injection: the nth allocation of binding, of enabling a buffer and of
# making the nodes fails, for every n. Then nothing may be left behind.
inject=/sys/kernel/debug/failslab
if [ ! -d $inject ]; then
    echo "skip - failslab: this kernel has no fault injection"
else
    play --seed=11
    must_see_nodes
    name=$(basename $DRIVER/serial*)
    echo 0 >$inject/ignore-gfp-wait
    echo 0 >$inject/verbose

    failed=0
    for n in $(seq 40); do
        [ $((n % 10)) = 0 ] && echo "# $n, up $(cut -d" " -f1 /proc/uptime) s"
        echo "$name" >$DRIVER/unbind
        sh -c "echo $n >/proc/self/fail-nth; echo $name >$DRIVER/bind" 2>/dev/null || failed=$((failed + 1))
        [ -e $DRIVER/"$name" ] || echo "$name" >$DRIVER/bind
    done
    echo "# binding failed $failed times of 40, as it was made to"
    check "binding fails cleanly" [ $failed -gt 3 ]
    check "and works afterwards" wait_nodes 9 20

    failed=0
    bar=$(device bar)
    for e in "$bar"/scan_elements/*_en; do echo 1 >"$e"; done
    for n in $(seq 30); do
        sh -c "echo $n >/proc/self/fail-nth; echo 1 >$bar/buffer/enable" 2>/dev/null || failed=$((failed + 1))
        echo 0 >"$bar/buffer/enable"
    done
    echo "# enabling a buffer failed $failed times of 30, as it was made to"
    check "enabling a buffer fails cleanly" [ $failed -gt 1 ]
    sleep 1.5
    read_node bar 200
    check "and works afterwards" all_right bar

    # Nodes are made by a work of the kernel, which is nobody's process: a part of all allocations.
    for round in 1 2 3 4 5; do
        echo "$name" >$DRIVER/unbind
        echo "$name" >$DRIVER/bind
        echo 40 >$inject/times
        echo 20 >$inject/probability
        sleep 2
        echo 0 >$inject/probability
    done
    echo "# $(count_nodes) of 9 nodes were made under failing allocations"
    echo "$name" >$DRIVER/unbind
    echo "$name" >$DRIVER/bind
    check "and all afterwards" wait_nodes 9 20
    read_all 200 bar feet
    check "which can be read" all_right bar feet
fi

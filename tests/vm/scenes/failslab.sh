# SPDX-License-Identifier: MIT
# For a kernel with fault injection: the nth allocation of binding, of enabling a buffer and of
# making the nodes fails, for every n up to 100. Then nothing may be left behind.
inject=/sys/kernel/debug/failslab
if [ ! -d $inject ]; then
    echo "skip - failslab: this kernel has no fault injection"
else
    # Of an allocation that failed, vmalloc says so. And serdev opens its tty without tty_mutex, of
    # which release_tty() complains on the way out, when the line discipline cannot be opened.
    KNOWN='vmalloc error: size|tty_io.c:[0-9]* release_tty'
    play --seed=11
    must_see_nodes
    name=$(basename $DRIVER/serial*)
    echo 0 >$inject/ignore-gfp-wait
    echo 0 >$inject/verbose

    # NUMBER VALUE FILE: writes, and the nth allocation of it fails. What is left of n is not 0 when
    # there were fewer.
    left=0
    write_failing() {
        sh -c "echo $1 >/proc/self/fail-nth; echo $2 >$3; status=\$?; read left </proc/self/fail-nth
            echo 0 >/proc/self/fail-nth; echo \"left=\${left:-0}\" >/tmp/left; exit \$status" 2>/dev/null
        status=$?
        . /tmp/left
        return $status
    }
    failed=0 n=0
    while [ "$left" = 0 ] && [ $n -lt 100 ]; do
        n=$((n + 1))
        echo "$name" >$DRIVER/unbind
        write_failing $n "$name" $DRIVER/bind || failed=$((failed + 1))
        [ -e $DRIVER/"$name" ] || echo "$name" >$DRIVER/bind
    done
    echo "# of the first $n allocations of binding, each failing once, $failed made it fail"
    check "binding fails cleanly" [ $failed -gt 3 ]
    check "and works afterwards" wait_nodes 9 60

    failed=0 n=0 left=0
    bar=$(device bar)
    for e in "$bar"/scan_elements/*_en; do echo 1 >"$e"; done
    while [ "$left" = 0 ] && [ $n -lt 100 ]; do
        n=$((n + 1))
        write_failing $n 1 "$bar/buffer/enable" || failed=$((failed + 1))
        echo 0 >"$bar/buffer/enable"
    done
    echo "# of the first $n allocations of enabling a buffer, each failing once, $failed made it fail"
    every_one_failed() { [ $failed -gt 1 ] && [ "$left" != 0 ]; }
    check "enabling a buffer fails cleanly, whichever allocation fails" every_one_failed
    sleep 1.5
    read_node bar 200
    check "and works afterwards" all_right bar

    # Nodes are made by a work of the kernel: a part of all allocations of its workers, and nobody else's.
    echo Y >$inject/task-filter
    for _ in 1 2 3 4 5; do
        for p in /proc/[0-9]*; do
            case $(cat "$p/comm" 2>/dev/null) in kworker/u*) echo 1 >"$p/make-it-fail" ;; esac
        done
        echo "$name" >$DRIVER/unbind
        echo "$name" >$DRIVER/bind
        echo 40 >$inject/times
        echo 20 >$inject/probability
        sleep 4
        echo 0 >$inject/probability
    done
    echo N >$inject/task-filter
    echo "# $(count_nodes) of 9 nodes were made under failing allocations"
    echo "$name" >$DRIVER/unbind
    echo "$name" >$DRIVER/bind
    check "and all afterwards" wait_nodes 9 60
    read_all 200 bar feet
    check "which can be read" all_right bar feet
fi

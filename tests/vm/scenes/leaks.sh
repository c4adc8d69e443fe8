# SPDX-License-Identifier: MIT
# For a kernel with kmemleak: after all other scenes, and the module's end.
if [ ! -e /sys/kernel/debug/kmemleak ]; then
    echo "skip - leaks: this kernel has no kmemleak"
else
    rmmod lumbar_array
    sleep 6
    echo scan >/sys/kernel/debug/kmemleak
    sleep 6
    echo scan >/sys/kernel/debug/kmemleak
    cat /sys/kernel/debug/kmemleak >/tmp/leaks
    head -n 40 /tmp/leaks | sed 's/^/# /'
    ours() { ! grep -q lumbar /tmp/leaks; }
    check "no leak of ours" ours
    load
    check "it loads again" wait_nodes 9 60
fi

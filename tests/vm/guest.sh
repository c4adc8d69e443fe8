#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# Runs in the machine as its first program: loads the module, plays the scenes that the kernel's
# command line names (scenes=a,b,c), and says "ok - …" or "not ok - …" on the console. Lines that
# begin with @ are for run.py on the host, which answers with a line.
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t debugfs debugfs /sys/kernel/debug
dmesg -n 1
stty -echo

# What this machine can do, from the kernel's command line: the array's rate (rate=), how long the
# first stream lasts (seconds=), how often things are done again and again (times=), and how many
# times longer than others it takes (patience=).
parameter() { # NAME DEFAULT
    value=$(sed -n "s/.*[ ]$1=\([0-9]*\).*/\1/p" /proc/cmdline)
    echo "${value:-$2}"
}
RATE=$(parameter rate 208)
LENGTH=$(parameter seconds 20)
TIMES=$(parameter times 50)
PATIENCE=$(parameter patience 1)

IIO=/sys/bus/iio/devices
DRIVER=/sys/bus/serial/drivers/lumbar_array
LABELS="bar pelvis thorax upper-back thigh-left thigh-right shank-left shank-right feet"

ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*"; }
check() { # WHAT COMMAND …
    what=$1
    shift
    if "$@"; then ok "$what"; else not_ok "$what"; fi
}
within() { # SECONDS COMMAND …: until it succeeds; a slow host must not be taken for a fault
    deadline=$(($(cut -d. -f1 /proc/uptime) + PATIENCE * $1))
    shift
    while ! "$@" >/tmp/within 2>&1; do
        [ "$(cut -d. -f1 /proc/uptime)" -lt $deadline ] || { cat /tmp/within; return 1; }
        sleep 0.3
    done
}
host() { # COMMAND …: asks the host to do something, waits for it
    echo "@$*"
    read -r answer
}
load() { insmod /modules/lumbar_array.ko; }
play() { # ARGUMENTS: the array anew, and somebody to listen to it
    host play "$*"
    [ -d /sys/module/lumbar_array ] || load
}

count_nodes() { ls -d $IIO/iio:device* 2>/dev/null | wc -l; }
has_nodes() { [ "$(count_nodes)" = "$1" ]; }
wait_nodes() { # NUMBER SECONDS
    within "$2" has_nodes "$1" && return 0
    echo "# $(count_nodes) nodes, not $1"
    cat /sys/kernel/debug/lumbar_array/*/nodes
    return 1
}
device() { # LABEL: the device's folder
    for d in $IIO/iio:device*; do
        [ "$(cat "$d/label" 2>/dev/null)" = "$1" ] && { echo "$d"; return 0; }
    done
    echo "no-device-$1"
    return 1
}
counter() { sed -n "s/^$1 //p" /sys/kernel/debug/lumbar_array/*/counters; }
counters() { echo "# $(cat /sys/kernel/debug/lumbar_array/*/counters | tr '\n' ' ')"; }
address() { # LABEL
    n=0
    for l in $LABELS; do [ "$l" = "$1" ] && echo $n; n=$((n + 1)); done
}
set_rate() { echo "$1" >"$(device bar)/sampling_frequency"; }

# Reads so many samples of one node through libiio and compares each. LABEL SAMPLES
read_node() {
    kind=imu
    [ "$1" = feet ] && kind=force
    # A machine that is behind by more than a second does not hear the answer to START in time.
    for _ in $(seq "${TRIES:-$PATIENCE}"); do
        iio_readdev -T 60000 -b 128 -s "$2" "$(basename "$(device "$1")")" 2>/tmp/err-"$1" |
            wire-check $kind "$(address "$1")" 4 >/tmp/check-"$1"
        echo $? >/tmp/status-"$1"
        grep -q "Connection timed out" /tmp/err-"$1" || break
    done
}
read_all() { # SAMPLES [LABEL …]
    samples=$1
    shift
    first=${1:-bar}
    for l in ${*:-$LABELS}; do rm -f "/tmp/status-$l"; done
    # The first starts the stream; beginning all at once, a slow machine may not hear the answer in time.
    read_node "$first" "$samples" &
    within 20 grep -q 1 "$(device "$first")/buffer/enable"
    for l in ${*:-$LABELS}; do [ "$l" = "$first" ] || read_node "$l" "$samples" & done
    wait
}
all_right() { # LABEL …: each reader saw only right values and rising time stamps
    wrong=0
    for l in "$@"; do
        sed 's/^/# /' "/tmp/check-$l"
        [ "$(cat "/tmp/status-$l")" = 0 ] || { wrong=1; cat "/tmp/err-$l"; }
    done
    return $wrong
}
none_missing() { # SAMPLES LABEL …
    samples=$1
    shift
    for l in "$@"; do grep -q "samples $samples .* missing 0 " "/tmp/check-$l" || return 1; done
}
# What the kernel itself reports when it is treated so: an extended regular expression, for a scene
# that provokes it to set, and to say why.
KNOWN=
log_is_clean() {
    # A machine without KVM is slow: messages about clocks and stalls of the emulation are not ours.
    # A trace belongs to the report before it; without one, it is shown with the lines before.
    found=$(dmesg | grep -vE 'clocksource|tsc:|hpet|hrtimer: interrupt took|taints kernel|tainting kernel|module verification|spectre|Spectre|RETBleed|MDS|MMIO Stale|L1TF|ITS:|SRBDS|GDS' |
        awk -v known="$KNOWN" '
            known != "" && $0 ~ known { excused = 1; next }
            /WARNING|BUG|Oops|Kernel panic|KASAN:|UBSAN:|possible (recursive|circular)|unreferenced object|sleeping function|hung task|rcu:.*stall/ {
                excused = 0
                print
            }
            /Call Trace/ && !excused { print before[2]; print before[1]; print }
            /Call Trace/ { excused = 0 }
            { before[2] = before[1]; before[1] = $0 }')
    [ -n "$found" ] || return 0
    echo "$found" | sed 's/^/# /'
    return 1
}

for module in $(cat /modules/order); do
    [ "$module" = lumbar_array ] || insmod "/modules/$module.ko" || not_ok "insmod $module"
done

# Nothing else makes sense without nodes.
must_see_nodes() {
    wait_nodes 9 60 && ok "$scene: nodes appear" && { set_rate "$RATE"; return; }
    not_ok "$scene: nodes appear"
    dmesg | grep -iE 'serial|uart|lumbar|iio' | tail -n 20 | sed 's/^/# /'
    host end
    poweroff -f
}

for scene in $(sed -n 's/.*scenes=\([^ ]*\).*/\1/p' /proc/cmdline | tr , ' '); do
    echo "# scene $scene, $(uname -r) $(uname -m), up $(cut -d' ' -f1 /proc/uptime) s"
    . "/scenes/$scene.sh"
    check "$scene: kernel log is clean" log_is_clean
done
dmesg | grep -i lumbar | tail -n 40 | sed 's/^/# /'
host end
sync
poweroff -f

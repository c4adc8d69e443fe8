#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs as a service in a machine with a whole Debian: the hub as it is installed, with its unit, its
# udev rules, its user and its D-Bus policy. Speaks to run.py on the console as guest.sh does.
exec </dev/ttyS0 >/dev/ttyS0 2>&1
stty -echo </dev/ttyS0

ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*"; }
check() { # WHAT COMMAND …
    what=$1
    shift
    if "$@" >/tmp/check 2>&1; then ok "$what"; else not_ok "$what" && sed 's/^/# /' /tmp/check; fi
}
within() { # SECONDS COMMAND …: until it succeeds
    deadline=$(($(cut -d. -f1 /proc/uptime) + $1))
    shift
    while ! "$@"; do
        [ "$(cut -d. -f1 /proc/uptime)" -lt $deadline ] || return 1
        sleep 0.5
    done
}
host() { # COMMAND …: asks the host to do something, waits for it
    echo "@$*"
    read -r answer
}
property() { systemctl show -p "$1" --value lumbard; }
is() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }

HUB=org.lumbar.Hub1
manager() { # AS METHOD ARGUMENTS …: a call of the hub's manager by a user
    user=$1
    shift
    runuser -u "$user" -- busctl call $HUB /org/lumbar/Hub1 $HUB.Manager "$@"
}
get() { busctl get-property $HUB /org/lumbar/Hub1 $HUB.Manager "$1"; }

echo "# scene systemd, $(uname -r) $(uname -m), up $(cut -d' ' -f1 /proc/uptime) s"
useradd visitor
useradd -G lumbar member
host simulate --exercise deadlift --reps 5 --seed 1 --rate 208 --sensors pelvis,thorax,bar --lead 60 --tail 600
expected=$answer

loaded() { grep -q '^lumbar_array ' /proc/modules; }
check "udev loads the module for the array in ACPI" within 60 loaded
nodes() { [ "$(ls -d /sys/bus/iio/devices/iio:device* 2>/dev/null | wc -l)" = 3 ]; }
check "nodes appear" within 60 nodes
granted() {
    for f in /dev/iio:device* /sys/bus/iio/devices/iio:device*/buffer/enable \
        /sys/bus/iio/devices/iio:device*/scan_elements/*_en \
        /sys/bus/iio/devices/iio:device*/sampling_frequency \
        /sys/bus/iio/devices/iio:device*/current_timestamp_clock; do
        [ "$(stat -L -c %G "$f")" = lumbar ] || { echo "$f: $(stat -L -c '%U %G %a' "$f")"; return 1; }
    done
}
check "udev rules give them to the hub's group" within 20 granted

check "the unit is active" within 60 systemctl -q is-active lumbard
pid=$(property MainPID)
check "as its own user" is "$(stat -c %U "/proc/$pid")" lumbar
check "in real time" is "$(chrt -p "$pid" | sed -n 's/.*policy: //p')" SCHED_FIFO
check "with its memory locked" eval "[ $(sed -n 's/^VmLck:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status") -gt 1000 ]"
check "without privileges" is "$(sed -n 's/^CapEff:[^0-9a-f]*//p' "/proc/$pid/status")" 0000000000000000
check "it has its folder" is "$(stat -c '%U %a' /var/lib/lumbar)" "lumbar 700"
three() { [ "$(busctl tree --list $HUB 2>/dev/null | grep -c '/sensor/[^/]*$')" = 3 ]; }
check "all sensors are on the system bus" within 60 three

connected() {
    for s in $(busctl tree --list $HUB | grep '/sensor/[^/]*$'); do
        busctl get-property $HUB "$s" $HUB.Sensor Connected
    done 2>/dev/null | grep -c true
}
all_connected() { [ "$(connected)" = 3 ]; }
busctl --json=short monitor $HUB >/tmp/signals 2>/dev/null &
monitor=$!
sleep 2
refused() { ! manager "$@" >/tmp/refusal 2>&1 && grep -qi 'denied' /tmp/refusal; }
check "a visitor may look" runuser -u visitor -- busctl get-property $HUB /org/lumbar/Hub1 $HUB.Manager State
check "and not choose" refused visitor SelectExercise s back-squat
check "a member of the group may choose" manager member SelectExercise s deadlift
check "it is chosen" is "$(get Exercise)" 's "deadlift"'
reps() { grep -c '"member":"Rep"' /tmp/signals; }
enough() { [ "$(reps)" -ge "$expected" ]; }
within 150 enough
sleep 5
check "the $expected repetitions that lumbar-replay counts are signals on the system bus" is "$(reps)" "$expected"

journal() { ! journalctl -b --no-pager "$@"; }
since=$(date +%s)
systemctl kill -s KILL --kill-who=main lumbard
returned() { systemctl -q is-active lumbard && [ "$(property MainPID)" != "$pid" ]; }
check "killed, it comes back" within 60 returned
check "with its sensors" within 90 all_connected
# A device that has only just come the hub may see before udev is done with it, and tries again.
check "nothing was denied to it, whose devices were there" journal -u lumbard --since "@$since" -g 'denied|not permitted'
driver=/sys/bus/serial/drivers/lumbar_array
name=$(basename $driver/serial*)
echo "$name" >$driver/unbind
gone() { [ "$(ls /sys/bus/iio/devices | wc -l)" = 0 ]; }
check "the array goes from under it" within 20 gone
echo "$name" >$driver/bind
check "and comes back: so do the sensors" within 90 all_connected
check "and the unit did not fail for it" is "$(property NRestarts)" 1
systemctl stop lumbard
check "it stops when told" is "$(property Result)" success
check "udev knew all names" journal -u systemd-udevd -g 'unknown (group|user)'
failed() { ! systemctl --failed --no-legend --plain | grep .; }
check "no unit failed" failed
kernel() { ! dmesg | grep -E 'WARNING|BUG|Oops|Call Trace'; }
check "kernel log is clean" kernel
journalctl -b -u lumbard --no-pager -o cat | tail -n 40 | sed 's/^/# /'
host end
poweroff -f

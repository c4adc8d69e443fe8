#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows a simulated lifter's set, live: the simulated sensor array (lumbar-sim), a private bus, the
# daemon and `lumbarctl watch`, all started here, all ended here. Needs no root, no sensor, no
# terminal; with a terminal there is a live screen. B is the build folder.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=${B:-build}
case $build in /*) ;; *) build=$top/$build ;; esac

# Not below TMPDIR: the path of a socket has to be short.
dir=$(mktemp -d /tmp/lumbar-demo.XXXXXX)
pids=

finish() {
    trap '' INT TERM HUP PIPE
    trap - EXIT
    for pid in $pids; do # the newest first
        kill "$pid" 2>/dev/null || :
        wait "$pid" 2>/dev/null || :
    done
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap 'exit 141' PIPE # whoever reads may have seen enough

fail() {
    echo "demo: $1" >&2
    for log in bus sim lumbard; do
        [ -s "$dir/$log.log" ] || continue
        echo "--- the end of what $log said:" >&2
        tail -n 15 "$dir/$log.log" >&2
    done
    exit 1
}

# start NAME COMMAND...: in the background, with a log of its own. It does not outlive this script,
# even when that is killed.
start() {
    name=$1
    shift
    setpriv --pdeathsig TERM "$@" >"$dir/$name.log" 2>&1 </dev/null &
    pids="$! $pids"
    eval "pid_$name=$!"
}

# wait_for WHAT COMMAND...: until the command succeeds, ten seconds at most
wait_for() {
    what=$1
    shift
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "$what did not start within ten seconds"
        for pid in $pids; do
            kill -0 "$pid" 2>/dev/null || fail "$what did not start: a part has ended"
        done
        sleep 0.1
    done
}

for program in lumbard lumbarctl lumbar-sim; do
    [ -x "$build/$program" ] || fail "$build/$program is missing. Type: make demo"
done
command -v dbus-daemon >/dev/null || fail "dbus-daemon is missing. Type: make demo"
unset NOTIFY_SOCKET LUMBAR_PROFILES # what is set for other runs of the daemon
[ -n "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ] || export LC_ALL=C.UTF-8

cat <<'TEXT'
A simulated lifter does six deadlifts with 80 kg. Sensors on bar, back, pelvis and under the feet
are simulated, too; the rest is the real hub. The last repetition is done with a round back: watch
what the hub says. It takes about forty seconds and ends by itself.

TEXT

cat >"$dir/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$dir/bus</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
printf '[sensors]\nnewton-per-volt = 500000\n' >"$dir/lumbard.conf" # of the simulated load cells
bus=unix:path=$dir/bus

start bus dbus-daemon --nofork --config-file="$dir/bus.conf"
start sim "$build/lumbar-sim" --listen 127.0.0.1:0 --port-file "$dir/port" --start-on-open \
    --seed 7 --exercise deadlift --load 80 --reps 6 --tempo 1.4-0.4-1.1-0.6 \
    --fault rounding:58:6 --sensors bar,thorax,pelvis,feet --lead 3 --tail 30
wait_for "the private bus" test -S "$dir/bus"
wait_for "the simulated array" test -s "$dir/port"
start lumbard "$build/lumbard" --config "$dir/lumbard.conf" --bus "$bus" \
    --uri "ip:127.0.0.1:$(cat "$dir/port")"
wait_for "lumbard" "$build/lumbarctl" --bus "$bus" status
"$build/lumbarctl" --bus "$bus" start --exercise deadlift --load 80 --reps 6 >/dev/null ||
    fail "the session could not be started"

# Ends the watching when a part dies, or when it takes too long: nobody waits for ever.
watch_over() {
    seconds=0
    while sleep 1; do
        seconds=$((seconds + 1))
        for part in bus sim lumbard; do
            eval "pid=\$pid_$part"
            kill -0 "$pid" 2>/dev/null || { echo "$part has ended" >"$dir/why"; break 2; }
        done
        [ $seconds -lt 55 ] || { echo "no set was seen within 55 seconds" >"$dir/why"; break; }
    done
    kill "$(cat "$dir/watch.pid")" 2>/dev/null || :
}

# On a terminal the screen is about to change: time to read what is above.
if [ -t 1 ]; then sleep 2; fi
watch_over </dev/null &
pids="$! $pids"
status=0
sh -c 'echo $$ >"$1" && shift && exec "$@"' sh "$dir/watch.pid" \
    "$build/lumbarctl" --bus "$bus" watch --sets 1 || status=$?
[ ! -s "$dir/why" ] || fail "$(cat "$dir/why")"
[ $status = 0 ] || fail "lumbarctl watch has failed"

cat <<'TEXT'

That was all: nothing was installed, nothing keeps running. README.md says how to go on.
TEXT

# SPDX-License-Identifier: MIT
# The whole way: a simulated lifter on the wire, the module, libiio's local backend, lumbard, D-Bus.
# How well is counted is a matter of other tests; here the count is what it is without all this.
if [ ! -x /usr/bin/lumbard ]; then
    echo "skip - hub: this machine has no lumbard"
else
    # The lifter begins with the first START: it must be lumbard's, not an earlier reader's.
    sleep 2
    # And stands long enough for the exercise to be chosen before the first repetition: one that is
    # under way then is no whole one.
    host simulate --exercise deadlift --reps 5 --seed 1 --rate "$RATE" --sensors pelvis,thorax,bar \
        --lead $((20 * PATIENCE)) --tail 120
    expected=$answer
    [ -d /sys/module/lumbar_array ] || load
    check "nodes appear" wait_nodes 3 60
    cat >/tmp/bus.conf <<'XML'
<busconfig>
  <type>session</type>
  <listen>unix:path=/tmp/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
XML
    echo 'root:x:0:0:root:/:/bin/sh' >/etc/passwd
    dbus-daemon --config-file=/tmp/bus.conf --nofork >/tmp/bus.log 2>&1 &
    bus=$!
    for _ in $(seq 50); do [ -S /tmp/bus ] && break; sleep 0.2; done
    gdbus monitor --address unix:path=/tmp/bus --dest org.lumbar.Hub1 >/tmp/signals 2>&1 &
    monitor=$!
    sleep 2
    : >/tmp/lumbard.conf
    lumbard --config /tmp/lumbard.conf --bus unix:path=/tmp/bus --uri local: --profiles /profiles \
        --log-level info >/tmp/lumbard.log 2>&1 &
    hub=$!
    choose() {
        gdbus call --address unix:path=/tmp/bus --dest org.lumbar.Hub1 --object-path /org/lumbar/Hub1 \
            --method org.lumbar.Hub1.Manager.SelectExercise deadlift
    }
    check "an exercise is chosen over D-Bus" within 20 choose
    reps() { grep -c 'Hub1\.Session\.Rep (' /tmp/signals; }
    enough() { [ "$(reps)" -ge "$expected" ]; }
    within 90 enough
    sleep 6
    check "the $expected repetitions that lumbar-replay counts arrive as D-Bus signals" [ "$(reps)" = "$expected" ]
    check "as deadlifts" eval "! grep 'Hub1\.Session\.Rep (' /tmp/signals | grep -qv deadlift"
    check "lumbard is still there" kill -0 $hub
    kill $hub
    wait $hub
    kill $monitor $bus
    sed 's/^/# /' /tmp/lumbard.log | tail -n 12
    grep -E '\.Rep|SetStarted|SetEnded' /tmp/signals | cut -c1-150 | sed 's/^/# /'
    [ "$(reps)" = "$expected" ] || tail -n 20 /tmp/signals | cut -c1-200 | sed 's/^/# /'
fi

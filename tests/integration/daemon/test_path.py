#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The whole path: simulated athlete, libiio, lumbard, D-Bus. What arrives is held against the truth."""
import json
import math
import os
import subprocess
import tempfile

from hub import (BUILD, Bus, DBusError, Daemon, MANAGER, Monitor, ROOT, SESSION, Simulator, contains,
                 equal, main, wait_for)

# A quick set: the simulated people need about 2.5 s for a repetition of it.
QUICK = ("--tempo", "1-0-1-0", "--lead", "2", "--tail", "3")
# What a volt of the simulated load cells stands for.
CELLS = "[sensors]\nnewton-per-volt = 500000\n"


def read_truth(path):
    with open(path, encoding="ascii") as lines:
        return [json.loads(line) for line in lines]


def check_signals(monitor, session):
    """What holds of every signal: it counts, and is about this session."""
    messages = [m for _, m in monitor.messages
                if m.get("interface") == SESSION and m.get("type") == "signal"]
    sequence = [m["payload"]["data"][1] for m in messages]
    equal(sequence, list(range(sequence[0], sequence[0] + len(sequence))), "sequence numbers")
    for message in messages:
        equal(message["path"], session)
        confidence = message["payload"]["data"][2]
        assert 0.0 <= confidence <= 1.0, message
    return messages


def count_set(exercise, reps, chosen, sensors, seed, own_end):
    with tempfile.TemporaryDirectory() as folder, Bus() as bus:
        truth_file = os.path.join(folder, "truth")
        # Long enough for the end of the set to be noticed.
        tail = ("--tail", "15" if own_end else "5")
        with Simulator("--exercise", exercise, "--reps", str(reps), "--seed", str(seed), *QUICK,
                       "--sensors", sensors, *tail, "--truth", truth_file,
                       "--start-on-open") as sim, Daemon(bus, uris=[sim.uri], config=CELLS), \
                Monitor(bus) as monitor:
            bus.manager("StartSession", "a{sv}", "3", "athlete", "s", "kim", "exercise", "s", chosen,
                        "load", "d", "60")
            session = bus.get(ROOT, MANAGER, "Session")
            wait_for("the repetitions", lambda: len(monitor.signals("Rep")) >= reps)
            if not own_end:
                bus.manager("StopSet")
            wait_for("the end of the set", lambda: monitor.signals("SetEnded"))
            # Its properties say the same as its signals.
            equal(bus.get(session, SESSION, "Reps"), reps)
            equal(bus.get(session, SESSION, "State"), "rest")
            sets = bus.get(session, SESSION, "Sets")
            bus.manager("StopSession", "s", "finished")
            wait_for("the end of the session", lambda: monitor.signals("Ended"))
            check_signals(monitor, session)
            truth = [r for r in read_truth(truth_file) if r["type"] == "rep"]
            return monitor, sets, truth


def check_set(exercise, reps, chosen, sensors, seed=1, own_end=False):
    monitor, sets, truth = count_set(exercise, reps, chosen, sensors, seed, own_end)
    equal(len(monitor.signals("SetStarted")), 1, "sets started")
    equal([r[4] for r in monitor.signals("Rep")], list(range(1, reps + 1)), "repetitions")
    started = monitor.signals("SetStarted")[0]
    ended = monitor.signals("SetEnded")[0]
    equal((started[3], started[4], started[6]), (1, chosen, 60.0), "set, exercise, load")
    equal((ended[3], ended[4], ended[5]), (1, chosen, reps), "set, exercise, reps")
    equal(ended[11], "rest" if own_end else "command")
    equal(ended[-1]["load"]["data"], 60.0)
    equal(len(sets), 1)
    equal((sets[0][0], sets[0][1], sets[0][2]), (1, chosen, reps))
    if chosen == "generic":
        return monitor  # when a repetition of an unknown movement ends is a matter of opinion
    # The ends of the repetitions are as far apart as they truly were.
    ends = [r[9] / 1e6 for r in monitor.signals("Rep")]
    for i, (rep, true) in enumerate(zip(ends, truth)):
        assert math.isclose(rep - ends[0], true["end"] - truth[0]["end"], abs_tol=0.5), \
            (i, ends, truth)
    return monitor


def test_a_set_of_deadlifts_is_counted():
    monitor = check_set("deadlift", 5, "deadlift", "all", own_end=True)
    details = monitor.signals("RepDetail")
    equal([d[4] for d in details], [1, 2, 3, 4, 5], "details")
    for key in ("eccentric", "concentric", "lumbar-peak", "range", "range-unit"):
        assert key in details[1][-1], (key, details[1])


def test_one_sensor_anywhere_is_counted():
    check_set("back-squat", 4, "generic", "bar", seed=2)


def test_live_values_are_announced_at_most_ten_times_a_second():
    with Bus() as bus, Simulator("--exercise", "romanian-deadlift", "--reps", "3", *QUICK,
                                 "--start-on-open") as sim, Daemon(bus, uris=[sim.uri], config=CELLS), \
            Monitor(bus) as monitor:
        session = bus.manager("StartSession", "a{sv}", "1", "exercise", "s",
                              "romanian-deadlift")[0]
        wait_for("a repetition", lambda: monitor.signals("Rep"))
        changes = monitor.changes(session)
        angles = [c["TrunkAngle"] for _, c in changes if "TrunkAngle" in c]
        assert len(angles) > 10 and max(a for a in angles if a is not None) > 20, angles
        for path in {m["path"] for _, m in monitor.messages if "path" in m}:
            times = [at for at, _ in monitor.changes(path)]
            span = times[-1] - times[0] if len(times) > 1 else 0
            # One more than ten a second: both ends of the span count.
            assert len(times) <= span * 10 + 2, (path, len(times), span)


def probe(bus, *arguments):
    return subprocess.Popen([os.path.join(BUILD, "tests/hub-probe"), bus.address, *arguments],
                            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)


def test_streams_give_poses_and_samples():
    with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar,feet",
                                 "--start-on-open") as sim, \
            Daemon(bus, uris=[sim.uri], config=CELLS):
        wait_for("both sensors", lambda: {"bar", "feet"} <= set(bus.sensors()))
        poses = probe(bus, "poses", "20", "40")
        samples = probe(bus, "samples", "300")
        records = [json.loads(line) for line in samples.communicate(timeout=30)[0].splitlines()]
        equal(sorted(r["role"] for r in records if r["type"] == "sensor"), ["bar", "feet"])
        equal([r["type"] for r in records[:2]], ["sensor", "sensor"], "announced before samples")
        numbers = {r["role"]: r["sensor"] for r in records if r["type"] == "sensor"}
        for role, channels, kind in (("bar", 6, 0), ("feet", 2, 1)):
            mine = [r for r in records if r["type"] == "sample" and r["sensor"] == numbers[role]]
            assert len(mine) > 100, (role, len(mine))
            equal({(r["channels"], r["kind"]) for r in mine}, {(channels, kind)})
            times = [r["t_ns"] for r in mine]
            equal(times, sorted(set(times)), "times of " + role)
        times = [json.loads(line)["t_ns"] for line in poses.communicate(timeout=30)[0].splitlines()]
        equal(len(times), 40)
        span_s = (times[-1] - times[0]) / 1e9
        assert math.isclose(span_s, 39 / 20, abs_tol=0.2), span_s
        equal((poses.returncode, samples.returncode), (0, 0))
        for method, what in (("0", "1 to 1000"), ("1001", "1 to 1000")):
            try:
                bus.manager("OpenPoseStream", "u", method)
            except DBusError as error:
                contains(str(error), what)
            else:
                raise AssertionError("a rate of " + method)


def test_clients_that_never_read_cost_nobody_else_anything():
    with Bus() as bus, Simulator("--exercise", "deadlift", "--reps", "4", *QUICK,
                                 "--start-on-open") as sim, \
            Daemon(bus, uris=[sim.uri], config=CELLS) as daemon:
        wait_for("sensors", lambda: "bar" in bus.sensors())
        hanging = [probe(bus, "hang") for _ in range(3)]
        try:
            for client in hanging:
                equal(client.stdout.readline(), "ready\n")
            with Monitor(bus) as monitor:
                bus.manager("StartSession", "a{sv}", "1", "exercise", "s", "deadlift")
                wait_for("four repetitions", lambda: len(monitor.signals("Rep")) >= 4)
                # After ten seconds without a read they are put out.
                daemon.wait_for_output("sample stream is not being read: closed")
            lost = {role: s["Lost"] for role, s in bus.sensors().items()}
            equal(sum(lost.values()), 0, f"lost samples {lost}")
        finally:
            for client in hanging:
                client.kill()
                client.wait()
                client.stdout.close()


def test_commands_and_their_errors():
    with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar",
                                 "--activity", "stand:60") as sim, Daemon(bus, uris=[sim.uri]):
        wait_for("the sensor", lambda: "bar" in bus.sensors())

        def refused(part, method, *arguments):
            before = bus.objects()
            try:
                bus.manager(method, *arguments)
            except DBusError as error:
                contains(str(error), part, method)
            else:
                raise AssertionError(f"{method}{arguments} is taken")
            equal(bus.objects().keys(), before.keys(), "objects after an error")

        refused("No session", "StopSession", "s", "")
        refused("No set is open", "UndoRep")
        refused("No set is open", "RestartSet")
        refused("No set is open", "StopSet")
        refused("Near: deadlift", "SelectExercise", "s", "deadlfit")
        refused("Property Exercises lists all", "SelectExercise", "s", "zzzzzzzz")
        refused("0 to 1000 kg", "SetLoad", "d", "-1")
        refused("0 to 1000 kg", "SetLoad", "d", "nan")
        refused('"colour" is no option here', "StartSession", "a{sv}", "1", "colour", "s", "red")
        refused("D-Bus type d", "StartSession", "a{sv}", "1", "load", "s", "heavy")
        refused("four durations", "StartSession", "a{sv}", "1", "tempo", "s", "fast")
        refused("at most 63 bytes", "StartSession", "a{sv}", "1", "athlete", "s", "x" * 64)
        refused("There is no exercise", "StartSession", "a{sv}", "1", "exercise", "s", "x" * 200)
        refused("no option here", "Prescribe", "a{sv}", "1", "athlete", "s", "kim")
        refused("gyro, body or tare", "Calibrate", "s", "coffee")
        refused("kind force", "Tare")

        session = bus.manager("StartSession", "a{sv}", "4", "exercise", "s", "deadlift", "reps", "u",
                              "8", "tempo", "s", "3-1-x-0", "load", "d", "82.5")[0]
        refused(session, "StartSession", "a{sv}", "0")
        equal([bus.get(session, SESSION, name) for name in
               ("Exercise", "TargetReps", "Tempo", "Load", "State")],
              ["deadlift", 8, "3-1-x-0", 82.5, "ready"])
        equal(bus.get(ROOT, MANAGER, "ExerciseSource"), "chosen")
        bus.manager("SetLoad", "d", "90")
        bus.manager("Prescribe", "a{sv}", "1", "reps", "u", "5")
        equal([bus.get(session, SESSION, n) for n in ("Load", "TargetReps", "Tempo")],
              [90.0, 5, "3-1-x-0"])
        bus.manager("StartSet")
        equal(bus.get(ROOT, MANAGER, "State"), "set")
        refused("no repetition yet", "UndoRep")
        bus.manager("RestartSet")
        bus.manager("ReportPain")
        equal(bus.get(ROOT, MANAGER, "State"), "rest")
        equal(bus.get(session, SESSION, "Pain"), True)
        equal(bus.get(session, SESSION, "Sets")[0][-1], "pain")
        refused("finished, abandoned or pain", "StopSession", "s", "boredom")
        bus.manager("StopSession", "s", "pain")
        equal(bus.get(ROOT, MANAGER, "State"), "idle")
        equal(bus.get(ROOT, MANAGER, "Load"), 0.0)
        bus.busctl("set-property", "org.lumbar.Hub1", ROOT, MANAGER, "AutoTrack", "b", "false")
        equal(bus.get(ROOT, MANAGER, "AutoTrack"), False)


def test_sensors_vanish_and_return():
    with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar", "--activity",
                                 "stand:120") as first, \
            Daemon(bus, uris=[first.uri]) as daemon:
        port = first.port
        wait_for("the sensor", lambda: bus.sensors().get("bar", {}).get("Connected"))
        first.__exit__()
        wait_for("Connected false", lambda: not bus.sensors()["bar"]["Connected"])
        wait_for("the context's error", lambda: dict(bus.get(ROOT, MANAGER, "Contexts"))[first.uri]
                 not in ("connected", "connecting"))
        with Simulator("--exercise", "deadlift", "--sensors", "bar,pelvis", "--activity",
                       "stand:120", port=port):
            wait_for("bar again", lambda: bus.sensors().get("bar", {}).get("Connected"))
            wait_for("pelvis", lambda: bus.sensors().get("pelvis", {}).get("Connected"))
            before = bus.sensors()["bar"]["Samples"]
            wait_for("samples", lambda: bus.sensors()["bar"]["Samples"] > before + 50)
        equal(daemon.process.poll(), None, "the daemon has stopped")


def test_a_set_whose_sensors_are_lost_ends():
    with Bus() as bus, Simulator("--exercise", "romanian-deadlift", "--reps", "6", *QUICK,
                                 "--sensors", "bar,thorax,pelvis", "--start-on-open") as sim, \
            Daemon(bus, uris=[sim.uri]) as daemon, Monitor(bus) as monitor:
        bus.manager("StartSession", "a{sv}", "1", "exercise", "s", "romanian-deadlift")
        wait_for("two repetitions", lambda: len(monitor.signals("Rep")) >= 2)
        sim.__exit__()
        wait_for("the end of the set", lambda: monitor.signals("SetEnded"))
        equal(monitor.signals("SetEnded")[0][11], "sensor-lost")
        equal(bus.get(ROOT, MANAGER, "State"), "rest")
        equal(daemon.process.poll(), None)


if __name__ == "__main__":
    main(__name__)

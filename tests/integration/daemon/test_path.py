#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The whole path: simulated athlete, libiio, lumbard, D-Bus. What arrives is held against the truth."""
import json
import math
import os
import tempfile

from hub import (Bus, CELLS, Daemon, MANAGER, Monitor, Port, QUICK, ROOT, SESSION, Simulator, equal,
                 main, wait_for)


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
    with tempfile.TemporaryDirectory() as folder, Bus() as bus, Port() as port, \
            Daemon(bus, uris=[port.uri], config=CELLS), Monitor(bus) as monitor:
        truth_file = os.path.join(folder, "truth")
        # Long enough for the end of the set to be noticed.
        tail = ("--tail", "15" if own_end else "5")
        bus.manager("StartSession", "a{sv}", "3", "athlete", "s", "kim", "exercise", "s", chosen,
                    "load", "d", "60")
        session = bus.get(ROOT, MANAGER, "Session")
        with Simulator("--exercise", exercise, "--reps", str(reps), "--seed", str(seed), *QUICK,
                       "--sensors", sensors, *tail, "--truth", truth_file, "--start-on-open",
                       port=port.number):
            wait_for("the repetitions", lambda: len(monitor.signals("Rep")) >= reps)
            if not own_end:
                bus.manager("StopSet")
            wait_for("the end of the set", lambda: monitor.signals("SetEnded"))
            # Its properties say the same as its signals.
            equal(bus.get(session, SESSION, "Reps"), reps)
            equal(bus.get(session, SESSION, "State"), "rest")
            sets = bus.get(session, SESSION, "Sets")
            if chosen == "deadlift":
                bus.manager("TellReserve", "u", "2")
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
    ended = monitor.signals("SetEnded")[0][-1]
    tension = sum(d[6] - d[5] for d in details) / 1e6
    assert math.isclose(ended["tension"]["data"], tension, abs_tol=0.01), (ended, tension)
    equal(ended["clean"]["data"], 5, f"clean, with cues {monitor.signals('Cue')}")
    assert ended["load-measured"]["data"] > 40, ended


def test_one_sensor_anywhere_is_counted():
    check_set("back-squat", 4, "generic", "bar", seed=2)


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
    with Bus() as bus, Port() as port, Daemon(bus, uris=[port.uri]) as daemon, \
            Monitor(bus) as monitor:
        bus.manager("StartSession", "a{sv}", "1", "exercise", "s", "romanian-deadlift")
        with Simulator("--exercise", "romanian-deadlift", "--reps", "6", *QUICK, "--sensors",
                       "bar,thorax,pelvis", "--start-on-open", port=port.number):
            wait_for("two repetitions", lambda: len(monitor.signals("Rep")) >= 2)
        wait_for("the end of the set", lambda: monitor.signals("SetEnded"))
        equal(monitor.signals("SetEnded")[0][11], "sensor-lost")
        equal(bus.get(ROOT, MANAGER, "State"), "rest")
        equal(daemon.process.poll(), None)


if __name__ == "__main__":
    main(__name__)

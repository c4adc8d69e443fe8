#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What clients of the hub can do and rely on: commands, live values, streams."""
import json
import os
import subprocess

from hub import (BUILD, Bus, CELLS, DBusError, Daemon, MANAGER, Monitor, Port, QUICK, ROOT,
                 SESSION, Simulator, contains, equal, main, wait_for)


def test_live_values_are_announced_at_most_ten_times_a_second():
    with Bus() as bus, Port() as port, Daemon(bus, uris=[port.uri], config=CELLS), \
            Monitor(bus) as monitor:
        session = bus.manager("StartSession", "a{sv}", "1", "exercise", "s",
                              "romanian-deadlift")[0]
        with Simulator("--exercise", "romanian-deadlift", "--reps", "3", *QUICK, "--start-on-open",
                       port=port.number):
            wait_for("a repetition", lambda: monitor.signals("Rep"))
        changes = monitor.changes(session)
        angles = [c["TrunkAngle"] for _, c in changes if "TrunkAngle" in c]
        assert len(angles) > 10 and max(a for a in angles if a is not None) > 20, angles
        for path in {m["path"] for _, m in monitor.messages if "path" in m}:
            times = [at for at, _ in monitor.changes(path)]
            span = times[-1] - times[0] if len(times) > 1 else 0
            # What was sent in time may be read late, by as much on a busy machine.
            assert len(times) <= (span + 1) * 10 + 1, (path, len(times), span)


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
        # Not more often than asked; on a busy machine batches of samples are one pose. The exact
        # rate is a matter of the unit tests.
        assert span_s > 39 / 20 - 0.1, span_s
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
                                 "--lead", "10", "--start-on-open") as sim, \
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
            # Had anybody waited for them, seconds would be missing; a busy machine loses a few.
            for role, sensor in bus.sensors().items():
                assert sensor["Lost"] < 0.05 * sensor["Samples"], (role, sensor)
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
        refused("No session", "TellReserve", "u", "2")
        refused("repetitions is to be 0 to 1000", "TellReserve", "u", "1001")
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
        refused("gyro, body, tare, accel or span", "Calibrate", "s", "coffee")
        role = next(iter(bus.sensors()))
        refused("gyro takes no sensor", "CalibrateWith", "sa{sv}", "gyro", "1", "sensor", "s", role)
        refused("body takes no weight", "CalibrateWith", "sa{sv}", "body", "1", "weight", "d", "5")
        refused("kind force", "Tare")

        session = bus.manager("StartSession", "a{sv}", "4", "exercise", "s", "deadlift", "reps", "u",
                              "8", "tempo", "s", "3-1-x-0", "load", "d", "82.5")[0]
        refused(session, "StartSession", "a{sv}", "0")
        equal([bus.get(session, SESSION, name) for name in
               ("Exercise", "TargetReps", "Tempo", "Load", "State")],
              ["deadlift", 8, "3-1-x-0", 82.5, "ready"])
        equal(bus.get(ROOT, MANAGER, "ExerciseSource"), "chosen")
        refused("no set to say it of", "TellReserve", "u", "2")
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


if __name__ == "__main__":
    main(__name__)

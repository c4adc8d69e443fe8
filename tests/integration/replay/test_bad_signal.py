#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
What is wrong with sensors, done to the recording of a simulated set: the count stays right where it
can, nothing is invented where it cannot, and what was wrong is told.
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import traceback

BUILD = os.environ.get("B", "build")
REPLAY = os.path.join(BUILD, "lumbar-replay")
SIM = os.path.join(BUILD, "lumbar-sim")
SEED = int(os.environ.get("SEED", "1"))
REPS = 6
EXERCISE = "romanian-deadlift"
COLUMNS = {"x": 0, "y": 1, "z": 2}


def record(folder, *options, exercise=EXERCISE):
    path = os.path.join(folder, exercise + ".rec")
    subprocess.run([SIM, "--exercise", exercise, "--reps", str(REPS), "--lead", "5", "--tail", "12",
                    "--seed", str(SEED + 3), "--sensors", "pelvis,thorax,bar", *options,
                    "--record", path], check=True, timeout=120)
    return path


class Recording:
    """Header lines, and samples as [t, role, values]."""

    def __init__(self, path):
        self.header, self.samples = [], []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line[0] == "#":
                    self.header.append(line)
                else:
                    t, role, *values = line.strip().split(",")
                    self.samples.append([float(t), role, [float(v) for v in values]])

    def of(self, role):
        return [s for s in self.samples if s[1] == role]

    def replay(self, exercise=EXERCISE):
        self.samples.sort(key=lambda s: s[0])
        text = "".join(self.header) + "".join(
            "%.4f,%s,%s\n" % (t, role, ",".join("%.5f" % v for v in values))
            for t, role, values in self.samples)
        done = subprocess.run([REPLAY, "--exercise", exercise, "-"], input=text, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False)
        assert done.returncode == 0, "exit status %d: %s" % (done.returncode, done.stderr)
        return Events([json.loads(line) for line in done.stdout.splitlines()])


class Events:
    def __init__(self, events):
        self.reps = [e for e in events if e["event"] == "rep"]
        self.sensors = [e for e in events if e["event"] == "sensor"]
        self.cues = [e for e in events if e["event"] == "cue" and e["severity"] != "praise"]
        self.count = sum(s["reps"] for s in events[-1]["sets"])

    def told(self, role, condition):
        return any(e["sensor"] == role and e["condition"] == condition for e in self.sensors)

    def conditions(self):
        return sorted({(e["sensor"], e["condition"]) for e in self.sensors})


def expect(events, count, *told):
    assert events.count == count, "%d repetitions, not %d" % (events.count, count)
    for role, condition in told:
        assert events.told(role, condition), "%s of %s is not told: %s" % (condition, role,
                                                                          events.conditions())


def expect_no_more(events, *told):
    assert events.count <= REPS, "%d repetitions were invented" % (events.count - REPS)
    expect(events, events.count, *told)


def nothing_is_wrong(path):
    events = Recording(path).replay()
    expect(events, REPS)
    assert not events.sensors, events.conditions()
    assert all(r["confidence"] > 0.6 and "doubt" not in r for r in events.reps), events.reps


def values_that_are_none(path):
    for broken in (math.nan, math.inf, 1e30):
        recording, dice = Recording(path), random.Random(SEED)
        for sample in recording.of("thorax"):
            if dice.random() < 0.03:
                sample[2][dice.randrange(6)] = broken
        expect(recording.replay(), REPS, ("thorax", "bad-value"))


def a_sensor_that_sticks(path):
    recording = Recording(path)
    thorax = recording.of("thorax")
    start = recording.replay().reps[2]["start"] + 0.5
    stuck = [s for s in thorax if s[0] > start][0][2]
    for sample in thorax:
        if start < sample[0] < start + 4:
            sample[2] = list(stuck)
    expect_no_more(recording.replay(), ("thorax", "stuck"))
    for sample in thorax:
        if sample[0] > start:
            sample[2] = list(stuck)
    events = recording.replay()
    expect_no_more(events, ("thorax", "stuck"))
    assert events.count >= REPS - 1, "the pelvis does not go on: %s" % events.reps
    recording.samples = [s for s in recording.samples if s[1] != "pelvis"]
    expect_no_more(recording.replay(), ("thorax", "stuck"))


def axes_that_are_mixed_up(path):
    for a, b, kinds in (("x", "y", (0,)), ("y", "z", (0,)), ("x", "z", (3,)), ("x", "y", (0, 3))):
        recording = Recording(path)
        for sample in recording.of("thorax"):
            for kind in kinds:
                i, k = kind + COLUMNS[a], kind + COLUMNS[b]
                sample[2][i], sample[2][k] = sample[2][k], sample[2][i]
        events = recording.replay()
        # It takes some turning until it is known; until then one may be taken for a repetition.
        assert events.count <= REPS + 1, events.count
        assert events.told("thorax", "bad-axes") or events.told("thorax", "moved"), \
            events.conditions()


def a_sensor_upside_down(path):
    for axes in (("x", "y"), ("y", "z"), ("x", "z")):  # half a turn about the third
        recording = Recording(path)
        for sample in recording.of("thorax") + recording.of("pelvis")[::1]:
            if sample[1] == "thorax":
                for axis in axes:
                    sample[2][COLUMNS[axis]] *= -1
                    sample[2][3 + COLUMNS[axis]] *= -1
        events = recording.replay()
        expect(events, REPS)
        assert not events.sensors, events.conditions()


def exchanged(path, one, other, exercise=EXERCISE):
    recording = Recording(path)
    for sample in recording.samples:
        sample[1] = {one: other, other: one}.get(sample[1], sample[1])
    return recording.replay(exercise)


def two_roles_exchanged(path):
    expect(exchanged(path, "thorax", "pelvis"), REPS, ("thorax", "exchanged"),
           ("pelvis", "exchanged"))
    for role, other in (("thorax", "pelvis"), ("pelvis", "thorax")):
        events = exchanged(path, role, "bar")
        expect_no_more(events, (role, "exchanged"), ("bar", "exchanged"))
        assert not events.told(other, "exchanged"), events.conditions()


def two_roles_exchanged_where_another_moves(folder):
    """What the exercise looks like tells, where it would not be counted at all."""
    for exercise, role, other in (("reverse-hyper", "thorax", "pelvis"),
                                  ("front-squat", "thorax", "thigh-left"),
                                  ("cat-cow", "pelvis", "thigh-right")):
        path = record(folder, "--sensors", "pelvis,thorax,thigh-left,thigh-right",
                      exercise=exercise)
        as_is = Recording(path).replay(exercise)
        expect(as_is, REPS)
        assert not as_is.sensors, as_is.conditions()
        expect_no_more(exchanged(path, role, other, exercise), (role, "exchanged"),
                       (other, "exchanged"))


def one_sensor_late(path):
    for role in ("thorax", "pelvis", "bar"):
        recording = Recording(path)
        for sample in recording.of(role):
            sample[0] += 0.04
        events = recording.replay()
        expect(events, REPS)
        assert not events.sensors, events.conditions()


def short_gaps(path):
    """300 ms of every three seconds are missing, of each sensor at other times."""
    for role in ("thorax", "pelvis", "bar", ""):
        recording = Recording(path)
        recording.samples = [s for s in recording.samples if (role and s[1] != role) or
                             (s[0] + len(s[1]) * 0.37) % 3.0 > 0.29]
        events = recording.replay()
        expect(events, REPS)


def long_gaps(path):
    recording = Recording(path)
    clean = recording.replay().reps
    middle = 0.5 * (clean[2]["start"] + clean[2]["at"])
    for seconds in (0.6, 1.0, 4.0):
        gap = Recording(path)
        gap.samples = [s for s in gap.samples if not middle < s[0] < middle + seconds]
        events = gap.replay()
        expect_no_more(events, ("thorax", "gaps"))
        assert events.count >= REPS - 3, events.count
        doubtful = [r for r in events.reps if r.get("doubt") == "gaps"]
        if events.count == REPS:
            assert doubtful and all(r["confidence"] < 0.6 for r in doubtful), events.reps


def a_sensor_that_goes(path):
    """In the middle of the third: the others go on, and it is told before it would be back."""
    for role, least in (("thorax", REPS - 1), ("pelvis", REPS), ("bar", REPS)):
        for until in (4.0, 1000.0):
            recording = Recording(path)
            third = recording.replay().reps[2]
            gone = 0.5 * (third["start"] + third["at"])
            recording.samples = [s for s in recording.samples
                                 if s[1] != role or not gone < s[0] < gone + until]
            events = recording.replay()
            expect_no_more(events, (role, "gaps"))
            assert events.count >= least, "%d without %s for %g s" % (events.count, role, until)
            assert any(e["sensor"] == role and e["t"] < gone + 2.5 for e in events.sensors)
            assert not events.cues, "cried: %s" % events.cues


def a_clock_that_leaps(path):
    recording = Recording(path)
    third = recording.replay().reps[2]["at"] + 0.2
    for sample in recording.samples:
        if sample[0] > third:
            sample[0] += 3600
    expect_no_more(recording.replay(), ("thorax", "bad-clock"))


def main():
    failed = 0
    print("# seed %d" % SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = record(folder)
        tests = [(test.__name__, test, path) for test in (
            nothing_is_wrong, values_that_are_none, a_sensor_that_sticks, axes_that_are_mixed_up,
            a_sensor_upside_down, two_roles_exchanged, one_sensor_late, short_gaps, long_gaps,
            a_sensor_that_goes, a_clock_that_leaps)]
        for name, test, path in tests:
            failed += not passes(name, lambda test=test, path=path: test(path))
        failed += not passes("two roles exchanged where another moves",
                             lambda: two_roles_exchanged_where_another_moves(folder))
        for rate in (25, 50, 104, 208, 416, 833):
            path = record(folder, "--rate", str(rate))
            failed += not passes("%d samples a second" % rate,
                                 lambda path=path: expect(Recording(path).replay(), REPS))
    sys.exit(1 if failed else 0)


def passes(name, test):
    try:
        test()
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        print("not ok - " + name.replace("_", " "), flush=True)
        return False
    print("ok - " + name.replace("_", " "), flush=True)
    return True


if __name__ == "__main__":
    main()

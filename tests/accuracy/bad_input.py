#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
Everything that can be wrong with a sensor, done to recordings of simulated sets, one sensor at a
time: whether the count stays what it is without, and whether what is wrong is said. Run by itself:
more of it, a line of JSON for each set; with --rates the counts at other rates.
"""

import argparse
import json
import math
import operator
import os
import random
import sys
import tempfile

from replay import Program, replay, run
from report import share_of

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
GRAVITY = 9.80665
DEG = math.pi / 180.0
SENSORS = "pelvis,thorax,bar,feet,thigh-left,thigh-right,cable"
# With a sensor each that tells the exercise, one that tells form, and one that only helps.
ROLES = ("thorax", "pelvis", "bar", "thigh-left")
HAS_HOLDS = ("superman-hold", "side-plank", "anti-rotation-hold", "rack-pull-hold")
USUAL = ("deadlift", "romanian-deadlift", "bent-over-row", "back-extension", "cat-cow")


# ---- what is done to one sensor: a list of [t, accel + anglvel], in the order of arrival ----

def each(change):
    def fault(samples, dice, middle):
        del dice, middle
        return [[t, change(list(v))] for t, v in samples]
    return fault


def turned(accel=None, anglvel=None):
    """accel, anglvel: which axis each one really is, and its sign: (("y", 1), ("x", 1), ...)."""
    def change(v):
        for offset, axes in ((0, accel), (3, anglvel)):
            if axes:
                old = v[offset:offset + 3]
                v[offset:offset + 3] = [sign * old[axis] for axis, sign in axes]
        return v
    return each(change)


def scaled(accel=1.0, anglvel=1.0):
    return each(lambda v: [x * accel for x in v[:3]] + [x * anglvel for x in v[3:]])


def shifted(accel=(0, 0, 0), anglvel=(0, 0, 0)):
    return each(lambda v: [x + y for x, y in zip(v, tuple(accel) + tuple(anglvel))])


def clipped(accel=math.inf, anglvel=math.inf):
    return each(lambda v: [max(-accel, min(accel, x)) for x in v[:3]] +
                [max(-anglvel, min(anglvel, x)) for x in v[3:]])


def noisy(accel, anglvel):
    def fault(samples, dice, middle):
        del middle
        return [[t, [x + dice.gauss(0, accel) for x in v[:3]] +
                 [x + dice.gauss(0, anglvel) for x in v[3:]]] for t, v in samples]
    return fault


def broken(value, start, seconds):
    """From start seconds after the middle, so long: all six values are this one."""
    def fault(samples, dice, middle):
        del dice
        first = middle + start
        return [[t, [value] * 6 if first <= t < first + seconds else v] for t, v in samples]
    return fault


def broken_now_and_then(value):
    def fault(samples, dice, middle):
        del middle
        for sample in samples:
            if dice.random() < 0.03:
                sample[1] = list(sample[1])
                sample[1][dice.randrange(6)] = value
        return samples
    return fault


def stuck(start, seconds):
    def fault(samples, dice, middle):
        del dice
        first, kept = middle + start, None
        for sample in samples:
            if first <= sample[0] < first + seconds:
                kept = kept or sample[1]
                sample[1] = kept
        return samples
    return fault


def late(seconds):
    def fault(samples, dice, middle):
        del dice, middle
        return [[t + seconds, v] for t, v in samples]
    return fault


def jittered(seconds):
    def fault(samples, dice, middle):
        del middle
        return [[max(0.0, t + dice.uniform(-seconds, seconds)), v] for t, v in samples]
    return fault


def gap(seconds, every=None):
    def fault(samples, dice, middle):
        del dice
        if every:
            return [s for s in samples if (s[0] - middle) % every >= seconds]
        return [s for s in samples if not middle <= s[0] < middle + seconds]
    return fault


def doubled(samples, dice, middle):
    del middle
    return [s for sample in samples for s in [sample] * (2 if dice.random() < 0.1 else 1)]


def running_back(samples, dice, middle):
    """Some come with times that have been already."""
    del middle
    return [[t - (0.03 if dice.random() < 0.02 else 0.0), v] for t, v in samples]


def clock_jumps(seconds):
    def fault(samples, dice, middle):
        del dice
        return [[t + (seconds if t >= middle else 0.0), v] for t, v in samples]
    return fault


X, Y, Z = 0, 1, 2
PERMUTATIONS = {
    "x-y": ((Y, 1), (X, 1), (Z, 1)), "y-z": ((X, 1), (Z, 1), (Y, 1)),
    "x-z": ((Z, 1), (Y, 1), (X, 1)), "xyz-yzx": ((Y, 1), (Z, 1), (X, 1)),
    "xyz-zxy": ((Z, 1), (X, 1), (Y, 1)), "-x": ((X, -1), (Y, 1), (Z, 1)),
    "-y": ((X, 1), (Y, -1), (Z, 1)), "-z": ((X, 1), (Y, 1), (Z, -1)),
    "-xyz": ((X, -1), (Y, -1), (Z, -1)), "-x-y": ((X, -1), (Y, -1), (Z, 1)),
    "-y-z": ((X, 1), (Y, -1), (Z, -1)), "-x-z": ((X, -1), (Y, 1), (Z, -1))}
ROTATIONS = ("xyz-yzx", "xyz-zxy", "-x-y", "-y-z", "-x-z")


class Fault:
    """conditions: those that tell it. must: it is to be said; else may be. harmless: it is no
    fault at all, and nothing may be said."""

    def __init__(self, group, name, change, conditions=(), must=False, harmless=False):
        self.group, self.name, self.change = group, name, change
        self.conditions, self.must, self.harmless = conditions, must, harmless


def axes_faults():
    wrong = ("bad-axes", "bad-scale", "moved")
    for name, axes in PERMUTATIONS.items():
        yield Fault("gyroscope's axes", "gyro " + name, turned(None, axes), wrong, True)
    for name, axes in PERMUTATIONS.items():
        yield Fault("accelerometer's axes", "accel " + name, turned(axes, None), wrong, True)
    for name, axes in PERMUTATIONS.items():
        if name in ROTATIONS:
            yield Fault("turned as a whole", "both " + name, turned(axes, axes), (), False, True)
        else:
            yield Fault("left-handed", "both " + name, turned(axes, axes), wrong, True)


def scale_faults():
    gyro, accel = ("bad-scale", "bad-axes", "saturated"), ("bad-gravity",)
    yield Fault("gyroscope's scale", "gyro in degrees", scaled(1, 1 / DEG), gyro, True)
    yield Fault("gyroscope's scale", "gyro 1/57", scaled(1, DEG), gyro, True)
    yield Fault("gyroscope's scale", "gyro 0", scaled(1, 0), gyro + ("stuck",), True)
    yield Fault("gyroscope's scale", "gyro x 2", scaled(1, 2), gyro, True)
    yield Fault("gyroscope's scale", "gyro x 0.5", scaled(1, 0.5), gyro, True)
    yield Fault("gyroscope's scale", "gyro x 1.15", scaled(1, 1.15), gyro)
    yield Fault("accelerometer's scale", "accel in g", scaled(1 / GRAVITY), accel, True)
    yield Fault("accelerometer's scale", "accel x 9.81", scaled(GRAVITY), accel, True)
    yield Fault("accelerometer's scale", "accel 0", scaled(0), accel + ("stuck",), True)
    yield Fault("accelerometer's scale", "accel x 2", scaled(2), accel, True)
    yield Fault("accelerometer's scale", "accel x 0.5", scaled(0.5), accel, True)
    yield Fault("accelerometer's scale", "accel x 1.1", scaled(1.1), accel, True)


def value_faults():
    bad = ("bad-value", "gaps")
    yield Fault("not a number", "nan now and then", broken_now_and_then(math.nan), bad, True)
    yield Fault("not a number", "inf now and then", broken_now_and_then(math.inf), bad, True)
    yield Fault("not a number", "nan 0.2 s", broken(math.nan, 0, 0.2), bad, True)
    yield Fault("not a number", "nan 2 s", broken(math.nan, 0, 2), bad, True)
    yield Fault("not a number", "nan from then on", broken(math.nan, 0, 1e9), bad, True)
    yield Fault("not a number", "nan always", broken(math.nan, -1e9, 2e9), bad, True)
    yield Fault("stuck", "stuck 3 s", stuck(0, 3), ("stuck",), True)
    yield Fault("stuck", "stuck from then on", stuck(0, 1e9), ("stuck",), True)
    yield Fault("stuck", "stuck always", stuck(-1e9, 2e9), ("stuck",), True)
    yield Fault("stuck", "zeros from then on", broken(0.0, 0, 1e9), ("stuck",), True)
    yield Fault("stuck", "zeros always", broken(0.0, -1e9, 2e9), ("stuck",), True)
    yield Fault("clipped", "accel 2 g", clipped(2 * GRAVITY), ("saturated",))
    yield Fault("clipped", "accel 4 g", clipped(4 * GRAVITY), ("saturated",))
    yield Fault("clipped", "gyro 250 deg/s", clipped(anglvel=250 * DEG), ("saturated",))
    yield Fault("clipped", "gyro 125 deg/s", clipped(anglvel=125 * DEG), ("saturated",))
    yield Fault("clipped", "gyro 500 deg/s", clipped(anglvel=500 * DEG), ("saturated",))
    for axis in (X, Y, Z):
        offset = [0.0] * 3
        offset[axis] = 0.05 * GRAVITY
        yield Fault("offsets", "accel 50 mg " + "xyz"[axis], shifted(offset), ("bad-gravity",))
        offset[axis] = 5 * DEG
        yield Fault("offsets", "gyro 5 deg/s " + "xyz"[axis], shifted(anglvel=offset), ())
    yield Fault("noise", "0.5 m/s2, 2 deg/s", noisy(0.5, 2 * DEG), ("noisy",))
    yield Fault("noise", "2 m/s2, 10 deg/s", noisy(2, 10 * DEG), ("noisy",))


def time_faults():
    gaps, clock = ("gaps",), ("bad-clock", "gaps")
    yield Fault("late", "40 ms late", late(0.04))
    yield Fault("late", "40 ms early", late(-0.04))
    yield Fault("jitter", "jitter 4 ms", jittered(0.004))
    yield Fault("jitter", "jitter 20 ms", jittered(0.02), clock)
    yield Fault("gaps", "gap 0.1 s", gap(0.1))
    yield Fault("gaps", "gap 0.25 s every 3 s", gap(0.25, 3.0), gaps)
    yield Fault("gaps", "gap 0.5 s", gap(0.5), gaps, True)
    yield Fault("gaps", "gap 1 s", gap(1.0), gaps, True)
    yield Fault("gaps", "gap 2 s", gap(2.0), gaps, True)
    yield Fault("times", "doubled", doubled)
    yield Fault("times", "running back", running_back, clock, True)
    yield Fault("times", "clock + 0.2 s", clock_jumps(0.2), clock)
    yield Fault("times", "clock - 0.2 s", clock_jumps(-0.2), clock, True)
    yield Fault("times", "clock + 1 h", clock_jumps(3600), clock, True)
    yield Fault("times", "clock - 5 s", clock_jumps(-5), clock, True)


FAULTS = [*axes_faults(), *scale_faults(), *value_faults(), *time_faults()]


# ---- sets ----

def options_of(exercise, seed):
    if exercise in HAS_HOLDS:
        reps = ["--reps", "1", "--hold", "15"]
    else:
        reps = ["--reps", "6"]
    return ["--exercise", exercise, "--seed", str(seed), *reps, "--sensors", SENSORS, "--lead", "5",
            "--tail", "12", "--walk", "8"]


class Recording:
    """The lines of each sensor, and of those that are asked for the values."""

    def __init__(self, path):
        self.header, self.lines, self.samples = [], {}, {}
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line[0] == "#":
                    self.header.append(line)
                    continue
                t, role, values = line.split(",", 2)
                self.lines.setdefault(role, []).append((float(t), line))
                if role in ROLES:
                    self.samples.setdefault(role, []).append(
                        [float(t), [float(v) for v in values.split(",")]])

    def text(self, role=None, changed=()):
        """With what has become of one sensor's samples: when each came, its time and its values."""
        form = "%%.6f,%s,%%.6f,%%.6f,%%.6f,%%.6f,%%.6f,%%.6f\n" % role
        lines = [line for other, own in self.lines.items() if other != role for line in own]
        lines += [(came, form % (t, *values)) for came, t, values in changed]
        lines.sort(key=operator.itemgetter(0))
        return "".join(self.header) + "".join(line for _, line in lines)


def done_in(events):
    return len(events.reps) + sum(e["event"] == "hold" for e in events.all)


def told_in(events):
    return {(e["sensor"], word) for e in events.all if e["event"] == "sensor"
            for word in names_of(e)}


NAMES = ("bad-value", "saturated", "gaps", "stuck", "bad-clock", "bad-gravity", "bad-axes", "moved",
         "exchanged", "bad-scale", "noisy")


def names_of(event):
    return [name for i, name in enumerate(NAMES) if event["conditions"] >> i & 1]


def cues_in(events):
    return {e["code"] for e in events.all if e["event"] == "cue" and e["severity"] != "praise"}


class Outcome:
    """What one fault of one sensor did to one set."""

    def __init__(self, program, job, recording, clean, fault, role):
        self.exercise, self.seed = job
        self.fault, self.role = fault, role
        dice = random.Random("%s %d %s %s" % (*job, role, fault.name))
        samples = [[t, v] for t, v in recording.samples[role]]
        came = [t for t, _ in samples]
        changed = fault.change(samples, dice, recording.middle)
        # What is late or has another clock comes when it came; else when its time says.
        keeps = len(changed) == len(came) and fault.group in ("times",)
        arrived = [(came[i] if keeps else t, t, v) for i, (t, v) in enumerate(changed) if t >= 0]
        events = replay(program, None, self.exercise, recording.text(role, arrived))
        self.more = done_in(events) - done_in(clean)
        told = told_in(events) - told_in(clean)
        self.told = {word for sensor, word in told if sensor == role}
        self.blamed = {sensor + " " + word for sensor, word in told if sensor != role}
        self.cues = cues_in(events) - cues_in(clean)

    @property
    def said(self):
        return bool(self.told & set(self.fault.conditions))

    def line(self):
        return {"exercise": self.exercise, "seed": self.seed, "role": self.role,
                "group": self.fault.group, "fault": self.fault.name, "more": self.more,
                "said": self.said, "told": sorted(self.told), "blamed": sorted(self.blamed),
                "cues": sorted(self.cues)}


def outcomes(program, folder, job, faults, roles):
    exercise, seed = job
    path = os.path.join(folder, "%s-%d.rec" % job)
    truth = path + ".truth"
    run([program.sim, *options_of(exercise, seed), "--record", path, "--truth", truth])
    with open(truth, encoding="utf-8") as file:
        parts = [json.loads(line) for line in file if line.startswith(('{"type":"rep"',
                                                                       '{"type":"hold"'))]
    recording = Recording(path)
    middle = parts[len(parts) // 2]
    recording.middle = 0.3 * middle["start"] + 0.7 * middle["end"]
    clean = replay(program, path, exercise)
    os.remove(path)
    os.remove(truth)
    return [Outcome(program, job, recording, clean, fault, role)
            for role in roles if role in recording.samples for fault in faults]


# Of all sensors, or a slow one, or the one that is followed, among fast ones.
RATES = ("25", "50", "100", "208", "416", "833", "thorax@25", "pelvis@25", "bar@25", "thorax@833",
         "bar@833")


def count_at(program, folder, job):
    """Repetitions done and counted, and what was told, at other rates."""
    exercise, rate = job
    options = options_of(exercise, 1)
    if "@" in rate:
        role, own = rate.split("@")
        place = options.index("--sensors") + 1
        options[place] = ",".join(r + "@" + own if r == role else r
                                  for r in options[place].split(","))
        rate = "208"
    path = os.path.join(folder, "-".join(job) + ".rec")
    run([program.sim, *options, "--rate", rate, "--record", path, "--truth", path + ".truth"])
    with open(path + ".truth", encoding="utf-8") as file:
        done = sum(line.startswith(('{"type":"rep"', '{"type":"hold"')) for line in file)
    events = replay(program, path, exercise)
    os.remove(path)
    os.remove(path + ".truth")
    return done, done_in(events), sorted(told_in(events))


def known_exercises():
    folder = os.path.join(ROOT, "daemon", "profiles", "exercises")
    return sorted(name[:-4] for name in os.listdir(folder)
                  if name.endswith(".ini") and name not in ("generic.ini", "trunk-range.ini"))


# What an owner gets wrong, and one of each other kind.
SCORED = (
    "gyro x-y", "gyro -z", "gyro -xyz", "accel x-z", "both x-y", "both xyz-yzx", "both -x-y",
    "gyro in degrees", "gyro 1/57", "gyro 0", "gyro x 2", "gyro x 0.5", "accel in g",
    "accel x 9.81", "accel x 2", "nan now and then", "nan 2 s", "stuck always",
    "zeros from then on", "accel 2 g",
    "gyro 250 deg/s", "accel 50 mg x", "gyro 5 deg/s x", "0.5 m/s2, 2 deg/s", "40 ms late",
    "jitter 4 ms", "gap 0.25 s every 3 s", "gap 1 s", "doubled", "running back", "clock + 1 h",
    "clock - 5 s")
SCORED_ROLES = ("thorax", "pelvis", "bar")
# Of all exercises and faults, those in which once something went wrong without a word.
ALSO = ("pull-up", "front-squat", "cable-row", "single-leg-romanian-deadlift", "bird-dog",
        "rack-pull-hold")
ALSO_FAULTS = ("gyro in degrees", "gyro 1/57", "gyro x 0.5", "0.5 m/s2, 2 deg/s", "stuck 3 s",
               "gap 0.25 s every 3 s", "both xyz-yzx", "accel 50 mg x")


def tell_group(report, group, found):
    wrong = [o for o in found if o.more != 0]
    must = [o for o in found if o.fault.must]
    report.row(group, len(found), share_of(len(found) - len(wrong), len(found)),
               sum(max(0, o.more) for o in found), sum(not o.said for o in wrong),
               share_of(sum(o.said for o in must), len(must)),
               sum(bool(o.cues) and not o.said for o in found), sum(bool(o.blamed) for o in found))


def tell_more(report, found):
    wrong = [o for o in found if o.more != 0]
    report.title("Likewise, where it once went wrong", "sets", "same count", "invented", "unsaid",
                 "said of must", "cued unsaid", "others blamed")
    tell_group(report, "all", found)
    report.note("wrong and unsaid: " +
                (", ".join("%s %s %s %+d" % (o.exercise, o.role, o.fault.name, o.more)
                           for o in wrong if not o.said) or "none"))
    report.figure("bad_input.more_invented", sum(max(0, o.more) for o in found), "down", 0)
    report.figure("bad_input.more_wrong_unsaid", sum(not o.said for o in wrong), "down", 0)
    report.figure("bad_input.more_harmless_said",
                  sum(bool(o.told) for o in found if o.fault.harmless), "down", 0)
    report.figure("bad_input.more_others_blamed", sum(bool(o.blamed) for o in found), "down", 0)


def score(program, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: nothing is done to sensors" % program.sim)
        return
    faults = [f for f in FAULTS if f.name in SCORED]
    with tempfile.TemporaryDirectory() as folder:
        found = [o for many in program.run_all(
            lambda job: outcomes(program, folder, job, faults, SCORED_ROLES),
            [(exercise, 1) for exercise in USUAL]) for o in many]
        more = [o for many in program.run_all(
            lambda job: outcomes(program, folder, job,
                                 [f for f in FAULTS if f.name in ALSO_FAULTS], SCORED_ROLES),
            [(exercise, 1) for exercise in ALSO]) for o in many]
        cases = [(exercise, rate) for exercise in USUAL[:3] for rate in RATES]
        rates = program.run_all(lambda case: count_at(program, folder, case), cases)
    report.title("One sensor of the whole array is wrong", "sets", "same count", "invented",
                 "unsaid", "said of must", "cued unsaid", "others blamed")
    for group in dict.fromkeys(f.group for f in faults):
        tell_group(report, group, [o for o in found if o.fault.group == group])
    tell_group(report, "all", found)
    worst = ["%s %s %s %+d" % (o.exercise, o.role, o.fault.name, o.more)
             for o in found if o.more and not o.said]
    if worst:
        report.note("wrong and unsaid: " + ", ".join(worst))
    report.note("said of must: of what always matters; unsaid: other counts, and nothing that says "
                "why; cued unsaid: faults of form that were not there, likewise; at other rates, "
                "of all sensors or of one: %d of %d sets right" %
                (sum(done == counted for done, counted, _ in rates), len(rates)))
    must = [o for o in found if o.fault.must]
    wrong = [o for o in found if o.more != 0]
    report.figure("bad_input.same_count_percent", 100 * (1 - len(wrong) / len(found)), "up")
    report.figure("bad_input.invented", sum(max(0, o.more) for o in found), "down", 0)
    report.figure("bad_input.wrong_unsaid", sum(not o.said for o in wrong), "down", 0)
    report.figure("bad_input.said_percent", 100 * sum(o.said for o in must) / len(must), "up")
    report.figure("bad_input.cued_unsaid", sum(bool(o.cues) and not o.said for o in found), "down")
    report.figure("bad_input.harmless_said", sum(bool(o.told) for o in found if o.fault.harmless),
                  "down", 0)
    report.figure("bad_input.others_blamed", sum(bool(o.blamed) for o in found), "down", 0)
    report.figure("bad_input.rates_right_percent",
                  100 * sum(done == counted and not told for done, counted, told in rates) /
                  len(rates), "up", 100)
    tell_more(report, more)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--exercises", default=",".join(USUAL))
    parser.add_argument("--faults", default="")
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--rates", action="store_true")
    arguments = parser.parse_args()
    program = Program(arguments.build, arguments.jobs)
    exercises = known_exercises() if arguments.exercises == "all" else \
        arguments.exercises.split(",")
    faults = [f for f in FAULTS if not arguments.faults or
              any(w in (f.name, f.group) for w in arguments.faults.split(","))]
    jobs = [(e, s) for e in exercises for s in range(1, arguments.seeds + 1)]
    if arguments.rates:
        with tempfile.TemporaryDirectory() as folder:
            cases = [(e, r) for e in exercises for r in RATES]
            for case, found in zip(cases, program.run_all(
                    lambda case: count_at(program, folder, case), cases)):
                print(*case, *found)
        return
    with tempfile.TemporaryDirectory() as folder:
        for many in program.run_all(lambda job: outcomes(program, folder, job, faults,
                                                         arguments.roles.split(",")), jobs):
            for outcome in many:
                print(json.dumps(outcome.line()))


if __name__ == "__main__":
    sys.exit(main())

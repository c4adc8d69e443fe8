# SPDX-License-Identifier: MIT
"""
Everything that can be wrong with a sensor, done to what people recorded: bars and wrist bands,
of which nothing else tells, and limbs beside others. One recording of each exercise.
"""

import os
import random

from bad_input import FAULTS, SCORED, done_in, told_in
from replay import read_csv, replay
from report import share_of

ALSO = ("stuck 3 s", "stuck from then on", "gap 0.5 s")
LOWER_BACK = ("deadlift", "romanian-deadlift", "bent-over-row", "back-squat")


class Recording:
    """As it is, and as it is with something wrong with its first sensor."""

    def __init__(self, path, exercise):
        self.path, self.exercise = path, exercise
        self.name = os.path.basename(path)[:-len(".rec")]
        self.header, self.others, self.samples = [], [], []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line[0] == "#":
                    self.header.append(line)
                    continue
                t, role, values = line.split(",", 2)
                if not self.samples:
                    self.role = role
                if role == self.role:
                    self.samples.append([float(t), [float(v) for v in values.split(",")]])
                else:
                    self.others.append((float(t), line))

    def text(self, fault, middle):
        dice = random.Random("%s %s" % (self.name, fault.name))
        came = [t for t, _ in self.samples]
        changed = fault.change([[t, v] for t, v in self.samples], dice, middle)
        # What is late or has another clock comes when it came; else when its time says.
        keeps = len(changed) == len(came) and fault.group == "times"
        lines = self.others + [
            (came[i] if keeps else t, "%.6f,%s,%s\n" % (t, self.role, ",".join("%.6f" % x for x in v)))
            for i, (t, v) in enumerate(changed) if t >= 0]
        return "".join(self.header) + "".join(line for _, line in sorted(lines, key=lambda l: l[0]))


class Outcome:
    """What one fault did to one recording."""

    def __init__(self, program, recording, clean, fault):
        self.name, self.fault = recording.name, fault
        middle = clean.reps[len(clean.reps) // 2]["at"] + 0.1
        events = replay(program, None, recording.exercise, recording.text(fault, middle))
        self.done = done_in(clean)
        self.more = done_in(events) - self.done
        # What is wrong with the recording as it is need not be told twice.
        known = {word for _, word in told_in(clean)}
        told = {word for sensor, word in told_in(events) if sensor == recording.role}
        self.told = told - known
        self.said = bool(told & set(fault.conditions))


def outcomes(program, recording, faults):
    clean = replay(program, recording.path, recording.exercise)
    return [Outcome(program, recording, clean, fault) for fault in faults]


def load(data):
    """The first of each exercise, and of a set."""
    found = {}
    for folder in ("barbell", "wristband", "physio"):
        index = os.path.join(data, folder, "index.csv")
        for row in read_csv(index) if os.path.exists(index) else []:
            if row["quality"] in ("good", "fair", "nominal") and row["exercise"] != "rest":
                found.setdefault((folder, row["exercise"]), os.path.join(data, folder, row["file"]))
    return [Recording(path, exercise if exercise in LOWER_BACK else "generic")
            for (_, exercise), path in found.items()]


def score(program, data, report):
    recordings = load(data)
    if not recordings:
        report.skip("%s is not there: no recordings to do anything to" % data)
        return
    faults = [f for f in FAULTS if f.name in SCORED + ALSO]
    found = [o for many in program.run_all(lambda r: outcomes(program, r, faults), recordings)
             for o in many]
    report.title("The first sensor of a recording is wrong, %d recordings" % len(recordings),
                 "same count", "invented", "lost", "unsaid", "said of must")
    for fault in faults + [None]:
        of = [o for o in found if fault is None or o.fault is fault]
        wrong, must = [o for o in of if o.more], [o for o in of if o.fault.must]
        report.row(fault.name if fault else "all", share_of(len(of) - len(wrong), len(of)),
                   sum(max(0, o.more) for o in of), sum(max(0, -o.more) for o in of),
                   sum(not o.said for o in wrong), share_of(sum(o.said for o in must), len(must)))
    worst = ["%s %s %+d" % (o.name, o.fault.name, o.more) for o in found if o.more and not o.said]
    report.note("unsaid: another count, and nothing that says why: " + (", ".join(worst) or "none"))
    wrong, must = [o for o in found if o.more], [o for o in found if o.fault.must]
    report.figure("bad_recorded.same_count_percent", 100 * (1 - len(wrong) / len(found)), "up")
    report.figure("bad_recorded.invented", sum(max(0, o.more) for o in found), "down", 0)
    report.figure("bad_recorded.wrong_unsaid", sum(not o.said for o in wrong), "down", 0)
    report.figure("bad_recorded.said_percent", 100 * sum(o.said for o in must) / len(must), "up")
    report.figure("bad_recorded.harmless_said",
                  sum(bool(o.told) for o in found if o.fault.harmless), "down", 0)

# SPDX-License-Identifier: MIT
"""
The same recordings cut, joined, mirrored, slower and faster. Nearly all sets have ten repetitions:
who only counts to ten is found out here. Compared with what is counted in the recording itself.
"""

import os
import random

from lifts import LOWER_BACK
from replay import read_csv, replay, run
from report import Counts

GRAVITY = 9.80665
SEED = 1
CUTS = 3  # of each recording


class Recording:
    """One sensor's samples: header, and (t, accel, anglvel)."""

    def __init__(self, path, exercise, done=None):
        self.path, self.exercise, self.done = path, exercise, done
        self.header, self.samples = [], []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line[0] == "#":
                    self.header.append(line)
                else:
                    fields = line.split(",")
                    self.sensor = fields[1]
                    values = [float(v) for v in fields[2:]]
                    self.samples.append((float(fields[0]), values[:3], values[3:]))

    def text(self, samples):
        lines = ["%.4f,%s,%s\n" % (t, self.sensor,
                                   ",".join("%.5f" % v for v in accel + anglvel))
                 for t, accel, anglvel in samples]
        return "".join(self.header + lines)

    @property
    def end(self):
        return self.samples[-1][0]


def cut(recording, first, last):
    return recording.text([s for s in recording.samples if first <= s[0] <= last])


def mirrored(recording):
    """In the plane across the sensor's x: a turn about x stays, others turn round."""
    return recording.text([(t, [-a[0], a[1], a[2]], [w[0], -w[1], -w[2]])
                           for t, a, w in recording.samples])


def joined(first, second):
    shift = first.end + 0.02
    return first.text(first.samples + [(t + shift, a, w) for t, a, w in second.samples])


def ups(program, recording):
    """Up in sensor axes at each sample."""
    lines = run([program.replay, "--attitude", recording.sensor, recording.path]).splitlines()[1:]
    for line in lines:
        w, x, y, z = (float(v) for v in line.split(",")[1:])
        yield 2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z


def played(program, recording, speed):
    """As if it had been done so much faster: rates grow with the speed, accelerations with its
    square, gravity stays."""
    samples = []
    for (t, accel, anglvel), up in zip(recording.samples, ups(program, recording)):
        accel = [GRAVITY * u + speed * speed * (a - GRAVITY * u) for a, u in zip(accel, up)]
        samples.append((t / speed, accel, [speed * w for w in anglvel]))
    return recording.text(samples)


def count(program, recording, text):
    return replay(program, None, recording.exercise, text).reps


def load(data, name, named):
    folder = os.path.join(data, name)
    rows = [row for row in read_csv(os.path.join(folder, "index.csv"))
            if row["reps"] and row["quality"] in ("good", "fair", "nominal")]
    return [Recording(os.path.join(folder, row["file"]),
                      row["exercise"] if named and row["exercise"] in LOWER_BACK else None,
                      int(row["reps"]))
            for row in rows]


def score_set(program, recordings, name, report):
    dice = random.Random(SEED)
    whole = program.run_all(lambda r: replay(program, r.path, r.exercise).reps, recordings)

    cuts = []
    for recording, reps in zip(recordings, whole):
        for _ in range(CUTS):
            first = dice.uniform(0, 0.4) * recording.end
            last = dice.uniform(0.6, 1.0) * recording.end
            # A count comes a little before the repetition's end.
            inside = sum(first <= r["start"] and min(r["at"], r["t"]) <= last for r in reps)
            cuts.append((recording, first, last, inside))
    counts = Counts()
    for job, reps in zip(cuts, program.run_all(
            lambda c: count(program, c[0], cut(c[0], c[1], c[2])), cuts)):
        counts.add(len(reps), job[3])
    report.row(name + ": cut at both ends", *counts.cells())
    report.figure("variants.%s.cut_within_one_percent" % name,
                  100 * counts.within_one / len(counts), "up", 97)

    pairs = [(i, dice.randrange(len(recordings))) for i in range(len(recordings))]
    counts = Counts()
    for (i, j), reps in zip(pairs, program.run_all(
            lambda p: count(program, recordings[p[0]],
                            joined(recordings[p[0]], recordings[p[1]])), pairs)):
        seam = recordings[i].end
        early = sum(r["at"] <= seam for r in reps)
        counts.add(early, len(whole[i]))
        counts.add(len(reps) - early, len(whole[j]))
    report.row(name + ": two joined, each", *counts.cells())
    report.figure("variants.%s.joined_within_one_percent" % name,
                  100 * counts.within_one / len(counts), "up", 90)

    changes = [("mirrored", lambda r: mirrored(r)),
               ("played 0.7 x", lambda r: played(program, r, 0.7)),
               ("played 1.4 x", lambda r: played(program, r, 1.4))]
    right = sum(len(reps) == r.done for r, reps in zip(recordings, whole))
    costs = []
    for title, change in changes:
        counts = Counts()
        played_reps = program.run_all(
            lambda r, change=change: count(program, r, change(r)), recordings)
        for reps, before in zip(played_reps, whole):
            counts.add(len(reps), len(before))
        still = sum(len(reps) == r.done for r, reps in zip(recordings, played_reps))
        costs.append(100 * (right - still) / len(recordings))
        report.row("%s: %s" % (name, title), *counts.cells())
        report.figure("variants.%s.%s_exact_percent" % (name, title.replace(" ", "_")),
                      100 * counts.exact / len(counts), "up")
    # Of the recordings that are counted right, in points: the slower or the faster.
    report.figure("variants.%s.speed_costs_points" % name, max(costs[1:]), "down", 5)


def score(program, data, report):
    report.title("Against the count of the recording itself", *Counts.COLUMNS)
    report.note("seed %d" % SEED)
    for name, named in (("barbell", True), ("wristband", False)):
        folder = os.path.join(data, name)
        if os.path.isdir(folder):
            score_set(program, load(data, name, named), name, report)
        else:
            report.skip("%s is not there" % folder)

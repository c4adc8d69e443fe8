# SPDX-License-Identifier: MIT
"""
The recordings as somebody else would have made them: the sensor put on otherwise, other tempos,
other ways, worse sensors and worse radio. Who is right by a hair's breadth is found out here: what
is counted in a recording should not hang on any of it.
"""

import math
import os
import random

import variants
from replay import replay
from report import Counts

SEED = 1
DRAWS = 2  # of each recording and change

# Design values: what differs between two people, two evenings, two makers.
SPEED = (0.8, 1.25)
SPEED_SWAY = 0.15     # of the speed, while the set lasts ...
SPEED_SWAY_S = (8, 20)  # ... in so much time
WAY = (0.75, 1.3)
ACCEL_NOISE, RATE_NOISE = 0.3, 0.03    # m/s^2, rad/s, each sample
ACCEL_OFFSET, RATE_OFFSET = 0.3, 0.05  # m/s^2, rad/s
RATE_HZ = (25, 50)
GAP_S, LONG_GAP_S = 0.3, 0.6
BETWEEN_GAPS_S = (2, 6)


def any_direction(dice):
    while True:
        v = [dice.uniform(-1, 1) for _ in range(3)]
        n = math.sqrt(sum(x * x for x in v))
        if 0.1 < n < 1:
            return [x / n for x in v]


def any_turn(dice):
    """A rotation matrix: of all, each as likely."""
    q = [dice.gauss(0, 1) for _ in range(4)]
    n = math.sqrt(sum(x * x for x in q))
    w, x, y, z = (v / n for v in q)
    return [[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]]


def turned(samples, _, dice):
    rows = any_turn(dice)

    def turn(v):
        return [sum(a * b for a, b in zip(row, v)) for row in rows]
    return [(t, turn(a), turn(w)) for t, a, w in samples]


def retimed(samples, ups, speed_at):
    """Rates grow with the speed, accelerations with its square, gravity stays."""
    out, now, before = [], 0.0, samples[0][0]
    for (t, accel, rate), up in zip(samples, ups):
        speed = speed_at(t)
        now += (t - before) / speed
        before = t
        out.append((now, [variants.GRAVITY * u + speed * speed * (a - variants.GRAVITY * u)
                          for a, u in zip(accel, up)], [speed * w for w in rate]))
    return out


def other_speed(samples, ups, dice):
    speed = math.exp(dice.uniform(*map(math.log, SPEED)))
    return retimed(samples, ups, lambda t: speed)


def uneven_speed(samples, ups, dice):
    sway_s, phase = dice.uniform(*SPEED_SWAY_S), dice.uniform(0, 2 * math.pi)
    return retimed(samples, ups, lambda t: 1 + SPEED_SWAY * math.sin(
        2 * math.pi * t / sway_s + phase))


def other_way(samples, ups, dice):
    """At the same tempo; the sensor turns as before."""
    share = math.exp(dice.uniform(*map(math.log, WAY)))
    return [(t, [variants.GRAVITY * u + share * (x - variants.GRAVITY * u)
                 for x, u in zip(a, up)], w)
            for (t, a, w), up in zip(samples, ups)]


def noisy(samples, _, dice):
    return [(t, [x + dice.gauss(0, ACCEL_NOISE) for x in a],
             [x + dice.gauss(0, RATE_NOISE) for x in w]) for t, a, w in samples]


def offset(samples, _, dice):
    accel = [ACCEL_OFFSET * x for x in any_direction(dice)]
    rate = [RATE_OFFSET * x for x in any_direction(dice)]
    return [(t, [x + o for x, o in zip(a, accel)], [x + o for x, o in zip(w, rate)])
            for t, a, w in samples]


def thinned(samples, _, dice):
    """Of the slowest recordings nothing is left out."""
    step, kept, due = 1 / dice.uniform(*RATE_HZ), [], 0.0
    for sample in samples:
        if sample[0] >= due:
            kept.append(sample)
            due = max(due + step, sample[0])
    return kept


def without(samples, gap_s, dice):
    gaps, t = [], dice.uniform(0, BETWEEN_GAPS_S[0])
    while t < samples[-1][0]:
        gaps.append((t, t + gap_s))
        t += gap_s + dice.uniform(*BETWEEN_GAPS_S)
    return [s for s in samples if not any(a < s[0] < b for a, b in gaps)]


def gaps(samples, _, dice):
    return without(samples, GAP_S, dice)


def long_gaps(samples, _, dice):
    return without(samples, LONG_GAP_S, dice)


def everything(samples, ups, dice):
    """Another person altogether: way, tempo, sensor and where it is."""
    samples = other_way(samples, ups, dice)
    samples = other_speed(samples, ups, dice)
    return turned(offset(samples, ups, dice), ups, dice)


CHANGES = (("turned", turned), ("other speed", other_speed), ("uneven speed", uneven_speed),
           ("other way", other_way), ("noisy", noisy), ("offset", offset), ("thinned", thinned),
           ("gaps of 0.3 s", gaps), ("gaps of 0.6 s", long_gaps), ("a stranger", everything))


def count_all(program, recordings, title, change):
    """What is counted in each draw of each recording; recordings: (recording, its ups)."""
    def one(job):
        (recording, ups), draw = job
        dice = random.Random("%d %s %s %d" % (SEED, os.path.basename(recording.path), title, draw))
        changed = change(recording.samples, ups, dice)
        return len(variants.count(program, recording, recording.text(changed)))
    return program.run_all(one, [(r, draw) for r in recordings for draw in range(DRAWS)])


def score_set(program, recordings, name, report):
    own = program.run_all(lambda r: len(replay(program, r.path, r.exercise).reps), recordings)
    with_ups = [(r, list(variants.ups(program, r))) for r in recordings]
    for title, change in CHANGES:
        counts = Counts()
        for i, counted in enumerate(count_all(program, with_ups, title, change)):
            counts.add(counted, own[i // DRAWS])
        report.row("%s: %s" % (name, title), *counts.cells())
        report.figure("variants.%s.%s_exact_percent" % (name, title.replace(" ", "_")),
                      100 * counts.exact / len(counts), "up")


def score(program, data, report):
    report.title("As a stranger's, against its own count", *Counts.COLUMNS)
    report.note("seed %d, %d draws of each recording" % (SEED, DRAWS))
    for name, named in (("barbell", True), ("wristband", False)):
        if os.path.isdir(os.path.join(data, name)):
            score_set(program, variants.load(data, name, named), name, report)
        else:
            report.skip("%s is not there" % os.path.join(data, name))

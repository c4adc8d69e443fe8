# SPDX-License-Identifier: MIT
"""
The same recordings as they would have been had the lifter paused in the middle of the set, tired
at its end, or been slow from its beginning. Compared with what is counted in the recording itself.
"""

import os
import random

from replay import replay
from report import Counts, show
from variants import GRAVITY, load, ups

PAUSE_S = 5
STEP_S = 0.02
NOISE = (0.05, 0.01)      # m/s^2 and rad/s: of a bar that is held
TIRED = (1.3, 1.6, 2.0)   # times as slow, the last repetitions
SLOW = 2                  # times as slow, all of it
LEAST_REPS = 5


def means(recording, up, first, last):
    """Of the force along up, and of the rates, while it was lifted: what the sensor tells at rest.
    Over time, as samples come in bursts."""
    force, rates, whole = 0.0, [0.0] * 3, 0.0
    for i in range(1, len(up)):
        (before, _, _), (t, accel, anglvel) = recording.samples[i - 1:i + 1]
        if first <= before and t <= last:
            force += (t - before) * sum(x * y for x, y in zip(accel, up[i]))
            rates = [sum_ + (t - before) * w for sum_, w in zip(rates, anglvel)]
            whole += t - before
    return force / whole, [sum_ / whole for sum_ in rates]


def paused(recording, up, reps):
    """Where the repetition after the middle began it stands still for PAUSE_S."""
    dice = random.Random(os.path.basename(recording.path))
    at = reps[len(reps) // 2]["start"]
    force, rates = means(recording, up, reps[0]["start"], reps[-1]["at"])
    still = next(u for (t, _, _), u in zip(recording.samples, up) if t >= at)
    before = [s for s in recording.samples if s[0] < at]
    after = [(t + PAUSE_S, a, w) for t, a, w in recording.samples[len(before):]]
    rest = [(at + i * STEP_S,
             [force * x + dice.gauss(0, NOISE[0]) for x in still],
             [w + dice.gauss(0, NOISE[1]) for w in rates])
            for i in range(round(PAUSE_S / STEP_S))]
    return recording.text(before + rest + after)


def slowness(reps, t):
    """Times as slow at t: each of the last repetitions more."""
    starts = [r["start"] for r in reps[-len(TIRED):]]
    done = [k for start, k in zip(starts, TIRED) if t >= start]
    return done[-1] if done else 1.0


def slowed(recording, up, slowness_at):
    """Rates fall as times grow, accelerations with their square; what a slower one would have told
    in between is put in, so that nothing seems lost."""
    samples, now = [], 0.0
    before = None
    for (t, accel, anglvel), u in zip(recording.samples, up):
        k = slowness_at(t)
        values = ([GRAVITY * x + (a - GRAVITY * x) / (k * k) for a, x in zip(accel, u)],
                  [w / k for w in anglvel])
        if before:
            step = k * (t - before[0])
            for i in range(1, round(k) + 1):
                part = i / round(k)
                samples.append((now + part * step,
                                *([(1 - part) * x + part * y for x, y in zip(*pair)]
                                  for pair in zip(before[1], values))))
            now += step
        else:
            now = t
            samples.append((t, *values))
        before = (t, values)
    return recording.text(samples)


def tired(recording, up, reps):
    return slowed(recording, up, lambda t: slowness(reps, t))


def slow(recording, up, _):
    return slowed(recording, up, lambda t: SLOW)


def score_set(program, recordings, name, report):
    """Of recordings with LEAST_REPS repetitions at least."""
    whole = program.run_all(lambda r: replay(program, r.path, r.exercise).reps, recordings)
    jobs = [(r, reps) for r, reps in zip(recordings, whole) if len(reps) >= LEAST_REPS]
    styles = [("paused", paused, True), ("tired", tired, True), ("slow", slow, True)]
    if any(recording.exercise for recording in recordings):
        styles.append(("slow_unnamed", slow, False))
    for title, change, named in styles:
        def one(job, change=change, named=named):
            recording, reps = job
            text = change(recording, list(ups(program, recording)), reps)
            return replay(program, None, recording.exercise if named else None, text)
        counts, one_set = Counts(), 0
        for (_, reps), events in zip(jobs, program.run_all(one, jobs)):
            counts.add(len(events.reps), len(reps))
            one_set += sum(s["reps"] > 0 for s in events.summary["sets"]) == 1
        share = 100 * one_set / len(jobs)
        report.row("%s: %s" % (name, title.replace("_", ", ")), *counts.cells(),
                   show(share, 1, " %"))
        report.figure("variants.%s.%s_exact_percent" % (name, title),
                      100 * counts.exact / len(counts), "up")
        report.figure("variants.%s.%s_one_set_percent" % (name, title), share, "up")


def score(program, data, report):
    report.title("With a pause of %d s, tired at the end, and %d times as slow" %
                 (PAUSE_S, SLOW), *Counts.COLUMNS, "one set")
    for name, named in (("barbell", True), ("wristband", False)):
        if os.path.isdir(os.path.join(data, name)):
            score_set(program, load(data, name, named), name, report)
        else:
            report.skip("%s is not there" % name)

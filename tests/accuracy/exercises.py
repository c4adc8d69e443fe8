# SPDX-License-Identifier: MIT
"""
Every exercise of repetitions but the five of athletes.py, on a simulated athlete who wears the
whole array: counts, left and right, when a repetition is given, single repetitions, attempts, and
life in the gym without a set.
"""

import os
import tempfile

import simulated
from athletes import counts_of, magnitude, options_of, total, without_sensors
from replay import match, replay, run, times_off
from report import Counts, interval_of, percentile, share_of, show

EACH = 6  # athletes an exercise of a usual run; 40 are asked for by option
ARRAY = "pelvis,thorax,bar,feet,thigh-left,thigh-right,cable,wrist-left,wrist-right"
EXERCISES = (
    "deficit-deadlift", "trap-bar-deadlift", "front-squat", "dumbbell-good-morning",
    "banded-good-morning", "cable-pull-through", "cable-row", "pull-up", "back-extension",
    "back-extension-45", "swiss-ball-back-raise", "reverse-hyper", "glute-ham-raise",
    "nordic-curl", "superman", "lower-body-superman", "prone-y-raise", "cat-cow",
    "single-leg-romanian-deadlift", "kickstand-romanian-deadlift", "walking-romanian-deadlift",
    "one-handed-romanian-deadlift", "bird-dog", "dead-bug", "glute-bridge-march")
LIFE_S = 600
# Without what tells them from the bending of daily life.
WRISTS = ("wrist-left", "wrist-right")
BLIND = (
    ("deadlift", ("bar", *WRISTS)), ("romanian-deadlift", ("bar", *WRISTS)),
    ("back-squat", ("bar", *WRISTS)), ("front-squat", ("bar",)),
    ("single-leg-romanian-deadlift", ("bar",)), ("kickstand-romanian-deadlift", ("bar",)),
    ("nordic-curl", ("feet",)), ("glute-ham-raise", ("feet",)), ("pull-up", ("feet",)),
    ("banded-good-morning", ("thigh-left", "thigh-right")), ("cable-pull-through", ("cable",)))


class Set:
    """One simulated set. Every other one ends with an attempt, which is no repetition."""

    def __init__(self, program, folder, exercise, seed, single):
        name = "%s-%d%s" % (exercise, seed, "-single" if single else "")
        options = options_of(exercise, seed) + ["--sensors", ARRAY]
        if single:
            options[options.index("--reps") + 1] = "1"
        elif seed % 2 == 0:
            options += ["--partials", "1"]
        truth, events = simulated.run(program, folder, exercise, options, name)
        self.name = name
        self.done = [t for t in truth if t["type"] == "rep" and not t["partial"]]
        self.counted = {"array": len(events.reps)}
        tried = sum(t["type"] == "rep" and t["partial"] for t in truth)
        told = sum(s.get("attempts", 0) for s in events.summary["sets"])
        self.attempts = {"tried": tried, "missed": max(0, tried - told),
                         "false": max(0, told - tried)}
        pairs, _ = match([(t["start"], t["end"]) for t in self.done],
                         [r["at"] for r in events.reps])
        hits = [(t, events.reps[p]) for t, p in zip(self.done, pairs) if p is not None]
        self.delays = [r["t"] - t["end"] for t, r in hits]
        self.first_delay = self.delays[:1] if pairs and pairs[0] is not None else []
        self.start_errors, self.end_errors = times_off(events, hits)
        _, self.counted_end_errors = times_off(events, hits, looked_back=False)
        # Of a side that the truth has, or that is told where there is none.
        self.sides = [t.get("side") == r.get("side") for t, r in hits
                      if "side" in t or "side" in r]


def ghosts_in(program, recording, exercise):
    return len(replay(program, recording, exercise).reps)


def attempts(sets, what):
    return sum(s.attempts[what] for s in sets)


def cells(sets, singles, ghosts):
    counts = counts_of(sets, "array")
    delays, sides = total(sets, "delays"), total(sets, "sides")
    alone = counts_of(singles, "array")
    return (len(counts), share_of(counts.exact, len(counts)),
            share_of(alone.exact, len(alone)), show(percentile(delays, 0.5)),
            show(percentile(delays, 0.95)),
            show(percentile(total(sets + singles, "first_delay"), 0.95)),
            show(percentile(magnitude(total(sets, "start_errors")), 0.9)),
            show(percentile(magnitude(total(sets, "end_errors")), 0.9)),
            show(percentile(magnitude(total(sets, "counted_end_errors")), 0.9)),
            share_of(sum(sides), len(sides)),
            "%d of %d" % (attempts(sets, "missed"), attempts(sets, "tried")),
            attempts(sets + singles, "false"), ghosts)


def figures(report, sets, singles, ghosts):
    counts_of(sets, "array").figures(report, "exercises", 98, 100)
    alone, sides = counts_of(singles, "array"), total(sets, "sides")
    report.figure("exercises.single_exact_percent", 100 * alone.exact / len(alone), "up", 98)
    report.figure("exercises.side_right_percent", 100 * sum(sides) / len(sides), "up", 98)
    delays = total(sets, "delays")
    report.figure("exercises.delay_p50_s", percentile(delays, 0.5), "down", 0)
    report.figure("exercises.delay_p95_s", percentile(delays, 0.95), "down", 0.12)
    report.figure("exercises.first_delay_p95_s",
                  percentile(total(sets + singles, "first_delay"), 0.95), "down", 0.12)
    report.figure("exercises.start_p90_s",
                  percentile(magnitude(total(sets, "start_errors")), 0.9), "down", 0.2)
    report.figure("exercises.end_p90_s",
                  percentile(magnitude(total(sets, "end_errors")), 0.9), "down", 0.2)
    report.figure("exercises.counted_end_p90_s",
                  percentile(magnitude(total(sets, "counted_end_errors")), 0.9), "down")
    report.figure("exercises.attempts_missed_percent", 100 * attempts(sets, "missed") /
                  max(1, attempts(sets, "tried")), "down")
    report.figure("exercises.attempts_false", attempts(sets + singles, "false"), "down")
    report.figure("exercises.ghosts", ghosts, "down", 0)


def score(program, each, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no simulated exercises" % program.sim)
        return
    with tempfile.TemporaryDirectory() as folder:
        jobs = [(exercise, seed, single) for exercise in EXERCISES for single in (False, True)
                for seed in range(1, 1 + (max(1, each // 3) if single else each))]
        done = program.run_all(lambda job: Set(program, folder, *job), jobs)
        life = os.path.join(folder, "life.rec")
        run([program.sim, "--activity", "life:%d" % LIFE_S, "--seed", "2", "--sensors", ARRAY,
             "--record", life])
        ghosts = program.run_all(lambda e: ghosts_in(program, life, e), EXERCISES)
        blind = program.run_all(lambda case: len(replay(program, None, case[0],
                                                        without_sensors(life, case[1])).reps),
                                BLIND)

    sets = [s for s, job in zip(done, jobs) if not job[2]]
    singles = [s for s, job in zip(done, jobs) if job[2]]
    report.title("Simulated, %d each, whole array" % each, "sets", "exact", "single", "delay p50",
                 "delay p95", "first p95", "start p90", "end p90", "... counted", "sides right",
                 "missed attempts", "false", "ghosts")
    for exercise, count in zip(EXERCISES, ghosts):
        report.row(exercise, *cells([s for s, j in zip(done, jobs) if j[0] == exercise and not j[2]],
                                    [s for s, j in zip(done, jobs) if j[0] == exercise and j[2]],
                                    count))
    report.row("all", *cells(sets, singles, sum(ghosts)))
    counts = Counts()
    for one in done:
        counts.add(one.counted["array"], len(one.done), one.name)
    report.note("exact: %s; single: sets of one repetition; ghosts: in %d minutes of life in the "
                "gym" % (interval_of(counts_of(sets, "array").exact, len(sets)), LIFE_S // 60))
    counts.tell_wrong(report)
    figures(report, sets, singles, sum(ghosts))
    report.title("The same life, without the sensors that tell", "ghosts", "without")
    for (exercise, roles), count in zip(BLIND, blind):
        report.row(exercise, count, " ".join(roles))
    report.figure("exercises.blind_ghosts", sum(blind), "down", 0)

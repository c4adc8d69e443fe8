# SPDX-License-Identifier: MIT
"""
What a bar alone tells of a lift that was chosen before there is another to compare it with: a single
heavy repetition, when the first of a set is given, and whether life in the gym makes any. And how
fast it was lifted.
"""

import os
import statistics
import tempfile

import simulated
from athletes import LIFE, options_of, simulate
from lifts import LOWER_BACK
from replay import match, read_csv, replay
from report import Counts, percentile, show

SIMULATED = ("deadlift", "deficit-deadlift", "trap-bar-deadlift", "romanian-deadlift",
             "good-morning", "back-squat", "front-squat", "bent-over-row")
ATHLETES = 12  # of each exercise
CHOSEN_IN_LIFE = ("deadlift", "romanian-deadlift", "bent-over-row")  # from the floor, hands, hang
LIFE_S = 600
LIVES = 4


def count_single(program, folder, exercise, seed):
    options = options_of(exercise, seed) + ["--sensors", "bar"]
    options[options.index("--reps") + 1] = "1"
    _, events = simulated.run(program, folder, exercise, options, "%s-%d-single" % (exercise, seed))
    return len(events.reps)


class Set:
    """How long after its true end the first was given, None: it was not; and errors of the mean
    velocities, where the count is right."""

    def __init__(self, program, folder, exercise, seed):
        options = options_of(exercise, seed) + ["--sensors", "bar"]
        truth, events = simulated.run(program, folder, exercise, options,
                                      "%s-%d" % (exercise, seed))
        done = [t for t in truth if t["type"] == "rep" and not t["partial"]]
        pairs, _ = match([(t["start"], t["end"]) for t in done], [r["at"] for r in events.reps])
        self.delay = None
        if pairs and pairs[0] is not None:
            self.delay = events.reps[pairs[0]]["t"] - done[0]["end"]
        self.reps = len(done) if len(events.reps) == len(done) else 0
        self.velocity_errors = []
        for t, r in zip(done, events.reps[:self.reps]):
            told = events.details.get((r["set"], r["rep"]), {}).get("mean_velocity")
            if told is not None:
                self.velocity_errors.append(told - t["mean_velocity"])


def delays_of(sets):
    return [s.delay for s in sets if s.delay is not None]


def delay_cells(sets):
    return [show(percentile(delays_of(sets), p), 2, " s") for p in (0.5, 0.95)]


def score_velocities(report, sets):
    errors = [e for s in sets for e in s.velocity_errors]
    known = 100 * len(errors) / sum(s.reps for s in sets)
    bias, sd = statistics.mean(errors), statistics.pstdev(errors)
    report.row("mean velocity: known; bias, SD, m/s", show(known, 1, " %"), show(bias, 3),
               show(sd, 3))
    report.figure("singles.bar_velocity_known_percent", known, "up")
    report.figure("singles.bar_velocity_bias_m_s", abs(bias), "down", 0.01)
    report.figure("singles.bar_velocity_sd_m_s", sd, "down", 0.03)


def score_simulated(program, report, folder):
    report.title("A bar alone, exercise chosen: sets of one", *Counts.COLUMNS, "first p50", "p95")
    singles, sets = Counts(), []
    for exercise in SIMULATED:
        seeds = range(1, ATHLETES + 1)
        counts = Counts()
        for counted in program.run_all(
                lambda seed, e=exercise: count_single(program, folder, e, seed), seeds):
            counts.add(counted, 1)
            singles.add(counted, 1)
        mine = program.run_all(lambda seed, e=exercise: Set(program, folder, e, seed), seeds)
        sets += mine
        report.row(exercise, *counts.cells(), *delay_cells(mine))
    report.row("all", *singles.cells(), *delay_cells(sets))
    report.note("first: from the true end of a set's first repetition until it is given")
    report.figure("singles.bar_exact_percent", 100 * singles.exact / len(singles), "up", 98)
    report.figure("singles.bar_first_delay_p50_s", percentile(delays_of(sets), 0.5), "down")
    score_velocities(report, sets)


def score_life(program, report, folder):
    def one(job):
        activities, seed = job
        options = [word for activity in activities for word in ("--activity", activity)]
        recording, _ = simulate(program, folder, "life-%d-%d" % (len(activities), seed),
                                options + ["--seed", str(seed), "--sensors", "bar"])
        return sum(len(replay(program, recording, exercise).reps) for exercise in CHOSEN_IN_LIFE)

    jobs = [(activities, seed) for activities in (("life:%d" % LIFE_S,), LIFE)
            for seed in range(1, LIVES + 1)]
    ghosts = sum(program.run_all(one, jobs))
    minutes = len(jobs) * len(CHOSEN_IN_LIFE) * LIFE_S // 60
    report.row("ghosts in %d minutes of gym life" % minutes, ghosts)
    report.figure("singles.bar_ghosts", ghosts, "down", 0)


def score_recorded(program, data, report):
    """What is given late by as much as a whole repetition was given with the second."""
    folder = os.path.join(data, "barbell")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no first repetitions of recorded sets" % folder)
        return
    rows = [row for row in read_csv(os.path.join(folder, "index.csv"))
            if row["exercise"] in LOWER_BACK and row["quality"] in ("good", "fair")]
    firsts = program.run_all(lambda row: replay(program, os.path.join(folder, row["file"]),
                                                row["exercise"]).reps[:2], rows)
    soon = sum(reps[0]["t"] < reps[1]["t"] for reps in firsts if len(reps) > 1)
    report.row("recorded: first given before the second", "%d of %d" % (soon, len(rows)))
    report.figure("singles.recorded_first_soon", soon, "up")


def score(program, data, report):
    if os.path.exists(program.sim):
        with tempfile.TemporaryDirectory() as folder:
            score_simulated(program, report, folder)
            score_life(program, report, folder)
    else:
        report.skip("%s is not built: no sets of one by a bar alone" % program.sim)
    score_recorded(program, data, report)

# SPDX-License-Identifier: MIT
"""
What a bar alone tells of a lift that was chosen before there is another to compare it with: a single
heavy repetition, when the first of a set is given, and whether life in the gym makes any.
"""

import os
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


def delay_of_first(program, folder, exercise, seed):
    """How long after its true end the first of a set was given; None: it was not."""
    options = options_of(exercise, seed) + ["--sensors", "bar"]
    truth, events = simulated.run(program, folder, exercise, options, "%s-%d" % (exercise, seed))
    done = [(t["start"], t["end"]) for t in truth if t["type"] == "rep" and not t["partial"]]
    pairs, _ = match(done, [r["at"] for r in events.reps])
    return events.reps[pairs[0]]["t"] - done[0][1] if pairs and pairs[0] is not None else None


def score_simulated(program, report, folder):
    report.title("A bar alone, exercise chosen: sets of one", *Counts.COLUMNS, "first p50", "p95")
    singles, delays = Counts(), []
    for exercise in SIMULATED:
        seeds = range(1, ATHLETES + 1)
        counts = Counts()
        for counted in program.run_all(
                lambda seed, e=exercise: count_single(program, folder, e, seed), seeds):
            counts.add(counted, 1)
            singles.add(counted, 1)
        mine = [d for d in program.run_all(
            lambda seed, e=exercise: delay_of_first(program, folder, e, seed), seeds)
            if d is not None]
        delays += mine
        report.row(exercise, *counts.cells(), show(percentile(mine, 0.5), 2, " s"),
                   show(percentile(mine, 0.95), 2, " s"))
    report.row("all", *singles.cells(), show(percentile(delays, 0.5), 2, " s"),
               show(percentile(delays, 0.95), 2, " s"))
    report.note("first: from the true end of a set's first repetition until it is given")
    report.figure("singles.bar_exact_percent", 100 * singles.exact / len(singles), "up", 98)
    report.figure("singles.bar_first_delay_p50_s", percentile(delays, 0.5), "down")


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

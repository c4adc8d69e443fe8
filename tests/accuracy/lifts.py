# SPDX-License-Identifier: MIT
"""Repetitions in recordings of a bar or a wrist: ../shared/data/barbell and wristband."""

import os

from replay import read_csv, replay
from report import Counts, percentile, show

LOWER_BACK = ("deadlift", "romanian-deadlift", "bent-over-row", "back-squat")


def gaps_are_uneven(reps):
    """An interval that is more than 1.8 times or less than 0.55 times the median: a repetition
    counted in place of a missed one, or in setting up."""
    ends = [r["at"] for r in reps]
    gaps = [b - a for a, b in zip(ends, ends[1:])]
    middle = percentile(gaps, 0.5)
    return bool(gaps) and (max(gaps) > 1.8 * middle or min(gaps) < 0.55 * middle)


def count_all(program, folder, rows, named):
    def one(row):
        exercise = row["exercise"] if named else None
        return replay(program, os.path.join(folder, row["file"]), exercise).reps
    return program.run_all(one, rows)


def table(report, title, prefix, rows, results, targets=(None, None)):
    """One row an exercise and one for all; figures for all."""
    report.title(title, *Counts.COLUMNS, "uneven")
    everything, uneven = Counts(), 0
    for exercise in sorted({row["exercise"] for row in rows}):
        counts, exercise_uneven = Counts(), 0
        for row, reps in zip(rows, results):
            if row["exercise"] == exercise:
                counts.add(len(reps), int(row["reps"]))
                everything.add(len(reps), int(row["reps"]), row["file"][:-len(".rec")])
                exercise_uneven += len(reps) == int(row["reps"]) and gaps_are_uneven(reps)
        uneven += exercise_uneven
        report.row(exercise, *counts.cells(), exercise_uneven)
    report.row("all", *everything.cells(), uneven)
    everything.tell_wrong(report)
    everything.figures(report, prefix, *targets)


def only(rows, results, wanted):
    kept = [(row, reps) for row, reps in zip(rows, results) if wanted(row)]
    return [row for row, _ in kept], [reps for _, reps in kept]


def score_barbell(program, data, report):
    folder = os.path.join(data, "barbell")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no recordings of barbells" % folder)
        return
    rows = [row for row in read_csv(os.path.join(folder, "index.csv")) if row["reps"]]
    scored = [row for row in rows if row["quality"] in ("good", "fair")]
    rest = [row for row in rows if row["quality"] not in ("good", "fair")]
    lower_back = [row for row in scored if row["exercise"] in LOWER_BACK]
    named = count_all(program, folder, lower_back, True)
    generic = count_all(program, folder, scored, False)

    table(report, "Barbell, lower back, exercise chosen", "barbell.named", lower_back, named,
          (92, 97))
    table(report, "... of these good recordings", "barbell.named_good",
          *only(lower_back, named, lambda row: row["quality"] == "good"), (97, 100))
    table(report, "Barbell, lower back, generic", "barbell.generic_lower_back",
          *only(scored, generic, lambda row: row["exercise"] in LOWER_BACK))
    table(report, "Barbell, other lifts, generic", "barbell.generic_other",
          *only(scored, generic, lambda row: row["exercise"] not in LOWER_BACK), (88, 100))
    survived = count_all(program, folder, rest, False)
    report.note("%d poor recordings were survived, and are not scored: %s" %
                (len(rest), ", ".join("%s %d" % (row["file"][:-4], len(reps))
                                      for row, reps in zip(rest, survived))))
    report.note("uneven: counted right, but with intervals as if a ghost stood for a miss")


def score_wristband(program, data, report):
    folder = os.path.join(data, "wristband")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no recordings of wrist bands" % folder)
        return
    everything = read_csv(os.path.join(folder, "index.csv"))
    rows = [row for row in everything if row["reps"]]
    rest = [row for row in everything if row["exercise"] == "rest"]
    table(report, "Wrist band, generic", "wristband", rows,
          count_all(program, folder, rows, False), (75, 92))
    minutes = sum(float(row["duration_s"]) for row in rest) / 60
    ghosts = sum(map(len, count_all(program, folder, rest, False)))
    report.row("rest: repetitions a minute in %.1f min" % minutes, show(ghosts / minutes))
    report.figure("wristband.rest_false_per_min", ghosts / minutes, "down", 0.1)

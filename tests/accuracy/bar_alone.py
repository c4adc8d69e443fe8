# SPDX-License-Identifier: MIT
"""
Which exercise it is by a bar alone, on recordings of real lifters: as the profiles have it, and
as they would have it if the lifter had never been seen.

Three of the five limits in the profiles are fitted: fit() makes them, from all lifters. Run by
itself this prints them, to be written into the profiles whenever what is looked at has changed.
The others are design values. How fast a lift is depends on load and will: that tells a bar that is
pulled hard off the floor (deadlift) from one that is stood up with (Romanian), and else little. How
much harder a bar is stopped than pushed has its boundary at 1 for all who stand up with it. Who
deadlifts waits at the top, or below where the plates rest; and presses turn a bar like rows or a
good deal more.
"""

import argparse
import csv
import math
import os
import re
import shutil
import sys
import tempfile
from collections import Counter

from lifts import LOWER_BACK
from replay import Program, read_csv, replay, run
from report import Report, show

FEATURES = ("alone-turning", "alone-rise", "alone-top")
# Of lifts that are none of the hub's one looks like those that are: it is generic's.
OTHER, GENERIC = "overhead-press", "generic"
HINGES = ("deadlift", "romanian-deadlift")  # both hang from straight arms, who lifts stands at the top
DESIGNED = (("deadlift", "alone-top"), (OTHER, "alone-turning"))  # not fitted
WIDTH = 0.7  # standard deviations from the middle to a limit; beyond it feature.c's tolerance
SCORED = ("good", "fair")


def look(program, path):
    """Features after two repetitions and after the last, where they were seen."""
    rows = list(csv.DictReader(run([program.replay, "--look", path]).splitlines()))
    seen = [[float(row[feature]) for feature in FEATURES] for row in rows]
    return [seen[0], seen[-1]] if seen else []


def read_rows(program, data):
    folder = os.path.join(data, "barbell")
    rows = [row for row in read_csv(os.path.join(folder, "index.csv"))
            if row["quality"] in SCORED]
    for row in rows:
        row["path"] = os.path.join(folder, row["file"])
    for row, seen in zip(rows, program.run_all(lambda row: look(program, row["path"]), rows)):
        row["logs"] = [[math.log(v) for v in values] for values in seen]
    return rows


def mean(values):
    return sum(values) / len(values)


def middle(rows, k):
    """Of a feature; every lifter counts the same."""
    lifters = {}
    for row in rows:
        lifters.setdefault(row["subject"], []).append(mean([v[k] for v in row["logs"]]))
    return mean([mean(sets) for sets in lifters.values()])


def fit(rows):
    """Limits of each exercise: {exercise: {feature: (low, high)}}."""
    rows = [row for row in rows if row["logs"]]
    of = {e: [r for r in rows if r["exercise"] == e] for e in (*LOWER_BACK, OTHER)}
    middles, spread, freedom = {}, [0.0] * len(FEATURES), [-len(of)] * len(FEATURES)
    for exercise, own in of.items():
        alike = [r for h in HINGES for r in of[h]] if exercise in HINGES else own
        middles[exercise] = [middle(alike, k) for k in range(len(FEATURES))]
        for k, at in enumerate(middles[exercise]):
            if (exercise, FEATURES[k]) in DESIGNED:
                freedom[k] += 1
                continue
            freedom[k] += len(own)
            spread[k] += sum(mean([(v[k] - at) ** 2 for v in row["logs"]]) for row in own)
    spread = [math.sqrt(s / n) for s, n in zip(spread, freedom)]
    return {exercise: {feature: tuple(round(math.exp(at + side * WIDTH * s), 3)
                                      for side in (-1, 1))
                       for feature, at, s in zip(FEATURES, middles[exercise], spread)
                       if (exercise, feature) not in DESIGNED}
            for exercise in of}


def limit_lines(limits):
    return ["%s = %.3g %.3g" % (feature, *own) for feature, own in limits.items()]


def write_profiles(limits, source, folder):
    """Copies the profiles with other limits."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    for exercise, own in limits.items():
        path = os.path.join(folder, (GENERIC if exercise == OTHER else exercise) + ".ini")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for feature, line in zip(own, limit_lines(own)):
            text, changed = re.subn("^%s = .*$" % feature, line, text, flags=re.M)
            assert changed == 1, (path, feature)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def name_of(events):
    """The name that was told first, and whether before the third repetition was."""
    reps = 0
    for event in events.all:
        reps += {"rep": 1, "rep-undone": -1}.get(event["event"], 0)
        if event["event"] == "exercise" and event["recognised"]:
            return event["exercise"], reps <= 2
    return "-", False


def percent(right, rows, exercises):
    """Share of the recordings of some exercises."""
    return 100 * sum(right[e] for e in exercises) / sum(row["exercise"] in exercises
                                                        for row in rows)


def tally(rows, answers, title, name, target, report):
    """
    Shares right within two repetitions and in the whole set, and named wrongly. Lifts that are none
    of the hub's are right when nothing is named, which silence achieves: the hub's own have a
    figure of theirs.
    """
    report.title(title, "two", "set", "of")
    right, late = Counter(), Counter()
    wrong = 0
    exercises = sorted({row["exercise"] for row in rows})
    for exercise in exercises:
        wanted = exercise if exercise in LOWER_BACK else "-"
        mine = [answer for row, answer in zip(rows, answers) if row["exercise"] == exercise]
        right[exercise] = sum((name if soon else "-") == wanted for name, soon in mine)
        late[exercise] = sum(name == wanted for name, _ in mine)
        report.row(exercise, right[exercise], late[exercise], len(mine))
        others = Counter(name for name, _ in mine if name not in ("-", wanted))
        wrong += sum(others.values())
        if others:
            report.note("taken for: " + ", ".join("%s %d" % w for w in others.most_common()))
    own = [e for e in exercises if e in LOWER_BACK]
    rest = [e for e in exercises if e not in LOWER_BACK]
    report.row("all, %", show(percent(right, rows, exercises), 1),
               show(percent(late, rows, exercises), 1), len(rows))
    report.row("the hub's own, %", show(percent(right, rows, own), 1),
               show(percent(late, rows, own), 1), sum(row["exercise"] in own for row in rows))
    report.figure(name + "_percent", percent(right, rows, exercises), "up", target)
    report.figure(name + "_set_percent", percent(late, rows, exercises), "up")
    report.figure(name + "_wrong_percent", 100 * wrong / len(rows), "down")
    report.figure(name + "_own_percent", percent(right, rows, own), "up", target)
    report.figure(name + "_own_set_percent", percent(late, rows, own), "up")
    report.figure(name + "_others_unnamed_percent", percent(late, rows, rest), "up")


def score(program, data, report):
    folder = os.path.join(data, "barbell")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no recognition by a bar alone" % folder)
        return
    source = os.environ.get("LUMBAR_PROFILES", "daemon/profiles/exercises")
    rows = read_rows(program, data)
    answers = program.run_all(lambda row: name_of(replay(program, row["path"])), rows)
    tally(rows, answers, "Recognition by a bar alone", "recognition.bar", 80, report)
    report.note("two: named before the third repetition was counted; set: whenever it was named")
    with tempfile.TemporaryDirectory() as scratch:
        for lifter in sorted({row["subject"] for row in rows}):
            write_profiles(fit([r for r in rows if r["subject"] != lifter]), source,
                           os.path.join(scratch, lifter))
        answers = program.run_all(lambda row: name_of(replay(
            program, row["path"], profiles=os.path.join(scratch, row["subject"]))), rows)
    tally(rows, answers, "... each lifter as a stranger", "recognition.bar_stranger", 75, report)
    report.note("limits fitted to the other lifters; only one of them did deadlifts")


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip())
    parser.add_argument("--build", default="build")
    parser.add_argument("--data", default=os.environ.get("LUMBAR_DATA", "../shared/data"))
    arguments = parser.parse_args()
    program, report = Program(arguments.build, 2), Report()
    for exercise, limits in fit(read_rows(program, arguments.data)).items():
        print("\n".join(["# " + (GENERIC if exercise == OTHER else exercise),
                         *limit_lines(limits)]))
    score(program, arguments.data, report)
    report.tell()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
A sensor that fails in the middle of a set, for good or for a while: what is counted then.

Nothing may be made up, it must be told what is wrong, and where another sensor shows the movement
no more than the repetition under way is lost. Run by itself: one exercise, case by case.
"""

import os
import sys
import tempfile
from collections import Counter, namedtuple

import exercises
import gone_held
from athletes import EXERCISES, options_of, role_of, simulate
from replay import Events, Program, replay, run
from report import share_of

ROLES = exercises.ARRAY.split(",")
SEEDS = 1
REPS = 6
AFTER_S = 0.1  # the third repetition's end
AWAY_S = 5.0
# Of an IMU of 16 g and 2000 degrees/s, of two plates, of one cell.
FULL_SCALE = {6: ("156.9",) * 3 + ("34.9",) * 3, 2: ("5000",) * 2, 1: ("5000",)}

Case = namedtuple("Case", "fault returns")
CASES = tuple(Case(fault, returns) for fault in ("unplugged", "silent", "stuck", "nan", "saturated")
              for returns in (False, True) if fault != "saturated" or not returns)
# What nothing else shows: either leg's march, without the other's thigh.
UNSEEN = {("glute-bridge-march", "thigh-left"), ("glute-bridge-march", "thigh-right")}

# Of one set in one case: repetitions beyond those that were done, sets, whether the fault was told.
Outcome = namedtuple("Outcome", "off sets told")


def spoilt(recording, role, case, start):
    """The text of the recording with a sensor that is faulty from then on."""
    end = start + AWAY_S if case.returns else float("inf")
    lines, last = [], None
    with open(recording, encoding="utf-8") as file:
        for line in file:
            if line[0] == "#" or role_of(line) != role:
                lines.append(line)
                continue
            t, _, values = line.rstrip("\n").split(",", 2)
            if not start <= float(t) < end:
                last = values
                lines.append(line)
                continue
            count = values.count(",") + 1
            given = {"stuck": last, "nan": ",".join(["nan"] * count),
                     "saturated": ",".join(FULL_SCALE[count]), "silent": None}[case.fault]
            if given:
                lines.append("%s,%s,%s\n" % (t, role, given))
    return "".join(lines)


def events_of(program, recording, exercise, role, case, start):
    if case.fault != "unplugged":
        return replay(program, None, exercise, spoilt(recording, role, case, start))
    when = "%s@%.4f" % (role, start) + ("+%g" % AWAY_S if case.returns else "")
    return Events(run([program.replay, "--exercise", exercise, "--unplug", when, recording]))


def is_told(events, role, case, start):
    """Whoever takes a sensor away is told of it by others than the core."""
    return case.fault == "unplugged" or any(
        e["event"] == "sensor" and e["sensor"] == role and e["condition"] != "ok" and
        e["t"] >= start for e in events.all)


class Set:
    """One simulated set in all cases."""

    def __init__(self, program, folder, exercise, seed):
        options = options_of(exercise, seed) + ["--sensors", ",".join(ROLES)]
        options[options.index("--reps") + 1] = str(REPS)
        self.name = "%s-%d" % (exercise, seed)
        recording, truth = simulate(program, folder, self.name, options)
        done = [t for t in truth if t["type"] == "rep" and not t["partial"]]
        start = done[len(done) // 2 - 1]["end"] + AFTER_S
        self.outcomes = {}
        for role in ROLES:
            for case in CASES:
                events = events_of(program, recording, exercise, role, case, start)
                self.outcomes[exercise, role, case] = Outcome(
                    len(events.reps) - len(done), len(events.summary["sets"]),
                    is_told(events, role, case, start))
        os.remove(recording)
        os.remove(os.path.join(folder, self.name + ".truth"))


def outcomes_of(program, names, seeds):
    """Of all exercises, sensors and cases: the outcomes of its athletes."""
    jobs = [(exercise, seed) for exercise in names for seed in range(1, seeds + 1)]
    all_of = {}
    with tempfile.TemporaryDirectory() as folder:
        for one in program.run_all(lambda job: Set(program, folder, *job), jobs):
            for key, outcome in one.outcomes.items():
                all_of.setdefault(key, []).append(outcome)
    return all_of


def title_of(case):
    return case.fault + (" and back" if case.returns else "")


def sums_of(found):
    """Over (key, outcome): sets, those that lost one at most, in one piece, made up, untold."""
    sums = Counter()
    for (exercise, role, _), outcome in found:
        sums["made up"] += max(0, outcome.off)
        sums["untold"] += not outcome.told
        if (exercise, role) not in UNSEEN:
            sums["sets"] += 1
            sums["kept"] += outcome.off >= -1
            sums["whole"] += outcome.sets == 1
    return sums


def cells(sums):
    return (share_of(sums["kept"], sums["sets"]), share_of(sums["whole"], sums["sets"]),
            sums["made up"], sums["untold"])


def score(program, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no sensors that fail in a set" % program.sim)
        return
    names = EXERCISES + exercises.EXERCISES
    found = [(key, outcome) for key, outcomes in outcomes_of(program, names, SEEDS).items()
             for outcome in outcomes]
    report.title("A sensor fails after half of a set", "kept", "one set", "made up", "untold")
    for role in ROLES:
        report.row(role, *cells(sums_of([f for f in found if f[0][1] == role])))
    for case in CASES:
        report.row(title_of(case), *cells(sums_of([f for f in found if f[0][2] == case])))
    sums = sums_of(found)
    report.row("all", *cells(sums))
    report.note("%d exercises, each of %d sensors; kept: all but one repetition at most is "
                "counted; what nothing else shows is not asked for" % (len(names), len(ROLES)))
    wrong = ["%s, %s %s %+d" % (exercise, role, title_of(case), outcome.off)
             for (exercise, role, case), outcome in found
             if outcome.off > 0 or (outcome.off < -1 and (exercise, role) not in UNSEEN)]
    if wrong:
        report.note("wrong: " + "; ".join(wrong))
    report.figure("variants.gone.kept_percent", 100 * sums["kept"] / sums["sets"], "up", 100)
    report.figure("variants.gone.one_set_percent", 100 * sums["whole"] / sums["sets"], "up", 100)
    report.figure("variants.gone.made_up", sums["made up"], "down", 0)
    report.figure("variants.gone.untold", sums["untold"], "down", 0)
    gone_held.score(program, report, SEEDS)


def main():
    names = sys.argv[1:] or EXERCISES + exercises.EXERCISES
    for (exercise, role, case), outcomes in outcomes_of(Program("build", 2), names, 3).items():
        if any(o != Outcome(0, 1, True) for o in outcomes):
            print("%s, %s %s: %s" % (exercise, role, title_of(case), "  ".join(
                "%+d%s%s" % (o.off, "" if o.sets == 1 else " in %d sets" % o.sets,
                             "" if o.told else " untold") for o in outcomes)))


if __name__ == "__main__":
    main()

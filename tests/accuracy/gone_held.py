#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
A sensor that fails in the middle of a hold, a set of stretches or a test of the trunk's range.

A hold that nobody sees any more has lasted until then: it must neither end as if the athlete had
given up nor be timed on. Run by itself: case by case.
"""

import os
import sys
import tempfile
from collections import Counter, namedtuple

import gone
import holds
from athletes import simulate
from replay import Program
from report import share_of

HELD_S = 16
FAILS_AFTER_S = 8
# Until silence or a stuck sensor is noticed; how well a hold's ends are found; so long a load is
# borne while it is put down.
NOTICED_S, SLACK_S, PUT_DOWN_S = 4.0, 0.6, 1.3
# Of stretches and movements: sensors, options. Half of them are done when the sensor fails.
SETS = {"open-book": ("pelvis,thorax", ["--reps", "4", "--tempo", "3-x-3-4"]),
        "rock-back": ("pelvis,thorax", ["--reps", "6", "--tempo", "3-4-3-1"]),
        "trunk-range": ("pelvis,thorax,upper-back", ["--reps", "3"])}
# Nothing else shows how the chest turns.
UNSEEN = {("open-book", "thorax")}

# lost, made up: holds, repetitions of the right movement and side; right: times and reason.
Outcome = namedtuple("Outcome", "lost made_up right sets told")


def sensors_of(exercise):
    return (SETS[exercise] if exercise in SETS else holds.HOLDS[exercise])[0].split(",")


def options_of(exercise, seed):
    own = SETS[exercise][1] if exercise in SETS else ["--reps", "1", "--hold", str(HELD_S)]
    return ["--exercise", exercise, "--seed", str(seed), "--sensors", ",".join(sensors_of(exercise)),
            "--wobble", "1", "--soft-tissue", "1", "--lead", "4", "--tail", "18"] + own


def kind_of(rep):
    return rep.get("movement"), rep.get("side")


def judge_hold(done, events, told):
    """Of the first hold the times, and why the set was over if it was not seen to its end."""
    held = [e for e in events.all if e["event"] == "hold"]
    told_s = max([e["held"] for e in events.all if e["event"] in ("hold", "hold-progress") and
                  e["hold"] == 1 and e["set"] == 1], default=0)
    first = held[0]["held"] if held else 0
    to_its_end = -SLACK_S <= first - done[0]["held"] <= PUT_DOWN_S
    reasons = [e["reason"] for e in events.all if e["event"] == "set-ended"]
    until_then = -SLACK_S <= first - FAILS_AFTER_S <= NOTICED_S and reasons[:1] == ["sensor-lost"]
    return Outcome(max(0, len(done) - len(held)), max(0, len(held) - len(done)),
                   (to_its_end or until_then) and told_s <= done[0]["held"] + PUT_DOWN_S,
                   len(events.summary["sets"]), told)


def judge_set(done, events, told):
    asked, counted = Counter(map(kind_of, done)), Counter(map(kind_of, events.reps))
    if "movement" not in done[0]:
        counted = Counter({(None, side): n for (_, side), n in counted.items()})
    # Of another kind than was done: one made up, not one lost and one made up.
    made_up = sum((counted - asked).values())
    return Outcome(len(done) - (len(events.reps) - made_up), made_up, True,
                   len(events.summary["sets"]), told)


class Set:
    """One athlete's set in all cases."""

    def __init__(self, program, folder, exercise, seed):
        name = "%s-%d" % (exercise, seed)
        recording, truth = simulate(program, folder, name, options_of(exercise, seed))
        done = [t for t in truth if t["type"] == ("rep" if exercise in SETS else "hold")]
        start = done[(len(done) - 1) // 2]["end"] + gone.AFTER_S if exercise in SETS else \
            done[0]["start"] + FAILS_AFTER_S
        self.outcomes = {}
        for role in sensors_of(exercise):
            for case in gone.CASES:
                events = gone.events_of(program, recording, exercise, role, case, start)
                judged = (judge_set if exercise in SETS else judge_hold)(
                    done, events, gone.is_told(events, role, case, start))
                self.outcomes[exercise, role, case] = judged
        os.remove(recording)
        os.remove(os.path.join(folder, name + ".truth"))


def outcomes_of(program, names, seeds):
    jobs = [(exercise, seed) for exercise in names for seed in range(1, seeds + 1)]
    with tempfile.TemporaryDirectory() as folder:
        return [(key, outcome)
                for one in program.run_all(lambda job: Set(program, folder, *job), jobs)
                for key, outcome in one.outcomes.items()]


def is_kept(key, outcome):
    return outcome.right and outcome.sets == 1 and \
        (outcome.lost <= 1 or key[:2] in UNSEEN)


def sums_of(found):
    sums = Counter()
    for key, outcome in found:
        sums["sets"] += 1
        sums["kept"] += is_kept(key, outcome)
        sums["made up"] += outcome.made_up
        sums["untold"] += not outcome.told
    return sums


def score(program, report, seeds):
    names = tuple(holds.HOLDS) + tuple(SETS)
    found = outcomes_of(program, names, seeds)
    report.title("A sensor fails in a hold, a stretch, a test of the range", "kept", "made up",
                 "untold")
    for name in names + ("all",):
        sums = sums_of([f for f in found if name in (f[0][0], "all")])
        report.row(name, share_of(sums["kept"], sums["sets"]), sums["made up"], sums["untold"])
    report.note("kept: in one set, all but one at most; a hold to its end, or as long as it was "
                "seen and ended for that reason")
    wrong = ["%s, %s %s" % (key[0], key[1], gone.title_of(key[2])) for key, outcome in found
             if not is_kept(key, outcome) or outcome.made_up]
    if wrong:
        report.note("wrong: " + "; ".join(wrong))
    report.figure("variants.gone.held.kept_percent", 100 * sums["kept"] / sums["sets"], "up", 100)
    report.figure("variants.gone.held.made_up", sums["made up"], "down", 0)
    report.figure("variants.gone.held.untold", sums["untold"], "down", 0)


def main():
    names = sys.argv[1:] or tuple(holds.HOLDS) + tuple(SETS)
    for key, outcome in outcomes_of(Program("build", 2), names, 2):
        if not is_kept(key, outcome) or outcome.made_up or not outcome.told:
            print("%s, %s %s: %s" % (key[0], key[1], gone.title_of(key[2]), outcome))


if __name__ == "__main__":
    main()

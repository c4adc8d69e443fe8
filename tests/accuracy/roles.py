#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
Two sensors that sit where the other's role says: every exercise, done rightly by athletes who wear
the whole array, with the roles of two sensors exchanged in the recording. Whether it is said, and
of the right two, and where it is not, whether the count is right all the same. Likewise left and
right of the thighs, of the wrists and of the feet's cells, also by athletes who have sat and
walked before: there a side is wrong where the count is right. The same athletes with the roles as
they should be, and days in the gym: it must never be said.
"""

import os
import tempfile

from athletes import EXERCISES as MAIN
from athletes import options_of, role_of, simulate
from exercises import ARRAY
from exercises import EXERCISES as OTHERS
from holds import HOLDS
from replay import replay
from report import interval_of, share_of

ATHLETES = (61,)
STRETCHES = ("open-book", "rock-back")
EXERCISES = tuple(MAIN) + tuple(OTHERS) + tuple(HOLDS) + STRETCHES
PAIRS = (("thorax", "pelvis"), ("thorax", "bar"), ("pelvis", "bar"), ("bar", "wrist-left"),
         ("thorax", "thigh-left"), ("pelvis", "thigh-right"), ("thorax", "wrist-right"))
# What is exchanged, and what else the same is seen to be: which of them it is cannot always be known.
THIGHS = ("thigh-left", "thigh-right")
WRISTS = ("wrist-left", "wrist-right")
FEET = ("feet",)
SIDES = (THIGHS, WRISTS, FEET)
BEFORE = ("--activity", "stretch:16", "--activity", "sit:12", "--activity", "walk:24")
LIFE_S = 600
LIVES = 1


def crossed(line):
    """A line of the feet's cells with those of the other side."""
    values = line.rstrip("\n").split(",")
    half = 2 + (len(values) - 2) // 2
    return ",".join(values[:2] + values[half:] + values[2:half]) + "\n"


def exchanged(text, one, other=None):
    """A recording in which the two sensors have each other's role, or one its left for its right."""
    if other is None:
        return "".join(crossed(line) if role_of(line) == one and line[0] != "#" else line
                       for line in text.splitlines(keepends=True))
    roles = {one: other, other: one}
    lines = []
    for line in text.splitlines(keepends=True):
        if line.startswith("# sensor "):
            words = line.split(" ", 3)
            words[2] = roles.get(words[2], words[2])
            line = " ".join(words)
        elif line[0] != "#":
            time, role, values = line.split(",", 2)
            line = ",".join((time, roles.get(role, role), values))
        lines.append(line)
    return "".join(lines)


def result_of(events):
    held = sum(s.get("held", 0) for s in events.summary["sets"])
    return len(events.reps), round(held / 2)


def sides_of(events):
    """What is told of left and right."""
    return [e.get("side") for e in events.all if e["event"] in ("rep", "hold")]


def said_of(events):
    return {e["sensor"] for e in events.all
            if e["event"] == "sensor" and e["condition"] == "exchanged"}


def score_set(program, folder, exercise, seed):
    """What is said with the roles as they should be, and of each pair: said, named, right."""
    recording, _ = simulate(program, folder, "%s-%d" % (exercise, seed),
                            options_of(exercise, seed) + ["--sensors", ARRAY])
    with open(recording, encoding="utf-8") as file:
        text = file.read()
    os.remove(recording)
    os.remove(recording.replace(".rec", ".truth"))
    clean = replay(program, None, exercise, text)
    pairs = {}
    for pair in PAIRS:
        events = replay(program, None, exercise, exchanged(text, *pair))
        said = said_of(events)
        other = any(e.get("code") == "other-exercise" for e in events.all)
        pairs[pair] = (bool(said) or other, said == set(pair),
                       result_of(events) == result_of(clean))
    return bool(said_of(clean)), pairs


def score_sides(program, folder, exercise, seed, before):
    """Whether it is said of sides that are right, and of each that is not: whether it is said,
    that it is this or another, that it is this, and whether count and sides are right."""
    name = "%s-%d-%s" % (exercise, seed, "after" if before else "alone")
    recording, _ = simulate(program, folder, name, options_of(exercise, seed) +
                            ["--sensors", ARRAY] + list(BEFORE if before else ()))
    with open(recording, encoding="utf-8") as file:
        text = file.read()
    os.remove(recording)
    os.remove(recording.replace(".rec", ".truth"))
    clean = replay(program, None, exercise, text)
    every = {role for side in SIDES for role in side}
    results = {}
    for side in SIDES:
        events = replay(program, None, exercise, exchanged(text, *side))
        said = said_of(events)
        results[side] = (bool(said), set(side) <= said <= every, said == set(side),
                         (result_of(events), sides_of(events)) ==
                         (result_of(clean), sides_of(clean)))
    return bool(said_of(clean)), results


def score_life(program, folder, seed):
    recording, _ = simulate(program, folder, "life-%d" % seed,
                            ["--activity", "life:%d" % LIFE_S, "--seed", str(seed),
                             "--sensors", ARRAY])
    cried = [bool(said_of(replay(program, recording, exercise)))
             for exercise in EXERCISES + (None,)]
    os.remove(recording)
    os.remove(recording.replace(".rec", ".truth"))
    return cried


def tell_sides(report, title, sets):
    report.title(title, "said", "these or another", "these", "right", "neither")
    rows = {" and ".join(side): [sides[side] for _, sides in sets] for side in SIDES}
    rows["all"] = [result for those in tuple(rows.values()) for result in those]
    for name, results in rows.items():
        silent = sum(not said and not right for said, _, _, right in results)
        report.row(name, *(share_of(sum(column), len(results)) for column in zip(*results)),
                   share_of(silent, len(results)))
    cried = sum(clean for clean, _ in sets)
    report.note("feet: the cells of the left one for those of the right one; right: counted as "
                "without, and told of the same sides; neither: something wrong without a word; "
                "said of sides as they should be: %d of %d sets" % (cried, len(sets)))
    return rows["all"], silent, cried


def score(program, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no exchanged roles" % program.sim)
        return
    jobs = [(exercise, seed) for exercise in EXERCISES for seed in ATHLETES]
    with tempfile.TemporaryDirectory() as folder:
        sets = program.run_all(lambda job: score_set(program, folder, *job), jobs)
        sided = {before: program.run_all(lambda job: score_sides(program, folder, *job, before),
                                         jobs) for before in (False, True)}
        lives = program.run_all(lambda seed: score_life(program, folder, seed),
                                range(61, 61 + LIVES))
    report.title("Roles of two sensors exchanged, %d sets" % len(sets), "said", "these two",
                 "right", "neither")
    results = {pair: [pairs[pair] for _, pairs in sets] for pair in PAIRS}
    results["all"] = [result for pair in PAIRS for result in results[pair]]
    for pair, rows in results.items():
        silent = sum(not said and not right for said, _, right in rows)
        report.row(pair if pair == "all" else " and ".join(pair),
                   share_of(sum(said for said, _, _ in rows), len(rows)),
                   share_of(sum(named for _, named, _ in rows), len(rows)),
                   share_of(sum(right for _, _, right in rows), len(rows)),
                   share_of(silent, len(rows)))
    rows = results["all"]
    cried = sum(clean for clean, _ in sets)
    ghosts = sum(sum(life) for life in lives)
    report.note("said: or that it looks like another exercise; right: counted as without; neither: "
                "counted wrongly without a word, %s; said of roles as they should be: %d of %d "
                "sets, %d of %d times ten minutes of gym life"
                % (interval_of(silent, len(rows)), cried, len(sets), ghosts,
                   sum(len(life) for life in lives)))
    report.figure("roles.named_percent", 100 * sum(named for _, named, _ in rows) / len(rows),
                  "up")
    report.figure("roles.wrong_unsaid_percent", 100 * silent / len(rows), "down", 0)
    for before, name in ((False, "alone"), (True, "after")):
        title = "Left and right exchanged, %d sets%s" % (
            len(sided[before]), " after sitting and walking" if before else "")
        rows, silent, also = tell_sides(report, title, sided[before])
        cried += also
        report.figure("roles.sides_said_percent." + name,
                      100 * sum(named for _, named, _, _ in rows) / len(rows), "up")
        report.figure("roles.sides_wrong_unsaid_percent." + name, 100 * silent / len(rows),
                      "down", 0)
    report.figure("roles.cried", cried + ghosts, "down", 0)

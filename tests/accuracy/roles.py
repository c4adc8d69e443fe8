#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
Two sensors that sit where the other's role says: every exercise, done rightly by athletes who wear
the whole array, with the roles of two sensors exchanged in the recording. Whether it is said, and
of the right two, and where it is not, whether the count is right all the same. The same athletes
with the roles as they should be, and days in the gym: it must never be said.
"""

import os
import tempfile

from athletes import EXERCISES as MAIN
from athletes import options_of, simulate
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
LIFE_S = 600
LIVES = 1


def exchanged(text, one, other):
    """A recording in which the two sensors have each other's role."""
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


def score_life(program, folder, seed):
    recording, _ = simulate(program, folder, "life-%d" % seed,
                            ["--activity", "life:%d" % LIFE_S, "--seed", str(seed),
                             "--sensors", ARRAY])
    cried = [bool(said_of(replay(program, recording, exercise)))
             for exercise in EXERCISES + (None,)]
    os.remove(recording)
    os.remove(recording.replace(".rec", ".truth"))
    return cried


def score(program, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no exchanged roles" % program.sim)
        return
    jobs = [(exercise, seed) for exercise in EXERCISES for seed in ATHLETES]
    with tempfile.TemporaryDirectory() as folder:
        sets = program.run_all(lambda job: score_set(program, folder, *job), jobs)
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
    report.figure("roles.cried", cried + ghosts, "down", 0)

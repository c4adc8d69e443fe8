# SPDX-License-Identifier: MIT
"""
Simulated athletes without a fault who do several sets, of which the core knows no name: their first
repetitions are the measure, and nothing may be said of the others.
"""

import collections
import os
import random
import tempfile

from athletes import only_sensor, simulate
from physio import CUES
from replay import replay
from report import interval_of, share_of

EXERCISES = ("deadlift", "romanian-deadlift", "good-morning", "back-squat", "bird-dog", "superman")
SENSORS = ("thorax", "pelvis", "wrist-left", "thigh-left")
SEEDS_A_SEED = 10  # sessions are long: fewer of them


def session(program, folder, exercise, seed):
    """Repetitions and cues by what is worn."""
    dice = random.Random("own %s %d" % (exercise, seed))
    name = "own-%s-%d" % (exercise, seed)
    recording, _ = simulate(program, folder, name, [
        "--exercise", exercise, "--seed", str(seed), "--reps", str(dice.randint(6, 12)),
        "--sets", "3", "--rest", str(dice.choice((20, 30, 60))),
        "--tempo", dice.choice(("x-x-x-x", "3-1-1-0", "2-0-1-1")),
        "--speed-loss", str(dice.randint(0, 25)), "--sensors", ",".join(SENSORS)])
    told = {"all four": replay(program, recording)}
    for role in SENSORS:
        told[role] = replay(program, None, None, only_sensor(recording, role))
    os.remove(recording)
    os.remove(os.path.join(folder, name + ".truth"))
    return {worn: (len(events.reps), [e["code"] for e in events.all if e["event"] == "cue" and
                                      e["code"] in CUES]) for worn, events in told.items()}


def score(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("lumbar-sim is not built: no sets against the athlete's own measure")
        return
    jobs = [(e, s) for e in EXERCISES for s in range(1, 1 + max(1, seeds // SEEDS_A_SEED))]
    with tempfile.TemporaryDirectory() as folder:
        sessions = program.run_all(lambda job: session(program, folder, *job), jobs)
    report.title("Own measure, three clean sets, generic", "counted", "too fast", "too small",
                 "false", "95 %")
    everything = collections.Counter()
    for worn in (*SENSORS, "all four"):
        cues = collections.Counter(c for s in sessions for c in s[worn][1])
        reps = sum(s[worn][0] for s in sessions)
        everything.update(cues)
        everything["reps"] += reps
        report.row(worn, reps, *[cues[c] for c in CUES], share_of(sum(cues.values()), reps),
                   interval_of(sum(cues.values()), reps))
    false = sum(everything[c] for c in CUES)
    report.row("all", everything["reps"], *[everything[c] for c in CUES],
               share_of(false, everything["reps"]), interval_of(false, everything["reps"]))
    report.figure("sim.own_false_percent", 100 * false / everything["reps"], "down", 2)

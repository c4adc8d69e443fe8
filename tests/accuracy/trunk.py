# SPDX-License-Identifier: MIT
"""The test of the trunk's range: recorded ones, done after a protocol, and simulated ones."""

import os
import random
import tempfile

import simulated
from replay import match, read_csv, replay
from report import Counts, percentile, show

PROTOCOL = {("flexion", None): 3,
            ("side-bend", "left"): 3, ("side-bend", "right"): 3,
            ("rotation", "left"): 3, ("rotation", "right"): 3}
NAMES = {"lumbar": "flexion", "bend": "side-bend", "turn": "rotation"}  # the simulator's signals


def tally(reps):
    counts = {}
    for rep in reps:
        key = rep.get("movement"), rep.get("side")
        counts[key] = counts.get(key, 0) + 1
    return counts


def score_recorded(program, data, report):
    folder = os.path.join(data, "trunk")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no tests of the trunk's range" % folder)
        return
    rows = read_csv(os.path.join(folder, "index.csv"))
    results = program.run_all(
        lambda row: replay(program, os.path.join(folder, row["file"]), "trunk-range"), rows)
    counts, each_way = Counts(), 0
    for row, events in zip(rows, results):
        counts.add(len(events.reps), sum(PROTOCOL.values()), row["file"])
        each_way += tally(events.reps) == PROTOCOL
    report.title("Trunk range, recorded, 15 movements", *Counts.COLUMNS)
    report.row("all", *counts.cells())
    report.row("each movement and side exact", "%d of %d" % (each_way, len(rows)))
    counts.tell_wrong(report)
    report.figure("trunk.mean_error", counts.mean_error, "down")
    report.figure("trunk.exact_percent", 100 * each_way / len(rows), "up", 100)


def options_of(seed):
    dice = random.Random("trunk-range %d" % seed)
    return ["--exercise", "trunk-range", "--seed", str(seed), "--reps", str(dice.randint(2, 4)),
            "--sensors", dice.choice(("pelvis,thorax", "pelvis,thorax,upper-back")),
            "--wobble", "1", "--soft-tissue", "1",
            "--misplaced-angle", str(dice.choice((0, 10, 20))),
            "--activity", dice.choice(("plates:30", "idle:30", "walk:20")), "--tail", "15"]


def judge(program, folder, seed):
    """Which were done, which were found, and the errors of the times of their ends."""
    truth, events = simulated.run(program, folder, "trunk-range", options_of(seed),
                                  "trunk-%d" % seed)
    done = [t for t in truth if t["type"] == "rep"]
    wanted = {}
    for rep in done:
        key = NAMES[rep["signal"]], rep.get("side")
        wanted[key] = wanted.get(key, 0) + 1
    pairs, _ = match([(t["start"], t["end"]) for t in done], [r["at"] for r in events.reps])
    errors = [abs(events.reps[p]["at"] - t["end"]) for t, p in zip(done, pairs) if p is not None]
    return len(done), len(events.reps), tally(events.reps) == wanted, errors


def score_simulated(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no simulated tests of the trunk's range" % program.sim)
        return
    with tempfile.TemporaryDirectory() as folder:
        results = program.run_all(lambda seed: judge(program, folder, seed),
                                  range(1, seeds + 1))
    counts, each_way, errors = Counts(), 0, []
    for seed, (done, found, right, late) in enumerate(results, 1):
        counts.add(found, done, "seed %d" % seed)
        each_way += right
        errors += late
    report.title("Trunk range, simulated, after gym life", *Counts.COLUMNS)
    report.row("all", *counts.cells())
    report.row("each movement and side exact", "%d of %d" % (each_way, seeds))
    report.row("end of a movement: p90 of the error", show(percentile(errors, 0.9), 2, " s"))
    counts.tell_wrong(report)
    report.figure("sim.trunk_range.exact_percent", 100 * each_way / seeds, "up", 98)


def score(program, data, seeds, report):
    score_recorded(program, data, report)
    score_simulated(program, seeds, report)

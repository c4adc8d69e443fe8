# SPDX-License-Identifier: MIT
"""
How right the core is: runs lumbar-replay over recordings and over simulated athletes, prints a
table, and fails when a figure is worse than its floor.

Recordings are looked for in LUMBAR_DATA, else in ../shared/data beside the project. What is not
there is skipped, and said. Their truth was made by other people: data/README.md there.
"""

import argparse
import json
import os
import sys

import athletes
import attitude_trials
import bad_input
import bad_recorded
import exercises
import faults
import fewer
import gone
import holds
import lifts
import lumbar
import own
import physio
import recognition
import roles
import singles
import strangers
import styles
import trunk
import variants
from replay import Program
from report import Report, compare, read_floor, write_floor

SEEDS = 40  # the floor's: fewer athletes are others
HERE = os.path.dirname(os.path.abspath(__file__))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--data", default=os.environ.get("LUMBAR_DATA", "../shared/data"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="simulated athletes an exercise")
    parser.add_argument("--each", type=int, default=exercises.EACH,
                        help="simulated athletes an exercise beside the five main ones")
    parser.add_argument("--fault-seeds", type=int, default=faults.SEEDS,
                        help="simulated athletes an exercise that do it wrong")
    parser.add_argument("--floor", default=os.path.join(HERE, "floor.json"))
    parser.add_argument("--write-floor", action="store_true",
                        help="what is measured becomes the floor")
    parser.add_argument("--variants", action="store_true",
                        help="cut, joined, mirrored, slower and faster recordings, and such "
                        "as strangers would have made, and sensors that fail in a set, instead")
    parser.add_argument("--only", default="", help="parts, by comma: attitude, barbell, "
                        "wristband, physio, trunk, holds, sim, fewer, singles, exercises, faults, "
                        "lumbar, own, recognition, bad-input, bad-recorded, roles; of the variants changed, "
                        "styles, strangers, gone")
    return parser.parse_args()


def score(arguments):
    program, report = Program(arguments.build, arguments.jobs), Report()
    parts = {
        "changed": lambda: variants.score(program, arguments.data, report),
        "styles": lambda: styles.score(program, arguments.data, report),
        "strangers": lambda: strangers.score(program, arguments.data, report),
        "gone": lambda: gone.score(program, report),
    } if arguments.variants else {
        "attitude": lambda: attitude_trials.score(program, arguments.data, report),
        "barbell": lambda: lifts.score_barbell(program, arguments.data, report),
        "wristband": lambda: lifts.score_wristband(program, arguments.data, report),
        "physio": lambda: physio.score_physio(program, arguments.data, report),
        "trunk": lambda: trunk.score(program, arguments.data, arguments.seeds, report),
        "faults": lambda: faults.score(program, arguments.fault_seeds, report),
        "holds": lambda: holds.score(program, arguments.seeds, report),
        "sim": lambda: athletes.score(program, arguments.seeds, report),
        "fewer": lambda: fewer.score(program, arguments.seeds, report),
        "singles": lambda: singles.score(program, arguments.data, report),
        "exercises": lambda: exercises.score(program, arguments.each, report),
        "recognition": lambda: recognition.score(program, arguments.data, arguments.seeds, report),
        "lumbar": lambda: lumbar.score(program, arguments.seeds, report),
        "bad-input": lambda: bad_input.score(program, report),
        "bad-recorded": lambda: bad_recorded.score(program, arguments.data, report),
        "own": lambda: own.score(program, arguments.seeds, report),
        "roles": lambda: roles.score(program, report),
    }
    for name, part in parts.items():
        if not arguments.only or name in arguments.only.split(","):
            print("# " + name, file=sys.stderr, flush=True)
            part()
            report.tell()
    return report


def print_targets(figures):
    print("\nTargets")
    for name, figure in sorted(figures.items()):
        if "target" in figure:
            value, target = figure["value"], figure["target"]
            met = value >= target if figure["better"] == "up" else value <= target
            print("  %-44s%12g%12s  %s" % (name, value, ("≥ " if figure["better"] == "up"
                                                       else "≤ ") + "%g" % target,
                                          "met" if met else "NOT MET"))


def main():
    arguments = parse_arguments()
    report = score(arguments)
    report.tell()
    print_targets(report.figures)
    result = os.path.join(arguments.build,
                          "accuracy-variants.json" if arguments.variants else "accuracy.json")
    with open(result, "w", encoding="utf-8") as file:
        json.dump(report.figures, file, indent=1, sort_keys=True)

    floor = read_floor(arguments.floor) if os.path.exists(arguments.floor) else {}
    if arguments.write_floor:
        write_floor(arguments.floor, report.figures, floor)
        return 0
    ours = {name: f for name, f in floor.items()
            if name.startswith("variants.") == arguments.variants and
            (arguments.seeds == SEEDS or not name.startswith(("sim.", "lumbar."))) and
            (arguments.each == exercises.EACH or not name.startswith("exercises.")) and
            (arguments.fault_seeds == faults.SEEDS or not name.startswith("faults."))}
    worse, missing, new = compare(report.figures, ours)
    print()
    for line in report.skipped:
        print("SKIPPED: " + line)
    if arguments.seeds != SEEDS and not arguments.variants:
        print("SKIPPED: the floor of simulated athletes is that of %d seeds" % SEEDS)
    if missing and not arguments.only:
        print("SKIPPED: %d of %d floors were not compared: %s" % (len(missing), len(ours),
                                                                  ", ".join(missing)))
    if new and arguments.seeds == SEEDS:
        print("without a floor yet: " + ", ".join(new))
    for line in worse:
        print(line)
    print("accuracy: %d figures, %d below their floor" % (len(report.figures), len(worse)))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())

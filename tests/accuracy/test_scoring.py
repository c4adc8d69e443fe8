#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The scorers themselves: pairing, statistics, and a floor that says what has fallen below it."""

import json
import os
import subprocess
import sys
import tempfile

from attitude_trials import inclination
from replay import Events, match
from report import Counts, compare, percentile, wilson

HERE = os.path.dirname(os.path.abspath(__file__))


def check_pairs():
    truth = [(0, 3), (4, 7), (8, 11)]
    assert match(truth, [3.1, 6.8, 11]) == ([0, 1, 2], 0)
    assert match(truth, [3.1, 11]) == ([0, None, 1], 0)
    assert match(truth, [3.1, 5.2, 6.8, 11]) == ([0, 2, 3], 1)
    assert match(truth, []) == ([None, None, None], 0)
    assert match([], [1, 2]) == ([], 2)
    assert match(truth, [20, 30]) == ([None, None, None], 2)
    assert match(truth, [2.5, 2.9, 3.4]) == ([1, None, None], 2)


def check_statistics():
    low, high = wilson(8, 10)
    assert abs(low - 49.0) < 0.1 and abs(high - 94.3) < 0.1  # Wilson's interval of 8 in 10
    assert wilson(0, 0) == (0, 100)
    assert percentile([3, 1, 2], 0.5) == 2 and percentile([0, 10], 0.9) == 9
    assert percentile([], 0.5) is None
    counts = Counts()
    for counted, done in ((10, 10), (9, 10), (13, 10)):
        counts.add(counted, done)
    assert (counts.exact, counts.within_one) == (1, 2) and abs(counts.mean_error - 4 / 3) < 1e-12


def check_inclination():
    half = 0.5 ** 0.5
    assert inclination((1, 0, 0, 0), (half, 0, 0, half)) < 1e-6  # heading does not count
    assert abs(inclination((1, 0, 0, 0), (half, half, 0, 0)) - 90) < 1e-6
    assert abs(inclination((0, 0, 1, 0), (1, 0, 0, 0)) - 180) < 1e-6


def check_undone_repetitions():
    lines = [{"t": 1, "event": "rep", "at": 1, "set": 1, "rep": 1},
             {"t": 2, "event": "rep", "at": 2, "set": 1, "rep": 2},
             {"t": 3, "event": "rep-undone", "set": 1, "rep": 2},
             {"event": "summary", "sets": []}]
    assert [r["rep"] for r in Events("\n".join(map(json.dumps, lines))).reps] == [1]


def check_floor():
    floor = {"count": {"floor": 90, "better": "up"}, "error": {"floor": 0.5, "better": "down"},
             "gone": {"floor": 1, "better": "up"}}
    figures = {"count": {"value": 89}, "error": {"value": 0.5001}, "fresh": {"value": 7}}
    worse, missing, new = compare(figures, floor)
    assert worse == ["BELOW THE FLOOR: count is 89, was 90 (more is better)"], worse
    assert missing == ["gone"] and new == ["fresh"]
    worse, _, _ = compare({"count": {"value": 95}, "error": {"value": 0.6}}, floor)
    assert worse == ["BELOW THE FLOOR: error is 0.6, was 0.5 (less is better)"], worse


def check_absent_data_is_said():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, os.path.join(HERE, "accuracy.py"), "--build", folder,
                               "--data", os.path.join(folder, "absent")],
                              stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 0, done
    for name in ("attitude", "barbell", "wristband", "physio", "trunk", "lumbar-sim"):
        assert any(line.startswith("SKIPPED: ") and name in line
                   for line in done.stdout.splitlines()), name


def main():
    failed = 0
    for name, function in list(globals().items()):
        if name.startswith("check_"):
            try:
                function()
                print("ok - scoring: " + name[len("check_"):].replace("_", " "))
            except AssertionError as error:
                failed = 1
                print("not ok - scoring: %s: %r line %d" %
                      (name, error, error.__traceback__.tb_next.tb_lineno))
    return failed


if __name__ == "__main__":
    sys.exit(main())

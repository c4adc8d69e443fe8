#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Nobody is too slow: sets at the slowest tempos that people train with are counted, and timed."""

import json
import os
import subprocess
import sys
import tempfile
import traceback

BUILD = os.environ.get("B", "build")
SEED = int(os.environ.get("SEED", "1"))
SENSORS = "pelvis,thorax,bar,feet,thigh-left,thigh-right,cable,wrist-left,wrist-right"
# Six down, three at the stretch and six up; and "super slow", ten down and ten up.
TEMPOS = ("6-3-6-1", "10-0-10-0")
EXERCISES = ("romanian-deadlift", "good-morning", "banded-good-morning", "walking-romanian-deadlift",
             "back-extension", "nordic-curl", "superman", "cat-cow", "bird-dog", "dead-bug")


def repetitions(folder, exercise, tempo):
    path, truth = os.path.join(folder, "set.rec"), os.path.join(folder, "set.truth")
    subprocess.run([os.path.join(BUILD, "lumbar-sim"), "--exercise", exercise, "--reps", "3",
                    "--tempo", tempo, "--lead", "5", "--tail", "8", "--seed", str(SEED),
                    "--sensors", SENSORS, "--record", path, "--truth", truth],
                   check=True, timeout=120)
    with open(truth, encoding="utf-8") as file:
        done = [t for t in map(json.loads, file) if t["type"] == "rep"]
    out = subprocess.run([os.path.join(BUILD, "lumbar-replay"), "--exercise", exercise, path],
                         check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout
    events = [json.loads(line) for line in out.splitlines()]
    return done, [e for e in events if e["event"] == "rep"], \
        [e for e in events if e["event"] == "rep-detail"]


def check(folder, exercise, tempo):
    done, counted, details = repetitions(folder, exercise, tempo)
    assert len(counted) == len(done), "%d of %d" % (len(counted), len(done))
    assert len(details) == len(done), "%d details of %d" % (len(details), len(done))
    for truth, detail in zip(done, details):
        lasted = truth["end"] - truth["start"]
        assert abs(detail["duration"] - lasted) < 0.15 * lasted, \
            "%.1f s for %.1f s" % (detail["duration"], lasted)


def main():
    failed = 0
    print("# seed %d" % SEED)
    with tempfile.TemporaryDirectory() as folder:
        for tempo in TEMPOS:
            for exercise in EXERCISES:
                try:
                    check(folder, exercise, tempo)
                    print("ok - %s at %s" % (exercise, tempo), flush=True)
                except Exception:  # pylint: disable=broad-except
                    traceback.print_exc()
                    print("not ok - %s at %s" % (exercise, tempo), flush=True)
                    failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

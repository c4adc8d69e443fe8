# SPDX-License-Identifier: MIT
"""Inclination against optical motion capture: ../shared/data/attitude."""

import csv
import math
import os

from replay import read_csv, run
from report import rms, show

# Where the start is cut off, so that the filter begins in the middle of a movement.
CUTS_S = (20.0, 45.0, 70.0, 95.0, 120.0)
SETTLED_S = 5.0


def read_truth(path):
    """(time in ns, quaternion or None, moving) of each line."""
    truth = []
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            quat = tuple(float(v) for v in row[1:5]) if row[1] else None
            truth.append((to_ns(row[0]), quat, row[5] == "1"))
    return truth


def to_ns(seconds):
    return round(float(seconds) * 1e9)


def inclination(p, q):
    """Angle in degrees between what two quaternions call up: the horizontal part of p q*."""
    x = -p[0] * q[1] + p[1] * q[0] - p[2] * q[3] + p[3] * q[2]
    y = -p[0] * q[2] + p[1] * q[3] + p[2] * q[0] - p[3] * q[1]
    return 2 * math.degrees(math.asin(min(1.0, math.hypot(x, y))))


def errors(program, path, sensor, truth, cut_s=None):
    """(seconds since the first sample, error in degrees) while moving and seen."""
    text = None
    if cut_s is not None:
        with open(path, encoding="utf-8") as file:
            text = "".join(line for line in file
                           if line[0] == "#" or float(line[:line.index(",")]) >= cut_s)
    output = run([program.replay, "--attitude", sensor, "-" if text else path], input=text)
    lines = output.splitlines()[1:]
    by_time = {t: (quat, moving) for t, quat, moving in truth}
    found, start = [], None
    for line in lines:
        fields = line.split(",")
        t = to_ns(fields[0])
        start = t if start is None else start
        quat = tuple(float(v) for v in fields[1:])
        if not all(map(math.isfinite, quat)):
            raise SystemExit("%s: attitude is not finite at %s" % (path, fields[0]))
        reference, moving = by_time[t]
        if moving and reference:
            found.append(((t - start) / 1e9, inclination(quat, reference)))
    return found


def one_trial(program, folder, row):
    path = os.path.join(folder, row["file"])
    truth = read_truth(path[:-len(".rec")] + ".truth.csv")
    whole = errors(program, path, row["sensors"], truth)
    in_motion = {t // 10**8 for t, quat, moving in truth if moving and quat}
    after, settled = [], []
    for cut in CUTS_S:
        if int(cut * 10) in in_motion:
            cut_errors = errors(program, path, row["sensors"], truth, cut)
            after.append(rms([e for _, e in cut_errors]))
            settled.append(rms([e for t, e in cut_errors if t >= SETTLED_S]))
    return (rms([e for _, e in whole]), max(e for _, e in whole),
            rms(after) if after else None, rms(settled) if settled else None)


def mean(values):
    values = [v for v in values if v is not None]
    return sum(values) / len(values) if values else None


def score(program, data, report):
    folder = os.path.join(data, "attitude")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no inclination against motion capture" % folder)
        return
    rows = read_csv(os.path.join(folder, "index.csv"))
    results = program.run_all(lambda row: one_trial(program, folder, row), rows)
    report.title("Inclination while moving, degrees", "rmse", "largest", "begun moving",
                 "... settled")
    for row, result in zip(rows, results):
        report.row(row["file"][:-len(".rec")], *(show(v) for v in result))
    slow = [r[0] for row, r in zip(rows, results) if "slow" in row["file"]]
    columns = list(zip(*results))
    report.row("mean", *(show(mean(c), 3) for c in columns))
    report.row("mean of slow trials", show(mean(slow), 3))
    report.note("begun moving: the file's first %s s are cut off, where that is in motion; "
                "settled: from %g s after the cut" % (", ".join("%g" % c for c in CUTS_S),
                                                      SETTLED_S))
    report.figure("attitude.rmse_deg", mean(columns[0]), "down", 0.75)
    report.figure("attitude.rmse_slow_deg", mean(slow), "down", 0.46)
    report.figure("attitude.rmse_begun_moving_settled_deg", mean(columns[3]), "down", 0.75)

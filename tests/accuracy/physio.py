# SPDX-License-Identifier: MIT
"""Whole sessions of physiotherapy with idle time: ../shared/data/physio; and trunk tests."""

import os

from replay import match, read_csv, replay
from report import Counts, percentile, share_of, interval_of, show

NAMES = {"correct": "correct", "too_fast_no_hold": "too fast", "low_amplitude": "too small"}


class Tally:
    def __init__(self):
        self.done = self.missed = self.false = 0

    def add(self, done, missed, false):
        self.done += done
        self.missed += missed
        self.false += false

    def cells(self):
        return (self.done, self.missed, share_of(self.missed, self.done),
                interval_of(self.missed, self.done), self.false,
                share_of(self.false, self.done))


def by_repetition(path, found, starts, tally):
    """Every repetition is known: (errors of start, errors of end) in seconds."""
    rows = read_csv(path)
    truth = [(float(r["start_s"]), float(r["end_s"])) for r in rows]
    pairs, left_over = match(truth, found)
    tally.add(len(truth), sum(p is None for p in pairs), left_over)
    hits = [(t, p) for t, p in zip(truth, pairs) if p is not None]
    return [starts[p] - t[0] for t, p in hits], [found[p] - t[1] for t, p in hits]


def by_block(path, found, tally):
    """Only the number in each block is known: a miss and a ghost in one block cancel."""
    inside = 0
    for row in read_csv(path):
        counted = sum(float(row["start_s"]) <= at <= float(row["end_s"]) for at in found)
        done = int(row["reps"])
        tally.add(done, max(0, done - counted), max(0, counted - done))
        inside += counted
    tally.add(0, 0, len(found) - inside)


def score_physio(program, data, report):
    folder = os.path.join(data, "physio")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no sessions of physiotherapy" % folder)
        return
    rows = read_csv(os.path.join(folder, "index.csv"))
    results = program.run_all(lambda row: replay(program, os.path.join(folder, row["file"])),
                              rows)
    report.title("Physiotherapy, generic, whole sessions", "done", "missed", "", "95 %", "false",
                 "")
    everything, start_errors, end_errors = Tally(), [], []
    for row, events in zip(rows, results):
        base = os.path.join(folder, row["file"][:-len(".rec")])
        found = [r["at"] for r in events.reps]
        tally = Tally()
        if os.path.exists(base + ".reps.csv"):
            starts, ends = by_repetition(base + ".reps.csv", found,
                                         [r["start"] for r in events.reps], tally)
            start_errors += starts
            end_errors += ends
        else:
            by_block(base + ".truth.csv", found, tally)
        report.row(row["file"][:-len(".rec")], *tally.cells())
        everything.add(tally.done, tally.missed, tally.false)
    report.row("all", *everything.cells())
    start_p90 = percentile([abs(e) for e in start_errors], 0.9)
    end_p90 = percentile([abs(e) for e in end_errors], 0.9)
    report.row("start, end of a repetition: p90 of the error", show(start_p90, 2, " s"),
               show(end_p90, 2, " s"))
    report.figure("physio.missed_percent", 100 * everything.missed / everything.done, "down", 0.8)
    report.figure("physio.false_percent", 100 * everything.false / everything.done, "down", 0.8)
    report.figure("physio.start_p90_s", start_p90, "down", 0.2)
    report.figure("physio.end_p90_s", end_p90, "down", 0.2)


def score_trunk(program, data, report):
    folder = os.path.join(data, "trunk")
    if not os.path.isdir(folder):
        report.skip("%s is not there: no tests of the trunk's range" % folder)
        return
    rows = read_csv(os.path.join(folder, "index.csv"))
    results = program.run_all(lambda row: replay(program, os.path.join(folder, row["file"])),
                              rows)
    counts = Counts()
    for events in results:
        counts.add(len(events.reps), 15)  # 3 flexions, 3+3 side bends, 3+3 rotations
    report.title("Trunk range, 15 movements, generic", *Counts.COLUMNS)
    report.row("all", *counts.cells())
    report.figure("trunk.mean_error", counts.mean_error, "down")

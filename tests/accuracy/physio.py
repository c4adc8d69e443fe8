# SPDX-License-Identifier: MIT
"""Whole sessions of physiotherapy with idle time: ../shared/data/physio; and trunk tests."""

import collections
import os

from replay import match, read_csv, replay
from report import percentile, share_of, interval_of, show

NAMES = {"correct": "correct", "too_fast_no_hold": "too fast", "low_amplitude": "too small"}
# Its marks are half a repetition off in twenty of thirty, and the last of ten is a second long.
ODD_MARKS = ("prone-straight-leg-raise-hold-s1.rec",)


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


class Times:
    """Errors of starts and ends in seconds."""

    def __init__(self):
        self.starts, self.ends = [], []

    def add(self, start, end):
        self.starts.append(start)
        self.ends.append(end)

    def p90(self):
        return (percentile([abs(e) for e in self.starts], 0.9),
                percentile([abs(e) for e in self.ends], 0.9))

    def cells(self):
        within = [sum(abs(e) <= 0.2 for e in errors) for errors in (self.starts, self.ends)]
        start, end = self.p90()
        return (show(start, 2, " s"), show(percentile(self.starts, 0.5), 2, " s"),
                share_of(within[0], len(self.starts)), show(end, 2, " s"),
                show(percentile(self.ends, 0.5), 2, " s"), share_of(within[1], len(self.ends)))

    COLUMNS = ("start p90", "median", "in 0.2 s", "end p90", "median", "in 0.2 s")


def by_repetition(path, events, tally, counted, looked):
    """Every repetition is known; errors of its times when counted, and when looked back at."""
    rows = read_csv(path)
    truth = [(float(r["start_s"]), float(r["end_s"])) for r in rows]
    pairs, left_over = match(truth, [r["at"] for r in events.reps],
                             [r["start"] for r in events.reps])
    tally.add(len(truth), sum(p is None for p in pairs), left_over)
    for (start, end), p in zip(truth, pairs):
        if p is None:
            continue
        rep = events.reps[p]
        detail = events.details.get((rep["set"], rep["rep"]), rep)
        for times, told in ((counted, rep), (looked, detail)):
            times.add(told["start"] - start, told["at"] - end)


def by_block(path, found, tally):
    """Only the number in each block is known: a miss and a ghost in one block cancel."""
    inside = 0
    for row in read_csv(path):
        counted = sum(float(row["start_s"]) <= at <= float(row["end_s"]) for at in found)
        done = int(row["reps"])
        tally.add(done, max(0, done - counted), max(0, counted - done))
        inside += counted
    tally.add(0, 0, len(found) - inside)


CUES = {"too-fast": "too fast", "short-range": "too small"}
REFERENCE = 10  # repetitions by which later ones are judged


class Forms:
    """What each repetition was, and what was said of it."""

    def __init__(self):
        self.said = collections.Counter()
        self.right, self.done = collections.Counter(), collections.Counter()

    def add(self, path, person, events):
        cues = {(e["set"], e.get("rep")): CUES[e["code"]] for e in events.all
                if e["event"] == "cue" and e["code"] in CUES}
        blocks = [(float(r["start_s"]), float(r["end_s"]), NAMES[r["form"]])
                  for r in read_csv(path)]
        for number, rep in enumerate(events.reps):
            form = next((f for start, end, f in blocks if start <= rep["at"] <= end), None)
            if form is None:
                continue
            said = cues.get((rep["set"], rep["rep"]), "correct")
            self.said[form, said] += 1
            for group in ["all", person] + (["judged"] if number >= REFERENCE else []):
                self.done[group] += 1
                self.right[group] += said == form

    def tell(self, report):
        names = list(NAMES.values())
        report.title("Physiotherapy, form: what was done, what was said", *names, "right", "95 %")
        for form in names:
            hits, total = self.said[form, form], sum(self.said[form, n] for n in names)
            report.row(form, *[self.said[form, n] for n in names], share_of(hits, total),
                       interval_of(hits, total))
        titles = [("all", "all")] + [(p, "person " + p) for p in sorted(self.done)
                                     if p not in ("all", "judged")]
        for group, title in titles + [("judged", "without each recording's first ten")]:
            hits, total = self.right[group], self.done[group]
            report.row(title, "", "", "", share_of(hits, total), interval_of(hits, total))
        for group, name in (("all", "physio.form_percent"),
                            ("judged", "physio.form_judged_percent")):
            if self.done[group]:
                report.figure(name, 100 * self.right[group] / self.done[group], "up", 95)


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
    everything, forms = Tally(), Forms()
    counted, looked, sound = Times(), Times(), Times()
    for row, events in zip(rows, results):
        base = os.path.join(folder, row["file"][:-len(".rec")])
        found = [r["at"] for r in events.reps]
        tally = Tally()
        forms.add(base + ".truth.csv", row["subject"], events)
        if os.path.exists(base + ".reps.csv"):
            here = Times()
            by_repetition(base + ".reps.csv", events, tally, counted, here)
            for times in (looked, sound)[:1 if row["file"] in ODD_MARKS else 2]:
                times.starts += here.starts
                times.ends += here.ends
        else:
            by_block(base + ".truth.csv", found, tally)
        report.row(row["file"][:-len(".rec")], *tally.cells())
        everything.add(tally.done, tally.missed, tally.false)
    report.row("all", *everything.cells())
    report.figure("physio.missed_percent", 100 * everything.missed / everything.done, "down", 0.8)
    report.figure("physio.false_percent", 100 * everything.false / everything.done, "down", 0.8)
    forms.tell(report)
    report.title("Physiotherapy, times of a repetition against marks by hand", *Times.COLUMNS)
    report.row("when counted", *counted.cells())
    report.row("when looked back at", *looked.cells())
    report.row("likewise, without %s" % ", ".join(n[:-len(".rec")] for n in ODD_MARKS),
               *sound.cells())
    report.note("The marks lie on a grid of 0.2 s and were set by eye, by other rules in every "
                "exercise. Edges of the movement found with the marks at hand come to 0.38 and "
                "0.40 s; less each exercise's own median to 0.32 and 0.27 s.")
    for name, times in (("", looked), ("counted_", counted), ("sound_", sound)):
        start_p90, end_p90 = times.p90()
        report.figure("physio.%sstart_p90_s" % name, start_p90, "down", 0.2)
        report.figure("physio.%send_p90_s" % name, end_p90, "down", 0.2)

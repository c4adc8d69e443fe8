# SPDX-License-Identifier: MIT
"""Runs lumbar-replay and reads what it says."""

import concurrent.futures
import csv
import json
import os
import subprocess


class Program:
    """The programs under test, and how many of them run at a time."""

    def __init__(self, build, jobs):
        self.replay = os.path.join(build, "lumbar-replay")
        self.sim = os.path.join(build, "lumbar-sim")
        self.jobs = jobs

    def run_all(self, function, items):
        """function(item) for all items, some at a time; the results in order."""
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(function, items))


def run(arguments, **options):
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, **options)
    if done.returncode != 0:
        raise SystemExit("%s: exit status %d: %s" % (" ".join(arguments), done.returncode,
                                                     done.stderr.strip()))
    return done.stdout


class Events:
    """The events of one replay. reps are those that were not taken back."""

    def __init__(self, text):
        lines = [json.loads(line) for line in text.splitlines()]
        self.summary = lines.pop()
        assert self.summary["event"] == "summary"
        self.all = lines
        self.reps, self.details = [], {}
        for event in lines:
            if event["event"] == "rep":
                self.reps.append(event)
            elif event["event"] == "rep-undone":
                key = (event["set"], event["rep"])
                self.reps = [r for r in self.reps if (r["set"], r["rep"]) != key]
            elif event["event"] == "rep-detail":
                self.details[event["set"], event["rep"]] = event
        self.reps.sort(key=lambda r: r["at"])


def replay(program, path, exercise=None, text=None, profiles=None):
    """Events of a recording: a file, or text that is sent through standard input."""
    arguments = [program.replay]
    if profiles:
        arguments += ["--profiles", profiles]
    if exercise:
        arguments += ["--exercise", exercise]
    return Events(run(arguments + ["-" if text is not None else path], input=text))


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def match(truth, found, starts=None):
    """
    Pairs repetitions that were done, (start, end) in order of time, with those that were found,
    times of their ends in order, and of their starts where these are known. Neither order is
    changed. A pair may differ by the longer repetition's duration, at least 1.5 s; of all pairings
    with the most pairs it is the one with the smallest differences. Returns the index into found
    for each that was done, or None, and how many finds are left over.
    """
    def cost(k, i):
        start, end = truth[k]
        duration = max(end - start, found[i] - starts[i] if starts else 0)
        return abs(found[i] - end) / max(1.5, duration)

    alone = 1 + len(truth)  # each: more than all pairs together
    best = [[alone * (k + i) for i in range(len(found) + 1)] for k in range(len(truth) + 1)]
    for k in range(1, len(truth) + 1):
        for i in range(1, len(found) + 1):
            pair = cost(k - 1, i - 1)
            best[k][i] = min(best[k - 1][i] + alone, best[k][i - 1] + alone,
                             best[k - 1][i - 1] + pair if pair <= 1 else float("inf"))
    pairs = [None] * len(truth)
    k, i = len(truth), len(found)
    while k and i:
        if best[k][i] == best[k - 1][i] + alone:
            k -= 1
        elif best[k][i] == best[k][i - 1] + alone:
            i -= 1
        else:
            k, i = k - 1, i - 1
            pairs[k] = i
    return pairs, len(found) - sum(p is not None for p in pairs)


def times_off(events, hits, looked_back=True):
    """
    How far the starts and the ends of the repetitions that were found are from those that were
    done: as counted, while it was under way, or as known once it has been looked back at.
    """
    starts, ends = [], []
    for done, found in hits:
        known = events.details.get((found["set"], found["rep"])) if looked_back else None
        known = known or found
        starts.append(known["start"] - done["start"])
        ends.append(known["at"] - done["end"])
    return starts, ends

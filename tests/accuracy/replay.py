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


def replay(program, path, exercise=None, text=None):
    """Events of a recording: a file, or text that is sent through standard input."""
    arguments = [program.replay]
    if exercise:
        arguments += ["--exercise", exercise]
    return Events(run(arguments + ["-" if text is not None else path], input=text))


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def match(truth, found):
    """
    Pairs repetitions that were done, (start, end) in order of time, with those that were found,
    times of their ends. A find belongs to the repetition in whose second half it lies, or before
    the next one's second half, but no later than half a duration (at least 1 s) after the end.
    Returns the index into found for each that was done, or None, and how many finds are left over.
    """
    pairs, used = [], set()
    for k, (start, end) in enumerate(truth):
        first = (start + end) / 2
        last = end + max(1.0, (end - start) / 2)
        if k + 1 < len(truth):
            last = min(last, sum(truth[k + 1]) / 2)
        inside = [i for i, at in enumerate(found) if first <= at < last and i not in used]
        best = min(inside, key=lambda i: abs(found[i] - end), default=None)
        if best is not None:
            used.add(best)
        pairs.append(best)
    return pairs, len(found) - len(used)

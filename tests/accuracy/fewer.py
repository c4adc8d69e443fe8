#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
The simulated athletes of athletes.py with a single IMU each: what a first purchase can do.

What a sensor's place does not move in cannot be counted there, and must not be made up: such
exercises are told apart.
"""

import os
import tempfile
from collections import Counter

from athletes import EXERCISES, LIFE, counts_of, only_sensor, options_of, simulate
from bar_alone import name_of
from replay import replay, times_off
from lifts import LOWER_BACK
from report import Counts, percentile, show

# Title, name of the figures, sensor, whether the exercise is chosen.
CASES = (("one IMU on the thorax, generic", "thorax_generic", "thorax", False),
         ("one IMU on the thorax, exercise chosen", "thorax_named", "thorax", True),
         ("one IMU on the pelvis, generic", "pelvis_generic", "pelvis", False),
         ("one IMU on the pelvis, exercise chosen", "pelvis_named", "pelvis", True),
         ("one IMU on a thigh, generic", "thigh_generic", "thigh-left", False),
         ("one IMU on a wrist, generic", "wrist_generic", "wrist-left", False),
         ("one IMU on a wrist, exercise chosen", "wrist_named", "wrist-left", True),
         ("one IMU on the bar, generic", "bar_generic", "bar", False),
         ("one IMU on the bar, exercise chosen", "bar_named", "bar", True))
ROLES = "pelvis,thorax,thigh-left,wrist-left,bar"
COUNTED = ("5-0-3-0", "10-2-10-0")  # seconds down, at the far end, up and at the start
COUNTED_SEEDS = 6
LIFE_S = 600  # as long as athletes.LIFE
LIVES = 12    # athletes
# Trunk and legs keep still while the arms pull.
UNMOVED = {"bent-over-row": ("thorax", "pelvis", "thigh-left")}


class Athlete:
    """One simulated set, as counted by each of its sensors alone."""

    def __init__(self, program, folder, exercise, seed):
        self.name = "%s-%d" % (exercise, seed)
        self.exercise = exercise
        recording, truth = simulate(program, folder, self.name,
                                    options_of(exercise, seed) + ["--sensors", ROLES])
        self.done = [t for t in truth if t["type"] == "rep" and not t["partial"]]
        self.counted = {}
        for _, case, role, named in CASES:
            events = replay(program, None, exercise if named else None,
                            only_sensor(recording, role))
            self.counted[case] = len(events.reps)
            if case == "bar_generic":
                self.named, self.named_soon = name_of(events)
            elif case == "bar_named":
                hits = zip(self.done, events.reps) if len(events.reps) == len(self.done) else ()
                self.off = times_off(events, hits)
        os.remove(recording)
        os.remove(os.path.join(folder, self.name + ".truth"))


def is_seen(exercise, role):
    return role not in UNMOVED.get(exercise, ())


def tell(report, athletes, title, case, role):
    report.title("Simulated, " + title, *Counts.COLUMNS)
    for exercise in EXERCISES:
        counts = counts_of([a for a in athletes if a.exercise == exercise], case)
        note = "" if is_seen(exercise, role) else " (does not move it)"
        report.row(exercise + note, *counts.cells())
    seen = [a for a in athletes if is_seen(a.exercise, role)]
    if len(seen) < len(athletes):
        counts = counts_of(seen, case)
        report.row("all that move it", *counts.cells())
        report.figure("sim.%s.seen_exact_percent" % case, 100 * counts.exact / len(counts), "up",
                      95)
        report.figure("sim.%s.made_up" % case,
                      sum(a.counted[case] for a in athletes if a not in seen), "down", 0)
    counts = counts_of(athletes, case)
    report.row("all", *counts.cells())
    counts.figures(report, "sim." + case)


def tell_names(report, athletes):
    """Which exercise a bar alone says it is; of those it cannot tell it must say nothing."""
    report.title("Simulated, recognition by a bar alone", "two", "set", "wrong", "of")
    sums = Counter()
    for exercise in EXERCISES:
        mine = [a for a in athletes if a.exercise == exercise]
        wanted = exercise if exercise in LOWER_BACK else "-"
        others = Counter(a.named for a in mine if a.named not in ("-", wanted))
        soon = sum((a.named if a.named_soon else "-") == wanted for a in mine)
        right = sum(a.named == wanted for a in mine)
        report.row(exercise, soon, right, sum(others.values()), len(mine))
        if others:
            report.note("taken for: " + ", ".join("%s %d" % w for w in others.most_common()))
        sums.update(soon=soon, right=right, wrong=sum(others.values()))
    shares = {what: 100 * n / len(athletes) for what, n in sums.items()}
    report.row("all, %", *(show(shares[what], 1) for what in ("soon", "right", "wrong")),
               len(athletes))
    report.figure("sim.bar_recognised_percent", shares["soon"], "up")
    report.figure("sim.bar_recognised_set_percent", shares["right"], "up")
    report.figure("sim.bar_recognised_wrong_percent", shares["wrong"], "down")


def tell_times(report, athletes):
    """When a chosen lift began and ended, as a bar alone saw it where it counted right."""
    report.title("Simulated, times of a bar alone, exercise chosen", "start p90", "end p90",
                 "repetitions")
    for exercise in EXERCISES + ("all",):
        mine = [a for a in athletes if exercise in (a.exercise, "all")]
        starts, ends = ([abs(s) for a in mine for s in a.off[i]] for i in range(2))
        report.row(exercise, show(percentile(starts, 0.9), 2, " s"),
                   show(percentile(ends, 0.9), 2, " s"), len(starts))
    report.figure("sim.bar_named.start_p90_s", percentile(starts, 0.9), "down")
    report.figure("sim.bar_named.end_p90_s", percentile(ends, 0.9), "down")


def score_life(program, report, folder):
    """Life in the gym, and fetching plates most of all, as seen by each sensor alone."""
    lives = {"life": ("life:%d" % LIFE_S,), "plates": LIFE}

    def one(job):
        life, seed = job
        activities = [word for activity in lives[life] for word in ("--activity", activity)]
        recording, _ = simulate(program, folder, "%s-%d" % job,
                                activities + ["--seed", str(seed), "--sensors", ROLES])
        ghosts = {role: len(replay(program, None, None, only_sensor(recording, role)).reps)
                  for role in ROLES.split(",")}
        os.remove(recording)
        return ghosts

    jobs = [(life, seed) for life in lives for seed in range(1, LIVES + 1)]
    ghosts = dict(zip(jobs, program.run_all(one, jobs)))
    report.title("Ghosts of one IMU alone in %d minutes of gym life, and of fetching plates" %
                 (LIVES * LIFE_S // 60), *lives)
    for role in ROLES.split(","):
        counts = [sum(ghosts[life, seed][role] for seed in range(1, LIVES + 1)) for life in lives]
        report.row(role, *counts)
        report.figure("sim.alone_ghosts.%s" % role.replace("-", "_"), sum(counts), "down", 0)


def score_counted(program, report, folder):
    """Lifts by counted seconds, as a bar alone sees them, chosen and not."""
    def one(job):
        tempo, exercise, seed = job
        recording, truth = simulate(program, folder, "%s-%s-%d" % job,
                                    ["--exercise", exercise, "--seed", str(seed), "--reps", "5",
                                     "--tempo", tempo, "--lead", "5", "--tail", "8",
                                     "--sensors", "bar"])
        done = sum(t["type"] == "rep" for t in truth)
        found = [len(replay(program, recording, choice).reps) for choice in (None, exercise)]
        os.remove(recording)
        os.remove(recording[:-len(".rec")] + ".truth")
        return done, found

    jobs = [(tempo, exercise, seed) for tempo in COUNTED for exercise in EXERCISES
            for seed in range(1, COUNTED_SEEDS + 1)]
    sets = dict(zip(jobs, program.run_all(one, jobs)))
    report.title("Simulated, one IMU on the bar, by counted seconds", *Counts.COLUMNS)
    for tempo in COUNTED:
        for i, case in enumerate(("generic", "named")):
            counts = Counts()
            for job in jobs:
                if job[0] == tempo:
                    counts.add(sets[job][1][i], sets[job][0], "%s-%s-%d" % job)
            report.row("%s, %s" % (tempo, case), *counts.cells())
            counts.figures(report, "sim.bar_%s.counted_%s" % (case, tempo.replace("-", "_")))


def score(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no athletes with a single sensor" % program.sim)
        return
    jobs = [(exercise, seed) for exercise in EXERCISES for seed in range(1, seeds + 1)]
    with tempfile.TemporaryDirectory() as folder:
        athletes = program.run_all(lambda job: Athlete(program, folder, *job), jobs)
        score_life(program, report, folder)
        score_counted(program, report, folder)
    for title, case, role, _ in CASES:
        tell(report, athletes, title, case, role)
    tell_times(report, athletes)
    tell_names(report, athletes)

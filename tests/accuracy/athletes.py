#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Simulated athletes, whose truth is exact. Run by itself: the options of one of them."""

import bisect
import json
import os
import random
import sys
import tempfile

from replay import match, replay, run, times_off
from report import Counts, percentile, rms, show

EXERCISES = ("deadlift", "romanian-deadlift", "good-morning", "back-squat", "bent-over-row")
ARRAY = "pelvis,thorax,bar,feet"
# Ten minutes without a set. The activities' names are the simulator's.
LIFE = ("walk:120", "plates:120", "stand:120", "walk:60", "idle:60", "plates:60", "walk:60")
PHASES = (("eccentric", "down"), ("stretch_pause", "pause"), ("concentric", "up"),
          ("top_pause", "top"))
POSE_FROM_S = 5.0  # the attitude has settled and the athlete has stood


def options_of(exercise, seed):
    """A set as it may be: everything follows from exercise and seed."""
    dice = random.Random("%s %d" % (exercise, seed))
    return ["--exercise", exercise, "--seed", str(seed), "--reps", str(dice.randint(3, 12)),
            "--range", "%.2f" % dice.uniform(0.85, 1.0),
            "--tempo", dice.choice(("x-x-x-x", "3-1-1-0", "2-0-1-1", "4-1-2-1")),
            "--speed-loss", str(dice.randint(0, 30)), "--walk", str(dice.choice((0, 8, 15))),
            "--lead", "5", "--tail", "8"]


def simulate(program, folder, name, options):
    recording = os.path.join(folder, name + ".rec")
    truth = os.path.join(folder, name + ".truth")
    run([program.sim, *options, "--record", recording, "--truth", truth])
    with open(truth, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return recording, lines


def role_of(line):
    """The sensor that a line of a recording is about; None: about none."""
    if line.startswith("# sensor "):
        return line.split()[2]
    return None if line[0] == "#" else line.split(",", 2)[1]


def only_sensor(recording, role):
    """The text of a recording with one of its sensors."""
    with open(recording, encoding="utf-8") as file:
        return "".join(line for line in file if role_of(line) in (None, role))


def without_sensors(recording, roles):
    """The text of a recording without some of its sensors."""
    with open(recording, encoding="utf-8") as file:
        return "".join(line for line in file if role_of(line) not in roles)


class Athlete:
    """What one simulated set taught."""

    def __init__(self, program, folder, exercise, seed):
        name = "%s-%d" % (exercise, seed)
        recording, truth = simulate(program, folder, name,
                                    options_of(exercise, seed) + ["--sensors", ARRAY])
        events = replay(program, recording, exercise)
        self.name = name
        self.done = [t for t in truth if t["type"] == "rep" and not t["partial"]]
        self.counted = {"array": len(events.reps)}
        pairs, _ = match([(t["start"], t["end"]) for t in self.done],
                         [r["at"] for r in events.reps])
        hits = [(t, events.reps[p]) for t, p in zip(self.done, pairs) if p is not None]
        self.delays = [r["t"] - t["end"] for t, r in hits]
        self.first_delay = self.delays[:1] if pairs and pairs[0] is not None else []
        self.start_errors, self.end_errors = times_off(events, hits)
        _, self.counted_end_errors = times_off(events, hits, looked_back=False)
        self.phase_errors, self.velocity_errors, self.lumbar_errors = [], [], []
        for t, r in hits:
            detail = events.details.get((r["set"], r["rep"]))
            if detail:
                self.compare_detail(t, detail)
        self.compare_pose(truth, run([program.replay, "--pose", "--exercise", exercise,
                                      recording]))
        os.remove(recording)
        os.remove(os.path.join(folder, name + ".truth"))

    def compare_detail(self, truth, detail):
        for ours, theirs in PHASES:
            if truth[theirs] is not None and detail[ours] is not None:
                self.phase_errors.append(abs(detail[ours] - truth[theirs]))
        if detail["mean_velocity"] is not None:
            self.velocity_errors.append(detail["mean_velocity"] - truth["mean_velocity"])

    def compare_pose(self, truth, pose):
        poses = [t for t in truth if t["type"] == "pose"]
        times = [t["t"] for t in poses]
        lines = pose.splitlines()
        column = lines[0].split(",").index("lumbar")
        for line in lines[1:]:
            fields = line.split(",")
            t = float(fields[0])
            after = bisect.bisect_left(times, t)
            if fields[column] and t >= POSE_FROM_S and 0 < after < len(times):
                a, b = poses[after - 1], poses[after]
                part = (t - a["t"]) / (b["t"] - a["t"])
                true = a["lumbar"] + part * (b["lumbar"] - a["lumbar"])
                self.lumbar_errors.append(float(fields[column]) - true)


def total(athletes, what):
    return [v for athlete in athletes for v in getattr(athlete, what)]


def counts_of(athletes, case):
    counts = Counts()
    for athlete in athletes:
        counts.add(athlete.counted[case], len(athlete.done), athlete.name)
    return counts


def magnitude(values):
    return [abs(v) for v in values]


def mean_and_deviation(values):
    if not values:
        return None, None
    mean = sum(values) / len(values)
    return mean, rms([v - mean for v in values])


def timing_cells(athletes):
    delays = total(athletes, "delays")
    bias, deviation = mean_and_deviation(total(athletes, "velocity_errors"))
    return (show(percentile(delays, 0.5)), show(percentile(delays, 0.95)),
            show(percentile(total(athletes, "first_delay"), 0.95)),
            show(percentile(magnitude(total(athletes, "start_errors")), 0.9)),
            show(percentile(magnitude(total(athletes, "end_errors")), 0.9)),
            show(percentile(magnitude(total(athletes, "counted_end_errors")), 0.9)),
            show(percentile(total(athletes, "phase_errors"), 0.9)),
            show(rms(total(athletes, "lumbar_errors"))),
            show(bias, 3), show(deviation, 3))


def score_sets(program, seeds, report, folder):
    jobs = [(exercise, seed) for exercise in EXERCISES for seed in range(1, seeds + 1)]
    athletes = program.run_all(lambda job: Athlete(program, folder, *job), jobs)

    def of(exercise):
        return [a for a, job in zip(athletes, jobs) if job[0] == exercise]

    report.title("Simulated athletes, %d each, array" % seeds, *Counts.COLUMNS)
    for exercise in EXERCISES:
        report.row(exercise, *counts_of(of(exercise), "array").cells())
    counts = counts_of(athletes, "array")
    report.row("all", *counts.cells())
    counts.figures(report, "sim.array", 98, 100)
    counts.tell_wrong(report)
    report.note("to have one again: tests/accuracy/athletes.py EXERCISE SEED")

    report.title("... array: seconds, degrees, m/s", "delay p50", "delay p95", "first p95",
                 "start p90", "end p90", "... counted", "phase p90", "lumbar rmse", "mcv bias", "mcv sd")
    for exercise in EXERCISES:
        report.row(exercise, *timing_cells(of(exercise)))
    report.row("all", *timing_cells(athletes))
    report.note("delay: from the true end of a repetition until it is given; first: of each "
                "set's first; phase: down, pause, up, pause; mcv: mean concentric velocity")

    report.figure("sim.delay_p95_s", percentile(total(athletes, "delays"), 0.95), "down", 0.15)
    report.figure("sim.phase_p90_s", percentile(total(athletes, "phase_errors"), 0.9), "down", 0.15)
    report.figure("sim.start_p90_s",
                  percentile(magnitude(total(athletes, "start_errors")), 0.9), "down", 0.2)
    report.figure("sim.end_p90_s",
                  percentile(magnitude(total(athletes, "end_errors")), 0.9), "down", 0.2)
    report.figure("sim.counted_end_p90_s",
                  percentile(magnitude(total(athletes, "counted_end_errors")), 0.9), "down")
    report.figure("sim.lumbar_rmse_deg", rms(total(athletes, "lumbar_errors")), "down", 1.3)
    bias, deviation = mean_and_deviation(total(athletes, "velocity_errors"))
    if bias is not None:
        report.figure("sim.mean_velocity_bias_m_s", abs(bias), "down", 0.01)
        report.figure("sim.mean_velocity_sd_m_s", deviation, "down", 0.03)


def score_ghosts(program, report, folder):
    activities = [word for activity in LIFE for word in ("--activity", activity)]
    recording, _ = simulate(program, folder, "life",
                            activities + ["--seed", "1", "--sensors", ARRAY])
    cases = EXERCISES + ("generic",)
    ghosts = program.run_all(lambda e: len(replay(program, recording, e).reps), cases)
    report.title("Ten minutes of walking, set-up and standing", "ghosts")
    for exercise, count in zip(cases, ghosts):
        report.row(exercise, count)
    report.figure("sim.ghosts", sum(ghosts), "down", 0)
    os.remove(recording)


def score(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no simulated athletes" % program.sim)
        return
    with tempfile.TemporaryDirectory() as folder:
        score_sets(program, seeds, report, folder)
        score_ghosts(program, report, folder)


if __name__ == "__main__":
    print("lumbar-sim --sensors %s %s --record FILE --truth FILE" %
          (ARRAY, " ".join(options_of(sys.argv[1], int(sys.argv[2])))))

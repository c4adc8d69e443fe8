# SPDX-License-Identifier: MIT
"""Which exercise it is, without having been told: simulated whole arrays, and a bar alone."""

import json
import os
import random
import tempfile
from collections import Counter

import bar_alone
from replay import replay, run

EXERCISES = (
    "deadlift", "deficit-deadlift", "trap-bar-deadlift", "rack-pull-hold", "romanian-deadlift",
    "single-leg-romanian-deadlift", "kickstand-romanian-deadlift", "walking-romanian-deadlift",
    "one-handed-romanian-deadlift", "good-morning", "dumbbell-good-morning",
    "banded-good-morning", "cable-pull-through", "bent-over-row", "cable-row", "back-squat",
    "front-squat", "back-extension", "back-extension-45", "swiss-ball-back-raise",
    "reverse-hyper", "glute-ham-raise", "nordic-curl", "superman", "superman-hold",
    "lower-body-superman", "prone-y-raise", "bird-dog", "dead-bug", "glute-bridge-march",
    "cat-cow", "side-plank", "anti-rotation-hold", "open-book", "rock-back", "pull-up")
OTHERS = ("press", "curl")  # no exercises of the hub's: to be left unnamed
ARRAY = "all,cable"
ATHLETES = 8  # of each exercise at most: they are many
AFTER_S = 0.3  # a repetition is over when it is; the answer may come so much later
HOLD_S = 3.5   # seconds of a hold, likewise
# Chosen, done instead: far and near neighbours.
WRONG = (("deadlift", "back-squat"), ("back-squat", "romanian-deadlift"),
         ("romanian-deadlift", "good-morning"), ("bent-over-row", "deadlift"),
         ("good-morning", "bird-dog"), ("superman", "cat-cow"))
LIFE_S = 600


def options_of(exercise, seed):
    dice = random.Random("recognition %s %d" % (exercise, seed))
    return ["--exercise", exercise, "--seed", str(1000 + seed), "--reps", str(dice.randint(3, 6)),
            "--range", "%.2f" % dice.uniform(0.85, 1.0),
            "--tempo", dice.choice(("x-x-x-x", "3-1-1-0", "2-0-1-1", "4-1-2-1")),
            "--speed-loss", str(dice.randint(0, 30)), "--walk", str(dice.choice((0, 8, 15))),
            "--soft-tissue", "1", "--wobble", str(dice.choice((0, 1))), "--lead", "5",
            "--tail", "8"]


def simulate(program, folder, name, options):
    recording = os.path.join(folder, name + ".rec")
    truth = os.path.join(folder, name + ".truth")
    run([program.sim, *options, "--rate", "60", "--sensors", ARRAY, "--record", recording,
         "--truth", truth])
    with open(truth, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if '"type":"pose"' not in line]
    os.remove(truth)
    return recording, lines


def families(program):
    """Family of each exercise, from the profiles that are under test."""
    folder = os.environ.get("LUMBAR_PROFILES", "daemon/profiles") + "/exercises"
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            for line in file:
                if line.startswith("family ="):
                    found[name[:-len(".ini")]] = line.split("=")[1].strip()
    return found


def in_time(truth):
    """Until when it must have been named."""
    ends = sorted(t["end"] for t in truth if t["type"] == "rep" and not t["partial"])
    if len(ends) > 1:
        return ends[1] + AFTER_S
    return next(t["start"] for t in truth if t["type"] == "hold") + HOLD_S


def named(events):
    return [(e["t"], e["exercise"]) for e in events.all
            if e["event"] == "exercise" and e["recognised"]]


def score_array(program, seeds, report, folder):
    family = families(program)

    def one(job):
        exercise, seed = job
        recording, truth = simulate(program, folder, "%s-%d" % job, options_of(exercise, seed))
        events = replay(program, recording)
        os.remove(recording)
        answers = [word for t, word in named(events) if t <= in_time(truth)]
        reps = sum(t["type"] == "rep" and not t["partial"] for t in truth)
        return (answers[0] if answers else "-"), len(events.reps) == reps if reps else None

    jobs = [(e, s) for e in EXERCISES + OTHERS for s in range(1, min(seeds, ATHLETES) + 1)]
    answers = dict(zip(jobs, program.run_all(one, jobs)))
    report.title("Recognition, whole array, within two repetitions", "right", "of", "counts", "of")
    right = near = counted = countable = 0
    for exercise in EXERCISES + OTHERS:
        mine = [answers[job] for job in jobs if job[0] == exercise]
        wanted = exercise if exercise in EXERCISES else "-"
        good = sum(a == wanted for a, _ in mine)
        right += good
        near += sum(a == wanted or (a in family and family[a] == family.get(exercise))
                    for a, _ in mine)
        exact = [e for _, e in mine if e is not None]
        if exercise in EXERCISES:
            counted, countable = counted + sum(exact), countable + len(exact)
        report.row(exercise, good, len(mine), sum(exact), len(exact))
        wrong = Counter(a for a, _ in mine if a != wanted)
        if wrong:
            report.note("taken for: " + ", ".join("%s %d" % w for w in wrong.most_common()))
    report.row("all", right, len(jobs), counted, countable)
    report.note("- : not named, or too late; counts: exact without the exercise being chosen")
    report.figure("recognition.array_percent", 100 * right / len(jobs), "up", 95)
    report.figure("recognition.family_percent", 100 * near / len(jobs), "up", 99)
    report.figure("recognition.count_exact_percent", 100 * counted / countable, "up")


def score_wrong(program, seeds, report, folder):
    """The chosen exercise is another one: it is said once, and counted as chosen all the same."""
    def one(job):
        (chosen, done), seed = job
        recording, _ = simulate(program, folder, "%s-for-%s-%d" % (done, chosen, seed),
                                options_of(done, seed))
        remarks = [[e for e in replay(program, recording, choice).all
                    if e["event"] == "cue" and e["code"] == "other-exercise"]
                   for choice in (chosen, done)]
        os.remove(recording)
        return [len(r) for r in remarks]

    jobs = [(pair, seed) for pair in WRONG for seed in range(1, min(seeds, ATHLETES) + 1)]
    remarks = program.run_all(one, jobs)
    report.title("A chosen exercise that is not what is done", "remarked", "of", "right, too")
    for pair in WRONG:
        mine = [r for r, job in zip(remarks, jobs) if job[0] == pair]
        report.row("%s chosen, %s done" % pair, sum(r[0] == 1 for r in mine), len(mine),
                   sum(r[1] for r in mine))
    report.note("right, too: remarks when what is done had been chosen")
    report.figure("recognition.remarked_percent",
                  100 * sum(r[0] == 1 for r in remarks) / len(remarks), "up")
    report.figure("recognition.remarked_wrongly_percent",
                  100 * sum(r[1] > 0 for r in remarks) / len(remarks), "down", 0)


def score_life(program, report, folder):
    def one(seed):
        recording, _ = simulate(program, folder, "life-%d" % seed,
                                ["--activity", "life:%d" % LIFE_S, "--seed", str(seed)])
        events = replay(program, recording)
        os.remove(recording)
        return len(named(events)), len(events.reps)

    found = program.run_all(one, range(1, 7))
    report.title("Recognition in sixty minutes of gym life", "named", "counted")
    report.row("six athletes, ten minutes each", sum(f[0] for f in found),
               sum(f[1] for f in found))
    report.figure("recognition.life_named", sum(f[0] for f in found), "down", 0)
    report.figure("recognition.life_counted", sum(f[1] for f in found), "down", 0)


def score(program, data, seeds, report):
    bar_alone.score(program, data, report)
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no simulated athletes to recognise" % program.sim)
        return
    with tempfile.TemporaryDirectory() as folder:
        score_array(program, seeds, report, folder)
        score_wrong(program, seeds, report, folder)
        score_life(program, report, folder)

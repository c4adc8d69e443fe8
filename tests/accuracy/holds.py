# SPDX-License-Identifier: MIT
"""Simulated holds: how long, on which side, what gives way; and that gym life is none."""

import os
import random
import tempfile

import simulated
from report import interval_of, percentile, share_of, show

# Exercise: sensors, and the faults that its profile judges with their thresholds.
HOLDS = {
    "superman-hold": ("pelvis,thorax", {"sag": 5, "drift": 5}),
    "side-plank": ("pelvis,thorax,thigh-left", {"sag": 5, "drift": 5}),
    "anti-rotation-hold": ("pelvis,thorax,wrist-left,feet,cable",
                           {"sag": 5, "drift": 6, "twist": 6}),
    "rack-pull-hold": ("pelvis,thorax,bar,feet", {"sag": 5, "drift": 5}),
}
# What the core says of the simulator's faults: a drift turns who stands, and tips who lies.
CODES = {"sag": ("sag",), "drift": ("sag", "twist"), "twist": ("twist",)}
HELD_S = 0.3
LIFE = ("walk:60", "plates:90", "idle:60", "phone:30", "stand:30", "plates:60")


def options_of(exercise, seed, fault, severity):
    dice = random.Random("%s %d" % (exercise, seed))
    return ["--exercise", exercise, "--seed", str(seed), "--reps", "1",
            "--hold", "%.1f" % dice.uniform(8, 20), "--sensors", HOLDS[exercise][0],
            "--wobble", "1", "--soft-tissue", "1", "--lead", "4", "--tail", "18",
            "--activity", dice.choice(("plates:15", "idle:10", "walk:10")),
            "--fault", "%s:%g" % (fault, severity)]


class Hold:
    """One athlete's set of an exercise, with a fault of so many times its threshold."""

    def __init__(self, program, folder, exercise, seed, times):
        dice = random.Random("fault %s %d" % (exercise, seed))
        fault, threshold = dice.choice(sorted(HOLDS[exercise][1].items()))
        truth, events = simulated.run(
            program, folder, exercise, options_of(exercise, seed, fault, times * threshold),
            "%s-%d-%g" % (exercise, seed, times))
        done = [t for t in truth if t["type"] == "hold"]
        held = [e for e in events.all if e["event"] == "hold"]
        known = {}
        for event in events.all:
            if event["event"] == "hold-progress":
                known.setdefault((event["set"], event["hold"]), event["t"])
        cues = [e for e in events.all if e["event"] == "cue" and e["code"] in CODES[fault]]
        same = len(done) == len(held)
        self.name = "%s %d" % (exercise, seed)
        self.errors = [abs(h["held"] - d["held"]) for h, d in zip(held, done)] if same else []
        self.delays = [known[h["set"], h["hold"]] - d["start"]
                       for h, d in zip(held, done)] if same else []
        self.right = same and len(events.summary["sets"]) == 1 and max(self.errors) <= HELD_S
        self.sides = same and all(h.get("side") == d.get("side") for h, d in zip(held, done))
        self.cued = sum(any(c["rep"] == i + 1 for c in cues) for i in range(len(done)))
        self.holds = len(done)


def score_sets(program, seeds, report, folder):
    jobs = [(exercise, seed, times) for exercise in HOLDS for times in (0.5, 2)
            for seed in range(1, seeds + 1)]
    results = program.run_all(lambda job: Hold(program, folder, *job), jobs)
    report.title("Simulated holds, %d athletes each, twice" % seeds, "right", "95 %", "side",
                 "held p95", "known p95", "seen at 2", "cried at 1/2")
    for exercise in tuple(HOLDS) + ("all",):
        own = [(h, job[2]) for h, job in zip(results, jobs) if exercise in (job[0], "all")]
        right = sum(h.right for h, _ in own)
        sides = sum(h.sides for h, _ in own)
        errors = [e for h, _ in own for e in h.errors]
        delays = [d for h, _ in own for d in h.delays]
        seen, cried = [(sum(h.cued for h, t in own if t == times),
                        sum(h.holds for h, t in own if t == times)) for times in (2, 0.5)]
        report.row(exercise, share_of(right, len(own)), interval_of(right, len(own)),
                   share_of(sides, len(own)), show(percentile(errors, 0.95), 2, " s"),
                   show(percentile(delays, 0.95), 2, " s"), share_of(*seen), share_of(*cried))
    wrong = [h.name for h in results if not h.right]
    if wrong:
        report.note("wrong: " + ", ".join(wrong))
    report.note("right: one set, every hold found and within %.1f s; a fault of the row's kind at "
                "half of its threshold or at twice" % HELD_S)
    report.figure("sim.holds.right_percent", 100 * right / len(own), "up", 98)
    report.figure("sim.holds.side_percent", 100 * sides / len(own), "up", 98)
    report.figure("sim.holds.held_p95_s", percentile(errors, 0.95), "down", 0.3)
    report.figure("sim.holds.known_p95_s", percentile(delays, 0.95), "down", 3)
    report.figure("sim.holds.seen_percent", 100 * seen[0] / seen[1], "up", 95)
    report.figure("sim.holds.cried_percent", 100 * cried[0] / cried[1], "down", 2)


class Stretch:
    """One athlete's set of a stretch: its repetitions, their sides, how long each was kept."""

    def __init__(self, program, folder, exercise, seed):
        dice = random.Random("%s %d" % (exercise, seed))
        kept = "%.1f" % dice.uniform(1, 12)
        tempo = "3-x-3-" + kept if exercise == "open-book" else "3-%s-3-1" % kept
        truth, events = simulated.run(
            program, folder, exercise,
            ["--exercise", exercise, "--seed", str(seed), "--reps", str(dice.randint(2, 4)),
             "--tempo", tempo, "--sensors", "pelvis,thorax", "--wobble", "1",
             "--soft-tissue", "1", "--tail", "24",
             "--activity", dice.choice(("plates:15", "idle:10", "walk:10"))],
            "%s-%d" % (exercise, seed))
        done = [t for t in truth if t["type"] == "rep"]
        self.name = "%s %d" % (exercise, seed)
        self.right = len(events.summary["sets"]) == 1 and \
            [t.get("side") for t in done] == [r.get("side") for r in events.reps]
        far = "top" if exercise == "open-book" else "pause"
        held = events.summary["sets"][0].get("held", 0) if self.right else None
        self.errors = [abs(held - sum(t[far] or 0 for t in done)) / len(done)] if held else []


def score_stretches(program, seeds, report, folder):
    exercises = ("open-book", "rock-back")
    jobs = [(exercise, seed) for exercise in exercises for seed in range(1, seeds + 1)]
    results = program.run_all(lambda job: Stretch(program, folder, *job), jobs)
    report.title("Simulated stretches, %d athletes each" % seeds, "right", "95 %", "kept p95")
    for exercise in exercises + ("all",):
        own = [s for s, job in zip(results, jobs) if exercise in (job[0], "all")]
        right = sum(s.right for s in own)
        errors = [e for s in own for e in s.errors]
        report.row(exercise, share_of(right, len(own)), interval_of(right, len(own)),
                   show(percentile(errors, 0.95), 2, " s"))
    wrong = [s.name for s in results if not s.right]
    if wrong:
        report.note("wrong: " + ", ".join(wrong))
    report.note("right: one set, every repetition and its side; kept: at the far end, mean of a "
                "set's repetitions")
    report.figure("sim.stretches.right_percent", 100 * right / len(own), "up", 98)
    report.figure("sim.stretches.kept_p95_s", percentile(errors, 0.95), "down", 0.3)


def score_ghosts(program, report, folder):
    """Gym life is simulated for each exercise with the sensors that it is done with."""
    sensors = {exercise: entry[0] for exercise, entry in HOLDS.items()}
    sensors.update({"open-book": "pelvis,thorax", "rock-back": "pelvis,thorax",
                    "trunk-range": "pelvis,thorax,upper-back"})

    def ghosts(exercise):
        activities = [word for activity in LIFE for word in ("--activity", activity)]
        _, events = simulated.run(program, folder, exercise, activities +
                                  ["--seed", "7", "--sensors", sensors[exercise]],
                                  "life-" + exercise)
        return sum(e["event"] == "set-started" for e in events.all)

    counts = program.run_all(ghosts, tuple(sensors))
    report.title("Five minutes of gym life", "ghosts")
    for exercise, count in zip(sensors, counts):
        report.row(exercise, count)
    report.figure("sim.holds.ghosts", sum(counts), "down", 0)


def score(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no simulated holds" % program.sim)
        return
    with tempfile.TemporaryDirectory() as folder:
        score_sets(program, seeds, report, folder)
        score_stretches(program, seeds, report, folder)
        score_ghosts(program, report, folder)

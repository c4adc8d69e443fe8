#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
Faults of form: seen when an athlete shows twice what is judged, not cried out at half of it, and
not at all with clean repetitions. Run by itself: the command line of one athlete.

How much is shown is the simulator's own truth, in the unit of the fault. Twice and half are meant
of how far the athlete departs from doing it right: a back that flexes by 24 degrees anyway and may
by 38 shows twice the threshold at 52; a lowering that may last 75 % of what is prescribed shows it
at 50 %.
"""

import json
import os
import sys
import tempfile

from replay import Events, match, run
from report import interval_of, share_of

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SEEDS = 2  # of a usual run: every athlete does every fault twice; 40 are asked for by option
FLEXION_LIMIT = 0.7 * 55.0  # degrees: the profiles' share of the core's prior
SENSORS = "pelvis,thorax,bar,feet"
# What else shows an exercise.
MORE_SENSORS = {"cable-row": ",cable", "cable-pull-through": ",cable",
                "bird-dog": ",thigh-left,thigh-right,wrist-left,wrist-right",
                "glute-bridge-march": ",thigh-left,thigh-right"}
TEMPO = "3-1-1-1"
PRESCRIBED = ("--tempo", TEMPO), ("--prescription", "8 tempo " + TEMPO)
REPS = 8

DEADLIFTS = ("deadlift", "deficit-deadlift", "trap-bar-deadlift")
SQUATS = ("back-squat", "front-squat")
HINGES = ("romanian-deadlift", "good-morning")
BANDS = ("dumbbell-good-morning", "banded-good-morning", "cable-pull-through")
ROWS = ("bent-over-row", "cable-row")
ONE_LEGGED = ("single-leg-romanian-deadlift", "kickstand-romanian-deadlift",
              "walking-romanian-deadlift", "one-handed-romanian-deadlift")
LIMBS = ("bird-dog", "glute-bridge-march")
EXTENSIONS = ("back-extension", "back-extension-45")
LOADED = (DEADLIFTS + SQUATS + HINGES + BANDS + ("bent-over-row",) + EXTENSIONS)
TEMPO_LIFTS = HINGES + SQUATS + DEADLIFTS + BANDS + EXTENSIONS + ("swiss-ball-back-raise",
                                                                  "superman")


class Case:
    """One row of TRAINING's faults. unit: what is seen or cried, a repetition or a set."""

    def __init__(self, fault, code, exercises, twice, half, unit="rep", first=1,
                 options=((), ())):
        self.fault, self.code, self.exercises = fault, code, exercises
        self.severity = {"twice": twice, "half": half}
        self.unit, self.first, self.options = unit, first, options

    def severity_of(self, much, usual_flexion):
        severity = self.severity[much]
        return severity(usual_flexion) if callable(severity) else severity


def flexion(share):
    """As much more than usual, as a share of what is judged."""
    return lambda usual: usual + share * (FLEXION_LIMIT - usual)


# With sides: per cent by which one side's range is shorter; else of the loads below the feet.
CASES = (
    Case("rounding", "rounding", DEADLIFTS + SQUATS + HINGES + BANDS + ("bent-over-row",) + ONE_LEGGED,
         flexion(2.0), flexion(0.5)),
    Case("over-arching", "over-arching", DEADLIFTS + SQUATS + HINGES + EXTENSIONS, 20, 5),
    Case("hips-first", "hips-first", DEADLIFTS + SQUATS, 10, 2.5),
    Case("asymmetry", "asymmetry", DEADLIFTS + SQUATS + HINGES, 20, 5, "set"),
    Case("asymmetry", "asymmetry", ONE_LEGGED, 20, 5, "set"),
    Case("asymmetry", "asymmetry", LIMBS, 30, 7.5, "set"),
    Case("short-range", "short-range", TEMPO_LIFTS + ("bent-over-row",), 0.70, 0.925, "rep", 4),
    Case("too-fast", "too-fast", TEMPO_LIFTS, 0.5, 0.875, "rep", 1, PRESCRIBED),
    Case("no-pause", "no-pause", TEMPO_LIFTS, 0.2, 0.8, "rep", 1, PRESCRIBED),
    Case("bounce", "bounce", HINGES + SQUATS + DEADLIFTS, 12, 3),
    Case("twist", "twist", ROWS, 16, 4),
    Case("twist", "twist", ("one-handed-romanian-deadlift", "bird-dog"), 20, 5),
    Case("too-heavy", "too-heavy", LOADED, 0.4, 0.1, "set"),
    Case("near-failure", "near-failure", LOADED, 0.4, 0.1, "set"),
)


CODES = {case.code for case in CASES}


def sim_options(exercise, seed, case=None, severity=None):
    options = ["--exercise", exercise, "--seed", str(seed), "--reps", str(REPS), "--lead", "5",
               "--tail", "9", "--sensors", SENSORS + MORE_SENSORS.get(exercise, "")]
    if case:
        options += ["--fault", "%s:%.4g:%d" % (case.fault, severity, case.first)]
        options += case.options[0]
    return options


class Run:
    """One simulated set and what was said of it."""

    def __init__(self, program, folder, exercise, options, replay_options=()):
        with tempfile.NamedTemporaryFile("r", dir=folder) as recording, \
             tempfile.NamedTemporaryFile("r", dir=folder, encoding="utf-8") as truth:
            run([program.sim, *options, "--record", recording.name, "--truth", truth.name])
            self.done = read_reps(truth)
            events = Events(run([program.replay, "--exercise", exercise, *replay_options,
                                 recording.name]))
        pairs, _ = match([(t["start"], t["end"]) for t in self.done],
                         [r["at"] for r in events.reps])
        self.cues = [e for e in events.all if e["event"] == "cue" and e["code"] in CODES]
        for t, p in zip(self.done, pairs):
            t["codes"] = self.codes_of(t, None if p is None else events.reps[p])

    def codes_of(self, done, rep):
        """What was said of a repetition; of an attempt, while it was made or soon after."""
        return {c["code"] for c in self.cues if
                (rep and (c["set"], c.get("rep")) == (rep["set"], rep["rep"])) or
                (not rep and done["start"] <= c["onset"] <= done["end"] + 0.5)}


def read_reps(file):
    return [t for t in (json.loads(line) for line in file if line.startswith('{"type":"rep"'))
            if not t["partial"]]


class Tally:
    def __init__(self):
        self.hits = self.total = 0

    def add(self, hits, total):
        self.hits += hits
        self.total += total

    def add_run(self, case, found):
        if case.unit == "set":
            self.add(any(c["code"] == case.code for c in found.cues), 1)
            return
        # The pause on the floor ends with the next repetition: the last one's is not known.
        # So does a bounce off the floor, and the last one has none.
        judged = [t for t in found.done if t["rep"] >= case.first and
                  not (case.fault == "no-pause" and t["pause"] is None) and
                  not (case.fault == "bounce" and "bounce" not in t["faults"])]
        self.add(sum(case.code in t["codes"] for t in judged), len(judged))

    def cells(self):
        return share_of(self.hits, self.total), interval_of(self.hits, self.total)

    @property
    def percent(self):
        return 100.0 * self.hits / self.total if self.total else None


def known_profiles():
    folder = os.environ.get("LUMBAR_PROFILES",
                            os.path.join(ROOT, "daemon", "profiles", "exercises"))
    return {name[:-4] for name in os.listdir(folder) if name.endswith(".ini")}


def usual_flexion(found):
    return max((t["lumbar_peak"] for t in found.done), default=0.0)


def score_athlete(program, folder, exercise, seed):
    """The clean set, and by case what was found at twice and at half."""
    clean = Run(program, folder, exercise, sim_options(exercise, seed))
    found = {}
    for case in CASES:
        if exercise not in case.exercises:
            continue
        for much in ("twice", "half"):
            severity = case.severity_of(much, usual_flexion(clean))
            found[case, much] = Run(program, folder, exercise,
                                    sim_options(exercise, seed, case, severity), case.options[1])
    return clean, found


def name_of(case):
    if case.fault == "asymmetry":
        return case.fault + (" of sides" if case.exercises[0] in ONE_LEGGED else
                             " of limbs" if case.exercises[0] in LIMBS else " of feet")
    return case.fault + (" of what is one-sided" if "bird-dog" in case.exercises else "")


def score(program, seeds, report):
    if not os.path.exists(program.sim):
        report.skip("%s is not built: no faults of form" % program.sim)
        return
    known = known_profiles()
    exercises = sorted({e for case in CASES for e in case.exercises})
    missing = [e for e in exercises if e not in known]
    if missing:
        report.skip("no profile yet, so no faults: " + ", ".join(missing))
    jobs = [(e, seed) for e in exercises if e in known for seed in range(1, seeds + 1)]
    with tempfile.TemporaryDirectory() as folder:
        results = program.run_all(lambda job: score_athlete(program, folder, *job), jobs)
    score_clean(jobs, results, seeds, report)
    score_cases(jobs, results, report)


def score_clean(jobs, results, seeds, report):
    report.title("Clean sets, %d athletes an exercise" % seeds, "repetitions", "cued", "95 %",
                 "sets cued")
    everything, sets = Tally(), Tally()
    for exercise in sorted({e for e, _ in jobs}):
        reps, codes = Tally(), {}
        own = Tally()
        for (e, _), (clean, _) in zip(jobs, results):
            if e == exercise:
                reps.add(sum(bool(t["codes"]) for t in clean.done), len(clean.done))
                own.add(bool(clean.cues), 1)
                for cue in clean.cues:
                    codes[cue["code"]] = codes.get(cue["code"], 0) + 1
        everything.add(reps.hits, reps.total)
        sets.add(own.hits, own.total)
        if codes:
            report.row(exercise, reps.total, *reps.cells(), share_of(own.hits, own.total))
            report.note(", ".join("%s %d" % c for c in sorted(codes.items())))
    report.row("all", everything.total, *everything.cells(), share_of(sets.hits, sets.total))
    report.figure("faults.clean_cued_percent", everything.percent, "down", 2)
    report.figure("faults.clean_sets_cued_percent", sets.percent, "down")


def score_cases(jobs, results, report):
    report.title("Each fault, at twice its threshold and at half", "of", "seen", "95 %", "cried",
                 "95 %")
    for case in CASES:
        total = {"twice": Tally(), "half": Tally()}
        rows = []
        for exercise in case.exercises:
            own = {"twice": Tally(), "half": Tally()}
            for (e, _), (_, found) in zip(jobs, results):
                for much in own:
                    if e == exercise and (case, much) in found:
                        own[much].add_run(case, found[case, much])
                        total[much].add_run(case, found[case, much])
            if own["twice"].total:
                rows.append((exercise, own))
        if not rows:
            continue
        report.row(name_of(case), case.unit, *total["twice"].cells(), *total["half"].cells())
        for exercise, own in rows:
            if own["twice"].percent < 95 or own["half"].percent > 2:
                report.row("    " + exercise, "", *own["twice"].cells(), *own["half"].cells())
        name = "faults." + name_of(case).replace(" ", "_").replace("(", "").replace(")", "") \
            .replace(",", "").replace("-", "_")
        report.figure(name + ".seen_percent", total["twice"].percent, "up", 95)
        report.figure(name + ".cried_percent", total["half"].percent, "down", 2)


if __name__ == "__main__":
    print("lumbar-sim %s --record FILE --truth FILE" %
          " ".join(sim_options(sys.argv[1], int(sys.argv[2]))))

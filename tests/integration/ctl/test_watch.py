#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""lumbarctl watch and lumbar-record beside a simulated lifter: one set, seen by all of them at once."""
import functools
import json
import os
import re
import signal
import tempfile

from ctl import (ATHLETE, LUMBARCTL, RECORD, REPLAY, Follower, Terminal, gym, ok, run)
import hub

REPS = 4
LIFTER = ATHLETE + ("--reps", str(REPS), "--fault", "rounding:58:3", "--tail", "40")
SET_S = 60  # a set of this lifter is over within that, however slow the machine


class Seen:
    """What everybody saw of the set."""


@functools.lru_cache(maxsize=None)
def one_set():
    seen = Seen()
    seen.folder = tempfile.TemporaryDirectory(prefix="lumbar-watch.")
    recording = os.path.join(seen.folder.name, "set.rec")
    with gym(*LIFTER) as (bus, _, _):
        watch = (LUMBARCTL, "--bus", bus.address, "watch")
        with Follower(*watch, "--sets", "1") as lines, \
                Follower(*watch, "--json", "--live") as events, \
                Follower(RECORD, "--bus", bus.address, "-o", recording) as recorder, \
                Terminal(24, 80, *watch) as terminal, \
                Terminal(12, 40, *watch, NO_COLOR="1", LC_ALL="C") as small:
            terminal.wait_for_text("pelvis")
            seen.invitation = terminal.screen()
            ok(bus, "exercise", "deadlift")
            ok(bus, "load", "80")
            ok(bus, "prescribe", "--reps", str(REPS))
            lines.wait_for_line("rep 2", SET_S)
            terminal.wait_for_text("2 ")
            seen.in_set = terminal.screen()
            hub.wait_for("the last of 12 rows", lambda: "* bar" in small.screen()[-1])
            seen.small = small.screen()
            seen.small_styles, seen.small_unknown = small.styles, small.unknown
            seen.lines_status = lines.end(SET_S)
            seen.lines = list(lines.lines)
            terminal.wait_for_text("rest after set 1")
            seen.at_rest = terminal.screen()
            terminal.resize(40, 132)
            hub.wait_for("the last of 40 rows", lambda: "● feet" in terminal.screen()[-1])
            seen.large = terminal.screen()
            seen.styles, seen.unknown = terminal.styles, terminal.unknown
            terminal.type(b"q")
            terminal.check_given_back()
            seen.left_behind = "\n".join(terminal.screen())
            seen.key_status = terminal.process.returncode
            small.process.send_signal(signal.SIGINT)
            small.check_given_back()
            seen.interrupt_status = small.process.returncode
            seen.events_status = events.interrupt()
            seen.event_lines = list(events.lines)
            seen.recorder_status = recorder.interrupt(signal.SIGTERM)
    seen.recording = recording
    seen.events = [json.loads(line) for line in seen.event_lines]
    return seen


def test_plain_lines_tell_the_set():
    seen = one_set()
    hub.equal(seen.lines_status, (0, ""), "end of watch --sets 1")
    text = "\n".join(seen.lines)
    found = re.search(r"^sensors: (.*)$", text, re.M).group(1).split(", ")
    hub.equal(sorted(found), ["bar", "feet", "pelvis", "thorax"], "sensors")
    for part in ("the hub is here: lumbard ", "exercise: Deadlift (chosen)",
                 "set 1 started: Deadlift, 80 kg", "cue: flat back (rounding, ",
                 f"set 1: Deadlift, 80 kg, {REPS} of {REPS} repetitions in 0:",
                 " s under tension, 2 clean", "cue: all done"):
        hub.contains(text, part, "plain lines")
    # Details that come after another line name their repetition again: "rep 2  down 1.2 s ...".
    order = [int(n) for n in re.findall(r"^rep (\d+)(?! {2}|\d)", text, re.M)]
    hub.equal(order, list(range(1, REPS + 1)), "repetitions, each once, in order")
    details = re.findall(r"down \d\.\d s .*up \d\.\d s  lumbar -?\d+°", text)
    hub.equal(len(details), REPS, "tempo and lumbar angle of each repetition")
    table = text[text.index("\nset 1: "):]
    # After the last repetition no other ends the pause: there is none to tell.
    rows = re.findall(r"^ +(\d)  +\d\.\d s +(?:\d\.\d s|-) +\d\.\d s +\d+(?:°| cm) +\d+°",
                      table, re.M)
    hub.equal([int(n) for n in rows], list(range(1, REPS + 1)), "rows of the summary")
    hub.contains(table, "flat back", "the cue stands in its row")


def test_json_is_one_object_a_line_with_every_happening():
    seen = one_set()
    hub.equal(seen.events_status, (0, ""), "end by interrupt")
    kinds = [e["event"] for e in seen.events]
    hub.equal(kinds[0], "status", "first line")
    for kind, count in (("set-started", 1), ("rep", REPS), ("rep-detail", REPS), ("set-ended", 1)):
        hub.equal(kinds.count(kind), count, kind)
    for kind in ("cue", "live"):
        hub.equal(kind in kinds, True, kind)
    for event in seen.events:
        for key in event:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
                raise AssertionError(f"key {key!r}")
    numbers = [e["sequence"] for e in seen.events if "sequence" in e]
    hub.equal(numbers, sorted(numbers), "sequence numbers")
    live = [e["lumbar_angle"] or 0 for e in seen.events if e["event"] == "live"]
    hub.equal(max(live) > 30, True, "live lumbar angle")


def test_the_screen_shows_the_set():
    seen = one_set()
    hub.contains("\n".join(seen.invitation), "Ready when you are.", "before the set")
    hub.contains(seen.in_set[0], "Deadlift, 80 kg", "title")
    hub.contains(seen.in_set[0], "set 1", "title")
    hub.contains("\n".join(seen.in_set[2:10]), "██", "the number, large")
    for part in (f"of {REPS} repetitions", "down ", "lower back", "range"):
        hub.contains("\n".join(seen.in_set), part, "screen")
    for role in ("bar", "thorax", "pelvis", "feet"):
        hub.contains(seen.in_set[-1], f"● {role}", "last row")
    hub.contains("\n".join(seen.at_rest), "rest. Last set: 4 repetitions", "at rest")
    hub.contains("\n".join(seen.at_rest), "flat back (rounding", "the cue")
    hub.equal("".join(seen.at_rest).isascii(), False, "block characters")
    hub.equal(seen.unknown, set(), "only plain sequences")
    hub.equal(any("3" in style.split(";")[-1] for style in seen.styles), True, "colours")


def test_the_screen_follows_the_size_of_the_terminal():
    seen = one_set()
    hub.equal((len(seen.large), max(map(len, seen.large)) > 100), (40, True), "132 by 40")
    hub.contains(seen.large[-1], "● feet", "last row of 40")
    hub.contains(seen.small[-1], "* bar", "last row of 12, in ASCII")
    hub.equal(max(map(len, seen.small)) <= 40, True, "40 columns")
    hub.equal("".join(seen.small).isascii(), True, "ASCII without a UTF-8 locale")
    hub.equal(seen.small_unknown, set(), "only plain sequences")
    colours = [s for s in seen.small_styles if re.search(r"\b3\d\b", s)]
    hub.equal(colours, [], "colours with NO_COLOR")


def test_the_terminal_is_given_back():
    seen = one_set()
    hub.equal((seen.key_status, seen.interrupt_status), (0, 0), "q and ^C")
    hub.contains(seen.left_behind, f"set 1: Deadlift, 80 kg, {REPS} of {REPS} repetitions",
                 "what remains")


def replayed(recording):
    done = run(REPLAY, "--exercise", "deadlift", recording)
    hub.equal(done.returncode, 0, f"lumbar-replay: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_recording_gives_the_same_repetitions_again():
    seen = one_set()
    status, said = seen.recorder_status
    hub.equal(status, 0, said)
    hub.contains(said, "samples of 4 sensors", "summary")
    for bad in ("lost", "left out"):
        if bad in said:
            raise AssertionError(f"samples are missing: {said}")
    with open(seen.recording, encoding="ascii") as recording:
        rows = [line for line in recording if not line.startswith("#")]
    times = [float(row.split(",")[0]) for row in rows]
    hub.equal(times, sorted(times), "order of time")
    hub.equal(times[0], 0.0, "zero")
    again = replayed(seen.recording)
    live = [e for e in seen.events if e["event"] == "rep"]
    reps = [e for e in again if e["event"] == "rep"]
    hub.equal([r["rep"] for r in reps], [r["rep"] for r in live], "repetitions")
    # both clocks run alike: their distance is the same for every repetition
    apart = [live[i]["end"] * 1e-6 - reps[i]["at"] for i in range(REPS)]
    hub.equal(max(apart) - min(apart) < 0.05, True, f"times of repetitions: {apart}")
    hub.equal([s["reps"] for s in again[-1]["sets"]], [REPS], "sets of the summary")


if __name__ == "__main__":
    hub.main(__name__)

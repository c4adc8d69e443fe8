#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every command of lumbarctl against the real daemon: what it does, says, and refuses."""
import json
import os
import re
import subprocess
import tempfile

from ctl import ATHLETE, LUMBARCTL, RECORD, Follower, ctl, gym, ok, ok_json, refused, run
import hub

STANDING = ("--start-on-open", "--activity", "stand:120", "--sensors", "bar,thorax,pelvis,feet")
COMMANDS = ("status", "watch", "sensors", "exercises", "exercise", "load", "prescribe", "start",
            "stop", "start-set", "stop-set", "restart-set", "undo", "pain", "reserve", "auto-track",
            "calibrate", "tare")


def test_help_says_how_to_use_every_command():
    text = run(LUMBARCTL, "--help").stdout
    for command in COMMANDS:
        hub.contains(text, f"\n  {command}", "--help")
        own = run(LUMBARCTL, command, "--help")
        hub.equal(own.returncode, 0, command)
        hub.contains(own.stdout, f"Usage: lumbarctl {command}", f"{command} --help")
        hub.equal(run(LUMBARCTL, "help", command).stdout, own.stdout, f"help {command}")
    hub.equal(run(LUMBARCTL, "help").stdout, text, "help")
    listed = re.findall(r"^  ([a-z][a-z-]+)", text.split("Commands")[1].split("Options")[0], re.M)
    hub.equal(sorted(set(listed)), sorted(COMMANDS), "commands in --help")
    for line in text.splitlines():
        if len(line) > 80:
            raise AssertionError(f"wider than 80 columns: {line}")


def test_help_that_cannot_be_written_is_an_error():
    for command in ((LUMBARCTL, "--help"), (LUMBARCTL, "--version"), (LUMBARCTL, "load", "--help"),
                    (RECORD, "--help"), (RECORD, "--version")):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True,
                                  stdin=subprocess.DEVNULL, timeout=hub.PATIENCE_S, check=False)
        hub.equal(done.returncode, 1, str(command))
        hub.equal(done.stderr != "", True, f"{command} says why")


def test_wrong_arguments_are_named_and_exit_2():
    for part, arguments in (
            ("what shall it do", ()),
            ("no command 'dance'", ("dance",)),
            ("Did you mean 'status'", ("stat",)),
            ("no option '--fast'", ("status", "--fast")),
            ("too many: 'b'", ("load", "1", "b")),
            ("not 'heavy'", ("load", "heavy")),
            ("not '-5'", ("load", "-5")),
            ("not 'nan'", ("load", "nan")),
            ("not '1e9'", ("load", "1e9")),
            ("whole number from 0 to 1000, not '1.5'", ("reserve", "1.5")),
            ("not 'few'", ("start", "--reps", "few")),
            ("not '-1'", ("start", "--reps=-1")),
            ("'--reps' needs a value", ("start", "--reps")),
            ("'--json' takes no value", ("status", "--json=yes")),
            ("needs on|off", ("auto-track",)),
            ("not 'maybe'", ("auto-track", "maybe")),
            ("needs at least one of", ("prescribe",)),
            ("--live is for --json", ("watch", "--live")),
            ("--sets counts from 1", ("watch", "--sets", "0")),
            ("not 'somewhere'", ("--bus", "somewhere", "status"))):
        done = run(LUMBARCTL, *arguments)
        hub.equal((done.returncode, done.stdout), (2, ""), str(arguments))
        hub.contains(done.stderr, part, str(arguments))


def test_without_a_hub_it_says_what_to_do_and_exits_3():
    with hub.Bus() as bus:
        for arguments in (("status",), ("load", "80"), ("watch",), ("watch", "--sets", "1"),
                          ("undo",), ("calibrate", "gyro")):
            hub.contains(refused(bus, 3, "The hub is not running", *arguments),
                         "lumbard --bus", str(arguments))
        done = ctl(bus, "--json", "watch")
        hub.equal(done.returncode, 3, "watch --json")
        hub.equal(json.loads(done.stdout)["error"], "no-hub", "watch --json")
    done = ctl(bus, "status")  # now without the bus itself
    hub.equal(done.returncode, 3, "no bus")
    hub.contains(done.stderr, "cannot be reached", "no bus")


def test_status_sensors_and_exercises():
    with gym(*STANDING) as (bus, _, _):
        text = ok(bus, "status")
        for part in ("lumbard 0.", "idle", "recognised when you lift", "bar", "feet"):
            hub.contains(text, part, "status")
        status = ok_json(bus, "status")
        hub.equal((status["state"], status["session"], len(status["sensors"])), ("idle", None, 4),
                  "status --json")

        table = ok(bus, "sensors")
        for role in ("bar", "thorax", "pelvis", "feet"):
            if not re.search(rf"^{role} +ok +(imu|force) ", table, re.M):
                raise AssertionError(f"{role} is not ok in:\n{table}")
        sensors = ok_json(bus, "sensors")
        hub.equal(sorted(s["role"] for s in sensors), ["bar", "feet", "pelvis", "thorax"],
                  "sensors --json")

        exercises = ok_json(bus, "exercises")
        hub.equal("deadlift" in [e["id"] for e in exercises], True, "exercises --json")
        ok(bus, "exercise", "deadlift")
        if not re.search(r"^\* deadlift +Deadlift$", ok(bus, "exercises"), re.M):
            raise AssertionError("exercises does not mark the one in force")


def test_an_answer_that_cannot_be_written_is_an_error():
    with hub.Bus() as bus, hub.Daemon(bus), open("/dev/full", "w", encoding="ascii") as full:
        for arguments in (("status",), ("--json", "status"), ("load", "80")):
            done = subprocess.run((LUMBARCTL, "--bus", bus.address, *arguments), stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
            hub.equal(done.returncode, 1, str(arguments))
            hub.contains(done.stderr, "could not be written", str(arguments))


def test_exercise_and_load_are_set_and_shown():
    with gym(*STANDING) as (bus, _, _):
        hub.contains(ok(bus, "exercise"), "recognises it", "exercise")
        hub.equal(ok(bus, "exercise", "back-squat"), "Exercise: Back squat (chosen)\n")
        hub.equal(ok_json(bus, "exercise"),
                  {"exercise": "back-squat", "exercise_source": "chosen"})
        refused(bus, 1, "deadlift", "exercise", "deadlfit")  # near names are listed
        refused(bus, 1, "not UTF-8", "exercise", b"\xff\xfe".decode("utf-8", "surrogateescape"))
        hub.equal(ok_json(bus, "exercise")["exercise"], "back-squat", "unchanged after an error")
        hub.contains(ok(bus, "exercise", "auto"), "recognises it", "exercise auto")

        hub.equal(ok(bus, "load"), "Load: not said\n")
        hub.equal(ok(bus, "load", "82,5"), "Load: 82.5 kg\n", "a decimal comma")
        hub.equal(ok_json(bus, "load"), {"load": 82.5})
        hub.equal(ok(bus, "load", "0"), "Load: not said\n")


def test_session_from_start_to_stop():
    with gym(*STANDING) as (bus, _, _):
        refused(bus, 1, "", "stop")
        started = ok_json(bus, "start", "--athlete", "Bj\u00f6rn \x1b[2J", "--exercise", "deadlift",
                          "--reps", "8", "--tempo", "3-1-1-0", "--load", "60")
        hub.contains(started["session"], "/session/", "start --json")
        refused(bus, 1, "", "start")
        refused(bus, 1, "", "start", "--exercise", "nothing-like-it")
        refused(bus, 1, "no set to say it of", "reserve", "2")
        text = ok(bus, "status")
        for part in ("ready", "Bj\u00f6rn ?[2J", "Deadlift", "60 kg", "8 repetitions a set",
                     "tempo 3-1-1-0"):
            hub.contains(text, part, "status")
        ok(bus, "prescribe", "--reps", "5", "--load", "70")
        session = ok_json(bus, "status")["session"]
        hub.equal((session["target_reps"], session["load"], session["tempo"]), (5, 70, "3-1-1-0"))
        refused(bus, 1, "", "prescribe", "--tempo", "soon")
        refused(bus, 1, "", "stop", "bored")
        ok(bus, "stop", "abandoned")
        hub.equal(ok_json(bus, "status")["session"], None, "after stop")


def test_sets_by_command():
    with gym(*STANDING) as (bus, _, _):
        for command in ("stop-set", "undo", "restart-set"):
            refused(bus, 1, "", command)
        hub.contains(ok(bus, "auto-track", "off"), "only by start-set", "auto-track off")
        hub.contains(ok(bus, "status"), "only by command", "status")
        ok(bus, "start-set")
        hub.equal(ok_json(bus, "status")["state"], "set", "start-set")
        refused(bus, 1, "", "undo")
        done = ctl(bus, "--json", "undo")
        hub.equal((done.returncode, json.loads(done.stdout)["error"]), (1, "nothing-to-undo"))
        ok(bus, "restart-set")
        ok(bus, "stop-set")
        hub.equal(ok_json(bus, "auto-track", "on"), {})
        hub.contains(ok(bus, "pain"), "Put the weight down", "pain")


def test_a_set_that_ends_too_soon_is_told():
    with gym(*ATHLETE, "--reps", "2", "--tail", "60") as (bus, _, _), \
            Follower(LUMBARCTL, "--bus", bus.address, "watch") as lines:
        lines.wait_for_line("the hub is here")
        ok(bus, "exercise", "deadlift")
        ok(bus, "prescribe", "--reps", "5")
        line = lines.wait_for_line("cue: not all yet")
        if not re.fullmatch(r"cue: not all yet \([12] of 5\)", line):
            raise AssertionError(line)


def test_calibrate_and_tare_are_followed_to_their_end():
    with gym(*STANDING) as (bus, _, _):
        hub.contains(ok(bus, "tare"), "Done.", "tare")
        refused(bus, 1, "", "calibrate", "everything")
        hub.contains(ok(bus, "calibrate", "tare", "--no-wait"), "has begun", "--no-wait")


def test_manual_pages_name_every_command_and_option():
    top = os.path.join(hub.TOP, "daemon", "tools")
    for program, path in ((LUMBARCTL, "lumbarctl"), (RECORD, "lumbar-record")):
        with open(os.path.join(top, path, path + ".1"), encoding="utf-8") as page:
            manual = page.read().replace("\\-", "-")
        words = set(re.findall(r"--[a-z-]+", run(program, "--help").stdout))
        if path == "lumbarctl":
            words |= set(COMMANDS)
            for command in COMMANDS:
                words |= set(re.findall(r"--[a-z-]+", run(program, command, "--help").stdout))
        for word in sorted(words):
            hub.contains(manual, word, f"{path}.1")
    with tempfile.TemporaryDirectory() as nowhere:
        done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z",
                   os.path.join(top, "lumbarctl", "lumbarctl.1"), HOME=nowhere) \
            if os.path.exists("/usr/bin/man") else None
    if done:
        hub.equal(done.stderr, "", "man --warnings")


if __name__ == "__main__":
    hub.main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""lumbar-record: what it refuses, how it ends, and that nothing is lost without a word."""
import os
import re
import resource
import signal
import subprocess
import tempfile

from ctl import CONFIG, RECORD, REPLAY, Follower, environment, gym, run
import hub

STANDING = ("--start-on-open", "--activity", "stand:120", "--sensors", "bar,thorax,pelvis,feet")


def folder():
    return tempfile.TemporaryDirectory(prefix="lumbar-record.")


def rows_of(path):
    with open(path, encoding="ascii") as recording:
        text = recording.read()
    hub.equal(text.endswith("\n"), True, "the last line is whole")
    hub.contains(text, "# lumbar recording 1\n")
    return [line for line in text.splitlines() if not line.startswith("#")]


def check_readable(path):
    done = run(REPLAY, path)
    hub.equal(done.returncode, 0, f"lumbar-replay: {done.stderr}")


def test_wrong_arguments_are_named_and_exit_2():
    for part, arguments in (
            ("no option '--fast'", ("--fast",)),
            ("'-o' needs a value", ("-o",)),
            ("too many: 'file'", ("file",)),
            ("not 'long'", ("--duration", "long")),
            ("not '0'", ("-d", "0")),
            ("not 'array'", ("--uri", "array")),
            ("not 'somewhere'", ("--bus", "somewhere")),
            ("--config is for --uri", ("--config", "x"))):
        done = run(RECORD, *arguments)
        hub.equal((done.returncode, done.stdout), (2, ""), str(arguments))
        hub.contains(done.stderr, part, str(arguments))


def test_without_a_hub_it_says_what_to_do():
    with hub.Bus() as bus, folder() as place:
        path = os.path.join(place, "x.rec")
        done = run(RECORD, "--bus", bus.address, "-o", path)
        hub.equal(done.returncode, 1)
        hub.contains(done.stderr, "--uri local:")
        hub.equal(os.path.exists(path), False, "no file of nothing")


def test_a_file_that_is_there_is_not_touched():
    with gym(*STANDING) as (bus, _, _), folder() as place:
        path = os.path.join(place, "old.rec")
        with open(path, "w", encoding="ascii") as old:
            old.write("precious\n")
        record = (RECORD, "--bus", bus.address, "-o", path, "-d", "1")
        done = run(*record)
        hub.equal(done.returncode, 1)
        hub.contains(done.stderr, "is there already")
        with open(path, encoding="ascii") as old:
            hub.equal(old.read(), "precious\n")
        hub.equal(run(*record, "--force").returncode, 0, "--force")
        rows_of(path)
        hub.equal(run(RECORD, "--bus", "unix:path=/nowhere", "-o", path, "--force").returncode, 1)
        rows_of(path)  # no hub: --force alone empties nothing


def test_all_samples_of_all_sensors_for_so_long():
    with gym(*STANDING) as (bus, array, _), folder() as place:
        path = os.path.join(place, "x.rec")
        done = run(RECORD, "--bus", bus.address, "-o", path, "-d", "3")
        hub.equal(done.returncode, 0, done.stderr)
        rows = rows_of(path)
        for role in ("bar", "thorax", "pelvis", "feet"):
            count = sum(row.split(",")[1] == role for row in rows)
            hub.equal(300 < count < 325, True, f"samples of {role} in 3 s at 104 a second: {count}")
        hub.contains(done.stderr, f"{len(rows)} samples of 4 sensors")
        check_readable(path)

        config = os.path.join(place, "lumbard.conf")
        with open(config, "w", encoding="ascii") as out:
            out.write(CONFIG)
        done = run(RECORD, "--uri", array.uri, "--config", config, "-o", "-", "-d", "1", "--quiet")
        hub.equal(done.returncode, 0, done.stderr)
        hub.contains(done.stdout, "# sensor feet force_left force_right\n", "directly, to stdout")
        last_s = float(done.stdout.splitlines()[-1].split(",")[0])
        hub.equal(1.0 <= last_s < 1.5, True, f"shorter than samples wait to be put in order: {last_s}")


def test_a_host_that_refuses_is_named():
    with folder() as path, hub.Process(RECORD, "--uri", "ip:127.0.0.1:1", "-o", path + "/x.rec",
                                       "--quiet") as recorder:
        recorder.wait_for_output("cannot connect: Connection refused")


def test_an_interrupt_ends_it_whole():
    with gym(*STANDING) as (bus, _, _), folder() as place:
        for number in (signal.SIGINT, signal.SIGTERM):
            path = os.path.join(place, f"{number}.rec")
            with Follower(RECORD, "--bus", bus.address, "-o", path) as recorder:
                hub.wait_for("samples", lambda p=path: os.path.exists(p) and os.path.getsize(p) > 0)
                status, said = recorder.interrupt(number)
            hub.equal(status, 0, said)
            hub.contains(said, f"{len(rows_of(path))} samples", "summary")
            check_readable(path)


def test_the_end_of_the_hub_keeps_what_was_recorded():
    with gym(*STANDING) as (bus, _, daemon), folder() as place:
        path = os.path.join(place, "x.rec")
        with Follower(RECORD, "--bus", bus.address, "-o", path) as recorder:
            hub.wait_for("samples", lambda: os.path.exists(path) and os.path.getsize(path) > 0)
            daemon.process.terminate()
            status, said = recorder.end()
        hub.equal(status, 1, said)
        hub.contains(said, "the hub has stopped")
        hub.contains(said, f"{len(rows_of(path))} samples")
        check_readable(path)


def test_a_full_disk_is_told_and_what_is_there_is_whole():
    limit = 100000

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with gym(*STANDING) as (bus, _, _), folder() as place:
        path = os.path.join(place, "x.rec")
        done = subprocess.run((RECORD, "--bus", bus.address, "-o", path), env=environment(),
                              stderr=subprocess.PIPE, text=True, preexec_fn=little_room,
                              timeout=hub.PATIENCE_S, check=False)
        hub.equal(done.returncode, 1, done.stderr)
        hub.contains(done.stderr, "File too large")
        kept = float(re.search(r"the first (\d+\.\d) s are kept", done.stderr).group(1))
        rows = rows_of(path)
        hub.equal(abs(float(rows[-1].split(",")[0]) - kept) < 0.06, True, "what it says is kept")
        hub.equal(limit - 200 < os.path.getsize(path) <= limit, True, "all that there was room for")
        check_readable(path)
        done = run(RECORD, "--bus", bus.address, "-o", "/dev/full", "-d", "1")
        hub.equal(done.returncode, 1)
        hub.contains(done.stderr, "No space left on device")


if __name__ == "__main__":
    hub.main(__name__)

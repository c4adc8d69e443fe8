#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The demo shows what it promises, with and without a terminal, and leaves nothing behind."""
import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid

from ctl import LUMBARCTL, Terminal, environment
import hub

DEMO = os.path.join(hub.TOP, "tests", "demo", "demo.sh")
NOBODY = 65534
MINUTE = 60


def processes_of(mark):
    """Command lines of all processes that were started with that mark in their environment."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if f"DEMO_MARK={mark}".encode() not in environ.read().split(b"\0"):
                    continue
            with open(f"/proc/{pid}/cmdline", "rb") as command:
                found[int(pid)] = command.read().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass
    return found


class Demo:
    """A run without a terminal; the time of every line is kept."""

    def __init__(self, build=None, user=None):
        self.mark = uuid.uuid4().hex
        self.lines = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [DEMO], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd="/", user=user, group=user, extra_groups=[] if user else None,
            env=environment(B=build or hub.BUILD, DEMO_MARK=self.mark, HOME="/nonexistent"))
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append((time.monotonic() - self.began, line.rstrip("\n")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(hub.PATIENCE_S)
        self.thread.join(hub.PATIENCE_S)
        self.process.stdout.close()

    def text(self):
        return "\n".join(line for _, line in self.lines)

    def folder(self):
        return hub.wait_for("its folder", lambda: next((
            match.group() for command in processes_of(self.mark).values()
            if (match := re.search(r"/tmp/lumbar-demo\.\w+", command))), None))

    def end(self, patience):
        status = self.process.wait(patience)
        self.thread.join(hub.PATIENCE_S)
        return status


def check_nothing_left(mark, folder):
    # the sleep of a loop may outlive it by its second
    hub.wait_for("the end of all processes", lambda: not processes_of(mark), 5)
    hub.equal(os.path.exists(folder), False, f"{folder} is still there")


def other_user():
    """Another user that can run the programs, None where there is none."""
    if os.geteuid() != 0:
        return None
    try:
        subprocess.run([LUMBARCTL, "--version"], user=NOBODY, stdout=subprocess.DEVNULL,
                       cwd="/", check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return NOBODY


@functools.lru_cache(maxsize=None)
def two_runs():
    """One on a terminal and one without, at the same time; the latter as another user if it can."""
    mark = uuid.uuid4().hex
    with Demo(user=other_user()) as plain, \
            Terminal(30, 100, DEMO, B=hub.BUILD, DEMO_MARK=mark) as screen:
        folder = plain.folder()
        screen.wait_for_text("of 6 repetitions", MINUTE)
        shown = screen.screen()
        status = plain.end(MINUTE)
        took = time.monotonic() - plain.began
        check_nothing_left(plain.mark, folder)
        screen.check_given_back()
        return plain, status, took, shown, screen.process.returncode, "\n".join(screen.screen())


def test_without_a_terminal_it_tells_everything():
    plain, status, took, _, _, _ = two_runs()
    text = plain.text()
    hub.equal(status, 0, text)
    for part in ("A simulated lifter does", "sensors: ", "bar", "thorax", "pelvis", "feet",
                 "set 1 started: Deadlift, 80 kg", "cue: flat back (rounding",
                 "set 1: Deadlift, 80 kg, 6 of 6 repetitions"):
        hub.contains(text, part, "demo")
    # Details that come after another line name their repetition again: "rep 5  down 1.4 s ...".
    hub.equal([int(n) for n in re.findall(r"^rep (\d+)(?! {2}|\d)", text, re.M)],
              [1, 2, 3, 4, 5, 6], "repetitions")
    hub.equal(len(re.findall(r"down \d\.\d s .*up \d\.\d s .*lumbar \d+°", text)), 6,
              "tempo and lumbar angle of each")
    hub.equal(took < MINUTE, True, f"in under a minute: {took:.0f} s")
    first = next(at for at, line in plain.lines if line.startswith("sensors: "))
    last = [at for at, line in plain.lines if line.startswith("rep ")][-1]
    hub.equal(first < 10, True, f"sensors within 10 s: {first:.1f} s")
    hub.equal(last - first > 10, True, "repetitions come as they happen, not at the end")


def test_on_a_terminal_it_is_the_live_screen():
    _, _, _, shown, status, left = two_runs()
    hub.equal(status, 0, left)
    hub.contains(shown[0], "Deadlift, 80 kg", "title")
    hub.contains(shown[-1], "● bar", "sensors")
    hub.contains(left, "set 1: Deadlift, 80 kg, 6 of 6 repetitions", "summary after the live screen")


def test_when_a_part_fails_it_says_which_and_why():
    with tempfile.TemporaryDirectory(prefix="lumbar-build.") as build:
        for program in ("lumbarctl", "lumbar-sim"):
            os.symlink(os.path.join(hub.BUILD, program), os.path.join(build, program))
        lumbard = os.path.join(build, "lumbard")
        with open(lumbard, "w", encoding="ascii") as script:
            script.write("#!/bin/sh\necho no sensors, no gain\nexit 1\n")
        os.chmod(lumbard, 0o755)
        with Demo(build=build) as demo:
            hub.equal(demo.end(MINUTE), 1, demo.text())
        hub.contains(demo.text(), "lumbard did not start")
        hub.contains(demo.text(), "no sensors, no gain", "the end of the log")
        os.unlink(lumbard)
        with Demo(build=build) as demo:
            hub.equal(demo.end(MINUTE), 1, demo.text())
        hub.contains(demo.text(), "make demo", "what to do when it is not built")


def test_when_a_part_dies_it_ends():
    with Demo() as demo:
        folder = demo.folder()
        lumbard = hub.wait_for("lumbard", lambda: next((
            pid for pid, command in processes_of(demo.mark).items()
            if command.startswith(os.path.join(hub.BUILD, "lumbard"))), None))
        hub.wait_for("the sensors", lambda: "sensors: " in demo.text())
        os.kill(lumbard, signal.SIGKILL)
        hub.equal(demo.end(MINUTE), 1, demo.text())
        hub.contains(demo.text(), "lumbard has ended")
        check_nothing_left(demo.mark, folder)


def test_an_interrupt_leaves_nothing_behind():
    with Demo() as demo:
        folder = demo.folder()
        hub.wait_for("the sensors", lambda: "sensors: " in demo.text())
        for pid in processes_of(demo.mark):  # as a terminal does: all of them
            try:
                os.kill(pid, signal.SIGINT)
            except ProcessLookupError:
                pass
        demo.end(MINUTE)
        check_nothing_left(demo.mark, folder)


def test_a_reader_that_has_seen_enough_ends_it():
    mark = uuid.uuid4().hex
    script = f"{DEMO} 2>&1 | head -n 7 >/dev/null"  # up to the first happening
    done = subprocess.run(["/bin/sh", "-c", script], stdin=subprocess.DEVNULL, timeout=2 * MINUTE,
                          env=environment(B=hub.BUILD, DEMO_MARK=mark), check=False)
    hub.equal(done.returncode, 0)
    hub.wait_for("the end of all processes", lambda: not processes_of(mark), 5)


def test_killed_it_leaves_no_process_behind():
    with Demo() as demo:
        folder = demo.folder()
        hub.wait_for("the sensors", lambda: "sensors: " in demo.text())
        demo.process.kill()
        demo.process.wait(MINUTE)
        hub.wait_for("the end of bus, array and daemon", lambda: not any(
            "--pdeathsig" not in c and folder in c and "watch" not in c
            for c in processes_of(demo.mark).values()), 10)
        for pid in processes_of(demo.mark):  # the watch, which waits for the bus
            os.kill(pid, signal.SIGTERM)
        shutil.rmtree(folder)


if __name__ == "__main__":
    hub.main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Boots a test machine with the simulated array on its serial line, and follows its console.

usage: run.py --log DIR --player PROGRAM [--simulator PROGRAM --replay PROGRAM] [--timeout S] -- QEMU ARGS…

In QEMU's arguments, @ARRAY@ becomes the socket that the array speaks on. The machine asks by lines
that begin with @: "play ARGS" starts the player anew with these arguments, "simulate ARGS" the
simulator instead and answers how many repetitions lumbar-replay counts of that lifter, "end" is the
end. What it says of its tests is passed on. Exit status 0 when at least one test was told, and none failed.
"""
import argparse
import os
import queue
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time


class Machine:
    def __init__(self, options, folder):
        self.options = options
        self.socket = os.path.join(folder, "array")
        self.player = None
        self.plays = 0
        command = [part.replace("@ARRAY@", self.socket) for part in options.qemu]
        self.console = open(os.path.join(options.log, "console.log"), "w", encoding="utf-8")
        self.qemu = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for raw in self.qemu.stdout:
            self.lines.put(raw.decode("utf-8", "replace").rstrip("\r\n"))
        self.lines.put(None)

    def answer(self, text="done"):
        self.qemu.stdin.write(text.encode() + b"\n")
        self.qemu.stdin.flush()

    def stop_player(self):
        if self.player:
            self.player.terminate()
            self.player.wait(10)
        self.player = None

    def play(self, arguments):
        self.plays += 1
        log = os.path.join(self.options.log, f"player-{self.plays}.log")
        self.start([self.options.player, f"--log={log}", *shlex.split(arguments), self.socket])

    def replay(self, lifter):
        """How many repetitions of the chosen exercise the core counts of this lifter when nothing is
        between them."""
        path = os.path.join(self.options.log, "lifter.rec")
        subprocess.run([self.options.simulator, *lifter, "--record", path], check=True)
        exercise = lifter[lifter.index("--exercise") + 1]
        events = subprocess.run([self.options.replay, "--exercise", exercise, path], check=True,
                                capture_output=True, text=True).stdout
        return events.count('"event":"rep",')

    def start(self, command):
        self.stop_player()
        self.player = subprocess.Popen(command)
        deadline = time.monotonic() + 10
        while not os.path.exists(self.socket) and time.monotonic() < deadline:
            time.sleep(0.02)

    def follow(self):
        """Returns how many tests passed and failed, and whether the end was reached."""
        passed = failed = 0
        deadline = time.monotonic() + self.options.timeout
        while time.monotonic() < deadline:
            try:
                line = self.lines.get(timeout=1)
            except queue.Empty:
                continue
            if line is None:
                print("not ok - the machine ended by itself")
                return passed, failed + 1
            self.console.write(f"{time.monotonic():.3f} {line}\n")
            self.console.flush()
            if line.startswith("@play"):
                self.play(line[5:])
                self.answer()
            elif line.startswith("@simulate"):
                lifter = shlex.split(line[9:])
                count = self.replay(lifter)
                self.start([self.options.simulator, *lifter, "--wire", self.socket])
                self.answer(str(count))
            elif line.startswith("@end"):
                return passed, failed
            elif line.startswith(("ok - ", "not ok - ", "# ", "skip - ")):
                passed += line.startswith("ok")
                failed += line.startswith("not ok")
                print(f"{line}", flush=True)
        print("not ok - the machine took too long")
        return passed, failed + 1

    def close(self):
        self.stop_player()
        self.qemu.send_signal(signal.SIGTERM)
        try:
            self.qemu.wait(10)
        except subprocess.TimeoutExpired:
            self.qemu.kill()
            self.qemu.wait()
        self.console.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", required=True)
    parser.add_argument("--player", required=True)
    parser.add_argument("--simulator")
    parser.add_argument("--replay")
    parser.add_argument("--timeout", type=float, default=900)
    parser.add_argument("qemu", nargs="+")
    options = parser.parse_args()
    os.makedirs(options.log, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and the machine ends with us
    with tempfile.TemporaryDirectory(prefix="lumbar-vm-") as folder:
        machine = Machine(options, folder)
        try:
            passed, failed = machine.follow()
        finally:
            machine.close()
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()

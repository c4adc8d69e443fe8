# SPDX-License-Identifier: MIT
"""What the tests of the tools share: running lumbarctl, a hub with a simulated athlete, a terminal."""
import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "daemon"))
import hub  # noqa: E402  pylint: disable=wrong-import-position,import-error

LUMBARCTL = os.path.join(hub.BUILD, "lumbarctl")
RECORD = os.path.join(hub.BUILD, "lumbar-record")
REPLAY = os.path.join(hub.BUILD, "lumbar-replay")
CONFIG = "[sensors]\nnewton-per-volt = 500000\n"  # of the simulator's load cells

# No word of these belongs into what people read.
JARGON = re.compile(r"org\.|D-?Bus[. ]|GDBus|sd_bus|errno|signature|interface", re.I)


def environment(**changes):
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "LANG", "LC_CTYPE")}
    env.update(LC_ALL="C.UTF-8", TERM="xterm-256color")
    env.update(changes)
    return env


def run(*command, **changes):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=hub.PATIENCE_S,
                          env=environment(**changes), check=False)


def ctl(bus, *arguments, **changes):
    return run(LUMBARCTL, "--bus", bus if isinstance(bus, str) else bus.address, *arguments,
               **changes)


def ok(bus, *arguments):
    """Standard output of a command that must succeed and say nothing else."""
    done = ctl(bus, *arguments)
    hub.equal((done.returncode, done.stderr), (0, ""), f"lumbarctl {' '.join(arguments)}")
    return done.stdout


def ok_json(bus, *arguments):
    text = ok(bus, "--json", *arguments)
    hub.equal(text.count("\n"), 1, f"lines of --json {arguments}")
    return json.loads(text)


def refused(bus, status, part, *arguments):
    """A command that must fail, with a sentence that a gym owner understands."""
    done = ctl(bus, *arguments)
    hub.equal((done.returncode, done.stdout), (status, ""), f"lumbarctl {' '.join(arguments)}")
    hub.contains(done.stderr, part, f"lumbarctl {' '.join(arguments)}")
    if JARGON.search(done.stderr):
        raise AssertionError(f"jargon: {done.stderr}")
    return done.stderr


ATHLETE = ("--start-on-open", "--seed", "7", "--exercise", "deadlift", "--load", "80", "--tempo",
           "1.2-0.4-1.0-0.6", "--sensors", "bar,thorax,pelvis,feet", "--lead", "3")


@contextlib.contextmanager
def gym(*athlete):
    """A bus, an array with an athlete, a hub on both: (bus, array, daemon)."""
    with hub.Bus() as bus, hub.Simulator(*(athlete or ATHLETE + ("--tail", "60"))) as array:
        with hub.Daemon(bus, config=CONFIG, uris=(array.uri,)) as daemon:
            hub.wait_for("all sensors", lambda: sum(
                s["Connected"] for s in bus.sensors().values()) == 4)
            yield bus, array, daemon


class Follower:
    """A program that runs beside the test; its standard output comes as lines, with their times."""

    def __init__(self, *command, **changes):
        self.lines = []
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True,
                                        env=environment(**changes))
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.thread.join(hub.PATIENCE_S)
        self.process.stdout.close()
        self.process.stderr.close()

    def wait_for_line(self, part, patience=hub.PATIENCE_S):
        try:
            return hub.wait_for(f"a line with {part!r}",
                                lambda: next((x for x in list(self.lines) if part in x), None),
                                patience)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said {self.lines}") from None

    def end(self, patience=hub.PATIENCE_S):
        """Waits for its end: (status, standard error)."""
        status = self.process.wait(patience)
        self.thread.join(hub.PATIENCE_S)
        return status, self.process.stderr.read()

    def interrupt(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.end()


class Terminal:
    """A pseudo-terminal with a program on it, and as much of a terminal as lumbarctl may use."""

    def __init__(self, rows, columns, *command, **changes):
        self.cells = {}
        self.rows, self.columns = rows, columns
        self.row = self.column = 0
        self.alternate = False
        self.cursor = True
        self.styles = set()
        self.unknown = set()
        self.raw = b""
        self.master, slave = pty.openpty()
        self.resize(rows, columns, tell=False)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True, env=environment(**changes))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def resize(self, rows, columns, tell=True):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.rows, self.columns = rows, columns
        if tell:
            self.process.send_signal(signal.SIGWINCH)

    def pump(self):
        """Takes what the program has written so far."""
        os.set_blocking(self.master, False)
        try:
            while True:
                self.raw += os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            pass
        text = self.raw.decode("utf-8", errors="ignore")
        at = 0
        token = re.compile(r"\x1b\[([?]?)([0-9;]*)([A-Za-z])|\r|\n|[^\x1b\r\n]")
        self.cells.clear()
        self.row = self.column = 0
        for match in token.finditer(text):
            if match.start() != at:
                self.unknown.add(text[at:match.start()])
            at = match.end()
            self.take(match)

    def take(self, match):
        piece = match.group()
        if piece == "\r":
            self.column = 0
        elif piece == "\n":
            self.row += 1
        elif piece[0] != "\x1b":
            self.cells[self.row, self.column] = piece
            self.column += 1
        else:
            self.control(match.group(1), match.group(2), match.group(3))

    def control(self, private, numbers, letter):
        if letter == "H":
            row, column = numbers.split(";")
            self.row, self.column = int(row) - 1, int(column) - 1
        elif letter == "J":
            self.cells.clear()
        elif letter == "m":
            self.styles.add(numbers)
        elif private and numbers == "1049":
            self.alternate = letter == "h"
            self.cells.clear()
            self.row = self.column = 0  # the ordinary screen is empty in these tests
        elif private and numbers == "25":
            self.cursor = letter == "h"
        else:
            self.unknown.add(private + numbers + letter)

    def screen(self):
        self.pump()
        return ["".join(self.cells.get((r, c), " ") for c in range(self.columns)).rstrip()
                for r in range(self.rows)]

    def wait_for_text(self, text, patience=hub.PATIENCE_S):
        try:
            hub.wait_for(f"{text!r} on the screen", lambda: text in "\n".join(self.screen()),
                         patience)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n" + "\n".join(self.screen())) from None

    def type(self, keys):
        os.write(self.master, keys)

    def check_given_back(self):
        # whoever does not read stops the writer
        hub.wait_for("the end", lambda: (self.pump(), self.process.poll() is not None)[1])
        self.pump()
        hub.equal(self.alternate, False, "still on the alternate screen")
        hub.equal(self.cursor, True, "the cursor is visible")
        hub.equal(termios.tcgetattr(self.slave), self.before, "terminal settings")


def settle(seconds):
    """Where a thing that must NOT happen is waited for."""
    time.sleep(seconds)

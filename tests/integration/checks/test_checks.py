#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The checkers of the tree and the runner of the suites: each says no where it has to."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from suite import main  # noqa: E402  pylint: disable=wrong-import-position

TESTS = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
PATIENCE_S = 60


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=PATIENCE_S, check=False)
    return done.returncode, done.stdout


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(map(str, what)))


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def tree():
    return tempfile.TemporaryDirectory(prefix="lumbar-checks.")


def includes(name, text, said):
    """What check-includes.sh makes of one file in an otherwise good tree; said: None = fine."""
    with tree() as folder:
        os.makedirs(os.path.join(folder, "tests/sim"))
        write(folder, "daemon/core/good.c", "#include <math.h>\n")
        if name:
            write(folder, name, text)
        code, output = run("sh", os.path.join(TESTS, "check-includes.sh"), folder)
        check(code == (1 if said else 0), name, text, "gave", code, output)
        check(not said or said in output, name, output)


def test_includes_against_the_arrows():
    includes(None, "", None)
    includes("daemon/core/a.c", '#include "sensors/ring.h"\n', "may not see sensors/ring.h")
    includes("daemon/core/a.c", "#  include <stdio.h>\n", "may not include <stdio.h>")
    includes("daemon/core/a name.c", "#include <stdio.h>\n", "may not include <stdio.h>")
    includes("daemon/sensors/a.c", '#include "core/core.h"\n', "sees only core/sample.h")
    includes("daemon/gym/a.c", '#include "core/core.h"\n', "is not in the design")
    includes("tests/sim/a.c", '#include "core/core.h"\n', "shares no code")


def test_includes_of_nothing():
    with tree() as folder:
        os.makedirs(os.path.join(folder, "daemon"))
        os.makedirs(os.path.join(folder, "tests/sim"))
        code, output = run("sh", os.path.join(TESTS, "check-includes.sh"), folder)
        check(code == 1 and "nothing was checked" in output, code, output)


def files(name, text, said):
    with tree() as folder:
        run("git", "init", "-q", folder)
        write(folder, "good.c", "/* SPDX-License-Identifier: MIT */\n")
        write(folder, name, text)
        code, output = run("sh", os.path.join(TESTS, "check-files.sh"), folder)
        check(code == (1 if said else 0), name, "gave", code, output)
        check(not said or said in output, name, output)


def test_files_that_are_not_as_they_should_be():
    spdx = "/* SPDX-License-Identifier: MIT */\n"
    files("daemon/a.c", spdx, None)
    files("a.c", "int x;\n", "a.c: no 'SPDX-License-Identifier: MIT'")
    files("a name ä.c", "int x;\n", "a name ä.c: no 'SPDX-License-Identifier: MIT'")
    files("kmod/a.c", spdx, "GPL-2.0")
    files("a.c", spdx + "/* TO" + "DO */\n", "a leftover mark")
    files("a.c", spdx + "\n" * 600, "it holds two things")


def test_form():
    if not shutil.which("clang-format"):
        return
    for name, text, code, said in (("daemon/a.c", "int x;\n", 0, "ok - "),
                                   ("daemon/a name.c", "int  x;\n", 1, "# daemon/a name.c: 1"),
                                   ("kmod/a.c", "int  x;\n", 0, "ok - ")):
        with tree() as folder:
            run("git", "init", "-q", folder)
            shutil.copy(os.path.join(TESTS, "../.clang-format"), folder)
            write(folder, "good.c", "int good;\n")
            write(folder, name, text)
            got, output = run("sh", os.path.join(TESTS, "check-format.sh"), folder)
            check(got == code and said in output, name, "gave", got, output)


def test_files_without_git():
    with tree() as folder:
        write(folder, "a.c", "int x;\n")
        code, output = run("sh", os.path.join(TESTS, "check-files.sh"), folder)
        check(code != 0, "it found no files, and was content:", output)


def suites(*options):
    with tree() as folder:
        code, output = run(sys.executable, os.path.join(TESTS, "run-checks.py"), "--logs", folder,
                           *options)
        return code, output.splitlines()[-1], output


def test_verdicts_of_the_runner():
    for command, code, last in (
            ("echo ok - x", 0, "1 passed, 0 failed, 0 skipped"),
            ("echo ok - x; exit 3", 1, "1 passed, 1 failed, 0 skipped"),
            ("echo ok - x; kill -9 $$", 1, "1 passed, 1 failed, 0 skipped"),
            ("echo ok - x; echo not ok - y", 1, "1 passed, 1 failed, 0 skipped"),
            ("echo 'ok 1 - x # SKIP none here'", 0, "0 passed, 0 failed, 1 skipped"),
            ("true", 1, "0 passed, 1 failed, 0 skipped")):
        got = suites(f"suite={command}")
        check(got[:2] == (code, last), command, "gave", got)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pid_file):
    """Waits for the end of the process whose id the file holds."""
    with open(pid_file, encoding="ascii") as pid:
        number = int(pid.read())
    end = time.monotonic() + PATIENCE_S / 2
    while is_alive(number) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_alive(number)


def test_a_suite_that_hangs_leaves_nothing_behind():
    with tree() as folder:
        pid = os.path.join(folder, "pid")
        code, last, output = suites("--limit", "1", f"hangs=sleep 300 & echo $! >{pid}; wait")
        check(code == 1 and last == "0 passed, 1 failed, 0 skipped", output)
        check("not finished after 1 s" in output, output)
        check(gone(pid), "what the suite had started still runs")


def test_an_interrupt_ends_all_suites():
    with tree() as folder:
        pid = os.path.join(folder, "pid")
        with subprocess.Popen(
                [sys.executable, os.path.join(TESTS, "run-checks.py"), "--logs", folder,
                 f"hangs=sleep 300 & echo $! >{pid}; wait"], stdout=subprocess.DEVNULL) as runner:
            end = time.monotonic() + PATIENCE_S
            while not (os.path.exists(pid) and os.path.getsize(pid)) and time.monotonic() < end:
                time.sleep(0.05)
            runner.send_signal(signal.SIGINT)
            check(runner.wait(PATIENCE_S) == 130, runner.returncode)
        check(gone(pid), "what the suite had started still runs")


if __name__ == "__main__":
    main(__name__)

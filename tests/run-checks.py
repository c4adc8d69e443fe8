#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the suites of `make check`, a few at a time, and says in one line how it went.

usage: run-checks.py [--jobs N] [--logs DIR] NAME=COMMAND ...

A suite is a shell command that prints lines `ok - what`, `not ok - what` or `skip - what: why`
(cmocka programs do, told by CMOCKA_MESSAGE_OUTPUT), and exits non-zero when it failed. A suite that
says nothing has failed: it tested nothing. The last line is `N passed, N failed, N skipped`.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

OK = re.compile(r"^\s*ok\b(?!.*#\s*skip)", re.I)
# cmocka 1.1 writes "not ok" before "# SKIP".
NOT_OK = re.compile(r"^\s*not ok\b(?!.*#\s*skip)", re.I)
SKIP = re.compile(r"^\s*(skip\b|(not )?ok\b.*#\s*skip)", re.I)
LIMIT_S = 1500  # a suite that hangs must not hang everything


def run(name, command, logs):
    path = os.path.join(logs, name + ".log")
    began = time.monotonic()
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C.UTF-8", PYTHONUNBUFFERED="1")
    for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DBUS_SESSION_BUS_ADDRESS", "NOTIFY_SOCKET"):
        env.pop(variable, None)
    with open(path, "w", encoding="utf-8") as log:
        try:
            code = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=subprocess.STDOUT, env=env, timeout=LIMIT_S,
                                  check=False).returncode
        except subprocess.TimeoutExpired:
            log.write(f"not ok - {name}: not finished after {LIMIT_S} s\n")
            code = 124
    with open(path, encoding="utf-8", errors="replace") as log:
        lines = log.read().splitlines()
    passed = sum(1 for line in lines if OK.match(line))
    failed = sum(1 for line in lines if NOT_OK.match(line))
    skips = [line.strip() for line in lines if SKIP.match(line)]
    if code != 0 and failed == 0:
        failed = 1
    if code == 0 and passed + failed + len(skips) == 0:
        failed = 1
        lines.append("(the suite ran no test)")
    return name, passed, failed, skips, lines, time.monotonic() - began, path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 2))
    parser.add_argument("--logs", default="build/check")
    parser.add_argument("suites", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    os.makedirs(options.logs, exist_ok=True)

    suites = []
    for suite in options.suites:
        name, _, command = suite.partition("=")
        if not command:
            parser.error(f"'{suite}' is not NAME=COMMAND")
        suites.append((name, command))

    total = [0, 0, 0]
    bad = []
    with ThreadPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(run, name, command, options.logs) for name, command in suites]
        for done, future in enumerate(as_completed(futures), 1):
            name, passed, failed, skips, lines, seconds, path = future.result()
            total[0] += passed
            total[1] += failed
            total[2] += len(skips)
            verdict = "FAILED" if failed else "ok"
            print(f"[{done:2}/{len(suites)}] {name:<24} {verdict:<7} {passed:4} passed"
                  f"{f', {failed} failed' if failed else ''}"
                  f"{f', {len(skips)} skipped' if skips else ''}  {seconds:5.1f} s", flush=True)
            for skip in skips:
                print(f"          {skip}", flush=True)
            if failed:
                bad.append((name, lines, path))

    for name, lines, path in bad:
        print(f"\n--- {name}: the whole log is {path}")
        shown = [line for line in lines if NOT_OK.match(line)]
        print("\n".join(shown[:20]))
        print("... its end:")
        print("\n".join(lines[-40:]))
    print(f"\n{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the suites of `make check`, a few at a time, and says in one line how it went.

usage: run-checks.py [--jobs N] [--logs DIR] [--limit SECONDS] NAME=COMMAND ...

A suite is a shell command that prints lines `ok - what`, `not ok - what` or `skip - what: why`
(cmocka programs do, told by CMOCKA_MESSAGE_OUTPUT), and exits non-zero when it failed. A suite that
says nothing has failed: it tested nothing. The last line is `N passed, N failed, N skipped`.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

OK = re.compile(r"^\s*ok\b(?!.*#\s*skip)", re.I)
# cmocka 1.1 writes "not ok" before "# SKIP".
NOT_OK = re.compile(r"^\s*not ok\b(?!.*#\s*skip)", re.I)
SKIP = re.compile(r"^\s*(skip\b|(not )?ok\b.*#\s*skip)", re.I)
LIMIT_S = 1500  # a suite that hangs must not hang everything

running = set()  # each suite is the leader of a process group, so that it can be ended as a whole


def end(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def run(name, command, logs, limit_s):
    path = os.path.join(logs, name + ".log")
    began = time.monotonic()
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C.UTF-8", PYTHONUNBUFFERED="1")
    for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DBUS_SESSION_BUS_ADDRESS", "NOTIFY_SOCKET"):
        env.pop(variable, None)
    with open(path, "a", encoding="utf-8") as log:
        log.truncate(0)
        # pylint: disable=consider-using-with  # ended by whoever is first: its end, limit, or ^C
        process = subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, env=env, start_new_session=True)
        running.add(process)
        try:
            code = process.wait(limit_s)
        except subprocess.TimeoutExpired:
            end(process, signal.SIGTERM)  # tests that hear it clean up
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                pass
            end(process, signal.SIGKILL)
            process.wait()
            log.write(f"\nnot ok - {name}: not finished after {limit_s:g} s\n")
            code = 124
        running.discard(process)
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
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds for a suite")
    parser.add_argument("suites", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    os.makedirs(options.logs, exist_ok=True)

    suites = []
    for suite in options.suites:
        name, _, command = suite.partition("=")
        if not command:
            parser.error(f"'{suite}' is not NAME=COMMAND")
        suites.append((name, command))

    def on_signal(number, _frame):
        for process in list(running):
            end(process, signal.SIGTERM)
        os._exit(128 + number)  # not by way of the pool, which would start the next suite

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    total = [0, 0, 0]
    bad = []
    with ThreadPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(run, name, command, options.logs, options.limit)
                   for name, command in suites]
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
                # At once, too: whoever keeps only a part of a long log still learns which test it was.
                for line in [line.strip() for line in lines if NOT_OK.match(line)][:5]:
                    print(f"          {line}", flush=True)

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

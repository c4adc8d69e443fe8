#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hard times for the daemon: an IIOD server whose answers are wrong in random ways.

Every round has a simulated array with one to eight random faults that come and go (answers that are
garbage, late, cut off, absent, or well formed with random contents; letters changed in the
description; devices unplugged, without scale, silent, saturated; clocks that jump; a server that
restarts), and a second array without any. lumbard serves both. It must stay alive, go on answering
on the bus, lose nothing of the second array's sensors, and end when it is told.

What is wrong with lengths is left out: libiio 0.24 believes them and writes past its own memory,
before anybody who uses it could object.

LUMBAR_SEED is the first round's seed (default: by the clock; it is printed), LUMBAR_ROUNDS how many
rounds follow (default 12, about three seconds each), LUMBAR_BUILD where the programs are. A round
is repeated with its seed and LUMBAR_ROUNDS=1.
"""
import os
import random
import sys
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/integration/daemon"))
import hub  # noqa: E402

ROUND_S = 2.5

FAULTS = ["garbage", "stop", "hang", "close", "late=0.2", "late=1.5", "late=6", "error=5",
          "error=19", "error=110", "fuzz", "fuzz", "fuzz-xml", "fuzz-xml=1", "fuzz-xml=30",
          "unplug", "no-label", "duplicate-label=bar", "no-scale", "bad-scale", "bad-scale=0",
          "bad-scale=-1", "bad-scale=nan", "bad-scale=1e300", "no-timestamp", "gap", "drop=0.5",
          "saturated", "stuck", "clock-jump=1e9", "clock-jump=-1e9", "clock-jump=0.05", "restart"]
ROLES = ["pelvis", "thorax", "feet", "all"]


def recording(path, roles):
    with open(path, "w", encoding="ascii") as out:
        out.write("# lumbar recording 1\n")
        for role in roles:
            names = "force_left force_right" if role == "feet" else \
                "accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z"
            out.write(f"# sensor {role} {names}\n")
        for i in range(1000):
            for role in roles:
                values = "400,410" if role == "feet" else f"0,{i % 10},9.81,0,0.{i % 7},0"
                out.write(f"{i / 200:.3f},{role},{values}\n")


def random_fault(rng):
    begin = 0 if rng.random() < 0.6 else rng.uniform(0, ROUND_S)
    fault = f"{rng.choice(FAULTS)}@{begin:.2f}"
    if rng.random() < 0.7 or fault.startswith("restart"):
        fault += f"+{rng.uniform(0.05, ROUND_S / 2):.2f}"
    return f"{fault}:{rng.choice(ROLES)}"


def fuzz(seed, folder):
    rng = random.Random(seed)
    faults = [random_fault(rng) for _ in range(rng.randrange(1, 9))]
    print(f"seed {seed}: {' '.join(faults)}", flush=True)
    bad, good = os.path.join(folder, "bad.rec"), os.path.join(folder, "good.rec")
    recording(bad, ["pelvis", "thorax", "feet"])
    recording(good, ["bar"])
    options = [word for fault in faults for word in ("--iiod-fault", fault)]
    with hub.Bus() as bus, \
            hub.Simulator("--recording", good, "--loop") as well, \
            hub.Simulator("--recording", bad, "--loop", "--seed", str(seed), *options) as ill, \
            hub.Daemon(bus, "--uri", well.uri, "--uri", ill.uri) as daemon:
        deadline = time.monotonic() + ROUND_S
        while time.monotonic() < deadline:
            if daemon.process.poll() is not None:
                raise AssertionError(f"lumbard ended: {daemon.process.returncode}: "
                                     f"{daemon.output()}")
            bus.objects()
            time.sleep(0.1)
        hub.wait_for("samples of the good array", lambda: "bar" in bus.sensors())
        sensor = bus.sensors()["bar"]
        hub.equal(sensor["Connected"], True, "the good array")
        daemon.process.terminate()
        hub.equal(daemon.wait_for_end(), 0, "exit status")


def main():
    first = int(os.environ.get("LUMBAR_SEED", time.time_ns() // 1000000 % 1000000))
    rounds = int(os.environ.get("LUMBAR_ROUNDS", "12"))
    failed = 0
    for seed in range(first, first + rounds):
        with tempfile.TemporaryDirectory(prefix="lumbar-fuzz.") as folder:
            try:
                fuzz(seed, folder)
            except Exception as problem:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok - seed {seed}: {type(problem).__name__}: {problem}", flush=True)
    print(f"{'not ok' if failed else 'ok'} - {rounds} rounds of wrong answers, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

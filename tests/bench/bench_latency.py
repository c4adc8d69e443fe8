#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How late is a signal? From a sample leaving the simulator to what a client of the bus receives.

Three things are measured in one run, in turns, so that what else the machine does hits all alike:
  echo     libiio refill, then one D-Bus signal: the least that any program can do
  signals  lumbard's Session signals. Each carries the time of the sample that caused it, and the
           simulator's log says when that sample was sent
  poses    lumbard's pose records on a stream: every sample, past the whole detector
The target is twice the echo. It is printed, not enforced: it says as much about the machine.

The sensor has 104 samples a second, as simulated arrays have. From 200 on lumbard reads two and more
at a time, up to 5 ms of them, so some wait for the next: --rate 208 shows it.

usage: bench_latency.py [--rounds N] [--seconds S] [--rate HZ]
"""
import argparse
import bisect
import json
import math
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration/daemon"))
from hub import BUILD, Bus, Daemon, SESSION, Simulator, wait_for  # pylint: disable=wrong-import-position

REP_S = 1.6
MATCH_NS = 2e6  # less than half of what lies between two samples
# As the unit runs lumbard, where that is allowed; the echo likewise.
REAL_TIME = ("chrt", "--fifo", "20")
ECHO_SESSION = "org.lumbar.Echo1.Session"


def write_recording(path, seconds, rate_hz):
    """One IMU that nods by 40 degrees, a repetition every REP_S seconds: many signals in little time."""
    with open(path, "w", encoding="ascii") as out:
        out.write("# lumbar recording 1\n"
                  "# sensor bar accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z\n")
        for i in range(int(seconds * rate_hz)):
            t = i / rate_hz
            # Still for a second, so that the attitude is known.
            phase = 2 * math.pi * max(0.0, t - 1.0) / REP_S
            angle = math.radians(20) * (1 - math.cos(phase))
            turn = math.radians(20) * 2 * math.pi / REP_S * math.sin(phase) if t > 1.0 else 0.0
            # A deterministic shiver in place of noise.
            shiver = 0.02 * math.sin(i * 12.9898)
            out.write(f"{t:.5f},bar,{-9.81 * math.sin(angle) + shiver:.4f},{shiver:.4f},"
                      f"{9.81 * math.cos(angle) + shiver:.4f},0.0,{turn + shiver / 50:.5f},0.0\n")


class Probe:
    """hub-probe, its output in a file: a pipe that nobody empties would slow it."""

    def __init__(self, folder, bus, *arguments):
        self.path = os.path.join(folder, "-".join(arguments).replace("/", "_"))
        with open(self.path, "w", encoding="ascii") as out:
            self.process = subprocess.Popen(
                [os.path.join(BUILD, "tests/hub-probe"), bus.address, *arguments], stdout=out,
                stdin=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        with open(self.path, encoding="ascii") as lines:
            return lines.read().splitlines()


def read_log(path):
    """When each sample was sent, by its time stamp."""
    with open(path, encoding="ascii") as lines:
        next(lines)
        rows = [line.split(",") for line in lines if line.count(",") == 3]
    return sorted((int(stamp), int(sent)) for sent, _, stamp, _ in rows)


def latencies(received, log):
    """received: (when, time of the sample), ns. Pairs each with the sample that it is about."""
    stamps = [stamp for stamp, _ in log]
    found = []
    for when, t_ns in received:
        at = bisect.bisect_left(stamps, t_ns)
        near = min((i for i in (at - 1, at) if 0 <= i < len(stamps)),
                   key=lambda i: abs(stamps[i] - t_ns))
        # Farther off than this it is about none: not to be guessed.
        if abs(stamps[near] - t_ns) < MATCH_NS:
            found.append(when - log[near][1])
    return found


def measure_echo(folder, recording, seconds, prefix):
    log = os.path.join(folder, "stamps")
    with Bus() as bus, Simulator("--recording", recording, "--start-on-open", "--stamp-log",
                                 log) as sim:
        probe = Probe(folder, bus, "signals", ECHO_SESSION)
        echo = subprocess.Popen([*prefix, os.path.join(BUILD, "tests/bench-echo"), bus.address, sim.uri])
        time.sleep(seconds)
        echo.terminate()
        echo.wait()
        lines = probe.stop()
    received = [(int(w), int(t)) for w, _, t in (line.split(",") for line in lines if "," in line)]
    return latencies(received, read_log(log))


def measure_lumbard(folder, recording, seconds, prefix):
    log = os.path.join(folder, "stamps")
    with Bus() as bus, Simulator("--recording", recording, "--start-on-open", "--stamp-log",
                                 log) as sim:
        signals = Probe(folder, bus, "signals", SESSION)
        with Daemon(bus, uris=[sim.uri], prefix=prefix):
            wait_for("the sensor", lambda: "bar" in bus.sensors())
            bus.manager("SelectExercise", "s", "generic")
            poses = Probe(folder, bus, "poses", "1000", "1000000")
            time.sleep(seconds)
            signal_lines = signals.stop()
            pose_lines = poses.stop()
    sent = read_log(log)
    received = [(int(w), int(t)) for w, name, t in
                (line.split(",") for line in signal_lines if "," in line)
                if name in ("Rep", "RepDetail", "Cue", "Partial")]
    records = [json.loads(line) for line in pose_lines if line.endswith("}")]
    return (latencies(received, sent),
            latencies([(r["received_ns"], r["t_ns"]) for r in records], sent))


def can_run(*command):
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] / 1000


def row(name, values, echo):
    if not values:
        print(f"{name:42} nothing was received")
        return
    numbers = [percentile(values, s) for s in (0.5, 0.99, 1)]
    ratios = ""
    if echo is not None:
        ratios = "   " + "  ".join(f"{n / e:.2f}x" for n, e in
                                   zip(numbers[:2], (percentile(echo, s) for s in (0.5, 0.99))))
    print(f"{name:42} {len(values):6} {numbers[0]:8.0f} {numbers[1]:8.0f} {numbers[2]:8.0f}{ratios}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=104)
    options = parser.parse_args()
    echo, signals, poses = [], [], []
    prefix = REAL_TIME if can_run(*REAL_TIME, "true") else ()
    with tempfile.TemporaryDirectory() as folder:
        recording = os.path.join(folder, "nodding.rec")
        write_recording(recording, options.seconds + 10, options.rate)
        for _ in range(options.rounds):
            echo += measure_echo(folder, recording, options.seconds / 2, prefix)
            more_signals, more_poses = measure_lumbard(folder, recording, options.seconds, prefix)
            signals += more_signals
            poses += more_poses
    print("with real-time priority, as the unit runs it" if prefix else
          "without real-time priority, which is not allowed here")
    print(f"one sensor, {options.rate:g} Hz; load of the machine {os.getloadavg()[0]:.1f} "
          f"on {os.cpu_count()} processors")
    print(f"{'from a sample leaving the simulator, µs':42} {'n':>6} {'p50':>8} {'p99':>8} {'max':>8}"
          "   of the echo (target 2x)")
    row("echo: libiio refill, then a D-Bus signal", echo, None)
    row("lumbard: a signal (Rep, RepDetail …)", signals, echo)
    row("lumbard: a pose record on its stream", poses, echo)
    return 0 if echo and signals and poses else 1


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""What the tests of the sensor layer stand on: recordings, a simulated array, a probe that reports."""

import json
import math
import os
import queue
import subprocess
import tempfile
import threading
import time

BUILD = os.environ.get("B", "build")
PROBE = os.path.join(BUILD, "sensors-probe")
SIM = os.path.join(BUILD, "lumbar-sim")
TESTBED = os.path.join(BUILD, "tests", "iio-testbed")
WRAPPER = os.environ.get("PROBE_WRAPPER", "").split()  # for valgrind; see sensors.mk
os.environ.setdefault("TSAN_OPTIONS", "suppressions=" +
                      os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tsan.supp"))
SLOW = 4 if WRAPPER else 1
RATE = 208.0
NEWTON_PER_VOLT = 500000  # of the simulator's bridges
ACCEL_STEP = 0.0048       # m/s^2 of its 16 bits, as much as a value may be off
ANGLVEL_STEP = 0.0011     # rad/s
FORCE_STEP = 0.0025       # N


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def check(condition, *what):
    if not condition:
        raise Failed(" ".join(str(w) for w in what))


def values_at(i):
    """The recording's values of sample i: every sample is another, and can be told from its time."""
    t = i / RATE
    return {
        "bar": [2 * math.sin(t), (i % 1000) * 0.05, 9.81, 0.5 * math.cos(t), -0.25, 0.125],
        "thorax": [0.0, 0.0, 9.81, 0.0, 0.0, (i % 1000) * 0.002],
        "feet": [400 + (i % 1000), 380.5],
    }


def write_recording(path, seconds, sensors=("bar", "thorax", "feet")):
    imu = "accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z"
    channels = {"bar": imu, "thorax": imu, "feet": "force_left force_right"}
    with open(path, "w") as f:
        f.write("# lumbar recording 1\n")
        for s in sensors:
            f.write(f"# sensor {s} {channels[s]}\n")
        for i in range(int(seconds * RATE)):
            v = values_at(i)
            for s in sensors:
                f.write(f"{i / RATE:.6f},{s}," + ",".join(f"{x:.5f}" for x in v[s]) + "\n")


class Process:
    """A child that is ended with the test, by its own id."""

    def __init__(self, argv, **options):
        self.child = subprocess.Popen(argv, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


class Sim(Process):
    def __init__(self, folder, recording, faults=(), *options):
        port_file = os.path.join(folder, f"port-{id(self)}")
        argv = [SIM, "--listen", "127.0.0.1:0", "--port-file", port_file, "--recording", recording]
        for fault in faults:
            argv += ["--iiod-fault", fault]
        if any("@" in fault for fault in faults):
            argv.append("--start-on-open")  # their times count from when the probe is there
        super().__init__(argv + list(options), stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while not os.path.exists(port_file) or not open(port_file).read().strip():
            check(time.monotonic() < end and self.child.poll() is None, "lumbar-sim did not start")
            time.sleep(0.02)
        self.port = int(open(port_file).read())
        self.uri = f"ip:127.0.0.1:{self.port}"


class Probe(Process):
    """sensors-probe; its lines come as dictionaries."""

    def __init__(self, *uris, options=(), samples=True, prefix=(), env=None):
        argv = list(prefix) + WRAPPER + [PROBE, "--npv", str(NEWTON_PER_VOLT)] + list(options)
        argv += ["--samples"] if samples else []
        self.stderr = tempfile.TemporaryFile("w+")
        super().__init__(argv + list(uris), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=self.stderr, text=True, env=env)
        self.events = []
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def next(self, timeout):
        try:
            line = self.lines.get(timeout=max(timeout, 0.0))
        except queue.Empty:
            return None
        check(line is not None, "the probe has ended:", self.errors()[-2000:])
        event = json.loads(line)
        self.events.append(event)
        return event

    def wait(self, what, wanted, timeout=15.0):
        """The first event from now on that is wanted."""
        end = time.monotonic() + timeout * SLOW
        while time.monotonic() < end:
            event = self.next(end - time.monotonic())
            if event and wanted(event):
                return event
        raise Failed(f"waited in vain for {what}\n{self.errors()[-2000:]}")

    def wait_event(self, kind, role=None, timeout=15.0):
        return self.wait(f"{kind} {role}", lambda e: e["event"] == kind and
                         (role is None or e.get("role") == role), timeout)

    def run_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.next(end - time.monotonic())

    def tell(self, command):
        self.child.stdin.write(command + "\n")
        self.child.stdin.flush()

    def status(self):
        """Devices and contexts, as two lists."""
        self.tell("status")
        mark = len(self.events)
        self.wait_event("end")
        latest = self.events[mark:]
        return ([e for e in latest if e["event"] == "status"],
                [e for e in latest if e["event"] == "context"])

    def device(self, **wanted):
        found = [d for d in self.status()[0] if all(d[k] == v for k, v in wanted.items())]
        check(len(found) == 1, "devices with", wanted, ":", found)
        return found[0]

    def wait_status(self, what, wanted, timeout=15.0):
        end = time.monotonic() + timeout * SLOW
        while True:
            devices, contexts = self.status()
            if wanted(devices, contexts):
                return devices, contexts
            check(time.monotonic() < end, "waited in vain until", what, devices, contexts)
            self.run_for(0.1)

    def samples(self, role):
        return [e for e in self.events if e["event"] == "sample" and e["role"] == role]

    def errors(self):
        self.stderr.flush()
        self.stderr.seek(0)
        return self.stderr.read()

    def finish(self):
        """Ends the probe as a service ends; its exit status tells what a sanitizer has found."""
        self.tell("quit")
        event = self.wait_event("freed")
        self.reader.join(20 * SLOW)
        status = self.child.wait(20 * SLOW)
        check(status == 0, "the probe ended with", status, self.errors()[-6000:])
        check("Sanitizer" not in self.errors(), self.errors()[-6000:])
        return event["took"]

    def __exit__(self, kind, *_):
        self.stop()
        self.stderr.close()


def check_order(samples):
    """Times of one sensor rise."""
    for a, b in zip(samples, samples[1:]):
        check(b["t"] > a["t"], "times do not rise:", a, b)


def recorded_index(role, sample):
    """Which sample of the recording it is, modulo 1000."""
    v = sample["v"]
    if role == "bar":
        return round(v[1] / 0.05)
    return round(v[5] / 0.002) if role == "thorax" else round(v[0] - 400)


def count_missing(role, samples):
    """How many samples of the recording did not come, whoever lost them."""
    numbers = [recorded_index(role, s) for s in samples]
    return sum((b - a - 1) % 1000 for a, b in zip(numbers, numbers[1:]))


def check_values(role, samples, start=None):
    """All samples are those of the recording, none twice or missing. Returns the first's number."""
    steps = [FORCE_STEP] * 2 if role == "feet" else [ACCEL_STEP] * 3 + [ANGLVEL_STEP] * 3
    first = recorded_index(role, samples[0]) if start is None else start
    for k, sample in enumerate(samples):
        i = first + k
        check(recorded_index(role, sample) == i % 1000, role, "sample", k, "is not", i, sample)
        expected = values_at(i)[role]
        if role == "bar":  # the sine's phase is that of the whole recording, known only from 0
            expected, got = expected[1:3] + expected[4:], sample["v"][1:3] + sample["v"][4:]
            limits = steps[1:3] + steps[4:]
        else:
            got, limits = sample["v"], steps
        for e, g, limit in zip(expected, got, limits):
            check(abs(e - g) <= limit, role, "sample", i, "expected", expected, "got", got)
    return first

# SPDX-License-Identifier: MIT
"""The local backend on faked devices: read in the loop, with hot-plug."""

import os
import shutil
import socket
import subprocess

from harness import (RATE, TESTBED, Probe, Process, Sim, Skipped, check, check_order, check_values)

ROLES = ("bar", "thorax", "feet")


class Local(Probe):
    """A probe under the testbed; fault() changes the devices while it runs."""

    def __init__(self, folder, recording, *uris, faults=(), options=()):
        self.control = os.path.join(folder, "control")
        prefix = ["umockdev-wrapper", TESTBED, "--recording", recording, "--loop", "--control",
                  self.control]
        for fault in faults:
            prefix += ["--fault", fault]
        env = dict(os.environ)
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        super().__init__(*(uris or ("local:",)), prefix=prefix + ["--"], options=options, env=env)

    def fault(self, line):
        with open(self.control, "w") as f:
            f.write(line + "\n")


def attach_all(probe, roles=ROLES):
    missing, place = set(roles), {}
    while missing:
        event = probe.wait_event("attached")
        missing.discard(event["role"])
        place[event["role"]] = event["sensor"]
    return place


def local_values(folder, recording):
    with Local(folder, recording) as probe:
        attach_all(probe)
        probe.run_for(3.0)
        for role in ROLES:
            samples = probe.samples(role)
            check(len(samples) > 1.5 * RATE, role, len(samples))
            check_values(role, samples)
            check_order(samples)
            check(not any(s["flags"] for s in samples), role, "has gaps")
            steps = [b["t"] - a["t"] for a, b in zip(samples, samples[1:])]
            check(all(abs(x - 1e9 / RATE) < 1e6 for x in steps), role, min(steps), max(steps))
        devices, contexts = probe.status()
        check(contexts == [{"event": "context", "uri": "local:", "state": "connected"}], contexts)
        check(all(d["connected"] and d["lost"] == 0 for d in devices), devices)
        probe.finish()


def local_unplug(folder, recording):
    with Local(folder, recording) as probe:
        place = attach_all(probe)
        probe.run_for(0.5)
        probe.fault("unplug:bar")
        probe.wait_event("detached", "bar", timeout=10)
        probe.wait_status("it is called unplugged", lambda d, c: any(
            x["role"] == "bar" and x["problem"] == "unplugged" for x in d))
        probe.fault("replug:bar")
        check(probe.wait_event("attached", "bar")["sensor"] == place["bar"])
        probe.run_for(0.5)
        for role in ("thorax", "feet"):
            check_values(role, probe.samples(role)[:1000])
        check(not [e for e in probe.events if e["event"] == "detached" and e["role"] != "bar"])
        check([s["flags"] for s in probe.samples("bar") if s["flags"]] == [1])
        probe.finish()


def local_silence(folder, recording):
    """What the kernel's poll does not tell: the device gives nothing any more."""
    with Local(folder, recording) as probe:
        place = attach_all(probe)
        probe.fault("gap:bar")
        probe.wait_event("detached", "bar", timeout=10)
        probe.wait_status("it is told", lambda d, c: any(
            x["role"] == "bar" and x["problem"] in ("no samples are coming", "no samples yet")
            for x in d))
        probe.fault("clear:bar")
        check(probe.wait_event("attached", "bar", timeout=20)["sensor"] == place["bar"])
        probe.finish()


def local_bad_devices(folder, recording):
    with Local(folder, recording, faults=["no-scale:bar", "no-timestamp:thorax"]) as probe:
        attach_all(probe, ("feet",))
        devices = probe.wait_status("they are told", lambda d, c: len(d) == 3)[0]
        problems = {d["device"]: d["problem"] for d in devices}
        check("no scale" in problems["iio:device0"], problems)
        check("no timestamp" in problems["iio:device1"], problems)
        check_values("feet", probe.samples("feet") or [probe.wait_event("sample", "feet")])
        probe.finish()


def local_and_remote(folder, recording):
    """Both at once: the role belongs to one of them, and when that goes, to the other."""
    with Sim(folder, recording, ["duplicate-label=pelvis:bar"], "--loop") as sim, \
            Local(folder, recording, "local:", sim.uri) as probe:
        attach_all(probe, ("bar", "pelvis", "thorax", "feet"))
        devices = probe.wait_status("all are seen", lambda d, c: len(d) == 6)[0]
        check(sum(d["connected"] for d in devices) == 4, devices)
        holder = [d for d in devices if d["has_role"] and d["role"] == "thorax"][0]["uri"]
        if holder == "local:":
            probe.fault("unplug:thorax")
        else:
            sim.stop()
        probe.wait_event("detached", "thorax")
        check(probe.wait_event("attached", "thorax", timeout=25)["uri"] != holder)
        probe.finish()


def no_iio_here(folder, recording):
    """A machine without IIO: told in words, and others are served."""
    with Sim(folder, recording, (), "--loop") as sim, Probe("local:", sim.uri) as probe:
        attach_all(probe)
        if not os.path.exists("/sys/bus/iio"):
            probe.wait_status("it is told", lambda d, c: [x["state"] for x in c] == [
                "cannot connect: no IIO devices on this machine", "connected"])
        probe.finish()


def real_iiod(folder, recording):
    """Debian's own server over the faked devices, as another machine would run it."""
    if shutil.which("iiod") is None:
        raise Skipped("iiod is not installed")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = ["umockdev-wrapper", TESTBED, "--recording", recording, "--loop", "--", "iiod", "-p",
              str(port)]
    with Process(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), \
            Probe(f"ip:127.0.0.1:{port}") as probe:
        attach_all(probe)
        probe.run_for(2.0)
        for role in ROLES:
            samples = probe.samples(role)
            check(len(samples) > RATE, role, len(samples))
            check_values(role, samples)
            check_order(samples)
            check(not any(x["flags"] for x in samples), role, "has gaps")
        probe.finish()


TESTS = {
    "real_iiod": real_iiod,
    "local_values": local_values,
    "local_unplug": local_unplug,
    "local_silence": local_silence,
    "local_bad_devices": local_bad_devices,
    "local_and_remote": local_and_remote,
    "no_iio_here": no_iio_here,
}

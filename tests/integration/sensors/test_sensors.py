#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The sensor layer against the simulated array and a faked local device; prints TAP.

Every test has its own simulator and its own probe; several run at a time, since they mostly wait.
    test_sensors.py [NAME...]
"""

import concurrent.futures
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from harness import (RATE, Failed, Probe, Process, Sim, Skipped, check, check_order, check_values,
                     count_missing, write_recording)
import local_tests
import odd_tests
import udev_tests

ROLES = ("bar", "thorax", "feet")


def attach_all(probe, roles=ROLES):
    """Waits until all these roles are connected; returns their places."""
    missing, place = set(roles), {}
    while missing:
        event = probe.wait_event("attached")
        missing.discard(event["role"])
        place[event["role"]] = event["sensor"]
    return place


def values_and_times(folder, recording):
    log = os.path.join(folder, "stamps")
    with Sim(folder, recording, (), "--start-on-open", "--stamp-log", log) as sim, \
            Probe(sim.uri) as probe:
        attach_all(probe)
        probe.run_for(4.0)
        devices, contexts = probe.status()
        check(contexts[0]["state"] == "connected", contexts)
        ignored = [x for x in open(f"/proc/{probe.child.pid}/status") if x.startswith("SigIgn")][0]
        check(int(ignored.split()[1], 16) >> (signal.SIGPIPE - 1) & 1, "SIGPIPE is not ignored")
        for role in ROLES:
            samples = probe.samples(role)
            check(len(samples) > 2 * RATE, role, "gave only", len(samples))
            check_values(role, samples, start=0)
            check_order(samples)
            check(not any(s["flags"] for s in samples), role, "has gaps")
            # the sensor's clock has no error here: its steps are those of the recording
            late = [s["t"] for s in samples[int(2 * RATE):]]
            off = sorted(abs(b - a - 1e9 / RATE) for a, b in zip(late, late[1:]))
            check(off[int(0.95 * len(off))] < 1e6, role, "steps are off by", off[-20:])
            device = [d for d in devices if d["role"] == role][0]
            check(device["connected"] and device["problem"] == "" and device["lost"] == 0, device)
            check(abs(device["rate"] - RATE) < 1.0, device)
        check(probe.device(role="feet")["channels"] == 2)
        bar = probe.device(role="bar")
        check(150 < bar["accel_fs"] < 160 and 34 < bar["anglvel_fs"] < 36, bar)
        check(bar["serial"] != "" and bar["model"] == "lumbar-imu", bar)
        # one wake-up may carry several samples, never none
        batches = [e["samples"] for e in probe.events if e["event"] == "batch"]
        check(min(batches) >= 1 and sum(batches) <= sum(len(probe.samples(r)) for r in ROLES))
        probe.finish()


def comes_back(fault, words):
    """A fault of the server for a while: detached, told, and back at the same place."""
    def test(folder, recording):
        with Sim(folder, recording, [fault], "--loop") as sim, Probe(sim.uri) as probe:
            place = attach_all(probe)
            probe.wait_event("detached", timeout=20)
            mark = len(probe.events)
            attach_all(probe, [probe.events[-1]["role"]])
            probe.wait_status("all are back", lambda d, c: all(x["connected"] for x in d) and
                              c[0]["state"] == "connected", timeout=25)
            devices = probe.status()[0]
            check(len(devices) == 3, "the same devices, no more:", devices)
            for device in devices:
                check(device["sensor"] == place[device["role"]], "another place", device)
                check(device["problem"] == "", device)
            log = probe.errors()
            check(any(w in log for w in words), "no word of", words, "in", log)
            back = [e for e in probe.events[mark:] if e["event"] == "sample"]
            check(back and [e for e in back if e["role"] == "bar"][0]["flags"] in (0, 1))
            for role in ROLES:
                check_order(probe.samples(role))
            probe.finish()
    return test


def late_answers(folder, recording):
    """An answer after the client's limit must never be taken for that of the next question."""
    with Sim(folder, recording, ["late=4.6@2+6"], "--loop") as sim, Probe(sim.uri) as probe:
        attach_all(probe)
        probe.wait_event("detached", timeout=20)
        probe.wait_status("all are back", lambda d, c: len(d) == 3 and
                          all(x["connected"] for x in d), timeout=30)
        for role in ROLES:
            device = probe.device(role=role)
            check(device["problem"] == "", device)
            check_order(probe.samples(role))
        feet = probe.samples("feet")
        check(all(399 <= s["v"][0] <= 1400 for s in feet), "wrong units after a late answer")
        probe.finish()


def unplug_one(folder, recording):
    with Sim(folder, recording, ["unplug@2+3:bar"], "--loop") as sim, Probe(sim.uri) as probe:
        place = attach_all(probe)
        probe.wait_event("detached", "bar")
        probe.wait_status("it is called unplugged", lambda d, c: any(
            x["role"] == "bar" and x["problem"] == "unplugged" and not x["connected"] for x in d))
        check(probe.wait_event("attached", "bar")["sensor"] == place["bar"], "another place")
        probe.run_for(1.0)
        check(not [e for e in probe.events if e["event"] == "detached" and e["role"] != "bar"],
              "others were disturbed")
        for role in ("thorax", "feet"):
            check_values(role, probe.samples(role)[:1000])
            check(not any(s["flags"] for s in probe.samples(role)), role, "has gaps")
        first = [e["flags"] for e in probe.samples("bar") if e["flags"]]
        check(first == [1], "one gap, where it was away:", first)
        probe.finish()


def refused(fault, problem, **extra):
    """One device cannot be used and says why; the others are served."""
    def test(folder, recording):
        with Sim(folder, recording, [fault], "--loop") as sim, \
                Probe(sim.uri, options=extra.get("options", ())) as probe:
            attach_all(probe, ("thorax", "feet"))
            probe.wait_status("the problem is told", lambda d, c: len(d) == 3)
            bar = probe.device(device="iio:device0")
            check(not bar["connected"] and problem in bar["problem"], bar)
            check(probe.samples("thorax") and not probe.samples("bar"))
            probe.finish()
    return test


def read_by_another(folder, recording):
    """While another program reads devices, each says so by its own name, and is taken afterwards."""
    with Sim(folder, recording, ["busy:bar", "busy:feet"], "--loop") as sim, \
            Probe(sim.uri) as probe:
        attach_all(probe, ("thorax",))
        probe.wait_status("it is told of both", lambda d, c: len(
            [x for x in d if "another program reads it" in x["problem"]]) == 2)
        for role, kind in (("bar", "imu"), ("feet", "force")):
            device = probe.device(role=role)
            check(device["has_role"] and device["kind"] == kind and not device["connected"], device)
        for name in ("iio:device0", "iio:device2"):
            subprocess.run(["iio_attr", "-u", sim.uri, "-D", name, "fault", "clear"], check=True,
                           capture_output=True)
        attach_all(probe, ("bar", "feet"))
        probe.finish()


def two_of_one_role(folder, recording):
    with Sim(folder, recording, ["duplicate-label=bar:thorax"], "--loop") as sim, \
            Probe(sim.uri) as probe:
        attach_all(probe, ("bar", "feet"))
        second = probe.wait_status("it is refused", lambda d, c: any(
            "belongs to" in x["problem"] for x in d))[0][1]
        check(second["device"] == "iio:device1" and not second["has_role"], second)
        for name in ("bar", "iio:device0", "iio:device1"):
            check(name in second["problem"], name, "is not in:", second["problem"])
        check_values("bar", probe.samples("bar"))
        probe.finish()


def role_from_rule(folder, recording):
    with Sim(folder, recording, ["no-label:bar"], "--loop") as sim:
        rules = ["--rule", "serial=SIM0001,role=pelvis", "--rule", "label=thorax,role=my-own-place",
                 "--rule", "name=lumbar-force,role=cable"]
        with Probe(sim.uri, options=rules) as probe:
            attach_all(probe, ("pelvis", "my-own-place", "cable"))
            cable = probe.device(role="cable")
            check(cable["channels"] == 1 and cable["kind"] == "force", cable)
            sample = probe.wait_event("sample", "cable")
            check(len(sample["v"]) == 1 and sample["v"][0] >= 399, "only the first cell:", sample)
            probe.finish()


def sum_of_cells(folder, recording):
    """A board on two cells: a factor for each makes it their sum."""
    with Sim(folder, recording, (), "--loop") as sim:
        rules = ["--rule", "label=feet,role=board,npv0=500000,npv1=1000000"]
        with Probe(sim.uri, options=rules) as probe:
            attach_all(probe, ("board",))
            sample = probe.wait_event("sample", "board")
            check(400 + 2 * 380 <= sample["v"][0] <= 1400 + 2 * 381, sample)
            probe.finish()


def correction(folder, recording):
    with Sim(folder, recording, ["stuck"], "--loop") as sim, Probe(sim.uri) as probe:
        attach_all(probe)
        before = probe.wait_event("sample", "feet")["v"]
        check(before[1] > 300, before)
        probe.tell("correct")
        probe.wait("corrected", lambda e: e["event"] == "sample" and e["role"] == "feet" and
                   all(abs(now - 2 * (was - 100)) < 0.01 for now, was in zip(e["v"], before)))
        check(9 < abs(probe.wait_event("sample", "bar")["v"][2]) < 11, "an IMU has its own")
        probe.finish()


def clock_jump(folder, recording):
    with Sim(folder, recording, ["clock-jump=3600@2.5:bar", "clock-jump=-7@4:bar"],
             "--loop") as sim, Probe(sim.uri) as probe:
        attach_all(probe)
        probe.run_for(6.0)
        samples = probe.samples("bar")
        check_order(samples)
        check_values("bar", samples)
        check([s["flags"] for s in samples if s["flags"]] == [1, 1], "two jumps, two gaps")
        span = (samples[-1]["t"] - samples[0]["t"]) * 1e-9
        check(abs(span - (len(samples) - 1) / RATE) < 0.5, "time went on by", span)
        check(probe.device(role="bar")["lost"] == 0, "nothing was lost")
        check(not [e for e in probe.events if e["event"] == "detached"])
        check(not any(s["flags"] for s in probe.samples("thorax")))
        probe.finish()


def gap_is_counted(folder, recording):
    with Sim(folder, recording, ["gap@2.5+0.5:bar"], "--loop") as sim, Probe(sim.uri) as probe:
        attach_all(probe)
        probe.run_for(4.5)
        flags = [s["flags"] for s in probe.samples("bar") if s["flags"]]
        check(flags == [1], "one gap:", flags)
        lost = probe.device(role="bar")["lost"]
        missing = count_missing("bar", probe.samples("bar"))
        check(missing > 0.4 * RATE and abs(lost - missing) <= 3, "missing", missing, "lost", lost)
        check(probe.device(role="thorax")["lost"] == 0)
        check(abs(probe.device(role="bar")["rate"] - RATE) < 1)
        probe.finish()


def drops_are_counted(folder, recording):
    with Sim(folder, recording, ["drop=0.1:bar"], "--loop", "--seed", "7") as sim, \
            Probe(sim.uri) as probe:
        attach_all(probe)
        probe.run_for(5.0)
        bar = probe.device(role="bar")
        part = bar["lost"] / (bar["lost"] + bar["samples"])
        check(0.06 < part < 0.14, "a tenth is lost, not", part)
        missing = count_missing("bar", probe.samples("bar"))
        check(abs(missing - bar["lost"]) <= 3, "missing", missing, "lost", bar["lost"])
        probe.finish()


def silent_sensor(folder, recording):
    """Longer silence than a gap: the sensor is away, and comes back."""
    with Sim(folder, recording, ["gap@2+4:bar"], "--loop") as sim, Probe(sim.uri) as probe:
        place = attach_all(probe)
        probe.wait_event("detached", "bar")
        check(probe.wait_event("attached", "bar")["sensor"] == place["bar"])
        check("no samples" in probe.errors(), probe.errors())
        probe.finish()


def a_hub_that_stands_still(folder, recording):
    """Who was stopped has heard nobody; his sensors are not to blame for it."""
    with Sim(folder, recording, (), "--loop") as sim, Probe(sim.uri) as probe:
        attach_all(probe)
        mark = len(probe.events)
        probe.child.send_signal(signal.SIGSTOP)
        time.sleep(4)
        probe.child.send_signal(signal.SIGCONT)
        probe.run_for(4.0)
        check(not [e for e in probe.events[mark:] if e["event"] == "detached"], "sensors were dropped")
        check(len([e for e in probe.events[mark:] if e["event"] == "sample"]) > 1000)
        check("has stood still" in probe.errors(), "it is not told")
        probe.finish()


def sensors_that_fall_silent_again(folder, recording):
    """Opened anew, and soon silent again: longer silences are waited out, which is told once."""
    with Sim(folder, recording, ["gap@2+3:bar", "gap@10+3:bar", "gap@18+3:bar"], "--loop") as sim, \
            Probe(sim.uri) as probe:
        attach_all(probe)
        probe.wait_event("detached", "bar")
        probe.wait_event("attached", "bar")
        mark = len(probe.events)
        probe.run_for(20.0)
        check(not [e for e in probe.events[mark:] if e["event"] == "detached"],
              "it is opened again and again")
        check(probe.errors().count("longer silences are waited out") == 1, "it is not told once")
        probe.finish()


def who_has_real_time(folder, recording):
    """The loop and the readers, but not who looks for devices."""
    def fifo(process):
        return os.sched_getscheduler(process) & ~os.SCHED_RESET_ON_FORK == os.SCHED_FIFO

    if subprocess.run(["chrt", "-f", "1", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Skipped("nobody may have real time here")
    with Sim(folder, recording, (), "--loop") as sim, \
            Probe(sim.uri, prefix=("chrt", "-f", "1")) as probe:
        attach_all(probe)
        tasks = [int(t) for t in os.listdir(f"/proc/{probe.child.pid}/task")]
        names = {t: open(f"/proc/{probe.child.pid}/task/{t}/comm").read().strip() for t in tasks}
        if not fifo(probe.child.pid):
            raise Skipped("real time is taken away here")
        looking = [t for t in tasks if names[t] == "sensor-context"]
        check(len(looking) == 1 and len(tasks) >= 5, names)
        for task in tasks:
            check(fifo(task) == (task not in looking), names[task], os.sched_getscheduler(task))
        probe.finish()


def asked_rate(folder, recording):
    with Sim(folder, recording, (), "--loop") as sim, \
            Probe(sim.uri, options=["--rate", "100"]) as probe:
        attach_all(probe)
        probe.run_for(3.0)
        rate = probe.device(role="bar")["rate"]
        check(abs(rate - 104) < 1, "asked for 100, the next faster is 104, got", rate)
        probe.finish()


def dead_hosts_delay_nobody(folder, recording):
    """Hosts that accept and never answer cost libiio 5 s each; one after the other that would be 30."""
    with contextlib.ExitStack() as stack:
        hanging = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(6)]
        refusing = stack.enter_context(socket.socket())
        refusing.bind(("127.0.0.1", 0))  # does not listen
        uris = [f"ip:127.0.0.1:{s.getsockname()[1]}" for s in hanging + [refusing]]
        sim = stack.enter_context(Sim(folder, recording, (), "--loop"))
        probe = stack.enter_context(Probe(*uris, sim.uri))
        before = time.monotonic()
        attach_all(probe)
        check(time.monotonic() - before < 20, "dead hosts have delayed the others")
        contexts = probe.wait_status("the refusal is told", lambda d, c: c[6]["state"] ==
                                     "cannot connect: Connection refused")[1]
        check(all(c["state"] in ("connecting", "cannot connect: no answer")
                  for c in contexts[:6]), contexts)
        check(contexts[7]["state"] == "connected", contexts)
        check(probe.finish() < 4, "stopping waits for dead hosts")


def host_that_comes_later(folder, recording):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with Probe(f"ip:127.0.0.1:{port}") as probe:
        probe.wait_status("it is told", lambda d, c: "refused" in c[0]["state"])
        probe.run_for(0.6)
        with Process([os.path.join(os.environ.get("B", "build"), "lumbar-sim"), "--listen",
                      f"127.0.0.1:{port}", "--recording", recording, "--loop"],
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            attach_all(probe)
            check(probe.status()[1][0]["state"] == "connected")
            probe.finish()


def garbage_server(folder, recording):
    """Something else listens there."""
    def serve(listener):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 20)
            peer.close()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        with Probe(f"ip:127.0.0.1:{listener.getsockname()[1]}") as probe:
            probe.wait_status("it is told", lambda d, c: c[0]["state"].startswith("cannot connect"))
            probe.run_for(1.5)
            probe.finish()
        listener.shutdown(socket.SHUT_RDWR)


def addresses_that_are_none(folder, recording):
    words = {"foo:bar": "libiio knows no such kind of address", "ip:127.0.0.1:0x": "cannot connect",
             "ip:no-such-host.invalid": "cannot connect"}
    with Sim(folder, recording, (), "--loop") as sim, Probe(*words, sim.uri) as probe:
        attach_all(probe)
        contexts = probe.wait_status("all have been tried", lambda d, c: not any(
            x["state"] == "connecting" for x in c), timeout=30)[1]
        for context in contexts[:-1]:
            check(words[context["uri"]] in context["state"], context)
        probe.finish()


def two_hubs(folder, recording):
    """Two contexts at once; a role on both belongs to one of them."""
    with Sim(folder, recording, ["duplicate-label=pelvis:bar"], "--loop") as one, \
            Sim(folder, recording, (), "--loop") as two, Probe(one.uri, two.uri) as probe:
        place = attach_all(probe, ("bar", "pelvis", "thorax", "feet"))
        check(sorted(place.values()) == [0, 1, 2, 3], place)
        devices = probe.wait_status("all have been looked at", lambda d, c: len(d) == 6)[0]
        losers = [d for d in devices if not d["has_role"]]
        check(len(losers) == 2, losers)
        for d in losers:
            check(one.uri in d["problem"] and two.uri in d["problem"], d)
        # when the holder's hub goes, the other takes the role over
        holder = [d for d in devices if d["has_role"] and d["role"] == "feet"][0]["uri"]
        (one if holder == one.uri else two).stop()
        probe.wait_event("detached", "feet")
        event = probe.wait_event("attached", "feet", timeout=25)
        check(event["uri"] != holder and event["sensor"] == place["feet"], event)
        probe.finish()


def random_answers(folder, recording):
    """Well-formed nonsense, seed by seed: nothing crashes, and afterwards all is well."""
    with Sim(folder, recording, ["fuzz@1.5+4"], "--loop", "--seed", os.environ["SEED"]) as sim, \
            Probe(sim.uri, samples=False) as probe:
        attach_all(probe)
        probe.run_for(6.0)
        probe.wait_status("all are back", lambda d, c: sum(
            x["connected"] and x["role"] in ROLES for x in d) == 3, timeout=25)
        probe.finish()


TESTS = {
    "values_and_times": values_and_times,
    "server_answers_garbage": comes_back("garbage@2+2", ["not understood"]),
    "server_stops_mid_answer": comes_back("stop@2+3", ["connection is lost", "no samples"]),
    "server_hangs": comes_back("hang@2+3", ["connection is lost", "no samples"]),
    "server_closes": comes_back("close@2+1", ["connection is lost"]),
    "server_answers_errors": comes_back("error=5@2+2", ["Input/output error"]),
    "server_answers_errors_of_its_own": comes_back("error=4000@2+2", ["has no name"]),
    "server_restarts": comes_back("restart@2+2", ["Connection refused", "connection is lost"]),
    "late_answers": late_answers,
    "unplug_one": unplug_one,
    "read_by_another": read_by_another,
    "no_scale": refused("no-scale:bar", "no scale attribute on in_accel_x"),
    "bad_scale": refused("bad-scale:bar", "scale of in_accel_x is not a usable number"),
    "zero_scale": refused("bad-scale=0:bar", "scale of in_accel_x is not a usable number"),
    "no_timestamp": refused("no-timestamp:bar", "no timestamp channel"),
    "no_label": refused("no-label:bar", "no role"),
    "bad_label": refused("duplicate-label=no good:bar", "cannot be the name of a role"),
    "two_of_one_role": two_of_one_role,
    "role_from_rule": role_from_rule,
    "sum_of_cells": sum_of_cells,
    "correction": correction,
    "clock_jump": clock_jump,
    "gap_is_counted": gap_is_counted,
    "drops_are_counted": drops_are_counted,
    "silent_sensor": silent_sensor,
    "a_hub_that_stands_still": a_hub_that_stands_still,
    "sensors_that_fall_silent_again": sensors_that_fall_silent_again,
    "who_has_real_time": who_has_real_time,
    "asked_rate": asked_rate,
    "dead_hosts_delay_nobody": dead_hosts_delay_nobody,
    "host_that_comes_later": host_that_comes_later,
    "garbage_server": garbage_server,
    "addresses_that_are_none": addresses_that_are_none,
    "two_hubs": two_hubs,
    "random_answers": random_answers,
}
TESTS.update(odd_tests.TESTS)
TESTS.update(local_tests.TESTS)
TESTS.update(udev_tests.TESTS)


def run(name, recording):
    with tempfile.TemporaryDirectory(prefix="lumbar-sensors-") as folder:
        before = time.monotonic()
        try:
            TESTS[name](folder, recording)
            return name, None, f"{time.monotonic() - before:.1f} s"
        except Skipped as reason:
            return name, None, f"SKIP {reason}"
        except Exception as error:  # a test that breaks has failed
            where = error if isinstance(error, Failed) else f"{type(error).__name__}: {error}"
            return name, where, f"{time.monotonic() - before:.1f} s"


def main():
    names = sys.argv[1:] or list(TESTS)
    workers = int(os.environ.get("JOBS", "6"))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="lumbar-sensors-") as folder:
        recording = os.path.join(folder, "made.rec")
        write_recording(recording, 20)
        os.environ.setdefault("SEED", str(time.time_ns() % 100000))
        print(f"# SEED={os.environ['SEED']}\n1..{len(names)}", flush=True)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            jobs = [pool.submit(run, name, recording) for name in names]
            for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
                name, error, remark = job.result()
                print(f"{'ok' if error is None else 'not ok'} {number} - {name} # {remark}",
                      flush=True)
                if error is not None:
                    failed += 1
                    for line in str(error).splitlines():
                        print(f"#   {line}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

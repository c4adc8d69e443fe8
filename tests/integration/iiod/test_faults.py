#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every fault that the simulator can be told, and what a libiio client sees of it."""
import os
import tempfile
import time

import harness
from harness import Client, Simulator, equal, unpack_imu
from libiio import Context

PATH = None


def sim(*faults, options=()):
    return Simulator("--recording", PATH, "--loop", *options,
                     *[word for fault in faults for word in ("--iiod-fault", fault)])


def now(simulator, fault, device="iio:device0"):
    with Client(simulator.port) as client:
        wrote = client.write(f"{device} DEBUG fault", fault)
        assert wrote > 0, f"{fault}: {wrote}"


def refill_under(fault, timeout_ms=400):
    """Opens a buffer, lets the fault begin, and returns the first refill that fails, how long it
    took, and the one after the fault has ended."""
    with sim() as simulator, Context(simulator.uri, timeout_ms) as context:
        buffer = context.buffer("lumbar-imu", 2)
        equal(context.refill(buffer), 48)
        now(simulator, fault)
        # One whose answer was on its way may still succeed.
        for _ in range(3):
            began = time.monotonic()
            failed = context.refill(buffer)
            took = time.monotonic() - began
            if failed < 0:
                break
        now(simulator, "clear")
        return failed, took, context.refill(buffer)


def test_garbage_is_an_invalid_argument_and_passes():
    failed, took, after = refill_under("garbage:bar")
    equal(failed, -22)
    assert took < 0.3, took
    equal(after, 48)


def test_an_error_is_passed_on_and_passes():
    for number in 5, 110, 19:
        failed, _, after = refill_under(f"error={number}:bar")
        equal((failed, after), (-number, 48))


def test_half_an_answer_is_a_broken_pipe_after_the_limit():
    failed, took, after = refill_under("stop:bar")
    equal(failed, -32)
    assert 0.3 < took < 2, took
    equal(after, -32, "never an answer that nobody waits for")


def test_silence_is_a_broken_pipe_after_the_limit():
    failed, took, after = refill_under("hang:bar")
    equal((failed, after), (-32, -32))
    assert 0.3 < took < 2, took


def test_a_closed_connection_is_a_broken_pipe_at_once():
    failed, took, after = refill_under("close:bar")
    equal((failed, after), (-32, -32))
    assert took < 0.3, took


def test_a_late_answer_is_a_broken_pipe_and_then_out_of_step():
    failed, took, _ = refill_under("late=0.7:bar")
    equal(failed, -32)
    assert 0.3 < took < 2, took


def test_a_silent_device_times_out_then_is_bad_until_closed():
    failed, took, after = refill_under("gap:bar", timeout_ms=600)
    equal((failed, after), (-110, -9))
    assert 0.25 < took < 0.59, f"before the client's own limit: {took}"


def test_answers_about_other_devices_stay_whole():
    with sim("garbage:bar") as simulator, Context(simulator.uri) as context:
        equal(context.device_attr("lumbar-imu", "serial"), -22)
        equal(context.device_attr("lumbar-force", "serial"), "SIM0002")
        equal(context.refill(context.buffer("lumbar-force", 2)), 32)


def test_a_context_from_a_broken_server_fails():
    for fault, errno in (("garbage", 22), ("error=13", 13), ("close", 32)):
        with sim(fault) as simulator:
            try:
                with Context(simulator.uri):
                    raise AssertionError(f"{fault}: a context")
            except OSError as problem:
                equal(problem.errno, errno, fault)


def test_an_unplugged_device_is_gone_for_old_and_new_contexts_and_returns():
    with sim() as simulator, Context(simulator.uri, 600) as context:
        buffer = context.buffer("lumbar-imu", 2)
        equal(context.refill(buffer), 48)
        now(simulator, "unplug")
        for _ in range(3):
            failed = context.refill(buffer)
            if failed < 0:
                break
        equal(failed, -110)
        equal(context.refill(buffer), -9)
        equal(context.device_attr("lumbar-imu", "serial"), -2)
        equal(context.channel_attr("lumbar-imu", "accel_x", "scale"), -2)
        with Context(simulator.uri) as other:
            equal(other.devices(), {"iio:device1": "feet"})
            equal(other.refill(other.buffer("lumbar-force", 1)), 16)
        now(simulator, "replug")
        with Context(simulator.uri) as other:
            equal(other.devices(), {"iio:device0": "bar", "iio:device1": "feet"})
            equal(other.refill(other.buffer("lumbar-imu", 1)), 24)


def test_attributes_and_channels_can_be_missing_or_bad():
    with sim("no-scale:bar", "no-timestamp:feet") as simulator, Context(simulator.uri) as context:
        equal(context.channel_attr("lumbar-imu", "accel_x", "scale"), -2)
        equal(context.channel("lumbar-force", "timestamp"), None)
        equal(context.refill(context.buffer("lumbar-imu", 1)), 24)
        equal(context.refill(context.buffer("lumbar-force", 1)), 8)
    with sim("bad-scale:bar", "bad-scale=-inf:feet") as simulator, \
            Context(simulator.uri) as context:
        equal(context.channel_attr("lumbar-imu", "accel_x", "scale"), "banana")
        equal(context.channel_attr("lumbar-force", "voltage0", "scale"), "-inf")


def test_labels_can_be_missing_or_double():
    with sim("no-label:bar") as simulator, Context(simulator.uri) as context:
        equal(context.devices(), {"iio:device0": None, "iio:device1": "feet"})
    with sim("duplicate-label=feet:bar") as simulator, Context(simulator.uri) as context:
        equal(context.devices(), {"iio:device0": "feet", "iio:device1": "feet"})


def bar_samples(port, count):
    with Client(port) as client:
        # Deep enough that nothing is lost because this machine is busy.
        equal(client.number("SET iio:device0 BUFFERS_COUNT 4096"), 0)
        equal(client.number("OPEN iio:device0 1 0000007f"), 0)
        return [unpack_imu(client.readbuf("iio:device0", 24)[1])[0] for _ in range(count)]


def test_samples_can_saturate_or_stick():
    with sim("saturated:bar") as simulator:
        for raw, _ in bar_samples(simulator.port, 5):
            assert set(raw) <= {32767, -32768}, raw
    with sim("stuck:bar") as simulator:
        got = bar_samples(simulator.port, 5)
        equal(len({raw for raw, _ in got}), 1, "values")
        equal(len({stamp for _, stamp in got}), 5, "stamps")


def test_clocks_jump_both_ways():
    for jump in 2.2, -10:
        with sim() as simulator, Client(simulator.port) as client:
            def stamp():
                return unpack_imu(client.readbuf("iio:device0", 24)[1])[0][1]

            equal(client.number("OPEN iio:device0 1 0000007f"), 0)
            stamps = [stamp()]
            now(simulator, f"clock-jump={jump}")
            stamps += [stamp() for _ in range(8)]
            steps = [round((b - a) * 1e-9) for a, b in zip(stamps, stamps[1:])]
            equal([step for step in steps if step], [round(jump)], steps)


def test_samples_get_lost_as_often_as_told():
    with sim("drop=0.5:bar", options=("--speed", "20", "--seed", str(harness.SEED))) as simulator:
        stamps = [stamp for _, stamp in bar_samples(simulator.port, 1000)]
    steps = [round((b - a) / 1e7) for a, b in zip(stamps, stamps[1:])]
    kept = len(steps) / sum(steps)
    # 1000 kept of about 2000: five standard deviations are 0.06.
    assert 0.44 < kept < 0.56, f"{kept}, seed {harness.SEED}"


def test_faults_come_and_go_on_time():
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "faults")
        with open(script, "w", encoding="ascii") as f:
            f.write("# a gap of half a second\ngap@0.5+0.5:bar   # and no longer\n\n")
        with sim(options=("--start-on-open", "--fault-script", script)) as simulator, \
                Client(simulator.port) as client, Client(simulator.port) as other:
            equal(other.number("SET iio:device0 BUFFERS_COUNT 4096"), 0)
            equal(other.number("OPEN iio:device1 1 00000007"), 0)
            equal(client.number("OPEN iio:device0 1 0000007f"), 0)
            got = [unpack_imu(client.readbuf("iio:device0", 24)[1])[0] for _ in range(100)]
            start = got[0][1]
            hole = [(a[1] - start, b[1] - start) for a, b in zip(got, got[1:])
                    if b[1] - a[1] > 10000000]
            equal(len(hole), 1, hole)
            equal(hole[0], (490000000, 1000000000))


def test_a_restarted_server_is_gone_and_comes_back():
    with sim() as simulator:
        with Context(simulator.uri, 600) as context:
            buffer = context.buffer("lumbar-imu", 1)
            equal(context.refill(buffer), 24)
            with Client(simulator.port) as client:
                client.write("iio:device0 DEBUG fault", "restart")
                equal(client.is_at_end(2), None, "closed")
            assert not harness.port_is_open(simulator.port)
            for _ in range(6):
                failed = context.refill(buffer)
                if failed < 0:
                    break
            assert failed in (-32, -104), failed
    with sim("restart@0.3+0.5") as simulator:
        seen = []
        deadline = time.monotonic() + 5
        while seen != [True, False, True] and time.monotonic() < deadline:
            is_open = harness.port_is_open(simulator.port)
            if not seen or seen[-1] != is_open:
                seen.append(is_open)
            time.sleep(0.02)
        equal(seen, [True, False, True])
        with Context(simulator.uri) as context:
            equal(context.refill(context.buffer("lumbar-imu", 1)), 24)


def test_the_simulator_can_be_told_to_end():
    with sim("exit@0.2") as simulator:
        equal(simulator.process.wait(5), 0)


def test_fuzzed_answers_are_random_but_well_formed():
    with sim("fuzz", options=("--seed", str(harness.SEED))) as simulator, \
            Client(simulator.port) as client:
        texts = {client.value("READ iio:device0 serial") for _ in range(40)}
        assert len(texts) > 10, f"seed {harness.SEED}: {texts}"
        equal(client.number("OPEN iio:device0 1 0000007f"), 0)
        errors = samples = 0
        for _ in range(100):
            got = client.readbuf("iio:device0", 24)
            if isinstance(got, int):
                assert -134 < got < 0, got
                errors += 1
            else:
                equal((got[0], len(got[1])), (b"0000007f", 24))
                samples += 1
        assert errors and samples, (errors, samples)
        equal(client.number("CLOSE iio:device0"), 0)
        for _ in range(20):
            assert isinstance(client.value("PRINT"), bytes)


def test_bad_faults_are_refused():
    with sim() as simulator, Client(simulator.port) as client:
        for line in ("nonsense", "late", "late=x", "gap=3", "gap:nobody", "drop=0.1@x",
                     "gap@-1", "gap@1+x", "x" * 200, ""):
            equal(client.write("iio:device0 DEBUG fault", line), -22, line)
        equal(client.value("READ iio:device0 DEBUG fault"), b"none\0")
        assert client.write("iio:device0 DEBUG fault", "stuck") > 0
        equal(client.value("READ iio:device0 DEBUG fault"), b"stuck\0")
        equal(client.value("READ iio:device1 DEBUG fault"), b"none\0")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lumbar-iiod.") as outer:
        PATH = os.path.join(outer, "a.rec")
        harness.recording(PATH)
        harness.main(__name__)

# SPDX-License-Identifier: MIT
"""Devices that are not ours: other formats, mounted otherwise, without what is needed."""

import struct

from fake_iiod import STAMP, Channel, Device, FakeIiod, imu_channels, pack_imu
from harness import Probe, check


def served(device, role="bar", options=(), seconds=0.5):
    """Runs a device and returns its samples and status."""
    with FakeIiod([device]) as iiod, Probe(iiod.uri, options=options) as probe:
        probe.wait_event("attached", role)
        probe.run_for(seconds)
        samples, status = probe.samples(role), probe.device(role=role)
        probe.finish()
        return samples, status


def near(sample, expected):
    check(all(abs(a - b) < 1e-9 for a, b in zip(sample["v"], expected)), sample["v"],
          "instead of", expected)


def plain(_folder, _recording):
    device = Device("mpu6050", "bar", imu_channels(), pack_imu(lambda i: (1, -2, 3, -4, 5, -32768)))
    samples, status = served(device)
    near(samples[3], (0.001, -0.002, 0.003, -0.004, 0.005, -32.768))
    check(abs(status["accel_fs"] - 32.767) < 1e-3, status)


def offset_and_negative_scale(_folder, _recording):
    channels = imu_channels(scale="-0.5", accel_attrs={"offset": "100"})
    samples, _ = served(Device("x", "bar", channels, pack_imu(lambda i: (0, 1, 2, 3, 4, 5))))
    near(samples[3], (-50.0, -50.5, -51.0, -1.5, -2.0, -2.5))


def mount_matrix(_folder, _recording):
    """Of the device: it turns both; a quarter turn about z."""
    device = Device("x", "bar", imu_channels(), pack_imu(lambda i: (1000, 2000, 3000, 4, 5, 6)),
                    attrs={"mount_matrix": "0, 1, 0; -1, 0, 0; 0, 0, 1"})
    samples, _ = served(device)
    near(samples[3], (2.0, -1.0, 3.0, 0.005, -0.004, 0.006))


def mount_matrix_of_the_accelerometer(_folder, _recording):
    channels = imu_channels(accel_attrs={"mount_matrix@in_accel_mount_matrix":
                                         "1, 0, 0; 0, -1, 0; 0, 0, -1"})
    samples, _ = served(Device("x", "bar", channels, pack_imu(lambda i: (1, 2, 3, 4, 5, 6))))
    near(samples[3], (0.001, -0.002, -0.003, 0.004, 0.005, 0.006))


def mount_matrix_as_libiio_splits_it(_folder, _recording):
    """in_mount_matrix becomes a channel `mount` with an attribute `matrix`."""
    channels = imu_channels() + [Channel("mount", None, {"matrix@in_mount_matrix":
                                                         "-1, 0, 0; 0, -1, 0; 0, 0, 1"})]
    samples, _ = served(Device("x", "bar", channels, pack_imu(lambda i: (1, 2, 3, 4, 5, 6))))
    near(samples[3], (-0.001, -0.002, 0.003, -0.004, -0.005, 0.006))


def mount_matrix_that_is_none(_folder, _recording):
    for matrix, words in (("-1, 0, 0; 0, 1, 0; 0, 0, 1", "it is not a rotation"),
                          ("sideways", "not a matrix of nine numbers")):
        device = Device("x", "bar", imu_channels(), pack_imu(lambda i: (1, 2, 3, 4, 5, 6)),
                        attrs={"mount_matrix": matrix})
        with FakeIiod([device]) as iiod, Probe(iiod.uri) as probe:
            probe.wait_event("attached", "bar")
            near(probe.wait_event("sample", "bar"), (0.001, 0.002, 0.003, 0.004, 0.005, 0.006))
            check(words in probe.errors(), probe.errors())
            probe.finish()


def load_cell_in_24_bits(_folder, _recording):
    """Big-endian, left-aligned, signed 24 of 32 bits, as load-cell ADCs have them."""
    def pack(i):
        raw = struct.pack(">ii", -1000 << 8, 250000 << 8)
        return raw + struct.pack("<q", int(i * 1e9 / 100))
    channels = [Channel(f"voltage{k}", "be:s24/32>>8", {"scale": "0.000010"}) for k in (0, 1)]
    device = Device("nau7802", "feet", channels + [Channel("timestamp", STAMP)], pack)
    samples, status = served(device, "feet")
    check(status["channels"] == 2 and status["kind"] == "force", status)
    near(samples[3], (-1000 * 1e-8 * 500000, 250000 * 1e-8 * 500000))


def unsigned_with_offset(_folder, _recording):
    """A 12-bit converter whose zero is in the middle."""
    def pack(i):
        return struct.pack("<H6xq", 0xf000 | 2048 + 100, int(i * 1e9 / 100))
    channels = [Channel("voltage0", "le:u12/16>>0", {"scale": "2", "offset": "-2048"}),
                Channel("timestamp", STAMP)]
    samples, _ = served(Device("adc", "cable", channels, pack), "cable")
    near(samples[3], (100 * 2e-3 * 500000,))


def monotonic_clock_is_asked_for(_folder, _recording):
    device = Device("x", "bar", imu_channels(), pack_imu(lambda i: (1, 2, 3, 4, 5, 6)),
                    attrs={"current_timestamp_clock": "realtime"})
    served(device)
    check(("current_timestamp_clock", "monotonic") in device.written, device.written)


def rate_is_asked_for(_folder, _recording):
    device = Device("x", "bar", imu_channels(), pack_imu(lambda i: (1, 2, 3, 4, 5, 6)),
                    attrs={"sampling_frequency_available": "12.5 25 50 100 200"})
    served(device, options=["--rate", "90"])
    check(("sampling_frequency", "100") in device.written, device.written)


def cannot_be_used(channels, words, label="bar", options=(), name="x", attrs=None):
    def test(_folder, _recording):
        good = Device("good", "pelvis", imu_channels(), pack_imu(lambda i: (1, 2, 3, 4, 5, 6)))
        bad = Device(name, label, channels(), lambda i: bytes(24), attrs=attrs)
        with FakeIiod([bad, good]) as iiod, Probe(iiod.uri, options=options) as probe:
            probe.wait_event("attached", "pelvis")
            probe.wait_status("it is told", lambda d, c: len(d) == 2)
            device = probe.device(device="iio:device0")
            check(words in device["problem"] and not device["connected"], device)
            probe.finish()
    return test


def misbehaves(trouble, words):
    """A server that breaks the protocol costs its own device and neither the process nor the rest."""
    def test(_folder, _recording):
        good = Device("good", "pelvis", imu_channels(), pack_imu(lambda i: (1, 2, 3, 4, 5, 6)))
        bad = Device("x", "bar", imu_channels() + [Channel("temp", "le:s16/16>>0")],
                     lambda i: bytes(32) if trouble == "wide" else bytes(24), rate=208.0,
                     trouble=trouble)  # two samples at a time, so that one wide one is an answer
        with FakeIiod([bad, good]) as iiod, Probe(iiod.uri) as probe:
            probe.wait_event("attached", "pelvis")
            probe.wait_status("it is told", lambda d, c: any(words in x["problem"] for x in d))
            check(not probe.samples("bar"))
            for _ in range(5):
                probe.wait_event("sample", "pelvis")
            probe.finish()
    return test


def half(kind, name, values, rate, **more):
    channels = [Channel(f"{kind}_{a}", "le:s16/16>>0", {"scale": "0.001"}) for a in "xyz"]
    return Device(name, "bar", channels + [Channel("timestamp", STAMP)],
                  lambda i: struct.pack("<3h2xq", *values(i), int(i * 1e9 / rate)), rate=rate, **more)


def two_halves(_folder, _recording):
    """Accelerometer and gyroscope as two devices, as many mainline drivers have them."""
    accel = half("accel", "lsm6dsl_accel", lambda i: (1000, i % 10000, -9810), 104.0,
                 attrs={"mount_matrix": "1, 0, 0; 0, -1, 0; 0, 0, -1"})
    gyro = half("anglvel", "lsm6dsl_gyro", lambda i: (1, -2, i % 10000), 208.0)
    with FakeIiod([accel, gyro]) as iiod, Probe(iiod.uri) as probe:
        event = probe.wait_event("attached", "bar")
        check(event["model"] == "lsm6dsl_gyro" and event["accel_fs"] > 32, event)
        probe.run_for(3.0)
        samples = probe.samples("bar")[200:]  # the clocks of both have settled
        check(len(samples) > 250, len(samples))
        first = samples[0]["v"][5]
        for k, s in enumerate(samples):
            check(abs(s["v"][5] - first - 0.001 * k) < 1e-6, "a sample is missing:", k, s)
            check(abs(s["v"][0] - 1) < 1e-9 and abs(s["v"][2] - 9.81) < 1e-9, s)
            check(s["flags"] == 0, s)
        ramp = [-s["v"][1] for s in samples[100:]]
        steps = [b - a for a, b in zip(ramp, ramp[1:])]  # half a step of the accelerometer each
        check(all(0.0003 < x < 0.0007 for x in steps), min(steps), max(steps))
        helper = probe.device(device="iio:device0")
        check(not helper["has_role"] and helper["connected"] and
              helper["problem"] == "used together with iio:device1", helper)
        check(abs(probe.device(has_role=True)["rate"] - 208) < 2)
        probe.finish()


def a_half_goes(_folder, _recording):
    for dying in (0, 1):
        halves = [half("accel", "lsm6dsl_accel", lambda i: (0, 0, 9810), 104.0),
                  half("anglvel", "lsm6dsl_gyro", lambda i: (1, -2, 3), 104.0)]
        halves[dying].trouble = "dies"
        with FakeIiod(halves) as iiod, Probe(iiod.uri) as probe:
            place = probe.wait_event("attached", "bar")["sensor"]
            probe.wait_event("detached", "bar")
            mark = len(probe.events)
            check(probe.wait_event("attached", "bar")["sensor"] == place)
            check(probe.wait_event("sample", "bar")["flags"] == 1, "a gap where it was away")
            check(not [e for e in probe.events[mark:-2] if e["event"] == "sample"],
                  "half an IMU has given samples")
            probe.finish()


def one_half_only(_folder, _recording):
    with FakeIiod([half("accel", "lsm6dsl_accel", lambda i: (0, 0, 9810), 104.0)]) as iiod, \
            Probe(iiod.uri) as probe:
        probe.wait_status("it is told", lambda d, c: d and
                          d[0]["problem"] == "there is no gyroscope for its role")
        probe.run_for(0.3)
        check(not [e for e in probe.events if e["event"] in ("attached", "sample")])
        probe.finish()


def more_devices_than_places(_folder, _recording):
    many = [Device(f"adc{k}", None, cells(1), None) for k in range(66)]
    with FakeIiod(many) as iiod, Probe(iiod.uri) as probe:
        probe.wait_status("all that have a place", lambda d, c: len(d) == 64)
        for _ in range(400):
            if "is not used" in probe.errors():
                break
            probe.run_for(0.05)
        check("iio:device64 is not used" in probe.errors(), "it is not told")
        check(probe.errors().count("is not used") == 1, "it is told more than once")
        probe.finish()


def cells(n, stamp=True):
    channels = [Channel(f"voltage{k}", "le:s32/32>>0", {"scale": "0.001"}) for k in range(n)]
    return channels + ([Channel("timestamp", STAMP)] if stamp else [])


def only_polled():
    return [Channel(f"accel_{a}", None, {"raw": "1", "scale": "1"}) for a in "xyz"]


TESTS = {
    "plain": plain,
    "offset_and_negative_scale": offset_and_negative_scale,
    "mount_matrix": mount_matrix,
    "mount_matrix_of_the_accelerometer": mount_matrix_of_the_accelerometer,
    "mount_matrix_as_libiio_splits_it": mount_matrix_as_libiio_splits_it,
    "mount_matrix_that_is_none": mount_matrix_that_is_none,
    "load_cell_in_24_bits": load_cell_in_24_bits,
    "unsigned_with_offset": unsigned_with_offset,
    "monotonic_clock_is_asked_for": monotonic_clock_is_asked_for,
    "rate_is_asked_for": rate_is_asked_for,
    "two_halves": two_halves,
    "a_half_goes": a_half_goes,
    "one_half_only": one_half_only,
    "more_devices_than_places": more_devices_than_places,
    "scale_with_comma": cannot_be_used(lambda: imu_channels(scale="0,5"), "not a usable number"),
    "scale_nan": cannot_be_used(lambda: imu_channels(scale="nan"), "not a usable number"),
    "without_buffer": cannot_be_used(only_polled, "no buffered in_accel_x channel"),
    "repeated_channel": cannot_be_used(lambda: imu_channels(form="le:s16/16X4>>0"),
                                       "sample format that is not understood"),
    "three_feet": cannot_be_used(lambda: cells(3), "feet need 2 or 4 load cells", label="feet"),
    "five_cells": cannot_be_used(lambda: cells(5), "more than 4 voltage channels", label="feet"),
    "no_newton_per_volt": cannot_be_used(lambda: cells(2), "newton_per_volt is not configured",
                                         label="feet", options=["--npv", "0"]),
    "force_without_stamp": cannot_be_used(lambda: cells(2, stamp=False), "no timestamp channel",
                                          label="feet"),
    "server_with_nothing_to_say": misbehaves("empty", "not understood"),
    "server_with_another_mask": misbehaves("wide", "not understood"),
}

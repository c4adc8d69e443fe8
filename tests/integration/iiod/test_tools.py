#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Debian's own iio_info, iio_attr and iio_readdev against the simulator."""
import os
import struct
import tempfile
import threading

import harness
from harness import NEWTON_PER_VOLT, Client, Simulator, equal, quantise, run

ACCEL_SCALE = 0.004788403   # 16 g in 16 bits, as IIO prints it
ANGLVEL_SCALE = 0.001065264  # 2000 deg/s in 16 bits
FORCE_SCALE_N = 0.000005e-3 * NEWTON_PER_VOLT
S16 = 32767
S24 = (1 << 23) - 1


class Playing:
    """A simulator that plays a recording from when its devices are opened."""

    def __init__(self, *options, seconds=20, rate=100, sensors=("bar", "feet")):
        self.folder = tempfile.TemporaryDirectory(prefix="lumbar-iiod.")
        path = os.path.join(self.folder.name, "a.rec")
        self.samples = harness.recording(path, seconds, rate, sensors)
        self.simulator = Simulator("--recording", path, *options)

    def __enter__(self):
        self.simulator.__enter__()
        self.uri, self.port = self.simulator.uri, self.simulator.port
        # Deep enough that nothing is lost because this machine is busy.
        with Client(self.port) as client:
            for device in range(len(self.samples)):
                equal(client.number(f"SET iio:device{device} BUFFERS_COUNT 4096"), 0)
        return self

    def __exit__(self, *_):
        self.simulator.__exit__()
        self.folder.cleanup()


def raw_imu(values):
    return tuple([quantise(v, ACCEL_SCALE, S16) for v in values[:3]] +
                 [quantise(v, ANGLVEL_SCALE, S16) for v in values[3:]])


def raw_force(values):
    return tuple(quantise(v, FORCE_SCALE_N, S24) for v in values)


def where(samples, raws):
    """The place in the recording where these raw values stand, one after the other."""
    for start in range(len(samples) - len(raws) + 1):
        if samples[start] == raws[0]:
            for i, raw in enumerate(raws):
                equal(raw, samples[start + i], f"sample {start} + {i}")
            return start
    raise AssertionError(f"{raws[0]} is not in the recording")


def readdev(uri, device, count, samples, *channels):
    return run("iio_readdev", "-u", uri, "-b", str(count), "-s", str(samples), device,
               *channels).stdout


def test_iio_info_shows_devices_channels_and_attributes():
    with Playing("--loop") as p:
        done = run("iio_info", "-u", p.uri)
        text = done.stdout.decode()
        equal(done.stderr, b"", "complaints")
        for line in ("IIO context has 2 devices:",
                     "iio:device0: lumbar-imu (label: bar) (buffer capable)",
                     "iio:device1: lumbar-force (label: feet) (buffer capable)",
                     "accel_x:  (input, index: 0, format: le:S16/16>>0)",
                     "anglvel_z:  (input, index: 5, format: le:S16/16>>0)",
                     "timestamp:  (input, index: 6, format: le:S64/64>>0)",
                     "voltage1:  (input, index: 1, format: le:S32/32>>0)",
                     "scale value: 0.004788403", "scale value: 0.001065264",
                     "scale value: 0.000005000", "current_timestamp_clock value: realtime",
                     "sampling_frequency value: 100.000000", "serial value: SIM0001",
                     "mount_matrix value: 1, 0, 0; 0, 1, 0; 0, 0, 1"):
            if line not in text:
                raise AssertionError(f"{line!r} is not in:\n{text}")
        if "ERROR" in text:
            raise AssertionError(text)


def test_iio_attr_reads_and_writes():
    with Playing("--loop") as p:
        def attr(*words, check=True):
            return run("iio_attr", "-u", p.uri, *words, check=check)

        equal(attr("-d", "lumbar-imu", "sampling_frequency_available").stdout,
              b"25.000000 50.000000 100.000000\n")
        equal(attr("-d", "lumbar-imu", "sampling_frequency", "50").stdout, b"50.000000\n")
        equal(attr("-d", "lumbar-force", "sampling_frequency").stdout, b"100.000000\n")
        assert attr("-d", "lumbar-imu", "sampling_frequency", "37", check=False).returncode
        equal(attr("-d", "lumbar-imu", "current_timestamp_clock", "monotonic").stdout,
              b"monotonic\n")
        assert attr("-d", "lumbar-imu", "current_timestamp_clock", "sundial",
                    check=False).returncode
        assert attr("-d", "lumbar-imu", "serial", "mine", check=False).returncode
        equal(attr("-c", "lumbar-imu", "anglvel_y", "scale").stdout, b"0.001065264\n")
        assert -32768 <= int(attr("-c", "lumbar-imu", "accel_x", "raw").stdout) <= 32767
        assert 0 <= int(attr("-B", "lumbar-imu", "data_available").stdout) < 10


def test_iio_readdev_gives_the_recording_value_by_value():
    for count in 1, 2, 4:
        with Playing("--start-on-open", sensors=("bar",)) as p:
            data = readdev(p.uri, "lumbar-imu", count, 40)
            got = harness.unpack_imu(data)
            equal(len(got), 40, f"samples with a buffer of {count}")
            wanted = [raw_imu(v) for _, v in p.samples["bar"]]
            equal(where(wanted, [raw for raw, _ in got]), 0, "first sample")
            stamps = [stamp for _, stamp in got]
            equal({b - a for a, b in zip(stamps, stamps[1:])}, {10000000}, "steps of time")


def test_iio_readdev_gives_forces():
    with Playing("--start-on-open", sensors=("feet",)) as p:
        data = readdev(p.uri, "lumbar-force", 4, 40)
        got = [(s[0], s[1]) for s in struct.iter_unpack("<2iq", data)]
        equal(where([raw_force(v) for _, v in p.samples["feet"]], got), 0)
        newtons = got[7][0] * 0.000005 * 1e-3 * NEWTON_PER_VOLT
        assert abs(newtons - p.samples["feet"][7][1][0]) <= 0.00126, newtons


def test_subsets_of_channels_have_their_layout():
    layouts = ((("accel_z",), "<h", (2,)), (("accel_x", "anglvel_z"), "<2h", (0, 5)),
               (("accel_z", "timestamp"), "<h6xq", (2,)),
               (("anglvel_x", "anglvel_y", "anglvel_z"), "<3h", (3, 4, 5)),
               (("accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "timestamp"),
                "<5h6xq", (0, 1, 2, 3, 4)))
    for channels, layout, places in layouts:
        with Playing("--start-on-open", sensors=("bar",)) as p:
            data = readdev(p.uri, "lumbar-imu", 2, 10, *channels)
            got = [s[:len(places)] for s in struct.iter_unpack(layout, data)]
            wanted = [tuple(raw_imu(v)[i] for i in places) for _, v in p.samples["bar"]]
            equal(where(wanted, got), 0, channels)


def test_several_clients_at_once_each_get_everything():
    with Playing("--loop", seconds=8) as p:
        results = {}

        def read(name, device, count):
            try:
                results[name] = readdev(p.uri, device, count, 100)
            except Exception as problem:  # pylint: disable=broad-except
                results[name] = problem

        threads = [threading.Thread(target=read, args=((device, count), device, count))
                   for device in ("lumbar-imu", "lumbar-force") for count in (1, 2, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for (device, count), data in results.items():
            if isinstance(data, Exception):
                raise data
            if device == "lumbar-imu":
                got = [raw for raw, _ in harness.unpack_imu(data)]
                wanted = [raw_imu(v) for _, v in p.samples["bar"]]
            else:
                got = [(s[0], s[1]) for s in struct.iter_unpack("<2iq", data)]
                wanted = [raw_force(v) for _, v in p.samples["feet"]]
            equal(len(got), 100, (device, count))
            where(wanted + wanted, got)


def test_time_stamps_are_the_host_clock_of_choice():
    for clock, seconds in (("realtime", harness.time.CLOCK_REALTIME),
                           ("monotonic", harness.time.CLOCK_MONOTONIC)):
        with Playing("--loop") as p, Client(p.port) as client:
            assert client.write("iio:device0 current_timestamp_clock", clock) > 0
            equal(client.number("OPEN iio:device0 1 0000007f"), 0)
            # A clock cannot change below samples that are on their way.
            equal(client.write("iio:device0 current_timestamp_clock", "monotonic"), -16)
            _, data = client.readbuf("iio:device0", 24)
            late = harness.time.clock_gettime_ns(seconds) - harness.unpack_imu(data)[0][1]
            assert 0 <= late < 500e6, f"{clock}: {late} ns"


def test_a_slow_client_finds_old_samples_then_a_gap():
    with Playing("--loop") as p, Client(p.port) as client:
        equal(client.number("SET iio:device0 BUFFERS_COUNT 8"), 0)
        equal(client.number("OPEN iio:device0 2 0000007f"), 0)
        harness.time.sleep(0.5)
        stamps = []
        for _ in range(12):
            _, data = client.readbuf("iio:device0", 48)
            stamps += [stamp for _, stamp in harness.unpack_imu(data)]
        steps = [round((b - a) / 1e7) for a, b in zip(stamps, stamps[1:])]
        equal(steps[:15], [1] * 15, "sixteen samples in a row")
        assert steps[15] > 10, f"a gap of {steps[15]}"
        equal(steps[16:], [1] * len(steps[16:]), "and in a row again")


def test_a_quarter_of_the_rate_and_saturation():
    with Playing("--start-on-open", sensors=("bar",)) as p, Client(p.port) as client:
        assert client.write("iio:device0 sampling_frequency", "25") > 0
        equal(client.number("OPEN iio:device0 1 0000007f"), 0)
        data = b"".join(client.readbuf("iio:device0", 24)[1] for _ in range(10))
        got = harness.unpack_imu(data)
        wanted = [raw_imu(v) for _, v in p.samples["bar"]]
        equal(where(wanted[3::4], [raw for raw, _ in got]), 0)
        equal({b[1] - a[1] for a, b in zip(got, got[1:])}, {40000000}, "steps of time")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "edge.rec")
        with open(path, "w", encoding="ascii") as f:
            f.write("# lumbar recording 1\n"
                    "# sensor bar anglvel_x anglvel_y anglvel_z accel_x accel_y accel_z\n")
            for i in range(10):
                f.write(f"{i / 10},bar,1e9,-1e9,nan,156.91,-156.91,0.0024\n")
        with Simulator("--recording", path, "--start-on-open") as simulator:
            data = readdev(simulator.uri, "lumbar-imu", 1, 1)
            equal(harness.unpack_imu(data)[0][0], (32767, -32768, 1, 32767, -32768, -32768))


def test_damaged_recordings_are_refused_or_reported():
    def sim(text, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bad.rec")
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            return run(os.path.join(harness.BUILD, "lumbar-sim"), "--recording", path, "--record",
                       "-", *options, check=False)

    head = "# lumbar recording 1\n# sensor feet force_left force_right\n"
    good = "".join(f"{i / 100:.2f},feet,1,2\n" for i in range(150))
    done = sim(head + good + "2.0,feet,1\n")
    equal(done.returncode, 0, "one bad line of 151")
    equal(len(done.stdout.splitlines()), 152)
    assert b"bad.rec:153: " in done.stderr, done.stderr
    for name, text, hint in (
            ("two bad lines", head + good + "2.0,feet,1\n2.1,hands,1,2\n", b"more than 1 %"),
            ("no header", good, b":1: not a lumbar recording"),
            ("no samples", head, b"no samples"),
            ("empty", "", b"no samples"),
            ("unknown channel", "# lumbar recording 1\n# sensor bar accel_x up\n", b":2: "),
            ("three forces", "# lumbar recording 1\n# sensor feet force_a force_b force_c\n",
             b":2: "),
            ("sensor twice", head + "# sensor feet force_left\n", b"twice"),
            ("back in time", head + good + "1.0,feet,1,2\n" * 9, b"goes back in time")):
        done = sim(text)
        equal(done.returncode, 1, name)
        if hint not in done.stderr:
            raise AssertionError(f"{name}: {done.stderr}")


def test_stamp_log_has_a_line_a_sample():
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "stamps")
        with Playing("--start-on-open", "--stamp-log", log, sensors=("bar",)) as p:
            got = harness.unpack_imu(readdev(p.uri, "lumbar-imu", 2, 20))
        with open(log, encoding="ascii") as f:
            lines = f.read().splitlines()
        equal(lines[0], "send_ns,sensor,stamp_ns,t_ns")
        rows = [line.split(",") for line in lines[1:]]
        equal([int(row[2]) for row in rows[:20]], [stamp for _, stamp in got])
        equal([int(row[3]) for row in rows[:20]], [i * 10000000 for i in range(20)])
        equal({row[1] for row in rows}, {"bar"})
        sends = [int(row[0]) for row in rows]
        equal(sends, sorted(sends), "order")


def test_ends_by_itself_and_when_told():
    with Playing("--exit-at-end", "--speed", "50", seconds=5) as p:
        equal(p.simulator.process.wait(10), 0, "--exit-at-end")
    for number in harness.signal.SIGTERM, harness.signal.SIGINT:
        with Playing("--loop") as p, Client(p.port) as client:
            equal(client.number("OPEN iio:device0 1 0000007f"), 0)
            p.simulator.process.send_signal(number)
            equal(p.simulator.process.wait(10), 0, number)


if __name__ == "__main__":
    harness.main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""libiio's local backend on the fake /sys of iio-testbed, on which tests of that path stand."""
import os
import struct
import subprocess
import tempfile

import harness
from harness import equal, quantise, run

TESTBED = os.path.join(harness.BUILD, "tests/iio-testbed")
STEPS = (0.004788403,) * 3 + (0.001065264,) * 3
PATH = None
SAMPLES = None


def local(*command, options=(), check=True):
    # For a testbed with the address sanitizer below umockdev's preloaded library.
    os.environ["ASAN_OPTIONS"] = "verify_asan_link_order=0"
    return run("umockdev-wrapper", TESTBED, "--recording", PATH, *options, "--", *command,
               check=check)


def test_samples_are_those_of_the_recording():
    for count in 1, 2, 4:
        data = local("iio_readdev", "-u", "local:", "-b", str(count), "-s", "40",
                     "lumbar-imu").stdout
        got = harness.unpack_imu(data)
        equal(len(got), 40, f"samples with a buffer of {count}")
        for raw, stamp in got:
            # A buffer of one has room for four: on a busy machine some are lost, as in a kernel.
            place, rest = divmod(stamp - got[0][1], 10000000)
            equal(rest, 0, "steps of time")
            wanted = tuple(quantise(v, step, 32767)
                           for v, step in zip(SAMPLES["bar"][place][1], STEPS))
            equal(raw, wanted, f"sample {place} with a buffer of {count}")


def test_some_channels_and_forces():
    data = local("iio_readdev", "-u", "local:", "-b", "2", "-s", "10", "lumbar-imu", "accel_z",
                 "timestamp").stdout
    equal([s[0] for s in struct.iter_unpack("<h6xq", data)],
          [quantise(v[2], STEPS[2], 32767) for _, v in SAMPLES["bar"][:10]])
    data = local("iio_readdev", "-u", "local:", "-b", "2", "-s", "10", "lumbar-force").stdout
    equal([s[:2] for s in struct.iter_unpack("<2iq", data)],
          [tuple(quantise(x, 0.0025, (1 << 23) - 1) for x in v) for _, v in SAMPLES["feet"][:10]])


def test_devices_go_and_come_back_with_uevents():
    with tempfile.TemporaryDirectory() as folder:
        control = os.path.join(folder, "control")
        # Each look comes when the event before it has been heard.
        script = f"""
            stdbuf -oL udevadm monitor --udev > {folder}/events &
            monitor=$!
            heard() {{
                for i in $(seq 200); do grep -q "$1" {folder}/events && return; sleep 0.05; done
            }}
            look() {{ iio_info -u local: | grep -o 'iio:device.:.*label: [a-z]*'; }}
            heard "^UDEV"
            sleep 0.3
            look
            echo unplug:bar > {control}
            heard "remove .*iio:device0"
            look
            echo replug:bar > {control}
            heard "add .*iio:device0"
            look
            kill $monitor
            iio_readdev -u local: -b 1 -s 5 lumbar-imu | wc -c
        """
        equal(local("sh", "-c", script, options=("--loop", "--control", control)).stdout.decode(),
              "iio:device0: lumbar-imu (label: bar\n"
              "iio:device1: lumbar-force (label: feet\n"
              "iio:device1: lumbar-force (label: feet\n"
              "iio:device0: lumbar-imu (label: bar\n"
              "iio:device1: lumbar-force (label: feet\n"
              "120\n")


def test_faults_of_devices():
    text = local("iio_info", "-u", "local:", options=("--fault", "no-scale:bar", "--fault",
                                                      "no-timestamp:feet", "--fault",
                                                      "duplicate-label=feet:bar")).stdout.decode()
    equal(text.count("label: feet"), 2, "labels")
    equal(text.count("timestamp"), 1 + text.count("current_timestamp_clock"), "timestamps")
    equal(text.count("scale value"), 2, "scales of the two bridges")


def test_ends_with_the_command_and_its_status():
    equal(local("sh", "-c", "exit 7", check=False).returncode, 7)
    equal(local("/nonexistent", check=False).returncode, 127)
    bed = subprocess.Popen(["umockdev-wrapper", TESTBED, "--recording", PATH, "--", "sleep", "60"])
    try:
        # The command is there when the testbed has a child.
        children = f"/proc/{bed.pid}/task/{bed.pid}/children"
        while not open(children, encoding="ascii").read():
            harness.time.sleep(0.02)
        harness.time.sleep(0.1)
        bed.terminate()
        equal(bed.wait(harness.PATIENCE_S), 128 + 15)
    finally:
        bed.kill()
        bed.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lumbar-iiod.") as outer:
        PATH = os.path.join(outer, "a.rec")
        SAMPLES = harness.recording(PATH)
        harness.main(__name__)

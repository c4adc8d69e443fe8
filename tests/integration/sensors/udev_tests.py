# SPDX-License-Identifier: MIT
"""The udev rules, in udev's own reading of them, on the faked devices."""

import os
import re
import shlex
import shutil
import subprocess

from harness import TESTBED, Skipped, check

RULES = os.path.join("udev", "85-lumbar.rules")
# What iio-sensor-proxy's rules say of every accelerometer with a buffer.
PROXY = ('SUBSYSTEM=="iio", TEST=="scan_elements/in_accel_x_en", '
         'ENV{IIO_SENSOR_PROXY_TYPE}+="iio-buffer-accel"\n')


def in_private_mounts(folder, recording, script):
    """Runs a shell script on the testbed, with our rules, and a group `lumbar`, in mounts of its own."""
    rules = os.path.join(folder, "rules.d")
    os.mkdir(rules)
    shutil.copy(RULES, rules)
    with open(os.path.join(rules, "80-iio-sensor-proxy.rules"), "w") as f:
        f.write(PROXY)
    group = os.path.join(folder, "group")
    with open("/etc/group") as old, open(group, "w") as new:
        new.write("".join(x for x in old if not x.startswith("lumbar:")) + "lumbar:x:4242:\n")
    inner = os.path.join(folder, "inner.sh")
    with open(inner, "w") as f:
        f.write(script)
    testbed = [os.path.abspath(TESTBED), "--recording", recording, "--", "sh", inner]
    outer = (f"mount --bind {shlex.quote(rules)} /usr/lib/udev/rules.d && "
             f"mount --bind {shlex.quote(group)} /etc/group && "
             f"exec umockdev-wrapper {shlex.join(testbed)}")
    done = subprocess.run(["unshare", "-m", "sh", "-c", outer], text=True, timeout=30,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def udev_rules(folder, recording):
    if os.geteuid() != 0:
        raise Skipped("needs root for mounts of its own")
    if subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skipped("no mounts of its own are allowed here")
    device = "/sys/devices/platform/lumbar-array/iio:device0"
    # udevadm only says what it would run; that is then run, on the files behind the fake /sys
    status, out = in_private_mounts(folder, recording, f"""
        udevadm test -a add {device} > {folder}/udevadm 2>&1
        sed -n "s/^run: '\\(.*\\)'$/\\1/p" {folder}/udevadm |
            sed "s,/sys/,$UMOCKDEV_DIR/sys/,g" > {folder}/run.sh
        env -u LD_PRELOAD sh {folder}/run.sh
        env -u LD_PRELOAD find $UMOCKDEV_DIR{device} -type f -printf '%P %G %m\\n' > {folder}/files
    """)
    check(status == 0, out[-2000:])
    said = open(os.path.join(folder, "udevadm")).read()
    check(re.search(r"GROUP 4242\n.*MODE 0660", said), "the node's owner:", said[-3000:])
    check(re.search(r"^TAGS=.*:systemd:", said, re.M), "no systemd tag:", said[-3000:])
    check(not re.search(r"^IIO_SENSOR_PROXY_TYPE=.+", said, re.M), "left to iio-sensor-proxy")
    complaints = [x for x in said.splitlines() if "85-lumbar" in x and
                  ("nvalid" in x or "gnoring" in x)]
    check(not complaints, complaints)
    files = dict((f[0], f[1:]) for f in map(str.split, open(os.path.join(folder, "files"))))
    wanted = ["buffer/enable", "buffer/length", "buffer/watermark", "sampling_frequency",
              "current_timestamp_clock", "scan_elements/in_accel_x_en",
              "scan_elements/in_timestamp_en"]
    for name in wanted:
        check(files[name][0] == "4242" and files[name][1] == "664", name, files[name])
    for name in ("name", "in_accel_scale", "scan_elements/in_accel_x_type"):
        check(files[name][0] != "4242", name, "needs no change", files[name])


TESTS = {"udev_rules": udev_rules}

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The simulator beside Debian's iiod, which runs on a fake /sys with the same devices.

Every command goes to both, and the answers must be the same bytes. Where only samples, raw values
or times differ these are blotted out; where the simulator is stricter on purpose, STRICTER says so.
"""
import os
import re
import shutil
import tempfile
import time
import xml.etree.ElementTree as ElementTree

import harness
from harness import Client, Reference, Simulator, equal

# A command is a line, or a line and the bytes of its value. One connection for all.
SESSION = [
    "VERSION", "version", "", "   ", " VERSION", "FOO", "Print", "PRINT x", "ZPRINT", "BINARY",
    "x" * 500, "x" * 3000,
    "READ", "READ nodev", "READ nodev attr", "READ iio:device0 nope", "READ iio:device0 serial",
    "READ iio:device0 serial ", "READ  iio:device0  serial", "READ\tiio:device0 serial",
    "READ lumbar-imu serial", "READ bar serial", "read iio:device0 serial",
    "READ iio:device0 a b c d e f g",
    "READ iio:device0 INPUT", "READ iio:device0 INPUT timestamp",
    "READ iio:device0 INPUT accel_x scale", "READ iio:device0 INPUT anglvel_z scale",
    "READ iio:device0 INPUT accel_x nope", "READ iio:device0 INPUT nope scale",
    "READ iio:device0 OUTPUT accel_x scale", "READ iio:device0 INPUT temp input",
    "READ iio:device1 INPUT voltage0 scale", "READ iio:device1 INPUT voltage1 scale",
    "READ iio:device0 DEBUG nope", "READ iio:device0 BUFFER nope",
    "READ iio:device0 BUFFER data_available",
    "GETTRIG iio:device0", "GETTRIG nodev", "GETTRIG",
    "SETTRIG iio:device0", "SETTRIG nodev", "SETTRIG iio:device0 nope",
    "TIMEOUT 2500", "TIMEOUT",
    "SET iio:device0 BUFFERS_COUNT 4", "SET iio:device0 BUFFERS_COUNT 0",
    "SET nodev BUFFERS_COUNT 4", "SET iio:device0 BUFFERS_COUNT x", "SET iio:device0 FOO 4",
    "READBUF iio:device0 24", "READBUF nodev 24", "READBUF iio:device0 0", "READBUF iio:device0",
    "CLOSE iio:device0", "CLOSE nodev", "CLOSE",
    "OPEN nodev 4 0000007f", "OPEN iio:device0 4 7f", "OPEN iio:device0 4 000000000000007f",
    "OPEN iio:device0", "OPEN iio:device0 4", "OPEN iio:device0 x 0000007f",
    "OPEN iio:device0 4 0000007f FOO",
    "OPEN iio:device0 4 0000007F", "SET iio:device0 BUFFERS_COUNT 4", "READBUF iio:device0 0",
    "READBUF iio:device0 10", "CLOSE iio:device0", "CLOSE iio:device0",
    ("WRITE iio:device0 sampling_frequency 4", b"100\0"),
    ("WRITE iio:device0 current_timestamp_clock 10", b"monotonic\0"),
    "READ iio:device0 current_timestamp_clock",
    ("WRITE iio:device0 current_timestamp_clock 9", b"realtime\0"),
    "READ iio:device0 current_timestamp_clock",
]

# Each on a connection of its own: what they leave behind differs, or they end it.
ALONE = [
    "OPEN iio:device0 0 0000007f", "OPEN iio:device0 4 00000000",
    "OPEN iio:device0 4 00000080",
    "OPEN iio:device0 4 0000007f CYCLIC", "OPEN iio:device0 4 0000007f cyclic",
    ("WRITE nodev nope 4", b"100\0"), ("WRITE iio:device0 INPUT nope x 4", b"100\0"),
    ("WRITE iio:device0 sampling_frequency 0", b""), ("WRITE iio:device0 4", b"100\0"),
    "WRITE nodev 0", "WRITE iio:device0", "WRITE iio:device0 x",
    "EXIT", "QUIT", "exit",
]

# What iiod lets pass, because it leaves the judgement to the kernel (here: to a folder of plain
# files, which takes everything) or does not look, and the simulator refuses.
STRICTER = {
    "OPEN iio:device0 4 0000007g": -22,
    "OPEN iio:device0 4 000000ff": -22,
    "OPEN iio:device0 4 0000017f": -22,
    "TIMEOUT x": -22,
}


# Answered by both alike, and by no other command: marks the end of the answer before it.
MARK = b"8\nSIM0002\0\n"
ASK_MARK = b"READ iio:device1 serial\r\n"


def answer(client, command):
    """All bytes of an answer, whatever it is; the end of the connection is "<end>"."""
    data = b""
    if isinstance(command, tuple):
        command, data = command
    client.send(command.encode() + b"\r\n" + data + ASK_MARK)
    got = b""
    while not got.endswith(MARK):
        more = client.socket.recv(65536)
        if not more:
            return got + b"<end>"
        got += more
    return got[:-len(MARK)]


def answer_slowly(client, command):
    """The same for a command that iiod gets out of step by: what comes within a moment."""
    data = b""
    if isinstance(command, tuple):
        command, data = command
    client.send(command.encode() + b"\r\n" + data)
    client.socket.settimeout(0.3)
    got = b""
    try:
        while more := client.socket.recv(65536):
            got += more
            client.socket.settimeout(0.05)
    except TimeoutError:
        return got
    return got + b"<end>"


def attributes(text):
    """The list that READ gives without an attribute, less the padding: iiod does not clear it."""
    length, rest = text.split(b"\n", 1)
    found, at = [], 0
    while at < int(length):
        size = int.from_bytes(rest[at:at + 4], "big", signed=True)
        found.append(rest[at + 4:at + 4 + size] if size > 0 else size)
        at += 4 + (max(size, 0) + 3) // 4 * 4
    return int(length), found, rest[at:]


class Both:
    """Simulator and reference, for the time of a `with` block."""

    def __init__(self, *options, sim_options=(), seconds=30):
        if not shutil.which("umockdev-wrapper") or not shutil.which("iiod"):
            raise harness.Skipped("needs Debian's umockdev and iiod")
        self.folder = tempfile.TemporaryDirectory(prefix="lumbar-iiod.")
        path = os.path.join(self.folder.name, "a.rec")
        self.control = os.path.join(self.folder.name, "control")
        self.samples = harness.recording(path, seconds=seconds)
        self.simulator = Simulator("--recording", path, "--loop", *sim_options, *options)
        self.reference = Reference(path, "--loop", "--control", self.control, *options)

    def __enter__(self):
        self.simulator.__enter__()
        try:
            self.reference.__enter__()
        except Exception:
            self.simulator.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.reference.__exit__()
        self.simulator.__exit__()
        self.folder.cleanup()

    def ports(self):
        return self.simulator.port, self.reference.port

    def fault(self, line):
        """Now, on both."""
        with Client(self.simulator.port) as client:
            assert client.write("iio:device0 DEBUG fault", line) > 0
        with open(self.control, "w", encoding="ascii") as control:
            control.write(line + "\n")
        time.sleep(0.2)


def test_answers_are_those_of_iiod():
    with Both() as both:
        clients = [Client(port) for port in both.ports()]
        for command in SESSION:
            ours, theirs = (answer(client, command) for client in clients)
            equal(ours, theirs, repr(command))


def test_lists_of_attributes_are_those_of_iiod():
    with Both() as both:
        clients = [Client(port) for port in both.ports()]
        for command in ("READ iio:device0", "READ iio:device0 ", "READ iio:device1",
                        "READ iio:device0 BUFFER"):
            ours, theirs = (attributes(answer(client, command)) for client in clients)
            equal(ours, theirs, command)


def test_single_answers_are_those_of_iiod():
    with Both() as both:
        for command in ALONE:
            ours, theirs = (answer_slowly(Client(port), command) for port in both.ports())
            equal(ours, theirs, repr(command))


def test_stricter_than_iiod_only_where_it_says_so():
    with Both() as both:
        for command, wanted in STRICTER.items():
            ours, theirs = (answer(Client(port), command) for port in both.ports())
            equal(ours, b"%d\n" % wanted, command)
            if ours == theirs:
                raise AssertionError(f"{command}: iiod is as strict: move it to SESSION")


def test_answers_with_samples_are_those_of_iiod_but_for_the_samples():
    with Both() as both:
        clients = [Client(port) for port in both.ports()]
        for device, mask, size in (0, "0000007f", 24), (0, "00000044", 16), (0, "0000003f", 12), \
                                  (0, "00000001", 2), (1, "00000007", 16), (1, "00000003", 8), \
                                  (1, "00000002", 4), (1, "00000006", 16):
            for count in 1, 2, 4:
                for client in clients:
                    equal(client.number(f"OPEN iio:device{device} {count} {mask}"), 0, mask)
                    client.send(f"READBUF iio:device{device} {count * size}\r\n")
                headers = [(client.line(), client.line()) for client in clients]
                equal(headers[0], headers[1], f"READBUF {mask}")
                equal(headers[0], (b"%d" % (count * size), mask.encode()))
                for client in clients:
                    client.receive(count * size)
                    equal(client.number(f"CLOSE iio:device{device}"), 0, mask)


def shape(xml):
    """What a client can know from the description, in a form that can be compared."""
    devices = {}
    for device in ElementTree.fromstring(xml).findall("device"):
        channels = []
        for channel in device.findall("channel"):
            scan = channel.find("scan-element")
            channels.append((channel.attrib, scan is not None and (
                scan.get("index"), scan.get("format"), round(float(scan.get("scale", 0)), 6)),
                [a.attrib for a in channel.findall("attribute")]))
        devices[device.get("id")] = (
            device.get("name"), device.get("label"), channels,
            [a.get("name") for a in device.findall("attribute")],
            [a.get("name") for a in device.findall("buffer-attribute")])
    return devices


def test_description_is_that_of_iiod():
    with Both() as both:
        ours, theirs = (Client(port).value("PRINT") for port in both.ports())
        # The same DTD, but for white space: ours has none of its own invention.
        rules = [set(re.findall(r"<!(ELEMENT|ATTLIST) ([a-z-]+)", text.decode()))
                 for text in (ours, theirs)]
        equal(rules[0], rules[1], "DTD")
        ours, theirs = shape(ours), shape(theirs)
        equal(set(ours), set(theirs), "devices")
        for name, device in theirs.items():
            for part, wanted in enumerate(device):
                equal(ours[name][part], wanted, f"{name} [{part}]")


def test_a_silent_device_times_out_as_with_iiod():
    with Both() as both:
        both.fault("gap:bar")
        for port in both.ports():
            with Client(port) as context, Client(port) as buffer:
                equal(context.number("TIMEOUT 300"), 0)
                equal(buffer.number("OPEN iio:device0 4 0000007f"), 0)
                began = time.monotonic()
                equal(buffer.readbuf("iio:device0", 24), -110)
                assert 0.25 < time.monotonic() - began < 2
                equal(buffer.readbuf("iio:device0", 24), -9)
                equal(buffer.readbuf("iio:device0", 24), -9)
                equal(buffer.number("CLOSE iio:device0"), 0)
                equal(buffer.number("OPEN iio:device0 4 0000007f"), 0)
                equal(buffer.readbuf("iio:device0", 24), -110)


def test_an_unplugged_device_fails_as_with_iiod():
    with Both() as both:
        clients = [Client(port) for port in both.ports()]
        for client in clients:
            equal(client.number("TIMEOUT 300"), 0)
            equal(client.number("OPEN iio:device0 4 0000007f"), 0)
        both.fault("unplug:bar")
        for command in ("READ iio:device0 serial", "READ iio:device0 INPUT accel_x scale",
                        "READ iio:device0", "READ iio:device0 INPUT accel_x",
                        "READ iio:device0 BUFFER data_available", "GETTRIG iio:device0"):
            ours, theirs = (answer(Client(port), command) for port in both.ports())
            equal(ours, theirs, command)
        for client in clients:
            while not isinstance(client.readbuf("iio:device0", 24), int):
                pass
            equal(client.readbuf("iio:device0", 24), -9)
            equal(client.write("iio:device0 sampling_frequency", "100"), -2)
            equal(client.number("CLOSE iio:device0"), 0)
            equal(client.number("OPEN iio:device0 4 0000007f"), -2)
            equal(client.number("OPEN iio:device1 4 00000007"), 0)
            equal(len(client.readbuf("iio:device1", 16)[1]), 16)


if __name__ == "__main__":
    harness.main(__name__)

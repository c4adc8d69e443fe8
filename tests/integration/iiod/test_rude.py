#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Clients that are slow, rude, mad or suddenly gone; an honest one must not notice.

LUMBAR_SEED chooses the madness, LUMBAR_ROUNDS how much of it (default 400).
"""
import os
import random
import tempfile
import time

import harness
from harness import Client, Simulator, equal, unpack_imu

ROUNDS = int(os.environ.get("LUMBAR_ROUNDS", "400"))
# Sanitizers need more.
RESIDENT_MAX_MIB = int(os.environ.get("LUMBAR_RESIDENT_MIB", "24"))
PATH = None


class Witness:
    """A simulator, with an honest client that reads all the while: nothing may be lost, and what
    the simulator holds must be the same in the end."""

    def __enter__(self):
        self.simulator = Simulator("--recording", PATH, "--loop")
        self.simulator.__enter__()
        self.port = self.simulator.port
        self.client = Client(self.port)
        equal(self.client.number("SET iio:device0 BUFFERS_COUNT 4096"), 0)
        equal(self.client.number("OPEN iio:device0 1 0000007f"), 0)
        self.files = self.count_files()
        return self

    def count_files(self):
        return len(os.listdir(f"/proc/{self.simulator.process.pid}/fd"))

    def resident_mib(self):
        with open(f"/proc/{self.simulator.process.pid}/status", encoding="ascii") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        raise AssertionError("the simulator is gone")

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.judge()
        finally:
            self.client.socket.close()
            self.simulator.__exit__()

    def judge(self):
        stamps = []
        while not stamps or time.time_ns() - stamps[-1] > 100_000_000:
            stamps.append(unpack_imu(self.client.readbuf("iio:device0", 24)[1])[0][1])
        equal({b - a for a, b in zip(stamps, stamps[1:])} - {10000000}, set(), "steps of time")
        deadline = time.monotonic() + 5
        while self.count_files() != self.files and time.monotonic() < deadline:
            time.sleep(0.02)
        equal(self.count_files(), self.files, "open files")
        # The program itself, its one buffer, and what malloc keeps.
        assert self.resident_mib() < RESIDENT_MAX_MIB, f"{self.resident_mib()} MiB"


def test_half_commands_and_sudden_ends():
    with Witness() as w:
        for text in ("P", "PRINT", "PRINT\r", "READ iio:device0 ser",
                     "WRITE iio:device0 serial 100", "WRITE iio:device0 serial 100\r\nabc",
                     "OPEN iio:device0 4 0000007f\r\nREADBUF",
                     "OPEN iio:device0 400 0000007f\r\nREADBUF iio:device0 9600\r\n",
                     "\r\n\r\n\n\n", "PRINT\r\n", ""):
            for _ in range(5):
                with Client(w.port) as client:
                    client.send(text)


def test_a_connection_can_end_in_the_middle_of_a_reset():
    with Witness() as w:
        for _ in range(20):
            client = Client(w.port)
            # Close with a reset instead of an orderly end.
            client.socket.setsockopt(harness.socket.SOL_SOCKET, harness.socket.SO_LINGER,
                                     harness.struct.pack("ii", 1, 0))
            client.send("OPEN iio:device0 4 0000007f\r\n")
            client.line()
            client.send("READBUF iio:device0 96\r\n")
            client.socket.close()


def test_lines_without_end_are_cut():
    with Witness() as w, Client(w.port) as client:
        client.send("A" * 3_000_000)
        client.send("\r\n")
        equal(int(client.line()), -22)
        equal(client.value("READ iio:device0 serial"), b"SIM0001\0")


def test_a_line_comes_letter_by_letter():
    with Witness() as w, Client(w.port) as client:
        for letter in "READ iio:device0 serial\r\n":
            client.send(letter)
            time.sleep(0.002)
        equal(client.line(), b"8")


def test_huge_values_are_taken_and_refused():
    with Witness() as w, Client(w.port) as client:
        equal(client.number("WRITE iio:device0 sampling_frequency 5000000", b"1" * 5_000_000), -22)
        equal(client.number("WRITE nodev x 100000", b"\n" * 100_000), -19)
        equal(client.number("WRITE iio:device0 x 99999999999999999999999"), -22)
        equal(client.value("READ iio:device0 serial"), b"SIM0001\0")


def test_huge_wishes_are_refused():
    with Witness() as w, Client(w.port) as client:
        for line in ("OPEN iio:device0 4294967295 0000007f", "OPEN iio:device0 0 0000007f",
                     "OPEN iio:device0 18446744073709551616 0000007f",
                     "SET iio:device0 BUFFERS_COUNT 18446744073709551615"):
            equal(client.number(line), -22, line)
        equal(client.number("OPEN iio:device0 4 0000007f"), 0)
        equal(client.number("READBUF iio:device0 18446744073709551615"), -12)
        equal(client.number("READBUF iio:device0 4294967295"), -12)
        equal(len(client.readbuf("iio:device0", 96)[1]), 96)


def test_more_than_the_buffer_holds_can_be_asked_for():
    with Witness() as w, Client(w.port) as client:
        equal(client.number("OPEN iio:device0 1 0000007f"), 0)
        _, data = client.readbuf("iio:device0", 24 * 50)
        equal(len(unpack_imu(data)), 50)


def test_who_does_not_read_is_not_listened_to():
    with Witness() as w:
        clients = [Client(w.port, 1) for _ in range(4)]
        refused = 0
        for client in clients:
            try:
                for _ in range(1000):
                    client.send("PRINT\r\nREAD iio:device0\r\n" * 1000)
            except OSError:
                refused += 1
        equal(refused, 4, "held up or cut off")
        assert w.resident_mib() < RESIDENT_MAX_MIB, f"{w.resident_mib()} MiB"
        for client in clients:
            client.socket.close()


def test_a_hundred_open_buffers_and_no_more_connections_than_that():
    with Witness() as w:
        clients = []
        for _ in range(200):
            client = Client(w.port)
            clients.append(client)
        served = 0
        for client in clients:
            try:
                served += client.number("OPEN iio:device0 1 0000007f") == 0
            except (EOFError, ConnectionError):
                pass
        equal(served, 127, "of 200, beside the honest one")
        for client in clients:
            client.socket.close()


def mad_line(rng):
    words = ["PRINT", "READ", "WRITE", "OPEN", "CLOSE", "READBUF", "SET", "TIMEOUT", "GETTRIG",
             "iio:device0", "iio:device1", "iio:device9", "bar", "INPUT", "OUTPUT", "DEBUG",
             "BUFFER", "accel_x", "scale", "BUFFERS_COUNT", "0000007f", "00000007", "CYCLIC",
             "0", "1", "4", "24", "96", "-1", "7fffffff", "99999999999", "\0", "%s%n", "\xff" * 9]
    line = " ".join(rng.choice(words) for _ in range(rng.randrange(1, 7))).encode("latin-1")
    if rng.random() < 0.3:
        line = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 200)))
    return line + rng.choice([b"\r\n", b"\n", b"", b"\r", b"\0\n"])


def test_mad_clients():
    rng = random.Random(harness.SEED)
    with Witness() as w:
        for round_number in range(ROUNDS):
            with Client(w.port) as client:
                for _ in range(rng.randrange(1, 12)):
                    try:
                        client.send(mad_line(rng))
                        if rng.random() < 0.3:
                            client.socket.settimeout(0.01)
                            client.socket.recv(4096)
                    except OSError:
                        pass
            if w.simulator.process.poll() is not None:
                raise AssertionError(f"ended in round {round_number}, seed {harness.SEED}: "
                                     f"{w.simulator.output()}")
        # A mad client may have set what all share.
        with Client(w.port) as client:
            equal(client.number("TIMEOUT 2500"), 0)


if __name__ == "__main__":
    print(f"seed {harness.SEED}")
    with tempfile.TemporaryDirectory(prefix="lumbar-iiod.") as outer:
        PATH = os.path.join(outer, "a.rec")
        harness.recording(PATH)
        harness.main(__name__)

# SPDX-License-Identifier: MIT
"""What the tests of the IIOD server share: servers to start, a raw client."""
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
# The tests have the last three from here, too.
from suite import BUILD, TOP, Skipped, equal, main  # noqa: E402  pylint: disable=all

SEED = int(os.environ.get("LUMBAR_SEED", "1"))
# Nothing here takes long; what does is stuck.
PATIENCE_S = 20

NEWTON_PER_VOLT = 500000.0


def recording(path, seconds=20, rate=100, sensors=("bar", "feet")):
    """Writes a recording in which every value tells its place, and returns its samples:
    {sensor: [(t, [values])]}."""
    rng = random.Random(SEED)
    channels = {
        name: ["force_left", "force_right"] if name == "feet" else
        ["accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "anglvel_z"]
        for name in sensors
    }
    samples = {name: [] for name in sensors}
    with open(path, "w", encoding="ascii") as out:
        out.write("# lumbar recording 1\n")
        for name in sensors:
            out.write(f"# sensor {name} {' '.join(channels[name])}\n")
        for i in range(int(seconds * rate)):
            for name in sensors:
                if name == "feet":
                    values = [f"{rng.uniform(-50, 2000):.2f}" for _ in range(2)]
                else:
                    values = [f"{rng.uniform(-160, 160):.4f}" for _ in range(3)]
                    values += [f"{rng.uniform(-36, 36):.5f}" for _ in range(3)]
                out.write(f"{i / rate:.4f},{name},{','.join(values)}\n")
                samples[name].append((i / rate, [float(v) for v in values]))
    return samples


def quantise(value, scale, limit):
    """As an analogue-to-digital converter: to the nearest step, and no further than its ends."""
    return max(-limit - 1, min(limit, int(round(value / scale))))


class Process:
    """A program that ends with the `with` block."""

    def __init__(self, *command, env=None, ready=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL, env=env)
        self.ready = ready

    def __enter__(self):
        deadline = time.monotonic() + PATIENCE_S
        while self.ready and not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"{self.process.args[0]} did not start: {self.output()}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def output(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")


class Simulator(Process):
    """lumbar-sim on a port of its own."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="lumbar-sim.")
        self.port_file = os.path.join(self.folder.name, "port")
        super().__init__(os.path.join(BUILD, "lumbar-sim"), "--listen", "0", "--port-file",
                         self.port_file, *options, ready=lambda: os.path.exists(self.port_file))

    def __enter__(self):
        super().__enter__()
        with open(self.port_file, encoding="ascii") as f:
            self.port = int(f.read())
        self.uri = f"ip:127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        super().__exit__()
        self.folder.cleanup()
        # Whatever the test was about: no crash, and nothing for a sanitizer to tell.
        equal(self.process.returncode, 0, f"exit status; {self.output()}")


def port_is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Reference(Process):
    """Debian's iiod over the same recording, on the fake /sys of iio-testbed."""

    def __init__(self, path, *options):
        self.port = free_port()
        self.uri = f"ip:127.0.0.1:{self.port}"
        super().__init__("umockdev-wrapper", os.path.join(BUILD, "tests/iio-testbed"),
                         "--recording", path, *options, "--", "iiod", "-p", str(self.port),
                         ready=lambda: port_is_open(self.port),
                         env=dict(os.environ, ASAN_OPTIONS="verify_asan_link_order=0"))

    def __exit__(self, *_):
        """iiod without an avahi daemon does not end by itself: the second signal kills it."""
        self.process.terminate()
        time.sleep(0.02)
        super().__exit__()


class Client:
    """Speaks the protocol as it is, right or wrong."""

    def __init__(self, port, timeout=5):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def receive(self, count):
        while len(self.rest) < count:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError(f"end of file after {self.rest!r}")
            self.rest += more
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def line(self):
        while b"\n" not in self.rest:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError(f"end of file after {self.rest!r}")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def number(self, command, data=b""):
        """Sends a command whose answer is a number; returns it."""
        self.send(command.encode() + b"\r\n" + data)
        return int(self.line())

    def value(self, command):
        """Sends a READ; returns the error, or the bytes."""
        length = self.number(command)
        if length < 0:
            return length
        data = self.receive(length)
        assert self.receive(1) == b"\n"
        return data

    def write(self, target, value):
        data = value.encode() + b"\0"
        return self.number(f"WRITE {target} {len(data)}", data)

    def readbuf(self, device, count):
        """Returns the error, or (mask, bytes); several pieces are put together."""
        length = self.number(f"READBUF {device} {count}")
        if length <= 0:
            return length
        mask = self.line()
        data = self.receive(length)
        while len(data) < count:
            length = int(self.line())
            if length <= 0:
                break
            data += self.receive(length)
        return mask, data

    def is_at_end(self, timeout=0.3):
        """Nothing more comes (True), or the other side has closed (None)."""
        if self.rest:
            return False
        self.socket.settimeout(timeout)
        try:
            data = self.socket.recv(1)
        except socket.timeout:
            return True
        except ConnectionError:
            return None
        return None if not data else False


def unpack_imu(data):
    """Samples with all channels: (accel and anglvel raw values, time stamp)."""
    return [(s[:6], s[6]) for s in struct.iter_unpack("<6h4xq", data)]


def run(*command, timeout=PATIENCE_S, check=True):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, timeout=timeout, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.returncode}: "
                           f"{done.stderr.decode(errors='replace')}")
    return done

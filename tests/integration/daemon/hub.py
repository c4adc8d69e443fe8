# SPDX-License-Identifier: MIT
"""What the tests of the daemon share: a private bus, lumbard, the simulated array, clients.

What a test is: suite.py. Nothing depends on how long something takes; PATIENCE_S is for what is stuck.
"""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
# The tests have the last three from here, too.
from suite import BUILD, TOP, Skipped, equal, main  # noqa: E402  pylint: disable=all

XML = os.path.join(TOP, "dbus/org.lumbar.Hub1.xml")
POLICY = os.path.join(TOP, "dbus/org.lumbar.Hub1.conf")
PROFILES = os.path.join(TOP, "daemon/profiles/exercises")
PATIENCE_S = 60

NAME = "org.lumbar.Hub1"
ROOT = "/org/lumbar/Hub1"
MANAGER = NAME + ".Manager"
SENSOR = NAME + ".Sensor"
SESSION = NAME + ".Session"

# A quick set: the simulated people need about 2.5 s for a repetition of it.
QUICK = ("--tempo", "1-0-1-0", "--lead", "2", "--tail", "3")
# What a volt of the simulated load cells stands for.
CELLS = "[sensors]\nnewton-per-volt = 500000\n"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow send_type="method_call"/>
    <allow eavesdrop="true"/>
    {own}
  </policy>
  {extra}
</busconfig>
"""


class DBusError(Exception):
    """What busctl says of a call that failed: "Call failed: TEXT"."""


def contains(text, part, what=""):
    if part not in text:
        raise AssertionError(f"{what}: {part!r} is not in {text!r}")


def wait_for(what, condition, patience=PATIENCE_S):
    """Returns the first true value of condition()."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(0.02)


class Process:
    """A program that ends with the `with` block, by its process id. Its output is kept."""

    def __init__(self, *command, env=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL, env=env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def output(self):
        # Not through self.log: parent and child share its offset.
        with open(f"/proc/self/fd/{self.log.fileno()}", "rb") as log:
            return log.read().decode(errors="replace")

    def wait_for_output(self, text):
        def look():
            if text in self.output():
                return True
            if self.process.poll() is not None and text not in self.output():
                raise AssertionError(f"it ended without saying {text!r}: {self.output()}")
            return False
        try:
            wait_for(f"output {text!r}", look)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.output()}") from None

    def wait_for_end(self):
        return self.process.wait(PATIENCE_S)


class Bus:
    """A dbus-daemon of its own on a socket in a temporary folder."""

    def __init__(self, own='<allow own="*"/>', extra=""):
        self.folder = tempfile.TemporaryDirectory(prefix="lumbar-bus.")
        os.chmod(self.folder.name, 0o755)
        self.socket = os.path.join(self.folder.name, "bus")
        self.address = f"unix:path={self.socket}"
        self.config = os.path.join(self.folder.name, "bus.conf")
        with open(self.config, "w", encoding="ascii") as config:
            config.write(BUS_CONFIG.format(socket=self.socket, own=own, extra=extra))
        self.process = None

    def start(self):
        self.process = Process("dbus-daemon", "--nofork", "--nopidfile", "--config-file",
                               self.config)
        wait_for("the bus", lambda: os.path.exists(self.socket))

    def stop(self):
        if self.process:
            self.process.__exit__()
            self.process = None
        if os.path.exists(self.socket):
            os.unlink(self.socket)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def busctl(self, *arguments, prefix=()):
        done = subprocess.run([*prefix, "busctl", "--address", self.address, "--json=short", "--",
                               *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise DBusError(done.stderr.decode().strip())
        return done.stdout.decode()

    def call(self, path, interface, method, signature="", *arguments, prefix=()):
        text = self.busctl("call", NAME, path, interface, method,
                           *([signature] if signature else []), *map(str, arguments),
                           prefix=prefix)
        return json.loads(text)["data"] if text.strip() else None

    def manager(self, method, signature="", *arguments):
        return self.call(ROOT, MANAGER, method, signature, *arguments)

    def get(self, path, interface, name):
        text = self.busctl("get-property", NAME, path, interface, name)
        return json.loads(text.replace(":nan", ":null").replace("-nan", "null"))["data"]

    def objects(self):
        """{path: {interface: {property: value}}} of all that ObjectManager lists."""
        text = self.busctl("call", NAME, ROOT, "org.freedesktop.DBus.ObjectManager",
                           "GetManagedObjects")
        data = json.loads(text.replace(":-nan", ":null").replace(":nan", ":null"))["data"][0]
        return {path: {interface: {name: value["data"] for name, value in members.items()}
                       for interface, members in interfaces.items()}
                for path, interfaces in data.items()}

    def sensors(self):
        """{role, or device where it has none: properties}"""
        found = {}
        for interfaces in self.objects().values():
            if SENSOR in interfaces:
                sensor = interfaces[SENSOR]
                found[sensor["Role"] or sensor["Device"]] = sensor
        return found

    def has_name(self):
        try:
            self.busctl("call", "org.freedesktop.DBus", "/org/freedesktop/DBus",
                        "org.freedesktop.DBus", "GetNameOwner", "s", NAME)
        except DBusError:
            return False
        return True


class Monitor:
    """Everything that the hub says, as busctl monitor gives it."""

    def __init__(self, bus):
        self.messages = []
        self.process = subprocess.Popen(
            ["busctl", "--address", bus.address, "--json=short", "monitor", NAME],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        self.thread = threading.Thread(target=self.read, daemon=True)

    def read(self):
        for line in self.process.stdout:
            text = line.decode().replace(":-nan", ":null").replace(":nan", ":null")
            text = text.replace(",nan", ",null").replace(",-nan", ",null").replace("[nan", "[null")
            try:
                self.messages.append((time.monotonic(), json.loads(text)))
            except ValueError:
                pass

    def __enter__(self):
        self.thread.start()
        # It hears its own becoming a monitor: a bus that says nothing else is heard by then.
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.thread.join(PATIENCE_S)
        self.process.stdout.close()

    def signals(self, member):
        """Arguments of all signals of that name so far."""
        return [m["payload"]["data"] for _, m in list(self.messages)
                if m.get("type") == "signal" and m.get("member") == member]

    def changes(self, path):
        """(when it was heard, changed properties) of an object's PropertiesChanged."""
        return [(at, {k: v["data"] for k, v in m["payload"]["data"][1].items()})
                for at, m in list(self.messages)
                if m.get("member") == "PropertiesChanged" and m.get("path") == path]


class Daemon(Process):
    """lumbard on a bus. Without configuration it would read that of the machine: give an empty one."""

    def __init__(self, bus, *options, config="", env=None, prefix=(), uris=()):
        self.folder = tempfile.TemporaryDirectory(prefix="lumbard.")
        self.config = os.path.join(self.folder.name, "lumbard.conf")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(config)
        self.bus = bus
        command = [*prefix, os.path.join(BUILD, "lumbard"), "--config", self.config, "--profiles", PROFILES]
        if bus:
            command += ["--bus", bus.address if isinstance(bus, Bus) else bus]
        for uri in uris:
            command += ["--uri", uri]
        environment = {k: v for k, v in os.environ.items() if k not in ("NOTIFY_SOCKET",
                                                                        "JOURNAL_STREAM")}
        environment.update(env or {})
        super().__init__(*command, *options, env=environment)

    def __enter__(self):
        if isinstance(self.bus, Bus) and self.bus.process:
            self.wait_for_output("serving org.lumbar.Hub1")
        return self

    def __exit__(self, *_):
        super().__exit__()
        self.folder.cleanup()
        # Whatever the test was about: a sanitizer that found something ends it.
        if "Sanitizer" in self.output() or self.process.returncode in (-signal.SIGSEGV,
                                                                       -signal.SIGABRT):
            raise AssertionError(f"lumbard crashed: {self.output()}")


class Port:
    """A port on which nobody listens yet, and that nobody else is given: of an array that is switched
    on later. What the athlete does then begins after what the test did before, however slow that was.
    """

    def __enter__(self):
        self.holder = socket.socket()
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.holder.bind(("127.0.0.1", 0))
        self.number = self.holder.getsockname()[1]
        self.uri = f"ip:127.0.0.1:{self.number}"
        return self

    def __exit__(self, *_):
        self.holder.close()


class Simulator(Process):
    """lumbar-sim on a port of its own; with port, on that."""

    def __init__(self, *options, port=0):
        self.folder = tempfile.TemporaryDirectory(prefix="lumbar-sim.")
        self.port_file = os.path.join(self.folder.name, "port")
        super().__init__(os.path.join(BUILD, "lumbar-sim"), "--listen", f"127.0.0.1:{port}",
                         "--port-file", self.port_file, *options)

    def __enter__(self):
        def look():
            if self.process.poll() is not None:
                raise AssertionError(f"lumbar-sim ended: {self.output()}")
            return os.path.exists(self.port_file) and os.path.getsize(self.port_file) > 0
        wait_for("lumbar-sim", look)
        with open(self.port_file, encoding="ascii") as port:
            self.port = int(port.read())
        self.uri = f"ip:127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        super().__exit__()
        self.folder.cleanup()

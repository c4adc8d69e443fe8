#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""lumbard as a process: options, configuration, buses that come and go, service manager, stop."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from hub import (BUILD, Bus, Daemon, MANAGER, Monitor, PROFILES, Process, ROOT, SESSION, Simulator,
                 TOP, contains, equal, main, wait_for)

LUMBARD = os.path.join(BUILD, "lumbard")
NOWHERE = "unix:path=/nonexistent/bus"


def run(*arguments):
    return subprocess.run([LUMBARD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, text=True, timeout=60, check=False)


def test_options_that_only_tell():
    shown = run("--help")
    equal(shown.returncode, 0)
    for option in ("--config", "--bus", "--uri", "--profiles", "--log-level", "--version"):
        contains(shown.stdout, option)
    version = run("--version")
    equal((version.returncode, version.stdout.split()[0]), (0, "lumbard"))


def test_bad_usage_is_told_and_exits_2():
    for arguments, message in (
            (("--colour",), "unknown option --colour"),
            (("--config",), "--config wants a value"),
            (("--bus", "yellow"), 'not "yellow"'),
            (("--log-level", "loud"), 'not "loud"'),
            (("now",), 'unexpected argument "now"'),
            (("--uri", "local:") * 9, "more than 8 --uri")):
        done = run(*arguments)
        equal(done.returncode, 2, arguments)
        contains(done.stderr, message, arguments)
        equal(done.stdout, "", arguments)


def with_config(text, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(text)
        config.flush()
        done = run("--config", config.name, *options)
        return done, config.name


def test_configuration_that_cannot_be_is_refused_with_its_line():
    for text, line, message in (
            ("[training]\nidle-minutes = soon\n", 2, 'to be a number, not "soon"'),
            ("[training]\nidle-minutes = -5\n", 2, "from 0 to 1440"),
            ("[training]\nauto-track = maybe\n", 2, 'yes or no, not "maybe"'),
            ("\n\n[sensor x]\nname = lsm6dsox\nrole = Upper Back\n", 5, 'role "Upper Back" cannot be'),
            ("[sensor x]\nname = lsm6dsox\n", 2, "has no role"),
            ("[sensor x]\nrole = bar\n", 2, "says no label, name, serial or path"),
            ("[sensors]\nnewton-per-volt = heavy\n", 2, "to be a number"),
            ("[sensor x]\nname = hx711\nrole = feet\nnewton-per-volt = 1 2 3 4 5\n", 4,
             "one to four positive numbers"),
            ("[sensors]\n" + "uri = local:\n" * 9, 10, "more than 8 uris"),
            ("[bus]\naddress = " + "x" * 190 + "y" * 200 + "\n", 2, "longer than"),
            ("[bus\n", 1, "neither"),
            ("what is this\n", 1, "neither")):
        done, name = with_config(text)
        equal(done.returncode, 1, text)
        contains(done.stderr, f"{name}:{line}: ", text)
        contains(done.stderr, message, text)
        contains(done.stderr, f"cannot use the configuration {name}", text)
    for text, message in (("[log]\nlevel = loud\n", 'not "loud"'),
                          ("[bus]\naddress = yellow\n", 'not "yellow"')):
        done, name = with_config(text)
        equal(done.returncode, 1, text)
        contains(done.stderr, message, text)
        contains(done.stderr, f"{name}:2: ", text)


def test_configuration_that_is_not_there_or_not_readable():
    done = run("--config", "/nonexistent/lumbard.conf")
    equal(done.returncode, 1)
    contains(done.stderr, "/nonexistent/lumbard.conf: No such file or directory")
    with tempfile.TemporaryDirectory() as folder:
        done = run("--config", folder)
        equal(done.returncode, 1)
        contains(done.stderr, f"cannot use the configuration {folder}")
    # Without --config the default one need not be there, but that is said.
    with Bus() as bus, Process(LUMBARD, "--bus", bus.address, "--uri", "ip:127.0.0.1:1") as daemon:
        daemon.wait_for_output("serving org.lumbar.Hub1")
        if not os.path.exists("/usr/local/etc/lumbar/lumbard.conf"):
            contains(daemon.output(), "lumbard.conf: using the defaults")


def test_doubtful_configuration_is_taken_and_shown():
    config = ("colour = red\n[lights]\non = yes\n[training]\nvolume = 11\nlanguage = xx\n"
              "[sensor a]\nname = lsm6dsox\nrole = pelvs\n")
    with Bus() as bus, Daemon(bus, config=config, uris=["ip:127.0.0.1:1"]) as daemon:
        problems = bus.get(ROOT, MANAGER, "Problems")
        for line, part in ((1, '"colour" stands before any [section]'),
                           (3, "section [lights] is not known"),
                           (5, 'key "volume" is not known in [training]'),
                           (9, 'role "pelvs" is none that the hub knows')):
            assert any(p.startswith(f"{daemon.config}:{line}: ") and part in p for p in problems), \
                (part, problems)
            contains(daemon.output(), part)
        assert any(p.startswith(f'{daemon.config}:6: language "xx"') for p in problems), problems


def test_the_configuration_that_is_installed_is_understood():
    path = os.path.join(TOP, "daemon/profiles/lumbard.conf")
    with open(path, encoding="utf-8") as lines:
        # As it is, and with all that is commented out switched on.
        given = [line[1:] if line.startswith("#") and "=" in line and not line.startswith("# ")
                 and not line.startswith("#[") else line for line in lines]
    text = "".join(given)
    sections = text.split("[profiles]")
    # The examples of sensor sections belong together.
    text = sections[0].replace("#[sensor", "[sensor") + "[profiles]" + sections[1]
    text = text.replace("address = system", "address = " + NOWHERE)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(text)
        config.flush()
        for file in (path, config.name):
            options = ["--bus", NOWHERE, "--uri", "ip:127.0.0.1:1"]
            with Process(LUMBARD, "--config", file, *options) as daemon:
                daemon.wait_for_output("no bus")
                assert file + ":" not in daemon.output(), daemon.output()


def test_a_damaged_profile_is_shown_and_the_others_serve():
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(PROFILES):
            shutil.copy(os.path.join(PROFILES, name), folder)
        with open(os.path.join(folder, "broken.ini"), "w", encoding="ascii") as out:
            out.write("[exercise]\nid = broken\nname\n")
        count = len([n for n in os.listdir(folder) if n.endswith(".ini")]) - 1
        with Bus() as bus, Daemon(bus, "--profiles", folder, uris=["ip:127.0.0.1:1"]) as daemon:
            refused = [p for p in bus.get(ROOT, MANAGER, "ProfileProblems") if "broken.ini" in p]
            assert refused, bus.get(ROOT, MANAGER, "ProfileProblems")
            contains(daemon.output(), "broken.ini")
            equal(len(bus.get(ROOT, MANAGER, "Exercises")), count)
    with Bus() as bus, Daemon(bus, "--profiles", "/nonexistent", uris=["ip:127.0.0.1:1"]):
        contains(bus.get(ROOT, MANAGER, "ProfileProblems")[0], "/nonexistent: No such file")
        bus.manager("SelectExercise", "s", "generic")


def test_a_second_instance_names_the_first_and_ends():
    with Bus() as bus, Daemon(bus, uris=["ip:127.0.0.1:1"]) as first:
        second = Daemon(bus, uris=["ip:127.0.0.1:1"])
        equal(second.wait_for_end(), 1)
        contains(second.output(), f"taken by process {first.process.pid}")
        equal(first.process.poll(), None)
        equal(bus.get(ROOT, MANAGER, "State"), "idle")
        second.__exit__()


def test_without_a_bus_sensors_are_served_until_it_comes():
    bus = Bus()
    with Simulator("--exercise", "deadlift", "--sensors", "bar", "--activity", "stand:120") as sim:
        with Daemon(bus, uris=[sim.uri]) as daemon:
            daemon.wait_for_output("no bus")
            contains(daemon.output(), "No such file or directory")
            daemon.wait_for_output(f"bar: {sim.uri}/iio:device0")
            with bus:
                daemon.wait_for_output("serving org.lumbar.Hub1")
                assert bus.sensors()["bar"]["Samples"] > 0


def test_after_a_restart_of_the_bus_all_objects_are_back():
    with Simulator("--exercise", "deadlift", "--sensors", "bar", "--activity", "stand:120") as sim, \
            Bus() as bus, Daemon(bus, uris=[sim.uri]) as daemon:
        wait_for("the sensor", lambda: "bar" in bus.sensors())
        session = bus.manager("StartSession", "a{sv}", "1", "athlete", "s", "kim")[0]
        before = bus.objects()
        for _ in range(2):
            bus.stop()
            daemon.wait_for_output("the bus was lost")
            bus.start()
            wait_for("the name", bus.has_name)
            equal(bus.objects().keys(), before.keys())
        equal(bus.get(session, SESSION, "Athlete"), "kim")
        # What goes on is announced as before.
        with Monitor(bus) as monitor:
            bus.manager("SetLoad", "d", "40")
            wait_for("the change", lambda: any("Load" in c for _, c in monitor.changes(session)))
            bus.manager("StopSession", "s", "")
            wait_for("Ended", lambda: monitor.signals("Ended"))


def test_a_bus_that_never_answers_does_not_hold_up_the_stop():
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as deaf:
        path = os.path.join(folder, "bus")
        deaf.bind(path)
        deaf.listen(1)
        daemon = Daemon(f"unix:path={path}", uris=["ip:127.0.0.1:1"])
        daemon.wait_for_output("exercises from")
        time.sleep(0.5)  # it has written its hello by now, or will; both are to be survived
        daemon.process.terminate()
        equal(daemon.wait_for_end(), 0)
        daemon.__exit__()


def test_a_stop_says_goodbye():
    for number in (signal.SIGTERM, signal.SIGINT):
        with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar", "--activity",
                                     "stand:120") as sim, Daemon(bus, uris=[sim.uri]) as daemon, \
                Monitor(bus) as monitor:
            wait_for("the sensor", lambda: "bar" in bus.sensors())
            bus.manager("StartSession", "a{sv}", "0")
            bus.manager("StartSet")
            daemon.process.send_signal(number)
            equal(daemon.wait_for_end(), 0)
            wait_for("Ended", lambda: monitor.signals("Ended"))
            equal(monitor.signals("SetEnded")[0][11], "command")
            equal(monitor.signals("Ended")[0][3:5], ["shutdown", 1])


def test_a_session_in_which_nothing_happens_ends():
    with Bus() as bus, Daemon(bus, config="[training]\nidle-minutes = 0.02\n",
                              uris=["ip:127.0.0.1:1"]), Monitor(bus) as monitor:
        bus.manager("StartSession", "a{sv}", "0")
        wait_for("Ended", lambda: monitor.signals("Ended"))
        equal(monitor.signals("Ended")[0][3], "idle")
        equal(bus.get(ROOT, MANAGER, "State"), "idle")


def test_the_service_manager_is_told():
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX,
                                                               socket.SOCK_DGRAM) as notify:
        path = os.path.join(folder, "notify")
        notify.bind(path)
        notify.settimeout(60)
        env = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000"}
        with Bus() as bus, Daemon(bus, env=env, uris=["ip:127.0.0.1:1"]) as daemon:
            said = "WATCHDOG=1"
            while said == "WATCHDOG=1":  # the loop lives before the bus has answered
                said = notify.recv(4096).decode()
            contains(said, "READY=1\nSTATUS=Serving")
            for _ in range(3):
                equal(notify.recv(4096).decode(), "WATCHDOG=1")
            daemon.process.terminate()
            said = ""
            while "STOPPING=1" not in said:
                said = notify.recv(4096).decode()
            equal(daemon.wait_for_end(), 0)


def test_the_service_manager_need_not_wait_for_a_bus():
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX,
                                                               socket.SOCK_DGRAM) as notify, \
            socket.socket(socket.AF_UNIX) as deaf:
        notify.bind(os.path.join(folder, "notify"))
        notify.settimeout(60)
        deaf.bind(os.path.join(folder, "deaf"))
        deaf.listen(1)
        for bus in (NOWHERE, "unix:path=" + os.path.join(folder, "deaf")):
            with Daemon(bus, env={"NOTIFY_SOCKET": os.path.join(folder, "notify")},
                        uris=["ip:127.0.0.1:1"]):
                contains(notify.recv(4096).decode(), "READY=1\nSTATUS=Tracking, but")
            contains(notify.recv(4096).decode(), "STOPPING=1")


def test_what_real_time_needs_and_is_missing_is_shown():
    # A user without privileges, with the limit that systems give by default.
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        command = ("prlimit", "--memlock=65536")
    else:
        command = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "prlimit",
                   "--memlock=65536")
    # A copy: the project may lie where only root may look, such as below /root.
    with tempfile.TemporaryDirectory() as folder, Bus() as bus:
        os.chmod(folder, 0o755)
        program = shutil.copy(LUMBARD, folder)
        with Process(*command, program, "--bus", bus.address, "--uri", "ip:127.0.0.1:1") as daemon:
            daemon.wait_for_output("serving org.lumbar.Hub1")
            problems = " ".join(bus.get(ROOT, MANAGER, "Problems"))
        contains(problems, "no real-time priority")
        contains(problems, "memory is not locked")


def test_help_that_cannot_be_written():
    with open("/dev/full", "w", encoding="ascii") as full:
        for option in ("--help", "--version"):
            done = subprocess.run([LUMBARD, option], stdout=full, stderr=subprocess.PIPE,
                                  stdin=subprocess.DEVNULL, text=True, timeout=60, check=False)
            equal(done.returncode, 1, option)
            contains(done.stderr, "No space left", option)


def test_standard_files_that_are_closed():
    """What is opened later must not come to stand where the log is written."""
    with Bus() as bus:
        shell = 'exec "$0" --config /dev/null --uri ip:127.0.0.1:1 --bus "$1" <&- >&- 2>&-'
        with Process("sh", "-c", shell, LUMBARD, bus.address) as daemon:
            wait_for("the name", bus.has_name)
            for fd in range(3):
                equal(os.readlink(f"/proc/{daemon.process.pid}/fd/{fd}"), "/dev/null", f"fd {fd}")


if __name__ == "__main__":
    main(__name__)

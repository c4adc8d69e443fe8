#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Arrays that misbehave: each fault is told on the bus, and what is sound is served on.

Damaged profiles and configuration, buses and second instances are in test_process.py, unknown
exercises and values out of range in test_path.py.
"""
from hub import Bus, Daemon, MANAGER, Monitor, ROOT, Simulator, contains, main, wait_for

ARRAY = ("--exercise", "deadlift", "--sensors", "bar,pelvis", "--activity", "stand:120")


def serves(bus, role):
    """Samples of that role are coming in."""
    before = bus.sensors()[role]["Samples"]
    wait_for(f"samples of {role}", lambda: bus.sensors()[role]["Samples"] > before + 20)


def with_fault(fault, check, config=""):
    with Bus() as bus, Simulator(*ARRAY, "--iiod-fault", fault) as sim, \
            Daemon(bus, uris=[sim.uri], config=config) as daemon:
        check(bus, daemon)
        assert daemon.process.poll() is None, daemon.output()


def the_problem(bus, word):
    """Waits for a sensor with a problem that names the word; returns it."""
    def look():
        found = [s for s in bus.sensors().values() if word in s["Problem"]]
        return found[0] if found else None
    return wait_for(f"a problem with {word}", look)


def test_a_device_without_scale():
    def check(bus, daemon):
        sensor = the_problem(bus, "scale")
        assert not sensor["Connected"], sensor
        serves(bus, "pelvis")
        contains(daemon.output(), "scale")
    with_fault("no-scale:bar", check)


def test_a_device_without_time_stamps():
    def check(bus, daemon):
        sensor = the_problem(bus, "timestamp")
        assert not sensor["Connected"], sensor
        serves(bus, "pelvis")
        contains(daemon.output(), "timestamp")
    with_fault("no-timestamp:bar", check)


def test_two_devices_with_one_role():
    with Bus() as bus, Simulator(*ARRAY) as one, Simulator(*ARRAY) as other, \
            Daemon(bus, uris=[one.uri, other.uri]):
        def look():
            sensors = bus.sensors().values()
            return len(sensors) == 4 and [s for s in sensors if s["Role"] == "" and s["Problem"]]
        rejected = wait_for("the second two", look)
        assert all("bar" in s["Problem"] or "pelvis" in s["Problem"] for s in rejected), rejected
        serves(bus, "bar")
        serves(bus, "pelvis")


def test_a_label_that_is_no_role():
    def check(bus, _):
        sensor = wait_for("the sensor", lambda: bus.sensors().get("iio:device0"))
        assert sensor["Problem"], sensor
        serves(bus, "pelvis")
    with_fault("no-label:bar", check)


def test_a_role_from_the_configuration():
    def check(bus, _):
        wait_for("the role", lambda: "wrist-left" in bus.sensors())
        serves(bus, "wrist-left")
        assert not bus.sensors()["wrist-left"]["Problem"]
    with_fault("no-label:bar", check,
               "[sensor a]\nserial = SIM0001\nname = lumbar-imu\nrole = wrist-left\n")


def test_values_that_are_no_numbers():
    def check(bus, _):
        def look():
            sensor = bus.sensors().get("bar") or bus.sensors().get("iio:device0")
            return sensor and (sensor["Problem"] or sensor["Condition"] != "ok")
        wait_for("a problem or condition", look)
        serves(bus, "pelvis")
    with_fault("bad-scale=nan:bar", check)


def condition(wanted, fault):
    def check(bus, _):
        wait_for(wanted, lambda: bus.sensors().get("bar", {}).get("Condition") == wanted)
        serves(bus, "pelvis")
        # A busy machine may lose samples of both; that is told likewise.
        assert bus.sensors()["pelvis"]["Condition"] in ("ok", "gaps"), bus.sensors()["pelvis"]
    with_fault(fault, check)


def test_saturated_samples():
    condition("saturated", "saturated@2:bar")


def test_samples_that_stand_still():
    condition("stuck", "stuck@2:bar")


def test_a_clock_that_jumps():
    def check(bus, daemon):
        wait_for("the sensor", lambda: "bar" in bus.sensors())
        # Two seconds until it jumps; then it goes on on the new time, and nobody else is touched.
        wait_for("samples past the jump", lambda: bus.sensors()["bar"]["Samples"] > 400)
        serves(bus, "bar")
        serves(bus, "pelvis")
        wait_for("the log", lambda: "bar: its clock jumped" in daemon.output())
    with_fault("clock-jump=3600@2:bar", check)


def test_samples_that_are_lost_are_counted():
    def check(bus, _):
        wait_for("losses", lambda: bus.sensors().get("bar", {}).get("Lost", 0) > 5)
        serves(bus, "bar")
    with_fault("drop=0.1@1:bar", check)


def broken_server(fault):
    """A server that goes wrong as a whole: said in Contexts, the other one served, both back."""
    with Bus() as bus, Simulator(*ARRAY, "--iiod-fault", fault, "--start-on-open") as bad, \
            Simulator("--exercise", "deadlift", "--sensors", "thorax", "--activity",
                      "stand:120") as good, Monitor(bus) as monitor, \
            Daemon(bus, uris=[bad.uri, good.uri]) as daemon:
        wait_for("the good one", lambda: "thorax" in bus.sensors())

        def said():
            # Whoever looks now and then may come when all is well again: it was announced.
            return any(dict(c.get("Contexts", [])).get(bad.uri, "connected")
                       not in ("connected", "connecting") for _, c in monitor.changes(ROOT)) \
                or any(c.get("Problem") for _, c in monitor.changes(ROOT + "/sensor/bar"))
        wait_for("what is wrong", said)
        serves(bus, "thorax")
        wait_for("the bad one, good again",
                 lambda: bus.sensors().get("bar", {}).get("Connected"))
        serves(bus, "bar")
        assert daemon.process.poll() is None, daemon.output()


def test_a_server_that_answers_garbage():
    broken_server("garbage@3+3")


def test_a_server_that_stops_in_the_middle_of_an_answer():
    broken_server("stop@3+3")


def test_a_server_that_hangs():
    broken_server("hang@3+3")


def test_a_server_that_restarts():
    broken_server("restart@3+2")


def test_a_server_that_was_never_right():
    with Bus() as bus, Simulator(*ARRAY, "--iiod-fault", "garbage") as bad, \
            Simulator("--exercise", "deadlift", "--sensors", "thorax", "--activity",
                      "stand:120") as good, Daemon(bus, uris=[bad.uri, good.uri]):
        wait_for("the good one", lambda: "thorax" in bus.sensors())
        wait_for("an error", lambda: dict(bus.get(ROOT, MANAGER, "Contexts"))[bad.uri]
                 not in ("connected", "connecting"))
        serves(bus, "thorax")


if __name__ == "__main__":
    main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A person is led through each calibration, and what it finds outlives the daemon."""
import json
import math
import os
import re
import tempfile

from ctl import LUMBARCTL, Follower, Terminal, ctl, hub, ok, ok_json, refused

CONFIG = "[sensors]\nnewton-per-volt = 500000\n"
G = 9.80665


class Gym:
    """A hub that keeps what it learns in a folder, and an array that plays from its start."""

    def __init__(self, state, *options):
        self.state, self.options = state, options

    def __enter__(self):
        self.bus = hub.Bus()
        self.bus.__enter__()
        self.sim = hub.Simulator("--start-on-open", *self.options)
        self.sim.__enter__()
        self.daemon = hub.Daemon(self.bus, "--state", self.state, uris=[self.sim.uri],
                                 config=CONFIG)
        self.daemon.__enter__()
        return self

    def __exit__(self, *what):
        self.daemon.__exit__(*what)
        self.sim.__exit__(*what)
        self.bus.__exit__(*what)

    def connected(self, *roles):
        hub.wait_for("the sensors", lambda: all(
            self.bus.sensors().get(role, {}).get("Connected") for role in roles))
        return self.bus

    def get(self, name):
        return self.bus.get(hub.ROOT, hub.MANAGER, name)


def kept(state):
    with open(os.path.join(state, "calibrations.json"), encoding="utf-8") as file:
        return json.load(file)


def test_body_and_own_range():
    with tempfile.TemporaryDirectory() as state:
        with Gym(state, "--activity", "calibrate:40", "--lead", "8", "--sensors", "pelvis,thorax",
                 "--seed", "5", "--lumbar-max", "50") as gym:
            bus = gym.connected("pelvis", "thorax")
            ok(bus, "start", "--athlete", "kim")
            hub.equal(gym.get("LumbarFlexionMax"), 0, "before")
            ok(bus, "exercise", "romanian-deadlift")
            watch = (LUMBARCTL, "--bus", bus.address, "watch")
            with Follower(*watch) as lines, Terminal(24, 80, *watch) as screen, \
                    Terminal(8, 20, *watch) as small, \
                    Follower(LUMBARCTL, "--bus", bus.address, "calibrate", "body") as leader:
                check_displays(lines, screen, small)
                hub.equal(leader.end(), (0, ""), "lumbarctl calibrate body")
                text = "\n".join(leader.lines)
            for part in ("Stand upright", "2 of 3. Bend forward", "3 of 3. Round your lower back",
                         "Done."):
                hub.contains(text, part, "calibrate body")
            assert abs(gym.get("LumbarFlexionMax") - 50) < 6, gym.get("LumbarFlexionMax")
            assert 10 < gym.get("LumbarExtensionMax") < 30, gym.get("LumbarExtensionMax")
            hub.equal(gym.get("Calibrating"), "", "afterwards")
            flexion = gym.get("LumbarFlexionMax")
            ok(bus, "stop")
            hub.equal(gym.get("LumbarFlexionMax"), 0, "after the session")
            ok(bus, "start", "--athlete", "sam")
            hub.equal(gym.get("LumbarFlexionMax"), 0, "of another athlete")
        hub.equal(list(kept(state)["athletes"]), ["kim"], "athletes")
        with Gym(state, "--activity", "stand:60", "--sensors", "pelvis,thorax") as gym:
            bus = gym.connected("pelvis", "thorax")
            ok(bus, "start", "--athlete", "kim")
            hub.equal(gym.get("LumbarFlexionMax"), flexion, "after a restart")


def check_displays(lines, screen, small):
    """Others who watch are told what is to be done, too, and that nothing is counted meanwhile."""
    for part, shown in (("1 of 3: Stand upright", "Stand upright and still."),
                        ("2 of 3: Bend forward", "Bend forward from the hips"),
                        ("3 of 3: Round your lower back", "Round your lower back")):
        screen.wait_for_text(shown)
        hub.contains(screen.screen()[0], "calibration: body", "the title")
        small.wait_for_text("calibration: body")  # each draws in its own time
        hub.equal(small.screen()[0], "  calibration: body", "no room for more")
        lines.wait_for_line("calibration: body, " + part)
    screen.wait_for_text("The calibration is done.")
    lines.wait_for_line("calibration: body, done")
    small.wait_for_text("ready")
    hub.equal(small.screen()[0], " Romanian de  ready", "what is too long is cut")


def test_a_refusal_is_told_with_its_reason():
    with tempfile.TemporaryDirectory() as state, \
            Gym(state, "--activity", "walk:200", "--lead", "0", "--sensors", "pelvis") as gym:
        bus = gym.connected("pelvis")
        with Follower(LUMBARCTL, "--bus", bus.address, "watch") as lines:
            lines.wait_for_line("the hub is here")
            ok(bus, "calibrate", "gyro", "--no-wait")
            status = ok(bus, "status")
            hub.contains(status, "Counting  waits for the gyro calibration", "status")
            lines.wait_for_line("calibration: gyro, 1 of 1: Put all sensors down")
            lines.wait_for_line("calibration: gyro, refused: something moved. Keep still (pelvis)")
        assert "Counting" not in ok(bus, "status")


def lies_on_all_sides(path):
    """A bar's IMU with an offset of 0.4 m/s² along x, 1.5 s and more on each side."""
    sides = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
    with open(path, "w", encoding="ascii") as file:
        file.write("# lumbar recording 1\n"
                   "# sensor bar accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z\n"
                   "# sensor thorax accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z\n")
        for i in range(100 * 120):
            t = i / 100
            n, within = divmod(max(0.0, t - 6.0), 2.5)
            turning = within < 0.5 and 0 < n
            a, b = sides[(int(n) - 1) % 6 if n else 0], sides[int(n) % 6]
            part = min(1.0, within / 0.5) if n else 1.0
            v = [x + part * (y - x) + (0.3 if turning else 0) for x, y in zip(a, b)]
            length = math.sqrt(sum(c * c for c in v))
            v = [G * c / length for c in v]
            rate = 1.0 if turning and i % 2 else 0.001 * (i % 3)
            file.write("%.3f,bar,%.5f,%.5f,%.5f,%.4f,0,0\n" % (t, v[0] + 0.4, v[1], v[2], rate))
            file.write("%.3f,thorax,0,0,%.5f,0,0,%.4f\n" % (t, G, 0.001 * (i % 3)))


def test_six_sides():
    with tempfile.TemporaryDirectory() as state:
        recording = os.path.join(state, "sides.rec")
        lies_on_all_sides(recording)
        with Gym(state, "--recording", recording) as gym:
            bus = gym.connected("bar", "thorax")
            done = ctl(bus, "calibrate", "accel")
            hub.equal(done.returncode, 1, "which of the two")
            hub.contains(done.stderr, "--sensor", "which of the two")
            refused(bus, 1, "cable", "calibrate", "accel", "--sensor", "cable")
            lines = ok(bus, "--json", "calibrate", "accel", "--sensor", "bar").splitlines()
            last = json.loads(lines[-1])
            hub.equal((last["verdict"], last["details"]["steps"]), ("done", 6), "accel")
            verdicts = [json.loads(line)["verdict"] for line in lines]
            hub.equal(verdicts.count("step"), 5, "steps")
            assert "progress" in verdicts, verdicts
        sensors = kept(state)["sensors"]
        hub.equal(len(sensors), 1, "sensors")
        found = list(sensors.values())[0]
        assert abs(found["offset"][0] - 0.4) < 0.02, found
        assert abs(found["offset"][1]) < 0.02, found
        with Gym(state, "--recording", recording) as gym:
            gym.connected("bar", "thorax")
            hub.contains(gym.daemon.output(), "bar: calibrated earlier", "after a restart")


def stands_weights(path):
    """Plates with an offset; from 6 s on 20 kg on the left one, then on the right one."""
    with open(path, "w", encoding="ascii") as file:
        file.write("# lumbar recording 1\n# sensor feet force_left force_right\n")
        for i in range(100 * 120):
            t = i / 100
            phase = 0 if t < 8 else int((t - 8) / 3) % 4
            left = 12 + (0.9 * 20 * G if phase == 1 else 0)
            right = -7 + (1.1 * 20 * G if phase == 3 else 0)
            file.write("%.3f,feet,%.3f,%.3f\n" % (t, left + 0.01 * (i % 5), right))


def test_span_and_tare():
    with tempfile.TemporaryDirectory() as state:
        recording = os.path.join(state, "weights.rec")
        stands_weights(recording)
        with Gym(state, "--recording", recording) as gym:
            bus = gym.connected("feet")
            hub.equal(ctl(bus, "calibrate", "span").returncode, 2, "span without a weight")
            refused(bus, 2, "", "calibrate", "span", "--weight", "0.5")
            text = ok(bus, "calibrate", "span", "--weight", "20")
            for part in ("Nobody and nothing", "Put the weight on a plate", "Done."):
                hub.contains(text, part, "calibrate span")
        found = list(kept(state)["sensors"].values())[0]
        assert abs(found["gain"][0] - 1 / 0.9) < 0.01, found
        assert abs(found["gain"][1] - 1 / 1.1) < 0.01, found
        with Gym(state, "--recording", recording) as gym:
            bus = gym.connected("feet")
            os.rename(state, state + ".away")
            hub.contains(ok(bus, "tare"), "Done.", "tare")
            hub.wait_for("a problem", lambda: "not kept: No such file" in ok(bus, "status"))
            os.rename(state + ".away", state)
            hub.wait_for("no problem", lambda: "not kept" not in ok(bus, "status"))
            # What a tare finds now is next to nothing: the zero was kept.
            ok(bus, "start")
            session = gym.get("Session")
            hub.wait_for("a force", lambda: gym.bus.get(session, hub.SESSION, "ForceLeft") is not
                         None)
            assert abs(kept(state)["sensors"].popitem()[1]["offset"][0] - 12) < 1, kept(state)


def test_a_calibration_can_be_given_up():
    with tempfile.TemporaryDirectory() as state:
        with Gym(state, "--activity", "stand:60", "--sensors", "pelvis,thorax") as gym:
            bus = gym.connected("pelvis", "thorax")
            ok(bus, "calibrate", "body", "--no-wait")
            hub.equal(gym.get("Calibrating"), "body", "begun")
            bus.manager("StopCalibration")
            hub.equal(gym.get("Calibrating"), "", "given up")
            bus.manager("StopCalibration")  # there is none: nothing happens
            hub.equal(ok_json(bus, "status")["state"], "idle", "status")


def test_a_damaged_memory_is_set_aside():
    with tempfile.TemporaryDirectory() as state:
        with open(os.path.join(state, "calibrations.json"), "w", encoding="utf-8") as file:
            file.write('{"version": 1, "sens')
        with Gym(state, "--activity", "stand:60", "--sensors", "pelvis,thorax") as gym:
            gym.connected("pelvis", "thorax")
            hub.contains(gym.daemon.output(), "is damaged and now called", "damaged")
            hub.contains("".join(gym.get("Problems")), "is damaged and now called", "Problems")
        assert os.path.exists(os.path.join(state, "calibrations.json.damaged"))


if __name__ == "__main__":
    hub.main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The watch outlives the hub and the bus; and sensors that come and go are told."""
import json
import os
import signal

from ctl import CONFIG, LUMBARCTL, Follower, Terminal, refused
import hub

STANDING = ("--start-on-open", "--activity", "stand:120", "--sensors", "bar,thorax,pelvis,feet")


def watch(bus, *options):
    return (LUMBARCTL, "--bus", bus.address, "watch", *options)


def test_watch_outlives_a_restart_of_the_hub():
    with hub.Bus() as bus, Terminal(24, 80, *watch(bus, "--wait")) as screen, \
            Follower(*watch(bus, "--wait")) as lines, \
            Follower(*watch(bus, "--wait", "--json")) as events:
        lines.wait_for_line("the hub is not running, waiting...")
        screen.wait_for_text("The hub is gone, waiting...")
        with hub.Daemon(bus, config=CONFIG):
            lines.wait_for_line("the hub is here")
            screen.wait_for_text("no sensors found")
        lines.wait_for_line("the hub is gone, waiting...")
        screen.wait_for_text("The hub is gone, waiting...")
        said = len(lines.lines)
        with hub.Daemon(bus, config=CONFIG):
            hub.wait_for("the hub to be back", lambda: any(
                "the hub is here" in line for line in lines.lines[said:]))
            screen.wait_for_text("no sensors found")
            hub.wait_for("status again", lambda: sum(
                json.loads(line)["event"] == "status" for line in list(events.lines)) >= 2)
            hub.equal(lines.interrupt(), (0, ""), "lines")
            hub.equal(events.interrupt(signal.SIGTERM), (0, ""), "json")
            screen.type(b"q")
            screen.check_given_back()
    kinds = [json.loads(line)["event"] for line in events.lines]
    hub.equal(kinds[0], "hub-gone", "first event")
    hub.equal(kinds.count("hub-gone"), 2, "hub-gone")


def test_watch_outlives_a_restart_of_the_bus():
    with hub.Bus() as bus, Follower(*watch(bus, "--wait")) as lines:
        lines.wait_for_line("the hub is not running, waiting...")
        with hub.Daemon(bus, config=CONFIG):
            lines.wait_for_line("the hub is here")
            bus.stop()
            lines.wait_for_line("the bus is gone, waiting...")
            said = len(lines.lines)
            bus.start()
            hub.wait_for("the hub to be back", lambda: any(
                "the hub is here" in line for line in lines.lines[said:]), 60)
        hub.equal(lines.interrupt(), (0, ""), "end")


def test_a_hub_that_does_not_answer_is_named():
    with hub.Bus() as bus, hub.Daemon(bus, config=CONFIG) as daemon:
        daemon.process.send_signal(signal.SIGSTOP)
        try:
            refused(bus, 3, "does not answer", "status")
        finally:
            daemon.process.send_signal(signal.SIGCONT)


def test_sensors_that_come_and_go_are_told():
    with hub.Bus() as bus, hub.Simulator(*STANDING) as array, \
            hub.Daemon(bus, config=CONFIG, uris=(array.uri,)), \
            Terminal(24, 160, *watch(bus)) as screen:
        # All four stand in a row of this width, whichever is lost first.
        screen.wait_for_text("● thorax")
        # One that it has not seen well it will not call gone.
        with Follower(*watch(bus)) as lines:
            lines.wait_for_line("the hub is here")
            array.process.terminate()
            array.wait_for_end()  # the port is free again
            lines.wait_for_line("sensor: thorax: ")
            screen.wait_for_text("○ thorax")
            with hub.Simulator(*STANDING, port=array.port):
                lines.wait_for_line("sensor: thorax is here", 60)
                screen.wait_for_text("● thorax")


def test_more_sensors_than_fit_into_a_row_are_counted():
    standing = ("--start-on-open", "--activity", "stand:120", "--rate", "26")
    with hub.Bus() as bus, hub.Simulator(*standing) as array, \
            hub.Daemon(bus, config=CONFIG, uris=(array.uri,)), \
            Terminal(24, 80, *watch(bus)) as wide, Terminal(24, 30, *watch(bus)) as narrow:
        wide.wait_for_text("● 11 are well")
        narrow.wait_for_text("● 11 are well")
        array.process.terminate()
        # The order is the array's own.
        wide.wait_for_text("○ pelvis (the connection is lost)  ○ thorax (the connection is lost)  9 more")
        narrow.wait_for_text("11 not well")


def test_a_stop_of_the_terminal_gives_it_back_meanwhile():
    with hub.Bus() as bus, Terminal(24, 80, *watch(bus, "--wait")) as screen:
        screen.wait_for_text("waiting...")
        screen.process.send_signal(signal.SIGTSTP)
        stat = f"/proc/{screen.process.pid}/stat"

        def is_stopped():
            with open(stat, encoding="ascii") as state:
                return state.read().rpartition(")")[2].split()[0] == "T"
        hub.wait_for("the stop", is_stopped)
        screen.pump()
        hub.equal((screen.alternate, screen.cursor), (False, True), "while it is stopped")
        screen.process.send_signal(signal.SIGCONT)
        screen.wait_for_text("waiting...")
        hub.equal(screen.alternate, True, "when it goes on")
        os.kill(screen.process.pid, signal.SIGTERM)
        screen.check_given_back()


if __name__ == "__main__":
    hub.main(__name__)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The running daemon offers what dbus/org.lumbar.Hub1.xml says, and the bus policy holds."""
import os
import shutil
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from hub import (BUILD, Bus, DBusError, Daemon, MANAGER, Monitor, NAME, POLICY, Process, ROOT,
                 SENSOR, SESSION, Simulator, Skipped, XML, contains, equal, main, wait_for)

# A rule of introspection: what is not annotated announces its changes.
DEFAULT_EMITS = "true"


def describe(interface):
    """An interface as {(kind, name): everything that a client can rely on}."""
    members = {}
    for member in interface:
        if member.tag is ElementTree.Comment or member.tag == "annotation":
            continue
        notes = {a.get("name"): a.get("value") for a in member.findall("annotation")}
        if member.tag == "property":
            notes.setdefault("org.freedesktop.DBus.Property.EmitsChangedSignal", DEFAULT_EMITS)
            what = (member.get("type"), member.get("access"))
        else:
            direction = "in" if member.tag == "method" else "out"
            what = tuple((a.get("name"), a.get("type"), a.get("direction", direction))
                         for a in member.findall("arg"))
        members[(member.tag, member.get("name"))] = (what, tuple(sorted(notes.items())))
    return members


def interfaces_of(root):
    """{name: description} of all interfaces in a document, of its sub-nodes too."""
    return {i.get("name"): describe(i) for i in root.iter("interface")
            if i.get("name").startswith(NAME)}


def introspect(bus, path):
    done = subprocess.run(["gdbus", "introspect", "--address", bus.address, "--dest", NAME,
                           "--object-path", path, "--xml"], stdout=subprocess.PIPE, check=True)
    return ElementTree.fromstring(done.stdout)


def test_live_introspection_equals_the_contract():
    if not shutil.which("gdbus"):
        raise Skipped("gdbus is not installed")
    contract = interfaces_of(ElementTree.parse(XML).getroot())
    equal(sorted(contract), [MANAGER, SENSOR, SESSION], "interfaces of the contract")
    with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar", "--activity",
                                 "stand:120") as sim, Daemon(bus, uris=[sim.uri]):
        wait_for("the sensor", lambda: "bar" in bus.sensors())
        session = bus.manager("StartSession", "a{sv}", "0")[0]
        for path, name in ((ROOT, MANAGER), (ROOT + "/sensor/bar", SENSOR), (session, SESSION)):
            live = interfaces_of(introspect(bus, path))
            equal(sorted(live), [name], path)
            for member in sorted(set(live[name]) | set(contract[name])):
                equal(live[name].get(member), contract[name].get(member), f"{name} {member}")


def test_the_contract_is_well_formed():
    if not shutil.which("xmllint"):
        raise Skipped("xmllint is not installed")
    for file in (XML, POLICY):
        subprocess.run(["xmllint", "--noout", "--nonet", file], check=True)


def test_objects_are_listed_and_their_coming_and_going_told():
    with Bus() as bus, Simulator("--exercise", "deadlift", "--sensors", "bar,pelvis", "--activity",
                                 "stand:120") as sim, Daemon(bus, uris=[sim.uri]):
        wait_for("both sensors", lambda: {"bar", "pelvis"} <= set(bus.sensors()))
        with Monitor(bus) as monitor:
            session = bus.manager("StartSession", "a{sv}", "1", "athlete", "s", "kim")[0]
            equal(bus.get(session, SESSION, "Athlete"), "kim")
            equal(set(bus.objects()), {ROOT + "/sensor/bar", ROOT + "/sensor/pelvis", session})
            equal(bus.get(ROOT, MANAGER, "Session"), session)
            bus.manager("StopSession", "s", "")
            wait_for("InterfacesRemoved", lambda: monitor.signals("InterfacesRemoved"))
            equal(monitor.signals("InterfacesAdded")[0][0], session)
            equal(monitor.signals("InterfacesRemoved")[0][0], session)
            assert SESSION in monitor.signals("InterfacesRemoved")[0][1]
            equal(len(monitor.signals("Ended")), 1)
        equal(bus.get(ROOT, MANAGER, "Session"), "/")


def test_whoever_read_a_value_is_told_when_it_has_gone():
    """Also when it comes back, before the next announcement, to what was announced before."""
    def set_auto_track(enabled):
        bus.call(ROOT, "org.freedesktop.DBus.Properties", "Set", "ssv", MANAGER, "AutoTrack", "b",
                 enabled)

    def announced(value):
        return sum(c.get("AutoTrack") is value for _, c in monitor.changes(ROOT))

    def went_and_came_back():
        set_auto_track("true")
        time.sleep(0.3)  # the next change is announced at once, those after it later
        before = announced(False)
        set_auto_track("false")
        set_auto_track("true")
        equal(bus.get(ROOT, MANAGER, "AutoTrack"), True)
        set_auto_track("false")
        time.sleep(0.5)
        return announced(False) == before + 2

    with Bus() as bus, Daemon(bus, uris=["ip:127.0.0.1:1"]), Monitor(bus) as monitor:
        # A hub that is kept waiting may find the first three changes at once, and need not tell.
        assert any(went_and_came_back() for _ in range(5)), "it has never been told"


def policy_bus():
    """A bus that denies by default, as the system bus does, with our policy on top."""
    return Bus(own='<deny own="*"/><deny send_type="method_call"/>'
                   '<allow send_destination="org.freedesktop.DBus"/>'
                   '<allow send_type="signal"/><allow send_type="method_return"/>'
                   '<allow send_type="error"/><allow receive_type="method_return"/>'
                   '<allow receive_type="error"/><allow receive_type="signal"/>',
               extra=f"<include>{POLICY}</include>")


def test_the_bus_policy_lets_everybody_look_and_few_command():
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        raise Skipped("only root can try what others may do")
    nobody = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    with policy_bus() as bus, Daemon(bus, uris=["ip:127.0.0.1:1"]):
        bus.manager("StartSession", "a{sv}", "0")
        bus.call(ROOT, "org.freedesktop.DBus.Properties", "Get", "ss", MANAGER, "State",
                 prefix=nobody)
        bus.call(ROOT, MANAGER, "ReportPain", prefix=nobody)
        for denied in (("StopSession", "s", ""), ("SetLoad", "d", "20"), ("UndoRep",)):
            try:
                bus.call(ROOT, MANAGER, *denied, prefix=nobody)
            except DBusError as error:
                contains(str(error), "ccess denied")
            else:
                raise AssertionError(f"anybody may call {denied[0]}")
        # And the name is only for the hub's own user.
        with Process("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                     os.path.join(BUILD, "lumbard"), "--bus", bus.address) as other:
            other.wait_for_output("does not let us have the name")


if __name__ == "__main__":
    main(__name__)

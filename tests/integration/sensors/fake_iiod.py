# SPDX-License-Identifier: MIT
"""An IIOD server for devices that the simulated array does not have: other formats, units, clocks.

A device is described by the samples that it gives and by its attributes. Speaks just what libiio 0.24
asks; behaves as told where it is to misbehave.
"""

import socket
import struct
import threading
import time
from xml.sax.saxutils import quoteattr


class Channel:
    def __init__(self, name, form, attrs=None, index=None):
        self.name, self.form, self.attrs, self.index = name, form, dict(attrs or {}), index


class Device:
    """pack(i) gives the bytes of sample i; its layout is that of all scan channels."""

    def __init__(self, name, label, channels, pack, attrs=None, rate=100.0, trouble=None):
        self.name, self.label, self.channels, self.pack = name, label, channels, pack
        self.attrs = dict(attrs or {})
        self.attrs.setdefault("sampling_frequency", str(rate))
        self.rate, self.trouble, self.written = rate, trouble, []
        number = 0
        for channel in channels:
            if channel.form:
                channel.index, number = number, number + 1

    def xml(self, number):
        label = f" label={quoteattr(self.label)}" if self.label else ""
        out = f'<device id="iio:device{number}" name={quoteattr(self.name)}{label}>'
        for c in self.channels:
            out += f'<channel id="{c.name}" type="input">'
            if c.form:
                out += f'<scan-element index="{c.index}" format={quoteattr(c.form)}/>'
            for a in c.attrs:
                name, _, file = a.partition("@")
                file = file or f"in_{c.name}_{name}"
                out += f'<attribute name="{name}" filename="{file}"/>'
            out += "</channel>"
        return out + "".join(f'<attribute name="{a}"/>' for a in self.attrs) + "</device>"


class FakeIiod:
    def __init__(self, devices):
        self.devices = devices
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"ip:127.0.0.1:{self.listener.getsockname()[1]}"
        self.start = time.monotonic()
        self.closed = False
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def context_xml(self):
        devices = "".join(d.xml(i) for i, d in enumerate(self.devices))
        return ('<?xml version="1.0" encoding="utf-8"?><!DOCTYPE context [<!ELEMENT context (device)*>'
                "]>"
                '<context name="network" version-major="0" version-minor="24" version-git="v0.24  " '
                f'description="fake">{devices}</context>').encode()

    def device(self, word):
        return self.devices[int(word.removeprefix("iio:device"))]

    def attribute(self, words):
        """The dictionary and the key that READ and WRITE mean."""
        device = self.device(words[1])
        if words[2] in ("INPUT", "OUTPUT"):
            channel = [c for c in device.channels if c.name == words[3]][0]
            for key in channel.attrs:
                if key.partition("@")[0] == words[4]:
                    return channel.attrs, key
        return device.attrs, words[2]

    def read_buffer(self, peer, state, device, size):
        sample = len(device.pack(0))
        data = b""
        if device.trouble == "empty":
            peer.sendall(b"0\n")
            return
        if device.trouble == "dies" and state["next"] > 60:
            device.trouble = None  # once
            raise OSError
        while len(data) + sample <= size:
            due = state["opened"] + (state["next"] + 1) / device.rate
            time.sleep(max(0.0, due - time.monotonic()))
            data += device.pack(state["next"])
            state["next"] += 1
        mask = state["mask"]
        if device.trouble == "wide":
            mask = "f" * len(mask)
        end = b"0\n" if len(data) < size else b""  # as iiod says that there is no more
        peer.sendall(f"{len(data)}\n{mask}\n".encode() + data + end)

    def serve(self, peer):
        lines, state = peer.makefile("rb"), {}
        try:
            while not self.closed:
                line = lines.readline()
                if not line:
                    return
                words = line.decode().split()
                if not words:
                    continue
                self.answer(peer, lines, words, state)
        except (OSError, ValueError):
            pass
        finally:
            peer.close()

    def answer(self, peer, lines, words, state):
        command = words[0].upper()
        if command == "PRINT":
            xml = self.context_xml()
            peer.sendall(f"{len(xml)}\n".encode() + xml + b"\n")
        elif command in ("TIMEOUT", "SET", "SETTRIG"):
            peer.sendall(b"0\n")
        elif command == "READ":
            attrs, key = self.attribute(words)
            value = (attrs[key] + "\0").encode() if key in attrs else b""
            peer.sendall(f"{len(value)}\n".encode() + value + b"\n" if value else b"-2\n")
        elif command == "WRITE":
            size = int(words[-1])
            value = lines.read(size).rstrip(b"\0").decode()
            attrs, key = self.attribute(words)
            self.device(words[1]).written.append((key, value))
            if attrs.get("read-only") == key or key not in attrs:
                peer.sendall(b"-13\n")
            else:
                attrs[key] = value
                peer.sendall(f"{size}\n".encode())
        elif command == "OPEN":
            state.update(opened=time.monotonic(), next=0, mask=words[3])
            peer.sendall(b"0\n")
        elif command == "READBUF":
            self.read_buffer(peer, state, self.device(words[1]), int(words[2]))
        elif command == "CLOSE":
            peer.sendall(b"0\n")
        elif command == "GETTRIG":
            peer.sendall(b"-2\n")
        elif command == "EXIT":
            raise OSError
        else:
            peer.sendall(b"-22\n")


S16 = "le:s16/16>>0"
STAMP = "le:s64/64>>0"


def imu_channels(scale="0.001", form=S16, accel_attrs=None, stamp=True):
    accel = {"scale": scale, **(accel_attrs or {})}
    channels = [Channel(f"accel_{a}", form, accel) for a in "xyz"]
    channels += [Channel(f"anglvel_{a}", form, {"scale": scale}) for a in "xyz"]
    return channels + ([Channel("timestamp", STAMP)] if stamp else [])


def pack_imu(values, rate=100.0):
    """Six s16 and a time stamp after four bytes of padding, as the kernel lays them out."""
    def pack(i):
        return struct.pack("<6h4xq", *values(i), int(i * 1e9 / rate))
    return pack

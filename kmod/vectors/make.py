#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes frames.txt: frames on the line, beside what they say.

This is a third writing of PROTOCOL.md, made from its text alone, so that the
driver's decoder and the simulator's encoder can both be held against it.
"""
import struct
import sys
import zlib


def stuff(data):
    out, block = bytearray(), bytearray()
    for byte in data:
        if byte:
            block.append(byte)
        else:
            out += bytes([len(block) + 1]) + block
            block.clear()
    return bytes(out + bytes([len(block) + 1]) + block)


def wire(body):
    return b"\0" + stuff(body + struct.pack("<I", zlib.crc32(body))) + b"\0"


def text(s):
    raw = s.encode()
    return bytes([len(raw)]) + raw


def s24(value):
    return struct.pack("<i", value)[:3]


def hello(vmin, vmax, flags, boot, model, firmware):
    return bytes([1, vmin, vmax, flags]) + struct.pack("<I", boot) + text(model) + text(firmware)


def node(generation, address, kind, channels, block, serial, scale, matrix, rates, label, model):
    return (bytes([2, generation, address, kind, channels, block])
            + struct.pack("<Q2I9h", serial, *scale, *matrix)
            + bytes([len(rates)]) + struct.pack("<%dI" % len(rates), *rates)
            + text(label) + text(model))


def data(generation, present, count, clock, blocks):
    return bytes([4, generation]) + struct.pack("<HII", present, count, clock) + blocks


def status(generation, flags, clock, dropped, nodes):
    body = struct.pack("<HBII", sum(1 << a for a in nodes), flags, clock, dropped)
    for address in sorted(nodes):
        body += struct.pack("<hH", *nodes[address])
    return bytes([5, generation]) + body


UNIT = (16384, 0, 0, 0, 16384, 0, 0, 0, 16384)
TURNED = (0, -16384, 0, 16384, 0, 0, 0, 0, 16384)
RATES = (104000, 208000, 416000, 833000)
IMU_SCALE = (4788403, 1065264)

GOOD = [
    ("hello", hello(1, 1, 0, 0x11223344, "lumbar-hub-4", "1.0.0"),
     "hello version 1-1 flags 0 boot 287454020 model lumbar-hub-4 firmware 1.0.0"),
    ("hello-half-duplex", hello(1, 3, 1, 0, "", ""),
     "hello version 1-3 flags 1 boot 0 model - firmware -"),
    ("node-imu", node(1, 0, 1, 6, 12, 0x0102030405060708, IMU_SCALE, UNIT, RATES, "bar", "lsm6dso"),
     "node generation 1 address 0 kind 1 channels 6 block 12 serial 0102030405060708 "
     "scale 4788403 1065264 matrix 16384 0 0 0 16384 0 0 0 16384 "
     "rates 104000 208000 416000 833000 label bar model lsm6dso"),
    ("node-force", node(1, 4, 2, 4, 12, 7, (1500, 0), TURNED, (80000,), "feet", "nau7802"),
     "node generation 1 address 4 kind 2 channels 4 block 12 serial 0000000000000007 "
     "scale 1500 0 matrix 0 -16384 0 16384 0 0 0 0 16384 rates 80000 label feet model nau7802"),
    ("node-unknown-kind", node(9, 15, 77, 3, 5, 1, (1, 2), UNIT, (1,), "", ""),
     "node generation 9 address 15 kind 77 channels 3 block 5 serial 0000000000000001 "
     "scale 1 2 matrix 16384 0 0 0 16384 0 0 0 16384 rates 1 label - model -"),
    ("gone", bytes([3, 2, 4]), "gone generation 2 address 4"),
    ("data-one-imu", data(1, 1, 0, 1000, struct.pack("<6h", 0, 0, 2048, 1, -1, -32768)),
     "data generation 1 present 0001 count 0 clock 1000 blocks 0000000000080100ffff0080"),
    ("data-imu-and-force",
     data(1, 0x11, 4294967295, 4294967295,
          struct.pack("<6h", 1, 2, 3, 4, 5, 6) + s24(-8388608) + s24(8388607) + s24(-1) + s24(0)),
     "data generation 1 present 0011 count 4294967295 clock 4294967295 "
     "blocks 010002000300040005000600000080ffff7fffffff000000"),
    ("data-nobody", data(3, 0, 5, 6, b""), "data generation 3 present 0000 count 5 clock 6 blocks -"),
    ("status", status(1, 1, 123456, 2, {0: (2350, 0), 4: (-32768, 9)}),
     "status generation 1 present 0011 flags 1 clock 123456 dropped 2 0: 2350 0 4: -32768 9"),
    ("reply", bytes([6, 7, 4, 0]), "reply id 7 op 4 status 0 result -"),
    ("reply-hello", bytes([6, 1, 1, 0, 1]) + struct.pack("<I", 0x11223344),
     "reply id 1 op 1 status 0 result 0144332211"),
    ("reply-refused", bytes([6, 255, 3, 2]), "reply id 255 op 3 status 2 result -"),
    ("turn", bytes([7, 20]), "turn window 20"),
    ("command-hello", bytes([0x41, 1, 1, 1, 1]), "command id 1 op 1 args 0101"),
    ("command-enumerate", bytes([0x41, 2, 2, 0xff, 0xff]), "command id 2 op 2 args ffff"),
    ("command-rate", bytes([0x41, 3, 3]) + struct.pack("<I", 208000), "command id 3 op 3 args 802c0300"),
    ("command-start", bytes([0x41, 4, 4]), "command id 4 op 4 args -"),
    ("command-stop", bytes([0x41, 5, 5]), "command id 5 op 5 args -"),
    ("command-identify", bytes([0x41, 6, 6, 4, 10]), "command id 6 op 6 args 040a"),
    ("longest", bytes([4, 1, 0, 0]) + b"\x01" * 246, "data generation 1 present 0000 count 16843009 "
     "clock 16843009 blocks " + "01" * 238),
    ("appended-fields", hello(1, 2, 0, 5, "m", "f") + b"\x00\x99 later",
     "hello version 1-2 flags 0 boot 5 model m firmware f"),
]

# Whole frames whose content no receiver may use.
BAD_CONTENT = [
    ("hello-short", hello(1, 1, 0, 5, "model", "firmware")[:-1]),
    ("hello-versions-crossed", hello(2, 1, 0, 5, "", "")),
    ("hello-text-too-long", bytes([1, 1, 1, 0, 0, 0, 0, 0, 32]) + b"x" * 32 + b"\0"),
    ("hello-text-with-newline", hello(1, 1, 0, 5, "a\nb", "")),
    ("node-short", node(1, 0, 1, 6, 12, 1, IMU_SCALE, UNIT, RATES, "bar", "m")[:30]),
    ("node-block-empty", node(1, 0, 77, 6, 0, 1, IMU_SCALE, UNIT, RATES, "bar", "m")),
    ("node-block-too-small", node(1, 0, 1, 6, 11, 1, IMU_SCALE, UNIT, RATES, "bar", "m")),
    ("node-five-bridges", node(1, 0, 2, 5, 15, 1, (1, 0), UNIT, RATES, "feet", "m")),
    ("node-no-rates", node(1, 0, 1, 6, 12, 1, IMU_SCALE, UNIT, (), "bar", "m")),
    ("node-rates-fall", node(1, 0, 1, 6, 12, 1, IMU_SCALE, UNIT, (208000, 104000), "bar", "m")),
    ("node-nine-rates", node(1, 0, 1, 6, 12, 1, IMU_SCALE, UNIT, range(1, 10), "bar", "m")),
    ("gone-short", bytes([3, 2])),
    ("data-short", data(1, 1, 0, 0, b"")[:-1]),
    ("status-short", status(1, 1, 123456, 2, {0: (2350, 0), 4: (0, 9)})[:-2]),
    ("reply-short", bytes([6, 1, 2])),
    ("turn-short", bytes([7])),
]


def flipped(raw, at):
    raw = bytearray(raw)
    raw[at] ^= 0x10
    return bytes(raw)


STOP = wire(bytes([0x41, 5, 5]))
# Bytes that are no frame, and the counter that must say so.
BAD_WIRE = [
    ("crc-wrong", flipped(STOP, -2), "crc"),
    ("body-wrong", flipped(STOP, 3), "crc"),
    ("cut-short", STOP[:-3] + b"\0", "malformed"),
    ("no-body", wire(b""), "malformed"),
    ("one-byte", b"\0\x01\0", "malformed"),
    ("oversize", b"\0" + stuff(b"\x01\0" * 128) + b"\0", "oversize"),
    ("oversize-no-zeros", b"\0" + b"\xff" + b"\x55" * 300 + b"\0", "oversize"),
]


def main():
    out = sys.stdout
    out.write("# SPDX-License-Identifier: GPL-2.0-only\n"
              "# Frames of PROTOCOL.md, written by make.py beside this file.\n"
              "# frame NAME: bytes on the line; says: what the frame says; bad: it is whole, but\n"
              "# its content must be refused; wire: it is no frame, and this error is counted.\n")
    for name, body, says in GOOD:
        out.write("\nframe %s\n%s\nsays %s\n" % (name, wire(body).hex(), says))
    for name, body in BAD_CONTENT:
        out.write("\nframe %s\n%s\nbad\n" % (name, wire(body).hex()))
    for name, raw, error in BAD_WIRE:
        out.write("\nframe %s\n%s\nwire %s\n" % (name, raw.hex(), error))


main()

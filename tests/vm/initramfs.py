#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Packs an initramfs for a test machine: programs with the libraries that they need, modules with
the modules that they need, and plain files.

usage: initramfs.py OUT --root DIR [--modules DIR MODULE ...] [--program PATH ...]
                        [--binary FROM=TO ...] [--file FROM=TO ...]

--root is a tree of unpacked Debian packages; --program a path in it; --binary a program of ours that
finds its libraries there. --modules names the kernel's
folder lib/modules/VERSION and the modules wanted; they are laid in /modules in the order in which
they must be loaded, which /modules/order says.
"""
import argparse
import gzip
import lzma
import os
import re
import subprocess
import sys

LIBRARY_DIRS = ("lib", "usr/lib", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu",
                "lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib64")


class Archive:
    """An archive in cpio's newc format."""

    def __init__(self):
        self.data = bytearray()
        self.names = set()

    def add(self, name, mode, content=b"", device=(0, 0)):
        name = name.strip("/")
        if name in self.names:
            return
        if "/" in name:
            self.add(os.path.dirname(name), 0o040755)
        self.names.add(name)
        raw = name.encode() + b"\0"
        fields = (len(self.names), mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(raw), 0)
        self.data += b"070701" + b"".join(b"%08X" % f for f in fields) + raw
        self.data += b"\0" * (-len(self.data) % 4) + content
        self.data += b"\0" * (-len(self.data) % 4)

    def finish(self):
        raw = b"TRAILER!!!\0"
        self.data += b"070701" + b"00000000" * 11 + b"%08X" % len(raw) + b"00000000" + raw
        self.data += b"\0" * (-len(self.data) % 512)
        return bytes(self.data)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def dynamic(path):
    text = subprocess.run(["readelf", "-ldW", path], capture_output=True, text=True,
                          check=True).stdout
    interpreter = re.findall(r"Requesting program interpreter: ([^\]]+)", text)
    return interpreter, re.findall(r"\(NEEDED\).*\[([^\]]+)\]", text)


def add_program(archive, root, source, path):
    archive.add(path, 0o100755, read(source))
    interpreter, libraries = dynamic(source)
    for wanted in interpreter:
        archive.add(wanted, 0o100755, read(os.path.join(root, resolve(root, wanted))))
    for library in libraries:
        for folder in LIBRARY_DIRS:
            if os.path.exists(os.path.join(root, folder, library)):
                if f"lib/{library}" not in archive.names:
                    add_library(archive, root, os.path.join(folder, library), library)
                break
        else:
            sys.exit(f"initramfs.py: {path} needs {library}, which is not in {root}")


def resolve(root, path):
    """The loader's path may lead over a link that packages do not bring."""
    name = os.path.basename(path)
    for folder in LIBRARY_DIRS:
        if os.path.exists(os.path.join(root, folder, name)):
            return os.path.join(folder, name)
    sys.exit(f"initramfs.py: {path} is not in {root}")


def add_library(archive, root, path, name):
    archive.add(f"lib/{name}", 0o100755, read(os.path.join(root, path)))
    for library in dynamic(os.path.join(root, path))[1]:
        if f"lib/{library}" not in archive.names:
            add_library(archive, root, resolve(root, library), library)


def add_modules(archive, folder, wanted):
    paths = {}
    for place, _, names in os.walk(folder):
        for name in names:
            match = re.fullmatch(r"(.*)\.ko(\.xz)?", name)
            if match:
                paths[match[1].replace("-", "_")] = os.path.join(place, name)
    built_in = {os.path.basename(line)[:-4].replace("-", "_")
                for line in read(os.path.join(folder, "modules.builtin")).decode().split("\n")}
    order = []

    def add(module):
        if module in order or (module in built_in and module not in paths):
            return
        depends = subprocess.run(["modinfo", "-F", "depends", paths[module]], capture_output=True,
                                 text=True, check=True).stdout.strip()
        for other in filter(None, depends.split(",")):
            add(other.replace("-", "_"))
        order.append(module)
        path = paths[module]
        content = read(path)
        if path.endswith(".xz"):
            content = lzma.decompress(content)
        archive.add(f"modules/{module}.ko", 0o100644, content)

    for module in wanted:
        add(module)
    archive.add("modules/order", 0o100644, "".join(m + "\n" for m in order).encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--root", required=True)
    parser.add_argument("--modules", nargs="+", default=[])
    parser.add_argument("--program", nargs="+", default=[])
    parser.add_argument("--binary", nargs="+", default=[])
    parser.add_argument("--file", nargs="+", action="extend", default=[])
    options = parser.parse_args()

    archive = Archive()
    for folder in ("proc", "sys", "dev", "tmp", "bin", "etc", "lib", "run"):
        archive.add(folder, 0o040755)
    archive.add("dev/console", 0o020600, device=(5, 1))
    archive.add("dev/null", 0o020666, device=(1, 3))
    for path in options.program:
        add_program(archive, options.root, os.path.join(options.root, path), path)
    for pair in options.binary:
        source, target = pair.split("=", 1)
        add_program(archive, options.root, source, target)
    if options.modules:
        add_modules(archive, options.modules[0], options.modules[1:])
    for pair in options.file:
        source, target = pair.split("=", 1)
        archive.add(target, 0o100755 if os.access(source, os.X_OK) else 0o100644, read(source))
    with open(options.out + ".new", "wb") as out:
        out.write(gzip.compress(archive.finish(), 1, mtime=0))
    os.replace(options.out + ".new", options.out)


if __name__ == "__main__":
    main()

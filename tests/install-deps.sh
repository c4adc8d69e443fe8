#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages that a step needs and that are missing, after saying which and why.
#   tests/install-deps.sh build|demo|check|kmod|vm|vm-debug|vm-systemd …
# Does nothing, silently, where nothing is missing. Exit 1 with the command to type if it may not install.
set -eu

packages() {
    case $1 in
    build)
        cat <<'LIST'
gcc             compiles
libc6-dev       C library headers
make            runs the build
pkg-config      finds the libraries
libiio-dev      reads IIO sensors
libsystemd-dev  D-Bus, journal and service notification
libevent-dev    the event loop
libudev-dev     notices sensors that come and go
libinih-dev     reads profiles and the configuration
libjson-c-dev   writes JSON
LIST
        ;;
    demo)
        packages build
        cat <<'LIST'
dbus-daemon     the private bus of the demo
python3         helper scripts
LIST
        ;;
    check)
        packages demo
        cat <<'LIST'
libcmocka-dev   unit tests
libiio-utils    iio_info and iio_readdev, to test the simulator with other people's programs
iiod            the real IIO server, the reference for the simulated one
umockdev        a fake /sys for the local IIO path
libumockdev-dev the same, to fill it with our sensors
libglib2.0-bin  gdbus, another D-Bus client
systemd         busctl, a D-Bus client, and systemd-analyze
udev            udevadm, to hear sensors come and go
libxml2-utils   checks XML files
clang           second compiler
clang-format    tells whether files have their form
valgrind        finds memory errors
LIST
        ;;
    *)
        echo "install-deps.sh: unknown step '$1'" >&2
        exit 2
        ;;
    esac
}

[ $# -gt 0 ] || { echo "usage: install-deps.sh build|demo|check|kmod|vm|vm-debug|vm-systemd …" >&2; exit 2; }
top=$(dirname "$0")/..
wanted=$(for step; do
    case $step in
    kmod) # the headers' name ends in the machine's own architecture
        arch=$(dpkg --print-architecture 2>/dev/null || echo amd64)
        sed "/^#/d; s/^linux-headers-amd64 /linux-headers-$arch /" "$top/kmod/packages" ;;
    vm|vm-debug|vm-systemd) sed '/^#/d' "$top/tests/vm/packages${step#vm}" ;;
    *) packages "$step" ;;
    esac
done | awk 'NF && !seen[$1]++')

command -v dpkg-query >/dev/null 2>&1 || {
    echo "This is not a Debian system: make sure that you have the equivalents of" >&2
    echo "$wanted" | sed 's/^/  /' >&2
    exit 0
}
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
missing=$(echo "$wanted" | while read -r name why; do
    echo "$installed" | grep -qx "$name" || printf '%-20s %s\n' "$name" "$why"
done)
[ -n "$missing" ] || exit 0

echo "Debian packages that are missing, and what each is for:"
echo "$missing" | sed 's/^/  /'
names=$(echo "$missing" | awk '{ print $1 }' | tr '\n' ' ')
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=sudo
else
    echo "Installing needs root. Type this as root, then try again:" >&2
    echo "  apt-get install $names" >&2
    exit 1
fi
echo "Installing them with apt-get …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086  # the names are separate words
if ! { $as_root apt-get update &&
       $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $names; } \
       >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    echo "apt-get failed; the lines above say why." >&2
    exit 1
fi
echo "Installed."

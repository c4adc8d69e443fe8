#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches Debian packages of any architecture without touching this system's own packages.
#   fetch.sh CACHE ARCH latest PATTERN     prints the newest package name that fits the pattern
#   fetch.sh CACHE ARCH unpack DIR NAME …  downloads and unpacks packages into DIR
#   fetch.sh CACHE ARCH root DIR NAME …    the same with all that they depend on
set -eu
cache=$1 arch=$2 what=$3
shift 3

apt() {
    command=$1
    shift
    "$command" -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Debug::NoLocking=1 \
        -o Dir::State="$cache/apt-$arch" -o Dir::State::status="$cache/apt-$arch/status" \
        -o Dir::Cache="$cache/apt-$arch" -o Dir::Etc::SourceList="$cache/apt-$arch/sources" \
        -o Dir::Etc::SourceParts=/nonexistent -o APT::Sandbox::User=root "$@"
}

if [ ! -e "$cache/apt-$arch/ready" ]; then
    mkdir -p "$cache/apt-$arch/lists/partial" "$cache/apt-$arch/archives/partial"
    : >"$cache/apt-$arch/status"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    for suite in "debian bookworm" "debian bookworm-updates" "debian bookworm-backports" \
                 "debian-security bookworm-security"; do
        echo "deb [signed-by=$keys] http://deb.debian.org/$suite main"
    done >"$cache/apt-$arch/sources"
    apt apt-get -q update >"$cache/apt-$arch/log" 2>&1 || { cat "$cache/apt-$arch/log" >&2; exit 1; }
    touch "$cache/apt-$arch/ready"
fi

case $what in
latest)
    apt apt-cache pkgnames | grep -Ex "$1" | sort -V | tail -n 1 ;;
unpack | root)
    dir=$1
    shift
    names=$*
    [ "$what" = unpack ] || names=$(apt apt-get -q -s --no-install-recommends install "$@" |
        sed -n 's/^Inst \([^ ]*\) .*/\1/p' | sed 's/:.*//')
    mkdir -p "$dir"
    list=$(mktemp -d)
    # shellcheck disable=SC2086  # the names are separate words
    (cd "$list" && apt apt-get -q download $names >log 2>&1) || { cat "$list/log" >&2; exit 1; }
    for deb in "$list"/*.deb; do dpkg-deb -x "$deb" "$dir"; done
    rm -rf "$list" ;;
esac

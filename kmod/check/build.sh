#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Builds the module, with all warnings and sparse, against every kernel whose headers are installed.
# usage: build.sh FOLDER [KERNEL-BUILD-FOLDER …]
set -eu
cd "$(dirname "$0")/.."
out=$1
shift
[ $# -gt 0 ] || set -- $(find /lib/modules /usr/src -maxdepth 2 \( -path '*/build' -o \
    -name 'linux-headers-*' \) -exec test -e {}/include/generated/utsrelease.h \; -print |
    xargs -r -n 1 readlink -f | sort -u)
[ $# -gt 0 ] || { echo "skip - module build: no kernel headers are installed"; exit 0; }

failed=0
for kernel; do
    name=$(sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$kernel/include/generated/utsrelease.h")
    dir=$out/$name
    mkdir -p "$dir"
    cp -p *.c *.h Kbuild "$dir/"
    rm -f "$dir"/*.o "$dir"/*.ko
    checker=
    command -v sparse >/dev/null && checker="C=2"
    if ! make -C "$kernel" M="$(readlink -f "$dir")" W=1 $checker modules >"$dir/log" 2>&1 ||
        ! [ -e "$dir/lumbar_array.ko" ]; then
        echo "not ok - module build for $name"
        sed 's/^/# /' "$dir/log" | tail -n 20
        failed=1
        continue
    fi
    echo "ok - module build for $name"
    [ -n "$checker" ] || { echo "skip - sparse: it is not installed"; continue; }
    if grep -E 'warning:|error:' "$dir/log" | grep -v 'the compiler differs'; then
        echo "not ok - no warning, of sparse either, for $name"
        failed=1
    else
        echo "ok - no warning, of sparse either, for $name"
    fi
done
exit $failed

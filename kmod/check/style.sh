#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# checkpatch.pl --strict over the module's sources, with the script of Debian's linux-source-6.1.
# usage: style.sh CACHE
set -eu
cd "$(dirname "$0")/.."
cache=$1/checkpatch
tarball=/usr/src/linux-source-6.1.tar.xz

if [ ! -e "$cache/scripts/checkpatch.pl" ]; then
    [ -e $tarball ] || { echo "skip - checkpatch: linux-source-6.1 is not installed"; exit 0; }
    mkdir -p "$cache"
    tar -xJf $tarball -C "$cache" --strip-components=1 linux-source-6.1/scripts/checkpatch.pl \
        linux-source-6.1/scripts/spelling.txt linux-source-6.1/scripts/const_structs.checkpatch
fi

# Left out: the binding is in this tree, not in the kernel's; lumbar_port.h makes the kernel's
# types out of those of C; the tracepoints are laid out as all tracepoints are; a function that
# returns a pointer to const is no extern, and a channel's number is no expression.
common=UNDOCUMENTED_DT_STRING
failed=0
for file in *.c *.h; do
    case $file in
    lumbar_port.h) more=,PREFER_KERNEL_TYPES ;;
    lumbar_node.c) more=,AVOID_EXTERNS,MACRO_ARG_REUSE ;;
    lumbar_trace.h) more=,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT ;;
    *) more= ;;
    esac
    out=$(perl "$cache/scripts/checkpatch.pl" --no-tree --strict --terse --show-types --no-summary \
        --ignore $common$more --root="$cache" -f "$file" 2>/dev/null) || {
        echo "not ok - checkpatch: $file"
        echo "$out" | sed 's/^/# /'
        failed=1
        continue
    }
    echo "ok - checkpatch: $file"
done
exit $failed

#!/bin/sh
# SPDX-License-Identifier: MIT
# Keeps the arrows between the folders as the design draws them. For every file in daemon/ and
# tests/sim, each #include "folder/file.h" must be one that the file's folder may see; and the core
# may include nothing outside itself but the C library's pure headers.
set -eu
cd "${1:-$(dirname "$0")/..}"

find daemon tests/sim -name '*.[ch]' -print0 | sort -z | xargs -0 grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null |
awk '
function bad(why) { printf "%s:%s: %s\n", file, line, why; failed = 1 }
BEGIN {
    sees["core"]      = " core "
    sees["profiles"]  = " core profiles "
    sees["recording"] = " core recording "   # sample.h only, see below
    sees["sensors"]   = " core sensors "     # sample.h only, see below
    sees["training"]  = " core training "
    sees["bus"]       = " core training bus "
    sees["store"]     = " core training store "
    pure = " assert errno float inttypes limits math stdalign stdbool stddef stdint stdlib string "
}
{
    split($0, part, ":"); file = part[1]; line = part[2]
    text = $0; sub(/^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*/, "", text)
    folder = file; sub(/^daemon\//, "", folder); sub(/\/.*/, "", folder)
    target = text; sub(/^["<]/, "", target); sub(/[">].*/, "", target)
    ours = (text ~ /^"/)
    if (file ~ /^tests\/sim\//) {
        if (target ~ /^(core|profiles|recording|sensors|training|bus|store|daemon)\// || target ~ /\.\.\/\.\.\/daemon/)
            bad("the simulator shares no code with the daemon, but includes " target)
        next
    }
    if (target ~ /\.\./) bad("includes go from daemon/ downwards, not through ..: " target)
    if (file ~ /^daemon\/[^\/]*$/ || file ~ /^daemon\/tools\//) next
    if (!(folder in sees)) { bad("folder daemon/" folder " is not in the design"); next }
    if (folder == "core" && !ours) {
        name = target; sub(/\.h$/, "", name)
        if (index(pure, " " name " ") == 0) bad("the core is pure and may not include <" target ">")
    }
    if (ours && target !~ /\//) bad("includes name their folder: " target)
    if (ours && target ~ /\//) {
        to = target; sub(/\/.*/, "", to)
        if (index(sees[folder], " " to " ") == 0) bad("daemon/" folder " may not see " target)
        if ((folder == "sensors" || folder == "recording") && to == "core" && target != "core/sample.h")
            bad("daemon/" folder " sees only core/sample.h, not " target)
    }
}
END {
    if (NR == 0) bad("no include was found: nothing was checked")
    exit failed
}' || { echo "not ok - includes follow the design"; exit 1; }
echo "ok - includes follow the design"

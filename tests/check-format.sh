#!/bin/sh
# SPDX-License-Identifier: MIT
# C outside the driver (checkpatch looks at that) has the form that .clang-format says.
set -eu
cd "${1:-$(dirname "$0")/..}"
command -v clang-format >/dev/null || { echo "skip - the form of C files: there is no clang-format here"; exit 0; }
files=$(git -c core.quotePath=off -c safe.directory='*' ls-files -co --exclude-standard '*.c' '*.h' | grep -v '^kmod/' |
    while IFS= read -r file; do if [ -f "$file" ]; then echo "$file"; fi; done)
[ -n "$files" ] || { echo "not ok - git lists no C files: nothing was checked"; exit 1; }
if ! said=$(printf '%s\n' "$files" | tr '\n' '\0' | xargs -0 clang-format --dry-run -Werror 2>&1); then
    echo "$said" | grep 'error:' | cut -d: -f1 | sort | uniq -c | while read -r lines file; do
        echo "# $file: $lines places"
    done
    echo "not ok - files are not formatted: clang-format -i FILE"
    exit 1
fi
echo "ok - C files have the form of .clang-format"

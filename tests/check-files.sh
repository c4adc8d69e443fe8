#!/bin/sh
# SPDX-License-Identifier: MIT
# What must hold of every file: an SPDX line with the right licence, no leftovers, no over-long file.
set -eu
cd "${1:-$(dirname "$0")/..}"
failed=0
complain() { echo "not ok - $1"; failed=1; }

files=$(git -c core.quotePath=off -c safe.directory='*' ls-files -co --exclude-standard)
[ -n "$files" ] || complain "git lists no files: nothing was checked"
while IFS= read -r file; do
    [ -f "$file" ] || continue
    case $file in
    *.bin|*.png|*.svg|LICENSE|tests/fuzz/corpus/*|*/corpus/*) continue ;;
    kmod/*) want=GPL-2.0 ;;
    *) want=MIT ;;
    esac
    case $file in *.json|*.csv) continue ;; esac # these formats have no comments
    head -n 5 "$file" | grep -q "SPDX-License-Identifier: .*$want" ||
        complain "$file: no 'SPDX-License-Identifier: $want' in its first lines"
    case $file in
    tests/check-files.sh) ;;
    *.c|*.h|*.py|*.sh|*Makefile|*.mk)
        if grep -nE '\b(TODO|FIXME|XXX)\b' "$file" /dev/null; then complain "$file: a leftover mark"; fi
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || complain "$file: $lines lines, it holds two things" ;;
    esac
done <<LIST
$files
LIST
[ $failed = 0 ] && echo "ok - licences, leftovers and lengths of files"
exit $failed

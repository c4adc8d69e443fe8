#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The vectors are what make.py writes, and PROTOCOL.md's example is one of them.
set -eu
cd "$(dirname "$0")/.."
failed=0
if /usr/bin/python3 vectors/make.py | cmp -s - vectors/frames.txt; then
    echo "ok - vectors/frames.txt is what make.py writes"
else
    echo "not ok - vectors/frames.txt is what make.py writes"
    failed=1
fi
example=$(sed -n 's/^ *\(00 08 41 [0-9a-f ]*00\) .*/\1/p' PROTOCOL.md | tr -d ' ')
if [ -n "$example" ] && grep -qx "$example" vectors/frames.txt; then
    echo "ok - the example in PROTOCOL.md is a vector"
else
    echo "not ok - the example in PROTOCOL.md is a vector: '$example'"
    failed=1
fi
exit $failed

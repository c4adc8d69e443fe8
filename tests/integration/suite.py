# SPDX-License-Identifier: MIT
"""A list of tests as a program.

A test is a function named test_...; it fails by an exception. main() runs all of a module, or those
that are named on the command line, and prints a line for each. The programs come from the folder
in $LUMBAR_BUILD (default: build).
"""
import os
import sys
import traceback

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
BUILD = os.path.join(TOP, os.environ.get("LUMBAR_BUILD", "build"))
os.environ.setdefault("TSAN_OPTIONS",
                      "suppressions=" + os.path.join(TOP, "tests/integration/tsan.supp"))


class Skipped(Exception):
    """The test cannot be made here; says what is missing."""


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted {wanted!r}")


def main(module):
    failed = 0
    only = sys.argv[1:]
    for name, test in list(vars(sys.modules[module]).items()):
        if not name.startswith("test_") or (only and name not in only):
            continue
        title = name[len("test_"):].replace("_", " ")
        try:
            test()
        except Skipped as missing:
            print(f"skip - {title}: {missing}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            traceback.print_exc()
            print(f"not ok - {title}", flush=True)
        else:
            print(f"ok - {title}", flush=True)
    sys.exit(1 if failed else 0)

# SPDX-License-Identifier: MIT
# How the project is proven. Unit tests: every tests/unit/test_NAME.c is a cmocka program of its own.
# Integration suites live in tests/integration/NAME/ with a fragment each that defines check-NAME.

UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_TESTS := $(UNIT_SRC:tests/unit/%.c=$(B)/tests/%)
PYTHON := /usr/bin/python3
SUB = $(MAKE) --no-print-directory B=$(B)

$(B)/tests/%: $(B)/tests/unit/%.o $(LIB)
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(LIBS)

unit-build: $(UNIT_TESTS)

unit: $(UNIT_TESTS)   ## build and run the unit tests
	$(Q)failed=0; for t in $(UNIT_TESTS); do echo "# $$(basename $$t)"; $$t || failed=1; done; exit $$failed

# The same tests with address and undefined-behaviour sanitizers, and by the other compiler, which
# leaves other things where nothing was put.
unit-asan:
	$(Q)$(SUB) -s B=$(B)/asan SAN=address,undefined unit

check-clang:
	$(Q)$(SUB) -s B=$(B)/clang CC=clang all unit-build sim && echo "ok - clang builds everything without a warning"
	$(Q)$(SUB) -s B=$(B)/clang CC=clang unit

check-includes:
	$(Q)tests/check-includes.sh

check-files:
	$(Q)tests/check-files.sh

check-format:
	$(Q)tests/check-format.sh

# Suites of `make check`, the longest first. Fragments add theirs.
CHECK_SUITES += unit unit-asan check-clang check-includes check-files check-format
# What suites run; built once, before them.
CHECK_PROGRAMS += $(UNIT_TESTS)

deps-%:
	$(Q)tests/install-deps.sh $(subst +, ,$*)

check: ## install what is missing, build, and prove it
	$(Q)tests/install-deps.sh check kmod
	$(Q)$(SUB) check-build
	$(Q)$(SUB) -s check-run

check-build: all sim
	$(Q)$(SUB) $(CHECK_PROGRAMS)

check-run:
	$(Q)$(PYTHON) tests/run-checks.py --logs $(B)/check $(foreach s,$(CHECK_SUITES),'$(s)=$(SUB) -s $(s)')

demo: ## install what is missing, build, and watch a simulated lifter
	$(Q)tests/install-deps.sh demo
	$(Q)$(SUB) -s all sim
	$(Q)B=$(B) tests/demo/demo.sh

.PHONY: unit unit-build unit-asan check check-build check-run check-clang check-includes check-files check-format demo
.SECONDARY:

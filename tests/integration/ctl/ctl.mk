# SPDX-License-Identifier: MIT
# The tools that people type: lumbarctl and lumbar-record against the real daemon, and the demo.

CTL_TESTS := $(sort $(wildcard tests/integration/ctl/test_*.py))

# Side by side, each with a log of its own: they wait for the simulated lifter most of the time.
check-ctl: $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-record $(B)/lumbar-replay $(B)/lumbar-sim   ## check lumbarctl and lumbar-record
	$(Q)mkdir -p $(B)/check-ctl; failed=0; pids=; \
	for t in $(CTL_TESTS); do \
		LUMBAR_BUILD=$(B) $(PYTHON) $$t >$(B)/check-ctl/$$(basename $$t .py).log 2>&1 & pids="$$pids $$!"; \
	done; \
	for pid in $$pids; do wait $$pid || failed=1; done; \
	for t in $(CTL_TESTS); do echo "# $$(basename $$t)"; cat $(B)/check-ctl/$$(basename $$t .py).log; done; \
	exit $$failed

check-demo: $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-sim   ## check that the demo shows what it should
	$(Q)LUMBAR_BUILD=$(B) $(PYTHON) tests/integration/ctl/demo_tests.py

.PHONY: check-ctl check-demo
CHECK_SUITES += check-demo check-ctl
CHECK_PROGRAMS += $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-record $(B)/lumbar-replay $(B)/lumbar-sim

# SPDX-License-Identifier: MIT
# The tools that people type: lumbarctl and lumbar-record against the real daemon, and the demo.

CTL_TESTS := $(sort $(wildcard tests/integration/ctl/test_*.py))

check-ctl: $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-record $(B)/lumbar-replay $(B)/lumbar-sim   ## check lumbarctl and lumbar-record
	$(Q)failed=0; for t in $(CTL_TESTS); do echo "# $$(basename $$t)"; \
		LUMBAR_BUILD=$(B) $(PYTHON) $$t || failed=1; done; exit $$failed

check-demo: $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-sim   ## check that the demo shows what it should
	$(Q)LUMBAR_BUILD=$(B) $(PYTHON) tests/integration/ctl/demo_tests.py

.PHONY: check-ctl check-demo
CHECK_SUITES += check-demo check-ctl
CHECK_PROGRAMS += $(B)/lumbard $(B)/lumbarctl $(B)/lumbar-record $(B)/lumbar-replay $(B)/lumbar-sim

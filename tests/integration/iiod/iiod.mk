# SPDX-License-Identifier: MIT
# The simulator's IIOD server against Debian's libiio tools, against Debian's iiod, and against
# clients that behave badly. Needs libiio-utils, iiod, umockdev, python3.

check-iiod: $(B)/lumbar-sim $(B)/tests/iio-testbed   ## test the simulator's IIOD server
	$(Q)failed=0; for t in $(wildcard tests/integration/iiod/test_*.py); do \
		echo "  TEST    $$t"; LUMBAR_BUILD=$(B) $(PYTHON) -B $$t || failed=1; \
	done; exit $$failed

.PHONY: check-iiod
CHECK_SUITES += check-iiod
CHECK_PROGRAMS += $(B)/lumbar-sim $(B)/tests/iio-testbed

# SPDX-License-Identifier: MIT
# How late a signal is: lumbard beside a program that only passes samples on.

BENCH_ECHO := $(B)/tests/bench-echo

$(BENCH_ECHO): $(B)/tests/bench/echo.o
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The probe by its path: its variable is set in a fragment that is read later.
bench-latency: $(B)/lumbard $(B)/lumbar-sim $(B)/tests/hub-probe $(BENCH_ECHO)   ## time from a sample leaving the simulator to the D-Bus signal
	$(Q)LUMBAR_BUILD=$(B) $(PYTHON) tests/bench/bench_latency.py

.PHONY: bench-latency

# SPDX-License-Identifier: MIT
# The daemon as a whole: simulator, libiio, lumbard, private bus, clients. The tests mostly wait, so
# they run side by side.

DAEMON_TESTS := $(sort $(wildcard tests/integration/daemon/test_*.py))
HUB_PROBE := $(B)/tests/hub-probe

$(HUB_PROBE): $(B)/tests/integration/daemon/hub_probe.o
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

check-daemon: $(B)/lumbard $(B)/lumbar-sim $(HUB_PROBE)   ## check the daemon: contract, whole path, faults
	$(Q)mkdir -p $(B)/check-daemon
	$(Q)for t in $(DAEMON_TESTS); do n=$(B)/check-daemon/$$(basename $$t .py); \
		{ LUMBAR_BUILD=$(B) $(PYTHON) $$t >$$n.log 2>&1; echo $$? >$$n.code; } & done; wait; \
		failed=0; for t in $(DAEMON_TESTS); do n=$(B)/check-daemon/$$(basename $$t .py); \
		echo "# $$(basename $$t)"; cat $$n.log; [ "$$(cat $$n.code)" = 0 ] || failed=1; done; exit $$failed

.PHONY: check-daemon
CHECK_SUITES += check-daemon
CHECK_PROGRAMS += $(B)/lumbard $(B)/lumbar-sim $(HUB_PROBE)

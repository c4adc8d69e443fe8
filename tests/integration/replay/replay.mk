# SPDX-License-Identifier: MIT
# lumbar-replay as a program: its contract, its errors, and the same output every time.

check-replay: $(B)/lumbar-replay $(B)/lumbar-sim   ## check lumbar-replay alone
	$(Q)B=$(B) $(PYTHON) tests/integration/replay/test_replay.py
	$(Q)B=$(B) $(PYTHON) tests/integration/replay/test_bad_signal.py
	$(Q)B=$(B) $(PYTHON) tests/integration/replay/test_tempo.py

CHECK_SUITES += check-replay
CHECK_PROGRAMS += $(B)/lumbar-replay $(B)/lumbar-sim

.PHONY: check-replay

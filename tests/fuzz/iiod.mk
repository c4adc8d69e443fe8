# SPDX-License-Identifier: MIT
# The daemon against an IIOD server that answers wrongly; see iiod_answers.py.

fuzz-iiod: $(B)/lumbard $(B)/lumbar-sim   ## random faults in what a remote array answers
	$(Q)LUMBAR_BUILD=$(B) $(PYTHON) -B tests/fuzz/iiod_answers.py

.PHONY: fuzz-iiod
FUZZ_SUITES += fuzz-iiod

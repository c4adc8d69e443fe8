# SPDX-License-Identifier: MIT
# How right the core is, in figures; the recordings are not part of the project.

LUMBAR_DATA ?= ../shared/data
SEEDS ?= 40
# Of athletes that do it wrong, each fault twice; 40 take a quarter of an hour on two quiet cores.
FAULT_SEEDS ?= 2
# Of every exercise beside the five main ones.
EACH ?= 6
ACCURACY = $(PYTHON) tests/accuracy/accuracy.py --build $(B) --data '$(LUMBAR_DATA)' --seeds $(SEEDS) \
	--fault-seeds $(FAULT_SEEDS) --each $(EACH)

accuracy: $(B)/lumbar-replay $(B)/lumbar-sim   ## count recordings and simulated athletes; fails below the floor
	$(Q)$(ACCURACY)

accuracy-variants: $(B)/lumbar-replay $(B)/lumbar-sim   ## recordings cut, joined, slower, faster, as by strangers; sensors that fail
	$(Q)$(ACCURACY) --variants

# What is measured now becomes the floor: for a commit that says why.
accuracy-floor: $(B)/lumbar-replay $(B)/lumbar-sim
	$(Q)$(ACCURACY) --write-floor
	$(Q)$(ACCURACY) --variants --write-floor

.PHONY: accuracy accuracy-variants accuracy-floor

check-scoring:
	$(Q)$(PYTHON) tests/accuracy/test_scoring.py

CHECK_SUITES += check-scoring
.PHONY: check-scoring

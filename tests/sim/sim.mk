# SPDX-License-Identifier: MIT
# The simulated array. It shares nothing with the daemon.

# Its body has sources and unit tests of its own in this folder: see body.mk.
SIM_SRC := $(filter-out tests/sim/test_%,$(wildcard tests/sim/*.c))
SIM_OBJ := $(SIM_SRC:%.c=$(B)/%.o)

$(B)/lumbar-sim: $(SIM_OBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -levent_core -lm

sim: $(B)/lumbar-sim   ## build the simulated array

.PHONY: sim

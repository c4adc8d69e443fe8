# SPDX-License-Identifier: MIT
# The simulated array. It shares nothing with the daemon.

SIM_SRC := $(wildcard tests/sim/*.c)
SIM_OBJ := $(SIM_SRC:%.c=$(B)/%.o)

$(B)/lumbar-sim: $(SIM_OBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -levent_core -lm

sim: $(B)/lumbar-sim   ## build the simulated array

.PHONY: sim

# SPDX-License-Identifier: MIT
# The simulated athlete: part of lumbar-sim, with tests of its own.

SIM_BODY_SRC := $(addprefix tests/sim/,athlete.c athlete_options.c body.c form_fault.c jet.c mount.c path.c \
	person.c phase.c prng.c record.c rep_phase.c script.c sensor_model.c sway.c truth.c weigh.c \
	wobble.c) \
	$(wildcard tests/sim/compose*.c tests/sim/lift*.c)
SIM_BODY_OBJ := $(SIM_BODY_SRC:%.c=$(B)/%.o)

# Its rule is in sim.mk and links whatever it depends on.
$(B)/lumbar-sim: $(SIM_BODY_OBJ)

SIM_BODY_TESTS := $(addprefix $(B)/tests/sim-,test_body test_exercises test_form test_straps \
	test_athlete test_truth)

$(B)/tests/sim-%: $(B)/tests/sim/%.o $(SIM_BODY_OBJ)
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka -lm

check-sim-body: $(SIM_BODY_TESTS)   ## the simulated body against mechanics
	$(Q)failed=0; for t in $(SIM_BODY_TESTS); do echo "# $$(basename $$t)"; $$t || failed=1; done; \
		exit $$failed

CHECK_SUITES += check-sim-body
CHECK_PROGRAMS += $(SIM_BODY_TESTS)

.PHONY: check-sim-body

# SPDX-License-Identifier: MIT
# The simulated athlete: part of lumbar-sim, with tests of its own.

SIM_BODY_SRC := $(addprefix tests/sim/,athlete.c athlete_options.c body.c jet.c mount.c path.c \
	person.c phase.c prng.c record.c rep_phase.c script.c sensor_model.c sway.c truth.c) \
	$(wildcard tests/sim/compose*.c tests/sim/lift*.c)
SIM_BODY_OBJ := $(SIM_BODY_SRC:%.c=$(B)/%.o)

# Its rule is in sim.mk and links whatever it depends on.
$(B)/lumbar-sim: $(SIM_BODY_OBJ)

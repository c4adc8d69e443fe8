# SPDX-License-Identifier: MIT
# The module in real kernels, on emulated machines. See tests/vm/README.md.

WIRE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/sim/wire*.c) tests/sim/prng.c)

$(B)/wire-player: $(B)/tests/vm/wire_player.o $(WIRE_OBJ) $(B)/tests/sim/recording.o
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

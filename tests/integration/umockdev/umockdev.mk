# SPDX-License-Identifier: MIT
# IIO devices on a fake /sys and /dev: see iio_testbed.c.

TESTBED_OBJ := $(B)/tests/integration/umockdev/iio_testbed.o \
	$(addprefix $(B)/tests/sim/,fault.o iiod_device.o player.o prng.o recording.o)

# Headers of others do not keep our warnings.
$(B)/tests/integration/umockdev/iio_testbed.o: EXTRA_CFLAGS += \
	$(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags umockdev-1.0 2>/dev/null))

$(B)/tests/iio-testbed: $(TESTBED_OBJ)
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs umockdev-1.0) -levent_core -lm

testbed: $(B)/tests/iio-testbed   ## build the fake /sys with IIO devices

.PHONY: testbed

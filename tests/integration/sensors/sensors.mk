# SPDX-License-Identifier: MIT
# The sensor layer alone, against the simulated array and a faked local device.

SENSORS_PROBE := $(B)/sensors-probe
SENSORS_PROBE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard daemon/sensors/*.c)) \
	$(B)/tests/integration/sensors/sensors_probe.o

$(SENSORS_PROBE): $(SENSORS_PROBE_OBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

check-sensors: $(SENSORS_PROBE) $(B)/lumbar-sim $(B)/tests/iio-testbed   ## check the sensor layer: units, clocks, roles, faults
	$(Q)B=$(B) python3 tests/integration/sensors/test_sensors.py

.PHONY: check-sensors

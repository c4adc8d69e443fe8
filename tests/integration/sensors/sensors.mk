# SPDX-License-Identifier: MIT
# The sensor layer alone, against the simulated array and a faked local device.

SENSORS_PROBE := $(B)/sensors-probe
SENSORS_PROBE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard daemon/sensors/*.c) daemon/core/sample.c) \
	$(B)/tests/integration/sensors/sensors_probe.o

$(SENSORS_PROBE): $(SENSORS_PROBE_OBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

check-sensors: $(SENSORS_PROBE) $(B)/lumbar-sim $(B)/tests/iio-testbed   ## check the sensor layer alone
	$(Q)B=$(B) python3 tests/integration/sensors/test_sensors.py

.PHONY: check-sensors
CHECK_SUITES += check-sensors
CHECK_PROGRAMS += $(SENSORS_PROBE) $(B)/lumbar-sim $(B)/tests/iio-testbed

SENSORS_VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
	--errors-for-leak-kinds=definite --suppressions=tests/integration/sensors/valgrind.supp

check-sensors-valgrind: $(SENSORS_PROBE) $(B)/lumbar-sim $(B)/tests/iio-testbed
	$(Q)B=$(B) JOBS=3 PROBE_WRAPPER='$(SENSORS_VALGRIND)' \
		python3 tests/integration/sensors/test_sensors.py

.PHONY: check-sensors-valgrind

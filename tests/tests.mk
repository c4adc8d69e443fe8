# SPDX-License-Identifier: MIT
# Unit tests: every tests/unit/test_NAME.c is a cmocka program of its own.

UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_TESTS := $(UNIT_SRC:tests/unit/%.c=$(B)/tests/%)

$(B)/tests/%: $(B)/tests/unit/%.o $(LIB)
	$(call say,LD)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(LIBS)

unit: $(UNIT_TESTS)   ## build and run the unit tests
	$(Q)for t in $(UNIT_TESTS); do echo "  TEST    $$(basename $$t)"; $$t || exit 1; done

.PHONY: unit
.SECONDARY:

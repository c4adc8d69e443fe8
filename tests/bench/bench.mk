# SPDX-License-Identifier: MIT
# What it costs. Fragments add theirs to BENCHES, and a target of that name.

BENCHES += bench-core $(if $(wildcard tests/bench/bench_latency.mk),bench-latency)

bench: all sim ## measure: ns a sample, and what else fragments know to measure
	$(Q)for b in $(BENCHES); do $(SUB) -s $$b || exit 1; done

BENCH_RECORDING := $(B)/bench/core.rec

$(BENCH_RECORDING): $(B)/lumbar-sim
	$(call say,SIM)
	$(Q)mkdir -p $(@D)
	$(Q)$(B)/lumbar-sim --exercise deadlift,romanian-deadlift,back-squat --reps 8 --rest 20 --walk 8 \
		--seed 1 --rate 208 --sensors pelvis,thorax,bar,thigh-left,thigh-right,feet --record $@

$(B)/bench-core: $(B)/tests/bench/bench_core.o $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

bench-core: $(B)/bench-core $(BENCH_RECORDING)   ## measure the core: ns an IMU sample
	$(Q)$(B)/bench-core $(BENCH_RECORDING)

.PHONY: bench bench-core

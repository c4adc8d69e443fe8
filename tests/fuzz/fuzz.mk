# SPDX-License-Identifier: MIT
# What is fuzzed. Every tests/fuzz/fuzz_NAME.c is a libFuzzer target of its own, with address and
# undefined-behaviour sanitizers; seeds in corpus/NAME, words in NAME.dict where there are such.
# Other fragments add a target of their own to FUZZ_SUITES. What breaks something is left in
# $(B)/fuzz/NAME/crash-*: add it to the corpus with the repair.

FUZZ_S ?= 60
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SUITES += $(addprefix fuzz-,$(FUZZ_NAMES))
FUZZ_B := $(B)/fuzz

fuzz: all sim ## feed bad input for FUZZ_S seconds (60) to each parser
	$(Q)failed=0; for f in $(FUZZ_SUITES); do echo "  FUZZ    $$f"; $(SUB) -s $$f || failed=1; done; exit $$failed

define fuzz_rule
fuzz-$(1):
	$$(Q)$$(MAKE) --no-print-directory -s B=$$(FUZZ_B) CC=clang SAN=fuzzer-no-link,address,undefined \
		$$(FUZZ_B)/liblumbar.a $$(FUZZ_B)/tests/fuzz/fuzz_$(1).o
	$$(Q)clang -fsanitize=fuzzer,address,undefined -pthread -o $$(FUZZ_B)/fuzz-$(1) \
		$$(FUZZ_B)/tests/fuzz/fuzz_$(1).o $$(FUZZ_B)/liblumbar.a $$(LIBS)
	$$(Q)mkdir -p $$(FUZZ_B)/$(1)
	$$(Q)$$(FUZZ_B)/fuzz-$(1) -max_total_time=$$(FUZZ_S) -max_len=4096 -timeout=10 -verbosity=0 \
		-artifact_prefix=$$(FUZZ_B)/$(1)/ $$(addprefix -dict=,$$(wildcard tests/fuzz/$(1).dict)) \
		$$(FUZZ_B)/$(1) $$(wildcard tests/fuzz/corpus/$(1))
	$$(Q)echo "ok - fuzz $(1): $$(FUZZ_S) s"
endef
$(foreach f,$(FUZZ_NAMES),$(eval $(call fuzz_rule,$(f))))

.PHONY: fuzz $(addprefix fuzz-,$(FUZZ_NAMES))

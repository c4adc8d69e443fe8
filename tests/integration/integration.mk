# SPDX-License-Identifier: MIT
# Every folder of integration tests brings a fragment of its own.

include $(wildcard tests/integration/*/*.mk)

# Slow, and without a look at time: a machine that is busy besides fails tests of timing here.
check-tsan:   ## the sensor layer and the daemon under ThreadSanitizer: who races with whom
	$(Q)$(SUB) -s -k B=$(B)/tsan SAN=thread check-sensors check-daemon

# Debian's own programs that run on the faked devices cannot have them: local devices fail there.
check-asan:   ## lumbar-replay, the sensor layer and the daemon with address and undefined-behaviour sanitizers
	$(Q)$(SUB) -s -k B=$(B)/asan SAN=address,undefined check-replay check-sensors check-daemon

.PHONY: check-tsan check-asan

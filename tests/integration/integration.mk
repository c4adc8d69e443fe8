# SPDX-License-Identifier: MIT
# Every folder of integration tests brings a fragment of its own.

include $(wildcard tests/integration/*/*.mk)

# SPDX-License-Identifier: MIT
# The checkers themselves: each must be able to fail.

check-checks:   ## check that the checkers can fail
	$(Q)$(PYTHON) -B tests/integration/checks/test_checks.py

.PHONY: check-checks
CHECK_SUITES += check-checks

# SPDX-License-Identifier: MIT
TESTS = {}

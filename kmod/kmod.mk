# SPDX-License-Identifier: GPL-2.0-only
# The kernel module, and those tests of it that need no machine to boot.

# The simulator's encoder is the other side in the tests of the protocol.
$(B)/tests/test_wire_frames $(B)/tests/test_wire_deframer: $(B)/tests/sim/wire_frame.o

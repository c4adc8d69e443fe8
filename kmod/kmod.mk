# SPDX-License-Identifier: GPL-2.0-only
# The kernel module, and those tests of it that need no machine to boot.

# The kernel to build for.
KERNEL ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNEL)/build
KMOD_SRC := $(wildcard kmod/*.c kmod/*.h) kmod/Kbuild
KMOD_OVERLAYS := $(patsubst kmod/overlays/%.dtso,$(B)/kmod/overlays/%.dtbo,$(wildcard kmod/overlays/*.dtso))

# Built on copies: the kernel's build leaves its results beside the sources.
$(B)/kmod/lumbar_array.ko: $(KMOD_SRC)
	$(call say,KMOD)
	$(Q)test -d $(KDIR) || { echo 'No kernel headers in $(KDIR): install linux-headers-$(KERNEL), or say KERNEL=…' >&2; exit 1; }
	$(Q)mkdir -p $(@D) && cp -p $^ $(@D)/
	$(Q)$(MAKE) -s -C $(KDIR) M=$(abspath $(@D)) modules

$(B)/kmod/overlays/%.dtbo: kmod/overlays/%.dtso
	$(call say,DTC)
	$(Q)mkdir -p $(@D)
	$(Q)dtc -@ -I dts -O dtb -o $@ $<

kmod: $(B)/kmod/lumbar_array.ko   ## build the kernel module (KERNEL=VERSION or KDIR=FOLDER)

kmod-overlays: $(KMOD_OVERLAYS)   ## compile the overlays for Raspberry Pi

# Through DKMS where it is there, so that the module outlives the next kernel; else for KERNEL alone.
DKMS_DIR := /usr/src/lumbar-array-$(VERSION)
kmod-install: kmod-overlays   ## install the module (by DKMS, if there) and the overlays
	$(Q)if [ -z '$(DESTDIR)' ] && command -v dkms >/dev/null; then \
		install -d $(DKMS_DIR) && install -m 644 $(KMOD_SRC) kmod/dkms.conf $(DKMS_DIR)/ && \
		dkms install --force lumbar-array/$(VERSION) -k $(KERNEL); \
	else \
		$(SUB) kmod && \
		install -D -m 644 $(B)/kmod/lumbar_array.ko $(DESTDIR)/lib/modules/$(KERNEL)/updates/lumbar_array.ko && \
		{ [ -n '$(DESTDIR)' ] || depmod $(KERNEL); }; \
	fi
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/lumbar/overlays
	$(Q)install -m 644 $(KMOD_OVERLAYS) $(DESTDIR)$(PREFIX)/share/lumbar/overlays/
	$(Q)for d in /boot/firmware/overlays /boot/overlays; do \
		if [ -d $(DESTDIR)$$d ]; then install -m 644 $(KMOD_OVERLAYS) $(DESTDIR)$$d/; break; fi; done

# The simulator's encoder is the other side in the tests of the protocol.
$(B)/tests/test_wire_frames $(B)/tests/test_wire_deframer: $(B)/tests/sim/wire_frame.o
$(B)/tests/test_wire_array $(B)/tests/test_wire_time: $(patsubst %,$(B)/tests/sim/%.o,wire_array wire_fault wire_frame wire_pattern prng)

# The kernel's own style, types and firmware tables; Debian's device trees are there after check-vm.
KMOD_DTBS = $(wildcard $(addprefix $(VM_CACHE)/linux-6.1-arm64/usr/lib/linux-image-*/broadcom/,\
	bcm2837-rpi-3-b.dtb bcm2711-rpi-4-b.dtb))
check-kmod:
	$(Q)failed=0; \
	kmod/check/vectors.sh || failed=1; \
	kmod/check/style.sh $(abspath $(B)) || failed=1; \
	kmod/check/build.sh $(abspath $(B))/kmod-check || failed=1; \
	kmod/check/firmware.sh $(abspath $(B))/kmod-check/firmware $(abspath $(KMOD_DTBS)) || failed=1; \
	exit $$failed

CHECK_SUITES += check-kmod

.PHONY: kmod kmod-overlays kmod-install check-kmod

$(B)/bench-wire: $(B)/tests/bench/bench_wire.o
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

bench-wire: $(B)/bench-wire   ## measure the wire protocol's receiver: ns a frame
	$(Q)$(B)/bench-wire

BENCHES += bench-wire
.PHONY: bench-wire

# SPDX-License-Identifier: MIT
# The module in real kernels, on emulated machines: see run.py and guest.sh. Kernels, programs and
# images are kept in VM_CACHE, whatever B is.

VM_CACHE ?= $(abspath build/vm)
VM_SCENES := $(wildcard tests/vm/scenes/*.sh)
comma := ,
VM_FETCH := tests/vm/fetch.sh $(VM_CACHE)

WIRE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/sim/wire*.c) tests/sim/prng.c)

$(B)/wire-player: $(B)/tests/vm/wire_player.o $(WIRE_OBJ) $(B)/tests/sim/recording.o
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

# The machines: a name, its architecture, and which of Debian's kernels it has.
VM_6.1-amd64_PATTERN := linux-image-6\.1\.[0-9.-]+-amd64
VM_6.12-amd64_PATTERN := linux-image-6\.12\.[0-9.-]+(\+deb12)?-amd64
VM_6.1-arm64_PATTERN := linux-image-6\.1\.[0-9.-]+-arm64
VM_CC_amd64 := $(CC)
VM_CC_arm64 := aarch64-linux-gnu-gcc
VM_BUILD_arm64 := ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-

# What the guest needs besides, and what the hub needs to be built for the Raspberry Pi.
VM_PACKAGES := dbus-daemon libglib2.0-bin
VM_PACKAGES_amd64 := $(VM_PACKAGES) libevent-2.1-7 libinih1 libjson-c5
VM_PACKAGES_arm64 := $(VM_PACKAGES) libiio-dev libsystemd-dev libevent-dev libudev-dev libinih-dev libjson-c-dev
VM_PROGRAMS := bin/busybox usr/bin/iio_info usr/bin/iio_readdev usr/bin/dbus-daemon usr/bin/gdbus
VM_HUB_amd64 = $(B)/lumbard
VM_HUB_arm64 = $(B)/arm64/lumbard
VM_PROFILES := $(foreach p,$(wildcard daemon/profiles/exercises/*.ini),$(p)=profiles/$(notdir $(p)))

VM_ROOT_arm64 := $(VM_CACHE)/root-arm64
$(B)/arm64/lumbard: $(VM_ROOT_arm64)/ready $(LIB_SRC) $(wildcard daemon/*.c daemon/*/*.h)
	$(call say,CROSS)
	$(Q)PKG_CONFIG_SYSROOT_DIR=$(VM_ROOT_arm64) \
	PKG_CONFIG_LIBDIR=$(VM_ROOT_arm64)/usr/lib/aarch64-linux-gnu/pkgconfig:$(VM_ROOT_arm64)/usr/share/pkgconfig \
	$(MAKE) --no-print-directory -s B=$(B)/arm64/build CC='$(VM_CC_arm64) --sysroot=$(VM_ROOT_arm64)' \
		LDFLAGS='$(addprefix -Wl$(comma)-rpath-link=$(VM_ROOT_arm64)/,lib/aarch64-linux-gnu usr/lib/aarch64-linux-gnu)' \
		$(B)/arm64/build/lumbard
	$(Q)mkdir -p $(@D) && $(patsubst %-gcc,%-strip,$(VM_CC_arm64)) -o $@ $(B)/arm64/build/lumbard

# Debian's programs for the guest, and its kernels with their headers: fetched once.
$(VM_CACHE)/root-%/ready: tests/vm/vm.mk
	$(call say,FETCH)
	$(Q)rm -rf $(@D) && $(VM_FETCH) $* root $(@D) busybox-static libiio-utils libc6-dev $(VM_PACKAGES_$*)
	$(Q)touch $@

# $(1) machine, $(2) architecture
define vm_machine
VM_$(1) := $$(VM_CACHE)/linux-$(1)

$$(VM_$(1))/ready:
	$$(call say,FETCH)
	$$(Q)rm -rf $$(@D) && mkdir -p $$(@D)
	$$(Q)image=$$$$($$(VM_FETCH) $(2) latest '$$(VM_$(1)_PATTERN)') && \
	version=$$$${image#linux-image-} && headers=linux-headers-$$$$version && \
	common=$$$${headers%-*}-common && abi=$$$${version%-*} && \
	case $$$$version in 6.1.0-*) kbuild=linux-kbuild-6.1 ;; *) kbuild=linux-kbuild-$$$$abi ;; esac && \
	$$(VM_FETCH) $(2) unpack $$(@D) $$$$image $$$$headers $$$$common && \
	$$(VM_FETCH) amd64 unpack $$(@D) $$$$kbuild && \
	echo $$$$version >$$(@D)/version && \
	sed -i "s|^include /usr/src/|include $$(@D)/usr/src/|" $$(@D)/usr/src/$$$$headers/Makefile && \
	touch $$@

$$(B)/vm/$(1)/lumbar_array.ko: $$(KMOD_SRC) $$(VM_$(1))/ready
	$$(call say,KMOD)
	$$(Q)mkdir -p $$(@D)/module && cp -p $$(KMOD_SRC) $$(@D)/module/
	$$(Q)$$(MAKE) -C $$(VM_$(1))/usr/src/linux-headers-$$$$(cat $$(VM_$(1))/version) \
		M=$$(abspath $$(@D))/module $$(VM_BUILD_$(2)) modules >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; exit 1; }
	$$(Q)$$(if $$(VM_BUILD_$(2)),aarch64-linux-gnu-)strip --strip-debug -o $$@ $$(@D)/module/lumbar_array.ko

$$(B)/vm/$(1)/wire-check: tests/vm/wire_check.c $$(VM_CACHE)/root-$(2)/ready
	$$(call say,CC)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(VM_CC_$(2)) --sysroot=$$(VM_CACHE)/root-$(2) -std=c17 -O2 -Wall -Wextra -Werror -static -o $$@ $$< -lm

$$(B)/vm/$(1)/initramfs.gz: $$(B)/vm/$(1)/lumbar_array.ko $$(B)/vm/$(1)/wire-check tests/vm/guest.sh \
		$$(VM_SCENES) tests/vm/initramfs.py $$(VM_HUB_$(2))
	$$(call say,IMAGE)
	$$(Q)modules=$$(VM_$(1))/lib/modules/$$$$(cat $$(VM_$(1))/version) && \
	mkdir -p $$$$modules/extra && cp $$< $$$$modules/extra/ && \
	tests/vm/initramfs.py $$@ --root $$(VM_CACHE)/root-$(2) \
		--modules $$$$modules industrialio kfifo_buf lumbar_array \
		--program $$(VM_PROGRAMS) --binary $$(VM_HUB_$(2))=usr/bin/lumbard --file $$(VM_PROFILES) \
		--file tests/vm/guest.sh=init $$(B)/vm/$(1)/wire-check=bin/wire-check \
		$$(foreach s,$$(VM_SCENES),$$(s)=scenes/$$(notdir $$(s)))
endef
$(eval $(call vm_machine,6.1-amd64,amd64))
$(eval $(call vm_machine,6.12-amd64,amd64))
$(eval $(call vm_machine,6.1-arm64,arm64))

# A kernel that finds faults: built once, in about 12 minutes on two processors.
VM_DEBUG := $(VM_CACHE)/linux-debug

$(VM_DEBUG)/bzImage: tests/vm/debug.config
	$(call say,LINUX)
	$(Q)test -e /usr/src/linux-source-6.1.tar.xz || { echo 'install linux-source-6.1 flex bison bc libelf-dev libssl-dev' >&2; exit 1; }
	$(Q)mkdir -p $(@D)/source $(@D)/build
	$(Q)test -e $(@D)/source/Makefile || tar -xJf /usr/src/linux-source-6.1.tar.xz -C $(@D)/source --strip-components=1
	$(Q)exec >$(@D)/log 2>&1; $(MAKE) -C $(@D)/source O=$(@D)/build tinyconfig && \
	cd $(@D)/build && ../source/scripts/kconfig/merge_config.sh -m .config $(abspath $<) && \
	$(MAKE) -C $(@D)/source O=$(@D)/build olddefconfig && \
	nice -n 19 $(MAKE) -j2 -C $(@D)/source O=$(@D)/build bzImage modules
	$(Q)cp $(@D)/build/arch/x86/boot/bzImage $@

$(B)/vm/debug/lumbar_array.ko: $(KMOD_SRC) $(VM_DEBUG)/bzImage
	$(call say,KMOD)
	$(Q)mkdir -p $(@D)/module && cp -p $(KMOD_SRC) $(@D)/module/
	$(Q)$(MAKE) -C $(VM_DEBUG)/build M=$(abspath $(@D))/module modules >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; exit 1; }
	$(Q)cp $(@D)/module/lumbar_array.ko $@

$(B)/vm/debug/initramfs.gz: $(B)/vm/debug/lumbar_array.ko $(B)/vm/6.1-amd64/wire-check tests/vm/guest.sh \
		$(VM_SCENES) tests/vm/initramfs.py $(VM_HUB_amd64)
	$(call say,IMAGE)
	$(Q)mkdir -p $(@D)/modules && cp $< $(VM_DEBUG)/build/modules.builtin $(@D)/modules/
	$(Q)tests/vm/initramfs.py $@ --root $(VM_CACHE)/root-amd64 --modules $(@D)/modules lumbar_array \
		--program $(VM_PROGRAMS) --binary $(VM_HUB_amd64)=usr/bin/lumbard --file $(VM_PROFILES) \
		--file tests/vm/guest.sh=init $(B)/vm/6.1-amd64/wire-check=bin/wire-check \
		$(foreach s,$(VM_SCENES),$(s)=scenes/$(notdir $(s)))

# What is before the module: the array in ACPI, and in the device tree of a Raspberry Pi 3.
$(B)/vm/lumbar-array.aml: kmod/acpi/lumbar-array.asl
	$(Q)mkdir -p $(@D) && iasl -p $(basename $@) $< >$@.log || { cat $@.log; exit 1; }

$(B)/vm/rpi3.dtb: $(B)/kmod/overlays/lumbar-array-uart.dtbo $(VM_CACHE)/linux-6.1-arm64/ready
	$(Q)mkdir -p $(@D) && fdtoverlay -o $@ $< -i \
		$(VM_CACHE)/linux-6.1-arm64/usr/lib/linux-image-$$(cat $(VM_CACHE)/linux-6.1-arm64/version)/broadcom/bcm2837-rpi-3-b.dtb

# SCENES and SECONDS (of the first stream) may be given. The time-out is for a machine that hangs, not
# for a slow host.
SCENES ?= basic,stream,noise,trouble,link,lifecycle,hub
SECONDS ?= 120
VM_RUN = tests/vm/run.py --player $(B)/wire-player --simulator $(B)/lumbar-sim --replay $(B)/lumbar-replay --timeout $$((2400 + 2 * $(SECONDS)))
VM_PC = qemu-system-x86_64 -M q35 -m 512 -smp 2 -nodefaults -no-user-config -display none -no-reboot \
	-acpitable file=$(B)/vm/lumbar-array.aml -chardev stdio,id=console -serial chardev:console \
	-chardev socket,id=array,path=@ARRAY@,reconnect=1 -serial chardev:array
VM_PI = qemu-system-aarch64 -M raspi3b -display none -no-reboot -dtb $(B)/vm/rpi3.dtb \
	-chardev socket,id=array,path=@ARRAY@,reconnect=1 -serial chardev:array \
	-chardev stdio,id=console -serial chardev:console
vm_kernel = $(VM_$(1))/boot/vmlinuz-$$(cat $(VM_$(1))/version)

check-vm-6.1-amd64 check-vm-6.12-amd64: check-vm-%: $(B)/vm/%/initramfs.gz $(B)/vm/lumbar-array.aml $(B)/wire-player $(B)/lumbar-sim $(B)/lumbar-replay
	$(Q)$(VM_RUN) --log $(B)/vm/$*/log -- $(VM_PC) -kernel $(call vm_kernel,$*) -initrd $< \
		-append 'console=ttyS0 quiet panic=-1 scenes=$(SCENES) seconds=$(SECONDS)'

check-vm-6.1-arm64: check-vm-%: $(B)/vm/%/initramfs.gz $(B)/vm/rpi3.dtb $(B)/wire-player
	$(Q)$(VM_RUN) --log $(B)/vm/$*/log -- $(VM_PI) -kernel $(call vm_kernel,$*) -initrd $< \
		-append 'console=ttyS1,115200 quiet panic=-1 scenes=$(SCENES) seconds=$(SECONDS) patience=2'

# That kernel takes many times as long for everything: half the rate, and less often again and again.
check-vm-debug: vm-deps-debug   ## the same in a kernel with KASAN, lockdep, kmemleak, UBSAN and failslab
	$(Q)$(SUB) run-vm-debug

run-vm-debug: $(B)/vm/debug/initramfs.gz $(B)/vm/lumbar-array.aml $(B)/wire-player $(B)/lumbar-sim $(B)/lumbar-replay
	$(Q)$(VM_RUN) --log $(B)/vm/debug/log -- $(VM_PC) -m 1024 -kernel $(VM_DEBUG)/bzImage -initrd $(B)/vm/debug/initramfs.gz \
		-append "console=ttyS0 quiet panic=-1 kmemleak=on scenes=$(SCENES),failslab,leaks seconds=20 rate=104 times=10 patience=4"

# One machine at a time: they are slow enough.
vm-deps:
	$(Q)tests/install-deps.sh build vm

vm-deps-debug vm-deps-systemd: vm-deps-%:
	$(Q)tests/install-deps.sh build vm vm-$*

check-vm: vm-deps ## boot the module in Debian's kernels, on an emulated PC and an emulated Raspberry Pi 3
	$(Q)failed=0; for m in 6.1-amd64 6.12-amd64 6.1-arm64; do \
		echo "# machine $$m"; $(SUB) check-vm-$$m || failed=1; done; exit $$failed

.PHONY: check-vm vm-deps vm-deps-debug vm-deps-systemd check-vm-debug run-vm-debug check-vm-6.1-amd64 check-vm-6.12-amd64 check-vm-6.1-arm64

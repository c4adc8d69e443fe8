# SPDX-License-Identifier: MIT
# The whole hub under systemd: a Debian on a disk, what `make install` puts there, the array on the
# serial line. Built anew, because a program knows the PREFIX that it was built for. Making the disk
# needs root, for the owners of its files.

VM_SYSTEMD := $(VM_CACHE)/systemd
VM_SYSTEMD_PACKAGES := systemd-sysv dbus udev kmod libiio0 libevent-2.1-7 libinih1 libjson-c5 libsystemd0 libudev1

# Once: remove it when the list of packages has changed.
$(VM_SYSTEMD)/root.tar:
	$(call say,FETCH)
	$(Q)mkdir -p $(@D) && cd $(@D) && mmdebstrap --quiet --format=tar --variant=minbase \
		--include=$$(echo $(VM_SYSTEMD_PACKAGES) | tr ' ' ,) bookworm $@.new http://deb.debian.org/debian
	$(Q)mv $@.new $@

# The console belongs to the test, which is a unit of its own.
$(B)/vm/systemd/disk: $(VM_SYSTEMD)/root.tar $(B)/vm/6.1-amd64/lumbar_array.ko $(B)/lumbard tests/vm/systemd_guest.sh \
		$(wildcard systemd/* udev/* dbus/*.conf)
	$(call say,DISK)
	$(Q)test "$$(id -u)" = 0 || { echo 'check-vm-systemd makes a disk with files of several owners: run it as root' >&2; exit 1; }
	$(Q)rm -rf $(@D)/root && mkdir -p $(@D)/root && tar -xf $< -C $(@D)/root
	$(Q)$(MAKE) --no-print-directory -s B=$(B)/usr PREFIX=/usr DESTDIR=$(abspath $(@D))/root install >$(@D)/install.log
	$(Q)version=$$(cat $(VM_6.1-amd64)/version) && modules=$(@D)/root/lib/modules/$$version && \
	mkdir -p $$modules/extra && cp $(B)/vm/6.1-amd64/lumbar_array.ko $$modules/extra/ && \
	cp $(VM_6.1-amd64)/lib/modules/$$version/modules.builtin* $(VM_6.1-amd64)/lib/modules/$$version/modules.order $$modules/ && \
	for m in industrialio kfifo_buf; do cp $$(find $(VM_6.1-amd64)/lib/modules/$$version -name $$m.ko) $$modules/extra/; done && \
	depmod -b $(@D)/root $$version
	$(Q)$(INSTALL) -m 755 tests/vm/systemd_guest.sh $(@D)/root/usr/lib/lumbar-test/guest.sh
	$(Q)printf '%s\n' '[Unit]' 'After=multi-user.target' '[Service]' 'ExecStart=/usr/lib/lumbar-test/guest.sh' \
		>$(@D)/root/etc/systemd/system/lumbar-test.service
	$(Q)echo 0123456789abcdef0123456789abcdef >$(@D)/root/etc/machine-id
	$(Q)mkdir -p $(@D)/root/etc/systemd/system/multi-user.target.wants $(@D)/root/etc/systemd/system/default.target.wants
	$(Q)systemctl --quiet --root=$(abspath $(@D))/root enable lumbard.service
	$(Q)systemctl --quiet --root=$(abspath $(@D))/root mask serial-getty@ttyS0.service getty.target 2>/dev/null
	$(Q)systemctl --quiet --root=$(abspath $(@D))/root add-wants graphical.target lumbar-test.service
	$(Q)rm -f $@ && mke2fs -q -t ext4 -d $(@D)/root $@ 700M && rm -rf $(@D)/root

$(B)/vm/systemd/initramfs.gz: $(VM_CACHE)/root-amd64/ready $(VM_6.1-amd64)/ready tests/vm/systemd_init.sh tests/vm/initramfs.py
	$(call say,IMAGE)
	$(Q)mkdir -p $(@D) && tests/vm/initramfs.py $@ --root $(VM_CACHE)/root-amd64 \
		--modules $(VM_6.1-amd64)/lib/modules/$$(cat $(VM_6.1-amd64)/version) virtio_pci virtio_blk crc32c_generic ext4 \
		--program bin/busybox --file tests/vm/systemd_init.sh=init

check-vm-systemd: vm-deps-systemd   ## boot a whole Debian with the hub installed: unit, udev rules, D-Bus policy
	$(Q)$(SUB) run-vm-systemd

run-vm-systemd: $(B)/vm/systemd/disk $(B)/vm/systemd/initramfs.gz $(B)/vm/lumbar-array.aml $(B)/wire-player $(B)/lumbar-sim $(B)/lumbar-replay
	$(Q)$(VM_RUN) --log $(B)/vm/systemd/log -- $(VM_PC) -m 1024 -snapshot -drive if=virtio,format=raw,file=$(B)/vm/systemd/disk \
		-kernel $(call vm_kernel,6.1-amd64) -initrd $(B)/vm/systemd/initramfs.gz \
		-append 'console=ttyS0 quiet panic=-1 systemd.show_status=0 systemd.firstboot=off'

.PHONY: check-vm-systemd run-vm-systemd

#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# First program of the machine of check-vm-systemd: finds the disk and hands over to systemd on it.
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
for module in $(cat /modules/order); do
    insmod "/modules/$module.ko"
done
mkdir -p /root
for _ in $(seq 100); do
    mount -t ext4 /dev/vda /root && break
    sleep 0.1
done 2>/dev/null
exec switch_root /root /sbin/init

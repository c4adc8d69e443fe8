/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels from 6.1 on, found by asking the headers
 * themselves, not by version: distributions carry changes back.
 */
#ifndef LUMBAR_COMPAT_H
#define LUMBAR_COMPAT_H

/* Moved out of asm/ in 6.12; Kbuild looks for it. */
#ifdef LUMBAR_HAVE_LINUX_UNALIGNED
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#include <linux/serdev.h>

/* serdev_device_ops.receive_buf returns int in old kernels, size_t since 6.8. */
#define LUMBAR_RECEIVED typeof(((struct serdev_device_ops *)NULL)->receive_buf(NULL, NULL, 0))

#endif

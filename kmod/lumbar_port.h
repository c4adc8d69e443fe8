/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files shared between the kernel and user space need from either.
 *
 * The deframer, the frame decoder and the clock filter are part of the module,
 * and are tested, fuzzed and measured in user space. In the kernel this header
 * only includes; in user space it gives the few kernel names that they use.
 */
#ifndef LUMBAR_PORT_H
#define LUMBAR_PORT_H

#ifdef __KERNEL__

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"

#else

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define S64_MAX INT64_MAX

static inline u16 get_unaligned_le16(const void *p)
{
	const u8 *b = p;

	return (u16)(b[0] | (unsigned int)b[1] << 8);
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = p;

	return b[0] | (u32)b[1] << 8 | (u32)b[2] << 16;
}

static inline u32 get_unaligned_le32(const void *p)
{
	const u8 *b = p;

	return get_unaligned_le24(b) | (u32)b[3] << 24;
}

static inline u64 get_unaligned_le64(const void *p)
{
	const u8 *b = p;

	return get_unaligned_le32(b) | (u64)get_unaligned_le32(b + 4) << 32;
}

static inline void put_unaligned_le32(u32 value, void *p)
{
	u8 *b = p;

	b[0] = (u8)value;
	b[1] = (u8)(value >> 8);
	b[2] = (u8)(value >> 16);
	b[3] = (u8)(value >> 24);
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

/* A measuring program may bring a faster one, as the kernel has. */
#ifndef crc32_le
static inline u32 crc32_le(u32 crc, const u8 *p, size_t len)
{
	static const u32 nibble[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
		0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};

	while (len--) {
		crc ^= *p++;
		crc = nibble[crc & 15] ^ crc >> 4;
		crc = nibble[crc & 15] ^ crc >> 4;
	}
	return crc;
}
#endif

#endif /* __KERNEL__ */

#endif

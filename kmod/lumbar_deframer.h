/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a stream of bytes to checked frames. See PROTOCOL.md, "Framing".
 *
 * Bytes go in as they come, in pieces of any size; a frame comes out once its
 * closing delimiter has been seen, its stuffing undone and its CRC compared.
 * Whatever else was on the line is counted and forgotten: after garbage the
 * next delimiter is a fresh start.
 */
#ifndef LUMBAR_DEFRAMER_H
#define LUMBAR_DEFRAMER_H

#include "lumbar_port.h"

#define LUMBAR_CRC_SIZE		4
/* Type, body and CRC: the longest that stuffs to one code byte more. */
#define LUMBAR_FRAME_MAX	254
/* The same on the line: both delimiters and the code byte. */
#define LUMBAR_WIRE_MAX		(LUMBAR_FRAME_MAX + 3)

struct lumbar_deframer {
	/* Counters, read by others without a lock. */
	u64 frames;		/* good ones */
	u64 crc_errors;		/* whole, but with the wrong checksum */
	u64 malformed;		/* cut short, or broken stuffing */
	u64 oversize;		/* more than LUMBAR_FRAME_MAX bytes between delimiters */
	u64 resyncs;		/* good frames that came after a bad stretch */

	/* State. */
	u16 len;		/* bytes in frame[] */
	u8 left;		/* bytes until the next code byte */
	u8 code;		/* the code byte in force, 0 before the first */
	bool skipping;		/* until the next delimiter */
	bool bad;		/* a bad stretch was seen since the last good frame */
	u8 frame[LUMBAR_FRAME_MAX];
};

/* Starts outside a frame. Counters go to zero. */
void lumbar_deframer_init(struct lumbar_deframer *d);

/* Forgets a frame begun, as after a break in the line. Counters stay. */
void lumbar_deframer_reset(struct lumbar_deframer *d);

/*
 * Takes bytes from buf until a frame is whole or all are taken, and returns how
 * many it took: 1 to size, 0 only for size 0. When a frame is whole, *ret_frame
 * points to its type byte, good until the next call, and *ret_len counts type
 * and body (at least 1, the CRC is left off); else *ret_frame is NULL.
 */
size_t lumbar_deframer_push(struct lumbar_deframer *d, const u8 *buf, size_t size,
			    const u8 **ret_frame, size_t *ret_len);

/*
 * Makes a frame for the line: delimiters, stuffing, CRC. body begins with the
 * type byte. Returns the number of bytes written to wire, or -EMSGSIZE when
 * the body is empty or longer than LUMBAR_FRAME_MAX - LUMBAR_CRC_SIZE.
 */
int lumbar_frame_wrap(const u8 *body, size_t len, u8 wire[LUMBAR_WIRE_MAX]);

#endif

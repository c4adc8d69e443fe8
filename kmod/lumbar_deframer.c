// SPDX-License-Identifier: GPL-2.0-only
/*
 * Consistent-overhead byte stuffing with a delimiter on both sides of a frame.
 *
 *   state        byte          does
 *   ------------------------------------------------------------------------
 *   skipping     0             start afresh
 *                other         nothing
 *   at a code    0             end of frame: compare the CRC
 *   (left == 0)  other         it is a code byte: a zero belongs before it,
 *                              unless it is the first or follows code 255
 *   in a block   0             cut short: malformed, start afresh
 *   (left > 0)   other         append
 *
 * Every append is checked against the size of the buffer, and a stretch that
 * does not fit is skipped to its delimiter.
 */
#include "lumbar_deframer.h"

static void start_afresh(struct lumbar_deframer *d)
{
	d->len = 0;
	d->left = 0;
	d->code = 0;
	d->skipping = false;
}

void lumbar_deframer_init(struct lumbar_deframer *d)
{
	memset(d, 0, sizeof(*d));
}

void lumbar_deframer_reset(struct lumbar_deframer *d)
{
	start_afresh(d);
}

static void skip_oversize(struct lumbar_deframer *d)
{
	d->oversize++;
	d->bad = true;
	d->skipping = true;
}

/* Returns the length of type and body, or 0 when there is no good frame. */
static size_t end_of_frame(struct lumbar_deframer *d)
{
	size_t body;

	if (d->skipping || !d->code)
		return 0; /* already counted, or nothing between two delimiters */

	if (d->left || d->len <= LUMBAR_CRC_SIZE) {
		d->malformed++;
		d->bad = true;
		return 0;
	}

	body = (size_t)d->len - LUMBAR_CRC_SIZE;
	if (~crc32_le(~0U, d->frame, body) != get_unaligned_le32(d->frame + body)) {
		d->crc_errors++;
		d->bad = true;
		return 0;
	}

	d->frames++;
	if (d->bad)
		d->resyncs++;
	d->bad = false;
	return body;
}

static void take_code(struct lumbar_deframer *d, u8 code)
{
	if (d->code && d->code != 0xff) {
		if (d->len >= LUMBAR_FRAME_MAX) {
			skip_oversize(d);
			return;
		}
		d->frame[d->len++] = 0;
	}
	d->code = code;
	d->left = (u8)(code - 1);
}

/* Takes at most size bytes of the block at hand, none of them zero. */
static size_t take_block(struct lumbar_deframer *d, const u8 *buf, size_t size)
{
	size_t run = size < d->left ? size : d->left;
	const u8 *zero = memchr(buf, 0, run);

	if (zero)
		run = (size_t)(zero - buf);
	if (run > (size_t)LUMBAR_FRAME_MAX - d->len) {
		skip_oversize(d);
		return run;
	}
	memcpy(d->frame + d->len, buf, run);
	d->len = (u16)(d->len + run);
	d->left = (u8)(d->left - run);
	return run;
}

static size_t skip_to_delimiter(const u8 *buf, size_t size)
{
	const u8 *zero = memchr(buf, 0, size);

	return zero ? (size_t)(zero - buf) : size;
}

size_t lumbar_deframer_push(struct lumbar_deframer *d, const u8 *buf, size_t size,
			    const u8 **ret_frame, size_t *ret_len)
{
	size_t used = 0;

	*ret_frame = NULL;

	while (used < size) {
		const u8 *at = buf + used;

		if (*at == 0) {
			size_t body = end_of_frame(d);

			start_afresh(d);
			used++;
			if (body) {
				*ret_frame = d->frame;
				*ret_len = body;
				break;
			}
		} else if (d->skipping) {
			used += skip_to_delimiter(at, size - used);
		} else if (d->left == 0) {
			take_code(d, *at);
			used++;
		} else {
			used += take_block(d, at, size - used);
		}
	}
	return used;
}

int lumbar_frame_wrap(const u8 *body, size_t len, u8 wire[LUMBAR_WIRE_MAX])
{
	u8 crc[LUMBAR_CRC_SIZE];
	size_t total = len + LUMBAR_CRC_SIZE;
	size_t code_at = 1, out = 2, i;

	if (len == 0 || total > LUMBAR_FRAME_MAX)
		return -EMSGSIZE;

	put_unaligned_le32(~crc32_le(~0U, body, len), crc);
	wire[0] = 0;
	for (i = 0; i < total; i++) {
		u8 byte = i < len ? body[i] : crc[i - len];

		if (byte) {
			wire[out++] = byte;
		} else {
			wire[code_at] = (u8)(out - code_at);
			code_at = out++;
		}
	}
	wire[code_at] = (u8)(out - code_at);
	wire[out++] = 0;
	return (int)out;
}

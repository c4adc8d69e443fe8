// SPDX-License-Identifier: GPL-2.0-only
#include "lumbar_frames.h"

/*
 * A reader that runs dry instead of over: past the end it gives zeros and
 * remembers that it failed, so that a decoder checks once.
 */
struct reader {
	const u8 *at;
	size_t left;
	bool failed;
};

static struct reader read_body(const u8 *frame, size_t len)
{
	return (struct reader){ .at = frame + 1, .left = len ? len - 1 : 0, .failed = !len };
}

static const u8 *read_bytes(struct reader *r, size_t n)
{
	static const u8 zeros[sizeof(u64)];
	const u8 *at = r->at;

	if (r->failed || n > r->left) {
		r->failed = true;
		return zeros;
	}
	r->at += n;
	r->left -= n;
	return at;
}

static u8 read_u8(struct reader *r)
{
	return *read_bytes(r, 1);
}

static u16 read_u16(struct reader *r)
{
	return get_unaligned_le16(read_bytes(r, 2));
}

static u32 read_u32(struct reader *r)
{
	return get_unaligned_le32(read_bytes(r, 4));
}

/* A text is shown to people and in sysfs: control characters have no place there. */
static void read_text(struct reader *r, char text[LUMBAR_TEXT_MAX + 1])
{
	size_t len = read_u8(r), i;

	text[0] = '\0';
	if (r->failed || len > LUMBAR_TEXT_MAX || len > r->left) {
		r->failed = true;
		return;
	}
	memcpy(text, read_bytes(r, len), len);
	text[len] = '\0';
	for (i = 0; i < len; i++) {
		u8 c = (u8)text[i];

		if (c < 0x20 || c == 0x7f)
			r->failed = true;
	}
}

int lumbar_decode_hello(const u8 *frame, size_t len, struct lumbar_hello *ret)
{
	struct reader r = read_body(frame, len);

	ret->version_min = read_u8(&r);
	ret->version_max = read_u8(&r);
	ret->flags = read_u8(&r);
	ret->boot = read_u32(&r);
	read_text(&r, ret->model);
	read_text(&r, ret->firmware);

	if (r.failed || ret->version_min > ret->version_max)
		return -EBADMSG;
	return 0;
}

static bool block_fits_kind(const struct lumbar_desc *desc)
{
	switch (desc->kind) {
	case LUMBAR_KIND_IMU:
		return desc->channels == 6 && desc->block >= LUMBAR_IMU_BLOCK;
	case LUMBAR_KIND_FORCE:
		return desc->channels >= 1 && desc->channels <= LUMBAR_FORCES_MAX &&
		       desc->block >= desc->channels * LUMBAR_FORCE_BYTES;
	default:
		return true;
	}
}

static bool rates_are_good(const struct lumbar_desc *desc)
{
	u32 last = 0;
	u8 i;

	for (i = 0; i < desc->rate_count; i++) {
		if (desc->rates[i] <= last)
			return false;
		last = desc->rates[i];
	}
	return desc->rate_count > 0;
}

int lumbar_decode_node(const u8 *frame, size_t len, struct lumbar_desc *ret)
{
	struct reader r = read_body(frame, len);
	u8 i;

	memset(ret, 0, sizeof(*ret));
	ret->generation = read_u8(&r);
	ret->address = read_u8(&r);
	ret->kind = read_u8(&r);
	ret->channels = read_u8(&r);
	ret->block = read_u8(&r);
	ret->serial = get_unaligned_le64(read_bytes(&r, 8));
	ret->scale[0] = read_u32(&r);
	ret->scale[1] = read_u32(&r);
	for (i = 0; i < 9; i++)
		ret->matrix[i] = (s16)read_u16(&r);
	ret->rate_count = read_u8(&r);
	if (ret->rate_count > LUMBAR_RATES_MAX)
		return -EBADMSG;
	for (i = 0; i < ret->rate_count; i++)
		ret->rates[i] = read_u32(&r);
	read_text(&r, ret->label);
	read_text(&r, ret->model);

	if (r.failed || ret->block == 0 || ret->block > LUMBAR_BLOCK_MAX)
		return -EBADMSG;
	if (!block_fits_kind(ret) || !rates_are_good(ret))
		return -EBADMSG;
	return 0;
}

int lumbar_decode_gone(const u8 *frame, size_t len, struct lumbar_gone *ret)
{
	struct reader r = read_body(frame, len);

	ret->generation = read_u8(&r);
	ret->address = read_u8(&r);
	return r.failed ? -EBADMSG : 0;
}

int lumbar_decode_data(const u8 *frame, size_t len, struct lumbar_data *ret)
{
	struct reader r = read_body(frame, len);

	ret->generation = read_u8(&r);
	ret->present = read_u16(&r);
	ret->count = read_u32(&r);
	ret->clock_us = read_u32(&r);
	ret->blocks = r.at;
	ret->blocks_len = r.left;
	return r.failed ? -EBADMSG : 0;
}

int lumbar_decode_status(const u8 *frame, size_t len, struct lumbar_status *ret)
{
	struct reader r = read_body(frame, len);
	unsigned int i;

	ret->generation = read_u8(&r);
	ret->present = read_u16(&r);
	ret->flags = read_u8(&r);
	ret->clock_us = read_u32(&r);
	ret->dropped = read_u32(&r);
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		bool there = ret->present >> i & 1;

		ret->temp[i] = there ? (s16)read_u16(&r) : (s16)LUMBAR_TEMP_NONE;
		ret->errors[i] = there ? read_u16(&r) : 0;
	}
	return r.failed ? -EBADMSG : 0;
}

int lumbar_decode_reply(const u8 *frame, size_t len, struct lumbar_reply *ret)
{
	struct reader r = read_body(frame, len);

	ret->id = read_u8(&r);
	ret->op = read_u8(&r);
	ret->status = read_u8(&r);
	ret->result = r.at;
	ret->result_len = r.left;
	return r.failed ? -EBADMSG : 0;
}

int lumbar_decode_turn(const u8 *frame, size_t len, u8 *ret_window_ms)
{
	struct reader r = read_body(frame, len);

	*ret_window_ms = read_u8(&r);
	return r.failed ? -EBADMSG : 0;
}

int lumbar_encode_command(u8 id, enum lumbar_op op, const u8 *args, size_t args_len,
			  u8 wire[LUMBAR_WIRE_MAX])
{
	u8 body[3 + LUMBAR_ARGS_MAX] = { LUMBAR_COMMAND, id, (u8)op };

	if (args_len > LUMBAR_ARGS_MAX)
		return -EMSGSIZE;
	if (args_len)
		memcpy(body + 3, args, args_len);
	return lumbar_frame_wrap(body, 3 + args_len, wire);
}

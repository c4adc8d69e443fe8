/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frames of PROTOCOL.md as structures, decoded with every length checked.
 *
 * All decoders take a frame as the deframer gives it (type byte first, no CRC)
 * and return 0, or -EBADMSG for one that is too short or contradicts itself.
 * Bytes after the known fields are left alone: later versions append there.
 */
#ifndef LUMBAR_FRAMES_H
#define LUMBAR_FRAMES_H

#include "lumbar_deframer.h"

#define LUMBAR_WIRE_VERSION	1

#define LUMBAR_NODES_MAX	16
#define LUMBAR_RATES_MAX	8
#define LUMBAR_TEXT_MAX		31	/* bytes of a text, without the terminating NUL */
#define LUMBAR_FORCES_MAX	4	/* bridges of one force node */
#define LUMBAR_ARGS_MAX		16
#define LUMBAR_RESULT_MAX	16
#define LUMBAR_BLOCK_MAX	64	/* bytes of one node in a DATA frame */

#define LUMBAR_IMU_BLOCK	12	/* six 16-bit numbers */
#define LUMBAR_FORCE_BYTES	3	/* a bridge is a 24-bit number */
#define LUMBAR_MATRIX_ONE	16384	/* 1.0 in a mount matrix */
#define LUMBAR_TEMP_NONE	(-32768)

enum lumbar_frame_type {
	LUMBAR_HELLO	= 0x01,
	LUMBAR_NODE	= 0x02,
	LUMBAR_GONE	= 0x03,
	LUMBAR_DATA	= 0x04,
	LUMBAR_STATUS	= 0x05,
	LUMBAR_REPLY	= 0x06,
	LUMBAR_TURN	= 0x07,
	LUMBAR_COMMAND	= 0x41,
};

enum lumbar_op {
	LUMBAR_OP_HELLO		= 1,
	LUMBAR_OP_ENUMERATE	= 2,
	LUMBAR_OP_RATE		= 3,
	LUMBAR_OP_START		= 4,
	LUMBAR_OP_STOP		= 5,
	LUMBAR_OP_IDENTIFY	= 6,
};

enum lumbar_result {
	LUMBAR_OK		= 0,
	LUMBAR_UNKNOWN_OP	= 1,
	LUMBAR_BAD_ARGUMENT	= 2,
	LUMBAR_BUSY		= 3,
	LUMBAR_NO_NODE		= 4,
	LUMBAR_NO_VERSION	= 5,
	LUMBAR_FAULT		= 6,
};

enum lumbar_kind {
	LUMBAR_KIND_IMU		= 1,
	LUMBAR_KIND_FORCE	= 2,
};

#define LUMBAR_HELLO_HALF_DUPLEX	0x01
#define LUMBAR_STATUS_STREAMING		0x01

struct lumbar_hello {
	u8 version_min;
	u8 version_max;
	u8 flags;
	u32 boot;	/* another value after every start of the concentrator */
	char model[LUMBAR_TEXT_MAX + 1];
	char firmware[LUMBAR_TEXT_MAX + 1];
};

/* Without gaps, so that two can be compared as bytes. */
struct lumbar_desc {
	u64 serial;
	u32 scale[2];	/* IMU: nm/s^2 and nrad/s per digit; force: pV per digit, 0 */
	u32 rates[LUMBAR_RATES_MAX]; /* mHz, ascending */
	s16 matrix[9];	/* rows; LUMBAR_MATRIX_ONE is 1.0 */
	char label[LUMBAR_TEXT_MAX + 1];
	char model[LUMBAR_TEXT_MAX + 1];
	u8 generation;
	u8 address;
	u8 kind;
	u8 channels;
	u8 block;	/* bytes in a DATA frame */
	u8 rate_count;
};

struct lumbar_gone {
	u8 generation;
	u8 address;
};

struct lumbar_data {
	u8 generation;
	u16 present;	/* bit n: address n has a block */
	u32 count;	/* sampling instants since START */
	u32 clock_us;	/* the instant, on the concentrator's clock */
	const u8 *blocks;
	size_t blocks_len;
};

struct lumbar_status {
	u8 generation;
	u16 present;
	u8 flags;
	u32 clock_us;
	u32 dropped;	/* sampling instants that the concentrator could not send */
	s16 temp[LUMBAR_NODES_MAX];	/* 0.01 degrees Celsius, or LUMBAR_TEMP_NONE */
	u16 errors[LUMBAR_NODES_MAX];	/* failed readings of the node since its start */
};

struct lumbar_reply {
	u8 id;
	u8 op;
	u8 status;
	const u8 *result;
	size_t result_len;
};

int lumbar_decode_hello(const u8 *frame, size_t len, struct lumbar_hello *ret);

/* Unknown kinds decode; kinds that are known must have channels and block that fit. */
int lumbar_decode_node(const u8 *frame, size_t len, struct lumbar_desc *ret);

int lumbar_decode_gone(const u8 *frame, size_t len, struct lumbar_gone *ret);
int lumbar_decode_data(const u8 *frame, size_t len, struct lumbar_data *ret);
int lumbar_decode_status(const u8 *frame, size_t len, struct lumbar_status *ret);
int lumbar_decode_reply(const u8 *frame, size_t len, struct lumbar_reply *ret);
int lumbar_decode_turn(const u8 *frame, size_t len, u8 *ret_window_ms);

/*
 * Makes a COMMAND for the line. Returns its bytes, or -EMSGSIZE when there are
 * more than LUMBAR_ARGS_MAX bytes of arguments.
 */
int lumbar_encode_command(u8 id, enum lumbar_op op, const u8 *args, size_t args_len,
			  u8 wire[LUMBAR_WIRE_MAX]);

#endif

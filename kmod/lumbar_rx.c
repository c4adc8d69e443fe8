// SPDX-License-Identifier: GPL-2.0-only
/*
 * The receiving side: runs in the tty's work, takes every byte, and never
 * waits for anything but rx_lock. What needs a command or a new device is left
 * to the work 'manage'.
 */
#include <linux/bits.h>
#include <linux/jiffies.h>

#include "lumbar_array.h"
#include "lumbar_trace.h"

#define LATE_NS		(50 * NSEC_PER_MSEC)	/* PROTOCOL.md, "What a host counts" */
#define BITS_PER_BYTE_8N1	10
#define DUPLICATES_MAX	64	/* further back: it counts anew, design value */
#define DATA_WIRE_OVERHEAD	7	/* delimiters, code byte and CRC */

void lumbar_kick(struct lumbar *la)
{
	lockdep_assert_held(&la->rx_lock);

	if (la->running)
		mod_delayed_work(la->workqueue, &la->manage, 0);
}

static void forget_table(struct lumbar *la)
{
	la->table_good = false;
	if (!la->listing)
		lumbar_kick(la);
}

static int handle_hello(struct lumbar *la, const u8 *frame, size_t len)
{
	struct lumbar_hello hello;
	int ret;

	ret = lumbar_decode_hello(frame, len, &hello);
	if (ret)
		return ret;

	la->half_duplex = hello.flags & LUMBAR_HELLO_HALF_DUPLEX;
	complete(&la->turn);

	if (la->linked && hello.boot == la->boot)
		return 0; /* was on its way when we agreed */

	/* Said once for each start of the concentrator, which says HELLO all the time. */
	if (hello.version_min > LUMBAR_WIRE_VERSION && (!la->foreign || la->boot != hello.boot))
		dev_err_ratelimited(la->dev, "%s speaks protocol %u to %u, this driver only %u\n",
				    hello.model, hello.version_min, hello.version_max,
				    LUMBAR_WIRE_VERSION);
	la->foreign = hello.version_min > LUMBAR_WIRE_VERSION;

	if (la->linked) {
		la->counters.resets++;
		dev_warn_ratelimited(la->dev, "the concentrator has started anew\n");
	}
	la->linked = false;
	la->boot = hello.boot;
	la->streaming = false;
	forget_table(la);
	return 0;
}

static int handle_node(struct lumbar *la, const u8 *frame, size_t len)
{
	struct lumbar_desc desc;
	struct lumbar_slot *slot;
	bool awaited;
	int ret;

	ret = lumbar_decode_node(frame, len, &desc);
	if (ret)
		return ret;

	if (desc.address >= LUMBAR_NODES_MAX) {
		dev_warn_ratelimited(la->dev, "node %u left out: addresses end at %u\n",
				     desc.address, LUMBAR_NODES_MAX - 1);
		return 0;
	}

	slot = &la->slots[desc.address];
	awaited = la->listing && (la->listed & BIT(desc.address));
	if (slot->present && !awaited && slot->desc.generation == desc.generation &&
	    slot->desc.serial != desc.serial) {
		dev_warn_ratelimited(la->dev, "two nodes have the address %u: %016llx stays, %016llx left out\n",
				     desc.address, slot->desc.serial, desc.serial);
		return 0;
	}

	if (la->listing) {
		if (desc.generation != la->generation)
			return 0; /* the list is out of date, and will be asked for again */
	} else if (la->table_good && desc.generation == (u8)(la->generation + 1)) {
		la->generation = desc.generation;
		lumbar_kick(la);
	} else if (!la->table_good || desc.generation != la->generation) {
		forget_table(la);
		return 0;
	}

	if (!slot->present) {
		slot->temp = LUMBAR_TEMP_NONE;
		slot->errors = 0;
	}
	slot->present = true;
	slot->refused = false;
	slot->desc = desc;
	/* Until the work has replaced the node, blocks may be shorter than those that it knows. */
	slot->fits = slot->node && lumbar_node_is(slot->node, &desc);
	WRITE_ONCE(la->listed, la->listed & ~BIT(desc.address));
	wake_up(&la->changed);
	return 0;
}

static int handle_gone(struct lumbar *la, const u8 *frame, size_t len)
{
	struct lumbar_gone gone;
	int ret;

	ret = lumbar_decode_gone(frame, len, &gone);
	if (ret)
		return ret;

	if (gone.address >= LUMBAR_NODES_MAX)
		return 0;
	if (la->table_good && gone.generation == la->generation)
		return 0;
	if (!la->table_good || gone.generation != (u8)(la->generation + 1)) {
		forget_table(la);
		return 0;
	}

	la->generation = gone.generation;
	la->slots[gone.address].present = false;
	lumbar_kick(la);
	return 0;
}

static int handle_status(struct lumbar *la, const u8 *frame, size_t len)
{
	struct lumbar_status status;
	unsigned int i;
	int ret;

	ret = lumbar_decode_status(frame, len, &status);
	if (ret)
		return ret;

	la->counters.dropped = status.dropped;
	if (!la->table_good || status.generation != la->generation) {
		forget_table(la);
		return 0;
	}
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		la->slots[i].temp = status.temp[i];
		la->slots[i].errors = status.errors[i];
	}
	if (la->streaming && !(status.flags & LUMBAR_STATUS_STREAMING)) {
		la->streaming = false;
		lumbar_kick(la);
	}
	return 0;
}

static void begin_list(struct lumbar *la)
{
	u16 present = get_unaligned_le16(la->cmd_result + 1);
	unsigned int i;

	la->generation = la->cmd_result[0];
	WRITE_ONCE(la->listed, present & la->list_asked);
	la->listing = true;
	for (i = 0; i < LUMBAR_NODES_MAX; i++)
		if (!(present & BIT(i)))
			la->slots[i].present = false;
}

static void begin_stream(struct lumbar *la)
{
	if (la->streaming)
		return; /* sent twice, carried out once */
	la->streaming = true;
	la->counting = false;
	la->next_count = 0;
	lumbar_clock_reset(&la->clock);
}

static int handle_reply(struct lumbar *la, const u8 *frame, size_t len)
{
	struct lumbar_reply reply;
	int ret;

	ret = lumbar_decode_reply(frame, len, &reply);
	if (ret)
		return ret;

	if (!la->cmd_waiting || reply.id != la->cmd_id || reply.op != la->cmd_op)
		return 0; /* came after its time */

	la->cmd_waiting = false;
	la->cmd_status = reply.status;
	la->cmd_result_len = min_t(size_t, reply.result_len, LUMBAR_RESULT_MAX);
	memcpy(la->cmd_result, reply.result, la->cmd_result_len);

	/* Here and not in the command's thread: NODE or DATA may follow in this very piece. */
	if (reply.op == LUMBAR_OP_ENUMERATE && reply.status == LUMBAR_OK &&
	    la->cmd_result_len >= 3)
		begin_list(la);
	if (reply.op == LUMBAR_OP_START && reply.status == LUMBAR_OK)
		begin_stream(la);
	complete(&la->replied);
	return 0;
}

static int handle_turn(struct lumbar *la, const u8 *frame, size_t len)
{
	u8 window_ms;
	int ret;

	ret = lumbar_decode_turn(frame, len, &window_ms);
	if (ret)
		return ret;
	complete(&la->turn);
	return 0;
}

/* Whether present and the blocks are what the table says. */
static bool blocks_fit(const struct lumbar *la, const struct lumbar_data *data)
{
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		if (!(data->present & BIT(i)))
			continue;
		if (!la->slots[i].present)
			return false;
		len += la->slots[i].desc.block;
	}
	return len == data->blocks_len;
}

/* Returns false for a frame that was there before. */
static bool count_data(struct lumbar *la, u32 count)
{
	s32 ahead = (s32)(count - la->next_count);

	if (la->counting && ahead < 0 && ahead >= -DUPLICATES_MAX) {
		la->counters.duplicates++;
		return false;
	}
	if (ahead > 0)
		la->counters.lost += ahead;
	la->counters.data++;
	la->counting = true;
	la->next_count = count + 1;
	return true;
}

static int handle_data(struct lumbar *la, const u8 *frame, size_t len, s64 arrival_ns)
{
	struct lumbar_data data;
	const u8 *block;
	unsigned int i;
	s64 stamp_ns;
	int ret;

	ret = lumbar_decode_data(frame, len, &data);
	if (ret)
		return ret;

	if (!la->streaming)
		return 0;
	if (!la->table_good || data.generation != la->generation) {
		la->counters.stale++;
		count_data(la, data.count);
		forget_table(la);
		return 0;
	}
	if (!blocks_fit(la, &data))
		return -EBADMSG;
	if (!count_data(la, data.count))
		return 0;

	/* The line took its time from the first byte to the last. */
	arrival_ns -= div_u64((u64)(len + DATA_WIRE_OVERHEAD) * BITS_PER_BYTE_8N1 * NSEC_PER_SEC,
			      la->baud);
	stamp_ns = lumbar_clock_push(&la->clock, data.clock_us, arrival_ns);
	if (arrival_ns - stamp_ns > LATE_NS)
		la->counters.late++;
	trace_lumbar_data(data.count, data.clock_us, arrival_ns, stamp_ns);

	block = data.blocks;
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		struct lumbar_slot *slot = &la->slots[i];

		if (!(data.present & BIT(i)))
			continue;
		if (slot->fits)
			lumbar_node_push(slot->node, block, stamp_ns);
		block += slot->desc.block;
	}
	if (wq_has_sleeper(&la->changed))
		wake_up(&la->changed);
	return 0;
}

static int handle_frame(struct lumbar *la, const u8 *frame, size_t len, s64 arrival_ns)
{
	trace_lumbar_frame(frame[0], len);

	/* A concentrator that says only HELLO is there, but no connection is. */
	if (frame[0] != LUMBAR_HELLO)
		la->heard = jiffies;

	switch (frame[0]) {
	case LUMBAR_HELLO:
		return handle_hello(la, frame, len);
	case LUMBAR_NODE:
		return handle_node(la, frame, len);
	case LUMBAR_GONE:
		return handle_gone(la, frame, len);
	case LUMBAR_DATA:
		return handle_data(la, frame, len, arrival_ns);
	case LUMBAR_STATUS:
		return handle_status(la, frame, len);
	case LUMBAR_REPLY:
		return handle_reply(la, frame, len);
	case LUMBAR_TURN:
		return handle_turn(la, frame, len);
	default:
		la->counters.unknown++;
		return 0;
	}
}

size_t lumbar_receive(struct lumbar *la, const u8 *buf, size_t size)
{
	s64 arrival_ns = ktime_get_ns();
	size_t used = 0;

	mutex_lock(&la->rx_lock);
	while (used < size) {
		const u8 *frame;
		size_t len;

		used += lumbar_deframer_push(&la->deframer, buf + used, size - used, &frame, &len);
		if (frame && handle_frame(la, frame, len, arrival_ns)) {
			la->counters.bad_content++;
			dev_warn_ratelimited(la->dev, "frame of type 0x%02x refused: its content is wrong\n",
					     frame[0]);
		}
	}
	mutex_unlock(&la->rx_lock);
	return used;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commanding side: agrees on a version, asks for the nodes, makes and
 * removes their devices, starts and stops the stream, and does all of that
 * again after the concentrator was reset, unplugged or silent.
 *
 *   not linked ── HELLO agreed ──▶ linked ── list complete ──▶ table good
 *        ▲                           ▲                            │
 *        │                           └── generation not known ────┤
 *        └── HELLO with another boot, or silent for 3 s ──────────┘
 */
#include <linux/bits.h>
#include <linux/jiffies.h>
#include <linux/pm_runtime.h>

#include "lumbar_array.h"
#include "lumbar_trace.h"

/* PROTOCOL.md, "From host to concentrator" */
#define REPLY_MS	200
#define TRIES		5
/* PROTOCOL.md, STATUS: a host that hears nothing for 3 s takes the line for dead. */
#define SILENT_S	3
/* Then nodes stay for a while, for readers that wait out a loose plug; design value. */
#define UNPLUGGED_S	10
#define POLL_MS		1000
#define TURN_MS		600	/* HELLO comes twice a second, TURN more often */
#define LIST_MS		300	/* 16 descriptors take 0.2 s at 115200 baud */
#define RATE_DEFAULT	208000	/* mHz, design value: four samples in 20 ms */

static int result_to_errno(u8 status)
{
	switch (status) {
	case LUMBAR_OK:
		return 0;
	case LUMBAR_UNKNOWN_OP:
		return -EOPNOTSUPP;
	case LUMBAR_BAD_ARGUMENT:
		return -EINVAL;
	case LUMBAR_BUSY:
		return -EBUSY;
	case LUMBAR_NO_NODE:
		return -ENODEV;
	case LUMBAR_NO_VERSION:
		return -EPROTONOSUPPORT;
	default:
		return -EIO;
	}
}

static int send_and_wait(struct lumbar *la, const u8 *wire, int size)
{
	int written;

	if (READ_ONCE(la->half_duplex)) {
		reinit_completion(&la->turn);
		wait_for_completion_timeout(&la->turn, msecs_to_jiffies(TURN_MS));
	}
	written = serdev_device_write(la->serdev, wire, size, msecs_to_jiffies(REPLY_MS));
	if (written < 0)
		return written;
	if (!wait_for_completion_timeout(&la->replied, msecs_to_jiffies(REPLY_MS)))
		return -ETIMEDOUT;
	return 0;
}

/*
 * Sends a command until it is answered. Copies at least result_min bytes of the
 * answer to result, which has LUMBAR_RESULT_MAX.
 */
static int command(struct lumbar *la, enum lumbar_op op, const u8 *args, size_t args_len,
		   u8 *result, size_t result_min)
{
	u8 wire[LUMBAR_WIRE_MAX];
	int size, try, ret;
	u8 id;

	mutex_lock(&la->cmd_lock);

	mutex_lock(&la->rx_lock);
	id = ++la->cmd_id;
	la->cmd_op = op;
	la->cmd_waiting = true;
	reinit_completion(&la->replied);
	mutex_unlock(&la->rx_lock);

	size = lumbar_encode_command(id, op, args, args_len, wire);
	ret = size;
	for (try = 0; size > 0 && try < TRIES; try++) {
		ret = send_and_wait(la, wire, size);
		if (ret != -ETIMEDOUT)
			break;
	}

	mutex_lock(&la->rx_lock);
	la->counters.retries += min(try, TRIES - 1);
	la->counters.unanswered += ret == -ETIMEDOUT;
	if (ret == 0)
		ret = result_to_errno(la->cmd_status);
	if (ret == 0 && la->cmd_result_len < result_min)
		ret = -EPROTO;
	if (ret == 0 && result_min)
		memcpy(result, la->cmd_result, LUMBAR_RESULT_MAX);
	la->cmd_waiting = false;
	mutex_unlock(&la->rx_lock);

	trace_lumbar_command(id, op, ret);
	mutex_unlock(&la->cmd_lock);
	return ret;
}

static int connect(struct lumbar *la)
{
	const u8 args[] = { LUMBAR_WIRE_VERSION, LUMBAR_WIRE_VERSION };
	u8 result[LUMBAR_RESULT_MAX];
	int ret;

	ret = command(la, LUMBAR_OP_HELLO, args, sizeof(args), result, 5);
	if (ret == -EPROTONOSUPPORT)
		dev_err_ratelimited(la->dev, "the concentrator does not speak protocol %u\n",
				    LUMBAR_WIRE_VERSION);
	if (ret)
		return ret;
	if (result[0] != LUMBAR_WIRE_VERSION) {
		dev_err_ratelimited(la->dev, "the concentrator chose protocol %u of 1 to %u\n",
				    result[0], LUMBAR_WIRE_VERSION);
		return -EPROTO;
	}

	mutex_lock(&la->rx_lock);
	la->linked = true;
	la->boot = get_unaligned_le32(result + 1);
	la->heard = jiffies;
	la->table_good = false;
	la->streaming = false;
	mutex_unlock(&la->rx_lock);
	dev_dbg(la->dev, "connected\n");
	return 0;
}

static bool table_is_good(struct lumbar *la)
{
	bool good;

	mutex_lock(&la->rx_lock);
	good = la->table_good;
	mutex_unlock(&la->rx_lock);
	return good;
}

static int enumerate(struct lumbar *la)
{
	u16 all = GENMASK(LUMBAR_NODES_MAX - 1, 0), ask = all;
	u8 result[LUMBAR_RESULT_MAX];
	u8 generation = 0;
	int try, ret = 0;

	for (try = 0; try < TRIES; try++) {
		u8 args[2] = { ask & 0xff, ask >> 8 };

		mutex_lock(&la->rx_lock);
		la->list_asked = ask;
		mutex_unlock(&la->rx_lock);

		ret = command(la, LUMBAR_OP_ENUMERATE, args, sizeof(args), result, 3);
		if (ret)
			break;
		wait_event_timeout(la->changed, !READ_ONCE(la->listed), msecs_to_jiffies(LIST_MS));

		mutex_lock(&la->rx_lock);
		if (ask != all && result[0] != generation)
			ask = all; /* what came before is of another table */
		else if (la->listed)
			ask = la->listed;
		else
			la->table_good = true;
		mutex_unlock(&la->rx_lock);
		if (table_is_good(la))
			break;
		generation = result[0];
		ret = -ETIMEDOUT;
	}

	mutex_lock(&la->rx_lock);
	la->listing = false;
	mutex_unlock(&la->rx_lock);
	if (ret)
		dev_warn_ratelimited(la->dev, "asking for the nodes failed: %d\n", ret);
	return ret;
}

static void sync_node(struct lumbar *la, struct lumbar_slot *slot)
{
	struct lumbar_node *remove = NULL, *node;
	struct lumbar_desc desc;
	bool create;

	mutex_lock(&la->rx_lock);
	desc = slot->desc;
	if (slot->node && (!slot->present || !lumbar_node_is(slot->node, &desc))) {
		remove = slot->node;
		slot->node = NULL;
		slot->fits = false;
	}
	create = slot->present && !slot->node && !slot->refused;
	mutex_unlock(&la->rx_lock);

	if (remove)
		lumbar_node_remove(remove);
	if (!create)
		return;

	node = lumbar_node_create(la, &desc);
	mutex_lock(&la->rx_lock);
	if (PTR_ERR_OR_ZERO(node) == -EOPNOTSUPP) {
		slot->refused = true;
	} else if (!IS_ERR(node)) { /* other errors may pass: once more next time */
		slot->node = node;
		slot->fits = lumbar_node_is(node, &slot->desc);
	}
	mutex_unlock(&la->rx_lock);
}

static void sync_nodes(struct lumbar *la)
{
	unsigned int i;

	for (i = 0; i < LUMBAR_NODES_MAX; i++)
		sync_node(la, &la->slots[i]);
}

/* Marks the line dead after a while without a frame, and the nodes gone after a longer one. */
static bool check_silence(struct lumbar *la)
{
	unsigned long silent;
	bool linked;
	unsigned int i;

	mutex_lock(&la->rx_lock);
	silent = jiffies - la->heard;
	if (la->linked && silent > SILENT_S * HZ) {
		la->linked = false;
		la->table_good = false;
		la->streaming = false;
		la->counters.silences++;
		dev_warn_ratelimited(la->dev, "the line is silent\n");
	}
	if (!la->linked && silent > UNPLUGGED_S * HZ)
		for (i = 0; i < LUMBAR_NODES_MAX; i++)
			la->slots[i].present = false;
	linked = la->linked;
	mutex_unlock(&la->rx_lock);
	return linked;
}

/* The fastest rate that somebody offers and that is not above the default; else the slowest. */
static u32 choose_rate(struct lumbar *la)
{
	u32 best = 0, slowest = U32_MAX;
	unsigned int i, j;

	mutex_lock(&la->rx_lock);
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		const struct lumbar_slot *slot = &la->slots[i];

		for (j = 0; slot->present && j < slot->desc.rate_count; j++) {
			u32 rate = slot->desc.rates[j];

			if (rate <= RATE_DEFAULT)
				best = max(best, rate);
			slowest = min(slowest, rate);
		}
	}
	mutex_unlock(&la->rx_lock);
	return best ?: slowest;
}

static bool is_offered(struct lumbar *la, u32 rate_mhz)
{
	bool offered = false;
	unsigned int i, j;

	mutex_lock(&la->rx_lock);
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		const struct lumbar_slot *slot = &la->slots[i];

		for (j = 0; slot->present && j < slot->desc.rate_count; j++)
			offered |= slot->desc.rates[j] == rate_mhz;
	}
	mutex_unlock(&la->rx_lock);
	return offered;
}

/* Whoever asked for a rate may have asked nodes that have since been replaced. */
static u32 next_rate(struct lumbar *la)
{
	return is_offered(la, la->rate_asked_mhz) ? la->rate_asked_mhz : choose_rate(la);
}

static int start_stream(struct lumbar *la)
{
	u8 rate[4], result[LUMBAR_RESULT_MAX];
	int ret;

	lockdep_assert_held(&la->stream_lock);

	/* Readers keep their rate when the stream has to start again. */
	if (!la->wanted || !is_offered(la, la->rate_mhz))
		la->rate_mhz = next_rate(la);
	put_unaligned_le32(la->rate_mhz, rate);
	ret = command(la, LUMBAR_OP_RATE, rate, sizeof(rate), result, 4);
	if (ret == -EBUSY) {
		/* It streams, though it should not: an earlier STOP was lost. */
		ret = command(la, LUMBAR_OP_STOP, NULL, 0, NULL, 0);
		if (ret == 0)
			ret = command(la, LUMBAR_OP_RATE, rate, sizeof(rate), result, 4);
	}
	if (ret)
		return ret;
	return command(la, LUMBAR_OP_START, NULL, 0, NULL, 0);
}

/*
 * For a reader: streams until all that got it have put it, and a while longer.
 * Not left to runtime resume, because the driver core resumes a parent whenever
 * it adds a child, and a new node is no reader.
 */
int lumbar_stream_get(struct lumbar *la)
{
	int ret;

	ret = pm_runtime_resume_and_get(la->dev);
	if (ret)
		return ret;

	mutex_lock(&la->stream_lock);
	if (!la->wanted) {
		ret = start_stream(la);
		la->wanted = ret == 0;
	}
	mutex_unlock(&la->stream_lock);
	if (ret) {
		dev_warn_ratelimited(la->dev, "starting the stream failed: %d\n", ret);
		lumbar_stream_put(la);
	}
	return ret;
}

void lumbar_stream_put(struct lumbar *la)
{
	pm_runtime_mark_last_busy(la->dev);
	pm_runtime_put_autosuspend(la->dev);
}

/* Returns whether the stream was wanted. */
bool lumbar_stream_stop(struct lumbar *la)
{
	bool streaming, wanted;

	mutex_lock(&la->stream_lock);
	wanted = la->wanted;
	la->wanted = false;
	mutex_lock(&la->rx_lock);
	streaming = la->streaming && la->linked;
	la->streaming = false;
	mutex_unlock(&la->rx_lock);
	if (streaming && command(la, LUMBAR_OP_STOP, NULL, 0, NULL, 0))
		dev_warn_ratelimited(la->dev, "stopping the stream failed\n");
	mutex_unlock(&la->stream_lock);
	return wanted;
}

/* Wants the stream again, as after system sleep, and leaves it to the work to get it. */
void lumbar_stream_resume(struct lumbar *la)
{
	mutex_lock(&la->stream_lock);
	la->wanted = true;
	mutex_unlock(&la->stream_lock);

	mutex_lock(&la->rx_lock);
	lumbar_kick(la);
	mutex_unlock(&la->rx_lock);
}

static void restore_stream(struct lumbar *la)
{
	bool streaming;
	int ret = 0;

	mutex_lock(&la->stream_lock);
	mutex_lock(&la->rx_lock);
	streaming = la->streaming;
	mutex_unlock(&la->rx_lock);
	if (la->wanted && !streaming)
		ret = start_stream(la);
	mutex_unlock(&la->stream_lock);
	if (ret)
		dev_warn_ratelimited(la->dev, "streaming again failed: %d\n", ret);
}

int lumbar_set_rate(struct lumbar *la, u32 rate_mhz)
{
	int ret = 0;

	mutex_lock(&la->stream_lock);
	if (la->wanted && rate_mhz != la->rate_mhz)
		ret = -EBUSY;
	else
		la->rate_asked_mhz = rate_mhz;
	mutex_unlock(&la->stream_lock);
	return ret;
}

u32 lumbar_get_rate(struct lumbar *la)
{
	u32 rate_mhz;

	mutex_lock(&la->stream_lock);
	rate_mhz = la->wanted ? la->rate_mhz : next_rate(la);
	mutex_unlock(&la->stream_lock);
	return rate_mhz;
}

int lumbar_identify(struct lumbar *la, u8 address, u8 seconds)
{
	const u8 args[] = { address, seconds };

	return command(la, LUMBAR_OP_IDENTIFY, args, sizeof(args), NULL, 0);
}

void lumbar_manage(struct work_struct *work)
{
	struct lumbar *la = container_of(to_delayed_work(work), struct lumbar, manage);
	bool linked = check_silence(la);

	if (!linked && !READ_ONCE(la->foreign))
		linked = connect(la) == 0;
	if (linked && (table_is_good(la) || enumerate(la) == 0)) {
		sync_nodes(la);
		restore_stream(la);
	} else if (!linked) {
		sync_nodes(la);
	}

	mutex_lock(&la->rx_lock);
	if (la->running)
		queue_delayed_work(la->workqueue, &la->manage, msecs_to_jiffies(POLL_MS));
	mutex_unlock(&la->rx_lock);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the module share.
 *
 * lumbar_serdev.c	the driver: probe, remove, power; the only one that knows the UART
 * lumbar_rx.c		bytes in: frames, the table of nodes, samples to the readers
 * lumbar_link.c	commands out: connection, enumeration, streaming
 * lumbar_node.c	one IIO device for each node
 * lumbar_debugfs.c	counters
 * lumbar_deframer.c, lumbar_frames.c, lumbar_clock.c
 *			pure, also built and tested in user space
 *
 * Locks, outer before inner:
 *   stream_lock	whether and how fast the array streams; taken by runtime suspend
 *   cmd_lock		one command at a time
 *   rx_lock		all that the receiving side touches; never held over a command
 * Nodes are made and removed by the work 'manage' alone, and by remove() after
 * that has stopped; neither holds a lock meanwhile, because the IIO core calls back.
 */
#ifndef LUMBAR_ARRAY_H
#define LUMBAR_ARRAY_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/iio/iio.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/serdev.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "lumbar_clock.h"
#include "lumbar_frames.h"

struct dentry;
struct lumbar_node;

struct lumbar_counters {
	u64 data;		/* DATA frames taken */
	u64 lost;		/* sampling instants missing by count */
	u64 duplicates;		/* DATA with a count that was there before */
	u64 stale;		/* DATA of a table of nodes not known (yet) */
	u64 late;		/* DATA that came long after its sampling */
	u64 bad_content;	/* whole frames that contradict themselves or the table */
	u64 unknown;		/* frames of a type not known */
	u64 overruns;		/* samples that a full buffer could not take */
	u64 resets;		/* starts of the concentrator after the first */
	u64 silences;		/* times that the line went dead */
	u64 retries;		/* commands sent again */
	u64 unanswered;		/* commands given up */
	u32 dropped;		/* instants that the concentrator itself says it dropped */
};

struct lumbar_slot {
	bool present;
	bool refused;		/* no IIO device can be made of this descriptor */
	struct lumbar_desc desc;
	struct lumbar_node *node;
	bool fits;		/* node was made of this very descriptor */
	s16 temp;
	u16 errors;
};

struct lumbar {
	struct serdev_device *serdev;
	struct device *dev;
	struct dentry *debugfs;
	struct workqueue_struct *workqueue;
	struct delayed_work manage;
	unsigned int baud;

	struct mutex rx_lock; /* what follows, up to the next lock */
	struct lumbar_deframer deframer;
	struct lumbar_clock clock;
	struct lumbar_counters counters;
	struct lumbar_slot slots[LUMBAR_NODES_MAX];
	bool running;		/* probed and not removed: work may be queued */
	bool linked;		/* version agreed on */
	bool foreign;		/* the concentrator speaks only later versions */
	bool half_duplex;
	bool table_good;	/* slots are those of generation */
	bool listing;		/* an enumeration is under way */
	u8 generation;
	u16 list_asked;		/* addresses that the enumeration asked for */
	u16 listed;		/* of these, addresses that it still waits for */
	u32 boot;
	bool streaming;		/* between START and STOP or a reset */
	bool counting;		/* a DATA has come since START */
	u32 next_count;
	unsigned long heard;	/* jiffies of the last frame that shows a live connection */
	u8 cmd_id;
	u8 cmd_op;
	bool cmd_waiting;
	u8 cmd_status;
	u8 cmd_result[LUMBAR_RESULT_MAX];
	size_t cmd_result_len;
	struct completion replied;
	struct completion turn;
	wait_queue_head_t changed; /* a sample, or a descriptor, has come */

	struct mutex cmd_lock; /* a command from its sending to its reply */

	bool was_wanted;	/* before system sleep; no one else runs then */

	struct mutex stream_lock; /* wanted and rates, and the commands that follow from them */
	bool wanted;
	u32 rate_mhz;		/* of the stream */
	u32 rate_asked_mhz;	/* by a user; 0: by nobody */
};

/* lumbar_rx.c */
size_t lumbar_receive(struct lumbar *la, const u8 *buf, size_t size);
void lumbar_kick(struct lumbar *la);

/* lumbar_link.c */
void lumbar_manage(struct work_struct *work);
int lumbar_stream_get(struct lumbar *la);
void lumbar_stream_put(struct lumbar *la);
bool lumbar_stream_stop(struct lumbar *la);
void lumbar_stream_resume(struct lumbar *la);
int lumbar_set_rate(struct lumbar *la, u32 rate_mhz);
u32 lumbar_get_rate(struct lumbar *la);
int lumbar_identify(struct lumbar *la, u8 address, u8 seconds);

/* lumbar_node.c; push is called with rx_lock held, create and remove without any lock */
struct lumbar_node *lumbar_node_create(struct lumbar *la, const struct lumbar_desc *desc);
void lumbar_node_remove(struct lumbar_node *node);
bool lumbar_node_is(const struct lumbar_node *node, const struct lumbar_desc *desc);
void lumbar_node_push(struct lumbar_node *node, const u8 *block, s64 stamp_ns);

/* lumbar_debugfs.c */
void lumbar_debugfs_add(struct lumbar *la);
void lumbar_debugfs_init(void);
void lumbar_debugfs_exit(void);

#endif

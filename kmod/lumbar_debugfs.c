// SPDX-License-Identifier: GPL-2.0-only
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "lumbar_array.h"

static struct dentry *lumbar_debugfs_root;

static int counters_show(struct seq_file *seq, void *unused)
{
	struct lumbar *la = seq->private;
	struct lumbar_deframer deframer;
	struct lumbar_counters counters;

	mutex_lock(&la->rx_lock);
	deframer = la->deframer;
	counters = la->counters;
	mutex_unlock(&la->rx_lock);

	seq_printf(seq, "frames %llu\n", deframer.frames);
	seq_printf(seq, "crc_errors %llu\n", deframer.crc_errors);
	seq_printf(seq, "malformed %llu\n", deframer.malformed);
	seq_printf(seq, "oversize %llu\n", deframer.oversize);
	seq_printf(seq, "resyncs %llu\n", deframer.resyncs);
	seq_printf(seq, "data %llu\n", counters.data);
	seq_printf(seq, "lost %llu\n", counters.lost);
	seq_printf(seq, "duplicates %llu\n", counters.duplicates);
	seq_printf(seq, "stale %llu\n", counters.stale);
	seq_printf(seq, "late %llu\n", counters.late);
	seq_printf(seq, "bad_content %llu\n", counters.bad_content);
	seq_printf(seq, "unknown %llu\n", counters.unknown);
	seq_printf(seq, "overruns %llu\n", counters.overruns);
	seq_printf(seq, "resets %llu\n", counters.resets);
	seq_printf(seq, "silences %llu\n", counters.silences);
	seq_printf(seq, "retries %llu\n", counters.retries);
	seq_printf(seq, "unanswered %llu\n", counters.unanswered);
	seq_printf(seq, "dropped %u\n", counters.dropped);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static int nodes_show(struct seq_file *seq, void *unused)
{
	struct lumbar *la = seq->private;
	unsigned int i;

	mutex_lock(&la->rx_lock);
	seq_printf(seq, "linked %u table %s generation %u\n", la->linked,
		   la->table_good ? "good" : "unknown", la->generation);
	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		const struct lumbar_slot *slot = &la->slots[i];

		if (slot->present)
			seq_printf(seq, "%u kind %u serial %016llx errors %u label %s%s\n", i,
				   slot->desc.kind, slot->desc.serial, slot->errors,
				   slot->desc.label, slot->node ? "" : " (left out)");
	}
	mutex_unlock(&la->rx_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(nodes);

void lumbar_debugfs_add(struct lumbar *la)
{
	la->debugfs = debugfs_create_dir(dev_name(la->dev), lumbar_debugfs_root);
	debugfs_create_file("counters", 0444, la->debugfs, la, &counters_fops);
	debugfs_create_file("nodes", 0444, la->debugfs, la, &nodes_fops);
}

void lumbar_debugfs_init(void)
{
	lumbar_debugfs_root = debugfs_create_dir("lumbar_array", NULL);
}

void lumbar_debugfs_exit(void)
{
	debugfs_remove_recursive(lumbar_debugfs_root);
}

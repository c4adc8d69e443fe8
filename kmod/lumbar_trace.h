/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM lumbar_array

#if !defined(LUMBAR_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define LUMBAR_TRACE_H

#include <linux/tracepoint.h>
#include <linux/types.h>

TRACE_EVENT(lumbar_frame,
	TP_PROTO(u8 type, size_t len),
	TP_ARGS(type, len),
	TP_STRUCT__entry(
		__field(u8, type)
		__field(size_t, len)
	),
	TP_fast_assign(
		__entry->type = type;
		__entry->len = len;
	),
	TP_printk("type=0x%02x len=%zu", __entry->type, __entry->len)
);

TRACE_EVENT(lumbar_data,
	TP_PROTO(u32 count, u32 clock_us, s64 arrival_ns, s64 stamp_ns),
	TP_ARGS(count, clock_us, arrival_ns, stamp_ns),
	TP_STRUCT__entry(
		__field(u32, count)
		__field(u32, clock_us)
		__field(s64, arrival_ns)
		__field(s64, stamp_ns)
	),
	TP_fast_assign(
		__entry->count = count;
		__entry->clock_us = clock_us;
		__entry->arrival_ns = arrival_ns;
		__entry->stamp_ns = stamp_ns;
	),
	TP_printk("count=%u clock_us=%u arrival_ns=%lld stamp_ns=%lld", __entry->count,
		  __entry->clock_us, __entry->arrival_ns, __entry->stamp_ns)
);

TRACE_EVENT(lumbar_command,
	TP_PROTO(u8 id, u8 op, int ret),
	TP_ARGS(id, op, ret),
	TP_STRUCT__entry(
		__field(u8, id)
		__field(u8, op)
		__field(int, ret)
	),
	TP_fast_assign(
		__entry->id = id;
		__entry->op = op;
		__entry->ret = ret;
	),
	TP_printk("id=%u op=%u ret=%d", __entry->id, __entry->op, __entry->ret)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE lumbar_trace

#include <trace/define_trace.h>

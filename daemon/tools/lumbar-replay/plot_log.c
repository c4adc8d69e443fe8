/* SPDX-License-Identifier: MIT */
#include "plot_log.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define ROW_INTERVAL_NS 20000000

int plot_log_init(struct plot_log *log)
{
    *log = (struct plot_log){.interval_ns = ROW_INTERVAL_NS};
    log->rows = calloc(PLOT_ROWS_MAX, sizeof *log->rows);
    return log->rows ? 0 : -ENOMEM;
}

void plot_log_free(struct plot_log *log)
{
    free(log->rows);
    free(log->events);
    *log = (struct plot_log){0};
}

static void thin_out(struct plot_log *log)
{
    for (size_t i = 0; i < PLOT_ROWS_MAX / 2; i++)
        log->rows[i] = log->rows[2 * i];
    log->row_count = PLOT_ROWS_MAX / 2;
    log->interval_ns *= 2;
}

void plot_log_sample(struct plot_log *log, const struct core *core, int64_t t_ns)
{
    if (log->row_count > 0 && t_ns < log->next_ns)
        return;
    if (log->row_count == PLOT_ROWS_MAX)
        thin_out(log);
    struct plot_row *row = &log->rows[log->row_count++];
    core_signals(core, log->signals);
    row->t_ns = t_ns;
    for (unsigned i = 0; i < CORE_SIGNAL_COUNT; i++) {
        row->values[i] = (float)log->signals[i].value;
        log->followed[i] += log->signals[i].followed;
    }
    log->next_ns = t_ns + log->interval_ns;
}

int plot_log_event(struct plot_log *log, const struct core_event *event)
{
    if (log->event_count == log->event_room) {
        size_t room = log->event_room ? 2 * log->event_room : 256;
        struct core_event *events = reallocarray(log->events, room, sizeof *events);
        if (!events)
            return -ENOMEM;
        log->events = events;
        log->event_room = room;
    }
    log->events[log->event_count++] = *event;
    return 0;
}

bool plot_log_range(const struct plot_log *log, int signal, double *ret_low, double *ret_high)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < log->row_count; i++) {
        double value = log->rows[i].values[signal];
        if (isfinite(value)) {
            low = fmin(low, value);
            high = fmax(high, value);
        }
    }
    *ret_low = low;
    *ret_high = high;
    return low <= high;
}

int plot_log_primary(const struct plot_log *log)
{
    int best = -1;
    double low, high;
    for (int i = 0; i < CORE_SIGNAL_COUNT; i++)
        if ((best < 0 && plot_log_range(log, i, &low, &high)) ||
            (best >= 0 && log->followed[i] > log->followed[best]))
            best = i;
    return best;
}

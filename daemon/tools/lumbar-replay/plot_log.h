/* SPDX-License-Identifier: MIT */
/*
 * plot_log.h - what a picture of a recording is made of: the signals in time, and what happened.
 *
 * Its size does not grow with the recording: when it is full, every second row is dropped and
 * rows are taken half as often.
 */
#ifndef LUMBAR_REPLAY_PLOT_LOG_H
#define LUMBAR_REPLAY_PLOT_LOG_H

#include "core/core.h"

#define PLOT_ROWS_MAX 24000 /* eight minutes at 50 rows a second, twenty times a wide screen */

struct plot_row {
    int64_t t_ns;
    float values[CORE_SIGNAL_COUNT]; /* NAN = absent */
};

struct plot_log {
    struct plot_row *rows;
    size_t row_count;
    int64_t interval_ns;
    int64_t next_ns;
    struct core_signal signals[CORE_SIGNAL_COUNT]; /* names and units; values are the newest */
    size_t followed[CORE_SIGNAL_COUNT];            /* rows in which it was */

    struct core_event *events; /* those that are drawn */
    size_t event_count;
    size_t event_room;
};

/* Returns 0 or -ENOMEM. */
int plot_log_init(struct plot_log *log);
void plot_log_free(struct plot_log *log);

void plot_log_sample(struct plot_log *log, const struct core *core, int64_t t_ns);
/* Returns 0 or -ENOMEM. */
int plot_log_event(struct plot_log *log, const struct core_event *event);

/* Place of the signal that was followed most, else of the first that was ever there; -1 = none. */
int plot_log_primary(const struct plot_log *log);

/* Smallest and largest value of a signal; false when it was never there. */
bool plot_log_range(const struct plot_log *log, int signal, double *ret_low, double *ret_high);

#endif

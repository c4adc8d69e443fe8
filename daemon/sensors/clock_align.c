/* SPDX-License-Identifier: MIT */
#include "sensors/clock_align.h"

#include <math.h>
#include <string.h>

static const double jump_ns = 50e6;        /* design value: a step, not jitter */
static const int64_t late_ns = 2000000000; /* design value: late for so long is a step, too */
static const double shift_ns = 5e6;        /* design value: a small step; the past misleads */
static const unsigned shift_blocks = 3;    /* design value */
static const double block_s = 1.0;         /* design value */
static const double drift_max = 1000e3;    /* ns/s: 1000 ppm; kernel clocks slew 500 at most */
static const size_t drift_blocks = 4;      /* design value: fewer seconds tell no drift */
static const double glide_ns_per_s = 5e6;  /* design value: 0.5 % of the time between samples */
static const int64_t step_min_ns = 1000;   /* design value: results rise at least by this */

void clock_align_init(struct clock_align *align)
{
    memset(align, 0, sizeof(*align));
}

static void begin(struct clock_align *align, int64_t stamp_ns, int64_t arrival_ns)
{
    align->origin_stamp_ns = stamp_ns;
    align->origin_arrival_ns = arrival_ns;
    align->late_since_ns = 0;
    align->x_s = align->fit_x_s = 0.0;
    align->offset_ns = align->fit_offset_ns = 0.0;
    align->block_end_s = block_s;
    align->block_used = false;
    align->block_count = align->block_next = 0;
    align->high_blocks = 0;
    align->started = true;
}

static const struct clock_align_point *block_at(const struct clock_align *align, size_t i)
{
    size_t oldest = align->block_count < CLOCK_ALIGN_BLOCKS ? 0 : align->block_next;
    return &align->block[(oldest + i) % CLOCK_ALIGN_BLOCKS];
}

/* The line through the hull's edge over the middle of the blocks' times. */
static void fit(struct clock_align *align)
{
    const struct clock_align_point *hull[CLOCK_ALIGN_BLOCKS];
    size_t n = 0;
    double middle = 0.0;

    for (size_t i = 0; i < align->block_count; i++) {
        const struct clock_align_point *p = block_at(align, i);

        middle += p->x_s / (double)align->block_count;
        while (n >= 2) {
            const struct clock_align_point *a = hull[n - 2], *b = hull[n - 1];
            double turn =
                (b->x_s - a->x_s) * (p->d_ns - a->d_ns) - (b->d_ns - a->d_ns) * (p->x_s - a->x_s);
            if (turn > 0.0)
                break;
            n--;
        }
        hull[n++] = p;
    }

    if (align->block_count >= drift_blocks) {
        size_t i = 0;
        while (i + 2 < n && hull[i + 1]->x_s < middle)
            i++;
        double dx = hull[i + 1]->x_s - hull[i]->x_s;
        double drift = (hull[i + 1]->d_ns - hull[i]->d_ns) / dx;
        align->drift = fmax(-drift_max, fmin(drift_max, drift));
    }

    /* With the drift limited or inherited, the line is pushed up to the first point it touches. */
    align->fit_x_s = hull[n - 1]->x_s;
    align->fit_offset_ns = INFINITY;
    for (size_t i = 0; i < n; i++)
        align->fit_offset_ns = fmin(align->fit_offset_ns,
                                    hull[i]->d_ns + align->drift * (align->fit_x_s - hull[i]->x_s));
}

static void end_block(struct clock_align *align)
{
    double line = align->offset_ns + align->drift * (align->lowest.x_s - align->x_s);

    align->high_blocks = align->lowest.d_ns > line + shift_ns ? align->high_blocks + 1 : 0;
    if (align->high_blocks >= shift_blocks)
        align->block_count = align->block_next = align->high_blocks = 0;
    align->block[align->block_next] = align->lowest;
    align->block_next = (align->block_next + 1) % CLOCK_ALIGN_BLOCKS;
    if (align->block_count < CLOCK_ALIGN_BLOCKS)
        align->block_count++;
    fit(align);
}

static void collect(struct clock_align *align, double x_s, double d_ns)
{
    if (x_s >= align->block_end_s && align->block_used) {
        end_block(align);
        align->block_used = false;
        align->block_end_s = x_s + block_s;
    }
    if (!align->block_used || d_ns < align->lowest.d_ns)
        align->lowest = (struct clock_align_point){.x_s = x_s, .d_ns = d_ns};
    align->block_used = true;
}

/* Moves the line in use along by its drift and a bounded step towards the fitted one. */
static void glide(struct clock_align *align, double x_s)
{
    double dx = x_s - align->x_s;
    if (dx <= 0.0)
        return;

    double here = align->offset_ns + align->drift * dx;
    double wanted = align->fit_offset_ns + align->drift * (x_s - align->fit_x_s);
    double step = fmax(-glide_ns_per_s * dx, fmin(glide_ns_per_s * dx, wanted - here));
    align->x_s = x_s;
    align->offset_ns = align->block_count > 0 ? here + step : here;
}

static bool has_jumped(struct clock_align *align, int64_t stamp_ns, int64_t arrival_ns,
                       double above_ns)
{
    /* Backwards, or ahead of the moment it arrived: no transfer can do that. */
    if ((double)(stamp_ns - align->last_stamp_ns) < -jump_ns || above_ns < -jump_ns)
        return true;

    /* Late is first of all a slow transfer; only when nothing comes in time any more it is not. */
    if (above_ns <= jump_ns) {
        align->late_since_ns = 0;
        return false;
    }
    if (align->late_since_ns == 0)
        align->late_since_ns = arrival_ns;
    return arrival_ns - align->late_since_ns > late_ns;
}

bool clock_align_push(struct clock_align *align, int64_t stamp_ns, int64_t arrival_ns,
                      int64_t *ret_t_ns)
{
    bool first = !align->started;
    bool jumped = false;

    if (first)
        begin(align, stamp_ns, arrival_ns);

    double x_s = (double)(stamp_ns - align->origin_stamp_ns) * 1e-9;
    double d_ns =
        (double)((arrival_ns - align->origin_arrival_ns) - (stamp_ns - align->origin_stamp_ns));
    if (!first) {
        double line = align->offset_ns + align->drift * (x_s - align->x_s);
        jumped = has_jumped(align, stamp_ns, arrival_ns, d_ns - line);
        if (jumped) {
            begin(align, stamp_ns, arrival_ns);
            x_s = d_ns = 0.0;
        }
    }

    glide(align, x_s);
    if (d_ns < align->offset_ns) { /* faster than any before: the offset was too large */
        if (d_ns < align->offset_ns - shift_ns && align->block_count >= drift_blocks)
            align->block_count = align->block_next = 0;
        align->offset_ns = d_ns;
    }
    collect(align, x_s, d_ns);

    int64_t t_ns = stamp_ns - align->origin_stamp_ns + align->origin_arrival_ns +
                   (int64_t)llround(align->offset_ns);
    if (!first && t_ns < align->last_out_ns + step_min_ns)
        t_ns = align->last_out_ns + step_min_ns;
    align->last_stamp_ns = stamp_ns;
    align->last_out_ns = t_ns;
    *ret_t_ns = t_ns;
    return jumped;
}

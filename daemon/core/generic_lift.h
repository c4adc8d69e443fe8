/* SPDX-License-Identifier: MIT */
/*
 * generic_lift.h - what is lifted in a repetition that its rhythm told, looked back at: when it
 * rises, how far and how fast, and when it was lowered before or, where the exercise is known to
 * begin with the lift, after.
 *
 * By the plainly integrated acceleration between the rests at either end (stroke.h). For the bar,
 * or the only sensor there is.
 */
#ifndef LUMBAR_CORE_GENERIC_LIFT_H
#define LUMBAR_CORE_GENERIC_LIFT_H

#include "core/trace.h"

struct generic_lift {
    struct trace trace;
    int64_t t_ns;
    double accel;    /* m/s^2, newest */
    double integral; /* m/s */
    bool started;
};

/* Where a lift is to be looked for. */
struct generic_lift_search {
    int64_t before_ns; /* it was not lowered before this */
    int64_t fall_ns;   /* sinks fastest, or does not rise yet */
    int64_t rise_ns;   /* rises fastest */
    int64_t after_ns;  /* it has come up before this */
    bool rises_first;  /* it is lowered after it was lifted, else before: */
    int64_t sink_ns;   /* it has not come down again before this; fastest then, most likely */
    int64_t down_ns;   /* it has before this */
};

struct generic_lift_found {
    int64_t lower_ns;     /* begins to sink, before or after */
    int64_t low_ns;       /* has come down */
    bool lowered;         /* both are known */
    int64_t rise_ns;      /* begins to rise */
    int64_t high_ns;      /* has come up */
    double height;        /* m, so far it rose */
    double mean_velocity; /* m/s, upwards */
    double peak_velocity;
};

void generic_lift_reset(struct generic_lift *lift);
void generic_lift_push(struct generic_lift *lift, int64_t t_ns, double vertical_accel,
                       double turning);
/* -ENODATA: no rise between rests is seen there. */
int generic_lift_look(struct generic_lift *lift, const struct generic_lift_search *search,
                      struct generic_lift_found *ret_found);
/* Likewise before it has come up: nothing is known of the rise but when it began, and nothing of
 * its height. -ENODATA: it was not lowered there. */
int generic_lift_look_down(struct generic_lift *lift, const struct generic_lift_search *search,
                           struct generic_lift_found *ret_found);

#endif

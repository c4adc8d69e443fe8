/* SPDX-License-Identifier: MIT */
/*
 * hold.h - a position that is reached and kept: when it began, how long it is kept, what gives way.
 *
 * The position is told from rest by the way into it: each signal of the exercise goes from where
 * it was before to where it is kept, and that way has a smallest and a largest length; being still
 * somewhere is no hold. What was held is known after two seconds and told back to the arrival.
 *
 *            a way was made, all still for 2 s, posture and load fit
 *   HOLD_NONE ------------------------------------------------------> HOLD_HELD
 *            <------------------------------------------------------
 *             moved away for half a second, or the load is gone
 *
 * A slow giving way does not end it: the levels follow. It is measured against the hold's own
 * first second.
 *
 * When nothing shows it any more the time stands still: it goes on where it is soon seen to be kept
 * yet, else it has lasted until then.
 */
#ifndef LUMBAR_CORE_HOLD_H
#define LUMBAR_CORE_HOLD_H

#include "core/exercise.h"
#include "core/hold_give.h"
#include "core/motion.h"

#define HOLD_SIGNALS 3   /* so many of an exercise's signals are followed */
#define HOLD_HISTORY 350 /* moments, 20 ms apart: 7 s */

enum hold_state { HOLD_NONE, HOLD_HELD };

enum hold_event {
    HOLD_EVENT_NONE,
    HOLD_EVENT_BEGUN,
    HOLD_EVENT_PROGRESS, /* another second is full, and it is kept */
    HOLD_EVENT_OVER,
};

struct hold_result {
    enum hold_event event;
    int64_t start_ns;
    int64_t end_ns; /* when it was left, or now */
    struct hold_given given;
    double feet_share; /* of the weight on the left foot when it began; NAN */
};

struct hold_point {
    int64_t t_ns;
    double y[HOLD_SIGNALS]; /* larger towards the held position */
    double feet;            /* N */
    double turned_deg;
    double bar; /* m, of its travel */
    bool bar_still;
    bool by_load; /* y[0] says only whether the load is borne: nothing of the body is seen */
};

/* Whether that which is held is seen. */
struct hold_view {
    bool by_load;              /* the load shows it, not the body; of the one that does not: */
    double level, before, way; /* ... these of the first signal; level NAN = not known */
    int64_t shown_ns;          /* when it was seen last */
    int64_t unseen_ns;         /* when it was seen last before it was not; 0 = it always was */
    int64_t back_ns;           /* since when it is seen again; 0 = it is not */
    bool lost;                 /* the last hold was not seen to its end */
};

struct hold {
    const struct exercise *exercise; /* NULL = none */
    enum hold_state state;
    struct hold_point history[HOLD_HISTORY]; /* ring, the newest at newest */
    unsigned newest;
    unsigned count;
    int64_t slow_ns; /* since when nothing moves; 0 = something does */
    int64_t start_ns;
    double level[HOLD_SIGNALS];  /* where it is kept now */
    double before[HOLD_SIGNALS]; /* where it was before the way */
    double way[HOLD_SIGNALS];    /* from there to where it was kept at first */
    int64_t away_ns;             /* since when it is away from there; 0 = is not */
    struct hold_view view;       /* of what is held */
    double kept[HOLD_SIGNALS];   /* levels of this set's last hold, ... */
    bool kept_known;             /* ... if there was one */
    unsigned told_s;             /* full seconds that were told */
    double weight;               /* N, of the athlete on the plates; 0 = not known */
    double feet_before;
    struct hold_give give;
};

/* exercise must outlive the choice; NULL, or one of another kind: none. */
void hold_choose(struct hold *hold, const struct exercise *exercise);
/* N, what the athlete weighs who stands without a load, where it is known from before. */
void hold_know_weight(struct hold *hold, double weight);
/* A sensor that shows one of its signals came, went or began anew. */
void hold_restart(struct hold *hold);
/* Moments less than 20 ms after the last are left out. */
void hold_push(struct hold *hold, const struct hold_moment *moment, struct hold_result *ret_result);
/* It is ended from outside, now. HOLD_EVENT_OVER when one was held. */
void hold_finish(struct hold *hold, int64_t now_ns, struct hold_result *ret_result);
/* Whether a signal of the exercise is present, and the last hold was seen to its end. */
bool hold_sees(const struct hold *hold);

#endif

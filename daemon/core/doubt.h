/* SPDX-License-Identifier: MIT */
/*
 * doubt.h - repetitions of which no witness tells (witness.h): they wait for others like them.
 *
 * Three alike without a step between them are a set, as where the exercise is not known
 * (rhythm.h), and so is what follows them; what stands alone, or is followed by steps, was bending
 * down for something. A set that was begun by command needs no such proof.
 *
 *  an unwitnessed one comes     nothing waits  one waits         two wait         a set is on
 *  ---------------------------  -------------  ----------------  ---------------  ------------
 *  alike, soon, without a step  -              it waits, too     all three given  it is given
 *  anything else                it waits       it alone waits    it alone waits   it waits
 *
 * By their time (handling.h) the first of three may have been the weight being fetched: then it is
 * not given. And one that looks like setting it down waits until the set goes on, or for ever.
 */
#ifndef LUMBAR_CORE_DOUBT_H
#define LUMBAR_CORE_DOUBT_H

#include "core/form.h"
#include "core/handling.h"
#include "core/heave.h"
#include "core/lift.h"
#include "core/steps.h"

#define DOUBT_WAITING 2

/* One that waits, and what a look back at it has shown since. */
struct doubt_held {
    struct lift_result rep;
    bool detailed;
    struct lift_result detail;
    struct form_rep form; /* what was found of it while it was done */
};

struct doubt {
    struct heave heave; /* of the pelvis, else of the trunk */
    struct steps steps;
    bool believed;           /* a set is on */
    struct lift_result last; /* when and how large the newest was */
    unsigned unlike; /* so many come, measured by another sensor, that need not be like it */
    struct handling handling;                 /* of those that were given, or wait to be */
    bool newest_timed;                        /* of the newest they are known */
    bool set_down;                            /* the one that waits seems to be that, in ... */
    struct handling_rep down;                 /* ... these times */
    struct doubt_held waiting[DOUBT_WAITING]; /* oldest first */
    unsigned waiting_count;
};

/* Another exercise, or another set: nothing waits. */
void doubt_forget(struct doubt *doubt);

/* What comes next is measured by another sensor, and need not be like the last. */
void doubt_change_measure(struct doubt *doubt);

/* A witness tells of this one: what is like it is believed, should the witness be lost. */
void doubt_believe(struct doubt *doubt, const struct lift_result *found);

/* Steps are seen by it; restarted: the signal begins anew. */
void doubt_push(struct doubt *doubt, int64_t t_ns, double dt_s, bool restarted,
                double vertical_accel);

/* A look back at the newest. True when that one waits: then it is kept. */
bool doubt_keep_detail(struct doubt *doubt, const struct lift_result *found);

/* Of the newest, which waits. */
void doubt_keep_form(struct doubt *doubt, const struct form_rep *form);

/*
 * An unwitnessed repetition; may_step: of an exercise with steps between them. True when it is to
 * be counted, and before it, of ret_before, those that waited.
 */
bool doubt_take(struct doubt *doubt, const struct lift_result *found, bool may_step,
                struct doubt *ret_before);

#endif

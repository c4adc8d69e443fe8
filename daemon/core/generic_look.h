/* SPDX-License-Identifier: MIT */
/*
 * generic_look.h - repetitions of an unknown movement, looked back at: exact times, phases, range.
 *
 * Whichever signal told the repetition, it is measured on the sensor that turned farthest in it.
 */
#ifndef LUMBAR_CORE_GENERIC_LOOK_H
#define LUMBAR_CORE_GENERIC_LOOK_H

#include "core/course.h"
#include "core/event.h"
#include "core/generic.h"
#include "core/generic_lift.h"

/* A repetition that was counted. */
struct generic_look_rep {
    uint32_t rep;               /* its number */
    enum generic_signal signal; /* that told it */
    uint16_t sensor;
    int64_t start_ns;
    int64_t end_ns;
    int64_t fall_ns; /* of a lift: sinks fastest, */
    int64_t rise_ns; /* and rises fastest */
};

struct generic_look {
    struct course turn[SENSORS_MAX];  /* rad */
    struct course heave[SENSORS_MAX]; /* m/s */
    struct generic_lift lift;
    int lifter;       /* sensor whose lifts are looked at; -1 = none */
    int preferred;    /* sensor on which to measure, so that repetitions compare; -1 = none */
    bool rises_first; /* it is known of what is lifted that a repetition begins with the lift */
    bool due;         /* the last one is still to be looked back at */
    struct generic_look_rep last;
    int64_t over_ns; /* end of the repetition before it; 0 = none in this set */
};

struct generic_look_found {
    uint32_t rep;
    uint16_t sensor; /* on which it was measured; SENSORS_MAX = none turned */
    struct excursion excursion;
    double range[SENSORS_MAX]; /* rad, how far each turned; NAN = not seen */
    struct rep_detail detail;
    double confidence; /* in it, 0..1 */
};

void generic_look_reset(struct generic_look *look);
/* What is done begins with the lift; else, and when nobody knows, with the lowering. */
void generic_look_expect_rise(struct generic_look *look, bool rises_first);
/* A sensor has come, or its signal begins anew. */
void generic_look_restart(struct generic_look *look, uint16_t sensor);
/* A set is over; what is not yet looked back at is forgotten. */
void generic_look_close(struct generic_look *look);

/*
 * After generic_push(): the signals as they are now. lifts: this sensor is on what is lifted, as
 * far as anybody knows.
 */
void generic_look_push(struct generic_look *look, const struct generic *generic, uint16_t sensor,
                       int64_t t_ns, bool lifts, const double rate[3]);

/* A repetition is to be counted: its times as well as they can be told at t_ns. */
void generic_look_times(const struct generic_look *look, const struct generic *generic,
                        const struct swing *swing, int64_t t_ns, struct generic_look_rep *ret);

/* How far a sensor turned and came back in a movement that is over, rad; 0 = it did not. */
double generic_look_turn(const struct generic_look *look, uint16_t sensor,
                         const struct swing *swing);

/* It was counted, and will be over. Not before the one before has been looked back at. */
void generic_look_expect(struct generic_look *look, const struct generic_look_rep *rep);

/* Whether there is one that need not be waited for any longer. When a lift has been lowered again
 * only the next one tells, or the end of the set. */
bool generic_look_ready(const struct generic_look *look, int64_t t_ns);
/* Looks back at it, before the next one, which may be NULL, is expected. t_ns: the newest moment.
 * -ENODATA: none is due. */
int generic_look_back(struct generic_look *look, const struct generic *generic,
                      const struct generic_look_rep *next, int64_t t_ns,
                      struct generic_look_found *ret_found);

#endif

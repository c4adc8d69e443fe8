/* SPDX-License-Identifier: MIT */
/*
 * exercise.h - what the core knows of an exercise: the contents of one profile.
 *
 * A plain value without pointers: it is copied. How each member is written in a file, and what
 * values are refused, is said in daemon/profiles/README.md.
 */
#ifndef LUMBAR_CORE_EXERCISE_H
#define LUMBAR_CORE_EXERCISE_H

#include "core/event.h"
#include "core/look.h"

#define EXERCISE_NAME_SIZE 64
#define EXERCISE_SIGNALS_MAX 6

enum exercise_kind {
    EXERCISE_REPS,
    EXERCISE_HOLD,
    EXERCISE_SIDES,
    EXERCISE_STRETCH,
};

/* Which phase comes first; for a signal: to which side the far end lies. */
enum exercise_start {
    EXERCISE_START_EITHER,
    EXERCISE_START_ECCENTRIC,  /* down first: squat, hinge */
    EXERCISE_START_CONCENTRIC, /* up first: deadlift, row */
};

/* Quantities of the body by which repetitions can be told. */
enum body_signal {
    BODY_SIGNAL_NONE,
    BODY_SIGNAL_TRUNK,        /* inclination of the thorax from upright, degrees */
    BODY_SIGNAL_PELVIS,       /* likewise */
    BODY_SIGNAL_LUMBAR,       /* flexion, degrees */
    BODY_SIGNAL_THIGH,        /* from upright whichever way, mean of those present, degrees */
    BODY_SIGNAL_BAR_HEIGHT,   /* metres */
    BODY_SIGNAL_WRIST,        /* of the forearm from hanging, mean of those present, degrees */
    BODY_SIGNAL_THIGHS_APART, /* one moves, the other stays: their difference, degrees */
    BODY_SIGNAL_WRISTS_APART, /* likewise; it is the arm across from the side that counts */
    BODY_SIGNAL_TRUNK_HEIGHT, /* metres, as far as it comes and goes */
    BODY_SIGNAL_CABLE_TRAVEL, /* metres, likewise */
    BODY_SIGNAL_CHEST_TURN,   /* lying on the side: how far it has opened, degrees */
    BODY_SIGNAL_COUNT,
};

/* Which way a signal goes from the start to the far end. */
enum signal_way {
    SIGNAL_WAY_BY_START, /* as the exercise starts: lifting raises a bar and straightens a body */
    SIGNAL_WAY_GROWS,
    SIGNAL_WAY_SHRINKS,
};

struct exercise_signal {
    enum body_signal signal;
    double range_min; /* smallest range of a repetition; degrees or metres */
    double range_max; /* a larger one is something else */
    enum signal_way way;
    bool in_set; /* it tells too little to begin a set: one that another has begun goes on by it */
};

/* One movement of an exercise that has several. */
struct exercise_movement {
    double range_min; /* degrees; smaller is none */
    double range_max; /* 0 = the exercise has no such movement */
};

/* What of form an exercise's repetitions are judged by, rounding aside. */
enum form_rule {
    FORM_RULE_CREEP,        /* degrees by which the lumbar flexion grew over the set */
    FORM_RULE_OVER_ARCHING, /* degrees of lumbar extension past standing, at the upright end */
    FORM_RULE_HIPS_FIRST,   /* degrees the trunk tips while the load has hardly risen */
    FORM_RULE_ASYMMETRY,    /* per cent: (left - right) / (left + right) */
    FORM_RULE_SHORT_RANGE,  /* share of the athlete's own range */
    FORM_RULE_TOO_FAST,     /* share of the prescribed lowering time, else of the own */
    FORM_RULE_NO_PAUSE,     /* share of the prescribed pause */
    FORM_RULE_BOUNCE,       /* m/s^2, upward acceleration of the bar at the low turn */
    FORM_RULE_TWIST,        /* degrees the trunk turns against the pelvis, or the pelvis rolls */
    FORM_RULE_NEAR_FAILURE, /* per cent of the lifting speed lost; warn calls for stopping */
    FORM_RULE_TOO_HEAVY,    /* per cent of the lifting speed lost, and half of it of the range */
    FORM_RULE_HEAVIER,      /* degrees the back is rounder than with a lighter load */
    FORM_RULE_COUNT,
};

/* From where on it is hinted at, and from where warned of. Both 0: not judged. */
struct form_limit {
    double hint;
    double warn;
};

/* How a hold's side is told. */
enum hold_side {
    HOLD_SIDE_NONE,
    HOLD_SIDE_LEAN, /* the side that is below: the pelvis leans to it */
    HOLD_SIDE_FEET, /* the foot that bears more */
};

/* Of a timed hold; NAN = not asked, not judged. */
struct exercise_hold {
    double pelvis_min_deg; /* lean of the pelvis, whichever way, while it is held */
    double pelvis_max_deg;
    double wrist_min_deg; /* of the forearm from hanging, whichever way, mean of both */
    double wrist_max_deg;
    double cable_n;    /* the cable pulls at least so much */
    double load_share; /* the feet bear so many times what they bore before */
    double sag_deg;    /* more is said to give way */
    double twist_deg;  /* more is said to turn, trunk against pelvis */
    enum hold_side side;
};

struct exercise {
    char id[EXERCISE_ID_SIZE];
    char name[EXERCISE_NAME_SIZE]; /* for people: "Romanian deadlift" */
    enum exercise_kind kind;
    enum exercise_start start;

    struct exercise_signal signals[EXERCISE_SIGNALS_MAX]; /* the most telling first */
    unsigned signal_count;

    struct exercise_movement movements[MOVEMENT_COUNT]; /* instead of signals; side = as seen */

    enum body_signal phases;    /* what shows a repetition's phases: BODY_SIGNAL_BAR_HEIGHT, or
                                   BODY_SIGNAL_NONE, the signal that is followed */
    bool steps_between;         /* a step is taken between repetitions */
    double rep_min_s;           /* a shorter repetition is something else */
    double rep_max_s;           /* so is a longer one */
    double set_end_s;           /* the set is over when there was no repetition for this long */
    double start_trunk_min_deg; /* trunk inclination in the start position; NAN = not asked */
    double start_trunk_max_deg;
    double far_trunk_min_deg; /* likewise at the far end */
    double far_trunk_max_deg;
    double start_lean_min_deg; /* of the trunk whichever way, in the start position */
    double start_lean_max_deg;
    double start_thigh_min_deg; /* from upright, in the start position; NAN = not asked */
    double start_thigh_max_deg;
    double far_thigh_min_deg; /* likewise at the far end */
    double far_thigh_max_deg;
    double far_lumbar_max_deg; /* largest flexion at the far end; NAN = not asked */
    double cable_min_n;        /* the cable pulls at least so much; NAN = not asked */
    double travel_min_m;       /* the trunk rises or sinks by it; NAN = not asked */
    double feet_max_n;         /* both feet together bear no more; NAN = not asked */
    double side_feet_share;    /* of the weight, on the foot of the side; NAN = tells nothing */
    double
        side_free_thigh_deg; /* further from upright than the thigh of the side; NAN = likewise */

    struct exercise_hold hold;

    double tempo_s[4]; /* the standard: down, pause, up, pause; NAN = not said */

    bool rounding;        /* whether rounding of the back is judged */
    double rounding_warn; /* lumbar flexion over the athlete's largest that is warned of */
    double rounding_stop; /* ... that calls for stopping */

    struct form_limit form[FORM_RULE_COUNT];
    bool arched;               /* done in the style that wants an arch: then over-arching is none */
    struct exercise_look look; /* by which it is recognised */

    char easier[EXERCISE_ID_SIZE]; /* neighbours; "" = none */
    char harder[EXERCISE_ID_SIZE];
};

/* The one exercise that is always there: any lift, an IMU anywhere. */
#define EXERCISE_GENERIC "generic"
void exercise_set_generic(struct exercise *ret_exercise);
bool exercise_is_generic(const struct exercise *exercise);

/* A bar is lifted off the floor each time; or from where it hangs while the trunk stays as it is.
 */
bool exercise_rises_from_floor(const struct exercise *exercise);
bool exercise_rises_from_hang(const struct exercise *exercise);

bool exercise_has_movements(const struct exercise *exercise);
static inline bool exercise_judges(const struct exercise *exercise, enum form_rule rule)
{
    return exercise->form[rule].hint > 0.0;
}
/* True where a smaller value is the worse one: shares of what should be there. */
bool form_rule_falls(enum form_rule rule);
const char *form_rule_name(enum form_rule rule); /* "creep", "over-arching", ... */

const char *exercise_kind_name(enum exercise_kind kind); /* "reps", "hold", "sides", "stretch" */
/* "either", "eccentric", "concentric" */
const char *exercise_start_name(enum exercise_start start);
const char *body_signal_name(enum body_signal signal); /* "trunk", "bar-height", ... */

#endif

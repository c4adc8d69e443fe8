/* SPDX-License-Identifier: MIT */
/*
 * event.h - what comes out of the core: happenings, each with the time at which it was given.
 * (struct core_event, because libevent has a struct event.)
 *
 * Events go into a fixed queue of the caller. When the caller's queue is full the newest event is
 * dropped and counted: a caller that drains the queue after every push never sees that.
 * Angles are degrees, lengths metres, forces newtons, times nanoseconds on the samples' clock;
 * a quantity that no sensor can tell is NAN.
 */
#ifndef LUMBAR_CORE_EVENT_H
#define LUMBAR_CORE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/calibration_kinds.h"
#include "core/reserve.h"
#include "core/sample.h"

#define EXERCISE_ID_SIZE 48 /* bytes with the terminating NUL */
#define EXERCISE_FAMILY_SIZE 24

enum core_event_type {
    EVENT_SET_STARTED,
    EVENT_REP,        /* the one authoritative count */
    EVENT_REP_DETAIL, /* what needs a look back; follows its EVENT_REP */
    EVENT_REP_UNDONE, /* the last repetition was taken back, by command or as a ghost */
    EVENT_PARTIAL,    /* an attempt that did not reach the far end */
    EVENT_HOLD_PROGRESS,
    EVENT_CUE,
    EVENT_SET_ENDED,
    EVENT_SENSOR,      /* the condition of a sensor changed */
    EVENT_EXERCISE,    /* the exercise in force changed: chosen, or recognised */
    EVENT_CALIBRATION, /* how a calibration goes */
    EVENT_CORRECTION,  /* a calibration has found what is wrong with a sensor */
    EVENT_RANGE,       /* the athlete's own range of the lower back was measured */
};

enum side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT };

/* What a repetition was, in exercises of several movements. */
enum movement {
    MOVEMENT_NONE,
    MOVEMENT_FLEXION,
    MOVEMENT_EXTENSION, /* measured, as the end of a flexion; no repetition of its own */
    MOVEMENT_SIDE_BEND,
    MOVEMENT_ROTATION,
    MOVEMENT_COUNT,
};

/* How often, and how far at most, the trunk moved each way; movements without sides under
 * SIDE_NONE. Degrees; NAN = not once. */
struct motion_range {
    uint32_t reps[MOVEMENT_COUNT][3]; /* by enum side */
    double largest_deg[MOVEMENT_COUNT][3];
};

enum cue_severity { CUE_PRAISE, CUE_HINT, CUE_WARNING, CUE_STOP };

/* The faults of TRAINING.md, and the reasons for the other cues. Names: fault_name(). */
enum fault {
    FAULT_NONE,
    FAULT_ROUNDING,
    FAULT_OVER_ARCHING,
    FAULT_HIPS_FIRST,
    FAULT_ASYMMETRY,
    FAULT_SHORT_RANGE,
    FAULT_TOO_FAST,
    FAULT_NO_PAUSE,
    FAULT_TWIST,
    FAULT_SAG,
    FAULT_TOO_HEAVY,
    FAULT_NEAR_FAILURE,
    FAULT_MOVED_SENSOR,
    FAULT_PAIN,           /* no fault: somebody said that it hurts */
    FAULT_OTHER_EXERCISE, /* no fault: what is done looks like another exercise than was chosen */
    FAULT_BOUNCE,
    FAULT_OTHER_LOAD, /* no fault: the feet bear another load than was said */
    FAULT_TARGET,     /* no fault: as much as was prescribed is done */
    FAULT_SHORT_SET,  /* no fault: the set has ended before that */
    FAULT_COUNT,
};

enum set_end_reason {
    SET_END_REST,        /* no repetition for the exercise's time-out, or posture left */
    SET_END_COMMAND,     /* stop, or another exercise chosen */
    SET_END_PAIN,        /* somebody said it hurts */
    SET_END_SENSOR_LOST, /* the primary signal is gone */
};

/* What a sensor's signal is like; more than one may hold. */
enum sensor_condition {
    SENSOR_OK = 0,
    SENSOR_BAD_VALUE = 1 << 0,   /* NaN or infinite values were dropped */
    SENSOR_SATURATED = 1 << 1,   /* values at the end of the range, attitude is doubtful */
    SENSOR_GAPS = 1 << 2,        /* more than 300 ms were missing */
    SENSOR_STUCK = 1 << 3,       /* the same values for a second; for three where it may rest */
    SENSOR_BAD_CLOCK = 1 << 4,   /* time stamps ran back or leapt */
    SENSOR_BAD_GRAVITY = 1 << 5, /* |specific force| at rest is not 9.81 within 5 % */
    SENSOR_BAD_AXES = 1 << 6,    /* accelerometer and gyroscope do not turn alike */
    SENSOR_MOVED = 1 << 7,       /* it sits otherwise on the body than it did */
    /* It seems to sit where another one's role says, or its left cells where the right ones should;
     * where it may be one of several, all have it. */
    SENSOR_EXCHANGED = 1 << 8,
    SENSOR_BAD_SCALE = 1 << 9, /* the gyroscope turns too far or too little */
    SENSOR_NOISY = 1 << 10,    /* the specific force trembles by 0.35 m/s^2 rms and more */
};

/* Durations are of the mechanical phases in the order of a prescription: down, pause, up, pause. */
struct rep_detail {
    double eccentric_s;
    double stretch_pause_s; /* at the low end: the stretch of a hinge, the floor of a deadlift */
    double concentric_s;
    double top_pause_s;
    double range; /* of the primary signal: degrees, or metres where range_is_metres */
    bool range_is_metres;
    bool rises_first;        /* the concentric phase comes first; else the eccentric one */
    double lumbar_start_deg; /* lumbar angle where the repetition began, flexion positive */
    double lumbar_peak_deg;  /* most flexed */
    double lumbar_least_deg; /* least flexed */
    double trunk_peak_deg;   /* trunk inclination from upright, largest */
    double mean_velocity;    /* m/s, concentric, upwards positive */
    double peak_velocity;    /* m/s */
    double height;           /* m, travel of the bar or of the sensor that stands for it */
};

/* How hard a repetition was, where the body or the bar is followed; NAN = not known. */
struct rep_effort {
    bool known;             /* false: nothing of it is */
    double velocity_loss;   /* per cent of the lifting speed, to the fastest of the set */
    struct reserve reserve; /* repetitions that could follow */
    double feet_percent;    /* (left - right) / (left + right), while the load is lifted */
    double load_kg;         /* that the feet bear besides the athlete */
    double load_confidence; /* 0..1 */
};

/* Where the bar went besides up and down; NAN = not known. Confidence 0..1. */
struct rep_bar {
    double stray_m;          /* farthest from the vertical above its start, whichever way */
    double stray_confidence; /* from how well its way closes */
    double tilt_deg;         /* farthest from level for a third of a second */
    double tilt_confidence;
};

/* What was prescribed beside what was done. */
enum target_verdict {
    TARGET_NONE, /* nothing was prescribed */
    TARGET_SHORT,
    TARGET_REACHED,
    TARGET_PASSED,
};

/* What a set was, beside its count. */
struct set_summary {
    double tension_s;  /* time under tension: all repetitions from leaving the start to being back,
                          and all holds; what lies between them is not in it */
    uint32_t attempts; /* that turned back too early to count */
    bool judged;       /* some rule of form saw what it needs */
    uint32_t clean_reps;  /* in which it found nothing wrong; tiring is not wrong */
    double load_kg;       /* that the feet bore besides the athlete; NAN = not known */
    uint32_t target_reps; /* prescribed, of exercises with sides for each; 0 = not said */
    double target_hold_s; /* likewise */
    enum target_verdict target;
};

struct core_event {
    enum core_event_type type;
    int64_t t_ns;      /* when the event was given: time of the newest sample */
    uint32_t sequence; /* counts all events of this core, from 1 */
    union {
        struct {
            uint32_t set; /* counts the sets, from 1 */
            char exercise[EXERCISE_ID_SIZE];
            int64_t start_ns;
        } set_started;
        struct {
            uint32_t set;
            uint32_t rep; /* counts within the set, from 1; with sides: within set, both sides */
            char exercise[EXERCISE_ID_SIZE];
            enum side side;
            uint32_t side_rep; /* with sides: counts within set and side, from 1; else 0 */
            enum movement movement;
            int64_t start_ns;
            int64_t end_ns;    /* when it ended; foretold, by up to 1.5 s, when given before */
            double confidence; /* 0..1 */
            unsigned doubt;    /* enum sensor_condition, or-ed: what lowers the confidence */
        } rep;
        struct {
            uint32_t set;
            uint32_t rep;
            int64_t start_ns;
            int64_t end_ns;
            struct rep_detail detail;
            struct rep_effort effort;
            struct rep_bar bar; /* with the effort */
            double confidence;
        } rep_detail;
        struct {
            uint32_t set;
            uint32_t rep; /* the number that no longer counts */
        } rep_undone;
        struct {
            uint32_t set;
            int64_t at_ns;
            double range_fraction; /* reached, of the reference range */
        } partial;
        struct {
            uint32_t set;
            uint32_t hold; /* counts within the set, from 1 */
            double held_s; /* so far; when over, in all */
            enum side side;
            int64_t start_ns;
            int64_t end_ns; /* now, or when it was left */
            bool over;      /* it has been left: the last word on this hold */
        } hold;
        struct {
            enum fault fault; /* FAULT_NONE with CUE_PRAISE */
            enum cue_severity severity;
            uint32_t set;
            uint32_t rep; /* the repetition in which it was seen, 0 = none */
            int64_t onset_ns;
            double amount;    /* in the fault's own unit: degrees, seconds, per cent, share */
            double threshold; /* same unit */
            double confidence;
            char exercise[EXERCISE_ID_SIZE]; /* FAULT_OTHER_EXERCISE: what it looks like */
        } cue;
        struct {
            uint32_t set;
            char exercise[EXERCISE_ID_SIZE];
            uint32_t reps;
            uint32_t reps_left;
            uint32_t reps_right;
            int64_t start_ns;
            int64_t end_ns;
            double held_s; /* of all holds */
            double held_left_s;
            double held_right_s;
            bool has_range; /* an exercise of several movements: what was reached in each */
            struct motion_range range;
            struct set_summary summary;
            enum set_end_reason reason;
        } set_ended;
        struct {
            uint16_t sensor;
            unsigned condition; /* enum sensor_condition, or-ed */
            double noise;       /* m/s^2 rms of the specific force at rest; NAN = never at rest */
            uint64_t lost;      /* samples dropped as bad or missing so far */
        } sensor;
        struct {
            char exercise[EXERCISE_ID_SIZE];
            char family[EXERCISE_FAMILY_SIZE]; /* "" = none */
            bool recognised;                   /* false = chosen */
            double confidence;
        } exercise;
        struct {
            enum calibration_kind kind;
            enum calibration_verdict verdict;
            unsigned step;              /* the one the verdict is on, from 1 */
            unsigned steps;             /* how many there are */
            enum calibration_task task; /* what is to be done now */
            double progress;            /* 0..1, of the step */
            int sensor;      /* place of the one to blame or concerned; -1 = none by itself */
            char reason[32]; /* lower-case hyphen word; "" where there is none */
        } calibration;
        struct {
            uint16_t sensor;
            enum calibration_kind kind;
            struct sensor_correction correction; /* of the values as the core got them */
            double anglvel_bias[3];              /* rad/s; CALIBRATION_GYRO only */
        } correction;
        struct lumbar_range range;
    };
};

struct event_queue {
    struct core_event *events; /* the caller's array */
    unsigned size;
    unsigned count;   /* events in it; the caller empties by setting 0 */
    uint64_t dropped; /* events for which there was no room */
};

/* Lower-case hyphen words for the bus and for recordings; "unknown" for values out of range. */
const char *event_type_name(enum core_event_type type);
const char *side_name(enum side side);             /* "none", "left", "right" */
const char *movement_name(enum movement movement); /* "none", "flexion", "side-bend", … */
const char *cue_severity_name(enum cue_severity severity);
const char *fault_name(enum fault fault);
const char *set_end_reason_name(enum set_end_reason reason);
const char *target_verdict_name(enum target_verdict verdict); /* "none", "short", "reached", … */
/* The first condition that holds, worst first: "ok", "bad-value", "saturated", … */
const char *sensor_condition_name(unsigned condition);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * detector.h - from how the sensors stand and move to what the athlete does: sets, repetitions,
 * details and cues, for the exercise in force.
 *
 * A known exercise is followed by the body (lift.h) as long as a signal of it is present; without
 * one, and for "generic", the movement is found by its rhythm (generic.h).
 */
#ifndef LUMBAR_CORE_DETECTOR_H
#define LUMBAR_CORE_DETECTOR_H

#include "core/attitude.h"
#include "core/bar.h"
#include "core/bar_alone.h"
#include "core/bar_handling.h"
#include "core/bar_path.h"
#include "core/alone.h"
#include "core/as_if.h"
#include "core/body.h"
#include "core/chest.h"
#include "core/cable.h"
#include "core/doubt.h"
#include "core/event_sink.h"
#include "core/first_lift.h"
#include "core/form_own.h"
#include "core/generic.h"
#include "core/generic_look.h"
#include "core/judge.h"
#include "core/hold.h"
#include "core/hold_side.h"
#include "core/lift.h"
#include "core/loads.h"
#include "core/recogniser.h"
#include "core/sample.h"
#include "core/set_tracker.h"
#include "core/trunk_range.h"
#include "core/unnamed.h"

#define DETECTOR_NO_SENSOR (-1)
#define DETECTOR_TOLD 16

/* When the newest repetitions of the open set began and ended. */
struct told {
    int64_t start_ns[DETECTOR_TOLD]; /* oldest first */
    int64_t end_ns[DETECTOR_TOLD];
    unsigned count;
};

/* What a test of the trunk's range shows of the lower back; degrees of flexion from standing. */
struct back_range {
    double most, least; /* since the last movement */
    unsigned flexions;
    struct lumbar_range largest; /* in these; both positive */
};

struct detector {
    const struct exercise *exercise;   /* in force; never NULL */
    const struct exercise *chosen;     /* by command: in force until something is recognised */
    struct recogniser *recogniser;     /* the core's; NULL = nothing is to be recognised */
    const struct exercise *recognised; /* in this set; NULL = nothing yet */
    bool recognises;                   /* the exercise is not chosen but to be recognised */
    bool settled;                      /* what is done in this set is known: nothing is asked */
    bool remarked;                     /* that it looks like another exercise than the one chosen */
    struct told told;
    uint32_t judged_set;   /* the last one in which a bar alone was looked at, */
    uint32_t judged_reps;  /* after so many repetitions, */
    struct bar_alone seen; /* and what was seen; rise NAN = nothing */
    bool by_travel;        /* what is done may be told by how far the trunk travels, */
    bool by_chest;         /* ... the exercise in force by how far the chest opens */
    bool auto_track;
    int part_of[SENSORS_MAX]; /* enum body_part, -1 = none */
    int bar_place;            /* of the sensor on the bar; -1 = none */
    bool bar_missed;          /* nothing comes from it for now */
    int bar_sensor;           /* place of what shows the bar; -1 = none */
    bool bar_is_wrist;        /* a wrist stands for the bar */
    int64_t bar_t_ns;
    double bar_up[3];   /* in its sensor's axes */
    double bar_rate[3]; /* rad/s, likewise */
    double bar_zero;    /* m, height where the set began */
    struct body body;
    struct bar bar;
    struct bar_path bar_path;
    struct travel trunk_travel; /* followed only for exercises that are told by it */
    struct travel pelvis_travel;
    bool pelvis_rises; /* the trunk was lost in this set: the pelvis shows how it travels */
    struct loads loads;
    struct cable cable;
    struct lift lift;
    struct doubt doubt;
    struct generic generic;
    struct generic_look look;
    struct generic_look_found looked_back; /* the newest that was told, if any */
    struct unnamed unnamed;
    struct alone alone;
    struct bar_handling bar_handling;
    struct first_lift first_lift;
    struct trunk_range trunk_range;
    struct back_range back_range;
    struct chest chest;
    struct hold hold;
    struct hold_side_finder hold_side;
    struct hold_side_finder chest_side; /* it looks at every lying down, the other only at holds */
    int64_t hold_ns;                    /* of the last moment given to it */
    int64_t look_ns;                    /* of the last look at the body as a whole */
    double turning_deg_s;               /* likewise, smoothed */
    double turned_deg;                  /* trunk against pelvis; of interest are differences */
    enum side held_side;
    bool hold_praised; /* in this set */
    bool target_told;  /* likewise: that as much as prescribed is done */
    struct form_own own;
    struct set_tracker tracker;
    struct judge judge;
    struct load_scale scale;
    struct form form;
};

/* exercise must outlive the detector, as all exercises given to it. */
void detector_init(struct detector *detector, const struct exercise *exercise,
                   struct recogniser *recogniser);

void detector_attach(struct detector *detector, uint16_t sensor, const struct sensor_info *info,
                     int64_t now_ns);
void detector_detach(struct detector *detector, uint16_t sensor);
/* Nothing can be told by it for now, though it sits where it sat, nor by what it has told since
 * then: the first repetition is taken back that was one only by that. And it can again. */
void detector_miss(struct detector *detector, uint16_t sensor, int64_t since_ns,
                   struct event_sink *sink);
void detector_hear(struct detector *detector, uint16_t sensor);
/* A load cell has told nothing since then. */
void detector_miss_force(struct detector *detector, uint16_t sensor, int64_t since_ns);
/* Time passes, and nothing else is known: a set may be over. */
void detector_wait(struct detector *detector, int64_t t_ns, struct event_sink *sink);

/* Ends an open set. recognise: exercise stands for it until it is known what is done. */
void detector_choose(struct detector *detector, const struct exercise *exercise, bool recognise,
                     struct event_sink *sink);

/*
 * dt_s: since this sensor's last sample; restarted: its signal begins anew here; counting: false
 * while only the body is to be followed.
 */
void detector_push(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                   bool restarted, bool counting, const struct attitude_output *attitude,
                   struct event_sink *sink);

/* force: newtons, one value a channel, after the tare. */
void detector_push_force(struct detector *detector, uint16_t sensor, int64_t t_ns,
                         const double force[]);

/* kg; 0 = not said. -EINVAL: there is no such load. */
int detector_set_load(struct detector *detector, double load_kg);

/* The athlete's own range of the lower back; 0 = not known. */
void detector_set_range(struct detector *detector, const struct lumbar_range *range);

/* -EALREADY, -ENODATA: set_tracker.h */
int detector_start_set(struct detector *detector, struct event_sink *sink);
int detector_end_set(struct detector *detector, enum set_end_reason reason,
                     struct event_sink *sink);
int detector_restart_set(struct detector *detector, struct event_sink *sink);
/* The last repetition was none. -ENODATA: there is none. */
int detector_take_back(struct detector *detector, struct event_sink *sink);

/* Ten times a second: whether what is done would look like the exercise in force if two roles were
 * exchanged, as_if.h. */
bool detector_look_as_if(const struct detector *detector, struct as_if *as_if, int64_t t_ns,
                         struct as_if_pair *ret_pair);

/* The body and the bar as of this moment. */
void detector_frame(const struct detector *detector, int64_t now_ns,
                    struct motion_frame *ret_frame);

#endif

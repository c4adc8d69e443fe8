/* SPDX-License-Identifier: MIT */
/*
 * motion.h - the one signal by which the repetitions of an exercise are told, chosen from what the
 * present sensors show, in the exercise's order of preference.
 */
#ifndef LUMBAR_CORE_MOTION_H
#define LUMBAR_CORE_MOTION_H

#include "core/body.h"
#include "core/exercise.h"
#include "core/loads.h"

/* Everything that is known of the body and the bar at one moment. NAN = absent. */
struct motion_frame {
    struct body_angles angles;
    double bar_height;   /* m */
    double bar_velocity; /* m/s */
    double bar_integral; /* m/s, bar.h */
    double bar_turning;  /* rad/s */
    double bar_swing;    /* m, its travel.h */
    double bar_swing_velocity;
    double trunk_swing; /* m, travel.h of the trunk, where the exercise is told by it */
    double trunk_swing_velocity;
    double cable_swing; /* m, travel.h of the stack on the cable */
    double cable_swing_velocity;
    double chest_turn; /* degrees, chest.h */
    double chest_turn_rate;
    bool chest_lies;    /* else chest_turn says nothing */
    double bar_up[3];   /* up, in the bar sensor's axes */
    double bar_rate[3]; /* rad/s, likewise */
    struct load_forces loads;
    double bar_accel; /* m/s^2, upwards, its error taken off */
    double bar_forth; /* m/s, bar_path.h; NAN for a wrist that stands for a bar, as below */
    double bar_across;
    double bar_tilt; /* degrees from level */
    bool bar_still;  /* it seems not to move; false when absent */
};

struct motion_value {
    double y;
    double rate;
};

/* NAN when absent. Values are as the sensors show them, not turned towards the far end. */
struct motion_value motion_raw(const struct motion_frame *frame, enum body_signal signal);

/* Whether this one of the exercise's signals is present and may be followed; in_set: a set has been
 * begun, and only goes on. */
bool motion_serves(const struct exercise_signal *signal, const struct motion_frame *frame,
                   bool in_set);

/* Index of the first of the exercise's signals that could begin a set, else of the first that
 * serves at all; -1 = none. in_set: as above, or what serves in a set may begin one. */
int motion_choose(const struct exercise *exercise, const struct motion_frame *frame, bool in_set);

/* Whether the pelvis tells in place of a trunk that is not seen that a signal which begins no set
 * by itself shows the exercise: pelvis_place.h. */
bool motion_is_placed(const struct exercise *exercise, const struct motion_frame *frame);

/* Whether the exercise names this signal. */
bool motion_uses(const struct exercise *exercise, enum body_signal signal);

/* +1: the far end lies at larger values of the raw signal, -1: at smaller ones. */
int motion_away(const struct exercise *exercise, enum body_signal signal);

/* One side's value less the other's: positive when the left is further from upright. */
struct motion_value motion_thighs_apart(const struct body_angles *angles);
struct motion_value motion_wrists_apart(const struct body_angles *angles);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * body.h - the athlete's body as far as sensors show it: segments by role, angles between them.
 */
#ifndef LUMBAR_CORE_BODY_H
#define LUMBAR_CORE_BODY_H

#include <stddef.h>

#include "core/calibration_kinds.h"
#include "core/segment.h"
#include "core/set_out.h"

enum body_part {
    BODY_PELVIS,
    BODY_THORAX,
    BODY_UPPER_BACK,
    BODY_THIGH_LEFT,
    BODY_THIGH_RIGHT,
    BODY_WRIST_LEFT,
    BODY_WRIST_RIGHT,
    BODY_PARTS,
};

struct body {
    struct segment parts[BODY_PARTS];
    struct set_out set_out;
    struct lumbar_range range; /* the athlete's own; 0 = not known */
};

/* Angles in degrees and rates in degrees a second at one common moment; NAN = absent. */
struct body_angles {
    int64_t t_ns;
    double trunk;
    double trunk_rate;
    double pelvis;
    double pelvis_rate;
    double lumbar; /* thorax less pelvis: flexion positive, zero when standing */
    double thigh;  /* from upright, mean of those present; which way, their sensors cannot know */
    double thigh_rate;
    double thigh_left;
    double thigh_left_rate;
    double thigh_right;
    double thigh_right_rate;
    double wrist_left; /* of the forearm, zero when the arm hangs */
    double wrist_left_rate;
    double wrist_right;
    double wrist_right_rate;
    /* Across the sagittal plane, once it is known where forward lies. */
    double trunk_side; /* leans to the athlete's right: positive */
    double pelvis_side;
    double trunk_turn_rate; /* about the vertical, to the athlete's left positive */
    double pelvis_turn_rate;
};

/* The part that a role names; -1 when it names none. */
int body_part_of(const char *role);

void body_reset(struct body *body);
/* now_ns: what was there not long before is taken to sit as it did. */
void body_attach(struct body *body, enum body_part part, int64_t now_ns);

/* Nothing comes from its sensor, which may be worn as it was; and comes again. */
void body_miss(struct body *body, enum body_part part);
void body_hear(struct body *body, enum body_part part);

/* now_ns: the moment for the single segments; the lumbar angle is that of the newest moment at
 * which both of its segments are known, so that one sensor's delay does not bend the back. */
void body_angles(const struct body *body, int64_t now_ns, struct body_angles *ret_angles);

/* What both thighs show together follows from what each shows. */
void body_join_thighs(struct body_angles *angles);

/* Whether the trunk or a thigh turns faster than this, degrees a second. */
bool body_moves(const struct body *body, int64_t now_ns, double rate);

/* The segment that shows the trunk: the thorax, else the upper back; NULL = none. */
static inline const struct segment *body_trunk(const struct body *body)
{
    if (body->parts[BODY_THORAX].present)
        return &body->parts[BODY_THORAX];
    return body->parts[BODY_UPPER_BACK].present ? &body->parts[BODY_UPPER_BACK] : NULL;
}

#endif

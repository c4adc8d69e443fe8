/* SPDX-License-Identifier: MIT */
#include "core/motion.h"

#include <math.h>
#include <stddef.h>

#include "core/pelvis_place.h"

/* From upright, whichever way it leans: which of them is forward, a limb's sensor cannot know. */
static struct motion_value unsigned_value(double angle, double rate)
{
    return (struct motion_value){fabs(angle), angle < 0.0 ? -rate : rate};
}

static struct motion_value mean_of(struct motion_value left, struct motion_value right)
{
    if (isnan(left.y))
        return right;
    if (isnan(right.y))
        return left;
    return (struct motion_value){0.5 * (left.y + right.y), 0.5 * (left.rate + right.rate)};
}

static struct motion_value difference(struct motion_value left, struct motion_value right)
{
    return (struct motion_value){left.y - right.y, left.rate - right.rate};
}

struct motion_value motion_thighs_apart(const struct body_angles *angles)
{
    return difference(unsigned_value(angles->thigh_left, angles->thigh_left_rate),
                      unsigned_value(angles->thigh_right, angles->thigh_right_rate));
}

struct motion_value motion_wrists_apart(const struct body_angles *angles)
{
    return difference(unsigned_value(angles->wrist_left, angles->wrist_left_rate),
                      unsigned_value(angles->wrist_right, angles->wrist_right_rate));
}

struct motion_value motion_raw(const struct motion_frame *frame, enum body_signal signal)
{
    const struct body_angles *angles = &frame->angles;
    struct motion_value apart;
    switch (signal) {
    case BODY_SIGNAL_TRUNK:
        return (struct motion_value){angles->trunk, angles->trunk_rate};
    case BODY_SIGNAL_PELVIS:
        return (struct motion_value){angles->pelvis, angles->pelvis_rate};
    case BODY_SIGNAL_LUMBAR:
        return (struct motion_value){angles->lumbar, angles->trunk_rate - angles->pelvis_rate};
    case BODY_SIGNAL_THIGH:
        return (struct motion_value){angles->thigh, angles->thigh_rate};
    case BODY_SIGNAL_BAR_HEIGHT:
        return (struct motion_value){frame->bar_swing, frame->bar_swing_velocity};
    case BODY_SIGNAL_WRIST:
        return mean_of(unsigned_value(angles->wrist_left, angles->wrist_left_rate),
                       unsigned_value(angles->wrist_right, angles->wrist_right_rate));
    case BODY_SIGNAL_THIGHS_APART:
        apart = motion_thighs_apart(angles);
        return unsigned_value(apart.y, apart.rate);
    case BODY_SIGNAL_WRISTS_APART:
        apart = motion_wrists_apart(angles);
        return unsigned_value(apart.y, apart.rate);
    case BODY_SIGNAL_CABLE_TRAVEL:
        return (struct motion_value){frame->cable_swing, frame->cable_swing_velocity};
    case BODY_SIGNAL_TRUNK_HEIGHT:
        return (struct motion_value){frame->trunk_swing, frame->trunk_swing_velocity};
    case BODY_SIGNAL_CHEST_TURN:
        return (struct motion_value){frame->chest_turn, frame->chest_turn_rate};
    case BODY_SIGNAL_NONE:
    case BODY_SIGNAL_COUNT:
        break;
    }
    return (struct motion_value){NAN, NAN};
}

/* A bar by itself may be carried, racked or loaded: only posture tells that from lifting, or a set
 * that is on. */
static bool begins_set(const struct exercise_signal *signal, const struct motion_frame *frame)
{
    bool bar = signal->signal == BODY_SIGNAL_BAR_HEIGHT;
    return !signal->in_set && !(bar && isnan(frame->angles.trunk));
}

bool motion_serves(const struct exercise_signal *signal, const struct motion_frame *frame,
                   bool in_set)
{
    return (in_set || begins_set(signal, frame)) && !isnan(motion_raw(frame, signal->signal).y);
}

static int first_that_serves(const struct exercise *exercise, const struct motion_frame *frame,
                             bool in_set)
{
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (motion_serves(&exercise->signals[i], frame, in_set))
            return (int)i;
    return -1;
}

int motion_choose(const struct exercise *exercise, const struct motion_frame *frame, bool in_set)
{
    int best = first_that_serves(exercise, frame, false);
    return best < 0 && in_set ? first_that_serves(exercise, frame, true) : best;
}

bool motion_is_placed(const struct exercise *exercise, const struct motion_frame *frame)
{
    return isnan(frame->angles.trunk) && !isnan(frame->angles.pelvis) &&
           pelvis_place_is_known(exercise);
}

static const struct exercise_signal *find(const struct exercise *exercise, enum body_signal signal)
{
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (exercise->signals[i].signal == signal)
            return &exercise->signals[i];
    return NULL;
}

bool motion_uses(const struct exercise *exercise, enum body_signal signal)
{
    return find(exercise, signal);
}

int motion_away(const struct exercise *exercise, enum body_signal signal)
{
    /* One of a pair moves away from the other, to whichever side. */
    if (signal == BODY_SIGNAL_THIGHS_APART || signal == BODY_SIGNAL_WRISTS_APART ||
        signal == BODY_SIGNAL_CHEST_TURN)
        return 1;
    const struct exercise_signal *named = find(exercise, signal);
    if (named && named->way != SIGNAL_WAY_BY_START)
        return named->way == SIGNAL_WAY_GROWS ? 1 : -1;
    /* Lifting raises the bar and straightens the body; lowering does the opposite. */
    bool lifts_first = exercise->start == EXERCISE_START_CONCENTRIC;
    bool grows_by_lifting = signal == BODY_SIGNAL_BAR_HEIGHT ||
                            signal == BODY_SIGNAL_TRUNK_HEIGHT ||
                            signal == BODY_SIGNAL_CABLE_TRAVEL;
    return lifts_first == grows_by_lifting ? 1 : -1;
}

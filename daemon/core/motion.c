/* SPDX-License-Identifier: MIT */
#include "core/motion.h"

#include <math.h>

struct motion_value motion_raw(const struct motion_frame *frame, enum body_signal signal)
{
    const struct body_angles *angles = &frame->angles;
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
    case BODY_SIGNAL_NONE:
    case BODY_SIGNAL_COUNT:
        break;
    }
    return (struct motion_value){NAN, NAN};
}

static bool present(const struct motion_frame *frame, enum body_signal signal)
{
    /* A bar by itself may be carried, racked or loaded: only posture tells that from lifting. */
    if (signal == BODY_SIGNAL_BAR_HEIGHT && isnan(frame->angles.trunk))
        return false;
    return !isnan(motion_raw(frame, signal).y);
}

int motion_choose(const struct exercise *exercise, const struct motion_frame *frame)
{
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (present(frame, exercise->signals[i].signal))
            return (int)i;
    return -1;
}

int motion_away(const struct exercise *exercise, enum body_signal signal)
{
    /* Lifting raises the bar and straightens the body; lowering does the opposite. */
    bool lifts_first = exercise->start == EXERCISE_START_CONCENTRIC;
    bool grows_by_lifting = signal == BODY_SIGNAL_BAR_HEIGHT;
    return lifts_first == grows_by_lifting ? 1 : -1;
}

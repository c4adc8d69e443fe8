/* SPDX-License-Identifier: MIT */
/* What others may look at. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "core/core_private.h"
#include "core/signals.h"

void core_pose(const struct core *core, struct pose *ret_pose)
{
    const struct detector *detector = &core->detector;
    struct motion_frame frame;
    detector_frame(detector, core->sink.now_ns, &frame);
    *ret_pose = (struct pose){
        .t_ns = core->sink.now_ns,
        .trunk_deg = frame.angles.trunk,
        .pelvis_deg = frame.angles.pelvis,
        .lumbar_deg = frame.angles.lumbar,
        .thigh_deg = frame.angles.thigh,
        .bar_height_m = frame.bar_height - detector->bar_zero,
        .bar_velocity_m_s = frame.bar_velocity,
        .force_left_n = frame.loads.feet_left,
        .force_right_n = frame.loads.feet_right,
        .range_fraction = lift_sees(&detector->lift) ? rep_counter_fraction(&detector->lift.counter,
                                                                            &detector->lift.params)
                                                     : NAN,
        .set = detector->tracker.open ? detector->tracker.sets : 0,
        .reps = detector->tracker.reps,
    };
}

int core_bar_alone(const struct core *core, struct bar_alone *ret_seen, uint32_t *ret_reps)
{
    const struct detector *detector = &core->detector;
    if (!detector->tracker.open || detector->judged_set != detector->tracker.sets ||
        isnan(detector->seen.rise))
        return -ENODATA;
    *ret_seen = detector->seen;
    *ret_reps = detector->judged_reps;
    return 0;
}

void core_signals(const struct core *core, struct core_signal ret_signals[CORE_SIGNAL_COUNT])
{
    signals_read(&core->detector, core->sink.now_ns, ret_signals);
}

int core_attitude(const struct core *core, uint16_t sensor, double ret_quat[4])
{
    if (sensor >= SENSORS_MAX || !core->sensors[sensor].started)
        return -ENODATA;
    memcpy(ret_quat, core->sensors[sensor].attitude.output.quat, 4 * sizeof(double));
    return 0;
}

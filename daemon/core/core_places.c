/* SPDX-License-Identifier: MIT */
/* Which sensors sit otherwise than their roles say. */
#include <math.h>

#include "core/core_private.h"

/* What its role says: a part of the body, the bar, or the feet's cells; -1: none of these. */
int core_role_of(const struct core *core, int place)
{
    const struct detector *detector = &core->detector;
    if (detector->bar_sensor == place && !detector->bar_is_wrist)
        return PLACEMENT_BAR;
    return detector->loads.place_of[place] == LOAD_FEET ? PLACEMENT_FEET : detector->part_of[place];
}

static int sensor_on(const struct core *core, int role)
{
    for (int i = 0; i < SENSORS_MAX; i++)
        if (core->sensors[i].attached && core_role_of(core, i) == role)
            return i;
    return -1;
}

static void warn_of_place(struct core *core, int role)
{
    const struct set_tracker *tracker = &core->detector.tracker;
    struct core_event *event = event_sink_add(&core->sink, EVENT_CUE);
    event->cue.fault = FAULT_MOVED_SENSOR;
    event->cue.severity = CUE_HINT;
    event->cue.set = tracker->open ? tracker->sets : 0;
    event->cue.onset_ns = core->sink.now_ns;
    event->cue.amount = core->placement.amount_deg[role];
    event->cue.threshold = NAN;
    event->cue.confidence = 0.8;
}

static unsigned look_for_lying(struct core *core, int64_t t_ns)
{
    for (int i = 0; i < SENSORS_MAX; i++) {
        const struct core_sensor *sensor = &core->sensors[i];
        int role = core_role_of(core, i);
        bool told = sensor->started && !sensor->missed && !(sensor->condition.bits & SENSOR_NOISY);
        if (told && role >= 0 && role < LYING_ROLES)
            lying_see(&core->lying, role, sensor->attitude.output.rate,
                      sensor->attitude.output.accel_earth);
    }
    int part = lying_judge(&core->lying, t_ns);
    return part < 0
               ? 0
               : placement_exchange(&core->placement, &core->detector.body, part, PLACEMENT_BAR);
}

/* After look_for_lying(), by what it has seen. */
static unsigned look_at_strides(struct core *core)
{
    struct strides_pair pair;
    if (!core->lying.judged || core->placement.found[PLACEMENT_BAR] & SENSOR_EXCHANGED ||
        !strides_judge(&core->strides, &core->detector.body, core->lying.spread, &pair))
        return 0;
    return placement_exchange(&core->placement, &core->detector.body, (int)pair.trunk,
                              (int)pair.limb);
}

/* What was seen to lie where the bar should is sure: nothing else is looked for. */
static unsigned look_as_if(struct core *core, int64_t t_ns)
{
    struct as_if_pair pair;
    if (core->placement.found[PLACEMENT_BAR] ||
        !detector_look_as_if(&core->detector, &core->as_if, t_ns, &pair))
        return 0;
    return placement_exchange(&core->placement, &core->detector.body, (int)pair.a, (int)pair.b);
}

static unsigned look_at_sides(struct core *core, const struct load_forces *loads, int64_t t_ns)
{
    const struct detector *detector = &core->detector;
    int pelvis = sensor_on(core, BODY_PELVIS);
    const struct sides_input input = {
        .t_ns = t_ns,
        .body = &detector->body,
        .loads = *loads,
        .body_weight = core->recogniser->body_weight,
        .pelvis_quat = pelvis < 0 ? NULL : core->sensors[pelvis].attitude.output.quat,
        .opposite = motion_uses(detector->exercise, BODY_SIGNAL_THIGHS_APART) &&
                    motion_uses(detector->exercise, BODY_SIGNAL_WRISTS_APART),
    };
    unsigned sides = sides_look(&core->sides, &input);
    /* Where one of the trunk seems to sit on a limb, sides mean nothing. */
    return core->strides.run > 0 ? 0
                                 : placement_cross(&core->placement, &core->detector.body, sides);
}

/* Which sensors sit otherwise than they did: said once, and kept as their condition. */
void core_look_at_places(struct core *core, int64_t t_ns)
{
    struct load_forces loads;
    bool found = false;
    if (!placement_is_due(&core->placement, t_ns))
        return;
    loads_at(&core->detector.loads, t_ns, &loads);
    unsigned changed = placement_look(&core->placement, &core->detector.body, &loads,
                                      core->detector.tracker.open, t_ns);
    changed |= look_for_lying(core, t_ns);
    changed |= look_at_strides(core);
    changed |= look_as_if(core, t_ns);
    changed |= look_at_sides(core, &loads, t_ns);
    for (int role = 0; changed != 0 && role < PLACEMENT_ROLES; role++) {
        int place = changed >> role & 1u ? sensor_on(core, role) : -1;
        if (place < 0)
            continue;
        unsigned bits = core->placement.found[role];
        if (bits != 0 && !found)
            warn_of_place(core, role);
        found = found || bits != 0;
        if (condition_hold(&core->sensors[place].condition, bits))
            core_report_condition(core, (uint16_t)place);
    }
}

/* SPDX-License-Identifier: MIT */
#include "core/detector.h"

#include <math.h>
#include <string.h>

#include "core/detector_private.h"
#include "core/vec3.h"

#define BAR_FRESH_NS 500000000 /* design value, as for the body's sensors */
#define BODY_MOVES_DEG_S 6.0   /* design value: then the bar is not at rest either */

/* Only what an exercise asks for is followed: it costs time at every sample. */
static void take_exercise(struct detector *detector, const struct exercise *exercise)
{
    detector->exercise = exercise;
    detector->by_travel = detector->recognises || motion_uses(exercise, BODY_SIGNAL_TRUNK_HEIGHT) ||
                          !isnan(exercise->travel_min_m);
    detector->by_chest = motion_uses(exercise, BODY_SIGNAL_CHEST_TURN);
}

void detector_init(struct detector *detector, const struct exercise *exercise,
                   struct recogniser *recogniser)
{
    *detector = (struct detector){
        .chosen = exercise,
        .recogniser = recogniser,
        .recognises = true,
        .auto_track = true,
        .bar_place = DETECTOR_NO_SENSOR,
        .bar_sensor = DETECTOR_NO_SENSOR,
    };
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        detector->part_of[i] = -1;
    take_exercise(detector, exercise);
    body_reset(&detector->body);
    detector_reset_bar(detector);
    loads_reset(&detector->loads);
    generic_reset(&detector->generic);
    generic_look_reset(&detector->look);
    form_own_forget(&detector->own);
    lift_choose(&detector->lift, NULL);
    trunk_range_choose(&detector->trunk_range, NULL);
    hold_choose(&detector->hold, NULL);
    judge_init(&detector->judge, exercise);
}

void detector_frame(const struct detector *detector, int64_t now_ns, struct motion_frame *ret_frame)
{
    bool bar = detector->bar_sensor != DETECTOR_NO_SENSOR && detector->bar.started &&
               now_ns - detector->bar_t_ns < BAR_FRESH_NS;
    body_angles(&detector->body, now_ns, &ret_frame->angles);
    loads_at(&detector->loads, now_ns, &ret_frame->loads);
    ret_frame->bar_height = bar ? detector->bar.height : NAN;
    ret_frame->bar_velocity = bar ? detector->bar.velocity : NAN;
    ret_frame->bar_integral = bar ? detector->bar.integral : NAN;
    ret_frame->bar_turning = bar ? detector->bar.turning : NAN;
    ret_frame->bar_swing = bar ? detector->bar.travel.height : NAN;
    ret_frame->bar_swing_velocity = bar ? detector->bar.travel.velocity : NAN;
    bool cable = !isnan(ret_frame->loads.cable);
    ret_frame->cable_swing = cable ? detector->cable.travel.height : NAN;
    ret_frame->cable_swing_velocity = cable ? detector->cable.travel.velocity : NAN;
    const struct travel *travel =
        detector->pelvis_rises ? &detector->pelvis_travel : &detector->trunk_travel;
    const double shown =
        detector->pelvis_rises ? ret_frame->angles.pelvis : ret_frame->angles.trunk;
    bool travels = detector->by_travel && !isnan(shown);
    ret_frame->trunk_swing = travels ? travel->height : NAN;
    ret_frame->trunk_swing_velocity = travels ? travel->velocity : NAN;
    bool chest = !isnan(ret_frame->angles.trunk);
    ret_frame->chest_turn = chest ? detector->chest.angle : NAN;
    ret_frame->chest_turn_rate = chest ? detector->chest.rate : NAN;
    ret_frame->chest_lies = chest && detector->chest.lies;
    ret_frame->bar_accel = bar ? detector->bar.accel - detector->bar.offset : NAN;
    bool path = bar && !detector->bar_is_wrist;
    ret_frame->bar_forth = path ? detector->bar_path.forth : NAN;
    ret_frame->bar_across = path ? detector->bar_path.across : NAN;
    ret_frame->bar_tilt = path ? detector->bar_path.tilt_deg : NAN;
    for (unsigned i = 0; i < 3; i++) {
        ret_frame->bar_up[i] = bar ? detector->bar_up[i] : NAN;
        ret_frame->bar_rate[i] = bar ? detector->bar_rate[i] : NAN;
    }
    ret_frame->bar_still = bar && detector->bar.still;
}

/* How long a stretch was kept at its far end; 0 when it is none. */
static double far_pause_s(const struct exercise *exercise, const struct rep_detail *detail)
{
    double pause_s = exercise->start == EXERCISE_START_CONCENTRIC ? detail->top_pause_s
                                                                  : detail->stretch_pause_s;
    return exercise->kind == EXERCISE_STRETCH && pause_s > 0.0 ? pause_s : 0.0;
}

void detector_give_detail(struct detector *detector, const struct lift_result *found, uint32_t rep,
                          struct event_sink *sink)
{
    const struct judge_rep looked_back = {
        .trace = &detector->lift.trace,
        .tempo = &found->tempo,
        .detail = &found->detail,
        .side = detector->tracker.last_side,
        .scale = &detector->scale,
        .whole = found->whole,
        .thrown = found->thrown,
    };
    struct rep_effort effort;
    judge_look_back(&detector->judge, &looked_back, &detector->form, &effort);
    set_tracker_time(&detector->tracker, rep, found->detail_start_ns, found->detail_end_ns);
    set_tracker_stretch(&detector->tracker, far_pause_s(detector->exercise, &found->detail));
    struct core_event *event = event_sink_add(sink, EVENT_REP_DETAIL);
    event->rep_detail.set = detector->tracker.sets;
    event->rep_detail.rep = rep;
    event->rep_detail.start_ns = found->detail_start_ns;
    event->rep_detail.end_ns = found->detail_end_ns;
    event->rep_detail.detail = found->detail;
    event->rep_detail.effort = effort;
    bar_path_look_back(&detector->lift.trace, &found->tempo, &event->rep_detail.bar);
    event->rep_detail.confidence = 0.9;
    form_speak(&detector->form, detector->tracker.sets, rep, sink);
}

void detector_set_range(struct detector *detector, const struct lumbar_range *range)
{
    if (range->flexion_deg != detector->body.range.flexion_deg)
        judge_forget_athlete(&detector->judge);
    detector->body.range = *range;
    judge_set_flexion_max(&detector->judge,
                          range->flexion_deg > 0.0 ? range->flexion_deg : LUMBAR_FLEXION_MAX_DEG);
}

void detector_follow(struct detector *detector, const struct exercise *exercise)
{
    take_exercise(detector, exercise);
    unnamed_forget(&detector->unnamed);
    alone_forget(&detector->alone);
    bool generic = strcmp(exercise->id, EXERCISE_GENERIC) == 0;
    bool lift = !generic && !exercise_has_movements(exercise) && exercise->kind != EXERCISE_HOLD;
    lift_choose(&detector->lift, lift ? exercise : NULL);
    detector->pelvis_rises = false;
    doubt_forget(&detector->doubt);
    trunk_range_choose(&detector->trunk_range, exercise);
    hold_choose(&detector->hold, exercise);
    judge_choose(&detector->judge, exercise);
    generic_look_expect_rise(&detector->look, exercise->start == EXERCISE_START_CONCENTRIC);
}

void detector_choose(struct detector *detector, const struct exercise *exercise, bool recognise,
                     struct event_sink *sink)
{
    (void)detector_end_set(detector, SET_END_COMMAND, sink);
    detector->chosen = exercise;
    detector->recognises = recognise;
    detector->settled = false;
    detector->remarked = false;
    detector_follow(detector, exercise);
    travel_reset(&detector->trunk_travel);
    travel_reset(&detector->pelvis_travel);
    chest_reset(&detector->chest);
    /* What does not begin on the floor begins with the bar in the hands. */
    bool held = exercise->start != EXERCISE_START_EITHER && !exercise_rises_from_floor(exercise);
    generic_expect_lift(&detector->generic, motion_uses(exercise, BODY_SIGNAL_BAR_HEIGHT), held,
                        exercise->start == EXERCISE_START_ECCENTRIC);
    first_lift_forget(&detector->first_lift);
    form_own_forget(&detector->own);
    if (detector->recogniser)
        recogniser_forget(detector->recogniser);
}

/* Form, of the repetition under way and of what is left of the one before. */
static void judge_lift(struct detector *detector, int64_t t_ns, const struct motion_frame *frame,
                       const struct lift_result *found, struct event_sink *sink)
{
    const struct set_tracker *tracker = &detector->tracker;
    const struct judge_moment moment = {
        .t_ns = t_ns,
        .under_way = found->under_way,
        .counted = tracker->open && tracker->reps > 0,
        .over_ns = detector->lift.over_ns,
    };
    judge_push(&detector->judge, &moment, frame, &detector->form);
    form_speak(&detector->form, tracker->open ? tracker->sets : 0, tracker->reps, sink);
    if (!found->under_way)
        form_forget_rep(&detector->form);
}

/* To which side the chest opens, only lying down has shown. */
enum side detector_side_of(const struct detector *detector, const struct lift_result *found)
{
    return detector->by_chest && detector->chest.lies ? detector->chest.side : found->side;
}

static void push_lift(struct detector *detector, int64_t t_ns, const struct motion_frame *frame,
                      struct event_sink *sink)
{
    struct lift_result found;
    struct set_tracker *tracker = &detector->tracker;
    lift_push(&detector->lift, t_ns, frame, tracker->open && tracker->reps > 0, &found);
    if (found.left)
        judge_begin_rep(&detector->judge, &detector->form);
    detector_take_lift(detector, &found, sink);
    if (found.other_measure) { /* what was found was still measured by the old one */
        judge_forget_measure(&detector->judge);
        doubt_change_measure(&detector->doubt);
    }
    if (found.partial && tracker->open) {
        set_tracker_attempt(tracker, found.range_fraction, sink);
        judge_attempt(&detector->judge, found.range_fraction, t_ns, &detector->form);
    }
    judge_lift(detector, t_ns, frame, &found, sink);
}

static inline bool is_trunk(const struct detector *detector, int part)
{
    return &detector->body.parts[part] == body_trunk(&detector->body);
}

/*
 * In the middle of a set the pelvis rises with a trunk that is not seen any more. It is followed
 * to the set's end: a travel that begins anew takes a repetition to settle.
 */
static void follow_travel(struct detector *detector, int part, double dt_s, bool restarted,
                          double vertical_accel)
{
    bool pelvis = part == BODY_PELVIS && motion_uses(detector->exercise, BODY_SIGNAL_TRUNK_HEIGHT);
    if (!pelvis && !is_trunk(detector, part))
        return;
    struct travel *travel = pelvis ? &detector->pelvis_travel : &detector->trunk_travel;
    if (restarted)
        travel_reset(travel);
    travel_push(travel, dt_s, vertical_accel);
}

static int first_part(const struct body *body)
{
    for (int part = 0; part < BODY_PARTS; part++)
        if (body->parts[part].present)
            return part;
    return -1;
}

static inline bool shows(const struct detector *detector, uint16_t sensor, enum body_signal signal)
{
    int part = detector->part_of[sensor];
    switch (signal) {
    case BODY_SIGNAL_TRUNK:
    case BODY_SIGNAL_LUMBAR:
    case BODY_SIGNAL_CHEST_TURN:
        return part >= 0 && is_trunk(detector, part);
    case BODY_SIGNAL_TRUNK_HEIGHT:
        return part >= 0 &&
               (detector->pelvis_rises ? part == BODY_PELVIS : is_trunk(detector, part));
    case BODY_SIGNAL_CABLE_TRAVEL: /* no IMU shows it: any keeps the time */
        return part >= 0 && part == first_part(&detector->body);
    case BODY_SIGNAL_PELVIS:
        return part == BODY_PELVIS;
    case BODY_SIGNAL_THIGH:
    case BODY_SIGNAL_THIGHS_APART:
        return part == BODY_THIGH_LEFT || part == BODY_THIGH_RIGHT;
    case BODY_SIGNAL_WRIST:
    case BODY_SIGNAL_WRISTS_APART:
        return part == BODY_WRIST_LEFT || part == BODY_WRIST_RIGHT;
    case BODY_SIGNAL_BAR_HEIGHT:
        return detector->bar_sensor == sensor;
    case BODY_SIGNAL_NONE:
    case BODY_SIGNAL_COUNT:
        break;
    }
    return false;
}

/* Whether this sensor shows the signal that is followed; any may show a better one. Asked at every
 * sample. */
static inline bool carries(const struct detector *detector, uint16_t sensor)
{
    if (lift_sees(&detector->lift))
        return shows(detector, sensor, detector->exercise->signals[detector->lift.signal].signal);
    return detector->part_of[sensor] >= 0 || detector->bar_sensor == sensor;
}

bool detector_shows_hold(const struct detector *detector, uint16_t sensor)
{
    const struct exercise *exercise = detector->hold.exercise;
    for (unsigned i = 0; exercise && i < exercise->signal_count; i++)
        if (shows(detector, sensor, exercise->signals[i].signal))
            return true;
    return false;
}

bool detector_follows_sensor(const struct detector *detector, uint16_t sensor)
{
    return lift_sees(&detector->lift) && carries(detector, sensor);
}

/* As long as it is not known what is done somebody may lie on a side. */
static bool follows_chest(const struct detector *detector)
{
    return (detector->recogniser && !detector->settled) || detector->by_chest;
}

static void push_body(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                      bool restarted, const struct attitude_output *attitude)
{
    int part = detector->part_of[sensor];
    if (part >= 0)
        segment_push(&detector->body.parts[part], t_ns, dt_s, attitude->up, attitude->rate);
    if (part >= 0 && detector->lift.exercise)
        detector_watch_steps(detector, part, t_ns, dt_s, restarted, attitude->vertical_accel);
    if (part == BODY_PELVIS) {
        set_out_push(&detector->body.set_out, body_trunk(&detector->body),
                     &detector->body.parts[part]);
        hold_side_watch(&detector->hold_side, &detector->body.parts[part]);
        hold_side_watch(&detector->chest_side, &detector->body.parts[part]);
    }
    if (part >= 0 && is_trunk(detector, part) && follows_chest(detector)) {
        const struct segment *pelvis = &detector->body.parts[BODY_PELVIS];
        if (chest_push(&detector->chest, &detector->chest_side, dt_s, &detector->body.parts[part],
                       pelvis->present && pelvis->has_up ? pelvis : NULL, attitude->rate) &&
            detector->by_chest)
            lift_restart_signal(&detector->lift);
    }
    if (detector->by_travel && part >= 0)
        follow_travel(detector, part, dt_s, restarted, attitude->vertical_accel);
    if (detector->bar_place == sensor && detector->bar_sensor != sensor)
        detector_follow_bar(detector);
    if (detector->bar_sensor == sensor) {
        if (restarted)
            detector_reset_bar(detector);
        bar_path_push(&detector->bar_path, dt_s, attitude->accel_earth, attitude->rate,
                      attitude->up);
        bar_push(&detector->bar, dt_s, attitude->vertical_accel, vec3_norm(attitude->rate),
                 attitude->rest, body_moves(&detector->body, t_ns, BODY_MOVES_DEG_S));
        detector->bar_t_ns = t_ns;
        vec3_copy(detector->bar_up, attitude->up);
        vec3_copy(detector->bar_rate, attitude->rate);
    }
}

void detector_push_force(struct detector *detector, uint16_t sensor, int64_t t_ns,
                         const double force[])
{
    loads_push(&detector->loads, sensor, t_ns, force);
    if (detector->loads.place_of[sensor] == LOAD_CABLE)
        cable_push(&detector->cable, t_ns, detector->loads.forces.cable);
    if (detector->loads.place_of[sensor] == LOAD_FEET)
        load_scale_push(&detector->scale, t_ns, detector->loads.forces.feet_left,
                        detector->loads.forces.feet_right);
}

void detector_wait(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    if (!detector->hold.exercise && !detector->trunk_range.exercise)
        detector_end_if_over(detector, t_ns, sink);
}

void detector_push(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                   bool restarted, bool counting, const struct attitude_output *attitude,
                   struct event_sink *sink)
{
    push_body(detector, sensor, t_ns, dt_s, restarted, attitude);
    if (restarted) {
        generic_restart(&detector->generic, sensor);
        generic_look_restart(&detector->look, sensor);
    }
    if (!counting)
        return;
    if (detector->recogniser && !detector->settled &&
        history_is_due(&detector->recogniser->history, t_ns))
        detector_recognise(detector, t_ns, sink);
    if (detector->hold.exercise) {
        if (restarted && detector_shows_hold(detector, sensor))
            hold_restart(&detector->hold);
        detector_push_hold(detector, t_ns, sink);
        return;
    }
    if (detector->trunk_range.exercise) {
        detector_push_range(detector, sensor, t_ns, dt_s, restarted, attitude, sink);
        return;
    }
    if (detector->lift.exercise && carries(detector, sensor)) {
        struct motion_frame frame;
        detector_frame(detector, t_ns, &frame);
        if (restarted)
            lift_restart_signal(&detector->lift);
        push_lift(detector, t_ns, &frame, sink);
    }
    if (!lift_sees(&detector->lift))
        detector_push_generic(detector, sensor, t_ns, dt_s, attitude, sink);
    detector_end_if_over(detector, t_ns, sink);
}

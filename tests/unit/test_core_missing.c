/* SPDX-License-Identifier: MIT */
/* A sensor by which nothing can be told for a while: another one goes on where it can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/core_private.h"
#include "hub.h"

#define BAR 2
#define GONE_S 11.5 /* two have been done */

static const struct hinge_plan eight = {.lead_s = 3.0,
                                        .out_s = 2.0,
                                        .hold_s = 0.5,
                                        .back_s = 1.3,
                                        .rest_s = 0.7,
                                        .reps = 8,
                                        .range_deg = 70.0};

static void open_exercise(struct hub *hub, struct exercise hinge, bool in_set)
{
    hinge.signals[hinge.signal_count++] = (struct exercise_signal){
        .signal = BODY_SIGNAL_PELVIS, .range_min = 20.0, .range_max = 110.0, .in_set = in_set};
    hinge.form[FORM_RULE_SHORT_RANGE] = (struct form_limit){.hint = 0.85, .warn = 0.7};
    memset(hub, 0, sizeof(*hub));
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&hinge, 1, &hub->core), 0);
    assert_int_equal(choose(hub, "hip-hinge"), 0);
    assert_int_equal(attach(hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(hub, THORAX, "thorax"), 0);
}

/* in_set: by the pelvis no set begins. */
static void open_with_two_signals(struct hub *hub, bool in_set)
{
    open_exercise(hub, hinge_exercise(), in_set);
}

static bool vanish(struct sample *sample, double t_s)
{
    return sample->sensor != THORAX || t_s < GONE_S;
}

static bool vanish_for_a_while(struct sample *sample, double t_s)
{
    return sample->sensor != THORAX || t_s < GONE_S || t_s > GONE_S + 9.0;
}

static bool freeze(struct sample *sample, double t_s)
{
    if (sample->sensor == THORAX && t_s > GONE_S) {
        memset(&sample->imu, 0, sizeof(sample->imu));
        sample->imu.accel[2] = 9.8;
    }
    return true;
}

/* What has no noise may be as still as that. */
static bool stick(struct sample *sample, double t_s)
{
    static double last[3];
    sample->imu.accel[0] += 0.02 * sin(977.0 * t_s);
    if (sample->sensor == THORAX && t_s <= GONE_S)
        memcpy(last, sample->imu.accel, sizeof(last));
    if (sample->sensor == THORAX && t_s > GONE_S) {
        memset(&sample->imu, 0, sizeof(sample->imu));
        memcpy(sample->imu.accel, last, sizeof(last));
    }
    return true;
}

static bool told(const struct hub *hub, unsigned condition, double before_s)
{
    for (unsigned k = 0; k < hub->queue.count; k++)
        if (hub->events[k].type == EVENT_SENSOR && hub->events[k].sensor.sensor == THORAX &&
            hub->events[k].sensor.condition & condition &&
            (double)hub->events[k].t_ns < before_s * 1e9)
            return true;
    return false;
}

/* The one under way when it goes is lost, no other, and nothing is wrong with those after it. */
static void the_pelvis_goes_on(void **state)
{
    (void)state;
    static const struct {
        bool (*fault)(struct sample *sample, double t_s);
        unsigned condition;
    } cases[] = {{vanish, SENSOR_GAPS}, {vanish_for_a_while, SENSOR_GAPS}, {freeze, SENSOR_STUCK}};
    for (size_t k = 0; k < 2 * sizeof(cases) / sizeof(cases[0]); k++) {
        struct hub hub;
        size_t i = k / 2;
        open_with_two_signals(&hub, k % 2);
        hub.fault = cases[i].fault;
        run(&hub, &eight, 0.0, 60.0);
        if (count_events(&hub, EVENT_REP) < 7 || count_events(&hub, EVENT_REP) > 8)
            fail_msg("case %zu: %u repetitions", k, count_events(&hub, EVENT_REP));
        if (!told(&hub, cases[i].condition, GONE_S + 3.5))
            fail_msg("case %zu: it is not told while it lasts", k);
        for (unsigned n = 0; n < hub.queue.count; n++)
            if (hub.events[n].type == EVENT_CUE && hub.events[n].cue.severity != CUE_PRAISE)
                fail_msg("case %zu: %s is cried", k, fault_name(hub.events[n].cue.fault));
        assert_int_equal(count_events(&hub, EVENT_SET_STARTED), 1);
        hub_close(&hub);
    }
}

static bool only_pelvis(struct sample *sample, double t_s)
{
    (void)t_s;
    return sample->sensor == PELVIS;
}

static bool only_thorax(struct sample *sample, double t_s)
{
    (void)t_s;
    return sample->sensor == THORAX;
}

/* A connection that stalls delivers it all in the end: what others have told meanwhile stays told
 * once, and it is followed again when it tells of now. */
static void what_comes_late_is_told_already(void **state)
{
    (void)state;
    for (double stall_s = 2.0; stall_s < 16.0; stall_s += 1.5) {
        struct hub hub;
        open_with_two_signals(&hub, false);
        run(&hub, &eight, 0.0, GONE_S);
        hub.fault = only_pelvis;
        run(&hub, &eight, GONE_S, GONE_S + stall_s);
        hub.fault = only_thorax;
        run(&hub, &eight, GONE_S, GONE_S + stall_s);
        hub.fault = NULL;
        run(&hub, &eight, GONE_S + stall_s, 60.0);
        if (count_events(&hub, EVENT_REP) < 6 || count_events(&hub, EVENT_REP) > 8)
            fail_msg("%g s: %u repetitions", stall_s, count_events(&hub, EVENT_REP));
        const struct core_event *last = NULL;
        for (unsigned n = 0; n < count_events(&hub, EVENT_REP); n++) {
            const struct core_event *rep = nth_event(&hub, EVENT_REP, n);
            if (last && rep->rep.start_ns < last->rep.end_ns - 500 * MS)
                fail_msg("%g s: repetition %u begins within the one before", stall_s, n + 1);
            last = rep;
        }
        assert_int_equal(count_events(&hub, EVENT_SET_STARTED), 1);
        hub_close(&hub);
    }
}

static bool never_was(struct sample *sample, double t_s)
{
    (void)t_s;
    return sample->sensor != THORAX;
}

/* As any movement: by its rhythm, which needs three. */
static void a_signal_within_sets_begins_none(void **state)
{
    (void)state;
    struct hub hub;
    open_with_two_signals(&hub, true);
    hub.fault = never_was;
    run(&hub, &eight, 0.0, 60.0);
    const struct core_event *first = nth_event(&hub, EVENT_REP, 0);
    assert_non_null(first);
    assert_true(first->t_ns > 11000 * MS);
    hub_close(&hub);
}

/* Where the exercise has it, it tells what the trunk would have told; elsewhere it is something
 * else. */
static void unless_the_exercise_says_where_the_pelvis_is(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct hub hub;
        struct exercise hinge = hinge_exercise();
        double far = i == 0 ? 35.0 : 60.0; /* of 70 degrees of the trunk 49 are the pelvis's */
        hinge.look.limits[0] = (struct feature_limits){FEATURE_PELVIS_START, -15.0, 10.0};
        hinge.look.limits[1] = (struct feature_limits){FEATURE_PELVIS_FAR, far, far + 30.0};
        hinge.look.limit_count = 2;
        open_exercise(&hub, hinge, true);
        hub.fault = never_was;
        run(&hub, &eight, 0.0, 60.0);
        assert_int_equal(count_events(&hub, EVENT_REP), i == 0 ? 8 : 0);
        if (i == 0)
            assert_true(nth_event(&hub, EVENT_REP, 0)->t_ns < 8000 * MS);
        hub_close(&hub);
    }
}

static bool turn_half_as_far(struct sample *sample, double t_s)
{
    (void)t_s;
    for (unsigned i = 0; i < 3 && sample->sensor == THORAX; i++)
        sample->imu.anglvel[i] *= 0.5;
    return true;
}

/* Not from then on has it been wrong, but ever since: nothing is judged by what it has shown. */
static void what_a_misled_trunk_has_told_is_forgotten(void **state)
{
    (void)state;
    struct hub hub;
    struct exercise hinge = hinge_exercise();
    hinge.signal_count = 0; /* it is followed by the pelvis */
    open_exercise(&hub, hinge, false);
    hub.fault = turn_half_as_far;
    const struct core_sensor *thorax = &hub.core->sensors[THORAX];
    const struct trace *trace = &hub.core->detector.lift.trace;
    for (int i = 0; i < 300 && !thorax->missed; i++)
        run(&hub, &eight, 0.1 * i, 0.1 * (i + 1));
    assert_true(thorax->missed);
    assert_true(thorax->condition.bits & SENSOR_BAD_SCALE);
    assert_true(trace->moments.count > 100);
    for (unsigned age = 0; age < trace->moments.count; age++) {
        assert_true(isnan(trace_at(trace, age)->trunk));
        assert_true(!isnan(trace_at(trace, age)->pelvis));
    }
    hub_close(&hub);
}

/* Who stands still while the bar beside goes up and down by 0.5 m every 3 s, until so many times
 * are counted. */
static void lift_beside(struct hub *hub, unsigned count)
{
    static const struct hinge_plan none = {.lead_s = 3.0, .out_s = 1.0, .back_s = 1.0};
    for (int i = 1; i < 3000 && count_events(hub, EVENT_REP) < count; i++) {
        const double since_s = fmod(i * 0.01 - 8.0, 3.0);
        const double lift =
            i > 800 && since_s < 2.0 ? 0.25 * HINGE_PI * HINGE_PI * cos(HINGE_PI * since_s) : 0.0;
        const struct sample bar = {.t_ns = i * STEP_NS,
                                   .sensor = BAR,
                                   .imu = {.accel = {0.0, 0.0, HINGE_GRAVITY + lift},
                                           .anglvel = {0.001 * (i % 5), 0.0, 0.0}}};
        run(hub, &none, (i - 1) * 0.01, i * 0.01);
        core_push(hub->core, &bar, &hub->queue);
    }
    assert_int_equal(count_events(hub, EVENT_REP), count);
}

/* The pelvis stands at 0 degrees. A first repetition that only the trunk had in its place was none;
 * after a second the set has shown more than the profile tells. */
static void a_beginning_that_only_a_misled_trunk_showed_is_taken_back(void **state)
{
    (void)state;
    static const struct {
        double low;
        unsigned done, left;
    } cases[] = {{-15.0, 1, 1}, {35.0, 1, 0}, {35.0, 2, 2}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hub hub;
        struct exercise lift = hinge_exercise();
        lift.start = EXERCISE_START_CONCENTRIC;
        lift.signals[0] = (struct exercise_signal){
            .signal = BODY_SIGNAL_BAR_HEIGHT, .range_min = 0.3, .range_max = 1.0};
        lift.look.limit_count = 2;
        for (unsigned k = 0; k < 2; k++)
            lift.look.limits[k] =
                (struct feature_limits){k == 0 ? FEATURE_PELVIS_START : FEATURE_PELVIS_FAR,
                                        cases[i].low, cases[i].low + 30.0};
        open_exercise(&hub, lift, true);
        assert_int_equal(attach(&hub, BAR, "bar"), 0);
        lift_beside(&hub, cases[i].done);
        detector_miss(&hub.core->detector, THORAX, 0, &hub.core->sink);
        assert_int_equal(count_events(&hub, EVENT_REP_UNDONE), cases[i].done - cases[i].left);
        assert_int_equal(hub.core->detector.tracker.reps, cases[i].left);
        /* Nor is anything learned of it. */
        assert_int_equal(hub.core->detector.lift.begun, cases[i].left > 0);
        assert_int_equal(hub.core->detector.doubt.believed, cases[i].left > 0);
        hub_close(&hub);
    }
}

/* As with any exercise of which no signal is there. */
static void without_another_signal_what_moves_is_counted(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.fault = vanish;
    run(&hub, &eight, 0.0, 60.0);
    assert_true(count_events(&hub, EVENT_REP) >= 7 && count_events(&hub, EVENT_REP) <= 8);
    assert_true(told(&hub, SENSOR_GAPS, GONE_S + 3.5));
    hub_close(&hub);
}

static bool freeze_and_leave_alone(struct sample *sample, double t_s)
{
    return freeze(sample, t_s) && (sample->sensor != PELVIS || t_s < GONE_S + 4.0);
}

static void a_set_ends_though_nobody_tells_anything(void **state)
{
    (void)state;
    struct hub hub;
    open_with_two_signals(&hub, false);
    hub.fault = freeze_and_leave_alone;
    run(&hub, &eight, 0.0, 60.0);
    assert_true(count_events(&hub, EVENT_REP) >= 2 && count_events(&hub, EVENT_REP) <= 3);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), 1);
    hub_close(&hub);
}

static const struct hinge_plan quick = {.lead_s = 3.0,
                                        .out_s = 1.0,
                                        .hold_s = 0.2,
                                        .back_s = 0.8,
                                        .rest_s = 0.5,
                                        .reps = 8, /* three are done before GONE_S */
                                        .range_deg = 70.0};

/* Whoever told the repetitions of an unknown movement makes room, and the set comes to its end. */
static void any_movement_is_told_by_another(void **state)
{
    (void)state;
    bool (*const faults[])(struct sample * sample, double t_s) = {vanish, freeze};
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct hub hub;
        hub_open(&hub, EXERCISE_GENERIC);
        hub.fault = faults[i];
        run(&hub, &quick, 0.0, 60.0);
        if (count_events(&hub, EVENT_REP) < (i < 2 ? 7 : 3) || count_events(&hub, EVENT_REP) > 8)
            fail_msg("case %zu: %u repetitions", i, count_events(&hub, EVENT_REP));
        assert_true(count_events(&hub, EVENT_SET_STARTED) >= 1);
        assert_int_equal(count_events(&hub, EVENT_SET_ENDED),
                         count_events(&hub, EVENT_SET_STARTED));
        hub_close(&hub);
    }
}

static void what_is_taken_away_makes_room_likewise(void **state)
{
    (void)state;
    struct hub hub;
    struct command detach = {.type = COMMAND_SENSOR_DETACH};
    hub_open(&hub, EXERCISE_GENERIC);
    run(&hub, &quick, 0.0, GONE_S);
    detach.sensor.sensor = THORAX;
    assert_int_equal(command(&hub, detach), 0);
    run(&hub, &quick, GONE_S, 60.0);
    assert_in_range(count_events(&hub, EVENT_REP), 7, 8);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), count_events(&hub, EVENT_SET_STARTED));
    hub_close(&hub);
}

/* At the end of a range that nobody has told. */
static bool clip(struct sample *sample, double t_s)
{
    for (unsigned i = 0; i < 3 && sample->sensor == THORAX && t_s > GONE_S; i++) {
        sample->imu.accel[i] = 70.0;
        sample->imu.anglvel[i] = 17.0;
    }
    return true;
}

#define HELD_FROM_S 5.0
#define HELD_S 20.0

static const struct hinge_plan held = {.lead_s = 3.0,
                                       .out_s = HELD_FROM_S - 3.0,
                                       .hold_s = HELD_S,
                                       .back_s = 1.3,
                                       .reps = 1,
                                       .range_deg = 70.0};

static void open_to_hold(struct hub *hub)
{
    struct exercise hold = hinge_exercise();
    hold.kind = EXERCISE_HOLD;
    hold.set_end_s = 10.0;
    hold.hold.sag_deg = 5.0;
    memset(hub, 0, sizeof(*hub));
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&hold, 1, &hub->core), 0);
    assert_int_equal(choose(hub, "hip-hinge"), 0);
    assert_int_equal(attach(hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(hub, THORAX, "thorax"), 0);
}

static void detach(struct hub *hub, uint16_t sensor)
{
    struct command detach = {.type = COMMAND_SENSOR_DETACH};
    detach.sensor.sensor = sensor;
    assert_int_equal(command(hub, detach), 0);
}

/* One hold was told, for so long, and the set ended for that reason. */
static void assert_held(const struct hub *hub, double seconds, double tolerance_s,
                        enum set_end_reason reason)
{
    unsigned over = 0;
    for (unsigned n = 0; n < hub->queue.count; n++) {
        const struct core_event *event = &hub->events[n];
        if (event->type == EVENT_CUE && event->cue.severity != CUE_PRAISE)
            fail_msg("%s is cried", fault_name(event->cue.fault));
        if (event->type != EVENT_HOLD_PROGRESS)
            continue;
        if (event->hold.held_s > seconds + tolerance_s)
            fail_msg("timed on, to %.1f s", event->hold.held_s);
        over += event->hold.over;
        if (event->hold.over && event->hold.held_s < seconds - tolerance_s)
            fail_msg("%.1f s are told", event->hold.held_s);
    }
    assert_int_equal(over, 1);
    assert_int_equal(count_events(hub, EVENT_SET_STARTED), 1);
    assert_int_equal(count_events(hub, EVENT_SET_ENDED), 1);
    assert_int_equal(nth_event(hub, EVENT_SET_ENDED, 0)->set_ended.reason, reason);
}

/* What nobody sees any more is not given up, and not kept either. */
static void a_hold_without_its_trunk_lasted_until_then(void **state)
{
    (void)state;
    for (double after_s = 4.0; after_s < 14.0; after_s += 3.0) {
        struct hub hub;
        open_to_hold(&hub);
        run(&hub, &held, 0.0, HELD_FROM_S + after_s);
        detach(&hub, THORAX);
        run(&hub, &held, HELD_FROM_S + after_s, 60.0);
        assert_held(&hub, after_s, 0.6, SET_END_SENSOR_LOST);
        hub_close(&hub);
    }
}

static void a_hold_whose_trunk_falls_silent_or_sticks_likewise(void **state)
{
    (void)state;
    bool (*const faults[])(struct sample * sample, double t_s) = {vanish, stick};
    for (size_t i = 0; i < 2; i++) {
        struct hub hub;
        open_to_hold(&hub);
        hub.fault = faults[i];
        run(&hub, &held, 0.0, 60.0);
        /* What sticks where it was held is not known to for three seconds. */
        assert_held(&hub, GONE_S - HELD_FROM_S + (i == 0 ? 0.5 : 1.5), i == 0 ? 0.5 : 1.8,
                    SET_END_SENSOR_LOST);
        assert_true(told(&hub, i == 0 ? SENSOR_GAPS : SENSOR_STUCK, GONE_S + 4.5));
        hub_close(&hub);
    }
}

/* It does not show that the athlete has left. */
static void a_hold_whose_trunk_stays_at_the_end_of_its_range_likewise(void **state)
{
    (void)state;
    struct hub hub;
    open_to_hold(&hub);
    hub.fault = clip;
    run(&hub, &held, 0.0, 60.0);
    assert_held(&hub, GONE_S - HELD_FROM_S + 0.3, 0.6, SET_END_SENSOR_LOST);
    hub_close(&hub);
}

/* Its cable is put in again: it was held all the while. */
static void a_hold_goes_on_with_its_trunk(void **state)
{
    (void)state;
    for (double away_s = 0.2; away_s < 5.0; away_s += 1.5) {
        struct hub hub;
        open_to_hold(&hub);
        run(&hub, &held, 0.0, GONE_S);
        detach(&hub, THORAX);
        run(&hub, &held, GONE_S, GONE_S + away_s);
        assert_int_equal(attach(&hub, THORAX, "thorax"), 0);
        run(&hub, &held, GONE_S + away_s, 60.0);
        assert_held(&hub, HELD_S, 0.6, SET_END_REST);
        hub_close(&hub);
    }
}

/* It is given up while nobody sees it: when it was seen last is when it ended. */
static void a_hold_is_over_when_its_trunk_is_back_elsewhere(void **state)
{
    (void)state;
    struct hub hub;
    open_to_hold(&hub);
    run(&hub, &held, 0.0, HELD_FROM_S + HELD_S - 1.0);
    detach(&hub, THORAX);
    run(&hub, &held, HELD_FROM_S + HELD_S - 1.0, HELD_FROM_S + HELD_S + 3.0);
    assert_int_equal(attach(&hub, THORAX, "thorax"), 0);
    run(&hub, &held, HELD_FROM_S + HELD_S + 3.0, 60.0);
    assert_held(&hub, HELD_S - 1.0, 0.6, SET_END_REST);
    hub_close(&hub);
}

/* Whether it comes or goes, before, on the way or while it is held. */
static void another_sensor_is_nothing_to_a_hold(void **state)
{
    (void)state;
    for (double from_s = 2.0; from_s < 12.0; from_s += 1.0) {
        struct hub hub;
        open_to_hold(&hub);
        run(&hub, &held, 0.0, from_s);
        detach(&hub, PELVIS);
        run(&hub, &held, from_s, from_s + 1.5);
        assert_int_equal(attach(&hub, PELVIS, "pelvis"), 0);
        run(&hub, &held, from_s + 1.5, 60.0);
        assert_held(&hub, HELD_S, 0.6, SET_END_REST);
        hub_close(&hub);
    }
}

static void another_sensors_return_does_not_forget_the_measure(void **state)
{
    (void)state;
    static const struct hinge_plan shorter = {.lead_s = 21.0, /* after four whole ones */
                                              .out_s = 1.5,
                                              .hold_s = 0.5,
                                              .back_s = 1.0,
                                              .rest_s = 0.7,
                                              .reps = 2,
                                              .range_deg = 45.0};
    struct hub hub;
    open_with_two_signals(&hub, false);
    run(&hub, &eight, 0.0, 17.0);
    detach(&hub, PELVIS);
    run(&hub, &eight, 17.0, 19.0);
    assert_int_equal(attach(&hub, PELVIS, "pelvis"), 0);
    run(&hub, &eight, 19.0, shorter.lead_s);
    run(&hub, &shorter, shorter.lead_s, 40.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 6);
    unsigned seen = 0;
    for (unsigned n = 0; n < hub.queue.count; n++)
        seen += hub.events[n].type == EVENT_CUE && hub.events[n].cue.fault == FAULT_SHORT_RANGE;
    assert_true(seen > 0);
    hub_close(&hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pelvis_goes_on),
        cmocka_unit_test(what_comes_late_is_told_already),
        cmocka_unit_test(a_signal_within_sets_begins_none),
        cmocka_unit_test(unless_the_exercise_says_where_the_pelvis_is),
        cmocka_unit_test(a_set_ends_though_nobody_tells_anything),
        cmocka_unit_test(any_movement_is_told_by_another),
        cmocka_unit_test(what_is_taken_away_makes_room_likewise),
        cmocka_unit_test(what_a_misled_trunk_has_told_is_forgotten),
        cmocka_unit_test(a_beginning_that_only_a_misled_trunk_showed_is_taken_back),
        cmocka_unit_test(without_another_signal_what_moves_is_counted),
        cmocka_unit_test(a_hold_without_its_trunk_lasted_until_then),
        cmocka_unit_test(a_hold_whose_trunk_falls_silent_or_sticks_likewise),
        cmocka_unit_test(a_hold_whose_trunk_stays_at_the_end_of_its_range_likewise),
        cmocka_unit_test(a_hold_goes_on_with_its_trunk),
        cmocka_unit_test(a_hold_is_over_when_its_trunk_is_back_elsewhere),
        cmocka_unit_test(another_sensor_is_nothing_to_a_hold),
        cmocka_unit_test(another_sensors_return_does_not_forget_the_measure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

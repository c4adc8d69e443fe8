/* SPDX-License-Identifier: MIT */
/* A sensor by which nothing can be told for a while: another one goes on where it can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "hub.h"

#define GONE_S 11.5 /* two have been done */

static const struct hinge_plan eight = {.lead_s = 3.0,
                                        .out_s = 2.0,
                                        .hold_s = 0.5,
                                        .back_s = 1.3,
                                        .rest_s = 0.7,
                                        .reps = 8,
                                        .range_deg = 70.0};

/* in_set: by the pelvis no set begins. */
static void open_with_two_signals(struct hub *hub, bool in_set)
{
    struct exercise hinge = hinge_exercise();
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pelvis_goes_on),
        cmocka_unit_test(what_comes_late_is_told_already),
        cmocka_unit_test(a_signal_within_sets_begins_none),
        cmocka_unit_test(a_set_ends_though_nobody_tells_anything),
        cmocka_unit_test(any_movement_is_told_by_another),
        cmocka_unit_test(what_is_taken_away_makes_room_likewise),
        cmocka_unit_test(without_another_signal_what_moves_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

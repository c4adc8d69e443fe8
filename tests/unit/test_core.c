/* SPDX-License-Identifier: MIT */
/* The core as a whole: IMUs on a hinging body in, events out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "close.h"
#include "hub.h"

/* Counts allocations: the C library's malloc() is reached through its other name. */
void *__libc_malloc(size_t size);
static unsigned long allocations;
#ifndef __SANITIZE_ADDRESS__
void *malloc(size_t size);
void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}
#endif

static void counts_a_set_of_a_known_exercise(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(count_events(&hub, EVENT_SET_STARTED), 1);
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    assert_int_equal(count_events(&hub, EVENT_REP_DETAIL), 5);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), 1);
    for (unsigned i = 0; i < 5; i++) {
        const struct core_event *rep = nth_event(&hub, EVENT_REP, i);
        const struct core_event *detail = nth_event(&hub, EVENT_REP_DETAIL, i);
        double start_s = 3.0 + i * 4.5, end_s = start_s + 3.8;
        assert_int_equal(rep->rep.rep, i + 1);
        assert_int_equal(rep->rep.set, 1);
        assert_string_equal(rep->rep.exercise, "hip-hinge");
        assert_true((double)rep->t_ns * 1e-9 < end_s); /* also the first: given before its end */
        assert_close((double)rep->rep.end_ns * 1e-9, end_s - 0.07, 0.12); /* as the detail's end */
        assert_int_equal(detail->rep_detail.rep, i + 1);
        /* half cosines are left and reached 2.5 % of the range late and early: 0.1 of their time */
        assert_close((double)detail->rep_detail.start_ns * 1e-9, start_s + 0.20, 0.05);
        assert_close(detail->rep_detail.detail.eccentric_s, 0.8 * 2.0, 0.06);
        assert_close(detail->rep_detail.detail.concentric_s, 0.8 * 1.3, 0.06);
        assert_close(detail->rep_detail.detail.range, 70.0, 1.0);
        assert_false(detail->rep_detail.detail.range_is_metres);
        assert_close(detail->rep_detail.detail.lumbar_peak_deg, 21.0, 0.7);
        assert_close(detail->rep_detail.detail.trunk_peak_deg, 70.0, 1.0);
        assert_true(isnan(detail->rep_detail.detail.height)); /* no bar, no height */
    }
    const struct core_event *ended = nth_event(&hub, EVENT_SET_ENDED, 0);
    assert_int_equal(ended->set_ended.reps, 5);
    assert_int_equal(ended->set_ended.reason, SET_END_REST);
    assert_close((double)ended->set_ended.end_ns * 1e-9, 3.0 + 4 * 4.5 + 3.8, 0.15);
    /* Of each 3.8 s a tenth of out and of back is not seen: 3.47 s. */
    assert_close(ended->set_ended.summary.tension_s, 5 * 3.47, 0.3);
    assert_int_equal(ended->set_ended.summary.attempts, 0);
    assert_true(ended->set_ended.summary.judged);
    assert_int_equal(ended->set_ended.summary.clean_reps, 5);
    assert_true(isnan(ended->set_ended.summary.load_kg));
    assert_int_equal(ended->set_ended.summary.target, TARGET_NONE);
    const struct core_event *cue = nth_event(&hub, EVENT_CUE, 0);
    assert_non_null(cue);
    assert_int_equal(cue->cue.severity, CUE_PRAISE); /* 21 degrees is no rounding */
    for (unsigned i = 1; i < hub.queue.count; i++) {
        assert_int_equal(hub.events[i].sequence, hub.events[i - 1].sequence + 1);
        assert_true(hub.events[i].t_ns >= hub.events[i - 1].t_ns);
    }
    hub_close(&hub);
}

static void counts_one_single_repetition(void **state)
{
    (void)state;
    struct hub hub;
    struct hinge_plan plan = five;
    plan.reps = 1;
    hub_open(&hub, "hip-hinge");
    run(&hub, &plan, 0.0, 20.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 1);
    hub_close(&hub);
}

static void counts_with_a_sensor_in_an_unknown_place(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "generic");
    struct command detach = {.type = COMMAND_SENSOR_DETACH};
    detach.sensor.sensor = PELVIS;
    assert_int_equal(command(&hub, detach), 0);
    assert_int_equal(command(&hub, detach), -ENODEV);
    run(&hub, &five, 0.0, 50.0); /* samples of the detached one are dropped */
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), 1);
    hub_close(&hub);
}

static void rounding_is_cued_once_a_repetition(void **state)
{
    (void)state;
    struct hub hub;
    struct hinge_plan plan = five;
    plan.range_deg = 118.0; /* 30 % of it are 35 degrees: not yet */
    hub_open(&hub, "hip-hinge");
    run(&hub, &plan, 0.0, 13.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 2);
    assert_int_equal(count_events(&hub, EVENT_CUE), 0);
    hub_close(&hub);

    hub_open(&hub, "hip-hinge");
    for (int64_t t_ns = 0; t_ns < 22000 * MS; t_ns += STEP_NS) {
        push_one(&hub, &five, PELVIS, 0.4, mounts[0], t_ns); /* 42 deg of flexion, not 38.5 */
        push_one(&hub, &five, THORAX, 1.0, mounts[1], t_ns);
    }
    /* the first repetition's comes when it has opened the set, the others' while they round */
    assert_int_equal(nth_event(&hub, EVENT_CUE, 0)->cue.rep, 1);
    assert_true(nth_event(&hub, EVENT_CUE, 0)->sequence > nth_event(&hub, EVENT_REP, 0)->sequence);
    assert_true(nth_event(&hub, EVENT_CUE, 1)->sequence < nth_event(&hub, EVENT_REP, 1)->sequence);
    assert_int_equal(count_events(&hub, EVENT_REP), 4);
    assert_int_equal(count_events(&hub, EVENT_CUE), 4);
    const struct core_event *cue = nth_event(&hub, EVENT_CUE, 2);
    assert_int_equal(cue->cue.fault, FAULT_ROUNDING);
    assert_int_equal(cue->cue.severity, CUE_HINT);
    assert_int_equal(cue->cue.rep, 3);
    assert_close(cue->cue.amount, 42.0, 1.0);
    assert_close(cue->cue.threshold, 38.5, 1e-9);
    hub_close(&hub);
}

static void commands_open_and_close_sets(void **state)
{
    (void)state;
    struct hub hub;
    const struct command start = {.type = COMMAND_START_SET};
    const struct command stop = {.type = COMMAND_STOP_SET, .reason = SET_END_PAIN};
    const struct command undo = {.type = COMMAND_UNDO_REP};
    const struct command restart = {.type = COMMAND_RESTART_SET};
    hub_open(&hub, "hip-hinge");
    assert_int_equal(command(&hub, stop), -ENODATA);
    assert_int_equal(command(&hub, undo), -ENODATA);
    assert_int_equal(command(&hub, restart), -ENODATA);
    assert_int_equal(choose(&hub, "no-such-exercise"), -ENOENT);
    assert_int_equal(command(&hub, start), 0);
    assert_int_equal(command(&hub, start), -EALREADY);
    run(&hub, &five, 0.0, 12.0); /* two repetitions */
    assert_int_equal(count_events(&hub, EVENT_REP), 2);
    assert_int_equal(command(&hub, undo), 0);
    const struct core_event *undone = nth_event(&hub, EVENT_REP_UNDONE, 0);
    assert_int_equal(undone->rep_undone.rep, 2);
    run(&hub, &five, 12.0, 16.3);
    const struct core_event *rep = nth_event(&hub, EVENT_REP, 2);
    assert_non_null(rep);
    assert_int_equal(rep->rep.rep, 2);
    assert_int_equal(command(&hub, restart), 0);
    assert_int_equal(count_events(&hub, EVENT_REP_UNDONE), 3);
    assert_int_equal(command(&hub, stop), 0);
    const struct core_event *ended = nth_event(&hub, EVENT_SET_ENDED, 0);
    assert_int_equal(ended->set_ended.reps, 0);
    assert_int_equal(ended->set_ended.reason, SET_END_PAIN);
    const struct core_event *cue = nth_event(&hub, EVENT_CUE, 0);
    assert_int_equal(cue->cue.fault, FAULT_PAIN);
    assert_int_equal(cue->cue.severity, CUE_STOP);
    assert_true(cue->sequence < ended->sequence);
    assert_int_equal(count_events(&hub, EVENT_CUE), 1); /* and no praise */
    hub_close(&hub);
}

static void without_auto_tracking_only_commands_open_sets(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    const struct command off = {.type = COMMAND_AUTO_TRACK, .enable = false};
    assert_int_equal(command(&hub, off), 0);
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 0);
    assert_int_equal(count_events(&hub, EVENT_SET_STARTED), 0);
    hub_close(&hub);
}

static void the_pose_shows_the_body(void **state)
{
    (void)state;
    struct hub hub;
    struct pose pose;
    double quat[4], up[3];
    hub_open(&hub, "hip-hinge");
    core_pose(hub.core, &pose);
    assert_true(isnan(pose.trunk_deg));
    assert_int_equal(core_attitude(hub.core, THORAX, quat), -ENODATA);
    run(&hub, &five, 0.0, 5.3); /* at the far end */
    core_pose(hub.core, &pose);
    assert_close(pose.trunk_deg, 70.0, 1.0);
    assert_close(pose.lumbar_deg, 21.0, 0.5);
    assert_true(isnan(pose.bar_height_m) && isnan(pose.force_left_n) && isnan(pose.thigh_deg));
    assert_int_equal(core_attitude(hub.core, THORAX, quat), 0);
    quat_up(up, quat);
    assert_close(vec3_norm(up), 1.0, 1e-9);
    assert_int_equal(core_attitude(hub.core, 99, quat), -ENODATA);
    hub_close(&hub);
}

static void forces_are_shown(void **state)
{
    (void)state;
    struct hub hub;
    struct pose pose;
    hub_open(&hub, "generic");
    struct command attach = {.type = COMMAND_SENSOR_ATTACH};
    attach.sensor.sensor = 9;
    strcpy(attach.sensor.info.role, "feet");
    attach.sensor.info.kind = SENSOR_FORCE;
    attach.sensor.info.channels = 4;
    assert_int_equal(command(&hub, attach), 0);
    struct sample sample = {.t_ns = STEP_NS, .sensor = 9, .force = {100.0, 0.0, 0.0, 300.0}};
    core_push(hub.core, &sample, &hub.queue);
    core_pose(hub.core, &pose);
    assert_close(pose.force_left_n, 100.0, 1e-9);
    assert_close(pose.force_right_n, 300.0, 1e-9);
    sample.force[1] = NAN; /* is not believed */
    sample.t_ns += STEP_NS;
    core_push(hub.core, &sample, &hub.queue);
    core_pose(hub.core, &pose);
    assert_close(pose.force_left_n, 100.0, 1e-9);
    hub_close(&hub);
}

static void standing_still_counts_nothing(void **state)
{
    (void)state;
    struct hub hub;
    struct hinge_plan plan = five;
    plan.range_deg = 6.0; /* sways */
    hub_open(&hub, "hip-hinge");
    run(&hub, &plan, 0.0, 60.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 0);
    assert_int_equal(choose(&hub, "generic"), 0);
    plan.range_deg = 3.0;
    run(&hub, &plan, 60.0, 120.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 0);
    hub_close(&hub);
}

static void the_same_samples_give_the_same_events(void **state)
{
    (void)state;
    static struct hub a, b;
    hub_open(&a, "hip-hinge");
    hub_open(&b, "hip-hinge");
    run(&a, &five, 0.0, 40.0);
    run(&b, &five, 0.0, 40.0);
    assert_int_equal(a.queue.count, b.queue.count);
    assert_memory_equal(a.events, b.events, a.queue.count * sizeof(a.events[0]));
    hub_close(&a);
    hub_close(&b);
}

static void nothing_is_allocated_after_set_up(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the sanitizer's own malloc() stands in the way of counting */
#endif
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    unsigned long before = allocations;
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(choose(&hub, "generic"), 0);
    run(&hub, &five, 40.0, 80.0);
    assert_true(allocations == before);
    void *volatile probe = malloc(1); /* the counter works */
    free(probe);
    assert_true(allocations == before + 1);
    hub_close(&hub);
}

static void a_full_queue_drops_and_counts(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.queue.size = hub.queue.count + 2;
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(hub.queue.count, hub.queue.size);
    assert_true(hub.queue.dropped > 0);
    hub_close(&hub);
}

static void refuses_what_makes_no_sense(void **state)
{
    (void)state;
    struct hub hub;
    struct exercise twice[2] = {hinge_exercise(), hinge_exercise()};
    struct core *core;
    assert_int_equal(core_new(twice, 2, &core), -EINVAL);
    hub_open(&hub, "generic");
    assert_int_equal(attach(&hub, SENSORS_MAX, "bar"), -EINVAL);
    const struct command odd = {.type = (enum command_type)99};
    assert_int_equal(command(&hub, odd), -EINVAL);
    const struct command calibrate = {.type = COMMAND_CALIBRATE,
                                      .calibration.kind = (enum calibration_kind)99};
    assert_int_equal(command(&hub, calibrate), -EINVAL);
    struct sample sample = {.sensor = 60000};
    core_push(hub.core, &sample, &hub.queue);
    hub_close(&hub);
    assert_null(core_free(NULL));
}

static void names_are_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= EVENT_RANGE; i++)
        assert_string_not_equal(event_type_name((enum core_event_type)i), "unknown");
    for (unsigned i = 0; i < FAULT_COUNT; i++)
        assert_string_not_equal(fault_name((enum fault)i), "unknown");
    assert_string_equal(event_type_name((enum core_event_type)99), "unknown");
    assert_string_equal(event_type_name(EVENT_REP_DETAIL), "rep-detail");
    assert_string_equal(fault_name(FAULT_HIPS_FIRST), "hips-first");
    assert_string_equal(fault_name(FAULT_COUNT), "unknown");
    assert_string_equal(side_name(SIDE_LEFT), "left");
    assert_string_equal(cue_severity_name(CUE_STOP), "stop");
    assert_string_equal(set_end_reason_name(SET_END_SENSOR_LOST), "sensor-lost");
    assert_string_equal(calibration_kind_name(CALIBRATION_TARE), "tare");
    assert_string_equal(sensor_condition_name(SENSOR_OK), "ok");
    assert_string_equal(sensor_condition_name(SENSOR_GAPS | SENSOR_BAD_VALUE), "bad-value");
}

/* The cues about a target of so many repetitions, of which five are done. */
static unsigned target_cues(unsigned target, enum fault fault, enum target_verdict verdict)
{
    struct hub hub;
    struct command prescribe = {
        .type = COMMAND_PRESCRIBE,
        .prescription = {.reps = target, .hold_s = NAN, .tempo_s = {NAN, NAN, NAN, NAN}}};
    unsigned found = 0;
    hub_open(&hub, "hip-hinge");
    assert_int_equal(command(&hub, prescribe), 0);
    run(&hub, &five, 0.0, 40.0);
    const struct core_event *ended = nth_event(&hub, EVENT_SET_ENDED, 0);
    assert_int_equal(ended->set_ended.summary.target, verdict);
    assert_int_equal(ended->set_ended.summary.target_reps, target);
    for (unsigned i = 0; i < count_events(&hub, EVENT_CUE); i++) {
        const struct core_event *cue = nth_event(&hub, EVENT_CUE, i);
        found += cue->cue.fault == fault;
        if (cue->cue.fault == FAULT_TARGET || cue->cue.fault == FAULT_SHORT_SET)
            assert_true(cue->cue.fault == fault && cue->cue.threshold == target);
    }
    hub_close(&hub);
    return found;
}

static void what_was_prescribed_is_held_against_what_is_done(void **state)
{
    (void)state;
    assert_int_equal(target_cues(5, FAULT_TARGET, TARGET_REACHED), 1);
    assert_int_equal(target_cues(3, FAULT_TARGET, TARGET_PASSED), 1);
    assert_int_equal(target_cues(8, FAULT_SHORT_SET, TARGET_SHORT), 1);
}

/* Five repetitions, and then bends that turn back before the exercise's far end. */
static void bends_that_turn_back_too_early_are_attempts(void **state)
{
    (void)state;
    static const struct hinge_plan shy = {.lead_s = 26.0,
                                          .out_s = 2.0,
                                          .hold_s = 0.5,
                                          .back_s = 1.3,
                                          .rest_s = 0.7,
                                          .reps = 3,
                                          .range_deg = 46.0};
    struct hub hub = {.fault = NULL};
    struct exercise hinge = hinge_exercise();
    hinge.start_trunk_min_deg = -25.0;
    hinge.start_trunk_max_deg = 30.0;
    hinge.far_trunk_min_deg = 55.0;
    hinge.far_trunk_max_deg = 110.0;
    hub.queue = (struct event_queue){.events = hub.events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&hinge, 1, &hub.core), 0);
    assert_int_equal(choose(&hub, "hip-hinge"), 0);
    assert_int_equal(attach(&hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(&hub, THORAX, "thorax"), 0);
    run(&hub, &five, 0.0, 25.0);
    run(&hub, &shy, 25.0, 60.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    assert_int_equal(count_events(&hub, EVENT_PARTIAL), 3);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), 1);
    for (unsigned i = 0; i < 3; i++) {
        const struct core_event *partial = nth_event(&hub, EVENT_PARTIAL, i);
        assert_close(partial->partial.range_fraction, 46.0 / 70.0, 0.03);
        /* Somewhere on the way back. */
        assert_close((double)partial->partial.at_ns * 1e-9, 26.0 + i * 4.5 + 3.4, 0.5);
    }
    const struct core_event *ended = nth_event(&hub, EVENT_SET_ENDED, 0);
    assert_int_equal(ended->set_ended.summary.attempts, 3);
    /* The set goes on while somebody tries. */
    assert_true((double)ended->t_ns * 1e-9 > 26.0 + 2 * 4.5 + 3.0 + hinge.set_end_s);
    assert_close((double)ended->set_ended.end_ns * 1e-9, 3.0 + 4 * 4.5 + 3.8, 0.15);
    hub_close(&hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_a_set_of_a_known_exercise),
        cmocka_unit_test(counts_one_single_repetition),
        cmocka_unit_test(counts_with_a_sensor_in_an_unknown_place),
        cmocka_unit_test(rounding_is_cued_once_a_repetition),
        cmocka_unit_test(commands_open_and_close_sets),
        cmocka_unit_test(without_auto_tracking_only_commands_open_sets),
        cmocka_unit_test(the_pose_shows_the_body),
        cmocka_unit_test(forces_are_shown),
        cmocka_unit_test(standing_still_counts_nothing),
        cmocka_unit_test(the_same_samples_give_the_same_events),
        cmocka_unit_test(nothing_is_allocated_after_set_up),
        cmocka_unit_test(a_full_queue_drops_and_counts),
        cmocka_unit_test(refuses_what_makes_no_sense),
        cmocka_unit_test(names_are_words),
        cmocka_unit_test(what_was_prescribed_is_held_against_what_is_done),
        cmocka_unit_test(bends_that_turn_back_too_early_are_attempts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* A limb with one sensor, no exercise chosen: what the whole core says of small and quick sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/core.h"

#define PI 3.14159265358979323846
#define STEP_S 0.02
#define STEP_NS 20000000
#define GRAVITY 9.81
#define RADIUS 0.3 /* m from the joint to the sensor */

struct limb {
    struct core *core;
    int64_t t_ns;
    double angle;
    double rate;
    unsigned reps, details, sets;
    unsigned cues[FAULT_COUNT];
    double ranges; /* degrees, sum over the details */
    uint32_t detailed;
};

static void limb_begin(struct limb *limb)
{
    *limb = (struct limb){0};
    assert_int_equal(core_new(NULL, 0, &limb->core), 0);
    struct event_queue none = {0};
    struct command command = {.type = COMMAND_SENSOR_ATTACH,
                              .sensor = {.info = {.kind = SENSOR_IMU, .role = "shin"}}};
    assert_int_equal(core_command(limb->core, &command, &none), 0);
}

static void limb_note(struct limb *limb, const struct core_event *event)
{
    limb->reps += event->type == EVENT_REP;
    limb->sets += event->type == EVENT_SET_ENDED;
    if (event->type == EVENT_REP_DETAIL) {
        limb->details++;
        limb->detailed = event->rep_detail.rep;
        limb->ranges += event->rep_detail.detail.range;
        assert_true(event->rep_detail.start_ns < event->rep_detail.end_ns);
        assert_true(event->rep_detail.end_ns <= event->t_ns);
    }
    if (event->type == EVENT_CUE && event->cue.severity != CUE_PRAISE) {
        limb->cues[event->cue.fault]++;
        assert_int_equal(event->cue.rep, limb->detailed);
        assert_true(event->cue.onset_ns <= event->t_ns);
    }
}

static void limb_push(struct limb *limb, double angle)
{
    double rate = (angle - limb->angle) / STEP_S, accel = (rate - limb->rate) / STEP_S;
    struct sample sample = {.t_ns = limb->t_ns};
    sample.imu.accel[0] = -GRAVITY * sin(angle) - RADIUS * rate * rate;
    sample.imu.accel[2] = GRAVITY * cos(angle) + RADIUS * accel;
    sample.imu.anglvel[1] = rate;
    struct core_event events[32];
    struct event_queue queue = {.events = events, .size = 32};
    core_push(limb->core, &sample, &queue);
    for (unsigned i = 0; i < queue.count; i++)
        limb_note(limb, &events[i]);
    limb->angle = angle;
    limb->rate = rate;
    limb->t_ns += STEP_NS;
}

static void limb_move(struct limb *limb, double degrees, double duration_s)
{
    double from = limb->angle, to = degrees * PI / 180.0;
    int count = (int)lround(duration_s / STEP_S);
    for (int i = 1; i <= count; i++) {
        double s = (double)i / count;
        limb_push(limb, from + (to - from) * s * s * s * (10.0 + s * (-15.0 + 6.0 * s)));
    }
}

static void limb_rest(struct limb *limb, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s / STEP_S); i++)
        limb_push(limb, limb->angle);
}

static void limb_set(struct limb *limb, unsigned reps, double from, double to, double hold_s)
{
    limb->reps = limb->details = 0;
    limb->ranges = 0.0;
    memset(limb->cues, 0, sizeof(limb->cues));
    limb_move(limb, from, 2.0);
    limb_rest(limb, 15.0);
    for (unsigned i = 0; i < reps; i++) {
        limb_move(limb, to, 1.2);
        limb_rest(limb, hold_s);
        limb_move(limb, from, 1.2);
        limb_rest(limb, 0.8);
    }
    limb_rest(limb, 20.0);
    assert_int_equal(limb->reps, reps);
    assert_int_equal(limb->details, reps);
    assert_true(fabs(limb->ranges / reps - fabs(to - from)) < 3.0);
}

static void small_and_quick_sets_are_told(void **state)
{
    (void)state;
    struct limb limb;
    limb_begin(&limb);
    limb_set(&limb, 10, 0.0, 60.0, 2.0);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE] + limb.cues[FAULT_TOO_FAST], 0);
    limb_set(&limb, 6, 0.0, 60.0, 2.0);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE] + limb.cues[FAULT_TOO_FAST], 0);
    limb_set(&limb, 6, 0.0, 40.0, 2.0);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE], 6);
    assert_int_equal(limb.cues[FAULT_TOO_FAST], 0);
    limb_set(&limb, 6, 0.0, 60.0, 0.1);
    assert_int_equal(limb.cues[FAULT_TOO_FAST], 6);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE], 0);
    core_free(limb.core);
}

static void other_way_round_is_another_movement(void **state)
{
    (void)state;
    struct limb limb;
    limb_begin(&limb);
    limb_set(&limb, 10, 0.0, 60.0, 2.0);
    limb_set(&limb, 6, 45.0, 5.0, 2.0);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE] + limb.cues[FAULT_TOO_FAST], 0);
    core_free(limb.core);
}

static void what_is_worn_anew_begins_anew(void **state)
{
    (void)state;
    struct limb limb;
    limb_begin(&limb);
    limb_set(&limb, 10, 0.0, 60.0, 2.0);
    struct event_queue none = {0};
    struct command command = {
        .type = COMMAND_SENSOR_ATTACH,
        .sensor = {.sensor = 1, .info = {.kind = SENSOR_IMU, .role = "thigh-left"}}};
    assert_int_equal(core_command(limb.core, &command, &none), 0); /* one more, worn anywhere */
    limb_set(&limb, 6, 0.0, 40.0, 2.0);
    assert_int_equal(limb.cues[FAULT_SHORT_RANGE], 0);
    core_free(limb.core);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_and_quick_sets_are_told),
        cmocka_unit_test(other_way_round_is_another_movement),
        cmocka_unit_test(what_is_worn_anew_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

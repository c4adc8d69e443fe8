/* SPDX-License-Identifier: MIT */
/* Calibrations: each step is accepted when it was done, and refused with the reason when not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <string.h>

#include "close.h"
#include "core/calibration.h"
#include "core/vec3.h"
#include "play.h"

#define BOX 2
#define PLATES 9

static int ask(struct hub *hub, enum calibration_kind kind, int sensor, double weight_kg)
{
    const struct command command = {
        .type = COMMAND_CALIBRATE,
        .calibration = {.kind = kind, .sensor = sensor, .weight_kg = weight_kg}};
    return core_command(hub->core, &command, &hub->queue);
}

/* All verdicts but progress, as words: "step step again:moved done". */
static const char *verdicts(const struct hub *hub)
{
    static char text[512];
    text[0] = '\0';
    for (unsigned i = 0; i < hub->queue.count; i++) {
        const struct core_event *event = &hub->events[i];
        if (event->type != EVENT_CALIBRATION || event->calibration.verdict == CALIBRATION_PROGRESS)
            continue;
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof(text) - length, "%s%s%s%s", length ? " " : "",
                       calibration_verdict_name(event->calibration.verdict),
                       event->calibration.reason[0] ? ":" : "", event->calibration.reason);
    }
    return text;
}

/* Slump 52, arch 18: the chest goes, the pelvis a little the other way. */
#define STAND_AND_BEND                                                                             \
    {0.0, 0, 0, 0}, {3.5, 0, 0, 0}, {5.0, 40, 60, 0}, {6.5, 0, 0, 0}, {7.0, 0, 0, 0},              \
        {8.5, 40, 60, 0}, {10.0, 0, 0, 0},                                                         \
    {                                                                                              \
        10.5, 0, 0, 0                                                                              \
    }
#define SLUMP_AND_ARCH                                                                             \
    {12.0, -10, 42, 0}, {12.6, -10, 42, 0}, {14.2, 8, -10, 0}, {14.8, 8, -10, 0},                  \
        {16.4, -8, 40, 0}, {18.0, 6, -8, 0},                                                       \
    {                                                                                              \
        19.0, 0, 0, 0                                                                              \
    }

static void a_body_is_calibrated_in_25_s(void **state)
{
    (void)state;
    static const struct key keys[] = {STAND_AND_BEND, SLUMP_AND_ARCH};
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    assert_int_equal(ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0), 0);
    PLAY(&hub, keys, 22.0);
    assert_string_equal(verdicts(&hub), "step step done");
    assert_int_equal(count_events(&hub, EVENT_REP), 0);
    const struct core_event *range = nth_event(&hub, EVENT_RANGE, 0);
    assert_non_null(range);
    assert_close(range->range.flexion_deg, 52.0, 1.5);
    assert_close(range->range.extension_deg, 18.0, 1.5);
    hub_close(&hub);
}

static void bends_that_do_not_do_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *verdicts;
        struct key keys[9];
    } cases[] = {
        {"again:moved step",
         {{0, 0, 0, 0}, {1.0, 0, 0, 0}, {1.6, 12, 15, 0}, {2.2, 0, 0, 0}, {9, 0, 0, 0}}},
        {"step again:bend-too-small",
         {{0, 0, 0, 0}, {3, 0, 0, 0}, {4.0, 12, 20, 0}, {5.0, 0, 0, 0}, {9, 0, 0, 0}}},
        {"step refused:roles-exchanged",
         {{0, 0, 0, 0},
          {3, 0, 0, 0},
          {4, 60, 40, 0},
          {5, 0, 0, 0},
          {6, 60, 40, 0},
          {7, 0, 0, 0},
          {9, 0, 0, 0}}},
        {"step again:pelvis-still",
         {{0, 0, 0, 0},
          {3, 0, 0, 0},
          {4, 5, 40, 0},
          {5, 0, 0, 0},
          {6, 5, 40, 0},
          {7, 0, 0, 0},
          {9, 0, 0, 0}}},
        {"step again:forward-unclear",
         {{0, 0, 0, 0},
          {3, 0, 0, 0},
          {4, 40, 40, 0},
          {5, 0, 0, 0},
          {6, 0, 0, 40},
          {7, 0, 0, 0},
          {9, 0, 0, 0}}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hub hub;
        size_t count = 0;
        while (count < 9 && (count == 0 || cases[i].keys[count].t_s > 0.0))
            count++;
        hub_open(&hub, "hip-hinge");
        assert_int_equal(ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0), 0);
        play(&hub, cases[i].keys, count, 8.5);
        assert_string_equal(verdicts(&hub), cases[i].verdicts);
        hub_close(&hub);
    }
}

static void a_range_that_cannot_be_is_told(void **state)
{
    (void)state;
    static const struct key small[] = {
        STAND_AND_BEND, {12, -4, 8, 0}, {14, 0, 0, 0}, {16, 0, 0, 0}};
    static const struct key large[] = {STAND_AND_BEND, {12.5, -20, 90, 0}, {15, 0, 0, 0}};
    static const struct key still[] = {STAND_AND_BEND, {60, 0, 0, 0}};
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    (void)ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0);
    PLAY(&hub, small, 16.0);
    assert_string_equal(verdicts(&hub), "step step again:round-too-small");
    hub_close(&hub);
    hub_open(&hub, "hip-hinge");
    (void)ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0);
    PLAY(&hub, large, 16.0);
    assert_string_equal(verdicts(&hub), "step step again:range-impossible");
    hub_close(&hub);
    hub_open(&hub, "hip-hinge");
    (void)ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0);
    PLAY(&hub, still, 55.0);
    assert_string_equal(verdicts(&hub), "step step refused:no-range");
    hub_close(&hub);
}

static bool pelvis_goes(struct sample *sample, double t_s)
{
    return sample->sensor != PELVIS || t_s < 4.0;
}

static void a_sensor_that_goes_ends_it(void **state)
{
    (void)state;
    static const struct key keys[] = {STAND_AND_BEND};
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.fault = pelvis_goes;
    (void)ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0);
    PLAY(&hub, keys, 10.0);
    assert_string_equal(verdicts(&hub), "step refused:sensor-lost");
    assert_int_equal(nth_event(&hub, EVENT_CALIBRATION, 1)->calibration.sensor, PELVIS);
    hub_close(&hub);
}

static void without_a_second_sensor_it_ends_after_the_bends(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    const struct command detach = {.type = COMMAND_SENSOR_DETACH, .sensor.sensor = THORAX};
    assert_int_equal(command(&hub, detach), 0);
    (void)ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0);
    for (int64_t t_ns = STEP_NS; t_ns < 13000 * MS; t_ns += STEP_NS)
        push_one(&hub, &five, PELVIS, 0.7, mounts[0], t_ns);
    assert_string_equal(verdicts(&hub), "step done");
    assert_int_equal(count_events(&hub, EVENT_RANGE), 0);
    hub_close(&hub);
}

/* The own range moves the limits of rounding; what is counted waits until it is over. */
static void while_it_runs_nothing_counts(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    run(&hub, &five, 0.0, 0.5);
    assert_int_equal(ask(&hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0), 0);
    run(&hub, &five, 0.5, 12.5); /* stands, then bends twice */
    assert_int_equal(count_events(&hub, EVENT_REP), 0);
    const struct command stop = {.type = COMMAND_STOP_CALIBRATION};
    drop_progress(&hub);
    assert_int_equal(command(&hub, stop), 0);
    assert_string_equal(verdicts(&hub), "step step refused:stopped");
    assert_int_equal(command(&hub, stop), 0); /* none runs: nothing happens */
    run(&hub, &five, 12.5, 40.0);             /* the other three count */
    assert_int_equal(count_events(&hub, EVENT_REP), 3);
    hub_close(&hub);
}

static void an_own_range_moves_what_is_too_round(void **state)
{
    (void)state;
    static const double flexion_deg[] = {0.0, 28.0, 80.0};
    static const unsigned cues[] = {0, 5, 0}; /* 21 degrees are 38, 75 and 26 % */
    for (int i = 0; i < 3; i++) {
        struct hub hub;
        hub_open(&hub, "hip-hinge");
        const struct command range = {.type = COMMAND_SET_RANGE,
                                      .range = {.flexion_deg = flexion_deg[i]}};
        assert_int_equal(command(&hub, range), 0);
        assert_int_equal(choose(&hub, "generic"), 0);
        assert_int_equal(choose(&hub, "hip-hinge"), 0); /* outlives a choice */
        run(&hub, &five, 0.0, 35.0);
        unsigned rounded = 0;
        for (unsigned k = 0; k < hub.queue.count; k++)
            rounded += hub.events[k].type == EVENT_CUE && hub.events[k].cue.fault == FAULT_ROUNDING;
        assert_int_equal(rounded, cues[i]);
        hub_close(&hub);
    }
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    const struct command nonsense = {.type = COMMAND_SET_RANGE, .range = {.flexion_deg = NAN}};
    assert_int_equal(command(&hub, nonsense), -EINVAL);
    hub_close(&hub);
}

/* ---- gyroscopes and load cells ---- */

static void gyroscopes_must_lie_still(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    run(&hub, &five, 0.0, 0.5);
    assert_int_equal(ask(&hub, CALIBRATION_GYRO, CALIBRATION_ANY_SENSOR, 0.0), 0);
    run(&hub, &five, 0.5, 2.7);
    assert_string_equal(verdicts(&hub), "done");
    assert_int_equal(count_events(&hub, EVENT_CORRECTION), 2); /* of each sensor */
    hub.queue.count = 0;
    run(&hub, &five, 2.7, 3.5);
    assert_int_equal(ask(&hub, CALIBRATION_GYRO, CALIBRATION_ANY_SENSOR, 0.0), 0);
    run(&hub, &five, 3.5, 6.0);
    assert_string_equal(verdicts(&hub), "refused:moved");
    assert_int_equal(count_events(&hub, EVENT_CORRECTION), 0);
    hub_close(&hub);
}

static void attach_plates(struct hub *hub, unsigned cells)
{
    struct command attach = {.type = COMMAND_SENSOR_ATTACH};
    attach.sensor.sensor = PLATES;
    strcpy(attach.sensor.info.role, "feet");
    attach.sensor.info.kind = SENSOR_FORCE;
    attach.sensor.info.channels = cells;
    assert_int_equal(command(hub, attach), 0);
}

/* For so long the cells read this. */
static void weigh(struct hub *hub, int64_t *t_ns, double seconds, const double cells[4])
{
    struct sample sample = {.sensor = PLATES};
    for (int64_t until_ns = *t_ns + (int64_t)(seconds * 1e9); *t_ns < until_ns;) {
        *t_ns += STEP_NS;
        sample.t_ns = *t_ns;
        memcpy(sample.force, cells, 4 * sizeof(double));
        core_push(hub->core, &sample, &hub->queue);
        drop_progress(hub);
    }
}

static void a_tare_is_of_empty_plates(void **state)
{
    (void)state;
    static const double empty[4] = {1.0, 2.0, 3.0, 4.0}, stepped[4] = {301.0, 2.0, 3.0, 4.0};
    struct hub hub;
    int64_t t_ns = 0;
    hub_open(&hub, "generic");
    (void)ask(&hub, CALIBRATION_TARE, CALIBRATION_ANY_SENSOR, 0.0);
    assert_string_equal(verdicts(&hub), "refused:no-sensor");
    hub.queue.count = 0;
    attach_plates(&hub, 4);
    (void)ask(&hub, CALIBRATION_TARE, CALIBRATION_ANY_SENSOR, 0.0);
    weigh(&hub, &t_ns, 1.2, empty);
    assert_string_equal(verdicts(&hub), "done");
    const struct sensor_correction *found =
        &nth_event(&hub, EVENT_CORRECTION, 0)->correction.correction;
    assert_close(found->offset[3], 4.0, 1e-9);
    assert_close(found->gain[3], 1.0, 0.0);
    hub.queue.count = 0;
    (void)ask(&hub, CALIBRATION_TARE, CALIBRATION_ANY_SENSOR, 0.0);
    weigh(&hub, &t_ns, 0.5, empty);
    weigh(&hub, &t_ns, 0.8, stepped);
    assert_string_equal(verdicts(&hub), "refused:loaded");
    hub_close(&hub);
}

static void a_span_needs_the_weight_on_each_plate(void **state)
{
    (void)state;
    /* 20 kg are 196.1 N; the left plate shows 10 % too much, the right one half. */
    const double w = 20.0 * GRAVITY;
    const double empty[4] = {5.0, -3.0, 2.0, 0.0};
    const double left[4] = {5.0 + 0.7 * 1.1 * w, -3.0 + 0.3 * 1.1 * w, 2.0, 0.0};
    const double right[4] = {5.0, -3.0, 2.0 + 0.25 * w, 0.25 * w};
    const double both[4] = {5.0 + 0.5 * w, -3.0, 2.0 + 0.5 * w, 0.0};
    const double light[4] = {5.0 + 0.1 * w, -3.0, 2.0, 0.0};
    struct hub hub;
    int64_t t_ns = 0;
    hub_open(&hub, "generic");
    attach_plates(&hub, 4);
    assert_int_equal(ask(&hub, CALIBRATION_SPAN, CALIBRATION_ANY_SENSOR, NAN), -EINVAL);
    assert_int_equal(ask(&hub, CALIBRATION_SPAN, CALIBRATION_ANY_SENSOR, 501.0), -EINVAL);
    assert_int_equal(ask(&hub, CALIBRATION_SPAN, CALIBRATION_ANY_SENSOR, 20.0), 0);
    weigh(&hub, &t_ns, 2.0, empty);
    weigh(&hub, &t_ns, 2.0, both);
    weigh(&hub, &t_ns, 2.0, empty);
    weigh(&hub, &t_ns, 2.0, left);
    weigh(&hub, &t_ns, 2.0, empty);
    weigh(&hub, &t_ns, 2.0, left);
    weigh(&hub, &t_ns, 2.0, light);
    weigh(&hub, &t_ns, 2.0, right);
    assert_string_equal(verdicts(&hub), "step again:two-plates step again:same-plate "
                                        "again:wrong-weight done");
    struct sensor_correction found = nth_event(&hub, EVENT_CORRECTION, 0)->correction.correction;
    double force[4];
    memcpy(force, left, sizeof(force));
    sensor_correction_apply(&found, force, 4);
    assert_close(force[0] + force[1], w, 1e-6);
    memcpy(force, right, sizeof(force));
    sensor_correction_apply(&found, force, 4);
    assert_close(force[2] + force[3], w, 1e-6);
    hub_close(&hub);
}

/* ---- accelerometer ---- */

static const double sides[6][3] = {{1, 0, 0},  {-1, 0, 0}, {0, 1, 0},
                                   {0, -1, 0}, {0, 0, 1},  {0, 0, -1}};
static const double box_offset[3] = {0.3, -0.2, 0.15}, box_gain[3] = {1.02, 0.97, 1.01};

static void lie(struct hub *hub, int64_t *t_ns, double seconds, const double up[3], double shake)
{
    struct sample sample = {.sensor = BOX};
    double unit[3];
    (void)vec3_normalize(unit, up);
    for (int64_t until_ns = *t_ns + (int64_t)(seconds * 1e9); *t_ns < until_ns;) {
        *t_ns += STEP_NS;
        sample.t_ns = *t_ns;
        for (int i = 0; i < 3; i++) {
            sample.imu.accel[i] = GRAVITY * unit[i] * box_gain[i] + box_offset[i];
            sample.imu.anglvel[i] = shake * (*t_ns / STEP_NS % 2 ? 1.0 : -1.0);
        }
        core_push(hub->core, &sample, &hub->queue);
        drop_progress(hub);
    }
}

static void six_sides_in_any_order(void **state)
{
    (void)state;
    static const int order[6] = {4, 0, 3, 5, 2, 1};
    struct hub hub;
    int64_t t_ns = 0;
    hub_open(&hub, "generic");
    assert_int_equal(attach(&hub, BOX, "bar"), 0);
    (void)ask(&hub, CALIBRATION_ACCEL, CALIBRATION_ANY_SENSOR, 0.0);
    assert_string_equal(verdicts(&hub), "refused:which-sensor");
    hub.queue.count = 0;
    assert_int_equal(ask(&hub, CALIBRATION_ACCEL, SENSORS_MAX, 0.0), -EINVAL);
    assert_int_equal(ask(&hub, CALIBRATION_ACCEL, BOX, 0.0), 0);
    for (int i = 0; i < 6; i++) {
        double up[3] = {0.1, -0.12, 0.08}; /* by hand, not by machine */
        vec3_add(up, up, sides[order[i]]);
        lie(&hub, &t_ns, 0.4, up, 2.0);
        lie(&hub, &t_ns, 2.0, up, 0.001);
    }
    assert_string_equal(verdicts(&hub), "step step step step step done");
    const struct core_event *event = nth_event(&hub, EVENT_CORRECTION, 0);
    assert_non_null(event);
    assert_int_equal(event->correction.sensor, BOX);
    for (int i = 0; i < 3; i++) {
        assert_close(event->correction.correction.offset[i], box_offset[i], 0.01);
        assert_close(event->correction.correction.gain[i], 1.0 / box_gain[i], 0.002);
    }
    hub_close(&hub);
}

static void sides_that_do_not_do_are_told(void **state)
{
    (void)state;
    static const double edge[3] = {1.0, 1.0, 0.0}, once_more[3] = {0.3, 0.3, 1.0};
    struct hub hub;
    int64_t t_ns = 0;
    hub_open(&hub, "generic");
    assert_int_equal(attach(&hub, BOX, "bar"), 0);
    assert_int_equal(ask(&hub, CALIBRATION_ACCEL, BOX, 0.0), 0);
    lie(&hub, &t_ns, 1.0, sides[4], 0.001);
    lie(&hub, &t_ns, 0.2, sides[4], 1.0);
    lie(&hub, &t_ns, 2.0, sides[4], 0.001);
    lie(&hub, &t_ns, 2.0, edge, 0.001);
    lie(&hub, &t_ns, 2.0, sides[0], 0.001);
    lie(&hub, &t_ns, 2.0, once_more, 0.001);
    assert_string_equal(verdicts(&hub), "again:moved step again:on-edge step again:same-side");
    lie(&hub, &t_ns, 61.0, once_more, 0.001);
    assert_string_equal(verdicts(&hub), "again:moved step again:on-edge step again:same-side "
                                        "refused:no-side");
    hub_close(&hub);
}

static void what_no_sensor_reads_does_not_fit(void **state)
{
    (void)state;
    double side[6][3];
    struct sensor_correction found;
    for (int i = 0; i < 6; i++)
        vec3_scale(side[i], sides[i], GRAVITY);
    assert_true(calibration_accel_solve(side, &found));
    assert_close(found.gain[2], 1.0, 1e-9);
    side[0][0] += 2.5; /* offset of 1.25 m/s^2 */
    assert_false(calibration_accel_solve(side, &found));
}

/* Sits down, the lower back 25 degrees round, and bends three times by so much. */
#define SIT_AND_BEND(pelvis, chest)                                                                \
    {21.0, -10, 15, 0}, {35.0, -10, 15, 0}, {37.0, pelvis, chest, 0}, {39.0, -10, 15, 0},          \
        {40.0, -10, 15, 0}, {42.0, pelvis, chest, 0}, {44.0, -10, 15, 0}, {45.0, -10, 15, 0},      \
        {47.0, pelvis, chest, 0}, {49.0, -10, 15, 0},                                              \
    {                                                                                              \
        80.0, -10, 15, 0                                                                           \
    }

static void test_of_range(struct hub *hub, bool calibrated, const struct key keys[], size_t count)
{
    struct exercise exercise;
    exercise_set_generic(&exercise);
    strcpy(exercise.id, "range");
    exercise.signal_count = 0;
    exercise.movements[MOVEMENT_FLEXION] = (struct exercise_movement){20, 150};
    exercise.set_end_s = 12.0;
    memset(hub, 0, sizeof(*hub));
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&exercise, 1, &hub->core), 0);
    assert_int_equal(choose(hub, "range"), 0);
    assert_int_equal(attach(hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(hub, THORAX, "thorax"), 0);
    if (calibrated)
        assert_int_equal(ask(hub, CALIBRATION_BODY, CALIBRATION_ANY_SENSOR, 0.0), 0);
    play(hub, keys, count, 70.0);
    assert_int_equal(count_events(hub, EVENT_REP), 3);
    assert_int_equal(count_events(hub, EVENT_SET_ENDED), 1);
}

static void a_test_of_range_that_shows_more_is_the_own_range(void **state)
{
    (void)state;
    static const struct key more[] = {STAND_AND_BEND, SLUMP_AND_ARCH, SIT_AND_BEND(5, 67)};
    static const struct key less[] = {STAND_AND_BEND, SLUMP_AND_ARCH, SIT_AND_BEND(20, 60)};
    struct hub hub;
    test_of_range(&hub, true, more, sizeof(more) / sizeof(more[0]));
    assert_int_equal(count_events(&hub, EVENT_RANGE), 2);
    assert_close(nth_event(&hub, EVENT_RANGE, 0)->range.flexion_deg, 52.0, 1.5);
    assert_close(nth_event(&hub, EVENT_RANGE, 1)->range.flexion_deg, 62.0, 1.5);
    assert_close(nth_event(&hub, EVENT_RANGE, 1)->range.extension_deg, 18.0, 1.5);
    hub_close(&hub);
    test_of_range(&hub, true, less, sizeof(less) / sizeof(less[0]));
    assert_int_equal(count_events(&hub, EVENT_RANGE), 1);
    hub_close(&hub);
}

static void where_standing_is_not_known_a_test_of_range_tells_nothing(void **state)
{
    (void)state;
    static const struct key keys[] = {STAND_AND_BEND, SLUMP_AND_ARCH, SIT_AND_BEND(5, 67)};
    struct hub hub;
    test_of_range(&hub, false, keys + 12, sizeof(keys) / sizeof(keys[0]) - 12);
    assert_int_equal(count_events(&hub, EVENT_RANGE), 0);
    hub_close(&hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_calibrated_in_25_s),
        cmocka_unit_test(bends_that_do_not_do_are_told),
        cmocka_unit_test(a_range_that_cannot_be_is_told),
        cmocka_unit_test(a_sensor_that_goes_ends_it),
        cmocka_unit_test(without_a_second_sensor_it_ends_after_the_bends),
        cmocka_unit_test(while_it_runs_nothing_counts),
        cmocka_unit_test(an_own_range_moves_what_is_too_round),
        cmocka_unit_test(gyroscopes_must_lie_still),
        cmocka_unit_test(a_tare_is_of_empty_plates),
        cmocka_unit_test(a_span_needs_the_weight_on_each_plate),
        cmocka_unit_test(six_sides_in_any_order),
        cmocka_unit_test(sides_that_do_not_do_are_told),
        cmocka_unit_test(what_no_sensor_reads_does_not_fit),
        cmocka_unit_test(a_test_of_range_that_shows_more_is_the_own_range),
        cmocka_unit_test(where_standing_is_not_known_a_test_of_range_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

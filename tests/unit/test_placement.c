/* SPDX-License-Identifier: MIT */
/* A sensor that slips, sits on the wrong place, or has its axes mixed up gives itself away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/placement.h"
#include "play.h"

/* Two sets of bends with rest and moving about between them, in a round of 40 s. */
#define BEND(t)                                                                                    \
    {(t), 0, 0, 0}, {(t) + 1.5, 45, 62, 0},                                                        \
    {                                                                                              \
        (t) + 3.0, 0, 0, 0                                                                         \
    }
#define ABOUT(t)                                                                                   \
    {(t), 0, 0, 0}, {(t) + 0.4, 4, 3, 0},                                                          \
    {                                                                                              \
        (t) + 1.0, 0, 0, 0                                                                         \
    }
static const struct key training[] = {{0, 0, 0, 0}, BEND(4),       BEND(8),   BEND(12),  BEND(16),
                                      ABOUT(34),    ABOUT(38),     ABOUT(42), ABOUT(46), BEND(50),
                                      BEND(54),     BEND(58),      BEND(62),  ABOUT(80), ABOUT(84),
                                      ABOUT(88),    {100, 0, 0, 0}};

static unsigned told(const struct hub *hub, uint16_t sensor, unsigned condition)
{
    unsigned count = 0;
    for (unsigned i = 0; i < hub->queue.count; i++)
        count += hub->events[i].type == EVENT_SENSOR && hub->events[i].sensor.sensor == sensor &&
                 (hub->events[i].sensor.condition & condition);
    return count;
}

static unsigned cues(const struct hub *hub)
{
    unsigned count = 0;
    for (unsigned i = 0; i < hub->queue.count; i++)
        count += hub->events[i].type == EVENT_CUE && hub->events[i].cue.fault == FAULT_MOVED_SENSOR;
    return count;
}

static unsigned last_condition(const struct hub *hub, uint16_t sensor)
{
    unsigned condition = 0;
    for (unsigned i = 0; i < hub->queue.count; i++)
        if (hub->events[i].type == EVENT_SENSOR && hub->events[i].sensor.sensor == sensor)
            condition = hub->events[i].sensor.condition;
    return condition;
}

/* What it reads when it has turned on the body by an angle about one of its axes. */
static double slip_deg;
static int slip_axis;
static double slip_s;
static uint16_t slip_sensor;

static bool slip(struct sample *sample, double t_s)
{
    double q[4], axis[3] = {0.0, 0.0, 0.0};
    if (sample->sensor != slip_sensor || t_s < slip_s)
        return true;
    axis[slip_axis] = HINGE_RAD(slip_deg * hinge_ease((t_s - slip_s) / 0.5));
    quat_from_rotation_vector(q, axis);
    quat_rotate(sample->imu.accel, q, sample->imu.accel);
    quat_rotate(sample->imu.anglvel, q, sample->imu.anglvel);
    if (t_s < slip_s + 0.5) /* the gyroscope feels it: the world turns the other way */
        sample->imu.anglvel[slip_axis] -=
            HINGE_RAD(slip_deg) * HINGE_PI / 2.0 / 0.5 * sin(HINGE_PI * (t_s - slip_s) / 0.5);
    return true;
}

/* A horizontal axis of the sensor on the chest in a stand, so that the slip tilts it. */
static int tilting_axis(uint16_t sensor)
{
    const double upright[3] = {0.0, 0.0, 1.0};
    double up[3];
    int least = 0;
    quat_rotate(up, mounts[sensor == THORAX], upright);
    for (int i = 1; i < 3; i++)
        if (fabs(up[i]) < fabs(up[least]))
            least = i;
    return least;
}

/* Two long stands with a lean of the chest alone are but two. */
static void leaning_about_twice_is_no_slip(void **state)
{
    (void)state;
    static const struct key leaning[] = {{0, 0, 0, 0},    BEND(4),          BEND(8),
                                         {20, 0, 0, 0},   {20.5, 0, 16, 0}, {25, 0, 16, 0},
                                         {25.4, 4, 3, 0}, {26, 0, 16, 0},   {30, 0, 16, 0},
                                         {31, 0, 0, 0},   {40, 0, 0, 0}};
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    PLAY(&hub, leaning, 39.0);
    assert_int_equal(cues(&hub), 0);
    hub_close(&hub);
}

static void a_slip_is_told_once_between_sets(void **state)
{
    (void)state;
    static const uint16_t sensors[] = {THORAX, PELVIS};
    for (int i = 0; i < 2; i++) {
        struct hub hub;
        struct pose pose;
        hub_open(&hub, "hip-hinge");
        hub.fault = slip;
        slip_deg = 20.0;
        slip_sensor = sensors[i];
        slip_axis = tilting_axis(slip_sensor);
        slip_s = 21.0;
        PLAY(&hub, training, 49.0);
        assert_int_equal(cues(&hub), 1);
        assert_int_equal(told(&hub, slip_sensor, SENSOR_MOVED), 1);
        assert_int_equal(told(&hub, sensors[1 - i], SENSOR_MOVED), 0);
        core_pose(hub.core, &pose);
        assert_true(isnan(pose.lumbar_deg)); /* nothing is judged by it */
        hub_close(&hub);

        hub_open(&hub, "hip-hinge");
        hub.fault = slip;
        PLAY(&hub, training, 99.0);
        assert_int_equal(count_events(&hub, EVENT_REP), 8); /* and all is counted */
        assert_int_equal(cues(&hub), 1);
        assert_int_equal(last_condition(&hub, slip_sensor) & SENSOR_MOVED, 0);
        core_pose(hub.core, &pose);
        assert_true(fabs(pose.lumbar_deg) < 2.0); /* learned anew */
        hub_close(&hub);
    }
}

static void who_stands_about_has_not_slipped(void **state)
{
    (void)state;
    static const struct key keys[] = {{0, 0, 0, 0},    {3, 0, 0, 0},    {4, 0, 12, 0},
                                      {8, 0, 12, 0},   {9, 0, 0, 0},    {12, 0, 0, 0},
                                      {13, -20, 8, 0}, {30, -20, 8, 0}, {31, 0, 0, 0},
                                      {34, 0, 0, 0},   {35, 0, 9, 5},   {60, 0, 9, 5}};
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    PLAY(&hub, keys, 60.0);
    assert_int_equal(cues(&hub), 0);
    hub_close(&hub);
    hub_open(&hub, "hip-hinge");
    PLAY(&hub, training, 99.0);
    assert_int_equal(cues(&hub), 0);
    assert_int_equal(count_events(&hub, EVENT_REP), 8);
    hub_close(&hub);
}

static void turned_about_the_vertical_shows_in_the_bends(void **state)
{
    (void)state;
    const double upright[3] = {0.0, 0.0, 1.0};
    struct hub hub;
    double up[3];
    quat_rotate(up, mounts[1], upright);
    hub_open(&hub, "hip-hinge");
    hub.fault = slip;
    slip_deg = 50.0;
    slip_sensor = THORAX;
    slip_axis = fabs(up[0]) > 0.9 ? 0 : fabs(up[1]) > 0.9 ? 1 : 2;
    slip_s = 40.0;
    PLAY(&hub, training, 70.0);
    /* The axis is only nearly vertical: either sign of it will do. */
    assert_true(cues(&hub) <= 1);
    assert_int_equal(count_events(&hub, EVENT_REP), 8);
    hub_close(&hub);
}

static void exchanged_roles_are_told(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    const struct command detach[2] = {{.type = COMMAND_SENSOR_DETACH, .sensor.sensor = THORAX},
                                      {.type = COMMAND_SENSOR_DETACH, .sensor.sensor = PELVIS}};
    assert_int_equal(command(&hub, detach[0]), 0);
    assert_int_equal(command(&hub, detach[1]), 0);
    assert_int_equal(attach(&hub, THORAX, "pelvis"), 0);
    assert_int_equal(attach(&hub, PELVIS, "thorax"), 0);
    PLAY(&hub, training, 49.0);
    assert_int_equal(cues(&hub), 1);
    assert_true(last_condition(&hub, THORAX) & SENSOR_EXCHANGED);
    assert_true(last_condition(&hub, PELVIS) & SENSOR_EXCHANGED);
    assert_int_equal(count_events(&hub, EVENT_REP), 4);
    hub_close(&hub);
}

static void mounted_otherwise_after_it_was_out(void **state)
{
    (void)state;
    const struct command detach = {.type = COMMAND_SENSOR_DETACH, .sensor.sensor = THORAX};
    for (int turned_over = 0; turned_over < 2; turned_over++) {
        struct hub hub;
        struct pose pose;
        hub_open(&hub, "hip-hinge");
        hub.fault = slip;
        slip_deg = turned_over ? 170.0 : 0.0;
        slip_sensor = THORAX;
        slip_axis = tilting_axis(THORAX);
        slip_s = 21.0;
        PLAY(&hub, training, 21.0);
        assert_int_equal(command(&hub, detach), 0);
        const struct play play = {training, sizeof(training) / sizeof(training[0])};
        for (int64_t t_ns = 21000 * MS; t_ns < 22000 * MS; t_ns += STEP_NS)
            play_one(&hub, &play, PELVIS, t_ns);
        assert_int_equal(attach(&hub, THORAX, "thorax"), 0);
        for (int64_t t_ns = 22000 * MS; t_ns < 75000 * MS; t_ns += STEP_NS) {
            play_one(&hub, &play, PELVIS, t_ns);
            play_one(&hub, &play, THORAX, t_ns);
        }
        assert_int_equal(cues(&hub), turned_over);
        assert_int_equal(count_events(&hub, EVENT_REP), 8);
        core_pose(hub.core, &pose);
        assert_true(fabs(pose.lumbar_deg) < 2.0);
        hub_close(&hub);
    }
}

/* ---- accelerometer against gyroscope ---- */

static bool swap_accel(struct sample *sample, double t_s)
{
    (void)t_s;
    double x = sample->imu.accel[0];
    if (sample->sensor == THORAX) {
        sample->imu.accel[0] = sample->imu.accel[1];
        sample->imu.accel[1] = x;
    }
    return true;
}

static bool mirror_gyro(struct sample *sample, double t_s)
{
    (void)t_s;
    if (sample->sensor == THORAX)
        for (int i = 0; i < 3; i++)
            sample->imu.anglvel[i] = -sample->imu.anglvel[i];
    return true;
}

static bool swap_both(struct sample *sample, double t_s)
{
    double y = sample->imu.anglvel[1];
    if (sample->sensor == THORAX) {
        sample->imu.anglvel[1] = sample->imu.anglvel[0];
        sample->imu.anglvel[0] = y;
    }
    return swap_accel(sample, t_s);
}

static void mixed_up_axes_are_told(void **state)
{
    (void)state;
    static bool (*const faults[])(struct sample *, double) = {NULL, swap_accel, mirror_gyro,
                                                              swap_both};
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct hub hub;
        hub_open(&hub, "hip-hinge");
        hub.fault = faults[i];
        PLAY(&hub, training, 30.0);
        if ((told(&hub, THORAX, SENSOR_BAD_AXES) > 0) != (i > 0))
            fail_msg("fault %zu: condition %x", i, last_condition(&hub, THORAX));
        assert_int_equal(told(&hub, PELVIS, SENSOR_BAD_AXES), 0);
        assert_true(count_events(&hub, EVENT_REP) <= 4); /* none is invented */
        hub_close(&hub);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_is_told_once_between_sets),
        cmocka_unit_test(leaning_about_twice_is_no_slip),
        cmocka_unit_test(who_stands_about_has_not_slipped),
        cmocka_unit_test(turned_about_the_vertical_shows_in_the_bends),
        cmocka_unit_test(exchanged_roles_are_told),
        cmocka_unit_test(mounted_otherwise_after_it_was_out),
        cmocka_unit_test(mixed_up_axes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

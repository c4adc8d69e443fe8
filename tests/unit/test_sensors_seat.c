/* SPDX-License-Identifier: MIT */
/* From a raw sample to one for the core: time, flags, counts, correction; and how long to back off.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "sensors/backoff.h"
#include "sensors/convert.h"
#include "sensors/ring.h"
#include "sensors/seat.h"

static const int64_t ms = 1000000;

static int64_t now_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void test_imu_values_and_gap_flags(void **state)
{
    struct seat seat;
    struct sample sample;
    struct raw_sample raw = {.value = {1, 2, 3, 4, 5, 6}};

    (void)state;
    seat_init(&seat);
    timing_begin(&seat.timing, false, CLOCK_MONOTONIC);
    for (int i = 0; i < 400; i++) {
        int64_t k = i < 200 ? i : i + 10; /* ten are missing */
        raw.stamp_ns = 77 * ms + k * 5 * ms;
        raw.arrival_ns = 1000 * ms + k * 5 * ms;
        seat_push(&seat, SENSOR_IMU, 0, 3, &raw, &sample);
        assert_int_equal(sample.sensor, 3);
        assert_int_equal(sample.flags, i == 200 ? SAMPLE_GAP_BEFORE : 0);
        assert_int_equal(sample.t_ns, raw.arrival_ns);
        assert_true(sample.imu.accel[2] == 3.0 && sample.imu.anglvel[0] == 4.0);
    }
    assert_int_equal(seat.samples, 400);
    assert_int_equal(seat.lost, 10);

    /* away and back: a gap, but nobody knows how many were lost */
    timing_begin(&seat.timing, false, CLOCK_MONOTONIC);
    raw.arrival_ns += 60000 * ms;
    raw.stamp_ns += 1;
    seat_push(&seat, SENSOR_IMU, 0, 3, &raw, &sample);
    assert_int_equal(sample.flags, SAMPLE_GAP_BEFORE);
    assert_int_equal(sample.t_ns, raw.arrival_ns);
    assert_int_equal(seat.lost, 10);
}

static void test_clock_jump_is_a_gap(void **state)
{
    struct seat seat;
    struct sample sample;
    struct raw_sample raw = {0};

    (void)state;
    seat_init(&seat);
    timing_begin(&seat.timing, false, CLOCK_MONOTONIC);
    for (int i = 0; i < 400; i++) {
        raw.stamp_ns = i * 5 * ms + (i >= 200 ? 7200000 * ms : 0);
        raw.arrival_ns = 1000 * ms + i * 5 * ms;
        seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
        assert_int_equal(sample.flags, i == 200 ? SAMPLE_GAP_BEFORE : 0);
        assert_true(llabs(sample.t_ns - raw.arrival_ns) < ms);
    }
    assert_int_equal(seat.lost, 0);
}

static void test_clock_of_ours(void **state)
{
    const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};

    (void)state;
    for (size_t c = 0; c < sizeof(clocks) / sizeof(clocks[0]); c++) {
        struct seat seat;
        struct sample sample;

        seat_init(&seat);
        timing_begin(&seat.timing, true, clocks[c]);
        for (int i = 0; i < 5;) {
            int64_t before = now_ns(CLOCK_MONOTONIC);
            struct raw_sample raw = {.stamp_ns = now_ns(clocks[c]) - 3 * ms, .arrival_ns = before};

            timing_refresh(&seat.timing);
            if (now_ns(CLOCK_MONOTONIC) - before > ms)
                continue; /* others had the processor between the clocks */
            i++;
            seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
            assert_true(seat.timing.ours);
            assert_true(llabs(sample.t_ns - (before - 3 * ms)) < 2 * ms);
            struct timespec pause = {.tv_nsec = 10 * ms};
            nanosleep(&pause, NULL);
        }
    }
}

/* It says monotonic and means something else: aligned by arrival, after the first sample. */
static void test_clock_that_lies(void **state)
{
    struct seat seat;
    struct sample sample;
    int64_t now = now_ns(CLOCK_MONOTONIC);

    (void)state;
    seat_init(&seat);
    timing_begin(&seat.timing, true, CLOCK_MONOTONIC);
    for (int i = 0; i < 10; i++) {
        struct raw_sample raw = {.stamp_ns = 5 + i * 5 * ms, .arrival_ns = now + i * 5 * ms};
        raw.stamp_ns -= 3600000 * ms;
        seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
        assert_true(llabs(sample.t_ns - raw.arrival_ns) < ms);
    }
    assert_false(seat.timing.ours);
}

static void test_one_odd_stamp(void **state)
{
    struct seat seat;
    struct sample sample;
    int64_t now = now_ns(CLOCK_MONOTONIC), last = 0;

    (void)state;
    seat_init(&seat);
    timing_begin(&seat.timing, true, CLOCK_MONOTONIC);
    for (int i = 0; i < 50; i++) {
        struct raw_sample raw = {.stamp_ns = now + i * 5 * ms, .arrival_ns = now + i * 5 * ms};
        if (i == 20)
            raw.stamp_ns = 0;
        seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
        assert_true(sample.t_ns > last && llabs(sample.t_ns - raw.arrival_ns) < ms);
        assert_int_equal(sample.flags, i == 20 ? SAMPLE_GAP_BEFORE : 0);
        last = sample.t_ns;
    }
    assert_true(seat.timing.ours);
}

/* A server that talks nonsense may stamp as it likes; times rise all the same. */
static void test_wild_stamps(void **state)
{
    static const int64_t stamps[] = {INT64_MAX, INT64_MIN, 0, INT64_MIN, INT64_MAX, -1, INT64_MAX,
                                     1,         INT64_MAX, 0, INT64_MIN, INT64_MIN};

    (void)state;
    for (int ours = 0; ours <= 1; ours++) {
        struct seat seat;
        struct sample sample;
        int64_t last_ns = 0;

        seat_init(&seat);
        timing_begin(&seat.timing, ours, CLOCK_REALTIME);
        for (size_t i = 0; i < 20 * sizeof(stamps) / sizeof(stamps[0]); i++) {
            struct raw_sample raw = {
                .stamp_ns = convert_stamp(stamps[i % (sizeof(stamps) / sizeof(stamps[0]))]),
                .arrival_ns = now_ns(CLOCK_MONOTONIC),
            };

            seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
            assert_true(sample.t_ns > last_ns);
            assert_true(sample.t_ns <= raw.arrival_ns + 1000 * (int64_t)(i + 1));
            last_ns = sample.t_ns;
        }
    }
}

static void test_corrections_are_applied(void **state)
{
    struct seat seat;
    struct sample sample;
    struct raw_sample raw = {.value = {50.0, -20.0, 7.0, 0.1, 0.2, 0.3}};

    (void)state;
    seat_init(&seat);
    timing_begin(&seat.timing, false, CLOCK_MONOTONIC);
    seat_push(&seat, SENSOR_FORCE, 2, 0, &raw, &sample);
    assert_float_equal(sample.force[0], 50.0, 0.0);
    seat.correction = (struct sensor_correction){.offset = {10.0, -20.0}, .gain = {0.5, 3.0, 2.0}};
    seat_push(&seat, SENSOR_FORCE, 2, 0, &raw, &sample);
    assert_float_equal(sample.force[0], 20.0, 1e-12);
    assert_float_equal(sample.force[1], 0.0, 1e-12);
    seat_push(&seat, SENSOR_IMU, 0, 0, &raw, &sample);
    assert_float_equal(sample.imu.accel[0], 20.0, 1e-12);
    assert_float_equal(sample.imu.accel[2], 14.0, 1e-12);
    assert_float_equal(sample.imu.anglvel[0], 0.1, 0.0);

    /* What is found in corrected values adds up with what was known. */
    const struct sensor_correction more = {.offset = {2.0}, .gain = {1.5, 1.0, 1.0, 1.0}};
    sensor_correction_add(&seat.correction, &more);
    seat_push(&seat, SENSOR_FORCE, 2, 0, &raw, &sample);
    assert_float_equal(sample.force[0], (20.0 - 2.0) * 1.5, 1e-12);
}

static void test_backoff(void **state)
{
    const double wait_s[] = {0.25, 0.5, 1, 2, 4, 8, 8, 8};
    struct backoff backoff = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(wait_s) / sizeof(wait_s[0]); i++)
        assert_int_equal(backoff_next(&backoff, 100 * ms), (int64_t)(wait_s[i] * 1e9));
    assert_int_equal(backoff_next(&backoff, 60000 * ms), 250 * ms); /* it had worked for a minute */
    assert_int_equal(backoff_next(&backoff, 0), 500 * ms);
}

static struct ring ring;
#define RING_TEST 200000

static void *fill(void *data)
{
    struct raw_sample sample = {0};

    (void)data;
    for (int64_t i = 0; i < RING_TEST;) {
        sample.stamp_ns = i;
        sample.value[5] = (double)i;
        i += ring_push(&ring, &sample);
    }
    return NULL;
}

static void test_ring_keeps_order_between_threads(void **state)
{
    struct raw_sample sample;
    pthread_t thread;

    (void)state;
    ring_init(&ring);
    assert_int_equal(pthread_create(&thread, NULL, fill, NULL), 0);
    for (int64_t i = 0; i < RING_TEST;) {
        if (!ring_pop(&ring, &sample))
            continue;
        assert_int_equal(sample.stamp_ns, i);
        assert_true(sample.value[5] == (double)i);
        i++;
    }
    pthread_join(thread, NULL);
    assert_false(ring_pop(&ring, &sample));
}

static void test_ring_refuses_when_full(void **state)
{
    struct raw_sample sample = {0};

    (void)state;
    ring_init(&ring);
    for (int i = 0; i < RING_SIZE; i++)
        assert_true(ring_push(&ring, &sample));
    assert_false(ring_push(&ring, &sample));
    assert_true(ring_pop(&ring, &sample));
    assert_true(ring_push(&ring, &sample));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_imu_values_and_gap_flags),
        cmocka_unit_test(test_clock_jump_is_a_gap),
        cmocka_unit_test(test_clock_of_ours),
        cmocka_unit_test(test_clock_that_lies),
        cmocka_unit_test(test_one_odd_stamp),
        cmocka_unit_test(test_wild_stamps),
        cmocka_unit_test(test_corrections_are_applied),
        cmocka_unit_test(test_backoff),
        cmocka_unit_test(test_ring_keeps_order_between_threads),
        cmocka_unit_test(test_ring_refuses_when_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

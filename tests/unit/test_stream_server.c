/* SPDX-License-Identifier: MIT */
/* Streams of records: rates, slow readers, readers that go. */
#include <errno.h>
#include <event2/event.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "bus/stream.h"
#include "bus/stream_server.h"

#define MS 1000000LL

struct fixture {
    struct event_base *base;
    struct stream_server *server;
};

static int set_up(void **state)
{
    static struct fixture f;

    f.base = event_base_new();
    assert_non_null(f.base);
    assert_int_equal(stream_server_new(f.base, &f.server), 0);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    assert_null(stream_server_free(f->server));
    event_base_free(f->base);
    return 0;
}

static const struct sensor_info bar = {
    .role = "bar",
    .kind = SENSOR_IMU,
    .accel_full_scale = 156.96,
    .anglvel_full_scale = 34.9,
};
static const struct sensor_info feet = {.role = "feet", .kind = SENSOR_FORCE, .channels = 2};

/* Returns the record's size, 0 at the end, -1 where nothing is there. */
static ssize_t receive(int fd, void *record, size_t size)
{
    return recv(fd, record, size, MSG_DONTWAIT);
}

static void push(struct fixture *f, uint16_t sensor, int64_t t_ns)
{
    struct sample sample = {.t_ns = t_ns, .sensor = sensor, .flags = SAMPLE_GAP_BEFORE};

    sample.imu.accel[0] = 1.0;
    sample.imu.anglvel[2] = 6.0;
    stream_server_sample(f->server, &sample);
}

static void test_samples_follow_their_sensor(void **state)
{
    struct fixture *f = *state;
    struct lumbar_sample_record r;

    stream_server_attach(f->server, 3, &bar, 5);
    int fd = stream_server_open_samples(f->server, ":1.7");
    assert_true(fd >= 0);
    push(f, 3, 100);
    push(f, 4, 100); /* nobody has announced it */
    stream_server_attach(f->server, 4, &feet, 150);
    push(f, 4, 200);
    stream_server_detach(f->server, 3, 300);
    push(f, 3, 400);
    stream_server_flush(f->server);

    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.header.type, LUMBAR_RECORD_SENSOR);
    assert_int_equal(r.header.size, sizeof r);
    assert_int_equal(r.sensor, 3);
    assert_int_equal(r.kind, 0);
    assert_int_equal(r.channels, 6);
    assert_string_equal(r.info.role, "bar");
    assert_true(r.info.accel_full_scale == 156.96 && r.info.anglvel_full_scale == 34.9);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.header.type, LUMBAR_RECORD_SAMPLE);
    assert_int_equal(r.header.t_ns, 100);
    assert_int_equal(r.flags, SAMPLE_GAP_BEFORE);
    assert_true(r.value[0] == 1.0 && r.value[5] == 6.0);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.header.type, LUMBAR_RECORD_SENSOR);
    assert_int_equal(r.kind, 1);
    assert_int_equal(r.channels, 2);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.sensor, 4);
    assert_int_equal(r.channels, 2);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.header.type, LUMBAR_RECORD_SENSOR_GONE);
    assert_int_equal(r.sensor, 3);
    assert_int_equal(receive(fd, &r, sizeof r), -1);
    close(fd);
}

static void test_a_pose_stream_has_its_rate(void **state)
{
    struct fixture *f = *state;
    struct pose pose = {.trunk_deg = 12.5, .lumbar_deg = NAN, .set = 2, .reps = 7};
    struct lumbar_pose_record r;
    unsigned count = 0;
    int fd = stream_server_open_poses(f->server, ":1.7", 30);

    assert_true(fd >= 0);
    /* Ten seconds of a sensor of 208 Hz that begins somewhere. */
    for (int i = 0; i < 2080; i++) {
        int64_t t_ns = 987654321000LL + i * 1000000000LL / 208;

        if (stream_server_wants_pose(f->server, t_ns))
            stream_server_pose(f->server, t_ns, &pose);
        while (receive(fd, &r, sizeof r) > 0) {
            assert_int_equal(r.header.t_ns, t_ns);
            count++;
        }
    }
    assert_in_range(count, 299, 301);
    assert_int_equal(r.header.size, sizeof r);
    assert_true(r.trunk_deg == 12.5 && isnan(r.lumbar_deg));
    assert_true(r.set == 2 && r.reps == 7);
    close(fd);
}

static void test_time_that_leaps_does_not_stop_a_pose_stream(void **state)
{
    struct fixture *f = *state;
    struct pose pose = {.set = 0};
    int fd = stream_server_open_poses(f->server, ":1.7", 10);

    stream_server_pose(f->server, 1000 * MS, &pose);
    assert_false(stream_server_wants_pose(f->server, 1050 * MS));
    assert_true(stream_server_wants_pose(f->server, 5000 * MS));
    stream_server_pose(f->server, 5000 * MS, &pose);
    assert_false(stream_server_wants_pose(f->server, 5050 * MS));
    assert_true(stream_server_wants_pose(f->server, 5100 * MS));
    close(fd);
}

static void test_a_slow_reader_loses_the_oldest_and_is_told(void **state)
{
    enum { PUSHED = 20000 };
    struct fixture *f = *state;
    struct lumbar_sample_record r;
    int64_t last = -1;
    uint32_t received = 0;

    stream_server_attach(f->server, 0, &bar, 0);
    int fd = stream_server_open_samples(f->server, ":1.7");
    for (int i = 0; i < PUSHED; i++) {
        push(f, 0, i);
        stream_server_flush(f->server);
    }
    /* Reading makes room, and the loop sends what has waited. */
    for (;;) {
        ssize_t n = receive(fd, &r, sizeof r);

        if (n < 0) {
            event_base_loop(f->base, EVLOOP_NONBLOCK);
            n = receive(fd, &r, sizeof r);
        }
        if (n < 0)
            break;
        if (r.header.type != LUMBAR_RECORD_SAMPLE)
            continue;
        assert_true(r.header.t_ns > last);
        last = r.header.t_ns;
        received++;
    }
    assert_int_equal(last, PUSHED - 1);
    assert_true(r.header.dropped > 0);
    assert_int_equal(received + r.header.dropped, PUSHED);
    close(fd);
}

static void test_a_reader_that_goes_leaves_its_place(void **state)
{
    struct fixture *f = *state;
    int fds[STREAMS_MAX];

    stream_server_attach(f->server, 0, &bar, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < STREAMS_MAX; i++) {
            char reader[8];

            snprintf(reader, sizeof reader, ":1.%d", i / STREAMS_OF_ONE_MAX);
            fds[i] = i % 2 ? stream_server_open_samples(f->server, reader)
                           : stream_server_open_poses(f->server, reader, 1000);
            assert_true(fds[i] >= 0);
        }
        assert_int_equal(stream_server_open_samples(f->server, ":1.7"), -ENFILE);
        assert_int_equal(stream_server_open_poses(f->server, ":1.7", 10), -ENFILE);
        for (int i = 0; i < STREAMS_MAX; i++)
            close(fds[i]);
        if (round % 2) {
            /* Noticed while sending … */
            struct pose pose = {.set = 0};

            push(f, 0, round);
            stream_server_flush(f->server);
            stream_server_pose(f->server, round + 1000 * MS, &pose);
        } else {
            /* … or by the loop. */
            event_base_loop(f->base, EVLOOP_NONBLOCK);
        }
    }
}

static void test_nobody_takes_the_places_of_others(void **state)
{
    struct fixture *f = *state;
    int fds[STREAMS_OF_ONE_MAX];

    for (int i = 0; i < STREAMS_OF_ONE_MAX; i++) {
        fds[i] = stream_server_open_poses(f->server, ":1.7", 30);
        assert_true(fds[i] >= 0);
    }
    assert_int_equal(stream_server_open_poses(f->server, ":1.7", 30), -EDQUOT);
    assert_int_equal(stream_server_open_samples(f->server, ":1.7"), -EDQUOT);
    int other = stream_server_open_samples(f->server, ":1.70");
    assert_true(other >= 0);
    close(fds[0]);
    event_base_loop(f->base, EVLOOP_NONBLOCK);
    fds[0] = stream_server_open_samples(f->server, ":1.7");
    assert_true(fds[0] >= 0);
    for (int i = 0; i < STREAMS_OF_ONE_MAX; i++)
        close(fds[i]);
    close(other);
}

static void test_a_reader_that_writes_is_not_listened_to(void **state)
{
    struct fixture *f = *state;
    struct lumbar_sample_record r;

    stream_server_attach(f->server, 0, &bar, 0);
    int fd = stream_server_open_samples(f->server, ":1.7");
    for (int i = 0; i < 100; i++)
        assert_int_equal(send(fd, "hello", 5, MSG_DONTWAIT), 5);
    for (int i = 0; i < 200; i++)
        event_base_loop(f->base, EVLOOP_NONBLOCK);
    push(f, 0, 1);
    stream_server_flush(f->server);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(receive(fd, &r, sizeof r), sizeof r);
    assert_int_equal(r.header.t_ns, 1);
    close(fd);
}

static void test_rates_out_of_range_are_refused(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(stream_server_open_poses(f->server, ":1.7", 0), -EINVAL);
    assert_int_equal(stream_server_open_poses(f->server, ":1.7", 1001), -EINVAL);
    assert_int_equal(stream_server_open_poses(f->server, ":1.7", UINT32_MAX), -EINVAL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_samples_follow_their_sensor),
        TEST(test_a_pose_stream_has_its_rate),
        TEST(test_time_that_leaps_does_not_stop_a_pose_stream),
        TEST(test_a_slow_reader_loses_the_oldest_and_is_told),
        TEST(test_a_reader_that_goes_leaves_its_place),
        TEST(test_nobody_takes_the_places_of_others),
        TEST(test_a_reader_that_writes_is_not_listened_to),
        TEST(test_rates_out_of_range_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

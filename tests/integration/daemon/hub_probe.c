/* SPDX-License-Identifier: MIT */
/*
 * hub_probe.c - a client of the hub that tests and benchmarks start: what busctl cannot do.
 *
 *   hub-probe ADDRESS poses RATE COUNT   opens a pose stream; a line of JSON a record
 *   hub-probe ADDRESS samples COUNT      opens the sample stream; likewise
 *   hub-probe ADDRESS hang               opens both, asks for all signals, and never reads again
 *   hub-probe ADDRESS signals INTERFACE  a line a signal of it: received_ns,member,time_ns
 *
 * Times are CLOCK_MONOTONIC. Says "ready" first where something is to follow.
 */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

#include "bus/stream.h"

#define NAME "org.lumbar.Hub1"
#define PATH "/org/lumbar/Hub1"

static sd_bus *open_bus(const char *address)
{
    sd_bus *bus = NULL;
    int r = sd_bus_new(&bus);

    if (r >= 0)
        r = sd_bus_set_address(bus, address);
    if (r >= 0)
        r = sd_bus_set_bus_client(bus, 1);
    if (r >= 0)
        r = sd_bus_start(bus);
    if (r < 0) {
        fprintf(stderr, "hub-probe: %s: %s\n", address, strerror(-r));
        exit(1);
    }
    return bus;
}

/* rate_hz 0 = the sample stream. */
static int open_stream(sd_bus *bus, uint32_t rate_hz)
{
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message *reply = NULL;
    int fd = -1;
    int r;

    if (rate_hz > 0)
        r = sd_bus_call_method(bus, NAME, PATH, NAME ".Manager", "OpenPoseStream", &error, &reply,
                               "u", rate_hz);
    else
        r = sd_bus_call_method(bus, NAME, PATH, NAME ".Manager", "OpenSampleStream", &error, &reply,
                               "");
    if (r >= 0)
        r = sd_bus_message_read(reply, "h", &fd);
    if (r >= 0)
        fd = dup(fd); /* the message closes its own */
    if (r < 0 || fd < 0) {
        fprintf(stderr, "hub-probe: no stream: %s\n", error.message ? error.message : strerror(-r));
        exit(1);
    }
    sd_bus_message_unref(reply);
    return fd;
}

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static ssize_t receive(int fd, void *record, size_t size)
{
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    ssize_t n;

    do {
        poll(&readable, 1, -1);
        n = recv(fd, record, size, 0);
    } while (n < 0 && (errno == EAGAIN || errno == EINTR));
    return n;
}

static void print_number(const char *name, double value)
{
    if (isnan(value))
        printf(",\"%s\":null", name);
    else
        printf(",\"%s\":%.9g", name, value);
}

static int print_poses(int fd, long count)
{
    struct lumbar_pose_record r;

    for (long i = 0; i < count; i++) {
        ssize_t n = receive(fd, &r, sizeof r);
        int64_t received_ns = now_ns();

        if (n != sizeof r || r.header.size != sizeof r || r.header.type != LUMBAR_RECORD_POSE) {
            fprintf(stderr, "hub-probe: a record of %zd bytes\n", n);
            return 1;
        }
        printf("{\"received_ns\":%lld,\"t_ns\":%lld,\"dropped\":%u,\"set\":%u,\"reps\":%u",
               (long long)received_ns, (long long)r.header.t_ns, r.header.dropped, r.set, r.reps);
        print_number("trunk", r.trunk_deg);
        print_number("lumbar", r.lumbar_deg);
        print_number("bar_height", r.bar_height_m);
        puts("}");
    }
    return 0;
}

static int print_samples(int fd, long count)
{
    static const char *const types[] = {
        [LUMBAR_RECORD_SENSOR] = "sensor",
        [LUMBAR_RECORD_SENSOR_GONE] = "gone",
        [LUMBAR_RECORD_SAMPLE] = "sample",
    };
    struct lumbar_sample_record r;

    for (long i = 0; i < count; i++) {
        ssize_t n = receive(fd, &r, sizeof r);

        if (n != sizeof r || r.header.size != sizeof r || r.header.type < LUMBAR_RECORD_SENSOR ||
            r.header.type > LUMBAR_RECORD_SAMPLE) {
            fprintf(stderr, "hub-probe: a record of %zd bytes\n", n);
            return 1;
        }
        printf("{\"type\":\"%s\",\"t_ns\":%lld,\"sensor\":%u,\"kind\":%u,\"channels\":%u",
               types[r.header.type], (long long)r.header.t_ns, r.sensor, r.kind, r.channels);
        if (r.header.type == LUMBAR_RECORD_SENSOR)
            printf(",\"role\":\"%.32s\"", r.info.role);
        else
            print_number("first", r.value[0]);
        puts("}");
    }
    return 0;
}

static int on_signal(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    int64_t received_ns = now_ns();
    uint64_t time_us;
    (void)userdata;
    (void)error;

    if (sd_bus_message_read(m, "t", &time_us) >= 0)
        printf("%lld,%s,%llu000\n", (long long)received_ns, sd_bus_message_get_member(m),
               (unsigned long long)time_us);
    return 0;
}

static int print_signals(sd_bus *bus, const char *interface)
{
    int r = sd_bus_match_signal(bus, NULL, NULL, NULL, interface, NULL, on_signal, NULL);

    puts("ready");
    while (r >= 0) {
        r = sd_bus_process(bus, NULL);
        if (r == 0)
            r = sd_bus_wait(bus, UINT64_MAX);
    }
    return 1;
}

static int hang(sd_bus *bus)
{
    int r = sd_bus_match_signal(bus, NULL, NULL, NULL, NULL, NULL, on_signal, NULL);

    if (r < 0)
        return 1;
    open_stream(bus, 1000);
    open_stream(bus, 0);
    puts("ready");
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc >= 3) {
        sd_bus *bus = open_bus(argv[1]);
        int code = -1;

        if (strcmp(argv[2], "poses") == 0 && argc == 5)
            code = print_poses(open_stream(bus, (uint32_t)strtoul(argv[3], NULL, 10)),
                               strtol(argv[4], NULL, 10));
        else if (strcmp(argv[2], "samples") == 0 && argc == 4)
            code = print_samples(open_stream(bus, 0), strtol(argv[3], NULL, 10));
        else if (strcmp(argv[2], "signals") == 0 && argc == 4)
            code = print_signals(bus, argv[3]);
        else if (strcmp(argv[2], "hang") == 0)
            code = hang(bus);
        sd_bus_flush_close_unref(bus);
        if (code >= 0)
            return code;
    }
    fputs("usage: hub-probe ADDRESS poses RATE COUNT | samples COUNT | hang | signals INTERFACE\n",
          stderr);
    return 2;
}

/* SPDX-License-Identifier: MIT */
/*
 * main.c - lumbar-sim: a source of samples, a player that gives them in their time, and a server
 * that looks like an IIO array to every libiio client.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "athlete.h"
#include "fault.h"
#include "iiod_server.h"
#include "options.h"
#include "player.h"
#include "source.h"
#include "wire.h"

/* A device that nobody wants must not hold up the others for ever. */
#define START_DELAY_MAX_S 2
/* Clients have this long to fetch what is left. */
#define END_DELAY_S 1
/* How soon a fault that hits the server as a whole takes effect. */
#define FAULT_PERIOD_US 10000

struct simulator {
    struct options options;
    struct sim_source *source;
    struct sim_faults faults;
    struct event_base *base;
    struct iiod_server *server;
    struct player *player;
    struct event *starting; /* --start-on-open: the wait after the first open */
    struct event *ending;
    struct event *faulting;
    struct event *signals[2];
    FILE *stamp_log;
    int error;
};

static void start(struct simulator *s)
{
    struct timespec now;
    int64_t now_ns;

    clock_gettime(CLOCK_MONOTONIC, &now);
    now_ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    event_del(s->starting);
    if (s->faults.start_ns != 0)
        return;
    sim_faults_start(&s->faults, now_ns);
    iiod_server_start(s->server, now_ns);
    player_start(s->player, now_ns);
}

static void on_starting(evutil_socket_t fd, short what, void *data)
{
    (void)fd;
    (void)what;
    start(data);
}

static void on_opened(void *data, size_t open_devices)
{
    const struct timeval delay = {START_DELAY_MAX_S, 0};
    struct simulator *s = data;

    if (!s->options.start_on_open || s->faults.start_ns != 0)
        return;
    if (open_devices == s->source->sensor_count)
        start(s);
    else if (!evtimer_pending(s->starting, NULL))
        evtimer_add(s->starting, &delay);
}

static void on_sample(void *data, const struct sim_sample *sample)
{
    struct simulator *s = data;

    iiod_server_push(s->server, sample);
}

static void on_ended(void *data, int error)
{
    const struct timeval delay = {END_DELAY_S, 0};
    struct simulator *s = data;

    s->error = error;
    if (error < 0 || s->options.exit_at_end)
        evtimer_add(s->ending, &delay);
}

static void on_end(evutil_socket_t fd, short what, void *data)
{
    struct simulator *s = data;

    (void)fd;
    (void)what;
    event_base_loopbreak(s->base);
}

static void on_faulting(evutil_socket_t fd, short what, void *data)
{
    struct simulator *s = data;
    int ret;

    (void)fd;
    (void)what;
    if (sim_faults_find(&s->faults, SIM_FAULT_EXIT, -1))
        event_base_loopbreak(s->base);
    if (sim_faults_find(&s->faults, SIM_FAULT_RESTART, -1)) {
        iiod_server_suspend(s->server);
        return;
    }
    ret = iiod_server_resume(s->server);
    if (ret < 0 && ret != s->error)
        fprintf(stderr, "lumbar-sim: cannot listen again: %s\n", strerror(-ret));
    s->error = ret;
}

static int faults_open(struct simulator *s)
{
    const char *problem;

    sim_faults_init(&s->faults, s->source, s->options.speed, s->options.athlete.seed);
    for (size_t i = 0; i < s->options.fault_count; i++) {
        if (sim_faults_add(&s->faults, s->options.fault[i], false, &problem) < 0) {
            fprintf(stderr, "lumbar-sim: --iiod-fault %s: %s\n", s->options.fault[i], problem);
            return -EINVAL;
        }
    }
    return s->options.fault_script ? sim_faults_load(&s->faults, s->options.fault_script) : 0;
}

static int events_open(struct simulator *s)
{
    const struct timeval period = {0, FAULT_PERIOD_US};

    s->base = event_base_new();
    if (!s->base)
        return -ENOMEM;
    s->starting = evtimer_new(s->base, on_starting, s);
    s->ending = evtimer_new(s->base, on_end, s);
    s->faulting = event_new(s->base, -1, EV_PERSIST, on_faulting, s);
    s->signals[0] = evsignal_new(s->base, SIGTERM, on_end, s);
    s->signals[1] = evsignal_new(s->base, SIGINT, on_end, s);
    if (!s->starting || !s->ending || !s->faulting || !s->signals[0] || !s->signals[1])
        return -ENOMEM;
    if (event_add(s->signals[0], NULL) < 0 || event_add(s->signals[1], NULL) < 0 ||
        event_add(s->faulting, &period) < 0)
        return -ENOMEM;
    return 0;
}

static int server_open(struct simulator *s)
{
    const struct player_callbacks callbacks = {.sample = on_sample, .ended = on_ended};
    struct iiod_server_options options = {
        .host = s->options.host,
        .port = s->options.port,
        .opened = on_opened,
        .data = s,
    };
    int ret;

    if (s->options.stamp_log) {
        s->stamp_log = fopen(s->options.stamp_log, "we");
        if (!s->stamp_log) {
            ret = -errno;
            fprintf(stderr, "lumbar-sim: --stamp-log %s: %s\n", s->options.stamp_log,
                    strerror(errno));
            return ret;
        }
        fputs("send_ns,sensor,stamp_ns,t_ns\n", s->stamp_log);
        options.stamp_log = s->stamp_log;
    }
    ret = iiod_server_new(s->base, s->source, &s->faults, &options, &s->server);
    if (ret < 0)
        return ret;
    return player_new(s->base, s->source, s->options.speed, &callbacks, s, &s->player);
}

/* Whoever waits for the file finds a whole number in it. */
static int port_tell(const struct simulator *s)
{
    unsigned port = iiod_server_port(s->server);
    const char *path = s->options.port_file;
    char half[4096];
    FILE *f;
    int ret;

    printf("listening on %s:%u\n", s->options.host, port);
    fflush(stdout);
    if (!path)
        return 0;
    snprintf(half, sizeof(half), "%s.new", path);
    f = fopen(half, "we");
    if (!f || fprintf(f, "%u\n", port) < 0 || fclose(f) != 0 || rename(half, path) < 0) {
        ret = -errno;
        fprintf(stderr, "lumbar-sim: --port-file %s: %s\n", path, strerror(errno));
        return ret;
    }
    return 0;
}

static int serve(struct simulator *s)
{
    int ret = faults_open(s);

    /* What stands there from another run must not be taken for this one's. */
    if (s->options.port_file)
        unlink(s->options.port_file);
    if (ret == 0)
        ret = events_open(s);
    if (ret == 0)
        ret = server_open(s);
    if (ret == 0)
        ret = port_tell(s);
    if (ret < 0)
        return ret;
    if (!s->options.start_on_open)
        start(s);
    if (event_base_dispatch(s->base) < 0)
        return -EIO;
    return s->error;
}

static int record(struct simulator *s)
{
    const char *path = s->options.record;
    FILE *f = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    int ret;

    ret = f ? sim_record(s->source, f) : -errno;
    if (f && f != stdout && fclose(f) != 0 && ret == 0)
        ret = -errno;
    if (ret < 0)
        fprintf(stderr, "lumbar-sim: --record %s: %s\n", path, strerror(-ret));
    return ret;
}

static int serve_wire(struct simulator *s)
{
    static struct wire_array array;
    struct wire_options options = {
        .path = s->options.wire,
        .pty = s->options.wire_pty,
        .array = &array,
        .faults = &s->options.wire_faults,
    };
    int ret = wire_source_array(s->source, &array);

    if (ret < 0) {
        fprintf(stderr, "lumbar-sim: --wire: no array has these sensors\n");
        return ret;
    }
    options.sampler = wire_source_sampler(s->source);
    if (!options.sampler)
        return -ENOMEM;
    prng_init(&options.faults->prng, s->options.athlete.seed, "wire");
    ret = wire_serve(&options);
    wire_out_clear(&array.out);
    wire_out_clear(&options.faults->held);
    free(options.sampler);
    return ret;
}

static void simulator_deinit(struct simulator *s)
{
    struct event *events[] = {s->starting, s->ending, s->faulting, s->signals[0], s->signals[1]};

    player_free(s->player);
    iiod_server_free(s->server);
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
        if (events[i])
            event_free(events[i]);
    if (s->base)
        event_base_free(s->base);
    if (s->stamp_log)
        fclose(s->stamp_log);
    if (s->source)
        s->source->close(s->source);
}

int main(int argc, char **argv)
{
    static struct simulator s;
    int ret = options_parse(&s.options, argc, argv);

    if (ret < 0)
        return 2;
    if (s.options.help || s.options.version) {
        if (s.options.help)
            options_help();
        else
            puts("lumbar-sim " LUMBAR_VERSION);
        if (fflush(stdout) == 0 && !ferror(stdout))
            return EXIT_SUCCESS;
        perror("lumbar-sim: standard output");
        return EXIT_FAILURE;
    }
    /* A client that goes away shows in the result of the write. */
    signal(SIGPIPE, SIG_IGN);
    if (s.options.recording)
        ret = sim_recording_open(s.options.recording, s.options.loop, &s.source);
    else
        ret = sim_athlete_open(&s.options.athlete, &s.source);
    if (ret == 0 && s.options.record)
        ret = record(&s);
    else if (ret == 0 && s.options.wire)
        ret = serve_wire(&s);
    else if (ret == 0)
        ret = serve(&s);
    simulator_deinit(&s);
    return ret < 0 ? 1 : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * sensors-probe - runs the sensor layer on its own and prints what it calls back, a JSON object a
 * line, for the tests. Commands come on standard input, one a line:
 *
 *   status    prints all devices and contexts, then {"event":"end"}
 *   correct     all force sensors: 100 N off, and half as sensitive as they say
 *   quit      (as does end of file)
 *
 * sensors-probe [--rate HZ] [--npv N] [--rule KEY=VALUE,...] [--samples] URI...
 */
#include <errno.h>
#include <event2/event.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sensors/sensors.h"

struct probe {
    struct event_base *base;
    struct sensors *sensors;
    bool samples;
    unsigned in_batch;
    struct sensor_info info[SENSORS_MAX];
    pthread_t loop_thread;
};

static double now_s(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void check_thread(const struct probe *probe)
{
    if (!pthread_equal(probe->loop_thread, pthread_self()))
        abort(); /* the contract: callbacks come on the loop's thread only */
}

/* Text as a JSON string; status texts are printable UTF-8, so only two characters need care. */
static const char *quote(const char *text, char to[512])
{
    size_t n = 0;

    for (; *text != '\0' && n < 508; text++) {
        if (*text == '"' || *text == '\\')
            to[n++] = '\\';
        to[n++] = *text;
    }
    to[n] = '\0';
    return to;
}

static void print_status(const char *event, const struct sensor_status *s)
{
    char device[512], model[512], label[512], serial[512], problem[512];

    printf("{\"event\":\"%s\",\"now\":%.6f,\"has_role\":%s,\"sensor\":%u,\"role\":\"%s\","
           "\"kind\":\"%s\",\"channels\":%u,\"accel_fs\":%.6g,\"anglvel_fs\":%.6g,\"uri\":\"%s\","
           "\"device\":\"%s\",\"model\":\"%s\",\"label\":\"%s\",\"serial\":\"%s\",\"rate\":%.4f,"
           "\"samples\":%llu,\"lost\":%llu,\"connected\":%s,\"problem\":\"%s\"}\n",
           event, now_s(), s->has_role ? "true" : "false", s->sensor, s->info.role,
           s->info.kind == SENSOR_IMU ? "imu" : "force", s->info.channels, s->info.accel_full_scale,
           s->info.anglvel_full_scale, s->uri, quote(s->device, device), quote(s->model, model),
           quote(s->label, label), quote(s->serial, serial), isnan(s->rate_hz) ? -1.0 : s->rate_hz,
           (unsigned long long)s->samples, (unsigned long long)s->lost,
           s->connected ? "true" : "false", quote(s->problem, problem));
}

static void on_attached(void *data, const struct sensor_status *status)
{
    struct probe *probe = data;

    check_thread(probe);
    probe->info[status->sensor] = status->info;
    print_status("attached", status);
}

static void on_detached(void *data, uint16_t sensor)
{
    struct probe *probe = data;

    check_thread(probe);
    printf("{\"event\":\"detached\",\"now\":%.6f,\"sensor\":%u,\"role\":\"%s\"}\n", now_s(), sensor,
           probe->info[sensor].role);
}

static void on_sample(void *data, const struct sample *s)
{
    struct probe *probe = data;
    const struct sensor_info *info = &probe->info[s->sensor];

    check_thread(probe);
    probe->in_batch++;
    if (!probe->samples)
        return;
    printf("{\"event\":\"sample\",\"now\":%.6f,\"t\":%lld,\"role\":\"%s\",\"flags\":%u,\"v\":[",
           now_s(), (long long)s->t_ns, info->role, s->flags);
    if (info->kind == SENSOR_IMU) {
        printf("%.9g,%.9g,%.9g,%.9g,%.9g,%.9g", s->imu.accel[0], s->imu.accel[1], s->imu.accel[2],
               s->imu.anglvel[0], s->imu.anglvel[1], s->imu.anglvel[2]);
    } else {
        for (unsigned i = 0; i < info->channels; i++)
            printf("%s%.9g", i > 0 ? "," : "", s->force[i]);
    }
    printf("]}\n");
}

static void on_batch_done(void *data)
{
    struct probe *probe = data;

    check_thread(probe);
    if (probe->samples)
        printf("{\"event\":\"batch\",\"samples\":%u}\n", probe->in_batch);
    probe->in_batch = 0;
}

static void on_changed(void *data)
{
    check_thread(data);
    printf("{\"event\":\"changed\",\"now\":%.6f}\n", now_s());
}

static void on_log(void *data, int level, const char *message)
{
    check_thread(data);
    fprintf(stderr, "<%d> %s\n", level, message);
}

static void print_all(struct probe *probe)
{
    struct sensor_status status;
    const char *uri, *state;

    for (size_t i = 0; sensors_status(probe->sensors, i, &status) == 0; i++)
        print_status("status", &status);
    for (size_t i = 0; sensors_context(probe->sensors, i, &uri, &state) == 0; i++)
        printf("{\"event\":\"context\",\"uri\":\"%s\",\"state\":\"%s\"}\n", uri, state);
    printf("{\"event\":\"end\",\"now\":%.6f}\n", now_s());
}

static void correct(struct probe *probe)
{
    static const struct sensor_correction correction = {.offset = {100.0, 100.0, 100.0, 100.0},
                                                        .gain = {2.0, 2.0, 2.0, 2.0}};
    struct sensor_status status;

    for (size_t i = 0; sensors_status(probe->sensors, i, &status) >= 0; i++)
        if (status.has_role && status.info.kind == SENSOR_FORCE)
            sensors_correct(probe->sensors, status.sensor, &correction);
}

static void on_input(evutil_socket_t fd, short what, void *data)
{
    struct probe *probe = data;
    char text[256];

    (void)what;
    ssize_t n = read(fd, text, sizeof(text) - 1);
    if (n <= 0) {
        event_base_loopbreak(probe->base);
        return;
    }
    text[n] = '\0';
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strcmp(line, "status") == 0)
            print_all(probe);
        else if (strcmp(line, "correct") == 0)
            correct(probe);
        else if (strcmp(line, "quit") == 0)
            event_base_loopbreak(probe->base);
    }
}

static int parse_rule(char *text, struct sensors_rule *ret_rule)
{
    *ret_rule = (struct sensors_rule){0};
    for (char *pair = strtok(text, ","); pair != NULL; pair = strtok(NULL, ",")) {
        char *value = strchr(pair, '=');
        if (value == NULL)
            return -EINVAL;
        *value++ = '\0';
        const struct {
            const char *key;
            char *to;
            size_t size;
        } fields[] = {
            {"label", ret_rule->label, sizeof(ret_rule->label)},
            {"name", ret_rule->name, sizeof(ret_rule->name)},
            {"serial", ret_rule->serial, sizeof(ret_rule->serial)},
            {"path", ret_rule->path, sizeof(ret_rule->path)},
            {"role", ret_rule->role, sizeof(ret_rule->role)},
        };
        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
            if (strcmp(pair, fields[i].key) == 0)
                snprintf(fields[i].to, fields[i].size, "%s", value);
        }
        if (strncmp(pair, "npv", 3) == 0 && pair[3] >= '0' && pair[3] < '4')
            ret_rule->newton_per_volt[pair[3] - '0'] = atof(value);
    }
    return 0;
}

static int parse_options(int argc, char **argv, struct probe *probe, struct sensors_config *config)
{
    config->kernel_buffers = 256; /* tests run on busy machines */
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--samples") == 0)
            probe->samples = true;
        else if (strcmp(argv[i], "--rate") == 0 && more)
            config->rate_hz = atof(argv[++i]);
        else if (strcmp(argv[i], "--npv") == 0 && more)
            config->newton_per_volt = atof(argv[++i]);
        else if (strcmp(argv[i], "--rule") == 0 && more) {
            if (config->rule_count == SENSORS_RULES_MAX ||
                parse_rule(argv[++i], &config->rules[config->rule_count++]) < 0)
                return -EINVAL;
        } else if (argv[i][0] != '-' && config->uri_count < SENSORS_URIS_MAX)
            snprintf(config->uris[config->uri_count++], sizeof(config->uris[0]), "%s", argv[i]);
        else
            return -EINVAL;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static struct sensors_config config;
    static struct probe probe;
    const struct sensors_callbacks callbacks = {
        .attached = on_attached,
        .detached = on_detached,
        .sample = on_sample,
        .batch_done = on_batch_done,
        .changed = on_changed,
        .log = on_log,
    };

    if (parse_options(argc, argv, &probe, &config) < 0) {
        fprintf(stderr, "usage: sensors-probe [--rate HZ] [--npv N] [--rule K=V,...] [--samples] "
                        "URI...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    probe.loop_thread = pthread_self();
    probe.base = event_base_new();
    struct event *input = event_new(probe.base, 0, EV_READ | EV_PERSIST, on_input, &probe);
    event_add(input, NULL);
    int r = sensors_new(probe.base, &config, &callbacks, &probe, &probe.sensors);
    if (r < 0) {
        fprintf(stderr, "sensors_new: %s\n", strerror(-r));
        return 1;
    }
    event_base_dispatch(probe.base);
    double before = now_s();
    sensors_free(probe.sensors);
    printf("{\"event\":\"freed\",\"took\":%.3f}\n", now_s() - before);
    event_free(input);
    event_base_free(probe.base);
    return 0;
}

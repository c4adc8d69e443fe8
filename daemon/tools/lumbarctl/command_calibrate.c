/* SPDX-License-Identifier: MIT */
/* calibrate and tare: lead a person through a calibration until it is done or refused. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "happening.h"
#include "json_output.h"
#include "text.h"

/* The hub gives up a step after at most 60 s; then it is the hub that hangs. */
#define PATIENCE_S 90
#define BAR_COLUMNS 20

const struct option_spec command_calibrate_options[] = {
    {"sensor", "ROLE", "accel, span: which one, if there are several"},
    {"weight", "KG", "span: the weight that will be put on"},
    {"no-wait", NULL, "begin it and return, without following its steps"},
    {0},
};

struct follower {
    const struct arguments *arguments;
    const char *kind;
    bool draws; /* a bar of progress: on a terminal */
    bool drawn;
    double heard_s; /* when the hub said something last */
    bool ended;
    bool refused;
    char reason[64];
    char sensor[64];
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static void wipe_bar(struct follower *follower)
{
    if (follower->drawn)
        fputs("\r\033[K", stdout);
    follower->drawn = false;
}

static void draw_bar(struct follower *follower, double progress)
{
    char bar[BAR_COLUMNS + 1];
    int full = (int)(progress * BAR_COLUMNS + 0.5);

    for (int i = 0; i < BAR_COLUMNS; i++)
        bar[i] = i < full ? '#' : '.';
    bar[BAR_COLUMNS] = '\0';
    printf("\r   [%s]", bar);
    fflush(stdout);
    follower->drawn = true;
}

static void say_task(double step, double steps, const char *task)
{
    printf("%.0f of %.0f. %s\n", step, steps, text_calibration_task(task));
    fflush(stdout);
}

static void say(struct follower *follower, struct json_object *happening)
{
    const char *verdict = happening_string(happening, "verdict");
    const char *task = happening_detail_string(happening, "task");
    double step = happening_number(happening, "step");
    double steps = happening_detail(happening, "steps");

    if (strcmp(verdict, "progress") == 0) {
        if (follower->draws)
            draw_bar(follower, happening_detail(happening, "progress"));
        return;
    }
    wipe_bar(follower);
    if (strcmp(verdict, "step") == 0) {
        say_task(step + 1, steps, task);
    } else if (strcmp(verdict, "again") == 0) {
        printf("   Once more: %s.\n", text_calibration_reason(follower->reason));
        fflush(stdout);
    }
}

static int on_calibration(sd_bus_message *signal, void *data, sd_bus_error *error)
{
    (void)error;
    struct follower *follower = data;
    struct json_object *happening;
    if (happening_read(signal, &happening) <= 0)
        return 0;
    if (strcmp(happening_string(happening, "kind"), follower->kind) != 0) {
        json_object_put(happening);
        return 0;
    }
    const char *verdict = happening_string(happening, "verdict");
    follower->heard_s = text_seconds_since(0);
    follower->refused = strcmp(verdict, "refused") == 0;
    follower->ended = follower->refused || strcmp(verdict, "done") == 0;
    snprintf(follower->reason, sizeof(follower->reason), "%s",
             happening_string(happening, "reason"));
    snprintf(follower->sensor, sizeof(follower->sensor), "%s",
             happening_detail_string(happening, "sensor"));
    if (follower->arguments->json) {
        json_output_print(happening);
        return 0;
    }
    say(follower, happening);
    json_object_put(happening);
    return 0;
}

/* Whoever walks away with Ctrl-C does not leave a hub behind that counts nothing. */
static int give_up(struct hub *hub)
{
    (void)hub_call(hub, NULL, "StopCalibration", "");
    return -EINTR;
}

/* 0 when it has ended, -ETIMEDOUT, -EINTR, or another negative errno. */
static int follow(struct hub *hub, struct follower *follower)
{
    sd_bus *bus = hub_bus(hub);

    follower->heard_s = text_seconds_since(0);
    while (!follower->ended) {
        int r = sd_bus_process(bus, NULL);
        if (interrupted)
            return give_up(hub);
        if (r == 0) {
            double left_s = follower->heard_s + PATIENCE_S - text_seconds_since(0);
            if (left_s <= 0)
                return -ETIMEDOUT;
            r = sd_bus_wait(bus, (uint64_t)(left_s * 1e6));
            r = r == -EINTR ? 0 : r;
        }
        if (r < 0)
            return r;
    }
    return 0;
}

static int end(const struct arguments *arguments, struct hub *hub, struct follower *follower)
{
    wipe_bar(follower);
    hub_free(hub);
    if (follower->refused) {
        fprintf(stderr, "lumbarctl: the %s calibration was refused: %s%s%s%s\n", follower->kind,
                text_calibration_reason(follower->reason), follower->sensor[0] ? " (" : "",
                text_safe(follower->sensor).s, follower->sensor[0] ? ")" : "");
        return EXIT_REFUSED;
    }
    if (!arguments->json)
        puts("Done.");
    return EXIT_OK;
}

static const char *first_task(const char *kind)
{
    if (strcmp(kind, "gyro") == 0)
        return "still";
    if (strcmp(kind, "body") == 0)
        return "stand";
    return strcmp(kind, "accel") == 0 ? "side" : "empty";
}

static int append_options(sd_bus_message *request, const char *kind, const char *sensor,
                          double weight_kg)
{
    int r = sd_bus_message_append(request, "s", kind);

    if (r >= 0)
        r = sd_bus_message_open_container(request, 'a', "{sv}");
    if (r >= 0 && sensor)
        r = sd_bus_message_append(request, "{sv}", "sensor", "s", sensor);
    if (r >= 0 && weight_kg > 0)
        r = sd_bus_message_append(request, "{sv}", "weight", "d", weight_kg);
    return r < 0 ? r : sd_bus_message_close_container(request);
}

static int begin(struct hub *hub, const char *kind, const char *sensor, double weight_kg)
{
    sd_bus_message *request = NULL;

    if (!sensor && weight_kg <= 0)
        return hub_call(hub, NULL, "Calibrate", "s", kind);
    int r = hub_request(hub, "CalibrateWith", &request);
    if (r >= 0)
        r = append_options(request, kind, sensor, weight_kg);
    if (r < 0)
        hub_fail(hub, NULL, r);
    else
        r = hub_call_message(hub, request, NULL);
    sd_bus_message_unref(request);
    return r;
}

static int lead(const struct arguments *arguments, struct hub *hub, struct follower *follower)
{
    struct sigaction action = {.sa_handler = on_interrupt};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int r = follow(hub, follower);
    wipe_bar(follower);
    if (r == -ETIMEDOUT || r == -EINTR) {
        if (r == -ETIMEDOUT)
            fprintf(stderr, "lumbarctl: the hub has said nothing of the %s calibration for %d s\n",
                    follower->kind, PATIENCE_S);
        else
            fprintf(stderr, "lumbarctl: the %s calibration was given up\n", follower->kind);
        hub_free(hub);
        return EXIT_REFUSED;
    }
    if (r < 0) {
        hub_fail(hub, NULL, r);
        return command_fail(arguments, hub);
    }
    return end(arguments, hub, follower);
}

static int calibrate(const struct arguments *arguments, const char *kind, const char *sensor,
                     double weight_kg, bool wait)
{
    struct follower follower = {
        .arguments = arguments,
        .kind = kind,
        .draws = !arguments->json && isatty(STDOUT_FILENO),
    };
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    int r = sd_bus_match_signal(hub_bus(hub), NULL, HUB_NAME, HUB_ROOT, HUB_MANAGER, "Calibration",
                                on_calibration, &follower);
    if (r < 0)
        hub_fail(hub, NULL, r);
    else
        r = begin(hub, kind, sensor, weight_kg);
    if (r < 0)
        return command_fail(arguments, hub);
    if (!wait)
        return command_done(arguments, hub, NULL, "The calibration has begun.");
    if (!arguments->json)
        printf("%s\n", text_calibration_task(first_task(kind)));
    fflush(stdout);
    return lead(arguments, hub, &follower);
}

int command_calibrate(const struct arguments *arguments)
{
    const char *weight = arguments_option(arguments, "weight");
    const char *kind = arguments->operands[0];
    double weight_kg = 0;

    if (weight && arguments_number(weight, "the weight", 1, 500, &weight_kg) < 0)
        return EXIT_USAGE;
    if (strcmp(kind, "span") == 0 && !weight) {
        fprintf(stderr, "lumbarctl: span needs --weight KG\n");
        return EXIT_USAGE;
    }
    return calibrate(arguments, kind, arguments_option(arguments, "sensor"), weight_kg,
                     !arguments_option(arguments, "no-wait"));
}

int command_tare(const struct arguments *arguments)
{
    return calibrate(arguments, "tare", NULL, 0, true);
}

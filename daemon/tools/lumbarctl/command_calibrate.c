/* SPDX-License-Identifier: MIT */
/* calibrate and tare: begin a calibration, and follow it until it is done or refused. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "happening.h"
#include "json_output.h"
#include "text.h"

const struct option_spec command_calibrate_options[] = {
    {"no-wait", NULL, "begin it and return, without following its steps"},
    {0},
};

/* What to do before each step; the hub tells when it has seen it. */
static const char *const body_steps[] = {
    "Stand upright and still.",
    "Bend forward from the hips, slowly, and come back up.",
    "And once more.",
};

struct follower {
    const struct arguments *arguments;
    const char *kind;
    bool ended;
    bool refused;
    char reason[64];
};

static void say_step(const char *kind, unsigned step)
{
    if (strcmp(kind, "gyro") == 0 && step == 0)
        puts("Put all sensors down and do not touch them.");
    else if (strcmp(kind, "tare") == 0 && step == 0)
        puts("Nobody and nothing on the plates, please.");
    else if (strcmp(kind, "body") == 0 && step < sizeof(body_steps) / sizeof(body_steps[0]))
        printf("%u. %s\n", step + 1, body_steps[step]);
    fflush(stdout);
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
    follower->refused = strcmp(verdict, "refused") == 0;
    follower->ended = follower->refused || strcmp(verdict, "done") == 0;
    snprintf(follower->reason, sizeof(follower->reason), "%s",
             happening_string(happening, "reason"));
    unsigned step = (unsigned)happening_number(happening, "step");
    if (follower->arguments->json) {
        json_output_print(happening);
        return 0;
    }
    json_object_put(happening);
    if (!follower->ended)
        say_step(follower->kind, step);
    return 0;
}

/* 0 when it has ended, -ETIMEDOUT, or another negative errno. */
static int follow(struct hub *hub, const struct follower *follower, double limit_s)
{
    sd_bus *bus = hub_bus(hub);
    double end_s = text_seconds_since(0) + limit_s;
    while (!follower->ended) {
        int r = sd_bus_process(bus, NULL);
        if (r == 0) {
            double left_s = end_s - text_seconds_since(0);
            if (left_s <= 0)
                return -ETIMEDOUT;
            r = sd_bus_wait(bus, (uint64_t)(left_s * 1e6));
        }
        if (r < 0)
            return r;
    }
    return 0;
}

static int end(const struct arguments *arguments, struct hub *hub, const struct follower *follower)
{
    hub_free(hub);
    if (follower->refused) {
        fprintf(stderr, "lumbarctl: the %s calibration was refused: %s\n", follower->kind,
                text_calibration_reason(follower->reason));
        return EXIT_REFUSED;
    }
    if (!arguments->json)
        puts("Done.");
    return EXIT_OK;
}

static int calibrate(const struct arguments *arguments, const char *kind, bool wait)
{
    /* The hub waits 30 s for the bends; lying still, the hub decides in seconds. */
    double limit_s = strcmp(kind, "body") == 0 ? 120 : 30;
    struct follower follower = {.arguments = arguments, .kind = kind};
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    int r = sd_bus_match_signal(hub_bus(hub), NULL, HUB_NAME, HUB_ROOT, HUB_MANAGER, "Calibration",
                                on_calibration, &follower);
    if (r < 0)
        hub_fail(hub, NULL, r);
    else
        r = hub_call(hub, NULL, "Calibrate", "s", kind);
    if (r < 0)
        return command_fail(arguments, hub);
    if (!wait)
        return command_done(arguments, hub, NULL, "The calibration has begun.");
    if (!arguments->json)
        say_step(kind, 0);
    r = follow(hub, &follower, limit_s);
    if (r == -ETIMEDOUT) {
        fprintf(stderr, "lumbarctl: the %s calibration has not ended within %.0f s\n", kind,
                limit_s);
        hub_free(hub);
        return EXIT_REFUSED;
    }
    if (r < 0) {
        hub_fail(hub, NULL, r);
        return command_fail(arguments, hub);
    }
    return end(arguments, hub, &follower);
}

int command_calibrate(const struct arguments *arguments)
{
    return calibrate(arguments, arguments->operands[0], !arguments_option(arguments, "no-wait"));
}

int command_tare(const struct arguments *arguments)
{
    return calibrate(arguments, "tare", true);
}

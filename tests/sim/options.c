/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iiod_device.h"
#include "options.h"

enum option_id {
    LISTEN,
    PORT_FILE,
    RECORDING,
    LOOP,
    RECORD,
    STAMP_LOG,
    SPEED,
    START_ON_OPEN,
    EXIT_AT_END,
    FAULT,
    FAULT_SCRIPT,
    WIRE,
    WIRE_PTY,
    WIRE_FAULT,
    HELP,
    VERSION,
    OPTIONS,
};

static const struct {
    const char *name;
    const char *value; /* NULL = takes none */
    const char *help;
} table[OPTIONS] = {
    [LISTEN] = {"listen", "[HOST:]PORT", "default 127.0.0.1:30431; port 0 = any that is free"},
    [PORT_FILE] = {"port-file", "FILE", "write the port there once it can be reached"},
    [RECORDING] = {"recording", "FILE", "play a recording"},
    [LOOP] = {"loop", NULL, "and begin again at its end"},
    [RECORD] = {"record", "FILE", "write a recording as fast as it goes, and end; - = stdout"},
    [STAMP_LOG] = {"stamp-log", "FILE",
                   "a line a sample sent: send_ns (CLOCK_MONOTONIC),sensor,stamp_ns,t_ns"},
    [SPEED] = {"speed", "X", "play X times as fast; time stamps keep the source's pace"},
    [START_ON_OPEN] = {"start-on-open", NULL,
                       "begin when all devices have a buffer open, or 2 s after the first"},
    [EXIT_AT_END] = {"exit-at-end", NULL, "end 1 s after the last sample"},
    [FAULT] = {"iiod-fault", "FAULT", "see below"},
    [FAULT_SCRIPT] = {"fault-script", "FILE", "see below"},
    [WIRE] = {"wire", "PATH", "speak the array's wire protocol on a Unix socket there, no IIOD"},
    [WIRE_PTY] = {"wire-pty", NULL, "on a pseudo terminal that PATH becomes a link to"},
    [WIRE_FAULT] = {"wire-fault", "FAULT", "of the line or the concentrator, see below"},
    [HELP] = {"help", NULL, "this"},
    [VERSION] = {"version", NULL, "of the hub that it was built with"},
};

static int complain(const char *name, const char *value, const char *problem)
{
    fprintf(stderr, "lumbar-sim: --%s%s%s: %s\n", name, value[0] ? " " : "", value, problem);
    return -EINVAL;
}

/* "PORT", "HOST:PORT" or "[V6]:PORT" */
static int listen_parse(struct options *o, const char *value)
{
    const char *colon = strrchr(value, ':');
    const char *port = colon ? colon + 1 : value;
    size_t length = colon ? (size_t)(colon - value) : 0;
    char *end;
    unsigned long number;

    if (length > 1 && value[0] == '[' && value[length - 1] == ']') {
        value++;
        length -= 2;
    }
    number = strtoul(port, &end, 10);
    if (*port < '0' || *port > '9' || *end != '\0' || number > UINT16_MAX)
        return complain("listen", value, "not a port");
    if (length >= sizeof(o->host))
        return complain("listen", value, "too long a host");
    if (length > 0)
        snprintf(o->host, sizeof(o->host), "%.*s", (int)length, value);
    o->port = (uint16_t)number;
    return 0;
}

static int speed_parse(struct options *o, const char *value)
{
    char *end;

    o->speed = strtod(value, &end);
    if (end == value || *end != '\0' || !(o->speed > 0) || o->speed > 1e6)
        return complain("speed", value, "not a speed");
    return 0;
}

static int wire_fault_parse(struct options *o, const char *value)
{
    const char *problem;

    if (wire_faults_add(&o->wire_faults, value, &problem) < 0)
        return complain("wire-fault", value, problem);
    return 0;
}

static int option_take(struct options *o, enum option_id id, const char *value)
{
    switch (id) {
    case LISTEN:
        return listen_parse(o, value);
    case PORT_FILE:
        o->port_file = value;
        break;
    case RECORDING:
        o->recording = value;
        break;
    case LOOP:
        o->loop = true;
        break;
    case RECORD:
        o->record = value;
        break;
    case STAMP_LOG:
        o->stamp_log = value;
        break;
    case SPEED:
        return speed_parse(o, value);
    case START_ON_OPEN:
        o->start_on_open = true;
        break;
    case EXIT_AT_END:
        o->exit_at_end = true;
        break;
    case FAULT:
        if (o->fault_count == SIM_FAULTS_MAX)
            return complain("iiod-fault", value, "too many faults");
        o->fault[o->fault_count++] = value;
        break;
    case FAULT_SCRIPT:
        o->fault_script = value;
        break;
    case WIRE:
        o->wire = value;
        break;
    case WIRE_PTY:
        o->wire_pty = true;
        break;
    case WIRE_FAULT:
        return wire_fault_parse(o, value);
    case HELP:
        o->help = true;
        break;
    case VERSION:
        o->version = true;
        break;
    case OPTIONS:
        break;
    }
    return 0;
}

static enum option_id option_find(const char *name)
{
    int id = 0;

    while (id < OPTIONS && strcmp(table[id].name, name) != 0)
        id++;
    return (enum option_id)id;
}

/* 1: takes a value, 0: takes none, -ENOENT: no such option. */
static int option_arity(const char *name)
{
    enum option_id id = option_find(name);

    return id == OPTIONS ? sim_athlete_option_arity(name) : table[id].value != NULL;
}

/* One "--name[=value]" at argv[*at], or with its value behind it. */
static int option_parse(struct options *o, char **argv, int *at, const char **athletes)
{
    const char *option = argv[*at];
    const char *value = strchr(option, '=');
    size_t length = value ? (size_t)(value - option) : strlen(option);
    enum option_id id;
    char name[64];
    int arity;

    if (strncmp(option, "--", 2) != 0 || length - 2 >= sizeof(name)) {
        fprintf(stderr, "lumbar-sim: %s: not an option; see --help\n", option);
        return -EINVAL;
    }
    snprintf(name, sizeof(name), "%.*s", (int)length - 2, option + 2);
    arity = option_arity(name);
    if (arity < 0) {
        fprintf(stderr, "lumbar-sim: --%s: no such option; see --help\n", name);
        return -EINVAL;
    }
    if (value)
        value++;
    if (!arity && value)
        return complain(name, value, "takes no value");
    if (arity && !value && !(value = argv[++*at]))
        return complain(name, "", "needs a value");
    id = option_find(name);
    if (id != OPTIONS)
        return option_take(o, id, value);
    /* The seed is for both: faults throw dice as well. */
    if (strcmp(name, "seed") != 0)
        *athletes = option;
    return sim_athlete_option(&o->athlete, name, value) < 0 ? -EINVAL : 0;
}

int options_parse(struct options *ret_options, int argc, char **argv)
{
    struct options o = {.host = "127.0.0.1", .port = 30431, .speed = 1};
    const char *athletes = NULL; /* an option that only an athlete understands */

    sim_athlete_defaults(&o.athlete);
    for (int i = 1; i < argc; i++)
        if (option_parse(&o, argv, &i, &athletes) < 0)
            return -EINVAL;
    const bool asked = o.help || o.version;
    if (!asked && o.recording && athletes) {
        fprintf(stderr, "lumbar-sim: %s: not with --recording\n", athletes);
        return -EINVAL;
    }
    if (!asked && !o.recording && o.loop)
        return complain("loop", "", "only a recording (--recording) can be repeated");
    if (!asked && o.record && o.loop)
        return complain("record", o.record, "would never end with --loop");
    if (!asked && !o.wire && (o.wire_pty || o.wire_faults.count > 0))
        return complain("wire-pty", "or --wire-fault", "only with --wire");
    *ret_options = o;
    return 0;
}

void options_help(void)
{
    puts("lumbar-sim [OPTION]...\n"
         "Serves simulated IIO devices to libiio clients (uri ip:HOST:PORT), which give the\n"
         "samples of a recording or of an athlete.\n");
    for (int i = 0; i < OPTIONS; i++) {
        char name[40];

        snprintf(name, sizeof(name), "--%s%s%s", table[i].name, table[i].value ? " " : "",
                 table[i].value ? table[i].value : "");
        printf("  %-25s %s\n", name, table[i].help);
    }
    putchar('\n');
    sim_athlete_help(stdout);
    putchar('\n');
    sim_faults_help(stdout);
    puts("\nFaults on the wire, written the same way with a node instead of a sensor:");
    wire_faults_help(stdout);
    printf(
        "\nUnits: raw times scale is m/s^2, rad/s and, of a load cell's bridge, millivolts; one\n"
        "volt stands for %.0f newtons.\n",
        IIOD_NEWTON_PER_VOLT);
}

// SPDX-License-Identifier: MIT
/*
 * wire_player.c - the array on a serial line, from the command line: a checkable pattern or a
 * recording, with faults. The machines of `make check-vm` have it on their UART.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/wire.h"

static const char usage[] =
    "usage: wire-player [options] PATH\n"
    "Speaks the array's wire protocol on a Unix socket that it makes at PATH.\n"
    "  --pty              make a pseudo terminal, and PATH a link to it, instead\n"
    "  --imus=N           pattern: so many IMU nodes (8)\n"
    "  --bridges=N        pattern: a force node with so many bridges (4)\n"
    "  --recording=FILE   samples from a recording instead of the pattern\n"
    "  --length=SECONDS   end so long after the first START\n"
    "  --ppm=X            the array's clock runs so much too fast\n"
    "  --clock=US         and says this at the beginning\n"
    "  --half-duplex      two-wire line\n"
    "  --backlog=BYTES    memory for what a slow host is late to take (65536)\n"
    "  --seed=N           of the faults' random numbers\n"
    "  --log=FILE         write counters at the end\n"
    "  --fault=WHAT[=NUMBER][@SECONDS[+SECONDS]][:NODE], repeatable:\n";

enum {
    PTY = 256,
    IMUS,
    BRIDGES,
    RECORDING,
    LENGTH,
    PPM,
    CLOCK,
    HALF,
    BACKLOG,
    SEED,
    LOG,
    FAULT,
    HELP
};

static const struct option long_options[] = {
    {"pty", no_argument, NULL, PTY},
    {"imus", required_argument, NULL, IMUS},
    {"bridges", required_argument, NULL, BRIDGES},
    {"recording", required_argument, NULL, RECORDING},
    {"length", required_argument, NULL, LENGTH},
    {"ppm", required_argument, NULL, PPM},
    {"clock", required_argument, NULL, CLOCK},
    {"half-duplex", no_argument, NULL, HALF},
    {"backlog", required_argument, NULL, BACKLOG},
    {"seed", required_argument, NULL, SEED},
    {"log", required_argument, NULL, LOG},
    {"fault", required_argument, NULL, FAULT},
    {"help", no_argument, NULL, HELP},
    {0},
};

struct settings {
    unsigned imus, bridges;
    const char *recording;
    double ppm;
    uint32_t clock_us;
    bool half_duplex;
    uint64_t seed;
};

/* Returns 0, or the exit status plus one. */
static int parse(int argc, char **argv, struct settings *settings, struct wire_options *options)
{
    const char *problem;
    int c;

    while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        switch (c) {
        case PTY:
            options->pty = true;
            break;
        case IMUS:
            settings->imus = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case BRIDGES:
            settings->bridges = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case RECORDING:
            settings->recording = optarg;
            break;
        case LENGTH:
            options->length_s = strtod(optarg, NULL);
            break;
        case PPM:
            settings->ppm = strtod(optarg, NULL);
            break;
        case CLOCK:
            settings->clock_us = (uint32_t)strtoul(optarg, NULL, 0);
            break;
        case HALF:
            settings->half_duplex = true;
            break;
        case BACKLOG:
            options->backlog = strtoul(optarg, NULL, 0);
            break;
        case SEED:
            settings->seed = strtoull(optarg, NULL, 0);
            break;
        case LOG:
            options->log = optarg;
            break;
        case FAULT:
            if (wire_faults_add(options->faults, optarg, &problem) < 0) {
                fprintf(stderr, "wire-player: --fault=%s: %s\n", optarg, problem);
                return 3;
            }
            break;
        case HELP:
            fputs(usage, stdout);
            wire_faults_help(stdout);
            return 1;
        default:
            return 3;
        }
    if (optind != argc - 1 || settings->imus + !!settings->bridges > WIRE_NODES_MAX ||
        settings->bridges > 4) {
        fputs(usage, stderr);
        wire_faults_help(stderr);
        return 3;
    }
    options->path = argv[optind];
    return 0;
}

int main(int argc, char **argv)
{
    static struct wire_array array;
    static struct wire_faults faults;
    struct wire_options options = {.array = &array, .faults = &faults};
    struct settings settings = {.imus = 8, .bridges = 4, .seed = 1};
    struct sim_source *source = NULL;
    int ret = parse(argc, argv, &settings, &options);

    if (ret)
        return ret - 1;
    if (settings.recording) {
        if (sim_recording_open(settings.recording, true, &source) < 0 ||
            wire_source_array(source, &array) < 0)
            return 1;
        options.sampler = wire_source_sampler(source);
    } else {
        wire_pattern_array(&array, settings.imus, settings.bridges);
        options.sampler = wire_pattern_sampler();
    }
    array.clock_ppm = settings.ppm;
    array.clock_first_us = settings.clock_us;
    array.half_duplex = settings.half_duplex;
    array.boot = (uint32_t)settings.seed;
    prng_init(&faults.prng, settings.seed, "wire");
    ret = wire_serve(&options);

    wire_out_clear(&array.out);
    wire_out_clear(&faults.held);
    if (source) {
        source->close(source);
        free(options.sampler);
    }
    return ret < 0;
}

/* SPDX-License-Identifier: MIT */
#include "record_options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus_address.h"

enum { OPTION_BUS = 256, OPTION_URI, OPTION_CONFIG, OPTION_FORCE, OPTION_QUIET, OPTION_VERSION };

static const struct option long_options[] = {
    {"bus", required_argument, NULL, OPTION_BUS},
    {"uri", required_argument, NULL, OPTION_URI},
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"output", required_argument, NULL, 'o'},
    {"duration", required_argument, NULL, 'd'},
    {"force", no_argument, NULL, OPTION_FORCE},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

static void print_help(void)
{
    puts("lumbar-record: write what the sensors say to a file\n"
         "\n"
         "Usage: lumbar-record [OPTION]...\n"
         "\n"
         "Takes the samples from the running hub, which goes on meanwhile, or with --uri from\n"
         "the sensors themselves. ^C ends it; the file is whole at any time.\n"
         "\n"
         "  -o, --output FILE   where to; - is standard output. When left out, the file is named\n"
         "                      after date and time, in this folder\n"
         "      --force         overwrite FILE if it is there\n"
         "  -d, --duration S    end after so many seconds of samples\n"
         "      --bus BUS       where the hub is: system (when left out), session, or a D-Bus\n"
         "                      address\n"
         "      --uri URI       read a libiio context instead: local:, ip:HOST; also several\n"
         "      --config FILE   with --uri: take the sensors' roles from this lumbard.conf\n"
         "      --quiet         no progress\n"
         "      --help, --version");
}

static int complain(const char *option, const char *value, const char *allowed)
{
    fprintf(stderr, "lumbar-record: %s must be %s, not '%s'\n", option, allowed, value);
    return 2;
}

static int take_duration(struct record_options *options, const char *text)
{
    char *end;
    options->duration_s = strtod(text, &end);
    if (end == text || *end || !(options->duration_s > 0 && options->duration_s <= 86400))
        return complain("--duration", text, "a number of seconds, up to 86400");
    return -1;
}

static int take_bus(struct record_options *options, const char *text)
{
    options->bus = text;
    if (bus_address_is_valid(text))
        return -1;
    return complain("--bus", text, "'system', 'session' or an address such as unix:path=/run/bus");
}

static int take_uri(struct record_options *options, const char *text)
{
    if (!strchr(text, ':'))
        return complain("--uri", text, "a libiio context such as local: or ip:array.local");
    if (options->uri_count == RECORD_URIS_MAX) {
        fprintf(stderr, "lumbar-record: at most %d times --uri\n", RECORD_URIS_MAX);
        return 2;
    }
    options->uris[options->uri_count++] = text;
    return -1;
}

static int take_option(struct record_options *options, int option, const char *word)
{
    switch (option) {
    case OPTION_BUS:
        return take_bus(options, optarg);
    case OPTION_URI:
        return take_uri(options, optarg);
    case OPTION_CONFIG:
        options->config_file = optarg;
        return -1;
    case 'o':
        options->output = optarg;
        return -1;
    case 'd':
        return take_duration(options, optarg);
    case OPTION_FORCE:
        options->force = true;
        return -1;
    case OPTION_QUIET:
        options->quiet = true;
        return -1;
    case 'h':
        print_help();
        return 0;
    case OPTION_VERSION:
        puts("lumbar-record " LUMBAR_VERSION);
        return 0;
    case ':':
        fprintf(stderr, "lumbar-record: option '%s' needs a value\n", word);
        return 2;
    default:
        fprintf(stderr, "lumbar-record: there is no option '%s'. Try: lumbar-record --help\n",
                word);
        return 2;
    }
}

int record_options_parse(int argc, char **argv, struct record_options *ret_options)
{
    struct record_options options = {.bus = "system"};
    for (;;) {
        const char *word = optind < argc ? argv[optind] : "";
        int option = getopt_long(argc, argv, ":o:d:h", long_options, NULL);
        if (option < 0)
            break;
        int code = take_option(&options, option, word);
        if (code >= 0)
            return code;
    }
    if (optind < argc) {
        fprintf(stderr, "lumbar-record: one word too many: '%s'. The file is named by -o\n",
                argv[optind]);
        return 2;
    }
    if (options.config_file && options.uri_count == 0) {
        fputs("lumbar-record: --config is for --uri only; a hub has its own\n", stderr);
        return 2;
    }
    *ret_options = options;
    return -1;
}

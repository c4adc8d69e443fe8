/* SPDX-License-Identifier: MIT */
#include "profiles/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static void print_help(void)
{
    puts(
        "usage: lumbard [OPTION ...]\n"
        "The hub of a home gym: reads IIO sensors, counts and times what the lifter does, and "
        "tells\n"
        "everybody on D-Bus (org.lumbar.Hub1).\n\n"
        "  --config FILE      configuration (default " CONFIG_FILE ")\n"
        "  --bus WHICH        system, session, or a D-Bus address such as unix:path=...\n"
        "  --uri URI          libiio context to read, such as local: or ip:HOST; may be repeated;\n"
        "                     instead of those of the configuration\n"
        "  --profiles DIR     exercise profiles\n"
        "  --state DIR        where to keep what was learned (default: what systemd says)\n"
        "  --log-level LEVEL  error, warning, notice, info or debug\n"
        "  --help             this text\n"
        "  --version          the version\n\n"
        "Options win over the configuration. See lumbard(8) and lumbard.conf(5).");
}

/* Whoever redirects the help onto a full disk is told. */
static int finish_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_SUCCESS;
    perror("lumbard: standard output");
    return EXIT_FAILURE;
}

static int give_up(void)
{
    fputs("Try lumbard --help.\n", stderr);
    return EXIT_USAGE;
}

int options_complain(const char *option, const char *value, const char *allowed)
{
    fprintf(stderr, "lumbard: %s is to be %s, not \"%s\"\n", option, allowed, value);
    return give_up();
}

int options_parse(int argc, char **argv, struct options *ret_options)
{
    enum { CONFIG = 256, BUS, URI, PROFILES, STATE, LOG_LEVEL, HELP, VERSION };
    static const struct option known[] = {
        {"config", required_argument, NULL, CONFIG},
        {"bus", required_argument, NULL, BUS},
        {"uri", required_argument, NULL, URI},
        {"profiles", required_argument, NULL, PROFILES},
        {"state", required_argument, NULL, STATE},
        {"log-level", required_argument, NULL, LOG_LEVEL},
        {"help", no_argument, NULL, HELP},
        {"version", no_argument, NULL, VERSION},
        {0},
    };

    *ret_options = (struct options){0};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        switch (c) {
        case CONFIG:
            ret_options->config_file = optarg;
            break;
        case BUS:
            ret_options->bus = optarg;
            break;
        case URI:
            if (ret_options->uri_count == CONFIG_URIS_MAX) {
                fprintf(stderr, "lumbard: more than %d --uri\n", CONFIG_URIS_MAX);
                return give_up();
            }
            ret_options->uris[ret_options->uri_count++] = optarg;
            break;
        case PROFILES:
            ret_options->profiles = optarg;
            break;
        case STATE:
            ret_options->state = optarg;
            break;
        case LOG_LEVEL:
            ret_options->log_level = optarg;
            break;
        case HELP:
            print_help();
            return finish_output();
        case VERSION:
            puts("lumbard " LUMBAR_VERSION);
            return finish_output();
        case ':':
            fprintf(stderr, "lumbard: %s wants a value\n", argv[optind - 1]);
            return give_up();
        default:
            fprintf(stderr, "lumbard: unknown option %s\n", argv[optind - 1]);
            return give_up();
        }
    }
    if (optind < argc) {
        fprintf(stderr, "lumbard: unexpected argument \"%s\"\n", argv[optind]);
        return give_up();
    }
    return -1;
}

static void put(char to[CONFIG_TEXT_SIZE], const char *text)
{
    if (text)
        snprintf(to, CONFIG_TEXT_SIZE, "%s", text);
}

void options_apply(const struct options *options, struct config *config)
{
    put(config->bus, options->bus);
    put(config->profiles, options->profiles);
    if (options->log_level)
        snprintf(config->log_level, sizeof config->log_level, "%s", options->log_level);
    if (options->uri_count > 0)
        config->uri_count = options->uri_count;
    for (size_t i = 0; i < options->uri_count; i++)
        put(config->uris[i], options->uris[i]);
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "command.h"
#include "terminal.h"
#include "watch_views.h"

const struct option_spec command_watch_options[] = {
    {"wait", NULL, "when the hub is not running, wait for it"},
    {"sets", "N", "stop when N sets have ended"},
    {"plain", NULL, "plain lines, also on a terminal"},
    {"live", NULL, "with --json: live angles too, up to ten times a second"},
    {0},
};

int command_watch(const struct arguments *arguments)
{
    struct watch_options options = {.wait = arguments_option(arguments, "wait")};
    const char *sets = arguments_option(arguments, "sets");
    bool live = arguments_option(arguments, "live");
    if (sets && arguments_count(sets, "--sets", 1000, &options.sets) < 0)
        return EXIT_USAGE;
    if (sets && options.sets == 0) {
        fputs("lumbarctl: --sets counts from 1; without it the watching goes on\n", stderr);
        return EXIT_USAGE;
    }
    if (live && !arguments->json) {
        fputs("lumbarctl: --live is for --json only\n", stderr);
        return EXIT_USAGE;
    }
    if (arguments->json)
        return watch_json_run(arguments, &options, live);
    if (terminal_is_live() && !arguments_option(arguments, "plain"))
        return watch_screen_run(arguments, &options);
    return watch_lines_run(arguments, &options);
}

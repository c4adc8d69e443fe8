/* SPDX-License-Identifier: MIT */
/*
 * watch_views.h - the three ways to watch: a live screen, plain lines, JSON Lines.
 */
#ifndef LUMBARCTL_WATCH_VIEWS_H
#define LUMBARCTL_WATCH_VIEWS_H

#include "watch.h"

/* Each runs until it is interrupted and returns an exit status. */
int watch_screen_run(const struct arguments *arguments, const struct watch_options *options);
int watch_lines_run(const struct arguments *arguments, const struct watch_options *options);
/* live: properties of the session too, up to ten times a second */
int watch_json_run(const struct arguments *arguments, const struct watch_options *options,
                   bool live);

#endif

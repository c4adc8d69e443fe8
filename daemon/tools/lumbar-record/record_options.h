/* SPDX-License-Identifier: MIT */
/*
 * record_options.h - the command line of lumbar-record.
 */
#ifndef LUMBAR_RECORD_RECORD_OPTIONS_H
#define LUMBAR_RECORD_RECORD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define RECORD_URIS_MAX 8

struct record_options {
    const char *bus; /* "system", "session" or an address; used when there are no uris */
    const char *uris[RECORD_URIS_MAX];
    size_t uri_count;
    const char *config_file; /* NULL = none */
    const char *output;      /* "-" = standard output; NULL = name it after date and time */
    double duration_s;       /* 0 = until interrupted */
    bool force;
    bool quiet;
};

/* Returns -1 to go on, or what to exit with: 0 after --help and --version, 2 after a message. */
int record_options_parse(int argc, char **argv, struct record_options *ret_options);

#endif

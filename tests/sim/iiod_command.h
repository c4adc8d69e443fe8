/* SPDX-License-Identifier: MIT */
/*
 * iiod_command.h - one line of the IIOD text protocol, taken apart. Knows the grammar only.
 */
#ifndef LUMBAR_SIM_IIOD_COMMAND_H
#define LUMBAR_SIM_IIOD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "iiod_device.h"

enum iiod_verb {
    IIOD_NOTHING, /* blank line */
    IIOD_PRINT,
    IIOD_VERSION,
    IIOD_TIMEOUT,
    IIOD_READ,
    IIOD_WRITE,
    IIOD_GETTRIG,
    IIOD_SETTRIG,
    IIOD_SET,
    IIOD_OPEN,
    IIOD_READBUF,
    IIOD_CLOSE,
    IIOD_EXIT,
};

/* Strings point into the line that was parsed; NULL when the command did not give them. */
struct iiod_command {
    enum iiod_verb verb;
    const char *device;
    enum iiod_scope scope; /* READ, WRITE */
    const char *channel;   /* when scope is IIOD_CHANNEL */
    bool output;           /* an output channel is meant */
    const char *attr;      /* NULL = all of them */
    const char *trigger;   /* SETTRIG; NULL = none */
    const char *mask;      /* OPEN */
    bool cyclic;           /* OPEN */
    unsigned long number;  /* TIMEOUT ms, WRITE bytes, SET buffers, OPEN samples, READBUF bytes */
};

/* Cuts the line into words. Returns 0, or -EINVAL for what is not a command. */
int iiod_command_parse(char *line, struct iiod_command *ret_command);

#endif

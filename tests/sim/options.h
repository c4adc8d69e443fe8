/* SPDX-License-Identifier: MIT */
/*
 * options.h - lumbar-sim's command line.
 */
#ifndef LUMBAR_SIM_OPTIONS_H
#define LUMBAR_SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "athlete.h"
#include "fault.h"
#include "wire_fault.h"

struct options {
    char host[256];
    uint16_t port;
    const char *port_file; /* NULL = none, as below */
    const char *recording; /* play this rather than the athlete */
    struct sim_athlete_options athlete;
    bool loop;
    const char *record; /* write this and end */
    const char *wire;   /* speak the wire protocol there instead of IIOD */
    bool wire_pty;
    const char *stamp_log;
    double speed;
    bool start_on_open;
    bool exit_at_end;
    const char *fault_script;
    size_t fault_count;
    const char *fault[SIM_FAULTS_MAX];
    struct wire_faults wire_faults;
    bool help;
    bool version;
};

/* Strings point into argv. On error says which option it was and returns -EINVAL. */
int options_parse(struct options *ret_options, int argc, char **argv);
void options_help(void);

#endif

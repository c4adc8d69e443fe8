/* SPDX-License-Identifier: MIT */
/*
 * prescription.h - the options that say what is to be done: --reps, --hold, --tempo, --load.
 */
#ifndef LUMBARCTL_PRESCRIPTION_H
#define LUMBARCTL_PRESCRIPTION_H

#include <systemd/sd-bus.h>

#include "arguments.h"

/* clang-format off */
#define PRESCRIPTION_OPTIONS                                                                     \
    {"reps", "N", "repetitions a set is to have; 0 takes the target away"},                      \
    {"hold", "SECONDS", "how long a hold is to last; 0 takes the target away"},                  \
    {"tempo", "TEMPO", "seconds down-pause-up-pause, for example 3-1-1-0; x = any"},             \
    {"load", "KG", "weight on the bar; 0 = not said"}
/* clang-format on */

struct prescription_words {
    bool given; /* any of them */
    const char *tempo;
    bool has_reps, has_hold, has_load;
    unsigned reps;
    double hold_s;
    double load_kg;
};

/* 0, or -EINVAL after saying which option is wrong. */
int prescription_read(const struct arguments *arguments, struct prescription_words *ret_words);
/* Appends the entries of an open a{sv}. 0 or negative errno. */
int prescription_append(const struct prescription_words *words, sd_bus_message *request);

#endif

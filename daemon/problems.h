/* SPDX-License-Identifier: MIT */
/*
 * problems.h - what is wrong but does not keep the daemon from working: sentences for people, in
 * the log and on the bus.
 */
#ifndef LUMBAR_PROBLEMS_H
#define LUMBAR_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

#define PROBLEMS_MAX 64 /* design value: more than anybody reads */

/* The list ends with NULL. All 0 is an empty one. */
struct problems {
    const char *text[PROBLEMS_MAX + 1];
    size_t count;
};

/* Logs it as a warning, and keeps it if there is room. */
__attribute__((format(printf, 2, 3))) void problems_add(struct problems *problems,
                                                        const char *format, ...);
/* Takes away those that begin so; whether there were any. */
bool problems_take_back(struct problems *problems, const char *beginning);
void problems_free(struct problems *problems);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * rep_table.h - a set's repetitions as lines of text with columns under a heading.
 */
#ifndef LUMBARCTL_REP_TABLE_H
#define LUMBARCTL_REP_TABLE_H

#include "set_log.h"

struct rep_row {
    char s[160];
};

/* "rep    down   pause      up   range  lumbar", and the row of a repetition, its cue last. */
struct rep_row rep_table_heading(void);
struct rep_row rep_table_row(const struct rep_entry *rep);

/* One repetition as a line of its own: "rep 3  down 1.8 s  up 1.2 s  lumbar 24°". */
struct rep_row rep_table_sentence(const struct rep_entry *rep);
/* What stands behind the number there: "  down 1.8 s  up 1.2 s  lumbar 24°". */
struct rep_row rep_table_details(const struct rep_entry *rep);
/* "flat back (rounding, 46°, limit 44°)" */
struct rep_row rep_table_cue(const struct cue_entry *cue);

/* Headline and table of a set that has ended. */
void rep_table_print(const struct set_log *log, const char *exercise_name, FILE *file);

#endif

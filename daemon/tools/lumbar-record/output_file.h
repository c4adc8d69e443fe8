/* SPDX-License-Identifier: MIT */
/*
 * output_file.h - the file that a recording goes to. It never ends within a line, and another file
 * is not overwritten unless that was asked for, nor before there is something to write.
 */
#ifndef LUMBAR_RECORD_OUTPUT_FILE_H
#define LUMBAR_RECORD_OUTPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

struct output_file {
    const char *name; /* "-" = standard output */
    bool force;       /* a file of that name may be overwritten */
    FILE *stream;     /* NULL before output_file_begin() and at the end */
    int error;        /* negative errno of the first failure */
    double kept_s;    /* after a failure: time of the last line that is whole; 0 = none */
};

/* 0, -EEXIST where a file of that name is and force is false. */
int output_file_init(struct output_file *file, const char *name, bool force);

/* Creates or empties the file. 0 or negative errno. */
int output_file_begin(struct output_file *file, FILE **ret_stream);

/* r: what a writer said. Finds out why when it is -EIO. Returns 0 or negative errno. */
int output_file_check(struct output_file *file, int r);

/* What was written so far goes to the disk. 0 or negative errno. */
int output_file_flush(struct output_file *file);

/* Closes it. After a failure what is there is cut behind its last whole line. 0 or negative errno.
 */
int output_file_end(struct output_file *file);

#endif

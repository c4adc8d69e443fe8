/* SPDX-License-Identifier: MIT */
/*
 * recording_reader.h - reads a recording that comes in pieces of any size.
 *
 * The bytes are pushed; what they say is handed to the caller as soon as a line is complete. How
 * they are cut into pieces makes no difference. Values are passed on as they stand, NaN and
 * infinity too, and so are times that run back: they are what a sensor gave, and the core judges
 * them.
 *
 * A line that cannot be read is reported and left out. When more than one in a hundred is like
 * that, the recording as a whole is refused at its end.
 */
#ifndef LUMBAR_RECORDING_RECORDING_READER_H
#define LUMBAR_RECORDING_RECORDING_READER_H

#include <stddef.h>

#include "recording/recording.h"

struct recording_reader;

/* What a reader calls; sample must be set, the others may be NULL. data is the caller's. */
struct recording_handler {
    /* A sensor has been announced; its place in the table is counted from 0 in order of coming. */
    void (*sensor)(void *data, uint16_t sensor, const struct sensor_info *info);
    void (*sample)(void *data, const struct sample *sample);
    void (*metadata)(void *data, const char *key, const char *value);
    void (*damaged)(void *data, unsigned long line, const char *reason);
    void *data;
};

struct recording_counts {
    unsigned long lines;   /* all of them */
    unsigned long samples; /* that were handed on */
    unsigned long damaged;
};

/* Returns 0 or -ENOMEM. */
int recording_reader_new(const struct recording_handler *handler,
                         struct recording_reader **ret_reader);
struct recording_reader *recording_reader_free(struct recording_reader *reader);

/*
 * Returns 0, or -EBADMSG when this is no recording, is of another version or has a sensor line
 * that cannot be used: recording_reader_problem() says why, and nothing more can be pushed.
 */
int recording_reader_push(struct recording_reader *reader, const void *bytes, size_t size);

/* All bytes were pushed. As above; -EBADMSG also when empty, or with more than 1 % damage. */
int recording_reader_finish(struct recording_reader *reader);

/* One line for people: what was wrong, with the number of the line where one is to blame. */
const char *recording_reader_problem(const struct recording_reader *reader);

struct recording_counts recording_reader_counts(const struct recording_reader *reader);

#endif

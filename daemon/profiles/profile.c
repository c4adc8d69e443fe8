/* SPDX-License-Identifier: MIT */
#include "profiles/profile.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <string.h>

#include "profiles/form_keys.h"
#include "profiles/profile_keys.h"
#include "profiles/profile_look.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct reader {
    FILE *file;
    unsigned line; /* number of the line that is being worked on */
    struct exercise exercise;
    struct profile_keys given;
    bool failed;
    struct profile_error error;
};

/* The first error is the one that is told. Returns 0, which is what inih wants for "bad". */
__attribute__((format(printf, 2, 3))) static int refuse(struct reader *reader, const char *format,
                                                        ...)
{
    if (!reader->failed) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(reader->error.reason, sizeof(reader->error.reason), format, args);
        va_end(args);
        reader->error.line = reader->line;
        reader->failed = true;
    }
    return 0;
}

/* Whether the value ends with this word, which is taken off then. */
static bool cut_word(char *value, const char *word)
{
    size_t length = strlen(value), end = strlen(word);
    if (length <= end || strcmp(value + length - end, word) != 0)
        return false;
    value[length - end] = '\0';
    return true;
}

/* "25 110 grows in-set": the words, and what stands before them. */
static void cut_words(char *value, struct exercise_signal *signal)
{
    signal->in_set = cut_word(value, " in-set");
    signal->way = cut_word(value, " grows")     ? SIGNAL_WAY_GROWS
                  : cut_word(value, " shrinks") ? SIGNAL_WAY_SHRINKS
                                                : SIGNAL_WAY_BY_START;
}

static int read_signal(struct reader *reader, const char *name, const char *value)
{
    struct exercise *exercise = &reader->exercise;
    enum body_signal signal = BODY_SIGNAL_NONE;
    for (unsigned i = BODY_SIGNAL_NONE + 1; i < BODY_SIGNAL_COUNT; i++)
        if (strcmp(name, body_signal_name((enum body_signal)i)) == 0)
            signal = (enum body_signal)i;
    if (signal == BODY_SIGNAL_NONE)
        return refuse(reader, "there is no signal '%s'", name);
    if (exercise_has_movements(exercise))
        return refuse(reader, "[signals] and [movements] exclude each other");
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (exercise->signals[i].signal == signal)
            return refuse(reader, "%s is given twice", name);
    if (exercise->signal_count == EXERCISE_SIGNALS_MAX)
        return refuse(reader, "more than %d signals", EXERCISE_SIGNALS_MAX);

    bool metres = signal == BODY_SIGNAL_BAR_HEIGHT || signal == BODY_SIGNAL_TRUNK_HEIGHT ||
                  signal == BODY_SIGNAL_CABLE_TRAVEL;
    struct exercise_signal *slot = &exercise->signals[exercise->signal_count];
    char span[64];
    (void)snprintf(span, sizeof(span), "%s", value);
    cut_words(span, slot);
    char reason[PROFILE_REASON_SIZE];
    if (profile_value_span(name, span, metres ? 0.05 : 3.0, metres ? 2.5 : 270.0, &slot->range_min,
                           &slot->range_max, reason) < 0)
        return refuse(reader, "%s", reason);
    slot->signal = signal;
    exercise->signal_count++;
    return 1;
}

/* Only what a trunk can do, and what is counted as a repetition. */
static int read_movement(struct reader *reader, const char *name, const char *value)
{
    static const enum movement counted[] = {MOVEMENT_FLEXION, MOVEMENT_SIDE_BEND,
                                            MOVEMENT_ROTATION};
    for (unsigned i = 0; i < COUNT_OF(counted); i++) {
        struct exercise_movement *movement = &reader->exercise.movements[counted[i]];
        if (strcmp(name, movement_name(counted[i])) != 0)
            continue;
        if (movement->range_max > 0.0)
            return refuse(reader, "%s is given twice", name);
        if (reader->exercise.signal_count > 0)
            return refuse(reader, "[signals] and [movements] exclude each other");
        char reason[PROFILE_REASON_SIZE];
        int r = profile_value_span(name, value, 3.0, 180.0, &movement->range_min,
                                   &movement->range_max, reason);
        return r < 0 ? refuse(reader, "%s", reason) : 1;
    }
    return refuse(reader, "there is no movement '%s'", name);
}

static int take(void *data, const char *section, const char *name, const char *value)
{
    struct reader *reader = data;
    if (strcmp(section, "signals") == 0)
        return read_signal(reader, name, value);
    if (strcmp(section, "movements") == 0)
        return read_movement(reader, name, value);

    char reason[PROFILE_REASON_SIZE];
    int r;
    if (strcmp(section, "form") == 0)
        r = form_keys_take(&reader->exercise, name, value, reason);
    else if (strcmp(section, "recognition") == 0)
        r = profile_look_read(&reader->exercise.look, name, value, reason);
    else
        r = profile_keys_take(&reader->exercise, &reader->given, reader->line, section, name, value,
                              reason);
    return r < 0 ? refuse(reader, "%s", reason) : 1;
}

/* One line a call, so that its number is known; inih itself would cut long lines in silence. */
static char *next_line(char *text, int size, void *data)
{
    struct reader *reader = data;
    if (reader->failed || !fgets(text, size, reader->file))
        return NULL;
    reader->line++;
    size_t length = strlen(text);
    if (length + 1 == (size_t)size && text[length - 1] != '\n') {
        refuse(reader, "the line is too long");
        return NULL;
    }
    return text;
}

/* What only the whole file can tell. */
static void check_whole(struct reader *reader)
{
    struct exercise *exercise = &reader->exercise;
    char reason[PROFILE_REASON_SIZE];
    if (profile_keys_check(exercise, &reader->given, &reader->line, reason) < 0)
        refuse(reader, "%s", reason);
    exercise->rounding = reader->given.lines[KEY_ROUNDING_WARN] != 0;
    reader->line = 0;
    if (exercise->signal_count == 0 && !exercise_has_movements(exercise) &&
        strcmp(exercise->id, EXERCISE_GENERIC) != 0)
        refuse(reader, "[signals] names no signal");
}

int profile_read(FILE *file, const char *id, struct exercise *ret_exercise,
                 struct profile_error *ret_error)
{
    struct reader reader = {.file = file};
    exercise_set_generic(&reader.exercise); /* its gates are the defaults */
    if (!profile_value_is_word(id, EXERCISE_ID_SIZE))
        refuse(&reader, "the file's name must be lower-case letters, digits, hyphens; at most %d",
               EXERCISE_ID_SIZE - 1);
    else
        strcpy(reader.exercise.id, id);

    int r = ini_parse_stream(next_line, &reader, take, &reader);
    if (r > 0 && !reader.failed) {
        reader.line = (unsigned)r;
        refuse(&reader, "neither [section] nor name = value");
    }
    if (ferror(file))
        refuse(&reader, "cannot be read: %s", strerror(errno));
    if (!reader.failed)
        check_whole(&reader);
    if (reader.failed) {
        *ret_error = reader.error;
        return -EINVAL;
    }
    *ret_exercise = reader.exercise;
    return 0;
}

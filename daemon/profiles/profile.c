/* SPDX-License-Identifier: MIT */
#include "profiles/profile.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdint.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/form_keys.h"
#include "profiles/profile_look.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct reader {
    FILE *file;
    unsigned line; /* number of the line that is being worked on */
    struct exercise exercise;
    uint64_t seen; /* bit per key: given already */
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

/* Reads exactly count numbers that stand apart by the separator. */
static bool parse_numbers(const char *text, char separator, double numbers[], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char *end;
        numbers[i] = strtod(text, &end);
        if (end == text || !isfinite(numbers[i]))
            return false;
        bool last = i + 1 == count;
        if (last ? *end != '\0' : *end != separator)
            return false;
        text = end + 1;
    }
    return true;
}

static int read_number(struct reader *reader, const char *name, const char *value, double min,
                       double max, double *ret)
{
    double number;
    if (!parse_numbers(value, ' ', &number, 1))
        return refuse(reader, "%s: '%s' is not a number", name, value);
    if (number < min || number > max)
        return refuse(reader, "%s: %g is not within %g to %g", name, number, min, max);
    *ret = number;
    return 1;
}

static int read_span(struct reader *reader, const char *name, const char *value, double min,
                     double max, double *ret_low, double *ret_high)
{
    double span[2];
    if (!parse_numbers(value, ' ', span, 2))
        return refuse(reader, "%s: '%s' is not two numbers, smallest and largest", name, value);
    if (span[0] < min || span[1] > max)
        return refuse(reader, "%s: %g to %g is not within %g to %g", name, span[0], span[1], min,
                      max);
    if (span[0] >= span[1])
        return refuse(reader, "%s: the smallest must come before the largest", name);
    *ret_low = span[0];
    *ret_high = span[1];
    return 1;
}

static bool is_word(const char *text)
{
    return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static int read_neighbour(struct reader *reader, const char *name, const char *value, char *ret)
{
    if (!is_word(value) || strlen(value) >= EXERCISE_ID_SIZE)
        return refuse(reader, "%s: '%s' is not the id of an exercise", name, value);
    strcpy(ret, value);
    return 1;
}

static int read_name(struct reader *reader, const char *name, const char *value)
{
    if (*value == '\0' || strlen(value) >= EXERCISE_NAME_SIZE)
        return refuse(reader, "%s: 1 to %d bytes are allowed", name, EXERCISE_NAME_SIZE - 1);
    strcpy(reader->exercise.name, value);
    return 1;
}

static int read_kind(struct reader *reader, const char *name, const char *value)
{
    for (unsigned i = 0; i <= EXERCISE_STRETCH; i++) {
        if (strcmp(value, exercise_kind_name((enum exercise_kind)i)) == 0) {
            reader->exercise.kind = (enum exercise_kind)i;
            return 1;
        }
    }
    return refuse(reader, "%s: '%s' is none of reps, hold, sides, stretch", name, value);
}

static int read_start(struct reader *reader, const char *name, const char *value)
{
    for (unsigned i = 0; i <= EXERCISE_START_CONCENTRIC; i++) {
        if (strcmp(value, exercise_start_name((enum exercise_start)i)) == 0) {
            reader->exercise.start = (enum exercise_start)i;
            return 1;
        }
    }
    return refuse(reader, "%s: '%s' is none of either, eccentric, concentric", name, value);
}

static int read_tempo(struct reader *reader, const char *name, const char *value)
{
    double tempo_s[4];
    if (!parse_numbers(value, '-', tempo_s, 4))
        return refuse(reader, "%s: '%s' is not down-pause-up-pause, as 3-1-1-0", name, value);
    for (unsigned i = 0; i < 4; i++)
        if (tempo_s[i] < 0.0 || tempo_s[i] > 30.0)
            return refuse(reader, "%s: %g s is not within 0 to 30", name, tempo_s[i]);
    memcpy(reader->exercise.tempo_s, tempo_s, sizeof(tempo_s));
    return 1;
}

static int read_phases(struct reader *reader, const char *name, const char *value)
{
    if (strcmp(value, body_signal_name(BODY_SIGNAL_BAR_HEIGHT)) != 0)
        return refuse(reader, "%s: '%s' is not bar-height", name, value);
    reader->exercise.phases = BODY_SIGNAL_BAR_HEIGHT;
    return 1;
}

static int read_between(struct reader *reader, const char *name, const char *value)
{
    if (strcmp(value, "steps") != 0)
        return refuse(reader, "%s: '%s' is not steps", name, value);
    reader->exercise.steps_between = true;
    return 1;
}

/* "25 110 grows": the last word, if it is one, and what stands before it. */
static enum signal_way cut_way(const char *value, char *ret_span, size_t size)
{
    static const char *const ways[] = {
        [SIGNAL_WAY_GROWS] = " grows", [SIGNAL_WAY_SHRINKS] = " shrinks"};
    size_t length = strlen(value);
    for (unsigned i = SIGNAL_WAY_GROWS; i < COUNT_OF(ways); i++) {
        size_t end = strlen(ways[i]);
        if (length > end && strcmp(value + length - end, ways[i]) == 0) {
            (void)snprintf(ret_span, size, "%.*s", (int)(length - end), value);
            return (enum signal_way)i;
        }
    }
    (void)snprintf(ret_span, size, "%s", value);
    return SIGNAL_WAY_BY_START;
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
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (exercise->signals[i].signal == signal)
            return refuse(reader, "%s is given twice", name);
    if (exercise->signal_count == EXERCISE_SIGNALS_MAX)
        return refuse(reader, "more than %d signals", EXERCISE_SIGNALS_MAX);

    bool metres = signal == BODY_SIGNAL_BAR_HEIGHT || signal == BODY_SIGNAL_TRUNK_HEIGHT ||
                  signal == BODY_SIGNAL_CABLE_TRAVEL;
    struct exercise_signal *slot = &exercise->signals[exercise->signal_count];
    char span[64];
    enum signal_way way = cut_way(value, span, sizeof(span));
    if (!read_span(reader, name, span, metres ? 0.05 : 3.0, metres ? 2.5 : 270.0, &slot->range_min,
                   &slot->range_max))
        return 0;
    slot->signal = signal;
    slot->way = way;
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
        return read_span(reader, name, value, 3.0, 180.0, &movement->range_min,
                         &movement->range_max);
    }
    return refuse(reader, "there is no movement '%s'", name);
}

static int read_hold_side(struct reader *reader, const char *name, const char *value)
{
    static const struct {
        const char *name;
        enum hold_side side;
    } sides[] = {{"lean", HOLD_SIDE_LEAN}, {"feet", HOLD_SIDE_FEET}};
    for (unsigned i = 0; i < COUNT_OF(sides); i++) {
        if (strcmp(value, sides[i].name) == 0) {
            reader->exercise.hold.side = sides[i].side;
            return 1;
        }
    }
    return refuse(reader, "%s: '%s' is neither lean nor feet", name, value);
}

static int read_look(struct reader *reader, const char *name, const char *value)
{
    char reason[PROFILE_REASON_SIZE];
    if (profile_look_read(&reader->exercise.look, name, value, reason) < 0)
        return refuse(reader, "%s", reason);
    return 1;
}

enum key {
    KEY_NAME,
    KEY_KIND,
    KEY_START,
    KEY_EASIER,
    KEY_HARDER,
    KEY_PHASES,
    KEY_BETWEEN,
    KEY_SHORTEST,
    KEY_LONGEST,
    KEY_START_TRUNK,
    KEY_FAR_TRUNK,
    KEY_START_LEAN,
    KEY_START_THIGH,
    KEY_FAR_THIGH,
    KEY_FAR_LUMBAR,
    KEY_CABLE,
    KEY_FEET,
    KEY_TRAVEL,
    KEY_SIDE_FEET,
    KEY_SIDE_THIGH,
    KEY_END,
    KEY_TEMPO,
    KEY_HOLD_TRUNK,
    KEY_HOLD_PELVIS,
    KEY_HOLD_WRIST,
    KEY_HOLD_CABLE,
    KEY_HOLD_LOAD,
    KEY_HOLD_SAG,
    KEY_HOLD_TWIST,
    KEY_HOLD_SIDE,
    KEY_ROUNDING_WARN,
    KEY_ROUNDING_STOP,
};

static const struct {
    const char *section;
    const char *name;
} keys[] = {
    [KEY_NAME] = {"exercise", "name"},
    [KEY_KIND] = {"exercise", "kind"},
    [KEY_START] = {"exercise", "start"},
    [KEY_EASIER] = {"exercise", "easier"},
    [KEY_HARDER] = {"exercise", "harder"},
    [KEY_PHASES] = {"repetition", "phases"},
    [KEY_BETWEEN] = {"repetition", "between"},
    [KEY_SHORTEST] = {"repetition", "shortest-s"},
    [KEY_LONGEST] = {"repetition", "longest-s"},
    [KEY_START_TRUNK] = {"repetition", "start-trunk-deg"},
    [KEY_FAR_TRUNK] = {"repetition", "far-trunk-deg"},
    [KEY_START_LEAN] = {"repetition", "start-lean-deg"},
    [KEY_START_THIGH] = {"repetition", "start-thigh-deg"},
    [KEY_FAR_THIGH] = {"repetition", "far-thigh-deg"},
    [KEY_FAR_LUMBAR] = {"repetition", "far-lumbar-most-deg"},
    [KEY_CABLE] = {"repetition", "cable-least-n"},
    [KEY_TRAVEL] = {"repetition", "trunk-travel-least-m"},
    [KEY_FEET] = {"repetition", "feet-most-n"},
    [KEY_SIDE_FEET] = {"sides", "feet-share"},
    [KEY_SIDE_THIGH] = {"sides", "free-thigh-deg"},
    [KEY_END] = {"set", "end-s"},
    [KEY_TEMPO] = {"tempo", "standard"},
    [KEY_HOLD_TRUNK] = {"hold", "trunk-deg"},
    [KEY_HOLD_PELVIS] = {"hold", "pelvis-lean-deg"},
    [KEY_HOLD_WRIST] = {"hold", "wrist-deg"},
    [KEY_HOLD_CABLE] = {"hold", "cable-n"},
    [KEY_HOLD_LOAD] = {"hold", "load-share"},
    [KEY_HOLD_SAG] = {"hold", "sag-deg"},
    [KEY_HOLD_TWIST] = {"hold", "twist-deg"},
    [KEY_HOLD_SIDE] = {"hold", "side"},
    [KEY_ROUNDING_WARN] = {"rounding", "warn"},
    [KEY_ROUNDING_STOP] = {"rounding", "stop"},
};

static int read_key(struct reader *reader, enum key key, const char *name, const char *value)
{
    struct exercise *exercise = &reader->exercise;
    switch (key) {
    case KEY_NAME:
        return read_name(reader, name, value);
    case KEY_KIND:
        return read_kind(reader, name, value);
    case KEY_START:
        return read_start(reader, name, value);
    case KEY_EASIER:
        return read_neighbour(reader, name, value, exercise->easier);
    case KEY_HARDER:
        return read_neighbour(reader, name, value, exercise->harder);
    case KEY_PHASES:
        return read_phases(reader, name, value);
    case KEY_BETWEEN:
        return read_between(reader, name, value);
    case KEY_SHORTEST:
        return read_number(reader, name, value, 0.2, 30.0, &exercise->rep_min_s);
    case KEY_LONGEST:
        return read_number(reader, name, value, 1.0, 120.0, &exercise->rep_max_s);
    case KEY_START_TRUNK:
        return read_span(reader, name, value, -180.0, 180.0, &exercise->start_trunk_min_deg,
                         &exercise->start_trunk_max_deg);
    case KEY_FAR_TRUNK:
        return read_span(reader, name, value, -180.0, 180.0, &exercise->far_trunk_min_deg,
                         &exercise->far_trunk_max_deg);
    case KEY_START_LEAN:
        return read_span(reader, name, value, 0.0, 180.0, &exercise->start_lean_min_deg,
                         &exercise->start_lean_max_deg);
    case KEY_START_THIGH:
        return read_span(reader, name, value, 0.0, 180.0, &exercise->start_thigh_min_deg,
                         &exercise->start_thigh_max_deg);
    case KEY_FAR_THIGH:
        return read_span(reader, name, value, 0.0, 180.0, &exercise->far_thigh_min_deg,
                         &exercise->far_thigh_max_deg);
    case KEY_FAR_LUMBAR:
        return read_number(reader, name, value, 0.0, 90.0, &exercise->far_lumbar_max_deg);
    case KEY_CABLE:
        return read_number(reader, name, value, 1.0, 2000.0, &exercise->cable_min_n);
    case KEY_TRAVEL:
        return read_number(reader, name, value, 0.02, 1.0, &exercise->travel_min_m);
    case KEY_FEET:
        return read_number(reader, name, value, 1.0, 5000.0, &exercise->feet_max_n);
    case KEY_SIDE_FEET:
        return read_number(reader, name, value, 0.51, 1.0, &exercise->side_feet_share);
    case KEY_SIDE_THIGH:
        return read_number(reader, name, value, 5.0, 120.0, &exercise->side_free_thigh_deg);
    case KEY_END:
        return read_number(reader, name, value, 2.0, 120.0, &exercise->set_end_s);
    case KEY_TEMPO:
        return read_tempo(reader, name, value);
    case KEY_HOLD_TRUNK:
        return read_span(reader, name, value, -180.0, 180.0, &exercise->far_trunk_min_deg,
                         &exercise->far_trunk_max_deg);
    case KEY_HOLD_PELVIS:
        return read_span(reader, name, value, 0.0, 180.0, &exercise->hold.pelvis_min_deg,
                         &exercise->hold.pelvis_max_deg);
    case KEY_HOLD_WRIST:
        return read_span(reader, name, value, 0.0, 180.0, &exercise->hold.wrist_min_deg,
                         &exercise->hold.wrist_max_deg);
    case KEY_HOLD_CABLE:
        return read_number(reader, name, value, 5.0, 2000.0, &exercise->hold.cable_n);
    case KEY_HOLD_LOAD:
        return read_number(reader, name, value, 1.02, 5.0, &exercise->hold.load_share);
    case KEY_HOLD_SAG:
        return read_number(reader, name, value, 2.0, 45.0, &exercise->hold.sag_deg);
    case KEY_HOLD_TWIST:
        return read_number(reader, name, value, 2.0, 45.0, &exercise->hold.twist_deg);
    case KEY_HOLD_SIDE:
        return read_hold_side(reader, name, value);
    case KEY_ROUNDING_WARN:
        return read_number(reader, name, value, 0.3, 1.5, &exercise->rounding_warn);
    case KEY_ROUNDING_STOP:
        return read_number(reader, name, value, 0.3, 1.5, &exercise->rounding_stop);
    }
    return 0;
}

static int read_form(struct reader *reader, const char *name, const char *value)
{
    char reason[sizeof(reader->error.reason)];
    int r = form_keys_take(&reader->exercise, name, value, reason, sizeof(reason));
    return r < 0 ? refuse(reader, "%s", reason) : 1;
}

static int take(void *data, const char *section, const char *name, const char *value)
{
    struct reader *reader = data;
    if (strcmp(section, "signals") == 0)
        return read_signal(reader, name, value);
    if (strcmp(section, "movements") == 0)
        return read_movement(reader, name, value);
    if (strcmp(section, "form") == 0)
        return read_form(reader, name, value);
    if (strcmp(section, "recognition") == 0)
        return read_look(reader, name, value);
    for (unsigned i = 0; i < COUNT_OF(keys); i++) {
        if (strcmp(section, keys[i].section) != 0 || strcmp(name, keys[i].name) != 0)
            continue;
        if (reader->seen & UINT64_C(1) << i)
            return refuse(reader, "%s is given twice", name);
        reader->seen |= UINT64_C(1) << i;
        return read_key(reader, (enum key)i, name, value);
    }
    return refuse(reader, "there is no '%s' in [%s]", name, section);
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

static bool given(const struct reader *reader, enum key key)
{
    return reader->seen & UINT64_C(1) << key;
}

/* What only the whole file can tell. */
static void check_whole(struct reader *reader)
{
    struct exercise *exercise = &reader->exercise;
    reader->line = 0;
    if (!given(reader, KEY_NAME) || !given(reader, KEY_KIND) || !given(reader, KEY_START))
        refuse(reader, "name, kind and start must be given in [exercise]");
    bool held = given(reader, KEY_HOLD_TRUNK) || given(reader, KEY_HOLD_PELVIS) ||
                given(reader, KEY_HOLD_WRIST) || given(reader, KEY_HOLD_CABLE) ||
                given(reader, KEY_HOLD_LOAD) || given(reader, KEY_HOLD_SAG) ||
                given(reader, KEY_HOLD_TWIST) || given(reader, KEY_HOLD_SIDE);
    if (held && exercise->kind != EXERCISE_HOLD)
        refuse(reader, "[hold] is for exercises of kind hold");
    bool movements = exercise_has_movements(exercise);
    if (exercise->signal_count == 0 && !movements && strcmp(exercise->id, EXERCISE_GENERIC) != 0)
        refuse(reader, "[signals] names no signal");
    if (exercise->signal_count > 0 && movements)
        refuse(reader, "[signals] and [movements] exclude each other");
    if (exercise->rep_min_s >= exercise->rep_max_s)
        refuse(reader, "shortest-s is not shorter than longest-s");
    if (given(reader, KEY_ROUNDING_WARN) != given(reader, KEY_ROUNDING_STOP))
        refuse(reader, "[rounding] needs both warn and stop");
    if (given(reader, KEY_ROUNDING_WARN) && exercise->rounding_warn >= exercise->rounding_stop)
        refuse(reader, "warn in [rounding] is not below stop");
    exercise->rounding = given(reader, KEY_ROUNDING_WARN);
    if (exercise->arched && exercise_judges(exercise, FORM_RULE_OVER_ARCHING))
        refuse(reader, "style = arched wants what over-arching in [form] forbids");
}

int profile_read(FILE *file, const char *id, struct exercise *ret_exercise,
                 struct profile_error *ret_error)
{
    struct reader reader = {.file = file};
    exercise_set_generic(&reader.exercise); /* its gates are the defaults */
    if (!is_word(id) || strlen(id) >= EXERCISE_ID_SIZE)
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

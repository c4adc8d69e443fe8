/* SPDX-License-Identifier: MIT */
#include "profiles/profile_keys.h"

#include <errno.h>
#include <string.h>

#include "profiles/profile_value.h"

static int read_neighbour(const char *name, const char *value, char *ret,
                          char ret_reason[PROFILE_REASON_SIZE])
{
    if (!profile_value_is_word(value, EXERCISE_ID_SIZE))
        return profile_value_refuse(ret_reason, "%s: '%s' is not the id of an exercise", name,
                                    value);
    strcpy(ret, value);
    return 0;
}

static int read_name(struct exercise *exercise, const char *name, const char *value,
                     char ret_reason[PROFILE_REASON_SIZE])
{
    if (*value == '\0' || strlen(value) >= EXERCISE_NAME_SIZE)
        return profile_value_refuse(ret_reason, "%s: 1 to %d bytes are allowed", name,
                                    EXERCISE_NAME_SIZE - 1);
    strcpy(exercise->name, value);
    return 0;
}

static int read_kind(struct exercise *exercise, const char *name, const char *value,
                     char ret_reason[PROFILE_REASON_SIZE])
{
    for (unsigned i = 0; i <= EXERCISE_STRETCH; i++) {
        if (strcmp(value, exercise_kind_name((enum exercise_kind)i)) == 0) {
            exercise->kind = (enum exercise_kind)i;
            return 0;
        }
    }
    return profile_value_refuse(ret_reason, "%s: '%s' is none of reps, hold, sides, stretch", name,
                                value);
}

static int read_start(struct exercise *exercise, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    for (unsigned i = 0; i <= EXERCISE_START_CONCENTRIC; i++) {
        if (strcmp(value, exercise_start_name((enum exercise_start)i)) == 0) {
            exercise->start = (enum exercise_start)i;
            return 0;
        }
    }
    return profile_value_refuse(ret_reason, "%s: '%s' is none of either, eccentric, concentric",
                                name, value);
}

static int read_tempo(struct exercise *exercise, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    double tempo_s[4];
    if (!profile_value_numbers(value, '-', tempo_s, 4))
        return profile_value_refuse(ret_reason, "%s: '%s' is not down-pause-up-pause, as 3-1-1-0",
                                    name, value);
    for (unsigned i = 0; i < 4; i++)
        if (tempo_s[i] < 0.0 || tempo_s[i] > 30.0)
            return profile_value_refuse(ret_reason, "%s: %g s is not within 0 to 30", name,
                                        tempo_s[i]);
    memcpy(exercise->tempo_s, tempo_s, sizeof(tempo_s));
    return 0;
}

static int read_phases(struct exercise *exercise, const char *name, const char *value,
                       char ret_reason[PROFILE_REASON_SIZE])
{
    if (strcmp(value, body_signal_name(BODY_SIGNAL_BAR_HEIGHT)) != 0)
        return profile_value_refuse(ret_reason, "%s: '%s' is not bar-height", name, value);
    exercise->phases = BODY_SIGNAL_BAR_HEIGHT;
    return 0;
}

static int read_between(struct exercise *exercise, const char *name, const char *value,
                        char ret_reason[PROFILE_REASON_SIZE])
{
    if (strcmp(value, "steps") != 0)
        return profile_value_refuse(ret_reason, "%s: '%s' is not steps", name, value);
    exercise->steps_between = true;
    return 0;
}

static int read_hold_side(struct exercise *exercise, const char *name, const char *value,
                          char ret_reason[PROFILE_REASON_SIZE])
{
    static const struct {
        const char *name;
        enum hold_side side;
    } sides[] = {{"lean", HOLD_SIDE_LEAN}, {"feet", HOLD_SIDE_FEET}};
    for (unsigned i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
        if (strcmp(value, sides[i].name) == 0) {
            exercise->hold.side = sides[i].side;
            return 0;
        }
    }
    return profile_value_refuse(ret_reason, "%s: '%s' is neither lean nor feet", name, value);
}

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

static int read_key(struct exercise *exercise, enum profile_key key, const char *name,
                    const char *value, char ret_reason[PROFILE_REASON_SIZE])
{
    switch (key) {
    case KEY_NAME:
        return read_name(exercise, name, value, ret_reason);
    case KEY_KIND:
        return read_kind(exercise, name, value, ret_reason);
    case KEY_START:
        return read_start(exercise, name, value, ret_reason);
    case KEY_EASIER:
        return read_neighbour(name, value, exercise->easier, ret_reason);
    case KEY_HARDER:
        return read_neighbour(name, value, exercise->harder, ret_reason);
    case KEY_PHASES:
        return read_phases(exercise, name, value, ret_reason);
    case KEY_BETWEEN:
        return read_between(exercise, name, value, ret_reason);
    case KEY_SHORTEST:
        return profile_value_number(name, value, 0.2, 30.0, &exercise->rep_min_s, ret_reason);
    case KEY_LONGEST:
        return profile_value_number(name, value, 1.0, 120.0, &exercise->rep_max_s, ret_reason);
    case KEY_START_TRUNK:
        return profile_value_span(name, value, -180.0, 180.0, &exercise->start_trunk_min_deg,
                                  &exercise->start_trunk_max_deg, ret_reason);
    case KEY_FAR_TRUNK:
        return profile_value_span(name, value, -180.0, 180.0, &exercise->far_trunk_min_deg,
                                  &exercise->far_trunk_max_deg, ret_reason);
    case KEY_START_LEAN:
        return profile_value_span(name, value, 0.0, 180.0, &exercise->start_lean_min_deg,
                                  &exercise->start_lean_max_deg, ret_reason);
    case KEY_START_THIGH:
        return profile_value_span(name, value, 0.0, 180.0, &exercise->start_thigh_min_deg,
                                  &exercise->start_thigh_max_deg, ret_reason);
    case KEY_FAR_THIGH:
        return profile_value_span(name, value, 0.0, 180.0, &exercise->far_thigh_min_deg,
                                  &exercise->far_thigh_max_deg, ret_reason);
    case KEY_FAR_LUMBAR:
        return profile_value_number(name, value, 0.0, 90.0, &exercise->far_lumbar_max_deg,
                                    ret_reason);
    case KEY_CABLE:
        return profile_value_number(name, value, 1.0, 2000.0, &exercise->cable_min_n, ret_reason);
    case KEY_TRAVEL:
        return profile_value_number(name, value, 0.02, 1.0, &exercise->travel_min_m, ret_reason);
    case KEY_FEET:
        return profile_value_number(name, value, 1.0, 5000.0, &exercise->feet_max_n, ret_reason);
    case KEY_SIDE_FEET:
        return profile_value_number(name, value, 0.51, 1.0, &exercise->side_feet_share, ret_reason);
    case KEY_SIDE_THIGH:
        return profile_value_number(name, value, 5.0, 120.0, &exercise->side_free_thigh_deg,
                                    ret_reason);
    case KEY_END:
        return profile_value_number(name, value, 2.0, 120.0, &exercise->set_end_s, ret_reason);
    case KEY_TEMPO:
        return read_tempo(exercise, name, value, ret_reason);
    case KEY_HOLD_TRUNK:
        return profile_value_span(name, value, -180.0, 180.0, &exercise->far_trunk_min_deg,
                                  &exercise->far_trunk_max_deg, ret_reason);
    case KEY_HOLD_PELVIS:
        return profile_value_span(name, value, 0.0, 180.0, &exercise->hold.pelvis_min_deg,
                                  &exercise->hold.pelvis_max_deg, ret_reason);
    case KEY_HOLD_WRIST:
        return profile_value_span(name, value, 0.0, 180.0, &exercise->hold.wrist_min_deg,
                                  &exercise->hold.wrist_max_deg, ret_reason);
    case KEY_HOLD_CABLE:
        return profile_value_number(name, value, 5.0, 2000.0, &exercise->hold.cable_n, ret_reason);
    case KEY_HOLD_LOAD:
        return profile_value_number(name, value, 1.02, 5.0, &exercise->hold.load_share, ret_reason);
    case KEY_HOLD_SAG:
        return profile_value_number(name, value, 2.0, 45.0, &exercise->hold.sag_deg, ret_reason);
    case KEY_HOLD_TWIST:
        return profile_value_number(name, value, 2.0, 45.0, &exercise->hold.twist_deg, ret_reason);
    case KEY_HOLD_SIDE:
        return read_hold_side(exercise, name, value, ret_reason);
    case KEY_ROUNDING_WARN:
        return profile_value_number(name, value, 0.3, 1.5, &exercise->rounding_warn, ret_reason);
    case KEY_ROUNDING_STOP:
        return profile_value_number(name, value, 0.3, 1.5, &exercise->rounding_stop, ret_reason);
    }
    return 0;
}

int profile_keys_take(struct exercise *exercise, struct profile_keys *keys_given, unsigned line,
                      const char *section, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (strcmp(section, keys[i].section) != 0 || strcmp(name, keys[i].name) != 0)
            continue;
        if (keys_given->lines[i] != 0)
            return profile_value_refuse(ret_reason, "%s is given twice", name);
        keys_given->lines[i] = line;
        return read_key(exercise, (enum profile_key)i, name, value, ret_reason);
    }
    return profile_value_refuse(ret_reason, "there is no '%s' in [%s]", name, section);
}

static unsigned later(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* The line of the last of these keys that was given; 0 = none was. */
static unsigned last_of(const struct profile_keys *keys_given, enum profile_key first,
                        enum profile_key last)
{
    unsigned line = 0;
    for (unsigned i = first; i <= last; i++)
        line = later(line, keys_given->lines[i]);
    return line;
}

static int check_kind(const struct exercise *exercise, const unsigned lines[KEY_COUNT],
                      const struct profile_keys *keys_given, unsigned *ret_line,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    *ret_line = 0;
    if (lines[KEY_NAME] == 0 || lines[KEY_KIND] == 0 || lines[KEY_START] == 0)
        return profile_value_refuse(ret_reason, "name, kind and start must be given in [exercise]");
    *ret_line = last_of(keys_given, KEY_HOLD_TRUNK, KEY_HOLD_SIDE);
    if (*ret_line != 0 && exercise->kind != EXERCISE_HOLD)
        return profile_value_refuse(ret_reason, "[hold] is for exercises of kind hold");
    *ret_line = last_of(keys_given, KEY_SIDE_FEET, KEY_SIDE_THIGH);
    if (*ret_line != 0 && exercise->kind != EXERCISE_SIDES)
        return profile_value_refuse(ret_reason, "[sides] is for exercises of kind sides");
    return 0;
}

static int check_times(const struct exercise *exercise, const unsigned lines[KEY_COUNT],
                       unsigned *ret_line, char ret_reason[PROFILE_REASON_SIZE])
{
    const double *tempo_s = exercise->tempo_s;
    double standard_s = tempo_s[0] + tempo_s[1] + tempo_s[2] + tempo_s[3];
    *ret_line = later(lines[KEY_SHORTEST], lines[KEY_LONGEST]);
    if (exercise->rep_min_s >= exercise->rep_max_s)
        return profile_value_refuse(ret_reason, "shortest-s is not shorter than longest-s");
    *ret_line = later(*ret_line, lines[KEY_TEMPO]);
    if (lines[KEY_TEMPO] != 0 &&
        (standard_s < exercise->rep_min_s || standard_s > exercise->rep_max_s))
        return profile_value_refuse(ret_reason,
                                    "the standard tempo makes %g s, which is not within "
                                    "shortest-s and longest-s, %g to %g",
                                    standard_s, exercise->rep_min_s, exercise->rep_max_s);
    return 0;
}

int profile_keys_check(const struct exercise *exercise, const struct profile_keys *keys_given,
                       unsigned *ret_line, char ret_reason[PROFILE_REASON_SIZE])
{
    const unsigned *lines = keys_given->lines;
    int r = check_kind(exercise, lines, keys_given, ret_line, ret_reason);
    if (r < 0)
        return r;
    r = check_times(exercise, lines, ret_line, ret_reason);
    if (r < 0)
        return r;
    *ret_line = later(lines[KEY_ROUNDING_WARN], lines[KEY_ROUNDING_STOP]);
    if ((lines[KEY_ROUNDING_WARN] == 0) != (lines[KEY_ROUNDING_STOP] == 0))
        return profile_value_refuse(ret_reason, "[rounding] needs both warn and stop");
    if (*ret_line != 0 && exercise->rounding_warn >= exercise->rounding_stop)
        return profile_value_refuse(ret_reason, "warn in [rounding] is not below stop");
    *ret_line = lines[KEY_EASIER];
    if (strcmp(exercise->easier, exercise->id) == 0)
        return profile_value_refuse(ret_reason, "easier: an exercise is not easier than itself");
    *ret_line = lines[KEY_HARDER];
    if (strcmp(exercise->harder, exercise->id) == 0)
        return profile_value_refuse(ret_reason, "harder: an exercise is not harder than itself");
    *ret_line = later(lines[KEY_EASIER], lines[KEY_HARDER]);
    if (*ret_line != 0 && strcmp(exercise->easier, exercise->harder) == 0)
        return profile_value_refuse(ret_reason, "easier and harder are the same exercise");
    return 0;
}

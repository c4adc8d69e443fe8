/* SPDX-License-Identifier: MIT */
#include "core/exercise.h"

#include <math.h>
#include <string.h>

#define TRUNK_STAYS_DEG 20.0 /* design value: so little do the trunk's mean places differ */

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

void exercise_set_generic(struct exercise *ret_exercise)
{
    *ret_exercise = (struct exercise){
        .id = EXERCISE_GENERIC,
        .name = "Any exercise",
        .kind = EXERCISE_REPS,
        .start = EXERCISE_START_EITHER,
        .rep_min_s = 0.6,  /* research: no lift is faster */
        .rep_max_s = 15.0, /* nor slower */
        .set_end_s = 6.0,  /* design value */
        .start_trunk_min_deg = NAN,
        .start_trunk_max_deg = NAN,
        .far_trunk_min_deg = NAN,
        .far_trunk_max_deg = NAN,
        .start_lean_min_deg = NAN,
        .start_lean_max_deg = NAN,
        .start_thigh_min_deg = NAN,
        .start_thigh_max_deg = NAN,
        .far_thigh_min_deg = NAN,
        .far_thigh_max_deg = NAN,
        .far_lumbar_max_deg = NAN,
        .cable_min_n = NAN,
        .travel_min_m = NAN,
        .feet_max_n = NAN,
        .side_feet_share = NAN,
        .side_free_thigh_deg = NAN,
        .hold = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, HOLD_SIDE_NONE},
        .tempo_s = {NAN, NAN, NAN, NAN},
    };
}

bool exercise_is_generic(const struct exercise *exercise)
{
    return strcmp(exercise->id, EXERCISE_GENERIC) == 0;
}

static bool lifts_first(const struct exercise *exercise)
{
    return exercise->start == EXERCISE_START_CONCENTRIC;
}

static bool trunk_stays(const struct exercise *exercise)
{
    double start = exercise->start_trunk_min_deg + exercise->start_trunk_max_deg;
    double far = exercise->far_trunk_min_deg + exercise->far_trunk_max_deg;
    return fabs(start - far) < 2.0 * TRUNK_STAYS_DEG;
}

/* A bar on the floor is fetched by straightening the trunk. */
bool exercise_rises_from_floor(const struct exercise *exercise)
{
    return lifts_first(exercise) && !trunk_stays(exercise);
}

bool exercise_rises_from_hang(const struct exercise *exercise)
{
    return lifts_first(exercise) && trunk_stays(exercise);
}

bool exercise_has_movements(const struct exercise *exercise)
{
    for (unsigned i = 0; i < MOVEMENT_COUNT; i++)
        if (exercise->movements[i].range_max > 0.0)
            return true;
    return false;
}

const char *exercise_kind_name(enum exercise_kind kind)
{
    static const char *const names[] = {"reps", "hold", "sides", "stretch"};
    return (unsigned)kind < COUNT_OF(names) ? names[kind] : "unknown";
}

const char *exercise_start_name(enum exercise_start start)
{
    static const char *const names[] = {"either", "eccentric", "concentric"};
    return (unsigned)start < COUNT_OF(names) ? names[start] : "unknown";
}

const char *body_signal_name(enum body_signal signal)
{
    static const char *const names[BODY_SIGNAL_COUNT] = {
        "none",  "trunk",        "pelvis",       "lumbar",       "thigh",        "bar-height",
        "wrist", "thighs-apart", "wrists-apart", "trunk-height", "cable-travel", "chest-turn"};
    return (unsigned)signal < COUNT_OF(names) ? names[signal] : "unknown";
}

/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void script_init(struct script *script, const struct person *person, unsigned long long seed)
{
    *script = (struct script){.person = *person};
    sway_init(&script->sway, person, seed);
}

void script_deinit(struct script *script)
{
    free(script->path);
    free(script->motion);
    free(script->knock);
    free(script->rep);
    free(script->set);
    free(script->activity);
    for (int i = 0; i < TRACK_COUNT; i++)
        free(script->track[i].step);
}

/* Appends one element; arrays grow to the next power of two. */
static void *append(struct script *script, void *array, size_t *count, size_t size,
                    const void *element)
{
    if ((*count & (*count - 1)) == 0) {
        void *grown = realloc(array, (*count ? 2 * *count : 1) * size);

        if (!grown) {
            script->out_of_memory = true;
            return array;
        }
        array = grown;
    }
    memcpy((char *)array + *count * size, element, size);
    ++*count;
    return array;
}

#define APPEND(script, array, count, element)                                                      \
    ((array) = append((script), (array), &(count), sizeof(*(array)), (element)))

size_t script_add_path(struct script *script, const struct path *path)
{
    APPEND(script, script->path, script->path_count, path);
    return script->path_count ? script->path_count - 1 : 0;
}

size_t script_add_motion(struct script *script, const struct phase *phase, size_t path,
                         size_t variant)
{
    struct script_motion motion = {.phase = *phase, .path = path, .variant = variant};

    APPEND(script, script->motion, script->motion_count, &motion);
    return script->motion_count ? script->motion_count - 1 : 0;
}

void script_add_step(struct script *script, enum script_track track, double t, double duration,
                     double to)
{
    struct script_step step = {t, duration, to};

    APPEND(script, script->track[track].step, script->track[track].count, &step);
}

void script_add_knock(struct script *script, double t, double size)
{
    struct script_knock knock = {t, size};

    APPEND(script, script->knock, script->knock_count, &knock);
}

void script_add_rep(struct script *script, const struct script_rep *rep)
{
    APPEND(script, script->rep, script->rep_count, rep);
}

void script_add_set(struct script *script, const struct script_set *set)
{
    APPEND(script, script->set, script->set_count, set);
}

void script_add_activity(struct script *script, const char *name, double start, double end)
{
    struct script_activity activity = {.start = start, .end = end};

    snprintf(activity.name, sizeof(activity.name), "%s", name);
    APPEND(script, script->activity, script->activity_count, &activity);
}

double script_track_final(const struct script *script, enum script_track track)
{
    size_t count = script->track[track].count;

    return count ? script->track[track].step[count - 1].to : script->track[track].initial;
}

/* Steps that overlap each add their own change; those long over count by their last value only. */
static struct jet track_at(const struct script *script, enum script_track track, double t)
{
    const struct script_step *steps = script->track[track].step;
    size_t begun = 0, high = script->track[track].count, first;
    double before;
    struct jet value;

    while (begun < high) {
        size_t middle = (begun + high) / 2;

        if (steps[middle].t < t)
            begun = middle + 1;
        else
            high = middle;
    }
    first = begun > SCRIPT_OVERLAP_MAX ? begun - SCRIPT_OVERLAP_MAX : 0;
    before = first ? steps[first - 1].to : script->track[track].initial;
    value = jet_of(before);
    for (size_t i = first; i < begun; i++) {
        struct jet u = {(t - steps[i].t) / steps[i].duration, 1.0 / steps[i].duration, 0.0};

        value = jet_add(value, jet_scale(jet_step(u), steps[i].to - before));
        before = steps[i].to;
    }
    return value;
}

static const struct script_motion *motion_at(const struct script *script, double t)
{
    size_t low = 0, high = script->motion_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (script->motion[middle].phase.t[0] <= t)
            low = middle;
        else
            high = middle;
    }
    return &script->motion[low];
}

/* Iron on iron: 35 Hz, gone after a fifth of a second; starts smoothly within 20 ms. */
static struct jet knock_at(const struct script_knock *knock, double t)
{
    double age = t - knock->t;
    struct jet time = {age, 1.0, 0.0};

    if (age <= 0.0 || age > 0.5)
        return jet_of(0.0);
    return jet_scale(
        jet_mul(jet_mul(jet_step(jet_scale(time, 50.0)), jet_exp(jet_scale(time, -1.0 / 0.04))),
                jet_sin(jet_scale(time, 2.0 * M_PI * 35.0))),
        knock->size);
}

void script_posture(const struct script *script, double t, struct posture *ret_posture)
{
    static const struct {
        enum script_track track;
        int coordinate;
    } direct[] = {
        {TRACK_ANCHOR_X, C_ANCHOR},
        {TRACK_ANCHOR_Y, C_ANCHOR + 1},
        {TRACK_HEADING, C_HEADING},
        {TRACK_BAR_REST_X, C_BAR_REST},
        {TRACK_BAR_REST_Z, C_BAR_REST + 2},
        {TRACK_SPIN_ZERO, C_SPIN_ZERO},
        {TRACK_GRIP, C_GRIP},
        {TRACK_CARRIED, C_CARRIED},
        {TRACK_ON_PLATES, C_ON_PLATES},
        {TRACK_CABLE, C_CABLE},
    };
    const struct script_motion *motion = motion_at(script, t);
    struct jet progress = phase_at(&motion->phase, t);
    struct jet variant = track_at(script, TRACK_VARIANT, t);

    path_at(&script->path[motion->path], progress, ret_posture);
    if (motion->variant != motion->path && (variant.v != 0.0 || variant.dd != 0.0)) {
        struct posture other;

        path_at(&script->path[motion->variant], progress, &other);
        for (int i = 0; i < C_COUNT; i++)
            ret_posture->c[i] = jet_blend(ret_posture->c[i], other.c[i], variant);
    }
    for (size_t i = 0; i < sizeof(direct) / sizeof(direct[0]); i++)
        ret_posture->c[direct[i].coordinate] = track_at(script, direct[i].track, t);
    sway_add(&script->sway, t, track_at(script, TRACK_STEADY, t), ret_posture);
    gait_add(&script->sway, &script->person, t, track_at(script, TRACK_GAIT, t), ret_posture);
    for (size_t i = 0; i < script->knock_count; i++)
        ret_posture->c[C_BAR_SHAKE + 2] =
            jet_add(ret_posture->c[C_BAR_SHAKE + 2], knock_at(&script->knock[i], t));
}

void script_body(const struct script *script, double t, struct body *ret_body)
{
    struct posture posture;

    script_posture(script, t, &posture);
    body_place(&script->person, &posture, ret_body);
}

/* SPDX-License-Identifier: MIT */
#include "compose.h"

#include <errno.h>

static void named(struct compose *c, const char *name, double duration)
{
    struct sim_activity activity = {.duration_s = duration};

    if (duration < compose_activity_shortest(name))
        return;
    snprintf(activity.name, sizeof(activity.name), "%s", name);
    compose_activity(c, &activity);
}

/* What is between two sets: some of it walking, the rest standing about. */
static void rest(struct compose *c, double duration)
{
    double walk = fmin(c->options->walk_s, duration);

    named(c, "walk", walk);
    if (duration - walk < compose_activity_shortest("idle"))
        named(c, "stand", duration - walk);
    else
        named(c, "idle", duration - walk);
}

/* Just before that repetition of the first set, within a moment. */
static void slip(struct script *script, const struct sim_athlete_options *options)
{
    const struct sim_form_fault *fault = &options->fault[FAULT_MOVED_SENSOR];

    for (size_t i = 0; fault->asked && i < script->rep_count; i++) {
        if (script->rep[i].rep != fault->from)
            continue;
        snprintf(script->slip.role, sizeof(script->slip.role), "%s", options->moved_role);
        script->slip.t = script->rep[i].start - 0.4;
        script->slip.duration = 0.3;
        script->slip.angle = fault->severity * M_PI / 180.0;
        return;
    }
}

int compose_script(struct script *script, const struct sim_athlete_options *options)
{
    const struct key_pose standing = {.knee = 4, .arms = ARMS_FREE};
    struct compose c = {.script = script, .options = options};
    unsigned set = 0;

    prng_init(&c.prng, options->seed, "compose");
    lift_solve_pose(&standing, &script->person, 0.0, &c.standing);
    c.pose = c.standing;
    c.bar_in_rack = prng_uniform(&c.prng, 0.0, 1.0) < 0.5;
    script->track[TRACK_ON_PLATES].initial = 1.0;

    named(&c, "stand", options->lead_s);
    for (size_t i = 0; i < options->activity_count; i++)
        compose_activity(&c, &options->activity[i]);
    if (options->exercise_count)
        named(&c, "walk", options->walk_s);
    for (size_t e = 0; e < options->exercise_count; e++) {
        for (unsigned s = 0; s < options->sets; s++) {
            if (set)
                rest(&c, options->rest_s);
            compose_set(&c, lift_find(options->exercise[e]), ++set);
            if (script->out_of_memory)
                return -ENOMEM;
        }
    }
    if (options->exercise_count)
        named(&c, "walk", options->walk_s);
    named(&c, "stand", options->tail_s);
    slip(script, options);
    script->end = c.t;
    return script->out_of_memory ? -ENOMEM : 0;
}

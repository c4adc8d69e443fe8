/* SPDX-License-Identifier: MIT */
#include "compose.h"

#include <string.h>

#define DEGREES (M_PI / 180.0)

static struct pose pose_like(const struct compose *c, const struct key_pose *key)
{
    struct pose pose;

    lift_solve_pose(key, &c->script->person, 0.0, &pose);
    return pose;
}

static double between(struct compose *c, double low, double high)
{
    return prng_uniform(&c->prng, low, high);
}

/* Away from the plates and back again, turning round at both ends. */
void compose_walk(struct compose *c, double duration)
{
    const double turn = 1.8, speed_m_s = 1.25; /* comfortable walking, Bohannon 1997: 1.2 to 1.4 */
    double heading = script_track_final(c->script, TRACK_HEADING);
    double x = script_track_final(c->script, TRACK_ANCHOR_X);
    double way = fmax(0.0, 0.5 * duration - turn);
    double distance = 0.5 * speed_m_s * way; /* a smooth step's mean speed is half its peak */
    double side = prng_uniform(&c->prng, -1.0, 1.0) < 0.0 ? -1.0 : 1.0;

    if (duration < 2.0 * turn + 1.0) { /* too short to go anywhere: steps on the spot */
        double ramp = fmin(0.6, 0.4 * duration);

        compose_track(c, TRACK_GAIT, 0.0, ramp, 0.6);
        compose_track(c, TRACK_GAIT, duration - ramp, ramp, 0.0);
        compose_stay(c, duration);
        return;
    }
    compose_track(c, TRACK_GAIT, 0.0, 0.7, 1.0);
    compose_track(c, TRACK_HEADING, 0.0, turn, heading + side * M_PI);
    compose_track(c, TRACK_ON_PLATES, 0.8, 0.5, 0.0);
    compose_track(c, TRACK_ANCHOR_X, 0.6 * turn, way, x - distance);
    compose_track(c, TRACK_HEADING, turn + way - 0.5, turn, heading);
    compose_track(c, TRACK_ANCHOR_X, turn + way + 0.3, way, x);
    compose_track(c, TRACK_ON_PLATES, duration - 1.3, 0.5, 1.0);
    compose_track(c, TRACK_GAIT, duration - 0.7, 0.7, 0.0);
    compose_stay(c, duration);
}

static void stand(struct compose *c, double end)
{
    compose_stay(c, end - c->t);
}

static void walk(struct compose *c, double end)
{
    compose_walk(c, end - c->t);
}

/* Shifts the weight, looks about, puts the hands on the hips. */
static void idle(struct compose *c, double end)
{
    while (end - c->t > 4.0) {
        struct pose pose = c->standing;

        pose.c[C_PELVIS + PITCH] += between(c, -4, 4) * DEGREES;
        pose.c[C_PELVIS + ROLL] += between(c, -4, 4) * DEGREES;
        pose.c[C_LUMBAR + PITCH] += between(c, -4, 8) * DEGREES;
        pose.c[C_LUMBAR + ROLL] += between(c, -5, 5) * DEGREES;
        pose.c[C_LUMBAR + YAW] += between(c, -15, 15) * DEGREES;
        pose.c[C_ARM] += between(c, -5, 25) * DEGREES;
        pose.c[C_FOREARM] -= between(c, 0, 60) * DEGREES;
        compose_go(c, &pose, between(c, 0.9, 1.8));
        compose_stay(c, between(c, 0.5, 4.0));
    }
    compose_go(c, &c->standing, 1.0);
    stand(c, end);
}

static void phone(struct compose *c, double end)
{
    struct pose pose = c->standing;

    pose.c[C_ARM] = -20 * DEGREES;
    pose.c[C_FOREARM] = -115 * DEGREES;
    pose.c[C_LUMBAR + PITCH] += 6 * DEGREES;
    compose_go(c, &pose, 1.0);
    while (end - c->t > 4.0) {
        pose.c[C_LUMBAR + YAW] = between(c, -6, 6) * DEGREES;
        pose.c[C_PELVIS + ROLL] = between(c, -3, 3) * DEGREES;
        compose_stay(c, between(c, 0.3, 3.0));
        compose_go(c, &pose, between(c, 0.7, 1.3));
    }
    compose_go(c, &c->standing, 1.0);
    stand(c, end);
}

/* Bends down for a plate, carries it a few steps, bends down to put it on the bar. */
static void plates(struct compose *c, double end)
{
    while (end - c->t > 11.0) {
        const struct key_pose reach = {.knee = between(c, 30, 85),
                                       .trunk = between(c, 45, 80),
                                       .lumbar = between(c, 20, 35),
                                       .arms = ARMS_BENT,
                                       .upper_arm = between(c, -10, 10),
                                       .forearm = between(c, -30, 0)};
        struct pose down = pose_like(c, &reach), carry = c->standing;

        down.c[C_PELVIS + YAW] = between(c, -15, 15) * DEGREES;
        down.c[C_LUMBAR + YAW] = between(c, -15, 15) * DEGREES;
        carry.c[C_FOREARM] = -85 * DEGREES;
        compose_go(c, &down, between(c, 1.0, 1.9));
        compose_stay(c, between(c, 0.3, 2.5));
        compose_go(c, &carry, between(c, 1.0, 1.9));
        compose_walk(c, fmin(between(c, 1.5, 8.0), fmax(1.5, end - c->t - 5.0)));
    }
    compose_go(c, &c->standing, 1.0);
    stand(c, end);
}

static void sit(struct compose *c, double end)
{
    const struct key_pose seat = {
        .knee = 92, .trunk = 12, .lumbar = 14, .arms = ARMS_BENT, .upper_arm = -25, .forearm = -70};
    const struct key_pose rise = {.knee = 85, .trunk = 42, .lumbar = 16, .arms = ARMS_FREE};
    struct pose seated = pose_like(c, &seat), rising = pose_like(c, &rise);

    /* On a seat the body need not be in balance over its feet. */
    seated.c[C_SHANK] = 5 * DEGREES;
    seated.c[C_THIGH] = -87 * DEGREES;
    compose_go(c, &rising, 1.0);
    compose_track(c, TRACK_ON_PLATES, 0.0, 0.5, 0.2); /* the bench bears the rest */
    compose_go(c, &seated, 1.2);
    stand(c, end - 2.2);
    compose_go(c, &rising, 1.2);
    compose_track(c, TRACK_ON_PLATES, -0.3, 0.4, 1.0);
    compose_go(c, &c->standing, 1.0);
    stand(c, end);
}

/* Touches the toes once and hangs there, then bends to both sides. */
static void stretch(struct compose *c, double end)
{
    const struct key_pose toes = {.knee = 8, .trunk = 95, .lumbar = 42, .arms = ARMS_FREE};
    struct pose down = pose_like(c, &toes), side = c->standing;

    compose_go(c, &down, between(c, 2.0, 3.0));
    compose_stay(c, fmax(0.0, end - c->t - 10.0));
    compose_go(c, &c->standing, between(c, 2.0, 2.5));
    side.c[C_LUMBAR + ROLL] = 22 * DEGREES;
    compose_go(c, &side, 1.3);
    side.c[C_LUMBAR + ROLL] = -22 * DEGREES;
    compose_go(c, &side, 2.2);
    compose_go(c, &c->standing, 1.3);
    stand(c, end);
}

/* Takes hold of the bar on the floor, and lets go again. */
static void grip(struct compose *c, double end)
{
    while (end - c->t > 12.0) {
        compose_false_start(c, lift_find("deadlift"));
        stand(c, fmin(end, c->t + between(c, 1.0, 5.0)));
    }
    stand(c, end);
}

/* Takes the bar out of the rack, walks out with it, and puts it back. */
static void unrack(struct compose *c, double end)
{
    while (end - c->t > 25.0) {
        compose_false_start(c, lift_find("back-squat"));
        stand(c, fmin(end, c->t + between(c, 1.0, 5.0)));
    }
    stand(c, end);
}

static void life(struct compose *c, double end);

static const struct {
    const char *name;
    double shortest_s;
    void (*act)(struct compose *c, double end);
} activities[] = {
    {"stand", 0.1, stand},
    {"walk", 1.0, walk},
    {"idle", 5.0, idle},
    {"phone", 6.0, phone},
    {"plates", 12.0, plates},
    {"sit", 6.0, sit},
    {"stretch", 15.0, stretch},
    {"grip", 14.0, grip},
    {"unrack", 27.0, unrack},
    {"life", 30.0, life},
    {"calibrate", 30.0, compose_calibrate},
};
#define LIFE_ACTIVITIES 9 /* the first ones: all that people do without being asked to */
#define ACTIVITY_COUNT (sizeof(activities) / sizeof(activities[0]))

/* A little of everything, in an order that the seed gives. */
static void life(struct compose *c, double end)
{
    while (end - c->t > 30.0) {
        size_t i = prng_next(&c->prng) % LIFE_ACTIVITIES;
        double start = c->t;

        /* Nobody carries the bar to and fro between floor and rack. */
        if (activities[i].act == (c->bar_in_rack ? grip : unrack))
            continue;
        activities[i].act(c, start + between(c, activities[i].shortest_s, 29.0));
        script_add_activity(c->script, activities[i].name, start, c->t);
    }
    stand(c, end);
}

double compose_activity_shortest(const char *name)
{
    for (size_t i = 0; i < ACTIVITY_COUNT; i++)
        if (!strcmp(activities[i].name, name))
            return activities[i].shortest_s;
    return NAN;
}

const char *compose_activity_name(unsigned index)
{
    return index < ACTIVITY_COUNT ? activities[index].name : NULL;
}

void compose_activity(struct compose *c, const struct sim_activity *activity)
{
    double start = c->t;

    for (size_t i = 0; i < ACTIVITY_COUNT; i++)
        if (!strcmp(activities[i].name, activity->name))
            activities[i].act(c, start + activity->duration_s);
    script_add_activity(c->script, activity->name, start, c->t);
}

/* SPDX-License-Identifier: MIT */
#include "core/lying.h"

#include <math.h>

#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

#define STRETCH_NS 1000000000 /* design value: a breath is under way, tremor shows many times */
#define LOOKS_MIN 6           /* of the ten in a stretch; design value */
/* rad/s, between the extremes in a stretch. Data sheets: 0.03 to 0.07 deg/s rms of noise at 100 Hz
 * (BMI270, LSM6DSR), of ten values about three times that; quiet standing sways by 1 to 2 deg/s. */
#define DEAD_STILL RAD(0.8)
#define MOVES RAD(10.0) /* rad/s, likewise; design value */
#define AS_BAR_MIN 2    /* stretches; design value */

void lying_reset(struct lying *lying)
{
    *lying = (struct lying){0};
}

void lying_forget(struct lying *lying, int role)
{
    lying->seen[role].looks = 0;
    for (int part = 0; part < BODY_PARTS; part++) {
        if (part != role && role != LYING_BAR)
            continue;
        lying->as_bar[part] = 0;
        lying->as_worn[part] = false;
    }
}

void lying_see(struct lying *lying, int role, const double rate[3])
{
    struct lying_seen *seen = &lying->seen[role];
    if (seen->looks++ == 0) {
        vec3_copy(seen->least, rate);
        vec3_copy(seen->most, rate);
    }
    for (int i = 0; i < 3; i++) {
        seen->least[i] = fmin(seen->least[i], rate[i]);
        seen->most[i] = fmax(seen->most[i], rate[i]);
    }
}

/* NAN: it was hardly seen. */
static double spread_of(const struct lying_seen *seen)
{
    double spread = seen->looks < LOOKS_MIN ? NAN : 0.0;
    for (int i = 0; i < 3; i++)
        spread += fmax(0.0, seen->most[i] - seen->least[i] - spread);
    return spread;
}

/* The only part of the body that lies dead still; -1 = none does, or several. */
static int find_lying(const double spread[LYING_ROLES])
{
    int found = -1;
    for (int part = 0; part < BODY_PARTS; part++) {
        if (!(spread[part] < DEAD_STILL))
            continue;
        if (found >= 0)
            return -1;
        found = part;
    }
    return found;
}

/* Hands may move while the rest of the body lies on a bench. */
static bool body_moves_about(const double spread[LYING_ROLES])
{
    for (int part = 0; part < BODY_WRIST_LEFT; part++)
        if (spread[part] > MOVES)
            return true;
    return false;
}

static int weigh(struct lying *lying)
{
    const double *spread = lying->spread;
    int lies = find_lying(spread);
    if (spread[LYING_BAR] < DEAD_STILL)
        for (int part = 0; part < BODY_PARTS; part++)
            lying->as_worn[part] |= spread[part] > MOVES;
    bool bar_moves = spread[LYING_BAR] > MOVES;
    if (lies < 0 || !bar_moves || !body_moves_about(spread) || lying->as_worn[lies])
        return -1;
    lying->as_bar[lies]++;
    return lying->as_bar[lies] >= AS_BAR_MIN ? lies : -1;
}

int lying_judge(struct lying *lying, int64_t t_ns)
{
    lying->judged = false;
    if (lying->since_ns != 0 && t_ns >= lying->since_ns && t_ns - lying->since_ns < STRETCH_NS)
        return -1;
    for (int role = 0; role < LYING_ROLES; role++) {
        lying->spread[role] = spread_of(&lying->seen[role]);
        lying->seen[role].looks = 0;
    }
    bool begun = lying->since_ns != 0 && t_ns - lying->since_ns < 2 * STRETCH_NS;
    lying->since_ns = t_ns;
    lying->judged = begun;
    return begun ? weigh(lying) : -1;
}

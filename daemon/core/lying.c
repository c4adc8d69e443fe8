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
/* m/s^2, between the extremes in a stretch. Data sheets: 0.02 rms of noise at 100 Hz, three times
 * that of ten values; a floor on which weights are set down shakes. Who turns by 10 deg/s and more
 * is moved, or its gravity moves with it. */
#define UNSHAKEN 0.3
#define AS_BAR_MIN 2 /* stretches; design value */

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

void lying_see(struct lying *lying, int role, const double rate[3], const double accel[3])
{
    struct lying_seen *seen = &lying->seen[role];
    bool first = seen->looks++ == 0;
    for (int i = 0; i < 6; i++) {
        double value = i < 3 ? rate[i] : accel[i - 3];
        seen->least[i] = first ? value : fmin(seen->least[i], value);
        seen->most[i] = first ? value : fmax(seen->most[i], value);
    }
}

/* Of three values, from the first on. NAN: it was hardly seen. */
static double spread_of(const struct lying_seen *seen, int first)
{
    double spread = seen->looks < LOOKS_MIN ? NAN : 0.0;
    for (int i = first; i < first + 3; i++)
        spread += fmax(0.0, seen->most[i] - seen->least[i] - spread);
    return spread;
}

static bool lies_still(const struct lying *lying, int role)
{
    return lying->spread[role] < DEAD_STILL && lying->shaken[role] < UNSHAKEN;
}

static bool moves(const struct lying *lying, int role)
{
    return lying->spread[role] > MOVES && lying->shaken[role] > UNSHAKEN;
}

/* The only part of the body that lies dead still; -1 = none does, or several. */
static int find_lying(const struct lying *lying)
{
    int found = -1;
    for (int part = 0; part < BODY_PARTS; part++) {
        if (!lies_still(lying, part))
            continue;
        if (found >= 0)
            return -1;
        found = part;
    }
    return found;
}

/* Hands may move while the rest of the body lies on a bench. */
static bool body_moves_about(const struct lying *lying)
{
    for (int part = 0; part < BODY_WRIST_LEFT; part++)
        if (moves(lying, part))
            return true;
    return false;
}

static int weigh(struct lying *lying)
{
    int lies = find_lying(lying);
    if (lies_still(lying, LYING_BAR))
        for (int part = 0; part < BODY_PARTS; part++)
            lying->as_worn[part] |= moves(lying, part);
    if (lies < 0 || !moves(lying, LYING_BAR) || !body_moves_about(lying) || lying->as_worn[lies])
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
        lying->spread[role] = spread_of(&lying->seen[role], 0);
        lying->shaken[role] = spread_of(&lying->seen[role], 3);
        lying->seen[role].looks = 0;
    }
    bool begun = lying->since_ns != 0 && t_ns - lying->since_ns < 2 * STRETCH_NS;
    lying->since_ns = t_ns;
    lying->judged = begun;
    return begun ? weigh(lying) : -1;
}

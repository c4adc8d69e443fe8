/* SPDX-License-Identifier: MIT */
#include "core/placement.h"

#include <math.h>

#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)

#define FRESH_NS 500000000 /* design value, as for the body */

#define STAND_S 1.0         /* design value: nobody stops so long on the way */
#define STAND_MOST_S 2.0    /* a long stand counts no more than this; design value */
#define AS_EVER (7.0 * DEG) /* design value: people stand so alike */
/* In each of several stands; design value: research note 4.4 says 5, but who stands about adds up
 * to 8 to that by posture. */
#define CROOKED (13.0 * DEG)
#define CROOKED_STANDS 3       /* design value */
#define WRONG_WAY (45.0 * DEG) /* no stand looks like that: one is enough; design value */
#define STRAIGHT_STANDS 2      /* design value */
#define SEATED_DEG 45.0        /* of a thigh: who sits tilts the pelvis; design value */
#define STANDS_N 250.0         /* on the plates: less is no one; design value */

#define DEEP (40.0 * DEG)     /* a bend that says something; design value */
#define UPRIGHT (15.0 * DEG)  /* design value */
#define INVERTED (14.0 * DEG) /* flat backs arch by less; design value */
#define ASKEW (30.0 * DEG)    /* design value: twists of the trunk stay below */
#define BENDS 3               /* in a row; design value */

void placement_reset(struct placement *placement)
{
    *placement = (struct placement){0};
}

void placement_forget(struct placement *placement, int role)
{
    placement->found[role] = 0;
    if (role < PLACEMENT_TRUNK_PARTS)
        placement->stands[role] = (struct placement_stands){0};
}

static bool is_known(const struct segment *segment, int64_t t_ns)
{
    return segment->present && segment->has_up && t_ns - segment->t_ns < FRESH_NS;
}

static unsigned find(struct placement *placement, struct body *body, int role,
                     enum sensor_condition what, double amount_deg)
{
    if (placement->found[role] & what)
        return 0;
    placement->found[role] |= what;
    placement->amount_deg[role] = amount_deg;
    if (role < BODY_PARTS)
        body->parts[role].doubted = true;
    return 1u << role;
}

/* Of two that are no left and right of the same. */
static bool knows_exchange(const struct placement *placement)
{
    for (int role = 0; role < PLACEMENT_ROLES; role++)
        if (placement->found[role] & SENSOR_EXCHANGED && !(placement->crossed >> role & 1u))
            return true;
    return false;
}

unsigned placement_exchange(struct placement *placement, struct body *body, int role, int other)
{
    unsigned changed = 0;
    placement->crossed = 0;
    for (int i = 0; i < PLACEMENT_ROLES; i++) {
        if (i == role || i == other || !(placement->found[i] & SENSOR_EXCHANGED))
            continue;
        placement->found[i] &= ~(unsigned)SENSOR_EXCHANGED;
        changed |= 1u << i;
    }
    return changed | find(placement, body, role, SENSOR_EXCHANGED, NAN) |
           find(placement, body, other, SENSOR_EXCHANGED, NAN);
}

unsigned placement_cross(struct placement *placement, struct body *body, unsigned sides)
{
    static const unsigned roles_of[SIDES_EXCHANGEABLE] = {
        1u << PLACEMENT_FEET,
        1u << BODY_THIGH_LEFT | 1u << BODY_THIGH_RIGHT,
        1u << BODY_WRIST_LEFT | 1u << BODY_WRIST_RIGHT,
    };
    unsigned crossed = 0, changed = 0;
    for (int i = 0; i < SIDES_EXCHANGEABLE; i++)
        crossed |= sides >> i & 1u ? roles_of[i] : 0;
    if (crossed == placement->crossed || knows_exchange(placement))
        return 0;
    for (int role = 0; role < PLACEMENT_ROLES; role++) {
        bool before = placement->crossed >> role & 1u, now = crossed >> role & 1u;
        if (now && !before)
            changed |= find(placement, body, role, SENSOR_EXCHANGED, NAN);
        if (!before || now)
            continue;
        placement->found[role] &= ~(unsigned)SENSOR_EXCHANGED;
        if (role < BODY_PARTS)
            body->parts[role].doubted = placement->found[role] != 0;
        changed |= 1u << role;
    }
    placement->crossed = crossed;
    return changed;
}

/* ---- standing ---- */

/* Where "up" has been in this stand, and how far from where it was when standing was learned. */
static double departure(const struct segment *segment, double ret_up[3])
{
    if (!vec3_normalize(ret_up, segment->up_sum))
        return NAN;
    return vec3_angle(ret_up, segment->up);
}

static bool sits(const struct body *body, const struct load_forces *loads, int64_t t_ns)
{
    for (int part = BODY_THIGH_LEFT; part <= BODY_THIGH_RIGHT; part++)
        if (is_known(&body->parts[part], t_ns) && fabs(body->parts[part].angle) > SEATED_DEG * DEG)
            return true;
    return loads->feet_left + loads->feet_right < STANDS_N; /* NAN: no plates, no objection */
}

/* It has leaned long and often enough: this is how it sits now. */
static unsigned judge_stands(struct placement *placement, struct body *body, int part)
{
    struct placement_stands *stands = &placement->stands[part];
    struct segment *segment = &body->parts[part];
    double up[3];
    if (!vec3_normalize(up, stands->up))
        return 0;
    double angle = vec3_angle(up, segment->up);
    if (angle < CROOKED || (stands->crooked < CROOKED_STANDS && angle < WRONG_WAY))
        return 0;
    unsigned changed = find(placement, body, part, SENSOR_MOVED, angle / DEG);
    segment_set_standing(segment, up);
    segment_forget_forward(segment);
    segment->doubted = true;
    *stands = (struct placement_stands){0};
    return changed;
}

/* again: it is the same stand, which proves no more than it did. */
static unsigned take_stand(struct placement *placement, struct body *body, bool in_set, bool again,
                           int64_t t_ns)
{
    double angle[PLACEMENT_TRUNK_PARTS], up[PLACEMENT_TRUNK_PARTS][3];
    unsigned present = 0, crooked = 0, last = 0;
    for (unsigned part = 0; part < PLACEMENT_TRUNK_PARTS; part++) {
        angle[part] =
            is_known(&body->parts[part], t_ns) ? departure(&body->parts[part], up[part]) : NAN;
        present += isnan(angle[part]) ? 0 : 1;
        crooked += angle[part] > AS_EVER ? 1 : 0;
        last = angle[part] > AS_EVER ? part : last;
    }
    if (present < 2 || crooked > 1)
        return 0; /* nothing to compare with, or another posture */
    for (unsigned part = 0; part < PLACEMENT_TRUNK_PARTS; part++) {
        struct placement_stands *stands = &placement->stands[part];
        if (!isnan(angle[part]) && (crooked == 0 || part != last))
            *stands = (struct placement_stands){.straight = stands->straight + 1};
    }
    if (crooked == 0 || (in_set && angle[last] < WRONG_WAY))
        return 0;
    struct placement_stands *stands = &placement->stands[last];
    if (angle[last] < CROOKED) { /* one that has slipped does not come back in between */
        *stands = (struct placement_stands){0};
        return 0;
    }
    stands->straight = 0;
    stands->crooked += again ? 0 : 1;
    vec3_add(stands->up, stands->up, up[last]);
    return judge_stands(placement, body, (int)last);
}

/* A stand is taken as soon as it has lasted, so that who stands on is heard in time; once again
 * when it lasts on. */
static unsigned look_at_stand(struct placement *placement, struct body *body,
                              const struct load_forces *loads, bool in_set, int64_t t_ns)
{
    double still_s = INFINITY;
    for (unsigned part = 0; part < PLACEMENT_TRUNK_PARTS; part++)
        if (is_known(&body->parts[part], t_ns))
            still_s = fmin(still_s, body->parts[part].still_s);
    unsigned lasted = isinf(still_s) ? 0 : (unsigned)(fmin(still_s, STAND_MOST_S) / STAND_S);
    bool more = lasted > placement->taken;
    placement->taken = lasted;
    return more && !sits(body, loads, t_ns) ? take_stand(placement, body, in_set, lasted > 1, t_ns)
                                            : 0;
}

/* ---- bending ---- */

static double azimuth(const struct segment *segment)
{
    return atan2(vec3_dot(segment->now, segment->side), -vec3_dot(segment->now, segment->forward));
}

static double lean(const struct segment *segment)
{
    return vec3_angle(segment->now, segment->up);
}

static double wrap(double angle)
{
    return remainder(angle, 360.0 * DEG);
}

static unsigned judge_bend(struct placement *placement, struct body *body, int trunk)
{
    bool inverted = placement->lumbar_deepest < -INVERTED;
    bool askew = fabs(placement->askew) > ASKEW;
    placement->inverted_bends = inverted ? placement->inverted_bends + 1 : 0;
    placement->askew_bends = askew ? placement->askew_bends + 1 : 0;
    unsigned changed = 0;
    if (placement->inverted_bends == BENDS && !knows_exchange(placement)) {
        double amount_deg = -placement->lumbar_deepest / DEG;
        changed |= find(placement, body, BODY_PELVIS, SENSOR_EXCHANGED, amount_deg);
        changed |= find(placement, body, trunk, SENSOR_EXCHANGED, amount_deg);
    }
    if (placement->askew_bends == BENDS) {
        bool pelvis = fabs(placement->azimuth[0]) > fabs(placement->azimuth[1]);
        int part = pelvis ? BODY_PELVIS : trunk;
        changed |= find(placement, body, part, SENSOR_MOVED, fabs(placement->askew) / DEG);
        segment_forget_forward(&body->parts[part]);
        placement->askew_bends = 0;
    }
    return changed;
}

static unsigned look_at_bend(struct placement *placement, struct body *body, int64_t t_ns)
{
    const struct segment *trunk = body_trunk(body), *pelvis = &body->parts[BODY_PELVIS];
    if (!trunk || !is_known(trunk, t_ns) || !is_known(pelvis, t_ns) || !trunk->has_forward ||
        !pelvis->has_forward) {
        placement->bent = false;
        return 0;
    }
    double depth = fmin(lean(trunk), lean(pelvis));
    if (depth > fmax(DEEP, placement->deepest)) {
        placement->bent = true;
        placement->deepest = depth;
        placement->lumbar_deepest = trunk->angle - pelvis->angle;
        placement->azimuth[0] = azimuth(pelvis);
        placement->azimuth[1] = azimuth(trunk);
        placement->askew = wrap(placement->azimuth[1] - placement->azimuth[0]);
    }
    if (!placement->bent || depth > UPRIGHT)
        return 0;
    placement->bent = false;
    placement->deepest = 0.0;
    return judge_bend(placement, body, (int)(trunk - body->parts));
}

/* ---- all of it ---- */

/* Learned anew: standing in STRAIGHT_STANDS that agree, forward in the first bend. A calibration
 * takes the doubt away by itself; from the bar when there is nothing left that it was changed for.
 */
static unsigned settle(struct placement *placement, struct body *body)
{
    unsigned changed = 0, left = 0;
    for (unsigned part = 0; part < BODY_PARTS; part++) {
        struct segment *segment = &body->parts[part];
        if (part < PLACEMENT_TRUNK_PARTS && segment->doubted && segment->has_forward &&
            !(placement->found[part] & SENSOR_EXCHANGED) &&
            placement->stands[part].straight >= STRAIGHT_STANDS)
            segment->doubted = false;
        if (placement->found[part] && !segment->doubted) {
            placement->found[part] = 0;
            changed |= 1u << part;
        }
        left |= placement->found[part];
    }
    if (placement->found[PLACEMENT_BAR] && !(left & SENSOR_EXCHANGED)) {
        placement->found[PLACEMENT_BAR] = 0;
        changed |= 1u << PLACEMENT_BAR;
    }
    return changed;
}

unsigned placement_look(struct placement *placement, struct body *body,
                        const struct load_forces *loads, bool in_set, int64_t t_ns)
{
    placement->looked_ns = t_ns;
    unsigned changed = settle(placement, body);
    changed |= look_at_stand(placement, body, loads, in_set, t_ns);
    changed |= look_at_bend(placement, body, t_ns);
    return changed;
}

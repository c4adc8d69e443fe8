/* SPDX-License-Identifier: MIT */
#include "core/sides.h"

#include <math.h>

#include "core/quat.h"
#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)
#define FRESH_NS 500000000 /* design value, as for the body */
#define LOOK_S 0.1

/* Of the body's weight: nothing to speak of rests elsewhere. Design value. */
#define BEARS 0.85
#define ONE_FOOT 0.9          /* of the weight: TRAINING says 95 %, plates are not that good */
#define ONE_FOOT_NS 700000000 /* design value: longer than a step */
#define SWINGS_DEG 30.0       /* the free thigh; design value */
#define RESTS_DEG 20.0        /* it is back; design value */
/* Of the free thigh's way: the other one, which stands, may lean by less. Design value. */
#define STANCE_SHARE 0.6
#define STEP_NS 1500000000 /* a longer swing is a hinge or a bend of the knee; design value */
#define HINGE_SHARE 0.5    /* of the thigh's way: so far the trunk leans in a hinge; design value */

#define APART_DEG 25.0 /* as the exercises' least range */
#define LIES_DEG 40.0  /* hands and knees, or on the back; design value */

/* 40 degrees: nobody tips the pelvis backward so far on his feet, 25 at most, nor does a belt slip
 * so far in a set. Design value. */
#define SURE_COS 0.766
#define SURE_SUM 0.13     /* so far for 0.3 s; design value */
#define HANGS_DEG 35.0    /* a thigh below; design value */
#define BACK_DEG 20.0     /* and the hip gives 20 to 30 behind the pelvis; design value */
#define FLEXED_DEG 45.0   /* half as much again; design value */
#define FLEXED_COS 0.7072 /* the same */
/* The legs of who lies may be anywhere beyond. Design value. */
#define FLEXED_MOST_DEG 120.0

#define MEAN_S 0.7      /* design value: a step takes a third of it */
#define MEMORY_S 20.0   /* design value */
#define JUDGE_S 2.0     /* design value: a few steps */
#define ACCEL_MIN 0.05  /* (m/s^2)^2 s: 0.2 m/s^2 for a second; design value */
#define SHARE_MIN 0.008 /* s: a sixteenth of the weight for two seconds; design value */
#define WALK_MIN 8000.0 /* (deg/s)^2 s: 60 deg/s for two seconds; design value */
#define ALONG 0.5       /* coefficient of correlation; design value */
#define CLEAR 0.7       /* likewise: by chance one of some ten is as clear, and not two in a row */
#define STRIDES_DEG_S 15.0 /* both thighs, against each other; design value */

static const int link_ends[LINKS][2] = {
    {-1, SIDES_FEET}, {-1, SIDES_THIGHS}, {SIDES_FEET, SIDES_THIGHS}, {SIDES_THIGHS, SIDES_WRISTS}};
/* In a row, what is clear twice; design values. Of opposite limbs each repetition is one. */
#define RUN 3

void sides_reset(struct sides *sides)
{
    *sides = (struct sides){.foot = -1};
}

static void forget_links(struct sides *sides, int end)
{
    for (int i = 0; i < LINKS; i++)
        if (link_ends[i][0] == end || link_ends[i][1] == end)
            sides->links[i] = (struct sides_link){0};
}

void sides_forget(struct sides *sides, enum body_part part)
{
    switch (part) {
    case BODY_PELVIS:
        forget_links(sides, -1);
        vec3_set(sides->ahead, 0.0, 0.0, 0.0);
        sides->has_mean = false;
        sides->feet = sides->walk = (struct sides_sums){0};
        break;
    case BODY_THIGH_LEFT:
    case BODY_THIGH_RIGHT:
        forget_links(sides, SIDES_THIGHS);
        vec3_set(sides->flexed[part == BODY_THIGH_RIGHT], 0.0, 0.0, 0.0);
        sides->walk = (struct sides_sums){0};
        break;
    case BODY_WRIST_LEFT:
    case BODY_WRIST_RIGHT:
        forget_links(sides, SIDES_WRISTS);
        break;
    case BODY_THORAX:
    case BODY_UPPER_BACK:
    case BODY_PARTS:
        break;
    }
}

void sides_forget_feet(struct sides *sides)
{
    forget_links(sides, SIDES_FEET);
    sides->feet = (struct sides_sums){0};
    sides->foot = -1;
}

/* holds: positive; crossed: negative; the clearer the larger. */
static void take(struct sides *sides, enum sides_link_of which, int holds)
{
    struct sides_link *link = &sides->links[which];
    int sign = holds > 0 ? 1 : -1;
    link->run = link->run * sign > 0 ? link->run + holds : holds;
    if (link->run * sign >= RUN) {
        link->run = RUN * sign;
        link->verdict = sign;
    }
}

static const struct segment *known(const struct sides_input *input, enum body_part part)
{
    const struct segment *segment = &input->body->parts[part];
    bool fresh = segment->present && segment->has_up && input->t_ns - segment->t_ns < FRESH_NS;
    return fresh ? segment : NULL;
}

/* From standing, degrees; NAN: not known. */
static double tilt_of(const struct segment *segment)
{
    return segment ? vec3_angle(segment->now, segment->up) / DEG : NAN;
}

/* NAN: not known. */
static double apart_of(const struct sides_input *input, enum body_part left, enum body_part right)
{
    return tilt_of(known(input, left)) - tilt_of(known(input, right));
}

static bool bears_all(const struct sides_input *input)
{
    return input->loads.feet_left + input->loads.feet_right > BEARS * input->body_weight;
}

/* ---- one foot, and the thigh that is free ---- */

static void judge_swing(struct sides *sides, int64_t t_ns)
{
    double standing = sides->swung[sides->foot], free = sides->swung[1 - sides->foot];
    double more = fmax(standing, free);
    bool clear = more > SWINGS_DEG && fmin(standing, free) < STANCE_SHARE * more;
    bool step = t_ns - sides->swing_ns < STEP_NS;
    sides->swing_ns = 0;
    /* Who squats on one leg bends the thigh that stands. */
    if (clear && t_ns - sides->foot_ns > ONE_FOOT_NS && (step || sides->bent > HINGE_SHARE * more))
        take(sides, LINK_FEET_THIGHS, free > standing ? 1 : -1);
}

/* That bears the weight, 0 left, 1 right; -1 = both do, or it is not known. */
static int foot_of(const struct sides_input *input)
{
    const struct load_forces *loads = &input->loads;
    double most = fmax(loads->feet_left, loads->feet_right);
    if (!bears_all(input) || !(most > ONE_FOOT * (loads->feet_left + loads->feet_right)))
        return -1;
    return loads->feet_right > loads->feet_left;
}

static void look_at_foot(struct sides *sides, const struct sides_input *input)
{
    int foot = foot_of(input);
    if (foot != sides->foot) {
        if (sides->foot >= 0 && sides->swing_ns > 0)
            judge_swing(sides, input->t_ns);
        sides->foot = foot;
        sides->foot_ns = input->t_ns;
        sides->swing_ns = 0;
    }
    if (foot < 0)
        return;
    double left = tilt_of(known(input, BODY_THIGH_LEFT));
    double right = tilt_of(known(input, BODY_THIGH_RIGHT)), more = fmax(left, right);
    if (isnan(left + right)) {
        sides->swing_ns = 0;
        return;
    }
    if (sides->swing_ns == 0 && more > RESTS_DEG) {
        sides->swing_ns = input->t_ns;
        sides->swung[0] = sides->swung[1] = sides->bent = 0.0;
    }
    if (sides->swing_ns == 0)
        return;
    sides->swung[0] = fmax(sides->swung[0], left);
    sides->swung[1] = fmax(sides->swung[1], right);
    sides->bent = fmax(sides->bent, tilt_of(known(input, BODY_PELVIS)));
    if (more < RESTS_DEG)
        judge_swing(sides, input->t_ns);
}

/* ---- opposite arm and leg ---- */

static void look_at_opposites(struct sides *sides, const struct sides_input *input)
{
    if (!input->opposite) {
        sides->apart[0] = sides->apart[1] = 0.0;
        return;
    }
    double thighs = apart_of(input, BODY_THIGH_LEFT, BODY_THIGH_RIGHT);
    double wrists = apart_of(input, BODY_WRIST_LEFT, BODY_WRIST_RIGHT);
    bool lies = tilt_of(known(input, BODY_PELVIS)) > LIES_DEG;
    if (lies && fabs(thighs) > APART_DEG) {
        if (fabs(thighs) > fabs(sides->apart[0])) {
            sides->apart[0] = thighs;
            sides->apart[1] = wrists;
        }
        return;
    }
    if (lies && fabs(sides->apart[1]) > APART_DEG)
        take(sides, LINK_THIGHS_WRISTS, sides->apart[0] * sides->apart[1] < 0.0 ? 1 : -1);
    sides->apart[0] = sides->apart[1] = 0.0;
}

/* ---- which way is forward, for sure ---- */

/* Where the segment's top has gone, of length sin(tilt), sensor axes. */
static void lean_of(const struct segment *segment, double ret_lean[3])
{
    vec3_scale(ret_lean, segment->up, vec3_dot(segment->now, segment->up));
    vec3_sub(ret_lean, ret_lean, segment->now);
}

static void learn_ahead(struct sides *sides, const struct sides_input *input,
                        const struct segment *pelvis)
{
    double lean[3];
    if (fabs(vec3_dot(pelvis->now, pelvis->up)) > SURE_COS)
        return;
    double left = tilt_of(known(input, BODY_THIGH_LEFT));
    double right = tilt_of(known(input, BODY_THIGH_RIGHT));
    /* Below it the thighs hang down, or it stands. */
    if (!(fmax(left, right) < HANGS_DEG) && !bears_all(input))
        return;
    lean_of(pelvis, lean);
    vec3_add_scaled(sides->ahead, lean, LOOK_S);
}

static bool is_sure(const double leans[3])
{
    return vec3_norm_squared(leans) > SURE_SUM * SURE_SUM;
}

/* A thigh so far from upright, and further than the pelvis, is bent forward. */
static void learn_flexed(struct sides *sides, const struct sides_input *input,
                         const struct segment *pelvis)
{
    for (int i = 0; i < 2; i++) {
        const struct segment *thigh = known(input, i == 0 ? BODY_THIGH_LEFT : BODY_THIGH_RIGHT);
        double lean[3];
        if (!thigh || vec3_dot(thigh->now, thigh->up) > FLEXED_COS || !is_sure(sides->ahead))
            continue;
        lean_of(pelvis, lean);
        double tilt = tilt_of(thigh), ahead = tilt_of(pelvis);
        if (vec3_dot(lean, sides->ahead) < 0.0)
            ahead = -ahead;
        if (ahead < -BACK_DEG || tilt < ahead + FLEXED_DEG || tilt > FLEXED_MOST_DEG)
            continue;
        lean_of(thigh, lean);
        vec3_add_scaled(sides->flexed[i], lean, -LOOK_S); /* its lower end goes forward */
    }
}

/* ---- what goes together with the pelvis' acceleration ---- */

static void add(struct sides_sums *sums, double x, const double accel[3])
{
    double keep = 1.0 - LOOK_S / MEMORY_S;
    sums->mean = sums->begun ? sums->mean + (x - sums->mean) * LOOK_S / MEAN_S : x;
    sums->begun = true;
    x -= sums->mean;
    sums->square = sums->square * keep + x * x * LOOK_S;
    for (int i = 0; i < 3; i++) {
        int next = (i + 1) % 3;
        sums->both[i] = sums->both[i] * keep + x * accel[i] * LOOK_S;
        sums->accel[i] = sums->accel[i] * keep + accel[i] * accel[i] * LOOK_S;
        sums->accel[3 + i] = sums->accel[3 + i] * keep + accel[i] * accel[next] * LOOK_S;
    }
    sums->seconds += LOOK_S;
}

/* Positive: x goes with an acceleration to the left; 2: clearly. 0: nothing to be said yet. */
static int judge(struct sides_sums *sums, const double left[3], double square_min)
{
    double accel = 0.0, both = vec3_dot(sums->both, left);
    for (int i = 0; i < 3; i++)
        accel +=
            left[i] * (left[i] * sums->accel[i] + 2.0 * left[(i + 1) % 3] * sums->accel[3 + i]);
    if (sums->seconds < JUDGE_S || sums->square < square_min || accel < ACCEL_MIN)
        return 0;
    double along = both / sqrt(accel * sums->square);
    *sums = (struct sides_sums){.mean = sums->mean, .begun = true};
    int clear = fabs(along) > CLEAR ? 2 : fabs(along) > ALONG ? 1 : 0;
    return along > 0.0 ? clear : -clear;
}

/* How fast the thighs go apart in a walk, the left one forward positive, degrees a second; NAN: it
 * is none. */
static double stride_of(const struct sides *sides, const struct sides_input *input)
{
    double rate[2];
    for (int i = 0; i < 2; i++) {
        const struct segment *thigh = known(input, i == 0 ? BODY_THIGH_LEFT : BODY_THIGH_RIGHT);
        if (!thigh || !thigh->has_forward || !is_sure(sides->flexed[i]))
            return NAN;
        bool turned = vec3_dot(sides->flexed[i], thigh->forward) < 0.0;
        rate[i] = (turned ? thigh->rate : -thigh->rate) / DEG;
    }
    bool strides = rate[0] * rate[1] < 0.0 && fmin(fabs(rate[0]), fabs(rate[1])) > STRIDES_DEG_S;
    return strides ? rate[0] - rate[1] : NAN;
}

static void look_at_trunk(struct sides *sides, const struct sides_input *input)
{
    const struct segment *pelvis = known(input, BODY_PELVIS);
    unsigned count = sides->felt_count;
    double accel[3], back[4], left[3];
    vec3_scale(accel, sides->felt, 1.0 / (count > 0 ? count : 1));
    vec3_set(sides->felt, 0.0, 0.0, 0.0);
    sides->felt_count = 0;
    if (!pelvis || !input->pelvis_quat || count == 0)
        return;
    learn_ahead(sides, input, pelvis);
    learn_flexed(sides, input, pelvis);

    quat_conj(back, input->pelvis_quat);
    quat_rotate(accel, back, accel);
    for (int i = 0; i < 3; i++) {
        double *mean = &sides->accel_mean[i];
        *mean = sides->has_mean ? *mean + (accel[i] - *mean) * LOOK_S / MEAN_S : accel[i];
        accel[i] -= *mean;
    }
    sides->has_mean = true;
    double feet = input->loads.feet_left + input->loads.feet_right;
    if (bears_all(input))
        add(&sides->feet, input->loads.feet_left / feet, accel);
    double stride = stride_of(sides, input);
    if (!isnan(stride))
        add(&sides->walk, stride, accel);

    if (!is_sure(sides->ahead))
        return;
    vec3_cross(left, pelvis->up, sides->ahead);
    if (!vec3_normalize(left, left))
        return;
    int found = judge(&sides->feet, left, SHARE_MIN);
    if (found != 0)
        take(sides, LINK_TRUNK_FEET, -found);
    found = judge(&sides->walk, left, WALK_MIN);
    if (found != 0)
        take(sides, LINK_TRUNK_THIGHS, found);
}

/* ---- what follows ---- */

static bool explains(const struct sides *sides, unsigned exchanged)
{
    for (int i = 0; i < LINKS; i++) {
        int crossed = 0;
        for (int end = 0; end < 2; end++)
            if (link_ends[i][end] >= 0)
                crossed ^= (int)(exchanged >> link_ends[i][end] & 1u);
        if (sides->links[i].verdict == (crossed ? 1 : -1))
            return false;
    }
    return true;
}

/* All that may be. What three links say against each other cannot be explained. */
static unsigned find_exchanged(const struct sides *sides)
{
    unsigned named = 0;
    int fewest = SIDES_EXCHANGEABLE + 1;
    if (explains(sides, 0))
        return 0;
    for (unsigned exchanged = 1; exchanged < 1u << SIDES_EXCHANGEABLE; exchanged++) {
        int count = __builtin_popcount(exchanged);
        if (count > fewest || !explains(sides, exchanged))
            continue;
        named = count < fewest ? exchanged : named | exchanged;
        fewest = count;
    }
    return named;
}

unsigned sides_look(struct sides *sides, const struct sides_input *input)
{
    look_at_foot(sides, input);
    look_at_opposites(sides, input);
    look_at_trunk(sides, input);
    sides->named = find_exchanged(sides);
    return sides->named;
}

/* SPDX-License-Identifier: MIT */
#include "core/trunk_range.h"

#include <math.h>
#include <string.h>

#include "core/body.h"
#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define RAD(degrees) ((degrees) / DEGREES)

#define STEP_MAX_S 0.3 /* across a gap nothing is known of the turning; as condition.h */
#define BEGIN_S 0.2    /* the posture of the first moments is the middle until a rest is seen */
#define ACTIVITY_S 0.2 /* as segment.c */
#define STILL_RATE RAD(6.0) /* as segment.c: sitting sways no more than standing */
#define STILL_S 0.5         /* design value: turning points are shorter */
#define MIDDLE RAD(12.0)    /* design value: so far from the middle is still the middle */
#define MIDDLE_FOLLOW_S 1.0 /* design value */
#define ANEW_S 8.0          /* design value: nobody holds an end of the range so long */
#define TURN_FORGET_S 60.0  /* design value: a bias of 0.1 deg/s then stays below 6 degrees */
#define OPEN RAD(10.0)      /* design value: more than breathing, sway and strap together */
#define FORWARD RAD(15.0)   /* as segment.c: less says little about the direction */
#define RETURNED 0.45       /* of the way out: more than half is back; design value */
#define AGAIN 0.35          /* of the way out, from the valley: out again; design value */
#define DOMINANT 1.15       /* design value: coupled movements are smaller than what couples them */
/* What a trunk easily does, seated, as an IMU on it shows; design values. What share of it a
 * movement takes says which it is. Of flexion, which differs most, the own largest once known. */
#define USUAL_FLEXION RAD(50.0)
#define USUAL_EXTENSION RAD(25.0)
#define USUAL_BEND RAD(30.0)
#define USUAL_TURN RAD(40.0)
#define ALIKE 0.4 /* of the largest of its kind: smaller is none; design value */
/* m/s of the pelvis: sitting down and standing up, and steps, are faster; design values */
static const double heave_max[TRUNK_AXES] = {0.22, 0.14, 0.14};
#define WALK_NS 1500000000 /* design value: longer than a step; then it sits or stands again */
#define SECOND_S 10.0      /* design value: later, the first was something else */
#define SECOND_ALIKE 0.6   /* smaller over larger; design value */
#define TURN_MOST                                                                                  \
    RAD(120.0)             /* seated; more was told by a sensor that was failing; design value     \
                            */
#define TURN_SLOW RAD(5.0) /* rad/s, design value */
#define TURN_STILL_S 0.4   /* design value */
#define TURN_CENTRE_S 0.3  /* design value */
#define TAIL 1.5           /* a smooth return takes so much longer than at its present speed */
#define TAIL_MAX_S 1.5     /* as event.h: no count foretells more */

static const struct motion_range no_range = {
    .largest_deg =
        {{NAN, NAN, NAN}, {NAN, NAN, NAN}, {NAN, NAN, NAN}, {NAN, NAN, NAN}, {NAN, NAN, NAN}},
};

static struct trunk_axes *axes_of(struct trunk_range *range, int part)
{
    return &range->own[part == BODY_UPPER_BACK ? 0 : 1];
}

static bool is_under_way(const struct trunk_range *range)
{
    return range->waiting || range->confirmed;
}

/* The sensor that is followed has just come: where it stands is the middle, but within a test what
 * was seen of it until then holds. */
static void begin(struct trunk_range *range, int part)
{
    const struct trunk_axes *axes = axes_of(range, part);
    bool known = axes->known && is_under_way(range);
    range->part = part;
    range->begun_s = known ? BEGIN_S : 0.0;
    range->walked_ns = 0;
    range->activity = range->still_s = 0.0;
    range->has_forward = known && axes->has_forward;
    if (!known || fabs(range->turned - range->pelvis_turned) > TURN_MOST)
        range->turned = range->pelvis_turned = 0.0;
    vec3_set(range->neutral, 0.0, 0.0, 0.0);
    if (known)
        vec3_copy(range->neutral, axes->neutral);
    vec3_copy(range->forward, axes->forward);
    memset(range->excursions, 0, sizeof(range->excursions));
    memset(range->angles, 0, sizeof(range->angles));
}

/* It is not followed from now on. */
static void leave(struct trunk_range *range)
{
    struct trunk_axes *axes = axes_of(range, range->part);
    *axes = (struct trunk_axes){
        .known = range->begun_s >= BEGIN_S,
        .has_forward = range->has_forward,
    };
    vec3_copy(axes->neutral, range->neutral);
    vec3_copy(axes->forward, range->forward);
    range->part = -1;
}

void trunk_range_close(struct trunk_range *range)
{
    range->waiting = range->confirmed = false;
    range->has_forward = false;
    range->range = no_range;
    memset(range->excursions, 0, sizeof(range->excursions));
    memset(range->own, 0, sizeof(range->own));
}

void trunk_range_choose(struct trunk_range *range, const struct exercise *exercise)
{
    *range = (struct trunk_range){
        .exercise = exercise && exercise_has_movements(exercise) ? exercise : NULL,
        .part = -1,
        .range = no_range,
    };
}

void trunk_range_restart(struct trunk_range *range, int part)
{
    if (part == BODY_PELVIS) {
        range->pelvis_turned = range->pelvis_turning = 0.0;
        range->pelvis = false;
        heave_reset(&range->heave);
        steps_reset(&range->steps);
    }
    if (part >= 0 && part == range->part)
        leave(range);
}

/* Who walks about does no test: what waited is forgotten, what is under way is none. Between two
 * bends for plates it is but a few steps, or a seat taken or left: the first was no flexion. */
static void notice_walking(struct trunk_range *range, int64_t t_ns, double dt_s,
                           double vertical_accel)
{
    double heave = heave_push(&range->heave, dt_s, vertical_accel);
    for (unsigned i = 0; i < TRUNK_AXES; i++)
        range->excursions[i].heave = fmax(range->excursions[i].heave, fabs(heave));
    bool walks = steps_push(&range->steps, t_ns, heave);
    bool sits_down = range->pelvis && fabs(heave) > heave_max[TRUNK_FLEXION];
    if (sits_down || steps_lifted(&range->steps, t_ns))
        range->waiting = false;
    if (!walks)
        return;
    range->walked_ns = t_ns;
    memset(range->excursions, 0, sizeof(range->excursions));
}

static void push_pelvis(struct trunk_range *range, int64_t t_ns, double dt_s, const double up[3],
                        const double rate[3], double vertical_accel)
{
    double turning = vec3_dot(rate, up);
    range->pelvis_turned += 0.5 * (range->pelvis_turning + turning) * fmin(dt_s, STEP_MAX_S);
    range->pelvis_turning = turning;
    range->pelvis = true;
    notice_walking(range, t_ns, dt_s, vertical_accel);
}

static bool out(const struct trunk_range *range)
{
    for (unsigned i = 0; i < TRUNK_AXES; i++)
        if (range->excursions[i].state == EXCURSION_OUT)
            return true;
    return false;
}

static double turn_of(const struct trunk_range *range)
{
    return range->turned - range->pelvis_turned;
}

/* The posture in which the athlete rests between the movements is the middle. */
static void follow_middle(struct trunk_range *range, double dt_s, const double up[3],
                          const double rate[3])
{
    range->activity += (vec3_norm(rate) - range->activity) * dt_s / (ACTIVITY_S + dt_s);
    range->still_s = range->activity < STILL_RATE ? range->still_s + dt_s : 0.0;
    range->turned -= turn_of(range) * fmin(1.0, dt_s / TURN_FORGET_S);
    if (range->begun_s < BEGIN_S) {
        vec3_add_scaled(range->neutral, up, dt_s);
        if (range->begun_s + dt_s >= BEGIN_S && !vec3_normalize(range->neutral, range->neutral))
            vec3_copy(range->neutral, up);
    } else if (range->still_s > ANEW_S) {
        vec3_copy(range->neutral, up);
        range->turned = range->pelvis_turned = 0.0;
        memset(range->excursions, 0, sizeof(range->excursions));
    } else if (range->still_s > STILL_S && !out(range) && vec3_angle(up, range->neutral) < MIDDLE) {
        double share = fmin(1.0, dt_s / MIDDLE_FOLLOW_S);
        vec3_scale(range->neutral, range->neutral, 1.0 - share);
        vec3_add_scaled(range->neutral, up, share);
        (void)vec3_normalize(range->neutral, range->neutral);
    }
    range->begun_s += dt_s;
}

/* What shows the trunk, too, learns from what is followed where its middle and forward are. */
static void learn_axes(struct trunk_range *range, int part, double dt_s, const double up[3])
{
    struct trunk_axes *axes = axes_of(range, part);
    const struct trunk_excursion *flexion = &range->excursions[TRUNK_FLEXION];
    bool middle = range->begun_s >= BEGIN_S && range->still_s > STILL_S && !out(range);
    if (middle) {
        double share = axes->known ? fmin(1.0, dt_s / MIDDLE_FOLLOW_S) : 1.0;
        vec3_scale(axes->neutral, axes->neutral, 1.0 - share);
        vec3_add_scaled(axes->neutral, up, share);
        axes->known = vec3_normalize(axes->neutral, axes->neutral);
    }
    double lean[3], leaned = axes->known ? vec3_angle(up, axes->neutral) : 0.0;
    if (flexion->state != EXCURSION_OUT || flexion->sign < 0.0 || leaned < FORWARD ||
        leaned < axes->leaned || flexion->others > flexion->peak / USUAL_FLEXION)
        return;
    vec3_scale(lean, axes->neutral, vec3_dot(up, axes->neutral));
    vec3_sub(lean, lean, up);
    axes->has_forward = vec3_normalize(axes->forward, lean);
    axes->leaned = leaned;
}

/* Before the first flexion has come back, forward is where the trunk leans the most. */
static void find_forward(struct trunk_range *range, const double up[3])
{
    const struct trunk_excursion *flexion = &range->excursions[TRUNK_FLEXION];
    double lean[3];
    double angle = vec3_angle(up, range->neutral);
    if (range->has_forward && (flexion->state != EXCURSION_OUT || angle < flexion->peak ||
                               !isnan(range->range.largest_deg[MOVEMENT_FLEXION][SIDE_NONE])))
        return;
    if (angle < FORWARD)
        return;
    vec3_scale(lean, range->neutral, vec3_dot(up, range->neutral));
    vec3_sub(lean, lean, up);
    if (vec3_normalize(range->forward, lean))
        range->has_forward = true;
}

static void measure(struct trunk_range *range, const double up[3], const double rate[3])
{
    double left[3], across[3];
    range->angles[TRUNK_TURN] = turn_of(range);
    range->rates[TRUNK_TURN] = vec3_dot(rate, up);
    range->angles[TRUNK_FLEXION] = range->angles[TRUNK_BEND] = 0.0;
    if (!range->has_forward)
        return;
    /* The middle moves a little; forward stays across it. */
    vec3_copy(across, range->forward);
    vec3_add_scaled(across, range->neutral, -vec3_dot(range->forward, range->neutral));
    if (!vec3_normalize(across, across))
        return;
    vec3_cross(left, range->neutral, across);
    range->angles[TRUNK_FLEXION] = atan2(-vec3_dot(up, across), vec3_dot(up, range->neutral));
    range->angles[TRUNK_BEND] = asin(fmax(-1.0, fmin(1.0, vec3_dot(up, left))));
    range->rates[TRUNK_FLEXION] = vec3_dot(rate, left);
    range->rates[TRUNK_BEND] = vec3_dot(rate, across);
}

/* How long a smooth movement of this speed still takes, or has taken, for this way. */
static int64_t tail_ns(double way, double rate)
{
    return (int64_t)(1e9 * fmin(TAIL_MAX_S, TAIL * fabs(way) / fmax(fabs(rate), RAD(5.0))));
}

static enum movement movement_of(unsigned axis, double sign, enum side *ret_side)
{
    *ret_side = SIDE_NONE;
    if (axis == TRUNK_FLEXION)
        return sign > 0.0 ? MOVEMENT_FLEXION : MOVEMENT_EXTENSION;
    bool left = (axis == TRUNK_TURN) == (sign > 0.0);
    *ret_side = left ? SIDE_LEFT : SIDE_RIGHT;
    return axis == TRUNK_BEND ? MOVEMENT_SIDE_BEND : MOVEMENT_ROTATION;
}

static double largest_of(const struct trunk_range *range, enum movement movement)
{
    double largest = 0.0;
    for (unsigned side = SIDE_NONE; side <= SIDE_RIGHT; side++)
        largest = fmax(largest, range->range.largest_deg[movement][side]); /* ignores NAN */
    return largest;
}

static double share_of(const struct trunk_range *range, unsigned axis, double angle)
{
    double own = largest_of(range, MOVEMENT_FLEXION) / DEGREES;
    if (axis == TRUNK_TURN)
        return fabs(angle) / USUAL_TURN;
    if (axis == TRUNK_BEND)
        return fabs(angle) / USUAL_BEND;
    return angle > 0.0 ? angle / fmax(USUAL_FLEXION, own) : -angle / USUAL_EXTENSION;
}

/*
 * Nothing shows where the middle of turning lies, and a gyroscope's error about the vertical stays:
 * where the trunk comes to rest upright, after a turn or without one, is the middle.
 */
static void centre_turning(struct trunk_range *range, double dt_s)
{
    const struct trunk_excursion *turn = &range->excursions[TRUNK_TURN];
    double least = range->exercise->movements[MOVEMENT_ROTATION].range_min / DEGREES;
    double rate = range->rates[TRUNK_TURN] - range->pelvis_turning;
    bool turned = turn->state == EXCURSION_OUT && turn->peak >= least;
    bool upright =
        fabs(range->angles[TRUNK_FLEXION]) < MIDDLE && fabs(range->angles[TRUNK_BEND]) < MIDDLE;
    range->straight_s = !turned && upright && fabs(rate) < TURN_SLOW ? range->straight_s + dt_s : 0;
    if (range->straight_s > TURN_STILL_S)
        range->turned -= turn_of(range) * fmin(1.0, dt_s / TURN_CENTRE_S);
}

static bool believable(const struct trunk_range *range, unsigned axis, enum movement movement,
                       int64_t t_ns)
{
    const struct trunk_excursion *excursion = &range->excursions[axis];
    static const struct exercise_movement extension = {.range_max = 90.0}; /* no back does more */
    const struct exercise_movement *asked =
        movement == MOVEMENT_EXTENSION ? &extension : &range->exercise->movements[movement];
    double peak_deg = excursion->peak * DEGREES;
    double share = share_of(range, axis, excursion->sign * excursion->peak);
    double lasted_s = (double)(t_ns - excursion->start_ns) * 1e-9;
    return peak_deg >= asked->range_min && peak_deg <= asked->range_max &&
           share > DOMINANT * excursion->others &&
           !(range->pelvis && excursion->heave > heave_max[axis]) &&
           peak_deg > ALIKE * largest_of(range, movement) &&
           lasted_s >= range->exercise->rep_min_s && lasted_s <= range->exercise->rep_max_s;
}

static void remember(struct trunk_range *range, const struct trunk_movement *movement)
{
    double *largest = &range->range.largest_deg[movement->movement][movement->side];
    *largest = fmax(*largest, movement->range_deg);
    range->range.reps[movement->movement][movement->side]++;
}

static void give(struct trunk_range *range, const struct trunk_movement *movement,
                 struct trunk_range_result *result)
{
    remember(range, movement);
    if (movement->movement == MOVEMENT_EXTENSION)
        return;
    if (range->confirmed) {
        result->movements[result->count++] = *movement;
        return;
    }
    bool same = movement->movement == MOVEMENT_FLEXION;
    double smaller = fmin(movement->range_deg, range->first.range_deg);
    double larger = fmax(movement->range_deg, range->first.range_deg);
    double since_ns = (double)(movement->start_ns - range->first.end_ns);
    if (range->waiting && since_ns < SECOND_S * 1e9 && (!same || smaller > SECOND_ALIKE * larger)) {
        result->movements[result->count++] = range->first;
        result->movements[result->count++] = *movement;
        range->confirmed = true;
        range->waiting = false;
        return;
    }
    range->range = no_range;
    range->waiting = false;
    if (movement->movement != MOVEMENT_FLEXION)
        return;
    remember(range, movement);
    range->first = *movement;
    range->waiting = true;
}

/* After a movement the trunk is in the middle again. An axis that was out all the while was not:
 * what was taken for its middle is none. */
static void close_others(struct trunk_range *range, unsigned axis)
{
    for (unsigned i = 0; i < TRUNK_AXES; i++) {
        struct trunk_excursion *other = &range->excursions[i];
        if (i == axis || other->state != EXCURSION_OUT)
            continue;
        other->state = EXCURSION_RETURNED;
        other->valley = other->sign * range->angles[i];
    }
}

/* It is back by more than half: was it one? */
static void judge(struct trunk_range *range, unsigned axis, int64_t t_ns,
                  struct trunk_range_result *result)
{
    const struct trunk_excursion *excursion = &range->excursions[axis];
    struct trunk_movement movement = {.start_ns = excursion->start_ns};
    movement.movement = movement_of(axis, excursion->sign, &movement.side);
    movement.range_deg = excursion->peak * DEGREES;
    movement.end_ns = t_ns + tail_ns(range->angles[axis], range->rates[axis]);
    if (believable(range, axis, movement.movement, t_ns)) {
        close_others(range, axis);
        give(range, &movement, result);
    } else if (axis == TRUNK_FLEXION && !range->confirmed && !range->waiting) {
        range->has_forward = false;
    }
}

static void open(struct trunk_range *range, unsigned axis, double sign, int64_t start_ns)
{
    range->excursions[axis] = (struct trunk_excursion){
        .state = EXCURSION_OUT,
        .sign = sign,
        .peak = OPEN,
        .start_ns = start_ns,
    };
}

static void follow(struct trunk_range *range, unsigned axis, int64_t t_ns,
                   struct trunk_range_result *result)
{
    struct trunk_excursion *excursion = &range->excursions[axis];
    double angle = range->angles[axis], sign = angle < 0.0 ? -1.0 : 1.0;
    double reach = excursion->sign * angle;

    switch (excursion->state) {
    case EXCURSION_NONE:
        if (fabs(angle) > OPEN)
            open(range, axis, sign, t_ns - tail_ns(angle, range->rates[axis]));
        break;
    case EXCURSION_OUT:
        excursion->peak = fmax(excursion->peak, reach);
        for (unsigned i = 0; i < TRUNK_AXES; i++)
            if (i != axis)
                excursion->others = fmax(excursion->others, share_of(range, i, range->angles[i]));
        if (reach < RETURNED * excursion->peak) {
            judge(range, axis, t_ns, result);
            excursion->state = EXCURSION_RETURNED;
            excursion->valley = reach;
        }
        break;
    case EXCURSION_RETURNED:
        excursion->valley = fmin(excursion->valley, reach);
        if (reach < OPEN)
            excursion->state = EXCURSION_NONE;
        else if (reach > excursion->valley + fmax(OPEN, AGAIN * excursion->peak))
            open(range, axis, excursion->sign, t_ns - tail_ns(OPEN, range->rates[axis]));
        break;
    }
}

void trunk_range_push(struct trunk_range *range, int part, int64_t t_ns, double dt_s,
                      const double up[3], const double rate[3], double vertical_accel,
                      struct trunk_range_result *ret_result)
{
    *ret_result = (struct trunk_range_result){0};
    if (part == BODY_PELVIS)
        push_pelvis(range, t_ns, dt_s, up, rate, vertical_accel);
    /* The upper back moves the furthest and is the least disturbed by shoulder blades and belts;
     * within a test who stands in for it goes on. */
    if (part == BODY_UPPER_BACK && range->part != part && (range->part < 0 || !is_under_way(range)))
        begin(range, part);
    if (part == BODY_THORAX && range->part < 0)
        begin(range, part);
    if (part != range->part) {
        if (part == BODY_UPPER_BACK || part == BODY_THORAX)
            learn_axes(range, part, dt_s, up);
        return;
    }

    if (!range->pelvis)
        notice_walking(range, t_ns, dt_s, vertical_accel);
    /* Trapezoid: a lost sample is bridged. */
    double turning = vec3_dot(rate, up);
    range->turned += 0.5 * (range->rates[TRUNK_TURN] + turning) * fmin(dt_s, STEP_MAX_S);
    follow_middle(range, dt_s, up, rate);
    if (range->begun_s < BEGIN_S) {
        range->rates[TRUNK_TURN] = turning;
        return;
    }
    find_forward(range, up);
    measure(range, up, rate);
    centre_turning(range, dt_s);
    if (range->walked_ns > 0 && t_ns - range->walked_ns < WALK_NS)
        return;
    for (unsigned axis = 0; axis < TRUNK_AXES; axis++)
        follow(range, axis, t_ns, ret_result);
}

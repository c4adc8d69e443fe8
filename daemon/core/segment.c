/* SPDX-License-Identifier: MIT */
#include "core/segment.h"

#include <math.h>

#include "core/bound.h"
#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

#define ACTIVITY_S 0.2          /* design value */
#define STILL_RATE RAD(6.0)     /* rad/s: standing sways by 1 to 2 deg/s; design value */
#define STANDING_S 0.8          /* design value: no one holds a movement so still so long */
#define LEAN_MIN RAD(15.0)      /* less says little about the direction; design value */
#define HINT_MIN RAD(4.0)       /* more than standing about; design value */
#define HINT_S 0.3              /* of rest; design value */
#define LEAN_MEMORY_S 20.0      /* of leaning: several repetitions; design value */
#define LEAN_TURN_S 1.0         /* so much more leaning backward turns the sign; design value */
#define SHOWN_MEMORY 0.8        /* of five ways, two to three repetitions; design value */
#define SHOWN_MIN RAD(2.0)      /* less in sum shows nothing; design value */
#define HISTORY_STEP_NS 4000000 /* 32 points reach back 128 ms at least */
#define REACH_NS 300000000      /* an older point says nothing of now */

void segment_reset(struct segment *segment)
{
    *segment = (struct segment){.present = true, .angle = NAN, .side_sine = NAN};
}

void segment_remember(struct segment *segment, const struct segment *before)
{
    vec3_copy(segment->up, before->up);
    vec3_copy(segment->forward, before->forward);
    vec3_copy(segment->side, before->side);
    vec3_copy(segment->lean_sum, before->lean_sum);
    segment->lean_s = before->lean_s;
    vec3_copy(segment->shown, before->shown);
    segment->has_up = before->has_up;
    segment->has_forward = before->has_forward;
    segment->forward_is_given = before->forward_is_given;
}

/* Which end of the line is forward: what another segment has shown goes before the own leaning. */
static bool is_backward(const struct segment *segment, const double along[3])
{
    double shown = vec3_dot(segment->shown, along);
    return fabs(shown) > sin(SHOWN_MIN) ? shown < 0.0 : segment->lean_s < 0.0;
}

/* Forward must stay across up. */
static void set_frame(struct segment *segment, const double lean[3])
{
    double across[3];
    vec3_copy(across, lean);
    vec3_add_scaled(across, segment->up, -vec3_dot(lean, segment->up));
    if (!vec3_normalize(segment->forward, across))
        return;
    if (is_backward(segment, segment->forward))
        vec3_scale(segment->forward, segment->forward, -1.0);
    vec3_cross(segment->side, segment->up, segment->forward);
    segment->has_forward = true;
    segment->has_hint = false;
}

/* A small lean says roughly where forward lies. */
static void set_hint(struct segment *segment, const double lean[3])
{
    double across[3];
    vec3_copy(across, lean);
    vec3_add_scaled(across, segment->up, -vec3_dot(lean, segment->up));
    if (!vec3_normalize(segment->forward, across))
        return;
    vec3_cross(segment->side, segment->up, segment->forward);
    segment->has_hint = true;
}

void segment_set_standing(struct segment *segment, const double up[3])
{
    if (!vec3_normalize(segment->up, up))
        return;
    segment->has_up = true;
    if (segment->has_forward)
        set_frame(segment, segment->lean_sum);
}

void segment_set_forward(struct segment *segment, const double forward[3])
{
    vec3_copy(segment->lean_sum, forward);
    segment->lean_s = 0.0;
    vec3_set(segment->shown, 0.0, 0.0, 0.0);
    set_frame(segment, forward);
    segment->forward_is_given = segment->has_forward;
}

void segment_show_forward(struct segment *segment, const double way[3])
{
    if (segment->forward_is_given)
        return;
    vec3_scale(segment->shown, segment->shown, SHOWN_MEMORY);
    vec3_add(segment->shown, segment->shown, way);
    if (segment->has_forward)
        set_frame(segment, segment->lean_sum);
    else if (segment->has_up && vec3_norm(segment->shown) > sin(HINT_MIN))
        set_hint(segment, segment->shown);
}

void segment_forget_forward(struct segment *segment)
{
    segment->forward_is_given = false;
    vec3_set(segment->lean_sum, 0.0, 0.0, 0.0);
    vec3_set(segment->shown, 0.0, 0.0, 0.0);
    segment->lean_s = 0.0;
    segment->has_forward = segment->has_hint = false;
}

/* The first still moment is taken for standing. */
static void learn_up(struct segment *segment, double dt_s, const double up[3], const double rate[3])
{
    segment->activity += (vec3_norm(rate) - segment->activity) * dt_s / (ACTIVITY_S + dt_s);
    if (segment->activity > STILL_RATE) {
        segment->still_s = 0.0;
        vec3_set(segment->up_sum, 0.0, 0.0, 0.0);
        return;
    }
    segment->still_s += dt_s;
    vec3_add_scaled(segment->up_sum, up, dt_s);
    if (!segment->has_up && segment->still_s >= STANDING_S)
        segment_set_standing(segment, segment->up_sum);
}

/* A small lean shows the way only while it is held: in walking every way is leaned a little. */
static void learn_hint(struct segment *segment, const double up[3])
{
    double lean[3];
    if (segment->has_forward || segment->still_s < HINT_S)
        return;
    vec3_scale(lean, segment->up, vec3_dot(up, segment->up));
    vec3_sub(lean, lean, up);
    bool against = segment->has_hint && vec3_dot(lean, segment->forward) < 0.0;
    if (vec3_norm(lean) >= sin(HINT_MIN) && !against)
        set_hint(segment, lean);
}

static void learn_forward(struct segment *segment, double dt_s, const double up[3])
{
    double cosine = vec3_dot(up, segment->up);
    double lean[3]; /* where the segment's top has gone, of length sin(angle) */
    vec3_scale(lean, segment->up, cosine);
    vec3_sub(lean, lean, up);
    if (vec3_norm_squared(lean) < sin(LEAN_MIN) * sin(LEAN_MIN) && cosine > 0.0)
        return;

    /* lean_sum is kept along the line as first seen; lean_s tells which end of it is forward. */
    double along = vec3_dot(lean, segment->lean_sum) < 0.0 ? -1.0 : 1.0;
    double keep = 1.0 - smaller(1.0, dt_s / LEAN_MEMORY_S);
    vec3_scale(segment->lean_sum, segment->lean_sum, keep);
    vec3_add_scaled(segment->lean_sum, lean, along * dt_s);
    bool was_forward = segment->lean_s >= 0.0;
    segment->lean_s = segment->lean_s * keep + along * dt_s;
    /* Hysteresis: about even, the sign stays. */
    if (was_forward && segment->lean_s < 0.0 && segment->lean_s > -LEAN_TURN_S)
        segment->lean_s = 0.0;
    set_frame(segment, segment->lean_sum);
}

static void remember(struct segment *segment)
{
    struct segment_point point = {.t_ns = segment->t_ns, .angle = segment->angle};
    unsigned before = (segment->newest + SEGMENT_HISTORY - 1) % SEGMENT_HISTORY;
    bool dense =
        segment->history_count > 1 && point.t_ns - segment->history[before].t_ns < HISTORY_STEP_NS;
    if (!dense) {
        segment->newest = (segment->newest + 1) % SEGMENT_HISTORY;
        if (segment->history_count < SEGMENT_HISTORY)
            segment->history_count++;
    }
    segment->history[segment->newest] = point;
}

/* How fast the angle to standing grows, whichever way it leans. */
static double rate_of_tilt(const struct segment *segment, const double up[3], const double rate[3])
{
    double axis[3]; /* turning about it brings the segment further away from standing */
    vec3_cross(axis, up, segment->up);
    return vec3_normalize(axis, axis) ? vec3_dot(rate, axis) : 0.0;
}

void segment_push(struct segment *segment, int64_t t_ns, double dt_s, const double up[3],
                  const double rate[3])
{
    segment->t_ns = t_ns;
    segment->turn_rate = vec3_dot(rate, up);
    vec3_copy(segment->now, up);
    learn_up(segment, dt_s, up, rate);
    if (!segment->has_up)
        return;
    learn_hint(segment, up);
    if (!segment->forward_is_given)
        learn_forward(segment, dt_s, up);
    if (segment->has_forward || segment->has_hint) {
        segment->angle = atan2(-vec3_dot(up, segment->forward), vec3_dot(up, segment->up));
        segment->rate = vec3_dot(rate, segment->side);
        segment->side_sine = segment->has_hint ? NAN : vec3_dot(up, segment->side);
    } else {
        segment->angle = vec3_angle(up, segment->up);
        segment->rate = rate_of_tilt(segment, up, rate);
    }
    remember(segment);
}

double segment_side_angle(const struct segment *segment)
{
    double sine = segment->side_sine;
    return isnan(sine) ? NAN : asin(larger(-1.0, smaller(1.0, sine)));
}

double segment_angle_at(const struct segment *segment, int64_t t_ns)
{
    if (!segment->present || segment->history_count == 0)
        return NAN;
    const struct segment_point *later = &segment->history[segment->newest];
    if (t_ns >= later->t_ns)
        return t_ns - later->t_ns > REACH_NS ? NAN : later->angle;
    for (unsigned i = 1; i < segment->history_count; i++) {
        unsigned place = (segment->newest + SEGMENT_HISTORY - i) % SEGMENT_HISTORY;
        const struct segment_point *earlier = &segment->history[place];
        if (earlier->t_ns <= t_ns) {
            double share = (double)(t_ns - earlier->t_ns) / (double)(later->t_ns - earlier->t_ns);
            return earlier->angle + share * (later->angle - earlier->angle);
        }
        later = earlier;
    }
    return NAN;
}

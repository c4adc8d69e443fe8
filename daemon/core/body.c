/* SPDX-License-Identifier: MIT */
#include "core/body.h"

#include <math.h>
#include <string.h>

#define DEGREES (180.0 / 3.14159265358979323846)
#define REPLUG_NS 30000000000 /* design value: a strap is not put on anew so soon */
#define FRESH_NS 500000000    /* design value: a sensor that is silent for longer is absent */

int body_part_of(const char *role)
{
    static const char *const roles[BODY_PARTS] = {
        "pelvis", "thorax", "upper-back", "thigh-left", "thigh-right", "wrist-left", "wrist-right"};
    for (int i = 0; i < BODY_PARTS; i++)
        if (strcmp(role, roles[i]) == 0)
            return i;
    return -1;
}

void body_reset(struct body *body)
{
    *body = (struct body){0};
}

/* Whether another part of the trunk can tell if this one still sits as it did. */
static bool has_witness(const struct body *body, enum body_part part)
{
    for (int i = BODY_PELVIS; i <= BODY_UPPER_BACK; i++)
        if (i != (int)part && body->parts[i].present && body->parts[i].has_up)
            return part <= BODY_UPPER_BACK;
    return false;
}

void body_attach(struct body *body, enum body_part part, int64_t now_ns)
{
    struct segment *segment = &body->parts[part];
    const struct segment before = *segment;
    segment_reset(segment);
    set_out_reset(&body->set_out);
    bool witnessed = has_witness(body, part);
    if (!before.has_up || !(witnessed || now_ns - before.t_ns < REPLUG_NS))
        return;
    /* Most often only its cable was out: it is taken to sit as before until the next stands tell,
     * but nothing is judged by it. */
    segment_remember(segment, &before);
    segment->doubted = witnessed;
}

void body_miss(struct body *body, enum body_part part)
{
    body->parts[part].present = false;
}

void body_hear(struct body *body, enum body_part part)
{
    body->parts[part].present = true;
}

static bool fresh(const struct segment *segment, int64_t now_ns)
{
    return segment && segment->present && segment->history_count > 0 &&
           now_ns - segment->t_ns < FRESH_NS;
}

static void angle_of(const struct segment *segment, int64_t now_ns, double *ret_angle,
                     double *ret_rate)
{
    bool known = fresh(segment, now_ns);
    *ret_angle = known ? segment->angle * DEGREES : NAN;
    *ret_rate = known ? segment->rate * DEGREES : NAN;
}

bool body_moves(const struct body *body, int64_t now_ns, double rate)
{
    const struct segment *const segments[] = {body_trunk(body), &body->parts[BODY_THIGH_LEFT],
                                              &body->parts[BODY_THIGH_RIGHT]};
    for (unsigned i = 0; i < sizeof(segments) / sizeof(*segments); i++)
        if (fresh(segments[i], now_ns) && fabs(segments[i]->rate) * DEGREES > rate)
            return true;
    return false;
}

static void across_of(const struct segment *segment, int64_t now_ns, double *ret_side,
                      double *ret_turn_rate)
{
    bool known = fresh(segment, now_ns);
    *ret_side = known ? segment_side_angle(segment) * DEGREES : NAN;
    *ret_turn_rate = known ? segment->turn_rate * DEGREES : NAN;
}

static double lumbar_of(const struct body *body, int64_t now_ns)
{
    const struct segment *trunk = body_trunk(body), *pelvis = &body->parts[BODY_PELVIS];
    if (!fresh(trunk, now_ns) || !fresh(pelvis, now_ns) || trunk->doubted || pelvis->doubted)
        return NAN;
    int64_t common_ns = trunk->t_ns < pelvis->t_ns ? trunk->t_ns : pelvis->t_ns;
    return (segment_angle_at(trunk, common_ns) - segment_angle_at(pelvis, common_ns)) * DEGREES;
}

void body_join_thighs(struct body_angles *angles)
{
    double left = fabs(angles->thigh_left), right = fabs(angles->thigh_right);
    double left_rate =
        angles->thigh_left < 0.0 ? -angles->thigh_left_rate : angles->thigh_left_rate;
    double right_rate =
        angles->thigh_right < 0.0 ? -angles->thigh_right_rate : angles->thigh_right_rate;
    angles->thigh = isnan(left) ? right : isnan(right) ? left : 0.5 * (left + right);
    angles->thigh_rate = isnan(left)    ? right_rate
                         : isnan(right) ? left_rate
                                        : 0.5 * (left_rate + right_rate);
}

void body_angles(const struct body *body, int64_t now_ns, struct body_angles *ret_angles)
{
    const struct segment *trunk = body_trunk(body), *pelvis = &body->parts[BODY_PELVIS];
    ret_angles->t_ns = now_ns;
    angle_of(trunk, now_ns, &ret_angles->trunk, &ret_angles->trunk_rate);
    angle_of(pelvis, now_ns, &ret_angles->pelvis, &ret_angles->pelvis_rate);
    across_of(trunk, now_ns, &ret_angles->trunk_side, &ret_angles->trunk_turn_rate);
    across_of(pelvis, now_ns, &ret_angles->pelvis_side, &ret_angles->pelvis_turn_rate);
    angle_of(&body->parts[BODY_THIGH_LEFT], now_ns, &ret_angles->thigh_left,
             &ret_angles->thigh_left_rate);
    angle_of(&body->parts[BODY_THIGH_RIGHT], now_ns, &ret_angles->thigh_right,
             &ret_angles->thigh_right_rate);
    angle_of(&body->parts[BODY_WRIST_LEFT], now_ns, &ret_angles->wrist_left,
             &ret_angles->wrist_left_rate);
    angle_of(&body->parts[BODY_WRIST_RIGHT], now_ns, &ret_angles->wrist_right,
             &ret_angles->wrist_right_rate);
    ret_angles->lumbar = lumbar_of(body, now_ns);
    body_join_thighs(ret_angles);
}

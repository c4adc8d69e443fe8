/* SPDX-License-Identifier: MIT */
#include "core/calibration_body.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)

#define STAND_S 2.5              /* research note 4.4: 2 to 3 s */
#define STAND_SPREAD (5.0 * DEG) /* rad/s: who stands sways; design value */
#define STAND_ACCEL_SPREAD 1.0   /* m/s^2: a loose strap rings with every breath; design value */
#define STAND_SAMPLES_MIN 10     /* design value: fewer have no spread */
#define STAND_PATIENCE_S 30.0    /* design value */

#define BENDS 2
#define BENT (30.0 * DEG)       /* research note 4.4: excursion > 30 degrees */
#define TRIED (12.0 * DEG)      /* less was no attempt; design value */
#define UPRIGHT (8.0 * DEG)     /* design value */
#define LEAN_MIN (8.0 * DEG)    /* a smaller lean has no direction; design value */
#define VARIANCE_MIN 0.9        /* research note 4.4: explained by the first component */
#define PELVIS_MIN (12.0 * DEG) /* who bends without it rounds the back only; design value */
#define EXCHANGED_DEG 8.0       /* no one bends the pelvis more than the chest; design value */
#define BEND_PATIENCE_S 40.0    /* design value */

#define ROUNDS 4              /* twice there and back */
#define TURN_BACK 0.5         /* of the peak must be left before it counts; design value */
#define NOTICED_DEG 3.0       /* an end nearer to neutral was none; design value */
#define LUMBAR_TAU_S 0.1      /* design value: passes slow movement, not a stumble */
#define RANGE_PATIENCE_S 40.0 /* design value */

void calibration_body_begin(struct calibration_body *calibration, int64_t now_ns)
{
    *calibration = (struct calibration_body){.stand_since_ns = now_ns};
}

/* ---- standing ---- */

static const char *stand_fault(const struct stillness *stillness)
{
    if (stillness->count < STAND_SAMPLES_MIN)
        return "no-samples";
    if (stillness_spread(stillness, 0, 3) > STAND_ACCEL_SPREAD ||
        stillness_spread(stillness, 3, 6) > STAND_SPREAD)
        return "moved";
    return NULL;
}

static void stand_anew(struct calibration_body *c, int64_t now_ns)
{
    c->stand_since_ns = now_ns;
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        stillness_reset(&c->stand[i]);
    for (unsigned i = 0; i < BODY_PARTS; i++)
        c->lean[i] = (struct calibration_lean){0};
}

static enum calibration_state judge_stand(struct calibration_body *c, struct calibration_step *step,
                                          const struct calibration_sensor sensors[SENSORS_MAX],
                                          const bool takes_part[SENSORS_MAX], struct body *body,
                                          struct event_sink *sink)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        const char *fault = takes_part[i] ? stand_fault(&c->stand[i]) : NULL;
        if (!fault)
            continue;
        if (calibration_step_s(step, sink->now_ns) > STAND_PATIENCE_S) {
            calibration_step_refuse(step, fault, (int)i, sink);
            return CALIBRATION_HAS_ENDED;
        }
        calibration_step_again(step, fault, (int)i, sink);
        stand_anew(c, sink->now_ns);
        return CALIBRATION_GOES_ON;
    }
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        if (!takes_part[i])
            continue;
        struct calibration_lean *lean = &c->lean[sensors[i].part];
        (void)vec3_normalize(lean->up, lean->up);
        segment_set_standing(&body->parts[sensors[i].part], lean->up);
        segment_forget_forward(&body->parts[sensors[i].part]);
        body->parts[sensors[i].part].doubted = false;
    }
    calibration_step_next(step, CALIBRATION_TASK_BEND, -1, sink);
    return CALIBRATION_GOES_ON;
}

/* ---- bending ---- */

static void follow_lean(struct calibration_lean *lean, int64_t t_ns, const double up[3])
{
    double cosine = vec3_dot(up, lean->up), across[3];
    double dt_s = lean->t_ns > 0 ? (double)(t_ns - lean->t_ns) * 1e-9 : 0.0;
    lean->t_ns = t_ns;
    vec3_scale(across, lean->up, cosine);
    vec3_sub(across, across, up);
    lean->angle = vec3_angle(up, lean->up);
    lean->most = fmax(lean->most, lean->angle);
    if (lean->angle < LEAN_MIN)
        return;
    vec3_add_scaled(lean->sum, across, dt_s);
    for (int i = 0; i < 3; i++)
        vec3_add_scaled(lean->moment[i], across, across[i] * dt_s);
}

/* The first principal component and what share of the whole it explains; 0: nothing was seen. */
static double principal(const struct calibration_lean *lean, double ret_direction[3])
{
    double trace = lean->moment[0][0] + lean->moment[1][1] + lean->moment[2][2], length = 0.0;
    double direction[3];
    if (!vec3_normalize(direction, lean->sum))
        return 0.0;
    for (int round = 0; round < 30; round++) { /* power iteration: 0.1^30 is left of the second */
        double next[3];
        for (int i = 0; i < 3; i++)
            next[i] = vec3_dot(lean->moment[i], direction);
        length = vec3_norm(next);
        if (!vec3_normalize(direction, next))
            return 0.0;
    }
    vec3_copy(ret_direction, direction);
    return length / trace;
}

static const struct calibration_lean *leader(const struct calibration_body *c,
                                             const struct body *body)
{
    static const enum body_part order[] = {BODY_THORAX, BODY_UPPER_BACK, BODY_PELVIS};
    for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if (body->parts[order[i]].present)
            return &c->lean[order[i]];
    return NULL;
}

static bool has_both(const struct body *body)
{
    return body_trunk(body) && body->parts[BODY_PELVIS].present;
}

static int sensor_of(const struct calibration_sensor sensors[SENSORS_MAX], int part)
{
    for (int i = 0; i < SENSORS_MAX; i++)
        if (sensors[i].present && sensors[i].part == part)
            return i;
    return -1;
}

static void bend_anew(struct calibration_body *c)
{
    c->bends = 0;
    for (unsigned i = 0; i < BODY_PARTS; i++) {
        struct calibration_lean *lean = &c->lean[i];
        memset(lean->moment, 0, sizeof(lean->moment));
        vec3_set(lean->sum, 0.0, 0.0, 0.0);
        lean->most = 0.0;
    }
}

/* NULL, or why the bends do not do; ret_part: whose. */
static const char *bend_fault(const struct calibration_body *c, const struct body *body,
                              int *ret_part)
{
    double direction[3];
    *ret_part = BODY_PELVIS;
    if (has_both(body)) {
        const struct calibration_lean *trunk = leader(c, body), *pelvis = &c->lean[BODY_PELVIS];
        if (pelvis->most - trunk->most > EXCHANGED_DEG * DEG)
            return "roles-exchanged";
        if (pelvis->most < PELVIS_MIN)
            return "pelvis-still";
    }
    for (int part = BODY_PELVIS; part <= BODY_UPPER_BACK; part++) {
        *ret_part = part;
        if (body->parts[part].present && principal(&c->lean[part], direction) < VARIANCE_MIN)
            return "forward-unclear";
    }
    return NULL;
}

static enum calibration_state judge_bends(struct calibration_body *c, struct calibration_step *step,
                                          const struct calibration_sensor sensors[SENSORS_MAX],
                                          struct body *body, struct event_sink *sink)
{
    int part;
    const char *fault = bend_fault(c, body, &part);
    if (fault && strcmp(fault, "roles-exchanged") == 0) {
        calibration_step_refuse(step, fault, sensor_of(sensors, part), sink);
        return CALIBRATION_HAS_ENDED;
    }
    if (fault) {
        calibration_step_again(step, fault, sensor_of(sensors, part), sink);
        bend_anew(c);
        return CALIBRATION_GOES_ON;
    }
    for (int i = 0; i < BODY_PARTS; i++) {
        double direction[3];
        /* A thigh that stood still learns on line, as without a calibration. */
        if (body->parts[i].present && c->lean[i].most > BENT &&
            principal(&c->lean[i], direction) >= VARIANCE_MIN)
            segment_set_forward(&body->parts[i], direction);
    }
    if (!has_both(body)) {
        calibration_step_done(step, sink);
        return CALIBRATION_HAS_ENDED;
    }
    calibration_step_next(step, CALIBRATION_TASK_RANGE, -1, sink);
    return CALIBRATION_GOES_ON;
}

static enum calibration_state watch_bends(struct calibration_body *c, struct calibration_step *step,
                                          const struct calibration_sensor sensors[SENSORS_MAX],
                                          struct body *body, struct event_sink *sink)
{
    struct calibration_lean *lean = (struct calibration_lean *)leader(c, body);
    if (calibration_step_s(step, sink->now_ns) > BEND_PATIENCE_S) {
        calibration_step_refuse(step, "no-bend", -1, sink);
        return CALIBRATION_HAS_ENDED;
    }
    if (!c->bent && lean->angle > TRIED) {
        c->bent = true;
        lean->most = fmax(lean->angle, c->bends > 0 ? 0.0 : lean->most);
    }
    if (!c->bent || lean->angle > UPRIGHT) {
        calibration_step_progress(step, (c->bends + fmin(1.0, lean->angle / BENT) * 0.5) / BENDS,
                                  sink);
        return CALIBRATION_GOES_ON;
    }
    c->bent = false;
    if (lean->most < BENT) {
        calibration_step_again(step, "bend-too-small", -1, sink);
        bend_anew(c);
        return CALIBRATION_GOES_ON;
    }
    if (++c->bends < BENDS)
        return CALIBRATION_GOES_ON;
    return judge_bends(c, step, sensors, body, sink);
}

/* ---- range of the lower back ---- */

static const char *end_fault(int way, double peak_deg)
{
    double amount_deg = way * peak_deg;
    if (amount_deg < (way > 0 ? LUMBAR_FLEXION_LEAST_DEG : LUMBAR_EXTENSION_LEAST_DEG))
        return way > 0 ? "round-too-small" : "arch-too-small";
    if (amount_deg > (way > 0 ? LUMBAR_FLEXION_MOST_DEG : LUMBAR_EXTENSION_MOST_DEG))
        return "range-impossible";
    return NULL;
}

static enum calibration_state take_range(struct calibration_body *c, struct calibration_step *step,
                                         struct body *body, struct event_sink *sink)
{
    body->range.flexion_deg = c->most_deg[0];
    body->range.extension_deg = c->most_deg[1];
    event_sink_add(sink, EVENT_RANGE)->range = body->range;
    calibration_step_done(step, sink);
    return CALIBRATION_HAS_ENDED;
}

static void range_anew(struct calibration_body *c)
{
    c->rounds = 0;
    c->most_deg[0] = c->most_deg[1] = 0.0;
}

/* An end of the range has been reached and left. */
static enum calibration_state judge_end(struct calibration_body *c, struct calibration_step *step,
                                        struct body *body, struct event_sink *sink)
{
    const char *fault = end_fault(c->way, c->peak_deg);
    double *most = &c->most_deg[c->way > 0 ? 0 : 1];
    if (fault) {
        calibration_step_again(step, fault, -1, sink);
        range_anew(c);
        return CALIBRATION_GOES_ON;
    }
    *most = fmax(*most, c->way * c->peak_deg);
    if (++c->rounds < ROUNDS)
        return CALIBRATION_GOES_ON;
    return take_range(c, step, body, sink);
}

static enum calibration_state watch_range(struct calibration_body *c, struct calibration_step *step,
                                          struct body *body, struct event_sink *sink)
{
    struct body_angles angles;
    if (calibration_step_s(step, sink->now_ns) > RANGE_PATIENCE_S) {
        calibration_step_refuse(step, "no-range", -1, sink);
        return CALIBRATION_HAS_ENDED;
    }
    body_angles(body, sink->now_ns, &angles);
    if (isnan(angles.lumbar))
        return CALIBRATION_GOES_ON;
    double dt_s = (double)(sink->now_ns - c->lumbar_ns) * 1e-9;
    c->lumbar += (angles.lumbar - c->lumbar) * dt_s / (LUMBAR_TAU_S + dt_s);
    c->lumbar_ns = sink->now_ns;

    int way = c->lumbar > NOTICED_DEG ? 1 : c->lumbar < -NOTICED_DEG ? -1 : 0;
    if (way != c->way) { /* through neutral, or past it */
        c->way = way;
        c->peak_deg = c->lumbar;
        c->end_judged = false;
    }
    calibration_step_progress(step, (double)c->rounds / ROUNDS, sink);
    if (c->way * c->lumbar > c->way * c->peak_deg)
        c->peak_deg = c->lumbar;
    if (c->way == 0 || c->end_judged || c->way * c->lumbar > TURN_BACK * c->way * c->peak_deg)
        return CALIBRATION_GOES_ON;
    c->end_judged = true;
    return judge_end(c, step, body, sink);
}

enum calibration_state calibration_body_push(struct calibration_body *calibration,
                                             struct calibration_step *step, uint16_t sensor,
                                             const double values[6],
                                             const struct calibration_sensor sensors[SENSORS_MAX],
                                             const bool takes_part[SENSORS_MAX], struct body *body,
                                             struct event_sink *sink)
{
    struct calibration_lean *lean = &calibration->lean[sensors[sensor].part];
    const double *up = sensors[sensor].attitude->output.up;
    switch (step->task) {
    case CALIBRATION_TASK_STAND: {
        double stood_s = (double)(sink->now_ns - calibration->stand_since_ns) * 1e-9;
        stillness_push(&calibration->stand[sensor], values, 6);
        vec3_add(lean->up, lean->up, up);
        if (stood_s >= STAND_S)
            return judge_stand(calibration, step, sensors, takes_part, body, sink);
        calibration_step_progress(step, stood_s / STAND_S, sink);
        return CALIBRATION_GOES_ON;
    }
    case CALIBRATION_TASK_BEND:
        follow_lean(lean, sink->now_ns, up);
        return watch_bends(calibration, step, sensors, body, sink);
    default:
        return watch_range(calibration, step, body, sink);
    }
}

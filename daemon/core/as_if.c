/* SPDX-License-Identifier: MIT */
#include "core/as_if.h"

#include <math.h>

#define STEP_NS 40000000    /* design value, as the recogniser listens */
#define ROUND_NS 8000000000 /* design value: less than half of what the history holds */
#define REPS_MIN 2          /* design value: once may be chance */
/* What takes no longer may be an arm or a leg that swings in walking: Bohannon 1997 and others have
 * 100 to 120 steps a minute, two of which are a stride. */
#define STRIDE_NS 1400000000
#define FITS 6.0 /* design value: 400 times likelier than anything at all */
/* Than as it is, where that fits at all: design value. People differ, and the best of thirteen is
 * better by chance, by 6 in one of some hundred sets. */
#define BETTER 10.0
#define BEFORE_OTHERS 1.0  /* design value, as the recogniser asks between exercises */
#define HELD_NS 3000000000 /* of a hold; design value, as the recogniser */
#define STIRS_DEG 6.0      /* a hold by less, a repetition by more; design value */

/* What a frame has of one sensor. */
struct turning {
    double *angle, *rate;
};

static const struct as_if_pair pairs[AS_IF_PAIRS] = {
    {BODY_THORAX, BODY_PELVIS},           {BODY_THORAX, BODY_THIGH_LEFT},
    {BODY_THORAX, BODY_THIGH_RIGHT},      {BODY_THORAX, BODY_WRIST_LEFT},
    {BODY_THORAX, BODY_WRIST_RIGHT},      {BODY_PELVIS, BODY_THIGH_LEFT},
    {BODY_PELVIS, BODY_THIGH_RIGHT},      {BODY_PELVIS, BODY_WRIST_LEFT},
    {BODY_PELVIS, BODY_WRIST_RIGHT},      {BODY_THIGH_LEFT, BODY_WRIST_LEFT},
    {BODY_THIGH_LEFT, BODY_WRIST_RIGHT},  {BODY_THIGH_RIGHT, BODY_WRIST_LEFT},
    {BODY_THIGH_RIGHT, BODY_WRIST_RIGHT},
};

void as_if_reset(struct as_if *as_if)
{
    as_if->next = 0;
    as_if->began_ns = 0;
    as_if->kept = as_if->over = false;
}

static struct turning turning_of(struct body_angles *angles, enum body_part part)
{
    switch (part) {
    case BODY_PELVIS:
        return (struct turning){&angles->pelvis, &angles->pelvis_rate};
    case BODY_THIGH_LEFT:
        return (struct turning){&angles->thigh_left, &angles->thigh_left_rate};
    case BODY_THIGH_RIGHT:
        return (struct turning){&angles->thigh_right, &angles->thigh_right_rate};
    case BODY_WRIST_LEFT:
        return (struct turning){&angles->wrist_left, &angles->wrist_left_rate};
    case BODY_WRIST_RIGHT:
        return (struct turning){&angles->wrist_right, &angles->wrist_right_rate};
    case BODY_THORAX: /* the trunk is that of the thorax, else that of the upper back */
    case BODY_UPPER_BACK:
    case BODY_PARTS:
        break;
    }
    return (struct turning){&angles->trunk, &angles->trunk_rate};
}

static double angle_of(const struct motion_frame *frame, enum body_part part)
{
    struct body_angles angles = frame->angles;
    return *turning_of(&angles, part).angle;
}

static bool is_there(const struct motion_frame *frame, const struct as_if_pair *pair)
{
    return !isnan(angle_of(frame, pair->a)) && !isnan(angle_of(frame, pair->b));
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange(struct motion_frame *frame, const struct as_if_pair *pair)
{
    struct body_angles *angles = &frame->angles;
    struct turning a = turning_of(angles, pair->a), b = turning_of(angles, pair->b);
    swap(a.angle, b.angle);
    swap(a.rate, b.rate);
    angles->lumbar = angles->trunk - angles->pelvis;
    body_join_thighs(angles);
    if (pair->a == BODY_THORAX) { /* these were another's */
        frame->trunk_swing = frame->trunk_swing_velocity = NAN;
        frame->chest_turn = frame->chest_turn_rate = NAN;
    }
}

/* Whether some part of the body has turned since then. */
static bool stirs(const struct history *history, unsigned oldest)
{
    for (int part = 0; part < BODY_PARTS; part++) {
        double least = NAN, most = NAN;
        for (unsigned age = 0; age <= oldest; age++) {
            double angle = angle_of(&history_at(history, age)->frame, (enum body_part)part);
            least = fmin(least, angle);
            most = fmax(most, angle);
        }
        if (most - least > STIRS_DEG)
            return true;
    }
    return false;
}

static unsigned age_before(const struct history *history, int64_t ns)
{
    return history_age_of(history, history_at(history, 0)->t_ns - ns);
}

/* How well what was held over the last seconds fits; -INFINITY: nothing was. */
static double weigh_hold(const struct exercise *exercise, const struct history *history,
                         double body_weight)
{
    struct feature_values values;
    unsigned count, oldest = age_before(history, HELD_NS);
    if (stirs(history, oldest))
        return -INFINITY;
    feature_measure_hold(history, body_weight, history_at(history, oldest)->t_ns, &values);
    double score = feature_score(exercise, &values, &count);
    return count > 0 && listener_allows(exercise, &values) ? score : -INFINITY;
}

/*
 * Which way the pelvis leans was learned from a trunk that is another's now: no pelvis leans
 * forward for long while the trunk leans backward.
 */
static bool leans_apart(const struct history *history, const struct as_if_pair *pair)
{
    double alike = 0.0;
    for (unsigned age = 0; age < history->count; age++) {
        struct motion_frame frame = history_at(history, age)->frame;
        exchange(&frame, pair);
        double product = frame.angles.trunk * frame.angles.pelvis;
        alike += isnan(product) ? 0.0 : product;
    }
    return alike < 0.0;
}

static void turn_pelvis(struct body_angles *angles)
{
    angles->pelvis = -angles->pelvis;
    angles->pelvis_rate = -angles->pelvis_rate;
    angles->lumbar = angles->trunk - angles->pelvis;
}

/* How well the exercise fits what was done until the round began; -INFINITY: not at all. Without a
 * pair, as it is, a single repetition will do. */
static double weigh(struct as_if *as_if, const struct exercise *exercise,
                    const struct history *history, double body_weight,
                    const struct as_if_pair *pair)
{
    struct listener listener = {.exercise = exercise};
    int64_t last_ns = INT64_MIN;
    double best = -INFINITY;
    if (pair && !is_there(&history_at(history, 0)->frame, pair))
        return -INFINITY;
    bool turned = pair && pair->a <= BODY_THORAX && leans_apart(history, pair);
    listener_reset(&listener);
    history_reset(&as_if->history);
    for (unsigned age = history->count; age-- > 0;) {
        const struct history_point *point = history_at(history, age);
        struct motion_frame frame = point->frame;
        struct hold_moment moment = point->moment;
        if (point->t_ns > as_if->began_ns)
            break;
        if (last_ns != INT64_MIN && point->t_ns - last_ns < STEP_NS)
            continue;
        last_ns = point->t_ns;
        moment.frame = &frame;
        if (pair)
            exchange(&frame, pair);
        if (turned)
            turn_pelvis(&frame.angles);
        history_push(&as_if->history, &moment);
        if (!listener_push(&listener, &as_if->history, body_weight, point->t_ns, &frame))
            continue;
        if (!pair)
            best = fmax(best, listener.scores[0]);
        else if (listener.end_ns - listener.start_ns < STRIDE_NS)
            listener.reps = 0;
    }
    if (exercise->kind == EXERCISE_HOLD)
        return last_ns == INT64_MIN ? -INFINITY
                                    : weigh_hold(exercise, &as_if->history, body_weight);
    return listener.reps >= REPS_MIN ? fmin(listener.scores[0], listener.scores[1]) : best;
}

/* An arm for a leg: where arms hang along the thighs several of these fit, and one by chance best.
 */
static bool is_of_limbs(unsigned i)
{
    return pairs[i - 1].a >= BODY_THIGH_LEFT;
}

static bool decide(const struct as_if *as_if, struct as_if_pair *ret_pair)
{
    const double *scores = as_if->scores;
    double least = fmax(FITS, scores[0] + BETTER);
    unsigned best = 1;
    for (unsigned i = 2; i <= AS_IF_PAIRS; i++)
        best = scores[i] > scores[best] ? i : best;
    *ret_pair = pairs[best - 1];
    for (unsigned i = 1; i <= AS_IF_PAIRS; i++) {
        bool alike = is_of_limbs(i) && is_of_limbs(best) ? scores[i] >= least
                                                         : scores[best] - scores[i] < BEFORE_OTHERS;
        if (i != best && alike)
            return false;
    }
    return scores[best] >= least;
}

bool as_if_look(struct as_if *as_if, const struct exercise *exercise, const struct history *history,
                double body_weight, double fits, bool kept, int64_t t_ns,
                struct as_if_pair *ret_pair)
{
    bool begins = as_if->next == 0, hold = exercise->kind == EXERCISE_HOLD;
    bool early = t_ns >= as_if->began_ns && t_ns - as_if->began_ns < ROUND_NS;
    as_if->over = as_if->over && kept;
    if (kept && !as_if->kept) {
        as_if->next = 0; /* the last round sees all of it */
        begins = true;
    }
    as_if->kept = kept;
    if (as_if->over || (begins && !kept && early))
        return false;
    if (begins) {
        as_if->began_ns = t_ns;
        if (!hold && !kept && !stirs(history, age_before(history, ROUND_NS)))
            return false;
    }
    const struct as_if_pair *pair = begins ? NULL : &pairs[as_if->next - 1];
    as_if->scores[as_if->next] = weigh(as_if, exercise, history, body_weight, pair);
    as_if->scores[0] = fmax(as_if->scores[0], fits);
    as_if->next = (as_if->next + 1) % (1 + AS_IF_PAIRS);
    if (as_if->next > 0)
        return false;
    as_if->over = kept;
    return decide(as_if, ret_pair);
}

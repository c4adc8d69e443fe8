/* SPDX-License-Identifier: MIT */
#include "core/recogniser.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LISTEN_NS 40000000 /* design value: 25 a second are enough to see a repetition */
#define REPS_MIN 2         /* the figure to reach is "within two repetitions" */
#define SCORE_MIN 4.0      /* design value: 50 times likelier than anything at all */
#define MARGIN_MIN 1.0     /* design value: nearly three times as likely as the next */
#define KNOWN_MIN 0.68     /* design value: of what could be said of it; one kind of sensor lacks */
#define SAME_START_S 0.5   /* design value: exercises see one repetition begin so far apart */
#define RIVAL_S 3.0        /* design value: longest usual pause between repetitions */

#define ALONE_MIN 2.0          /* design value: five features that hold say four times as much */
#define ALONE_MARGIN_MIN 0.3   /* design value: of these, for the next repetition says more */
#define SLOW_M_S 0.4           /* the fastest of a lift; design value: nobody hurries */
#define SLOW_MARGIN_MIN 0.7    /* design value: twice as likely, by one feature less */
#define HOLD_S 3.0             /* the figure to reach */
#define STILL_DEG_S 8.0        /* design value: a tired hold trembles */
#define STILL_WRIST_DEG_S 20.0 /* design value: hands tremble more than a trunk sways */
#define WEIGHT_MIN_N 250.0     /* design value */
#define WEIGHT_STEADY 0.04     /* design value: standing sways by less */
#define WEIGHT_STEADY_S 0.7    /* design value */
#define WEIGHT_SHARE 0.75      /* design value: on one leg no one stands about */
#define UPRIGHT_DEG 20.0       /* design value */

int recogniser_new(const struct exercise *exercises, size_t exercise_count,
                   struct recogniser **ret_recogniser)
{
    struct recogniser *recogniser = calloc(1, sizeof(*recogniser));
    if (!recogniser)
        return -ENOMEM;
    recogniser->listeners = calloc(exercise_count + 1, sizeof(*recogniser->listeners));
    if (!recogniser->listeners) {
        free(recogniser);
        return -ENOMEM;
    }
    for (size_t i = 0; i < exercise_count; i++)
        if (exercises[i].look.limit_count > 0)
            recogniser->listeners[recogniser->count++].exercise = &exercises[i];
    recogniser->body_weight = NAN;
    recogniser_forget(recogniser);
    *ret_recogniser = recogniser;
    return 0;
}

struct recogniser *recogniser_free(struct recogniser *recogniser)
{
    if (recogniser) {
        free(recogniser->listeners);
        free(recogniser);
    }
    return NULL;
}

void recogniser_forget(struct recogniser *recogniser)
{
    history_reset(&recogniser->history);
    for (unsigned i = 0; i < recogniser->count; i++)
        listener_reset(&recogniser->listeners[i]);
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static double confidence_of(double score, double margin)
{
    /* The features are not independent: their logarithms are believed by half. */
    return 1.0 / (1.0 + exp(-0.5 * margin)) / (1.0 + exp(-0.5 * score));
}

/* Whether what it has found last is what is being done now. */
static bool is_current(const struct listener *listener, int64_t t_ns)
{
    double duration_s = seconds(listener->start_ns, listener->end_ns);
    return listener->reps > 0 && seconds(listener->end_ns, t_ns) < duration_s + RIVAL_S;
}

double recogniser_score(const struct recogniser *recogniser, const struct exercise *exercise,
                        int64_t t_ns)
{
    for (unsigned i = 0; i < recogniser->count; i++) {
        const struct listener *listener = &recogniser->listeners[i];
        bool hold = exercise->kind == EXERCISE_HOLD;
        if (listener->exercise == exercise &&
            (hold ? listener->end_ns == t_ns : is_current(listener, t_ns)))
            return listener->scores[0];
    }
    return -INFINITY;
}

/*
 * Whether it may still find its second, or has found one of the two by which another is judged: who
 * sets the bar down does no second repetition of whatever that resembles.
 */
static bool is_rival(const struct listener *other, const struct listener *best, int64_t t_ns)
{
    return other != best && other->exercise->kind != EXERCISE_HOLD &&
           (is_current(other, t_ns) ||
            fabs(seconds(best->before_ns, other->start_ns)) < SAME_START_S);
}

static bool same_family(const struct exercise *a, const struct exercise *b)
{
    return a->look.family[0] != '\0' && strcmp(a->look.family, b->look.family) == 0;
}

/* Another of the family that is told apart by something seen, and has had its second chance. */
static bool is_next_of_kin(const struct listener *best, const struct listener *other)
{
    return same_family(best->exercise, other->exercise) && other->reps >= REPS_MIN &&
           feature_tells_apart(best->exercise, other->exercise, &best->values);
}

/*
 * The one whose worse repetition is better than the last repetition of every rival. Within a
 * family the best is better than none, however close the next.
 */
static bool decide(const struct recogniser *recogniser, int64_t t_ns,
                   struct recogniser_finding *finding)
{
    const struct listener *best = NULL;
    double best_score = -INFINITY, margin = INFINITY;
    for (unsigned i = 0; i < recogniser->count; i++) {
        const struct listener *listener = &recogniser->listeners[i];
        double score = fmin(listener->scores[0], listener->scores[1]);
        if (is_current(listener, t_ns) && listener->reps >= REPS_MIN && score > best_score) {
            best = listener;
            best_score = score;
        }
    }
    if (!best || best_score < SCORE_MIN ||
        feature_share_known(best->exercise, &best->values) < KNOWN_MIN)
        return false;
    for (unsigned i = 0; i < recogniser->count; i++) {
        const struct listener *listener = &recogniser->listeners[i];
        if (!is_rival(listener, best, t_ns))
            continue;
        double ahead = best_score - listener->scores[0];
        if (ahead < MARGIN_MIN && !is_next_of_kin(best, listener))
            return false;
        margin = fmin(margin, fmax(0.0, ahead));
    }
    finding->exercise = best->exercise;
    finding->start_ns = best->first_start_ns;
    finding->score = best_score;
    finding->margin = fmin(margin, best_score);
    finding->confidence = confidence_of(best_score, finding->margin);
    return true;
}

static bool moves(const struct motion_frame *frame)
{
    const struct body_angles *angles = &frame->angles;
    return fabs(angles->trunk_rate) > STILL_DEG_S || fabs(angles->pelvis_rate) > STILL_DEG_S ||
           fabs(angles->thigh_left_rate) > STILL_DEG_S ||
           fabs(angles->thigh_right_rate) > STILL_DEG_S ||
           fabs(angles->wrist_left_rate) > STILL_WRIST_DEG_S ||
           fabs(angles->wrist_right_rate) > STILL_WRIST_DEG_S;
}

/* Which held exercise this stillness is. */
static bool weigh_hold(struct recogniser *recogniser, int64_t t_ns,
                       struct recogniser_finding *finding)
{
    struct feature_values values;
    double best = -INFINITY, second = 0.0; /* 0: any posture */
    feature_measure_hold(&recogniser->history, recogniser->body_weight, recogniser->still_since_ns,
                         &values);
    for (unsigned i = 0; i < recogniser->count; i++) {
        struct listener *listener = &recogniser->listeners[i];
        const struct exercise *exercise = listener->exercise;
        unsigned count;
        if (exercise->kind != EXERCISE_HOLD)
            continue;
        double score = feature_score(exercise, &values, &count);
        bool fits = count > 0 && listener_allows(exercise, &values);
        listener->scores[0] = fits ? score : -INFINITY;
        listener->end_ns = t_ns;
        if (!fits)
            continue;
        if (score > best) {
            second = fmax(second, best);
            best = score;
            finding->exercise = exercise;
        } else {
            second = fmax(second, score);
        }
    }
    finding->start_ns = recogniser->still_since_ns;
    finding->score = best;
    finding->margin = best - second;
    finding->confidence = confidence_of(best, finding->margin);
    return best >= SCORE_MIN && finding->margin >= MARGIN_MIN;
}

static bool watch_hold(struct recogniser *recogniser, int64_t t_ns,
                       const struct motion_frame *frame, struct recogniser_finding *finding)
{
    if (moves(frame) || isnan(frame->angles.trunk)) {
        recogniser->still_since_ns = 0;
        recogniser->hold_weighed = false;
        return false;
    }
    if (recogniser->still_since_ns == 0)
        recogniser->still_since_ns = t_ns;
    if (recogniser->hold_weighed || seconds(recogniser->still_since_ns, t_ns) < HOLD_S)
        return false;
    recogniser->hold_weighed = true;
    return weigh_hold(recogniser, t_ns, finding);
}

/* The least that the feet have borne for a while when standing upright: a load only adds to it. */
static void weigh_body(struct recogniser *recogniser, int64_t t_ns,
                       const struct motion_frame *frame)
{
    const struct load_forces *loads = &frame->loads;
    double force = loads->feet_left + loads->feet_right;
    double share = fmax(loads->feet_left, loads->feet_right) / force;
    bool upright = isnan(frame->angles.trunk) || fabs(frame->angles.trunk) < UPRIGHT_DEG;
    bool stands = force > WEIGHT_MIN_N && share < WEIGHT_SHARE && upright;
    if (!stands || fabs(force - recogniser->steady_n) > WEIGHT_STEADY * recogniser->steady_n) {
        recogniser->steady_n = stands ? force : 0.0;
        recogniser->steady_since_ns = t_ns;
    } else if (seconds(recogniser->steady_since_ns, t_ns) > WEIGHT_STEADY_S &&
               !(recogniser->body_weight < recogniser->steady_n)) {
        recogniser->body_weight = recogniser->steady_n;
    }
}

bool recogniser_push(struct recogniser *recogniser, const struct hold_moment *moment,
                     struct recogniser_finding *ret_finding)
{
    const struct motion_frame *frame = moment->frame;
    int64_t t_ns = moment->t_ns;
    *ret_finding = (struct recogniser_finding){0};
    if (history_is_due(&recogniser->history, t_ns))
        history_push(&recogniser->history, moment);
    if (t_ns - recogniser->listened_ns < LISTEN_NS)
        return false;
    recogniser->listened_ns = t_ns;
    weigh_body(recogniser, t_ns, frame);
    bool heard = false;
    for (unsigned i = 0; i < recogniser->count; i++)
        heard = listener_push(&recogniser->listeners[i], &recogniser->history,
                              recogniser->body_weight, t_ns, frame) ||
                heard;
    if (heard && decide(recogniser, t_ns, ret_finding))
        return true;
    return watch_hold(recogniser, t_ns, frame, ret_finding);
}

bool recogniser_judge_alone(const struct recogniser *recogniser, const struct bar_alone *seen,
                            struct recogniser_finding *ret_finding)
{
    /* A lift so slow is one by will: any exercise may be done so, and its speed tells nothing. */
    const bool slow = seen->speed < SLOW_M_S;
    struct bar_alone telling = *seen;
    struct feature_values values;
    double best = -INFINITY, second = 0.0; /* 0: anything */
    if (slow)
        telling.speed = NAN;
    feature_set_alone(&telling, &values);
    *ret_finding = (struct recogniser_finding){0};
    for (unsigned i = 0; i < recogniser->count; i++) {
        const struct exercise *exercise = recogniser->listeners[i].exercise;
        unsigned count = 0;
        double score = feature_score(exercise, &values, &count);
        if (count == 0)
            continue;
        if (score > best) {
            second = fmax(second, best);
            best = score;
            ret_finding->exercise = exercise;
        } else {
            second = fmax(second, score);
        }
    }
    ret_finding->score = best;
    ret_finding->margin = best - second;
    ret_finding->confidence = confidence_of(best, ret_finding->margin);
    /* The limits of "any exercise" are those of lifts that are none of the others. */
    return best >= ALONE_MIN &&
           ret_finding->margin >= (slow ? SLOW_MARGIN_MIN : ALONE_MARGIN_MIN) &&
           !exercise_is_generic(ret_finding->exercise);
}

/* SPDX-License-Identifier: MIT */
#include "core/recogniser.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/posture.h"

#define LISTEN_NS 40000000 /* design value: 25 a second are enough to see a repetition */
#define REPS_MIN 2         /* the figure to reach is "within two repetitions" */
#define PAUSE_MAX_S 8.0    /* design value: a longer one between repetitions begins anew */
#define SCORE_MIN 4.0      /* design value: 50 times likelier than anything at all */
#define SCORE_REP_MIN 0.0  /* likelier than anything at all; design value */
#define MARGIN_MIN 1.0     /* design value: nearly three times as likely as the next */
#define KNOWN_MIN 0.68     /* design value: of what could be said of it; one kind of sensor lacks */
#define SAME_START_S 0.5   /* design value: exercises see one repetition begin so far apart */
#define RIVAL_S 3.0        /* design value: longest usual pause between repetitions */

#define ALONE_MIN 2.0          /* design value: five features that hold say four times as much */
#define ALONE_MARGIN_MIN 0.3   /* design value: of these, for the next repetition says more */
#define ARRIVED_NS 300000000   /* design value, as lift.c */
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
    for (unsigned i = 0; i < recogniser->count; i++) {
        struct listener *listener = &recogniser->listeners[i];
        rep_counter_reset(&listener->counter);
        listener->signal = -1;
        listener->reps = 0;
    }
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static bool within(double value, double min, double max)
{
    return isnan(value) || isnan(min) || (value >= min && value <= max);
}

/* What the exercise itself would refuse to count. */
static bool is_allowed(const struct exercise *exercise, const struct feature_values *values)
{
    return within(values->value[FEATURE_TRUNK_START], exercise->start_trunk_min_deg,
                  exercise->start_trunk_max_deg) &&
           within(values->value[FEATURE_TRUNK_FAR], exercise->far_trunk_min_deg,
                  exercise->far_trunk_max_deg);
}

static void take_repetition(const struct recogniser *recogniser, struct listener *listener,
                            const struct rep_counter_result *found)
{
    struct feature_values values;
    unsigned count;
    feature_measure(&recogniser->history, recogniser->body_weight, found->start_ns, found->far_ns,
                    found->end_ns, &values);
    double score = feature_score(listener->exercise, &values, &count);
    if (count == 0 || score < SCORE_REP_MIN || !is_allowed(listener->exercise, &values)) {
        rep_counter_disown(&listener->counter);
        listener->reps = 0;
        return;
    }
    if (listener->reps == 0 || seconds(listener->end_ns, found->start_ns) > PAUSE_MAX_S) {
        listener->reps = 0;
        listener->first_start_ns = found->start_ns;
    }
    listener->reps++;
    listener->scores[1] = listener->reps > 1 ? listener->scores[0] : score;
    listener->scores[0] = score;
    listener->values = values;
    listener->before_ns = listener->reps > 1 ? listener->start_ns : found->start_ns;
    listener->start_ns = found->start_ns;
    listener->far_ns = found->far_ns;
    listener->end_ns = found->end_ns;
}

/* As lift.c: who lies down or grips a bar arrives at the start while it seems to be left. */
static void watch_start(struct listener *listener, const struct motion_frame *frame,
                        enum rep_event event)
{
    const struct trace_point point = {
        .trunk = frame->angles.trunk,
        .thigh = motion_raw(frame, BODY_SIGNAL_THIGH).y,
    };
    bool starts = posture_starts(listener->exercise, &point);
    struct rep_counter *counter = &listener->counter;
    if (event == REP_EVENT_LEFT)
        listener->began_elsewhere = !starts;
    if (counter->state != REP_READY && listener->began_elsewhere && starts &&
        counter->t_ns - counter->moving_ns > ARRIVED_NS)
        rep_counter_begin_here(counter);
}

/* True when it has found a repetition. */
static bool listen(const struct recogniser *recogniser, struct listener *listener, int64_t t_ns,
                   const struct motion_frame *frame)
{
    const struct exercise *exercise = listener->exercise;
    if (exercise->kind == EXERCISE_HOLD)
        return false;
    int signal = motion_choose(exercise, frame, false);
    if (signal >= 0 && exercise->signals[signal].signal == BODY_SIGNAL_CHEST_TURN &&
        !frame->chest_lies)
        signal = -1; /* another turn begins when it lies again */
    if (signal != listener->signal) {
        listener->signal = signal;
        listener->reps = 0;
        rep_counter_reset(&listener->counter);
        if (signal >= 0)
            listener->params = (struct rep_counter_params){
                .range_min = exercise->signals[signal].range_min,
                .range_max = exercise->signals[signal].range_max,
                .rep_min_s = exercise->rep_min_s,
                .rep_max_s = exercise->rep_max_s,
            };
    }
    if (signal < 0)
        return false;
    enum body_signal which = exercise->signals[signal].signal;
    struct motion_value raw = motion_raw(frame, which);
    int away = motion_away(exercise, which);
    struct rep_counter_result found;
    unsigned before = listener->reps;
    rep_counter_push(&listener->counter, &listener->params, t_ns, away * raw.y, away * raw.rate,
                     &found);
    if (found.event == REP_EVENT_COUNTED)
        take_repetition(recogniser, listener, &found);
    watch_start(listener, frame, found.event);
    return listener->reps != before && listener->reps > 0;
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
        bool fits = count > 0 && is_allowed(exercise, &values);
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
        heard = listen(recogniser, &recogniser->listeners[i], t_ns, frame) || heard;
    if (heard && decide(recogniser, t_ns, ret_finding))
        return true;
    return watch_hold(recogniser, t_ns, frame, ret_finding);
}

bool recogniser_judge_alone(const struct recogniser *recogniser, const struct bar_alone *seen,
                            struct recogniser_finding *ret_finding)
{
    struct feature_values values;
    double best = -INFINITY, second = 0.0; /* 0: anything */
    feature_set_alone(seen, &values);
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
    return best >= ALONE_MIN && ret_finding->margin >= ALONE_MARGIN_MIN &&
           !exercise_is_generic(ret_finding->exercise);
}

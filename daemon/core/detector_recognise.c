/* SPDX-License-Identifier: MIT */
/*
 * What follows from recognising an exercise. Until then any movement is counted by its rhythm; then
 * the exercise is followed as if it had been chosen when the set began: what the last seconds
 * show is counted again, and what had been counted by rhythm is set right by it.
 */
#include "core/detector_private.h"

#include <math.h>
#include <string.h>

#define AGAIN_MAX 16
#define ALONE_REPS 2 /* the figure to reach */
/* So long for another repetition to begin, or as long as the last took; design value. */
#define ALONE_WAIT_NS 3000000000
#define LEAD_NS 1500000000 /* design value: of the start position before the first repetition */
#define HOLD_LEAD_NS 4000000000 /* design value: of the way into what is held */
#define SAME_SHARE 0.5    /* of a repetition: ends that close are the same one's; design value */
#define REMARK_MARGIN 3.0 /* design value: 20 times likelier than what was chosen */

/* Repetitions of the exercise in what the last seconds showed. */
struct again {
    struct lift_result reps[AGAIN_MAX];    /* as counted ... */
    struct lift_result details[AGAIN_MAX]; /* ... and as looked back at */
    unsigned count;
};

static void count_again(struct detector *detector, int64_t start_ns, struct again *again)
{
    const struct history *history = &detector->recogniser->history;
    again->count = 0;
    /* The newest frame is the one that is about to be pushed. */
    for (unsigned age = history_age_of(history, start_ns - LEAD_NS); age > 0; age--) {
        const struct history_point *point = history_at(history, age);
        struct lift_result found;
        lift_push(&detector->lift, point->t_ns, &point->frame, false, &found);
        if (found.detailed && again->count > 0)
            again->details[again->count - 1] = found;
        if (found.counted && again->count < AGAIN_MAX) {
            again->details[again->count].detailed = false;
            again->reps[again->count++] = found;
        }
    }
}

static bool was_told(const struct told *told, unsigned first, const struct lift_result *rep)
{
    double near_ns = SAME_SHARE * (double)(rep->end_ns - rep->start_ns);
    for (unsigned i = first; i < told->count; i++)
        if (fabs((double)(told->end_ns[i] - rep->end_ns)) < near_ns)
            return true;
    return false;
}

/* The set shall have as many repetitions as were found again, and those from before. */
static void set_right(struct detector *detector, int64_t start_ns, const struct again *again,
                      struct event_sink *sink)
{
    struct told *told = &detector->told;
    unsigned first = 0, missing;
    if (!detector->tracker.open)
        told->count = 0;
    else if (told->count > detector->tracker.reps) /* some were taken back by command */
        told->count = detector->tracker.reps;
    while (first < told->count && told->end_ns[first] <= start_ns)
        first++;
    /* Rhythm knows no sides: where there are some all is counted again. */
    bool sides = detector->exercise->kind == EXERCISE_SIDES;
    for (; told->count - first > (sides ? 0 : again->count); told->count--)
        (void)detector_take_back(detector, sink);

    missing = again->count - (told->count - first);
    const struct told before = *told;
    for (unsigned i = 0; i < again->count; i++) {
        const struct lift_result *rep = &again->reps[i];
        bool last_chance = again->count - i <= missing;
        if (missing == 0 || (!last_chance && was_told(&before, first, rep)))
            continue;
        struct repetition repetition = {
            .start_ns = rep->start_ns,
            .end_ns = rep->end_ns,
            .side = detector_side_of(detector, rep),
            .confidence = rep->confidence,
        };
        detector_count(detector, &repetition, sink);
        missing--;
        if (again->details[i].detailed && detector->tracker.open)
            detector_give_detail(detector, &again->details[i], detector->tracker.reps, sink);
    }
}

static void tell(const struct recogniser_finding *finding, struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_EXERCISE);
    memcpy(event->exercise.exercise, finding->exercise->id, EXERCISE_ID_SIZE);
    memcpy(event->exercise.family, finding->exercise->look.family, EXERCISE_FAMILY_SIZE);
    event->exercise.recognised = true;
    event->exercise.confidence = finding->confidence;
}

/* Only what was gone into: being still somewhere is no hold. */
static void take_hold(struct detector *detector, const struct recogniser_finding *finding,
                      struct event_sink *sink)
{
    struct hold_result begun;
    if (detector->tracker.open)
        return;
    detector_follow(detector, finding->exercise);
    if (!detector_find_hold(detector, &detector->hold, finding->start_ns - HOLD_LEAD_NS, &begun)) {
        detector_follow(detector, detector->chosen);
        return;
    }
    detector->recognised = finding->exercise;
    detector->settled = true;
    tell(finding, sink);
    detector_tell_hold(detector, &begun, sink);
}

static void take(struct detector *detector, const struct recogniser_finding *finding,
                 struct event_sink *sink)
{
    detector->recognised = finding->exercise;
    if (detector->tracker.open)
        set_tracker_name(&detector->tracker, finding->exercise->id);
    tell(finding, sink);
    const struct motion_frame *frame = &history_at(&detector->recogniser->history, 0)->frame;
    /* By a bar alone every exercise is counted alike: then only its name is new. */
    if (motion_choose(finding->exercise, frame, false) < 0)
        return;
    detector->settled = true;
    struct again again;
    int64_t start_ns = finding->start_ns;
    if (detector->tracker.open && detector->tracker.start_ns < start_ns)
        start_ns = detector->tracker.start_ns;
    detector_follow(detector, finding->exercise);
    generic_close(&detector->generic);
    generic_look_close(&detector->look);
    count_again(detector, start_ns, &again);
    set_right(detector, start_ns, &again, sink);
}

/* Being still somewhere is no hold: who waits on the floor for his own to begin has made no way. */
static bool is_gone_into(const struct detector *detector, const struct recogniser_finding *finding)
{
    struct hold hold;
    struct hold_result begun;
    hold_choose(&hold, finding->exercise);
    return detector_find_hold(detector, &hold, finding->start_ns - HOLD_LEAD_NS, &begun);
}

/* Said once, and never acted on: whoever chose knows better. */
static void remark(struct detector *detector, const struct recogniser_finding *finding,
                   struct event_sink *sink)
{
    const struct exercise *chosen = detector->exercise;
    double score = recogniser_score(detector->recogniser, chosen, sink->now_ns);
    /* A hold is told from a rest by how it was reached, which is looked at where one is chosen. */
    bool rest = finding->exercise->kind == EXERCISE_HOLD &&
                (chosen->kind != EXERCISE_HOLD || detector->hold.state == HOLD_HELD ||
                 (finding->exercise != chosen && !is_gone_into(detector, finding)));
    if (finding->exercise == chosen)
        detector->settled = true;
    /* Who has held it has done what was chosen: what comes now is the bar set down. */
    bool held =
        chosen->kind == EXERCISE_HOLD && detector->tracker.open && detector->tracker.holds > 0;
    if (rest || held || detector->settled || chosen->look.limit_count == 0 ||
        exercise_is_generic(chosen) || finding->score - score < REMARK_MARGIN)
        return;
    detector->settled = true;
    detector->remarked = true;
    struct core_event *event = event_sink_add(sink, EVENT_CUE);
    event->cue.fault = FAULT_OTHER_EXERCISE;
    event->cue.severity = CUE_HINT;
    event->cue.set = detector->tracker.open ? detector->tracker.sets : 0;
    event->cue.rep = detector->tracker.open ? detector->tracker.reps : 0;
    event->cue.onset_ns = finding->start_ns;
    event->cue.amount = finding->score - fmax(score, 0.0);
    event->cue.threshold = REMARK_MARGIN;
    event->cue.confidence = finding->confidence;
    memcpy(event->cue.exercise, finding->exercise->id, EXERCISE_ID_SIZE);
}

static bool may_go_on(const struct told *told, int64_t t_ns)
{
    unsigned last = told->count - 1;
    int64_t took_ns = told->end_ns[last] - told->end_ns[last - 1];
    return t_ns - told->end_ns[last] < (took_ns > ALONE_WAIT_NS ? took_ns : ALONE_WAIT_NS);
}

/*
 * A bar alone is looked at after each repetition until it is known what is done with it: as soon as
 * the next one begins, for only then the last has been seen to its end.
 */
static void judge_bar(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    const struct told *told = &detector->told;
    const struct set_tracker *tracker = &detector->tracker;
    const struct history *history = &detector->recogniser->history;
    struct recogniser_finding finding;
    if (!detector->recognises || !tracker->open || told->count < ALONE_REPS)
        return;
    if (detector->judged_set != tracker->sets) {
        detector->judged_set = tracker->sets;
        detector->judged_reps = 0;
        detector->seen.rise = NAN;
    }
    if (detector->judged_reps == tracker->reps)
        return;
    unsigned last = told->count - 1;
    bool again = bar_alone_rises_again(history, told->start_ns[last], told->end_ns[last]);
    if (!again && may_go_on(told, t_ns))
        return;
    detector->judged_reps = tracker->reps;
    int r = bar_alone_measure(history, told->start_ns, told->end_ns, told->count, again,
                              &detector->seen);
    /* What is fetched is lifted as well, and shows as much. */
    bool fetched = detector_doubt_first(detector, t_ns, sink);
    if (r < 0 || detector->recognised ||
        !recogniser_judge_alone(detector->recogniser, &detector->seen, &finding) ||
        (fetched && exercise_rises_from_floor(finding.exercise)))
        return;
    finding.start_ns = told->start_ns[0];
    take(detector, &finding, sink);
}

static bool is_bar_alone(const struct motion_frame *frame)
{
    const struct body_angles *angles = &frame->angles;
    return !isnan(frame->bar_swing) && isnan(angles->trunk) && isnan(angles->pelvis) &&
           isnan(angles->thigh);
}

void detector_recognise(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    struct motion_frame frame;
    struct recogniser_finding finding;
    struct hold_moment moment;
    detector_look(detector, t_ns, &frame, &moment);
    if (is_bar_alone(&frame)) {
        history_push(&detector->recogniser->history, &moment);
        judge_bar(detector, t_ns, sink);
        return;
    }
    if (!recogniser_push(detector->recogniser, &moment, &finding))
        return;
    if (!detector->recognises)
        remark(detector, &finding, sink);
    else if (finding.exercise->kind == EXERCISE_HOLD)
        take_hold(detector, &finding, sink);
    else
        take(detector, &finding, sink);
}

void detector_forget_recognised(struct detector *detector)
{
    if (detector->settled && !detector->remarked) {
        detector->settled = false;
        recogniser_forget(detector->recogniser);
    }
    if (!detector->recognised)
        return;
    detector->recognised = NULL;
    detector_follow(detector, detector->chosen);
}

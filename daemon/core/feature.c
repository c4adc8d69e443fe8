/* SPDX-License-Identifier: MIT */
#include "core/feature.h"

#include <math.h>

#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)

/* Design value: what one feature can say against an exercise: no other outweighs it. */
#define WORST (-20.0)
#define AROUND_NS 100000000   /* design value: features are means over this much to both sides */
#define UNLOADED_NS 600000000 /* design value */
#define HOLD_MEAN_NS 1000000000
#define APART 0.5 /* of the narrower limits: less in common tells apart; design value */
#define SQRT_2PI 2.5066
#define RISES_DIFFER_M 0.1 /* design value: twice the tolerance of what it rises */
#define FOOT_MIN_N 100.0   /* design value: below this the feet stand on something else */
#define ON_BACK_DEG 50.0   /* nobody on his feet leans backward so far; design value */

/*
 * width: of all that bodies and bars can do; tolerance: by which people and straps are off beyond
 * the limits (standard deviation); low to high: standing about, which is what is done most of the
 * time and therefore speaks for no exercise. Design values.
 */
static const struct {
    double width;
    double tolerance;
    double low;
    double high;
} scales[FEATURE_COUNT] = {
    [FEATURE_TRUNK_START] = {200.0, 5.0, -15.0, 15.0},
    [FEATURE_TRUNK_FAR] = {200.0, 6.0, -15.0, 15.0},
    [FEATURE_TRUNK_RANGE] = {150.0, 3.0, 0.0, 12.0},
    [FEATURE_TRUNK_RISE] = {1.2, 0.03, 0.0, 0.1},
    [FEATURE_PELVIS_START] = {180.0, 5.0, -15.0, 15.0},
    [FEATURE_PELVIS_FAR] = {180.0, 6.0, -15.0, 15.0},
    [FEATURE_LUMBAR_START] = {90.0, 4.0, -8.0, 8.0},
    [FEATURE_LUMBAR_FAR] = {90.0, 5.0, -8.0, 8.0},
    [FEATURE_THIGH_START] = {180.0, 4.0, 0.0, 15.0},
    [FEATURE_THIGH_FAR] = {180.0, 7.0, 0.0, 15.0},
    [FEATURE_THIGH_SPLIT] = {90.0, 4.0, 0.0, 12.0},
    [FEATURE_DROP_START] = {0.5, 0.006, 0.0, 0.02},
    [FEATURE_WRIST_FAR] = {180.0, 8.0, 0.0, 40.0},
    [FEATURE_BAR_RISE] = {1.6, 0.05, -0.05, 0.05},
    [FEATURE_BAR_TURN] = {150.0, 6.0, 0.0, 10.0},
    [FEATURE_BAR_SLIP] = {200.0, 4.0, -200.0, 200.0},
    [FEATURE_LOAD_LEAST] = {3.0, 0.06, 0.8, 1.1},
    [FEATURE_LOAD_FAR] = {3.0, 0.08, 0.8, 1.1},
    [FEATURE_SHARE] = {0.5, 0.02, 0.5, 0.6},
    [FEATURE_CABLE] = {2000.0, 10.0, -30.0, 25.0},
    [FEATURE_CHEST_TURN] = {150.0, 3.0, 0.0, 12.0},
    [FEATURE_DURATION] = {12.0, 1.0, 1.0, 8.0},
    [FEATURE_ALONE_TURNING] = {1.6, 0.033, 0.0, 1.6},
    [FEATURE_ALONE_RISE] = {1.6, 0.08, 0.0, 1.6},
    [FEATURE_ALONE_SPEED] = {3.0, 0.2, 0.0, 3.0},
    [FEATURE_ALONE_TOP] = {1.0, 0.05, 0.0, 1.0},
    [FEATURE_ALONE_BRAKE] = {4.0, 0.15, 0.0, 4.0},
};

/* Likelihood of a value when nothing is known of what is done. */
static double anything(enum feature feature, double value)
{
    double even = 0.5 / scales[feature].width;
    bool common = value >= scales[feature].low && value <= scales[feature].high;
    return common ? even + 0.5 / (scales[feature].high - scales[feature].low) : even;
}

/* Means over a stretch of the history; NAN where a point lacks the quantity. */
struct look {
    double trunk, pelvis, lumbar, left, right, wrist_left, wrist_right;
    double height, feet_left, feet_right, cable;
    double bar_up[3];
};

/*
 * On the back trunk and pelvis lean far backward. Profiles have that as it is seen before it is
 * known which way is forward: positive.
 */
static void turn_over(struct look *look)
{
    if (!(look->trunk < -ON_BACK_DEG && look->pelvis < -ON_BACK_DEG))
        return;
    look->trunk = -look->trunk;
    look->pelvis = -look->pelvis;
    look->lumbar = -look->lumbar;
}

static void look_at(const struct history *history, int64_t from_ns, int64_t to_ns,
                    struct look *ret_look)
{
    unsigned oldest = history_age_of(history, from_ns), newest = history_age_of(history, to_ns);
    struct look look = {0};
    for (unsigned age = newest; age <= oldest; age++) {
        const struct motion_frame *frame = &history_at(history, age)->frame;
        const struct body_angles *angles = &frame->angles;
        look.trunk += angles->trunk;
        look.pelvis += angles->pelvis;
        look.lumbar += angles->lumbar;
        look.left += fabs(angles->thigh_left);
        look.right += fabs(angles->thigh_right);
        look.wrist_left += fabs(angles->wrist_left);
        look.wrist_right += fabs(angles->wrist_right);
        /* Where a wrist stands for a bar there may be none. */
        look.height += isnan(frame->bar_forth) ? NAN : frame->bar_height;
        look.feet_left += frame->loads.feet_left;
        look.feet_right += frame->loads.feet_right;
        look.cable += frame->loads.cable;
        vec3_add_scaled(look.bar_up, frame->bar_up, isnan(frame->bar_forth) ? NAN : 1.0);
    }
    double share = 1.0 / (oldest - newest + 1);
    *ret_look = (struct look){
        .trunk = look.trunk * share,
        .pelvis = look.pelvis * share,
        .lumbar = look.lumbar * share,
        .left = look.left * share,
        .right = look.right * share,
        .wrist_left = look.wrist_left * share,
        .wrist_right = look.wrist_right * share,
        .height = look.height * share,
        .feet_left = look.feet_left * share,
        .feet_right = look.feet_right * share,
        .cable = look.cable * share,
    };
    vec3_copy(ret_look->bar_up, look.bar_up);
    turn_over(ret_look);
}

static double mean_of_known(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : 0.5 * (a + b);
}

/* What is to be seen only over all of the repetition. */
static void look_over(const struct history *history, int64_t start_ns, int64_t end_ns,
                      double body_weight, struct feature_values *ret_values)
{
    double low = NAN, high = NAN, lowest = NAN, highest = NAN, split = NAN, least = NAN, open = NAN;
    unsigned oldest = history_age_of(history, start_ns - UNLOADED_NS);
    for (unsigned age = history_age_of(history, end_ns); age <= oldest; age++) {
        const struct history_point *point = history_at(history, age);
        const struct body_angles *angles = &point->frame.angles;
        const struct load_forces *loads = &point->frame.loads;
        least = fmin(least, loads->feet_left + loads->feet_right);
        if (point->t_ns < start_ns)
            continue;
        low = fmin(low, angles->trunk);
        high = fmax(high, angles->trunk);
        open = fmax(open, point->frame.chest_turn);
        lowest = fmin(lowest, point->frame.trunk_swing);
        highest = fmax(highest, point->frame.trunk_swing);
        split = fmax(split, fabs(fabs(angles->thigh_left) - fabs(angles->thigh_right)));
    }
    ret_values->value[FEATURE_TRUNK_RANGE] = high - low;
    ret_values->value[FEATURE_TRUNK_RISE] = highest - lowest;
    ret_values->value[FEATURE_CHEST_TURN] = open;
    ret_values->value[FEATURE_THIGH_SPLIT] = split;
    for (unsigned i = FEATURE_ALONE_TURNING; i <= FEATURE_ALONE_BRAKE; i++)
        ret_values->value[i] = NAN;
    ret_values->value[FEATURE_LOAD_LEAST] = least / body_weight;
}

static double bar_turn(const struct look *start, const struct look *far)
{
    double a[3], b[3];
    if (!vec3_normalize(a, start->bar_up) || !vec3_normalize(b, far->bar_up))
        return NAN;
    return vec3_angle(a, b) * DEGREES;
}

/*
 * Where a bar on the floor is gripped with straight arms this is much the same with high hips and
 * with low ones. Lengths over body height: Winter, Biomechanics and Motor Control of Human
 * Movement, figure 4.1; the trunk is divided between pelvis and thorax at L4. What the shanks add
 * no sensor tells.
 */
static double drop_of(const struct look *look)
{
    const double thigh = 0.245, pelvis = 0.095, thorax = 0.193;
    double lean = mean_of_known(look->left, look->right) / DEGREES;
    return thigh * (1.0 - cos(lean)) + pelvis * (1.0 - cos(look->pelvis / DEGREES)) +
           thorax * (1.0 - cos(look->trunk / DEGREES));
}

static void measure(const struct look *start, const struct look *far, double body_weight,
                    struct feature_values *ret_values)
{
    double *value = ret_values->value;
    value[FEATURE_TRUNK_START] = start->trunk;
    value[FEATURE_TRUNK_FAR] = far->trunk;
    value[FEATURE_PELVIS_START] = start->pelvis;
    value[FEATURE_PELVIS_FAR] = far->pelvis;
    value[FEATURE_LUMBAR_START] = start->lumbar;
    value[FEATURE_LUMBAR_FAR] = far->lumbar;
    value[FEATURE_THIGH_START] = mean_of_known(start->left, start->right);
    value[FEATURE_THIGH_FAR] = mean_of_known(far->left, far->right);
    value[FEATURE_DROP_START] = drop_of(start);
    value[FEATURE_WRIST_FAR] = mean_of_known(far->wrist_left, far->wrist_right);
    value[FEATURE_BAR_RISE] = far->height - start->height;
    value[FEATURE_BAR_TURN] = bar_turn(start, far);
    value[FEATURE_BAR_SLIP] = value[FEATURE_BAR_TURN] - fabs(far->trunk - start->trunk);
    value[FEATURE_LOAD_FAR] = (far->feet_left + far->feet_right) / body_weight;
    double feet = far->feet_left + far->feet_right;
    value[FEATURE_SHARE] = feet > FOOT_MIN_N ? fmax(far->feet_left, far->feet_right) / feet : NAN;
    value[FEATURE_CABLE] = 0.5 * (start->cable + far->cable);
}

/*
 * How far the bar rises if it is at rest at both ends: what its plainly integrated acceleration
 * shows beside a straight line, which is the offset's.
 */
static double rise_between_rests(const struct history *history, int64_t start_ns, int64_t far_ns)
{
    unsigned older = history_age_of(history, start_ns), newer = history_age_of(history, far_ns);
    const struct history_point *from = history_at(history, older), *to = history_at(history, newer);
    double span = (double)(to->t_ns - from->t_ns), rise = 0.0;
    for (unsigned age = newer; age < older; age++) {
        const struct history_point *point = history_at(history, age);
        double u = (double)(point->t_ns - from->t_ns) / span;
        double line =
            from->frame.bar_integral + u * (to->frame.bar_integral - from->frame.bar_integral);
        rise += (point->frame.bar_integral - line) *
                (double)(point->t_ns - history_at(history, age + 1)->t_ns) * 1e-9;
    }
    return rise;
}

/*
 * A bar that is lowered slowly and evenly is as quiet as one at rest, and its height then stays
 * behind: where the two ways to find it do not agree it is not known.
 */
static void doubt_bar_rise(const struct history *history, int64_t start_ns, int64_t far_ns,
                           struct feature_values *ret_values)
{
    double *rise = &ret_values->value[FEATURE_BAR_RISE];
    if (fabs(rise_between_rests(history, start_ns, far_ns) - *rise) > RISES_DIFFER_M)
        *rise = NAN;
}

void feature_measure(const struct history *history, double body_weight, int64_t start_ns,
                     int64_t far_ns, int64_t end_ns, struct feature_values *ret_values)
{
    struct look start, far;
    look_at(history, start_ns - AROUND_NS, start_ns, &start);
    look_at(history, far_ns - AROUND_NS, far_ns + AROUND_NS, &far);
    measure(&start, &far, body_weight, ret_values);
    doubt_bar_rise(history, start_ns, far_ns, ret_values);
    look_over(history, start_ns, end_ns, body_weight, ret_values);
    ret_values->value[FEATURE_DURATION] = (double)(end_ns - start_ns) * 1e-9;
}

void feature_measure_hold(const struct history *history, double body_weight, int64_t from_ns,
                          struct feature_values *ret_values)
{
    struct look held;
    int64_t now_ns = history_at(history, 0)->t_ns;
    look_at(history, now_ns - HOLD_MEAN_NS, now_ns, &held);
    measure(&held, &held, body_weight, ret_values);
    look_over(history, from_ns, now_ns, body_weight, ret_values);
    /* Who lies on a side leans as much to the other one, and which is forward is not known. */
    ret_values->value[FEATURE_TRUNK_FAR] = fabs(held.trunk);
    ret_values->value[FEATURE_PELVIS_FAR] = fabs(held.pelvis);
    ret_values->value[FEATURE_TRUNK_RISE] = NAN;
    ret_values->value[FEATURE_BAR_RISE] = NAN;
    ret_values->value[FEATURE_BAR_TURN] = NAN;
    ret_values->value[FEATURE_BAR_SLIP] = NAN;
    ret_values->value[FEATURE_DURATION] = NAN;
}

void feature_set_alone(const struct bar_alone *seen, struct feature_values *ret_values)
{
    for (unsigned i = 0; i < FEATURE_COUNT; i++)
        ret_values->value[i] = NAN;
    ret_values->value[FEATURE_ALONE_TURNING] = seen->turning;
    ret_values->value[FEATURE_ALONE_RISE] = seen->rise;
    ret_values->value[FEATURE_ALONE_SPEED] = seen->speed;
    ret_values->value[FEATURE_ALONE_TOP] = seen->top;
    ret_values->value[FEATURE_ALONE_BRAKE] = seen->brake;
}

/* Of a value between them, against anything else that is no standing about. */
static double weight_of(const struct feature_limits *limits)
{
    double tolerance = scales[limits->feature].tolerance;
    double width = limits->high - limits->low + tolerance * SQRT_2PI;
    return fmax(0.0, log(scales[limits->feature].width / width));
}

double feature_share_known(const struct exercise *exercise, const struct feature_values *values)
{
    double known = 0.0, all = 0.0;
    for (unsigned i = 0; i < exercise->look.limit_count; i++) {
        const struct feature_limits *limits = &exercise->look.limits[i];
        if (limits->feature >= FEATURE_ALONE_TURNING || limits->feature == FEATURE_CABLE)
            continue; /* few have a cable */
        all += weight_of(limits);
        known += isnan(values->value[limits->feature]) ? 0.0 : weight_of(limits);
    }
    return all > 0.0 ? known / all : 0.0;
}

static const struct feature_limits *find(const struct exercise *exercise, enum feature feature)
{
    for (unsigned i = 0; i < exercise->look.limit_count; i++)
        if (exercise->look.limits[i].feature == feature)
            return &exercise->look.limits[i];
    return NULL;
}

bool feature_tells_apart(const struct exercise *a, const struct exercise *b,
                         const struct feature_values *values)
{
    for (unsigned i = 0; i < a->look.limit_count; i++) {
        const struct feature_limits *mine = &a->look.limits[i];
        const struct feature_limits *other = find(b, mine->feature);
        if (!other || isnan(values->value[mine->feature]))
            continue;
        double common = fmin(mine->high, other->high) - fmax(mine->low, other->low);
        if (common < APART * fmin(mine->high - mine->low, other->high - other->low))
            return true;
    }
    return false;
}

double feature_score(const struct exercise *exercise, const struct feature_values *values,
                     unsigned *ret_count)
{
    double score = 0.0;
    *ret_count = 0;
    for (unsigned i = 0; i < exercise->look.limit_count; i++) {
        const struct feature_limits *limits = &exercise->look.limits[i];
        double value = values->value[limits->feature];
        double tolerance = scales[limits->feature].tolerance;
        if (isnan(value))
            continue;
        /* Even between the limits, with the flanks of a normal distribution beyond them. */
        double outside = fmax(0.0, fmax(limits->low - value, value - limits->high)) / tolerance;
        double width = limits->high - limits->low + tolerance * SQRT_2PI;
        double odds = log(1.0 / (width * anything(limits->feature, value)));
        score += fmax(WORST, odds - 0.5 * outside * outside);
        (*ret_count)++;
    }
    return score;
}

/* SPDX-License-Identifier: MIT */
/* Sets that grow slow, of sines: done k times as slowly a velocity is k times smaller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/rhythm.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000
#define LIFT_S 3.0
#define LIFT_M_S 0.6

struct heard {
    struct rhythm rhythm;
    struct rhythm_params params;
    int64_t t_ns;
    double lost_s; /* told once */
    double velocity;
    unsigned count;
    unsigned closed;
};

static void push(struct heard *heard, double x)
{
    struct rhythm_result result;
    const struct rhythm_sample sample = {
        .t_ns = heard->t_ns,
        .x = x,
        .up = {0.0, 0.0, 1.0},
        .velocity = heard->velocity,
        .lost_s = heard->lost_s,
    };
    heard->lost_s = 0.0;
    rhythm_push(&heard->rhythm, &heard->params, &sample, &result);
    heard->count += result.count - result.taken_back;
    heard->closed += result.closed;
    heard->t_ns += STEP_NS;
}

static void push_rest(struct heard *heard, double x, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s * 1e9 / STEP_NS); i++)
        push(heard, x);
}

/* Sinks, rises, and is at rest again. */
static void push_lift(struct heard *heard, double peak, double duration_s)
{
    const int steps = (int)lround(duration_s * 1e9 / STEP_NS);
    for (int i = 0; i < steps; i++)
        push(heard, -peak * sin(2.0 * PI * i / steps));
}

static void push_slow_lift(struct heard *heard, double times)
{
    push_lift(heard, LIFT_M_S / times, LIFT_S * times);
}

static struct heard after_lifts(unsigned count)
{
    struct heard heard = {.params = rhythm_velocity_params(true, false)};
    push_rest(&heard, 0.0, 2.0);
    for (unsigned i = 0; i < count; i++)
        push_slow_lift(&heard, 1.0);
    return heard;
}

/* Five lifts of 1.2 m/s from low to high, then ever slower ones: the last is of 0.46, of which the
 * median asks 0.54, and the newest, of 0.63, 0.28. Its top, 0.23, is below 0.4 of the usual 0.6. */
static void the_last_slow_ones_count(void **state)
{
    (void)state;
    struct heard heard = after_lifts(5);
    push_slow_lift(&heard, 1.4);
    push_slow_lift(&heard, 1.9);
    assert_int_equal(heard.count, 7);
    push_slow_lift(&heard, 2.6);
    push_rest(&heard, 0.0, 0.5);
    assert_int_equal(heard.count, 8);
    assert_int_equal(heard.closed, 0);
}

/* The same swing in 1.3 s instead of 3.75: a third of the way. */
static void what_is_as_small_but_not_as_slow_is_none(void **state)
{
    (void)state;
    struct heard heard = after_lifts(5);
    push_slow_lift(&heard, 1.4);
    push_slow_lift(&heard, 1.9);
    push_rest(&heard, 0.0, 1.5);
    push_lift(&heard, LIFT_M_S / 2.5, 2.6);
    push_rest(&heard, 0.0, 0.5);
    assert_int_equal(heard.count, 7);
}

/* From 1.2 to 0.71 m/s at once is not how people tire. That counts, but then the median asks 0.54
 * as before, and 0.48 is too little. */
static void of_an_uneven_set_the_median_is_asked(void **state)
{
    (void)state;
    struct heard heard = after_lifts(5);
    push_slow_lift(&heard, 1.7);
    push_slow_lift(&heard, 2.5);
    push_rest(&heard, 0.0, 0.5);
    assert_int_equal(heard.count, 6);
}

/* Two, of 1.2 and 0.8 m/s, are not enough to say that a set is even. One of 0.545 counts while it
 * comes to rest when it is 0.6 of the usual: of their mean that is 0.6, of the newest 0.48. */
static void of_two_the_median_is_asked(void **state)
{
    (void)state;
    struct heard heard = after_lifts(1);
    push_slow_lift(&heard, 1.5);
    push_slow_lift(&heard, 2.2);
    push_rest(&heard, 0.0, 0.5);
    assert_int_equal(heard.count, 2);
}

/* Seven lifts, of 0.75 m/s at last, and one of 0.5 m/s, less than the median asks; in one of these
 * two, while it rises, a gap. */
static unsigned count_with_gap(double last_but_one_s, double last_s)
{
    const double times[] = {1.6, 2.4}, gap_s[] = {last_but_one_s, last_s};
    struct heard heard = after_lifts(5);
    push_slow_lift(&heard, 1.3);
    for (unsigned k = 0; k < 2; k++) {
        const int steps = (int)lround(LIFT_S * times[k] * 1e9 / STEP_NS);
        for (int i = 0; i < steps; i++) {
            if (gap_s[k] > 0.0 && i == (int)lround(gap_s[k] * 1e9 / STEP_NS))
                heard.lost_s = 0.3;
            push(&heard, -LIFT_M_S / times[k] * sin(2.0 * PI * i / steps));
        }
    }
    push_rest(&heard, 0.0, 0.5);
    return heard.count;
}

static void after_a_gap_the_median_is_asked(void **state)
{
    (void)state;
    assert_int_equal(count_with_gap(0.0, 0.0), 8);
    assert_int_equal(count_with_gap(2.6, 0.0), 7); /* the newest may look smaller than it was */
    assert_int_equal(count_with_gap(0.0, 4.0), 7); /* so may this one: it needs no excuse */
}

/* It steps back from the rack. */
static void of_a_body_the_median_is_asked(void **state)
{
    (void)state;
    struct heard heard = {.params = rhythm_velocity_params(true, false)};
    heard.params.faces_one_way = true;
    push_rest(&heard, 0.0, 2.0);
    for (unsigned i = 0; i < 5; i++)
        push_slow_lift(&heard, 1.0);
    push_slow_lift(&heard, 1.3);
    push_slow_lift(&heard, 1.6);
    push_slow_lift(&heard, 2.4);
    push_rest(&heard, 0.0, 0.5);
    assert_int_equal(heard.count, 7);
}

/* Moves about, which is no pause as in rhythm_pause.c, but lifts nothing. */
static void push_sway(struct heard *heard, double duration_s)
{
    heard->velocity = 0.3;
    push_rest(heard, 0.0, duration_s);
    heard->velocity = 0.0;
}

/* Lifts every 3 s, then two after swaying about. From count to count 2.2 medians are 6.6 s. */
static unsigned count_after_pauses(double first_s, double second_s)
{
    struct heard heard = after_lifts(4);
    push_sway(&heard, first_s);
    push_slow_lift(&heard, 1.0);
    assert_int_equal(heard.closed, 0);
    push_sway(&heard, second_s);
    push_slow_lift(&heard, 1.0);
    push_rest(&heard, 0.0, 0.5);
    return heard.closed == 0 ? heard.count : 0;
}

static void who_pauses_longer_each_time_is_waited_for(void **state)
{
    (void)state;
    assert_int_equal(count_after_pauses(0.0, 3.0), 6); /* 6 s */
    assert_int_equal(count_after_pauses(0.0, 4.0), 0); /* 7 s */
    assert_int_equal(count_after_pauses(2.0, 4.0), 6); /* 7 s; 1.6 times the newest, 5 s, are 8 */
    assert_int_equal(count_after_pauses(2.0, 6.0), 0); /* 9 s */
    assert_int_equal(count_after_pauses(3.2, 4.0), 0); /* from 3 to 6.2 s: not even any more */
}

static void push_turn_to(struct heard *heard, double from, double to, double way_s)
{
    const int steps = (int)lround(way_s * 1e9 / STEP_NS);
    for (int i = 0; i < steps; i++)
        push(heard, from + (to - from) * 0.5 * (1.0 - cos(PI * i / steps)));
}

/* Out and back every 4 s; then out in 1.5 s, and back evenly in 7 s. That it has turned is seen
 * after 35 % of the way back, that it is back after 90 %: 7.8 s after it left. The last count was
 * 1.3 s before it left, and 1.8 periods of 4 s after that the set would be over. */
static unsigned count_slow_return(double fourth)
{
    struct heard heard = {.params = rhythm_angle_params(RHYTHM_ANYWHERE)};
    push_rest(&heard, 0.0, 2.0);
    for (unsigned i = 0; i < 5; i++) {
        const double out = i == 3 ? fourth : 1.0;
        push_turn_to(&heard, 0.0, out, 1.5);
        push_turn_to(&heard, out, 0.0, 1.5);
        push_rest(&heard, 0.0, 1.0);
    }
    push_turn_to(&heard, 0.0, 1.0, 1.5);
    for (int i = 0; i < 700; i++)
        push(&heard, 1.0 - i / 700.0);
    return heard.count;
}

static void what_is_far_out_is_waited_for(void **state)
{
    (void)state;
    assert_int_equal(count_slow_return(1.0), 6);
    assert_int_equal(count_slow_return(0.6), 5); /* 1.67 times as far, and not even */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_slow_ones_count),
        cmocka_unit_test(what_is_as_small_but_not_as_slow_is_none),
        cmocka_unit_test(of_an_uneven_set_the_median_is_asked),
        cmocka_unit_test(of_two_the_median_is_asked),
        cmocka_unit_test(after_a_gap_the_median_is_asked),
        cmocka_unit_test(of_a_body_the_median_is_asked),
        cmocka_unit_test(who_pauses_longer_each_time_is_waited_for),
        cmocka_unit_test(what_is_far_out_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The core with nothing but a bar and a lift that was chosen: the first, or the only one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "lone_bar.h"

#define SOON_S 1.2 /* as soon as it has lain for half a second, and then some */

static struct exercise lift(const char *id, enum exercise_start start)
{
    struct exercise exercise;
    exercise_set_generic(&exercise);
    strcpy(exercise.id, id);
    exercise.start = start;
    exercise.signal_count = 2;
    exercise.signals[0] = (struct exercise_signal){
        .signal = BODY_SIGNAL_TRUNK, .range_min = 25.0, .range_max = 120.0};
    exercise.signals[1] = (struct exercise_signal){
        .signal = BODY_SIGNAL_BAR_HEIGHT, .range_min = 0.2, .range_max = 1.0};
    exercise.rep_min_s = 0.8;
    return exercise;
}

static void set_up(struct bar *bar, const char *chosen)
{
    const struct exercise exercises[] = {lift("deadlift", EXERCISE_START_CONCENTRIC),
                                         lift("back-squat", EXERCISE_START_ECCENTRIC)};
    bar_open(bar, exercises, 2, chosen);
}

static void pull(struct bar *bar)
{
    bar_move(bar, 0.5, 1.0);
    bar_hold(bar, 0.5);
    bar_move(bar, -0.5, 1.4);
}

static void squat(struct bar *bar)
{
    bar_move(bar, -0.5, 1.4);
    bar_hold(bar, 0.2);
    bar_move(bar, 0.5, 1.0);
}

static unsigned reps_of_set(struct bar *bar, unsigned set)
{
    const struct core_event *ended = nth_event(&bar->hub, EVENT_SET_ENDED, set);
    assert_non_null(ended);
    return ended->set_ended.reps;
}

static void one_from_the_floor_is_a_set(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "deadlift");
    bar_lie(&bar, 6.0);
    const int64_t left_ns = bar.t_ns;
    pull(&bar);
    const int64_t back_ns = bar.t_ns;
    bar_lie(&bar, SOON_S);
    assert_int_equal(count_events(&bar.hub, EVENT_REP), 1);
    bar_lie(&bar, 14.0);
    assert_int_equal(count_events(&bar.hub, EVENT_REP), 1);
    assert_int_equal(reps_of_set(&bar, 0), 1);
    const struct core_event *ended = nth_event(&bar.hub, EVENT_SET_ENDED, 0);
    assert_int_equal(ended->set_ended.reason, SET_END_REST);
    const struct core_event *detail = nth_event(&bar.hub, EVENT_REP_DETAIL, 0);
    assert_non_null(detail);
    assert_true(fabs(detail->rep_detail.detail.height - 0.5) < 0.03);
    assert_true(llabs(detail->rep_detail.start_ns - left_ns) < 200 * MS);
    assert_true(llabs(detail->rep_detail.end_ns - back_ns) < 200 * MS);
    hub_close(&bar.hub);
}

static void one_squat_is_told_when_it_is_up(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_hold(&bar, 6.0);
    squat(&bar);
    const int64_t up_ns = bar.t_ns;
    bar_hold(&bar, 1.0);
    const struct core_event *rep = nth_event(&bar.hub, EVENT_REP, 0);
    assert_non_null(rep);
    assert_true(llabs(rep->rep.end_ns - up_ns) < 300 * MS);
    bar_hold(&bar, 14.0);
    assert_int_equal(reps_of_set(&bar, 0), 1);
    hub_close(&bar.hub);
}

static void the_first_is_not_told_twice(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_hold(&bar, 6.0);
    for (unsigned i = 0; i < 4; i++) {
        squat(&bar);
        bar_hold(&bar, 1.0);
        assert_int_equal(count_events(&bar.hub, EVENT_REP), i + 1);
    }
    bar_hold(&bar, 14.0);
    assert_int_equal(count_events(&bar.hub, EVENT_REP_UNDONE), 0);
    assert_int_equal(reps_of_set(&bar, 0), 4);
    hub_close(&bar.hub);
}

static void assert_none(struct bar *bar)
{
    assert_int_equal(count_events(&bar->hub, EVENT_REP), 0);
    hub_close(&bar->hub);
}

static void what_does_not_come_back_is_none(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "deadlift");
    bar_lie(&bar, 6.0);
    bar_move(&bar, 0.5, 1.0); /* into the rack */
    bar_lie(&bar, 14.0);
    assert_int_equal(count_events(&bar.hub, EVENT_REP), 0);
    bar_move(&bar, -0.5, 1.4);
    bar_lie(&bar, 14.0);
    assert_none(&bar);
}

static void less_than_a_repetition_is_none(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "deadlift");
    bar_lie(&bar, 6.0);
    bar_move(&bar, 0.15, 0.6);
    bar_move(&bar, -0.15, 0.6);
    bar_lie(&bar, 14.0);
    assert_none(&bar);
}

/* Of an exercise that begins with the weight in the hands. */
static void what_is_fetched_and_put_back_is_none(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_lie(&bar, 6.0);
    pull(&bar);
    bar_lie(&bar, 14.0);
    assert_none(&bar);
}

static void what_is_fetched_and_held_is_none(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_lie(&bar, 7.0);
    bar_move(&bar, 0.5, 1.0);
    bar_hold(&bar, 14.0);
    assert_none(&bar);
}

/* The floor stops it harder than it seems to have come. */
static void what_is_put_down_with_a_knock_is_none(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_hold(&bar, 8.0);
    bar_move(&bar, -0.5, 1.8);
    for (unsigned i = 0; i < 5; i++)
        bar_push(&bar, 6.0, 0.0);
    bar_lie(&bar, 14.0);
    assert_none(&bar);
}

/* Of what goes so slowly over so short a way nobody knows that it comes back. */
static void what_an_offset_may_hide_is_not_known(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_hold(&bar, 6.0);
    bar_move(&bar, -0.21, 3.5);
    bar_hold(&bar, 2.8);
    bar_move(&bar, 0.21, 1.2);
    bar_hold(&bar, 14.0);
    assert_none(&bar);
}

/* Its turning tells the set; how far and how fast it is lifted is told as well. */
static void a_bar_that_leans_tells_its_speed_too(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar, "back-squat");
    bar_hold(&bar, 6.0);
    for (unsigned i = 0; i < 5; i++) {
        bar_lean(&bar, -0.5, 0.8, 1.4);
        bar_hold(&bar, 0.2);
        bar_lean(&bar, 0.5, -0.8, 1.0);
        bar_hold(&bar, 1.0);
    }
    bar_hold(&bar, 14.0);
    assert_int_equal(reps_of_set(&bar, 0), 5);
    for (unsigned i = 0; i < 5; i++) {
        const struct core_event *event = nth_event(&bar.hub, EVENT_REP_DETAIL, i);
        assert_non_null(event);
        const struct rep_detail *detail = &event->rep_detail.detail;
        assert_true(detail->range_is_metres);
        assert_true(fabs(detail->range - 0.5) < 0.03);
        assert_true(fabs(detail->height - 0.5) < 0.03);
        assert_true(fabs(detail->mean_velocity - 0.5) < 0.05);
        assert_true(fabs(detail->peak_velocity - 0.5 * 0.5 * BAR_PI) < 0.04);
    }
    hub_close(&bar.hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_from_the_floor_is_a_set),
        cmocka_unit_test(one_squat_is_told_when_it_is_up),
        cmocka_unit_test(the_first_is_not_told_twice),
        cmocka_unit_test(what_does_not_come_back_is_none),
        cmocka_unit_test(less_than_a_repetition_is_none),
        cmocka_unit_test(what_is_fetched_and_put_back_is_none),
        cmocka_unit_test(what_is_fetched_and_held_is_none),
        cmocka_unit_test(what_is_put_down_with_a_knock_is_none),
        cmocka_unit_test(what_an_offset_may_hide_is_not_known),
        cmocka_unit_test(a_bar_that_leans_tells_its_speed_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The core with nothing but a bar: what was told and turns out to have been none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lone_bar.h"

#define LAIN_S 6.0
#define REPS 4

static void set_up(struct bar *bar)
{
    const struct exercise hinge = hinge_exercise();
    bar_open(bar, &hinge, 1, EXERCISE_GENERIC);
}

/* From the floor, so often down by so much and up again, and back to the floor. */
static void do_set(struct bar *bar, double depth)
{
    bar_lie(bar, LAIN_S);
    bar_move(bar, 0.55, 1.2);
    bar_lie(bar, 1.0);
    for (unsigned i = 0; i < REPS; i++) {
        bar_move(bar, -depth, 1.2);
        bar_lie(bar, 0.3);
        bar_move(bar, depth, 1.0);
        bar_lie(bar, 0.8);
    }
    bar_move(bar, -0.55, 1.5);
    bar_lie(bar, 12.0);
}

static void what_was_fetched_is_taken_back(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar);
    do_set(&bar, 0.35);
    const struct core_event *ended = nth_event(&bar.hub, EVENT_SET_ENDED, 0);
    const struct core_event *undone = nth_event(&bar.hub, EVENT_REP_UNDONE, 0);
    assert_int_equal(count_events(&bar.hub, EVENT_SET_STARTED), 1);
    assert_non_null(ended);
    assert_int_equal(ended->set_ended.reps, REPS);
    assert_non_null(undone);
    assert_int_equal(undone->rep_undone.rep, 2);
    /* The second is the first now: it is told again, and its detail is its own. */
    const struct core_event *again = nth_event(&bar.hub, EVENT_REP, 2);
    assert_int_equal(again->rep.rep, 1);
    assert_true(again->rep.start_ns > nth_event(&bar.hub, EVENT_REP, 0)->rep.start_ns);
    assert_int_equal(again->rep.start_ns, nth_event(&bar.hub, EVENT_REP, 1)->rep.start_ns);
    assert_true(ended->set_ended.start_ns >= again->rep.start_ns);
    const struct core_event *detail = NULL;
    for (unsigned i = 0; nth_event(&bar.hub, EVENT_REP_DETAIL, i); i++)
        if (nth_event(&bar.hub, EVENT_REP_DETAIL, i)->rep_detail.rep == 1)
            detail = nth_event(&bar.hub, EVENT_REP_DETAIL, i);
    assert_non_null(detail);
    assert_true(fabs(detail->rep_detail.detail.height - 0.35) < 0.05);
    hub_close(&bar.hub);
}

static void what_comes_back_to_the_floor_is_kept(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar);
    do_set(&bar, 0.55);
    assert_int_equal(count_events(&bar.hub, EVENT_REP_UNDONE), 0);
    assert_int_equal(nth_event(&bar.hub, EVENT_SET_ENDED, 0)->set_ended.reps, REPS + 1);
    hub_close(&bar.hub);
}

/* Two lifts, of which the first was none: the end of the set is the last chance to say so. */
static void a_set_of_one_is_one(void **state)
{
    (void)state;
    struct bar bar;
    set_up(&bar);
    bar_lie(&bar, LAIN_S);
    bar_move(&bar, 0.55, 1.2);
    bar_lie(&bar, 1.0);
    bar_move(&bar, -0.35, 1.2);
    bar_lie(&bar, 0.3);
    bar_move(&bar, 0.35, 1.0);
    bar_lie(&bar, 0.8);
    bar_move(&bar, -0.55, 1.5);
    bar_lie(&bar, 12.0);
    assert_int_equal(nth_event(&bar.hub, EVENT_SET_ENDED, 0)->set_ended.reps, 1);
    hub_close(&bar.hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_fetched_is_taken_back),
        cmocka_unit_test(what_comes_back_to_the_floor_is_kept),
        cmocka_unit_test(a_set_of_one_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

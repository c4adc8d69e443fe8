/* SPDX-License-Identifier: MIT */
/* The core with nothing but a bar: what was told and turns out to have been none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "hub.h"

#define BAR 2
#define PI 3.14159265358979323846
#define GRAVITY 9.80665
#define LAIN_S 6.0
#define REPS 4

struct bar {
    struct hub hub;
    int64_t t_ns;
};

static void push(struct bar *bar, double accel)
{
    const struct sample sample = {
        .t_ns = bar->t_ns, .sensor = BAR, .imu = {.accel = {0.0, 0.0, GRAVITY + accel}}};
    core_push(bar->hub.core, &sample, &bar->hub.queue);
    bar->t_ns += STEP_NS;
}

static void move(struct bar *bar, double metres, double duration_s)
{
    double w = PI / duration_s;
    int count = (int)lround(duration_s * 1e9 / STEP_NS);
    for (int i = 1; i <= count; i++)
        push(bar, metres * 0.5 * w * w * cos(PI * i / count));
}

static void rest(struct bar *bar, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s * 1e9 / STEP_NS); i++)
        push(bar, 0.0);
}

static void set_up(struct bar *bar)
{
    struct hub *hub = &bar->hub;
    struct exercise hinge = hinge_exercise();
    memset(bar, 0, sizeof(*bar));
    bar->t_ns = STEP_NS;
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&hinge, 1, &hub->core), 0);
    assert_int_equal(choose(hub, EXERCISE_GENERIC), 0);
    assert_int_equal(attach(hub, BAR, "bar"), 0);
}

/* From the floor, so often down by so much and up again, and back to the floor. */
static void do_set(struct bar *bar, double depth)
{
    rest(bar, LAIN_S);
    move(bar, 0.55, 1.2);
    rest(bar, 1.0);
    for (unsigned i = 0; i < REPS; i++) {
        move(bar, -depth, 1.2);
        rest(bar, 0.3);
        move(bar, depth, 1.0);
        rest(bar, 0.8);
    }
    move(bar, -0.55, 1.5);
    rest(bar, 12.0);
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
    rest(&bar, LAIN_S);
    move(&bar, 0.55, 1.2);
    rest(&bar, 1.0);
    move(&bar, -0.35, 1.2);
    rest(&bar, 0.3);
    move(&bar, 0.35, 1.0);
    rest(&bar, 0.8);
    move(&bar, -0.55, 1.5);
    rest(&bar, 12.0);
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

/* SPDX-License-Identifier: MIT */
/* What repeats itself and is a set, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/unnamed.h"

#define NS 1000000000LL

struct bench {
    struct history history;
    struct unnamed unnamed;
    int64_t t_ns;
};

/* Arms as the wrists show them; the rest of the body leans by trunk. */
static void stay(struct bench *bench, double seconds, double trunk, double wrist)
{
    struct motion_frame frame;
    memset(&frame, 0xff, sizeof(frame)); /* all NAN */
    frame.bar_still = frame.chest_lies = false;
    frame.angles.trunk = trunk;
    frame.angles.pelvis = 0.6 * trunk;
    frame.angles.wrist_left = frame.angles.wrist_right = wrist;
    for (int i = 0; i < seconds * 50; i++) {
        const struct hold_moment moment = {.t_ns = bench->t_ns, .frame = &frame};
        history_push(&bench->history, &moment);
        bench->t_ns += HISTORY_STEP_NS;
    }
}

struct rep {
    double start_wrist, far_wrist;
    double trunk;
    double seconds;
};

static unsigned repeat(struct bench *bench, const struct rep *rep)
{
    struct swing swing = {.left_ns = bench->t_ns, .size = fabs(rep->far_wrist - rep->start_wrist)};
    stay(bench, 0.5 * rep->seconds, rep->trunk, rep->start_wrist);
    swing.end_ns = bench->t_ns;
    stay(bench, 0.5 * rep->seconds, rep->trunk, rep->far_wrist);
    swing.over_ns = bench->t_ns;
    return unnamed_push(&bench->unnamed, &bench->history, &swing, 4, GENERIC_TURN);
}

static void the_third_alike_is_a_set(void **state)
{
    static struct bench bench;
    const struct rep curl = {5, 125, 1, 3.0};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    assert_int_equal(0, repeat(&bench, &curl));
    assert_int_equal(0, repeat(&bench, &curl));
    assert_int_equal(repeat(&bench, &curl), 3);
}

static void slow_ones_need_a_fourth(void **state)
{
    static struct bench bench;
    const struct rep slow = {5, 125, 1, 8.0};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    for (int i = 0; i < 3; i++)
        assert_int_equal(0, repeat(&bench, &slow));
    assert_int_equal(repeat(&bench, &slow), 4);
}

static void the_first_may_begin_where_the_weight_lay(void **state)
{
    static struct bench bench;
    const struct rep fetched = {30, 124, 1, 3.5}, curl = {5, 125, 1, 3.0};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    assert_int_equal(0, repeat(&bench, &fetched));
    assert_int_equal(0, repeat(&bench, &curl));
    assert_int_equal(repeat(&bench, &curl), 3);
}

static void other_postures_are_none(void **state)
{
    static struct bench bench;
    const struct rep idle[] = {
        {1, 58, 0, 6}, {10, 38, 6, 7}, {1, 50, 3, 6}, {15, 41, 8, 6}, {2, 60, -3, 7}};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    for (unsigned i = 0; i < sizeof(idle) / sizeof(*idle); i++)
        assert_int_equal(0, repeat(&bench, &idle[i]));
}

static void what_is_uneven_is_none(void **state)
{
    static struct bench bench;
    const struct rep step = {0, 30, 1, 1.2};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(0, repeat(&bench, &step));
        assert_int_equal(0, repeat(&bench, &step));
        stay(&bench, 4.0, 1, 0);
    }
}

static void what_comes_seldom_is_none(void **state)
{
    static struct bench bench;
    const struct rep grip = {0, 27, 40, 13.0};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    for (int i = 0; i < 4; i++)
        assert_int_equal(0, repeat(&bench, &grip));
}

static void what_is_taken_back_is_no_longer_kept(void **state)
{
    static struct bench bench;
    const struct rep curl = {5, 125, 1, 3.0};
    (void)state;
    bench = (struct bench){.t_ns = NS};
    (void)repeat(&bench, &curl);
    (void)repeat(&bench, &curl);
    assert_int_equal(unnamed_take_back(&bench.unnamed, 3), 1);
    assert_int_equal(bench.unnamed.count, 0);
    assert_int_equal(0, repeat(&bench, &curl));
}

static void one_part_of_the_body_is_too_little(void **state)
{
    struct motion_frame frame;
    (void)state;
    memset(&frame, 0xff, sizeof(frame));
    assert_false(unnamed_sees(&frame));
    frame.angles.trunk = 3.0;
    assert_false(unnamed_sees(&frame));
    frame.angles.wrist_right = 20.0;
    assert_true(unnamed_sees(&frame));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_third_alike_is_a_set),
        cmocka_unit_test(slow_ones_need_a_fourth),
        cmocka_unit_test(the_first_may_begin_where_the_weight_lay),
        cmocka_unit_test(other_postures_are_none),
        cmocka_unit_test(what_is_uneven_is_none),
        cmocka_unit_test(what_comes_seldom_is_none),
        cmocka_unit_test(what_is_taken_back_is_no_longer_kept),
        cmocka_unit_test(one_part_of_the_body_is_too_little),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

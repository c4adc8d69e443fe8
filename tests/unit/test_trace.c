/* SPDX-License-Identifier: MIT */
/* What a trace forgets of a sensor that has told nothing since some moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/trace.h"

#define STEP_NS 20000000
#define POINTS 100
#define SINCE_NS (60 * STEP_NS)

static struct trace trace;

static void fill(void)
{
    trace_reset(&trace);
    for (int i = 0; i < POINTS; i++)
        trace_push(&trace, &(struct trace_point){.t_ns = i * STEP_NS, .bar_still = true});
}

/* Whether it is known up to that moment, and not from then on. */
static bool is_forgotten(double (*value)(const struct trace_point *point))
{
    for (unsigned age = 0; age < POINTS; age++)
        if (isnan(value(trace_at(&trace, age))) != (trace_at(&trace, age)->t_ns > SINCE_NS))
            return false;
    return true;
}

static bool is_kept(double (*value)(const struct trace_point *point))
{
    for (unsigned age = 0; age < POINTS; age++)
        if (isnan(value(trace_at(&trace, age))))
            return false;
    return true;
}

static double trunk_of(const struct trace_point *point)
{
    return point->trunk + point->travel;
}

static double pelvis_of(const struct trace_point *point)
{
    return point->pelvis;
}

static double lumbar_of(const struct trace_point *point)
{
    return point->lumbar;
}

static double thighs_of(const struct trace_point *point)
{
    return point->thigh;
}

static double feet_of(const struct trace_point *point)
{
    return point->left + point->right;
}

static double cable_of(const struct trace_point *point)
{
    return point->cable;
}

static double bar_of(const struct trace_point *point)
{
    return point->height + point->integral + point->accel + point->forth;
}

static void only_what_it_showed_is_forgotten(void **state)
{
    (void)state;
    static const struct {
        void (*forget)(struct trace *trace, int64_t since_ns);
        double (*value)(const struct trace_point *point);
        bool lumbar;
    } cases[] = {
        {trace_forget_trunk, trunk_of, true},    {trace_forget_pelvis, pelvis_of, true},
        {trace_forget_thighs, thighs_of, false}, {trace_forget_feet, feet_of, false},
        {trace_forget_cable, cable_of, false},   {trace_forget_bar, bar_of, false},
    };
    const size_t count = sizeof(cases) / sizeof(cases[0]);
    for (size_t i = 0; i < count; i++) {
        fill();
        cases[i].forget(&trace, SINCE_NS);
        for (size_t k = 0; k < count; k++)
            if (!(i == k ? is_forgotten : is_kept)(cases[k].value))
                fail_msg("%zu: of %zu", i, k);
        assert_true((cases[i].lumbar ? is_forgotten : is_kept)(lumbar_of));
    }
}

static void a_bar_that_is_forgotten_is_not_still(void **state)
{
    (void)state;
    fill();
    trace_forget_bar(&trace, SINCE_NS);
    for (unsigned age = 0; age < POINTS; age++)
        assert_int_equal(trace_at(&trace, age)->bar_still, trace_at(&trace, age)->t_ns <= SINCE_NS);
}

static void an_empty_one_has_nothing_to_forget(void **state)
{
    (void)state;
    trace_reset(&trace);
    trace_forget_trunk(&trace, 0);
    assert_int_equal(trace.moments.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_it_showed_is_forgotten),
        cmocka_unit_test(a_bar_that_is_forgotten_is_not_still),
        cmocka_unit_test(an_empty_one_has_nothing_to_forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

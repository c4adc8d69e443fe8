/* SPDX-License-Identifier: MIT */
/* Excursions of a signal whose corners are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/course.h"

#define SECOND INT64_C(1000000000)
#define STEP_NS 5000000
#define NEAR_NS 80000000

struct drawing {
    struct course course;
    int64_t t_ns;
    double x;
};

static struct drawing *draw(void)
{
    struct drawing *drawing = calloc(1, sizeof(*drawing));
    assert_non_null(drawing);
    return drawing;
}

static void push(struct drawing *drawing, double x)
{
    drawing->t_ns += STEP_NS;
    drawing->x = x;
    course_push(&drawing->course, drawing->t_ns, x);
}

static void hold(struct drawing *drawing, double seconds)
{
    for (int64_t end_ns = drawing->t_ns + (int64_t)(seconds * 1e9); drawing->t_ns < end_ns;)
        push(drawing, drawing->x);
}

/* Speeds up and slows down evenly, as people do. */
static void move(struct drawing *drawing, double to, double seconds, double part)
{
    const double from = drawing->x;
    const int64_t start_ns = drawing->t_ns;
    for (;;) {
        double s = (double)(drawing->t_ns + STEP_NS - start_ns) * 1e-9 / seconds;
        if (s > part)
            return;
        push(drawing, from + (to - from) * s * s * s * (10.0 + s * (-15.0 + 6.0 * s)));
    }
}

static void assert_about(int64_t found_ns, double expected_s)
{
    int64_t off_ns = found_ns - (int64_t)(expected_s * 1e9);
    if (llabs(off_ns) > NEAR_NS)
        print_error("%.3f s, not %.3f s\n", (double)found_ns * 1e-9, expected_s);
    assert_true(llabs(off_ns) <= NEAR_NS);
}

static void corners_are_found_both_ways(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct drawing *d = draw();
        hold(d, 2.0);
        move(d, sign * 0.5, 1.0, 1.0);
        hold(d, 3.0);
        move(d, 0.0, 1.0, 1.0);
        hold(d, 1.0);
        struct excursion found;
        assert_int_equal(
            course_excursion(&d->course, SECOND, 2 * SECOND, 7 * SECOND, 8 * SECOND, &found), 0);
        assert_int_equal(found.direction, sign);
        assert_true(fabs(found.range - 0.5) < 0.01);
        assert_about(found.start_ns, 2.0);
        assert_about(found.half_out_ns, 2.5);
        assert_about(found.half_in_ns, 6.5);
        assert_about(found.end_ns, 6.82); /* the rest is creeping */
        assert_about(found.out_ns, 2.82);
        assert_about(found.in_ns, 6.0);
        free(d);
    }
}

static void place_of_rest_may_move(void **state)
{
    (void)state;
    struct drawing *d = draw();
    hold(d, 2.0);
    move(d, 1.0, 1.0, 1.0);
    move(d, 0.3, 1.0, 1.0);
    hold(d, 2.0);
    struct excursion found;
    assert_int_equal(
        course_excursion(&d->course, SECOND, 2 * SECOND, 4 * SECOND, 6 * SECOND, &found), 0);
    assert_true(fabs(found.range - 0.7) < 0.01); /* the smaller of the two ways */
    assert_about(found.end_ns, 3.82);
    free(d);
}

static void end_is_foretold(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct drawing *d = draw();
        hold(d, 2.0);
        move(d, 1.0, 1.0, 1.0);
        move(d, 0.0, 1.0, 0.70 + 0.05 * k);
        struct excursion found;
        assert_int_equal(course_excursion(&d->course, SECOND, 2 * SECOND, d->t_ns, d->t_ns, &found),
                         0);
        assert_about(course_foretell(&d->course, &found), 3.82);
        free(d);
    }
}

static void what_is_too_old_is_not_known(void **state)
{
    (void)state;
    struct drawing *d = draw();
    hold(d, 1.0);
    move(d, 1.0, 1.0, 1.0);
    move(d, 0.0, 1.0, 1.0);
    hold(d, 60.0);
    struct excursion found;
    assert_int_equal(course_excursion(&d->course, 0, SECOND, 3 * SECOND, 4 * SECOND, &found),
                     -ENODATA);
    assert_true(isnan(course_mean(&d->course, SECOND, 2 * SECOND)));
    course_reset(&d->course);
    assert_int_equal(course_excursion(&d->course, 0, SECOND, 3 * SECOND, 4 * SECOND, &found),
                     -ENODATA);
    free(d);
}

static void stillness_is_no_excursion(void **state)
{
    (void)state;
    struct drawing *d = draw();
    hold(d, 5.0);
    struct excursion found;
    assert_int_equal(course_excursion(&d->course, 0, SECOND, 3 * SECOND, 4 * SECOND, &found),
                     -ENODATA);
    assert_true(course_mean(&d->course, SECOND, 2 * SECOND) == 0.0);
    free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corners_are_found_both_ways),
        cmocka_unit_test(place_of_rest_may_move),
        cmocka_unit_test(end_is_foretold),
        cmocka_unit_test(what_is_too_old_is_not_known),
        cmocka_unit_test(stillness_is_no_excursion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

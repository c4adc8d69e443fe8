/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "close.h"
#include "core/form_rounding.h"

#define MS 1000000LL

static const struct form_rounding_params params = {.warn_deg = 38.5, .stop_deg = 44.0};

/* Pushes one value each 10 ms; returns after how many ms the cue came, -1 = none. */
static int cue_after_ms(struct form_rounding *rounding, double (*lumbar)(int ms), int until_ms,
                        struct form_rounding_finding *ret_finding)
{
    for (int ms = 0; ms < until_ms; ms += 10)
        if (form_rounding_push(rounding, &params, ms * MS, lumbar(ms), ret_finding))
            return ms;
    return -1;
}

static double below(int ms)
{
    return ms < 1000 ? 38.0 : 20.0;
}

static double spike(int ms)
{
    return ms >= 500 && ms < 600 ? 50.0 : 20.0; /* 100 ms: shorter than the dwell */
}

static double amber(int ms)
{
    return ms < 500 ? 20.0 : 40.0;
}

static double growing(int ms)
{
    return ms < 500 ? 20.0 : fmin(50.0, 38.6 + 0.02 * (ms - 500)); /* 20 deg/s */
}

static void quiet_below_and_for_spikes(void **state)
{
    (void)state;
    struct form_rounding rounding = {0};
    struct form_rounding_finding finding;
    assert_int_equal(cue_after_ms(&rounding, below, 3000, &finding), -1);
    form_rounding_begin(&rounding);
    assert_int_equal(cue_after_ms(&rounding, spike, 3000, &finding), -1);
}

static void cues_once_after_the_dwell(void **state)
{
    (void)state;
    struct form_rounding rounding = {0};
    struct form_rounding_finding finding;
    assert_int_equal(cue_after_ms(&rounding, amber, 3000, &finding), 620);
    assert_int_equal(finding.onset_ns, 500 * MS);
    assert_false(finding.severe);
    assert_close(finding.amount_deg, 40.0, 1e-9);
    assert_int_equal(cue_after_ms(&rounding, amber, 3000, &finding), -1);
    form_rounding_begin(&rounding);
    assert_int_equal(cue_after_ms(&rounding, amber, 3000, &finding), 620);
}

static void waits_to_see_how_bad_it_gets(void **state)
{
    (void)state;
    struct form_rounding rounding = {0};
    struct form_rounding_finding finding;
    int ms = cue_after_ms(&rounding, growing, 3000, &finding);
    assert_in_range(ms, 700, 900);
    assert_true(finding.severe);
}

static void absent_angles_say_nothing(void **state)
{
    (void)state;
    struct form_rounding rounding = {0};
    struct form_rounding_finding finding;
    for (int i = 0; i < 100; i++)
        assert_false(form_rounding_push(&rounding, &params, i * 10 * MS, NAN, &finding));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_below_and_for_spikes),
        cmocka_unit_test(cues_once_after_the_dwell),
        cmocka_unit_test(waits_to_see_how_bad_it_gets),
        cmocka_unit_test(absent_angles_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

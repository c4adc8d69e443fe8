/* SPDX-License-Identifier: MIT */
/* In walking limbs swing and the trunk hardly does: who has whose sensor is seen by that. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/strides.h"
#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))
#define TRUNK 40.0 /* degrees a second, between the extremes */
#define LIMB 200.0

static const double walking[BODY_PARTS] = {
    [BODY_PELVIS] = TRUNK,    [BODY_THORAX] = TRUNK,     [BODY_UPPER_BACK] = NAN,
    [BODY_THIGH_LEFT] = LIMB, [BODY_THIGH_RIGHT] = LIMB, [BODY_WRIST_LEFT] = LIMB,
    [BODY_WRIST_RIGHT] = LIMB};

struct walker {
    struct strides strides;
    struct body body;
    double spread[BODY_PARTS]; /* degrees a second */
    struct strides_pair pair;
};

static void begin(struct walker *walker, enum body_part a, enum body_part b)
{
    static const double up[3] = {0.0, 0.0, 1.0};
    *walker = (struct walker){0};
    strides_reset(&walker->strides);
    body_reset(&walker->body);
    for (int part = 0; part < BODY_PARTS; part++) {
        walker->spread[part] = walking[part];
        walker->body.parts[part].has_up = true;
        vec3_copy(walker->body.parts[part].up, up);
        vec3_copy(walker->body.parts[part].now, up);
    }
    walker->spread[a] = walking[b];
    walker->spread[b] = walking[a];
}

static bool go(struct walker *walker, unsigned stretches)
{
    double spread[BODY_PARTS];
    bool found = false;
    for (int part = 0; part < BODY_PARTS; part++)
        spread[part] = RAD(walker->spread[part]);
    for (unsigned i = 0; i < stretches; i++)
        found = strides_judge(&walker->strides, &walker->body, spread, &walker->pair);
    return found;
}

static void one_of_the_trunk_for_a_limb_is_seen(void **state)
{
    (void)state;
    struct walker walker;
    for (int trunk = BODY_PELVIS; trunk <= BODY_THORAX; trunk++)
        for (int limb = BODY_THIGH_LEFT; limb < BODY_PARTS; limb++) {
            begin(&walker, (enum body_part)trunk, (enum body_part)limb);
            assert_false(go(&walker, 2)); /* a step or two are none */
            assert_true(go(&walker, 6));
            assert_int_equal(walker.pair.trunk, trunk);
            assert_int_equal(walker.pair.limb, limb);
        }
}

static void as_it_should_be_nothing_is_seen(void **state)
{
    (void)state;
    struct walker walker;
    begin(&walker, BODY_PELVIS, BODY_PELVIS);
    assert_false(go(&walker, 20));
    walker.spread[BODY_WRIST_LEFT] = walker.spread[BODY_WRIST_RIGHT] = 10.0; /* carries a bar */
    assert_false(go(&walker, 20));
    begin(&walker, BODY_THIGH_LEFT, BODY_THIGH_RIGHT); /* alike */
    assert_false(go(&walker, 20));
    begin(&walker, BODY_PELVIS, BODY_THIGH_LEFT);
    walker.spread[BODY_THORAX] = 180.0; /* bends, on one leg */
    assert_false(go(&walker, 20));
    walker.spread[BODY_THORAX] = NAN; /* nothing of the trunk to compare with */
    assert_false(go(&walker, 20));
}

static void who_lies_does_not_walk(void **state)
{
    (void)state;
    struct walker walker;
    begin(&walker, BODY_PELVIS, BODY_THIGH_LEFT);
    vec3_set(walker.body.parts[BODY_THORAX].now, 1.0, 0.0, 0.0);
    assert_false(go(&walker, 20));
}

static void to_turn_round_is_no_objection_to_walk_is(void **state)
{
    (void)state;
    struct walker walker, right;
    begin(&right, BODY_PELVIS, BODY_PELVIS);
    begin(&walker, BODY_THORAX, BODY_WRIST_RIGHT);
    assert_false(go(&walker, 3));
    walker.spread[BODY_PELVIS] = walker.spread[BODY_WRIST_RIGHT] = 110.0;
    assert_false(go(&walker, 1));
    walker.spread[BODY_PELVIS] = walker.spread[BODY_WRIST_RIGHT] = TRUNK;
    assert_true(go(&walker, 1));

    begin(&walker, BODY_THORAX, BODY_WRIST_RIGHT);
    assert_false(go(&walker, 3));
    right.strides = walker.strides;
    assert_false(go(&right, 1));
    walker.strides = right.strides;
    assert_false(go(&walker, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_the_trunk_for_a_limb_is_seen),
        cmocka_unit_test(as_it_should_be_nothing_is_seen),
        cmocka_unit_test(who_lies_does_not_walk),
        cmocka_unit_test(to_turn_round_is_no_objection_to_walk_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

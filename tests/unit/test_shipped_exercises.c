/* SPDX-License-Identifier: MIT */
/* The exercises that are shipped: their order by difficulty, and their tempo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "profiles/profiles.h"

static void refuse(void *data, const char *file, unsigned line, const char *reason)
{
    (void)data;
    fail_msg("%s:%u: %s", file, line, reason);
}

static int find(const struct profile_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->exercises[i].id, id) == 0)
            return (int)i;
    return -1;
}

/* "Any exercise" has no neighbours, nor has a test of the range. */
static bool is_trained(const struct exercise *exercise)
{
    return strcmp(exercise->id, EXERCISE_GENERIC) != 0 && !exercise_has_movements(exercise);
}

static void every_exercise_has_neighbours_but_at_the_ends(void **state)
{
    const struct profile_set *set = *state;
    for (size_t i = 0; i < set->count; i++) {
        const struct exercise *exercise = &set->exercises[i];
        if (!is_trained(exercise))
            continue;
        if (exercise->easier[0] == '\0' && strcmp(exercise->id, "rock-back") != 0)
            fail_msg("nothing is easier than %s", exercise->id);
        if (exercise->harder[0] == '\0' && strcmp(exercise->id, "deficit-deadlift") != 0)
            fail_msg("nothing is harder than %s", exercise->id);
    }
}

/* Raises whoever is harder above whoever is easier; without a circle that comes to an end. */
static bool raise(int *step, int easier, int harder)
{
    if (easier < 0 || harder < 0 || step[harder] > step[easier])
        return false;
    step[harder] = step[easier] + 1;
    return true;
}

static void what_is_harder_never_leads_back(void **state)
{
    const struct profile_set *set = *state;
    int *step = calloc(set->count, sizeof(*step));
    assert_non_null(step);
    bool raised = true;
    for (size_t round = 0; raised && round <= set->count; round++) {
        raised = false;
        for (size_t i = 0; i < set->count; i++) {
            const struct exercise *exercise = &set->exercises[i];
            raised |= raise(step, find(set, exercise->easier), (int)i);
            raised |= raise(step, (int)i, find(set, exercise->harder));
        }
    }
    free(step);
    assert_false(raised);
}

/* Three seconds down, a pause at the stretch, then up. */
static void what_can_be_too_fast_has_a_standard(void **state)
{
    const double standard_s[4] = {3.0, 1.0, 1.0, 0.0};
    const struct profile_set *set = *state;
    for (size_t i = 0; i < set->count; i++) {
        const struct exercise *exercise = &set->exercises[i];
        if (!exercise_judges(exercise, FORM_RULE_TOO_FAST))
            continue;
        for (unsigned phase = 0; phase < 4; phase++)
            if (fabs(exercise->tempo_s[phase] - standard_s[phase]) > 0.0 ||
                isnan(exercise->tempo_s[phase]))
                fail_msg("%s has another tempo", exercise->id);
    }
}

static int load(void **state)
{
    static struct profile_set set;
    unsetenv("LUMBAR_PROFILES");
    *state = &set;
    return profiles_load(profiles_default_directory(), refuse, NULL, &set);
}

static int unload(void **state)
{
    profiles_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_exercise_has_neighbours_but_at_the_ends),
        cmocka_unit_test(what_can_be_too_fast_has_a_standard),
        cmocka_unit_test(what_is_harder_never_leads_back),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

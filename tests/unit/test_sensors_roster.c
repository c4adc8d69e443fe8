/* SPDX-License-Identifier: MIT */
/* Who is who: rules, roles, rivals, and devices that come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sensors/roster.h"
#include "sensors/rules.h"

static const int64_t s = 1000000000;

static struct device_identity identity(const char *id, const char *name, const char *label)
{
    struct device_identity who = {0};

    snprintf(who.id, sizeof(who.id), "%s", id);
    snprintf(who.name, sizeof(who.name), "%s", name);
    snprintf(who.label, sizeof(who.label), "%s", label);
    snprintf(who.path, sizeof(who.path), "local:/%s", id);
    return who;
}

static void test_rules(void **state)
{
    const struct device_identity who = identity("iio:device3", "lsm6dsl", "bar");
    struct sensors_config config = {.rule_count = 3, .newton_per_volt = 100.0};
    char role[ROLE_SIZE] = "";

    (void)state;
    /* an empty rule matches nothing */
    strcpy(config.rules[0].role, "nobody");
    strcpy(config.rules[1].name, "lsm6dsl");
    strcpy(config.rules[1].label, "other");
    strcpy(config.rules[2].path, "local:/iio:device3");
    strcpy(config.rules[2].role, "pelvis");
    config.rules[2].newton_per_volt[1] = 7.0;
    const struct sensors_rule *rule = rules_find(&config, &who);
    assert_ptr_equal(rule, &config.rules[2]);
    assert_int_equal(rules_role(rule, &who, role), 0);
    assert_string_equal(role, "pelvis"); /* the rule overrides the label */
    assert_true(rules_newton_per_volt(&config, rule, 1) == 7.0);
    assert_true(rules_newton_per_volt(&config, rule, 0) == 100.0);
    assert_true(rules_newton_per_volt(&config, NULL, 1) == 100.0);
}

static void test_roles_from_labels(void **state)
{
    char role[ROLE_SIZE] = "untouched";
    struct device_identity who = identity("iio:device0", "x", "left-ankle.2");

    (void)state;
    assert_int_equal(rules_role(NULL, &who, role), 0);
    assert_string_equal(role, "left-ankle.2"); /* any name is a generic IMU */
    who.label[0] = '\0';
    assert_int_equal(rules_role(NULL, &who, role), -ENOENT);
    strcpy(who.label, "a label with spaces");
    assert_int_equal(rules_role(NULL, &who, role), -EINVAL);
    strcpy(who.label, "p\xc3\xa9lvis");
    assert_int_equal(rules_role(NULL, &who, role), -EINVAL);
    memset(who.label, 'x', ROLE_SIZE);
    who.label[ROLE_SIZE] = '\0';
    assert_int_equal(rules_role(NULL, &who, role), -ENAMETOOLONG);
}

static void test_rival_is_refused(void **state)
{
    static struct roster roster;
    const struct device_identity first = identity("iio:device0", "lumbar-imu", "bar");
    const struct device_identity second = identity("iio:device1", "lumbar-imu", "bar");
    char problem[ROSTER_PROBLEM_SIZE];

    (void)state;
    memset(&roster, 0, sizeof(roster));
    roster_begin_scan(&roster, "local:");
    int a = roster_see(&roster, "local:", &first);
    int b = roster_see(&roster, "local:", &second);
    roster_end_scan(&roster, "local:");
    assert_int_not_equal(a, b);
    int place = roster_claim(&roster, a, "bar", ROSTER_WHOLE, 1 * s, problem);
    assert_int_equal(place, 0);
    assert_int_equal(roster_claim(&roster, b, "bar", ROSTER_WHOLE, 1 * s, problem), -EEXIST);
    assert_non_null(strstr(problem, "iio:device0"));
    assert_non_null(strstr(problem, "iio:device1"));
    assert_true(roster_is_waiting(&roster, "local:"));
    assert_false(roster_is_missing(&roster, "local:"));
    assert_true(roster_is_taken(&roster, b, "bar", 1 * s, problem));
    assert_false(roster_is_taken(&roster, a, "bar", 1 * s, problem));
    assert_false(roster_is_taken(&roster, b, "pelvis", 1 * s, problem));

    /* a short absence does not lose the role to the rival, a long one does */
    roster_release(&roster, a, 10 * s);
    assert_int_equal(roster_claim(&roster, b, "bar", ROSTER_WHOLE, 11 * s, problem), -EEXIST);
    assert_int_equal(roster_claim(&roster, a, "bar", ROSTER_WHOLE, 12 * s, problem), place);
    roster_release(&roster, a, 20 * s);
    assert_int_equal(roster_claim(&roster, b, "bar", ROSTER_WHOLE, 30 * s, problem), place);
    assert_false(roster.device[a].status.has_role);
    assert_true(roster.device[b].status.has_role);
    assert_int_equal(roster_claim(&roster, a, "bar", ROSTER_WHOLE, 31 * s, problem), -EEXIST);
}

static void test_same_device_under_a_new_id(void **state)
{
    static struct roster roster;
    struct device_identity who = identity("iio:device0", "lumbar-imu", "bar");
    char problem[ROSTER_PROBLEM_SIZE];

    (void)state;
    memset(&roster, 0, sizeof(roster));
    int a = roster_see(&roster, "local:", &who);
    int place = roster_claim(&roster, a, "bar", ROSTER_WHOLE, 1 * s, problem);
    roster_release(&roster, a, 2 * s);
    roster_begin_scan(&roster, "local:");
    roster_end_scan(&roster, "local:");
    assert_string_equal(roster.device[a].status.problem, "unplugged");
    assert_true(roster_is_missing(&roster, "local:"));

    strcpy(who.id, "iio:device7");
    roster_begin_scan(&roster, "local:");
    assert_int_equal(roster_see(&roster, "local:", &who), a);
    assert_string_equal(roster.device[a].status.device, "iio:device7");
    assert_int_equal(roster_claim(&roster, a, "bar", ROSTER_WHOLE, 3 * s, problem), place);
    assert_int_equal(roster.device_count, 1);

    /* on another context it is another device */
    assert_int_not_equal(roster_see(&roster, "ip:hub", &who), a);
}

static void test_a_new_device_takes_the_place_of_an_old_role(void **state)
{
    static struct roster roster;
    const struct device_identity old = identity("iio:device0", "lumbar-imu", "bar");
    const struct device_identity spare = identity("iio:device1", "lsm6dsl", "bar");
    char problem[ROSTER_PROBLEM_SIZE];

    (void)state;
    memset(&roster, 0, sizeof(roster));
    int a = roster_see(&roster, "local:", &old);
    int place = roster_claim(&roster, a, "bar", ROSTER_WHOLE, 1 * s, problem);
    roster_release(&roster, a, 2 * s);
    int b = roster_see(&roster, "local:", &spare);
    assert_int_not_equal(a, b);
    assert_int_equal(roster_claim(&roster, b, "bar", ROSTER_WHOLE, 3 * s, problem),
                     place); /* was no rival */
}

static void test_two_halves_share_a_role(void **state)
{
    static struct roster roster;
    const struct device_identity ids[] = {
        identity("iio:device0", "lsm6dsl_gyro", "bar"),
        identity("iio:device1", "lsm6dsl_accel", "bar"),
        identity("iio:device2", "lsm6dsl_accel", "bar"),
        identity("iio:device3", "lumbar-imu", "bar"),
    };
    char problem[ROSTER_PROBLEM_SIZE];
    int d[4];

    (void)state;
    memset(&roster, 0, sizeof(roster));
    roster_begin_scan(&roster, "local:");
    for (int i = 0; i < 4; i++)
        d[i] = roster_see(&roster, "local:", &ids[i]);
    int place = roster_claim(&roster, d[0], "bar", ROSTER_ANGLVEL, 1 * s, problem);
    assert_int_equal(roster_claim(&roster, d[1], "bar", ROSTER_ACCEL, 1 * s, problem), place);
    assert_true(roster.device[d[0]].status.has_role);
    assert_false(roster.device[d[1]].status.has_role); /* it only helps the other */
    assert_int_equal(roster_claim(&roster, d[2], "bar", ROSTER_ACCEL, 1 * s, problem), -EEXIST);
    assert_non_null(strstr(problem, "iio:device1"));
    assert_int_equal(roster_claim(&roster, d[3], "bar", ROSTER_WHOLE, 1 * s, problem), -EEXIST);

    roster_release(&roster, d[1], 10 * s);
    assert_int_equal(roster_claim(&roster, d[1], "bar", ROSTER_ACCEL, 11 * s, problem), place);

    /* a whole one takes the place of both when both are gone for good */
    roster_release(&roster, d[0], 20 * s);
    assert_int_equal(roster_claim(&roster, d[3], "bar", ROSTER_WHOLE, 30 * s, problem), -EEXIST);
    roster_release(&roster, d[1], 20 * s);
    assert_int_equal(roster_claim(&roster, d[3], "bar", ROSTER_WHOLE, 30 * s, problem), place);
    assert_false(roster.device[d[0]].status.has_role);
    assert_int_equal(roster_claim(&roster, d[0], "bar", ROSTER_ANGLVEL, 31 * s, problem), -EEXIST);
}

static void test_a_problem_is_told_once(void **state)
{
    static struct roster roster;
    const struct device_identity who = identity("iio:device0", "x", "bar");

    (void)state;
    memset(&roster, 0, sizeof(roster));
    int d = roster_see(&roster, "local:", &who);
    assert_false(roster_is_news(&roster, d, ""));
    assert_true(roster_is_news(&roster, d, "no samples are coming"));
    /* each new try shows on the bus, but the log has heard it */
    assert_true(roster_set_problem(&roster, d, "no samples yet"));
    assert_true(roster_set_problem(&roster, d, "no samples are coming"));
    assert_false(roster_is_news(&roster, d, "no samples are coming"));
    assert_true(roster_is_news(&roster, d, "unplugged"));
    assert_true(roster_is_news(&roster, d, "no samples are coming"));
    roster_set_connected(&roster, d, false);
    assert_false(roster_is_news(&roster, d, "no samples are coming"));
    roster_set_connected(&roster, d, true);
    assert_true(roster_is_news(&roster, d, "no samples are coming"));
}

static void test_limits(void **state)
{
    static struct roster roster;
    char problem[ROSTER_PROBLEM_SIZE], name[32];
    int r = 0;

    (void)state;
    memset(&roster, 0, sizeof(roster));
    for (int i = 0; i < ROSTER_DEVICES_MAX; i++) {
        snprintf(name, sizeof(name), "iio:device%d", i);
        struct device_identity who = identity(name, "x", "");
        assert_int_equal(roster_see(&roster, "local:", &who), i);
    }
    struct device_identity more = identity("iio:device99", "x", "");
    assert_int_equal(roster_see(&roster, "local:", &more), -ENOSPC);
    for (int i = 0; i <= SENSORS_MAX; i++) {
        snprintf(name, sizeof(name), "role%d", i);
        r = roster_claim(&roster, i, name, ROSTER_WHOLE, 0, problem);
        assert_int_equal(r, i < SENSORS_MAX ? i : -ENOSPC);
    }
    assert_string_not_equal(problem, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_roles_from_labels),
        cmocka_unit_test(test_rival_is_refused),
        cmocka_unit_test(test_same_device_under_a_new_id),
        cmocka_unit_test(test_a_new_device_takes_the_place_of_an_old_role),
        cmocka_unit_test(test_two_halves_share_a_role),
        cmocka_unit_test(test_a_problem_is_told_once),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

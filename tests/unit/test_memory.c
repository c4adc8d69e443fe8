/* SPDX-License-Identifier: MIT */
/* What cannot be kept is told, whenever that turns out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "memory.c"
#include "problems.c"

static struct calibrations_listener listener;
static char store; /* stands for the real one, which does not run out of memory when asked to */

int calibrations_open(const char *directory, const struct calibrations_listener *given,
                      struct calibrations **ret_calibrations)
{
    (void)directory;
    listener = *given;
    listener.log(listener.data, LOG_ERR, "the file is damaged");
    *ret_calibrations = (struct calibrations *)&store;
    return 0;
}

struct calibrations *calibrations_free(struct calibrations *calibrations)
{
    (void)calibrations;
    return NULL;
}

static void note_change(void *data)
{
    (*(unsigned *)data)++;
}

static void an_error_is_announced_once_there_is_somebody_to_tell(void **state)
{
    (void)state;
    unsigned changes = 0;
    struct problems problems = {.count = 0};
    struct memory memory = {0};
    struct event_base *base = event_base_new();
    assert_int_equal(memory_open(&memory, base, "/", &problems, note_change, &changes), 0);
    assert_int_equal(problems.count, 1);
    assert_int_equal(changes, 0);
    listener.log(listener.data, LOG_ERR, "calibrations are not kept: no memory");
    assert_int_equal(problems.count, 2);
    assert_int_equal(changes, 1);
    listener.log(listener.data, LOG_INFO, "all is well");
    assert_int_equal(problems.count, 2);
    listener.kept(listener.data, 0);
    event_base_loop(base, EVLOOP_NONBLOCK);
    assert_int_equal(problems.count, 1); /* that they are kept again takes it back */
    assert_int_equal(changes, 2);
    memory_close(&memory);
    event_base_free(base);
    problems_free(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_announced_once_there_is_somebody_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What a set comes to: time under tension, attempts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "close.h"
#include "core/set_tracker.h"

#define S INT64_C(1000000000)

static const char lift[EXERCISE_ID_SIZE] = "lift";
static const char hold[EXERCISE_ID_SIZE] = "hold";
static struct set_tracker tracker;
static struct core_event events[32];
static struct event_queue queue;
static struct event_sink sink;

static int set_up(void **state)
{
    (void)state;
    tracker = (struct set_tracker){.sets = 0};
    queue = (struct event_queue){.events = events, .size = 32};
    sink = (struct event_sink){.now_ns = 5 * S, .out = &queue};
    return 0;
}

static void rep(int64_t start_s, int64_t end_s)
{
    const struct repetition repetition = {.start_ns = start_s * S, .end_ns = end_s * S};
    set_tracker_rep(&tracker, lift, &repetition, &sink);
}

static const struct set_summary *end(void)
{
    assert_int_equal(set_tracker_end(&tracker, SET_END_REST, &sink), 0);
    return &events[queue.count - 1].set_ended.summary;
}

static void tension_is_what_the_repetitions_took(void **state)
{
    (void)state;
    rep(0, 3);
    rep(5, 9);
    rep(10, 12);
    assert_close(end()->tension_s, 3.0 + 4.0 + 2.0, 1e-5);
}

static void what_is_better_known_later_replaces_it(void **state)
{
    (void)state;
    rep(0, 3);
    rep(5, 9);
    set_tracker_time(&tracker, 1, 0, 35 * S / 10);
    set_tracker_time(&tracker, 0, 0, 100 * S); /* no such repetitions */
    set_tracker_time(&tracker, SET_TRACKER_TIMED + 1, 0, 100 * S);
    assert_close(end()->tension_s, 3.5 + 4.0, 1e-5);
}

static void a_set_ends_where_its_last_repetition_really_did(void **state)
{
    (void)state;
    rep(0, 3);
    rep(5, 9);
    set_tracker_time(&tracker, 1, 0, 4 * S);
    set_tracker_time(&tracker, 2, 5 * S, 11 * S);
    (void)end();
    assert_int_equal(events[queue.count - 1].set_ended.end_ns, 11 * S);
}

static void what_is_taken_back_was_no_tension(void **state)
{
    (void)state;
    rep(0, 3);
    rep(5, 9);
    rep(10, 12);
    assert_int_equal(set_tracker_undo(&tracker, &sink), 0);
    assert_int_equal(set_tracker_undo(&tracker, &sink), 0);
    rep(20, 25);
    assert_close(end()->tension_s, 3.0 + 5.0, 1e-5);
}

static void the_next_set_begins_with_none(void **state)
{
    (void)state;
    rep(0, 3);
    set_tracker_attempt(&tracker, 0.4, &sink);
    (void)end();
    rep(60, 62);
    const struct set_summary *summary = end();
    assert_close(summary->tension_s, 2.0, 1e-5);
    assert_int_equal(summary->attempts, 0);
}

static void a_hold_is_tension_a_stretch_is_within_its_repetition(void **state)
{
    (void)state;
    const struct held held = {.start_ns = 2 * S, .end_ns = 32 * S, .over = true};
    set_tracker_begin_hold(&tracker, hold, 2 * S, &sink);
    set_tracker_hold(&tracker, &held, &sink);
    assert_close(end()->tension_s, 30.0, 1e-5);
    rep(60, 90);
    set_tracker_stretch(&tracker, 25.0);
    assert_close(end()->tension_s, 30.0, 1e-5);
}

static void attempts_are_told_and_counted(void **state)
{
    (void)state;
    set_tracker_attempt(&tracker, 0.5, &sink); /* no set, no attempt */
    assert_int_equal(queue.count, 0);
    rep(0, 3);
    set_tracker_attempt(&tracker, 0.45, &sink);
    assert_int_equal(events[queue.count - 1].type, EVENT_PARTIAL);
    assert_int_equal(events[queue.count - 1].partial.set, 1);
    assert_int_equal(events[queue.count - 1].partial.at_ns, 5 * S);
    assert_close(events[queue.count - 1].partial.range_fraction, 0.45, 1e-12);
    set_tracker_attempt(&tracker, 0.5, &sink);
    assert_int_equal(end()->attempts, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tension_is_what_the_repetitions_took, set_up),
        cmocka_unit_test_setup(what_is_better_known_later_replaces_it, set_up),
        cmocka_unit_test_setup(a_set_ends_where_its_last_repetition_really_did, set_up),
        cmocka_unit_test_setup(what_is_taken_back_was_no_tension, set_up),
        cmocka_unit_test_setup(the_next_set_begins_with_none, set_up),
        cmocka_unit_test_setup(a_hold_is_tension_a_stretch_is_within_its_repetition, set_up),
        cmocka_unit_test_setup(attempts_are_told_and_counted, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

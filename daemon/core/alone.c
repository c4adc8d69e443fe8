/* SPDX-License-Identifier: MIT */
#include "core/alone.h"

#include <string.h>

void alone_forget(struct alone *alone)
{
    alone->began = alone->doubted = alone->last_timed = false;
    alone->waiting_count = 0;
    handling_forget(&alone->handling);
    set_down_forget(&alone->set_down);
}

unsigned alone_take_back(struct alone *alone, unsigned count)
{
    unsigned kept = count < alone->waiting_count ? count : alone->waiting_count;
    if (count == 0)
        return 0;
    alone->doubted = alone->last_timed = false;
    alone->waiting_count -= kept;
    handling_forget(&alone->handling);
    set_down_forget(&alone->set_down);
    return count - kept;
}

int64_t alone_before_ns(const struct alone *alone)
{
    const struct handling *handling = &alone->handling;
    if (alone->waiting_count > 1)
        return alone->waiting[alone->waiting_count - 2].times.end_ns;
    if (alone->waiting_count == 1)
        return handling_end_ns(handling);
    return handling->count > 1 ? handling->reps[handling->count - 2].end_ns : 0;
}

void alone_correct(struct alone *alone, const struct handling_rep *times)
{
    if (!alone->last_timed)
        return;
    if (alone->waiting_count > 0)
        alone->waiting[alone->waiting_count - 1].times = *times;
    else
        handling_correct(&alone->handling, times);
}

static void drop_oldest(struct alone *alone, unsigned count)
{
    alone->waiting_count -= count;
    memmove(alone->waiting, alone->waiting + count,
            alone->waiting_count * sizeof(alone->waiting[0]));
}

static void wait(struct alone *alone, const struct alone_rep *rep)
{
    if (alone->waiting_count == ALONE_MAX)
        drop_oldest(alone, 1);
    alone->waiting[alone->waiting_count++] = *rep;
}

/* Whether the oldest of those that wait is seen not to have been one; of as many as handling.h
 * compares. */
static bool begins_with_fetching(const struct alone *alone)
{
    struct handling first = {.count = 0};
    for (unsigned i = 0; i < alone->waiting_count && i < HANDLING_REPS; i++) {
        if (!alone->waiting[i].timed)
            return false;
        handling_add(&first, &alone->waiting[i].times);
    }
    return handling_fetches(&first);
}

/* The times of those that wait join those of the set. */
static void take_times(struct alone *alone)
{
    for (unsigned i = 0; i < alone->waiting_count; i++) {
        const struct alone_rep *rep = &alone->waiting[i];
        if (rep->timed)
            handling_add(&alone->handling, &rep->times);
        if (rep->told.signal == GENERIC_HEAVE && !likeness_blurred(&rep->told))
            set_down_add(&alone->set_down, &rep->told.swing);
    }
}

/* Whether this seems to be none, but the weight set down. */
static bool is_doubtful(const struct alone *alone, const struct alone_rep *rep)
{
    const struct handling *handling = &alone->handling;
    int64_t before_ns = alone->doubted ? alone->waiting[0].times.end_ns : handling_end_ns(handling);
    if (likeness_blurred(&rep->told))
        return false;
    if (likeness_leaves(&alone->last, &rep->told))
        return true;
    if (rep->told.signal == GENERIC_HEAVE)
        return set_down_sees(&alone->set_down, &alone->last.swing, &rep->told.swing);
    return rep->timed && handling_sets_down(handling, &rep->times, before_ns);
}

/* Whether those that wait begin a set; what came before it waits no longer. */
static bool begins(struct alone *alone)
{
    struct likeness_swing told[ALONE_MAX];
    for (unsigned i = 0; i < alone->waiting_count; i++)
        told[i] = alone->waiting[i].told;
    unsigned alike = likeness_find(told, alone->waiting_count);
    if (alike == 0)
        return false;
    drop_oldest(alone, alone->waiting_count - alike);
    return true;
}

/* What was doubted is done again: another movement has begun. */
static bool begins_anew(struct alone *alone, const struct alone_rep *rep)
{
    if (!alone->doubted || !likeness_repeats(&alone->waiting[0].told, &rep->told))
        return false;
    handling_forget(&alone->handling);
    set_down_forget(&alone->set_down);
    return true;
}

unsigned alone_push(struct alone *alone, const struct alone_rep *rep, bool set_is_on,
                    struct alone_rep ret_reps[ALONE_MAX])
{
    const bool doubtful = alone->began && !begins_anew(alone, rep) && is_doubtful(alone, rep);
    alone->began = alone->began || set_is_on;
    alone->last = rep->told;
    alone->last_timed = rep->timed;
    if (doubtful) {
        alone->doubted = true;
        alone->waiting[0] = *rep; /* one that is followed by its like was none either */
        alone->waiting_count = 1;
        return 0;
    }
    alone->doubted = false;
    wait(alone, rep);
    if (!alone->began && !begins(alone))
        return 0;
    if (!alone->began && begins_with_fetching(alone))
        drop_oldest(alone, 1);
    take_times(alone);
    alone->began = true;
    unsigned count = alone->waiting_count;
    memcpy(ret_reps, alone->waiting, count * sizeof(alone->waiting[0]));
    alone->waiting_count = 0;
    return count;
}

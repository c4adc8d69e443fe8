/* SPDX-License-Identifier: MIT */
#include "core/alone.h"

#include <string.h>

#define FIRST 3 /* so many show whether the oldest of them was one: handling.h */

void alone_forget(struct alone *alone)
{
    alone->began = alone->doubted = false;
    alone->waiting_count = 0;
    handling_forget(&alone->handling);
}

unsigned alone_take_back(struct alone *alone, unsigned count)
{
    unsigned kept = count < alone->waiting_count ? count : alone->waiting_count;
    if (count == 0)
        return 0;
    alone->doubted = false;
    alone->waiting_count -= kept;
    handling_forget(&alone->handling);
    return count - kept;
}

void alone_correct(struct alone *alone, const struct handling_rep *rep)
{
    if (alone->doubted)
        alone->doubtful = *rep;
    else
        handling_correct(&alone->handling, rep);
}

static void drop_first(struct alone *alone)
{
    handling_drop(&alone->handling);
    alone->waiting_count--;
    memmove(alone->waiting, alone->waiting + 1, alone->waiting_count * sizeof(alone->waiting[0]));
}

unsigned alone_push(struct alone *alone, const struct swing *swing, const struct handling_rep *rep,
                    bool set_is_on, struct swing ret_swings[ALONE_MAX])
{
    struct handling *handling = &alone->handling;
    alone->last = *swing;
    alone->began = alone->began || set_is_on;
    int64_t before_ns = alone->doubted ? alone->doubtful.end_ns : handling_end_ns(handling);
    if (alone->began && handling_sets_down(handling, rep, before_ns)) {
        alone->doubted = true;
        alone->doubtful = *rep;
        alone->waiting[0] = *swing; /* one that is followed by its like was none either */
        alone->waiting_count = 1;
        return 0;
    }
    if (alone->doubted)
        handling_add(handling, &alone->doubtful);
    alone->doubted = false;
    handling_add(handling, rep);
    alone->waiting[alone->waiting_count++] = *swing;
    if (!alone->began && alone->waiting_count < FIRST)
        return 0;
    if (!alone->began && handling_fetches(handling))
        drop_first(alone);
    alone->began = true;
    unsigned count = alone->waiting_count;
    memcpy(ret_swings, alone->waiting, count * sizeof(alone->waiting[0]));
    alone->waiting_count = 0;
    return count;
}

/* SPDX-License-Identifier: MIT */
#include "sensors/pair.h"

#include <string.h>

static const int64_t apart_max_ns = 100000000; /* design value: too far apart to draw a line */

void pair_init(struct pair *pair)
{
    memset(pair, 0, sizeof(*pair));
}

static void lose(struct pair *pair)
{
    if (!pair->given)
        return;
    pair->gap = SAMPLE_GAP_BEFORE;
    pair->lost++;
}

void pair_push_anglvel(struct pair *pair, const struct sample *sample)
{
    if (pair->waiting_count == PAIR_WAITING) {
        pair->next = (pair->next + 1) % PAIR_WAITING;
        pair->waiting_count--;
        lose(pair);
    }
    pair->waiting[(pair->next + pair->waiting_count) % PAIR_WAITING] = *sample;
    pair->waiting_count++;
}

void pair_push_accel(struct pair *pair, int64_t t_ns, const double accel[3])
{
    pair->before = pair->after;
    pair->after.t_ns = t_ns;
    memcpy(pair->after.accel, accel, sizeof(pair->after.accel));
    if (pair->accel_count < 2)
        pair->accel_count++;
}

static void interpolate(const struct pair *pair, struct sample *sample)
{
    const struct pair_accel *a = &pair->before, *b = &pair->after;
    double part = (double)(sample->t_ns - a->t_ns) / (double)(b->t_ns - a->t_ns);

    for (int i = 0; i < 3; i++)
        sample->imu.accel[i] = a->accel[i] + part * (b->accel[i] - a->accel[i]);
}

bool pair_pop(struct pair *pair, struct sample *ret_sample)
{
    while (pair->accel_count == 2 && pair->waiting_count > 0) {
        struct sample sample = pair->waiting[pair->next];
        bool apart = pair->after.t_ns - pair->before.t_ns > apart_max_ns;

        if (sample.t_ns > pair->after.t_ns)
            return false;
        pair->next = (pair->next + 1) % PAIR_WAITING;
        pair->waiting_count--;
        if (sample.t_ns < pair->before.t_ns || apart) {
            lose(pair);
            continue;
        }
        interpolate(pair, &sample);
        sample.flags |= pair->gap;
        pair->gap = 0;
        pair->given = true;
        *ret_sample = sample;
        return true;
    }
    return false;
}

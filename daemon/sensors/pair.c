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
    struct pair_accel *at = &pair->accel[pair->accel_count++ % PAIR_HELD];

    at->t_ns = t_ns;
    memcpy(at->accel, accel, sizeof(at->accel));
}

static const struct pair_accel *held(const struct pair *pair, uint64_t number)
{
    return &pair->accel[number % PAIR_HELD];
}

/* Draws the line between the two that are around the sample; false when there are none. */
static bool interpolate(const struct pair *pair, struct sample *sample)
{
    uint64_t oldest = pair->accel_count > PAIR_HELD ? pair->accel_count - PAIR_HELD : 0;
    uint64_t number = pair->accel_count - 1;

    /* They may come in bursts, and the two then are not the latest. */
    while (number > oldest && held(pair, number - 1)->t_ns >= sample->t_ns)
        number--;
    const struct pair_accel *b = held(pair, number);
    if (b->t_ns == sample->t_ns) {
        memcpy(sample->imu.accel, b->accel, sizeof(b->accel));
        return true;
    }
    if (number == oldest)
        return false;
    const struct pair_accel *a = held(pair, number - 1);
    if (b->t_ns - a->t_ns > apart_max_ns)
        return false;
    double part = (double)(sample->t_ns - a->t_ns) / (double)(b->t_ns - a->t_ns);
    for (int i = 0; i < 3; i++)
        sample->imu.accel[i] = a->accel[i] + part * (b->accel[i] - a->accel[i]);
    return true;
}

bool pair_pop(struct pair *pair, struct sample *ret_sample)
{
    while (pair->accel_count > 0 && pair->waiting_count > 0) {
        struct sample sample = pair->waiting[pair->next];

        if (sample.t_ns > held(pair, pair->accel_count - 1)->t_ns)
            return false;
        pair->next = (pair->next + 1) % PAIR_WAITING;
        pair->waiting_count--;
        if (!interpolate(pair, &sample)) {
            lose(pair);
            continue;
        }
        sample.flags |= pair->gap;
        pair->gap = 0;
        pair->given = true;
        *ret_sample = sample;
        return true;
    }
    return false;
}

/* SPDX-License-Identifier: MIT */
#include "core/unnamed.h"

#include <math.h>
#include <string.h>

#define PARTS 6
#define EVENNESS 1.6   /* design value: the longer interval over the shorter; tired, one waits */
#define REPS 3         /* design value: plates are fetched in pairs */
#define REPS_SLOW 4    /* = UNNAMED_MAX; design value: chance is slow, too */
#define INTERVAL_S 5.0 /* design value: most repetitions take less ... */
#define INTERVAL_SLOW_S 10.0 /* ... and those of a slow tempo 8 s */
#define SIMILARITY 1.4   /* design value: of the largest over the smallest; tired, one shortens */
#define POSTURE_DEG 8.0  /* design value: straps and bodies give way by 3 to 5 degrees */
#define START_DEG 3.0    /* design value, on top: nobody comes to rest as exactly as he turns */
#define RANGE_SHARE 0.15 /* design value: large movements vary more */

bool unnamed_sees(const struct motion_frame *frame)
{
    const struct body_angles *angles = &frame->angles;
    bool wrist = !isnan(angles->wrist_left) || !isnan(angles->wrist_right);
    return !isnan(angles->trunk) && (!isnan(angles->pelvis) || !isnan(angles->thigh) || wrist);
}

void unnamed_forget(struct unnamed *unnamed)
{
    unnamed->count = 0;
}

unsigned unnamed_take_back(struct unnamed *unnamed, unsigned count)
{
    unsigned kept = count < unnamed->count ? count : unnamed->count;
    unnamed->count -= kept;
    return count - kept;
}

/* Which way a limb leans its sensor does not know. */
static void angles_of(const struct body_angles *angles, double ret_angles[PARTS])
{
    ret_angles[0] = angles->trunk;
    ret_angles[1] = angles->pelvis;
    ret_angles[2] = fabs(angles->thigh_left);
    ret_angles[3] = fabs(angles->thigh_right);
    ret_angles[4] = fabs(angles->wrist_left);
    ret_angles[5] = fabs(angles->wrist_right);
}

/* What is not seen differs in nothing. */
static bool same_postures(const struct unnamed_rep *a, const struct unnamed_rep *b, bool starts)
{
    double start[2][PARTS], far[2][PARTS];
    angles_of(&a->start, start[0]);
    angles_of(&b->start, start[1]);
    angles_of(&a->far, far[0]);
    angles_of(&b->far, far[1]);
    for (unsigned i = 0; i < PARTS; i++) {
        double range = fmax(fabs(far[0][i] - start[0][i]), fabs(far[1][i] - start[1][i]));
        double most = fmax(POSTURE_DEG, RANGE_SHARE * range);
        if (fabs(far[0][i] - far[1][i]) > most ||
            (starts && fabs(start[0][i] - start[1][i]) > most + START_DEG))
            return false;
    }
    return true;
}

/* The first may have begun elsewhere: where the weight was fetched. */
static bool are_a_set(const struct unnamed_rep reps[], unsigned count, double interval_max_s)
{
    double shortest = INFINITY, longest = 0.0, least = INFINITY, most = 0.0;
    for (unsigned i = 0; i < count; i++) {
        const struct unnamed_rep *rep = &reps[i];
        if (i == 0)
            continue;
        least = fmin(least, rep->swing.size);
        most = fmax(most, rep->swing.size);
        const struct unnamed_rep *before = &reps[i - 1];
        double interval_s = (double)(rep->swing.end_ns - before->swing.end_ns) * 1e-9;
        shortest = fmin(shortest, interval_s);
        longest = fmax(longest, interval_s);
        if (rep->sensor != before->sensor || rep->signal != before->signal ||
            !same_postures(before, rep, i > 1))
            return false;
    }
    return longest <= EVENNESS * shortest && longest <= interval_max_s &&
           most <= SIMILARITY * least;
}

static const struct body_angles *angles_at(const struct history *history, int64_t t_ns)
{
    return &history_at(history, history_age_of(history, t_ns))->frame.angles;
}

unsigned unnamed_push(struct unnamed *unnamed, const struct history *history,
                      const struct swing *swing, uint16_t sensor, enum generic_signal signal)
{
    if (unnamed->count == UNNAMED_MAX) {
        unnamed->count--;
        memmove(unnamed->reps, unnamed->reps + 1, unnamed->count * sizeof(unnamed->reps[0]));
    }
    unnamed->reps[unnamed->count++] = (struct unnamed_rep){
        .swing = *swing,
        .sensor = sensor,
        .signal = signal,
        .start = *angles_at(history, swing->left_ns),
        .far = *angles_at(history, swing->end_ns),
    };
    const struct unnamed_rep *end = unnamed->reps + unnamed->count;
    if (unnamed->count >= REPS_SLOW && are_a_set(end - REPS_SLOW, REPS_SLOW, INTERVAL_SLOW_S))
        return REPS_SLOW;
    return unnamed->count >= REPS && are_a_set(end - REPS, REPS, INTERVAL_S) ? REPS : 0;
}

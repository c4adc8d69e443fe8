/* SPDX-License-Identifier: MIT */
#include "core/silence.h"

#define SILENT_S 1.0 /* design value: shorter gaps are bridged */
#define STEP_S 0.3   /* a longer step is a gap or a leap, in which nothing was lived through */

void silence_hear(struct silence *silence, unsigned place, double step_s)
{
    if (silence->state[place] != SILENCE_HEARD)
        silence->heard_count++;
    if (step_s > 0.0)
        silence->lived_s += (step_s < STEP_S ? step_s : STEP_S) / silence->heard_count;
    silence->state[place] = SILENCE_HEARD;
    silence->heard_s[place] = silence->lived_s;
}

void silence_forget(struct silence *silence, unsigned place)
{
    if (silence->state[place] == SILENCE_HEARD)
        silence->heard_count--;
    silence->state[place] = SILENCE_UNHEARD;
}

int silence_find(struct silence *silence)
{
    for (unsigned place = 0; place < SENSORS_MAX; place++)
        if (silence->state[place] == SILENCE_HEARD &&
            silence->lived_s - silence->heard_s[place] >= SILENT_S) {
            silence->state[place] = SILENCE_SILENT;
            silence->heard_count--;
            return (int)place;
        }
    return -1;
}

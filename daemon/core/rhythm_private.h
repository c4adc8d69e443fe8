/* SPDX-License-Identifier: MIT */
/*
 * rhythm_private.h - what the parts of a rhythm share.
 */
#ifndef LUMBAR_CORE_RHYTHM_PRIVATE_H
#define LUMBAR_CORE_RHYTHM_PRIVATE_H

#include "core/rhythm.h"

double rhythm_seconds(int64_t from_ns, int64_t to_ns);

/* Of more than RHYTHM_PENDING_MAX swings the oldest leaves. */
void rhythm_append(struct swing swings[], unsigned *count, const struct swing *swing);

/* The instant from which periods are told: the top of a lift; of an angle, which may be held far
 * out and rest at home, when it left. */
int64_t rhythm_beat_ns(const struct rhythm_params *params, const struct swing *swing);

/* The same movement passes its turning points in the same attitude, the less exactly the more it
 * turns the sensor by itself. */
bool rhythm_stands_alike(const struct swing *usual, const struct swing *swing);

/* Counts a swing. */
void rhythm_give(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct swing *swing, int64_t now_ns, struct rhythm_result *result);

/* There and back: what has turned far out counts when it is back. */
void rhythm_await_return(struct rhythm *rhythm, const struct swing *out);

/* rhythm_open.c: keeps a swing that is not counted; several that are alike open a set. */
void rhythm_collect(struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing, int64_t now_ns, struct rhythm_result *result);

#endif

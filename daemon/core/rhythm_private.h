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

/* Counts a swing. */
void rhythm_give(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct swing *swing, int64_t now_ns, struct rhythm_result *result);

/* There and back: what has turned far out counts when it is back. */
void rhythm_await_return(struct rhythm *rhythm, const struct swing *out);

/* rhythm_accept.c: the same movement passes its turning points in the same attitude, the less
 * exactly the more it turns the sensor by itself. */
bool rhythm_stands_alike(const struct swing *usual, const struct swing *swing);

/* After a gap no speed is what it seems, until the leak has forgotten. */
bool rhythm_after_gap(const struct rhythm *rhythm, int64_t t_ns);

/* Whether it may count in the set that is open. */
bool rhythm_accepts(const struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing);

/* rhythm_tired.c: after each count, how even the set is and how long the newest took. */
void rhythm_note_pace(struct rhythm *rhythm, const struct rhythm_params *params);

/* The amplitude, and the top (usual: the median of the set's), that the next one is measured by. */
double rhythm_pace_size(const struct rhythm *rhythm, const struct rhythm_params *params);
double rhythm_pace_top(const struct rhythm *rhythm, double usual);

/* So long after a count the next may come, as slow as the set has become; 0 = that is not told. */
double rhythm_pace_wait_s(const struct rhythm *rhythm);

/* Whether it is as large as this share of what is usual, or only as slow as the set has become. */
bool rhythm_reaches(const struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing, double share);

/* After how long without a count a set is over that does not pause. */
double rhythm_end_after_s(const struct rhythm *rhythm, const struct rhythm_params *params);
/* Whether a swing comes later than that. */
bool rhythm_comes_late(const struct rhythm *rhythm, const struct rhythm_params *params,
                       const struct swing *swing);

/* rhythm_pause.c: from here on it is quiet, until it stirs. */
void rhythm_begin_quiet(struct rhythm *rhythm, int64_t t_ns, double x);
/* Each sample, whether it is quiet. */
void rhythm_follow_pause(struct rhythm *rhythm, const struct rhythm_params *params,
                         const struct rhythm_sample *sample);
/* Tells a swing what pause came before its end. */
void rhythm_note_pause(const struct rhythm *rhythm, struct swing *swing);
/* Whether an open set is in a pause, or in the movement that ends one. */
bool rhythm_pauses(const struct rhythm *rhythm, const struct rhythm_params *params, int64_t t_ns);
/* How large a swing is after a pause: a velocity that rises from rest has half the way to go of one
 * that sank before. */
double rhythm_size_from_rest(const struct rhythm *rhythm, const struct rhythm_params *params,
                             const struct swing *swing);
/* Whether a swing after a pause is the same movement. */
bool rhythm_resumes(const struct rhythm *rhythm, const struct swing *swing);

/* rhythm_open.c: keeps a swing that is not counted; several that are alike open a set. */
void rhythm_collect(struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing, int64_t now_ns, struct rhythm_result *result);

/* rhythm_lost.c: so long no samples came before this one. */
void rhythm_bear_loss(struct rhythm *rhythm, const struct rhythm_params *params, int64_t t_ns,
                      double lost_s, double x);

/* Counts a rise that was lost, by the fall that follows. */
void rhythm_count_lost(struct rhythm *rhythm, const struct rhythm_params *params, int64_t now_ns,
                       struct rhythm_result *result);

/* Of an open set, each sample: how low it comes between two counts. */
void rhythm_follow_low(struct rhythm *rhythm, double x);

/* Whether between the last counted swing and this one there was another that nobody saw. */
bool rhythm_missed_one(const struct rhythm *rhythm, const struct rhythm_params *params,
                       const struct swing *swing);
void rhythm_forget_missed(struct rhythm *rhythm);

#endif

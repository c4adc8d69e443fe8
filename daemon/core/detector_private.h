/* SPDX-License-Identifier: MIT */
/*
 * detector_private.h - what the parts of the detector share.
 */
#ifndef LUMBAR_CORE_DETECTOR_PRIVATE_H
#define LUMBAR_CORE_DETECTOR_PRIVATE_H

#include "core/detector.h"

#define CONFIDENCE_RHYTHM 0.8 /* design value: no range, no posture, only resemblance */

/* Counts in the open set; opens one if need be and allowed. */
void detector_count(struct detector *detector, const struct repetition *repetition,
                    struct event_sink *sink);

/* Puts an exercise in force; an open set goes on. */
void detector_follow(struct detector *detector, const struct exercise *exercise);
enum side detector_side_of(const struct detector *detector, const struct lift_result *found);
void detector_give_detail(struct detector *detector, const struct lift_result *found, uint32_t rep,
                          struct event_sink *sink);

/* detector_doubt.c: what a lift shows is counted and looked back at, once it is beyond doubt. */
void detector_take_lift(struct detector *detector, const struct lift_result *found,
                        struct event_sink *sink);
/* part: of the body, which this sample is of. */
void detector_watch_steps(struct detector *detector, int part, int64_t t_ns, double dt_s,
                          bool restarted, double vertical_accel);

/* No repetition for a while, and none on its way: the set is over. */
void detector_end_if_over(struct detector *detector, int64_t t_ns, struct event_sink *sink);

/* As detector_end_set(), but what rhythms have found since the last repetition stays. */
int detector_close_set(struct detector *detector, enum set_end_reason reason,
                       struct event_sink *sink);

/* detector_sensors.c: the bar is another, or there was a gap. */
void detector_reset_bar(struct detector *detector);
/* What shows the bar is chosen anew. */
void detector_follow_bar(struct detector *detector);
/* Whether it shows the signal that is followed. */
bool detector_follows_sensor(const struct detector *detector, uint16_t sensor);
/* Whether it shows a signal of the hold that is followed. */
bool detector_shows_hold(const struct detector *detector, uint16_t sensor);

/* detector_generic.c */
void detector_push_generic(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                           const struct attitude_output *attitude, struct event_sink *sink);
/* Of the last repetition told by its rhythm; limit_ns: generic_look.h. */
void detector_look_back_told(struct detector *detector, const struct generic_look_rep *next,
                             int64_t t_ns, struct event_sink *sink);

/* One before it is told no more: the last one's details are those of the number before. */
void detector_renumber_told(struct detector *detector, struct event_sink *sink);

/* detector_bar.c: this sensor is on the bar, and is the only one. */
bool detector_has_only_bar(const struct detector *detector, uint16_t sensor);
/* Something was told, and has been counted; ... */
void detector_note_bar(struct detector *detector, uint16_t sensor, enum generic_signal signal,
                       const struct swing *swing);
/* ... the first of it may have been the bar being fetched, as is seen when the next is up: true
 * when it was, and is taken back; ... */
bool detector_doubt_first(struct detector *detector, int64_t t_ns, struct event_sink *sink);
/* ... the last, standing up to set it down. After each of the sensor's samples. */
void detector_doubt_last(struct detector *detector, uint16_t sensor, double dt_s, int64_t t_ns,
                         struct event_sink *sink);

/* detector_hold.c: the body at this moment. */
void detector_look(struct detector *detector, int64_t t_ns, struct motion_frame *frame,
                   struct hold_moment *ret_moment);
/* Whether an exercise, chosen in hold, is held now, by what was seen since then; when it had begun.
 */
bool detector_find_hold(const struct detector *detector, struct hold *hold, int64_t from_ns,
                        struct hold_result *ret_begun);
void detector_tell_hold(struct detector *detector, const struct hold_result *found,
                        struct event_sink *sink);

/* detector_recognise.c: what the recogniser finds, and what follows from it. */
void detector_recognise(struct detector *detector, int64_t t_ns, struct event_sink *sink);
/* The set is over: the next one may be another exercise. */
void detector_forget_recognised(struct detector *detector);

/* detector_range.c: exercises of several movements of the trunk. */
void detector_push_range(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                         bool restarted, const struct attitude_output *attitude,
                         struct event_sink *sink);
/* The set that is about to end gets what was measured. What it has shown of the lower back becomes
 * the athlete's own range where it is more than was known. */
void detector_close_range(struct detector *detector, struct event_sink *sink);

/* detector_summary.c: what a set comes to. A repetition has been counted. */
void detector_look_at_target(struct detector *detector, struct event_sink *sink);
/* The set is about to end: what is to be said of the whole, and its summary. */
void detector_sum_up(struct detector *detector, enum set_end_reason reason,
                     struct event_sink *sink);

/* detector_hold.c */
void detector_push_hold(struct detector *detector, int64_t t_ns, struct event_sink *sink);
/* What is held when the set is ended from outside. */
void detector_finish_hold(struct detector *detector, struct event_sink *sink);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * detector_private.h - what the parts of the detector share.
 */
#ifndef LUMBAR_CORE_DETECTOR_PRIVATE_H
#define LUMBAR_CORE_DETECTOR_PRIVATE_H

#include "core/detector.h"

/* Counts in the open set; opens one if need be and allowed. */
void detector_count(struct detector *detector, const struct repetition *repetition,
                    struct event_sink *sink);

/* detector_range.c: exercises of several movements of the trunk. */
void detector_push_range(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                         bool restarted, const struct attitude_output *attitude,
                         struct event_sink *sink);
/* The set that is about to end gets what was measured. */
void detector_close_range(struct detector *detector);

/* detector_hold.c */
void detector_push_hold(struct detector *detector, int64_t t_ns, struct event_sink *sink);
/* What is held when the set is ended from outside. */
void detector_finish_hold(struct detector *detector, struct event_sink *sink);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * real_time.h - whether this process is served in time. Real time is given by the unit, and lumbard
 * does well without it on an idle machine; but whoever wonders about a late cue must be able to see
 * that it is missing.
 */
#ifndef LUMBAR_REAL_TIME_H
#define LUMBAR_REAL_TIME_H

#include "problems.h"

/* Locks the memory, and tells what is missing. */
void real_time_prepare(struct problems *problems);

#endif

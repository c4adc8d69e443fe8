/* SPDX-License-Identifier: MIT */
/*
 * signals.h - every signal by which repetitions can be told, at one moment: for whoever wants to
 * see why it was counted so.
 */
#ifndef LUMBAR_CORE_SIGNALS_H
#define LUMBAR_CORE_SIGNALS_H

#include "core/core.h"
#include "core/detector.h"

void signals_read(const struct detector *detector, int64_t now_ns,
                  struct core_signal ret_signals[CORE_SIGNAL_COUNT]);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * stats.h - small statistics on fixed arrays.
 */
#ifndef LUMBAR_CORE_STATS_H
#define LUMBAR_CORE_STATS_H

#define STATS_MAX 16

/* Median of count values, 1..STATS_MAX; with an even count the mean of the middle two. */
double median(const double values[], unsigned count);

/* Appends a value; when size values are there the oldest leaves. Returns the median of them. */
double median_push(double values[], unsigned size, unsigned *count, double value);

#endif

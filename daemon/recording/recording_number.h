/* SPDX-License-Identifier: MIT */
/*
 * recording_number.h - numbers as they stand in recordings, the same in every locale.
 */
#ifndef LUMBAR_RECORDING_RECORDING_NUMBER_H
#define LUMBAR_RECORDING_RECORDING_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define RECORDING_TIME_SIZE 24 /* bytes that a time may need, with the terminating NUL */

/*
 * Seconds with up to nine decimals, exactly, as nanoseconds; further decimals are cut off.
 * Returns 0; -EINVAL when it is no plain decimal number; -ERANGE beyond what 64 bits hold.
 */
int recording_parse_time(const char *text, int64_t *ret_t_ns);

/* A decimal number, nan or inf. Returns 0 or -EINVAL. */
int recording_parse_value(const char *text, double *ret_value);

/* The shortest text with at least four decimals that reads back as the same time. */
void recording_format_time(char text[RECORDING_TIME_SIZE], int64_t t_ns);

#endif

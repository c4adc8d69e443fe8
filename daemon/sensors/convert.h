/* SPDX-License-Identifier: MIT */
/*
 * convert.h - what IIO attributes say in text, as numbers; and raw integers as SI values.
 *
 * The kernel writes decimal points whatever the locale of the reader is, so nothing here looks at
 * the locale. Pure.
 */
#ifndef LUMBAR_SENSORS_CONVERT_H
#define LUMBAR_SENSORS_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One number, with nothing after it but white space. 0, -EINVAL (also for nan and inf). */
int convert_number(const char *text, double *ret_value);

/* The entry of a list like "12.5 26 52 208" to ask for: the slowest that is not below wanted, else
 * the fastest. Copies it as it is written. 0, -EINVAL for a list without a number. */
int convert_pick_rate(const char *list, double wanted_hz, char *ret_text, size_t size);

/* "1, 0, 0; 0, 1, 0; 0, 0, 1", rows first. 0, -EINVAL when it is not nine numbers, -EDOM when these
 * are not a rotation (orthonormal within 1 %, right-handed). */
int convert_mount_matrix(const char *text, double ret_matrix[9]);

bool convert_is_identity(const double matrix[9]);

/* v = matrix * v */
void convert_rotate(const double matrix[9], double v[3]);

/* The integer in native byte order at data; bytes 1, 2, 4 or 8. */
int64_t convert_integer(const void *data, unsigned bytes, bool is_signed);

/* A time stamp as it comes, limited to what differences of it and of others can be taken of without
 * overflow: from 73 years before its epoch to 146 years after. */
int64_t convert_stamp(int64_t stamp_ns);

/* The largest magnitude that (raw + offset) * scale reaches on both sides of zero. */
double convert_full_scale(unsigned bits, bool is_signed, double offset, double scale);

/* Makes text fit for logs and the bus: what is not printable UTF-8 becomes question marks. */
void convert_printable(char *text);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * profile_value.h - what stands behind the = in a profile: numbers, spans, words; or the reason why
 * it is refused.
 */
#ifndef LUMBAR_PROFILES_PROFILE_VALUE_H
#define LUMBAR_PROFILES_PROFILE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#define PROFILE_REASON_SIZE 160

/* Says why. Returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int profile_value_refuse(char ret_reason[PROFILE_REASON_SIZE],
                                                               const char *format, ...);

/* Exactly count finite numbers that stand apart by the separator; false: it is something else. */
bool profile_value_numbers(const char *text, char separator, double ret_numbers[], unsigned count);
/* Lower-case letters, digits and hyphens, at least one and less than size. */
bool profile_value_is_word(const char *text, size_t size);

/* name: of the key, for the reason. 0, or -EINVAL and the reason; then *ret is as before. */
int profile_value_number(const char *name, const char *value, double min, double max, double *ret,
                         char ret_reason[PROFILE_REASON_SIZE]);
/* "LOW HIGH", both within min to max, low < high. Likewise. */
int profile_value_span(const char *name, const char *value, double min, double max, double *ret_low,
                       double *ret_high, char ret_reason[PROFILE_REASON_SIZE]);

#endif

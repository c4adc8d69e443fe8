/* SPDX-License-Identifier: MIT */
#include "profiles/profile_value.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int profile_value_refuse(char ret_reason[PROFILE_REASON_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ret_reason, PROFILE_REASON_SIZE, format, args);
    va_end(args);
    return -EINVAL;
}

bool profile_value_numbers(const char *text, char separator, double ret_numbers[], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char *end;
        ret_numbers[i] = strtod(text, &end);
        if (end == text || !isfinite(ret_numbers[i]))
            return false;
        bool last = i + 1 == count;
        if (last ? *end != '\0' : *end != separator)
            return false;
        text = end + 1;
    }
    return true;
}

bool profile_value_is_word(const char *text, size_t size)
{
    size_t length = strlen(text);
    return length > 0 && length < size &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

int profile_value_number(const char *name, const char *value, double min, double max, double *ret,
                         char ret_reason[PROFILE_REASON_SIZE])
{
    double number;
    if (!profile_value_numbers(value, ' ', &number, 1))
        return profile_value_refuse(ret_reason, "%s: '%s' is not a number", name, value);
    if (number < min || number > max)
        return profile_value_refuse(ret_reason, "%s: %g is not within %g to %g", name, number, min,
                                    max);
    *ret = number;
    return 0;
}

int profile_value_span(const char *name, const char *value, double min, double max, double *ret_low,
                       double *ret_high, char ret_reason[PROFILE_REASON_SIZE])
{
    double span[2];
    if (!profile_value_numbers(value, ' ', span, 2))
        return profile_value_refuse(ret_reason, "%s: '%s' is not two numbers, smallest and largest",
                                    name, value);
    if (span[0] < min || span[1] > max)
        return profile_value_refuse(ret_reason, "%s: %g to %g is not within %g to %g", name,
                                    span[0], span[1], min, max);
    if (span[0] >= span[1])
        return profile_value_refuse(ret_reason, "%s: the smallest must come before the largest",
                                    name);
    *ret_low = span[0];
    *ret_high = span[1];
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include "recording/recording_number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NS_PER_S 1000000000
#define DECIMALS_MIN 4
#define EXACT_DIGITS 15 /* so many decimal digits always fit a double exactly */
#define EXACT_POWER 22  /* 10^22 is the largest power of ten that does */

int recording_parse_time(const char *text, int64_t *ret_t_ns)
{
    bool negative = *text == '-';
    int64_t seconds = 0, fraction = 0;
    unsigned digits = 0;

    if (*text == '-' || *text == '+')
        text++;
    for (; isdigit((unsigned char)*text); text++, digits++) {
        seconds = seconds * 10 + (*text - '0');
        if (seconds > INT64_MAX / NS_PER_S - 1)
            return -ERANGE;
    }
    if (*text == '.') {
        int64_t unit = NS_PER_S / 10;

        for (text++; isdigit((unsigned char)*text); text++, digits++) {
            fraction += (*text - '0') * unit;
            unit /= 10;
        }
    }
    if (*text != '\0' || digits == 0)
        return -EINVAL;
    int64_t t_ns = seconds * NS_PER_S + fraction;
    *ret_t_ns = negative ? -t_ns : t_ns;
    return 0;
}

static bool parse_word(const char *text, double *ret_value)
{
    bool negative = *text == '-';

    if (*text == '-' || *text == '+')
        text++;
    if (strcasecmp(text, "nan") == 0)
        *ret_value = NAN;
    else if (strcasecmp(text, "inf") == 0 || strcasecmp(text, "infinity") == 0)
        *ret_value = negative ? -INFINITY : INFINITY;
    else
        return false;
    return true;
}

/*
 * strtod() obeys the locale's decimal point. The numbers of recordings are short: digits that fit a
 * double, times or divided by a power of ten that does too, are one rounding away from the truth
 * and so exactly what strtod() would give in the C locale. Longer ones lose their last digits.
 */
int recording_parse_value(const char *text, double *ret_value)
{
    static const double powers[EXACT_POWER + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    const char *start = text;
    bool negative = *text == '-', point = false;
    int64_t mantissa = 0;
    unsigned digits = 0, significant = 0;
    int exponent = 0;

    if (*text == '-' || *text == '+')
        text++;
    for (; isdigit((unsigned char)*text) || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        digits++;
        if (significant < EXACT_DIGITS) {
            mantissa = mantissa * 10 + (*text - '0');
            significant += mantissa != 0;
            exponent -= point;
        } else {
            exponent += !point;
        }
    }
    if (digits == 0)
        return parse_word(start, ret_value) ? 0 : -EINVAL;
    if (*text == 'e' || *text == 'E') {
        bool minus = text[1] == '-';
        int written = 0;

        text += text[1] == '-' || text[1] == '+' ? 2 : 1;
        if (!isdigit((unsigned char)*text))
            return -EINVAL;
        for (; isdigit((unsigned char)*text); text++)
            written = written < 1000 ? written * 10 + (*text - '0') : written;
        exponent += minus ? -written : written;
    }
    if (*text != '\0')
        return -EINVAL;

    double value = (double)mantissa;
    for (int left = abs(exponent); left > 0 && value != 0.0 && isfinite(value);) {
        int power = left < EXACT_POWER ? left : EXACT_POWER;

        value = exponent > 0 ? value * powers[power] : value / powers[power];
        left -= power;
    }
    *ret_value = negative ? -value : value;
    return 0;
}

void recording_format_time(char text[RECORDING_TIME_SIZE], int64_t t_ns)
{
    uint64_t ns = t_ns < 0 ? -(uint64_t)t_ns : (uint64_t)t_ns;
    size_t length = (size_t)snprintf(text, RECORDING_TIME_SIZE, "%s%" PRIu64 ".%09" PRIu64,
                                     t_ns < 0 ? "-" : "", ns / NS_PER_S, ns % NS_PER_S);

    for (unsigned i = 9; i > DECIMALS_MIN && text[length - 1] == '0'; i--)
        text[--length] = '\0';
}

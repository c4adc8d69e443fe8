/* SPDX-License-Identifier: MIT */
#include "sensors/convert.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
    c_locale = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
}

/* strtod() that always takes a point; false when there is no finite number at text. */
static bool scan_number(const char *text, const char **ret_end, double *ret_value)
{
    char *end;

    pthread_once(&c_locale_once, make_c_locale);
    if (c_locale == (locale_t)0)
        return false;
    double value = strtod_l(text, &end, c_locale);
    if (end == text || !isfinite(value))
        return false;
    *ret_end = end;
    *ret_value = value;
    return true;
}

static const char *skip_space(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

int convert_number(const char *text, double *ret_value)
{
    const char *end;
    double value;

    if (!scan_number(text, &end, &value) || *skip_space(end) != '\0')
        return -EINVAL;
    *ret_value = value;
    return 0;
}

int convert_pick_rate(const char *list, double wanted_hz, char *ret_text, size_t size)
{
    const char *best = NULL;
    size_t best_length = 0;
    double best_hz = 0.0, hz;

    for (const char *p = skip_space(list), *end; *p != '\0'; p = skip_space(end)) {
        if (!scan_number(p, &end, &hz) || (*end != '\0' && !isspace((unsigned char)*end)))
            return -EINVAL;
        bool enough = hz >= wanted_hz * 0.999; /* "104" is listed as 104.000000 or 103.99 */
        bool best_enough = best != NULL && best_hz >= wanted_hz * 0.999;
        if (best == NULL || (enough && (!best_enough || hz < best_hz)) ||
            (!enough && !best_enough && hz > best_hz)) {
            best = p;
            best_length = (size_t)(end - p);
            best_hz = hz;
        }
    }
    if (best == NULL || best_length >= size)
        return -EINVAL;
    memcpy(ret_text, best, best_length);
    ret_text[best_length] = '\0';
    return 0;
}

static bool is_rotation(const double m[9])
{
    const double tolerance = 0.01; /* design value: matrices are written with a few digits */

    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            double dot =
                m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
            if (fabs(dot - (i == j)) > tolerance)
                return false;
        }
    }
    double det = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
                 m[2] * (m[3] * m[7] - m[4] * m[6]);
    return det > 0.0;
}

int convert_mount_matrix(const char *text, double ret_matrix[9])
{
    double m[9];
    const char *p = text;

    for (int i = 0; i < 9; i++) {
        if (!scan_number(p, &p, &m[i]))
            return -EINVAL;
        p = skip_space(p);
        if (i == 8 ? *p != '\0' : *p != (i % 3 == 2 ? ';' : ','))
            return -EINVAL;
        p++;
    }
    if (!is_rotation(m))
        return -EDOM;
    memcpy(ret_matrix, m, sizeof(m));
    return 0;
}

bool convert_is_identity(const double matrix[9])
{
    for (int i = 0; i < 9; i++) {
        if (fabs(matrix[i] - (i % 4 == 0)) > 1e-9)
            return false;
    }
    return true;
}

void convert_rotate(const double matrix[9], double v[3])
{
    double x = v[0], y = v[1], z = v[2];

    for (int i = 0; i < 3; i++)
        v[i] = matrix[3 * i] * x + matrix[3 * i + 1] * y + matrix[3 * i + 2] * z;
}

int64_t convert_integer(const void *data, unsigned bytes, bool is_signed)
{
    uint64_t value = 0;

    switch (bytes) {
    case 1: {
        uint8_t v;
        memcpy(&v, data, sizeof(v));
        value = v;
        break;
    }
    case 2: {
        uint16_t v;
        memcpy(&v, data, sizeof(v));
        value = v;
        break;
    }
    case 4: {
        uint32_t v;
        memcpy(&v, data, sizeof(v));
        value = v;
        break;
    }
    default:
        memcpy(&value, data, sizeof(value));
        break;
    }
    if (is_signed && bytes < 8) {
        uint64_t sign = UINT64_C(1) << (8 * bytes - 1);
        value = (value ^ sign) - sign;
    }
    return (int64_t)value;
}

int64_t convert_stamp(int64_t stamp_ns)
{
    const int64_t least = -(INT64_C(1) << 61), most = INT64_C(1) << 62;

    return stamp_ns < least ? least : stamp_ns > most ? most : stamp_ns;
}

double convert_full_scale(unsigned bits, bool is_signed, double offset, double scale)
{
    double low = is_signed ? -ldexp(1.0, (int)bits - 1) : 0.0;
    double high = ldexp(1.0, (int)bits - (is_signed ? 1 : 0)) - 1.0;
    double down = -(low + offset) * fabs(scale);
    double up = (high + offset) * fabs(scale);

    return fmax(0.0, fmin(down, up));
}

/* Length of the well-formed UTF-8 sequence at text (RFC 3629), 0 if it is none or a control code.
 */
static size_t sequence_length(const unsigned char *text)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    uint32_t code = length == 1 ? text[0] : text[0] & (0x7fu >> length);

    if (text[0] < 0x20 || text[0] == 0x7f || (text[0] >= 0x80 && text[0] < 0xc0) || text[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    bool control = code >= 0x80 && code < 0xa0;
    return code < least[length] || code > 0x10ffff || surrogate || control ? 0 : length;
}

void convert_printable(char *text)
{
    for (char *p = text; *p != '\0';) {
        size_t length = sequence_length((const unsigned char *)p);

        if (length == 0)
            *p = '?';
        p += length == 0 ? 1 : length;
    }
}

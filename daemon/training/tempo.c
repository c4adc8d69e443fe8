/* SPDX-License-Identifier: MIT */
#include "training/tempo.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Digits with at most one point. strtod() would take "1e3", "nan", and a comma in some locales. */
static int parse_seconds(const char *text, size_t length, double *ret_s)
{
    double value = 0.0;
    double place = 0.0; /* weight of the next decimal; 0 = before the point */
    size_t digits = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && place == 0.0) {
            place = 0.1;
        } else if (text[i] >= '0' && text[i] <= '9') {
            if (place == 0.0) {
                value = value * 10.0 + (text[i] - '0');
            } else {
                value += place * (text[i] - '0');
                place /= 10.0;
            }
            digits++;
        } else {
            return -EINVAL;
        }
    }
    if (digits == 0 || value > TEMPO_PHASE_MAX_S)
        return -EINVAL;
    *ret_s = value;
    return 0;
}

int tempo_parse(const char *text, double ret_tempo_s[TEMPO_PHASES])
{
    double tempo_s[TEMPO_PHASES] = {NAN, NAN, NAN, NAN};

    if (text[0] != '\0') {
        for (unsigned phase = 0; phase < TEMPO_PHASES; phase++) {
            size_t length = strcspn(text, "-");

            if ((text[length] == '-') != (phase + 1 < TEMPO_PHASES))
                return -EINVAL;
            if (length == 1 && (text[0] == 'x' || text[0] == 'X')) {
                text += 2;
                continue;
            }
            int r = parse_seconds(text, length, &tempo_s[phase]);
            if (r < 0)
                return r;
            text += length + 1;
        }
    }
    memcpy(ret_tempo_s, tempo_s, sizeof tempo_s);
    return 0;
}

void tempo_format(const double tempo_s[TEMPO_PHASES], char ret_text[TEMPO_TEXT_SIZE])
{
    size_t used = 0;
    unsigned said = 0;

    for (unsigned phase = 0; phase < TEMPO_PHASES; phase++) {
        const char *dash = phase > 0 ? "-" : "";
        int n;

        if (isnan(tempo_s[phase])) {
            n = snprintf(ret_text + used, TEMPO_TEXT_SIZE - used, "%sx", dash);
        } else {
            n = snprintf(ret_text + used, TEMPO_TEXT_SIZE - used, "%s%.4g", dash, tempo_s[phase]);
            said++;
        }
        used += (size_t)n;
        if (used >= TEMPO_TEXT_SIZE)
            break;
    }
    if (said == 0)
        ret_text[0] = '\0';
}

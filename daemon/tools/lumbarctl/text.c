/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "terminal.h"

struct text text_angle(double angle_deg)
{
    struct text text = {"-"};
    /* + 0.0: no "-0" */
    if (isfinite(angle_deg))
        snprintf(text.s, sizeof(text.s), "%.0f%s", round(angle_deg) + 0.0,
                 terminal_is_utf8() ? "°" : " deg");
    return text;
}

struct text text_seconds(double seconds)
{
    struct text text = {"-"};
    if (isfinite(seconds))
        snprintf(text.s, sizeof(text.s), "%.1f s", seconds);
    return text;
}

struct text text_clock(double seconds)
{
    struct text text;
    unsigned long s = isfinite(seconds) && seconds > 0 ? (unsigned long)seconds : 0;
    if (s >= 3600)
        snprintf(text.s, sizeof(text.s), "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(text.s, sizeof(text.s), "%lu:%02lu", s / 60, s % 60);
    return text;
}

struct text text_load(double load_kg)
{
    struct text text;
    snprintf(text.s, sizeof(text.s), "%g kg", round(load_kg * 100) / 100);
    return text;
}

struct text text_share(double part, double whole)
{
    double percent = 100 * part / whole;
    struct text text = {"-"};

    if (!(whole > 0) || !isfinite(percent))
        return text;
    if (percent > 0 && percent < 0.01)
        snprintf(text.s, sizeof(text.s), "< 0.01 %%");
    else if (percent >= 10)
        snprintf(text.s, sizeof(text.s), "%.0f %%", percent);
    else
        snprintf(text.s, sizeof(text.s), "%.2g %%", percent);
    return text;
}

struct text text_range(double range, const char *unit)
{
    if (strcmp(unit, "metre") != 0)
        return text_angle(range);
    struct text text = {"-"};
    if (isfinite(range))
        snprintf(text.s, sizeof(text.s), "%.0f cm", range * 100);
    return text;
}

struct text text_count(unsigned count, const char *one, const char *many)
{
    struct text text;
    snprintf(text.s, sizeof(text.s), "%u %s", count, count == 1 ? one : many);
    return text;
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

struct text text_amount(const char *fault, double amount)
{
    static const char *const in_degrees[] = {"rounding", "over-arching", "hips-first",
                                             "twist",    "sag",          NULL};
    static const char *const in_seconds[] = {"too-fast", "no-pause", NULL};

    if (is_one_of(fault, in_degrees))
        return text_angle(amount);
    if (is_one_of(fault, in_seconds))
        return text_seconds(amount);
    struct text text;
    if (strcmp(fault, "bounce") == 0)
        snprintf(text.s, sizeof(text.s), "%.1f m/s²", amount);
    else if (strcmp(fault, "other-load") == 0)
        return text_load(amount);
    else if (strcmp(fault, "short-range") == 0)
        snprintf(text.s, sizeof(text.s), "%.0f %%", 100.0 * amount);
    else
        snprintf(text.s, sizeof(text.s), "%.0f %%", amount);
    return text;
}

struct text text_safe(const char *string)
{
    struct text text;
    snprintf(text.s, sizeof(text.s), "%s", string);
    for (char *c = text.s; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return text;
}

static const char *translate(const char *const pairs[][2], const char *word)
{
    for (; pairs[0][0]; pairs++)
        if (strcmp(pairs[0][0], word) == 0)
            return pairs[0][1];
    return word;
}

const char *text_end_reason(const char *word)
{
    static const char *const reasons[][2] = {
        {"rest", ""},
        {"finished", ""},
        {"command", "stopped"},
        {"abandoned", "given up"},
        {"pain", "stopped: it hurts"},
        {"sensor-lost", "stopped: a sensor is gone"},
        {"idle", "nothing happened for a while"},
        {"shutdown", "the hub was switched off"},
        {NULL, NULL},
    };
    return translate(reasons, word);
}

const char *text_condition(const char *word)
{
    static const char *const conditions[][2] = {
        {"ok", ""},
        {"bad-value", "impossible values"},
        {"saturated", "driven past its range"},
        {"gaps", "samples are missing"},
        {"stuck", "repeats one value"},
        {"noisy", "trembles at rest, too: loose, or its supply is not clean"},
        {"bad-clock", "its clock jumps"},
        {"bad-gravity", "measures gravity wrongly"},
        {"bad-axes", "its axes are mixed up: see its mount matrix"},
        {"bad-scale", "its gyroscope has a wrong scale: degrees for radians, or another range"},
        {"moved", "it has slipped. Calibrate the body, or lift on: it is learned anew"},
        {"exchanged",
         "exchanged with another one that says so, or its left with its right: change them over, "
         "or their roles"},
        {NULL, NULL},
    };
    return translate(conditions, word);
}

const char *text_calibration_reason(const char *word)
{
    static const char *const reasons[][2] = {
        {"moved", "something moved. Keep still"},
        {"loaded", "the load cells do not rest. Nobody and nothing on them, please"},
        {"no-samples", "a sensor gives too few samples"},
        {"no-sensor", "there is no sensor for it"},
        {"which-sensor", "there are several sensors. Name one with --sensor"},
        {"sensor-lost", "a sensor is gone"},
        {"stopped", "it was stopped"},
        {"bad-gravity", "what it measures cannot be gravity. Put it down and let go"},
        {"on-edge", "it lies on an edge. Lay it flat on a side"},
        {"same-side", "that side it has had. Lay it on another one"},
        {"no-side", "it was not laid on another side within a minute"},
        {"no-fit", "the six sides do not fit together. The sensor may be broken"},
        {"two-plates", "the weight stands on both plates. Put it on one"},
        {"wrong-weight", "what the cells show is far from that weight. Is it the right one?"},
        {"same-plate", "that plate has had the weight. Put it on the other one"},
        {"no-weight", "no weight was put on within a minute"},
        {"bend-too-small", "that was too little. Bend forward by 30 degrees at least"},
        {"pelvis-still", "the pelvis stayed behind. Bend from the hips"},
        {"forward-unclear", "the bends went different ways. Bend straight forward"},
        {"roles-exchanged", "the sensors of chest and pelvis seem to be exchanged"},
        {"no-bend", "no bend was seen. Bend forward by 30 degrees at least"},
        {"round-too-small", "that was too little. Round your lower back as far as it goes"},
        {"arch-too-small", "that was too little. Arch your lower back as far as it goes"},
        {"range-impossible", "no back goes so far. Do the sensors sit tight?"},
        {"no-range", "your range was not seen. The rest has been kept; the usual range is used"},
        {NULL, NULL},
    };
    return translate(reasons, word);
}

const char *text_calibration_task(const char *word)
{
    static const char *const tasks[][2] = {
        {"still", "Put all sensors down and do not touch them."},
        {"stand", "Stand upright and still."},
        {"bend", "Bend forward from the hips, slowly, and come back up. Twice."},
        {"range",
         "Round your lower back as far as it goes, then arch it. Twice, slowly: standing, or "
         "as cat and cow."},
        {"empty", "Nobody and nothing on the load cells, please."},
        {"side", "Lay the sensor still on a side that it has not lain on yet."},
        {"weight", "Put the weight on a plate that has not had it yet, and let go."},
        {NULL, NULL},
    };
    return translate(tasks, word);
}

struct text text_words(const char *word)
{
    struct text text = text_safe(word);
    for (char *c = text.s; *c; c++)
        if (*c == '-')
            *c = ' ';
    return text;
}

double text_seconds_since(uint64_t moment_us)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9 - (double)moment_us * 1e-6;
}

/* SPDX-License-Identifier: MIT */
/*
 * text.h - quantities and the hub's words, said for people.
 *
 * A struct text is returned by value, so that a call can stand among the arguments of printf():
 * printf("%s", text_angle(24).s). An absent quantity (NaN) is "-".
 */
#ifndef LUMBARCTL_TEXT_H
#define LUMBARCTL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct text {
    char s[96];
};

struct text text_angle(double angle_deg); /* "24°", "24 deg" without UTF-8 */
struct text text_seconds(double seconds); /* "1.8 s" */
struct text text_clock(double seconds);   /* "1:23", "1:02:03" */
struct text text_load(double load_kg);    /* "82.5 kg" */
/* "26 %", "0.03 %", "< 0.01 %"; "-" of nothing. */
struct text text_share(double part, double whole);
struct text text_range(double range, const char *unit); /* unit: "degree" or "metre" */
struct text text_count(unsigned count, const char *one, const char *many); /* "1 repetition" */
/* A fault's amount in its own unit. */
struct text text_amount(const char *fault, double amount);
/* Names and texts of other people, made safe to print: control characters become "?". */
struct text text_safe(const char *text);

/* Why a set or a session ended, "" for the ordinary reasons. */
const char *text_end_reason(const char *word);
/* A sensor's condition in words, "" for "ok". */
const char *text_condition(const char *word);

/* Why a calibration was refused, and what to do. */
const char *text_calibration_reason(const char *word);
/* What is to be done, as a sentence. */
const char *text_calibration_task(const char *word);
/* A lower-case hyphen word as words: "not-at-rest" → "not at rest". */
struct text text_words(const char *word);

/* Seconds since a moment of CLOCK_MONOTONIC given in microseconds. */
double text_seconds_since(uint64_t moment_us);

#endif

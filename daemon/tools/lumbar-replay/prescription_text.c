/* SPDX-License-Identifier: MIT */
#include "prescription_text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REPS_MAX 1000
#define HOLD_MAX_S 3600
#define TEMPO_MAX_S 60
#define LOAD_MAX_KG 1000

/* A plain decimal number at *text, which is moved past it. NAN when there is none. */
static double take_number(const char **text)
{
    size_t length = strspn(*text, "0123456789.");
    char digits[16];
    char *end;

    if (length == 0 || length >= sizeof digits)
        return NAN;
    memcpy(digits, *text, length);
    digits[length] = '\0';
    double value = strtod(digits, &end);
    if (*end != '\0' || end == digits)
        return NAN;
    *text += length;
    return value;
}

/* "6-8" or "8": the larger end. */
static double take_range(const char **text)
{
    double first = take_number(text);

    if (**text != '-' || isnan(first))
        return first;
    (*text)++;
    double last = take_number(text);
    return last >= first ? last : NAN;
}

static const char *parse_work(const char *word, struct prescription *prescription)
{
    double amount = take_range(&word);

    if (*word == 'x') {
        word++;
        if (!(amount >= 1))
            return "the number of sets";
        amount = take_range(&word);
    }
    bool seconds = *word == 's';
    word += seconds;
    if (*word != '\0' || !(amount >= 1) || amount > (seconds ? HOLD_MAX_S : REPS_MAX))
        return "the number of repetitions or seconds";
    if (seconds)
        prescription->hold_s = amount;
    else
        prescription->reps = (unsigned)amount;
    return NULL;
}

static const char *parse_tempo(const char *word, struct prescription *prescription)
{
    for (unsigned i = 0; i < 4; i++) {
        double seconds = take_number(&word);

        if (!(seconds <= TEMPO_MAX_S) || *word != (i < 3 ? '-' : '\0'))
            return "the tempo: four numbers of seconds are wanted, such as 3-1-1-0";
        word++;
        prescription->tempo_s[i] = seconds;
    }
    return NULL;
}

static const char *parse_load(const char *word, double *load_kg)
{
    *load_kg = take_number(&word);
    if (!(*load_kg <= LOAD_MAX_KG) || strcmp(word, "kg") != 0)
        return "the load";
    return NULL;
}

static const char *parse_rest(const char *word)
{
    double seconds = take_range(&word);

    return seconds <= HOLD_MAX_S && (*word == '\0' || strcmp(word, "s") == 0) ? NULL : "the rest";
}

static const char *parse_words(char *words, struct prescription *prescription, double *load_kg)
{
    char *position, *word = strtok_r(words, " \t", &position);
    const char *problem = word ? parse_work(word, prescription) : "it is empty";

    while (!problem && (word = strtok_r(NULL, " \t", &position))) {
        size_t length = strlen(word);
        bool tempo = strcmp(word, "tempo") == 0, rest = strcmp(word, "rest") == 0;

        if ((tempo || rest) && !(word = strtok_r(NULL, " \t", &position)))
            return tempo ? "the tempo is missing" : "the rest is missing";
        if (tempo)
            problem = parse_tempo(word, prescription);
        else if (rest)
            problem = parse_rest(word);
        else if (length > 2 && strcmp(word + length - 2, "kg") == 0)
            problem = parse_load(word, load_kg);
        else
            problem = "a word in it is not known";
    }
    return problem;
}

int prescription_parse(const char *text, struct prescription *ret_prescription, double *ret_load_kg,
                       const char **ret_problem)
{
    struct prescription prescription = {.tempo_s = {NAN, NAN, NAN, NAN}};
    double load_kg = NAN;
    char words[128];

    if (strlen(text) >= sizeof words) {
        *ret_problem = "it is too long";
        return -EINVAL;
    }
    memcpy(words, text, strlen(text) + 1);
    const char *problem = parse_words(words, &prescription, &load_kg);
    if (problem) {
        *ret_problem = problem;
        return -EINVAL;
    }
    *ret_prescription = prescription;
    *ret_load_kg = load_kg;
    return 0;
}

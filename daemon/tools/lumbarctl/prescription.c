/* SPDX-License-Identifier: MIT */
#include "prescription.h"

int prescription_read(const struct arguments *arguments, struct prescription_words *ret_words)
{
    struct prescription_words words = {.tempo = arguments_option(arguments, "tempo")};
    const char *reps = arguments_option(arguments, "reps");
    const char *hold = arguments_option(arguments, "hold");
    const char *load = arguments_option(arguments, "load");
    int r = 0;

    words.has_reps = reps;
    words.has_hold = hold;
    words.has_load = load;
    if (reps)
        r = arguments_count(reps, "--reps", 1000, &words.reps);
    if (r >= 0 && hold)
        r = arguments_number(hold, "--hold", 0, 3600, &words.hold_s);
    if (r >= 0 && load)
        r = arguments_number(load, "--load", 0, 1000, &words.load_kg);
    if (r < 0)
        return r;
    words.given = reps || hold || load || words.tempo;
    *ret_words = words;
    return 0;
}

int prescription_append(const struct prescription_words *words, sd_bus_message *request)
{
    int r = 0;
    if (words->has_reps)
        r = sd_bus_message_append(request, "{sv}", "reps", "u", words->reps);
    if (r >= 0 && words->has_hold)
        r = sd_bus_message_append(request, "{sv}", "hold", "d", words->hold_s);
    if (r >= 0 && words->tempo)
        r = sd_bus_message_append(request, "{sv}", "tempo", "s", words->tempo);
    if (r >= 0 && words->has_load)
        r = sd_bus_message_append(request, "{sv}", "load", "d", words->load_kg);
    return r;
}

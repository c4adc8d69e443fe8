/* SPDX-License-Identifier: MIT */
/*
 * Cues are instructions, never a scolding: they say what to do, not what was wrong.
 */
#include "training/cue_text.h"

#include <stddef.h>
#include <string.h>

struct phrases {
    const char *language;
    const char *stop; /* for every cue of severity stop, whatever the fault */
    const char *fault[FAULT_COUNT];
};

static const struct phrases all_phrases[] = {
    {
        .language = "en",
        .stop = "stop here",
        .fault =
            {
                [FAULT_NONE] = "clean set",
                [FAULT_ROUNDING] = "flat back",
                [FAULT_OVER_ARCHING] = "ribs down",
                [FAULT_HIPS_FIRST] = "chest up first",
                [FAULT_ASYMMETRY] = "both sides even",
                [FAULT_SHORT_RANGE] = "full range",
                [FAULT_TOO_FAST] = "slower down",
                [FAULT_NO_PAUSE] = "pause there",
                [FAULT_TWIST] = "hips level",
                [FAULT_SAG] = "hold the line",
                [FAULT_TOO_HEAVY] = "take less weight",
                [FAULT_NEAR_FAILURE] = "last one",
                [FAULT_MOVED_SENSOR] = "check the sensor",
                [FAULT_PAIN] = "stop here",
                [FAULT_OTHER_EXERCISE] = "another exercise?",
                [FAULT_BOUNCE] = "no bouncing",
                [FAULT_OTHER_LOAD] = "check the load",
                [FAULT_TARGET] = "all done",
                [FAULT_SHORT_SET] = "not all yet",
            },
    },
    {
        .language = "de",
        .stop = "hier aufhören",
        .fault =
            {
                [FAULT_NONE] = "sauberer Satz",
                [FAULT_ROUNDING] = "Rücken gerade",
                [FAULT_OVER_ARCHING] = "Rippen runter",
                [FAULT_HIPS_FIRST] = "Brust zuerst",
                [FAULT_ASYMMETRY] = "beide Seiten gleich",
                [FAULT_SHORT_RANGE] = "ganzer Weg",
                [FAULT_TOO_FAST] = "langsamer ab",
                [FAULT_NO_PAUSE] = "dort halten",
                [FAULT_TWIST] = "Hüfte gerade",
                [FAULT_SAG] = "Linie halten",
                [FAULT_TOO_HEAVY] = "weniger Gewicht",
                [FAULT_NEAR_FAILURE] = "die letzte",
                [FAULT_MOVED_SENSOR] = "Sensor prüfen",
                [FAULT_PAIN] = "hier aufhören",
                [FAULT_OTHER_EXERCISE] = "andere Übung?",
                [FAULT_BOUNCE] = "nicht federn",
                [FAULT_OTHER_LOAD] = "Gewicht prüfen",
                [FAULT_TARGET] = "alle geschafft",
                [FAULT_SHORT_SET] = "noch nicht alle",
            },
    },
};

static const struct phrases *find_phrases(const char *language)
{
    for (size_t i = 0; i < sizeof all_phrases / sizeof all_phrases[0]; i++)
        if (strcmp(all_phrases[i].language, language) == 0)
            return &all_phrases[i];
    return NULL;
}

bool cue_text_has_language(const char *language)
{
    return find_phrases(language) != NULL;
}

const char *cue_text(const char *language, enum fault fault, enum cue_severity severity)
{
    const struct phrases *phrases = find_phrases(language);

    if (!phrases)
        phrases = &all_phrases[0];
    if (severity == CUE_STOP)
        return phrases->stop;
    if ((unsigned)fault >= FAULT_COUNT)
        fault = FAULT_NONE;
    return phrases->fault[fault];
}

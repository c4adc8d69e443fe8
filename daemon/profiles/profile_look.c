/* SPDX-License-Identifier: MIT */
#include "profiles/profile_look.h"

#include <errno.h>
#include <string.h>

/* What a feature can be at all: a limit beyond it is a mistake in writing. */
static void bounds_of(enum feature feature, double *ret_min, double *ret_max)
{
    switch (feature) {
    case FEATURE_BAR_RISE:
    case FEATURE_TRUNK_RISE:
        *ret_min = -2.5;
        *ret_max = 2.5;
        break;
    case FEATURE_DROP_START:
        *ret_min = 0.0;
        *ret_max = 1.0;
        break;
    case FEATURE_LOAD_LEAST:
    case FEATURE_LOAD_FAR:
        *ret_min = -1.0;
        *ret_max = 10.0;
        break;
    case FEATURE_SHARE:
        *ret_min = 0.5;
        *ret_max = 1.0;
        break;
    case FEATURE_CABLE:
        *ret_min = -100.0;
        *ret_max = 10000.0;
        break;
    case FEATURE_DURATION:
        *ret_min = 0.0;
        *ret_max = 120.0;
        break;
    case FEATURE_ALONE_TURNING:
    case FEATURE_ALONE_SPEED:
    case FEATURE_ALONE_BRAKE:
        *ret_min = 0.0;
        *ret_max = 20.0;
        break;
    case FEATURE_ALONE_RISE:
        *ret_min = 0.0;
        *ret_max = 2.5;
        break;
    case FEATURE_ALONE_TOP:
        *ret_min = 0.0;
        *ret_max = 1.0;
        break;
    default: /* degrees */
        *ret_min = -180.0;
        *ret_max = 180.0;
        break;
    }
}

static int find_feature(const char *name)
{
    for (int i = 0; i < FEATURE_COUNT; i++)
        if (strcmp(name, feature_name((enum feature)i)) == 0)
            return i;
    return -ENOENT;
}

static int read_family(struct exercise_look *look, const char *value,
                       char ret_reason[PROFILE_REASON_SIZE])
{
    if (look->family[0] != '\0')
        return profile_value_refuse(ret_reason, "family is given twice");
    if (!profile_value_is_word(value, EXERCISE_FAMILY_SIZE))
        return profile_value_refuse(ret_reason, "family: '%s' is not a word of at most %d letters",
                                    value, EXERCISE_FAMILY_SIZE - 1);
    strcpy(look->family, value);
    return 0;
}

int profile_look_read(struct exercise_look *look, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    if (strcmp(name, "family") == 0)
        return read_family(look, value, ret_reason);
    int feature = find_feature(name);
    if (feature < 0)
        return profile_value_refuse(ret_reason, "there is no '%s' in [recognition]", name);
    for (unsigned i = 0; i < look->limit_count; i++)
        if (look->limits[i].feature == (enum feature)feature)
            return profile_value_refuse(ret_reason, "%s is given twice", name);

    double low, high, min, max;
    bounds_of((enum feature)feature, &min, &max);
    int r = profile_value_span(name, value, min, max, &low, &high, ret_reason);
    if (r < 0)
        return r;
    look->limits[look->limit_count++] =
        (struct feature_limits){.feature = (enum feature)feature, .low = low, .high = high};
    return 0;
}

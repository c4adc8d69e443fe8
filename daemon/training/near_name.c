/* SPDX-License-Identifier: MIT */
#include "training/near_name.h"

#include <limits.h>
#include <string.h>

#define NAME_MAX_LENGTH 63
#define NOT_NEAR UINT_MAX

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned near_name_distance(const char *a, const char *b)
{
    unsigned rows[3][NAME_MAX_LENGTH + 1];
    unsigned *before = rows[0];
    unsigned *previous = rows[1];
    unsigned *current = rows[2];
    size_t a_length = strnlen(a, NAME_MAX_LENGTH);
    size_t b_length = strnlen(b, NAME_MAX_LENGTH);

    for (size_t j = 0; j <= b_length; j++)
        previous[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        current[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned replaced = previous[j - 1] + (a[i - 1] != b[j - 1]);

            current[j] = least(replaced, least(previous[j], current[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = least(current[j], before[j - 2] + 1);
        }
        unsigned *recycled = before;
        before = previous;
        previous = current;
        current = recycled;
    }
    return previous[b_length];
}

static unsigned rank(const char *name, const char *candidate)
{
    unsigned distance = near_name_distance(name, candidate);

    if (name[0] == '\0')
        return NOT_NEAR;
    if (distance <= (strlen(name) + 2) / 3)
        return distance;
    /* After all that are near by letters, so that "squat" still leads to the squats. */
    if (strstr(candidate, name) || strstr(name, candidate))
        return NAME_MAX_LENGTH + distance;
    return NOT_NEAR;
}

size_t near_name_find(const char *name, const char *(*name_at)(const void *data, size_t index),
                      const void *data, size_t count, size_t *ret_order, size_t limit)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned mine = rank(name, name_at(data, i));
        size_t place;

        if (mine == NOT_NEAR)
            continue;
        for (place = found; place > 0; place--)
            if (rank(name, name_at(data, ret_order[place - 1])) <= mine)
                break;
        if (place >= limit)
            continue;
        if (found < limit)
            found++;
        memmove(&ret_order[place + 1], &ret_order[place],
                (found - place - 1) * sizeof ret_order[0]);
        ret_order[place] = i;
    }
    return found;
}

/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <stdio.h>
#include <string.h>

#include "hub.h"
#include "text.h"

double picture_number(const struct picture *picture, const char *property, double fallback)
{
    return hub_objects_number(picture->objects, picture->session, HUB_SESSION, property, fallback);
}

double picture_clock_s(const struct picture *picture, const char *property)
{
    double since_us = picture_number(picture, property, 0);
    return since_us > 0 ? text_seconds_since((uint64_t)since_us) : 0;
}

void picture_centered(const struct picture *picture, unsigned row, enum style style,
                      const char *text)
{
    unsigned width = canvas_width(text);
    unsigned column = width < picture->columns ? (picture->columns - width) / 2 : 0;
    canvas_put(picture->canvas, row, column, style, text);
}

unsigned picture_wrapped(const struct picture *picture, struct area area, enum style style,
                         const char *text)
{
    while (*text && area.top < area.end) {
        char line[256];
        size_t taken = 0, length = strcspn(text, " ");

        do { /* a word at least, as many as there is room for */
            taken = length;
            length += strspn(text + length, " ");
            length += strcspn(text + length, " ");
            snprintf(line, sizeof(line), "%.*s", (int)length, text);
        } while (length > taken && canvas_width(line) + 2 <= picture->columns);
        snprintf(line, sizeof(line), "%.*s", (int)taken, text);
        picture_centered(picture, area.top++, style, line);
        text += taken;
        text += strspn(text, " ");
    }
    return area.top;
}

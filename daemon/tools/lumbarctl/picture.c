/* SPDX-License-Identifier: MIT */
#include "picture.h"

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

/* SPDX-License-Identifier: MIT */
#include "sensor_row.h"

#include <stdio.h>

#include "canvas.h"
#include "sensor_list.h"
#include "text.h"

#define BETWEEN 2 /* columns */

struct entry {
    enum style style;
    bool fine;
    char text[256]; /* with its mark */
};

static const char *mark(const struct picture *picture, bool fine)
{
    if (picture->dashboard->utf8)
        return fine ? "● " : "○ ";
    return fine ? "* " : "o ";
}

static bool get_entry(const struct picture *picture, size_t i, struct entry *ret_entry)
{
    static const enum style styles[] = {
        [SENSOR_FINE] = STYLE_GOOD,
        [SENSOR_DOUBTFUL] = STYLE_AMBER,
        [SENSOR_GONE] = STYLE_RED,
        [SENSOR_UNUSED] = STYLE_FAINT,
    };
    struct sensor_view view;

    if (!sensor_list_get(picture->objects, i, &view))
        return false;
    *ret_entry = (struct entry){.style = styles[view.health], .fine = view.health == SENSOR_FINE};
    const char *name = *view.role ? view.role : view.device;
    if (ret_entry->fine)
        snprintf(ret_entry->text, sizeof(ret_entry->text), "%s%.64s", mark(picture, true),
                 text_safe(name).s);
    else
        snprintf(ret_entry->text, sizeof(ret_entry->text), "%s%.64s (%.160s)", mark(picture, false),
                 text_safe(name).s, text_safe(view.remark.s).s);
    return true;
}

/* Of one that is well only the mark is coloured. */
static unsigned put_entry(const struct picture *picture, unsigned row, unsigned column,
                          const struct entry *entry)
{
    unsigned end = canvas_put(picture->canvas, row, column,
                              entry->fine ? STYLE_PLAIN : entry->style, entry->text);

    if (entry->fine)
        canvas_put(picture->canvas, row, column, entry->style, mark(picture, true));
    return end + BETWEEN;
}

static void draw_shortened(const struct picture *picture, unsigned row, unsigned fine)
{
    struct entry entry = {.style = STYLE_GOOD, .fine = true};
    char rest[32];
    unsigned column = 1, shown = 0, left_out = 0;

    if (fine > 0) {
        snprintf(entry.text, sizeof(entry.text), "%s%u %s well", mark(picture, true), fine,
                 fine == 1 ? "is" : "are");
        column = put_entry(picture, row, column, &entry);
    }
    for (size_t i = 0; get_entry(picture, i, &entry); i++) {
        if (entry.fine)
            continue;
        /* room is kept for "64 more" */
        if (left_out > 0 || column + canvas_width(entry.text) + BETWEEN + 7 > picture->columns) {
            left_out++;
            continue;
        }
        column = put_entry(picture, row, column, &entry);
        shown++;
    }
    if (left_out > 0) {
        snprintf(rest, sizeof(rest), "%u %s", left_out, shown > 0 ? "more" : "not well");
        canvas_put(picture->canvas, row, column, STYLE_AMBER, rest);
    }
}

void sensor_row_draw(const struct picture *picture, unsigned row)
{
    struct entry entry;
    unsigned width = 1, fine = 0, column = 1;
    size_t count = 0;

    for (; get_entry(picture, count, &entry); count++) {
        width += canvas_width(entry.text) + (count > 0 ? BETWEEN : 0);
        fine += entry.fine;
    }
    if (count == 0)
        canvas_put(picture->canvas, row, 1, STYLE_RED,
                   "no sensors found: is the array plugged in?");
    else if (width > picture->columns)
        draw_shortened(picture, row, fine);
    else
        for (size_t i = 0; get_entry(picture, i, &entry); i++)
            column = put_entry(picture, row, column, &entry);
}

/* SPDX-License-Identifier: MIT */
#include "calibration_panel.h"

#include <stdio.h>
#include <string.h>

#include "gauge.h"
#include "hub.h"
#include "text.h"

/* How long it is told how a calibration has ended; design value: to walk up to the screen. */
#define END_SHOWN_S 8.0

static unsigned draw_reason(const struct picture *picture, struct area area, const char *intro)
{
    const struct calibration_log *log = &picture->dashboard->calibration;
    char text[240];

    snprintf(text, sizeof(text), "%s%s%s%s%s.", intro, text_calibration_reason(log->reason),
             *log->sensor ? " (" : "", text_safe(log->sensor).s, *log->sensor ? ")" : "");
    return picture_wrapped(picture, area, STYLE_AMBER, text);
}

static void draw_end(const struct picture *picture, struct area area)
{
    const struct calibration_log *log = &picture->dashboard->calibration;

    area.top += (area.end - area.top) / 3;
    if (strcmp(log->verdict, "done") == 0)
        picture_wrapped(picture, area, STYLE_GOOD, "The calibration is done.");
    else
        draw_reason(picture, area, "The calibration was refused: ");
}

static void draw_progress(const struct picture *picture, unsigned row)
{
    const struct calibration_log *log = &picture->dashboard->calibration;
    struct gauge gauge = {.label = "progress", .fraction = log->progress};

    if (log->steps > 1)
        snprintf(gauge.value, sizeof(gauge.value), "%u of %u", log->step, log->steps);
    gauge_draw(&gauge, picture->canvas, row, picture->dashboard->utf8);
}

static void draw_task(const struct picture *picture, struct area area)
{
    const struct calibration_log *log = &picture->dashboard->calibration;

    area.top += (area.end - area.top) / 4;
    /* A screen that came in the middle has not heard the task yet. */
    area.top = picture_wrapped(picture, area, STYLE_STRONG,
                               calibration_log_has_ended(log) ? "A calibration is going on."
                                                              : text_calibration_task(log->task));
    if (*log->reason && !calibration_log_has_ended(log))
        area.top = draw_reason(picture, area, "Once more: ");
    if (area.top + 1 < area.end && !calibration_log_has_ended(log))
        draw_progress(picture, area.top + 1);
}

bool calibration_panel_draw(const struct picture *picture, struct area area)
{
    const struct calibration_log *log = &picture->dashboard->calibration;
    const char *kind =
        hub_objects_string(picture->objects, HUB_ROOT, HUB_MANAGER, "Calibrating", "");
    bool ended = *log->kind && calibration_log_has_ended(log);

    if (*kind)
        draw_task(picture, area);
    else if (ended && text_seconds_since(log->time_us) < END_SHOWN_S)
        draw_end(picture, area);
    else
        return false;
    return true;
}

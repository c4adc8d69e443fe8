/* SPDX-License-Identifier: MIT */
#include "number_panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "big_text.h"
#include "hub.h"
#include "text.h"

/* From so many columns on there is room for the tempo beside the number. */
#define WIDE_COLUMNS 64
/* The large number and the words below it. */
struct number {
    char digits[16]; /* "" = there is nothing to count */
    char caption[96];
    enum style style;
};

static void caption_reps(const struct picture *picture, unsigned target, struct number *number)
{
    unsigned reps = (unsigned)picture_number(picture, "Reps", 0);
    unsigned left = (unsigned)picture_number(picture, "RepsLeft", 0);
    unsigned right = (unsigned)picture_number(picture, "RepsRight", 0);
    const char *noun = (target > 0 ? target : reps) == 1 ? "repetition" : "repetitions";
    char of[24] = "", sides[48] = "";
    if (target > 0)
        snprintf(of, sizeof(of), "of %u ", target);
    if (left + right > 0)
        snprintf(sides, sizeof(sides), ": %u left, %u right", left, right);
    snprintf(number->caption, sizeof(number->caption), "%s%s%s", of, noun, sides);
}

static void choose_number(const struct picture *picture, struct number *number)
{
    unsigned reps = (unsigned)picture_number(picture, "Reps", 0);
    unsigned target = (unsigned)picture_number(picture, "TargetReps", 0);
    double held_s = picture_number(picture, "HoldTime", 0);
    double target_hold_s = picture_number(picture, "TargetHold", 0);
    *number = (struct number){.style = STYLE_STRONG};

    if (strcmp(picture->state, "rest") == 0) {
        snprintf(number->digits, sizeof(number->digits), "%.12s",
                 text_clock(picture_clock_s(picture, "RestSince")).s);
        bool held = reps == 0 && held_s > 0;
        snprintf(number->caption, sizeof(number->caption), "rest. Last set: %s%.30s",
                 held ? "held " : "",
                 held ? text_seconds(held_s).s : text_count(reps, "repetition", "repetitions").s);
        number->style = STYLE_PLAIN;
    } else if (strcmp(picture->state, "set") == 0 && held_s > 0 && reps == 0) {
        snprintf(number->digits, sizeof(number->digits), "%.12s", text_clock(held_s).s);
        if (target_hold_s > 0)
            snprintf(number->caption, sizeof(number->caption), "hold of %.0f s", target_hold_s);
        else
            snprintf(number->caption, sizeof(number->caption), "hold");
    } else if (strcmp(picture->state, "set") == 0) {
        snprintf(number->digits, sizeof(number->digits), "%u", reps);
        caption_reps(picture, target, number);
        if (target > 0 && reps >= target)
            number->style = STYLE_GOOD;
    }
}

static void draw_invitation(const struct picture *picture, struct area area)
{
    bool auto_track = hub_objects_bool(picture->objects, HUB_ROOT, HUB_MANAGER, "AutoTrack");
    unsigned middle = area.top + (area.end - area.top) / 2;
    if (middle > area.top)
        picture_centered(picture, middle - 1, STYLE_STRONG, "Ready when you are.");
    picture_centered(picture, middle, STYLE_PLAIN,
                     auto_track ? "Lift: the set starts on its own."
                                : "The set starts with: lumbarctl start-set");
}

static void draw_phase(const struct picture *picture, unsigned row, unsigned column,
                       const char *name, double seconds)
{
    const unsigned columns_a_second = 4;
    if (!(seconds >= 0))
        return;
    column = canvas_print(picture->canvas, row, column, STYLE_PLAIN, "%-6s %6s  ", name,
                          text_seconds(seconds).s);
    double length = fmin(seconds * columns_a_second, 80);
    for (unsigned i = 0; i < (unsigned)lround(length); i++)
        canvas_put(picture->canvas, row, column + i, STYLE_GOOD,
                   picture->dashboard->utf8 ? "▬" : "=");
}

/* The last repetition's tempo, beside the number. */
static void draw_tempo(const struct picture *picture, struct area area, unsigned column)
{
    const struct set_log *log = &picture->dashboard->log;
    const struct rep_entry *rep = set_log_last(log);
    if (rep && !rep->has_detail && log->rep_count > 1)
        rep--;
    if (!rep || !rep->has_detail || area.end < area.top + 5)
        return;
    unsigned row = area.top;
    canvas_print(picture->canvas, row++, column, STYLE_FAINT, "repetition %u", rep->number);
    draw_phase(picture, row++, column, "down", rep->down_s);
    draw_phase(picture, row++, column, "pause", rep->stretch_s);
    draw_phase(picture, row++, column, "up", rep->up_s);
    row++;
    if (row < area.end && isfinite(rep->lumbar_deg))
        canvas_print(picture->canvas, row++, column, STYLE_PLAIN, "lower back %s",
                     text_angle(rep->lumbar_deg).s);
    if (row < area.end && isfinite(rep->velocity_m_s))
        canvas_print(picture->canvas, row, column, STYLE_PLAIN, "speed %.2f m/s",
                     rep->velocity_m_s);
}

void number_panel_draw(const struct picture *picture, struct area area)
{
    struct number number;
    choose_number(picture, &number);
    if (!*number.digits) {
        draw_invitation(picture, area);
        return;
    }
    bool utf8 = picture->dashboard->utf8;
    bool wide = picture->columns >= WIDE_COLUMNS;
    unsigned columns = wide ? picture->columns / 2 : picture->columns - 1;
    unsigned rows = area.end - area.top;
    /* two digits' room at least, so that the size does not change with the tenth repetition */
    const char *measure = strlen(number.digits) < 2 ? "00" : number.digits;
    unsigned scale = rows > 1 ? big_text_scale(measure, rows - 1, columns - 2, utf8) : 0;
    unsigned row = area.top;
    if (scale > 0) {
        big_text_put(picture->canvas, row, 2, number.style, number.digits, scale, utf8);
        row += big_text_rows(scale);
        canvas_put(picture->canvas, row, 2, STYLE_PLAIN, number.caption);
    } else {
        canvas_print(picture->canvas, row, 1, number.style, "%s %s", number.digits, number.caption);
    }
    if (wide)
        draw_tempo(picture, area, picture->columns / 2 + 2);
}

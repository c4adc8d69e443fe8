/* SPDX-License-Identifier: MIT */
/*
 *   Deadlift, 100 kg                                        set 2  0:23      title
 *   ───────────────────────────────────────────────────────────────────
 *   ▄▀▀▀▄                     last repetition                              number, and beside
 *      ▄▀                     down   1.8 s ███████                         it the last tempo
 *   ▄█▄▄▄                     up     1.2 s █████
 *   repetition of 8
 *
 *   lower back   24°  ███████████░░░░░░░░░░░│░░│░░░░                       gauges
 *   range        80%  ██████████████████████████░░░░░░
 *
 *                flat back (rounding, 46°, limit 44°)                      cue
 *
 *    rep    down   pause      up   range  lumbar                           table
 *      2   1.8 s   0.2 s   1.2 s     52°     24°
 *   ───────────────────────────────────────────────────────────────────
 *   ● bar  ● pelvis  ● thorax  ○ feet (gone)                               sensors
 */
#include "dashboard.h"

#include <math.h>
#include <string.h>

#include "big_text.h"
#include "gauge.h"
#include "hub.h"
#include "rep_table.h"
#include "sensor_list.h"
#include "text.h"

/* Most flexion of the lower back where the athlete's own has not been measured: design value of the
 * calibration's fallback. Amber and red begin at 70 % (PostureCoach) and 80 % (Boocock) of it. */
#define LUMBAR_MOST_DEG 55.0
#define LUMBAR_AMBER 0.70
#define LUMBAR_RED 0.80

/* How long a cue stays in bright colours. */
#define CUE_FRESH_S 6.0

/* From so many columns on there is room for the tempo beside the number. */
#define WIDE_COLUMNS 64
/* The table of repetitions needs so many columns, see rep_table.c. */
#define TABLE_COLUMNS 46

struct picture {
    const struct dashboard *dashboard;
    const struct hub_objects *objects;
    struct canvas *canvas;
    const char *session; /* NULL = none */
    const char *state;
    unsigned rows, columns;
};

/* Rows from top to (not including) end. */
struct area {
    unsigned top;
    unsigned end;
};

void dashboard_init(struct dashboard *dashboard, bool utf8)
{
    *dashboard = (struct dashboard){.utf8 = utf8, .presence = PRESENCE_HUB_GONE};
    set_log_clear(&dashboard->log);
}

void dashboard_presence(struct dashboard *dashboard, enum presence presence)
{
    dashboard->presence = presence;
    if (presence != PRESENCE_HERE)
        set_log_clear(&dashboard->log);
}

static double session_number(const struct picture *picture, const char *property, double fallback)
{
    return hub_objects_number(picture->objects, picture->session, HUB_SESSION, property, fallback);
}

static double session_clock_s(const struct picture *picture, const char *property)
{
    double since_us = session_number(picture, property, 0);
    return since_us > 0 ? text_seconds_since((uint64_t)since_us) : 0;
}

static void draw_rule(const struct picture *picture, unsigned row)
{
    for (unsigned column = 0; column < picture->columns; column++)
        canvas_put(picture->canvas, row, column, STYLE_FAINT, picture->dashboard->utf8 ? "─" : "-");
}

static void draw_right(const struct picture *picture, unsigned row, enum style style,
                       const char *text)
{
    unsigned width = canvas_width(text) + 1;
    if (width <= picture->columns)
        canvas_put(picture->canvas, row, picture->columns - width, style, text);
}

static void draw_centered(const struct picture *picture, unsigned row, enum style style,
                          const char *text)
{
    unsigned width = canvas_width(text);
    unsigned column = width < picture->columns ? (picture->columns - width) / 2 : 0;
    canvas_put(picture->canvas, row, column, style, text);
}

static void draw_title(const struct picture *picture)
{
    const char *id =
        hub_objects_string(picture->objects, HUB_ROOT, HUB_MANAGER, "Exercise", "unknown");
    double load_kg = hub_objects_number(picture->objects, HUB_ROOT, HUB_MANAGER, "Load", 0);
    unsigned set = (unsigned)session_number(picture, "Set", 0);
    bool known = strcmp(id, "unknown") != 0;

    unsigned column = canvas_put(
        picture->canvas, 0, 1, STYLE_STRONG,
        known ? text_safe(hub_objects_exercise_name(picture->objects, id)).s : "Lumbar");
    if (load_kg > 0)
        canvas_print(picture->canvas, 0, column, STYLE_STRONG, ", %s", text_load(load_kg).s);

    char state[64] = "";
    if (strcmp(picture->state, "set") == 0)
        snprintf(state, sizeof(state), "set %u  %.20s", set,
                 text_clock(session_clock_s(picture, "SetSince")).s);
    else if (strcmp(picture->state, "rest") == 0)
        snprintf(state, sizeof(state), "rest after set %u", set);
    else if (strcmp(picture->state, "ready") == 0)
        snprintf(state, sizeof(state), "ready");
    else if (strcmp(picture->state, "idle") == 0)
        snprintf(state, sizeof(state), "no session");
    draw_right(picture, 0, strcmp(picture->state, "set") == 0 ? STYLE_GOOD : STYLE_PLAIN, state);
}

static void draw_sensors(const struct picture *picture, unsigned row)
{
    static const enum style styles[] = {
        [SENSOR_FINE] = STYLE_GOOD,
        [SENSOR_DOUBTFUL] = STYLE_AMBER,
        [SENSOR_GONE] = STYLE_RED,
        [SENSOR_UNUSED] = STYLE_FAINT,
    };
    bool utf8 = picture->dashboard->utf8;
    struct sensor_view view;
    unsigned column = 1;
    size_t i = 0;
    for (; sensor_list_get(picture->objects, i, &view); i++) {
        enum style style = styles[view.health];
        bool fine = view.health == SENSOR_FINE;
        const char *mark = fine ? (utf8 ? "● " : "* ") : (utf8 ? "○ " : "o ");
        column = canvas_put(picture->canvas, row, column, style, mark);
        column = canvas_put(picture->canvas, row, column, fine ? STYLE_PLAIN : style,
                            text_safe(*view.role ? view.role : view.device).s);
        if (!fine)
            column = canvas_print(picture->canvas, row, column, style, " (%s)",
                                  text_safe(view.remark.s).s);
        column += 2;
    }
    if (i == 0)
        canvas_put(picture->canvas, row, 1, STYLE_RED, "no sensors found: is the array plugged in?");
}

/* The large number and the words below it. */
struct number {
    char digits[16]; /* "" = there is nothing to count */
    char caption[96];
    enum style style;
};

static void caption_reps(const struct picture *picture, unsigned target, struct number *number)
{
    unsigned reps = (unsigned)session_number(picture, "Reps", 0);
    unsigned left = (unsigned)session_number(picture, "RepsLeft", 0);
    unsigned right = (unsigned)session_number(picture, "RepsRight", 0);
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
    unsigned reps = (unsigned)session_number(picture, "Reps", 0);
    unsigned target = (unsigned)session_number(picture, "TargetReps", 0);
    double held_s = session_number(picture, "HoldTime", 0);
    double target_hold_s = session_number(picture, "TargetHold", 0);
    *number = (struct number){.style = STYLE_STRONG};

    if (strcmp(picture->state, "rest") == 0) {
        snprintf(number->digits, sizeof(number->digits), "%.12s",
                 text_clock(session_clock_s(picture, "RestSince")).s);
        snprintf(number->caption, sizeof(number->caption), "rest. Last set: %.30s",
                 text_count(reps, "repetition", "repetitions").s);
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
        draw_centered(picture, middle - 1, STYLE_STRONG, "Ready when you are.");
    draw_centered(picture, middle, STYLE_PLAIN,
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

static void draw_number(const struct picture *picture, struct area area)
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

static void draw_lumbar(const struct picture *picture, unsigned row)
{
    double angle_deg = session_number(picture, "LumbarAngle", NAN);
    if (!isfinite(angle_deg)) {
        if (picture->session)
            canvas_put(picture->canvas, row, 1, STYLE_FAINT,
                       "lower back: it takes sensors on thorax and pelvis");
        return;
    }
    struct gauge gauge = {
        .label = "lower back",
        .fraction = angle_deg / LUMBAR_MOST_DEG,
        .amber = LUMBAR_AMBER,
        .red = LUMBAR_RED,
    };
    snprintf(gauge.value, sizeof(gauge.value), "%.15s", text_angle(angle_deg).s);
    gauge_draw(&gauge, picture->canvas, row, picture->dashboard->utf8);
}

static void draw_range(const struct picture *picture, unsigned row)
{
    struct gauge gauge = {
        .label = "range",
        .fraction = session_number(picture, "RangeFraction", NAN),
    };
    if (!isfinite(gauge.fraction))
        return;
    snprintf(gauge.value, sizeof(gauge.value), "%.0f %%", 100 * gauge.fraction);
    gauge_draw(&gauge, picture->canvas, row, picture->dashboard->utf8);
}

static void draw_gauges(const struct picture *picture, struct area area)
{
    if (area.top < area.end)
        draw_lumbar(picture, area.top);
    if (area.top + 1 < area.end)
        draw_range(picture, area.top + 1);
}

static void draw_cue(const struct picture *picture, unsigned row)
{
    static const enum style styles[] = {
        [CUE_LEVEL_PRAISE] = STYLE_GOOD,
        [CUE_LEVEL_HINT] = STYLE_AMBER,
        [CUE_LEVEL_WARNING] = STYLE_RED,
        [CUE_LEVEL_STOP] = STYLE_ALARM,
    };
    const struct cue_entry *cue = &picture->dashboard->log.cue;
    if (cue->level == CUE_LEVEL_NONE)
        return;
    bool fresh = text_seconds_since(cue->time_us) < CUE_FRESH_S;
    enum style style = fresh ? styles[cue->level] : STYLE_PLAIN;
    if (fresh && cue->level >= CUE_LEVEL_WARNING) {
        style = STYLE_ALARM;
        for (unsigned column = 0; column < picture->columns; column++)
            canvas_put(picture->canvas, row, column, style, " ");
    }
    char line[200];
    struct rep_row words = rep_table_cue(cue);
    if (cue->rep > 0)
        snprintf(line, sizeof(line), "rep %u: %s", cue->rep, words.s);
    else
        snprintf(line, sizeof(line), "%s", words.s);
    draw_centered(picture, row, style, line);
}

static enum style row_style(const struct rep_entry *rep)
{
    if (rep->cue.level >= CUE_LEVEL_WARNING)
        return STYLE_RED;
    return rep->cue.level == CUE_LEVEL_HINT ? STYLE_AMBER : STYLE_PLAIN;
}

/* The newest repetition on top: the one that people look for. */
static void draw_table(const struct picture *picture, struct area area)
{
    const struct set_log *log = &picture->dashboard->log;
    bool columns = picture->columns >= TABLE_COLUMNS;
    unsigned row = area.top;
    if (columns && area.end >= area.top + 2 && log->rep_count > 0)
        canvas_put(picture->canvas, row++, 0, STYLE_FAINT, rep_table_heading().s);
    for (unsigned i = log->rep_count; i-- > 0 && row < area.end; row++) {
        const struct rep_entry *rep = &log->reps[i];
        if (columns)
            canvas_put(picture->canvas, row, 0, row_style(rep), rep_table_row(rep).s);
        else
            canvas_put(picture->canvas, row, 1, row_style(rep), rep_table_sentence(rep).s);
    }
}

static void draw_absence(const struct picture *picture)
{
    bool bus = picture->dashboard->presence == PRESENCE_BUS_GONE;
    draw_centered(picture, picture->rows / 2, STYLE_ALARM,
                  bus ? " The bus is gone, waiting... " : " The hub is gone, waiting... ");
}

/* Gives each part its rows, from what is needed most to what can be left out. */
static void draw_body(const struct picture *picture, struct area body)
{
    unsigned rows = body.end - body.top;
    unsigned gap = rows >= 16 ? 1 : 0;
    unsigned cue_rows = rows >= 3 ? 1 : 0;
    unsigned gauge_rows = rows >= 8 ? 2 : rows >= 4 ? 1 : 0;
    unsigned rest = rows - cue_rows - gauge_rows - 3 * gap;
    unsigned number_rows = rest <= 6 ? rest : rest * 6 / 10;

    struct area number = {body.top, body.top + number_rows};
    struct area gauges = {number.end + gap, number.end + gap + gauge_rows};
    unsigned cue = gauges.end + gap;
    struct area table = {cue + cue_rows + gap, body.end};
    draw_number(picture, number);
    draw_gauges(picture, gauges);
    if (cue_rows > 0)
        draw_cue(picture, cue);
    draw_table(picture, table);
}

void dashboard_draw(const struct dashboard *dashboard, const struct hub_objects *objects,
                    struct canvas *canvas)
{
    struct picture picture = {
        .dashboard = dashboard,
        .objects = objects,
        .canvas = canvas,
        .session = hub_objects_session(objects),
        .state = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "State", "unknown"),
        .rows = canvas_rows(canvas),
        .columns = canvas_columns(canvas),
    };
    if (dashboard->presence != PRESENCE_HERE) {
        draw_absence(&picture);
        return;
    }
    struct area body = {1, picture.rows};
    draw_title(&picture);
    if (picture.rows >= 10)
        draw_rule(&picture, body.top++);
    if (picture.rows >= 4)
        draw_sensors(&picture, --body.end);
    if (picture.rows >= 12)
        draw_rule(&picture, --body.end);
    if (body.end > body.top)
        draw_body(&picture, body);
}

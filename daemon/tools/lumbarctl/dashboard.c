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

#include "calibration_panel.h"
#include "gauge.h"
#include "hub.h"
#include "number_panel.h"
#include "picture.h"
#include "rep_table.h"
#include "sensor_row.h"
#include "text.h"

/* Most flexion of the lower back where the athlete's own has not been measured: design value of the
 * calibration's fallback. Amber and red begin at 70 % (PostureCoach) and 80 % (Boocock) of it. */
#define LUMBAR_MOST_DEG 55.0
#define LUMBAR_AMBER 0.70
#define LUMBAR_RED 0.80
/* So many ranges from the start is no place in a repetition: the athlete walks. Design value. */
#define RANGE_MOST 2.0

/* How long a cue stays in bright colours. */
#define CUE_FRESH_S 6.0

/* The table of repetitions needs so many columns, see rep_table.c. */
#define TABLE_COLUMNS 46

void dashboard_init(struct dashboard *dashboard, bool utf8)
{
    *dashboard = (struct dashboard){.utf8 = utf8, .presence = PRESENCE_HUB_GONE};
    set_log_clear(&dashboard->log);
}

void dashboard_presence(struct dashboard *dashboard, enum presence presence)
{
    dashboard->presence = presence;
    if (presence == PRESENCE_HERE)
        return;
    set_log_clear(&dashboard->log);
    calibration_log_clear(&dashboard->calibration);
}

static void draw_rule(const struct picture *picture, unsigned row)
{
    for (unsigned column = 0; column < picture->columns; column++)
        canvas_put(picture->canvas, row, column, STYLE_FAINT, picture->dashboard->utf8 ? "─" : "-");
}

/* What is done, and with how much. */
static void title_of(const struct picture *picture, char *ret_title, size_t size)
{
    const char *id =
        hub_objects_string(picture->objects, HUB_ROOT, HUB_MANAGER, "Exercise", "unknown");
    double load_kg = hub_objects_number(picture->objects, HUB_ROOT, HUB_MANAGER, "Load", 0);
    /* not recognised: as what the set is counted */
    if (strcmp(id, "unknown") == 0 && picture->dashboard->log.open)
        id = picture->dashboard->log.exercise;
    bool known = strcmp(id, "unknown") != 0 && *id;

    snprintf(ret_title, size, "%s%s%s",
             known ? text_safe(hub_objects_exercise_name(picture->objects, id)).s : "Lumbar",
             load_kg > 0 ? ", " : "", load_kg > 0 ? text_load(load_kg).s : "");
}

static enum style state_of(const struct picture *picture, char *ret_state, size_t size)
{
    const char *calibrating =
        hub_objects_string(picture->objects, HUB_ROOT, HUB_MANAGER, "Calibrating", "");
    unsigned set = (unsigned)picture_number(picture, "Set", 0);

    *ret_state = '\0';
    if (*calibrating) {
        snprintf(ret_state, size, "calibration: %.30s", text_safe(calibrating).s);
        return STYLE_AMBER; /* nothing is counted */
    }
    if (strcmp(picture->state, "set") == 0) {
        snprintf(ret_state, size, "set %u  %.20s", set,
                 text_clock(picture_clock_s(picture, "SetSince")).s);
        return STYLE_GOOD;
    }
    if (strcmp(picture->state, "rest") == 0)
        snprintf(ret_state, size, "rest after set %u", set);
    else if (strcmp(picture->state, "ready") == 0)
        snprintf(ret_state, size, "ready");
    else if (strcmp(picture->state, "idle") == 0)
        snprintf(ret_state, size, "no session");
    return STYLE_PLAIN;
}

/* The state is what changes: where there is no room for both, it has it. */
static void draw_title(const struct picture *picture)
{
    char title[224], state[64];
    enum style style;

    title_of(picture, title, sizeof(title));
    style = state_of(picture, state, sizeof(state));
    unsigned width = canvas_width(state) + 1;
    canvas_put(picture->canvas, 0, 1, STYLE_STRONG, title);
    if (!*state || width > picture->columns)
        return;
    unsigned column = picture->columns - width;
    for (unsigned gap = column < 2 ? 0 : column - 2; gap < column; gap++)
        canvas_put(picture->canvas, 0, gap, STYLE_PLAIN, " ");
    canvas_put(picture->canvas, 0, column, style, state);
}

static void draw_lumbar(const struct picture *picture, unsigned row)
{
    double angle_deg = picture_number(picture, "LumbarAngle", NAN);
    if (!isfinite(angle_deg)) {
        if (picture->session)
            canvas_put(picture->canvas, row, 1, STYLE_FAINT,
                       "lower back: it takes sensors on thorax and pelvis");
        return;
    }
    double most_deg =
        hub_objects_number(picture->objects, HUB_ROOT, HUB_MANAGER, "LumbarFlexionMax", 0);
    struct gauge gauge = {
        .label = "lower back",
        .fraction = angle_deg / (most_deg > 0 ? most_deg : LUMBAR_MOST_DEG),
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
        .fraction = picture_number(picture, "RangeFraction", NAN),
    };
    if (!isfinite(gauge.fraction) || fabs(gauge.fraction) > RANGE_MOST)
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
    const struct cue_entry *cue = &picture->dashboard->log.shown;
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
    picture_centered(picture, row, style, line);
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
    picture_centered(picture, picture->rows / 2, STYLE_ALARM,
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
    if (!calibration_panel_draw(picture, number))
        number_panel_draw(picture, number);
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
        sensor_row_draw(&picture, --body.end);
    if (picture.rows >= 12)
        draw_rule(&picture, --body.end);
    if (body.end > body.top)
        draw_body(&picture, body);
}

/* SPDX-License-Identifier: MIT */
/* watch on a terminal: one live screen. Here is when it is drawn; what it shows is in dashboard.c.
 */
#include "watch_views.h"

#include <stdio.h>
#include <stdlib.h>

#include "canvas.h"
#include "dashboard.h"
#include "rep_table.h"
#include "terminal.h"
#include "text.h"

/* Changes are gathered for so long before they are drawn: 25 pictures a second at most. */
#define GATHER_US (40 * 1000ULL)
/* Clocks on the screen move once a second. */
#define TICK_US (1000 * 1000ULL)

struct watch_screen {
    struct watch *watch;
    struct canvas *canvas;
    struct dashboard dashboard;
    char exercise_name[64]; /* of the newest set */
    const struct hub_objects *objects;
};

static void draw(struct watch_screen *screen)
{
    if (!screen->canvas)
        return;
    canvas_clear(screen->canvas);
    dashboard_draw(&screen->dashboard, screen->objects, screen->canvas);
    size_t length;
    const char *text = canvas_render(screen->canvas, &length);
    if (length > 0)
        terminal_write(text, length);
}

/* A fresh canvas of the terminal's size: everything is painted again. */
static void repaint(struct watch_screen *screen)
{
    unsigned rows, columns;
    terminal_size(&rows, &columns);
    screen->canvas = canvas_free(screen->canvas);
    if (canvas_new(rows, columns, terminal_has_color(), &screen->canvas) >= 0)
        draw(screen);
}

static void on_presence(void *data, enum presence presence, const struct hub_objects *objects)
{
    struct watch_screen *screen = data;
    screen->objects = objects;
    dashboard_presence(&screen->dashboard, presence);
    if (!screen->canvas) { /* only now: an error before is to be read on the ordinary screen */
        terminal_take();
        repaint(screen);
    }
    watch_call_later(screen->watch, 0);
}

static void on_changed(void *data, const struct hub_objects *objects,
                       const struct hub_change *change)
{
    (void)change;
    struct watch_screen *screen = data;
    screen->objects = objects;
    watch_call_later(screen->watch, GATHER_US);
}

static void on_happening(void *data, const struct hub_objects *objects,
                         struct json_object *happening)
{
    struct watch_screen *screen = data;
    screen->objects = objects;
    set_log_take(&screen->dashboard.log, happening);
    calibration_log_take(&screen->dashboard.calibration, happening);
    snprintf(screen->exercise_name, sizeof(screen->exercise_name), "%s",
             hub_objects_exercise_name(objects, screen->dashboard.log.exercise));
    watch_call_later(screen->watch, GATHER_US);
}

static void on_later(void *data)
{
    struct watch_screen *screen = data;
    draw(screen);
    watch_call_later(screen->watch, TICK_US);
}

static void on_resized(void *data)
{
    repaint(data);
}

static void on_suspended(void *data, bool suspended)
{
    struct watch_screen *screen = data;
    if (suspended) {
        terminal_restore();
        return;
    }
    terminal_take();
    repaint(screen);
}

static bool on_key(void *data, char key)
{
    if (key == '\f')
        repaint(data);
    return key != 'q' && key != 'Q';
}

static void attach(void *data, struct watch *watch)
{
    struct watch_screen *screen = data;
    screen->watch = watch;
    watch_call_later(watch, TICK_US);
}

/* What remains on the terminal when the live screen has gone. */
static void leave_summary(const struct watch_screen *screen)
{
    const struct set_log *log = &screen->dashboard.log;
    if (log->set > 0 && !log->open)
        rep_table_print(log, screen->exercise_name, stdout);
}

int watch_screen_run(const struct arguments *arguments, const struct watch_options *options)
{
    static const struct watch_view view = {
        .presence = on_presence,
        .happening = on_happening,
        .changed = on_changed,
        .later = on_later,
        .resized = on_resized,
        .key = on_key,
        .suspended = on_suspended,
    };
    static const struct hub_objects nothing;
    struct watch_screen *screen = calloc(1, sizeof(*screen));
    if (!screen) {
        fputs("lumbarctl: out of memory\n", stderr);
        return EXIT_REFUSED;
    }
    screen->objects = &nothing;
    dashboard_init(&screen->dashboard, terminal_is_utf8());
    int status = watch_run(arguments, options, &view, screen, attach);
    terminal_restore();
    if (status == EXIT_OK)
        leave_summary(screen);
    canvas_free(screen->canvas);
    free(screen);
    return status;
}

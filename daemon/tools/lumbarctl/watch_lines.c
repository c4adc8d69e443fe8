/* SPDX-License-Identifier: MIT */
/* watch without a terminal: a line a happening, each out at once. */
#include "watch_views.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calibration_log.h"
#include "happening.h"
#include "hub.h"
#include "rep_table.h"
#include "sensor_list.h"
#include "set_log.h"
#include "text.h"

/* A repetition's details usually follow at once: wait so long, and say both in one line. */
#define DETAIL_WAIT_US (300 * 1000ULL)

#define SENSORS_SEEN_MAX 64 /* as many as the hub shows */

struct watch_lines {
    struct watch *watch;
    struct set_log log;
    struct calibration_log calibration;
    bool here;
    unsigned rep_waiting; /* counted, not yet said */
    unsigned rep_said;    /* the last line said that it counts, and no more */
    char exercise[64];
    char session[64];
    struct {
        char path[96];
        enum sensor_health health;
        char remark[160];
    } sensors[SENSORS_SEEN_MAX];
    size_t sensor_count;
};

static void say_waiting_rep(struct watch_lines *lines)
{
    const struct rep_entry *rep = set_log_find(&lines->log, lines->rep_waiting);
    if (lines->rep_waiting > 0 && rep) {
        puts(rep_table_sentence(rep).s);
        lines->rep_said = rep->number;
    }
    lines->rep_waiting = 0;
}

static void say_detail(struct watch_lines *lines, unsigned number)
{
    const struct rep_entry *rep = set_log_find(&lines->log, number);
    if (!rep)
        return;
    if (number == lines->rep_said)
        printf("     %s\n", rep_table_details(rep).s);
    else
        puts(rep_table_sentence(rep).s);
    lines->rep_said = 0;
    if (number == lines->rep_waiting)
        lines->rep_waiting = 0;
}

static void say_sensor(const struct sensor_view *view)
{
    const char *name = *view->role ? view->role : view->device;
    if (view->health == SENSOR_FINE)
        printf("sensor: %s is here (%s)\n", text_safe(name).s, text_safe(view->model).s);
    else
        printf("sensor: %s: %s\n", text_safe(name).s, text_safe(view->remark.s).s);
}

/* Remembers how a sensor is; true when that is news. */
static bool note_sensor(struct watch_lines *lines, const struct sensor_view *view)
{
    size_t i = 0;
    while (i < lines->sensor_count && strcmp(lines->sensors[i].path, view->path) != 0)
        i++;
    if (i == SENSORS_SEEN_MAX)
        return false;
    bool known = i < lines->sensor_count;
    /* while it is gone, only why it cannot be reached changes */
    if (known && lines->sensors[i].health == view->health &&
        (view->health == SENSOR_GONE || strcmp(lines->sensors[i].remark, view->remark.s) == 0))
        return false;
    if (!known)
        lines->sensor_count++;
    snprintf(lines->sensors[i].path, sizeof(lines->sensors[i].path), "%s", view->path);
    snprintf(lines->sensors[i].remark, sizeof(lines->sensors[i].remark), "%s", view->remark.s);
    lines->sensors[i].health = view->health;
    return true;
}

static void look_at_sensors(struct watch_lines *lines, const struct hub_objects *objects,
                            bool silently)
{
    struct sensor_view view;
    for (size_t i = 0; sensor_list_get(objects, i, &view); i++)
        if (note_sensor(lines, &view) && !silently)
            say_sensor(&view);
}

/* True when a property has another value than was remembered. */
static bool is_news(char *remembered, size_t size, const char *now)
{
    if (strcmp(remembered, now) == 0)
        return false;
    snprintf(remembered, size, "%s", now);
    return true;
}

static void look_at_manager(struct watch_lines *lines, const struct hub_objects *objects,
                            bool silently)
{
    const char *session = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Session", "/");
    const char *exercise = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Exercise", "");
    bool new_session = is_news(lines->session, sizeof(lines->session), session);
    bool new_exercise = is_news(lines->exercise, sizeof(lines->exercise), exercise);
    if (silently)
        return;
    /* one that a set has opened needs no line of its own */
    const char *state = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "State", "");
    if (new_session && strcmp(state, "ready") == 0)
        puts("session started");
    if (new_exercise && strcmp(exercise, "unknown") != 0)
        printf("exercise: %s (%s)\n", text_safe(hub_objects_exercise_name(objects, exercise)).s,
               hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "ExerciseSource", ""));
}

static void on_presence(void *data, enum presence presence, const struct hub_objects *objects)
{
    struct watch_lines *lines = data;
    if (presence != PRESENCE_HERE) {
        say_waiting_rep(lines);
        puts(presence == PRESENCE_BUS_GONE ? "the bus is gone, waiting..."
             : lines->here                 ? "the hub is gone, waiting..."
                                           : "the hub is not running, waiting...");
        set_log_clear(&lines->log);
        calibration_log_clear(&lines->calibration);
        lines->sensor_count = 0;
    } else {
        printf("the hub is here: lumbard %s\nsensors: ",
               hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Version", "?"));
        sensor_list_print_line(objects, stdout);
        putchar('\n');
        look_at_sensors(lines, objects, true);
        look_at_manager(lines, objects, true);
    }
    lines->here = presence == PRESENCE_HERE;
    fflush(stdout);
}

static void on_changed(void *data, const struct hub_objects *objects,
                       const struct hub_change *change)
{
    struct watch_lines *lines = data;
    if (strcmp(change->interface, HUB_SESSION) == 0)
        return;
    look_at_manager(lines, objects, false);
    look_at_sensors(lines, objects, false);
    fflush(stdout);
}

static void say_set_start(const struct watch_lines *lines, const struct hub_objects *objects)
{
    printf("set %u started: %s", lines->log.set,
           text_safe(hub_objects_exercise_name(objects, lines->log.exercise)).s);
    if (lines->log.load_kg > 0)
        printf(", %s", text_load(lines->log.load_kg).s);
    putchar('\n');
}

static void say_session_end(struct json_object *happening)
{
    const char *reason = text_end_reason(happening_string(happening, "reason"));
    double sets = happening_number(happening, "sets");
    printf("session ended: %s%s%s\n", text_count((unsigned)fmax(0, sets), "set", "sets").s,
           *reason ? ", " : "", reason);
}

static void say_hold(const struct watch_lines *lines, struct json_object *happening)
{
    const char *side = happening_string(happening, "side");
    bool sided = strcmp(side, "left") == 0 || strcmp(side, "right") == 0;
    printf("hold %s%s%s\n", text_seconds(lines->log.held_s).s, sided ? " " : "", sided ? side : "");
}

static void say_calibration(const struct calibration_log *log)
{
    const char *verdict = log->verdict;
    bool reason = strcmp(verdict, "refused") == 0 || strcmp(verdict, "again") == 0;

    printf("calibration: %s, ", text_words(log->kind).s);
    if (reason)
        printf("%s: %s%s%s%s\n", text_safe(verdict).s, text_calibration_reason(log->reason),
               *log->sensor ? " (" : "", text_safe(log->sensor).s, *log->sensor ? ")" : "");
    else if (strcmp(verdict, "done") == 0)
        puts("done");
    else
        printf("%u of %u: %s\n", log->step, log->steps, text_calibration_task(log->task));
}

static void say_rest(const struct watch_lines *lines, const struct hub_objects *objects,
                     struct json_object *happening, const char *event)
{
    if (strcmp(event, "set-started") == 0)
        say_set_start(lines, objects);
    else if (strcmp(event, "set-ended") == 0)
        rep_table_print(&lines->log, hub_objects_exercise_name(objects, lines->log.exercise),
                        stdout);
    else if (strcmp(event, "cue") == 0)
        printf("cue: %s\n", rep_table_cue(&lines->log.cue).s);
    else if (strcmp(event, "rep-undone") == 0)
        printf("rep %.0f no longer counts\n", happening_number(happening, "rep"));
    else if (strcmp(event, "partial") == 0)
        printf("not counted: it went %.0f %% of the way\n",
               100 * happening_number(happening, "range_fraction"));
    else if (strcmp(event, "hold-progress") == 0)
        say_hold(lines, happening);
    else if (strcmp(event, "ended") == 0)
        say_session_end(happening);
}

static void on_happening(void *data, const struct hub_objects *objects,
                         struct json_object *happening)
{
    struct watch_lines *lines = data;
    const char *event = happening_string(happening, "event");
    double number = happening_number(happening, "rep");
    unsigned rep = number > 0 ? (unsigned)number : 0;

    set_log_take(&lines->log, happening);
    if (strcmp(event, "rep") == 0) {
        say_waiting_rep(lines);
        lines->rep_waiting = rep;
        watch_call_later(lines->watch, DETAIL_WAIT_US);
    } else if (strcmp(event, "rep-detail") == 0) {
        say_detail(lines, rep);
    } else {
        /* A cue within the repetition must not come between it and its details; that all is done
           comes after the last. */
        if (strcmp(event, "cue") != 0 || strcmp(happening_string(happening, "code"), "target") == 0)
            say_waiting_rep(lines);
        lines->rep_said = 0;
        if (calibration_log_take(&lines->calibration, happening))
            say_calibration(&lines->calibration);
        else
            say_rest(lines, objects, happening, event);
    }
    fflush(stdout);
}

static void on_later(void *data)
{
    say_waiting_rep(data);
    fflush(stdout);
}

static void attach(void *data, struct watch *watch)
{
    ((struct watch_lines *)data)->watch = watch;
}

int watch_lines_run(const struct arguments *arguments, const struct watch_options *options)
{
    static const struct watch_view view = {
        .presence = on_presence,
        .happening = on_happening,
        .changed = on_changed,
        .later = on_later,
    };
    struct watch_lines *lines = calloc(1, sizeof(*lines));
    if (!lines) {
        fputs("lumbarctl: out of memory\n", stderr);
        return EXIT_REFUSED;
    }
    set_log_clear(&lines->log);
    int status = watch_run(arguments, options, &view, lines, attach);
    free(lines);
    return status;
}

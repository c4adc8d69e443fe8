/* SPDX-License-Identifier: MIT */
#include "set_log.h"

#include <math.h>
#include <string.h>

#include "happening.h"
#include "text.h"

void set_log_clear(struct set_log *log)
{
    *log = (struct set_log){
        .held_s = NAN, .tension_s = NAN, .clean = NAN, .attempts = NAN, .target = NAN};
}

static enum cue_level level_from_word(const char *severity)
{
    static const char *const words[] = {
        [CUE_LEVEL_PRAISE] = "praise",
        [CUE_LEVEL_HINT] = "hint",
        [CUE_LEVEL_WARNING] = "warning",
        [CUE_LEVEL_STOP] = "stop",
    };
    for (unsigned i = CUE_LEVEL_PRAISE; i <= CUE_LEVEL_STOP; i++)
        if (strcmp(words[i], severity) == 0)
            return (enum cue_level)i;
    return CUE_LEVEL_HINT;
}

static unsigned count_of(struct json_object *happening, const char *name)
{
    double number = happening_number(happening, name);
    return number > 0 ? (unsigned)number : 0;
}

static struct rep_entry *find(struct set_log *log, unsigned rep)
{
    for (unsigned i = log->rep_count; i-- > 0;)
        if (log->reps[i].number == rep)
            return &log->reps[i];
    return NULL;
}

const struct rep_entry *set_log_find(const struct set_log *log, unsigned rep)
{
    for (unsigned i = log->rep_count; i-- > 0;)
        if (log->reps[i].number == rep)
            return &log->reps[i];
    return NULL;
}

const struct rep_entry *set_log_last(const struct set_log *log)
{
    return log->rep_count > 0 ? &log->reps[log->rep_count - 1] : NULL;
}

static void begin_set(struct set_log *log, unsigned set, const char *exercise)
{
    set_log_clear(log);
    log->set = set;
    log->open = true;
    snprintf(log->exercise, sizeof(log->exercise), "%s", exercise);
}

static void take_rep(struct set_log *log, struct json_object *happening)
{
    if (log->rep_count == SET_LOG_REPS_MAX) {
        memmove(log->reps, log->reps + 1, sizeof(log->reps) - sizeof(log->reps[0]));
        log->rep_count--;
    }
    struct rep_entry *rep = &log->reps[log->rep_count++];
    *rep = (struct rep_entry){.number = count_of(happening, "rep"), .lumbar_deg = NAN};
    const char *side = happening_string(happening, "side");
    if (strcmp(side, "none") != 0)
        snprintf(rep->side, sizeof(rep->side), "%s", side);
    if (log->waiting.rep == rep->number)
        rep->cue = log->waiting;
    log->waiting.rep = 0;
}

static void take_detail(struct set_log *log, struct json_object *happening)
{
    struct rep_entry *rep = find(log, count_of(happening, "rep"));
    if (!rep)
        return;
    rep->has_detail = true;
    rep->down_s = happening_detail(happening, "eccentric");
    rep->stretch_s = happening_detail(happening, "stretch_pause");
    rep->up_s = happening_detail(happening, "concentric");
    rep->top_s = happening_detail(happening, "top_pause");
    rep->range = happening_detail(happening, "range");
    rep->lumbar_deg = happening_detail(happening, "lumbar_peak");
    rep->velocity_m_s = happening_detail(happening, "mean_velocity");
    snprintf(rep->range_unit, sizeof(rep->range_unit), "%s",
             happening_detail_string(happening, "range_unit"));
}

static void take_cue(struct set_log *log, struct json_object *happening)
{
    struct cue_entry cue = {
        .level = level_from_word(happening_string(happening, "severity")),
        .rep = count_of(happening, "rep"),
        .time_us = (uint64_t)fmax(0, happening_number(happening, "time")),
        .amount = happening_detail(happening, "amount"),
        .threshold = happening_detail(happening, "threshold"),
    };
    snprintf(cue.code, sizeof(cue.code), "%s", happening_string(happening, "code"));
    snprintf(cue.text, sizeof(cue.text), "%s", text_safe(happening_string(happening, "text")).s);
    log->cue = cue;
    if (cue.level != CUE_LEVEL_PRAISE || log->shown.level <= CUE_LEVEL_PRAISE)
        log->shown = cue;
    if (cue.rep == 0)
        return;
    struct rep_entry *rep = find(log, cue.rep);
    struct cue_entry *kept = rep ? &rep->cue : &log->waiting;
    if (kept->rep != cue.rep || cue.level > kept->level)
        *kept = cue;
}

static void take_end(struct set_log *log, struct json_object *happening)
{
    if (log->set != count_of(happening, "set"))
        begin_set(log, count_of(happening, "set"), happening_string(happening, "exercise"));
    log->open = false;
    /* what was seen while the weight was put down belongs to the last repetition */
    if (log->waiting.rep > 0 && log->rep_count > 0 &&
        log->reps[log->rep_count - 1].cue.level < log->waiting.level)
        log->reps[log->rep_count - 1].cue = log->waiting;
    log->reps_told = count_of(happening, "reps");
    log->lasted_s =
        (happening_number(happening, "end") - happening_number(happening, "start")) * 1e-6;
    log->held_s = happening_number(happening, "held");
    snprintf(log->reason, sizeof(log->reason), "%s", happening_string(happening, "reason"));
    snprintf(log->exercise, sizeof(log->exercise), "%s", happening_string(happening, "exercise"));
    log->tension_s = happening_detail(happening, "tension");
    log->clean = happening_detail(happening, "clean");
    log->attempts = happening_detail(happening, "attempts");
    double reps = happening_detail(happening, "target_reps");
    log->target = isnan(reps) ? happening_detail(happening, "target_hold") : reps;
    snprintf(log->verdict, sizeof(log->verdict), "%s",
             happening_detail_string(happening, "target"));
    double load_kg = happening_detail(happening, "load");
    log->load_kg = load_kg > 0 ? load_kg : log->load_kg;
}

void set_log_take(struct set_log *log, struct json_object *happening)
{
    const char *event = happening_string(happening, "event");
    unsigned set = count_of(happening, "set");

    if (strcmp(event, "set-started") == 0) {
        begin_set(log, set, happening_string(happening, "exercise"));
        log->load_kg = fmax(0, happening_number(happening, "load"));
        return;
    }
    if (strcmp(event, "set-ended") == 0) {
        take_end(log, happening);
        return;
    }
    /* Somebody who starts to watch in the middle of a set has not seen it start. */
    bool in_set = strcmp(event, "rep") == 0 || strcmp(event, "hold-progress") == 0;
    if (in_set && set != log->set)
        begin_set(log, set, happening_string(happening, "exercise"));
    if (strcmp(event, "rep") == 0)
        take_rep(log, happening);
    else if (strcmp(event, "rep-detail") == 0 && set == log->set)
        take_detail(log, happening);
    else if (strcmp(event, "hold-progress") == 0)
        log->held_s = happening_number(happening, "held");
    else if (strcmp(event, "cue") == 0)
        take_cue(log, happening);
    else if (strcmp(event, "rep-undone") == 0 && set == log->set && log->rep_count > 0 &&
             set_log_last(log)->number == count_of(happening, "rep"))
        log->rep_count--;
}

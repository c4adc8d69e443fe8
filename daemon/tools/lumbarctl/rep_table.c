/* SPDX-License-Identifier: MIT */
#include "rep_table.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "canvas.h"
#include "text.h"

static void append(struct rep_row *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void append(struct rep_row *row, const char *format, ...)
{
    size_t used = strlen(row->s);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(row->s + used, sizeof(row->s) - used, format, arguments);
    va_end(arguments);
}

/* printf() pads by bytes, and "°" has two. */
static void append_right(struct rep_row *row, const char *text, unsigned width)
{
    unsigned columns = canvas_width(text);
    append(row, "%*s%s", (int)(columns < width ? width - columns : 0), "", text);
}

struct rep_row rep_table_heading(void)
{
    struct rep_row row = {" rep     down   pause      up    range   lumbar"};
    return row;
}

struct rep_row rep_table_row(const struct rep_entry *rep)
{
    struct rep_row row = {""};
    append(&row, "%4u%s", rep->number, rep->side[0] == 'l' ? "L" : rep->side[0] == 'r' ? "R" : " ");
    if (rep->has_detail) {
        append_right(&row, text_seconds(rep->down_s).s, 8);
        append_right(&row, text_seconds(rep->stretch_s).s, 8);
        append_right(&row, text_seconds(rep->up_s).s, 8);
        append_right(&row, text_range(rep->range, rep->range_unit).s, 9);
        append_right(&row, text_angle(rep->lumbar_deg).s, 9);
    }
    if (rep->cue.level >= CUE_LEVEL_HINT)
        append(&row, "%*s%s", rep->has_detail ? 3 : 45, "", rep->cue.text);
    return row;
}

static void append_quantity(struct rep_row *row, const char *name, struct text quantity)
{
    if (strcmp(quantity.s, "-") != 0)
        append(row, "  %s %s", name, quantity.s);
}

struct rep_row rep_table_details(const struct rep_entry *rep)
{
    struct rep_row row = {""};
    if (!rep->has_detail)
        return row;
    append_quantity(&row, "down", text_seconds(rep->down_s));
    if (rep->stretch_s >= 0.2) /* design value: shorter is a turn, no pause */
        append_quantity(&row, "pause", text_seconds(rep->stretch_s));
    append_quantity(&row, "up", text_seconds(rep->up_s));
    append_quantity(&row, "lumbar", text_angle(rep->lumbar_deg));
    if (isfinite(rep->velocity_m_s))
        append(&row, "  %.2f m/s", rep->velocity_m_s);
    return row;
}

struct rep_row rep_table_sentence(const struct rep_entry *rep)
{
    struct rep_row row = {""};
    append(&row, "rep %u", rep->number);
    if (*rep->side)
        append(&row, " %s", rep->side);
    append(&row, "%s", rep_table_details(rep).s);
    return row;
}

struct rep_row rep_table_cue(const struct cue_entry *cue)
{
    struct rep_row row = {""};
    append(&row, "%s", cue->text);
    if (cue->level == CUE_LEVEL_PRAISE)
        return row;
    if (strcmp(cue->code, "short-set") == 0 && isfinite(cue->amount) && isfinite(cue->threshold)) {
        append(&row, " (%.0f of %.0f)", cue->amount, cue->threshold);
        return row;
    }
    append(&row, " (%s", text_words(cue->code).s);
    if (isfinite(cue->amount))
        append(&row, ", %s", text_amount(cue->code, cue->amount).s);
    if (isfinite(cue->threshold))
        append(&row, ", limit %s", text_amount(cue->code, cue->threshold).s);
    append(&row, ")");
    return row;
}

void rep_table_print(const struct set_log *log, const char *exercise_name, FILE *file)
{
    fprintf(file, "set %u: %s", log->set, text_safe(exercise_name).s);
    if (log->load_kg > 0)
        fprintf(file, ", %s", text_load(log->load_kg).s);
    bool counts = log->reps_told > 0 || !(log->held_s > 0);
    bool prescribed = *log->verdict && isfinite(log->target);
    if (counts && prescribed)
        fprintf(file, ", %u of %g repetitions", log->reps_told, log->target);
    else if (counts)
        fprintf(file, ", %s", text_count(log->reps_told, "repetition", "repetitions").s);
    if (log->held_s > 0)
        fprintf(file, ", held %s", text_seconds(log->held_s).s);
    if (!counts && prescribed)
        fprintf(file, " of %g s", log->target);
    if (isfinite(log->lasted_s))
        fprintf(file, " in %s", text_clock(log->lasted_s).s);
    if (counts && log->tension_s > 0)
        fprintf(file, ", %s under tension", text_seconds(log->tension_s).s);
    if (log->clean >= 0 && log->reps_told > 0)
        fprintf(file, ", %.0f clean", log->clean);
    if (log->attempts > 0)
        fprintf(file, ", %s", text_count((unsigned)log->attempts, "attempt", "attempts").s);
    const char *reason = text_end_reason(log->reason);
    fprintf(file, "%s%s\n", *reason ? ", " : "", reason);
    if (log->rep_count == 0)
        return;
    fprintf(file, "%s\n", rep_table_heading().s);
    for (unsigned i = 0; i < log->rep_count; i++)
        fprintf(file, "%s\n", rep_table_row(&log->reps[i]).s);
}

/* SPDX-License-Identifier: MIT */
#include "calibration_log.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "happening.h"

void calibration_log_clear(struct calibration_log *log)
{
    *log = (struct calibration_log){.kind = ""};
}

bool calibration_log_has_ended(const struct calibration_log *log)
{
    return !*log->kind || strcmp(log->verdict, "done") == 0 || strcmp(log->verdict, "refused") == 0;
}

static unsigned count_of(double number)
{
    return number > 0 ? (unsigned)number : 0; /* false for NAN */
}

bool calibration_log_take(struct calibration_log *log, struct json_object *happening)
{
    if (strcmp(happening_string(happening, "event"), "calibration") != 0)
        return false;
    const char *kind = happening_string(happening, "kind");
    const char *verdict = happening_string(happening, "verdict");
    const char *reason = happening_string(happening, "reason");
    bool progress = strcmp(verdict, "progress") == 0;
    bool begun = calibration_log_has_ended(log) || strcmp(log->kind, kind) != 0;
    /* "step" comes when one is done, with what is to be done in the next */
    unsigned step = count_of(happening_number(happening, "step"));
    step += strcmp(verdict, "step") == 0;
    bool news = begun || !progress || step != log->step;

    if (news || *reason) {
        snprintf(log->reason, sizeof(log->reason), "%s", reason);
        snprintf(log->sensor, sizeof(log->sensor), "%s",
                 happening_detail_string(happening, "sensor"));
    }
    snprintf(log->kind, sizeof(log->kind), "%s", kind);
    snprintf(log->verdict, sizeof(log->verdict), "%s", verdict);
    snprintf(log->task, sizeof(log->task), "%s", happening_detail_string(happening, "task"));
    log->step = step;
    log->steps = count_of(happening_detail(happening, "steps"));
    log->progress = progress ? fmax(0, happening_detail(happening, "progress")) : 0;
    log->time_us = (uint64_t)fmax(0, happening_number(happening, "time"));
    return news;
}

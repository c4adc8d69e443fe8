/* SPDX-License-Identifier: MIT */
#include "truth.h"

#include <errno.h>
#include <string.h>

#define DEG (180.0 / M_PI)
#define POSE_STEP 0.02
#define MEASURE_STEP 0.002 /* fine enough for 1e-4 of range and velocity */
#define LIFTING_M_S 0.05

struct measured {
    double range, mean_velocity, peak_velocity, lumbar_peak;
    double symmetry; /* of the feet while the load is lifted; NAN: off the plates */
};

/* Where the body lies on its side, gravity says nothing of flexion: there it is the joint's. */
static double lumbar_of(const struct body *body)
{
    bool on_side = fabs(body_pelvis_tilt(body)) > 0.8; /* rad, design value */

    return DEG * (on_side ? body_lumbar_joint(body).flexion : body_lumbar(body).v);
}

static struct measured measure(const struct script *script, const struct script_rep *rep)
{
    /* The lifting phase with all of its slow beginning and end. */
    double from =
        rep->lift->concentric_first ? rep->start - 0.3 : 0.5 * (rep->away_end + rep->back_start);
    double to =
        rep->lift->concentric_first ? 0.5 * (rep->away_end + rep->back_start) : rep->end + 0.3;
    double low = INFINITY, high = -INFINITY, risen = 0.0, time = 0.0;
    double left = 0.0, right = 0.0;
    struct measured m = {.lumbar_peak = -INFINITY};

    for (double t = fmin(from, rep->start); t <= fmax(to, rep->end); t += MEASURE_STEP) {
        struct body body;
        struct jet height;
        double primary;

        script_body(script, t, &body);
        height = body_bar_height(&body);
        if (t >= rep->start && t <= rep->end) {
            primary = lift_primary_of(rep->lift, rep->side, &body);
            low = fmin(low, primary);
            high = fmax(high, primary);
            m.lumbar_peak = fmax(m.lumbar_peak, lumbar_of(&body));
        }
        if (t >= fmax(from, rep->start) && t <= fmin(to, rep->end)) {
            left += body_force_left(&body);
            right += body_force_right(&body);
        }
        if (t >= from && t <= to && height.d > LIFTING_M_S) {
            risen += height.d * MEASURE_STEP;
            time += MEASURE_STEP;
            m.peak_velocity = fmax(m.peak_velocity, height.d);
        }
    }
    m.symmetry = 100.0 * (left - right) / (left + right);
    m.range = high - low;
    m.mean_velocity = time > 0.0 ? risen / time : 0.0;
    return m;
}

static void write_seconds(FILE *f, const char *name, double seconds)
{
    if (isnan(seconds))
        fprintf(f, ",\"%s\":null", name);
    else
        fprintf(f, ",\"%s\":%.4f", name, seconds);
}

static void write_side(FILE *f, enum lift_side side)
{
    if (side != SIDE_NONE)
        fprintf(f, ",\"side\":\"%s\"", side == SIDE_LEFT ? "left" : "right");
}

/* What is wrong, how much of it, and since when; ends the line. */
static void write_faults(FILE *f, const struct script_rep *rep)
{
    const char *comma = "";

    fputs(",\"faults\":[", f);
    for (unsigned i = 0; i < FORM_FAULTS; i++)
        if (rep->faults & 1U << i)
            fprintf(f, "%s\"%s\"", comma, form_fault_kind(i).name), comma = ",";
    fputs("],\"amount\":{", f);
    comma = "";
    for (unsigned i = 0; i < FORM_FAULTS; i++)
        if (rep->faults & 1U << i)
            fprintf(f, "%s\"%s\":%.4g", comma, form_fault_kind(i).name, rep->amount[i]),
                comma = ",";
    fputs("},\"onset\":{", f);
    comma = "";
    for (unsigned i = 0; i < FORM_FAULTS; i++)
        if (rep->faults & 1U << i)
            fprintf(f, "%s\"%s\":%.3f", comma, form_fault_kind(i).name, rep->onset[i]), comma = ",";
    fputs("}}\n", f);
}

static void write_rep(FILE *f, const struct script *script, const struct script_rep *rep,
                      const struct script_rep *next)
{
    const char *unit = lift_in_metres(rep->lift) ? "m" : "deg";
    double away = rep->away_end - rep->start, back = rep->end - rep->back_start;
    double far_pause = rep->back_start - rep->away_end;
    double near_pause = next ? next->start - rep->end : NAN;
    bool up_first = rep->lift->concentric_first;
    struct measured m = measure(script, rep);

    fprintf(f, "{\"type\":\"rep\",\"set\":%u,\"rep\":%u,\"start\":%.4f,\"end\":%.4f", rep->set,
            rep->rep, rep->start, rep->end);
    write_seconds(f, "down", up_first ? back : away);
    write_seconds(f, "pause", up_first ? near_pause : far_pause);
    write_seconds(f, "up", up_first ? away : back);
    write_seconds(f, "top", up_first ? far_pause : near_pause);
    fprintf(f, ",\"range\":%.4f,\"range_unit\":\"%s\",\"mean_velocity\":%.4f", m.range, unit,
            m.mean_velocity);
    fprintf(f, ",\"peak_velocity\":%.4f,\"lumbar_peak\":%.2f,\"partial\":%s", m.peak_velocity,
            m.lumbar_peak, rep->rep ? "false" : "true");
    fprintf(f, ",\"signal\":\"%s\"", lift_primary_name(rep->lift));
    if (!isnan(m.symmetry))
        fprintf(f, ",\"symmetry\":%.2f", m.symmetry);
    write_side(f, rep->side);
    write_faults(f, rep);
}

/* From the arrival to the leaving; what the hold was meant to be is in the pose lines. */
static void write_hold(FILE *f, const struct script_rep *hold)
{
    fprintf(f, "{\"type\":\"hold\",\"set\":%u,\"start\":%.4f,\"end\":%.4f,\"held\":%.4f", hold->set,
            hold->away_end, hold->back_start, hold->back_start - hold->away_end);
    write_side(f, hold->side);
    write_faults(f, hold);
}

static void write_header(FILE *f, const struct script *script,
                         const struct sim_athlete_options *options)
{
    fprintf(f, "{\"type\":\"header\",\"seed\":%llu,\"exercise\":\"",
            (unsigned long long)options->seed);
    for (size_t i = 0; i < options->exercise_count; i++)
        fprintf(f, "%s%s", i ? "," : "", options->exercise[i]);
    fprintf(f, "\",\"height\":%.3f,\"mass\":%.1f,\"lumbar_max\":%.1f,\"end\":%.3f}\n",
            script->person.height_m, script->person.mass_kg, DEG * script->person.lumbar_max,
            script->end);
}

static void write_poses(FILE *f, const struct script *script)
{
    for (unsigned long i = 0; (double)i * POSE_STEP <= script->end; i++) {
        double t = (double)i * POSE_STEP;
        struct body body;
        struct body_joint joint;
        struct jet height;

        script_body(script, t, &body);
        height = body_bar_height(&body);
        joint = body_lumbar_joint(&body);
        fprintf(f,
                "{\"type\":\"pose\",\"t\":%.2f,\"lumbar\":%.3f,\"pelvis\":%.3f,\"trunk\":%.3f,"
                "\"bar_height\":%.4f,\"bar_velocity\":%.4f,\"bar_forward\":%.4f,\"bend\":%.3f,"
                "\"turn\":%.3f,"
                "\"tilt\":%.3f,\"left\":%.1f,\"right\":%.1f,\"cable\":%.1f}\n",
                t, lumbar_of(&body), DEG * body_pelvis(&body).v, DEG * body_trunk(&body).v,
                height.v, height.d, body.segment[S_BAR].origin.x.v, DEG * joint.bend_right,
                DEG * joint.turn_left, DEG * body_pelvis_tilt(&body), body_force_left(&body),
                body_force_right(&body), body.cable);
    }
}

static void write_all(FILE *f, const struct script *script,
                      const struct sim_athlete_options *options)
{
    write_header(f, script, options);
    for (size_t i = 0; i < script->activity_count; i++) {
        const struct script_activity *a = &script->activity[i];

        fprintf(f, "{\"type\":\"activity\",\"name\":\"%s\",\"start\":%.3f,\"end\":%.3f}\n", a->name,
                a->start, a->end);
    }
    for (size_t i = 0; i < script->set_count; i++) {
        const struct script_set *s = &script->set[i];

        fprintf(f,
                "{\"type\":\"set\",\"set\":%u,\"exercise\":\"%s\",\"load\":%.1f,\"start\":%.4f,"
                "\"end\":%.4f,\"reps\":%u}\n",
                s->set, s->lift->id, s->load_kg, s->start, s->end,
                s->lift->hold_s > 0.0 ? 0 : s->reps);
    }
    for (size_t i = 0; i < script->rep_count; i++) {
        const struct script_rep *rep = &script->rep[i];
        bool last = i + 1 == script->rep_count || script->rep[i + 1].set != rep->set;

        if (rep->lift->hold_s > 0.0)
            write_hold(f, rep);
        else
            write_rep(f, script, rep, last ? NULL : rep + 1);
    }
    if (script->slip.role[0])
        fprintf(f, "{\"type\":\"moved-sensor\",\"role\":\"%s\",\"t\":%.3f,\"degrees\":%.2f}\n",
                script->slip.role, script->slip.t, DEG * script->slip.angle);
    write_poses(f, script);
}

int truth_write(const struct script *script, const struct sim_athlete_options *options)
{
    FILE *f = fopen(options->truth_path, "we");
    int ret = 0;

    if (f) {
        write_all(f, script, options);
        if (ferror(f))
            ret = -EIO;
        if (fclose(f) != 0 && ret == 0)
            ret = -errno;
    } else {
        ret = -errno;
    }
    if (ret < 0)
        fprintf(stderr, "lumbar-sim: --truth %s: %s\n", options->truth_path, strerror(-ret));
    return ret;
}

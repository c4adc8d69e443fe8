/* SPDX-License-Identifier: MIT */
#include "athlete_options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "lift.h"
#include "mount.h"

__attribute__((format(printf, 2, 3))) static int bad(const char *name, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "lumbar-sim: --%s: ", name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return -EINVAL;
}

static int parse_number(const char *name, const char *text, double low, double high,
                        double *ret_number)
{
    char *end;
    double number = strtod(text, &end);

    if (end == text || *end || isnan(number))
        return bad(name, "\"%s\" is not a number", text);
    if (number < low || number > high)
        return bad(name, "%s is not within %g to %g", text, low, high);
    *ret_number = number;
    return 0;
}

/* Cuts the next field out of a list; NULL at its end. */
static const char *next_field(const char *list, char separator, char *field, size_t size)
{
    size_t length = 0;

    if (!*list)
        return NULL;
    while (list[length] && list[length] != separator)
        length++;
    snprintf(field, size, "%.*s", (int)length, list);
    return list + length + (list[length] == separator);
}

static int take_exercises(struct sim_athlete_options *o, const char *name, const char *value)
{
    char id[64];
    size_t n = 0;

    while ((value = next_field(value, ',', id, sizeof(id)))) {
        if (n == SIM_EXERCISES_MAX)
            return bad(name, "more than %d exercises", SIM_EXERCISES_MAX);
        if (!lift_find(id))
            return bad(name, "no exercise \"%s\"", id);
        snprintf(o->exercise[n++], sizeof(o->exercise[0]), "%.47s", id);
    }
    if (!n)
        return bad(name, "no exercise is named");
    o->exercise_count = n;
    return 0;
}

static int take_activity(struct sim_athlete_options *o, const char *name, const char *value)
{
    struct sim_activity *activity = &o->activity[o->activity_count];
    char word[16] = "", seconds[32] = "";
    double shortest, duration;
    const char *rest = next_field(value, ':', word, sizeof(word));

    if (o->activity_count == SIM_ACTIVITIES_MAX)
        return bad(name, "more than %d activities", SIM_ACTIVITIES_MAX);
    shortest = compose_activity_shortest(word);
    if (isnan(shortest))
        return bad(name, "no activity \"%s\"", word);
    if (!rest || !next_field(rest, '\0', seconds, sizeof(seconds)))
        return bad(name, "\"%s\" does not say NAME:SECONDS", value);
    if (parse_number(name, seconds, shortest, 36000.0, &duration) < 0)
        return -EINVAL;
    snprintf(activity->name, sizeof(activity->name), "%s", word);
    activity->duration_s = duration;
    o->activity_count++;
    return 0;
}

static int take_tempo(struct sim_athlete_options *o, const char *name, const char *value)
{
    const char *rest = value;
    char field[32];
    double tempo[4];

    for (int i = 0; i < 4; i++) {
        rest = next_field(rest, '-', field, sizeof(field));
        if (!rest)
            return bad(name, "\"%s\" does not say DOWN-PAUSE-UP-PAUSE", value);
        if (!strcmp(field, "x"))
            tempo[i] = NAN;
        else if (parse_number(name, field, i % 2 ? 0.0 : 0.35, 30.0, &tempo[i]) < 0)
            return -EINVAL;
    }
    if (*rest)
        return bad(name, "\"%s\" has more than four parts", value);
    memcpy(o->tempo_s, tempo, sizeof(tempo));
    return 0;
}

static int take_fault(struct sim_athlete_options *o, const char *name, const char *value)
{
    struct sim_form_fault fault = {.asked = true, .from = 1};
    struct form_fault_kind kind;
    char field[32] = "";
    const char *rest = next_field(value, ':', field, sizeof(field));
    int which = rest ? form_fault_find(field) : -EINVAL;
    double from;

    if (which < 0)
        return bad(name, "no fault \"%s\"", value);
    kind = form_fault_kind((enum form_fault)which);
    fault.severity = kind.usual;
    rest = next_field(rest, ':', field, sizeof(field));
    if (rest && parse_number(name, field, kind.low, kind.high, &fault.severity) < 0)
        return -EINVAL;
    rest = rest ? next_field(rest, ':', field, sizeof(field)) : NULL;
    if (rest) {
        if (parse_number(name, field, 1.0, 200.0, &from) < 0)
            return -EINVAL;
        fault.from = (unsigned)from;
        if (which == FAULT_MOVED_SENSOR && *rest)
            rest = next_field(rest, ':', o->moved_role, sizeof(o->moved_role));
        if (*rest)
            return bad(name, "\"%s\" does not say NAME:SEVERITY:FROM", value);
    }
    o->fault[which] = fault;
    o->faults_asked = true;
    return 0;
}

static int take_sensors(struct sim_athlete_options *o, const char *name, const char *value)
{
    if (strlen(value) >= sizeof(o->sensors))
        return bad(name, "the list is too long");
    snprintf(o->sensors, sizeof(o->sensors), "%s", value);
    return 0;
}

static int take_truth(struct sim_athlete_options *o, const char *name, const char *value)
{
    if (!*value || strlen(value) >= sizeof(o->truth_path))
        return bad(name, "\"%s\" is not a path", value);
    snprintf(o->truth_path, sizeof(o->truth_path), "%s", value);
    return 0;
}

static int take_seed(struct sim_athlete_options *o, const char *name, const char *value)
{
    char *end;

    errno = 0;
    o->seed = strtoull(value, &end, 0);
    return end == value || *end || *value == '-' || errno
               ? bad(name, "\"%s\" is not a number from 0 to 2^64 - 1", value)
               : 0;
}

static int take_mount(struct sim_athlete_options *o, const char *name, const char *value)
{
    bool any = !strcmp(value, "any");

    if (!any && strcmp(value, "upright"))
        return bad(name, "\"%s\" is neither \"any\" nor \"upright\"", value);
    o->any_mount = any;
    return 0;
}

static int take_ideal(struct sim_athlete_options *o, const char *name, const char *value)
{
    (void)name;
    (void)value;
    o->ideal = true;
    return 0;
}

enum kind { WORD, WHOLE, NUMBER, PERCENT, FLAG };

static const struct option {
    const char *name, *argument, *help;
    enum kind kind;
    int (*take)(struct sim_athlete_options *o, const char *name, const char *value);
    size_t offset; /* numbers: where it goes, and its limits */
    double low, high;
} table[] = {
#define FIELD(f) .offset = offsetof(struct sim_athlete_options, f)
    {"exercise", "ID[,ID...]", "exercises, one after the other", WORD, take_exercises, 0, 0, 0},
    {"reps", "N", "repetitions a set (5)", WHOLE, NULL, FIELD(reps), 1, 200},
    {"sets", "N", "sets of each exercise (1)", WHOLE, NULL, FIELD(sets), 1, 50},
    {"rest", "S", "rest between sets (60)", NUMBER, NULL, FIELD(rest_s), 0, 3600},
    {"tempo", "D-P-U-P", "seconds down, pause, up, pause; x = as usual", WORD, take_tempo, 0, 0, 0},
    {"range", "F", "share of the full range (1)", NUMBER, NULL, FIELD(range), 0.1, 1.2},
    {"speed-loss", "PCT", "loss of lifting speed over a set", PERCENT, NULL, FIELD(speed_loss), 0,
     90},
    {"range-loss", "PCT", "loss of range over a set", PERCENT, NULL, FIELD(range_loss), 0, 60},
    {"hold", "S", "duration of what is held", NUMBER, NULL, FIELD(hold_s), 1, 600},
    {"partials", "N", "attempts that fail, after each set's repetitions", WHOLE, NULL,
     FIELD(partials), 0, 20},
    {"fault", "NAME[:SEVERITY[:FROM]]",
     "may be repeated; from which repetition on, or second of a hold (1)", WORD, take_fault, 0, 0,
     0},
    {"load", "KG", "bar with plates", NUMBER, NULL, FIELD(load_kg), 0, 500},
    {"seed", "N", "everything random comes from it (1)", WORD, take_seed, 0, 0, 0},
    {"height", "M", "of the athlete", NUMBER, NULL, FIELD(height_m), 1.4, 2.2},
    {"mass", "KG", "of the athlete", NUMBER, NULL, FIELD(mass_kg), 35, 200},
    {"lumbar-max", "DEG", "own largest lumbar flexion: small is stiff", NUMBER, NULL,
     FIELD(lumbar_max_deg), 25, 90},
    {"depth", "F", "how far down the athlete goes (about 1)", NUMBER, NULL, FIELD(depth), 0.7, 1.2},
    {"knee-style", "DEG", "more knee in hinges than usual (about 0)", NUMBER, NULL,
     FIELD(knee_style_deg), -14, 25},
    {"lead", "S", "quiet standing before everything (3)", NUMBER, NULL, FIELD(lead_s), 0, 600},
    {"tail", "S", "quiet standing after everything (3)", NUMBER, NULL, FIELD(tail_s), 0, 600},
    {"walk", "S", "walking before each set and after the last (0)", NUMBER, NULL, FIELD(walk_s), 0,
     3600},
    {"activity", "NAME:S", "life without a set, may be repeated", WORD, take_activity, 0, 0, 0},
    {"sensors", "ROLE[@HZ],...", "all: the body and the plates, but no cable (all)", WORD,
     take_sensors, 0, 0, 0},
    {"rate", "HZ", "of sensors that do not say their own (104)", NUMBER, NULL, FIELD(rate_hz), 1,
     2000},
    {"ideal", NULL, "perfect sensors along the segments' axes", FLAG, take_ideal, 0, 0, 0},
    {"noise-scale", "F", "multiplies all sensor errors (1)", NUMBER, NULL, FIELD(noise_scale), 0,
     100},
    {"cells", "2|4", "load cells below the feet (2)", WHOLE, NULL, FIELD(foot_cells), 2, 4},
    {"mount", "any|upright", "which side of a sensor is up: any by seed, or z up, x forward (any)",
     WORD, take_mount, 0, 0, 0},
    {"placement", "DEG", "deviation of the straps' angles (5)", NUMBER, NULL, FIELD(placement_deg),
     0, 30},
    {"soft-tissue", "PCT", "how far sensors slip as their segment leans; 1 is usual (0)", PERCENT,
     NULL, FIELD(soft_tissue), 0, 20},
    {"wobble", "F", "loose straps: how far sensors swing on them; 1 is usual (0)", NUMBER, NULL,
     FIELD(wobble), 0, 5},
    {"misplaced-angle", "DEG", "all sensors are turned by this much (0)", NUMBER, NULL,
     FIELD(misplaced_deg), 0, 20},
    {"misplaced-way", "M", "all sensors are this far from their place (0)", NUMBER, NULL,
     FIELD(misplaced_m), 0, 0.05},
    {"gaps", "P", "chance of a gap of 50 to 300 ms, per second and sensor (0)", NUMBER, NULL,
     FIELD(gaps_per_s), 0, 10},
    {"clock-ppm", "P", "largest rate error of the sensors' clocks (0)", NUMBER, NULL,
     FIELD(clock_ppm), 0, 50000},
    {"clock-offset", "S", "largest offset of the sensors' clocks (0)", NUMBER, NULL,
     FIELD(clock_offset_s), 0, 1e6},
    {"truth", "FILE", "writes what was really done", WORD, take_truth, 0, 0, 0},
#undef FIELD
};
#define OPTION_COUNT (sizeof(table) / sizeof(table[0]))

static const struct option *find(const char *name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (!strcmp(table[i].name, name))
            return &table[i];
    return NULL;
}

void sim_athlete_defaults(struct sim_athlete_options *ret_options)
{
    *ret_options = (struct sim_athlete_options){
        .seed = 1,
        .reps = 5,
        .sets = 1,
        .rest_s = 60.0,
        .tempo_s = {NAN, NAN, NAN, NAN},
        .range = 1.0,
        .hold_s = NAN,
        .moved_role = "thorax",
        .lumbar_max_deg = NAN,
        .depth = NAN,
        .knee_style_deg = NAN,
        .load_kg = NAN,
        .height_m = NAN,
        .mass_kg = NAN,
        .lead_s = 3.0,
        .tail_s = 3.0,
        .sensors = "all",
        .rate_hz = 104.0,
        .noise_scale = 1.0,
        .foot_cells = 2,
        .any_mount = true,
        .placement_deg = 5.0,
    };
}

int sim_athlete_option_arity(const char *name)
{
    const struct option *option = find(name);

    return option ? option->kind != FLAG : -ENOENT;
}

int sim_athlete_option(struct sim_athlete_options *options, const char *name, const char *value)
{
    const struct option *option = find(name);
    char *field;
    double number;
    int ret;

    if (!option)
        return 0;
    if (option->kind != FLAG && !value)
        return bad(name, "needs a value");
    if (option->take) {
        ret = option->take(options, name, value);
        return ret < 0 ? ret : 1;
    }
    ret = parse_number(name, value, option->low, option->high, &number);
    if (ret < 0)
        return ret;
    field = (char *)options + option->offset;
    if (option->kind == WHOLE) {
        if (number != floor(number))
            return bad(name, "%s is not a whole number", value);
        *(unsigned *)(void *)field = (unsigned)number;
    } else {
        *(double *)(void *)field = option->kind == PERCENT ? 0.01 * number : number;
    }
    return 1;
}

void sim_athlete_help(FILE *out)
{
    fputs("A simulated athlete:\n", out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char left[64];

        snprintf(left, sizeof(left), "--%s %s", table[i].name,
                 table[i].argument ? table[i].argument : "");
        if (strlen(left) > 25)
            fprintf(out, "  %s\n                            %s\n", left, table[i].help);
        else
            fprintf(out, "  %-25s %s\n", left, table[i].help);
    }
    fputs("  faults, and what SEVERITY is:\n", out);
    for (unsigned i = 0; i < FORM_FAULTS; i++)
        fprintf(out, "    %-25s %s (%g)\n", form_fault_kind(i).name, form_fault_kind(i).help,
                form_fault_kind(i).usual);
    fputs("  exercises:", out);
    for (unsigned i = 0; lift_at(i); i++)
        fprintf(out, " %s", lift_at(i)->id);
    fputs("\n  activities:", out);
    for (unsigned i = 0; compose_activity_name(i); i++)
        fprintf(out, " %s", compose_activity_name(i));
    fputs("\n  sensors: feet cable", out);
    for (unsigned i = 0; mount_role(i); i++)
        fprintf(out, " %s", mount_role(i));
    fputc('\n', out);
}

/* At least one of the exercises can show it; a sensor that slips is one that there is. */
static int check_fault(const struct sim_athlete_options *options, enum form_fault fault)
{
    const char *name = form_fault_kind(fault).name;
    struct person person = {.height_m = 0.0};
    struct mount mount;

    if (fault == FAULT_MOVED_SENSOR && mount_find(options->moved_role, &person, &mount) < 0)
        return bad("fault", "this body has no sensor at \"%s\"", options->moved_role);
    for (size_t i = 0; i < options->exercise_count; i++)
        if (form_fault_applies(fault, lift_find(options->exercise[i])))
            return 0;
    return bad("fault", "no exercise here can show \"%s\"", name);
}

int athlete_options_check(const struct sim_athlete_options *options)
{
    if (options->exercise_count + options->activity_count == 0)
        return bad("exercise", "neither an exercise nor an activity is named");
    for (size_t i = 0; i < options->exercise_count; i++)
        if (!lift_find(options->exercise[i]))
            return bad("exercise", "no exercise \"%s\"", options->exercise[i]);
    for (unsigned f = 0; f < FORM_FAULTS; f++)
        if (options->fault[f].asked && check_fault(options, f) < 0)
            return -EINVAL;
    for (size_t i = 0; i < options->activity_count; i++)
        if (isnan(compose_activity_shortest(options->activity[i].name)))
            return bad("activity", "no activity \"%s\"", options->activity[i].name);
    if (options->reps < 1 || options->sets < 1)
        return bad("reps", "a set has at least one repetition");
    if (options->foot_cells != 2 && options->foot_cells != 4)
        return bad("cells", "feet stand on 2 or on 4 of them, not on %u", options->foot_cells);
    return 0;
}

static int add_choice(struct athlete_sensor_choice *choices, size_t *count, const char *role,
                      double rate_hz)
{
    struct person person = {.height_m = 0.0};
    struct mount mount;

    if (strcmp(role, "feet") && strcmp(role, "cable") && mount_find(role, &person, &mount) < 0)
        return bad("sensors", "this body has no sensor at \"%s\"", role);
    for (size_t i = 0; i < *count; i++)
        if (!strcmp(choices[i].role, role))
            return bad("sensors", "\"%s\" is named twice", role);
    snprintf(choices[*count].role, sizeof(choices[*count].role), "%s", role);
    choices[(*count)++].rate_hz = rate_hz;
    return 0;
}

static int add_all(struct athlete_sensor_choice *choices, size_t *count, double rate_hz)
{
    for (unsigned i = 0; mount_role(i); i++)
        if (add_choice(choices, count, mount_role(i), rate_hz) < 0)
            return -EINVAL;
    return add_choice(choices, count, "feet", rate_hz);
}

int athlete_options_sensors(const struct sim_athlete_options *options,
                            struct athlete_sensor_choice ret_choice[SIM_SENSORS_MAX],
                            size_t *ret_count)
{
    const char *rest = options->sensors;
    char word[64];

    *ret_count = 0;
    while ((rest = next_field(rest, ',', word, sizeof(word)))) {
        char *at = strchr(word, '@');
        double rate_hz = options->rate_hz;

        if (at) {
            *at = '\0';
            if (parse_number("sensors", at + 1, 1.0, 2000.0, &rate_hz) < 0)
                return -EINVAL;
        }
        if ((strcmp(word, "all") ? add_choice(ret_choice, ret_count, word, rate_hz)
                                 : add_all(ret_choice, ret_count, rate_hz)) < 0)
            return -EINVAL;
    }
    return *ret_count ? 0 : bad("sensors", "no sensor is named");
}

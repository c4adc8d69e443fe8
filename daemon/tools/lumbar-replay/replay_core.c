/* SPDX-License-Identifier: MIT */
#include "replay.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "event_json.h"
#include "feed.h"
#include "plot.h"
#include "profiles/profiles.h"
#include "recording/recording_number.h"
#include "training/near_name.h"

#define QUEUE_SIZE 256
#define POSE_INTERVAL_NS 20000000 /* 50 rows a second are enough to draw */
#define JSON_STYLE (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

enum output {
    OUTPUT_EVENTS,
    OUTPUT_POSE, /* a row every POSE_INTERVAL_NS */
    OUTPUT_LOOK, /* a row a repetition */
};

struct core_replay {
    struct core *core;
    enum output output;
    bool plot; /* a picture is drawn as well */
    struct plot_log plot_log;
    struct profile_set profiles;
    struct json_object *sets;
    struct sensor_info sensors[SENSORS_MAX];
    uint64_t lost[SENSORS_MAX];       /* as the core last told */
    uint64_t not_finite[SENSORS_MAX]; /* samples that no one can use; the core tells only changes */
    int64_t t_ns;                     /* of the newest sample */
    int64_t next_pose_ns;
    uint32_t looked_reps;                              /* of which the look was printed last */
    struct sensor_correction corrections[SENSORS_MAX]; /* what calibrations have found */
    bool calibrates;
    struct calibration_request calibration; /* to be begun ... */
    int64_t calibrate_ns;                   /* ... then */
    const struct replay_options *options;
    bool is_out; /* the sensor to be unplugged has been, and is not back */
    bool any;
    bool out_of_memory;
    struct core_event events[QUEUE_SIZE];
    struct event_queue queue;
};

static void print_object(struct core_replay *replay, struct json_object *object)
{
    if (!object) {
        replay->out_of_memory = true;
        return;
    }
    puts(json_object_to_json_string_ext(object, JSON_STYLE));
    json_object_put(object);
}

static void drain(struct core_replay *replay)
{
    for (unsigned i = 0; i < replay->queue.count; i++) {
        const struct core_event *event = &replay->queue.events[i];
        const char *role = "";

        if (event->type == EVENT_SENSOR && event->sensor.sensor < SENSORS_MAX) {
            role = replay->sensors[event->sensor.sensor].role;
            replay->lost[event->sensor.sensor] = event->sensor.lost;
        }
        if (event->type == EVENT_CALIBRATION && event->calibration.sensor >= 0)
            role = replay->sensors[event->calibration.sensor].role;
        if (event->type == EVENT_CORRECTION) {
            role = replay->sensors[event->correction.sensor].role;
            sensor_correction_add(&replay->corrections[event->correction.sensor],
                                  &event->correction.correction);
        }
        if (event->type == EVENT_SET_ENDED)
            json_object_array_add(replay->sets, set_to_json(event));
        if (replay->plot && plot_log_event(&replay->plot_log, event) < 0)
            replay->out_of_memory = true;
        if (replay->output == OUTPUT_EVENTS)
            print_object(replay, event_to_json(event, role));
    }
    replay->queue.count = 0;
}

static void print_field(double value, int decimals)
{
    if (isfinite(value))
        printf(",%.*f", decimals, value);
    else
        putchar(',');
}

static void print_pose(struct core_replay *replay)
{
    char time[RECORDING_TIME_SIZE];
    struct pose pose;

    core_pose(replay->core, &pose);
    recording_format_time(time, replay->t_ns);
    fputs(time, stdout);
    print_field(pose.trunk_deg, 3);
    print_field(pose.pelvis_deg, 3);
    print_field(pose.lumbar_deg, 3);
    print_field(pose.thigh_deg, 3);
    print_field(pose.bar_height_m, 4);
    print_field(pose.bar_velocity_m_s, 4);
    print_field(pose.force_left_n, 1);
    print_field(pose.force_right_n, 1);
    print_field(pose.range_fraction, 4);
    printf(",%u,%u\n", pose.set, pose.reps);
}

static void print_look(struct core_replay *replay)
{
    char time[RECORDING_TIME_SIZE];
    struct bar_alone seen;
    uint32_t reps;

    if (core_bar_alone(replay->core, &seen, &reps) < 0 || reps == replay->looked_reps)
        return;
    replay->looked_reps = reps;
    recording_format_time(time, replay->t_ns);
    printf("%s,%u", time, reps);
    print_field(seen.turning, 4);
    print_field(seen.rise, 4);
    print_field(seen.speed, 4);
    print_field(seen.top, 4);
    print_field(seen.brake, 4);
    putchar('\n');
}

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct core_replay *replay = data;
    struct command command = {.type = COMMAND_SENSOR_ATTACH,
                              .sensor = {.sensor = sensor, .info = *info}};

    replay->sensors[sensor] = *info;
    sensor_correction_clear(&replay->corrections[sensor]);
    if (core_command(replay->core, &command, &replay->queue) < 0)
        fprintf(stderr, "lumbar-replay: sensor %s cannot be used\n", info->role);
    drain(replay);
}

static bool is_finite(const struct sample *sample, const struct sensor_info *info)
{
    bool finite = true;

    for (unsigned i = 0; i < 3 && info->kind == SENSOR_IMU; i++)
        finite = finite && isfinite(sample->imu.accel[i]) && isfinite(sample->imu.anglvel[i]);
    for (unsigned i = 0; i < info->channels && info->kind == SENSOR_FORCE; i++)
        finite = finite && isfinite(sample->force[i]);
    return finite;
}

static void begin_calibration(struct core_replay *replay)
{
    const struct command calibrate = {.type = COMMAND_CALIBRATE,
                                      .calibration = replay->calibration};

    replay->calibrates = false;
    core_command(replay->core, &calibrate, &replay->queue);
    drain(replay);
}

static void push_corrected(struct core_replay *replay, const struct sample *sample)
{
    const struct sensor_correction *correction = &replay->corrections[sample->sensor];
    struct sample corrected = *sample;

    if (replay->sensors[sample->sensor].kind == SENSOR_IMU)
        sensor_correction_apply(correction, corrected.imu.accel, 3);
    else
        sensor_correction_apply(correction, corrected.force,
                                replay->sensors[sample->sensor].channels);
    core_push(replay->core, &corrected, &replay->queue);
}

/* Whether the sensor is out at this moment; it goes and returns with its own samples. */
static bool is_unplugged(struct core_replay *replay, const struct sample *sample)
{
    const struct replay_options *options = replay->options;
    const struct sensor_info *info = &replay->sensors[sample->sensor];
    double t_s = (double)sample->t_ns * 1e-9;

    if (options->unplugged[0] == '\0' || strcmp(info->role, options->unplugged) != 0)
        return false;
    bool out = t_s >= options->unplug_from_s && t_s < options->unplug_until_s;
    if (out != replay->is_out) {
        const struct command command = {
            .type = out ? COMMAND_SENSOR_DETACH : COMMAND_SENSOR_ATTACH,
            .sensor = {.sensor = sample->sensor, .info = *info},
        };
        core_command(replay->core, &command, &replay->queue);
        drain(replay);
        replay->is_out = out;
    }
    return out;
}

static void on_sample(void *data, const struct sample *sample)
{
    struct core_replay *replay = data;

    if (replay->calibrates && sample->t_ns >= replay->calibrate_ns)
        begin_calibration(replay);
    if (is_unplugged(replay, sample))
        return;
    push_corrected(replay, sample);
    drain(replay);
    replay->not_finite[sample->sensor] += !is_finite(sample, &replay->sensors[sample->sensor]);
    replay->t_ns = sample->t_ns;
    if (replay->plot)
        plot_log_sample(&replay->plot_log, replay->core, sample->t_ns);
    if (replay->output == OUTPUT_LOOK)
        print_look(replay);
    if (replay->output == OUTPUT_POSE && (!replay->any || sample->t_ns >= replay->next_pose_ns)) {
        print_pose(replay);
        replay->next_pose_ns = sample->t_ns + POSE_INTERVAL_NS;
    }
    replay->any = true;
}

static void on_profile_refused(void *data, const char *file, unsigned line, const char *reason)
{
    (void)data;
    fprintf(stderr, "lumbar-replay: profile %s, line %u: %s\n", file, line, reason);
}

static const char *id_at(const void *data, size_t index)
{
    return ((const struct profile_set *)data)->exercises[index].id;
}

static void complain_of_exercise(const struct profile_set *profiles, const char *exercise)
{
    size_t near[5]; /* design value: more than five is a list, not a hint */
    size_t count = near_name_find(exercise, id_at, profiles, profiles->count, near,
                                  sizeof near / sizeof near[0]);

    fprintf(stderr, "lumbar-replay: exercise \"%s\" is not known", exercise);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "%s%s", i == 0 ? "; near: " : ", ", id_at(profiles, near[i]));
    fputc('\n', stderr);
}

/* 0, 1 or 2 as the exit status. */
static int open_core(struct core_replay *replay, const struct replay_options *options)
{
    const char *directory = options->profiles ? options->profiles : profiles_default_directory();
    struct profile_set *profiles = &replay->profiles;
    int r = profiles_load(directory, on_profile_refused, NULL, profiles);

    if (r < 0) {
        fprintf(stderr, "lumbar-replay: no exercises: %s: %s\n", directory, strerror(-r));
        return 1;
    }
    r = core_new(profiles->exercises, profiles->count, &replay->core);
    if (r < 0) {
        fprintf(stderr, "lumbar-replay: cannot set up the core: %s\n", strerror(-r));
        return 1;
    }

    struct command select = {.type = COMMAND_SELECT_EXERCISE};
    const char *exercise = options->exercise ? options->exercise : "";
    if (strlen(exercise) < sizeof select.exercise)
        memcpy(select.exercise, exercise, strlen(exercise) + 1);
    if ((options->exercise && *select.exercise == '\0') ||
        core_command(replay->core, &select, &replay->queue) < 0) {
        complain_of_exercise(&replay->profiles, exercise);
        return 2;
    }
    struct command prescribe = {.type = COMMAND_PRESCRIBE, .prescription = options->prescription};
    struct command load = {.type = COMMAND_SET_LOAD, .load_kg = options->load_kg};
    if ((options->prescribed && core_command(replay->core, &prescribe, &replay->queue) < 0) ||
        (!isnan(options->load_kg) && core_command(replay->core, &load, &replay->queue) < 0)) {
        fprintf(stderr, "lumbar-replay: the prescription is not one for %s\n", exercise);
        return 2;
    }
    drain(replay);
    return 0;
}

static void print_summary(struct core_replay *replay, const struct recording_counts *counts)
{
    struct json_object *summary = json_object_new_object();
    uint64_t lost = counts->damaged;

    for (unsigned i = 0; i < SENSORS_MAX; i++)
        lost += replay->lost[i] > replay->not_finite[i] ? replay->lost[i] : replay->not_finite[i];
    json_object_object_add(summary, "event", json_object_new_string("summary"));
    json_object_object_add(summary, "sets", json_object_get(replay->sets));
    json_object_object_add(summary, "samples", json_object_new_uint64(counts->samples));
    json_object_object_add(summary, "lost", json_object_new_uint64(lost));
    print_object(replay, summary);
}

/* 0 or 1 as the exit status. */
static int draw(const struct core_replay *replay, const struct replay_options *options)
{
    const char *slash = strrchr(options->file, '/');
    const struct plot_caption caption = {
        .recording = slash ? slash + 1 : options->file,
        .sensors = replay->sensors,
        .exercises = replay->profiles.exercises,
        .exercise_count = replay->profiles.count,
    };
    FILE *file = fopen(options->plot, "we");
    bool failed = !file;
    if (file) {
        plot_write(file, &replay->plot_log, &caption);
        failed = ferror(file) != 0;
        failed = fclose(file) != 0 || failed;
    }
    if (failed)
        fprintf(stderr, "lumbar-replay: %s: %s\n", options->plot, strerror(errno));
    return failed ? 1 : 0;
}

static int run(const struct replay_options *options, enum output output)
{
    struct core_replay replay = {
        .output = output,
        .options = options,
        .plot = options->plot,
        .sets = json_object_new_array(),
        .calibrates = options->calibrates,
        .calibration = {.kind = options->calibration, .sensor = CALIBRATION_ANY_SENSOR},
        .calibrate_ns = (int64_t)(options->calibrate_at_s * 1e9),
    };
    const struct recording_handler handler = {
        .sensor = on_sensor, .sample = on_sample, .data = &replay};
    const struct command stop = {.type = COMMAND_STOP_SET, .reason = SET_END_COMMAND};
    struct recording_counts counts;

    replay.queue = (struct event_queue){.events = replay.events, .size = QUEUE_SIZE};
    int status = 0;
    if (replay.plot && plot_log_init(&replay.plot_log) < 0) {
        replay.out_of_memory = true;
        status = 1;
    }
    if (status == 0)
        status = open_core(&replay, options); /* the first event may come with it */
    if (status == 0 && output == OUTPUT_POSE)
        puts("t,trunk,pelvis,lumbar,thigh,bar_height,bar_velocity,force_left,force_right,"
             "range_fraction,set,reps");
    if (status == 0 && output == OUTPUT_LOOK)
        puts("t,reps,alone-turning,alone-rise,alone-speed,alone-top,alone-brake");
    if (status == 0 && feed_recording(options->file, options->chunk, &handler, &counts) < 0)
        status = 1;
    if (status == 0 && output == OUTPUT_EVENTS) {
        /* A recording that ends within a set ends the set; -ENODATA says that none was open. */
        core_command(replay.core, &stop, &replay.queue);
        drain(&replay);
        print_summary(&replay, &counts);
    }
    if (replay.out_of_memory) {
        fprintf(stderr, "lumbar-replay: out of memory\n");
        status = 1;
    }
    if (status == 0 && replay.plot)
        status = draw(&replay, options);
    plot_log_free(&replay.plot_log);
    profiles_free(&replay.profiles);
    core_free(replay.core);
    json_object_put(replay.sets);
    return status;
}

int replay_events(const struct replay_options *options)
{
    return run(options, OUTPUT_EVENTS);
}

int replay_pose(const struct replay_options *options)
{
    return run(options, OUTPUT_POSE);
}

int replay_look(const struct replay_options *options)
{
    return run(options, OUTPUT_LOOK);
}

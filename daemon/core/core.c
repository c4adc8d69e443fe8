/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/core_private.h"
#include "core/vec3.h"

#define LISTEN_S 0.1      /* design value: far below what counts as silence, and costs little */
#define LATE_NS 500000000 /* as body.c: what is older shows nothing of now */
#define BACKWARD_MAX 10   /* design value: after so many late samples the clock was set back */

/* rad/s; a bias wanders with temperature by 0.1 to 0.3 deg/s in ten degrees: research note 1.3 */
#define STORED_BIAS_SIGMA 0.005

#define DOUBT 0.5 /* of the confidence is left; design value */

#define SATURATED_NS 250000000 /* design value: no knock lasts so long */
/* Design values: what a body does and does not keep to the last digit. */
#define EXTREME_M_S2 45.0
#define EXTREME_RAD_S 15.0

#define GRAVITY 9.80665 /* m/s^2, standard gravity */
#define FAR_OFF 0.3     /* design value: no offset makes that, another unit or range does */

#define GAP_NS 200000000 /* design value: a turn is known across it */

#define MOVES_RAD_S 0.3    /* design value: 17 deg/s is no swaying */
#define MOVED_NS 500000000 /* design value */

int core_new(const struct exercise *exercises, size_t exercise_count, struct core **ret_core)
{
    for (size_t i = 0; i < exercise_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(exercises[i].id, exercises[k].id) == 0)
                return -EINVAL;

    struct core *core = calloc(1, sizeof(*core));
    if (!core)
        return -ENOMEM;
    core->exercises = calloc(exercise_count + 1, sizeof(*core->exercises));
    if (!core->exercises) {
        free(core);
        return -ENOMEM;
    }
    exercise_set_generic(&core->exercises[0]);
    core->exercise_count = 1;
    for (size_t i = 0; i < exercise_count; i++) {
        bool generic = strcmp(exercises[i].id, EXERCISE_GENERIC) == 0;
        core->exercises[generic ? 0 : core->exercise_count++] = exercises[i];
    }
    if (recogniser_new(core->exercises, core->exercise_count, &core->recogniser) < 0) {
        core_free(core);
        return -ENOMEM;
    }
    detector_init(&core->detector, &core->exercises[0], core->recogniser);
    sides_reset(&core->sides);
    *ret_core = core;
    return 0;
}

struct core *core_free(struct core *core)
{
    if (core) {
        recogniser_free(core->recogniser);
        free(core->exercises);
        free(core);
    }
    return NULL;
}

static const struct exercise *find_exercise(const struct core *core, const char *id)
{
    for (size_t i = 0; i < core->exercise_count; i++)
        if (strcmp(core->exercises[i].id, id) == 0)
            return &core->exercises[i];
    return NULL;
}

static void describe_sensors(struct core *core, struct calibration_sensor sensors[SENSORS_MAX])
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        struct core_sensor *sensor = &core->sensors[i];
        sensors[i] = (struct calibration_sensor){
            .present = sensor->attached,
            .info = sensor->info,
            .part = core->detector.part_of[i],
            .attitude = &sensor->attitude,
        };
    }
}

static void calibrate(struct core *core, uint16_t place, const double values[])
{
    struct calibration_sensor sensors[SENSORS_MAX];
    describe_sensors(core, sensors);
    calibration_push(&core->calibration, place, values, sensors, &core->detector.body, &core->sink);
    const struct lumbar_range range = core->detector.body.range;
    detector_set_range(&core->detector, &range);
}

static int start_calibration(struct core *core, const struct calibration_request *request)
{
    if ((unsigned)request->kind >= CALIBRATION_KINDS || request->sensor >= SENSORS_MAX)
        return -EINVAL;
    if (request->kind == CALIBRATION_SPAN && !(request->weight_kg >= CALIBRATION_WEIGHT_MIN_KG &&
                                               request->weight_kg <= CALIBRATION_WEIGHT_MAX_KG))
        return -EINVAL;
    (void)detector_end_set(&core->detector, SET_END_COMMAND, &core->sink);
    struct calibration_sensor sensors[SENSORS_MAX];
    describe_sensors(core, sensors);
    calibration_start(&core->calibration, request, sensors, &core->sink);
    return 0;
}

static int set_range(struct core *core, const struct lumbar_range *range)
{
    if (!(range->flexion_deg >= 0.0 && range->flexion_deg <= 180.0) ||
        !(range->extension_deg >= 0.0 && range->extension_deg <= 180.0))
        return -EINVAL;
    detector_set_range(&core->detector, range);
    return 0;
}

void core_report_condition(struct core *core, uint16_t place)
{
    const struct condition *condition = &core->sensors[place].condition;
    struct core_event *event = event_sink_add(&core->sink, EVENT_SENSOR);
    event->sensor.sensor = place;
    event->sensor.condition = condition->bits;
    event->sensor.noise = condition->noise;
    event->sensor.lost = condition->lost;
}

static bool others_move(const struct core *core, uint16_t place)
{
    int64_t ns = core->mover == place ? core->moved_before_ns : core->moved_ns;
    return ns > 0 && core->sink.now_ns - ns < MOVED_NS;
}

static void note_moving(struct core *core, uint16_t place, int64_t t_ns)
{
    if (core->mover != place)
        core->moved_before_ns = core->moved_ns;
    core->mover = place;
    core->moved_ns = t_ns;
}

/* A repetition that was told by a doubtful signal is less sure, and says why. */
static void doubt_reps(struct core *core, const struct core_sensor *sensor, unsigned from)
{
    struct event_queue *out = core->sink.out;
    for (unsigned i = from; i < out->count; i++) {
        struct core_event *event = &out->events[i];
        if (event->type != EVENT_REP)
            continue;
        event->rep.doubt = condition_since(&sensor->condition, event->rep.start_ns);
        if (event->rep.doubt != 0)
            event->rep.confidence *= DOUBT;
    }
}

/* since_ns: since when what it tells is nothing, if missed. */
static void set_missed(struct core *core, uint16_t place, bool missed, int64_t since_ns)
{
    if (core->sensors[place].missed == missed)
        return;
    core->sensors[place].missed = missed;
    if (missed)
        detector_miss(&core->detector, place, since_ns, &core->sink);
    else
        detector_hear(&core->detector, place);
}

/* step_ns: 0 when the sample is the first, or not to be believed. */
static void compare_axes(struct core_sensor *sensor, int part, bool is_bar,
                         const struct sample *sample, int64_t step_ns)
{
    const struct attitude_output *attitude = &sensor->attitude.output;
    if (step_ns <= 0 || step_ns > GAP_NS) {
        axes_check_begin(&sensor->axes);
        return;
    }
    axes_check_push(&sensor->axes, sample->imu.accel, sample->imu.anglvel, (double)step_ns * 1e-9);
    if (!axes_check_is_due(&sensor->axes))
        return;
    const struct axes_errors errors = {.bias = attitude->bias, .scale = attitude->scale};
    axes_check_look(&sensor->axes, &errors);
    bool off = axes_check_gravity_is_off(&sensor->axes);
    sensor->worn = part >= 0 || is_bar;
    const enum axes_verdict verdict = axes_check_verdict(&sensor->axes, sensor->worn);
    sensor->found = (verdict == AXES_MIXED_UP ? SENSOR_BAD_AXES : 0u) |
                    (verdict == AXES_SCALED ? SENSOR_BAD_SCALE : 0u) |
                    (off ? SENSOR_BAD_GRAVITY : 0u);
    const bool noisy = sensor->condition.bits & SENSOR_NOISY;
    const enum axes_verdict own = axes_check_verdict(&sensor->axes, false);
    sensor->faint = is_bar && (noisy || verdict != own);
    sensor->misleads = off || (is_bar ? own : verdict) != AXES_ALIKE ||
                       (sensor->axes.suspect && is_bar) ||
                       fabs(attitude->rest_gravity - GRAVITY) > FAR_OFF * GRAVITY;
}

/* Somebody else may have fallen silent: told at once, and what can still be followed is. */
static void listen(struct core *core, uint16_t place)
{
    silence_hear(&core->silence, place, core->sensors[place].unreported_s);
    core->sensors[place].unreported_s = 0.0;
    int silent = silence_find(&core->silence);
    if (silent < 0)
        return;
    set_missed(core, (uint16_t)silent, true, core->sensors[silent].t_ns);
    if (condition_miss(&core->sensors[silent].condition))
        core_report_condition(core, (uint16_t)silent);
}

/* A sample has come, step_s after the last one. */
static inline void hear(struct core *core, uint16_t place, double step_s)
{
    struct core_sensor *sensor = &core->sensors[place];
    sensor->unreported_s += step_s;
    if (!sensor->started || fabs(sensor->unreported_s) >= LISTEN_S)
        listen(core, place);
    sensor->started = true;
}

/* flags: enum attitude_flag. */
static unsigned causes_of(unsigned flags)
{
    return (flags & ATTITUDE_BAD_VALUE ? SENSOR_BAD_VALUE : 0u) |
           (flags & ATTITUDE_BAD_CLOCK ? SENSOR_BAD_CLOCK : 0u) |
           (flags & ATTITUDE_SATURATED ? SENSOR_SATURATED : 0u) |
           (flags & ATTITUDE_BAD_GRAVITY ? SENSOR_BAD_GRAVITY : 0u);
}

/* At the end of a range that need not be known. */
static bool is_clipped(const struct core_sensor *sensor, const struct sample *sample)
{
    const int64_t *since_ns = sensor->condition.same_since_ns;
    return since_ns[0] < sample->t_ns && since_ns[1] < sample->t_ns &&
           (vec3_norm_squared(sample->imu.accel) > EXTREME_M_S2 * EXTREME_M_S2 ||
            vec3_norm_squared(sample->imu.anglvel) > EXTREME_RAD_S * EXTREME_RAD_S);
}

/* Its attitude is lost, and not by a knock. */
static bool is_beyond(struct core_sensor *sensor, const struct sample *sample, unsigned flags)
{
    if (!(flags & ATTITUDE_SATURATED) && !is_clipped(sensor, sample))
        sensor->saturated_ns = 0;
    else if (sensor->saturated_ns == 0)
        sensor->saturated_ns = sample->t_ns;
    return sensor->saturated_ns != 0 && sample->t_ns - sensor->saturated_ns >= SATURATED_NS;
}

/* What a sensor repeats that is known to be stuck would only teach its attitude filter what is
 * wrong. */
static bool is_repeated(const struct core_sensor *sensor, const struct sample *sample)
{
    return sensor->missed && sensor->condition.bits & SENSOR_STUCK && sample->t_ns > sensor->t_ns &&
           condition_repeats(&sensor->condition, sample->values);
}

static void push_repeated(struct core *core, const struct sample *sample)
{
    struct core_sensor *sensor = &core->sensors[sample->sensor];
    const struct condition_input input = {
        .t_ns = sample->t_ns,
        .values = sample->values,
        .value_count = IMU_VALUES,
        .causes = sensor->found,
        .others_move = true, /* it is stuck, and needs no more time to be */
    };
    if (condition_push(&sensor->condition, &input))
        core_report_condition(core, sample->sensor);
    hear(core, sample->sensor, (double)(sample->t_ns - sensor->t_ns) * 1e-9);
    sensor->t_ns = sample->t_ns;
    if (!core->calibration.runs)
        detector_wait(&core->detector, sample->t_ns, &core->sink);
}

static void push_imu(struct core *core, const struct sample *sample)
{
    struct core_sensor *sensor = &core->sensors[sample->sensor];
    if (is_repeated(sensor, sample)) {
        push_repeated(core, sample);
        return;
    }
    int64_t before_ns = sensor->t_ns;
    unsigned flags =
        attitude_update(&sensor->attitude, sample->t_ns, sample->imu.accel, sample->imu.anglvel);
    const struct attitude_output *attitude = &sensor->attitude.output;
    bool good = !(flags & (ATTITUDE_BAD_VALUE | ATTITUDE_BAD_CLOCK | ATTITUDE_SATURATED));
    int part = core->detector.part_of[sample->sensor];
    compare_axes(sensor, part, core->detector.bar_place == sample->sensor, sample,
                 good && sensor->started ? sample->t_ns - before_ns : 0);
    const struct condition_input input = {
        .t_ns = sample->t_ns,
        .values = sample->values,
        .value_count = IMU_VALUES,
        .causes = causes_of(flags) | sensor->found,
        .rest = attitude->rest,
        .others_move = others_move(core, sample->sensor),
    };
    if (condition_push(&sensor->condition, &input))
        core_report_condition(core, sample->sensor);
    if (flags & ATTITUDE_BAD_CLOCK && ++sensor->backward >= BACKWARD_MAX) {
        /* Not a few late samples: the clock was set back, and this is the time now. */
        attitude_restart(&sensor->attitude);
        sensor->started = false;
        core->sink.now_ns = sample->t_ns;
    }
    if (flags & (ATTITUDE_BAD_VALUE | ATTITUDE_BAD_CLOCK))
        return;
    sensor->backward = 0;

    if (vec3_norm_squared(attitude->rate) > MOVES_RAD_S * MOVES_RAD_S)
        note_moving(core, sample->sensor, sample->t_ns);
    sensor->t_ns = sample->t_ns;
    double dt_s = sensor->started ? (double)(sample->t_ns - before_ns) * 1e-9 : 0.0;
    /* Who was silent tells of the past first, which others have lived through and told. */
    const bool late = sensor->missed && core->sink.now_ns - sample->t_ns > LATE_NS;
    if (!late)
        hear(core, sample->sensor, dt_s);
    /* Its attitude means nothing: as if it were absent. What is without noise may be as still as
     * one that is stuck, while others move or not. */
    bool stuck = sensor->condition.bits & SENSOR_STUCK &&
                 (condition_is_noisy(&sensor->condition) || input.others_move || sensor->missed) &&
                 condition_since(&sensor->condition, sample->t_ns) & SENSOR_STUCK;
    bool misled = (sensor->misleads || sensor->faint) && core_is_misled(core, sample->sensor);
    bool beyond = is_beyond(sensor, sample, flags);
    set_missed(core, sample->sensor, misled || stuck || late || beyond,
               misled   ? 0
               : beyond ? sensor->saturated_ns
               : stuck  ? sensor->condition.same_since_ns[0]
                        : sample->t_ns);
    bool counting = !core->calibration.runs;
    if (sensor->missed) {
        if (counting)
            detector_wait(&core->detector, sample->t_ns, &core->sink);
        return;
    }
    unsigned events_before = core->sink.out->count;
    detector_push(&core->detector, sample->sensor, sample->t_ns, dt_s, flags & ATTITUDE_RESEEDED,
                  counting, attitude, &core->sink);
    doubt_reps(core, sensor, events_before);
    if (part == BODY_PELVIS)
        sides_feel(&core->sides, attitude->accel_earth);
    if (part >= 0)
        core_look_at_places(core, sample->t_ns);
    if (!counting)
        calibrate(core, sample->sensor, sample->values);
}

static void push_force(struct core *core, const struct sample *sample)
{
    struct core_sensor *sensor = &core->sensors[sample->sensor];
    bool finite = true, late = sensor->started && sample->t_ns < sensor->t_ns;
    for (unsigned i = 0; i < sensor->info.channels; i++)
        finite = finite && isfinite(sample->force[i]);
    const struct condition_input input = {
        .t_ns = sample->t_ns,
        .values = sample->values,
        .value_count = sensor->info.channels,
        .causes = (finite ? 0u : SENSOR_BAD_VALUE) | (late ? SENSOR_BAD_CLOCK : 0u),
    };
    bool stuck_before = sensor->condition.bits & SENSOR_STUCK;
    if (condition_push(&sensor->condition, &input))
        core_report_condition(core, sample->sensor);
    if (!finite || late)
        return;
    /* Who stands sways, who lies may leave the plates empty. */
    bool empty = true;
    for (unsigned i = 0; i < sensor->info.channels; i++)
        empty = empty && sample->force[i] == 0.0;
    bool stuck = !empty && condition_since(&sensor->condition, sample->t_ns) & SENSOR_STUCK;
    if (stuck && !stuck_before)
        detector_miss_force(&core->detector, sample->sensor, sensor->condition.same_since_ns[0]);
    hear(core, sample->sensor,
         sensor->started ? (double)(sample->t_ns - sensor->t_ns) * 1e-9 : 0.0);
    sensor->t_ns = sample->t_ns;
    if (!stuck)
        detector_push_force(&core->detector, sample->sensor, sample->t_ns, sample->force);
    if (core->calibration.runs)
        calibrate(core, sample->sensor, sample->force);
}

void core_push(struct core *core, const struct sample *sample, struct event_queue *out)
{
    if (sample->sensor >= SENSORS_MAX || !core->sensors[sample->sensor].attached)
        return;
    core->sink.out = out;
    if (sample->t_ns > core->sink.now_ns)
        core->sink.now_ns = sample->t_ns;
    if (core->sensors[sample->sensor].info.kind == SENSOR_IMU)
        push_imu(core, sample);
    else
        push_force(core, sample);
}

static int attach(struct core *core, uint16_t place, const struct sensor_info *info)
{
    if (place >= SENSORS_MAX || info->channels > FORCE_CHANNELS_MAX ||
        !memchr(info->role, '\0', sizeof(info->role)))
        return -EINVAL;
    struct core_sensor *sensor = &core->sensors[place];
    *sensor = (struct core_sensor){.attached = true, .info = *info};
    silence_forget(&core->silence, place);
    struct attitude_params params;
    attitude_default_params(&params);
    params.accel_full_scale = info->accel_full_scale;
    params.anglvel_full_scale = info->anglvel_full_scale;
    attitude_init(&sensor->attitude, &params);
    if (vec3_norm_squared(info->anglvel_bias) > 0.0)
        attitude_set_bias(&sensor->attitude, info->anglvel_bias, STORED_BIAS_SIGMA);
    condition_reset(&sensor->condition);
    axes_check_reset(&sensor->axes);
    detector_attach(&core->detector, place, info, core->sink.now_ns);
    int role = core_role_of(core, place);
    if (role >= 0)
        placement_forget(&core->placement, role);
    if (role == PLACEMENT_FEET)
        sides_forget_feet(&core->sides);
    if (role >= 0 && role < BODY_PARTS)
        sides_forget(&core->sides, (enum body_part)role);
    if (role >= 0 && role < LYING_ROLES)
        lying_forget(&core->lying, role);
    return 0;
}

static int detach(struct core *core, uint16_t place)
{
    if (place >= SENSORS_MAX || !core->sensors[place].attached)
        return -ENODEV;
    /* What was lost since its condition last changed is told now or never. */
    if (core->sensors[place].condition.bits != 0)
        core_report_condition(core, place);
    core->sensors[place] = (struct core_sensor){0};
    silence_forget(&core->silence, place);
    detector_detach(&core->detector, place);
    return 0;
}

static int select_exercise(struct core *core, const char *id)
{
    /* "" asks for recognition: until something is recognised any movement counts. */
    bool recognise = id[0] == '\0';
    const struct exercise *exercise = find_exercise(core, recognise ? EXERCISE_GENERIC : id);
    if (!exercise)
        return -ENOENT;
    if (exercise == core->detector.chosen && recognise == core->detector.recognises)
        return 0;
    bool in_force = exercise == core->detector.exercise;
    detector_choose(&core->detector, exercise, recognise, &core->sink);
    if (in_force)
        return 0;
    struct core_event *event = event_sink_add(&core->sink, EVENT_EXERCISE);
    memcpy(event->exercise.exercise, exercise->id, EXERCISE_ID_SIZE);
    event->exercise.confidence = 1.0;
    return 0;
}

static int set_reserve(struct core *core, const char *exercise, const struct reserve_line *line)
{
    struct judge *judge = &core->detector.judge;
    if (exercise[0] == '\0') {
        judge->reserve_exercise[0] = '\0';
        return 0;
    }
    if (!find_exercise(core, exercise))
        return -ENOENT;
    if (!reserve_line_valid(line))
        return -EINVAL;
    judge->reserve_line = *line;
    memcpy(judge->reserve_exercise, exercise, EXERCISE_ID_SIZE);
    return 0;
}

int core_command(struct core *core, const struct command *command, struct event_queue *out)
{
    core->sink.out = out;
    switch (command->type) {
    case COMMAND_SENSOR_ATTACH:
        return attach(core, command->sensor.sensor, &command->sensor.info);
    case COMMAND_SENSOR_DETACH:
        return detach(core, command->sensor.sensor);
    case COMMAND_SELECT_EXERCISE:
        return select_exercise(core, command->exercise);
    case COMMAND_START_SET:
        return detector_start_set(&core->detector, &core->sink);
    case COMMAND_STOP_SET:
        return detector_end_set(&core->detector, command->reason, &core->sink);
    case COMMAND_UNDO_REP:
        return detector_take_back(&core->detector, &core->sink);
    case COMMAND_RESTART_SET:
        return detector_restart_set(&core->detector, &core->sink);
    case COMMAND_PRESCRIBE:
        core->detector.judge.prescription = command->prescription;
        return 0;
    case COMMAND_SET_LOAD:
        return detector_set_load(&core->detector, command->load_kg);
    case COMMAND_SET_RESERVE:
        return set_reserve(core, command->reserve.exercise, &command->reserve.line);
    case COMMAND_AUTO_TRACK:
        core->detector.auto_track = command->enable;
        return 0;
    case COMMAND_CALIBRATE:
        return start_calibration(core, &command->calibration);
    case COMMAND_STOP_CALIBRATION:
        calibration_stop(&core->calibration, &core->sink);
        return 0;
    case COMMAND_SET_RANGE:
        return set_range(core, &command->range);
    }
    return -EINVAL;
}

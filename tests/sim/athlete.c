/* SPDX-License-Identifier: MIT */
#include "athlete.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "athlete_options.h"
#include "compose.h"
#include "mount.h"
#include "sensor_model.h"
#include "truth.h"

#define ACCEL_FULL_SCALE (8.0 * GRAVITY)
#define ANGLVEL_FULL_SCALE (1000.0 * M_PI / 180.0)

struct athlete_sensor {
    struct mount mount;
    struct imu_model imu;
    struct force_model force;
    struct gap_model gap;
    struct clock_model clock;
    int64_t index; /* of the next sample */
};

struct athlete {
    struct sim_source source;
    struct script script;
    struct athlete_sensor sensor[SIM_SENSORS_MAX];
    bool ideal;
    bool body_known; /* sensors of one instant share the body */
    int64_t body_ns;
    struct body body;
};

static int64_t time_of_next(const struct athlete *a, size_t i)
{
    return llround(1e9 * (double)a->sensor[i].index / a->source.sensors[i].rate_hz);
}

static void read_sensor(struct athlete *a, unsigned i, struct sim_sample *ret_sample)
{
    struct athlete_sensor *s = &a->sensor[i];

    ret_sample->sensor = i;
    ret_sample->stamp_ns = clock_model_stamp(&s->clock, ret_sample->t_ns);
    if (!a->body_known || a->body_ns != ret_sample->t_ns) {
        script_body(&a->script, 1e-9 * (double)ret_sample->t_ns, &a->body);
        a->body_ns = ret_sample->t_ns;
        a->body_known = true;
    }
    if (a->source.sensors[i].kind == SIM_FORCE) {
        if (a->source.sensors[i].channels == FOOT_CELLS) {
            memcpy(ret_sample->value, a->body.cell, sizeof(a->body.cell));
        } else {
            ret_sample->value[0] = body_force_left(&a->body);
            ret_sample->value[1] = body_force_right(&a->body);
        }
        if (!a->ideal)
            force_model_apply(&s->force, a->source.sensors[i].channels, ret_sample->value);
        return;
    }
    mount_read(&s->mount, &a->body, &ret_sample->value[0], &ret_sample->value[3]);
    if (!a->ideal)
        imu_model_apply(&s->imu, &ret_sample->value[0], &ret_sample->value[3]);
}

static int athlete_next(struct sim_source *source, struct sim_sample *ret_sample)
{
    struct athlete *a = (struct athlete *)source;
    bool lost;

    do {
        unsigned first = 0;

        for (unsigned i = 1; i < source->sensor_count; i++)
            if (time_of_next(a, i) < time_of_next(a, first))
                first = i;
        ret_sample->t_ns = time_of_next(a, first);
        if (1e-9 * (double)ret_sample->t_ns > a->script.end)
            return 0;
        a->sensor[first].index++;
        read_sensor(a, first, ret_sample);
        lost = gap_model_lost(&a->sensor[first].gap, ret_sample->t_ns);
    } while (lost);
    return 1;
}

static void athlete_close(struct sim_source *source)
{
    struct athlete *a = (struct athlete *)source;

    script_deinit(&a->script);
    free(a);
}

/* The strap is never quite where and how it should be. */
static void strap_on(struct athlete_sensor *s, const struct sim_athlete_options *options,
                     const char *role)
{
    struct prng prng;
    char stream[64];
    double rotation[3];

    snprintf(stream, sizeof(stream), "strap/%.31s", role);
    prng_init(&prng, options->seed, stream);
    if (options->any_mount)
        mount_face(&s->mount, (unsigned)(prng_next(&prng) % MOUNT_FACES));
    for (int i = 0; i < 3; i++) {
        rotation[i] = prng_people(&prng, 0.0, options->placement_deg * M_PI / 180.0);
        s->mount.place[i] += prng_people(&prng, 0.0, 0.005);
    }
    mount_turn(&s->mount, rotation);
    if (s->mount.segment == S_BAR) /* has no skin */
        return;
    s->mount.skin_pitch = prng_people(&prng, 0.0, options->soft_tissue);
    s->mount.skin_roll = prng_people(&prng, 0.0, 0.5 * options->soft_tissue);
    s->mount.skin_slide = prng_people(&prng, 0.0, 0.3 * options->soft_tissue);
}

static void describe(struct sim_sensor *sensor, const char *role, double rate_hz, unsigned cells)
{
    static const char *const imu[] = {"accel_x",   "accel_y",   "accel_z",
                                      "anglvel_x", "anglvel_y", "anglvel_z"};
    static const char *const sides[] = {"force_left", "force_right"};
    static const char *const corners[] = {"force_left_front", "force_left_rear",
                                          "force_right_front", "force_right_rear"};
    const char *const *force = cells == FOOT_CELLS ? corners : sides;
    bool feet = !strcmp(role, "feet");

    snprintf(sensor->role, sizeof(sensor->role), "%.31s", role);
    sensor->kind = feet ? SIM_FORCE : SIM_IMU;
    sensor->channels = feet ? cells : 6;
    for (unsigned c = 0; c < sensor->channels; c++)
        snprintf(sensor->channel_name[c], sizeof(sensor->channel_name[c]), "%s",
                 feet ? force[c] : imu[c]);
    sensor->rate_hz = rate_hz;
    sensor->accel_full_scale = feet ? 0.0 : ACCEL_FULL_SCALE;
    sensor->anglvel_full_scale = feet ? 0.0 : ANGLVEL_FULL_SCALE;
}

static void add_sensor(struct athlete *a, const struct sim_athlete_options *options,
                       const struct athlete_sensor_choice *choice)
{
    size_t i = a->source.sensor_count++;
    struct athlete_sensor *s = &a->sensor[i];
    double scale = options->ideal ? 0.0 : options->noise_scale;

    describe(&a->source.sensors[i], choice->role, choice->rate_hz, options->foot_cells);
    if (a->source.sensors[i].kind == SIM_FORCE) {
        force_model_init(&s->force, options->seed, choice->role, scale);
    } else {
        mount_find(choice->role, &a->script.person, &s->mount);
        if (!options->ideal)
            strap_on(s, options, choice->role);
        imu_model_init(&s->imu, options->seed, choice->role, choice->rate_hz, scale,
                       ACCEL_FULL_SCALE, ANGLVEL_FULL_SCALE);
    }
    gap_model_init(&s->gap, options->seed, choice->role, choice->rate_hz, options->gaps_per_s);
    clock_model_init(&s->clock, options->seed, choice->role, options->clock_ppm,
                     options->clock_offset_s);
}

int sim_athlete_open(const struct sim_athlete_options *options, struct sim_source **ret_source)
{
    struct athlete_sensor_choice choice[SIM_SENSORS_MAX];
    struct athlete *a;
    struct person person;
    size_t count;
    int ret;

    ret = athlete_options_check(options);
    if (ret < 0)
        return ret;
    ret = athlete_options_sensors(options, choice, &count);
    if (ret < 0)
        return ret;
    a = calloc(1, sizeof(*a));
    if (!a)
        return -ENOMEM;
    a->source.next = athlete_next;
    a->source.close = athlete_close;
    a->ideal = options->ideal;
    person_init(&person, options->seed, options->height_m, options->mass_kg);
    script_init(&a->script, &person, options->seed);
    ret = compose_script(&a->script, options);
    if (ret == 0 && options->truth_path[0])
        ret = truth_write(&a->script, options);
    if (ret < 0) {
        athlete_close(&a->source);
        return ret;
    }
    for (size_t i = 0; i < count; i++)
        add_sensor(a, options, &choice[i]);
    snprintf(a->source.note, sizeof(a->source.note), "simulated seed %llu, %.2f m, %.0f kg",
             (unsigned long long)options->seed, person.height_m, person.mass_kg);
    *ret_source = &a->source;
    return 0;
}

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
#include "wobble.h"

#define ACCEL_FULL_SCALE (8.0 * GRAVITY)
#define ANGLVEL_FULL_SCALE (1000.0 * M_PI / 180.0)

struct athlete_sensor {
    struct mount mount;
    struct wobble wobble;
    bool slips;
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

/* The strap's swing until now, in steps of its own. */
static void swing(struct athlete *a, struct athlete_sensor *s, int64_t t_ns)
{
    while (s->wobble.t_ns < t_ns) {
        struct mount still = s->mount;
        struct jet_vec at;
        struct segment_pose skin;
        struct body body;
        double world[3], own[3];

        still.turned = still.moved = jet_of(0.0);
        script_body(&a->script, 1e-9 * (double)s->wobble.t_ns, &body);
        skin = mount_skin(&still, &body);
        at = jet_vec_add(skin.origin, jet_rot_point(&skin.rotation, still.place[0], still.place[1],
                                                    still.place[2]));
        world[0] = at.x.dd, world[1] = at.y.dd, world[2] = at.z.dd;
        for (int i = 0; i < 3; i++)
            own[i] = skin.rotation.m[0][i].v * world[0] + skin.rotation.m[1][i].v * world[1] +
                     skin.rotation.m[2][i].v * world[2];
        wobble_step(&s->wobble, own[2], own[0]);
    }
}

/* Where the sensor is on its segment now. */
static void move_on_skin(struct athlete *a, struct athlete_sensor *s, int64_t t_ns)
{
    const struct script_slip *slip = &a->script.slip;

    s->mount.turned = s->mount.moved = jet_of(0.0);
    if (s->wobble.size > 0.0) {
        swing(a, s, t_ns);
        s->mount.moved = s->wobble.along;
        s->mount.turned = jet_scale(s->wobble.across, 1.0 / s->wobble.lever);
    }
    if (s->slips) {
        struct jet u = {(1e-9 * (double)t_ns - slip->t) / slip->duration, 1.0 / slip->duration, 0};

        s->mount.turned = jet_add(s->mount.turned, jet_scale(jet_step(u), slip->angle));
    }
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
        if (a->source.sensors[i].channels == 1) {
            ret_sample->value[0] = a->body.cable;
        } else if (a->source.sensors[i].channels == FOOT_CELLS) {
            memcpy(ret_sample->value, a->body.cell, sizeof(a->body.cell));
        } else {
            ret_sample->value[0] = body_force_left(&a->body);
            ret_sample->value[1] = body_force_right(&a->body);
        }
        if (!a->ideal)
            force_model_apply(&s->force, a->source.sensors[i].channels, ret_sample->value);
        return;
    }
    move_on_skin(a, s, ret_sample->t_ns);
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

/* A thumb's breadth and a slant off, in a direction that the seed gives. */
static void misplace(struct mount *mount, const struct sim_athlete_options *options,
                     const char *role)
{
    struct prng prng;
    char stream[64];
    double turn[3], way[3], turn_length = 0.0, way_length = 0.0;

    snprintf(stream, sizeof(stream), "misplace/%.31s", role);
    prng_init(&prng, options->seed, stream);
    for (int i = 0; i < 3; i++) {
        turn[i] = prng_normal(&prng);
        way[i] = prng_normal(&prng);
    }
    if (mount->segment != S_BAR)
        way[0] = 0.0; /* along the skin, not into it */
    for (int i = 0; i < 3; i++) {
        turn_length += turn[i] * turn[i];
        way_length += way[i] * way[i];
    }
    for (int i = 0; i < 3; i++) {
        turn[i] *= options->misplaced_deg * M_PI / 180.0 / sqrt(turn_length);
        mount->place[i] += way[i] * options->misplaced_m / sqrt(way_length);
    }
    mount_turn(mount, turn);
}

static void describe(struct sim_sensor *sensor, const char *role, double rate_hz, unsigned cells)
{
    static const char *const imu[] = {"accel_x",   "accel_y",   "accel_z",
                                      "anglvel_x", "anglvel_y", "anglvel_z"};
    static const char *const sides[] = {"force_left", "force_right"};
    static const char *const corners[] = {"force_left_front", "force_left_rear",
                                          "force_right_front", "force_right_rear"};
    static const char *const one[] = {"force"};
    bool feet = !strcmp(role, "feet"), cable = !strcmp(role, "cable"), cell = feet || cable;
    const char *const *force = cable ? one : cells == FOOT_CELLS ? corners : sides;

    snprintf(sensor->role, sizeof(sensor->role), "%.31s", role);
    sensor->kind = cell ? SIM_FORCE : SIM_IMU;
    sensor->channels = cable ? 1 : feet ? cells : 6;
    for (unsigned c = 0; c < sensor->channels; c++)
        snprintf(sensor->channel_name[c], sizeof(sensor->channel_name[c]), "%s",
                 cell ? force[c] : imu[c]);
    sensor->rate_hz = rate_hz;
    sensor->accel_full_scale = cell ? 0.0 : ACCEL_FULL_SCALE;
    sensor->anglvel_full_scale = cell ? 0.0 : ANGLVEL_FULL_SCALE;
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
        misplace(&s->mount, options, choice->role);
        s->slips = !strcmp(a->script.slip.role, choice->role);
        wobble_init(&s->wobble, options->seed, choice->role,
                    s->mount.segment == S_BAR ? 0.0 : options->wobble);
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
    person_restyle(&person, options->lumbar_max_deg, options->depth, options->knee_style_deg);
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

/* SPDX-License-Identifier: MIT */
#include "mount.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct site {
    const char *role;
    enum segment segment;
    /* Share of a length along the segment, and m forward and left of its axis. */
    double along, forward, left;
};

/* S1, T12 and T3 on the back; limbs on the outer side above the wrist, mid-thigh, mid-shank. */
static const struct site sites[] = {
    {"pelvis", S_PELVIS, 0.50, -0.09, 0.0},
    {"thorax", S_THORAX, 0.30, -0.10, 0.0},
    {"upper-back", S_THORAX, 0.85, -0.10, 0.0},
    {"bar", S_BAR, 0.0, 0.02, 0.0},
    {"wrist-left", S_FOREARM_LEFT, 0.28, 0.0, 0.03},
    {"wrist-right", S_FOREARM_RIGHT, 0.28, 0.0, -0.03},
    {"thigh-left", S_THIGH_LEFT, 0.50, 0.03, 0.08},
    {"thigh-right", S_THIGH_RIGHT, 0.50, 0.03, -0.08},
    {"shank-left", S_SHANK_LEFT, 0.50, 0.03, 0.05},
    {"shank-right", S_SHANK_RIGHT, 0.50, 0.03, -0.05},
};
#define SITE_COUNT (sizeof(sites) / sizeof(sites[0]))

static double length_of(enum segment segment, const struct person *p)
{
    switch (segment) {
    case S_PELVIS:
        return p->pelvis;
    case S_THORAX:
        return p->thorax;
    case S_FOREARM_LEFT:
    case S_FOREARM_RIGHT:
        return p->forearm;
    case S_THIGH_LEFT:
    case S_THIGH_RIGHT:
        return p->thigh;
    case S_SHANK_LEFT:
    case S_SHANK_RIGHT:
        return p->shank;
    default:
        return 0.0;
    }
}

int mount_find(const char *role, const struct person *person, struct mount *ret_mount)
{
    for (size_t i = 0; i < SITE_COUNT; i++) {
        const struct site *s = &sites[i];

        if (strcmp(s->role, role))
            continue;
        *ret_mount = (struct mount){
            .segment = s->segment,
            .place = {s->forward, s->left, s->along * length_of(s->segment, person)},
            .turn = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        };
        return 0;
    }
    return -ENOENT;
}

const char *mount_role(unsigned index)
{
    return index < SITE_COUNT ? sites[index].role : NULL;
}

void mount_face(struct mount *mount, unsigned face)
{
    /* Which of the segment's axes the sensor's x points along; its y; z follows. */
    int x = (int)(face / 8), y = (x + 1 + (int)(face / 4 % 2)) % 3;
    double along_x = face % 2 ? -1.0 : 1.0, along_y = face / 2 % 2 ? -1.0 : 1.0;
    double(*turn)[3] = mount->turn;

    memset(mount->turn, 0, sizeof(mount->turn));
    turn[x][0] = along_x;
    turn[y][1] = along_y;
    turn[0][2] = turn[1][0] * turn[2][1] - turn[2][0] * turn[1][1];
    turn[1][2] = turn[2][0] * turn[0][1] - turn[0][0] * turn[2][1];
    turn[2][2] = turn[0][0] * turn[1][1] - turn[1][0] * turn[0][1];
}

void mount_turn(struct mount *mount, const double rotation[3])
{
    double angle =
        sqrt(rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2]);
    double s = sin(angle), c = cos(angle), k[3], r[3][3], turned[3][3];

    if (angle == 0.0)
        return;
    for (int i = 0; i < 3; i++)
        k[i] = rotation[i] / angle;
    for (int i = 0; i < 3; i++) /* Rodrigues */
        for (int j = 0; j < 3; j++)
            r[i][j] = (i == j ? c : 0.0) + (1.0 - c) * k[i] * k[j];
    r[0][1] -= s * k[2];
    r[0][2] += s * k[1];
    r[1][0] += s * k[2];
    r[1][2] -= s * k[0];
    r[2][0] -= s * k[1];
    r[2][1] += s * k[0];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            turned[i][j] = r[i][0] * mount->turn[0][j] + r[i][1] * mount->turn[1][j] +
                           r[i][2] * mount->turn[2][j];
    memcpy(mount->turn, turned, sizeof(turned));
}

/*
 * Inclination, but fading to nothing where it is not defined or would jump: a segment that lies on
 * its side, or stands on its head.
 */
static struct jet lean_of(const struct jet_rot *r)
{
    struct jet lean = jet_rot_inclination(r);
    struct jet upright = jet_add(jet_mul(r->m[2][0], r->m[2][0]), jet_mul(r->m[2][2], r->m[2][2]));
    struct jet from_turning = jet_sub(jet_of(M_PI), lean.v < 0.0 ? jet_scale(lean, -1.0) : lean);

    lean = jet_mul(lean, jet_step(jet_scale(upright, 4.0)));
    return jet_mul(lean, jet_step(jet_scale(from_turning, 5.0)));
}

struct segment_pose mount_skin(const struct mount *mount, const struct body *body)
{
    const struct segment_pose *segment = &body->segment[mount->segment];
    struct jet lean = lean_of(&segment->rotation);
    struct jet_rot slip;
    struct jet_vec slide = jet_vec_of(0.0, 0.0, 0.0);
    struct segment_pose skin;

    slip = jet_rot_euler(jet_add(jet_scale(lean, mount->skin_pitch), mount->turned),
                         jet_scale(lean, mount->skin_roll), jet_of(0.0));
    slide.z = jet_add(jet_scale(lean, mount->skin_slide), mount->moved);
    skin.rotation = jet_rot_mul(&segment->rotation, &slip);
    skin.origin = jet_vec_add(segment->origin, jet_rot_vec(&segment->rotation, slide));
    return skin;
}

void mount_read(const struct mount *mount, const struct body *body, double ret_accel[3],
                double ret_rate[3])
{
    const struct segment_pose s = mount_skin(mount, body);
    struct jet_vec at = jet_vec_add(
        s.origin, jet_rot_point(&s.rotation, mount->place[0], mount->place[1], mount->place[2]));
    const double world[3] = {at.x.dd, at.y.dd, at.z.dd + GRAVITY};
    double accel[3], rate[3];

    for (int i = 0; i < 3; i++)
        accel[i] = s.rotation.m[0][i].v * world[0] + s.rotation.m[1][i].v * world[1] +
                   s.rotation.m[2][i].v * world[2];
    jet_rot_rate(&s.rotation, rate);
    for (int i = 0; i < 3; i++) {
        ret_accel[i] = ret_rate[i] = 0.0;
        for (int j = 0; j < 3; j++) {
            ret_accel[i] += mount->turn[j][i] * accel[j];
            ret_rate[i] += mount->turn[j][i] * rate[j];
        }
    }
}

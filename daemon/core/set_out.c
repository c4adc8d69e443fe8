/* SPDX-License-Identifier: MIT */
#include "core/set_out.h"

#include <math.h>

#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

/* Of the trunk; design values. */
#define UPRIGHT RAD(6.0) /* people stand so alike */
#define ARCHED RAD(-3.0)
#define LEANS RAD(16.0)       /* far enough to show the trunk's own forward: segment.c */
#define PELVIS_MIN RAD(2.0)   /* less of the pelvis is sway, or a back that rounds; design value */
#define TAKES_NS 2000000000LL /* who takes longer shifts about; design value */
#define FRESH_NS 500000000    /* design value, as for the body */

void set_out_reset(struct set_out *set_out)
{
    *set_out = (struct set_out){.upright = false};
}

static void stand(struct set_out *set_out, double trunk_angle, const struct segment *pelvis)
{
    if (!set_out->upright)
        *set_out = (struct set_out){.upright = true};
    set_out->arched |= trunk_angle < ARCHED || set_out->strayed;
    set_out->strayed = false;
    set_out->upright_ns = pelvis->t_ns;
    vec3_copy(set_out->pelvis, pelvis->now);
}

static void leave(const struct set_out *set_out, struct segment *pelvis)
{
    double way[3];
    vec3_sub(way, set_out->pelvis, pelvis->now);
    bool at_once = pelvis->t_ns - set_out->upright_ns < TAKES_NS;
    if (at_once && !set_out->arched && vec3_norm(way) > sin(PELVIS_MIN))
        segment_show_forward(pelvis, way);
}

void set_out_push(struct set_out *set_out, const struct segment *trunk, struct segment *pelvis)
{
    if (!trunk || !trunk->present || !trunk->has_up || pelvis->t_ns - trunk->t_ns > FRESH_NS) {
        set_out_reset(set_out);
        return;
    }
    if (trunk->angle < UPRIGHT) {
        stand(set_out, trunk->angle, pelvis);
    } else if (trunk->has_forward && trunk->angle > LEANS) {
        if (set_out->upright)
            leave(set_out, pelvis);
        set_out_reset(set_out);
    } else {
        set_out->strayed |= !trunk->has_forward;
    }
}

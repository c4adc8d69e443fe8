/* SPDX-License-Identifier: MIT */
#include "form_fault.h"

#include <errno.h>
#include <string.h>

static const struct form_fault_kind kinds[FORM_FAULTS] = {
    [FAULT_ROUNDING] = {"rounding",
                        "peak flexion, as a share of the own maximum or, from 1.5 on, in degrees",
                        0.85, 0.1, 90.0},
    [FAULT_OVER_ARCHING] = {"over-arching", "degrees past neutral at the upright end", 12, 0.5, 30},
    [FAULT_HIPS_FIRST] = {"hips-first",
                          "degrees by which the trunk tips in the load's first 30 % (squats: 40 %)",
                          12, 0.5, 30},
    [FAULT_ASYMMETRY] =
        {"asymmetry",
         "(L - R) / (L + R) of the feet in per cent; with sides: per cent by which\n"
         "                              the right one's range is shorter",
         20, -60, 60},
    [FAULT_SHORT_RANGE] = {"short-range", "share of the usual range", 0.7, 0.2, 1.0},
    [FAULT_TOO_FAST] = {"too-fast", "share of the meant lowering time", 0.5, 0.2, 1.0},
    [FAULT_NO_PAUSE] = {"no-pause", "share of the meant pause at the low end", 0.0, 0.0, 1.0},
    [FAULT_BOUNCE] =
        {"bounce",
         "m/s^2, largest upward acceleration of the bar at the turn; off the floor its\n"
         "                              mean over 0.1 s",
         6, 2, 20},
    [FAULT_TWIST] = {"twist", "degrees: trunk against pelvis, or the pelvis of who lies or kneels",
                     12, -40, 40},
    [FAULT_SAG] = {"sag", "degrees of bend at the end of a hold", 12, 0.5, 30},
    [FAULT_DRIFT] = {"drift", "degrees by which trunk or turn give way over a hold", 8, 0.5, 30},
    [FAULT_NEAR_FAILURE] = {"near-failure", "share of the lifting speed that the last one has lost",
                            0.4, 0.05, 0.85},
    [FAULT_TOO_HEAVY] = {"too-heavy", "the same; and half of it lost in range", 0.4, 0.05, 0.85},
    [FAULT_MOVED_SENSOR] = {"moved-sensor", "degrees by which the sensor of :ROLE (thorax) slips",
                            15, -60, 60},
};

struct form_fault_kind form_fault_kind(enum form_fault fault)
{
    return kinds[fault];
}

int form_fault_find(const char *name)
{
    for (int i = 0; i < FORM_FAULTS; i++)
        if (!strcmp(kinds[i].name, name))
            return i;
    return -ENOENT;
}

bool form_fault_applies(enum form_fault fault, const struct lift *lift)
{
    bool hinges = lift->start.hinged || lift->far.hinged;
    bool repeats = lift->hold_s <= 0.0;

    switch (fault) {
    case FAULT_ROUNDING:
        return hinges;
    case FAULT_OVER_ARCHING: /* one end is upright */
        return lift->start.hinged != lift->far.hinged && repeats;
    case FAULT_HIPS_FIRST: /* the legs lift the bar */
        return lift->anchor == ANCHOR_FEET && lift->primary == PRIMARY_BAR && repeats &&
               lift->start.hinged != lift->far.hinged;
    case FAULT_ASYMMETRY:
        return repeats && (lift->anchor == ANCHOR_FEET || lift->order != ORDER_NO_SIDES);
    case FAULT_BOUNCE: /* it turns while the athlete carries it, or is thrown off the floor */
        return repeats &&
               (lift->rests_on_floor || (!lift->concentric_first &&
                                         (lift->bar == BAR_ON_FLOOR || lift->bar == BAR_IN_RACK)));
    case FAULT_TWIST:
        return !lift->own_range && lift->anchor != ANCHOR_ANKLES;
    case FAULT_SAG:
    case FAULT_DRIFT:
        return !repeats;
    case FAULT_MOVED_SENSOR:
        return true;
    default:
        return repeats;
    }
}

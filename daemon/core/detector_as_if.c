/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

bool detector_look_as_if(const struct detector *detector, struct as_if *as_if, int64_t t_ns,
                         struct as_if_pair *ret_pair)
{
    const struct recogniser *recogniser = detector->recogniser;
    const struct exercise *exercise = detector->exercise;
    if (!recogniser || recogniser->history.count == 0 || exercise->look.limit_count == 0 ||
        exercise_is_generic(exercise) || detector->remarked) {
        as_if_reset(as_if);
        return false;
    }
    if (as_if->exercise != exercise)
        as_if_reset(as_if);
    as_if->exercise = exercise;
    double fits = recogniser_score(recogniser, exercise, t_ns);
    if (!as_if_look(as_if, exercise, &recogniser->history, recogniser->body_weight, fits,
                    detector->settled, t_ns, ret_pair))
        return false;
    if (ret_pair->a == BODY_THORAX && !detector->body.parts[BODY_THORAX].present)
        ret_pair->a = BODY_UPPER_BACK;
    return true;
}

/* SPDX-License-Identifier: MIT */
/* Which sensors are better left out. */
#include "core/core_private.h"
#include "core/detector_private.h"

/*
 * When accelerometer and gyroscope disagree, a segment's attitude means nothing. A bar that hardly
 * turns suffers little by that, but where it misleads it makes a lift of every bend: it is left out
 * as soon as it is suspected, but in a set that is told by it. What is worn in an unknown place
 * goes on telling its rhythm, unless degrees or another gravity make up movements. One sensor alone
 * is better than none. A bar that is but noisy, or hardly turns by its gyroscope, still tells what
 * is followed by it.
 */
bool core_is_misled(const struct core *core, uint16_t place)
{
    const struct core_sensor *sensor = &core->sensors[place];
    const struct axes_check *axes = &sensor->axes;
    const struct detector *detector = &core->detector;
    const bool bar = detector->bar_place == place;
    if (!sensor->misleads)
        return core->silence.heard_count > 1 && !detector_follows_sensor(detector, place);
    const enum axes_verdict verdict = axes_check_verdict(axes, sensor->worn);
    if (detector->part_of[place] >= 0)
        return verdict != AXES_ALIKE;
    if (!bar && verdict != AXES_ALIKE && !axes->whirls && !axes_check_gravity_is_off(axes))
        return false;
    bool told = detector->tracker.open && !(bar && !detector_follows_sensor(detector, place));
    return core->silence.heard_count > 1 && (sensor->missed || !told);
}

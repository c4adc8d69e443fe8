/* SPDX-License-Identifier: MIT */
#include "core/signals.h"

#include <math.h>

#define DEGREES (180.0 / 3.14159265358979323846)

static void read_body(const struct detector *detector, int64_t now_ns, struct core_signal signals[])
{
    const struct lift *lift = &detector->lift;
    struct motion_frame frame;
    detector_frame(detector, now_ns, &frame);
    for (unsigned i = 0; i < BODY_SIGNAL_COUNT; i++)
        signals[i] = (struct core_signal){
            .name = body_signal_name((enum body_signal)i),
            .unit = i == BODY_SIGNAL_BAR_HEIGHT ? "m" : "deg",
            .sensor = CORE_SIGNAL_OF_BODY,
            .value = motion_raw(&frame, (enum body_signal)i).y,
            .followed = lift_sees(lift) && lift->exercise->signals[lift->signal].signal == i,
        };
}

static void read_channel(const struct detector *detector, unsigned place,
                         struct core_signal signals[])
{
    const struct generic *generic = &detector->generic;
    const struct generic_channel *channel = &generic->channels[place];
    bool listens = !lift_sees(&detector->lift);
    for (unsigned k = 0; k < GENERIC_SIGNALS; k++) {
        bool heave = k == GENERIC_HEAVE;
        signals[k] = (struct core_signal){
            .name = heave ? "velocity" : "turned",
            .unit = heave ? "m/s" : "deg",
            .sensor = (int)place,
            .value = !channel->used || !listens ? NAN
                     : heave                    ? channel->heave.velocity
                                                : channel->turn.angle * DEGREES,
            .followed = generic_follows(generic, (uint16_t)place, (enum generic_signal)k),
        };
    }
}

void signals_read(const struct detector *detector, int64_t now_ns,
                  struct core_signal ret_signals[CORE_SIGNAL_COUNT])
{
    read_body(detector, now_ns, ret_signals);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        read_channel(detector, i, &ret_signals[BODY_SIGNAL_COUNT + i * GENERIC_SIGNALS]);
}

/* SPDX-License-Identifier: MIT */
#include "sensors/seat.h"

#include <string.h>

void seat_init(struct seat *seat)
{
    memset(seat, 0, sizeof(*seat));
    timing_init(&seat->timing);
    timing_init(&seat->accel_timing);
    pair_init(&seat->pair);
    sensor_correction_clear(&seat->correction);
}

/* Puts the sample on our clock and counts it. */
static void stamp(struct seat *seat, const struct raw_sample *raw, struct sample *sample)
{
    struct timing_mark mark;

    timing_push(&seat->timing, raw->stamp_ns, raw->arrival_ns, &mark);
    sample->t_ns = mark.t_ns;
    if (mark.lost > 0 || (mark.jumped && seat->samples > 0))
        sample->flags |= SAMPLE_GAP_BEFORE;
    seat->lost += mark.lost;
}

void seat_push(struct seat *seat, enum sensor_kind kind, unsigned channels, uint16_t sensor,
               const struct raw_sample *raw, struct sample *ret_sample)
{
    struct sample sample = {.sensor = sensor};

    stamp(seat, raw, &sample);
    seat->samples++;
    if (kind == SENSOR_IMU) {
        memcpy(sample.imu.accel, &raw->value[0], sizeof(sample.imu.accel));
        memcpy(sample.imu.anglvel, &raw->value[3], sizeof(sample.imu.anglvel));
        sensor_correction_apply(&seat->correction, sample.imu.accel, 3);
    } else {
        memcpy(sample.force, raw->value, channels * sizeof(sample.force[0]));
        sensor_correction_apply(&seat->correction, sample.force, channels);
    }
    *ret_sample = sample;
}

void seat_push_half(struct seat *seat, enum roster_part part, uint16_t sensor,
                    const struct raw_sample *raw)
{
    struct sample sample = {.sensor = sensor};
    struct timing_mark mark;

    if (part == ROSTER_ACCEL) {
        timing_push(&seat->accel_timing, raw->stamp_ns, raw->arrival_ns, &mark);
        pair_push_accel(&seat->pair, mark.t_ns, raw->value);
        return;
    }
    stamp(seat, raw, &sample);
    memcpy(sample.imu.anglvel, raw->value, sizeof(sample.imu.anglvel));
    pair_push_anglvel(&seat->pair, &sample);
}

bool seat_pop(struct seat *seat, struct sample *ret_sample)
{
    bool given = pair_pop(&seat->pair, ret_sample);

    seat->lost += seat->pair.lost;
    seat->pair.lost = 0;
    seat->samples += given;
    if (given)
        sensor_correction_apply(&seat->correction, ret_sample->imu.accel, 3);
    return given;
}

void seat_part(struct seat *seat)
{
    pair_init(&seat->pair);
    seat->pair.gap = seat->samples > 0 ? SAMPLE_GAP_BEFORE : 0;
}

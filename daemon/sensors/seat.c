/* SPDX-License-Identifier: MIT */
#include "sensors/seat.h"

#include <string.h>

static const int64_t tare_ns = 1000000000;

void seat_init(struct seat *seat)
{
    memset(seat, 0, sizeof(*seat));
    timing_init(&seat->timing);
    timing_init(&seat->accel_timing);
    pair_init(&seat->pair);
}

void seat_tare(struct seat *seat)
{
    seat->taring = true;
    seat->tare_until_ns = 0;
    seat->tare_count = 0;
    memset(seat->tare_sum, 0, sizeof(seat->tare_sum));
}

static void collect_tare(struct seat *seat, unsigned channels, int64_t t_ns, const double *newtons)
{
    if (seat->tare_until_ns == 0)
        seat->tare_until_ns = t_ns + tare_ns;
    for (unsigned i = 0; i < channels; i++)
        seat->tare_sum[i] += newtons[i];
    seat->tare_count++;
    if (t_ns < seat->tare_until_ns)
        return;
    for (unsigned i = 0; i < channels; i++)
        seat->tare[i] = seat->tare_sum[i] / seat->tare_count;
    seat->taring = false;
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
    } else {
        if (seat->taring)
            collect_tare(seat, channels, sample.t_ns, raw->value);
        for (unsigned i = 0; i < channels; i++)
            sample.force[i] = raw->value[i] - seat->tare[i];
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
    return given;
}

void seat_part(struct seat *seat)
{
    pair_init(&seat->pair);
    seat->pair.gap = seat->samples > 0 ? SAMPLE_GAP_BEFORE : 0;
}

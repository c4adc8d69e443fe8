/* SPDX-License-Identifier: MIT */
#include "phase.h"

void phase_begin(struct phase *phase, double t, double progress)
{
    phase->count = 1;
    phase->t[0] = t;
    phase->speed[0] = 0.0;
    phase->progress[0] = progress;
}

void phase_begin_turning(struct phase *phase, double t, double progress, double speed)
{
    phase_begin(phase, t, progress);
    phase->speed[0] = speed;
}

void phase_add(struct phase *phase, double duration, double speed)
{
    int i = phase->count - 1;

    /* The integral of a smooth step is half of its length. */
    phase->t[i + 1] = phase->t[i] + duration;
    phase->speed[i + 1] = speed;
    phase->progress[i + 1] = phase->progress[i] + 0.5 * (phase->speed[i] + speed) * duration;
    phase->count++;
}

void phase_wait(struct phase *phase, double duration)
{
    phase_add(phase, duration, 0.0);
}

void phase_move(struct phase *phase, double distance, double duration, double ramp)
{
    double r = fmin(ramp, 0.5 * duration);
    double speed = distance / (duration - r);

    phase_add(phase, r, speed);
    if (duration > 2.0 * r)
        phase_add(phase, duration - 2.0 * r, speed);
    phase_add(phase, r, 0.0);
}

double phase_end(const struct phase *phase)
{
    return phase->t[phase->count - 1];
}

double phase_final(const struct phase *phase)
{
    return phase->progress[phase->count - 1];
}

struct jet phase_at(const struct phase *phase, double t)
{
    int i = 0;
    double length, u, change, integral;

    if (t <= phase->t[0])
        return jet_of(phase->progress[0]);
    if (t >= phase_end(phase))
        return jet_of(phase_final(phase));
    while (t >= phase->t[i + 1])
        i++;
    length = phase->t[i + 1] - phase->t[i];
    u = (t - phase->t[i]) / length;
    change = phase->speed[i + 1] - phase->speed[i];
    integral = u * u * u * u * (2.5 + u * (-3.0 + u));
    return (struct jet){
        phase->progress[i] + length * (phase->speed[i] * u + change * integral),
        phase->speed[i] + change * u * u * u * (10.0 + u * (-15.0 + 6.0 * u)),
        change * 30.0 * u * u * (1.0 - u) * (1.0 - u) / length,
    };
}

double phase_crossing(const struct phase *phase, double level, double from, double to)
{
    const double step = 0.005;
    double before = phase_at(phase, from).v - level;

    for (double t = from; t < to; t += step) {
        double end = fmin(t + step, to);
        double after = phase_at(phase, end).v - level;
        double low = t, high = end;

        if (before == 0.0 || (before < 0.0) == (after < 0.0)) {
            before = after;
            continue;
        }
        for (int i = 0; i < 40; i++) {
            double middle = 0.5 * (low + high);

            if ((phase_at(phase, middle).v < level) == (before < 0.0))
                low = middle;
            else
                high = middle;
        }
        return high;
    }
    return NAN;
}

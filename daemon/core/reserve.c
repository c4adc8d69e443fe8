/* SPDX-License-Identifier: MIT */
#include "core/reserve.h"

#include <errno.h>
#include <math.h>

#define POINTS_MIN 3
#define ERROR_MIN 0.5 /* repetitions: nobody is told half ones; design value */
#define SPEED_MAX 2.0 /* m/s: no lift's last repetition is faster; design value */

/*
 * The prior, from the upper end of the losses of each band: 20 % lost is half of what could be done
 * in squats, 40 % next to failure (Pareja-Blanco 2017), and people differ by more than that.
 */
static const struct {
    double loss_percent;
    double low, high;
} prior[] = {{20.0, 3.0, NAN}, {35.0, 1.0, 4.0}, {INFINITY, 0.0, 2.0}};

bool reserve_line_valid(const struct reserve_line *line)
{
    return line->at_zero > 0.0 && line->at_zero < SPEED_MAX && line->per_rep > 0.0 &&
           line->per_rep < SPEED_MAX && line->error >= 0.0 && isfinite(line->error);
}

int reserve_line_fit(const struct reserve_point points[], size_t count,
                     struct reserve_line *ret_line)
{
    double n = (double)count, sum_r = 0.0, sum_v = 0.0, rr = 0.0, rv = 0.0, square = 0.0;
    if (count < POINTS_MIN)
        return -EINVAL;
    for (size_t i = 0; i < count; i++) {
        sum_r += points[i].reserve;
        sum_v += points[i].speed;
    }
    for (size_t i = 0; i < count; i++) {
        double r = points[i].reserve - sum_r / n;
        rr += r * r;
        rv += r * (points[i].speed - sum_v / n);
    }
    struct reserve_line line = {.per_rep = rv / rr};
    line.at_zero = (sum_v - line.per_rep * sum_r) / n;
    for (size_t i = 0; i < count; i++) {
        double told = (points[i].speed - line.at_zero) / line.per_rep;
        square += (told - points[i].reserve) * (told - points[i].reserve);
    }
    line.error = sqrt(square / (n - 2.0));
    if (!reserve_line_valid(&line))
        return -EINVAL;
    *ret_line = line;
    return 0;
}

struct reserve reserve_tell(const struct reserve_line *line, double speed, double loss_percent)
{
    if (line && !isnan(speed)) {
        double middle = (speed - line->at_zero) / line->per_rep;
        double around = fmax(ERROR_MIN, line->error);
        return (struct reserve){.from = RESERVE_OWN_LINE,
                                .low = fmax(0.0, floor(middle - around + 0.5)),
                                .high = fmax(0.0, ceil(middle + around - 0.5))};
    }
    if (isnan(loss_percent))
        return (struct reserve){.from = RESERVE_UNKNOWN, .low = NAN, .high = NAN};
    unsigned i = 0;
    while (loss_percent >= prior[i].loss_percent)
        i++;
    return (struct reserve){.from = RESERVE_PRIOR, .low = prior[i].low, .high = prior[i].high};
}

const char *reserve_from_name(enum reserve_from from)
{
    static const char *const names[] = {"unknown", "prior", "own-line"};
    return (unsigned)from <= RESERVE_OWN_LINE ? names[from] : "unknown";
}

/* SPDX-License-Identifier: MIT */
/*
 * reserve.h - repetitions in reserve, as a band, from how fast the load was lifted.
 *
 * Lines that tell reserve from speed hold for one person and one lift (Jukic 2024: mean error below
 * two repetitions; general ones are not acceptable). Without the athlete's own line there is only a
 * prior, from the share of the speed that is lost; it is wide, and named as what it is.
 */
#ifndef LUMBAR_CORE_RESERVE_H
#define LUMBAR_CORE_RESERVE_H

#include <stdbool.h>
#include <stddef.h>

#define RESERVE_SETS_MIN 2 /* taken to two repetitions in reserve or less: research note 3.5 */

enum reserve_from {
    RESERVE_UNKNOWN,
    RESERVE_PRIOR,
    RESERVE_OWN_LINE,
};

/* speed = at_zero + per_rep * reserve, m/s; of one athlete and one exercise. */
struct reserve_line {
    double at_zero; /* of the last repetition that can be done */
    double per_rep; /* > 0 */
    double error;   /* repetitions, standard deviation about the line */
};

struct reserve_point {
    double speed; /* m/s */
    double reserve;
};

/* high NAN = so many or more. */
struct reserve {
    enum reserve_from from;
    double low;
    double high;
};

/* By least squares. -EINVAL: fewer than three points, or no line that rises. */
int reserve_line_fit(const struct reserve_point points[], size_t count,
                     struct reserve_line *ret_line);
bool reserve_line_valid(const struct reserve_line *line);

/* line: NULL = not known; speed in m/s, loss_percent of the set's fastest; NAN = not known. */
struct reserve reserve_tell(const struct reserve_line *line, double speed, double loss_percent);

const char *reserve_from_name(enum reserve_from from); /* "unknown", "prior", "own-line" */

#endif

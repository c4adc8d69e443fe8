/* SPDX-License-Identifier: MIT */
/*
 * patience.h - for how long the sensors of a context may be silent until they are opened anew.
 *
 * A sensor that gives nothing for a moment is most likely gone, or hangs, and opening it anew
 * helps. On a machine or a line that is merely slow that makes things worse: it is busy with
 * opening, and falls silent again. So the silence that is borne doubles each time that what was
 * opened anew has soon fallen silent once more.
 */
#ifndef LUMBAR_SENSORS_PATIENCE_H
#define LUMBAR_SENSORS_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

struct patience {
    unsigned times;   /* that it has doubled */
    int64_t grown_ns; /* when it last did */
};

/* 2.5 s to 20 s. */
int64_t patience_ns(const struct patience *patience);

/*
 * A sensor that had been heard, for lived_ns since it was opened, has fallen silent. What many
 * sensors do at a time is one silence. Returns true when the patience grows for the first time.
 */
bool patience_lose(struct patience *patience, int64_t now_ns, int64_t lived_ns);

#endif

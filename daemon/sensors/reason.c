/* SPDX-License-Identifier: MIT */
#include "sensors/reason.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

const char *reason_of(int error)
{
    const char *words = error == INT_MIN ? NULL : strerrordesc_np(error < 0 ? -error : error);

    return words != NULL ? words : "an error that has no name";
}

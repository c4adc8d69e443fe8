/* SPDX-License-Identifier: MIT */
#include "sensors/patience.h"

static const int64_t least_ns =
    INT64_C(2500000000);             /* design value: a host that hangs is noticed */
static const unsigned times_max = 3; /* design value: 20 s */
static const int64_t proven_ns = INT64_C(60000000000); /* design value: it is not too slow */

int64_t patience_ns(const struct patience *patience)
{
    return least_ns << patience->times;
}

bool patience_lose(struct patience *patience, int64_t now_ns, int64_t lived_ns)
{
    if (lived_ns >= proven_ns) {
        patience->times = 0;
        return false;
    }
    bool first = patience->times == 0;
    if (patience->times == times_max ||
        (!first && now_ns - patience->grown_ns < patience_ns(patience)))
        return false;
    patience->times++;
    patience->grown_ns = now_ns;
    return first;
}

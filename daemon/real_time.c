/* SPDX-License-Identifier: MIT */
#include "real_time.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static bool has_real_time_priority(void)
{
    int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;

    return policy == SCHED_FIFO || policy == SCHED_RR;
}

void real_time_prepare(struct problems *problems)
{
    struct rlimit limit;

    if (!has_real_time_priority())
        problems_add(problems, "no real-time priority: cues may come late when the machine is busy "
                               "(the systemd unit sets CPUSchedulingPolicy)");
    /* With a finite limit and MCL_FUTURE, allocations would fail later, at any time. */
    if (geteuid() != 0 &&
        (getrlimit(RLIMIT_MEMLOCK, &limit) < 0 || limit.rlim_cur != RLIM_INFINITY)) {
        problems_add(problems,
                     "memory is not locked: the limit (LimitMEMLOCK) is too low; cues may "
                     "come late when the machine swaps");
        return;
    }
    /* On fault: what has been used stays, but the stacks of threads are not filled up front. */
    if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0)
        problems_add(problems,
                     "memory is not locked: %s; cues may come late when the machine swaps",
                     strerror(errno));
}

/* SPDX-License-Identifier: MIT */
/* Any bytes as a profile: refused with a reason, or an exercise that makes sense. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "profiles/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "r");
    if (!file)
        return 0;
    struct exercise exercise;
    struct profile_error error = {0};
    if (profile_read(file, "fuzzed", &exercise, &error) < 0) {
        assert(error.reason[0] != '\0');
    } else {
        assert(strcmp(exercise.id, "fuzzed") == 0);
        assert(memchr(exercise.name, '\0', sizeof(exercise.name)));
        assert(exercise.signal_count >= 1 && exercise.signal_count <= EXERCISE_SIGNALS_MAX);
        for (unsigned i = 0; i < exercise.signal_count; i++)
            assert(exercise.signals[i].range_min > 0.0 &&
                   exercise.signals[i].range_min < exercise.signals[i].range_max);
        assert(exercise.rep_min_s > 0.0 && exercise.rep_min_s < exercise.rep_max_s);
        assert(exercise.set_end_s > 0.0);
    }
    fclose(file);
    return 0;
}

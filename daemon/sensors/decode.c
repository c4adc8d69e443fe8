/* SPDX-License-Identifier: MIT */
#include "sensors/decode.h"

#include <errno.h>
#include <iio.h>

#include "sensors/convert.h"

int decode_count(const struct iio_buffer *buffer, size_t *ret_count)
{
    ptrdiff_t step = iio_buffer_step(buffer);
    ssize_t wanted = iio_device_get_sample_size(iio_buffer_get_device(buffer));
    ptrdiff_t length = (const char *)iio_buffer_end(buffer) - (const char *)iio_buffer_start(buffer);

    /* A server that answers with another channel mask sends other samples than those planned for. */
    if (step <= 0 || step != wanted || length < 0)
        return -EPROTO;
    *ret_count = (size_t)(length / step);
    return 0;
}

static int64_t read_channel(const struct decode_channel *channel, const struct iio_buffer *buffer,
                            size_t index)
{
    int64_t native = 0; /* libiio writes the channel's own width */
    const char *first = iio_buffer_first(buffer, channel->channel);
    const char *source = first + (ptrdiff_t)index * iio_buffer_step(buffer);

    iio_channel_convert(channel->channel, &native, source);
    return read_integer(&native, channel->bytes, channel->is_signed);
}

void decode_sample(const struct decode_plan *plan, const struct iio_buffer *buffer, size_t index,
                   int64_t arrival_ns, struct raw_sample *ret_sample)
{
    struct raw_sample sample = { .arrival_ns = arrival_ns };

    for (unsigned i = 0; i < plan->count; i++) {
        const struct decode_channel *channel = &plan->value[i];
        double raw = (double)read_channel(channel, buffer, index);

        sample.value[i] = (raw + channel->offset) * channel->scale;
    }
    if (plan->mounted) {
        rotate(plan->mount_accel, &sample.value[0]);
        rotate(plan->mount_anglvel, &sample.value[3]);
    }
    if (plan->sum) {
        for (unsigned i = 1; i < plan->count; i++) {
            sample.value[0] += sample.value[i];
            sample.value[i] = 0.0;
        }
    }
    sample.stamp_ns = read_channel(&plan->stamp, buffer, index);
    *ret_sample = sample;
}

/* SPDX-License-Identifier: MIT */
#include "sensors/decode.h"

#include <errno.h>
#include <iio.h>

#include "sensors/convert.h"

static const int64_t wait_max_ns = 1000000000; /* design value: no buffer of ours holds longer */

static int64_t read_channel(const struct decode_channel *channel, const struct iio_buffer *buffer,
                            size_t index)
{
    int64_t native = 0; /* libiio writes the channel's own width */
    const char *first = iio_buffer_first(buffer, channel->channel);
    const char *source = first + (ptrdiff_t)index * iio_buffer_step(buffer);

    iio_channel_convert(channel->channel, &native, source);
    return convert_integer(&native, channel->bytes, channel->is_signed);
}

static int64_t read_stamp(const struct decode_plan *plan, const struct iio_buffer *buffer,
                          size_t index)
{
    return convert_stamp(read_channel(&plan->stamp, buffer, index));
}

static void decode_sample(const struct decode_plan *plan, const struct iio_buffer *buffer,
                          size_t index, struct raw_sample *ret_sample)
{
    struct raw_sample sample = {0};

    for (unsigned i = 0; i < plan->count; i++) {
        const struct decode_channel *channel = &plan->value[i];
        double raw = (double)read_channel(channel, buffer, index);

        sample.value[i] = (raw + channel->offset) * channel->scale;
    }
    for (unsigned i = 0; plan->mounted && i < plan->count / 3; i++)
        convert_rotate(plan->mount[i], &sample.value[3 * i]);
    if (plan->sum) {
        for (unsigned i = 1; i < plan->count; i++) {
            sample.value[0] += sample.value[i];
            sample.value[i] = 0.0;
        }
    }
    sample.stamp_ns = read_stamp(plan, buffer, index);
    *ret_sample = sample;
}

int decode_refill(const struct decode_plan *plan, const struct iio_buffer *buffer,
                  int64_t arrival_ns, decode_take take, void *data)
{
    struct raw_sample sample;
    ptrdiff_t step = iio_buffer_step(buffer);
    ssize_t wanted = iio_device_get_sample_size(iio_buffer_get_device(buffer));
    ptrdiff_t length =
        (const char *)iio_buffer_end(buffer) - (const char *)iio_buffer_start(buffer);

    /* A server that answers with another channel mask sends other samples than those planned. */
    if (step <= 0 || step != wanted || length < 0)
        return -EPROTO;
    size_t count = (size_t)(length / step);
    if (count == 0)
        return 0;

    int64_t last_ns = read_stamp(plan, buffer, count - 1);
    for (size_t i = 0; i < count; i++) {
        decode_sample(plan, buffer, i, &sample);
        int64_t waited_ns = last_ns - sample.stamp_ns;
        bool sane = waited_ns >= 0 && waited_ns < wait_max_ns;
        sample.arrival_ns = sane ? arrival_ns - waited_ns : arrival_ns;
        take(data, &sample);
    }
    return (int)count;
}

/* SPDX-License-Identifier: MIT */
#include <iio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sensors/attr.h"
#include "sensors/convert.h"
#include "sensors/device.h"
#include "sensors/reason.h"

/* Design value, less than a period of 416 Hz: up to that rate every sample comes by itself, above
 * it the first of a buffer waits no longer than this. */
static const double latency_s = 0.0024;
static const size_t samples_max = 4;

void device_choose_rate(const struct iio_device *device, double wanted_hz,
                        struct device_probe *probe)
{
    char text[ATTR_SIZE], list[ATTR_SIZE];

    if (wanted_hz > 0.0) {
        int r = attr_read_anywhere(device, "sampling_frequency_available", list);
        if (r == 0)
            r = convert_pick_rate(list, wanted_hz, text, sizeof(text));
        if (r <
            0) /* not a list: ask for what is wanted, in whole hertz as the locale does not mind */
            snprintf(text, sizeof(text), "%lu", (unsigned long)ceil(wanted_hz));
        r = attr_write_anywhere(device, "sampling_frequency", text);
        if (r < 0)
            snprintf(probe->note, sizeof(probe->note), "cannot set its rate to %.32s: %s", text,
                     reason_of(r));
    }
    if (attr_read_anywhere(device, "sampling_frequency", text) < 0 ||
        convert_number(text, &probe->rate_hz) < 0 || probe->rate_hz < 0.0)
        probe->rate_hz = 0.0;

    double count = floor(probe->rate_hz * latency_s) + 1.0;
    probe->samples_count = count > (double)samples_max ? samples_max : (size_t)count;
}

void device_choose_clock(const struct iio_device *device, struct device_probe *probe)
{
    static const struct {
        const char *name;
        clockid_t id;
    } clocks[] = {
        {"monotonic", CLOCK_MONOTONIC},
        {"realtime", CLOCK_REALTIME},
        {"monotonic_raw", CLOCK_MONOTONIC_RAW},
        {"realtime_coarse", CLOCK_REALTIME_COARSE},
        {"monotonic_coarse", CLOCK_MONOTONIC_COARSE},
        {"boottime", CLOCK_BOOTTIME},
        {"tai", CLOCK_TAI},
    };
    char text[ATTR_SIZE];

    int r = attr_read(device, "current_timestamp_clock", text);
    if (r == 0 && strcmp(text, "monotonic") != 0 &&
        iio_device_attr_write(device, "current_timestamp_clock", "monotonic") > 0)
        r = attr_read(device, "current_timestamp_clock", text);
    if (r < 0)
        return;
    for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
        if (strcmp(text, clocks[i].name) == 0) {
            probe->clock = clocks[i].id;
            probe->clock_known = true;
        }
    }
}

void device_assign_trigger(const struct iio_device *device)
{
    const struct iio_context *context = iio_device_get_context(device);
    const struct iio_device *trigger = NULL;
    unsigned number;
    char own[32];

    if (iio_device_get_trigger(device, &trigger) != 0 || trigger != NULL ||
        sscanf(iio_device_get_id(device), "iio:device%u", &number) != 1)
        return;                                   /* has none to assign, or has one assigned */
    snprintf(own, sizeof(own), "-dev%u", number); /* the kernel's habit: "<driver>-dev<number>" */
    for (unsigned i = 0; i < iio_context_get_devices_count(context); i++) {
        const struct iio_device *candidate = iio_context_get_device(context, i);
        const char *name = iio_device_get_name(candidate);
        const char *at = name == NULL ? NULL : strstr(name, own);

        if (iio_device_is_trigger(candidate) && at != NULL && at[strlen(own)] == '\0') {
            if (iio_device_set_trigger(device, candidate) == 0)
                return;
        }
    }
}

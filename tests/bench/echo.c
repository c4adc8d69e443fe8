/* SPDX-License-Identifier: MIT */
/*
 * echo.c - the least that a program can do between libiio and D-Bus: read a sample, send a signal.
 * The measure for lumbard's latency; nothing is computed in between.
 *
 *   echo BUS-ADDRESS IIO-URI
 *
 * Each sample of the context's first device becomes org.lumbar.Echo1.Session.Sample(t), t being its
 * time stamp in µs.
 */
#include <errno.h>
#include <iio.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

static void check(int r, const char *what)
{
    if (r >= 0)
        return;
    fprintf(stderr, "echo: %s: %s\n", what, strerror(-r));
    exit(1);
}

static sd_bus *open_bus(const char *address)
{
    sd_bus *bus = NULL;

    check(sd_bus_new(&bus), "bus");
    check(sd_bus_set_address(bus, address), "address");
    check(sd_bus_set_bus_client(bus, true), "client");
    check(sd_bus_start(bus), "start");
    return bus;
}

static struct iio_buffer *open_buffer(const char *uri, struct iio_channel **ret_timestamp)
{
    char *copy = strdup(uri); /* libiio 0.24 writes into it */
    struct iio_context *context = iio_create_context_from_uri(copy);

    if (!context)
        check(-errno, uri);
    free(copy);
    struct iio_device *device = iio_context_get_device(context, 0);
    if (!device)
        check(-ENODEV, uri);
    /* As lumbard does, so that both are served alike. */
    iio_device_attr_write(device, "current_timestamp_clock", "monotonic");
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++)
        if (iio_channel_is_scan_element(iio_device_get_channel(device, i)))
            iio_channel_enable(iio_device_get_channel(device, i));
    *ret_timestamp = iio_device_find_channel(device, "timestamp", false);
    struct iio_buffer *buffer = iio_device_create_buffer(device, 1, false);
    if (!buffer || !*ret_timestamp)
        check(-errno, "buffer");
    return buffer;
}

int main(int argc, char **argv)
{
    struct iio_channel *timestamp;

    if (argc != 3) {
        fputs("usage: echo BUS-ADDRESS IIO-URI\n", stderr);
        return 2;
    }
    sd_bus *bus = open_bus(argv[1]);
    struct iio_buffer *buffer = open_buffer(argv[2], &timestamp);
    for (;;) {
        int64_t stamp_ns;

        if (iio_buffer_refill(buffer) < 0)
            return 0;
        iio_channel_convert(timestamp, &stamp_ns, iio_buffer_first(buffer, timestamp));
        check(sd_bus_emit_signal(bus, "/org/lumbar/Echo1", "org.lumbar.Echo1.Session", "Sample",
                                 "t", (uint64_t)(stamp_ns / 1000)),
              "signal");
        while (sd_bus_process(bus, NULL) > 0)
            continue;
    }
}

/* SPDX-License-Identifier: MIT */
#include "sensors/attr.h"

#include <errno.h>
#include <iio.h>
#include <string.h>

#include "sensors/convert.h"

static int trim(ssize_t n, char text[ATTR_SIZE])
{
    if (n < 0)
        return (int)n;
    text[n < ATTR_SIZE ? n : ATTR_SIZE - 1] = '\0';
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
        text[--length] = '\0';
    return 0;
}

int attr_read(const struct iio_device *device, const char *name, char ret_text[ATTR_SIZE])
{
    if (iio_device_find_attr(device, name) == NULL)
        return -ENOENT;
    return trim(iio_device_attr_read(device, name, ret_text, ATTR_SIZE), ret_text);
}

static int read_channel(const struct iio_channel *channel, const char *name,
                        char ret_text[ATTR_SIZE])
{
    if (iio_channel_find_attr(channel, name) == NULL)
        return -ENOENT;
    return trim(iio_channel_attr_read(channel, name, ret_text, ATTR_SIZE), ret_text);
}

int attr_read_channel_number(const struct iio_channel *channel, const char *name, double *ret_value)
{
    char text[ATTR_SIZE];
    int r = read_channel(channel, name, text);
    if (r < 0)
        return r;
    return convert_number(text, ret_value);
}

static const struct iio_channel *find_channel(const struct iio_device *device, const char *name)
{
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);
        if (!iio_channel_is_output(channel) && iio_channel_find_attr(channel, name) != NULL)
            return channel;
    }
    return NULL;
}

int attr_read_anywhere(const struct iio_device *device, const char *name, char ret_text[ATTR_SIZE])
{
    int r = attr_read(device, name, ret_text);
    if (r != -ENOENT)
        return r;
    const struct iio_channel *channel = find_channel(device, name);
    return channel == NULL ? -ENOENT : read_channel(channel, name, ret_text);
}

int attr_write_anywhere(const struct iio_device *device, const char *name, const char *text)
{
    ssize_t n;

    if (iio_device_find_attr(device, name) != NULL) {
        n = iio_device_attr_write(device, name, text);
        return n < 0 ? (int)n : 0;
    }

    /* Accelerometer and gyroscope of one device may each have their own. */
    bool found = false;
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);
        if (iio_channel_is_output(channel) || iio_channel_find_attr(channel, name) == NULL)
            continue;
        found = true;
        n = iio_channel_attr_write(channel, name, text);
        if (n < 0)
            return (int)n;
    }
    return found ? 0 : -ENOENT;
}

int attr_read_file(const struct iio_device *device, const char *file, char ret_text[ATTR_SIZE])
{
    int r = attr_read(device, file, ret_text);
    if (r != -ENOENT)
        return r;
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);

        for (unsigned j = 0; j < iio_channel_get_attrs_count(channel); j++) {
            const char *name = iio_channel_get_attr(channel, j);
            const char *at = name == NULL ? NULL : iio_channel_attr_get_filename(channel, name);
            if (at != NULL && strcmp(at, file) == 0)
                return read_channel(channel, name, ret_text);
        }
    }
    return -ENOENT;
}

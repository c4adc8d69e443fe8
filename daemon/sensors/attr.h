/* SPDX-License-Identifier: MIT */
/*
 * attr.h - IIO attributes as text and numbers. All return 0, -ENOENT when there is no such
 * attribute, -EINVAL when it is not what it should be, or the negative errno of the access.
 */
#ifndef LUMBAR_SENSORS_ATTR_H
#define LUMBAR_SENSORS_ATTR_H

#include <stddef.h>

struct iio_channel;
struct iio_device;

#define ATTR_SIZE 512 /* long enough for lists of rates; longer values are -EIO */

int attr_read(const struct iio_device *device, const char *name, char ret_text[ATTR_SIZE]);
int attr_read_channel_number(const struct iio_channel *channel, const char *name,
                             double *ret_value);

/* Of the device itself, else of its first channel that has it: drivers differ in where they put
 * sampling_frequency. */
int attr_read_anywhere(const struct iio_device *device, const char *name, char ret_text[ATTR_SIZE]);
int attr_write_anywhere(const struct iio_device *device, const char *name, const char *text);

/* By the name of its sysfs file ("in_accel_mount_matrix"), whichever way libiio has split that up.
 */
int attr_read_file(const struct iio_device *device, const char *file, char ret_text[ATTR_SIZE]);

#endif

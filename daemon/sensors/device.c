/* SPDX-License-Identifier: MIT */
#include "sensors/device.h"

#include <errno.h>
#include <iio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sensors/attr.h"
#include "sensors/convert.h"
#include "sensors/reason.h"

static const double volt_per_iio = 1e-3; /* Documentation/ABI/testing/sysfs-bus-iio: millivolts */

static const char *const imu_ids[6] = {"accel_x",   "accel_y",   "accel_z",
                                       "anglvel_x", "anglvel_y", "anglvel_z"};

__attribute__((format(printf, 3, 4))) static int complain(struct device_probe *probe, int error,
                                                          const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(probe->problem, sizeof(probe->problem), format, args);
    va_end(args);
    return error;
}

static bool is_input(const struct iio_channel *channel)
{
    return !iio_channel_is_output(channel) && iio_channel_is_scan_element(channel);
}

bool device_is_candidate(const struct iio_device *device)
{
    if (iio_device_is_trigger(device))
        return false;
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);
        enum iio_chan_type type = iio_channel_get_type(channel);

        if (!iio_channel_is_output(channel) &&
            (type == IIO_ACCEL || type == IIO_ANGL_VEL || type == IIO_VOLTAGE))
            return true;
    }
    return false;
}

static void copy_text(char *to, size_t size, const char *from)
{
    size_t length = from == NULL ? 0 : strnlen(from, size - 1);

    if (length > 0)
        memcpy(to, from, length);
    to[length] = '\0';
    convert_printable(to);
}

void device_identify(const struct iio_device *device, const char *uri,
                     struct device_identity *ret_identity)
{
    static const char *const serial_names[] = {"serial", "serialnumber", "serial_number"};
    char text[ATTR_SIZE];

    *ret_identity = (struct device_identity){0};
    copy_text(ret_identity->id, sizeof(ret_identity->id), iio_device_get_id(device));
    copy_text(ret_identity->name, sizeof(ret_identity->name), iio_device_get_name(device));
    copy_text(ret_identity->label, sizeof(ret_identity->label), iio_device_get_label(device));
    snprintf(ret_identity->path, sizeof(ret_identity->path), "%.255s/%s", uri, ret_identity->id);
    for (size_t i = 0; i < sizeof(serial_names) / sizeof(serial_names[0]); i++) {
        if (attr_read(device, serial_names[i], text) == 0) {
            copy_text(ret_identity->serial, sizeof(ret_identity->serial), text);
            break;
        }
    }
}

/* Makes the plan of one channel; unit: SI units of one IIO unit. */
static int plan_channel(const struct iio_channel *channel, double unit, struct device_probe *probe,
                        struct decode_channel *ret_plan, double *ret_full_scale)
{
    const struct iio_data_format *format = iio_channel_get_data_format(channel);
    const char *id = iio_channel_get_id(channel);
    struct decode_channel plan = {
        .channel = channel, .bytes = format->length / 8, .is_signed = format->is_signed};

    if ((plan.bytes != 1 && plan.bytes != 2 && plan.bytes != 4 && plan.bytes != 8) ||
        format->length % 8 != 0 || format->repeat > 1 || format->bits == 0 ||
        format->bits + format->shift > format->length)
        return complain(probe, -EINVAL, "in_%s has a sample format that is not understood", id);

    int r = attr_read_channel_number(channel, "scale", &plan.scale);
    if (r == -ENOENT)
        return complain(probe, -EINVAL, "no scale attribute on in_%s", id);
    if (r == -EINVAL || (r == 0 && plan.scale == 0.0))
        return complain(probe, -EINVAL, "the scale of in_%s is not a usable number", id);
    if (r < 0)
        return complain(probe, r, "cannot read the scale of in_%s: %s", id, reason_of(r));
    plan.scale *= unit;

    r = attr_read_channel_number(channel, "offset", &plan.offset);
    if (r == -EINVAL)
        return complain(probe, -EINVAL, "the offset of in_%s is not a usable number", id);
    if (r < 0 && r != -ENOENT)
        return complain(probe, r, "cannot read the offset of in_%s: %s", id, reason_of(r));

    *ret_full_scale = convert_full_scale(format->bits, format->is_signed, plan.offset, plan.scale);
    *ret_plan = plan;
    return 0;
}

static const struct iio_channel *find_input(const struct iio_device *device, const char *id)
{
    const struct iio_channel *channel = iio_device_find_channel(device, id, false);
    return channel != NULL && is_input(channel) ? channel : NULL;
}

/* The matrix of one channel type, else that of the device, else the identity. */
static void read_mount_matrix(const struct iio_device *device, const char *type_file,
                              struct device_probe *probe, double ret_matrix[9])
{
    static const char *const device_files[] = {"in_mount_matrix", "mount_matrix"};
    static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    const char *file = type_file;
    char text[ATTR_SIZE];

    memcpy(ret_matrix, identity, sizeof(identity));
    int r = attr_read_file(device, type_file, text);
    for (int i = 0; i < 2 && r == -ENOENT; i++) {
        file = device_files[i];
        r = attr_read_file(device, file, text);
    }
    if (r == -ENOENT)
        return;
    if (r == 0)
        r = convert_mount_matrix(text, ret_matrix);
    if (r < 0)
        snprintf(probe->note, sizeof(probe->note), "%s is not used: %s", file,
                 r == -EDOM     ? "it is not a rotation"
                 : r == -EINVAL ? "it is not a matrix of nine numbers"
                                : reason_of(r));
}

/* One of its two halves: x, y and z of accel or anglvel. */
static int plan_axes(const struct iio_device *device, unsigned half, unsigned at,
                     struct device_probe *probe)
{
    static const char *const mount_files[2] = {"in_accel_mount_matrix", "in_anglvel_mount_matrix"};
    double *const scales[2] = {&probe->info.accel_full_scale, &probe->info.anglvel_full_scale};
    struct decode_plan *plan = &probe->plan;

    for (unsigned i = 0; i < 3; i++) {
        const char *id = imu_ids[3 * half + i];
        const struct iio_channel *channel = find_input(device, id);
        double largest;

        if (channel == NULL)
            return complain(probe, -EINVAL, "no buffered in_%s channel", id);
        int r = plan_channel(channel, 1.0, probe, &plan->value[3 * at + i], &largest);
        if (r < 0)
            return r;
        if (i == 0 || largest < *scales[half])
            *scales[half] = largest;
    }
    read_mount_matrix(device, mount_files[half], probe, plan->mount[at]);
    plan->mounted |= !convert_is_identity(plan->mount[at]);
    plan->count += 3;
    return 0;
}

static int plan_imu(const struct iio_device *device, bool accel, bool anglvel,
                    struct device_probe *probe)
{
    probe->plan.kind = SENSOR_IMU;
    probe->part = accel && anglvel ? ROSTER_WHOLE : accel ? ROSTER_ACCEL : ROSTER_ANGLVEL;
    int r = accel ? plan_axes(device, 0, 0, probe) : 0;
    if (r < 0 || !anglvel)
        return r;
    return plan_axes(device, 1, accel ? 1 : 0, probe);
}

/* Feet have two or four cells; any other role has one force, the sum of the cells that a rule gives
 * a factor, else that of the first cell. */
static int choose_cells(const struct iio_device *device, bool feet, const struct sensors_rule *rule,
                        struct device_probe *probe,
                        const struct iio_channel *ret_cell[FORCE_CHANNELS_MAX],
                        unsigned ret_number[FORCE_CHANNELS_MAX])
{
    unsigned found = 0, used = 0;

    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);
        if (!is_input(channel) || iio_channel_get_type(channel) != IIO_VOLTAGE)
            continue;
        if (found == FORCE_CHANNELS_MAX)
            return complain(probe, -EINVAL, "more than %d voltage channels", FORCE_CHANNELS_MAX);
        if (feet || found == 0 || (rule != NULL && rule->newton_per_volt[found] != 0.0)) {
            ret_number[used] = found;
            ret_cell[used++] = channel;
        }
        found++;
    }
    if (used == 0)
        return complain(probe, -EINVAL, "no buffered voltage channel");
    if (feet && used != 2 && used != 4)
        return complain(probe, -EINVAL, "feet need 2 or 4 load cells, this device has %u", used);
    return (int)used;
}

static int plan_force(const struct iio_device *device, const char *role,
                      const struct sensors_config *config, const struct sensors_rule *rule,
                      struct device_probe *probe)
{
    const struct iio_channel *cell[FORCE_CHANNELS_MAX];
    unsigned number[FORCE_CHANNELS_MAX];
    bool feet = strcmp(role, "feet") == 0;
    double largest;

    int used = choose_cells(device, feet, rule, probe, cell, number);
    if (used < 0)
        return used;
    probe->plan.kind = SENSOR_FORCE;
    probe->plan.count = (unsigned)used;
    probe->plan.sum = !feet && used > 1;
    probe->info.channels = feet ? (unsigned)used : 1;
    for (int i = 0; i < used; i++) {
        double factor = rules_newton_per_volt(config, rule, number[i]);
        if (factor == 0.0)
            return complain(probe, -EINVAL, "newton_per_volt is not configured for in_%s",
                            iio_channel_get_id(cell[i]));
        int r =
            plan_channel(cell[i], volt_per_iio * factor, probe, &probe->plan.value[i], &largest);
        if (r < 0)
            return r;
    }
    return 0;
}

static int plan_stamp(const struct iio_device *device, struct device_probe *probe)
{
    const struct iio_channel *channel = find_input(device, "timestamp");
    if (channel == NULL)
        return complain(probe, -EINVAL, "no timestamp channel: samples without time are no use");
    const struct iio_data_format *format = iio_channel_get_data_format(channel);
    if (format->length != 64)
        return complain(probe, -EINVAL, "the timestamp has %u bits instead of 64", format->length);
    probe->plan.stamp = (struct decode_channel){.channel = channel, .bytes = 8, .is_signed = true};
    return 0;
}

static void enable_channels(const struct iio_device *device, const struct decode_plan *plan)
{
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        struct iio_channel *channel = iio_device_get_channel(device, i);
        bool wanted = channel == plan->stamp.channel;

        for (unsigned j = 0; j < plan->count; j++)
            wanted = wanted || channel == plan->value[j].channel;
        if (wanted)
            iio_channel_enable(channel);
        else
            iio_channel_disable(channel);
    }
}

static bool has_type(const struct iio_device *device, enum iio_chan_type type)
{
    for (unsigned i = 0; i < iio_device_get_channels_count(device); i++) {
        const struct iio_channel *channel = iio_device_get_channel(device, i);
        if (!iio_channel_is_output(channel) && iio_channel_get_type(channel) == type)
            return true;
    }
    return false;
}

int device_probe(const struct iio_device *device, const char *role,
                 const struct sensors_config *config, const struct sensors_rule *rule,
                 struct device_probe *ret_probe)
{
    *ret_probe = (struct device_probe){.samples_count = 1};

    bool accel = has_type(device, IIO_ACCEL);
    bool anglvel = has_type(device, IIO_ANGL_VEL);
    int r = accel || anglvel ? plan_imu(device, accel, anglvel, ret_probe)
                             : plan_force(device, role, config, rule, ret_probe);
    if (r < 0)
        return r;
    r = plan_stamp(device, ret_probe);
    if (r < 0)
        return r;
    ret_probe->info.kind = ret_probe->plan.kind;
    device_choose_rate(device, config->rate_hz, ret_probe);
    device_choose_clock(device, ret_probe);
    enable_channels(device, &ret_probe->plan);
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * iiod_execute.c - what each command does. Error numbers are those of Debian's iiod 0.24.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "iiod_connection.h"
#include "xml.h"

/* Clients use the id; iiod takes name and label as well. Returns -1 for none. */
static int device_find(const struct iiod_context *context, const char *id)
{
    for (size_t i = 0; i < context->device_count; i++)
        if (strcmp(context->device[i].id, id) == 0)
            return (int)i;
    for (size_t i = 0; i < context->device_count; i++) {
        const char *label = iiod_device_label(&context->device[i]);

        if (strcmp(context->device[i].name, id) == 0 || (label && strcmp(label, id) == 0))
            return (int)i;
    }
    return -1;
}

static int channel_find(const struct iiod_device *device, const struct iiod_command *command,
                        size_t *ret_channel)
{
    for (size_t i = 0; i < device->channel_count; i++) {
        if (command->output || strcmp(device->channel[i].id, command->channel) != 0 ||
            !iiod_channel_present(device, i))
            continue;
        *ret_channel = i;
        return 0;
    }
    return -ENXIO;
}

/* Place of what a READ or WRITE is about, but for the attribute. */
static int target_find(const struct iiod_connection *c, const struct iiod_command *command,
                       size_t *ret_channel)
{
    const struct iiod_device *device;

    if (c->device < 0)
        return -ENODEV;
    device = &c->context->device[c->device];
    *ret_channel = 0;
    if (command->scope != IIOD_CHANNEL)
        return 0;
    return channel_find(device, command, ret_channel);
}

static int attr_find(const struct iiod_device *device, enum iiod_scope scope, size_t channel,
                     const char *name, struct iiod_attr *ret_attr)
{
    if (!iiod_device_present(device) && scope != IIOD_DEBUG)
        return -ENOENT;
    for (size_t n = 0; iiod_device_attr(device, scope, channel, n, ret_attr) == 0; n++)
        if (strcmp(ret_attr->name, name) == 0)
            return 0;
    return -ENOENT;
}

/* Letters and digits in values of the devices turn into others; it is still a document. */
static void xml_scramble(struct evbuffer *xml, const struct sim_fault *fault, struct prng *prng)
{
    static const char others[] = "0123456789abcxyz:/_-. ";
    char *text = (char *)evbuffer_pullup(xml, -1);
    char *devices = text ? memmem(text, evbuffer_get_length(xml), "<device ", 8) : NULL;
    size_t length = devices ? evbuffer_get_length(xml) - (size_t)(devices - text) : 0;
    size_t values = 0;
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        quoted ^= devices[i] == '"';
        values += quoted && isalnum((unsigned char)devices[i]);
    }
    quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted ^= devices[i] == '"';
        if (!quoted || !isalnum((unsigned char)devices[i]))
            continue;
        if (prng_uniform(prng, 0, 1) * (double)values < fault->argument)
            devices[i] = others[prng_next(prng) % (sizeof(others) - 1)];
    }
}

static void print(struct iiod_connection *c)
{
    const struct sim_fault *fuzz = sim_faults_find(c->context->faults, SIM_FAULT_FUZZ_XML, -1);
    struct evbuffer *xml = evbuffer_new();

    if (!xml || xml_write(xml, c->context->device, c->context->device_count) < 0) {
        iiod_connection_answer_number(c, -ENOMEM);
    } else {
        if (fuzz)
            xml_scramble(xml, fuzz, &c->context->faults->prng);
        evbuffer_add_printf(c->answer, "%zu\n", evbuffer_get_length(xml));
        evbuffer_add_buffer(c->answer, xml);
        evbuffer_add(c->answer, "\n", 1);
        iiod_connection_answer(c);
    }
    if (xml)
        evbuffer_free(xml);
}

/* Text of the right form and any content. */
static size_t value_scramble(struct sim_faults *faults, char *value)
{
    size_t length = (size_t)(prng_next(&faults->prng) % 64);

    for (size_t i = 0; i < length; i++)
        value[i] = (char)(' ' + prng_next(&faults->prng) % 95);
    value[length] = '\0';
    return length + 1;
}

static int value_read(struct iiod_connection *c, size_t channel, const struct iiod_attr *attr,
                      char *ret_value)
{
    struct sim_faults *faults = c->context->faults;

    if (!c->faultless && sim_faults_find(faults, SIM_FAULT_FUZZ, c->device) &&
        prng_next(&faults->prng) % 2)
        return (int)value_scramble(faults, ret_value);
    return iiod_attr_read(&c->context->device[c->device], channel, attr, ret_value, IIOD_VALUE_MAX);
}

static void big_endian_put(struct evbuffer *out, uint32_t number)
{
    uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                        (uint8_t)number};

    evbuffer_add(out, bytes, sizeof(bytes));
}

/* All attributes of a scope: each a length or an error, then its value padded to four bytes. */
static void read_all(struct iiod_connection *c, enum iiod_scope scope, size_t channel)
{
    const struct iiod_device *device = &c->context->device[c->device];
    struct evbuffer *all = evbuffer_new();
    char value[IIOD_VALUE_MAX + 4] = {0};
    struct iiod_attr attr;

    if (!all) {
        iiod_connection_answer_number(c, -ENOMEM);
        return;
    }
    for (size_t n = 0; iiod_device_attr(device, scope, channel, n, &attr) == 0; n++) {
        int ret = iiod_device_present(device) ? value_read(c, channel, &attr, value) : -ENOENT;

        big_endian_put(all, (uint32_t)ret);
        if (ret <= 0)
            continue;
        memset(value + ret, 0, 4);
        evbuffer_add(all, value, ((size_t)ret + 3) / 4 * 4);
    }
    evbuffer_add_printf(c->answer, "%zu\n", evbuffer_get_length(all));
    evbuffer_add_buffer(c->answer, all);
    evbuffer_add(c->answer, "\n", 1);
    evbuffer_free(all);
    iiod_connection_answer(c);
}

/* Fullest of all clients' buffers; see iiod_device.available. */
static void available_tell(struct iiod_connection *c)
{
    const struct iiod_connection *other;
    struct iiod_device *device = &c->context->device[c->device];

    device->available = 0;
    LIST_FOREACH(other, &c->context->connections, link)
    {
        const struct iiod_buffer *b = other->buffer[c->device];

        if (b && b->count > device->available)
            device->available = b->count;
    }
}

static void read_attr(struct iiod_connection *c, const struct iiod_command *command)
{
    char value[IIOD_VALUE_MAX];
    struct iiod_attr attr;
    size_t channel;
    int ret = target_find(c, command, &channel);

    if (ret < 0) {
        iiod_connection_answer_number(c, ret);
        return;
    }
    available_tell(c);
    if (!command->attr) {
        read_all(c, command->scope, channel);
        return;
    }
    ret = attr_find(&c->context->device[c->device], command->scope, channel, command->attr, &attr);
    if (ret == 0)
        ret = value_read(c, channel, &attr, value);
    if (ret < 0) {
        iiod_connection_answer_number(c, ret);
        return;
    }
    evbuffer_add_printf(c->answer, "%d\n", ret);
    evbuffer_add(c->answer, value, (size_t)ret);
    evbuffer_add(c->answer, "\n", 1);
    iiod_connection_answer(c);
}

/* The value comes in any case, and has to be taken before an error can be told. */
static void write_begin(struct iiod_connection *c, const struct iiod_command *command)
{
    int ret;

    c->write.left = command->number;
    c->write.length = 0;
    c->write.scope = command->scope;
    ret = target_find(c, command, &c->write.channel);
    /* All attributes at once: no client does it. */
    if (ret == 0 && !command->attr)
        ret = -EINVAL;
    if (ret == 0)
        ret = attr_find(&c->context->device[c->device], command->scope, c->write.channel,
                        command->attr, &c->write.attr);
    if (ret == 0 && command->number == 0)
        ret = -EIO;
    if (ret == 0 && command->number > sizeof(c->write.value) - 1)
        ret = -EINVAL;
    c->write.error = ret;
    c->write.total = command->number;
    c->state = IIOD_WRITING;
}

void iiod_execute_write(struct iiod_connection *c)
{
    int ret = c->write.error;

    if (ret == 0)
        ret = iiod_attr_write(&c->context->device[c->device], &c->write.attr, c->write.value);
    iiod_connection_answer_number(c, ret < 0 ? ret : (long)c->write.total);
}

/* All digits there must be, no more. Returns 0 or -EINVAL. */
static int mask_parse(const struct iiod_device *device, const char *text, uint32_t *ret_mask)
{
    size_t digits = (device->channel_count + 31) / 32 * 8;
    uint32_t mask;
    char *end;

    if (strlen(text) != digits || strspn(text, "0123456789abcdefABCDEF") != digits)
        return -EINVAL;
    mask = (uint32_t)strtoul(text, &end, 16);
    for (size_t i = 0; i < 32; i++) {
        if (!(mask & (UINT32_C(1) << i)))
            continue;
        if (i >= device->channel_count || device->channel[i].index < 0)
            return -EINVAL;
    }
    *ret_mask = mask;
    return mask ? 0 : -EINVAL;
}

static int buffer_open(struct iiod_connection *c, const struct iiod_command *command)
{
    struct iiod_device *device;
    uint32_t mask;
    int ret;

    if (c->device < 0)
        return -ENODEV;
    device = &c->context->device[c->device];
    ret = mask_parse(device, command->mask, &mask);
    if (ret < 0)
        return ret;
    if (!iiod_device_present(device))
        return -ENOENT;
    if (command->cyclic) /* only outputs can repeat what they have */
        return -EPERM;
    if (c->buffer[c->device] || iiod_device_busy(device))
        return -EBUSY;
    if (command->number == 0 || command->number > IIOD_DEPTH_MAX / device->kernel_buffers)
        return -EINVAL;
    c->buffer[c->device] = iiod_buffer_new(device, mask, command->number * device->kernel_buffers);
    if (!c->buffer[c->device])
        return -ENOMEM;
    device->open_count++;
    c->context->opened(c->context->data);
    return 0;
}

static int buffer_close(struct iiod_connection *c)
{
    if (c->device < 0)
        return -ENODEV;
    if (!c->buffer[c->device])
        return -ENXIO;
    c->buffer[c->device] = iiod_buffer_free(c->buffer[c->device]);
    c->context->device[c->device].open_count--;
    return 0;
}

static void buffer_read(struct iiod_connection *c, const struct iiod_command *command)
{
    const struct iiod_buffer *b = c->device < 0 ? NULL : c->buffer[c->device];

    if (c->device < 0)
        iiod_connection_answer_number(c, -ENODEV);
    else if (!b || b->dead)
        iiod_connection_answer_number(c, -EBADF);
    else if (command->number > IIOD_READBUF_MAX)
        iiod_connection_answer_number(c, -ENOMEM);
    else if (command->number < b->sample_size)
        iiod_connection_answer_number(c, 0);
    else {
        c->wanted = command->number / b->sample_size;
        c->remainder = command->number % b->sample_size != 0;
        iiod_connection_collect(c);
    }
}

static int buffers_count_set(struct iiod_connection *c, const struct iiod_command *command)
{
    if (c->device < 0)
        return -ENODEV;
    if (command->number == 0 || command->number > IIOD_DEPTH_MAX)
        return -EINVAL;
    c->context->device[c->device].kernel_buffers = (unsigned)command->number;
    return 0;
}

void iiod_execute(struct iiod_connection *c, char *line)
{
    struct iiod_command command;
    int ret = iiod_command_parse(line, &command);

    if (ret < 0) {
        iiod_connection_answer_number(c, ret);
        return;
    }
    c->device = command.device ? device_find(c->context, command.device) : -1;
    c->faultless = command.scope == IIOD_DEBUG && command.attr;
    switch (command.verb) {
    case IIOD_NOTHING:
        break;
    case IIOD_PRINT:
        print(c);
        break;
    case IIOD_VERSION:
        evbuffer_add_printf(c->answer, "0.24.v0.24  \n");
        iiod_connection_answer(c);
        break;
    case IIOD_TIMEOUT:
        c->context->timeout_ms = command.number;
        iiod_connection_answer_number(c, 0);
        break;
    case IIOD_READ:
        read_attr(c, &command);
        break;
    case IIOD_WRITE:
        write_begin(c, &command);
        break;
    case IIOD_GETTRIG:
    case IIOD_SETTRIG:
        /* The array's own clock paces the samples: its devices have no triggers. */
        iiod_connection_answer_number(c, c->device < 0 ? -ENODEV : -ENOENT);
        break;
    case IIOD_SET:
        iiod_connection_answer_number(c, buffers_count_set(c, &command));
        break;
    case IIOD_OPEN:
        iiod_connection_answer_number(c, buffer_open(c, &command));
        break;
    case IIOD_READBUF:
        buffer_read(c, &command);
        break;
    case IIOD_CLOSE:
        iiod_connection_answer_number(c, buffer_close(c));
        break;
    case IIOD_EXIT:
        iiod_connection_hang_up(c);
        break;
    }
}

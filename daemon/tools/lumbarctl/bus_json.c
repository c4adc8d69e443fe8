/* SPDX-License-Identifier: MIT */
#include "bus_json.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static int read_basic(sd_bus_message *message, char type, struct json_object **ret_value)
{
    union {
        uint8_t y;
        int b;
        int16_t n;
        uint16_t q;
        int32_t i;
        uint32_t u;
        int64_t x;
        uint64_t t;
        double d;
        const char *s;
        int h;
    } value;
    int r = sd_bus_message_read_basic(message, type, &value);
    if (r <= 0)
        return r;
    switch (type) {
    case SD_BUS_TYPE_BYTE:
        *ret_value = json_object_new_int(value.y);
        return 1;
    case SD_BUS_TYPE_BOOLEAN:
        *ret_value = json_object_new_boolean(value.b);
        return 1;
    case SD_BUS_TYPE_INT16:
        *ret_value = json_object_new_int(value.n);
        return 1;
    case SD_BUS_TYPE_UINT16:
        *ret_value = json_object_new_int(value.q);
        return 1;
    case SD_BUS_TYPE_INT32:
        *ret_value = json_object_new_int(value.i);
        return 1;
    case SD_BUS_TYPE_UINT32:
        *ret_value = json_object_new_int64(value.u);
        return 1;
    case SD_BUS_TYPE_INT64:
        *ret_value = json_object_new_int64(value.x);
        return 1;
    case SD_BUS_TYPE_UINT64:
        *ret_value = json_object_new_uint64(value.t);
        return 1;
    case SD_BUS_TYPE_DOUBLE:
        *ret_value = isfinite(value.d) ? json_object_new_double(value.d) : NULL;
        return 1;
    case SD_BUS_TYPE_UNIX_FD:
        *ret_value = NULL;
        return 1;
    default: /* strings, object paths and signatures */
        *ret_value = json_object_new_string(value.s);
        return *ret_value ? 1 : -ENOMEM;
    }
}

static int read_array(sd_bus_message *message, struct json_object **ret_value)
{
    struct json_object *array = json_object_new_array();
    if (!array)
        return -ENOMEM;
    struct json_object *element;
    int r;
    while ((r = bus_json_read(message, &element)) > 0)
        if (json_object_array_add(array, element) < 0)
            r = -ENOMEM;
    if (r < 0) {
        json_object_put(array);
        return r;
    }
    *ret_value = array;
    return 1;
}

static int read_entry(sd_bus_message *message, const char *contents, struct json_object *dictionary)
{
    const char *key;
    struct json_object *value;
    int r = sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, contents);
    if (r <= 0)
        return r;
    r = sd_bus_message_read_basic(message, contents[0], &key);
    if (r < 0)
        return r;
    r = bus_json_read(message, &value);
    if (r < 0)
        return r;
    if (json_object_object_add(dictionary, key, value) < 0) {
        json_object_put(value);
        return -ENOMEM;
    }
    r = sd_bus_message_exit_container(message);
    return r < 0 ? r : 1;
}

/* contents: what is between the braces of the signature. */
static int read_dictionary(sd_bus_message *message, const char *contents,
                           struct json_object **ret_value)
{
    if (!strchr("sog", contents[0]))
        return -EOPNOTSUPP;
    struct json_object *dictionary = json_object_new_object();
    if (!dictionary)
        return -ENOMEM;
    int r;
    while ((r = read_entry(message, contents, dictionary)) > 0)
        ;
    if (r < 0) {
        json_object_put(dictionary);
        return r;
    }
    *ret_value = dictionary;
    return 1;
}

static int read_container(sd_bus_message *message, char type, const char *contents,
                          struct json_object **ret_value)
{
    int r = sd_bus_message_enter_container(message, type, contents);
    if (r <= 0)
        return r;
    struct json_object *value = NULL;
    char entry[256];
    if (type == SD_BUS_TYPE_VARIANT) {
        r = bus_json_read(message, &value);
    } else if (type == SD_BUS_TYPE_ARRAY && contents[0] == SD_BUS_TYPE_DICT_ENTRY_BEGIN) {
        /* "{sv}" without its braces; a signature is at most 255 bytes long */
        size_t length = strlen(contents) - 2;
        memcpy(entry, contents + 1, length);
        entry[length] = '\0';
        r = read_dictionary(message, entry, &value);
    } else {
        r = read_array(message, &value);
    }
    if (r < 0)
        return r;
    r = sd_bus_message_exit_container(message);
    if (r < 0) {
        json_object_put(value);
        return r;
    }
    *ret_value = value;
    return 1;
}

int bus_json_read(sd_bus_message *message, struct json_object **ret_value)
{
    char type;
    const char *contents;
    int r = sd_bus_message_peek_type(message, &type, &contents);
    if (r <= 0)
        return r;
    if (type == SD_BUS_TYPE_ARRAY || type == SD_BUS_TYPE_VARIANT || type == SD_BUS_TYPE_STRUCT)
        return read_container(message, type, contents, ret_value);
    return read_basic(message, type, ret_value);
}

int bus_json_read_named(sd_bus_message *message, const char *names, struct json_object **ret_object)
{
    struct json_object *object = json_object_new_object();
    if (!object)
        return -ENOMEM;
    while (*names) {
        char name[32];
        size_t length = strcspn(names, " ");
        snprintf(name, sizeof(name), "%.*s", (int)length, names);
        names += length;
        names += strspn(names, " ");

        struct json_object *value = NULL;
        int r = bus_json_read(message, &value);
        if (r == 0)
            break;
        if (r > 0 && json_object_object_add(object, name, value) < 0) {
            json_object_put(value);
            r = -ENOMEM;
        }
        if (r < 0) {
            json_object_put(object);
            return r;
        }
    }
    *ret_object = object;
    return 0;
}

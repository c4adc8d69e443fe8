/* SPDX-License-Identifier: MIT */
#include "happening.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bus_json.h"
#include "hub.h"
#include "json_output.h"

struct signal_names {
    const char *interface;
    const char *member;
    const char *arguments; /* in their order, as the XML has them */
};

static const struct signal_names signals[] = {
    {HUB_SESSION, "SetStarted", "time sequence confidence set exercise start load details"},
    {HUB_SESSION, "Rep",
     "time sequence confidence set rep exercise side side_rep start end details"},
    {HUB_SESSION, "RepDetail", "time sequence confidence set rep start end details"},
    {HUB_SESSION, "RepUndone", "time sequence confidence set rep details"},
    {HUB_SESSION, "Partial", "time sequence confidence set at range_fraction details"},
    {HUB_SESSION, "HoldProgress", "time sequence confidence set held side details"},
    {HUB_SESSION, "Cue", "time sequence confidence set rep code severity text details"},
    {HUB_SESSION, "SetEnded",
     "time sequence confidence set exercise reps reps_left reps_right start end held reason "
     "details"},
    {HUB_SESSION, "Ended", "time sequence confidence reason sets details"},
    {HUB_MANAGER, "Calibration", "time sequence confidence kind step verdict reason details"},
};

int happening_read(sd_bus_message *signal, struct json_object **ret_happening)
{
    const struct signal_names *names = NULL;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        if (sd_bus_message_is_signal(signal, signals[i].interface, signals[i].member))
            names = &signals[i];
    if (!names)
        return 0;

    struct json_object *arguments;
    int r = bus_json_read_named(signal, names->arguments, &arguments);
    if (r < 0)
        return r;
    char word[32];
    hub_word(names->member, word, sizeof(word));
    struct json_object *happening = json_object_new_object();
    json_object_object_add(happening, "event", json_object_new_string(word));
    json_object_object_foreach(arguments, name, value)
        json_object_object_add(happening, name, json_output_copy(value));
    json_object_put(arguments);
    *ret_happening = happening;
    return 1;
}

static const char *string_of(struct json_object *object, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(object, name, &value) && value ? json_object_get_string(value)
                                                                    : "";
}

static double number_of(struct json_object *object, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(object, name, &value) && value ? json_object_get_double(value)
                                                                    : NAN;
}

const char *happening_string(struct json_object *happening, const char *name)
{
    return string_of(happening, name);
}

double happening_number(struct json_object *happening, const char *name)
{
    return number_of(happening, name);
}

double happening_detail(struct json_object *happening, const char *name)
{
    return number_of(json_object_object_get(happening, "details"), name);
}

const char *happening_detail_string(struct json_object *happening, const char *name)
{
    return string_of(json_object_object_get(happening, "details"), name);
}

/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bus/bus_address.h"
#include "bus/log.h"
#include "training/cue_text.h"

static void on_config_problem(void *data, bool serious, const char *file, unsigned line,
                              const char *message)
{
    struct settings *settings = data;

    if (serious)
        log_error("%s:%u: %s", file, line, message);
    else
        problems_add(&settings->problems, "%s:%u: %s", file, line, message);
}

static void copy_text(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text);
}

static int read_config(struct settings *settings, const struct options *options)
{
    struct config *config = &settings->config;
    const char *file = options->config_file ? options->config_file : CONFIG_FILE;

    config_defaults(config);
    int r = config_read(file, on_config_problem, settings, config);
    if (r == -ENOENT && !options->config_file) {
        log_notice("no configuration %s: using the defaults", file);
    } else if (r < 0) {
        log_error("cannot use the configuration %s: %s", file,
                  r == -EINVAL ? "it has errors" : strerror(-r));
        return r;
    }
    options_apply(options, config);
    /* Only the parts that use them can judge these. */
    if (log_level_parse(config->log_level) < 0) {
        log_error("%s:%u: level is to be " SETTINGS_LEVELS ", not \"%s\"", file,
                  config->log_level_line, config->log_level);
        return -EINVAL;
    }
    log_set_level(log_level_parse(config->log_level));
    if (!bus_address_is_valid(config->bus)) {
        log_error("%s:%u: address is to be " SETTINGS_ADDRESSES ", not \"%s\"", file,
                  config->bus_line, config->bus);
        return -EINVAL;
    }
    if (!cue_text_has_language(config->language))
        problems_add(&settings->problems,
                     "%s:%u: language \"%s\" is not known; cues are in English", file,
                     config->language_line, config->language);
    return 0;
}

static void on_profile_refused(void *data, const char *file, unsigned line, const char *reason)
{
    struct settings *settings = data;

    problems_add(&settings->profile_problems, "%s:%u: %s", file, line, reason);
}

static void load_profiles(struct settings *settings)
{
    const char *directory = settings->config.profiles;

    if (directory[0] == '\0')
        directory = profiles_default_directory();
    int r = profiles_load(directory, on_profile_refused, settings, &settings->profiles);
    if (r < 0)
        problems_add(&settings->profile_problems,
                     "%s: %s; only the generic exercise can be counted", directory, strerror(-r));
    else
        log_info("%zu exercises from %s, %d refused", settings->profiles.count, directory, r);
}

int settings_read(struct settings *settings, const struct options *options)
{
    int r = read_config(settings, options);

    if (r >= 0)
        load_profiles(settings);
    return r;
}

void settings_make_sensors(const struct settings *settings, struct sensors_config *ret_config)
{
    const struct config *config = &settings->config;

    _Static_assert(CONFIG_URIS_MAX <= SENSORS_URIS_MAX, "room for uris");
    _Static_assert(CONFIG_SENSORS_MAX <= SENSORS_RULES_MAX, "room for rules");
    *ret_config = (struct sensors_config){
        .uri_count = config->uri_count,
        .rule_count = config->sensor_count,
        .newton_per_volt = config->newton_per_volt,
        .rate_hz = config->rate_hz,
        .kernel_buffers = config->kernel_buffers,
    };
    for (size_t i = 0; i < config->uri_count; i++)
        copy_text(ret_config->uris[i], sizeof ret_config->uris[i], config->uris[i]);
    for (size_t i = 0; i < config->sensor_count; i++) {
        const struct config_sensor *from = &config->sensors[i];
        struct sensors_rule *to = &ret_config->rules[i];

        copy_text(to->label, sizeof to->label, from->label);
        copy_text(to->name, sizeof to->name, from->name);
        copy_text(to->serial, sizeof to->serial, from->serial);
        copy_text(to->path, sizeof to->path, from->path);
        copy_text(to->role, sizeof to->role, from->role);
        memcpy(to->newton_per_volt, from->newton_per_volt, sizeof to->newton_per_volt);
    }
}

void settings_free(struct settings *settings)
{
    profiles_free(&settings->profiles);
    problems_free(&settings->profile_problems);
    problems_free(&settings->problems);
}

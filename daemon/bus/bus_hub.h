/* SPDX-License-Identifier: MIT */
/*
 * bus_hub.h - org.lumbar.Hub1: everything that the daemon shows on the bus. See
 * dbus/org.lumbar.Hub1.xml.
 *
 * Happenings go out as signals at once; state goes out as PropertiesChanged, at most ten times a
 * second an object. While there is no bus all calls are cheap and change only what will be shown.
 */
#ifndef LUMBAR_BUS_BUS_HUB_H
#define LUMBAR_BUS_BUS_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "training/training.h"

#define HUB_NAME "org.lumbar.Hub1"
#define HUB_PATH "/org/lumbar/Hub1"

struct event_base;
struct hub;

/* A device, as a Sensor object shows it. */
struct hub_sensor {
    bool has_role;
    uint16_t sensor; /* place in the sensor table; valid when has_role */
    char role[ROLE_SIZE];
    const char *kind; /* "imu", "force", "unknown"; static */
    char model[64];
    char label[64];
    char serial[64];
    char uri[256];
    char device[64];
    double rate_hz;
    uint64_t samples;
    uint64_t lost;
    bool connected;
    char problem[192];
};

/* Where the hub asks for what others know. All are called on the loop's thread. */
struct hub_source {
    /* By index from 0; both return -ENOENT past the last. */
    int (*sensor)(void *data, size_t index, struct hub_sensor *ret_sensor);
    int (*context)(void *data, size_t index, const char **ret_uri, const char **ret_state);
    /* Clients can find the hub now, or not any more; first called within a second or so. */
    void (*serving)(void *data, bool serving);
    /* The name belongs to another process. */
    void (*taken)(void *data, const char *message);
    void *data;
};

/* Lists of texts end with NULL; all pointers must outlive the hub. */
struct hub_config {
    const char *address; /* bus_address.h */
    const struct exercise *exercises;
    size_t exercise_count;
    const char *const *profile_problems;
    const char *const *problems;
};

/* 0, -ENOMEM, -EINVAL (address). The hub begins to connect as soon as the loop runs. */
int hub_new(struct event_base *base, const struct hub_config *config,
            const struct hub_source *source, struct hub **ret_hub);

/* Commands that come over the bus go here. To be called before the loop runs. */
void hub_set_training(struct hub *hub, struct training *training);

/* Sends what is queued, a second at most. NULL is fine; returns NULL. */
struct hub *hub_free(struct hub *hub);

/* For training's listener. */
void hub_happened(struct hub *hub, const struct happening *happening);

/* On the way of a sample, and after a batch of them. */
void hub_sample(struct hub *hub, const struct sample *sample);
void hub_batch_done(struct hub *hub);

/* A text was added to the list of problems, or taken away. */
void hub_problems_changed(struct hub *hub);

/* The list of sensors or contexts, or something in it, has changed. */
void hub_sensors_changed(struct hub *hub);
void hub_attach(struct hub *hub, uint16_t sensor, const struct sensor_info *info);
void hub_detach(struct hub *hub, uint16_t sensor);

#endif

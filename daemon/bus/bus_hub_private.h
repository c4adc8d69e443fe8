/* SPDX-License-Identifier: MIT */
/*
 * bus_hub_private.h - the hub from inside: what the files of its three interfaces share.
 */
#ifndef LUMBAR_BUS_BUS_HUB_PRIVATE_H
#define LUMBAR_BUS_BUS_HUB_PRIVATE_H

#include "bus/bus_hub.h"
#include "bus/link.h"
#include "bus/object.h"
#include "bus/stream_server.h"

#define MANAGER_INTERFACE HUB_NAME ".Manager"
#define SENSOR_INTERFACE HUB_NAME ".Sensor"
#define SESSION_INTERFACE HUB_NAME ".Session"
#define ERROR(name) HUB_NAME ".Error." name

#define HUB_SENSORS_MAX 64 /* devices without a role, and those that are gone, are shown too */
#define HUB_CONTEXTS_MAX 16
#define WORD_SIZE 16

struct manager_view {
    struct hub *hub;
    char version[16];
    char state[WORD_SIZE];
    char session[OBJECT_PATH_SIZE];
    char athlete[ATHLETE_SIZE];
    char exercise[EXERCISE_ID_SIZE];
    char exercise_source[WORD_SIZE];
    double load;
    int auto_track;
    double lumbar_flexion_max;
    double lumbar_extension_max;
    char calibrating[WORD_SIZE];
    struct versioned sensors;
    struct versioned contexts;
    struct versioned exercises;
    struct versioned profile_problems;
    struct versioned problems;
};

struct sensor_view {
    char role[ROLE_SIZE];
    char kind[WORD_SIZE];
    char model[64];
    char label[64];
    char serial[64];
    char uri[256];
    char device[64];
    double rate;
    uint64_t samples;
    uint64_t lost;
    int connected;
    double noise;
    char condition[WORD_SIZE];
    char problem[192];
};

struct session_view {
    char athlete[ATHLETE_SIZE];
    uint64_t started;
    uint64_t started_realtime;
    char state[WORD_SIZE];
    char exercise[EXERCISE_ID_SIZE];
    uint32_t set;
    uint32_t reps;
    uint32_t reps_left;
    uint32_t reps_right;
    double hold_time;
    uint64_t set_since;
    uint64_t rest_since;
    double load;
    uint32_t target_reps;
    double target_hold;
    char tempo[48];
    int pain;
    struct versioned sets;
    double trunk_angle;
    double pelvis_angle;
    double lumbar_angle;
    double thigh_angle;
    double bar_height;
    double bar_velocity;
    double force_left;
    double force_right;
    double range_fraction;
};

struct sensor_object {
    bool used;
    bool seen; /* in the list that is being gone through */
    int place; /* in the sensor table; -1 = no role */
    struct object object;
    struct sensor_view now;
    struct sensor_view told;
};

/* What the core says of a sensor's signal, by place in the sensor table. */
struct signal_quality {
    unsigned condition;
    double noise;
    uint64_t lost;
};

struct hub_context {
    char uri[256];
    char state[128];
};

struct hub {
    struct event_base *base;
    struct hub_config config;
    struct hub_source source;
    struct training *training;
    struct link *link;
    struct stream_server *streams;
    uint32_t sequence; /* of signals */
    bool serving_told; /* the source has been told at least once */

    struct event *tell_timer;
    int64_t told_ns;  /* when changes were announced last */
    bool tell_queued; /* tell_timer runs */
    struct event *sensors_timer;

    sd_bus *bus; /* where objects go: from opened to closed */
    sd_bus_slot *object_manager;
    sd_bus_slot *calls; /* sees what others call before it is answered */

    struct object manager;
    struct manager_view manager_now;
    struct manager_view manager_told;

    struct object session; /* shown while there is one */
    bool has_session;
    struct session_view session_now;
    struct session_view session_told;

    struct sensor_object sensors[HUB_SENSORS_MAX];
    const struct sensor_object *listed[HUB_SENSORS_MAX]; /* as the source has them */
    unsigned listed_count;
    struct signal_quality quality[SENSORS_MAX];
    int64_t sample_t_ns; /* of the newest sample */
    struct hub_context contexts[HUB_CONTEXTS_MAX];
    size_t context_count;
};

int64_t hub_now_ns(void); /* CLOCK_MONOTONIC */

/* Has the object's changes announced soon: at once, or when 100 ms have passed since the last. */
void hub_touch(struct hub *hub, struct object *object);

/* manager_object.c */
extern const sd_bus_vtable manager_vtable[];
void manager_refresh(struct hub *hub); /* state of training into the view */
void manager_emit_calibration(struct hub *hub, const struct core_event *event);

/* manager_methods.c: handlers of the vtable; userdata is the view */
int manager_start_session(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_stop_session(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_select_exercise(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_prescribe(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_set_load(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_start_set(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_stop_set(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_undo_rep(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_restart_set(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_report_pain(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_tell_reserve(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_calibrate(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_calibrate_with(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_stop_calibration(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_tare(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_open_pose_stream(sd_bus_message *m, void *userdata, sd_bus_error *error);
int manager_open_sample_stream(sd_bus_message *m, void *userdata, sd_bus_error *error);

/* sensor_object.c */
extern const sd_bus_vtable sensor_vtable[];
void sensors_refresh(struct hub *hub);

/* session_object.c */
extern const sd_bus_vtable session_vtable[];
void session_refresh(struct hub *hub);      /* state of training into the view */
void session_refresh_pose(struct hub *hub); /* live values */

/* session_signals.c: the signal of an event of the core, or none */
void session_emit_event(struct hub *hub, const struct happening *happening);
void session_emit_ended(struct hub *hub, const struct happening *happening);

#endif

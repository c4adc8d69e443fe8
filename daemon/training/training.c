/* SPDX-License-Identifier: MIT */
#include "training/training_private.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "training/cue_text.h"
#include "training/near_name.h"

/* A set without a sample for so long is over: the core cannot tell, its time is that of samples.
 * Design value: longer than an array needs to come back after its cable was pulled. */
#define SILENCE_NS 10000000000LL

const struct prescription training_nothing_prescribed = {.tempo_s = {NAN, NAN, NAN, NAN}};

int training_new(struct core *core, const struct exercise *exercises, size_t exercise_count,
                 const struct training_config *config, const struct training_listener *listener,
                 struct training **ret_training)
{
    struct training *training = calloc(1, sizeof *training);

    if (!training)
        return -ENOMEM;
    training->core = core;
    training->exercises = exercises;
    training->exercise_count = exercise_count;
    training->config = *config;
    training->listener = *listener;
    training->prescription = training_nothing_prescribed;
    training->auto_track = config->auto_track;
    training->calibrating = -1;
    training->queue.events = training->events;
    training->queue.size = QUEUE_SIZE;
    struct command track = {.type = COMMAND_AUTO_TRACK, .enable = config->auto_track};
    int r = core_command(core, &track, &training->queue);
    if (r < 0) {
        free(training);
        return r;
    }
    *ret_training = training;
    return 0;
}

struct training *training_free(struct training *training)
{
    free(training);
    return NULL;
}

void training_tell(struct training *training, enum happening_type type, int64_t t_ns)
{
    struct happening happening = {
        .type = type,
        .t_ns = t_ns,
        .session = &training->session,
        .rest_s = NAN,
    };

    training->listener.happened(training->listener.data, &happening);
}

void training_begin_session(struct training *training, const char *athlete, int64_t now_ns,
                            int64_t realtime_us)
{
    training->session_count++;
    session_begin(&training->session, training->session_count, athlete, now_ns, realtime_us,
                  training->core_sets);
    training_recall_range(training, athlete);
    training_tell(training, HAPPENING_SESSION_STARTED, now_ns);
}

/* Set numbers of the core count since the daemon started, those of the bus within the session. */
static void renumber(const struct session *session, struct core_event *event)
{
    uint32_t *set = NULL;

    switch (event->type) {
    case EVENT_SET_STARTED:
        set = &event->set_started.set;
        break;
    case EVENT_REP:
        set = &event->rep.set;
        break;
    case EVENT_REP_DETAIL:
        set = &event->rep_detail.set;
        break;
    case EVENT_REP_UNDONE:
        set = &event->rep_undone.set;
        break;
    case EVENT_PARTIAL:
        set = &event->partial.set;
        break;
    case EVENT_HOLD_PROGRESS:
        set = &event->hold.set;
        break;
    case EVENT_CUE:
        set = &event->cue.set;
        break;
    case EVENT_SET_ENDED:
        set = &event->set_ended.set;
        break;
    case EVENT_SENSOR:
    case EVENT_EXERCISE:
    case EVENT_CALIBRATION:
    case EVENT_CORRECTION:
    case EVENT_RANGE:
        return;
    }
    if (set)
        *set = session_set_number(session, *set);
}

static void take_event(struct training *training, struct core_event *event)
{
    struct session *session = &training->session;
    struct happening happening = {
        .type = HAPPENING_EVENT,
        .t_ns = event->t_ns,
        .session = session,
        .event = event,
        .load_kg = training->load_kg,
        .rest_s = NAN,
    };

    if (event->type == EVENT_SET_STARTED) {
        if (session->state == SESSION_IDLE)
            training_begin_session(training, "", event->t_ns,
                                   event->t_ns / 1000 + training->realtime_offset_us);
        training->core_sets = event->set_started.set;
        if (session->rest_since_ns > 0)
            happening.rest_s = (double)(event->set_started.start_ns - session->rest_since_ns) / 1e9;
    } else if (event->type == EVENT_EXERCISE) {
        memcpy(training->exercise, event->exercise.exercise, EXERCISE_ID_SIZE);
        training->recognised = event->exercise.recognised;
    } else if (event->type == EVENT_RANGE) {
        training->range = event->range;
    } else if (event->type == EVENT_CALIBRATION) {
        bool ended = event->calibration.verdict == CALIBRATION_DONE ||
                     event->calibration.verdict == CALIBRATION_REFUSED;
        training->calibrating = ended ? -1 : (int)event->calibration.kind;
    } else if (event->type == EVENT_CUE) {
        happening.text = cue_text(training->config.language, event->cue.fault, event->cue.severity);
    }
    training_watch_speeds(training, event);
    if (session->state != SESSION_IDLE) {
        if (session_apply(session, event, training->load_kg) < 0) {
            char message[96];

            snprintf(message, sizeof message, "bug: %s in state %s", event_type_name(event->type),
                     session_state_name(session->state));
            training->listener.log(training->listener.data, LOG_ERR, message);
        }
        renumber(session, event);
    }
    training->listener.happened(training->listener.data, &happening);
}

static void drain(struct training *training)
{
    struct event_queue *queue = &training->queue;

    for (unsigned i = 0; i < queue->count; i++)
        take_event(training, &queue->events[i]);
    queue->count = 0;
    training_recall_reserve(training);
    if (queue->dropped > 0) {
        training->listener.log(training->listener.data, LOG_ERR,
                               "bug: more events at once than the queue holds; some were dropped");
        queue->dropped = 0;
    }
}

int training_command(struct training *training, const struct command *command)
{
    int r = core_command(training->core, command, &training->queue);

    drain(training);
    return r;
}

void training_push(struct training *training, const struct sample *sample)
{
    training->sample_ns = sample->t_ns;
    core_push(training->core, sample, &training->queue);
    if (training->queue.count > 0)
        drain(training);
}

void training_attach(struct training *training, uint16_t sensor, const struct sensor_info *info)
{
    struct command attach = {.type = COMMAND_SENSOR_ATTACH};

    attach.sensor.sensor = sensor;
    attach.sensor.info = *info;
    if (training_command(training, &attach) < 0)
        training->listener.log(training->listener.data, LOG_ERR,
                               "bug: the detector refuses a sensor");
}

void training_detach(struct training *training, uint16_t sensor)
{
    struct command detach = {.type = COMMAND_SENSOR_DETACH};

    detach.sensor.sensor = sensor;
    /* -ENODEV: it was refused when it came, and that has been said. */
    training_command(training, &detach);
}

void training_set_realtime_offset(struct training *training, int64_t offset_us)
{
    training->realtime_offset_us = offset_us;
}

static int64_t silence_deadline_ns(const struct training *training)
{
    const struct session *session = &training->session;

    if (session->state != SESSION_SET)
        return INT64_MAX;
    return SILENCE_NS + (training->sample_ns > session->activity_ns ? training->sample_ns
                                                                    : session->activity_ns);
}

static int64_t idle_deadline_ns(const struct training *training)
{
    if (training->session.state == SESSION_IDLE || training->config.idle_timeout_ns <= 0)
        return INT64_MAX;
    return training->session.activity_ns + training->config.idle_timeout_ns;
}

int64_t training_deadline_ns(const struct training *training)
{
    int64_t silence_ns = silence_deadline_ns(training);
    int64_t idle_ns = idle_deadline_ns(training);

    return silence_ns < idle_ns ? silence_ns : idle_ns;
}

void training_advance(struct training *training, int64_t now_ns)
{
    struct command stop = {.type = COMMAND_STOP_SET, .reason = SET_END_SENSOR_LOST};

    if (now_ns >= silence_deadline_ns(training))
        training_command(training, &stop);
    if (now_ns >= idle_deadline_ns(training))
        training_stop_session(training, SESSION_END_IDLE, now_ns);
}

const struct session *training_session(const struct training *training)
{
    return &training->session;
}

const char *training_exercise(const struct training *training)
{
    return training->exercise;
}

bool training_exercise_recognised(const struct training *training)
{
    return training->recognised;
}

double training_load_kg(const struct training *training)
{
    return training->load_kg;
}

bool training_auto_track(const struct training *training)
{
    return training->auto_track;
}

const struct lumbar_range *training_range(const struct training *training)
{
    return &training->range;
}

int training_calibrating(const struct training *training)
{
    return training->calibrating;
}

const struct prescription *training_prescription(const struct training *training)
{
    return &training->prescription;
}

void training_pose(const struct training *training, struct pose *ret_pose)
{
    core_pose(training->core, ret_pose);
}

static const char *exercise_id_at(const void *data, size_t index)
{
    const struct training *training = data;

    return training->exercises[index].id;
}

void training_near_exercises(const struct training *training, const char *id, char *ret_text,
                             size_t size)
{
    size_t near[5]; /* design value: more than five is a list, not a hint */
    size_t count = near_name_find(id, exercise_id_at, training, training->exercise_count, near,
                                  sizeof near / sizeof near[0]);
    size_t used = 0;

    ret_text[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(ret_text + used, size - used, "%s%s", i > 0 ? ", " : "",
                                 training->exercises[near[i]].id);
}

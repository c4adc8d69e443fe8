/* SPDX-License-Identifier: MIT */
/*
 * Commands go to the core first; what they did comes back as events, like everything else. So the
 * session has one source of truth, and a command that the core refuses has changed nothing.
 */
#include "training/training.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "training/cue_text.h"
#include "training/near_name.h"

#define QUEUE_SIZE 64 /* events of one push or command; a set of side repetitions undone is most */

/* A set without a sample for so long is over: the core cannot tell, its time is that of samples.
 * Design value: longer than an array needs to come back after its cable was pulled. */
#define SILENCE_NS 10000000000LL

struct training {
    struct core *core;
    const struct exercise *exercises;
    size_t exercise_count;
    struct training_config config;
    struct training_listener listener;
    int64_t realtime_offset_us;

    char exercise[EXERCISE_ID_SIZE];
    bool recognised;
    double load_kg;
    struct prescription prescription;
    bool auto_track;

    int64_t sample_ns; /* of the newest sample; 0 = none yet */
    uint32_t session_count;
    uint32_t core_sets; /* sets that the core has counted so far */
    struct session session;

    struct core_event events[QUEUE_SIZE];
    struct event_queue queue;
};

static const struct prescription nothing_prescribed = {.tempo_s = {NAN, NAN, NAN, NAN}};

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
    training->prescription = nothing_prescribed;
    training->auto_track = config->auto_track;
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

static void tell(struct training *training, enum happening_type type, int64_t t_ns)
{
    struct happening happening = {
        .type = type,
        .t_ns = t_ns,
        .session = &training->session,
        .rest_s = NAN,
    };

    training->listener.happened(training->listener.data, &happening);
}

static void begin_session(struct training *training, const char *athlete, int64_t now_ns,
                          int64_t realtime_us)
{
    training->session_count++;
    session_begin(&training->session, training->session_count, athlete, now_ns, realtime_us,
                  training->core_sets);
    tell(training, HAPPENING_SESSION_STARTED, now_ns);
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
            begin_session(training, "", event->t_ns,
                          event->t_ns / 1000 + training->realtime_offset_us);
        training->core_sets = event->set_started.set;
        if (session->rest_since_ns > 0)
            happening.rest_s = (double)(event->set_started.start_ns - session->rest_since_ns) / 1e9;
    } else if (event->type == EVENT_EXERCISE) {
        memcpy(training->exercise, event->exercise.exercise, EXERCISE_ID_SIZE);
        training->recognised = event->exercise.recognised;
    } else if (event->type == EVENT_CUE) {
        happening.text = cue_text(training->config.language, event->cue.fault, event->cue.severity);
    }
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
    if (queue->dropped > 0) {
        training->listener.log(training->listener.data, LOG_ERR,
                               "bug: more events at once than the queue holds; some were dropped");
        queue->dropped = 0;
    }
}

static int command(struct training *training, const struct command *command)
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
    if (command(training, &attach) < 0)
        training->listener.log(training->listener.data, LOG_ERR,
                               "bug: the detector refuses a sensor");
}

void training_detach(struct training *training, uint16_t sensor)
{
    struct command detach = {.type = COMMAND_SENSOR_DETACH};

    detach.sensor.sensor = sensor;
    /* -ENODEV: it was refused when it came, and that has been said. */
    command(training, &detach);
}

static bool knows_exercise(const struct training *training, const char *id)
{
    if (id[0] == '\0' || strcmp(id, "generic") == 0)
        return true;
    for (size_t i = 0; i < training->exercise_count; i++)
        if (strcmp(training->exercises[i].id, id) == 0)
            return true;
    return false;
}

static int check_options(const struct training *training, const struct training_options *options)
{
    const struct prescription *prescription = &options->prescription;

    /* Written so that NAN fails. */
    if ((options->given & OPTION_LOAD) &&
        !(options->load_kg >= 0.0 && options->load_kg <= LOAD_MAX_KG))
        return -EINVAL;
    if ((options->given & OPTION_REPS) && prescription->reps > TARGET_REPS_MAX)
        return -EINVAL;
    if ((options->given & OPTION_HOLD) &&
        !(prescription->hold_s >= 0.0 && prescription->hold_s <= TARGET_HOLD_MAX_S))
        return -EINVAL;
    if ((options->given & OPTION_EXERCISE) && !knows_exercise(training, options->exercise))
        return -ENOENT;
    return 0;
}

static int set_load(struct training *training, double load_kg)
{
    struct command load = {.type = COMMAND_SET_LOAD, .load_kg = load_kg};
    int r = command(training, &load);

    if (r >= 0)
        training->load_kg = load_kg;
    return r;
}

static int set_prescription(struct training *training, const struct prescription *prescription)
{
    struct command prescribe = {.type = COMMAND_PRESCRIBE, .prescription = *prescription};
    int r = command(training, &prescribe);

    if (r >= 0)
        training->prescription = *prescription;
    return r;
}

static int apply_options(struct training *training, const struct training_options *options)
{
    struct prescription prescription = training->prescription;
    int r = 0;

    if (options->given & OPTION_REPS)
        prescription.reps = options->prescription.reps;
    if (options->given & OPTION_HOLD)
        prescription.hold_s = options->prescription.hold_s;
    if (options->given & OPTION_TEMPO)
        memcpy(prescription.tempo_s, options->prescription.tempo_s, sizeof prescription.tempo_s);
    if (options->given & (OPTION_REPS | OPTION_HOLD | OPTION_TEMPO))
        r = set_prescription(training, &prescription);
    if (r >= 0 && (options->given & OPTION_LOAD))
        r = set_load(training, options->load_kg);
    return r;
}

static void touch(struct training *training, int64_t now_ns)
{
    training->session.activity_ns = now_ns;
    tell(training, HAPPENING_CHANGED, now_ns);
}

int training_start_session(struct training *training, const struct training_options *options,
                           int64_t now_ns, int64_t realtime_us)
{
    if (training->session.state != SESSION_IDLE)
        return -EBUSY;
    int r = check_options(training, options);
    if (r < 0)
        return r;
    if (options->given & OPTION_EXERCISE) {
        r = training_select_exercise(training, options->exercise, now_ns);
        if (r < 0)
            return r;
    }
    r = apply_options(training, options);
    if (r < 0)
        return r;
    begin_session(training, options->given & OPTION_ATHLETE ? options->athlete : "", now_ns,
                  realtime_us);
    return 0;
}

int training_stop_session(struct training *training, enum session_end_reason reason,
                          int64_t now_ns)
{
    struct session *session = &training->session;
    struct command stop = {
        .type = COMMAND_STOP_SET,
        .reason = reason == SESSION_END_PAIN ? SET_END_PAIN : SET_END_COMMAND,
    };

    if (session->state == SESSION_IDLE)
        return -ESRCH;
    if (session->state == SESSION_SET)
        command(training, &stop);
    if (reason == SESSION_END_PAIN)
        session->pain = true;
    struct happening happening = {
        .type = HAPPENING_SESSION_ENDED,
        .t_ns = now_ns,
        .session = session,
        .rest_s = NAN,
        .end_reason = reason,
    };
    session_end(session);
    training->listener.happened(training->listener.data, &happening);
    /* What was prescribed was for this session; the next one begins with nothing said. */
    set_prescription(training, &nothing_prescribed);
    set_load(training, 0.0);
    tell(training, HAPPENING_CHANGED, now_ns);
    return 0;
}

int training_select_exercise(struct training *training, const char *exercise, int64_t now_ns)
{
    struct command select = {.type = COMMAND_SELECT_EXERCISE};

    if (strlen(exercise) >= EXERCISE_ID_SIZE)
        return -ENOENT;
    memcpy(select.exercise, exercise, strlen(exercise) + 1);
    int r = command(training, &select);
    if (r < 0)
        return r;
    /* The core tells only what changed; a second choice of the same one is still a choice. */
    memcpy(training->exercise, select.exercise, EXERCISE_ID_SIZE);
    training->recognised = false;
    touch(training, now_ns);
    return 0;
}

int training_prescribe(struct training *training, const struct training_options *options,
                       int64_t now_ns)
{
    int r = check_options(training, options);

    if (r < 0)
        return r;
    r = apply_options(training, options);
    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
}

int training_set_auto_track(struct training *training, bool enable, int64_t now_ns)
{
    struct command track = {.type = COMMAND_AUTO_TRACK, .enable = enable};
    int r = command(training, &track);

    if (r < 0)
        return r;
    training->auto_track = enable;
    touch(training, now_ns);
    return 0;
}

int training_start_set(struct training *training, int64_t now_ns)
{
    struct command start = {.type = COMMAND_START_SET};

    if (training->session.state == SESSION_SET)
        return 0;
    int r = command(training, &start);
    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
}

static int on_open_set(struct training *training, const struct command *what, int64_t now_ns)
{
    if (training->session.state != SESSION_SET)
        return -ENODATA;
    int r = command(training, what);
    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
}

int training_stop_set(struct training *training, int64_t now_ns)
{
    struct command stop = {.type = COMMAND_STOP_SET, .reason = SET_END_COMMAND};

    return on_open_set(training, &stop, now_ns);
}

int training_undo_rep(struct training *training, int64_t now_ns)
{
    struct command undo = {.type = COMMAND_UNDO_REP};

    if (training->session.state == SESSION_SET && training->session.reps == 0)
        return -ERANGE;
    return on_open_set(training, &undo, now_ns);
}

int training_restart_set(struct training *training, int64_t now_ns)
{
    struct command restart = {.type = COMMAND_RESTART_SET};

    if (training->session.state != SESSION_SET)
        return -ENODATA;
    int r = command(training, &restart);
    if (r < 0)
        return r;
    session_restart_set(&training->session, now_ns);
    touch(training, now_ns);
    return 0;
}

int training_report_pain(struct training *training, int64_t now_ns)
{
    struct command stop = {.type = COMMAND_STOP_SET, .reason = SET_END_PAIN};

    if (training->session.state == SESSION_SET)
        command(training, &stop);
    if (training->session.state != SESSION_IDLE)
        training->session.pain = true;
    touch(training, now_ns);
    return 0;
}

int training_calibrate(struct training *training, enum calibration_kind kind, int64_t now_ns)
{
    struct command calibrate = {.type = COMMAND_CALIBRATE, .calibration = kind};
    int r = command(training, &calibrate);

    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
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
        command(training, &stop);
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

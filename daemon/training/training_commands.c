/* SPDX-License-Identifier: MIT */
/*
 * Commands go to the core first; what they did comes back as events, like everything else. So the
 * session has one source of truth, and a command that the core refuses has changed nothing.
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "training/training_private.h"

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
    int r = training_command(training, &load);

    if (r >= 0)
        training->load_kg = load_kg;
    return r;
}

static int set_prescription(struct training *training, const struct prescription *prescription)
{
    struct command prescribe = {.type = COMMAND_PRESCRIBE, .prescription = *prescription};
    int r = training_command(training, &prescribe);

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

static void set_range(struct training *training, const struct lumbar_range *range)
{
    struct command command = {.type = COMMAND_SET_RANGE, .range = *range};

    if (training_command(training, &command) >= 0)
        training->range = *range;
}

void training_recall_range(struct training *training, const char *athlete)
{
    const struct training_listener *listener = &training->listener;
    struct lumbar_range range = {0};

    if (athlete[0] == '\0')
        return;
    if (listener->recall_range && !listener->recall_range(listener->data, athlete, &range))
        range = (struct lumbar_range){0};
    set_range(training, &range);
}

static void forget_range(struct training *training)
{
    set_range(training, &(struct lumbar_range){0});
}

static void touch(struct training *training, int64_t now_ns)
{
    training->session.activity_ns = now_ns;
    training_tell(training, HAPPENING_CHANGED, now_ns);
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
    training_begin_session(training, options->given & OPTION_ATHLETE ? options->athlete : "",
                           now_ns, realtime_us);
    training_recall_reserve(training);
    return 0;
}

int training_stop_session(struct training *training, enum session_end_reason reason, int64_t now_ns)
{
    struct session *session = &training->session;
    struct command stop = {
        .type = COMMAND_STOP_SET,
        .reason = reason == SESSION_END_PAIN ? SET_END_PAIN : SET_END_COMMAND,
    };

    if (session->state == SESSION_IDLE)
        return -ESRCH;
    if (session->state == SESSION_SET)
        training_command(training, &stop);
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
    set_prescription(training, &training_nothing_prescribed);
    set_load(training, 0.0);
    forget_range(training);
    training_forget_reserve(training);
    training_tell(training, HAPPENING_CHANGED, now_ns);
    return 0;
}

int training_select_exercise(struct training *training, const char *exercise, int64_t now_ns)
{
    struct command select = {.type = COMMAND_SELECT_EXERCISE};

    if (strlen(exercise) >= EXERCISE_ID_SIZE)
        return -ENOENT;
    memcpy(select.exercise, exercise, strlen(exercise) + 1);
    int r = training_command(training, &select);
    if (r < 0)
        return r;
    /* The core tells only what changed; a second choice of the same one is still a choice. */
    memcpy(training->exercise, select.exercise, EXERCISE_ID_SIZE);
    training->recognised = false;
    training_recall_reserve(training);
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
    int r = training_command(training, &track);

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
    int r = training_command(training, &start);
    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
}

static int on_open_set(struct training *training, const struct command *what, int64_t now_ns)
{
    if (training->session.state != SESSION_SET)
        return -ENODATA;
    int r = training_command(training, what);
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
    int r = training_command(training, &restart);
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
        training_command(training, &stop);
    if (training->session.state != SESSION_IDLE)
        training->session.pain = true;
    touch(training, now_ns);
    return 0;
}

int training_calibrate(struct training *training, const struct calibration_request *request,
                       int64_t now_ns)
{
    struct command calibrate = {.type = COMMAND_CALIBRATE, .calibration = *request};

    training->calibrating = (int)request->kind; /* unless it is refused at once */
    int r = training_command(training, &calibrate);
    if (r < 0) {
        training->calibrating = -1;
        return r;
    }
    touch(training, now_ns);
    return 0;
}

int training_stop_calibration(struct training *training, int64_t now_ns)
{
    struct command stop = {.type = COMMAND_STOP_CALIBRATION};
    int r = training_command(training, &stop);

    if (r < 0)
        return r;
    touch(training, now_ns);
    return 0;
}

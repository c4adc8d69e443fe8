/* SPDX-License-Identifier: MIT */
/* lumbar-record - writes what the sensors say to a file, from a running hub or from the sensors. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record_options.h"
#include "recorder.h"
#include "sample_source.h"

struct recording_run {
    struct record_options options;
    struct event_base *base;
    struct output_file file;
    struct recorder recorder;
    struct sample_source *source;
    bool progress; /* standard error is a terminal and wants to see it */
    int status;
};

static void clear_progress(const struct recording_run *run)
{
    if (run->progress)
        fputs("\r\033[K", stderr);
}

static void stop(struct recording_run *run, int status)
{
    if (run->status == 0)
        run->status = status;
    event_base_loopbreak(run->base);
}

/* r: what the recorder said. The reason is told at the end, when it is known what was kept. */
static void check(struct recording_run *run, int r)
{
    if (r == -ENOMEM)
        run->file.error = r;
    if (r < 0)
        stop(run, 1);
}

static void on_attached(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct recording_run *run = data;
    check(run, recorder_attach(&run->recorder, sensor, info));
}

static void on_sample(void *data, const struct sample *sample)
{
    struct recording_run *run = data;
    if (run->status != 0)
        return;
    check(run, recorder_push(&run->recorder, sample));
    double limit_s = run->options.duration_s;
    if (limit_s > 0 && recorder_length_s(&run->recorder) >= limit_s)
        event_base_loopbreak(run->base);
}

static void on_ended(void *data, const char *why)
{
    struct recording_run *run = data;
    clear_progress(run);
    fprintf(stderr, "lumbar-record: %s\n", why);
    stop(run, 1);
}

static void on_remark(void *data, const char *what)
{
    clear_progress(data);
    fprintf(stderr, "lumbar-record: %s\n", what);
}

static void on_signal(evutil_socket_t number, short events, void *data)
{
    (void)number;
    (void)events;
    struct recording_run *run = data;
    event_base_loopbreak(run->base);
}

static void print_progress(const struct recording_run *run)
{
    const struct recorder *recorder = &run->recorder;
    unsigned seconds = (unsigned)recorder_length_s(recorder);
    fprintf(stderr, "\r\033[K%u:%02u  %llu samples from", seconds / 60, seconds % 60,
            (unsigned long long)(recorder->counts.written + recorder->waiting_count));
    for (unsigned i = 0; i < recorder->sensor_count; i++)
        fprintf(stderr, "%s %s", i > 0 ? "," : "", recorder->sensors[i].role);
    if (recorder->sensor_count == 0)
        fputs(" no sensor yet", stderr);
    if (run->source->dropped > 0)
        fprintf(stderr, "  (%llu lost)", (unsigned long long)run->source->dropped);
}

static void on_tick(evutil_socket_t fd, short events, void *data)
{
    (void)fd;
    (void)events;
    struct recording_run *run = data;
    check(run, output_file_flush(&run->file));
    if (run->progress && run->status == 0)
        print_progress(run);
}

static const char *name_by_date(char name[64])
{
    time_t now = time(NULL);
    struct tm local;
    strftime(name, 64, "lumbar-%Y%m%d-%H%M%S.rec", localtime_r(&now, &local));
    return name;
}

static int open_source(struct recording_run *run)
{
    struct sample_sink sink = {
        .attached = on_attached,
        .sample = on_sample,
        .ended = on_ended,
        .remark = on_remark,
        .data = run,
    };
    if (run->options.uri_count > 0)
        return sample_source_open_uris(run->base, run->options.uris, run->options.uri_count,
                                       run->options.config_file, &sink, &run->source);
    return sample_source_open_hub(run->base, run->options.bus, &sink, &run->source);
}

static void record(struct recording_run *run)
{
    struct event *interrupted = evsignal_new(run->base, SIGINT, on_signal, run);
    struct event *terminated = evsignal_new(run->base, SIGTERM, on_signal, run);
    struct event *tick = event_new(run->base, -1, EV_PERSIST, on_tick, run);
    struct timeval second = {.tv_sec = 1};
    if (interrupted && terminated && tick && event_add(interrupted, NULL) == 0 &&
        event_add(terminated, NULL) == 0 && event_add(tick, &second) == 0 && open_source(run) >= 0)
        event_base_dispatch(run->base);
    else
        run->status = 1;
    if (tick)
        event_free(tick);
    if (terminated)
        event_free(terminated);
    if (interrupted)
        event_free(interrupted);
}

static void confess(uint64_t number, const char *what)
{
    if (number > 0)
        fprintf(stderr, "%llu %s\n", (unsigned long long)number, what);
}

/* Says what was kept, and all that was not. */
static void report(struct recording_run *run)
{
    const struct recorder *recorder = &run->recorder;
    const char *name = strcmp(run->file.name, "-") == 0 ? "standard output" : run->file.name;
    clear_progress(run);
    if (run->file.error < 0)
        fprintf(stderr, "lumbar-record: %s: %s\n", name, strerror(-run->file.error));
    if (!recorder->begun) {
        if (run->file.error >= 0)
            fputs("lumbar-record: no samples came, nothing was written\n", stderr);
        run->status = 1;
        return;
    }
    if (run->options.quiet && run->status == 0 && recorder->counts.late == 0 &&
        run->source->dropped == 0)
        return;
    if (run->file.error < 0)
        fprintf(stderr, "lumbar-record: the first %.1f s are kept\n", run->file.kept_s);
    else
        fprintf(stderr, "%s: %.1f s, %llu samples of %u sensor%s\n", name,
                recorder_length_s(recorder), (unsigned long long)recorder->counts.written,
                recorder->sensor_count, recorder->sensor_count == 1 ? "" : "s");
    confess(run->source->dropped, "samples lost: this program was too slow for the hub");
    confess(recorder->counts.late, "samples left out: they came too late to be put in order");
    confess(recorder->counts.skipped, "samples left out: of sensors that a recording cannot hold");
    confess(recorder->counts.gaps, "gaps: places where sensors miss samples");
}

int main(int argc, char **argv)
{
    struct recording_run run = {0};
    char name[64];
    int code = record_options_parse(argc, argv, &run.options);
    if (code >= 0) {
        if (fflush(stdout) == 0 && !ferror(stdout))
            return code;
        fprintf(stderr, "lumbar-record: standard output: %s\n", strerror(errno));
        return code == 0 ? 1 : code;
    }
    signal(SIGPIPE, SIG_IGN); /* whoever reads our output may stop; libiio needs it, too */
    run.progress = !run.options.quiet && isatty(STDERR_FILENO);

    const char *output = run.options.output ? run.options.output : name_by_date(name);
    if (output_file_init(&run.file, output, run.options.force) < 0) {
        fprintf(stderr, "lumbar-record: %s is there already. Choose another name, or --force\n",
                output);
        return 1;
    }
    run.base = event_base_new();
    if (!run.base) {
        fputs("lumbar-record: out of memory\n", stderr);
        return 1;
    }
    recorder_init(&run.recorder, &run.file, run.options.uri_count > 0 ? "sensors" : "hub");
    record(&run);
    if (run.source) {
        if (run.file.error == 0)
            recorder_finish(&run.recorder);
        if (output_file_end(&run.file) < 0)
            run.status = 1;
        report(&run);
    }
    run.source = sample_source_free(run.source);
    recorder_deinit(&run.recorder);
    event_base_free(run.base);
    return run.status;
}

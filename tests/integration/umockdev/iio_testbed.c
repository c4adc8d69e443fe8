/* SPDX-License-Identifier: MIT */
/*
 * iio_testbed.c - IIO devices on a fake /sys and /dev, for libiio's local backend without a kernel
 * driver. Runs a command in which `local:` shows the sensors of a recording.
 *
 *     umockdev-wrapper build/tests/iio-testbed --recording FILE [OPTION]... -- COMMAND
 * [ARGUMENT]...
 *
 *   --recording FILE  the sensors and their samples; time 0 is when the first buffer is enabled
 *   --loop            begin again at its end
 *   --speed X         X times as fast; time stamps keep the recording's pace
 *   --fault FAULT     as lumbar-sim's --iiod-fault, as far as it is about devices and samples:
 *                     unplug and replug (with uevents), no-label, duplicate-label, no-scale,
 *                     bad-scale, no-timestamp (those from the start only), gap, drop, saturated,
 *                     stuck, clock-jump
 *   --control FIFO    made if it is not there; a line written to it is a fault from now on
 *
 * For example, to see the devices, and to use one as clients of the network backend would:
 *
 *     umockdev-wrapper build/tests/iio-testbed --recording a.rec -- iio_info -u local:
 *     umockdev-wrapper build/tests/iio-testbed --recording a.rec -- iiod -p 30500
 *
 * Ends with the command and with its exit status. SIGTERM and SIGINT go on to the command; a second
 * one kills it.
 *
 * The device node is a FIFO. A feeder (here) watches buffer/enable; when that becomes 1 it reads
 * which channels are wanted, which clock and which rate, and writes samples from then on; when it
 * becomes 0 it takes out what nobody read. A buffer holds buffer/length samples and loses the
 * newest when full, as a kfifo does. What a kernel does and this does not: a watermark (poll wakes
 * for every sample), EBUSY, checks of what is written to attributes, and an end for readers of a
 * device that was unplugged: they just get nothing more.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <umockdev.h>

#include "../../sim/fault.h"
#include "../../sim/iiod_device.h"
#include "../../sim/player.h"
#include "../../sim/source.h"

#define DEVICES_PATH "/sys/devices/platform/lumbar-array"
#define ATTRS_SIZE 4096

struct node {
    struct iiod_device device;
    bool plugged;
    bool enabled;
    int fifo;  /* our end of /dev/iio:deviceN; -1 = unplugged */
    int watch; /* inotify's name for buffer/enable */
    uint32_t mask;
    size_t length; /* samples that the buffer holds */
    uint64_t lost;
};

struct options {
    const char *recording;
    bool loop;
    double speed;
    const char *control;
    size_t fault_count;
    const char *fault[SIM_FAULTS_MAX];
    char **command;
};

struct testbed {
    struct sim_source *source;
    struct sim_faults faults;
    struct iiod_epoch epoch;
    bool started;
    UMockdevTestbed *mock;
    char root[256];
    struct node node[SIM_SENSORS_MAX];
    struct event_base *base;
    struct player *player;
    int inotify;
    int control; /* -1 = none */
    struct event *event[6];
    pid_t child;
    bool terminating;
    int status;
};

static void die(const char *what)
{
    fprintf(stderr, "iio-testbed: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t clock_now_ns(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* The real path of a file of a device, below or beside `iio:deviceN`. */
static void node_path(const struct testbed *t, const struct node *n, const char *file,
                      char ret_path[static 512])
{
    snprintf(ret_path, 512, "%s" DEVICES_PATH "/%s/%s", t->root, n->device.id, file);
}

static void fifo_path(const struct testbed *t, const struct node *n, char ret_path[static 512])
{
    snprintf(ret_path, 512, "%s/dev/%s", t->root, n->device.id);
}

/* First line of an attribute's file; empty when it cannot be read. */
static void attr_get(const struct testbed *t, const struct node *n, const char *file,
                     char *ret_value, size_t size)
{
    char path[512];
    ssize_t length;
    int fd;

    node_path(t, n, file, path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    length = fd < 0 ? 0 : read(fd, ret_value, size - 1);
    if (fd >= 0)
        close(fd);
    ret_value[length > 0 ? length : 0] = '\0';
    ret_value[strcspn(ret_value, "\n")] = '\0';
}

static void __attribute__((format(printf, 3, 4)))
add(char *text, size_t *length, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    *length += (size_t)vsnprintf(text + *length, ATTRS_SIZE - *length, format, arguments);
    va_end(arguments);
    if (*length >= ATTRS_SIZE) {
        fprintf(stderr, "iio-testbed: device description too long\n");
        exit(1);
    }
}

static void channel_describe(const struct iiod_device *d, size_t channel, char *text,
                             size_t *length)
{
    const struct iiod_channel *c = &d->channel[channel];
    struct iiod_attr attr;
    char value[IIOD_VALUE_MAX];

    for (size_t n = 0; iiod_device_attr(d, IIOD_CHANNEL, channel, n, &attr) == 0; n++) {
        char line[64];

        if (iiod_attr_read(d, channel, &attr, value, sizeof(value)) < 0)
            snprintf(value, sizeof(value), "0");
        /* A file that channels share stands once. */
        snprintf(line, sizeof(line), "A: %s=", attr.filename);
        if (!strstr(text, line))
            add(text, length, "%s%s\\n\n", line, value);
    }
    if (c->index < 0)
        return;
    add(text, length, "A: scan_elements/in_%s_en=0\\n\n", c->id);
    add(text, length, "A: scan_elements/in_%s_index=%d\\n\n", c->id, c->index);
    add(text, length, "A: scan_elements/in_%s_type=le:s%u/%u>>0\\n\n", c->id, c->bits, c->bits);
}

/* In umockdev's own language. */
static void node_describe(const struct node *n, char text[static ATTRS_SIZE])
{
    const struct iiod_device *d = &n->device;
    const char *label = iiod_device_label(d);
    struct iiod_attr attr;
    char value[IIOD_VALUE_MAX];
    size_t length = 0;

    add(text, &length, "P: %s/%s\n", &DEVICES_PATH[strlen("/sys")], d->id);
    /* No "N:": a node that umockdev has made itself cannot come back once it was removed. */
    add(text, &length, "E: DEVNAME=/dev/%s\nE: DEVTYPE=iio_device\n", d->id);
    add(text, &length, "E: SUBSYSTEM=iio\nA: name=%s\\n\n", d->name);
    if (label)
        add(text, &length, "A: label=%s\\n\n", label);
    for (size_t i = 0; iiod_device_attr(d, IIOD_DEVICE, 0, i, &attr) == 0; i++) {
        iiod_attr_read(d, 0, &attr, value, sizeof(value));
        add(text, &length, "A: %s=%s\\n\n", attr.name, value);
    }
    for (size_t c = 0; c < d->channel_count; c++)
        if (iiod_channel_present(d, c))
            channel_describe(d, c, text, &length);
    add(text, &length, "A: buffer/enable=0\\n\nA: buffer/length=2\\n\nA: buffer/watermark=1\\n\n");
    add(text, &length, "A: buffer/data_available=0\\n\n");
}

static void node_unplug(struct testbed *t, struct node *n)
{
    char path[512], syspath[128];

    snprintf(syspath, sizeof(syspath), DEVICES_PATH "/%s", n->device.id);
    umockdev_testbed_uevent(t->mock, syspath, "remove");
    umockdev_testbed_remove_device(t->mock, syspath);
    fifo_path(t, n, path);
    unlink(path);
    close(n->fifo);
    n->fifo = -1;
    n->plugged = n->enabled = false;
}

static void start(struct testbed *t)
{
    if (t->started)
        return;
    t->started = true;
    t->epoch = (struct iiod_epoch){
        .realtime_ns = clock_now_ns(CLOCK_REALTIME),
        .monotonic_ns = clock_now_ns(CLOCK_MONOTONIC),
    };
    sim_faults_start(&t->faults, t->epoch.monotonic_ns);
    player_start(t->player, t->epoch.monotonic_ns);
}

static void node_drain(struct node *n)
{
    char old[4096];

    while (read(n->fifo, old, sizeof(old)) > 0)
        ;
}

/* Somebody wrote buffer/enable. */
static void node_switch(struct testbed *t, struct node *n)
{
    char value[IIOD_VALUE_MAX], file[64];
    struct iiod_attr attr;

    attr_get(t, n, "buffer/enable", value, sizeof(value));
    node_drain(n);
    n->enabled = atoi(value) != 0;
    if (!n->enabled)
        return;
    n->mask = 0;
    for (size_t c = 0; c < n->device.channel_count; c++) {
        snprintf(file, sizeof(file), "scan_elements/in_%s_en", n->device.channel[c].id);
        attr_get(t, n, file, value, sizeof(value));
        if (atoi(value) != 0)
            n->mask |= UINT32_C(1) << c;
    }
    attr_get(t, n, "buffer/length", value, sizeof(value));
    n->length = strtoul(value, NULL, 10);
    for (size_t i = 0; iiod_device_attr(&n->device, IIOD_DEVICE, 0, i, &attr) == 0; i++) {
        attr_get(t, n, attr.name, value, sizeof(value));
        iiod_attr_write(&n->device, &attr, value);
    }
    start(t);
}

/*
 * The uevent comes from within: whoever hears it may open the node, or even enable the buffer,
 * before this is through.
 */
static void node_plug(struct testbed *t, struct node *n)
{
    char text[ATTRS_SIZE], path[512];
    GError *error = NULL;

    fifo_path(t, n, path);
    if (mkfifo(path, 0600) < 0)
        die(path);
    n->fifo = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (n->fifo < 0)
        die(path);
    node_describe(n, text);
    if (!umockdev_testbed_add_from_string(t->mock, text, &error)) {
        fprintf(stderr, "iio-testbed: %s\n", error->message);
        exit(1);
    }
    node_path(t, n, "buffer/enable", path);
    n->watch = inotify_add_watch(t->inotify, path, IN_CLOSE_WRITE);
    if (n->watch < 0)
        die(path);
    n->plugged = true;
    node_switch(t, n);
}

static void on_inotify(evutil_socket_t fd, short what, void *data)
{
    union {
        struct inotify_event event;
        char bytes[4096];
    } buffer;
    struct testbed *t = data;
    ssize_t length = read(fd, buffer.bytes, sizeof(buffer.bytes));

    (void)what;
    for (ssize_t at = 0; at < length;) {
        struct inotify_event event;

        memcpy(&event, buffer.bytes + at, sizeof(event));
        at += (ssize_t)(sizeof(event) + event.len);
        for (size_t i = 0; i < t->source->sensor_count; i++)
            if (t->node[i].plugged && t->node[i].watch == event.wd && event.mask & IN_CLOSE_WRITE)
                node_switch(t, &t->node[i]);
    }
}

static void on_sample(void *data, const struct sim_sample *sample)
{
    struct testbed *t = data;
    struct node *n = &t->node[sample->sensor];
    uint8_t bytes[IIOD_SAMPLE_MAX];
    struct iiod_sample raw;
    size_t size;
    int pending;

    if (!iiod_device_convert(&n->device, sample, &t->epoch, &raw) || !n->enabled)
        return;
    size = iiod_sample_size(&n->device, n->mask);
    if (size == 0 || ioctl(n->fifo, FIONREAD, &pending) < 0)
        return;
    if ((size_t)pending / size >= n->length) {
        n->lost++;
        return;
    }
    iiod_sample_pack(&n->device, &raw, n->mask, bytes);
    if (write(n->fifo, bytes, size) < 0)
        n->lost++;
}

static void on_ended(void *data, int error)
{
    (void)data;
    (void)error;
}

/* Plugs follow the faults. */
static void on_tick(evutil_socket_t fd, short what, void *data)
{
    struct testbed *t = data;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < t->source->sensor_count; i++) {
        struct node *n = &t->node[i];
        bool present = iiod_device_present(&n->device);

        if (present && !n->plugged)
            node_plug(t, n);
        else if (!present && n->plugged)
            node_unplug(t, n);
    }
}

static void on_control(evutil_socket_t fd, short what, void *data)
{
    struct testbed *t = data;
    char lines[1024], *save;
    const char *problem;
    ssize_t length = read(fd, lines, sizeof(lines) - 1);

    (void)what;
    if (length <= 0)
        return;
    lines[length] = '\0';
    for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (sim_faults_add(&t->faults, line, true, &problem) < 0)
            fprintf(stderr, "iio-testbed: %s: %s\n", line, problem);
}

static void on_child(evutil_socket_t signal_number, short what, void *data)
{
    struct testbed *t = data;

    (void)signal_number;
    (void)what;
    if (waitpid(t->child, &t->status, WNOHANG) == t->child)
        event_base_loopbreak(t->base);
}

/* Debian's iiod can wait for ever for its avahi thread when it is told to end. */
static void on_terminate(evutil_socket_t signal_number, short what, void *data)
{
    struct testbed *t = data;

    (void)what;
    kill(t->child, t->terminating ? SIGKILL : (int)signal_number);
    t->terminating = true;
}

static void child_start(struct testbed *t, char **command)
{
    t->child = fork();
    if (t->child < 0)
        die("fork");
    if (t->child > 0)
        return;
    execvp(command[0], command);
    fprintf(stderr, "iio-testbed: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static void mock_open(struct testbed *t)
{
    char path[512], *root;

    t->mock = umockdev_testbed_new();
    /* Not before: it looks whether /sys is another one than usual. */
    if (!umockdev_in_mock_environment()) {
        fprintf(stderr, "iio-testbed: run me below umockdev-wrapper\n");
        exit(2);
    }
    root = umockdev_testbed_get_root_dir(t->mock);
    snprintf(t->root, sizeof(t->root), "%s", root);
    g_free(root);
    snprintf(path, sizeof(path), "%s/dev", t->root);
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        die(path);
}

static void events_open(struct testbed *t)
{
    const struct timeval period = {0, 10000};

    t->event[0] = event_new(t->base, t->inotify, EV_READ | EV_PERSIST, on_inotify, t);
    t->event[1] = event_new(t->base, -1, EV_PERSIST, on_tick, t);
    t->event[2] = evsignal_new(t->base, SIGCHLD, on_child, t);
    t->event[3] = evsignal_new(t->base, SIGTERM, on_terminate, t);
    t->event[4] = evsignal_new(t->base, SIGINT, on_terminate, t);
    if (t->control >= 0)
        t->event[5] = event_new(t->base, t->control, EV_READ | EV_PERSIST, on_control, t);
    for (int i = 0; i < (t->control >= 0 ? 6 : 5); i++)
        if (!t->event[i] || event_add(t->event[i], i == 1 ? &period : NULL) < 0)
            die("event_add");
}

/* Before the faults can be read their sensors have to be known. */
static void faults_open(struct testbed *t, const struct options *o)
{
    const char *problem;

    sim_faults_init(&t->faults, t->source, o->speed, 1);
    for (size_t i = 0; i < o->fault_count; i++) {
        if (sim_faults_add(&t->faults, o->fault[i], false, &problem) < 0) {
            fprintf(stderr, "iio-testbed: --fault %s: %s\n", o->fault[i], problem);
            exit(2);
        }
    }
}

static void control_open(struct testbed *t, const char *path)
{
    t->control = -1;
    if (!path)
        return;
    if (mkfifo(path, 0600) < 0 && errno != EEXIST)
        die(path);
    /* For writing as well, so that it does not end when a writer goes. */
    t->control = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (t->control < 0)
        die(path);
}

static void testbed_close(struct testbed *t)
{
    for (size_t i = 0; i < t->source->sensor_count; i++) {
        if (t->node[i].lost > 0)
            fprintf(stderr, "iio-testbed: %s: %llu samples lost, nobody read them\n",
                    t->node[i].device.info->role, (unsigned long long)t->node[i].lost);
        if (t->node[i].fifo >= 0)
            close(t->node[i].fifo);
    }
    for (size_t i = 0; i < sizeof(t->event) / sizeof(t->event[0]); i++)
        if (t->event[i])
            event_free(t->event[i]);
    player_free(t->player);
    event_base_free(t->base);
    t->source->close(t->source);
    g_object_unref(t->mock);
}

static void options_parse(struct options *ret_options, int argc, char **argv)
{
    static const struct option table[] = {
        {"recording", required_argument, NULL, 'r'}, {"loop", no_argument, NULL, 'l'},
        {"speed", required_argument, NULL, 's'},     {"fault", required_argument, NULL, 'f'},
        {"control", required_argument, NULL, 'c'},   {NULL, 0, NULL, 0},
    };
    struct options o = {.speed = 1};
    int id;

    while ((id = getopt_long(argc, argv, "+", table, NULL)) != -1) {
        if (id == 'r')
            o.recording = optarg;
        else if (id == 'l')
            o.loop = true;
        else if (id == 's')
            o.speed = strtod(optarg, NULL);
        else if (id == 'c')
            o.control = optarg;
        else if (id == 'f' && o.fault_count < SIM_FAULTS_MAX)
            o.fault[o.fault_count++] = optarg;
        else
            exit(2);
    }
    o.command = argv + optind;
    if (!o.recording || !o.command[0] || !(o.speed > 0)) {
        fprintf(stderr, "usage: umockdev-wrapper iio-testbed --recording FILE [--loop] [--speed X]"
                        " [--fault FAULT]... [--control FIFO] -- COMMAND [ARGUMENT]...\n");
        exit(2);
    }
    *ret_options = o;
}

int main(int argc, char **argv)
{
    const struct player_callbacks callbacks = {.sample = on_sample, .ended = on_ended};
    static struct testbed t;
    struct options options;

    options_parse(&options, argc, argv);
    mock_open(&t);
    if (sim_recording_open(options.recording, options.loop, &t.source) < 0)
        return 2;
    faults_open(&t, &options);
    control_open(&t, options.control);
    t.inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    t.base = event_base_new();
    if (t.inotify < 0 || !t.base ||
        player_new(t.base, t.source, options.speed, &callbacks, &t, &t.player) < 0)
        die("start");
    for (unsigned i = 0; i < t.source->sensor_count; i++) {
        t.node[i].fifo = -1;
        iiod_device_init(&t.node[i].device, t.source, i, &t.faults);
        if (iiod_device_present(&t.node[i].device))
            node_plug(&t, &t.node[i]);
    }
    /* Signals are caught before there is a child that could send one. */
    events_open(&t);
    child_start(&t, options.command);
    event_base_dispatch(t.base);
    testbed_close(&t);
    return WIFEXITED(t.status) ? WEXITSTATUS(t.status) : 128 + WTERMSIG(t.status);
}

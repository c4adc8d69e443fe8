// SPDX-License-Identifier: MIT
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* What the concentrator's memory holds if not told; instants that come on top of it are dropped. */
#define BACKLOG 65536
/* A line holds no more than a FIFO's worth; a socket must not hold a second's. */
#define SOCKET_ROOM 4096
#define NS_PER_MS INT64_C(1000000)
#define LONGEST_NS (5 * NS_PER_MS) /* faults are looked at so often */

struct line {
    const struct wire_options *options;
    int listener, host, signals;
    struct wire_out out; /* on its way to the host */
    bool ended;
    unsigned starts;   /* of the array, as far as seen */
    int64_t first_ns;  /* of the first START of all */
    int64_t stream_ns; /* of this START */
    uint64_t bytes, reconnects, frames;
};

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int listen_on(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    (void)unlink(path);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 1) < 0) {
        int ret = -errno;

        close(fd);
        return ret;
    }
    return fd;
}

static int open_pty(const char *path)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    struct termios raw;

    if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 || tcgetattr(fd, &raw) < 0)
        return -errno;
    cfmakeraw(&raw);
    (void)unlink(path);
    if (tcsetattr(fd, TCSANOW, &raw) < 0 || symlink(ptsname(fd), path) < 0)
        return -errno;
    return fd;
}

static int64_t period_ns(const struct wire_array *array)
{
    return INT64_C(1000000000000) / array->rate_mhz;
}

/* Takes all instants that are due. Returns 0 or negative errno. */
static int sample_due(struct line *line, int64_t now_ns)
{
    const size_t backlog = line->options->backlog ? line->options->backlog : BACKLOG;
    struct wire_array *array = line->options->array;

    if (array->starts != line->starts) {
        line->starts = array->starts;
        line->stream_ns = now_ns;
        if (!line->first_ns)
            line->first_ns = now_ns;
    }

    while (array->streaming && !line->ended) {
        /* From the count, so that rounding does not add up. */
        int64_t due_ns =
            line->stream_ns + (int64_t)(array->count * (__int128)1000000000000 / array->rate_mhz);
        struct wire_instant instant = {0};
        int ret;

        if (due_ns > now_ns)
            break;
        ret = line->options->sampler->sample(line->options->sampler, array, due_ns - line->first_ns,
                                             &instant);
        if (ret < 0)
            return ret;
        line->ended = ret == 0;
        if (ret)
            wire_array_sample(array, due_ns, &instant,
                              line->out.len + line->options->faults->held.len < backlog);
        line->frames += ret > 0;
    }
    return 0;
}

static void hang_up(struct line *line)
{
    if (line->listener >= 0) {
        close(line->host);
        line->host = -1;
    }
    line->out.len = 0;
    line->reconnects++;
}

static void welcome(struct line *line, int64_t now_ns)
{
    const int room = SOCKET_ROOM;

    line->host = accept4(line->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (line->host < 0)
        return;
    (void)setsockopt(line->host, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
    wire_array_start(line->options->array, now_ns, 0);
}

static void listen_to_host(struct line *line, int64_t now_ns)
{
    uint8_t bytes[512];
    ssize_t n = read(line->host, bytes, sizeof(bytes));

    if (n > 0) {
        if (!wire_faults_deaf(line->options->faults, now_ns))
            wire_array_receive(line->options->array, bytes, (size_t)n, now_ns);
    } else if (n == 0 || (errno != EAGAIN && errno != EIO)) {
        hang_up(line);
    }
}

static void talk_to_host(struct line *line)
{
    ssize_t n;

    if (!line->out.len || line->host < 0)
        return;
    n = write(line->host, line->out.bytes, line->out.len);
    if (n < 0 && errno != EAGAIN && errno != EIO) {
        hang_up(line);
    } else if (n > 0) {
        line->bytes += (uint64_t)n;
        line->out.len -= (size_t)n;
        memmove(line->out.bytes, line->out.bytes + n, line->out.len);
    }
}

static int64_t next_ns(const struct line *line, int64_t tick_ns, int64_t now_ns)
{
    const struct wire_array *array = line->options->array;
    int64_t next = tick_ns < now_ns + LONGEST_NS ? tick_ns : now_ns + LONGEST_NS;
    int64_t release_ns = wire_faults_next(line->options->faults);

    if (release_ns > now_ns && release_ns < next)
        next = release_ns;

    if (array->streaming) {
        int64_t due_ns = line->stream_ns + (int64_t)array->count * period_ns(array);

        if (due_ns < next)
            next = due_ns;
    }
    return next;
}

static bool is_over(const struct line *line, int64_t now_ns)
{
    double length_s = line->options->length_s;

    if (line->ended && !line->out.len)
        return true;
    return length_s > 0 && line->first_ns && (double)(now_ns - line->first_ns) / 1e9 > length_s;
}

static int run(struct line *line)
{
    const struct wire_options *options = line->options;

    for (;;) {
        int64_t now_ns = now(), tick_ns = now_ns + LONGEST_NS, wait_ns;
        struct pollfd fds[] = {
            {.fd = line->signals, .events = POLLIN},
            {.fd = line->host < 0 ? line->listener : line->host, .events = POLLIN},
        };
        struct timespec wait;

        if (line->host >= 0) {
            int ret = sample_due(line, now_ns);

            if (ret < 0)
                return ret;
            tick_ns = wire_array_tick(options->array, now_ns);
            wire_faults_apply(options->faults, options->array, now_ns);
            wire_faults_pass(options->faults, &options->array->out, &line->out, now_ns);
            talk_to_host(line);
        }
        if (is_over(line, now_ns))
            return 0;
        if (line->host >= 0 && line->out.len)
            fds[1].events |= POLLOUT;

        wait_ns = next_ns(line, tick_ns, now_ns) - now();
        if (wait_ns < 0)
            wait_ns = 0;
        wait = (struct timespec){.tv_sec = 0, .tv_nsec = wait_ns};
        if (ppoll(fds, 2, &wait, NULL) < 0 && errno != EINTR)
            return -errno;
        if (fds[0].revents)
            return 0;
        if (line->host < 0 && fds[1].revents & POLLIN)
            welcome(line, now());
        else if (line->host >= 0 && fds[1].revents & (POLLIN | POLLHUP | POLLERR))
            listen_to_host(line, now());
    }
}

static void write_log(const struct line *line)
{
    const struct wire_array *array = line->options->array;
    FILE *file = line->options->log ? fopen(line->options->log, "we") : NULL;

    if (!file)
        return;
    fprintf(file, "frames %llu\nbytes %llu\ndropped %u\ncommands %u\nidentified %u\nhangups %llu\n",
            (unsigned long long)line->frames, (unsigned long long)line->bytes, array->dropped,
            array->commands, array->identified, (unsigned long long)line->reconnects);
    fclose(file);
}

int wire_serve(const struct wire_options *options)
{
    struct line line = {.options = options, .listener = -1, .host = -1};
    sigset_t set;
    int ret;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    line.signals = signalfd(-1, &set, SFD_CLOEXEC);

    ret = options->pty ? open_pty(options->path) : listen_on(options->path);
    if (ret < 0) {
        fprintf(stderr, "%s: %s\n", options->path, strerror(-ret));
        return ret;
    }
    if (options->pty) {
        line.host = ret;
        wire_array_start(options->array, now(), 0);
    } else {
        line.listener = ret;
    }

    ret = run(&line);
    if (ret < 0)
        fprintf(stderr, "%s: %s\n", options->path, strerror(-ret));
    write_log(&line);
    (void)unlink(options->path);
    wire_out_clear(&line.out);
    if (line.host >= 0)
        close(line.host);
    if (line.listener >= 0)
        close(line.listener);
    close(line.signals);
    return ret;
}

/* SPDX-License-Identifier: MIT */
#include "store/file_saver.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RETRY_S 10 /* design value: a full disk is not written to death, and soon made use of */

struct file_saver {
    char *path;
    char *new_path; /* what is written first */
    char *directory;
    file_saver_changed changed;
    void *data;
    bool fails; /* which was told */
    pthread_t thread;
    pthread_mutex_t lock; /* protects text and ends */
    pthread_cond_t wake;
    char *text;
    bool ends;
};

static int write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t n = write(fd, text, left);
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            text += n;
            left -= (size_t)n;
        }
    }
    return fsync(fd) < 0 ? -errno : 0;
}

static int write_beside(const struct file_saver *saver, const char *text)
{
    int fd = open(saver->new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, text);
    if (close(fd) < 0 && r >= 0)
        r = -errno;
    return r;
}

static int save(const struct file_saver *saver, const char *text)
{
    int r = write_beside(saver, text);
    if (r >= 0 && rename(saver->new_path, saver->path) < 0)
        r = -errno;
    if (r < 0) {
        (void)unlink(saver->new_path);
        return r;
    }
    /* The name survives a power cut only once the directory is on the disk. */
    int fd = open(saver->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    return 0;
}

/* Until there is another text, it ends, or it is time to try again. */
static void wait_to_retry(struct file_saver *saver)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RETRY_S;
    (void)pthread_cond_timedwait(&saver->wake, &saver->lock, &until);
}

static int try_to_save(struct file_saver *saver, const char *text)
{
    pthread_mutex_unlock(&saver->lock);
    int r = save(saver, text);
    if ((r < 0) != saver->fails)
        saver->changed(saver->data, -r);
    saver->fails = r < 0;
    pthread_mutex_lock(&saver->lock);
    return r;
}

static void *run(void *data)
{
    struct file_saver *saver = data;
    const struct sched_param ordinary = {0};

    /* A disk has no part in real time, which the thread has inherited. */
    (void)sched_setscheduler(0, SCHED_OTHER, &ordinary);
    pthread_mutex_lock(&saver->lock);
    while (saver->text || !saver->ends) {
        char *text = saver->text;
        if (!text) {
            pthread_cond_wait(&saver->wake, &saver->lock);
            continue;
        }
        saver->text = NULL;
        if (try_to_save(saver, text) < 0 && !saver->text && !saver->ends) {
            saver->text = text;
            wait_to_retry(saver);
        } else {
            free(text);
        }
    }
    pthread_mutex_unlock(&saver->lock);
    return NULL;
}

static void release(struct file_saver *saver)
{
    free(saver->path);
    free(saver->new_path);
    free(saver->directory);
    free(saver->text);
    free(saver);
}

/* Signals are for the loop's thread. */
static int start_thread(struct file_saver *saver)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&saver->thread, NULL, run, saver);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return -error;
}

int file_saver_new(const char *path, file_saver_changed changed, void *data,
                   struct file_saver **ret_saver)
{
    struct file_saver *saver = calloc(1, sizeof *saver);
    if (!saver)
        return -ENOMEM;
    saver->path = strdup(path);
    saver->directory = strdup(path);
    if (asprintf(&saver->new_path, "%s.new", path) < 0)
        saver->new_path = NULL;
    if (!saver->path || !saver->directory || !saver->new_path) {
        release(saver);
        return -ENOMEM;
    }
    /* dirname(3) may return a text of its own. */
    memmove(saver->directory, dirname(saver->directory), strlen(dirname(saver->directory)) + 1);
    saver->changed = changed;
    saver->data = data;
    /* Who holds it, and keeps the loop waiting, has the loop's priority. */
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&saver->lock, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_condattr_t wake_attr;
    pthread_condattr_init(&wake_attr);
    pthread_condattr_setclock(&wake_attr, CLOCK_MONOTONIC);
    pthread_cond_init(&saver->wake, &wake_attr);
    pthread_condattr_destroy(&wake_attr);
    int r = start_thread(saver);
    if (r < 0) {
        release(saver);
        return r;
    }
    *ret_saver = saver;
    return 0;
}

struct file_saver *file_saver_free(struct file_saver *saver)
{
    if (!saver)
        return NULL;
    pthread_mutex_lock(&saver->lock);
    saver->ends = true;
    pthread_cond_signal(&saver->wake);
    pthread_mutex_unlock(&saver->lock);
    pthread_join(saver->thread, NULL);
    pthread_cond_destroy(&saver->wake);
    pthread_mutex_destroy(&saver->lock);
    release(saver);
    return NULL;
}

void file_saver_put(struct file_saver *saver, char *text)
{
    pthread_mutex_lock(&saver->lock);
    free(saver->text);
    saver->text = text;
    pthread_cond_signal(&saver->wake);
    pthread_mutex_unlock(&saver->lock);
}

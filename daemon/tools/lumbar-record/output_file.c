/* SPDX-License-Identifier: MIT */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recording/recording.h"

int output_file_init(struct output_file *file, const char *name, bool force)
{
    *file = (struct output_file){.name = name, .force = force};
    struct stat status;
    bool exists = strcmp(name, "-") != 0 && stat(name, &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        file->force = true; /* a pipe or a device holds nothing that could be lost */
    return exists && !file->force ? -EEXIST : 0;
}

int output_file_begin(struct output_file *file, FILE **ret_stream)
{
    int fd;
    if (strcmp(file->name, "-") == 0)
        fd = dup(STDOUT_FILENO);
    else
        fd = open(file->name, O_WRONLY | O_CREAT | O_CLOEXEC | (file->force ? O_TRUNC : O_EXCL),
                  0666);
    file->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file->stream) {
        file->error = -errno;
        if (fd >= 0)
            close(fd);
        return file->error;
    }
    *ret_stream = file->stream;
    return 0;
}

int output_file_check(struct output_file *file, int r)
{
    if (r >= 0)
        return 0;
    /* The stream knows that it failed, and stdio left the reason in errno just now. */
    if (file->error == 0)
        file->error = r == -EIO && errno != 0 ? -errno : r;
    return file->error;
}

int output_file_flush(struct output_file *file)
{
    if (!file->stream || file->error < 0)
        return file->error;
    return output_file_check(file, fflush(file->stream) == 0 ? 0 : -EIO);
}

/* A disk that is full takes part of a line: without it the recording is whole, only shorter. */
static int cut_behind_last_line(const char *name, double *ret_last_s)
{
    char tail[RECORDING_LINE_MAX];
    int fd = open(name, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    off_t size = lseek(fd, 0, SEEK_END);
    off_t begin = size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0;
    ssize_t length = pread(fd, tail, sizeof(tail), begin);
    const char *newline = length > 0 ? memrchr(tail, '\n', (size_t)length) : NULL;
    off_t keep = newline ? begin + (newline - tail) + 1 : begin;
    const char *line = newline ? memrchr(tail, '\n', (size_t)(newline - tail)) : NULL;
    *ret_last_s = line ? strtod(line + 1, NULL) : 0; /* 0 for a line of the header */
    int r = size >= 0 && length >= 0 && ftruncate(fd, keep) == 0 ? 0 : -errno;
    close(fd);
    return r;
}

int output_file_end(struct output_file *file)
{
    if (!file->stream)
        return file->error;
    output_file_flush(file);
    if (file->error == 0 && fsync(fileno(file->stream)) < 0 && errno != EINVAL && errno != EROFS)
        file->error = -errno; /* EINVAL, EROFS: a pipe or a device has nothing to sync */
    if (fclose(file->stream) != 0 && file->error == 0)
        file->error = -errno;
    file->stream = NULL;
    if (file->error < 0 && strcmp(file->name, "-") != 0)
        cut_behind_last_line(file->name, &file->kept_s);
    return file->error;
}

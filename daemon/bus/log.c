/* SPDX-License-Identifier: MIT */
#include "bus/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <systemd/sd-journal.h>

static atomic_int max_level = LOG_INFO;

static const char *const level_names[] = {
    [LOG_ERR] = "error", [LOG_WARNING] = "warning", [LOG_NOTICE] = "notice",
    [LOG_INFO] = "info", [LOG_DEBUG] = "debug",
};

void log_set_level(int level)
{
    max_level = level;
}

int log_level_parse(const char *word)
{
    for (int level = LOG_ERR; level <= LOG_DEBUG; level++)
        if (strcmp(word, level_names[level]) == 0)
            return level;
    return -EINVAL;
}

/* As systemd asks for: JOURNAL_STREAM names the device and inode that standard error must have,
 * because a shell started from a service inherits the variable but not the stream. */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device;
    unsigned long long inode;
    struct stat status;

    if (!stream || sscanf(stream, "%llu:%llu", &device, &inode) != 2)
        return false;
    if (fstat(STDERR_FILENO, &status) < 0)
        return false;
    return status.st_dev == device && status.st_ino == inode;
}

void log_write(int level, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    if (level > max_level)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (level < LOG_ERR)
        level = LOG_ERR;
    if (stderr_is_journal() &&
        sd_journal_send("MESSAGE=%s", message, "PRIORITY=%i", level, NULL) >= 0)
        return;
    /* One write a line, so that lines of threads do not mix. */
    fprintf(stderr, "lumbard: %s: %s\n", level_names[level], message);
}

/* SPDX-License-Identifier: MIT */
/*
 * log.h - what the daemon tells its owner: to the journal when it runs under systemd, else as plain
 * lines on standard error. Levels are those of syslog(3). May be called from any thread.
 */
#ifndef LUMBAR_BUS_LOG_H
#define LUMBAR_BUS_LOG_H

#include <syslog.h>

/* Messages above this level are not written. The default is LOG_INFO. */
void log_set_level(int level);

/* "error", "warning", "notice", "info", "debug"; -EINVAL for other words. */
int log_level_parse(const char *word);

__attribute__((format(printf, 2, 3))) void log_write(int level, const char *format, ...);

#define log_error(...) log_write(LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_notice(...) log_write(LOG_NOTICE, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * file_saver.h - keeps one small file as it should be, from a thread of its own: a disk that is
 * slow or full delays nobody. The file is whole at any moment: written beside it, synced, renamed.
 */
#ifndef LUMBAR_STORE_FILE_SAVER_H
#define LUMBAR_STORE_FILE_SAVER_H

struct file_saver;

/* error: positive errno; called on the saver's thread, once until a later write succeeds. */
typedef void (*file_saver_failed)(void *data, const char *path, int error);

/* path is copied. 0, -ENOMEM, or -errno of pthread_create(3). */
int file_saver_new(const char *path, file_saver_failed failed, void *data,
                   struct file_saver **ret_saver);
/* Writes what is still to be written. NULL is fine; returns NULL. */
struct file_saver *file_saver_free(struct file_saver *saver);

/* The file's new contents; a text that has not been written yet is dropped. Takes the text, which
 * is from malloc(3). */
void file_saver_put(struct file_saver *saver, char *text);

#endif

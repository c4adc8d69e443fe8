/* SPDX-License-Identifier: MIT */
/*
 * file_saver.h - keeps one small file as it should be, from a thread of its own: a disk that is
 * slow or full delays nobody. The file is whole at any moment: written beside it, synced, renamed.
 */
#ifndef LUMBAR_STORE_FILE_SAVER_H
#define LUMBAR_STORE_FILE_SAVER_H

struct file_saver;

/* On the saver's thread: writing has begun to fail, with this positive errno; or it succeeds again,
 * 0. What could not be written is tried again every ten seconds. */
typedef void (*file_saver_changed)(void *data, int error);

/* path is copied. 0, -ENOMEM, or -errno of pthread_create(3). */
int file_saver_new(const char *path, file_saver_changed changed, void *data,
                   struct file_saver **ret_saver);
/* Writes what is still to be written, as far as that can be. NULL is fine; returns NULL. */
struct file_saver *file_saver_free(struct file_saver *saver);

/* The file's new contents; a text that has not been written yet is dropped. Takes the text, which
 * is from malloc(3). */
void file_saver_put(struct file_saver *saver, char *text);

#endif

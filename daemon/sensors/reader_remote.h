/* SPDX-License-Identifier: MIT */
/*
 * reader_remote.h - the thread that reads a buffer which cannot be polled.
 */
#ifndef LUMBAR_SENSORS_READER_REMOTE_H
#define LUMBAR_SENSORS_READER_REMOTE_H

/* For pthread_create; argument: the struct stream. Ends when its buffer fails or is cancelled. */
void *reader_remote_run(void *argument);

#endif

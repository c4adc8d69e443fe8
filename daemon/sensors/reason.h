/* SPDX-License-Identifier: MIT */
/*
 * reason.h - what an errno says, in words for people.
 */
#ifndef LUMBAR_SENSORS_REASON_H
#define LUMBAR_SENSORS_REASON_H

/* error: an errno, of either sign. Never NULL: a server may answer with numbers that Linux does not
 * know. The words do not depend on the locale. */
const char *reason_of(int error);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * exercise.h - what the core knows of an exercise: the contents of one profile.
 */
#ifndef LUMBAR_CORE_EXERCISE_H
#define LUMBAR_CORE_EXERCISE_H

#include "core/event.h"

#define EXERCISE_NAME_SIZE 64

struct exercise {
    char id[EXERCISE_ID_SIZE];
    char name[EXERCISE_NAME_SIZE]; /* for people: "Romanian deadlift" */
};

#endif

/* SPDX-License-Identifier: MIT */
/*
 * command.h - what all commands share, and the commands themselves.
 */
#ifndef LUMBARCTL_COMMAND_H
#define LUMBARCTL_COMMAND_H

#include "arguments.h"
#include "hub.h"

/* Connects; on failure says why and returns an exit status other than EXIT_OK. */
int command_open(const struct arguments *arguments, struct hub **ret_hub);
/* And asks for all that the hub shows; the objects are the hub's. */
int command_fetch(const struct arguments *arguments, struct hub **ret_hub,
                  const struct hub_objects **ret_objects);
/* Says why the last call failed, as text on standard error and with --json as an object on standard
 * output, too. Frees the hub; returns the exit status. */
int command_fail(const struct arguments *arguments, struct hub *hub);
/* Says that it is done: a sentence, or with --json the object (which is dropped); frees the hub. */
int command_done(const struct arguments *arguments, struct hub *hub, struct json_object *result,
                 const char *sentence);
/* Calls a method without arguments and results, and says the sentence. */
int command_simple(const struct arguments *arguments, const char *method, const char *sentence);

int command_status(const struct arguments *arguments);
int command_sensors(const struct arguments *arguments);
int command_exercises(const struct arguments *arguments);
int command_exercise(const struct arguments *arguments);
int command_start(const struct arguments *arguments);
int command_stop(const struct arguments *arguments);
int command_pain(const struct arguments *arguments);
int command_reserve(const struct arguments *arguments);
int command_load(const struct arguments *arguments);
int command_prescribe(const struct arguments *arguments);
int command_start_set(const struct arguments *arguments);
int command_stop_set(const struct arguments *arguments);
int command_restart_set(const struct arguments *arguments);
int command_undo(const struct arguments *arguments);
int command_auto_track(const struct arguments *arguments);
int command_calibrate(const struct arguments *arguments);
int command_tare(const struct arguments *arguments);
int command_watch(const struct arguments *arguments);

extern const struct option_spec command_start_options[];
extern const struct option_spec command_prescribe_options[];
extern const struct option_spec command_calibrate_options[];
extern const struct option_spec command_watch_options[];

#endif

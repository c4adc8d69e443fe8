/* SPDX-License-Identifier: MIT */
/*
 * tempo.h - a tempo as people write it: seconds "down-pause-up-pause", for example "3-1-1-0".
 */
#ifndef LUMBAR_TRAINING_TEMPO_H
#define LUMBAR_TRAINING_TEMPO_H

#define TEMPO_PHASES 4
#define TEMPO_TEXT_SIZE 48
#define TEMPO_PHASE_MAX_S 60.0 /* design value: longer phases are holds */

/*
 * Four numbers from 0 to TEMPO_PHASE_MAX_S, or "x" for a phase that is not said (NAN). The empty
 * text says nothing about any phase. Returns 0 or -EINVAL; on an error ret_tempo_s is untouched.
 */
int tempo_parse(const char *text, double ret_tempo_s[TEMPO_PHASES]);

/* The other way round; "" where no phase is said. */
void tempo_format(const double tempo_s[TEMPO_PHASES], char ret_text[TEMPO_TEXT_SIZE]);

#endif

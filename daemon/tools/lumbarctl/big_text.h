/* SPDX-License-Identifier: MIT */
/*
 * big_text.h - digits to be read from across the room: a 5 by 7 font drawn with block characters.
 *
 * A pixel is scale columns wide and scale half rows high, which is about square. Scales from 1 on.
 * Without UTF-8 only even scales can be drawn (there are no half blocks).
 */
#ifndef LUMBARCTL_BIG_TEXT_H
#define LUMBARCTL_BIG_TEXT_H

#include <stdbool.h>

#include "canvas.h"

/* Digits, ':' and ' '; other characters are drawn as ' '. */
void big_text_put(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                  const char *text, unsigned scale, bool utf8);
unsigned big_text_rows(unsigned scale);
/* The largest scale with which the text fits; 0 when none does. */
unsigned big_text_scale(const char *text, unsigned rows, unsigned columns, bool utf8);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * canvas.h - a grid of character cells that knows what is on the terminal already.
 *
 * Draw the whole picture anew, then canvas_render(): only the cells that differ from the picture
 * before go out, in one piece of text, so nothing flickers and a slow line is not flooded.
 * Rows and columns count from 0; what falls outside is cut off. Text is in the locale's encoding,
 * characters that are two columns wide take two cells, those without width are left out.
 */
#ifndef LUMBARCTL_CANVAS_H
#define LUMBARCTL_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

enum style {
    STYLE_PLAIN,
    STYLE_STRONG,
    STYLE_FAINT,
    STYLE_GOOD,
    STYLE_AMBER,
    STYLE_RED,
    STYLE_ALARM, /* red, reversed: to be seen from across the room */
    STYLE_COUNT,
};

struct canvas;

/* 0 or -ENOMEM. A canvas has at least one cell. */
int canvas_new(unsigned rows, unsigned columns, bool color, struct canvas **ret_canvas);
struct canvas *canvas_free(struct canvas *canvas);

unsigned canvas_rows(const struct canvas *canvas);
unsigned canvas_columns(const struct canvas *canvas);

void canvas_clear(struct canvas *canvas);
/* Returns the column after the last one written. */
unsigned canvas_put(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                    const char *text);
unsigned canvas_print(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The columns that a text takes. */
unsigned canvas_width(const char *text);

/* The text that turns what was rendered last into what is drawn now. The canvas owns it, it is
 * good until the next call. NULL when memory is short; *ret_length 0 when nothing changed. */
const char *canvas_render(struct canvas *canvas, size_t *ret_length);

#endif

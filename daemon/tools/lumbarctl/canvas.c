/* SPDX-License-Identifier: MIT */
#include "canvas.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* One column of the terminal. The right half of a wide character is an empty string. */
struct cell {
    char text[MB_LEN_MAX + 1];
    unsigned char style;
};

struct canvas {
    unsigned rows;
    unsigned columns;
    bool color;
    bool painted; /* something is on the terminal that "shown" tells */
    struct cell *drawn;
    struct cell *shown;
    char *output;
    size_t output_size;
};

static const char *const sgr_color[STYLE_COUNT] = {
    [STYLE_PLAIN] = "\033[0m",        [STYLE_STRONG] = "\033[0;1m",   [STYLE_FAINT] = "\033[0;2m",
    [STYLE_GOOD] = "\033[0;1;32m",    [STYLE_AMBER] = "\033[0;1;33m", [STYLE_RED] = "\033[0;1;31m",
    [STYLE_ALARM] = "\033[0;1;7;31m",
};

static const char *const sgr_plain[STYLE_COUNT] = {
    [STYLE_PLAIN] = "\033[0m",     [STYLE_STRONG] = "\033[0;1m", [STYLE_FAINT] = "\033[0m",
    [STYLE_GOOD] = "\033[0;1m",    [STYLE_AMBER] = "\033[0;1m",  [STYLE_RED] = "\033[0;1m",
    [STYLE_ALARM] = "\033[0;1;7m",
};

/* Longest of the two tables, and of a cursor movement "\033[65535;65535H". */
#define SGR_MAX 16
#define MOVE_MAX 20

int canvas_new(unsigned rows, unsigned columns, bool color, struct canvas **ret_canvas)
{
    rows = rows > 0 ? rows : 1;
    columns = columns > 0 ? columns : 1;
    struct canvas *canvas = calloc(1, sizeof(*canvas));
    if (!canvas)
        return -ENOMEM;
    canvas->rows = rows;
    canvas->columns = columns;
    canvas->color = color;
    size_t cells = (size_t)rows * columns;
    canvas->drawn = calloc(cells, sizeof(struct cell));
    canvas->shown = calloc(cells, sizeof(struct cell));
    canvas->output_size = cells * (MB_LEN_MAX + SGR_MAX + MOVE_MAX) + 64;
    canvas->output = malloc(canvas->output_size);
    if (!canvas->drawn || !canvas->shown || !canvas->output) {
        canvas_free(canvas);
        return -ENOMEM;
    }
    canvas_clear(canvas);
    *ret_canvas = canvas;
    return 0;
}

struct canvas *canvas_free(struct canvas *canvas)
{
    if (!canvas)
        return NULL;
    free(canvas->drawn);
    free(canvas->shown);
    free(canvas->output);
    free(canvas);
    return NULL;
}

unsigned canvas_rows(const struct canvas *canvas)
{
    return canvas->rows;
}

unsigned canvas_columns(const struct canvas *canvas)
{
    return canvas->columns;
}

static void cell_set(struct cell *cell, const char *text, size_t length, enum style style)
{
    memset(cell, 0, sizeof(*cell)); /* cells are compared as bytes */
    memcpy(cell->text, text, length);
    cell->style = (unsigned char)style;
}

void canvas_clear(struct canvas *canvas)
{
    size_t cells = (size_t)canvas->rows * canvas->columns;
    for (size_t i = 0; i < cells; i++)
        cell_set(&canvas->drawn[i], " ", 1, STYLE_PLAIN);
}

/* The next character of a text: its length in bytes and width in columns. What cannot be decoded
 * or would move the cursor is one "?". Returns false at the end. */
static bool next_character(const char **text, mbstate_t *state, const char **ret_bytes,
                           size_t *ret_length, unsigned *ret_width)
{
    if (**text == '\0')
        return false;
    wchar_t wide;
    size_t length = mbrtowc(&wide, *text, MB_LEN_MAX, state);
    int width = length == (size_t)-1 || length == (size_t)-2 ? -1 : wcwidth(wide);
    if (width < 0) {
        memset(state, 0, sizeof(*state));
        *ret_bytes = "?";
        *ret_length = 1;
        *ret_width = 1;
        *text += length == (size_t)-1 || length == (size_t)-2 ? 1 : length;
        return true;
    }
    *ret_bytes = *text;
    *ret_length = length;
    *ret_width = (unsigned)width;
    *text += length;
    return true;
}

unsigned canvas_put(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                    const char *text)
{
    if (row >= canvas->rows)
        return column;
    mbstate_t state = {0};
    const char *bytes;
    size_t length;
    unsigned width;
    while (next_character(&text, &state, &bytes, &length, &width)) {
        if (width == 0)
            continue;
        if (column + width > canvas->columns)
            break;
        struct cell *cell = &canvas->drawn[(size_t)row * canvas->columns + column];
        cell_set(cell, bytes, length, style);
        for (unsigned i = 1; i < width; i++)
            cell_set(cell + i, "", 0, style);
        column += width;
    }
    return column;
}

unsigned canvas_print(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                      const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return canvas_put(canvas, row, column, style, text);
}

unsigned canvas_width(const char *text)
{
    mbstate_t state = {0};
    const char *bytes;
    size_t length;
    unsigned width, total = 0;
    while (next_character(&text, &state, &bytes, &length, &width))
        total += width;
    return total;
}

struct writer {
    char *at;
    const char *const *sgr;
    int style;            /* in force, -1 = unknown */
    unsigned row, column; /* where the cursor is */
    bool placed;
};

static void write_cell(struct writer *writer, const struct cell *cell, unsigned row,
                       unsigned column)
{
    if (!writer->placed || writer->row != row || writer->column != column)
        writer->at += sprintf(writer->at, "\033[%u;%uH", row + 1, column + 1);
    if (writer->style != cell->style)
        writer->at = stpcpy(writer->at, writer->sgr[cell->style]);
    writer->style = cell->style;
    writer->at = stpcpy(writer->at, cell->text);
    writer->row = row;
    writer->column = column + 1;
    writer->placed = true;
}

const char *canvas_render(struct canvas *canvas, size_t *ret_length)
{
    struct writer writer = {
        .at = canvas->output,
        .sgr = canvas->color ? sgr_color : sgr_plain,
        .style = -1,
    };
    if (!canvas->painted)
        writer.at = stpcpy(writer.at, "\033[0m\033[2J");
    for (unsigned row = 0; row < canvas->rows; row++) {
        for (unsigned column = 0; column < canvas->columns; column++) {
            size_t i = (size_t)row * canvas->columns + column;
            const struct cell *cell = &canvas->drawn[i];
            bool wide = column + 1 < canvas->columns && cell[1].text[0] == '\0';
            bool same = canvas->painted && memcmp(cell, &canvas->shown[i], sizeof(*cell)) == 0 &&
                        (!wide || memcmp(cell + 1, &canvas->shown[i + 1], sizeof(*cell)) == 0);
            if (same || cell->text[0] == '\0')
                continue;
            write_cell(&writer, cell, row, column);
            if (wide)
                writer.column++;
        }
    }
    if (writer.style > 0)
        writer.at = stpcpy(writer.at, "\033[0m");
    memcpy(canvas->shown, canvas->drawn,
           (size_t)canvas->rows * canvas->columns * sizeof(struct cell));
    canvas->painted = true;
    *ret_length = (size_t)(writer.at - canvas->output);
    return canvas->output;
}

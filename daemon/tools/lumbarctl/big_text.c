/* SPDX-License-Identifier: MIT */
#include "big_text.h"

#include <stdint.h>
#include <string.h>

#define FONT_ROWS 7
#define FONT_COLUMNS 5
#define FONT_GAP 1

/* One byte a row, the lowest bits, the leftmost pixel highest. */
static const uint8_t digits[10][FONT_ROWS] = {
    {0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}, {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e},
    {0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f}, {0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e},
    {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02}, {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e},
    {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e}, {0x1f, 0x01, 0x02, 0x02, 0x04, 0x04, 0x04},
    {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}, {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c},
};
static const uint8_t colon[FONT_ROWS] = {0, 1, 1, 0, 1, 1, 0};
static const uint8_t blank[FONT_ROWS] = {0};

struct glyph {
    const uint8_t *bits;
    unsigned columns;
};

static struct glyph find_glyph(char character)
{
    if (character >= '0' && character <= '9')
        return (struct glyph){digits[character - '0'], FONT_COLUMNS};
    if (character == ':')
        return (struct glyph){colon, 1};
    return (struct glyph){blank, FONT_COLUMNS};
}

/* The pixel at half row y of the drawn glyph. */
static bool pixel(struct glyph glyph, unsigned x, unsigned half_row, unsigned scale)
{
    unsigned y = half_row / scale;
    return y < FONT_ROWS && (glyph.bits[y] >> (glyph.columns - 1 - x) & 1);
}

unsigned big_text_rows(unsigned scale)
{
    return (FONT_ROWS * scale + 1) / 2;
}

static unsigned width(const char *text, unsigned scale)
{
    unsigned columns = 0;
    for (const char *c = text; *c; c++)
        columns += find_glyph(*c).columns + (c[1] ? FONT_GAP : 0);
    return columns * scale;
}

unsigned big_text_scale(const char *text, unsigned rows, unsigned columns, bool utf8)
{
    unsigned step = utf8 ? 1 : 2;
    unsigned scale = 0;
    while (big_text_rows(scale + step) <= rows && width(text, scale + step) <= columns)
        scale += step;
    return scale;
}

void big_text_put(struct canvas *canvas, unsigned row, unsigned column, enum style style,
                  const char *text, unsigned scale, bool utf8)
{
    for (; *text; text++) {
        struct glyph glyph = find_glyph(*text);
        for (unsigned r = 0; r < big_text_rows(scale); r++) {
            for (unsigned c = 0; c < glyph.columns * scale; c++) {
                bool upper = pixel(glyph, c / scale, 2 * r, scale);
                bool lower = pixel(glyph, c / scale, 2 * r + 1, scale);
                if (!upper && !lower)
                    continue;
                const char *block = !utf8 ? "#" : upper && lower ? "█" : upper ? "▀" : "▄";
                canvas_put(canvas, row + r, column + c, style, block);
            }
        }
        column += (glyph.columns + FONT_GAP) * scale;
    }
}

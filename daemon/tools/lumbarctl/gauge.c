/* SPDX-License-Identifier: MIT */
#include "gauge.h"

#include <math.h>

#define LABEL_COLUMNS 11
#define VALUE_COLUMNS 7 /* "-12 deg" */

static enum style style_at(const struct gauge *gauge, double fraction)
{
    if (gauge->amber <= 0)
        return STYLE_PLAIN;
    if (fraction >= gauge->red)
        return STYLE_RED;
    return fraction >= gauge->amber ? STYLE_AMBER : STYLE_GOOD;
}

void gauge_draw(const struct gauge *gauge, struct canvas *canvas, unsigned row, bool utf8)
{
    unsigned columns = canvas_columns(canvas);
    unsigned width = canvas_width(gauge->value);
    unsigned begin = 1 + LABEL_COLUMNS + VALUE_COLUMNS + 1;
    unsigned end = columns > begin + 1 ? columns - 1 : begin;
    enum style style = style_at(gauge, gauge->fraction);

    canvas_put(canvas, row, 1, STYLE_PLAIN, gauge->label);
    canvas_put(canvas, row, begin - 1 - (width < VALUE_COLUMNS ? width : VALUE_COLUMNS), style,
               gauge->value);
    for (unsigned column = begin; column < end; column++) {
        double at = (column - begin + 0.5) / (end - begin);
        double step = 1.0 / (end - begin);
        bool limit = gauge->amber > 0 &&
                     (fabs(at - gauge->amber) <= step / 2 || fabs(at - gauge->red) <= step / 2);
        if (at <= gauge->fraction) /* false for NAN */
            canvas_put(canvas, row, column, style, utf8 ? "█" : "#");
        else if (limit)
            canvas_put(canvas, row, column, style_at(gauge, at + step), utf8 ? "│" : "|");
        else
            canvas_put(canvas, row, column, STYLE_FAINT, utf8 ? "░" : ".");
    }
}

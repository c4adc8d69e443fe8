/* SPDX-License-Identifier: MIT */
/*
 * terminal.h - takes over the terminal for a live screen and gives it back as it was.
 *
 * While it is taken: alternate screen, no cursor, no echo, keys come one by one; ^C and ^Z still
 * are signals. It is given back by terminal_restore(), which also runs at exit().
 */
#ifndef LUMBARCTL_TERMINAL_H
#define LUMBARCTL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Standard output is a terminal that understands cursor movements. */
bool terminal_is_live(void);
/* NO_COLOR is not set (see no-color.org) and TERM is not one of the colourless ones. */
bool terminal_has_color(void);
/* The locale's characters are UTF-8, so block characters can be drawn. */
bool terminal_is_utf8(void);
/* Rows and columns; 24 by 80 where the terminal does not say. */
void terminal_size(unsigned *ret_rows, unsigned *ret_columns);

int terminal_take(void); /* 0 or negative errno */
void terminal_restore(void);
/* Writes all of it; negative errno. */
int terminal_write(const char *text, size_t length);

#endif

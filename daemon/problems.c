/* SPDX-License-Identifier: MIT */
#include "problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bus/log.h"

void problems_add(struct problems *problems, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    log_warning("%s", text);
    if (problems->count < PROBLEMS_MAX)
        problems->text[problems->count++] = text;
    else
        free(text);
}

void problems_free(struct problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free((void *)problems->text[i]);
}

/* SPDX-License-Identifier: MIT */
#include "problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

bool problems_take_back(struct problems *problems, const char *beginning)
{
    size_t kept = 0, before = problems->count;

    for (size_t i = 0; i < before; i++) {
        if (strncmp(problems->text[i], beginning, strlen(beginning)) == 0)
            free((void *)problems->text[i]);
        else
            problems->text[kept++] = problems->text[i];
    }
    problems->count = kept;
    problems->text[kept] = NULL;
    return kept < before;
}

void problems_free(struct problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free((void *)problems->text[i]);
}

/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iiod_command.h"

#define WORDS_MAX 6 /* WRITE device INPUT channel attribute length */

struct words {
    size_t count;
    char *word[WORDS_MAX];
};

static int words_split(char *line, struct words *ret_words)
{
    struct words w = {0};
    char *save;

    for (char *word = strtok_r(line, " \t\r\n", &save); word;
         word = strtok_r(NULL, " \t\r\n", &save)) {
        if (w.count == WORDS_MAX)
            return -EINVAL;
        w.word[w.count++] = word;
    }
    *ret_words = w;
    return 0;
}

/* Keywords are all upper or all lower case. */
static bool is_word(const char *word, const char *upper, const char *lower)
{
    return strcmp(word, upper) == 0 || strcmp(word, lower) == 0;
}

static int number_parse(const char *word, unsigned long *ret_number)
{
    char *end;
    unsigned long number;

    if (word[0] < '0' || word[0] > '9')
        return -EINVAL;
    errno = 0;
    number = strtoul(word, &end, 10);
    if (*end != '\0' || errno != 0)
        return -EINVAL;
    *ret_number = number;
    return 0;
}

/* What stands between the device and, for WRITE, the length: words [2, end). */
static int attr_parse(const struct words *w, size_t end, struct iiod_command *c)
{
    size_t at = 2;

    c->scope = IIOD_DEVICE;
    if (at < end && is_word(w->word[at], "DEBUG", "debug")) {
        c->scope = IIOD_DEBUG;
        at++;
    } else if (at < end && is_word(w->word[at], "BUFFER", "buffer")) {
        c->scope = IIOD_BUFFER;
        at++;
    } else if (at < end && (is_word(w->word[at], "INPUT", "input") ||
                            is_word(w->word[at], "OUTPUT", "output"))) {
        if (at + 1 == end)
            return -EINVAL;
        c->scope = IIOD_CHANNEL;
        c->output = w->word[at][0] == 'O' || w->word[at][0] == 'o';
        c->channel = w->word[at + 1];
        at += 2;
    }
    if (at < end)
        c->attr = w->word[at++];
    return at == end ? 0 : -EINVAL;
}

static int open_parse(const struct words *w, struct iiod_command *c)
{
    c->verb = IIOD_OPEN;
    c->mask = w->word[3];
    if (w->count == 5) {
        if (!is_word(w->word[4], "CYCLIC", "cyclic"))
            return -EINVAL;
        c->cyclic = true;
    }
    return number_parse(w->word[2], &c->number);
}

int iiod_command_parse(char *line, struct iiod_command *ret_command)
{
    struct iiod_command c = {0};
    struct words w;
    bool indented = line[0] == ' ' || line[0] == '\t';
    int ret = words_split(line, &w);

    if (ret < 0)
        return ret;
    if (indented && w.count > 0)
        return -EINVAL;
    if (w.count > 1)
        c.device = w.word[1];
    if (w.count == 0)
        c.verb = IIOD_NOTHING;
    else if (w.count == 1 && is_word(w.word[0], "PRINT", "print"))
        c.verb = IIOD_PRINT;
    else if (w.count == 1 && is_word(w.word[0], "VERSION", "version"))
        c.verb = IIOD_VERSION;
    else if (w.count == 1 &&
             (is_word(w.word[0], "EXIT", "exit") || is_word(w.word[0], "QUIT", "quit")))
        c.verb = IIOD_EXIT;
    else if (w.count == 2 && is_word(w.word[0], "TIMEOUT", "timeout")) {
        c.verb = IIOD_TIMEOUT;
        ret = number_parse(w.word[1], &c.number);
    } else if (w.count >= 2 && is_word(w.word[0], "READ", "read")) {
        c.verb = IIOD_READ;
        ret = attr_parse(&w, w.count, &c);
    } else if (w.count >= 3 && is_word(w.word[0], "WRITE", "write")) {
        c.verb = IIOD_WRITE;
        ret = attr_parse(&w, w.count - 1, &c);
        if (ret == 0)
            ret = number_parse(w.word[w.count - 1], &c.number);
    } else if (w.count == 2 && is_word(w.word[0], "GETTRIG", "gettrig"))
        c.verb = IIOD_GETTRIG;
    else if ((w.count == 2 || w.count == 3) && is_word(w.word[0], "SETTRIG", "settrig")) {
        c.verb = IIOD_SETTRIG;
        c.trigger = w.count == 3 ? w.word[2] : NULL;
    } else if (w.count == 4 && is_word(w.word[0], "SET", "set") &&
               is_word(w.word[2], "BUFFERS_COUNT", "buffers_count")) {
        c.verb = IIOD_SET;
        ret = number_parse(w.word[3], &c.number);
    } else if ((w.count == 4 || w.count == 5) && is_word(w.word[0], "OPEN", "open"))
        ret = open_parse(&w, &c);
    else if (w.count == 3 && is_word(w.word[0], "READBUF", "readbuf")) {
        c.verb = IIOD_READBUF;
        ret = number_parse(w.word[2], &c.number);
    } else if (w.count == 2 && is_word(w.word[0], "CLOSE", "close"))
        c.verb = IIOD_CLOSE;
    else
        ret = -EINVAL;
    if (ret < 0)
        return ret;
    *ret_command = c;
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * arguments.h - the command line: global options, a command, its options and its operands.
 *
 * Options may stand before or after the command and its operands, as --name VALUE or --name=VALUE;
 * -- ends them. A word that begins with - and a digit is an operand: a negative number.
 */
#ifndef LUMBARCTL_ARGUMENTS_H
#define LUMBARCTL_ARGUMENTS_H

#include <stdbool.h>

#define OPTIONS_MAX 8
#define OPERANDS_MAX 4

/* Exit statuses, as the manual lists them. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_REFUSED = 1, /* the hub said no, or something broke */
    EXIT_USAGE = 2,
    EXIT_NO_HUB = 3, /* no bus, no hub on it, or it does not answer */
};

struct option_spec {
    const char *name;  /* without the dashes; NULL ends a list */
    const char *value; /* placeholder of its value; NULL = it takes none */
    const char *help;
};

struct arguments;

struct command {
    const char *name;
    const char *operands; /* for the usage line: "[KG]" */
    unsigned operands_min;
    unsigned operands_max;
    const char *summary; /* one line, for the list */
    const char *help;    /* paragraphs below the usage line */
    const struct option_spec *options;
    int (*run)(const struct arguments *arguments); /* returns an enum exit_status */
};

struct arguments {
    const char *bus; /* "system", "session" or an address */
    bool json;
    bool help;
    bool version;
    const struct command *command;
    const char *option_values[OPTIONS_MAX]; /* by place in command->options; NULL = not given */
    const char *operands[OPERANDS_MAX];
    unsigned operand_count;
};

/* commands: ended by one without a name. Returns 0, or -EINVAL after saying on standard error what
 * is wrong with which word. */
int arguments_parse(struct arguments *arguments, const struct command *commands, int argc,
                    char **argv);

/* Value of an option of the command ("" for one without a value), NULL when it was not given. */
const char *arguments_option(const struct arguments *arguments, const char *name);

/* A number within limits; a decimal comma is taken, too. -EINVAL after saying what is wrong:
 * what names it in that message. */
int arguments_number(const char *text, const char *what, double least, double most,
                     double *ret_number);
int arguments_count(const char *text, const char *what, unsigned most, unsigned *ret_count);

#endif

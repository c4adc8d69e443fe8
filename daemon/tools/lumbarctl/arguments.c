/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus_address.h"

static int complain_about(const char *problem, const char *word, const struct command *command)
{
    fprintf(stderr, "lumbarctl: %s '%s'. Try: lumbarctl %s%s--help\n", problem, word,
            command ? command->name : "", command ? " " : "");
    return -EINVAL;
}

static int find_command(const struct command *commands, const char *word,
                        const struct command **ret_command)
{
    const struct command *near = NULL;
    for (const struct command *c = commands; c->name; c++) {
        if (strcmp(c->name, word) == 0) {
            *ret_command = c;
            return 0;
        }
        if (*word && (strncmp(c->name, word, strlen(word)) == 0 || strstr(word, c->name)))
            near = c;
    }
    if (!near)
        return complain_about("there is no command", word, NULL);
    fprintf(stderr, "lumbarctl: there is no command '%s'. Did you mean '%s'?\n", word, near->name);
    return -EINVAL;
}

/* The word behind an option: after its '=', or the next one of the command line. */
static int take_value(const char *option, const char *attached, int argc, char **argv, int *i,
                      const char **ret_value)
{
    if (attached) {
        *ret_value = attached;
        return 0;
    }
    if (*i + 1 >= argc) {
        fprintf(stderr, "lumbarctl: option '--%s' needs a value\n", option);
        return -EINVAL;
    }
    *ret_value = argv[++*i];
    return 0;
}

static int take_flag(const char *option, const char *attached, bool *ret_flag)
{
    if (attached) {
        fprintf(stderr, "lumbarctl: option '--%s' takes no value\n", option);
        return -EINVAL;
    }
    *ret_flag = true;
    return 0;
}

static int take_command_option(struct arguments *arguments, const char *word, const char *name,
                               const char *attached, int argc, char **argv, int *i)
{
    const struct command *command = arguments->command;
    for (unsigned k = 0; command && command->options && command->options[k].name; k++) {
        const struct option_spec *spec = &command->options[k];
        if (strcmp(spec->name, name) != 0)
            continue;
        if (spec->value)
            return take_value(name, attached, argc, argv, i, &arguments->option_values[k]);
        bool given;
        if (take_flag(name, attached, &given) < 0)
            return -EINVAL;
        arguments->option_values[k] = "";
        return 0;
    }
    return complain_about("there is no option", word, command);
}

static int take_option(struct arguments *arguments, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    if (strcmp(word, "-h") == 0)
        word = "--help";
    if (strncmp(word, "--", 2) != 0)
        return complain_about("there is no option", word, arguments->command);

    char name[32];
    const char *attached = strchr(word, '=');
    size_t length = attached ? (size_t)(attached - word) - 2 : strlen(word + 2);
    if (length >= sizeof(name))
        return complain_about("there is no option", word, arguments->command);
    memcpy(name, word + 2, length);
    name[length] = '\0';
    attached = attached ? attached + 1 : NULL;

    if (strcmp(name, "bus") == 0)
        return take_value(name, attached, argc, argv, i, &arguments->bus);
    if (strcmp(name, "json") == 0)
        return take_flag(name, attached, &arguments->json);
    if (strcmp(name, "help") == 0)
        return take_flag(name, attached, &arguments->help);
    if (strcmp(name, "version") == 0)
        return take_flag(name, attached, &arguments->version);
    return take_command_option(arguments, word, name, attached, argc, argv, i);
}

static int take_word(struct arguments *arguments, const struct command *commands, const char *word)
{
    /* As others have it: "help", "help COMMAND". */
    if (!arguments->command && !arguments->help && strcmp(word, "help") == 0) {
        arguments->help = true;
        return 0;
    }
    if (!arguments->command)
        return find_command(commands, word, &arguments->command);
    if (arguments->operand_count >= arguments->command->operands_max)
        return complain_about("one word too many:", word, arguments->command);
    arguments->operands[arguments->operand_count++] = word;
    return 0;
}

int arguments_parse(struct arguments *arguments, const struct command *commands, int argc,
                    char **argv)
{
    *arguments = (struct arguments){.bus = "system"};
    bool options_end = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        int r;
        if (!options_end && strcmp(word, "--") == 0) {
            options_end = true;
            continue;
        }
        if (options_end || word[0] != '-' || word[1] == '\0' || isdigit((unsigned char)word[1]))
            r = take_word(arguments, commands, word);
        else
            r = take_option(arguments, argc, argv, &i);
        if (r < 0)
            return r;
    }
    if (!bus_address_is_valid(arguments->bus)) {
        fprintf(stderr,
                "lumbarctl: --bus is 'system', 'session' or an address such as "
                "unix:path=/run/bus, not '%s'\n",
                arguments->bus);
        return -EINVAL;
    }
    const struct command *command = arguments->command;
    if (command && !arguments->help && arguments->operand_count < command->operands_min) {
        fprintf(stderr, "lumbarctl: '%s' needs %s. Try: lumbarctl %s --help\n", command->name,
                command->operands, command->name);
        return -EINVAL;
    }
    return 0;
}

const char *arguments_option(const struct arguments *arguments, const char *name)
{
    const struct option_spec *options = arguments->command->options;
    for (unsigned k = 0; options && options[k].name; k++)
        if (strcmp(options[k].name, name) == 0)
            return arguments->option_values[k];
    return NULL;
}

int arguments_number(const char *text, const char *what, double least, double most,
                     double *ret_number)
{
    char copy[32];
    snprintf(copy, sizeof(copy), "%s", text);
    char *comma = strchr(copy, ',');
    if (comma)
        *comma = '.';
    char *end;
    double number = strtod(copy, &end);
    if (end == copy || *end || strlen(text) >= sizeof(copy) || !isfinite(number) ||
        number < least || number > most) {
        fprintf(stderr, "lumbarctl: %s must be a number from %g to %g, not '%s'\n", what, least,
                most, text);
        return -EINVAL;
    }
    *ret_number = number;
    return 0;
}

int arguments_count(const char *text, const char *what, unsigned most, unsigned *ret_count)
{
    char *end;
    errno = 0;
    unsigned long count = strtoul(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end || errno || count > most) {
        fprintf(stderr, "lumbarctl: %s must be a whole number from 0 to %u, not '%s'\n", what, most,
                text);
        return -EINVAL;
    }
    *ret_count = (unsigned)count;
    return 0;
}

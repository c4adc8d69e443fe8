/* SPDX-License-Identifier: MIT */
/* lumbarctl - asks and commands the hub over D-Bus, and shows live what it sees. */
#include <locale.h>
#include <stdio.h>

#include <json-c/json.h>

#include "command.h"

static const struct command commands[] = {
    {.name = "status",
     .operands = "",
     .summary = "what the hub is doing",
     .help = "Shows state, session, exercise, sensors, and what is not as it should be.",
     .run = command_status},
    {.name = "watch",
     .operands = "",
     .summary = "follow the training live",
     .help = "On a terminal: one live screen, for the wall (q leaves it). Otherwise one line for\n"
             "everything that happens, at once. With --json: one JSON object for each.\n"
             "Goes on when the hub is restarted.",
     .options = command_watch_options,
     .run = command_watch},
    {.name = "sensors",
     .operands = "",
     .summary = "the sensors, and how well they are",
     .help = "One line a sensor: where it sits, its rate, and what part of its samples was lost.",
     .run = command_sensors},
    {.name = "exercises",
     .operands = "",
     .summary = "the exercises that can be chosen",
     .help = "Their ids and names. The one in force is marked with *.",
     .run = command_exercises},
    {.name = "exercise",
     .operands = "[ID]",
     .operands_max = 1,
     .summary = "choose the exercise, or say which it is",
     .help = "ID is one of those that 'exercises' lists, 'generic' for any other movement, or\n"
             "'auto': the hub recognises it. A set of another exercise that is open ends.",
     .run = command_exercise},
    {.name = "load",
     .operands = "[KG]",
     .operands_max = 1,
     .summary = "say what weight is on the bar",
     .help = "For this set and those that follow; 0 takes it back. Without KG: shows it.",
     .run = command_load},
    {.name = "prescribe",
     .operands = "",
     .summary = "say what the next sets are to be",
     .help = "What is left out stays as it is.",
     .options = command_prescribe_options,
     .run = command_prescribe},
    {.name = "start",
     .operands = "",
     .summary = "start a session",
     .help = "Not needed: the first set starts one. It is for saying beforehand who trains what.",
     .options = command_start_options,
     .run = command_start},
    {.name = "stop",
     .operands = "[REASON]",
     .operands_max = 1,
     .summary = "end the session",
     .help = "REASON is finished (when left out), abandoned or pain.",
     .run = command_stop},
    {.name = "start-set",
     .operands = "",
     .summary = "start a set now",
     .help = "Not needed: a set starts with its first repetition, unless auto-track is off.",
     .run = command_start_set},
    {.name = "stop-set",
     .operands = "",
     .summary = "end the set now",
     .help = "Not needed: a set ends when you rest, unless auto-track is off.",
     .run = command_stop_set},
    {.name = "restart-set",
     .operands = "",
     .summary = "count the open set from zero again",
     .help = "Forgets its repetitions.",
     .run = command_restart_set},
    {.name = "undo",
     .operands = "",
     .summary = "take the last repetition back",
     .help = "Of the set that is open.",
     .run = command_undo},
    {.name = "pain",
     .operands = "",
     .summary = "say that it hurts",
     .help = "Ends the set at once, and notes it in the session.",
     .run = command_pain},
    {.name = "reserve",
     .operands = "REPETITIONS",
     .operands_min = 1,
     .operands_max = 1,
     .summary = "say how many repetitions you had left",
     .help = "Of the set that has just ended. Two hard sets of an exercise (2 left, or less) teach "
             "the\n"
             "hub how your speed tells what you have left.",
     .run = command_reserve},
    {.name = "auto-track",
     .operands = "on|off",
     .operands_min = 1,
     .operands_max = 1,
     .summary = "whether sets start and end on their own",
     .help = "When off, only start-set and stop-set do that.",
     .run = command_auto_track},
    {.name = "calibrate",
     .operands = "gyro|body|tare|accel|span",
     .operands_min = 1,
     .operands_max = 1,
     .summary = "teach the hub your body and its sensors",
     .help = "gyro: all sensors lie still for some seconds.\n"
             "body: stand, bend, round and arch your back; it says what to do next.\n"
             "tare: nobody and nothing stands on the load cells.\n"
             "accel: one sensor lies on each of its six sides.\n"
             "span: a known weight stands on each plate.",
     .options = command_calibrate_options,
     .run = command_calibrate},
    {.name = "tare",
     .operands = "",
     .summary = "what the load cells show now is zero",
     .help = "The same as: calibrate tare",
     .run = command_tare},
    {0},
};

static void print_global_options(void)
{
    puts("\nOptions for all commands\n"
         "  --bus BUS    where the hub is: system (the default), session, or its address\n"
         "  --json       print JSON, one object a line\n"
         "  --help       say how to use it, or a command\n"
         "  --version    print the version");
}

static void print_help(void)
{
    puts("lumbarctl: see and steer the training hub\n"
         "\nUsage: lumbarctl [OPTION]... COMMAND [ARGUMENT]...\n\nCommands");
    for (const struct command *c = commands; c->name; c++) {
        char usage[40];
        snprintf(usage, sizeof(usage), "%s%s%s", c->name, *c->operands ? " " : "", c->operands);
        if (strlen(usage) > 26)
            printf("  %s\n  %-26s %s\n", usage, "", c->summary);
        else
            printf("  %-26s %s\n", usage, c->summary);
    }
    print_global_options();
    puts("\nMore about a command: lumbarctl COMMAND --help.\n"
         "First steps: lumbarctl sensors, then lumbarctl watch, and lift.");
}

static void print_command_help(const struct command *command)
{
    printf("lumbarctl %s: %s\n\nUsage: lumbarctl %s%s%s%s\n\n%s\n", command->name, command->summary,
           command->name, command->options ? " [OPTION]..." : "", *command->operands ? " " : "",
           command->operands, command->help);
    if (command->options)
        puts("\nOptions");
    for (const struct option_spec *o = command->options; o && o->name; o++) {
        char usage[40];
        snprintf(usage, sizeof(usage), "--%s%s%s", o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        printf("  %-18s %s\n", usage, o->help);
    }
    print_global_options();
}

/* What could not be written has not been said. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("lumbarctl: what was to be said could not be written\n", stderr);
    return status != EXIT_OK ? status : EXIT_REFUSED;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, ""); /* for characters only: numbers keep their point */
    json_c_set_serialization_double_format("%.9g", JSON_C_OPTION_GLOBAL);

    struct arguments arguments;
    if (arguments_parse(&arguments, commands, argc, argv) < 0)
        return EXIT_USAGE;
    if (arguments.version) {
        puts("lumbarctl " LUMBAR_VERSION);
        return finish(EXIT_OK);
    }
    if (arguments.help && arguments.command) {
        print_command_help(arguments.command);
        return finish(EXIT_OK);
    }
    if (arguments.help) {
        print_help();
        return finish(EXIT_OK);
    }
    if (!arguments.command) {
        fputs("lumbarctl: what shall it do? Try: lumbarctl --help\n", stderr);
        return EXIT_USAGE;
    }
    return finish(arguments.command->run(&arguments));
}

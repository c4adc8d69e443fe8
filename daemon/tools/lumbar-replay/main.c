/* SPDX-License-Identifier: MIT */
/*
 * lumbar-replay - runs the detection core over a recording and prints what it finds.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "prescription_text.h"
#include "replay.h"

#define OUTPUT_BUFFER (1 << 18)

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

enum option_id {
    OPTION_EXERCISE = 256,
    OPTION_ROUTINE,
    OPTION_PRESCRIPTION,
    OPTION_PROFILES,
    OPTION_ATTITUDE,
    OPTION_POSE,
    OPTION_LOOK,
    OPTION_PLOT,
    OPTION_CALIBRATE,
    OPTION_UNPLUG,
    OPTION_CHUNK,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"exercise", required_argument, NULL, OPTION_EXERCISE},
    {"routine", required_argument, NULL, OPTION_ROUTINE},
    {"prescription", required_argument, NULL, OPTION_PRESCRIPTION},
    {"profiles", required_argument, NULL, OPTION_PROFILES},
    {"attitude", required_argument, NULL, OPTION_ATTITUDE},
    {"pose", no_argument, NULL, OPTION_POSE},
    {"look", no_argument, NULL, OPTION_LOOK},
    {"plot", required_argument, NULL, OPTION_PLOT},
    {"calibrate", required_argument, NULL, OPTION_CALIBRATE},
    {"unplug", required_argument, NULL, OPTION_UNPLUG},
    {"chunk", required_argument, NULL, OPTION_CHUNK},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

static const char help[] =
    "usage: lumbar-replay [--exercise ID] [--prescription TEXT] [--plot SVG] FILE\n"
    "       lumbar-replay --attitude SENSOR FILE\n"
    "       lumbar-replay --pose [--exercise ID] FILE\n"
    "       lumbar-replay --look FILE\n"
    "\n"
    "Runs the detection core over a recording, as fast as it can. FILE may be -: standard input.\n"
    "\n"
    "  --exercise ID        the exercise that was done, or \"generic\"; else it is recognised\n"
    "  --prescription TEXT  what was to be done: \"3x8 tempo 3-1-1-0\", \"3x30s\", \"5x5 100kg\"\n"
    "  --routine ID         the routine that was followed (none are known yet)\n"
    "  --profiles DIR       read the exercises from here\n"
    "  --attitude SENSOR    print t,qw,qx,qy,qz of this sensor (sensor to z up), a line a sample\n"
    "  --pose               print angles of the body and the bar's height, 50 lines a second\n"
    "  --look               print what a bar alone is recognised by, after each repetition\n"
    "  --plot SVG           draw the recording too: signal, repetitions, phases and faults\n"
    "  --calibrate KIND@S   begin a calibration S seconds into it: gyro, body, tare or accel\n"
    "  --unplug ROLE@S[+S]  as if its cable were pulled S seconds into it, for good or so long\n"
    "  --chunk BYTES        read the file in pieces of this size; makes no difference\n"
    "  --help, --version\n"
    "\n"
    "Without --attitude, --pose or --look: one JSON object an event, the last one a summary.\n"
    "Exit status: 0; 1 for a bad recording; 2 for bad usage.\n";

static int complain(const char *what, const char *detail)
{
    fprintf(stderr, "lumbar-replay: %s%s%s (see --help)\n", what, *detail ? ": " : "", detail);
    return STATUS_USAGE;
}

/* getopt() itself would call the program by its whole path, and not say where help is. */
static int complain_of_option(int what, char *const argv[])
{
    const char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt > 0 && optopt < OPTION_EXERCISE;
    const char *word = is_letter ? letter : argv[optind - 1];

    return what == ':' ? complain("a value is missing after", word)
                       : complain("there is no such option", word);
}

static bool parse_chunk(const char *text, size_t *ret_chunk)
{
    char *end;

    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' || value < 1 ||
        value > FEED_CHUNK_MAX)
        return false;
    *ret_chunk = value;
    return true;
}

/* Digits, whose end is told. */
static bool parse_seconds(const char *text, char **ret_end, double *ret_seconds)
{
    *ret_seconds = strtod(text, ret_end);
    return *ret_end != text && *ret_seconds >= 0.0 && *ret_seconds <= 1e9;
}

static bool parse_calibration(const char *text, struct replay_options *options)
{
    const char *at = strchr(text, '@');
    char *end;

    if (!at)
        return false;
    if (!parse_seconds(at + 1, &end, &options->calibrate_at_s) || *end != '\0')
        return false;
    for (int kind = 0; kind < CALIBRATION_KINDS; kind++) {
        const char *name = calibration_kind_name((enum calibration_kind)kind);

        if (kind != CALIBRATION_SPAN && strlen(name) == (size_t)(at - text) &&
            strncmp(text, name, (size_t)(at - text)) == 0) {
            options->calibration = (enum calibration_kind)kind;
            options->calibrates = true;
        }
    }
    return options->calibrates;
}

static bool parse_unplug(const char *text, struct replay_options *options)
{
    const char *at = strchr(text, '@');
    char *end;
    double for_s;

    if (!at || at == text || (size_t)(at - text) >= sizeof(options->unplugged) ||
        !parse_seconds(at + 1, &end, &options->unplug_from_s))
        return false;
    options->unplug_until_s = INFINITY;
    if (*end == '+') {
        if (!parse_seconds(end + 1, &end, &for_s))
            return false;
        options->unplug_until_s = options->unplug_from_s + for_s;
    }
    memcpy(options->unplugged, text, (size_t)(at - text));
    options->unplugged[at - text] = '\0';
    return *end == '\0';
}

/* Writes out what is buffered. Returns the status given, or 1 when standard output has failed. */
static int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "lumbar-replay: standard output: %s\n", strerror(errno));
    return STATUS_FAILED;
}

static int print_and_finish(const char *text)
{
    fputs(text, stdout);
    return finish_output(STATUS_OK);
}

int main(int argc, char *argv[])
{
    struct replay_options options = {.chunk = FEED_CHUNK_DEFAULT, .load_kg = NAN};
    const char *problem;
    bool pose = false, look = false;

    setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1;) {
        switch (option) {
        case OPTION_EXERCISE:
            options.exercise = optarg;
            break;
        case OPTION_ROUTINE:
            return complain("routines are not known yet", optarg);
        case OPTION_PRESCRIPTION:
            if (prescription_parse(optarg, &options.prescription, &options.load_kg, &problem) < 0)
                return complain("the prescription cannot be understood", problem);
            options.prescribed = true;
            break;
        case OPTION_PROFILES:
            options.profiles = optarg;
            break;
        case OPTION_ATTITUDE:
            options.sensor = optarg;
            break;
        case OPTION_POSE:
            pose = true;
            break;
        case OPTION_LOOK:
            look = true;
            break;
        case OPTION_PLOT:
            options.plot = optarg;
            break;
        case OPTION_CALIBRATE:
            if (!parse_calibration(optarg, &options))
                return complain("--calibrate needs KIND@SECONDS, such as body@3", optarg);
            break;
        case OPTION_UNPLUG:
            if (!parse_unplug(optarg, &options))
                return complain("--unplug needs ROLE@SECONDS[+SECONDS], such as thorax@12.5+5",
                                optarg);
            break;
        case OPTION_CHUNK:
            if (!parse_chunk(optarg, &options.chunk))
                return complain("--chunk needs a number of bytes from 1 to 16777216", optarg);
            break;
        case OPTION_HELP:
            return print_and_finish(help);
        case OPTION_VERSION:
            return print_and_finish("lumbar-replay " LUMBAR_VERSION "\n");
        default:
            return complain_of_option(option, argv);
        }
    }
    if (argc - optind != 1)
        return complain(argc == optind ? "a FILE is missing" : "only one FILE can be replayed", "");
    options.file = argv[optind];
    if (options.sensor && (pose || look || options.exercise || options.prescribed))
        return complain("--attitude stands alone", "");
    if (look && (pose || options.exercise || options.prescribed))
        return complain("--look recognises: it stands alone", "");
    if (options.plot && (options.sensor || pose || look))
        return complain("--plot draws events: it does not go with --attitude, --pose or --look",
                        "");

    int status = options.sensor ? replay_attitude(&options)
                 : pose         ? replay_pose(&options)
                 : look         ? replay_look(&options)
                                : replay_events(&options);
    return finish_output(status);
}

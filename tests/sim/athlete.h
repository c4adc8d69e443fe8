/* SPDX-License-Identifier: MIT */
/*
 * athlete.h - a simulated athlete as a source of samples.
 *
 * A jointed body follows a script (stand, walk, set up, repeat, put away). Segment motion is
 * smooth in closed form, so the signals of a sensor on a segment follow from it without
 * integration or differencing; then the errors of real sensors are laid over them. Everything that
 * is random comes from the seed: the same options give the same samples and the same truth.
 *
 * The truth goes to a file of its own; truth.h says what is in it and how it is defined.
 */
#ifndef LUMBAR_SIM_ATHLETE_H
#define LUMBAR_SIM_ATHLETE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "form_fault.h"
#include "source.h"

#define SIM_EXERCISES_MAX 16
#define SIM_ACTIVITIES_MAX 32

/* A stretch of life in the gym without a set. */
struct sim_activity {
    char name[16]; /* stand walk idle phone plates sit stretch grip unrack life */
    double duration_s;
};

struct sim_form_fault {
    bool asked;
    double severity; /* in the fault's own unit: form_fault.h */
    unsigned from;   /* first repetition (of each side) that shows it, from 1; second of a hold */
};

/* NAN in a number that is said to have its own default: take that. */
struct sim_athlete_options {
    uint64_t seed;
    size_t exercise_count;
    char exercise[SIM_EXERCISES_MAX][48]; /* ids; each is done with all its sets, in this order */
    size_t activity_count;
    struct sim_activity activity[SIM_ACTIVITIES_MAX]; /* done before the first exercise */
    unsigned reps;                                    /* 1..200 a set */
    unsigned sets;                                    /* 1..50 an exercise */
    double rest_s;                                    /* between two sets, walking included; >= 0 */
    double tempo_s[4]; /* down, pause, up, pause; NAN = the exercise's own */
    double range;      /* fraction of the exercise's full range, 0.1..1.2 */
    double speed_loss; /* fraction of concentric speed lost from the first to the last, 0..0.9 */
    unsigned partials; /* attempts that stop short of half the range, after each set's reps */
    double range_loss; /* fraction of range lost from the first to the last, 0..0.6 */
    double hold_s;     /* of exercises that are held; NAN = the exercise's own */
    struct sim_form_fault fault[FORM_FAULTS];
    bool faults_asked;     /* any of them */
    char moved_role[32];   /* the sensor that FAULT_MOVED_SENSOR is about */
    double load_kg;        /* bar with plates; NAN = what suits exercise and athlete */
    double height_m;       /* 1.4..2.2; NAN = by seed */
    double mass_kg;        /* 35..200; NAN = by seed */
    double lumbar_max_deg; /* 25..90; NAN = by seed */
    double depth;          /* multiplies how far exercises go, 0.7..1.2; NAN = by seed */
    double knee_style_deg; /* added to the knees in hinges, -14..25; NAN = by seed */
    double lead_s;         /* quiet standing before everything */
    double tail_s;         /* quiet standing after everything */
    double walk_s;         /* walking before each set and after the last */
    char sensors[512];     /* comma list of ROLE or ROLE@HZ; "all" */
    double rate_hz;        /* of sensors that do not say their own, 1..2000 */
    bool ideal;            /* no sensor errors, no strap offsets: sensor axes are segment axes */
    double noise_scale;    /* multiplies noise, bias, scale and misalignment errors; 1 = typical */
    unsigned foot_cells;   /* 2: left and right; 4: front and rear of each */
    bool any_mount;        /* strapped on with any side up, by seed; false: x forward, z up */
    double placement_deg;  /* standard deviation of the strap's angle on the segment */
    double soft_tissue;    /* share of a segment's lean by which its sensor slips; 0.01 is usual */
    double wobble;         /* how loose the straps are: 1 is usual */
    double misplaced_deg;  /* every sensor is turned by just that, about an axis by seed, 0..20 */
    double misplaced_m;    /* and sits that far from its place, 0..0.05 */
    double gaps_per_s;     /* chance of a gap of 50 to 300 ms, per second and sensor */
    double clock_ppm;      /* largest rate error of a sensor's clock; stamps only */
    double clock_offset_s; /* largest offset of a sensor's clock; stamps only */
    char truth_path[512];  /* "" = none */
};

void sim_athlete_defaults(struct sim_athlete_options *ret_options);

/*
 * Takes one long option (its name without the dashes). Returns 1 when it was taken, 0 when the
 * name is not one of the athlete's, -EINVAL with a message that names it when the value is bad.
 */
int sim_athlete_option(struct sim_athlete_options *options, const char *name, const char *value);
/* 1: it needs a value; 0: it stands alone; -ENOENT: not one of the athlete's. */
int sim_athlete_option_arity(const char *name);
/* The athlete's part of --help. */
void sim_athlete_help(FILE *out);

/*
 * On error prints what is wrong and returns -EINVAL (an option out of its range, an unknown
 * exercise, activity, role or fault), -ENOMEM, or the error of writing the truth.
 */
int sim_athlete_open(const struct sim_athlete_options *options, struct sim_source **ret_source);

/*
 * Writes all samples of a source to a recording (DESIGN, "Recording"), as fast as they come. The
 * times are those of sampling: a recording comes from a hub, which has aligned the clocks.
 * Returns 0 or -errno.
 */
int sim_record(struct sim_source *source, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * axes_check.h - whether accelerometer and gyroscope of one IMU tell of the same turning.
 *
 * Carried along by the gyroscope, gravity stands still while the sensor turns, and what else the
 * accelerometer feels comes and goes. When two axes of one of the two are exchanged, when one
 * points the wrong way, or when the gyroscope tells degrees for radians or has another range than
 * its driver believes, gravity wanders: a mistake in a mount matrix, a driver or a configuration.
 *
 * Four seconds of movement are carried along as the gyroscope says, and as it would say had it one
 * of the usual mistakes. Believed is the mistake with which gravity stands much stiller, over and
 * over. What swings like a pendulum takes its "gravity" along, and what is pushed to and fro
 * shakes it: neither looks stiller by any mistake than it looks as it is, or than if it were not
 * turned at all, so nothing is said of it. What is said to whirl for seconds as nothing does that
 * is worn or lifted has another unit, too; and so has what is worn and says that it hardly turns
 * while gravity swings.
 */
#ifndef LUMBAR_CORE_AXES_CHECK_H
#define LUMBAR_CORE_AXES_CHECK_H

#include <stdbool.h>

#include "core/vec3.h"

#define AXES_CHECK_BLOCK_S 0.1 /* design value: long against noise, short against a movement */
#define AXES_CHECK_BLOCKS 40   /* of 0.1 s: about a repetition */
#define AXES_CHECK_AXES 48     /* ways to put three axes in order and sign; the first is right */
#define AXES_CHECK_SCALES 4    /* by which the gyroscope's rates may have to be multiplied */
#define AXES_CHECK_MISTAKES (AXES_CHECK_AXES + AXES_CHECK_SCALES)

enum axes_verdict {
    AXES_ALIKE,    /* or nothing is known */
    AXES_MIXED_UP, /* in order or sign */
    AXES_SCALED,   /* the gyroscope turns too far or too little */
};

/* A tenth of a second. */
struct axes_block {
    double pull[3];  /* whither the force goes, as long as that of gravity */
    double size;     /* m/s^2, of the mean force */
    double turn[3];  /* rad, as the gyroscope says, less what it says on the mean */
    double known[3]; /* rad, with what is known of its errors taken off */
    double told[3];  /* rad/s, as the gyroscope says, on the mean, */
    double trembles; /* (rad/s)^2, and mean square off that */
};

struct axes_check {
    double block_s; /* of the block under way */
    unsigned count;
    double accel[3]; /* sum over the block */
    double turn[3];  /* rad, over the block */
    double square;   /* (rad/s)^2, sum over the block */

    struct axes_block blocks[AXES_CHECK_BLOCKS]; /* a ring */
    unsigned newest;
    unsigned filled;
    unsigned new_blocks; /* since it was looked at them */
    double rate[3];      /* rad/s, mean of many repetitions: what comes back has not turned */
    double rate_s;       /* over so long */

    /* (m/s^2)^2, leaky sums of how far gravity wandered */
    double as_is;
    double unturned;
    double varies;                        /* likewise of how much the size of the force changed */
    double mistaken[AXES_CHECK_MISTAKES]; /* 0 is not used */
    unsigned run[AXES_CHECK_MISTAKES];    /* looks in a row which each of these explains */
    unsigned looks;                       /* in which there was something to see */
    unsigned proven;                      /* looks in a row in which no mistake looked better */
    double weight;                        /* of those sums: of how many looks they are */
    double near;        /* share of the time in which the force was near gravity, leaky mean */
    double near_s;      /* over so long */
    double light_s;     /* for so long it has always been less than half of gravity */
    unsigned off_looks; /* in a row in which its mean was far from that of gravity */
    double whirl;       /* rad/s, leaky mean of how fast it says that it turns */
    double whirl_s;     /* over so long */
    enum axes_verdict verdict;
    bool suspect;         /* a mistake explains the newest look: it may yet be chance */
    bool whirls;          /* it tells degrees: what it hardly does looks like a movement */
    unsigned blind_looks; /* in a row in which it hardly turned while gravity swung */
    bool blind;           /* so it tells but a small part of what it turns */
    unsigned drift_looks; /* in a row, of those in which gravity stood: yet it said that it moves */
};

/* What is believed of the gyroscope's errors. */
struct axes_errors {
    const double *bias;  /* rad/s */
    const double *scale; /* fraction by which the rate must be raised */
};

void axes_check_reset(struct axes_check *check);

/* The signal begins anew: after a gap, or after values that are not to be believed. */
void axes_check_begin(struct axes_check *check);

/* accel: m/s^2; anglvel: rad/s, as measured. Each sample comes this way. */
static inline void axes_check_push(struct axes_check *check, const double accel[3],
                                   const double anglvel[3], double dt_s)
{
    vec3_add(check->accel, check->accel, accel);
    vec3_add_scaled(check->turn, anglvel, dt_s);
    check->square += vec3_norm_squared(anglvel);
    check->count++;
    check->block_s += dt_s;
}

/* A tenth of a second is over, and it can be looked at. */
static inline bool axes_check_is_due(const struct axes_check *check)
{
    return check->block_s >= AXES_CHECK_BLOCK_S;
}

void axes_check_look(struct axes_check *check, const struct axes_errors *errors);

/* What is to be believed of its gyroscope. worn, or held: a carriage on rails may be pushed without
 * turning at all, nobody who lives is. */
enum axes_verdict axes_check_verdict(const struct axes_check *check, bool worn);

/* The force has seldom been near that of gravity, far below it for as long as nothing falls, or far
 * off on the mean of seconds: another unit, or another range. */
bool axes_check_gravity_is_off(const struct axes_check *check);

#endif

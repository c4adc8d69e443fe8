/* SPDX-License-Identifier: MIT */
/*
 * calibration_kinds.h - the words in which calibrations are asked for and told of.
 */
#ifndef LUMBAR_CORE_CALIBRATION_KINDS_H
#define LUMBAR_CORE_CALIBRATION_KINDS_H

#define CALIBRATION_KINDS 5
enum calibration_kind {
    CALIBRATION_GYRO,  /* all IMUs lie still */
    CALIBRATION_BODY,  /* the athlete stands, bends, slumps and arches */
    CALIBRATION_TARE,  /* load cells without load */
    CALIBRATION_ACCEL, /* one IMU on each of its six sides */
    CALIBRATION_SPAN,  /* load cells without load, then below a known weight */
};

enum calibration_verdict {
    CALIBRATION_PROGRESS, /* the step goes on */
    CALIBRATION_STEP,     /* it is done, another one follows */
    CALIBRATION_AGAIN,    /* it was no good, the reason says why; it is to be done again */
    CALIBRATION_DONE,     /* the last step has been accepted */
    CALIBRATION_REFUSED,  /* the calibration has ended without effect, the reason says why */
};

/* What the athlete is to do. */
enum calibration_task {
    CALIBRATION_TASK_NONE,
    CALIBRATION_TASK_STILL,  /* nothing may move */
    CALIBRATION_TASK_STAND,  /* upright and still */
    CALIBRATION_TASK_BEND,   /* bend forward from the hips and come up again */
    CALIBRATION_TASK_RANGE,  /* round the lower back as far as it goes, then arch it */
    CALIBRATION_TASK_EMPTY,  /* nothing on the load cells */
    CALIBRATION_TASK_SIDE,   /* lay the sensor on another side */
    CALIBRATION_TASK_WEIGHT, /* put the weight on a plate that has not had it */
};

/* The lower back's largest flexion and extension from standing, degrees, both positive. */
struct lumbar_range {
    double flexion_deg;
    double extension_deg;
};

/* What a lower back can do; research note 4.4. */
#define LUMBAR_FLEXION_LEAST_DEG 20.0
#define LUMBAR_FLEXION_MOST_DEG 90.0
#define LUMBAR_EXTENSION_LEAST_DEG 5.0
#define LUMBAR_EXTENSION_MOST_DEG 45.0

#define CALIBRATION_ANY_SENSOR (-1)

struct calibration_request {
    enum calibration_kind kind;
    int sensor;       /* accel, span: place of the one; CALIBRATION_ANY_SENSOR = the only one */
    double weight_kg; /* span; CALIBRATION_WEIGHT_MIN_KG to CALIBRATION_WEIGHT_MAX_KG */
};

#define CALIBRATION_WEIGHT_MIN_KG 1.0
#define CALIBRATION_WEIGHT_MAX_KG 500.0

/* "gyro", "body", "tare", "accel", "span" */
const char *calibration_kind_name(enum calibration_kind kind);
/* "progress", "step", "again", "done", "refused" */
const char *calibration_verdict_name(enum calibration_verdict verdict);
/* "none", "still", "stand", "bend", "range", "empty", "side", "weight" */
const char *calibration_task_name(enum calibration_task task);

#endif

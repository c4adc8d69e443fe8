/* SPDX-License-Identifier: MIT */
/*
 * handling.h - repetitions told from the fetching of a weight before them and the setting down
 * after.
 *
 * Who bends for a bar, rises with it and later puts it back moves the body as a repetition does.
 * But it keeps another time: at the floor the weight is gripped and let go, before the first
 * repetition and after the last one stands a while, and what bears no weight is done at another
 * pace. By the bends of the body (b; B: of another time) and how long it stands between them (.;
 * -):
 *
 *   from a rack             b.b.b.b     all of them are repetitions
 *   from the floor          B.b.b.B     the last is none: without the weight one rises
 *   fetched from the floor  B-b.b-B     neither the first nor the last is one
 *
 * Of a hand it is seen as well how far it goes: farther down to the floor than where it turns in
 * the air.
 */
#ifndef LUMBAR_CORE_HANDLING_H
#define LUMBAR_CORE_HANDLING_H

#include <stdbool.h>
#include <stdint.h>

#define HANDLING_REPS 5

/* One movement out and back, whatever it was. */
struct handling_rep {
    int64_t start_ns;
    int64_t out_ns;     /* has come to the far end */
    int64_t in_ns;      /* leaves it */
    int64_t half_in_ns; /* is half back */
    int64_t end_ns;
    bool heaved;   /* told by how it goes up and down, not by how it turns */
    bool of_hand;  /* not of a body that bends */
    bool lifts;    /* it goes up first */
    double height; /* m, so far a hand rose and ... */
    double depth;  /* ... sank; 0 = that is not known */
};

struct handling {
    struct handling_rep reps[HANDLING_REPS]; /* the newest repetitions of a set, oldest first */
    unsigned count;
};

void handling_forget(struct handling *handling);
void handling_add(struct handling *handling, const struct handling_rep *rep);
/* The newest is better known now. */
void handling_correct(struct handling *handling, const struct handling_rep *rep);
/* The oldest was none. */
void handling_drop(struct handling *handling);

/* Whether the oldest, after which two more must have come, was the weight being fetched. */
bool handling_fetches(const struct handling *handling);
/* Whether this is, after two at least, the weight being set down; before_ns: when the movement
 * before it, which need not be one of these, had ended. */
bool handling_sets_down(const struct handling *handling, const struct handling_rep *rep,
                        int64_t before_ns);
/* When the newest had ended; 0 = there is none. */
int64_t handling_end_ns(const struct handling *handling);

#endif

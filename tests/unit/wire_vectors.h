/* SPDX-License-Identifier: MIT */
/* wire_vectors.h - reads kmod/vectors/frames.txt. */
#ifndef LUMBAR_TEST_WIRE_VECTORS_H
#define LUMBAR_TEST_WIRE_VECTORS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wire_vector {
    char name[64];
    unsigned char wire[1024];
    size_t len;
    char verdict[16]; /* says, bad or wire */
    char text[1024];  /* what follows the verdict */
};

static FILE *wire_vectors_open(void)
{
    const char *path = getenv("LUMBAR_VECTORS");
    FILE *file = fopen(path ? path : "kmod/vectors/frames.txt", "re");

    if (!file) {
        fprintf(stderr, "kmod/vectors/frames.txt is not there: run from the top of the tree\n");
        exit(1);
    }
    return file;
}

/* Returns 1 and the next vector, or 0 at the end; exits on a file that is not as it should be. */
static int wire_vectors_next(FILE *file, struct wire_vector *ret)
{
    char line[2200], rest[2200];

    memset(ret, 0, sizeof(*ret));
    for (;;) {
        if (!fgets(line, sizeof(line), file))
            return 0;
        if (sscanf(line, "frame %63s", ret->name) == 1)
            break;
    }
    if (!fgets(line, sizeof(line), file) || !fgets(rest, sizeof(rest), file)) {
        fprintf(stderr, "vector %s ends early\n", ret->name);
        exit(1);
    }
    for (unsigned byte; sscanf(line + 2 * ret->len, "%2x", &byte) == 1;)
        ret->wire[ret->len++] = (unsigned char)byte;
    rest[strcspn(rest, "\n")] = '\0';
    if (sscanf(rest, "%15s", ret->verdict) != 1)
        exit(1);
    if (rest[strlen(ret->verdict)] == ' ')
        snprintf(ret->text, sizeof(ret->text), "%s", rest + strlen(ret->verdict) + 1);
    return 1;
}

#endif

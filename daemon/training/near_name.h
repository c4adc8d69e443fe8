/* SPDX-License-Identifier: MIT */
/*
 * near_name.h - "did you mean": which of the known names are close to one that is not known.
 */
#ifndef LUMBAR_TRAINING_NEAR_NAME_H
#define LUMBAR_TRAINING_NEAR_NAME_H

#include <stddef.h>

/*
 * How many single-letter edits (insert, delete, replace, swap of neighbours) lead from a to b: the
 * optimal string alignment distance. Names are compared up to 63 bytes.
 */
unsigned near_name_distance(const char *a, const char *b);

/*
 * Writes the names near to `name`, nearest first and at most `limit` of them, into ret_order as
 * indices for name_at(data, index). Near is: at most a third of its letters wrong, or one contains
 * the other. Returns how many were written.
 */
size_t near_name_find(const char *name, const char *(*name_at)(const void *data, size_t index),
                      const void *data, size_t count, size_t *ret_order, size_t limit);

#endif

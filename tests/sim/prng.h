/* SPDX-License-Identifier: MIT */
/*
 * prng.h - the simulator's own random numbers: the same on every machine for the same seed.
 *
 * xoshiro256** seeded through splitmix64 (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 47, 2021). Each user draws from a stream of its own, named by a
 * word, so that one more sensor does not change what the others see.
 */
#ifndef LUMBAR_SIM_PRNG_H
#define LUMBAR_SIM_PRNG_H

#include <stdint.h>

struct prng {
    uint64_t state[4];
};

void prng_init(struct prng *prng, uint64_t seed, const char *stream);
uint64_t prng_next(struct prng *prng);
double prng_uniform(struct prng *prng, double low, double high); /* low <= x < high */
double prng_normal(struct prng *prng);                           /* mean 0, deviation 1 */
/* mean + deviation * normal, the normal cut off at 2.5: people, not monsters */
double prng_people(struct prng *prng, double mean, double deviation);

#endif

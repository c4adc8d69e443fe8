/* SPDX-License-Identifier: MIT */
#include "prng.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, unsigned k)
{
    return (x << k) | (x >> (64 - k));
}

void prng_init(struct prng *prng, uint64_t seed, const char *stream)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a of the stream's name */

    for (const char *c = stream; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    hash ^= splitmix(&seed);
    for (int i = 0; i < 4; i++)
        prng->state[i] = splitmix(&hash);
}

uint64_t prng_next(struct prng *prng)
{
    uint64_t *s = prng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double prng_uniform(struct prng *prng, double low, double high)
{
    return low + (high - low) * ((double)(prng_next(prng) >> 11) * 0x1p-53);
}

double prng_normal(struct prng *prng)
{
    /* Box and Muller; the second number is thrown away to keep no state but the generator's. */
    double u = 1.0 - prng_uniform(prng, 0.0, 1.0);

    return sqrt(-2.0 * log(u)) * cos(2.0 * M_PI * prng_uniform(prng, 0.0, 1.0));
}

double prng_people(struct prng *prng, double mean, double deviation)
{
    return mean + deviation * fmax(-2.5, fmin(2.5, prng_normal(prng)));
}

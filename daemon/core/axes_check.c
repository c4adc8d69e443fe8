/* SPDX-License-Identifier: MIT */
#include "core/axes_check.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)
#define GRAVITY 9.80665 /* m/s^2, standard gravity */

#define BLOCK_S 0.1             /* design value: long against noise, short against a movement */
#define BLOCK_MOST_S 0.2        /* a gap; design value */
#define SHAKEN 0.04             /* of gravity: more is not only gravity; design value */
#define TURN_MIN (2.0 * DEG)    /* in a block: less says little; design value */
#define TURNED_MIN (60.0 * DEG) /* all in all, before it is judged; design value */
#define MEMORY 0.98             /* at each block that counts: some 50 of them; design value */
#define BAD 0.1 /* design value: alike gives 1, exchanged axes 0 or less on the mean */
#define GOOD 0.6
#define SEEN_MIN 0.5 /* design value: axes that are exchanged do move, elsewhere */

void axes_check_reset(struct axes_check *check)
{
    *check = (struct axes_check){0};
}

/* Both as a change of the direction of gravity, from the middle of one block to that of the next.
 */
static void compare(struct axes_check *check, const double now[3], const double turn[3])
{
    double foretold[3], seen[3];
    vec3_cross(foretold, check->before, turn); /* the world turns against the sensor */
    double size = vec3_norm(foretold);
    if (size < TURN_MIN)
        return;
    vec3_sub(seen, now, check->before);
    check->agree = check->agree * MEMORY + vec3_dot(foretold, seen);
    check->foretold = check->foretold * MEMORY + size * size;
    check->seen = check->seen * MEMORY + vec3_norm_squared(seen);
    check->turned = check->turned * MEMORY + size;
    if (check->turned < TURNED_MIN)
        return;
    double alike = check->agree / check->foretold;
    bool moves = check->seen > SEEN_MIN * check->foretold;
    check->bad = check->bad ? alike < GOOD : moves && alike < BAD;
}

static void end_block(struct axes_check *check)
{
    double mean[3], turn[3];
    vec3_scale(mean, check->accel, 1.0 / check->count);
    bool calm = fabs(vec3_norm(mean) - GRAVITY) < SHAKEN * GRAVITY && vec3_normalize(mean, mean);
    vec3_add(turn, check->turn, check->before_turn);
    vec3_scale(turn, turn, 0.5);
    if (calm && check->has_before)
        compare(check, mean, turn);
    vec3_copy(check->before, mean);
    vec3_copy(check->before_turn, check->turn);
    check->has_before = calm;
}

static void begin_block(struct axes_check *check)
{
    check->block_s = 0.0;
    check->count = 0;
    vec3_set(check->accel, 0.0, 0.0, 0.0);
    vec3_set(check->turn, 0.0, 0.0, 0.0);
}

bool axes_check_push(struct axes_check *check, const double accel[3], const double rate[3],
                     double dt_s)
{
    if (dt_s <= 0.0 || dt_s > BLOCK_MOST_S) {
        begin_block(check);
        check->has_before = false;
        return check->bad;
    }
    vec3_add(check->accel, check->accel, accel);
    vec3_add_scaled(check->turn, rate, dt_s);
    check->count++;
    check->block_s += dt_s;
    if (check->block_s >= BLOCK_S) {
        end_block(check);
        begin_block(check);
    }
    return check->bad;
}

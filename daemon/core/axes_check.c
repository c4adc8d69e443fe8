/* SPDX-License-Identifier: MIT */
#include "core/axes_check.h"

#include <math.h>
#include <stddef.h>

#include "core/quat.h"

#define DEG (3.14159265358979323846 / 180.0)
#define GRAVITY 9.80665 /* m/s^2, standard gravity */

#define LOOK_BLOCKS 20    /* design value: each movement is in two looks */
#define PROVEN_BLOCKS 200 /* design value: who has been right for long is asked seldom */
#define PROVEN 0.9        /* of what it is as it is: nothing looks better; design value */
#define PROVEN_LOOKS 5    /* design value */
#define EXPLAINED 0.5     /* of what it is unturned: it has turned, and rightly; design value */
#define RATE_S 20.0       /* design value: many repetitions, and what turns comes back */
/* Less, in whichever order and sign, looks all the same; design value. */
#define TURNED (8.0 * DEG)

/*
 * Recordings of bars, wrists and trunks, and of a board that is turned and shaken: over several
 * looks no mistake brings the square of how far gravity wanders below 0.45 of what it is as it is
 * (of bars 1.06). A simulated trunk that bends: 0.1. One of physio's gyroscopes, of its second
 * person, fits no turning of its sensor.
 */
#define CALM 1.0        /* m/s^2: who wanders no more is right, or does not turn */
#define MEMORY 0.9      /* at each look: some ten of them; design value */
#define LOOKS 2         /* design value: a knock is in two, but does not look like a mistake */
#define SEEN_MIN 15.0   /* (m/s^2)^2, before it is judged; design value */
#define BAD 0.36        /* of what it is as it is */
#define BAD_TURN 0.5    /* of what it is unturned; a pendulum's "gravity" does not turn */
#define SUSPECT_MIN 3.0 /* (m/s^2)^2, in one look; a board that is moved slowly: 1.9 */
#define GOOD 0.8        /* design value: it was a mistake to say it */
/* Looks in a row that one mistake explains, however little each shows. Recordings of sensors that
 * are right: 3 (a board that is pushed slowly), bars, wrists and trunks none; physio's second
 * person, of whose gyroscopes some are not, 5 of those of which nothing else is known. A squat with
 * half or twice the rate: 9 and more. */
#define RUN 6

#define ALL_AROUND 0.6 /* of gravity's square: no pendulum, it goes all around; design value */
#define BAD_AROUND 0.1 /* of what it is as it is; sensors that are not broken: 0.45 and more */
/*
 * What hangs and swings by up to A feels 3 cos(angle) - 2 cos(A) of gravity: its direction would
 * wander by A^2 / 2, and the size varies by 0.28 A^4, both squared and of gravity's. What feels far
 * more alike than that does not hang, and its gyroscope tells of turns that there are not.
 */
#define PENDULUM 1.12   /* size over the square of direction: 0.28 A^4 / (A^2 / 2)^2 */
#define NO_PENDULUM 0.1 /* of that; design value */

#define NEAR 0.3       /* of gravity off it: no offset makes more; design value */
#define NEAR_S 10.0    /* design value: some repetitions */
#define NEAR_LEAST 0.1 /* of the time; a board that is shaken hard: 0.2; design value */
/* Who feels half of gravity for 2 s is faster downwards by 10 m/s in the end: has fallen 10 m. */
#define LIGHT 0.5
#define LIGHT_S 2.0

/*
 * On the mean of four seconds nobody feels less than gravity but who falls, nor much more to one
 * side of him but who is whirled around: at 3 rad/s it takes a metre's arm to make 1.4 of it. In
 * recordings, where they turn slower, it is 0.55, once, and 0.79 to 1.42.
 */
#define HEAVY 1.5     /* of gravity */
#define TOO_LIGHT 0.6 /* likewise */
#define WHIRLED 3.0   /* rad/s, on the mean */
#define OFF_LOOKS 2   /* design value */

/*
 * Kicks and throws turn a limb by 1500 to 7000 deg/s, for a tenth of a second; nothing that is worn
 * or lifted turns at 1000 for seconds on end, but what turns at 17 deg/s says so in the wrong unit.
 */
#define WHIRL (1000.0 * DEG)
#define WHIRL_S 2.0 /* design value: a sleeve that spins freely slows down sooner */

/*
 * Gravity that swings by so much in four seconds needs some rate: its spread is at most 2.8 s of
 * the rate's rms in recordings (a board that is turned slowly), 0.4 to 1.8 s of what moves to and
 * fro. With degrees told as radians it is twenty and more.
 */
#define SWINGS (GRAVITY * 2.5 * DEG) /* m/s^2, rms off its mean; design value */
#define BLIND_S 10.0
#define SEES_S 3.0
#define BLIND_LOOKS 2 /* design value */

/*
 * A mean rate across gravity while that stands within 2.5 deg, for four seconds: what is
 * uncalibrated is off by 0.17 rad/s in recordings, and the attitude filter believes 0.3 of an
 * offset. What hangs takes its "gravity" along, but is back by then. And a noise of 1.7 deg/s while
 * it lies: that of the worst gyroscopes is 0.3, and what shakes a thing that lies shakes gravity.
 */
#define DRIFTS 0.3                 /* rad/s */
#define TREMBLES 0.03              /* rad/s, rms about the mean of a tenth of a second */
#define LIES (GRAVITY * 0.2 * DEG) /* m/s^2, rms off the mean; design value */
#define DRIFT_LOOKS 2              /* design value */

#define NO_MISTAKE 0 /* the axes as they are */
#define IN_DEGREES 0 /* of these */
static const double SCALES[AXES_CHECK_SCALES] = {DEG, 1.0 / DEG, 0.5, 2.0};

void axes_check_reset(struct axes_check *check)
{
    *check = (struct axes_check){0};
}

/* Turns from the middle of each block to that of the next, as quaternions. */
struct axes_steps {
    double step[AXES_CHECK_BLOCKS][4];
};

static const struct axes_block *block_at(const struct axes_check *check, unsigned i)
{
    return &check->blocks[(check->newest + 1 + i) % AXES_CHECK_BLOCKS];
}

static void set_steps(struct axes_steps *steps, const struct axes_check *check, bool known,
                      double factor)
{
    for (unsigned i = 0; i + 1 < AXES_CHECK_BLOCKS; i++) {
        const struct axes_block *a = block_at(check, i), *b = block_at(check, i + 1);
        double turn[3];
        vec3_add(turn, known ? a->known : a->turn, known ? b->known : b->turn);
        vec3_scale(turn, turn, 0.5 * factor);
        quat_from_rotation_vector(steps->step[i], turn);
    }
}

/* Order and sign of the axes. */
struct axes_order {
    unsigned from[3];
    double sign[3];
};

static void axes_order(struct axes_order *order, unsigned number)
{
    static const unsigned char ORDERS[6][3] = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1},
                                               {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
    for (unsigned i = 0; i < 3; i++) {
        order->from[i] = ORDERS[number / 8][i];
        order->sign[i] = number >> i & 1u ? -1.0 : 1.0;
    }
}

/* How far gravity wanders when it is carried along: (m/s^2)^2, mean square off its mean. */
static double wander(const struct axes_check *check, const struct axes_steps *steps,
                     const struct axes_order *order)
{
    double q[4], force[3], sum[3] = {0.0}, squares = 0.0;
    quat_identity(q);
    for (unsigned i = 0; i < AXES_CHECK_BLOCKS; i++) {
        const struct axes_block *block = block_at(check, i);
        quat_rotate(force, q, block->pull);
        vec3_add(sum, sum, force);
        squares += vec3_norm_squared(force);
        if (!steps || i + 1 == AXES_CHECK_BLOCKS)
            continue;
        const double *s = steps->step[i];
        double step[4] = {s[0], order->sign[0] * s[1 + order->from[0]],
                          order->sign[1] * s[1 + order->from[1]],
                          order->sign[2] * s[1 + order->from[2]]};
        quat_mul(q, q, step);
    }
    double n = AXES_CHECK_BLOCKS;
    return fmax(0.0, squares / n - vec3_norm_squared(sum) / (n * n));
}

/* How much more and less than on the mean it feels: (m/s^2)^2, mean square. */
static double variance(const struct axes_check *check)
{
    double sum = 0.0, squares = 0.0;
    for (unsigned i = 0; i < AXES_CHECK_BLOCKS; i++) {
        double size = check->blocks[i].size;
        sum += size;
        squares += size * size;
    }
    double n = AXES_CHECK_BLOCKS;
    return fmax(0.0, squares / n - sum * sum / (n * n));
}

static bool hangs_not(const struct axes_check *check)
{
    double wanders = check->as_is / (GRAVITY * GRAVITY * check->weight);
    double varies = check->varies / (GRAVITY * GRAVITY * check->weight);
    return varies < NO_PENDULUM * PENDULUM * wanders * wanders;
}

static void conclude(struct axes_check *check, unsigned mistake)
{
    check->verdict = mistake == NO_MISTAKE       ? AXES_ALIKE
                     : mistake < AXES_CHECK_AXES ? AXES_MIXED_UP
                                                 : AXES_SCALED;
    check->whirls = mistake == AXES_CHECK_AXES + IN_DEGREES;
}

/* turned: the newest look was at a turn which the gyroscope explains. */
static void judge(struct axes_check *check, bool turned)
{
    unsigned best = 1, most = 1;
    for (unsigned i = 2; i < AXES_CHECK_MISTAKES; i++)
        if (check->mistaken[i] < check->mistaken[best])
            best = i;
    double least = check->mistaken[best];
    for (unsigned i = 1; i < AXES_CHECK_MISTAKES; i++)
        if (check->run[i] > check->run[most])
            most = i;
    if (least <= PROVEN * check->as_is)
        check->proven = 0;
    else if (turned)
        check->proven++;
    if (check->run[most] >= RUN) {
        conclude(check, most);
        return;
    }
    if (check->looks < LOOKS || check->as_is < SEEN_MIN)
        return;
    bool around = check->as_is > ALL_AROUND * GRAVITY * GRAVITY * check->weight;
    bool better = least < BAD * check->as_is && least < BAD_TURN * check->unturned;
    if (better || ((around || hangs_not(check)) && least < BAD_AROUND * check->as_is))
        conclude(check, best);
    else if (least > GOOD * check->as_is)
        conclude(check, NO_MISTAKE);
}

/* rad, by which it was turned the farthest from where it was first. */
static double most_turned(const struct axes_steps *steps)
{
    double q[4], least = 1.0;
    quat_identity(q);
    for (unsigned i = 0; i + 1 < AXES_CHECK_BLOCKS; i++) {
        quat_mul(q, q, steps->step[i]);
        least = fmin(least, fabs(q[0]));
    }
    return 2.0 * acos(least);
}

/* wandered: (m/s^2)^2, had it mistake i. Returns it. */
static double weigh(struct axes_check *check, unsigned i, double wandered, double explained)
{
    check->mistaken[i] = MEMORY * check->mistaken[i] + wandered;
    check->run[i] = wandered < explained ? check->run[i] + 1 : 0;
    return wandered;
}

/* unturned: (m/s^2)^2, how far gravity has swung in the sensor's axes. */
static void look_for_blindness(struct axes_check *check, double unturned)
{
    double squares = 0.0;
    if (unturned < SWINGS * SWINGS)
        return;
    for (unsigned i = 0; i < AXES_CHECK_BLOCKS; i++)
        squares += vec3_norm_squared(check->blocks[i].turn);
    double rate = sqrt(squares / AXES_CHECK_BLOCKS) / AXES_CHECK_BLOCK_S;
    double spread = sqrt(unturned) / GRAVITY;
    check->blind_looks = spread > BLIND_S * rate ? check->blind_looks + 1 : 0;
    if (check->blind_looks >= BLIND_LOOKS)
        check->blind = true;
    else if (spread < SEES_S * rate)
        check->blind = false;
}

/* unturned: likewise. */
static void look_for_drift(struct axes_check *check, double unturned)
{
    double rate[3] = {0.0}, up[3] = {0.0}, trembles = 0.0;
    if (unturned > SWINGS * SWINGS)
        return;
    for (unsigned i = 0; i < AXES_CHECK_BLOCKS; i++) {
        vec3_add_scaled(rate, check->blocks[i].told, 1.0 / AXES_CHECK_BLOCKS);
        vec3_add(up, up, check->blocks[i].pull);
        trembles += check->blocks[i].trembles / AXES_CHECK_BLOCKS;
    }
    if (!vec3_normalize(up, up))
        return;
    vec3_add_scaled(rate, up, -vec3_dot(rate, up));
    bool moves =
        vec3_norm(rate) > DRIFTS || (unturned < LIES * LIES && trembles > TREMBLES * TREMBLES);
    check->drift_looks = moves ? check->drift_looks + 1 : 0;
}

static void look_at_size(struct axes_check *check)
{
    double size = 0.0, rate = 0.0, force[3] = {0.0};
    for (unsigned i = 0; i < AXES_CHECK_BLOCKS; i++) {
        const struct axes_block *block = &check->blocks[i];
        size += block->size / AXES_CHECK_BLOCKS;
        rate += vec3_norm(block->told) / AXES_CHECK_BLOCKS;
        vec3_add_scaled(force, block->pull, block->size / (AXES_CHECK_BLOCKS * GRAVITY));
    }
    /* Shaking adds to the size, but not to one side. */
    bool heavy = vec3_norm(force) > HEAVY * GRAVITY && rate < WHIRLED;
    check->off_looks = heavy || size < TOO_LIGHT * GRAVITY ? check->off_looks + 1 : 0;
}

static void compare(struct axes_check *check)
{
    struct axes_steps steps;
    struct axes_order order;

    /* The mean of the rate is wrong in the first seconds, and what is believed of its errors when
     * it makes no sense: who is right is right by one of the two. */
    double unturned = wander(check, NULL, NULL);
    look_at_size(check);
    look_for_blindness(check, unturned);
    look_for_drift(check, unturned);
    axes_order(&order, 0);
    set_steps(&steps, check, true, 1.0);
    double as_is = wander(check, &steps, &order);
    check->suspect = false;
    if (as_is < CALM * CALM)
        return;
    set_steps(&steps, check, false, 1.0);
    as_is = fmin(as_is, wander(check, &steps, &order));
    if (as_is < CALM * CALM)
        return;
    bool still = most_turned(&steps) < TURNED;
    check->as_is = MEMORY * check->as_is + as_is;
    check->weight = MEMORY * check->weight + 1.0;
    check->unturned = MEMORY * check->unturned + unturned;
    check->varies = MEMORY * check->varies + variance(check);
    const double explained = fmin(BAD * as_is, BAD_TURN * unturned);
    double least = as_is;
    for (unsigned i = 1; i < AXES_CHECK_AXES; i++) {
        axes_order(&order, i);
        least =
            fmin(least, weigh(check, i, still ? as_is : wander(check, &steps, &order), explained));
    }
    axes_order(&order, 0);
    for (unsigned i = 0; i < AXES_CHECK_SCALES; i++) {
        set_steps(&steps, check, false, SCALES[i]);
        least = fmin(least,
                     weigh(check, AXES_CHECK_AXES + i, wander(check, &steps, &order), explained));
    }
    check->suspect = as_is > SUSPECT_MIN && least < explained;
    check->looks++;
    judge(check, as_is < EXPLAINED * unturned);
}

static void begin_block(struct axes_check *check)
{
    check->block_s = 0.0;
    check->count = 0;
    vec3_set(check->accel, 0.0, 0.0, 0.0);
    vec3_set(check->turn, 0.0, 0.0, 0.0);
    check->square = 0.0;
}

void axes_check_begin(struct axes_check *check)
{
    begin_block(check);
    check->filled = 0;
}

static void end_block(struct axes_check *check, const struct axes_errors *errors)
{
    double block_s = check->block_s;
    check->newest = (check->newest + 1) % AXES_CHECK_BLOCKS;
    struct axes_block *block = &check->blocks[check->newest];
    check->rate_s = fmin(check->rate_s + block_s, RATE_S);
    vec3_scale(block->pull, check->accel, 1.0 / check->count);
    block->size = vec3_norm(block->pull);
    if (block->size > 0.0)
        vec3_scale(block->pull, block->pull, GRAVITY / block->size);
    vec3_scale(block->told, check->turn, 1.0 / block_s);
    block->trembles = fmax(0.0, check->square / check->count - vec3_norm_squared(block->told));
    for (unsigned i = 0; i < 3; i++) {
        check->rate[i] += (check->turn[i] - check->rate[i] * block_s) / check->rate_s;
        block->turn[i] = check->turn[i] - check->rate[i] * block_s;
        block->known[i] = check->turn[i] * (1.0 + errors->scale[i]) - errors->bias[i] * block_s;
    }
    double whirl_s = fmin(check->whirl_s + block_s, WHIRL_S);
    check->whirl += (vec3_norm(check->turn) - check->whirl * block_s) / whirl_s;
    check->whirl_s = whirl_s;
    bool near = fabs(block->size - GRAVITY) < NEAR * GRAVITY;
    check->near_s = fmin(check->near_s + block_s, NEAR_S);
    check->light_s = block->size < LIGHT * GRAVITY ? check->light_s + block_s : 0.0;
    check->near += ((near ? 1.0 : 0.0) - check->near) * block_s / check->near_s;
}

void axes_check_look(struct axes_check *check, const struct axes_errors *errors)
{
    end_block(check, errors);
    begin_block(check);
    if (check->whirl_s >= WHIRL_S && check->whirl > WHIRL)
        conclude(check, AXES_CHECK_AXES + IN_DEGREES); /* until a movement looks best as it is */
    check->new_blocks++;
    if (check->filled < AXES_CHECK_BLOCKS)
        check->filled++;
    unsigned wait = check->proven >= PROVEN_LOOKS ? PROVEN_BLOCKS : LOOK_BLOCKS;
    if (check->filled < AXES_CHECK_BLOCKS || check->new_blocks < wait)
        return;
    check->new_blocks = 0;
    compare(check);
}

enum axes_verdict axes_check_verdict(const struct axes_check *check, bool worn)
{
    const bool drifts = check->drift_looks >= DRIFT_LOOKS;
    return drifts || (worn && check->blind) ? AXES_SCALED : check->verdict;
}

bool axes_check_gravity_is_off(const struct axes_check *check)
{
    return check->light_s >= LIGHT_S || check->off_looks >= OFF_LOOKS ||
           (check->near_s >= NEAR_S && check->near < NEAR_LEAST);
}

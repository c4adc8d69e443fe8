// SPDX-License-Identifier: GPL-2.0-only
/*
 * Products fit 64 bits: within a window x differs by less than 2^26 us (window
 * and longest silence), r by less than 2^34 ns (larger steps start anew), and a
 * rate is less than 2^29.
 */
#include "lumbar_clock.h"

#define SILENCE_MAX_US	10000000	/* longer: another line or clock, design value */
#define STEP_MAX_NS	4000000000LL	/* a delay that grew by this: likewise */
#define JUMP_MIN_NS	100000000	/* errors from here on are not slewed, design value */
#define SLEW_DIVISOR	4		/* steps bend by up to a quarter, design value */
#define RATE_BITS	24
#define RATE_MAX	(25LL << RATE_BITS) /* ns in a us: 2 % (PROTOCOL.md, DATA), and some */
#define NEAR_NS		2000000		/* farther points count no more than this, design value */

void lumbar_clock_init(struct lumbar_clock *c)
{
	memset(c, 0, sizeof(*c));
}

void lumbar_clock_reset(struct lumbar_clock *c)
{
	c->running = false;
}

static s64 above_line(const struct lumbar_clock_point *p, const struct lumbar_clock_point *at,
		      s64 rate)
{
	return p->r_ns - at->r_ns - ((p->x_us - at->x_us) * rate >> RATE_BITS);
}

static s64 line_at(const struct lumbar_clock *c, s64 x_us)
{
	return c->at.r_ns + ((x_us - c->at.x_us) * c->rate >> RATE_BITS);
}

static struct lumbar_clock_point *point(struct lumbar_clock *c, unsigned int age)
{
	return &c->points[(c->newest + LUMBAR_CLOCK_BLOCKS - age) % LUMBAR_CLOCK_BLOCKS];
}

/* Whether b lies on or above the straight line from a to p. */
static bool is_above(const struct lumbar_clock_point *a, const struct lumbar_clock_point *b,
		     const struct lumbar_clock_point *p)
{
	return (b->r_ns - a->r_ns) * (p->x_us - a->x_us) >=
	       (p->r_ns - a->r_ns) * (b->x_us - a->x_us);
}

static unsigned int find_hull(struct lumbar_clock *c, u8 hull[LUMBAR_CLOCK_BLOCKS])
{
	unsigned int size = 1, i;

	hull[0] = (u8)(c->count - 1); /* ages, from the oldest point on */
	for (i = c->count - 1; i-- > 0;) {
		while (size >= 2 && is_above(point(c, hull[size - 2]), point(c, hull[size - 1]),
					     point(c, i)))
			size--;
		hull[size++] = (u8)i;
	}
	return size;
}

/* How far all points are above a line. */
static s64 distance(struct lumbar_clock *c, const struct lumbar_clock_point *at, s64 rate)
{
	s64 sum = 0;
	unsigned int i;

	for (i = 0; i < c->count; i++) {
		s64 above = above_line(point(c, i), at, rate);

		sum += above < NEAR_NS ? above : NEAR_NS;
	}
	return sum;
}

/*
 * The rate of an edge of the hull. While the window is short, one delayed block
 * can tilt it beyond what a clock can be off: then it is the steepest that can
 * be, and the line rests on the corner of the hull that lets it stay below.
 */
static s64 rate_of_edge(struct lumbar_clock *c, const u8 *hull, unsigned int size,
			unsigned int edge, struct lumbar_clock_point *ret_at)
{
	const struct lumbar_clock_point *a = point(c, hull[edge]), *b = point(c, hull[edge + 1]);
	s64 rate = div64_s64((b->r_ns - a->r_ns) * (1LL << RATE_BITS), b->x_us - a->x_us);
	unsigned int i;

	*ret_at = *a;
	if (rate >= -RATE_MAX && rate <= RATE_MAX)
		return rate;

	rate = rate < 0 ? -RATE_MAX : RATE_MAX;
	for (i = 0; i < size; i++)
		if (above_line(point(c, hull[i]), ret_at, rate) < 0)
			*ret_at = *point(c, hull[i]);
	return rate;
}

static void lay_line(struct lumbar_clock *c)
{
	u8 hull[LUMBAR_CLOCK_BLOCKS];
	unsigned int size = find_hull(c, hull), i;
	s64 nearest = S64_MAX;

	c->at = *point(c, hull[0]);
	c->rate = 0;
	for (i = 0; i + 1 < size; i++) {
		struct lumbar_clock_point at;
		s64 rate = rate_of_edge(c, hull, size, i, &at);
		s64 sum = distance(c, &at, rate);

		if (sum <= nearest) {
			nearest = sum;
			c->at = at;
			c->rate = rate;
		}
	}
}

static void begin(struct lumbar_clock *c, u32 clock_us, s64 arrival_ns)
{
	c->running = true;
	c->last_us = clock_us;
	c->x_us = 0;
	c->base_ns = arrival_ns;
	c->newest = 0;
	c->count = 1;
	c->block = 0;
	c->points[0] = (struct lumbar_clock_point){ 0, 0 };
	lay_line(c);
}

/* Keeps the least delayed point of the block. Returns whether the line must be laid anew. */
static bool keep_point(struct lumbar_clock *c, s64 r_ns)
{
	s64 block = div64_s64(c->x_us, LUMBAR_CLOCK_BLOCK_US);
	struct lumbar_clock_point *newest = point(c, 0);
	s64 above = r_ns - line_at(c, c->x_us);

	if (block != c->block) {
		c->block = block;
		c->newest = (c->newest + 1) % LUMBAR_CLOCK_BLOCKS;
		if (c->count < LUMBAR_CLOCK_BLOCKS)
			c->count++;
		newest = point(c, 0);
	} else if (above >= newest->r_ns - line_at(c, newest->x_us)) {
		return false;
	}
	newest->x_us = c->x_us;
	newest->r_ns = r_ns;

	/* A lower point in the newest block bends the hull also when it is above the line. */
	return true;
}

static s64 slew(const struct lumbar_clock *c, s64 target_ns, s64 step_ns)
{
	s64 error = target_ns - (c->stamp_ns + step_ns);
	s64 most = step_ns / SLEW_DIVISOR;

	if (error > JUMP_MIN_NS)
		return target_ns;
	if (error > most)
		error = most;
	if (error < -most)
		error = -most;
	return c->stamp_ns + step_ns + error;
}

s64 lumbar_clock_push(struct lumbar_clock *c, u32 clock_us, s64 arrival_ns)
{
	s32 step_us = (s32)(clock_us - c->last_us);
	s64 r_ns = 0, stamp_ns, step_ns;

	if (step_us < 0 || step_us > SILENCE_MAX_US)
		c->running = false;
	if (c->running) {
		s64 above;

		c->last_us = clock_us;
		c->x_us += step_us;
		r_ns = arrival_ns - c->base_ns - c->x_us * 1000;
		above = r_ns - line_at(c, c->x_us);
		if (above > STEP_MAX_NS || above < -STEP_MAX_NS)
			c->running = false;
	}
	if (!c->running) {
		begin(c, clock_us, arrival_ns);
		step_us = 0;
	} else if (keep_point(c, r_ns)) {
		lay_line(c);
	}

	stamp_ns = c->base_ns + c->x_us * 1000 + line_at(c, c->x_us);
	step_ns = step_us * 1000LL + (step_us * c->rate >> RATE_BITS);
	if (c->stamp_ns)
		stamp_ns = slew(c, stamp_ns, step_ns);
	if (stamp_ns > arrival_ns)
		stamp_ns = arrival_ns; /* nothing comes before it was sampled */
	if (stamp_ns <= c->stamp_ns)
		stamp_ns = c->stamp_ns + 1;
	c->stamp_ns = stamp_ns;
	return stamp_ns;
}

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
#define NEAR_NS		4000000		/* farther points count no more than this, design value */
#define UNUSUAL_NUM	3		/* a block half as wide again as the mean; design value */
#define UNUSUAL_DEN	2
#define UPPER_BLOCKS_MIN 12		/* 3 s, design value */
#define SHARP_NS	20000		/* no edge need be sharper, design value */
#define HOLD_BLOCKS_MIN	20		/* 5 s, design value */
#define HOLD_NS		1000000		/* how far the edges may move apart, design value */
#define MARGIN		6		/* points' mean distance over their number; design value */

void lumbar_clock_init(struct lumbar_clock *c)
{
	memset(c, 0, sizeof(*c));
}

void lumbar_clock_reset(struct lumbar_clock *c)
{
	c->running = false;
}

static s64 line_at(const struct lumbar_clock_line *line, s64 x_us)
{
	return line->at.r_ns + ((x_us - line->at.x_us) * line->rate >> RATE_BITS);
}

static s64 above(const struct lumbar_clock_line *line, const struct lumbar_clock_point *p)
{
	return p->r_ns - line_at(line, p->x_us);
}

static unsigned int ring_index(const struct lumbar_clock *c, unsigned int age)
{
	return (c->newest + LUMBAR_CLOCK_BLOCKS - age) % LUMBAR_CLOCK_BLOCKS;
}

/* Some of the points of a ring, the oldest first. */
struct edge {
	const struct lumbar_clock_point *points;
	unsigned int size;
	u8 index[LUMBAR_CLOCK_BLOCKS];
};

static const struct lumbar_clock_point *edge_point(const struct edge *edge, unsigned int i)
{
	return &edge->points[edge->index[i]];
}

/* Whether b lies on or above the straight line from a to p. */
static bool is_above(const struct lumbar_clock_point *a, const struct lumbar_clock_point *b,
		     const struct lumbar_clock_point *p)
{
	return (b->r_ns - a->r_ns) * (p->x_us - a->x_us) >=
	       (p->r_ns - a->r_ns) * (b->x_us - a->x_us);
}

/* The corners of the lower convex hull. */
static void find_hull(const struct edge *edge, struct edge *ret_hull)
{
	unsigned int n = 0, i;

	ret_hull->points = edge->points;
	for (i = 0; i < edge->size; i++) {
		while (n >= 2 && is_above(edge_point(ret_hull, n - 2), edge_point(ret_hull, n - 1),
					  edge_point(edge, i)))
			n--;
		ret_hull->index[n++] = edge->index[i];
	}
	ret_hull->size = n;
}

/* How far the points are above the line; far ones do not count in full. */
static s64 mean_distance(const struct edge *edge, const struct lumbar_clock_line *line)
{
	s64 sum = 0;
	unsigned int i;

	for (i = 0; i < edge->size; i++) {
		s64 distance = above(line, edge_point(edge, i));

		sum += distance < NEAR_NS ? distance : NEAR_NS;
	}
	return div64_s64(sum, edge->size);
}

/* Moves the line down to where no point is below it. */
static void rest_on(struct lumbar_clock_line *line, const struct edge *edge)
{
	unsigned int i;

	for (i = 0; i < edge->size; i++)
		if (above(line, edge_point(edge, i)) < 0)
			line->at = *edge_point(edge, i);
}

/*
 * The line through two neighbours on the hull. While the window is short, one
 * delayed block can tilt it beyond what a clock can be off: then it is the
 * steepest that can be, and rests on the corner that lets it stay below.
 */
static struct lumbar_clock_line line_along(const struct edge *hull, unsigned int i)
{
	const struct lumbar_clock_point *a = edge_point(hull, i), *b = edge_point(hull, i + 1);
	struct lumbar_clock_line line = { .at = *a };

	line.rate = div64_s64((b->r_ns - a->r_ns) * (1LL << RATE_BITS), b->x_us - a->x_us);
	if (line.rate < -RATE_MAX || line.rate > RATE_MAX) {
		line.rate = line.rate < 0 ? -RATE_MAX : RATE_MAX;
		rest_on(&line, hull);
	}
	return line;
}

/* Of all lines along the hull, the closest to the points. */
static struct lumbar_clock_line line_under(const struct edge *edge)
{
	struct lumbar_clock_line best = { .at = *edge_point(edge, 0) };
	struct edge hull;
	unsigned int i;

	find_hull(edge, &hull);
	for (i = 0; i + 1 < hull.size; i++) {
		struct lumbar_clock_line line = line_along(&hull, i);

		line.apart_ns = mean_distance(edge, &line);
		if (i == 0 || line.apart_ns <= best.apart_ns)
			best = line;
	}
	return best;
}

static void find_lower_edge(const struct lumbar_clock *c, struct edge *ret)
{
	unsigned int age;

	ret->points = c->least;
	ret->size = 0;
	for (age = c->count; age-- > 0;)
		ret->index[ret->size++] = (u8)ring_index(c, age);
}

static s64 block_width(const struct lumbar_clock *c, unsigned int age)
{
	unsigned int i = ring_index(c, age);

	return -c->most[i].r_ns - c->least[i].r_ns;
}

/* Whole blocks only, and without those in which something unusual held frames up. */
static void find_upper_edge(const struct lumbar_clock *c, struct edge *ret)
{
	s64 sum = 0, width_max;
	unsigned int age;

	for (age = 1; age < c->count; age++)
		sum += block_width(c, age);
	width_max = div64_s64(sum * UNUSUAL_NUM, (s64)(c->count - 1) * UNUSUAL_DEN);

	ret->points = c->most;
	ret->size = 0;
	for (age = c->count; age-- > 1;)
		if (block_width(c, age) <= width_max)
			ret->index[ret->size++] = (u8)ring_index(c, age);
}

static void lay_upper_line(struct lumbar_clock *c)
{
	struct edge edge;

	find_upper_edge(c, &edge);
	c->upper = line_under(&edge);
	c->upper.at.r_ns = -c->upper.at.r_ns;
	c->upper.rate = -c->upper.rate;
}

/* From the upper line down to where a parallel to it has no point below. */
static s64 distance_of_edges(const struct lumbar_clock *c, const struct edge *lower)
{
	struct lumbar_clock_line line = { .at = *edge_point(lower, 0), .rate = c->upper.rate };

	rest_on(&line, lower);
	return line_at(&c->upper, line.at.x_us) - line.at.r_ns;
}

/*
 * Whether most points are farther from the lower line than those of the upper
 * edge are from theirs. Most, and not the mean: a few late blocks do not make
 * an edge blunt.
 */
static bool is_upper_sharper(const struct lumbar_clock *c, const struct edge *lower,
			     const struct lumbar_clock_line *line)
{
	s64 near_ns = c->upper.apart_ns;
	unsigned int near = 0, i;

	if (c->count < UPPER_BLOCKS_MIN)
		return false;
	if (c->by_upper)
		near_ns /= 2; /* not to and fro */
	if (near_ns < SHARP_NS)
		near_ns = SHARP_NS;
	for (i = 0; i < lower->size; i++)
		near += above(line, edge_point(lower, i)) <= near_ns;
	return near < lower->size / 2;
}

static void follow_upper_line(struct lumbar_clock *c, const struct edge *lower, s64 lower_apart_ns)
{
	s64 gap_ns = distance_of_edges(c, lower);

	/* Free below: what a luckier frame may reach, so that none comes before its sampling. */
	if (!c->by_upper || c->count < HOLD_BLOCKS_MIN)
		c->gap_ns = gap_ns + div64_s64(MARGIN * lower_apart_ns, c->count);
	if (c->gap_ns < gap_ns)
		c->gap_ns = gap_ns;
	if (c->gap_ns > gap_ns + HOLD_NS)
		c->gap_ns = gap_ns + HOLD_NS;
	c->by_upper = true;
	c->line = c->upper;
	c->line.at.r_ns -= c->gap_ns;
}

static void lay_line(struct lumbar_clock *c)
{
	struct lumbar_clock_line line;
	struct edge lower;

	find_lower_edge(c, &lower);
	line = line_under(&lower);
	if (is_upper_sharper(c, &lower, &line)) {
		follow_upper_line(c, &lower, line.apart_ns);
	} else {
		c->by_upper = false;
		c->line = line;
	}
}

static void begin_block(struct lumbar_clock *c, s64 block, s64 r_ns)
{
	c->block = block;
	c->newest = (c->newest + 1) % LUMBAR_CLOCK_BLOCKS;
	if (c->count < LUMBAR_CLOCK_BLOCKS)
		c->count++;
	c->least[c->newest] = (struct lumbar_clock_point){ c->x_us, r_ns };
	c->most[c->newest] = (struct lumbar_clock_point){ c->x_us, -r_ns };
}

static void begin(struct lumbar_clock *c, u32 clock_us, s64 arrival_ns)
{
	c->running = true;
	c->last_us = clock_us;
	c->x_us = 0;
	c->base_ns = arrival_ns;
	c->count = 0;
	c->by_upper = false;
	begin_block(c, 0, 0);
	lay_line(c);
}

/* Keeps what is extreme in its block, and lays the line anew where that may bend it. */
static void keep_point(struct lumbar_clock *c, s64 r_ns)
{
	const s64 block = div64_s64(c->x_us, LUMBAR_CLOCK_BLOCK_US);
	const s64 off_ns = r_ns - line_at(&c->line, c->x_us);
	struct lumbar_clock_point *least = &c->least[c->newest], *most = &c->most[c->newest];

	if (block != c->block) {
		begin_block(c, block, r_ns);
		lay_upper_line(c);
		lay_line(c);
	} else if (off_ns < above(&c->line, least)) {
		/* This bends the hull also when it is above the line. */
		*least = (struct lumbar_clock_point){ c->x_us, r_ns };
		lay_line(c);
	} else if (off_ns > -most->r_ns - line_at(&c->line, most->x_us)) {
		*most = (struct lumbar_clock_point){ c->x_us, -r_ns };
	}
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
		s64 off_ns;

		c->last_us = clock_us;
		c->x_us += step_us;
		r_ns = arrival_ns - c->base_ns - c->x_us * 1000;
		off_ns = r_ns - line_at(&c->line, c->x_us);
		if (off_ns > STEP_MAX_NS || off_ns < -STEP_MAX_NS)
			c->running = false;
	}
	if (c->running) {
		keep_point(c, r_ns);
	} else {
		begin(c, clock_us, arrival_ns);
		step_us = 0;
	}

	stamp_ns = c->base_ns + c->x_us * 1000 + line_at(&c->line, c->x_us);
	step_ns = step_us * 1000LL + (step_us * c->line.rate >> RATE_BITS);
	if (c->stamp_ns)
		stamp_ns = slew(c, stamp_ns, step_ns);
	if (stamp_ns > arrival_ns)
		stamp_ns = arrival_ns; /* nothing comes before it was sampled */
	if (stamp_ns <= c->stamp_ns)
		stamp_ns = c->stamp_ns + 1;
	c->stamp_ns = stamp_ns;
	return stamp_ns;
}

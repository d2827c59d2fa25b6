// SPDX-License-Identifier: GPL-2.0-only
/*
 * From prefixes, which nest, to intervals, which do not. compile.c explains.
 *
 * The prefixes around the point at hand are kept on a stack. A new one first closes those that
 * end before it; each end gives the space back to the prefix below.
 */
#include "builder.h"

static struct secgroup_addr after(struct secgroup_addr a)
{
	a.lo++;
	a.hi += !a.lo;
	return a;
}

/* From @start on, points belong to @owner. Said twice of the same point, the last word counts. */
static void emit_interval(struct secgroup_builder *b, struct secgroup_addr start, u32 owner)
{
	struct secgroup_program *prog = b->prog;
	struct secgroup_nest *nest = &b->nest;
	u32 i = b->used.start6 + nest->n;

	if (nest->map6) {
		if (nest->n && secgroup_addr_equal(prog->start6[i - 1], start)) {
			prog->value6[i - 1] = owner;
			return;
		}
		prog->start6[i] = start;
		prog->value6[i] = owner;
	} else {
		if (nest->n && b->intervals[nest->n - 1].start == (u32)start.lo)
			nest->n--;
		b->intervals[nest->n] = (struct secgroup_interval){ (u32)start.lo, owner };
	}
	nest->n++;
}

static void push_prefix(struct secgroup_nest *nest, struct secgroup_addr last, u32 owner)
{
	nest->open[nest->depth].last = last;
	nest->open[nest->depth].owner = owner;
	nest->depth++;
}

/* @last is the last point that there is, @owner that of points outside all prefixes. */
static void nest_begin(struct secgroup_builder *b, struct secgroup_map *map, struct secgroup_map6 *map6,
		       struct secgroup_addr last, u32 owner)
{
	b->nest.map = map;
	b->nest.map6 = map6;
	b->nest.n = 0;
	b->nest.depth = 0;
	push_prefix(&b->nest, last, owner);
	emit_interval(b, (struct secgroup_addr){ 0, 0 }, owner);
}

/* The innermost prefix ends; what follows belongs to the one around it. */
static void nest_close(struct secgroup_builder *b)
{
	struct secgroup_nest *nest = &b->nest;
	struct secgroup_addr last = nest->open[--nest->depth].last;

	if (!secgroup_addr_equal(last, nest->open[0].last))
		emit_interval(b, after(last), nest->open[nest->depth - 1].owner);
}

/* Returns the owner of the narrowest prefix around the new one. */
static u32 nest_add(struct secgroup_builder *b, struct secgroup_addr first,
		    struct secgroup_addr last, u32 owner)
{
	struct secgroup_nest *nest = &b->nest;
	u32 parent;

	while (secgroup_addr_less(nest->open[nest->depth - 1].last, first))
		nest_close(b);
	parent = nest->open[nest->depth - 1].owner;
	emit_interval(b, first, owner);
	push_prefix(nest, last, owner);
	return parent;
}

static struct secgroup_addr narrow(u32 point)
{
	return (struct secgroup_addr){ 0, point };
}

void secgroup_intervals_begin(struct secgroup_builder *b, struct secgroup_space *space, u8 family,
			      u32 owner)
{
	if (family == 4)
		nest_begin(b, &space->v4, NULL, narrow(U32_MAX), owner);
	else
		nest_begin(b, NULL, &space->v6, (struct secgroup_addr){ U64_MAX, U64_MAX }, owner);
}

u32 secgroup_intervals_add(struct secgroup_builder *b, const struct secgroup_cidr *cidr, u32 owner)
{
	struct secgroup_addr last = secgroup_cidr_last(cidr);

	if (cidr->family == 4)
		return nest_add(b, narrow((u32)cidr->addr.lo), narrow((u32)last.lo), owner);
	return nest_add(b, cidr->addr, last, owner);
}

void secgroup_intervals_begin_services(struct secgroup_builder *b, struct secgroup_map *map)
{
	nest_begin(b, map, NULL, narrow(SECGROUP_SERVICE_LINE_MAX), SECGROUP_NONE);
}

u32 secgroup_intervals_add_services(struct secgroup_builder *b, const struct secgroup_span *block,
				    u32 owner)
{
	return nest_add(b, narrow(block->lo), narrow(block->hi), owner);
}

void secgroup_intervals_end(struct secgroup_builder *b)
{
	struct secgroup_nest *nest = &b->nest;

	while (nest->depth > 1)
		nest_close(b);
	if (nest->map) {
		*nest->map = secgroup_tree_build(b, nest->n);
		return;
	}
	*nest->map6 = (struct secgroup_map6){ .first = b->used.start6, .last = nest->n - 1 };
	b->used.start6 += nest->n;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A compilation under way: what compile.c and its helpers share. compile.c explains.
 */
#ifndef _SECGROUP_CORE_BUILDER_H
#define _SECGROUP_CORE_BUILDER_H

#include "program-private.h"

/* Prefixes that can nest: /0 to /128, and the outermost. */
#define SECGROUP_NEST_MAX	130

#define SECGROUP_BEGINS_ROW	1
#define SECGROUP_BEGINS_TABLE	2

/**
 * struct secgroup_place - a rule that waits to be put where @index says; later, what several have become
 * @spec: the rule; the first of several
 * @mark: its mark
 * @index: of the row or table
 * @begins: what it is the first of: SECGROUP_BEGINS_ROW, SECGROUP_BEGINS_TABLE
 */
struct secgroup_place {
	const struct secgroup_rule_spec *spec;
	u32 mark;
	u32 index;
	u8 begins;
};

/**
 * struct secgroup_sortable - a rule on its way into an order
 * @key: what it is sorted by at the moment
 * @index: which of the rules it is
 */
struct secgroup_sortable {
	u64 key;
	u32 index;
};

/**
 * struct secgroup_span - points of a line for which a rule stands
 * @lo: the first
 * @hi: the last
 * @mark: of the rule
 */
struct secgroup_span {
	u32 lo;
	u32 hi;
	u32 mark;
};

/**
 * struct secgroup_counts - numbers of elements
 * @rows: elements of &secgroup_program.rows, see secgroup_row_length()
 * @tables: tables
 * @blocks: nodes of the trees of all maps
 * @maps: of &secgroup_program.strips
 * @start6: intervals of IPv6 addresses
 * @listings: prefixes of prefix lists
 * @groups: names and rows of groups and lists, in the hash
 * @intervals: of the map that has most, IPv6 apart
 * @spans: of the row that has most
 * @strips: of the row that has most
 */
struct secgroup_counts {
	u32 rows;
	u32 tables;
	u32 blocks;
	u32 maps;
	u32 listings;
	u32 start6;
	u32 groups;
	u32 intervals;
	u32 spans;
	u32 strips;
};

/**
 * struct secgroup_listed - a prefix of a prefix list, on its way to a listing
 * @cidr: the prefix
 * @number: of the list
 */
struct secgroup_listed {
	struct secgroup_cidr cidr;
	u32 number;
};

/**
 * struct secgroup_nest - prefixes on their way to intervals
 * @map: what they are to become, if they are points of 32 bits, in &secgroup_addr.lo, whose intervals wait in
 *	&secgroup_builder.intervals; else NULL
 * @map6: likewise, if they are IPv6 addresses, whose intervals are in their place already; else NULL
 * @n: number of intervals by now
 * @depth: number of prefixes around the next point, the whole space included
 * @open: their last points and owners, the narrowest last
 */
struct secgroup_nest {
	struct secgroup_map *map;
	struct secgroup_map6 *map6;
	u32 n;
	u32 depth;
	struct {
		struct secgroup_addr last;
		u32 owner;
	} open[SECGROUP_NEST_MAX];
};

/**
 * struct secgroup_builder - a compilation under way
 * @prog: what is made
 * @rules: the rules, in the order of judgement
 * @need: how many elements of everything there can be
 * @used: how many of the program's there are by now
 * @items: rules in the order that is made
 * @spare: room for as many
 * @n_items: how many
 * @places: rules, then rows, then tables: each step replaces a run of them by one
 * @n_places: how many
 * @intervals: of the map at hand, ascending, the first one from 0 on
 * @spans: of the row at hand, by mark
 * @skip: next cell of the row at hand that is not painted, or one on the way there
 * @strips: of the row at hand
 * @names_lists: some rule names a list
 * @lists: the prefix lists that rules name, by number, each once
 * @n_lists: how many
 * @listed: their prefixes in the order of addresses; those that lie in another one of
 *	the same list left out
 * @n_listed: how many
 * @nest: the prefixes at hand
 */
struct secgroup_builder {
	struct secgroup_program *prog;
	const struct secgroup_source_rule *rules;
	struct secgroup_counts need;
	struct secgroup_counts used;
	struct secgroup_sortable *items;
	struct secgroup_sortable *spare;
	u32 n_items;
	struct secgroup_place *places;
	u32 n_places;
	struct secgroup_interval *intervals;
	struct secgroup_span *spans;
	u32 *skip;
	struct secgroup_span *strips;
	bool names_lists;
	const struct secgroup_entries **lists;
	u32 n_lists;
	struct secgroup_listed *listed;
	u32 n_listed;
	struct secgroup_nest nest;
};

/* cond_resched() for loops over rules: each time it would cost as much as what else is done with a rule. */
static inline void secgroup_breathe(u32 i)
{
	if (!(i % 256))
		cond_resched();
}

static inline int secgroup_compare(u32 a, u32 b)
{
	return a == b ? 0 : a < b ? -1 : 1;
}

/* Scratch memory for @n elements, not set to anything; never zero bytes, an odd thing to ask an allocator for. */
static inline void *secgroup_scratch_alloc(u32 n, size_t size)
{
	return secgroup_alloc_unset((n + (size_t)1) * size);
}

/**
 * secgroup_peer_number() - by what a peer is found in the hash
 * @spec: the rule
 *
 * Return: a group, a list, or 0 for a peer that is not there.
 */
static inline u32 secgroup_peer_number(const struct secgroup_rule_spec *spec)
{
	switch (spec->peer) {
	case SECGROUP_PEER_GROUP:
		return spec->peer_gid;
	case SECGROUP_PEER_LIST:
		return SECGROUP_LIST_BIT | spec->prefixes->number;
	default:
		return 0;
	}
}

/**
 * secgroup_order_rules() - sort the rules into the order of judgement
 * @b: its @items and @spare are made
 * @src: the rules; sorted in place
 *
 * Return: 0 or -ENOMEM.
 */
int secgroup_order_rules(struct secgroup_builder *b, const struct secgroup_source *src);

/**
 * secgroup_order_places() - make places of the rules that can match, in the order of rows and tables
 * @b: its @places are made, and @names_lists is set
 * @src: the rules, in the order of judgement: an index is a rank
 *
 * Return: 0 or -ENOMEM.
 */
int secgroup_order_places(struct secgroup_builder *b, const struct secgroup_source *src);

/**
 * secgroup_source_ports() - the source ports that a rule asks for
 * @spec: the rule
 * @n: output: how many ranges; 0: it does not ask (or its list is empty)
 *
 * Return: the ranges.
 */
static inline const struct secgroup_range *
secgroup_source_ports(const struct secgroup_rule_spec *spec, u32 *n)
{
	*n = spec->src_ports ? spec->src_ports->n : spec->n_src_ports;
	return spec->src_ports ? spec->src_ports->ranges : spec->ranges + spec->n_ports;
}

/**
 * secgroup_services_count() - how many ranges of services a rule has
 * @spec: the rule
 *
 * Return: at least 1, but 0 for an empty port list.
 */
u32 secgroup_services_count(const struct secgroup_rule_spec *spec);

/**
 * secgroup_services_span() - one of them
 * @spec: the rule
 * @i: which, less than secgroup_services_count()
 * @mark: of the rule
 *
 * Return: the range.
 */
struct secgroup_span secgroup_services_span(const struct secgroup_rule_spec *spec, u32 i, u32 mark);

/**
 * secgroup_strips_cut() - a rule's services in aligned blocks of powers of two
 * @spec: the rule
 * @mark: of the rule
 * @out: where they are stored, or NULL
 *
 * Return: how many there are; none of a rule without source ports.
 */
u32 secgroup_strips_cut(const struct secgroup_rule_spec *spec, u32 mark,
			struct secgroup_span *out);

/**
 * secgroup_cells_paint() - make cells of spans
 * @b: whose @spans are painted
 * @n: how many; they stand in the order of their marks
 * @cells: output: the cells; room for 2 * @n
 *
 * Return: how many there are.
 */
u32 secgroup_cells_paint(struct secgroup_builder *b, u32 n, struct secgroup_interval *cells);

/**
 * secgroup_tree_length() - what a map takes at most
 * @n: number of intervals that it may have
 *
 * Return: elements of &secgroup_program.blocks.
 */
u32 secgroup_tree_length(u32 n);

/**
 * secgroup_tree_build() - make a map of intervals
 * @b: whose @intervals they are
 * @n: how many; at least one
 *
 * Return: the map, its tree in &secgroup_program.blocks.
 */
struct secgroup_map secgroup_tree_build(struct secgroup_builder *b, u32 n);

/**
 * secgroup_listings_collect() - find the prefix lists that rules name, and their prefixes
 * @b: its @lists and @listed are made
 * @src: the rules
 *
 * Return: 0, -ENOMEM, or -E2BIG if there are more than SECGROUP_PIECES_MAX.
 */
int secgroup_listings_collect(struct secgroup_builder *b, const struct secgroup_source *src);

/**
 * secgroup_listings_build() - make &secgroup_program.listed of @b->listed
 * @b: builder; the lists have their names in the hash
 */
void secgroup_listings_build(struct secgroup_builder *b);

/**
 * secgroup_intervals_begin() - start on a map from addresses of one family to owners
 * @b: its @nest is used until secgroup_intervals_end()
 * @space: where the map goes
 * @family: 4 or 6
 * @owner: of addresses outside all prefixes
 */
void secgroup_intervals_begin(struct secgroup_builder *b, struct secgroup_space *space, u8 family,
			      u32 owner);

/**
 * secgroup_intervals_add() - add a prefix to it
 * @b: builder
 * @cidr: the prefix. They come in the order of their first addresses, of those that start
 *	together the wider one first, and each once
 * @owner: what its addresses are mapped to, unless a narrower prefix follows
 *
 * Return: owner of the narrowest prefix around the new one.
 */
u32 secgroup_intervals_add(struct secgroup_builder *b, const struct secgroup_cidr *cidr, u32 owner);

/**
 * secgroup_intervals_begin_services() - start on a map from services to owners
 * @b: builder
 * @map: where the map goes
 *
 * Services outside all blocks have no owner.
 */
void secgroup_intervals_begin_services(struct secgroup_builder *b, struct secgroup_map *map);

/**
 * secgroup_intervals_add_services() - add an aligned block to it
 * @b: builder
 * @block: the block; order as for secgroup_intervals_add()
 * @owner: what its services are mapped to
 *
 * Return: owner of the narrowest block around the new one.
 */
u32 secgroup_intervals_add_services(struct secgroup_builder *b, const struct secgroup_span *block,
				    u32 owner);

/**
 * secgroup_intervals_end() - finish the map
 * @b: builder
 */
void secgroup_intervals_end(struct secgroup_builder *b);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a program, between compile.c, which explains and makes it, and classify.c.
 *
 * Everything is an index into an array of the program, U32_MAX where there is nothing.
 */
#ifndef _SECGROUP_CORE_PROGRAM_PRIVATE_H
#define _SECGROUP_CORE_PROGRAM_PRIVATE_H

#include "program.h"

#define SECGROUP_NONE		U32_MAX

/* The last point of a service: protocol << 16 | destination port, or ICMP type and code. */
#define SECGROUP_SERVICE_LINE_MAX	0xffffffU

static inline u32 secgroup_service(u8 proto, u16 dport)
{
	return (u32)proto << 16 | dport;
}

/*
 * A *mark* is a rule's rank and, below it, what has to be known of the rule at once: its action, whether it has a
 * helper, and whether it logs. Marks are in the order of ranks, and SECGROUP_NO_RULE is behind them all.
 */
#define SECGROUP_MARK_ACTION	3U
#define SECGROUP_MARK_HELPER	4U
#define SECGROUP_MARK_LOG	8U
#define SECGROUP_MARK_SHIFT	4

/* More rules are refused. */
#define SECGROUP_MARKED_MAX	(SECGROUP_NO_RULE >> SECGROUP_MARK_SHIFT)

static inline u32 secgroup_mark(u32 rank, const struct secgroup_rule_spec *spec)
{
	static_assert(SECGROUP_ACCEPT <= SECGROUP_MARK_ACTION, "every action fits into a mark");

	return rank << SECGROUP_MARK_SHIFT | (spec->log ? SECGROUP_MARK_LOG : 0) |
	       (spec->helper ? SECGROUP_MARK_HELPER : 0) | spec->action;
}

/**
 * struct secgroup_interval - some points of a line, up to the next interval's
 * @start: the first
 * @value: what they are mapped to
 */
struct secgroup_interval {
	u32 start;
	u32 value;
};

#define SECGROUP_BLOCK_KEYS		16
#define SECGROUP_BLOCK_INTERVALS	8

/**
 * union secgroup_block - a node of the tree of a map, one line of most processors' caches
 * @keys: of an inner one: of each node below it the last point before it. The first is not looked at: what is not
 *	behind the second is in the first node. Those that are too many are U32_MAX, behind which no point is
 * @intervals: of a leaf. Those that are too many start at U32_MAX and have the last one's value
 */
union secgroup_block {
	u32 keys[SECGROUP_BLOCK_KEYS];
	struct secgroup_interval intervals[SECGROUP_BLOCK_INTERVALS];
};

/* secgroup_find_tree() halves them so many times. */
static_assert(SECGROUP_BLOCK_KEYS == 16 && SECGROUP_BLOCK_INTERVALS == 8, "the steps of the search");
static_assert(sizeof(union secgroup_block) == SECGROUP_BLOCK_KEYS * sizeof(u32), "all nodes are of one size");

/**
 * struct secgroup_map - points of 32 bits, IPv4 addresses or services, each mapped to an index
 * @first: index of the tree's root in &secgroup_program.blocks, or, if there is no tree, what every point is mapped to
 * @levels: 0: there is no tree, 1: its root is a leaf, and so on
 *
 * The nodes are numbered level by level, as if every inner one had SECGROUP_BLOCK_KEYS below it: those of node n are
 * n * SECGROUP_BLOCK_KEYS + 1 and so on. Inner nodes that nothing leads to are there all the same, and zero; there are
 * no leaves but those that are used. So a tree that has just got one level more takes up to twice as much.
 */
struct secgroup_map {
	u32 first;
	u32 levels;
};

/**
 * struct secgroup_map6 - IPv6 addresses, each mapped to an index
 * @first: of its intervals, which start with address 0, in &secgroup_program.start6 and .value6
 * @last: number of the last one, the first being 0
 */
struct secgroup_map6 {
	u32 first;
	u32 last;
};

/**
 * struct secgroup_space - addresses of both families, each mapped to an index
 * @v4: IPv4's
 * @v6: IPv6's
 */
struct secgroup_space {
	struct secgroup_map v4;
	struct secgroup_map6 v6;
};

/**
 * struct secgroup_row - what the rules of one peer say
 * @last: number of the last one of @cells, the first being 0
 * @strips: index of a map in &secgroup_program.strips, from a service to a row by source port, for the rules
 *	that are particular about it
 * @parent: row of the next wider peer that contains this one
 * @best: smallest mark in this row and all its parents: where a search may end early
 * @cells: services and their best mark, of the rules that take any source port; of a row that a map of @strips leads
 *	to, source ports. Points before the first cell have no rule. Where there are no such rules, there is one that
 *	starts at U32_MAX, which is no point
 *
 * With two cells in the place of one element of &secgroup_program.rows, a row takes secgroup_row_length() of them. One
 * with a single rule is half a line of a cache.
 */
struct secgroup_row {
	u32 last;
	u32 strips;
	u32 parent;
	u32 best;
	struct secgroup_interval cells[];
};

static inline u32 secgroup_row_length(u32 cells)
{
	static_assert(sizeof(struct secgroup_row) == 2 * sizeof(struct secgroup_interval), "an element is two cells");

	return 1 + (cells + 1) / 2;
}

/**
 * struct secgroup_table - the rules of one direction with one local prefix
 * @peers: maps a remote address to the row of the narrowest peer that contains it
 * @parent: table of the next wider local prefix
 * @best: smallest mark in this table and all its parents
 */
struct secgroup_table {
	struct secgroup_space peers;
	u32 parent;
	u32 best;
};

/**
 * struct secgroup_listing - a prefix of a prefix list
 * @number: of the list, with SECGROUP_LIST_BIT
 * @parent: listing around it, of another list: the same prefix or a wider one
 * @best: smallest mark of all rules that name this list or one of the listings around it
 */
struct secgroup_listing {
	u32 number;
	u32 parent;
	u32 best;
};

/* In the hash of groups, the number of a list: not that of a group. */
#define SECGROUP_LIST_BIT	(1U << 31)

/**
 * struct secgroup_group_slot - a slot of the hash of groups and lists
 * @table: of which table, or SECGROUP_NONE: of the program as a whole
 * @gid: group number; of a list, its number with SECGROUP_LIST_BIT
 * @value: SECGROUP_NONE: the slot is free. Of a table: the row of the rules with this group
 *	or list as peer. Of the program: 1 if the group gives inner access, 0 if it is only a peer;
 *	of a list the best mark of the rules that name it
 */
struct secgroup_group_slot {
	u32 table;
	u32 gid;
	u32 value;
};

/* Of which groups the remote address is a member, for this packet and for its answer, and in which lists it is. */
#define SECGROUP_WANTS_MEMBERS		1
#define SECGROUP_WANTS_MEMBERS_BACK	2
#define SECGROUP_WANTS_LISTS		4

/**
 * struct secgroup_program - see compile.c
 * @local: by direction: maps the local address to the table of the narrowest local prefix
 * @tables: the tables
 * @blocks: the trees of all maps of points of 32 bits
 * @rows: the rows, with their cells
 * @default_action: by direction
 * @wants: by direction: what else matters of the remote address, SECGROUP_WANTS_MEMBERS and so on
 * @is_open: by direction: every packet is accepted, and none by a rule with a helper
 * @owners: of the rules, by rank
 * @groups: open-addressing hash, a power of two long and never full
 * @group_mask: length of @groups - 1
 * @n_rules: length of @owners
 * @strips: the maps that rows refer to
 * @listed: maps a remote address to the narrowest listing that contains it
 * @listings: the listings
 * @start6: first addresses of intervals, ascending within a map
 * @value6: what they are mapped to
 * @bytes: of the one allocation that all this lives in
 *
 * Immutable once compiled. What most packets need to be judged stands first, in one line of a cache.
 */
struct secgroup_program {
	struct secgroup_space local[2];
	struct secgroup_table *tables;
	union secgroup_block *blocks;
	struct secgroup_row *rows;
	u8 default_action[2];
	u8 wants[2];
	bool is_open[2];
	void **owners;
	struct secgroup_group_slot *groups;
	u32 group_mask;
	u32 n_rules;
	struct secgroup_map *strips;
	struct secgroup_space listed;
	struct secgroup_listing *listings;
	struct secgroup_addr *start6;
	u32 *value6;
	size_t bytes;
};

/**
 * secgroup_group_slot() - where a group is in the hash, or would be
 * @prog: the program
 * @table: table, or SECGROUP_NONE
 * @gid: group number, or that of a list with SECGROUP_LIST_BIT
 *
 * Return: its slot, or the free slot for it.
 */
static inline struct secgroup_group_slot *
secgroup_group_slot(const struct secgroup_program *prog, u32 table, u32 gid)
{
	/* Odd constants with well mixed bits; the upper half of the product is the hash. */
	u64 hash = (gid * 0x9e3779b97f4a7c15ULL) ^ (table * 0xd1b54a32d192ed03ULL);
	u32 i = (hash >> 32) & prog->group_mask;

	while (prog->groups[i].value != SECGROUP_NONE &&
	       (prog->groups[i].gid != gid || prog->groups[i].table != table))
		i = (i + 1) & prog->group_mask;
	return &prog->groups[i];
}

#endif

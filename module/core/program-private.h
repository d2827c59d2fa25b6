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

/**
 * struct secgroup_slice - part of one of the program's arrays
 * @first: index of its first element
 * @n: number of elements
 */
struct secgroup_slice {
	u32 first;
	u32 n;
};

/**
 * struct secgroup_space - addresses of both families, each mapped to an index
 * @v4: slice of &secgroup_program.start4 and .owner4; starts with address 0
 * @v6: slice of &secgroup_program.start6 and .owner6; likewise
 */
struct secgroup_space {
	struct secgroup_slice v4;
	struct secgroup_slice v6;
};

/**
 * struct secgroup_cell - some points of a line, up to the next cell's
 * @start: first point
 * @rank: of the best rule there
 */
struct secgroup_cell {
	u32 start;
	u32 rank;
};

/**
 * struct secgroup_row - what the rules of one peer say
 * @cells: slice of &secgroup_program.cells, by service: rules that take any source port. Points
 *	before the first cell have no rule
 * @strips: slice of start4/owner4: maps a service to a row by source port, for the rules
 *	that are particular about it; @n is 0 if there are none
 * @parent: row of the next wider peer that contains this one
 * @best: smallest rank in this row and all its parents: where a search may end early
 */
struct secgroup_row {
	struct secgroup_slice cells;
	struct secgroup_slice strips;
	u32 parent;
	u32 best;
};

/**
 * struct secgroup_table - the rules of one direction with one local prefix
 * @peers: maps a remote address to the row of the narrowest peer that contains it
 * @parent: table of the next wider local prefix
 * @best: smallest rank in this table and all its parents
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
 * @best: smallest rank of all rules that name this list or one of the listings around it
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
 *	of a list the best rank of the rules that name it
 */
struct secgroup_group_slot {
	u32 table;
	u32 gid;
	u32 value;
};

/**
 * struct secgroup_program - see compile.c
 * @local: by direction: maps the local address to the table of the narrowest local prefix
 * @listed: maps a remote address to the narrowest listing that contains it
 * @rules: by rank
 * @start6: first addresses of intervals, ascending within a slice
 * @rows: the rows
 * @tables: the tables
 * @cells: cells of all rows
 * @listings: the listings
 * @start4: first points of intervals: IPv4 addresses or services
 * @owner4: row, table or listing of each interval of @start4
 * @owner6: likewise of @start6
 * @groups: open-addressing hash, a power of two long and never full
 * @group_mask: length of @groups - 1
 * @n_rules: length of @rules
 * @default_action: by direction
 * @wants_members: by direction: it matters of which groups the remote address is a member
 * @wants_lists: by direction: likewise in which prefix lists it is
 * @is_open: by direction: every packet is accepted, and none by a rule with a helper
 * @bytes: of the one allocation that all this lives in
 *
 * Immutable once compiled.
 */
struct secgroup_program {
	struct secgroup_space local[2];
	struct secgroup_space listed;
	struct secgroup_source_rule *rules;
	struct secgroup_addr *start6;
	struct secgroup_row *rows;
	struct secgroup_table *tables;
	struct secgroup_cell *cells;
	struct secgroup_listing *listings;
	u32 *start4;
	u32 *owner4;
	u32 *owner6;
	struct secgroup_group_slot *groups;
	u32 group_mask;
	u32 n_rules;
	u8 default_action[2];
	bool wants_members[2];
	bool wants_lists[2];
	bool is_open[2];
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

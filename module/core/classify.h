/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Judging a packet by a program, inline: for the fast path, and for classify.c, where everybody else
 * finds it. compile.c explains the form.
 *
 * What few programs have, the loops from parent to parent, and the searches that are long are out of line. They are
 * given what they need by value: the packet's key can stay in registers, and they have all registers that they need.
 */
#ifndef _SECGROUP_CORE_CLASSIFY_H
#define _SECGROUP_CORE_CLASSIFY_H

#include "program-private.h"

/* Search a tree of so many levels. */
u32 secgroup_find_tree(const union secgroup_block *root, u32 levels, u32 point);

/* What a point of 32 bits is mapped to. */
static __always_inline u32 secgroup_find4(const struct secgroup_program *prog, struct secgroup_map map, u32 point)
{
	if (!map.levels)
		return map.first;
	return secgroup_find_tree(prog->blocks + map.first, map.levels, point);
}

/*
 * Step @by further if what stands there is not behind @point. Which way it goes cannot be foretold, so it has to be a
 * conditional move. If gcc knows where @next is, it makes a branch around an addition of it.
 */
static __always_inline const struct secgroup_interval *
secgroup_step(const struct secgroup_interval *at, size_t by, u32 point)
{
	const struct secgroup_interval *next = at + by;

	OPTIMIZER_HIDE_VAR(next);
	return next->start <= point ? next : at;
}

/*
 * The best mark at a point of a row, its strips and parents apart. So many cells behind the one at hand as are left
 * may still be the right one: half of them, rounded up, are stepped over or left behind.
 */
static __always_inline u32 secgroup_find_cell(const struct secgroup_row *row, u32 point)
{
	const struct secgroup_interval *cell = row->cells;
	size_t left;

	if (point < cell->start)
		return SECGROUP_NO_RULE;
	for (left = row->last; left; left /= 2)
		cell = secgroup_step(cell, (left + 1) / 2, point);
	return cell->value;
}

/*
 * What an address of IPv6 is mapped to. The halves, here and below, for an address as one argument would have the
 * caller align its stack to 16 bytes.
 */
u32 secgroup_find6(const struct secgroup_program *prog, struct secgroup_map6 map, u64 hi, u64 lo);

static __always_inline u32 secgroup_find_address(const struct secgroup_program *prog,
						 const struct secgroup_space *space,
						 const struct secgroup_addr *addr)
{
	if (likely(secgroup_addr_is_v4(*addr)))
		return secgroup_find4(prog, space->v4, (u32)addr->lo);
	return secgroup_find6(prog, space->v6, addr->hi, addr->lo);
}

/* The better of @best and what the rules of a row with source ports say. */
u32 secgroup_judge_strips(const struct secgroup_program *prog, const struct secgroup_row *row, u32 service,
			  u16 sport, u32 best);

/* The better of @best and what a row and its parents say. */
u32 secgroup_judge_rows(const struct secgroup_program *prog, u32 i, u32 service, u16 sport, u32 best);

/* The better of @best and what a table and its parents say by rules that name addresses. */
u32 secgroup_judge_tables(const struct secgroup_program *prog, u32 i, u64 hi, u64 lo, u32 service,
			  u16 sport, u32 best);

/* The better of @best and what the rules of a row say, its parents apart. */
static __always_inline u32 secgroup_judge_row(const struct secgroup_program *prog,
					      const struct secgroup_row *row, u32 service, u16 sport, u32 best)
{
	best = min(best, secgroup_find_cell(row, service));
	if (unlikely(row->strips != SECGROUP_NONE))
		best = secgroup_judge_strips(prog, row, service, sport, best);
	return best;
}

/*
 * Here and in secgroup_judge_address() what may not be there is pointed to before the look whether it is: looked at
 * first, gcc has no register left for the pointer in the fast path, which costs 12 instructions a packet.
 */

/* The better of @best and what the rules of a table say that name addresses, its parents apart. */
static __always_inline u32 secgroup_judge_table(const struct secgroup_program *prog,
						const struct secgroup_table *table,
						const struct secgroup_addr *remote, u32 service, u16 sport,
						u32 best)
{
	u32 i = secgroup_find_address(prog, &table->peers, remote);
	const struct secgroup_row *row = &prog->rows[i];

	if (i == SECGROUP_NONE || row->best >= best)
		return best;
	best = secgroup_judge_row(prog, row, service, sport, best);
	if (row->parent == SECGROUP_NONE)
		return best;
	return secgroup_judge_rows(prog, row->parent, service, sport, best);
}

/* The better of @best and what a table and its parents say by rules that name addresses. */
static __always_inline u32 secgroup_judge_address(const struct secgroup_program *prog, u32 i,
						  const struct secgroup_addr *remote, u32 service, u16 sport,
						  u32 best)
{
	const struct secgroup_table *table = &prog->tables[i];

	if (i == SECGROUP_NONE || table->best >= best)
		return best;
	best = secgroup_judge_table(prog, table, remote, service, sport, best);
	if (likely(table->parent == SECGROUP_NONE))
		return best;
	return secgroup_judge_tables(prog, table->parent, remote->hi, remote->lo, service, sport, best);
}

/* The better of @best and what the rows of the lists say that the remote address is in. */
u32 secgroup_judge_lists(const struct secgroup_program *prog, u32 table, u64 hi, u64 lo, u32 service,
			 u16 sport, u32 best);

/**
 * struct secgroup_by_members - what the remote address's groups say
 * @best: mark of the best rule that names one of them; SECGROUP_NO_RULE: none does
 * @gid: number of the one that gives inner access; 0: none does
 */
struct secgroup_by_members {
	u32 best;
	u32 gid;
};

/**
 * secgroup_judge_members() - ask the remote address's groups
 * @prog: the program
 * @table: of the packet's local address
 * @members: the first membership of the remote address
 * @generation: in which they count
 * @service: of the packet
 * @sport: likewise
 */
struct secgroup_by_members secgroup_judge_members(const struct secgroup_program *prog, u32 table,
						  const struct secgroup_membership *members, u64 generation,
						  u32 service, u16 sport);

/* Do the remote address's groups matter for a packet of @direction, or, if @both, for its answer? */
static __always_inline bool secgroup_wants_members(const struct secgroup_program *prog, u8 direction, bool both)
{
	return prog->wants[direction] & (SECGROUP_WANTS_MEMBERS | (both ? SECGROUP_WANTS_MEMBERS_BACK : 0));
}

/* secgroup_classify(), all of @result being output. */
static __always_inline void
secgroup_classify_inline(const struct secgroup_program *prog, const struct secgroup_key *key,
			 const struct secgroup_membership *members, u64 generation,
			 struct secgroup_result *result)
{
	u32 table = secgroup_find_address(prog, &prog->local[key->direction], &key->local);
	u32 service = secgroup_service(key->proto, key->dport), best = SECGROUP_NO_RULE;
	u8 wants = prog->wants[key->direction];

	result->gid = 0;
	if (members && (wants & SECGROUP_WANTS_MEMBERS)) {
		struct secgroup_by_members by =
			secgroup_judge_members(prog, table, members, generation, service, key->sport);

		if (by.gid) {
			result->stage = SECGROUP_STAGE_INNER;
			result->action = SECGROUP_ACCEPT;
			result->flags = 0;
			result->rank = SECGROUP_NO_RULE;
			result->gid = by.gid;
			return;
		}
		best = by.best;
	}
	if (unlikely(wants & SECGROUP_WANTS_LISTS))
		best = secgroup_judge_lists(prog, table, key->remote.hi, key->remote.lo, service, key->sport, best);
	best = secgroup_judge_address(prog, table, &key->remote, service, key->sport, best);
	if (best == SECGROUP_NO_RULE) {
		result->stage = SECGROUP_STAGE_DEFAULT;
		result->action = prog->default_action[key->direction];
		result->flags = 0;
		result->rank = SECGROUP_NO_RULE;
		return;
	}
	result->stage = SECGROUP_STAGE_RULE;
	result->action = best & SECGROUP_MARK_ACTION;
	result->flags = best;
	result->rank = best >> SECGROUP_MARK_SHIFT;
}

/* Accepted, and not by a rule whose helper has to read along. */
static __always_inline bool secgroup_accepts_without_helper(const struct secgroup_result *result)
{
	return result->action == SECGROUP_ACCEPT && !(result->flags & SECGROUP_MARK_HELPER);
}

/* Would the answer to a packet be accepted, too, which was judged in @stage? */
bool secgroup_accepts_reverse(const struct secgroup_program *prog, struct secgroup_key key, u8 stage,
			      const struct secgroup_membership *members, u64 generation);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judging a packet by a program. compile.c explains the form.
 */
#include "program-private.h"

/*
 * The searches halve [base, base + n) until one interval is left: always as many steps as n says,
 * so that the only branch is the loop's, and the choice becomes a conditional move.
 * The first interval starts at or before @point.
 */
static __always_inline u32 find4(const struct secgroup_program *prog, struct secgroup_slice s, u32 point)
{
	const u32 *base = prog->start4 + s.first;
	size_t n = s.n;

	while (n > 1) {
		const u32 *middle = base + n / 2;

		base = *middle <= point ? middle : base;
		n -= n / 2;
	}
	return prog->owner4[base - prog->start4];
}

static u32 find6(const struct secgroup_program *prog, struct secgroup_slice s,
		 struct secgroup_addr point)
{
	const struct secgroup_addr *base = prog->start6 + s.first;
	size_t n = s.n;

	while (n > 1) {
		const struct secgroup_addr *middle = base + n / 2;

		base = secgroup_addr_less(point, *middle) ? base : middle;
		n -= n / 2;
	}
	return prog->owner6[base - prog->start6];
}

static __always_inline u32 find_address(const struct secgroup_program *prog,
					const struct secgroup_space *space, struct secgroup_addr addr)
{
	if (secgroup_addr_is_v4(addr))
		return find4(prog, space->v4, (u32)addr.lo);
	return find6(prog, space->v6, addr);
}

/* The best rank at a point of a row, its strips and parents apart. */
static u32 find_cell(const struct secgroup_program *prog, const struct secgroup_row *row,
		     u32 point)
{
	const struct secgroup_cell *base = prog->cells + row->cells.first;
	size_t n = row->cells.n;

	if (!n || point < base->start)
		return SECGROUP_NO_RULE;
	while (n > 1) {
		const struct secgroup_cell *middle = base + n / 2;

		base = middle->start <= point ? middle : base;
		n -= n / 2;
	}
	return base->rank;
}

/* The better of @best and what the rules with source ports say. */
static u32 judge_strips(const struct secgroup_program *prog, const struct secgroup_row *row,
			u32 service, u16 sport, u32 best)
{
	u32 i = find4(prog, row->strips, service);

	while (i != SECGROUP_NONE && prog->rows[i].best < best) {
		best = min(best, find_cell(prog, &prog->rows[i], sport));
		i = prog->rows[i].parent;
	}
	return best;
}

/* The better of @best and what a row and its parents say. */
static u32 judge_rows(const struct secgroup_program *prog, const struct secgroup_key *key,
		      u32 i, u32 best)
{
	u32 service = secgroup_service(key->proto, key->dport);

	while (i != SECGROUP_NONE && prog->rows[i].best < best) {
		const struct secgroup_row *row = &prog->rows[i];

		best = min(best, find_cell(prog, row, service));
		if (unlikely(row->strips.n))
			best = judge_strips(prog, row, service, key->sport, best);
		i = row->parent;
	}
	return best;
}

static u32 judge_address(const struct secgroup_program *prog, const struct secgroup_key *key,
			 u32 table, u32 best)
{
	while (table != SECGROUP_NONE && prog->tables[table].best < best) {
		u32 row = find_address(prog, &prog->tables[table].peers, key->remote);

		best = judge_rows(prog, key, row, best);
		table = prog->tables[table].parent;
	}
	return best;
}

static u32 judge_group(const struct secgroup_program *prog, const struct secgroup_key *key,
		       u32 table, u32 gid, u32 best)
{
	while (table != SECGROUP_NONE && prog->tables[table].best < best) {
		u32 row = secgroup_group_slot(prog, table, gid)->value;

		best = judge_rows(prog, key, row, best);
		table = prog->tables[table].parent;
	}
	return best;
}

/* The better of @best and what the rows of the lists say that the remote address is in. */
static u32 judge_lists(const struct secgroup_program *prog, const struct secgroup_key *key,
		       u32 table, u32 best)
{
	u32 i = find_address(prog, &prog->listed, key->remote);

	while (i != SECGROUP_NONE && prog->listings[i].best < best) {
		best = judge_group(prog, key, table, prog->listings[i].number, best);
		i = prog->listings[i].parent;
	}
	return best;
}

/*
 * The remote address's groups: rules that name one of them take part, and one that gives inner
 * access decides at once.
 *
 * Return: number of the group that gave inner access, or 0, with @best brought up to date.
 */
static bool judge_members(const struct secgroup_program *prog, const struct secgroup_key *key,
			  const struct secgroup_memberships *members, u64 generation,
			  u32 table, struct secgroup_result *result)
{
	u32 i;

	for (i = 0; i < members->n; i++) {
		const struct secgroup_membership *m = &members->m[i];
		u32 inner;

		if (!secgroup_membership_holds(m, generation))
			continue;
		inner = secgroup_group_slot(prog, SECGROUP_NONE, m->gid)->value;
		if (inner == SECGROUP_NONE)
			continue;
		if (inner) {
			result->gid = m->gid;
			return true;
		}
		result->rank = judge_group(prog, key, table, m->gid, result->rank);
	}
	return false;
}

struct secgroup_result secgroup_classify(const struct secgroup_program *prog,
					 const struct secgroup_key *key,
					 const struct secgroup_memberships *members,
					 u64 generation)
{
	struct secgroup_result result = { .rank = SECGROUP_NO_RULE };
	u32 table = find_address(prog, &prog->local[key->direction], key->local);

	if (members && prog->wants_members[key->direction] &&
	    judge_members(prog, key, members, generation, table, &result)) {
		result.stage = SECGROUP_STAGE_INNER;
		result.action = SECGROUP_ACCEPT;
		result.rank = SECGROUP_NO_RULE;
		return result;
	}

	if (prog->wants_lists[key->direction])
		result.rank = judge_lists(prog, key, table, result.rank);
	result.rank = judge_address(prog, key, table, result.rank);
	if (result.rank != SECGROUP_NO_RULE) {
		result.stage = SECGROUP_STAGE_RULE;
		result.action = prog->rules[result.rank].spec->action;
	} else {
		result.stage = SECGROUP_STAGE_DEFAULT;
		result.action = prog->default_action[key->direction];
	}
	return result;
}

bool secgroup_program_wants_members(const struct secgroup_program *prog, u8 direction)
{
	return prog->wants_members[direction];
}

bool secgroup_program_is_open(const struct secgroup_program *prog, u8 direction)
{
	return prog->is_open[direction];
}

bool secgroup_program_names(const struct secgroup_program *prog, u32 gid)
{
	return secgroup_group_slot(prog, SECGROUP_NONE, gid)->value != SECGROUP_NONE;
}

bool secgroup_program_names_list(const struct secgroup_program *prog, u32 number)
{
	return secgroup_program_names(prog, SECGROUP_LIST_BIT | number);
}

const struct secgroup_source_rule *secgroup_program_rule(const struct secgroup_program *prog,
							 u32 rank)
{
	return &prog->rules[rank];
}

u32 secgroup_program_size(const struct secgroup_program *prog)
{
	return prog->n_rules;
}

size_t secgroup_program_memory(const struct secgroup_program *prog)
{
	return prog->bytes;
}

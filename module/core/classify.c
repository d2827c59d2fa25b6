// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judging a packet by a program. compile.c explains the form.
 */
#include "classify.h"

static __always_inline const u32 *step_key(const u32 *at, size_t by, u32 point)
{
	const u32 *next = at + by;

	/* As in secgroup_step(). */
	OPTIMIZER_HIDE_VAR(next);
	return *next < point ? next : at;
}

u32 secgroup_find_tree(const union secgroup_block *root, u32 levels, u32 point)
{
	const struct secgroup_interval *interval;
	const u32 *key = root->keys;

	while (--levels) {
		key = step_key(key, 8, point);
		key = step_key(key, 4, point);
		key = step_key(key, 2, point);
		key = step_key(key, 1, point);
		/* As many keys as are before this one, so many nodes are between the root and that below it. */
		key = (const void *)(root + 1) + ((const void *)key - (const void *)root) * SECGROUP_BLOCK_KEYS;
	}
	interval = (const struct secgroup_interval *)key;
	interval = secgroup_step(interval, 4, point);
	interval = secgroup_step(interval, 2, point);
	interval = secgroup_step(interval, 1, point);
	return interval->value;
}

u32 secgroup_find6(const struct secgroup_program *prog, struct secgroup_map6 map, u64 hi, u64 lo)
{
	const struct secgroup_addr point = { hi, lo };
	const struct secgroup_addr *base = prog->start6 + map.first, *next;
	size_t left;

	/* As secgroup_find_cell(). */
	for (left = map.last; left; left /= 2) {
		next = base + (left + 1) / 2;
		base = secgroup_addr_less(point, *next) ? base : next;
	}
	return prog->value6[base - prog->start6];
}

u32 secgroup_judge_strips(const struct secgroup_program *prog, const struct secgroup_row *row, u32 service,
			  u16 sport, u32 best)
{
	u32 i = secgroup_find4(prog, prog->strips[row->strips], service);

	while (i != SECGROUP_NONE && prog->rows[i].best < best) {
		best = min(best, secgroup_find_cell(&prog->rows[i], sport));
		i = prog->rows[i].parent;
	}
	return best;
}

u32 secgroup_judge_rows(const struct secgroup_program *prog, u32 i, u32 service, u16 sport, u32 best)
{
	while (i != SECGROUP_NONE && prog->rows[i].best < best) {
		best = secgroup_judge_row(prog, &prog->rows[i], service, sport, best);
		i = prog->rows[i].parent;
	}
	return best;
}

u32 secgroup_judge_tables(const struct secgroup_program *prog, u32 i, u64 hi, u64 lo, u32 service,
			  u16 sport, u32 best)
{
	const struct secgroup_addr remote = { hi, lo };

	while (i != SECGROUP_NONE && prog->tables[i].best < best) {
		best = secgroup_judge_table(prog, &prog->tables[i], &remote, service, sport, best);
		i = prog->tables[i].parent;
	}
	return best;
}

/* The better of @best and what the rules say that name a group or list. */
static u32 judge_group(const struct secgroup_program *prog, u32 table, u32 gid, u32 service, u16 sport, u32 best)
{
	while (table != SECGROUP_NONE && prog->tables[table].best < best) {
		best = secgroup_judge_rows(prog, secgroup_group_slot(prog, table, gid)->value, service, sport, best);
		table = prog->tables[table].parent;
	}
	return best;
}

u32 secgroup_judge_lists(const struct secgroup_program *prog, u32 table, u64 hi, u64 lo, u32 service,
			 u16 sport, u32 best)
{
	const struct secgroup_addr remote = { hi, lo };
	u32 i = secgroup_find_address(prog, &prog->listed, &remote);

	while (i != SECGROUP_NONE && prog->listings[i].best < best) {
		best = judge_group(prog, table, prog->listings[i].number, service, sport, best);
		i = prog->listings[i].parent;
	}
	return best;
}

/* Rules that name one of them take part, and one that gives inner access decides at once. */
struct secgroup_by_members secgroup_judge_members(const struct secgroup_program *prog, u32 table,
						  const struct secgroup_membership *members, u64 generation,
						  u32 service, u16 sport)
{
	struct secgroup_by_members by = { .best = SECGROUP_NO_RULE };
	const struct secgroup_membership *m;
	u32 inner;

	for (m = members; m; m = secgroup_membership_next(m)) {
		if (!secgroup_membership_holds(m, generation))
			continue;
		inner = secgroup_group_slot(prog, SECGROUP_NONE, m->gid)->value;
		if (inner == SECGROUP_NONE)
			continue;
		if (inner) {
			by.gid = m->gid;
			break;
		}
		by.best = judge_group(prog, table, m->gid, service, sport, by.best);
	}
	return by;
}

struct secgroup_result secgroup_classify(const struct secgroup_program *prog,
					 const struct secgroup_key *key,
					 const struct secgroup_membership *members,
					 u64 generation)
{
	struct secgroup_result result;

	secgroup_classify_inline(prog, key, members, generation, &result);
	return result;
}

bool secgroup_program_names(const struct secgroup_program *prog, u32 gid)
{
	return secgroup_group_slot(prog, SECGROUP_NONE, gid)->value != SECGROUP_NONE;
}

bool secgroup_program_names_list(const struct secgroup_program *prog, u32 number)
{
	return secgroup_program_names(prog, SECGROUP_LIST_BIT | number);
}

void *secgroup_program_owner(const struct secgroup_program *prog, u32 rank)
{
	return prog->owners[rank];
}

u32 secgroup_program_size(const struct secgroup_program *prog)
{
	return prog->n_rules;
}

size_t secgroup_program_memory(const struct secgroup_program *prog)
{
	return prog->bytes;
}

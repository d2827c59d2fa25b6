/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program: the rules of one set of groups, compiled. See compile.c for the form.
 */
#ifndef _SECGROUP_CORE_PROGRAM_H
#define _SECGROUP_CORE_PROGRAM_H

#include "rule.h"

/**
 * struct secgroup_membership - one address is a member of one group, for a time
 * @next: another one of this address, or NULL; in no order. A group may stand more than once, with different times
 * @addr: the address
 * @vpc: number of the VPC in which it is
 * @gid: number of the group
 * @from: first generation in which it is a member
 * @to: first generation in which it is not any more; U64_MAX while there is no end in sight
 */
struct secgroup_membership {
	struct secgroup_membership __rcu *next;
	struct secgroup_addr addr;
	u32 vpc;
	u32 gid;
	u64 from;
	u64 to;
};

/* Context: RCU read side. */
static inline const struct secgroup_membership *secgroup_membership_next(const struct secgroup_membership *m)
{
	return rcu_dereference(m->next);
}

static inline bool secgroup_membership_holds(const struct secgroup_membership *m, u64 generation)
{
	return READ_ONCE(m->from) <= generation && generation < READ_ONCE(m->to);
}

/**
 * struct secgroup_source_group - a group of the set that is compiled
 * @gid: its number; less than 2^31
 * @inner: members may reach each other (P-6); false for enterprise groups, and where
 *	the NIC's type does not have it
 */
struct secgroup_source_group {
	u32 gid;
	bool inner;
};

/**
 * struct secgroup_source_rule - a rule to compile
 * @spec: what it says
 * @owner: what the caller wants back when it decides; must live as long as the program
 * @group: index of its group in (account, id) order among the set's groups
 * @id: its id
 */
struct secgroup_source_rule {
	const struct secgroup_rule_spec *spec;
	void *owner;
	u32 group;
	u32 id;
};

/**
 * struct secgroup_source - input of the compiler
 * @groups: the set
 * @rules: all enabled rules of these groups that apply to the NIC type; in any order.
 *	The compiler sorts this array in place into the order of judgement (P-20).
 * @n_groups: may be 0: everything is dropped, whatever @default_action says (P-8)
 * @n_rules: may be 0
 * @default_action: what happens where nothing matches, by enum secgroup_direction (P-4)
 */
struct secgroup_source {
	const struct secgroup_source_group *groups;
	struct secgroup_source_rule *rules;
	u32 n_groups;
	u32 n_rules;
	u8 default_action[2];
};

#define SECGROUP_NO_RULE	U32_MAX

/**
 * struct secgroup_result - what a program says of a packet
 * @stage: SECGROUP_STAGE_INNER, _RULE or _DEFAULT
 * @action: enum secgroup_action
 * @flags: of the deciding rule, for program-private.h's SECGROUP_MARK_HELPER and SECGROUP_MARK_LOG; other bits mean
 *	nothing
 * @rank: of the deciding rule in the order of judgement; SECGROUP_NO_RULE if none did
 * @gid: the group that gave inner access; 0 if none did
 */
struct secgroup_result {
	u8 stage;
	u8 action;
	u8 flags;
	u32 rank;
	u32 gid;
};

struct secgroup_program;

/*
 * What the rules of one program may add up to. A rule counts the number of its port ranges, or
 * 1 if it has none, and nothing with an empty list; one with source ports, the product of its source ranges and of the
 * aligned blocks of powers of two that its destination ranges are made of (at most 30 for each).
 * The ranges of a port list are those of each rule that names it. The prefixes of prefix lists
 * are counted apart, those of each list once: there may be as many.
 */
#define SECGROUP_PIECES_MAX	(1U << 22)

/**
 * secgroup_program_compile() - compile
 * @src: input
 *
 * Context: may sleep. Cost: n log n in the pieces of the rules, see SECGROUP_PIECES_MAX.
 * Return: a program of the caller's, or an ERR_PTR(): -E2BIG if the rules have more pieces
 * than that, or their lists more prefixes, or if there are 2^28 rules; -ENOMEM if there is no memory.
 */
struct secgroup_program *secgroup_program_compile(const struct secgroup_source *src);

/**
 * secgroup_program_free() - free
 * @prog: or NULL, but no ERR_PTR(). The caller makes sure that no packet is judged by it any more.
 *
 * Context: may sleep.
 */
void secgroup_program_free(struct secgroup_program *prog);

/**
 * secgroup_classify() - inner access (P-6), rules (P-20), default (P-21)
 * @prog: by which rules
 * @key: the packet
 * @members: the first membership of the remote address in the NIC's VPC, or NULL
 * @generation: of the policy by which the packet is judged
 *
 * Context: any; under whatever keeps @prog and @members alive (RCU). Takes no lock, allocates
 * nothing, writes nothing that is shared.
 * Return: what decides, and how.
 */
struct secgroup_result secgroup_classify(const struct secgroup_program *prog,
					 const struct secgroup_key *key,
					 const struct secgroup_membership *members,
					 u64 generation);

/**
 * secgroup_classify_stateless() - does a packet need no session? (P-28)
 * @prog: the program
 * @key: the packet
 * @result: what secgroup_classify() said of it
 * @members: the first membership of the remote address, or NULL: these are the same for its answer
 * @generation: likewise
 *
 * Context: as secgroup_classify().
 * Return: true if both the packet and its exact reverse are accepted, neither by a rule with a
 * helper.
 */
bool secgroup_classify_stateless(const struct secgroup_program *prog,
				 const struct secgroup_key *key,
				 const struct secgroup_result *result,
				 const struct secgroup_membership *members, u64 generation);

/**
 * secgroup_program_names() - does the outcome depend on who is in a group?
 * @prog: the program
 * @gid: the group
 *
 * Return: true if @gid is a peer of one of its rules, other than those with an empty list, or
 *	gives inner access.
 */
bool secgroup_program_names(const struct secgroup_program *prog, u32 gid);

/**
 * secgroup_program_names_list() - does a rule name a list?
 * @prog: the program
 * @number: of a prefix list or port list
 *
 * Return: true if the program would be another if the list had other entries.
 */
bool secgroup_program_names_list(const struct secgroup_program *prog, u32 number);

/**
 * secgroup_program_owner() - of the rule at a rank
 * @prog: the program
 * @rank: less than secgroup_program_size()
 *
 * Return: &secgroup_source_rule.owner.
 */
void *secgroup_program_owner(const struct secgroup_program *prog, u32 rank);

/**
 * secgroup_program_size() - how many rules it has
 * @prog: the program
 *
 * Return: &secgroup_source.n_rules.
 */
u32 secgroup_program_size(const struct secgroup_program *prog);

/**
 * secgroup_program_memory() - what it holds
 * @prog: the program
 *
 * Return: bytes.
 */
size_t secgroup_program_memory(const struct secgroup_program *prog);

#endif

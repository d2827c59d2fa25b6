/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules as stored: the spec, whose it is, and its counter.
 */
#ifndef _SECGROUP_RULE_H
#define _SECGROUP_RULE_H

#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include "core/rule.h"
#include "count.h"

struct secgroup_group;

/**
 * struct secgroup_rule - a rule of a group
 * @spec: what it says; immutable. RULE_SET makes a new rule with the same id and counter
 * @group: whose it is. Process context under the writer mutex only: the packet path
 *	uses @group_gid
 * @peer: the group named as peer, or NULL; under the writer mutex
 * @id: its id in the group
 * @group_gid: number of the group
 * @description: or NULL
 * @counter: shared with the rule that replaces this one by RULE_SET
 * @hash: in the store's index of equal rules (P-16)
 * @refs: the store's one, and one for every session that it opened
 * @rcu: freed after a grace period: programs and packets refer to it without a reference
 */
struct secgroup_rule {
	const struct secgroup_rule_spec *spec;
	struct secgroup_group *group;
	struct secgroup_group *peer;
	u32 id;
	u32 group_gid;
	char *description;
	struct secgroup_counter *counter;
	struct rhash_head hash;
	refcount_t refs;
	struct rcu_head rcu;
};

/**
 * struct secgroup_counter - what a rule and its replacements count into
 * @hits: per CPU
 * @refs: one for every rule that holds it
 */
struct secgroup_counter {
	struct secgroup_hits __percpu *hits;
	refcount_t refs;
};

/* Take a reference if the rule is not on its way out. Context: RCU read side, or a reference held. */
static inline bool secgroup_rule_get(struct secgroup_rule *rule)
{
	return refcount_inc_not_zero(&rule->refs);
}

/* Drop a reference; the last one frees after a grace period. Context: any. */
void secgroup_rule_put(struct secgroup_rule *rule);

#endif

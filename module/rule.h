/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules as stored: the spec, whose it is, and its counter.
 */
#ifndef _SECGROUP_RULE_H
#define _SECGROUP_RULE_H

#include <linux/rbtree.h>
#include <linux/refcount.h>
#include "core/rule.h"
#include "count.h"

struct secgroup_group;
struct secgroup_net;

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
 * @list: in &secgroup_group.in_order, as long as it is in its group; then in &secgroup_net.dropped
 * @rcu: of one that nobody holds any more, which is in no list: freed after a grace period, for packets refer to it
 *	without a reference
 * @by_order: in &secgroup_group.rules; this and the next two under the writer mutex
 * @by_id: in &secgroup_group.rule_ids
 * @by_spec: in &secgroup_group.specs
 * @spec_hash: of @spec, so that few specs have to be compared
 * @refs: the store's one, which stands for all programs that it is in, and one for every session
 *	that it opened
 * @dropped_in: the first generation whose programs do without it
 */
struct secgroup_rule {
	const struct secgroup_rule_spec *spec;
	struct secgroup_group *group;
	struct secgroup_group *peer;
	u32 id;
	u32 group_gid;
	char *description;
	struct secgroup_counter *counter;
	union {
		struct list_head list;
		struct rcu_head rcu;
	};
	struct rb_node by_order;
	struct rb_node by_id;
	struct hlist_node by_spec;
	u32 spec_hash;
	refcount_t refs;
	u64 dropped_in;
};

/*
 * References cannot run out: 2^31 sessions, at several hundred bytes each, do not fit into
 * memory. Were it otherwise, refcount_t saturates: the rule would never be freed, instead of being
 * freed while it is used.
 *
 * Take a reference if the rule is not on its way out. Context: RCU read side, or a reference held.
 */
static inline bool secgroup_rule_get(struct secgroup_rule *rule)
{
	return refcount_inc_not_zero(&rule->refs);
}

/* Drop a reference; the last one frees after a grace period. Context: any. */
void secgroup_rule_put(struct secgroup_rule *rule);

/**
 * secgroup_rule_alloc() - a rule that is not yet in its group
 * @group: whose it will be
 * @spec: what it says, kvmalloc()ed; the rule's from now on, also if this fails
 * @counter: to share, or NULL: a new one
 * @description: or NULL; copied
 *
 * Context: may sleep.
 * Return: a rule with one reference, which secgroup_rule_drop() gives back, or an ERR_PTR:
 * -ENOMEM, -ENOENT if the kernel has no such helper.
 */
struct secgroup_rule *secgroup_rule_alloc(struct secgroup_group *group,
					  const struct secgroup_rule_spec *spec,
					  struct secgroup_counter *counter,
					  const char *description);

/* Context of all that follow: writer mutex. */

/**
 * secgroup_rule_drop() - let go of a rule that is in no group, or not any more
 * @sn: namespace
 * @rule: the rule. The current view does without it: it was taken out of that one, or no view has ever had it
 *
 * Programs of older views, and what graceful commits keep of these, refer to it without a reference of
 * their own: the store's is given back when they have gone, by secgroup_rules_purge(). Context: may sleep.
 */
void secgroup_rule_drop(struct secgroup_net *sn, struct secgroup_rule *rule);

/**
 * secgroup_rules_purge() - give back rules that no program is left of
 * @sn: namespace
 * @generation: the oldest that packets are still judged by
 */
void secgroup_rules_purge(struct secgroup_net *sn, u64 generation);

/* Into the group, and out of it: neither can fail, each undoes the other. */
void secgroup_rule_link(struct secgroup_net *sn, struct secgroup_rule *rule);
void secgroup_rule_unlink(struct secgroup_net *sn, struct secgroup_rule *rule);

/* Put all rules of a group that nobody can reach any more. */
void secgroup_rule_free_all(struct secgroup_net *sn, struct secgroup_group *group);

/* By id, or by what it says; NULL if there is none. */
struct secgroup_rule *secgroup_rule_find(struct secgroup_group *group, u32 id);
struct secgroup_rule *secgroup_rule_find_equal(struct secgroup_group *group,
					       const struct secgroup_rule_spec *spec);

/**
 * secgroup_rule_free_id() - choose an id
 * @group: whose rule it is for
 *
 * The next one after the highest that was ever used; when there are no more, from 1 again,
 * and passing over those in use. See &secgroup_group.last_rule_id.
 */
u32 secgroup_rule_free_id(struct secgroup_group *group);

/**
 * struct secgroup_rule_position - a place in the order of judgement within a group
 * @direction: enum secgroup_direction
 * @priority: the rule's
 * @action: enum secgroup_action
 * @id: the rule's
 */
struct secgroup_rule_position {
	u8 direction;
	u8 priority;
	u8 action;
	u32 id;
};

void secgroup_rule_position(const struct secgroup_rule *rule, struct secgroup_rule_position *at);

/* The first rule after a place, whether or not there is one at it, or NULL; for dumps. */
struct secgroup_rule *secgroup_rule_find_next(struct secgroup_group *group,
					      const struct secgroup_rule_position *at);

/* Module-wide. */
int secgroup_rule_init(void);
void secgroup_rule_exit(void);

#endif

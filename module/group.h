/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Groups.
 */
#ifndef _SECGROUP_GROUP_H
#define _SECGROUP_GROUP_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/secgroup.h>

struct secgroup_net;
struct secgroup_vpc;

/* What a transaction did to a group: &secgroup_group.touch. */
#define SECGROUP_TOUCH_RULES	1	/* programs with its rules are out of date */
#define SECGROUP_TOUCH_MEMBERS	2	/* judgements that looked up who is in it are */

/**
 * struct secgroup_group - one group; everything under the writer mutex
 * @node: in &secgroup_net.groups
 * @gid: its number: what rules, programs and memberships name it by
 * @account: whose it is
 * @id: its id within the account
 * @description: or NULL
 * @vpc: or NULL: in the classic network
 * @type: enum secgroup_type
 * @inner: enum secgroup_inner
 * @deleted: out of @node's tree; its rules and members are kept until the commit is through
 * @in_order: rules in the order of judgement within a group: direction, priority, drop before accept, id; by
 *	&secgroup_rule.list
 * @rules: likewise, see secgroup_rule_find_next()
 * @rule_ids: by id
 * @specs: by what they say (P-16): lists, by the lower bits of &secgroup_rule.spec_hash
 * @specs_mask: how many of them, less 1
 * @few_specs: @specs of a group with few rules
 * @n_rules: rules
 * @n_audit_rules: of these, of state audit
 * @last_rule_id: where the search for a free id goes on: the highest id that was given, or, once
 *	there was none above it, the one that was found last
 * @members: addresses, see member.h
 * @n_members: members that are visible
 * @n_worn: NICs that wear it
 * @n_named: rules that name it as peer
 * @touch: SECGROUP_TOUCH_*, of the running transaction
 * @touched: in &secgroup_net.touched if @touch
 * @rcu: freed after a grace period: packets that are logged read @account and @id
 */
struct secgroup_group {
	struct rb_node node;
	u32 gid;
	char account[SECGROUP_NAME_MAX + 1];
	char id[SECGROUP_NAME_MAX + 1];
	char *description;
	struct secgroup_vpc *vpc;
	u8 type;
	u8 inner;
	bool deleted;
	struct list_head in_order;
	struct rb_root rules;
	struct rb_root rule_ids;
	struct hlist_head *specs;
	u32 specs_mask;
	struct hlist_head few_specs;
	u32 n_rules;
	u32 n_audit_rules;
	u32 last_rule_id;
	struct rb_root members;
	u32 n_members;
	u32 n_worn;
	u32 n_named;
	unsigned int touch;
	struct list_head touched;
	struct rcu_head rcu;
};

/**
 * secgroup_group_read() - by number, for packets
 * @sn: the namespace
 * @gid: the number
 *
 * Context: RCU read side. Only account and id may be read, and only until rcu_read_unlock().
 * Return: the group, or NULL if it has been deleted.
 */
const struct secgroup_group *secgroup_group_read(struct secgroup_net *sn, u32 gid);

/* Order of (account, id): byte by byte. */
int secgroup_group_compare(const struct secgroup_group *a, const struct secgroup_group *b);

/* Context of all that follow: writer mutex. */

/**
 * secgroup_group_find() - by name
 * @sn: the namespace
 * @account: account
 * @id: id
 *
 * Return: the group or NULL.
 */
struct secgroup_group *secgroup_group_find(struct secgroup_net *sn, const char *account,
					   const char *id);

/**
 * secgroup_group_find_next() - the first group after a name, for dumps
 * @sn: the namespace
 * @account: account, or NULL: the very first group
 * @id: id
 */
struct secgroup_group *secgroup_group_find_next(struct secgroup_net *sn, const char *account,
						const char *id);

/* By number, NULL if there is none. */
struct secgroup_group *secgroup_group_by_gid(struct secgroup_net *sn, u32 gid);

/**
 * secgroup_group_alloc() - a group with a number, not yet in the policy
 * @sn: the namespace
 * @account: account
 * @id: id
 *
 * Return: the group or an ERR_PTR; secgroup_group_free() takes it back.
 */
struct secgroup_group *secgroup_group_alloc(struct secgroup_net *sn, const char *account,
					    const char *id);

/*
 * Free a group that is not in the policy, with the rules that it still has. Its members, which are hidden, are swept
 * afterwards, or go with the namespace.
 */
void secgroup_group_free(struct secgroup_net *sn, struct secgroup_group *group);

/* Into the policy, and out of it: neither can fail, each undoes the other. */
void secgroup_group_link(struct secgroup_net *sn, struct secgroup_group *group);
void secgroup_group_unlink(struct secgroup_net *sn, struct secgroup_group *group);

/* Note what the running transaction did to a group, and forget it all at its end. */
void secgroup_group_touch(struct secgroup_net *sn, struct secgroup_group *group,
			  unsigned int touch);
void secgroup_group_untouch_all(struct secgroup_net *sn);

#endif

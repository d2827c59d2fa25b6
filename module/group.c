// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "group.h"
#include "list.h"
#include "member.h"
#include "net.h"
#include "rule.h"
#include "vpc.h"

struct name {
	const char *account;
	const char *id;
};

static struct secgroup_group *to_group(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_group, node);
}

static int compare_name(const void *key, const struct rb_node *node)
{
	const struct secgroup_group *group = to_group(node);
	const struct name *name = key;
	int order = strcmp(name->account, group->account);

	return order ?: strcmp(name->id, group->id);
}

int secgroup_group_compare(const struct secgroup_group *a, const struct secgroup_group *b)
{
	struct name name = { a->account, a->id };

	return compare_name(&name, &b->node);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return secgroup_group_compare(to_group(a), to_group(b)) < 0;
}

struct secgroup_group *secgroup_group_find(struct secgroup_net *sn, const char *account,
					   const char *id)
{
	struct name name = { account, id };

	lockdep_assert_held(&sn->mutex);
	return to_group(rb_find(&name, &sn->groups, compare_name));
}

struct secgroup_group *secgroup_group_find_next(struct secgroup_net *sn, const char *account,
						const char *id)
{
	struct rb_node *node = sn->groups.rb_node, *next = NULL;
	struct name name = { account, id };

	lockdep_assert_held(&sn->mutex);
	if (!account)
		return to_group(rb_first(&sn->groups));
	while (node) {
		if (compare_name(&name, node) < 0) {
			next = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return to_group(next);
}

struct secgroup_group *secgroup_group_by_gid(struct secgroup_net *sn, u32 gid)
{
	lockdep_assert_held(&sn->mutex);
	return xa_load(&sn->gids, gid);
}

const struct secgroup_group *secgroup_group_read(struct secgroup_net *sn, u32 gid)
{
	return xa_load(&sn->gids, gid);
}

struct secgroup_group *secgroup_group_alloc(struct secgroup_net *sn, const char *account,
					    const char *id)
{
	struct secgroup_group *group;
	int err;

	lockdep_assert_held(&sn->mutex);
	group = kzalloc(sizeof(*group), GFP_KERNEL_ACCOUNT);
	if (!group)
		return ERR_PTR(-ENOMEM);
	strscpy(group->account, account, sizeof(group->account));
	strscpy(group->id, id, sizeof(group->id));
	/* Cyclic: what still carries a deleted group's number must not mean another group. */
	err = xa_alloc_cyclic(&sn->gids, &group->gid, group, xa_limit_31b, &sn->next_gid,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0) {
		kfree(group);
		return ERR_PTR(err);
	}
	INIT_LIST_HEAD(&group->in_order);
	group->rules = RB_ROOT;
	group->rule_ids = RB_ROOT;
	group->specs = &group->few_specs;
	group->members = RB_ROOT;
	INIT_LIST_HEAD(&group->touched);
	return group;
}

void secgroup_group_free(struct secgroup_net *sn, struct secgroup_group *group)
{
	lockdep_assert_held(&sn->mutex);
	secgroup_rule_free_all(sn, group);
	list_del(&group->touched);
	xa_erase(&sn->gids, group->gid);
	kfree(group->description);
	kfree_rcu(group, rcu);
}

/* Count the references that the group's rules make, or take them back. */
static void count_names(struct secgroup_group *group, int n)
{
	struct secgroup_rule *rule;

	list_for_each_entry(rule, &group->in_order, list) {
		if (rule->peer)
			rule->peer->n_named += n;
		secgroup_list_count_names(rule->spec, n);
	}
}

void secgroup_group_link(struct secgroup_net *sn, struct secgroup_group *group)
{
	lockdep_assert_held(&sn->mutex);
	rb_add(&group->node, &sn->groups, less);
	group->deleted = false;
	secgroup_vpc_get(group->vpc);
	count_names(group, 1);
	sn->n_groups++;
	sn->n_rules += group->n_rules;
	secgroup_member_update_all(sn, group);
}

void secgroup_group_unlink(struct secgroup_net *sn, struct secgroup_group *group)
{
	lockdep_assert_held(&sn->mutex);
	group->deleted = true;
	secgroup_member_update_all(sn, group);
	sn->n_rules -= group->n_rules;
	sn->n_groups--;
	count_names(group, -1);
	secgroup_vpc_put(group->vpc);
	rb_erase(&group->node, &sn->groups);
}

void secgroup_group_touch(struct secgroup_net *sn, struct secgroup_group *group,
			  unsigned int touch)
{
	lockdep_assert_held(&sn->mutex);
	if (!group->touch)
		list_add_tail(&group->touched, &sn->touched);
	group->touch |= touch;
}

void secgroup_group_untouch_all(struct secgroup_net *sn)
{
	struct secgroup_group *group, *next;

	lockdep_assert_held(&sn->mutex);
	list_for_each_entry_safe(group, next, &sn->touched, touched) {
		list_del_init(&group->touched);
		group->touch = 0;
	}
}

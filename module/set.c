// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include "change.h"
#include "commit.h"
#include "group.h"
#include "list.h"
#include "net.h"
#include "quota.h"
#include "rule.h"
#include "set.h"

static struct secgroup_set *to_set(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_set, node);
}

static int compare(const void *key, const struct rb_node *node)
{
	const struct secgroup_set *a = key, *b = to_set(node);
	u32 i;

	if (a->n_groups != b->n_groups)
		return a->n_groups < b->n_groups ? -1 : 1;
	if (a->nic_type != b->nic_type)
		return a->nic_type < b->nic_type ? -1 : 1;
	for (i = 0; i < a->n_groups; i++)
		if (a->groups[i]->gid != b->groups[i]->gid)
			return a->groups[i]->gid < b->groups[i]->gid ? -1 : 1;
	return 0;
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return compare(to_set(a), b) < 0;
}

struct secgroup_set *secgroup_set_make(struct secgroup_net *sn, struct secgroup_group **groups,
				       u32 n_groups, u8 nic_type)
{
	struct secgroup_set *set;
	struct rb_node *node;
	int err;

	lockdep_assert_held(&sn->mutex);
	set = kzalloc(struct_size(set, groups, n_groups), GFP_KERNEL_ACCOUNT);
	if (!set)
		return ERR_PTR(-ENOMEM);
	set->n_groups = n_groups;
	set->nic_type = nic_type;
	memcpy(set->groups, groups, n_groups * sizeof(*groups));
	node = rb_find(set, &sn->sets, compare);
	if (node) {
		kfree(set);
		return to_set(node);
	}
	err = xa_alloc(&sn->judge_slots, &set->slot, set, xa_limit_31b, GFP_KERNEL_ACCOUNT);
	if (err) {
		kfree(set);
		return ERR_PTR(err);
	}
	rb_add(&set->node, &sn->sets, less);
	return set;
}

void secgroup_judge_get(struct secgroup_judge *judge)
{
	judge->users++;
}

static void judge_free(struct secgroup_judge *judge)
{
	secgroup_program_free(judge->program);
	secgroup_program_free(judge->audit);
	kfree(judge);
}

void secgroup_judge_put(struct secgroup_judge *judge)
{
	if (judge && !--judge->users)
		judge_free(judge);
}

static void judge_put_retired(struct secgroup_retired *retired)
{
	secgroup_judge_put(container_of(retired, struct secgroup_judge, retired));
}

static void judge_retire(struct secgroup_net *sn, struct secgroup_judge *judge)
{
	if (judge)
		secgroup_retire(sn, &judge->retired, judge_put_retired);
}

/*
 * In a VPC a rule is for all NICs; in the classic network for those of its type (P-17). @audit: is
 * that what it would be if rules of state audit were enabled?
 */
static bool applies(const struct secgroup_set *set, const struct secgroup_rule *rule, bool audit)
{
	if (rule->spec->state != SECGROUP_STATE_ENABLED &&
	    !(audit && rule->spec->state == SECGROUP_STATE_AUDIT))
		return false;
	return set->groups[0]->vpc || rule->spec->nic_type == set->nic_type;
}

static u32 count_rules(const struct secgroup_set *set)
{
	u32 i, n = 0;

	for (i = 0; i < set->n_groups; i++)
		n += set->groups[i]->n_rules;
	return n;
}

static u32 collect_rules(const struct secgroup_set *set, struct secgroup_source_rule *rules,
			 bool audit)
{
	struct secgroup_rule *rule;
	u32 i, n = 0;

	for (i = 0; i < set->n_groups; i++) {
		list_for_each_entry(rule, &set->groups[i]->in_order, list) {
			if (!applies(set, rule, audit))
				continue;
			rules[n++] = (struct secgroup_source_rule){
				.spec = rule->spec,
				.owner = rule,
				.group = i,
				.id = rule->id,
			};
		}
	}
	return n;
}

/* P-6: basic groups that say so; in the classic network for intranet NICs only. */
static bool gives_inner_access(const struct secgroup_set *set, const struct secgroup_group *group)
{
	return group->type == SECGROUP_BASIC && group->inner == SECGROUP_INNER_ACCEPT &&
	       (group->vpc || set->nic_type == SECGROUP_NIC_INTRANET);
}

static struct secgroup_program *compile(const struct secgroup_set *set,
					struct secgroup_source_group *groups,
					struct secgroup_source_rule *rules, bool audit)
{
	bool basic = set->n_groups && set->groups[0]->type == SECGROUP_BASIC;
	struct secgroup_source source = {
		.groups = groups,
		.rules = rules,
		.n_groups = set->n_groups,
		.default_action = {
			[SECGROUP_INGRESS] = SECGROUP_DROP,
			[SECGROUP_EGRESS] = basic ? SECGROUP_ACCEPT : SECGROUP_DROP,
		},
	};
	u32 i;

	for (i = 0; i < set->n_groups; i++)
		groups[i] = (struct secgroup_source_group){
			.gid = set->groups[i]->gid,
			.inner = gives_inner_access(set, set->groups[i]),
		};
	source.n_rules = collect_rules(set, rules, audit);
	return secgroup_program_compile(&source);
}

static struct secgroup_program *program_make(const struct secgroup_set *set, bool audit)
{
	struct secgroup_source_group *groups;
	struct secgroup_source_rule *rules;
	struct secgroup_program *program = ERR_PTR(-ENOMEM);

	/* One more than there are: no allocation of 0 bytes. */
	groups = kvmalloc_array(set->n_groups + 1, sizeof(*groups), GFP_KERNEL_ACCOUNT);
	rules = kvmalloc_array(count_rules(set) + 1, sizeof(*rules), GFP_KERNEL_ACCOUNT);
	if (groups && rules)
		program = compile(set, groups, rules, audit);
	kvfree(rules);
	kvfree(groups);
	return program;
}

static bool has_audit_rules(const struct secgroup_set *set)
{
	u32 i;

	for (i = 0; i < set->n_groups; i++)
		if (set->groups[i]->n_audit_rules)
			return true;
	return false;
}

/* Compile into *@program, which stays NULL on failure. */
static int program_fill(const struct secgroup_set *set, bool audit,
			struct secgroup_program **program, struct netlink_ext_ack *extack)
{
	struct secgroup_program *made = program_make(set, audit);

	if (!IS_ERR(made)) {
		*program = made;
		return 0;
	}
	if (PTR_ERR(made) == -E2BIG)
		NL_SET_ERR_MSG(extack, "the rules of a NIC have too many port ranges and list entries");
	return PTR_ERR(made);
}

static int set_compile(struct secgroup_net *sn, struct secgroup_set *set,
		       struct netlink_ext_ack *extack)
{
	struct secgroup_judge *judge;
	int err;

	judge = kzalloc(sizeof(*judge), GFP_KERNEL_ACCOUNT);
	if (!judge)
		return -ENOMEM;
	err = program_fill(set, false, &judge->program, extack);
	if (!err && has_audit_rules(set))
		err = program_fill(set, true, &judge->audit, extack);
	if (err) {
		judge_free(judge);
		return err;
	}
	judge->users = 1;
	judge->epoch = secgroup_net_view(sn)->generation + 1;
	set->next = judge;
	return 0;
}

static bool touched(const struct secgroup_set *set, unsigned int how)
{
	u32 i;

	for (i = 0; i < set->n_groups; i++)
		if (set->groups[i]->touch & how)
			return true;
	return false;
}

static bool names_changed_members(struct secgroup_net *sn, const struct secgroup_judge *judge)
{
	struct secgroup_group *group;

	list_for_each_entry(group, &sn->touched, touched)
		if ((group->touch & SECGROUP_TOUCH_MEMBERS) &&
		    secgroup_program_names(judge->program, group->gid))
			return true;
	return false;
}

static bool names_changed_lists(struct secgroup_net *sn, const struct secgroup_judge *judge)
{
	struct secgroup_list *list;

	list_for_each_entry(list, &sn->touched_lists, touched)
		if (secgroup_program_names_list(judge->program, list->entries.number) ||
		    (judge->audit &&
		     secgroup_program_names_list(judge->audit, list->entries.number)))
			return true;
	return false;
}

static int check_quotas(struct secgroup_net *sn, const struct secgroup_set *set,
			struct netlink_ext_ack *extack)
{
	return secgroup_quota_check(sn, SECGROUP_QUOTA_GROUPS_PER_NIC, set->n_groups, extack) ?:
	       secgroup_quota_check(sn, SECGROUP_QUOTA_RULES_PER_NIC, count_rules(set), extack);
}

static int update(struct secgroup_net *sn, struct secgroup_set *set,
		  struct netlink_ext_ack *extack)
{
	int err = check_quotas(sn, set, extack);

	if (err)
		return err;
	if (!set->judge || touched(set, SECGROUP_TOUCH_RULES) ||
	    names_changed_lists(sn, set->judge))
		return set_compile(sn, set, extack);
	set->ages = names_changed_members(sn, set->judge);
	return 0;
}

int secgroup_set_compile(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = txn->sn;
	struct secgroup_set *set;
	unsigned long slot;
	int err;

	lockdep_assert_held(&sn->mutex);
	xa_for_each(&sn->judge_slots, slot, set) {
		if (!set->n_nics)
			continue;
		err = update(sn, set, extack);
		if (err == -ENOSPC || err == -E2BIG)
			txn->culprit = secgroup_change_find_rules(txn, set);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

void secgroup_set_forget(struct secgroup_net *sn)
{
	struct secgroup_set *set;
	unsigned long slot;

	lockdep_assert_held(&sn->mutex);
	xa_for_each(&sn->judge_slots, slot, set) {
		secgroup_judge_put(set->next);
		set->next = NULL;
		set->ages = false;
	}
}

void secgroup_set_advance(struct secgroup_net *sn)
{
	struct secgroup_set *set;
	unsigned long slot;

	lockdep_assert_held(&sn->mutex);
	xa_for_each(&sn->judge_slots, slot, set) {
		if (set->next) {
			judge_retire(sn, set->judge);
			set->judge = set->next;
			set->next = NULL;
		} else if (set->ages) {
			set->ages = false;
			WRITE_ONCE(set->judge->epoch, secgroup_net_view(sn)->generation + 1);
		}
	}
}

void secgroup_set_sweep(struct secgroup_net *sn)
{
	struct secgroup_set *set;
	unsigned long slot;

	lockdep_assert_held(&sn->mutex);
	xa_for_each(&sn->judge_slots, slot, set) {
		if (set->n_nics)
			continue;
		judge_retire(sn, set->judge);
		xa_erase(&sn->judge_slots, slot);
		rb_erase(&set->node, &sn->sets);
		kfree(set);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/netdevice.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "change.h"
#include "commit.h"
#include "frag.h"
#include "group.h"
#include "list.h"
#include "member.h"
#include "net.h"
#include "nic.h"
#include "quota.h"
#include "rule.h"
#include "set.h"
#include "vpc.h"

/* Not among what is kept: the pages of a large transaction's changes are free again when it ends. */
static struct kmem_cache *cache;

static struct secgroup_change *change_add(struct secgroup_txn *txn, u8 event,
					  const struct secgroup_change_ops *ops)
{
	struct secgroup_change *change;

	lockdep_assert_held(&txn->sn->mutex);
	change = kmem_cache_zalloc(cache, GFP_KERNEL);
	if (!change)
		return NULL;
	change->event = event;
	change->ops = ops;
	change->nlh = txn->nlh;
	list_add_tail(&change->list, &txn->changes);
	return change;
}

void secgroup_change_free(struct secgroup_change *change)
{
	kmem_cache_free(cache, change);
}

static void nothing(struct secgroup_net *sn, struct secgroup_change *change)
{
}

static void group_new_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_group_unlink(sn, change->group);
	secgroup_group_free(sn, change->group);
}

static const struct secgroup_change_ops group_new_ops = {
	.undo = group_new_undo,
	.done = nothing,
};

int secgroup_change_group_new(struct secgroup_txn *txn, struct secgroup_group *group)
{
	struct secgroup_change *change = change_add(txn, SECGROUP_EVENT_GROUP_NEW, &group_new_ops);

	if (!change)
		return -ENOMEM;
	change->group = group;
	secgroup_group_link(txn->sn, group);
	return 0;
}

static void group_exchange(struct secgroup_net *sn, struct secgroup_change *change)
{
	struct secgroup_group_settings new = change->settings;
	struct secgroup_group *group = change->group;

	change->settings = (struct secgroup_group_settings){
		.vpc = group->vpc,
		.description = group->description,
		.type = group->type,
		.inner = group->inner,
	};
	secgroup_vpc_get(new.vpc);
	secgroup_vpc_put(group->vpc);
	/* Which rules apply, and inner access, differ from network to network. */
	if (new.type != group->type || new.inner != group->inner || new.vpc != group->vpc)
		secgroup_group_touch(sn, group, SECGROUP_TOUCH_RULES);
	group->vpc = new.vpc;
	group->description = new.description;
	group->type = new.type;
	group->inner = new.inner;
}

static void group_set_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	kfree(change->settings.description);
}

static void group_set_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	group_exchange(sn, change);
	kfree(change->settings.description);
}

static const struct secgroup_change_ops group_set_ops = {
	.undo = group_set_undo,
	.done = group_set_done,
};

int secgroup_change_group_set(struct secgroup_txn *txn, struct secgroup_group *group,
			      const struct secgroup_group_settings *settings)
{
	struct secgroup_change *change = change_add(txn, SECGROUP_EVENT_GROUP_SET, &group_set_ops);

	if (!change)
		return -ENOMEM;
	change->group = group;
	change->settings = *settings;
	group_exchange(txn->sn, change);
	return 0;
}

static void group_del_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_group_link(sn, change->group);
}

static void group_del_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_group_free(sn, change->group);
}

static const struct secgroup_change_ops group_del_ops = {
	.undo = group_del_undo,
	.done = group_del_done,
};

int secgroup_change_group_del(struct secgroup_txn *txn, struct secgroup_group *group)
{
	struct secgroup_change *change = change_add(txn, SECGROUP_EVENT_GROUP_DEL, &group_del_ops);

	if (!change)
		return -ENOMEM;
	change->group = group;
	secgroup_group_unlink(txn->sn, group);
	txn->deletes_groups = true;
	return 0;
}

static void rule_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	struct secgroup_group *group = (change->rule ?: change->new_rule)->group;

	if (change->new_rule) {
		secgroup_rule_unlink(sn, change->new_rule);
		secgroup_rule_drop(sn, change->new_rule);
	}
	if (change->rule)
		secgroup_rule_link(sn, change->rule);
	group->last_rule_id = change->last_rule_id;
}

static void rule_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	if (change->rule)
		secgroup_rule_drop(sn, change->rule);
}

static const struct secgroup_change_ops rule_ops = {
	.undo = rule_undo,
	.done = rule_done,
};

int secgroup_change_rule(struct secgroup_txn *txn, struct secgroup_rule *old,
			 struct secgroup_rule *new)
{
	u8 event = !old ? SECGROUP_EVENT_RULE_NEW :
		   !new ? SECGROUP_EVENT_RULE_DEL : SECGROUP_EVENT_RULE_SET;
	struct secgroup_change *change = change_add(txn, event, &rule_ops);

	if (!change)
		return -ENOMEM;
	change->rule = old;
	change->new_rule = new;
	change->last_rule_id = (old ?: new)->group->last_rule_id;
	if (old)
		secgroup_rule_unlink(txn->sn, old);
	if (new)
		secgroup_rule_link(txn->sn, new);
	return 0;
}

static void member_new_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_member_set_manual(sn, change->member, false);
}

static void member_del_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_member_set_manual(sn, change->member, true);
}

static const struct secgroup_change_ops member_new_ops = {
	.undo = member_new_undo,
	.done = nothing,
};

static const struct secgroup_change_ops member_del_ops = {
	.undo = member_del_undo,
	.done = nothing,
};

int secgroup_change_member(struct secgroup_txn *txn, struct secgroup_member *member, bool manual)
{
	struct secgroup_change *change;

	change = manual ? change_add(txn, SECGROUP_EVENT_MEMBER_NEW, &member_new_ops) :
			  change_add(txn, SECGROUP_EVENT_MEMBER_DEL, &member_del_ops);
	if (!change)
		return -ENOMEM;
	change->member = member;
	secgroup_member_set_manual(txn->sn, member, manual);
	return 0;
}

static void list_new_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_list_unlink(sn, change->changed_list);
	secgroup_list_free(sn, change->changed_list);
}

static void list_set_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_list_exchange(change->changed_list, &change->entries);
	secgroup_entries_free(&change->entries);
}

static void list_set_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_entries_free(&change->entries);
}

static void list_del_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_list_link(sn, change->changed_list);
}

static void list_del_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_list_free(sn, change->changed_list);
}

static const struct secgroup_change_ops list_new_ops = {
	.undo = list_new_undo,
	.done = nothing,
};

static const struct secgroup_change_ops list_set_ops = {
	.undo = list_set_undo,
	.done = list_set_done,
};

static const struct secgroup_change_ops list_del_ops = {
	.undo = list_del_undo,
	.done = list_del_done,
};

int secgroup_change_list_new(struct secgroup_txn *txn, struct secgroup_list *list)
{
	struct secgroup_change *change = change_add(txn, SECGROUP_EVENT_LIST_NEW, &list_new_ops);

	if (!change)
		return -ENOMEM;
	change->changed_list = list;
	secgroup_list_link(txn->sn, list);
	secgroup_list_touch(txn->sn, list, change);
	return 0;
}

/* One record however often: a transaction that fails goes back to what was there before it. */
int secgroup_change_list_set(struct secgroup_txn *txn, struct secgroup_list *list,
			     const struct secgroup_entries *entries)
{
	struct secgroup_entries old = *entries;
	struct secgroup_change *change = list->change;
	bool first = !change;

	if (first)
		change = change_add(txn, SECGROUP_EVENT_LIST_SET, &list_set_ops);
	if (!change)
		return -ENOMEM;
	/* Who is to blame if it is too long now. */
	if (entries->n > list->entries.n)
		change->nlh = txn->nlh;
	secgroup_list_exchange(list, &old);
	if (!first) {
		secgroup_entries_free(&old);
		return 0;
	}
	change->changed_list = list;
	change->entries = old;
	secgroup_list_touch(txn->sn, list, change);
	return 0;
}

int secgroup_change_list_del(struct secgroup_txn *txn, struct secgroup_list *list)
{
	struct secgroup_change *change = change_add(txn, SECGROUP_EVENT_LIST_DEL, &list_del_ops);

	if (!change)
		return -ENOMEM;
	change->changed_list = list;
	secgroup_list_unlink(txn->sn, list);
	txn->deletes_lists = true;
	return 0;
}

static void nic_retired(struct secgroup_retired *retired)
{
	secgroup_nic_free(container_of(retired, struct secgroup_nic, retired));
}

/* A NIC that was deleted, or never got settings; its hooks are gone. */
static void nic_retire(struct secgroup_net *sn, struct secgroup_nic *nic)
{
	secgroup_nic_unlink(nic);
	secgroup_frag_nic_stop(nic);
	secgroup_retire(sn, &nic->retired, nic_retired);
}

static void nic_new_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	struct secgroup_nic_config *config = change->nic->config;

	secgroup_nic_configure(change->nic, NULL);
	secgroup_nic_config_free(config);
	dev_put(change->dev);
	nic_retire(sn, change->nic);
}

static void nic_new_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	dev_put(change->dev);
}

static void nic_set_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	struct secgroup_nic_config *config = change->nic->config;

	secgroup_nic_configure(change->nic, change->config);
	secgroup_nic_config_free(config);
}

static void nic_set_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	secgroup_nic_config_retire(change->nic, change->config);
}

static void nic_del_done(struct secgroup_net *sn, struct secgroup_change *change)
{
	struct secgroup_nic *nic = change->nic;

	secgroup_nic_config_retire(nic, change->config);
	/* It may have come back in the same transaction, and may even have gone again. */
	if (nic->config || nic->retired.free)
		return;
	nic_retire(sn, nic);
}

static const struct secgroup_change_ops nic_new_ops = {
	.undo = nic_new_undo,
	.done = nic_new_done,
};

static const struct secgroup_change_ops nic_set_ops = {
	.undo = nic_set_undo,
	.done = nic_set_done,
};

static const struct secgroup_change_ops nic_del_ops = {
	.undo = nic_set_undo,
	.done = nic_del_done,
};

static struct secgroup_change *change_add_nic(struct secgroup_txn *txn, struct secgroup_nic *nic,
					      struct secgroup_nic_config *config)
{
	if (!config)
		return change_add(txn, nic->gone && !nic->config->pending[0] ?
					SECGROUP_EVENT_NIC_GONE : SECGROUP_EVENT_NIC_DEL,
				  &nic_del_ops);
	if (nic->config)
		return change_add(txn, SECGROUP_EVENT_NIC_SET, &nic_set_ops);
	/* One that the same transaction has deleted goes on: it keeps hooks, zone and sessions. */
	return change_add(txn, SECGROUP_EVENT_NIC_NEW,
			  RB_EMPTY_NODE(&nic->node) ? &nic_new_ops : &nic_set_ops);
}

int secgroup_change_nic(struct secgroup_txn *txn, struct secgroup_nic *nic,
			struct secgroup_nic_config *config)
{
	struct secgroup_nic_config *old = nic->config;
	struct secgroup_change *change = change_add_nic(txn, nic, config);

	if (!change)
		return -ENOMEM;
	change->nic = nic;
	change->config = old;
	change->new_config = config;
	/* MACs and addresses of its own do not change how its sessions are judged. */
	if (old && config && old->set == config->set && old->vpc == config->vpc &&
	    old->side == config->side)
		config->epoch = old->epoch;
	if (RB_EMPTY_NODE(&nic->node)) {
		/* None if it is pending. */
		change->dev = nic->dev;
		secgroup_nic_link(nic);
	}
	secgroup_nic_configure(nic, config);
	txn->changes_nics = true;
	return 0;
}

static void quota_undo(struct secgroup_net *sn, struct secgroup_change *change)
{
	sn->quotas[change->quota] = change->limit;
}

static const struct secgroup_change_ops quota_ops = {
	.undo = quota_undo,
	.done = nothing,
};

int secgroup_change_quota(struct secgroup_txn *txn, u32 quota, u32 limit)
{
	struct secgroup_net *sn = txn->sn;
	struct secgroup_change *change;

	if (sn->quotas[quota] == limit)
		return 0;
	change = change_add(txn, SECGROUP_EVENT_QUOTA_SET, &quota_ops);
	if (!change)
		return -ENOMEM;
	change->quota = quota;
	change->limit = sn->quotas[quota];
	sn->quotas[quota] = limit;
	txn->changes_quotas = true;
	return 0;
}

/* What was added last needs no event of its own. */
static void be_silent(struct secgroup_txn *txn)
{
	list_last_entry(&txn->changes, struct secgroup_change, list)->event = 0;
}

static int flush_quotas(struct secgroup_txn *txn)
{
	u32 quota;

	for (quota = 0; quota <= SECGROUP_QUOTA_MAX; quota++) {
		if (txn->sn->quotas[quota] == secgroup_quota_default(quota))
			continue;
		if (secgroup_change_quota(txn, quota, secgroup_quota_default(quota)))
			return -ENOMEM;
		be_silent(txn);
	}
	return 0;
}

static int flush_nics(struct secgroup_txn *txn)
{
	struct secgroup_nic *nic;
	unsigned long slot;

	xa_for_each(&txn->sn->nic_slots, slot, nic) {
		if (!nic->config)
			continue;
		if (secgroup_change_nic(txn, nic, NULL))
			return -ENOMEM;
		be_silent(txn);
	}
	return 0;
}

static int flush_groups(struct secgroup_txn *txn)
{
	struct secgroup_group *group;

	while ((group = secgroup_group_find_next(txn->sn, NULL, NULL))) {
		if (secgroup_change_group_del(txn, group))
			return -ENOMEM;
		be_silent(txn);
		cond_resched();
	}
	return 0;
}

static int flush_lists(struct secgroup_txn *txn)
{
	struct secgroup_list *list;

	while ((list = secgroup_list_find_next(txn->sn, 0, NULL))) {
		if (secgroup_change_list_del(txn, list))
			return -ENOMEM;
		be_silent(txn);
		cond_resched();
	}
	return 0;
}

static const struct secgroup_change_ops flush_ops = {
	.undo = nothing,
	.done = nothing,
};

int secgroup_change_flush(struct secgroup_txn *txn)
{
	const struct list_head *last = txn->changes.prev;
	int err;

	err = flush_nics(txn) ?: flush_groups(txn) ?: flush_lists(txn) ?: flush_quotas(txn);
	if (err || txn->changes.prev == last)
		return err;
	return change_add(txn, SECGROUP_EVENT_FLUSH, &flush_ops) ? 0 : -ENOMEM;
}

struct secgroup_list *secgroup_change_deleted_list(const struct secgroup_change *change)
{
	return change->ops == &list_del_ops ? change->changed_list : NULL;
}

struct secgroup_group *secgroup_change_deleted_group(const struct secgroup_change *change)
{
	return change->ops == &group_del_ops ? change->group : NULL;
}

struct secgroup_nic *secgroup_change_nic_of(const struct secgroup_change *change)
{
	if (change->ops == &nic_new_ops || change->ops == &nic_set_ops ||
	    change->ops == &nic_del_ops)
		return change->nic;
	return NULL;
}

static bool wears(const struct secgroup_set *set, const struct secgroup_group *group)
{
	u32 i;

	for (i = 0; i < set->n_groups; i++)
		if (!group || set->groups[i] == group)
			return true;
	return false;
}

bool secgroup_change_adds_members(const struct secgroup_change *change,
				  const struct secgroup_group *group)
{
	if (change->ops == &member_new_ops)
		return !group || change->member->m.gid == group->gid;
	if (change->ops != &nic_new_ops && change->ops != &nic_set_ops)
		return false;
	return change->new_config->n_addrs && wears(change->new_config->set, group);
}

const struct nlmsghdr *secgroup_change_find_rules(const struct secgroup_txn *txn,
						  const struct secgroup_set *set)
{
	struct secgroup_change *change;

	list_for_each_entry_reverse(change, &txn->changes, list) {
		if (secgroup_change_adds_rule(change) && wears(set, change->new_rule->group))
			return change->nlh;
		if ((change->ops == &nic_new_ops || change->ops == &nic_set_ops) &&
		    change->new_config->set == set)
			return change->nlh;
	}
	return NULL;
}

bool secgroup_change_adds_rule(const struct secgroup_change *change)
{
	return change->ops == &rule_ops && !change->rule;
}

bool secgroup_change_adds_nic(const struct secgroup_change *change)
{
	return secgroup_change_nic_of(change) && change->new_config && !change->config;
}

int secgroup_change_init(void)
{
	cache = KMEM_CACHE(secgroup_change, SLAB_ACCOUNT);
	return cache ? 0 : -ENOMEM;
}

void secgroup_change_exit(void)
{
	kmem_cache_destroy(cache);
}

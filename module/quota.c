// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/netlink.h>
#include "change.h"
#include "commit.h"
#include "group.h"
#include "list.h"
#include "net.h"
#include "quota.h"

static const u32 defaults[SECGROUP_QUOTA_MAX + 1] = {
	[SECGROUP_QUOTA_GROUPS_PER_NIC] = SECGROUP_GROUPS_PER_NIC_DEFAULT,
	[SECGROUP_QUOTA_RULES_PER_NIC] = SECGROUP_RULES_PER_NIC_DEFAULT,
	[SECGROUP_QUOTA_RULES] = SECGROUP_RULES_DEFAULT,
	[SECGROUP_QUOTA_ADDRESSES_PER_GROUP] = SECGROUP_ADDRESSES_PER_GROUP_DEFAULT,
	[SECGROUP_QUOTA_MEMBERS] = SECGROUP_MEMBERS_DEFAULT,
	[SECGROUP_QUOTA_NICS] = SECGROUP_NICS_DEFAULT,
	[SECGROUP_QUOTA_LIST_ENTRIES] = SECGROUP_LIST_ENTRIES_DEFAULT,
};

/* The tool adds the limit: messages of 6.1 cannot be formatted. */
static const char *const refusals[SECGROUP_QUOTA_MAX + 1] = {
	[SECGROUP_QUOTA_GROUPS_PER_NIC] = "quota groups-per-nic exceeded",
	[SECGROUP_QUOTA_RULES_PER_NIC] = "quota rules-per-nic exceeded",
	[SECGROUP_QUOTA_RULES] = "quota rules exceeded",
	[SECGROUP_QUOTA_ADDRESSES_PER_GROUP] = "quota addresses-per-group exceeded",
	[SECGROUP_QUOTA_MEMBERS] = "quota members exceeded",
	[SECGROUP_QUOTA_NICS] = "quota nics exceeded",
	[SECGROUP_QUOTA_LIST_ENTRIES] = "quota list-entries exceeded",
};

void secgroup_quotas_init(struct secgroup_net *sn)
{
	memcpy(sn->quotas, defaults, sizeof(sn->quotas));
}

u32 secgroup_quota_default(enum secgroup_quota quota)
{
	return defaults[quota];
}

bool secgroup_quota_used(const struct secgroup_net *sn, enum secgroup_quota quota, u32 *used)
{
	lockdep_assert_held(&sn->mutex);
	switch (quota) {
	case SECGROUP_QUOTA_RULES:
		*used = sn->n_rules;
		return true;
	case SECGROUP_QUOTA_MEMBERS:
		*used = sn->n_members;
		return true;
	case SECGROUP_QUOTA_NICS:
		*used = sn->n_nics;
		return true;
	default:
		return false;
	}
}

int secgroup_quota_check(const struct secgroup_net *sn, enum secgroup_quota quota, u32 n,
			 struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&sn->mutex);
	if (n <= sn->quotas[quota])
		return 0;
	if (extack)
		extack->_msg = refusals[quota];
	return -ENOSPC;
}

/* The last message that may have added what is one too many; NULL if it is not known. */
static const struct nlmsghdr *find_adder(struct secgroup_txn *txn, enum secgroup_quota quota,
					 const struct secgroup_group *group)
{
	struct secgroup_change *change;
	bool adds;

	list_for_each_entry_reverse(change, &txn->changes, list) {
		if (quota == SECGROUP_QUOTA_RULES)
			adds = secgroup_change_adds_rule(change);
		else if (quota == SECGROUP_QUOTA_NICS)
			adds = secgroup_change_adds_nic(change);
		else
			adds = secgroup_change_adds_members(change, group);
		if (adds)
			return change->nlh;
	}
	return NULL;
}

static int check(struct secgroup_txn *txn, enum secgroup_quota quota,
		 const struct secgroup_group *group, u32 n, struct netlink_ext_ack *extack)
{
	int err = secgroup_quota_check(txn->sn, quota, n, extack);

	if (err)
		txn->culprit = find_adder(txn, quota, group);
	return err;
}

static int check_group(struct secgroup_txn *txn, const struct secgroup_group *group,
		       struct netlink_ext_ack *extack)
{
	return check(txn, SECGROUP_QUOTA_ADDRESSES_PER_GROUP, group, group->n_members, extack);
}

static int check_groups(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_group *group;
	unsigned long gid;
	int err = 0;

	/* Those that grew; all, if the quota may have shrunk. */
	list_for_each_entry(group, &txn->sn->touched, touched)
		err = err ?: check_group(txn, group, extack);
	if (!txn->changes_quotas)
		return err;
	xa_for_each(&txn->sn->gids, gid, group)
		err = err ?: check_group(txn, group, extack);
	return err;
}

/* P-19: all of them, if one was edited or the quota may have shrunk. */
static int check_lists(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = txn->sn;
	struct secgroup_list *list;
	struct rb_node *node;
	int err;

	if (!txn->changes_quotas && list_empty(&sn->touched_lists))
		return 0;
	for (node = rb_first(&sn->lists); node; node = rb_next(node)) {
		list = rb_entry(node, struct secgroup_list, node);
		err = secgroup_quota_check(sn, SECGROUP_QUOTA_LIST_ENTRIES, list->entries.n,
					   extack);
		if (!err)
			continue;
		txn->culprit = list->change ? list->change->nlh : NULL;
		return err;
	}
	return 0;
}

int secgroup_quotas_check(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = txn->sn;

	return check_groups(txn, extack) ?: check_lists(txn, extack) ?:
	       check(txn, SECGROUP_QUOTA_MEMBERS, NULL, sn->n_members, extack) ?:
	       check(txn, SECGROUP_QUOTA_RULES, NULL, sn->n_rules, extack) ?:
	       check(txn, SECGROUP_QUOTA_NICS, NULL, sn->n_nics, extack);
}

int secgroup_quotas_bound(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = txn->sn;

	return secgroup_quota_check(sn, SECGROUP_QUOTA_MEMBERS, sn->n_members / 2, extack) ?:
	       secgroup_quota_check(sn, SECGROUP_QUOTA_RULES, sn->n_rules / 2, extack);
}

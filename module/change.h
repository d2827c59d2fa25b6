/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes: what a transaction has done so far, how to undo it, and what to report.
 *
 * Each function makes one change to the stores and notes it. The only thing that can
 * fail is the note's allocation, and that comes first: then nothing has happened. Undoing cannot
 * fail. Old objects are kept until the commit is through.
 */
#ifndef _SECGROUP_CHANGE_H
#define _SECGROUP_CHANGE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/secgroup.h>
#include "core/rule.h"

struct net_device;
struct nlmsghdr;
struct secgroup_entries;
struct secgroup_group;
struct secgroup_list;
struct secgroup_member;
struct secgroup_net;
struct secgroup_nic;
struct secgroup_nic_config;
struct secgroup_rule;
struct secgroup_set;
struct secgroup_txn;
struct secgroup_vpc;

/**
 * struct secgroup_group_settings - what GROUP_SET can change
 * @vpc: a reference; NULL is the classic network
 * @description: owned; NULL: none
 * @type: enum secgroup_type
 * @inner: enum secgroup_inner
 */
struct secgroup_group_settings {
	struct secgroup_vpc *vpc;
	char *description;
	u8 type;
	u8 inner;
};

/**
 * struct secgroup_change - one change
 * @list: in &secgroup_txn.changes
 * @event: enum secgroup_event, or 0: nothing to report
 * @ops: what kind it is
 * @nlh: the message that asked for it; NULL if it was not a message
 * @group: changed, made or deleted
 * @settings: of @group, before
 * @rule: the rule as it was, or NULL
 * @new_rule: the rule as it is, or NULL
 * @last_rule_id: of their group, before
 * @member: the member
 * @changed_list: changed, made or deleted
 * @entries: of the list, before
 * @nic: the NIC
 * @config: its settings before, or NULL
 * @new_config: and afterwards
 * @quota: enum secgroup_quota
 * @limit: what it was before
 * @dev: device of a new NIC; a reference is held until the transaction ends
 */
struct secgroup_change {
	struct list_head list;
	u8 event;
	const struct secgroup_change_ops *ops;
	const struct nlmsghdr *nlh;
	union {
		struct {
			struct secgroup_group *group;
			struct secgroup_group_settings settings;
		};
		struct {
			struct secgroup_rule *rule;
			struct secgroup_rule *new_rule;
			u32 last_rule_id;
		};
		struct secgroup_member *member;
		struct {
			struct secgroup_list *changed_list;
			struct secgroup_entries entries;
		};
		struct {
			u32 quota;
			u32 limit;
		};
		struct {
			struct secgroup_nic *nic;
			struct secgroup_nic_config *config;
			struct secgroup_nic_config *new_config;
			struct net_device *dev;
		};
	};
};

/**
 * struct secgroup_change_ops - a kind of change
 * @undo: put the stores back as they were and free what was new
 * @done: the commit is through: free, or retire, what was old
 */
struct secgroup_change_ops {
	void (*undo)(struct secgroup_net *sn, struct secgroup_change *change);
	void (*done)(struct secgroup_net *sn, struct secgroup_change *change);
};

/*
 * Context: writer mutex. Return: 0 or -ENOMEM; what was passed as new is then still the
 * caller's, afterwards it is the transaction's.
 */
int secgroup_change_group_new(struct secgroup_txn *txn, struct secgroup_group *group);
/* @settings: the new ones; the description is the transaction's afterwards. */
int secgroup_change_group_set(struct secgroup_txn *txn, struct secgroup_group *group,
			      const struct secgroup_group_settings *settings);
int secgroup_change_group_del(struct secgroup_txn *txn, struct secgroup_group *group);

/* NEW if @old is NULL, DEL if @new is NULL, otherwise SET. */
int secgroup_change_rule(struct secgroup_txn *txn, struct secgroup_rule *old,
			 struct secgroup_rule *new);

/* Added by hand, or removed. @member is one that is not, or is. */
int secgroup_change_member(struct secgroup_txn *txn, struct secgroup_member *member, bool manual);

int secgroup_change_list_new(struct secgroup_txn *txn, struct secgroup_list *list);
/* @entries: instead of those that it has; number is not looked at. */
int secgroup_change_list_set(struct secgroup_txn *txn, struct secgroup_list *list,
			     const struct secgroup_entries *entries);
int secgroup_change_list_del(struct secgroup_txn *txn, struct secgroup_list *list);

/*
 * NEW if the NIC has no settings, DEL if @config is NULL, otherwise SET. With a NIC that is not
 * in the policy yet goes a reference on its device.
 */
int secgroup_change_nic(struct secgroup_txn *txn, struct secgroup_nic *nic,
			struct secgroup_nic_config *config);

int secgroup_change_quota(struct secgroup_txn *txn, u32 quota, u32 limit);

/* Everything; one event for all. */
int secgroup_change_flush(struct secgroup_txn *txn);

/* The list that a change deletes; NULL if it is of another kind. */
struct secgroup_list *secgroup_change_deleted_list(const struct secgroup_change *change);

/* The group that a change deletes, or the NIC that it concerns; NULL if it is of another kind. */
struct secgroup_group *secgroup_change_deleted_group(const struct secgroup_change *change);
struct secgroup_nic *secgroup_change_nic_of(const struct secgroup_change *change);

/* May a change have given a group addresses that it did not have? NULL: any group. */
bool secgroup_change_adds_members(const struct secgroup_change *change,
				  const struct secgroup_group *group);

/*
 * The last message that gave a NIC with these groups another rule, or a NIC these groups; NULL if there is
 * none.
 */
const struct nlmsghdr *secgroup_change_find_rules(const struct secgroup_txn *txn,
						  const struct secgroup_set *set);

/* Has it made a rule, or attached a NIC? */
bool secgroup_change_adds_rule(const struct secgroup_change *change);
bool secgroup_change_adds_nic(const struct secgroup_change *change);

/* What a transaction is through with. */
void secgroup_change_free(struct secgroup_change *change);

/* Module-wide. */
int secgroup_change_init(void);
void secgroup_change_exit(void);

#endif

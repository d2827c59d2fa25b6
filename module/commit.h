/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From changed stores to a published view. See commit.c.
 */
#ifndef _SECGROUP_COMMIT_H
#define _SECGROUP_COMMIT_H

#include <linux/list.h>
#include <linux/types.h>
#include "view.h"

struct netlink_ext_ack;
struct nlmsghdr;
struct secgroup_net;

/**
 * struct secgroup_txn - a transaction that is being applied; under the writer mutex
 * @sn: the namespace
 * @nlh: the message that is being applied; NULL if none is
 * @culprit: the message that made the commit fail, if it can be told
 * @changes: &struct secgroup_change, in the order in which they were made
 * @deletes_groups: among them is one that deletes a group
 * @deletes_lists: likewise a list
 * @changes_nics: among them is one of a NIC
 * @graceful: sessions that it would cut are kept (P-24)
 * @changes_quotas: among them is one of a quota
 */
struct secgroup_txn {
	struct secgroup_net *sn;
	const struct nlmsghdr *nlh;
	const struct nlmsghdr *culprit;
	struct list_head changes;
	bool deletes_groups;
	bool deletes_lists;
	bool changes_nics;
	bool graceful;
	bool changes_quotas;
};

/* Begin. Context: process; takes the writer mutex. Exactly one of the next two must follow. */
void secgroup_txn_begin(struct secgroup_txn *txn, struct secgroup_net *sn)
	__acquires(&sn->mutex);

/**
 * secgroup_txn_commit() - publish the changes, and end
 * @txn: the transaction
 * @dry_run: do everything that can fail, then undo
 * @extack: why not
 *
 * Context: releases the writer mutex. Takes RTNL if NICs change.
 * Return: 0, or an errno: nothing was changed.
 */
int secgroup_txn_commit(struct secgroup_txn *txn, bool dry_run, struct netlink_ext_ack *extack)
	__releases(&txn->sn->mutex);

/* Undo the changes, and end. Context: releases the writer mutex. */
void secgroup_txn_abort(struct secgroup_txn *txn)
	__releases(&txn->sn->mutex);

/**
 * secgroup_retire() - free an object when no packet can use it any more
 * @sn: the namespace
 * @retired: in the object
 * @free: frees it
 *
 * Context: writer mutex.
 */
void secgroup_retire(struct secgroup_net *sn, struct secgroup_retired *retired,
		     void (*free)(struct secgroup_retired *retired));

/* The namespace's first view, and both works. */
int secgroup_commit_net_init(struct secgroup_net *sn);

/* Remove everything; no packet is left. */
void secgroup_commit_net_exit(struct secgroup_net *sn);

#endif

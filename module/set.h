/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets: distinct combinations of groups that NICs wear, each compiled once (D-6).
 */
#ifndef _SECGROUP_SET_H
#define _SECGROUP_SET_H

#include <linux/rbtree.h>
#include <linux/types.h>

struct netlink_ext_ack;
struct secgroup_group;
struct secgroup_judge;
struct secgroup_net;
struct secgroup_txn;

/**
 * struct secgroup_set - one of them; everything under the writer mutex
 * @node: in &secgroup_net.sets
 * @slot: index of its judge in &secgroup_view.judges
 * @n_nics: NICs that wear it. At 0 it stays until secgroup_set_sweep(), so that undoing
 *	a change cannot fail
 * @judge: what the published view has for it; NULL before the first
 * @next: what the view being built will have instead, or NULL: @judge stays
 * @ages: and its epoch advances: who is in a group that it names changes
 * @nic_type: of its NICs, in the classic network; otherwise 0
 * @n_groups: length of @groups
 * @groups: in (account, id) order
 */
struct secgroup_set {
	struct rb_node node;
	u32 slot;
	u32 n_nics;
	struct secgroup_judge *judge;
	struct secgroup_judge *next;
	bool ages;
	u8 nic_type;
	u32 n_groups;
	struct secgroup_group *groups[];
};

/* Context of all: writer mutex. */

/* Find a set or make it; @groups in (account, id) order. Return: the set or an ERR_PTR. */
struct secgroup_set *secgroup_set_make(struct secgroup_net *sn, struct secgroup_group **groups,
				       u32 n_groups, u8 nic_type);

/**
 * secgroup_set_compile() - compile the sets that the running transaction makes out of date, and
 *	find those that only age
 * @txn: the transaction; its culprit is set if one of its messages is too much
 * @extack: why not
 *
 * Return: 0, or an errno: then secgroup_set_forget() is to be called.
 */
int secgroup_set_compile(struct secgroup_txn *txn, struct netlink_ext_ack *extack);

/* Take back what secgroup_set_compile() did. */
void secgroup_set_forget(struct secgroup_net *sn);

/* Right before the next view is published: what it judges by becomes the sets' own. */
void secgroup_set_advance(struct secgroup_net *sn);

/* Does the running transaction change what the set says? After secgroup_set_compile(). */
static inline bool secgroup_set_changes(const struct secgroup_set *set)
{
	return set->next || set->ages;
}

/* One more user of a judge, and one less, the last of which frees it; takes NULL. */
void secgroup_judge_get(struct secgroup_judge *judge);
void secgroup_judge_put(struct secgroup_judge *judge);

/* At the end of a transaction: free the sets that no NIC wears. */
void secgroup_set_sweep(struct secgroup_net *sn);

#endif

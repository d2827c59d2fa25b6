/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Members: which addresses belong to which groups (P-40 to P-43). See member.c.
 */
#ifndef _SECGROUP_MEMBER_H
#define _SECGROUP_MEMBER_H

#include <linux/rbtree.h>
#include <linux/rhashtable.h>
#include "core/key.h"
#include "core/program.h"
#include "filter.h"
#include "net.h"

struct secgroup_group;

/**
 * struct secgroup_member - an address of a group
 * @hash: in &secgroup_net.members, if it is the first one of its address; read by packets
 * @m: which, when; read by packets. All else is under the writer mutex
 * @node: in &secgroup_group.members, by address
 * @rcu: in no tree, list and table any more: freed after a grace period
 * @queued: the next one in &secgroup_net.hidden, or in &secgroup_net.expired
 * @n_nics: NICs of the group that give this address (P-42)
 * @manual: added by MEMBER_NEW
 * @visible: it is a member: @n_nics, or @manual in a group that is not deleted
 * @hidden: in &secgroup_net.hidden: it was made, or has become invisible, in the running transaction
 * @unlinked: in &secgroup_net.expired, and not in the table any more
 *
 * There may be millions: each byte counts. From kmalloc(), for what kfree_rcu() has collected a cache of our own could
 * not wait.
 */
struct secgroup_member {
	struct rhash_head hash;
	struct secgroup_membership m;
	union {
		struct rb_node node;
		struct rcu_head rcu;
	};
	struct secgroup_member *queued;
	u32 n_nics : 28;
	u32 manual : 1;
	u32 visible : 1;
	u32 hidden : 1;
	u32 unlinked : 1;
};

/* secgroup_members_lookup(): an address as one argument would have the caller align its stack to 16 bytes. */
const struct secgroup_membership *
secgroup_members_lookup_halves(struct secgroup_net *sn, u32 vpc, u64 hi, u64 lo);

/**
 * secgroup_members_lookup() - the groups of an address
 * @sn: the namespace
 * @vpc: number of the VPC
 * @addr: the address
 *
 * Each membership says in which generations it holds. Read the view first, by
 * secgroup_net_read_view().
 *
 * Context: RCU read side, which also keeps the result alive. Takes no lock.
 * Return: one of the memberships, from which the others are linked, or NULL if there are none.
 */
static inline const struct secgroup_membership *
secgroup_members_lookup(struct secgroup_net *sn, u32 vpc, struct secgroup_addr addr)
{
	if (!secgroup_filter_may_have(rcu_dereference(sn->member_filter), vpc, addr.hi, addr.lo))
		return NULL;
	return secgroup_members_lookup_halves(sn, vpc, addr.hi, addr.lo);
}

int secgroup_members_init(struct secgroup_net *sn);
void secgroup_members_exit(struct secgroup_net *sn);

/* Context of all that follow: writer mutex. */

/**
 * secgroup_member_make() - find a member of a group, or make one that is not visible yet
 * @sn: the namespace
 * @group: the group
 * @addr: the address
 *
 * Return: the member, or ERR_PTR(-ENOMEM), or what rhashtable says.
 */
struct secgroup_member *secgroup_member_make(struct secgroup_net *sn,
					     struct secgroup_group *group,
					     struct secgroup_addr addr);

/* The member of a group with an address, or NULL; the first one after an address, for dumps. */
struct secgroup_member *secgroup_member_find(struct secgroup_group *group,
					     struct secgroup_addr addr);
struct secgroup_member *secgroup_member_find_next(struct secgroup_group *group,
						  const struct secgroup_addr *addr);

/**
 * secgroup_member_set_manual() - it was added by hand, or is not any more
 * @sn: the namespace
 * @member: the member
 * @manual: which
 *
 * Cannot fail, and the reverse call undoes it; secgroup_member_count_nic() likewise.
 */
void secgroup_member_set_manual(struct secgroup_net *sn, struct secgroup_member *member,
				bool manual);

/* A NIC begins (1) or ceases (-1) to give it. */
void secgroup_member_count_nic(struct secgroup_net *sn, struct secgroup_member *member, int n);

/* &secgroup_group.deleted has changed: all members that no NIC gives follow. Cannot fail. */
void secgroup_member_update_all(struct secgroup_net *sn, struct secgroup_group *group);

/* At the end of a transaction: take the members that it made or left invisible out of their groups. */
void secgroup_member_sweep(struct secgroup_net *sn);

/**
 * secgroup_members_purge() - free members that have left their groups
 * @sn: the namespace
 * @generation: no packet is judged by an older view any more: a grace period has passed
 *	since the view of this generation was published
 */
void secgroup_members_purge(struct secgroup_net *sn, u64 generation);

#endif

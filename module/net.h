/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a network namespace has: its policy's stores, the view compiled from them, its sessions.
 */
#ifndef _SECGROUP_NET_H
#define _SECGROUP_NET_H

#include <linux/idr.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <linux/secgroup.h>
#include "view.h"

/**
 * struct secgroup_net - per network namespace
 * @net: the namespace
 * @mutex: the writer mutex. Protects the stores and serialises commits; taken before RTNL, never
 *	by a notifier (which holds RTNL)
 * @view: what packets are judged by. Never NULL. Written under @mutex
 * @members: address -> one of its members, per VPC; see member.c. Read by packets under RCU, written under @mutex
 * @member_filter: which addresses may be in @members; see filter.h. Likewise
 * @sessions: our session nodes; see session.c
 * @session_gc: collects the dead ones
 * @groups: by (account, id)
 * @gids: group number -> group
 * @vpcs: by name
 * @vpc_numbers: VPC number -> VPC
 * @sets: distinct sets of groups that NICs wear; see set.c
 * @timeouts: distinct idle timeouts that NICs have; see timeout.c
 * @judge_slots: &secgroup_view.judges index -> set
 * @nics: by ifindex, pending ones by name
 * @nic_slots: &secgroup_view.nics index -> NIC
 * @zones: conntrack zones in use
 * @next_gid: where the search for a free group number goes on
 * @next_vpc: likewise, VPC number
 * @n_groups: groups
 * @n_rules: rules of all groups
 * @n_members: members of all groups
 * @n_nics: NICs
 * @lists: prefix lists and port lists, by kind and id
 * @list_numbers: list number -> list
 * @next_list: where the search for a free list number goes on
 * @quotas: the most that there may be, by enum secgroup_quota
 * @most_ranges: port ranges of the rule that ever had most: how large a dump's messages get
 * @touched: groups that the running commit changed, by &secgroup_group.touched
 * @touched_lists: likewise lists, by &secgroup_list.touched
 * @hidden: members that may have to go when the running commit ends, by &secgroup_member.queued
 * @expired: members that are in no group any more, likewise
 * @dropped: rules that are in no group any more, by &secgroup_rule.dropped_in
 * @retired: what waits for a grace period before it is freed; see commit.c
 * @retire_work: waits, and frees @retired, @expired and @dropped
 * @grace_work: takes what nobody is asked about any more out of the view; see grace.c
 * @gone_work: removes NICs whose device is gone, and reports which pending ones came and went
 * @has_gone: there is one; set under RTNL
 * @names: protects &secgroup_nic.name
 * @attached: ifindex -> NIC with registered hooks; written under RTNL
 * @awaited: pending NICs that are in the policy, by name; protected by RTNL
 * @closed: ifindex -> device that a pending pattern closes; written under RTNL, read by packets
 * @txn_mutex: protects @txns; innermost
 * @txns: open transactions of sockets
 *
 * Everything from @groups to @retired is protected by @mutex. Packets read @view, @members, @member_filter and
 * @sessions; and, under RCU, the group of a number (@gids) that is to be logged, and the NIC of a session
 * (@nic_slots) that is forgotten: both are freed after a grace period.
 */
struct secgroup_net {
	struct net *net;
	struct mutex mutex;
	struct secgroup_view __rcu *view;
	struct rhashtable members;
	struct secgroup_filter __rcu *member_filter;
	struct rhashtable sessions;
	struct delayed_work session_gc;

	struct rb_root groups;
	struct xarray gids;
	struct rb_root vpcs;
	struct xarray vpc_numbers;
	struct rb_root sets;
	struct list_head timeouts;
	struct xarray judge_slots;
	struct rb_root nics;
	struct xarray nic_slots;
	struct ida zones;
	struct rb_root lists;
	struct xarray list_numbers;
	u32 next_list;
	u32 next_gid;
	u32 next_vpc;
	u32 n_groups;
	u32 n_rules;
	u32 n_members;
	u32 n_nics;
	u32 quotas[SECGROUP_QUOTA_MAX + 1];
	u32 most_ranges;
	struct list_head touched;
	struct list_head touched_lists;
	struct secgroup_member *hidden;
	struct secgroup_member *expired;
	struct list_head dropped;
	struct list_head retired;

	struct work_struct retire_work;
	struct delayed_work grace_work;
	struct delayed_work gone_work;
	bool has_gone;
	spinlock_t names;
	struct xarray attached;
	struct rb_root awaited;
	struct xarray closed;
	struct mutex txn_mutex;
	struct list_head txns;
};

extern unsigned int secgroup_net_id;

/* For works that may take long. */
extern struct workqueue_struct *secgroup_wq;

/* Ours of a namespace. Context: any; valid while the namespace and the module are. */
struct secgroup_net *secgroup_net_get(const struct net *net);

int secgroup_net_init(void);
void secgroup_net_exit(void);

/* Predicate for rcu_dereference_protected() on everything that @mutex protects. */
#define secgroup_net_locked(sn) lockdep_is_held(&(sn)->mutex)

/* The view, for who holds the writer mutex. */
static inline struct secgroup_view *secgroup_net_view(struct secgroup_net *sn)
{
	return rcu_dereference_protected(sn->view, secgroup_net_locked(sn));
}

/**
 * secgroup_net_read_view() - the view, for packets
 * @sn: the namespace
 *
 * A packet finds memberships through @members and @member_filter, not through the view, but must not see
 * older ones than its view's: hence the barrier, which pairs with rcu_assign_pointer() in
 * the commit.
 *
 * Context: RCU read side.
 */
static inline const struct secgroup_view *secgroup_net_read_view(struct secgroup_net *sn)
{
	const struct secgroup_view *view = rcu_dereference(sn->view);

	smp_rmb(); /* see above */
	return view;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a network namespace has: its policy's stores, the view compiled from them, its sessions.
 */
#ifndef _SECGROUP_NET_H
#define _SECGROUP_NET_H

#include <linux/mutex.h>
#include <linux/rhashtable-types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include "view.h"

/**
 * struct secgroup_net - per network namespace
 * @net: the namespace
 * @mutex: the writer mutex. Protects the stores and serialises commits; taken before RTNL, never
 *	by a notifier (which holds RTNL)
 * @view: what packets are judged by. Never NULL. Written under @mutex
 * @members: address -> its groups, per VPC. Read by packets under RCU, written under @mutex
 * @sessions: our session nodes; see session.c
 */
struct secgroup_net {
	struct net *net;
	struct mutex mutex;
	struct secgroup_view __rcu *view;
	struct rhashtable members;
	struct rhashtable sessions;
};

extern unsigned int secgroup_net_id;

struct secgroup_net *secgroup_net_get(const struct net *net);

/* Predicate for rcu_dereference_protected() on everything that @mutex protects. */
#define secgroup_net_locked(sn) lockdep_is_held(&(sn)->mutex)

#endif

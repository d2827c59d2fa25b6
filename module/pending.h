/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NICs that are in the policy before their device exists. See pending.c.
 */
#ifndef _SECGROUP_PENDING_H
#define _SECGROUP_PENDING_H

#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct net_device;
struct netlink_ext_ack;
struct secgroup_net;
struct secgroup_nic;

/**
 * struct secgroup_closed - a device whose packets are all dropped
 * @dev: the device
 * @pattern: the NIC that says so, and counts them; changed with WRITE_ONCE()
 * @heir: another one that does it when @pattern is not in the view; NULL: none. Likewise
 * @is_above: as &secgroup_nic.is_above
 * @ops: ingress and egress hook; &nf_hook_ops.priv is this
 * @rcu: freed after a grace period
 */
struct secgroup_closed {
	struct net_device *dev;
	struct secgroup_nic *pattern;
	struct secgroup_nic *heir;
	bool is_above;
	struct nf_hook_ops ops[2];
	struct rcu_head rcu;
};

/* Does the name end in "*"? */
bool secgroup_pending_is_pattern(const char *name);

/*
 * A commit calls these three, with the writer mutex and RTNL held, for each NIC that it changes.
 * The first before it publishes, the others afterwards, or to go back if it does not.
 */

/**
 * secgroup_pending_prepare() - register all hooks that the policy asks for
 * @nic: a NIC that the transaction made, changed or deleted
 * @extack: why not
 *
 * Its own, if it has a device by now, or those of the devices that it closes as a pattern. If it
 * was deleted and a pattern is to close its device, or its devices: these. None has an effect until
 * the NIC, or the pattern, is in the view; a pattern that is drops from here on.
 *
 * Return: 0 or an errno.
 */
int secgroup_pending_prepare(struct secgroup_nic *nic, struct netlink_ext_ack *extack);

/* Await the devices of a pending NIC, or do not any more; and the name that it has. */
void secgroup_pending_await(struct secgroup_nic *nic);

/* Unregister the hooks that the policy does not ask for any more. After all are awaited. */
void secgroup_pending_finish(struct secgroup_nic *nic);

/**
 * secgroup_pending_dev_named() - a device has got this name, or is about to carry packets
 * @sn: its namespace
 * @dev: the device
 *
 * Attaches the pending NIC of that name, or closes the device if the name is one of a pattern.
 *
 * Context: RTNL.
 * Return: 0, or why it cannot be protected: it must not have this name, or not go up.
 */
int secgroup_pending_dev_named(struct secgroup_net *sn, struct net_device *dev);

/* A device leaves the namespace. Context: RTNL. */
void secgroup_pending_dev_gone(struct secgroup_net *sn, struct net_device *dev);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NICs: network devices whose packets are judged.
 */
#ifndef _SECGROUP_NIC_H
#define _SECGROUP_NIC_H

#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include "core/key.h"
#include "count.h"

struct nf_conn;
struct secgroup_group;
struct secgroup_net;
struct secgroup_set;
struct secgroup_vpc;

/**
 * struct secgroup_nic - one attached device
 * @sn: its namespace
 * @dev: the device; no reference is held: NETDEV_UNREGISTER takes the hooks away before
 *	it goes, and clears this under RTNL. Process context reads it under RTNL
 * @name: the device's name, for dumps; follows NETDEV_CHANGENAME, under RTNL
 * @ifindex: of @dev
 * @slot: index in &secgroup_view.nics; also makes the sessions' keys of two NICs different
 * @zone: its conntrack zone
 * @side: enum secgroup_side
 * @nic_type: enum secgroup_nic_type
 * @spoof_check: see P-60
 * @tmpl: conntrack template that carries @zone; from secgroup_state_nic_init()
 * @drops: dropped packets by reason
 * @sessions: how many nodes it has in the session table
 * @helpers: how many of these have a helper, so that there may be expectations
 * @ops: ingress and egress hook; &nf_hook_ops.priv is this NIC
 * @gone: its device left; set under RTNL, read by the work that removes the NIC from the policy
 * @groups: worn, in (account, id) order; under the writer mutex, as all that follows
 * @macs: of the instance
 * @addrs: of the instance; members of all @groups
 * @set: the program that it shares
 * @vpc: or NULL in the classic network
 * @list: in &secgroup_net.nics, by slot
 * @rcu: freed after a grace period
 *
 * What packets read besides the view (@sn, @slot, @zone, @side, @tmpl, @drops, @sessions)
 * does not change while the hooks are registered: NIC_SET cannot change the side.
 */
struct secgroup_nic {
	struct secgroup_net *sn;
	struct net_device *dev;
	char name[IFNAMSIZ];
	int ifindex;
	u32 slot;
	u16 zone;
	u8 side;
	u8 nic_type;
	bool spoof_check;
	struct nf_conn *tmpl;
	struct secgroup_drops __percpu *drops;
	atomic_t sessions;
	atomic_t helpers;
	struct nf_hook_ops ops[2];
	bool gone;
	struct secgroup_group **groups;
	u32 n_groups;
	u32 n_macs;
	u32 n_addrs;
	u8 (*macs)[ETH_ALEN];
	struct secgroup_addr *addrs;
	struct secgroup_set *set;
	struct secgroup_vpc *vpc;
	struct list_head list;
	struct rcu_head rcu;
};

#endif

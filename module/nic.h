/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NICs: network devices whose packets are judged.
 */
#ifndef _SECGROUP_NIC_H
#define _SECGROUP_NIC_H

#include <linux/if_ether.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rbtree.h>
#include <linux/secgroup.h>
#include "core/key.h"
#include "bucket.h"
#include "count.h"
#include "guard.h"
#include "view.h"

struct fqdir;
struct netlink_ext_ack;
struct nf_conn;
struct secgroup_group;
struct secgroup_member;
struct secgroup_net;
struct secgroup_set;
struct secgroup_timeouts;
struct secgroup_vpc;

/**
 * struct secgroup_session_config - the settings of a NIC's sessions
 * @timeouts: idle timeouts, a reference; NULL: the host's
 * @limit: how many there may be; 0: the host's share, secgroup_state_limit()
 * @pickup: seconds for which TCP segments that are no SYN may open sessions; 0: none may
 * @pickup_until: when that ends, in jiffies
 * @pickup_generation: in which it began: any younger epoch of the NIC or its judge ends it
 */
struct secgroup_session_config {
	struct secgroup_timeouts *timeouts;
	u32 limit;
	u32 pickup;
	u64 pickup_until;
	u64 pickup_generation;
};

/* May segments open sessions now? @epoch: how old a judgement of the NIC's may be. */
static inline bool secgroup_pickup_is_open(const struct secgroup_session_config *config, u64 epoch)
{
	return config->pickup && epoch <= config->pickup_generation &&
	       time_before64(get_jiffies_64(), config->pickup_until);
}

/**
 * struct secgroup_nic_config - the settings of a NIC; replaced as a whole
 * @set: the groups that it wears, in (account, id) order, and their program
 * @vpc: or NULL: in the classic network
 * @epoch: generation in which its groups, VPC, type or side last changed
 * @nic_type: enum secgroup_nic_type
 * @side: enum secgroup_side
 * @tracking: enum secgroup_tracking
 * @log: packets that the default decides are logged
 * @guard: what the guard goes by (P-50, P-60, P-61)
 * @pending: name of the device that it is reserved for, or pattern; "": it is not pending
 * @session: of its sessions
 * @n_macs: length of @macs
 * @n_addrs: length of @addrs
 * @macs: of the instance
 * @addrs: of the instance; members of all groups of @set
 * @members: these, group by group: &secgroup_set.n_groups times @n_addrs
 * @nic: whose they were, if its sessions have to follow the next ones
 * @forget: once retired: sessions last judged before this generation are over, see @side; or 0
 * @retired: waits for a grace period, then
 */
struct secgroup_nic_config {
	struct secgroup_set *set;
	struct secgroup_vpc *vpc;
	u64 epoch;
	u8 nic_type;
	u8 side;
	u8 tracking;
	bool log;
	struct secgroup_guard_settings guard;
	char pending[IFNAMSIZ];
	struct secgroup_session_config session;
	u32 n_macs;
	u32 n_addrs;
	u8 (*macs)[ETH_ALEN];
	struct secgroup_addr *addrs;
	struct secgroup_member **members;
	struct secgroup_nic *nic;
	u64 forget;
	struct secgroup_retired retired;
};

/**
 * struct secgroup_nic_key - where a NIC is in &secgroup_net.nics
 * @ifindex: of its device; 0 if it is pending
 * @name: "" unless it is pending: the device that it is reserved for
 */
struct secgroup_nic_key {
	int ifindex;
	char name[IFNAMSIZ];
};

/**
 * struct secgroup_nic - one attached device, or one that is to be attached when it appears
 * @sn: its namespace
 * @dev: the device, NULL when it has left or is awaited; under RTNL. The transaction that makes a
 *	NIC that is not pending holds a reference; afterwards NETDEV_UNREGISTER tells when it goes
 * @name: the device's name, which follows NETDEV_CHANGENAME; of a pending one the name that it is
 *	reserved for. Written under RTNL and &secgroup_net.names
 * @ifindex: of @dev; 0 if a pending NIC has none. Written under RTNL
 * @is_pattern: @name is a pattern, and the NIC has no hooks of its own: see pending.c
 * @is_above: the instance is above @dev (macvtap): what it sends is transmitted by it
 * @slot: index in &secgroup_view.nics; also makes the sessions' keys of two NICs different
 * @zone: its conntrack zone
 * @tmpl: conntrack template that carries @zone; from secgroup_state_nic_init()
 * @drops: dropped packets by reason
 * @served: accepted packets by service
 * @fragments: those that wait for others; from secgroup_frag_nic_init()
 * @follows: @own is kept up to date; set under RTNL, and stays
 * @own_lock: serialises the making of @own
 * @own: MAC and addresses of the device, for side host with spoof-check on; see own.c. Read under
 *	RCU
 * @sessions: how many nodes it has in the session table
 * @helpers: how many of these have a helper (FTP control connections); see session.c
 * @answers: to rejected packets: how many more it may send
 * @records: of logged packets, likewise
 * @lost: records that were not sent, and not yet reported as lost
 * @ops: ingress and egress hook; &nf_hook_ops.priv is this NIC
 * @hooked: the hooks are registered; under RTNL
 * @gone: its device left; set under RTNL, read by the work that removes the NIC from the policy
 * @came: it is pending, and its device appeared; likewise, to be reported
 * @config: its settings, or NULL: it is not in the policy; under the writer mutex
 * @key: by which it is in &secgroup_net.nics; under the writer mutex
 * @node: in there; likewise
 * @awaited: in &secgroup_net.awaited, by @name, if it is pending and published; under RTNL
 * @retired: waits for a grace period
 *
 * What packets read (@sn, @slot, @zone, @tmpl, @drops, @served, @fragments, @sessions, @is_above)
 * does not change while the hooks are registered.
 */
struct secgroup_nic {
	struct secgroup_net *sn;
	struct net_device *dev;
	char name[IFNAMSIZ];
	int ifindex;
	bool is_pattern;
	bool is_above;
	u32 slot;
	u16 zone;
	struct nf_conn *tmpl;
	struct secgroup_drops __percpu *drops;
	struct secgroup_served __percpu *served;
	struct fqdir *fragments;
	bool follows;
	spinlock_t own_lock;
	struct secgroup_identity __rcu *own;
	atomic_t sessions;
	atomic_t helpers;
	struct secgroup_bucket answers;
	struct secgroup_bucket records;
	atomic_t lost;
	struct nf_hook_ops ops[2];
	bool hooked;
	bool gone;
	bool came;
	struct secgroup_nic_config *config;
	struct secgroup_nic_key key;
	struct rb_node node;
	struct rb_node awaited;
	struct secgroup_retired retired;
};

/* Context of all that follow: writer mutex, unless they say more. */

/*
 * By ifindex, also one that the running transaction deleted (@config is NULL); NULL if none. A
 * pending one, with or without its device, by name.
 */
struct secgroup_nic *secgroup_nic_find(struct secgroup_net *sn, int ifindex);
struct secgroup_nic *secgroup_nic_find_pending(struct secgroup_net *sn, const char *name);

/**
 * secgroup_nic_alloc() - a NIC that is not yet in the policy and has no hooks
 * @sn: the namespace
 * @dev: the device; the caller holds a reference. NULL if the NIC is pending
 * @pending: then the name of its device, or a pattern
 * @extack: why not
 *
 * Return: the NIC, or an ERR_PTR.
 */
struct secgroup_nic *secgroup_nic_alloc(struct secgroup_net *sn, struct net_device *dev,
					const char *pending, struct netlink_ext_ack *extack);

/* Free a NIC without hooks, after a grace period. */
void secgroup_nic_free(struct secgroup_nic *nic);

/* Copy the name as it is now; @name holds IFNAMSIZ bytes. Context: process. */
void secgroup_nic_name(struct secgroup_nic *nic, char *name);

/**
 * secgroup_nic_config_alloc() - settings, not yet those of a NIC
 * @sn: the namespace
 * @groups: the groups, in (account, id) order
 * @n_groups: how many
 * @want: the other settings; what they refer to is copied, or a reference taken
 *
 * Return: the settings, or ERR_PTR(-ENOMEM).
 */
struct secgroup_nic_config *
secgroup_nic_config_alloc(struct secgroup_net *sn, struct secgroup_group **groups, u32 n_groups,
			  const struct secgroup_nic_config *want);

/* Free settings that no NIC has; takes NULL. */
void secgroup_nic_config_free(struct secgroup_nic_config *config);

/*
 * Free settings that a NIC had, once published; its sessions follow those that it has now, and
 * sessions of the other side go. Takes NULL.
 */
void secgroup_nic_config_retire(struct secgroup_nic *nic, struct secgroup_nic_config *config);

/* Give a NIC other settings; either may be NULL. Cannot fail, and the reverse call undoes it. */
void secgroup_nic_configure(struct secgroup_nic *nic, struct secgroup_nic_config *config);

/* Into the policy and out of it, by @key. Neither can fail, each undoes the other. */
void secgroup_nic_link(struct secgroup_nic *nic);
void secgroup_nic_unlink(struct secgroup_nic *nic);

/**
 * secgroup_nic_attach() - register the hooks
 * @nic: a NIC without them
 * @dev: its device
 * @extack: why not
 *
 * Sessions with a device that it had before are over.
 *
 * Context: RTNL.
 * Return: 0 or an errno: -ENODEV if the device has gone meanwhile.
 */
int secgroup_nic_attach(struct secgroup_nic *nic, struct net_device *dev,
			struct netlink_ext_ack *extack);

/* Unregister the hooks, if they are registered. Context: RTNL. */
void secgroup_nic_detach(struct secgroup_nic *nic);

/* Its device left (@gone) or appeared (@came): have it reported. Context: RTNL. */
void secgroup_nic_tell(struct secgroup_nic *nic);

/* Show another name. Context: RTNL. */
void secgroup_nic_rename(struct secgroup_nic *nic, const char *name);

/* Is the instance above the device, as that of a macvtap or ipvtap is? Context: RTNL. */
bool secgroup_nic_dev_is_above(const struct net_device *dev);

/* Of this link type? Context: RTNL. */
bool secgroup_nic_dev_is_kind(const struct net_device *dev, const char *kind);

/**
 * secgroup_nic_direction() - of a packet, as the instance sees it (P-2)
 * @is_above: the instance is above the device
 * @side: enum secgroup_side, as of the view
 * @received: the device receives the packet; otherwise it sends it
 *
 * What a device receives comes from a guest behind it. It goes to a host, and to what is above it.
 */
static inline enum secgroup_direction secgroup_nic_direction(bool is_above, u8 side, bool received)
{
	bool to_instance = (is_above || side == SECGROUP_HOST) == received;

	return to_instance ? SECGROUP_INGRESS : SECGROUP_EGRESS;
}

int secgroup_nic_init(void);
void secgroup_nic_exit(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netfilter hooks of a NIC.
 */
#ifndef _SECGROUP_HOOK_H
#define _SECGROUP_HOOK_H

struct net;
struct net_device;
struct nf_hook_state;
struct secgroup_closed;
struct secgroup_nic;
struct sk_buff;

/* The whole way of a packet that is not for the fast path; see fastpath.h. */
unsigned int secgroup_hook_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);
unsigned int secgroup_hook_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

/**
 * secgroup_hook_register() - let the device's packets come to us
 * @nic: the NIC, complete: sn, slot, zone, tmpl, drops, is_above
 * @dev: its device
 *
 * Packets are accepted until a view has the NIC.
 *
 * Context: process context, RTNL held.
 * Return: 0, or a negative errno: then neither hook is registered.
 */
int secgroup_hook_register(struct secgroup_nic *nic, struct net_device *dev);

/**
 * secgroup_hook_unregister() - no more packets
 * @nic: the NIC
 *
 * Does not wait for the packets that are being judged: they are through after a grace period.
 *
 * Context: process context, RTNL held.
 */
void secgroup_hook_unregister(struct secgroup_nic *nic);

/*
 * Likewise, for a device of which a pattern drops everything: @closed is complete but for its
 * hooks. It is freed after a grace period.
 */
int secgroup_hook_close(struct net *net, struct secgroup_closed *closed);
void secgroup_hook_open(struct net *net, struct secgroup_closed *closed);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fragments wait for the datagram that they are part of.
 */
#ifndef _SECGROUP_FRAG_H
#define _SECGROUP_FRAG_H

#include <linux/skbuff.h>
#include "packet.h"

struct secgroup_nic;

/**
 * struct secgroup_whole - a datagram of which all fragments have come
 * @skb: what secgroup_packet_parse_datagram() reads, for judging only; the caller frees it. NULL:
 *	fragments are missing
 * @held: the fragments but the one that came last, in the order in which they came, as they came
 *	but without a device; the caller's
 */
struct secgroup_whole {
	struct sk_buff *skb;
	struct sk_buff_head held;
};

/**
 * secgroup_frag_add() - take a fragment
 * @nic: the NIC
 * @skb: the fragment
 * @pkt: parsed from it; of kind SECGROUP_KIND_FRAGMENT
 * @mac: offset of its Ethernet header from skb->data
 * @outgoing: it came by the egress hook: what comes by the other one is of other datagrams
 * @whole: output
 *
 * If others are missing (@whole->skb is NULL) @skb is not the caller's any more. What waits holds
 * on to no device, socket, route or conntrack entry.
 *
 * Context: BH disabled, RCU read side.
 * Return: SECGROUP_REASON_NONE, or why @skb is to be dropped. What has to be dropped with it is
 *	dropped and counted.
 */
enum secgroup_reason secgroup_frag_add(struct secgroup_nic *nic, struct sk_buff *skb,
				       const struct secgroup_packet *pkt, int mac, bool outgoing,
				       struct secgroup_whole *whole);

/**
 * secgroup_frag_nic_init() - give a NIC the place where its fragments wait
 * @nic: sn is set; fragments is filled in
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int secgroup_frag_nic_init(struct secgroup_nic *nic);

/**
 * secgroup_frag_nic_stop() - take no more fragments
 * @nic: the NIC. After a grace period nothing that waits knows it any more
 *
 * Context: process context.
 */
void secgroup_frag_nic_stop(struct secgroup_nic *nic);

/**
 * secgroup_frag_nic_exit() - free what waits
 * @nic: stopped a grace period ago, or never had a packet
 *
 * Freeing is finished in the background; secgroup_frag_exit() waits for that.
 *
 * Context: process context.
 */
void secgroup_frag_nic_exit(struct secgroup_nic *nic);

/* Module-wide. */
int secgroup_frag_init(void);
void secgroup_frag_exit(void);

#endif

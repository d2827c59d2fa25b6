// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>
#include "net.h"
#include "nic.h"
#include "packet_private.h"
#include "reject.h"

/* Answers of a NIC: a second's worth at once. Stated in sgctl(8). */
#define ANSWERS_PER_SECOND	100

static bool is_broadcast(const struct sk_buff *skb, int mac)
{
	const struct ethhdr *eth;
	struct ethhdr buffer;

	eth = skb_header_pointer(skb, mac, sizeof(buffer), &buffer);
	return !eth || is_multicast_ether_addr(eth->h_dest);
}

/* An ICMP error, or what may become one (RFC 4443, 2.4). */
static bool is_error(const struct secgroup_packet *pkt)
{
	return pkt->relation == SECGROUP_RELATION_ERROR ||
	       (pkt->key.proto == IPPROTO_ICMPV6 && !(pkt->key.dport >> 8 & ICMPV6_INFOMSG_MASK));
}

/* From somebody who can be answered, to somebody who could answer. */
static bool is_between_hosts(const struct secgroup_packet *pkt)
{
	bool ingress = pkt->key.direction == SECGROUP_INGRESS;
	struct secgroup_addr src = ingress ? pkt->key.remote : pkt->key.local;
	struct secgroup_addr dst = ingress ? pkt->key.local : pkt->key.remote;

	return (src.hi || src.lo) && !secgroup_addr_equal(src, secgroup_addr_v4(0)) &&
	       !secgroup_addr_is_multicast(dst) &&
	       !secgroup_addr_equal(dst, secgroup_addr_v4(0xffffffff));
}

/* The packet as the kernel's builders want it, from its network header on and without padding. */
static struct sk_buff *copy_packet(const struct sk_buff *skb, const struct secgroup_packet *pkt)
{
	struct sk_buff *copy = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);

	if (!copy)
		return NULL;
	if (!pskb_may_pull(copy, pkt->transport) || pskb_trim_rcsum(copy, pkt->end)) {
		kfree_skb(copy);
		return NULL;
	}
	skb_pull_rcsum(copy, pkt->network);
	skb_reset_network_header(copy);
	return copy;
}

/* They verify the checksum if they think that this is the hook PRE_ROUTING. */
static struct sk_buff *build(struct net *net, struct sk_buff *skb,
			     const struct secgroup_packet *pkt)
{
	bool tcp = pkt->key.proto == IPPROTO_TCP;

	if (pkt->family == NFPROTO_IPV4)
		return tcp ? nf_reject_skb_v4_tcp_reset(net, skb, skb->dev, NF_INET_PRE_ROUTING) :
			     nf_reject_skb_v4_unreach(net, skb, skb->dev, NF_INET_PRE_ROUTING,
						      ICMP_PKT_FILTERED);
	/* ipv6.disable=1: the builders ask for settings that the namespace has not. */
	if (!ipv6_mod_enabled())
		return NULL;
	return tcp ? nf_reject_skb_v6_tcp_reset(net, skb, skb->dev, NF_INET_PRE_ROUTING) :
		     nf_reject_skb_v6_unreach(net, skb, skb->dev, NF_INET_PRE_ROUTING,
					      ICMPV6_ADM_PROHIBITED);
}

static void swap_stations(struct ethhdr *eth)
{
	u8 receiver[ETH_ALEN];

	ether_addr_copy(receiver, eth->h_dest);
	ether_addr_copy(eth->h_dest, eth->h_source);
	ether_addr_copy(eth->h_source, receiver);
}

/* The packet's own link header, tags included, with the stations exchanged. */
static bool put_link_header(struct sk_buff *answer, const struct sk_buff *skb, int mac,
			    unsigned int length)
{
	struct ethhdr *eth;

	if (skb_headroom(answer) < length)
		return false;
	eth = skb_push(answer, length);
	if (skb_copy_bits(skb, mac, eth, length))
		return false;
	swap_stations(eth);
	skb_reset_mac_header(answer);
	__vlan_hwaccel_copy_tag(answer, skb);
	return true;
}

static struct sk_buff *make_answer(struct net *net, const struct sk_buff *skb,
				   const struct secgroup_packet *pkt, int mac)
{
	struct sk_buff *copy = copy_packet(skb, pkt), *answer;

	if (!copy)
		return NULL;
	answer = build(net, copy, pkt);
	consume_skb(copy);
	if (answer && !put_link_header(answer, skb, mac, pkt->network - mac)) {
		kfree_skb(answer);
		return NULL;
	}
	return answer;
}

void secgroup_reject_send(const struct secgroup_judgement *j, const struct sk_buff *skb,
			  const struct secgroup_packet *pkt, int mac, bool received)
{
	struct sk_buff *answer;

	if (is_broadcast(skb, mac) || is_error(pkt) || !is_between_hosts(pkt) ||
	    !secgroup_bucket_take(&j->nic->answers, ANSWERS_PER_SECOND, ANSWERS_PER_SECOND))
		return;
	answer = make_answer(j->nic->sn->net, skb, pkt, mac);
	if (!answer)
		return;
	answer->destructor = skb_tx_error;
	if (received) {
		answer->protocol = eth_hdr(answer)->h_proto;
		dev_queue_xmit(answer);
	} else {
		/* Not at once: the packet's sender may hold what its receiver takes. */
		answer->protocol = eth_type_trans(answer, answer->dev);
		netif_rx(answer);
	}
}

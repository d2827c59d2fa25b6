// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plain frame as a packet like any other.
 */
#include "packet_plain.h"

/* What is in the frame besides. */
static void describe(const struct secgroup_plain *p, const struct sk_buff *skb, struct secgroup_packet *pkt)
{
	const struct ethhdr *eth = (const void *)(skb->data + (int)(p->network - ETH_HLEN));
	const void *ip = skb->data + p->network;

	pkt->pull = 0;
	pkt->kind = SECGROUP_KIND_IP;
	pkt->hop_limit = p->family == NFPROTO_IPV4 ? ((const struct iphdr *)ip)->ttl :
						     ((const struct ipv6hdr *)ip)->hop_limit;
	pkt->tcp_flags = p->tcp_flags;
	pkt->igmp_type = 0;
	pkt->n_tags = 0;
	pkt->names_other_mac = false;
	pkt->claims = false;
	pkt->ethertype = ntohs(eth->h_proto);
	ether_addr_copy(pkt->dst_mac, eth->h_dest);
	ether_addr_copy(pkt->src_mac, eth->h_source);
}

enum secgroup_reason secgroup_packet_parse(struct secgroup_packet *pkt, const struct sk_buff *skb, int mac,
					   u8 direction)
{
	struct secgroup_plain p __uninitialized;

	if (!secgroup_plain_parse_ipv4(&p, skb, mac, direction) && !secgroup_plain_parse_ipv6(&p, skb, mac, direction))
		return secgroup_packet_parse_any(pkt, skb, mac, direction);
	secgroup_plain_describe(&p, pkt);
	describe(&p, skb, pkt);
	return SECGROUP_REASON_NONE;
}

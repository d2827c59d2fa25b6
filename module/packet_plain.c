// SPDX-License-Identifier: GPL-2.0-only
/*
 * The short way through the parser, for what nearly all frames are: a whole TCP segment or UDP datagram
 * in IPv4 without options or IPv6 without extension headers, untagged, with its headers in the
 * skb's linear part. Whatever is anything else, or is to be refused, is left to packet.c, which says of a
 * plain frame the same: tests/fuzz/packet.c parses each frame both ways.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/tcp.h>
#include "packet_private.h"

/**
 * struct plain - an IP packet without options, as it lies in the frame
 * @src: source address
 * @dst: destination address
 * @transport: offset of the transport header
 * @end: offset of the first byte after the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @proto: the transport's number
 * @hop_limit: or time to live
 */
struct plain {
	struct secgroup_addr src;
	struct secgroup_addr dst;
	u32 transport;
	u32 end;
	u8 family;
	u8 proto;
	u8 hop_limit;
};

static inline bool parse_ipv4(struct plain *p, const struct iphdr *ip, u32 network)
{
	if (ip->version != 4 || ip->ihl != 5 || ip->frag_off & htons(IP_MF | IP_OFFSET))
		return false;
	p->src = secgroup_addr_v4(ntohl(ip->saddr));
	p->dst = secgroup_addr_v4(ntohl(ip->daddr));
	p->transport = network + sizeof(*ip);
	p->end = network + ntohs(ip->tot_len);
	p->family = NFPROTO_IPV4;
	p->proto = ip->protocol;
	p->hop_limit = ip->ttl;
	/* Multicast, and what was or will be of class E, broadcast among them. */
	return ntohl(ip->saddr) < 0xe0000000;
}

static inline bool parse_ipv6(struct plain *p, const struct ipv6hdr *ip, u32 network)
{
	if (ip->version != 6 || ipv6_addr_v4mapped(&ip->saddr) || ipv6_addr_v4mapped(&ip->daddr))
		return false;
	p->src = secgroup_addr_v6(&ip->saddr);
	p->dst = secgroup_addr_v6(&ip->daddr);
	p->transport = network + sizeof(*ip);
	p->end = p->transport + ntohs(ip->payload_len);
	p->family = NFPROTO_IPV6;
	p->proto = ip->nexthdr;
	p->hop_limit = ip->hop_limit;
	return p->src.hi >> 56 != 0xff && (p->src.hi || p->src.lo);
}

/* Is a checksum that is written later, if any, that of the transport? */
static inline bool checksum_is_own(const struct sk_buff *skb, u32 transport, u32 offset)
{
	return skb->ip_summed != CHECKSUM_PARTIAL ||
	       (skb_checksum_start_offset(skb) == transport && skb->csum_offset == offset);
}

/* Ports and flags of what is behind the IP header. @end: of what is there of the packet in the linear part. */
static inline bool parse_transport(struct secgroup_packet *pkt, const struct sk_buff *skb,
				   const struct plain *p, u32 end)
{
	u32 room = p->end - p->transport;

	if (p->proto == IPPROTO_TCP) {
		const struct tcphdr *th = (const void *)(skb->data + p->transport);

		if (end < p->transport + sizeof(*th) || th->doff * 4 < sizeof(*th) || th->doff * 4 > room)
			return false;
		pkt->tcp_flags = tcp_flag_byte(th);
		pkt->key.sport = ntohs(th->source);
		pkt->key.dport = ntohs(th->dest);
		return secgroup_tcp_flags_are_sane(pkt->tcp_flags) &&
		       checksum_is_own(skb, p->transport, offsetof(struct tcphdr, check));
	}
	if (p->proto == IPPROTO_UDP) {
		const struct udphdr *uh = (const void *)(skb->data + p->transport);

		if (end < p->transport + sizeof(*uh) || ntohs(uh->len) < sizeof(*uh) || ntohs(uh->len) > room)
			return false;
		pkt->tcp_flags = 0;
		pkt->key.sport = ntohs(uh->source);
		pkt->key.dport = ntohs(uh->dest);
		return checksum_is_own(skb, p->transport, offsetof(struct udphdr, check));
	}
	return false;
}

/* Which way @p goes. Ports are in @pkt->key. */
static inline void note_ends(struct secgroup_packet *pkt, const struct plain *p, u8 direction)
{
	bool ingress = direction == SECGROUP_INGRESS;

	pkt->key.remote = ingress ? p->src : p->dst;
	pkt->key.local = ingress ? p->dst : p->src;
	pkt->key.direction = direction;
	pkt->key.proto = p->proto;
	pkt->flow.remote = pkt->key.remote;
	pkt->flow.local = pkt->key.local;
	pkt->flow.remote_id = ingress ? pkt->key.sport : pkt->key.dport;
	pkt->flow.local_id = ingress ? pkt->key.dport : pkt->key.sport;
	pkt->flow.proto = p->proto;
	pkt->flow.requester = 0;
	pkt->flow.zero = 0;
	pkt->flow.vlan = 0;
}

/* All of @pkt that has a meaning for such a packet: the rest stays as it is. */
static inline void note_rest(struct secgroup_packet *pkt, const struct plain *p,
			     const struct ethhdr *eth, u32 network)
{
	u8 flags = pkt->tcp_flags & (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK);

	pkt->kind = SECGROUP_KIND_IP;
	pkt->relation = p->proto == IPPROTO_UDP || (flags & (TCP_SYN | TCP_ACK)) == TCP_SYN ?
				SECGROUP_RELATION_OPENS : SECGROUP_RELATION_FOLLOWS;
	pkt->mid_stream = flags == TCP_ACK;
	pkt->family = p->family;
	pkt->hop_limit = p->hop_limit;
	pkt->igmp_type = 0;
	pkt->network = network;
	pkt->transport = p->transport;
	pkt->end = p->end;
	pkt->pull = 0;
	ether_addr_copy(pkt->dst_mac, eth->h_dest);
	ether_addr_copy(pkt->src_mac, eth->h_source);
	pkt->ethertype = ntohs(eth->h_proto);
	pkt->n_tags = 0;
	pkt->names_other_mac = false;
	pkt->claims = false;
}

bool secgroup_packet_parse_plain(struct secgroup_packet *pkt, const struct sk_buff *skb, int mac,
				 u8 direction)
{
	const struct ethhdr *eth = (const void *)(skb->data + mac);
	u32 network = mac + ETH_HLEN, linear = skb_headlen(skb);
	const void *ip = skb->data + network;
	struct plain p;

	if (mac < -ETH_HLEN || -mac > (int)skb_headroom(skb) || skb_vlan_tag_present(skb) ||
	    linear < network + sizeof(struct iphdr) || is_multicast_ether_addr(eth->h_source))
		return false;
	if (eth->h_proto == htons(ETH_P_IP)) {
		if (!parse_ipv4(&p, ip, network))
			return false;
	} else if (eth->h_proto != htons(ETH_P_IPV6) ||
		   linear < network + sizeof(struct ipv6hdr) || !parse_ipv6(&p, ip, network)) {
		return false;
	}
	if (p.end > skb->len || (skb_is_gso(skb) && p.end != skb->len) ||
	    !parse_transport(pkt, skb, &p, min(p.end, linear)))
		return false;
	note_ends(pkt, &p, direction);
	note_rest(pkt, &p, eth, network);
	return true;
}

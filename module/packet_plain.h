/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The short way through the parser, for what nearly all frames are: a whole TCP segment or UDP datagram
 * in IPv4 without options or IPv6 without extension headers, untagged, with its headers in the
 * skb's linear part. Whatever is anything else, or is to be refused, is left to packet.c, which says of a
 * plain frame the same: tests/fuzz/packet.c parses each frame both ways.
 *
 * It is inline, so that what it finds stays in registers.
 */
#ifndef _SECGROUP_PACKET_PLAIN_H
#define _SECGROUP_PACKET_PLAIN_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/tcp.h>
#include "packet.h"

#define TCP_FIN		0x01
#define TCP_SYN		0x02
#define TCP_RST		0x04
#define TCP_ACK		0x10
#define TCP_URG		0x20

/* Of its flags, what a segment is for. */
#define TCP_PURPOSE	(TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK)

/*
 * Which combinations of flags a TCP sender can mean; ECE, CWR and PSH go with all of them.
 * NULL, XMAS, SYN+FIN and the like are for probing and for evading (P-62).
 */
static inline bool secgroup_tcp_flags_are_sane(u8 flags)
{
	switch (flags & (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK | TCP_URG)) {
	case TCP_SYN:
	case TCP_SYN | TCP_URG:
	case TCP_SYN | TCP_ACK:
	case TCP_RST:
	case TCP_RST | TCP_ACK:
	case TCP_FIN | TCP_ACK:
	case TCP_FIN | TCP_ACK | TCP_URG:
	case TCP_ACK:
	case TCP_ACK | TCP_URG:
		return true;
	}
	return false;
}

/**
 * struct secgroup_plain - a plain frame, parsed
 * @key: what the classifier knows of it
 * @network: offset of the network header from skb->data
 * @transport: likewise of the transport header
 * @end: likewise of the first byte after the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @tcp_flags: of TCP, FIN being bit 0; else 0
 */
struct secgroup_plain {
	struct secgroup_key key;
	u32 network;
	u32 transport;
	u32 end;
	u8 family;
	u8 tcp_flags;
};

/* enum secgroup_relation: as secgroup_packet_relate() says it of TCP and UDP. */
static inline u8 secgroup_plain_relation(const struct secgroup_plain *p)
{
	if (p->key.proto == IPPROTO_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
		return SECGROUP_RELATION_FOLLOWS;
	return SECGROUP_RELATION_OPENS;
}

/* &secgroup_packet.mid_stream */
static inline bool secgroup_plain_is_mid_stream(const struct secgroup_plain *p)
{
	return (p->tcp_flags & TCP_PURPOSE) == TCP_ACK;
}

/* &secgroup_packet.flow */
static __always_inline void secgroup_plain_flow(const struct secgroup_plain *p, u32 slot,
						struct secgroup_flow *flow)
{
	bool ingress = p->key.direction == SECGROUP_INGRESS;

	flow->remote = p->key.remote;
	flow->local = p->key.local;
	flow->slot = slot;
	flow->remote_id = ingress ? p->key.sport : p->key.dport;
	flow->local_id = ingress ? p->key.dport : p->key.sport;
	flow->proto = p->key.proto;
	flow->requester = 0;
	flow->zero = 0;
	flow->vlan = 0;
}

static __always_inline void secgroup_plain_note_ends(struct secgroup_plain *p, struct secgroup_addr src,
						     struct secgroup_addr dst)
{
	bool ingress = p->key.direction == SECGROUP_INGRESS;

	p->key.remote.hi = ingress ? src.hi : dst.hi;
	p->key.remote.lo = ingress ? src.lo : dst.lo;
	p->key.local.hi = ingress ? dst.hi : src.hi;
	p->key.local.lo = ingress ? dst.lo : src.lo;
}

static __always_inline void secgroup_plain_note_ipv4(struct secgroup_plain *p, const struct iphdr *ip)
{
	secgroup_plain_note_ends(p, secgroup_addr_v4(ntohl(ip->saddr)), secgroup_addr_v4(ntohl(ip->daddr)));
	p->key.proto = ip->protocol;
	p->transport = p->network + sizeof(*ip);
	p->end = p->network + ntohs(ip->tot_len);
	p->family = NFPROTO_IPV4;
}

static __always_inline bool secgroup_plain_is_ipv4(const struct iphdr *ip)
{
	/* No source is multicast, or what was or will be of class E, broadcast among them. */
	return ip->version == 4 && ip->ihl == 5 && !(ip->frag_off & htons(IP_MF | IP_OFFSET)) &&
	       ntohl(ip->saddr) < 0xe0000000;
}

static __always_inline void secgroup_plain_note_ipv6(struct secgroup_plain *p, const struct ipv6hdr *ip)
{
	secgroup_plain_note_ends(p, secgroup_addr_v6(&ip->saddr), secgroup_addr_v6(&ip->daddr));
	p->key.proto = ip->nexthdr;
	p->transport = p->network + sizeof(*ip);
	p->end = p->transport + ntohs(ip->payload_len);
	p->family = NFPROTO_IPV6;
}

static __always_inline bool secgroup_plain_is_ipv6(const struct ipv6hdr *ip)
{
	struct secgroup_addr src = secgroup_addr_v6(&ip->saddr);

	return ip->version == 6 && !ipv6_addr_v4mapped(&ip->saddr) && !ipv6_addr_v4mapped(&ip->daddr) &&
	       src.hi >> 56 != 0xff && (src.hi || src.lo);
}

/* Of TCP or UDP. */
static __always_inline void secgroup_plain_note_transport(struct secgroup_plain *p, const void *header)
{
	const struct udphdr *ports = header;

	p->key.sport = ntohs(ports->source);
	p->key.dport = ntohs(ports->dest);
	p->tcp_flags = p->key.proto == IPPROTO_TCP ? tcp_flag_byte((const struct tcphdr *)header) : 0;
}

/* Is a checksum that is written later, if any, that of the transport? */
static __always_inline bool secgroup_plain_checksum_is_own(const struct secgroup_plain *p,
							   const struct sk_buff *skb, u32 offset)
{
	return likely(skb->ip_summed != CHECKSUM_PARTIAL) ||
	       (skb_checksum_start_offset(skb) == p->transport && skb->csum_offset == offset);
}

/* @end: of what is there of the packet in the linear part. */
static __always_inline bool secgroup_plain_parse_transport(struct secgroup_plain *p, const struct sk_buff *skb,
							   u32 end)
{
	const void *header = skb->data + p->transport;
	u32 room = p->end - p->transport;

	if (p->key.proto == IPPROTO_TCP) {
		const struct tcphdr *th = header;

		if (end < p->transport + sizeof(*th) || th->doff * 4 < sizeof(*th) || th->doff * 4 > room)
			return false;
		secgroup_plain_note_transport(p, header);
		return secgroup_tcp_flags_are_sane(p->tcp_flags) &&
		       secgroup_plain_checksum_is_own(p, skb, offsetof(struct tcphdr, check));
	}
	if (p->key.proto == IPPROTO_UDP) {
		const struct udphdr *uh = header;

		if (end < p->transport + sizeof(*uh) || ntohs(uh->len) < sizeof(*uh) || ntohs(uh->len) > room)
			return false;
		secgroup_plain_note_transport(p, header);
		return secgroup_plain_checksum_is_own(p, skb, offsetof(struct udphdr, check));
	}
	return false;
}

/* Is there such a frame at all, with room for an IP header of this length? */
static __always_inline bool secgroup_plain_begin(struct secgroup_plain *p, const struct sk_buff *skb, int mac,
						 u8 direction, u16 protocol, u32 header)
{
	const struct ethhdr *eth = (const void *)(skb->data + mac);

	if (mac < -ETH_HLEN || (mac < 0 && -mac > (int)skb_headroom(skb)))
		return false;
	p->network = mac + ETH_HLEN;
	p->key.direction = direction;
	return !skb_vlan_tag_present(skb) && skb_headlen(skb) >= p->network + header &&
	       eth->h_proto == htons(protocol) && !is_multicast_ether_addr(eth->h_source);
}

/* Does the packet fit, with what is in it? */
static __always_inline bool secgroup_plain_end(struct secgroup_plain *p, const struct sk_buff *skb)
{
	/* Segmentation sends all that is there, whatever the length says: there is no padding. */
	if (p->end != skb->len && (p->end > skb->len || skb_is_gso(skb)))
		return false;
	return secgroup_plain_parse_transport(p, skb, min(p->end, skb_headlen(skb)));
}

/**
 * secgroup_plain_parse_ipv4() - parse a frame with IPv4 that needs no care
 * @p: output, if so; else it may have been written to
 * @skb: as for secgroup_packet_parse()
 * @mac: likewise
 * @direction: likewise
 *
 * Return: true if the frame is plain and well-formed; otherwise nothing is said of it.
 */
static __always_inline bool secgroup_plain_parse_ipv4(struct secgroup_plain *p, const struct sk_buff *skb,
						      int mac, u8 direction)
{
	const struct iphdr *ip;

	if (!secgroup_plain_begin(p, skb, mac, direction, ETH_P_IP, sizeof(*ip)))
		return false;
	ip = (const void *)(skb->data + p->network);
	secgroup_plain_note_ipv4(p, ip);
	return secgroup_plain_is_ipv4(ip) && secgroup_plain_end(p, skb);
}

/* Likewise with IPv6. */
static __always_inline bool secgroup_plain_parse_ipv6(struct secgroup_plain *p, const struct sk_buff *skb,
						      int mac, u8 direction)
{
	const struct ipv6hdr *ip;

	if (!secgroup_plain_begin(p, skb, mac, direction, ETH_P_IPV6, sizeof(*ip)))
		return false;
	ip = (const void *)(skb->data + p->network);
	secgroup_plain_note_ipv6(p, ip);
	return secgroup_plain_is_ipv6(ip) && secgroup_plain_end(p, skb);
}

/**
 * secgroup_plain_read() - read a frame that was found to be plain
 * @p: output
 * @skb: as for secgroup_packet_parse()
 * @mac: likewise
 * @direction: likewise
 */
static __always_inline void secgroup_plain_read(struct secgroup_plain *p, const struct sk_buff *skb, int mac,
						u8 direction)
{
	const struct ethhdr *eth = (const void *)(skb->data + mac);

	p->network = mac + ETH_HLEN;
	p->key.direction = direction;
	if (eth->h_proto == htons(ETH_P_IP))
		secgroup_plain_note_ipv4(p, (const void *)(skb->data + p->network));
	else
		secgroup_plain_note_ipv6(p, (const void *)(skb->data + p->network));
	secgroup_plain_note_transport(p, skb->data + p->transport);
}

/**
 * secgroup_plain_describe() - a plain frame as a packet like any other, as far as its session is concerned
 * @p: the frame
 * @pkt: output: all that stateful.h goes by; the rest stays as it is
 */
static __always_inline void secgroup_plain_describe(const struct secgroup_plain *p, struct secgroup_packet *pkt)
{
	pkt->key = p->key;
	secgroup_plain_flow(p, 0, &pkt->flow);
	pkt->relation = secgroup_plain_relation(p);
	pkt->family = p->family;
	pkt->mid_stream = secgroup_plain_is_mid_stream(p);
	pkt->network = p->network;
	pkt->transport = p->transport;
	pkt->end = p->end;
}

#endif

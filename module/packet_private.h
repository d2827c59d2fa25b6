/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between packet.c, which parses, and relate.c, which says to which session a packet belongs.
 */
#ifndef _SECGROUP_PACKET_PRIVATE_H
#define _SECGROUP_PACKET_PRIVATE_H

#include <net/ipv6.h>
#include <net/ndisc.h>
#include "packet_plain.h"

/**
 * struct secgroup_layers - an IP packet as it lies in the frame, with no view of direction
 * @skb: the frame
 * @pull: &secgroup_packet.pull
 * @src_mac: of the frame
 * @src: source address
 * @dst: destination address
 * @offset: of the IP header
 * @transport: of the transport header
 * @end: of the IP packet; of a quoted packet: of what there is of it
 * @icmp_id: identifier of a paired ICMP message
 * @sport: source port, or 0
 * @dport: destination port, type << 8 | code of ICMP, or 0
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @proto: the transport's number
 * @hop_limit: or time to live
 * @tcp_flags: byte 13 of the TCP header
 * @gre_version: of GRE
 * @igmp_type: of IGMP
 * @names_other_mac: see &secgroup_packet
 * @claims: likewise
 * @claimed: likewise
 * @fragment: if @is_fragment
 * @is_fragment: it is a part of a datagram
 * @has_fragment_header: of IPv6
 * @quoted: it is what an ICMP error quotes: truncated, and without demands on its contents
 * @reassembled: it is a whole datagram behind the headers of its first fragment
 */
struct secgroup_layers {
	const struct sk_buff *skb;
	u32 *pull;
	const u8 *src_mac;
	struct secgroup_addr src;
	struct secgroup_addr dst;
	struct secgroup_addr claimed;
	u32 offset;
	u32 transport;
	u32 end;
	u16 icmp_id;
	u16 sport;
	u16 dport;
	u8 family;
	u8 proto;
	u8 hop_limit;
	u8 tcp_flags;
	u8 gre_version;
	u8 igmp_type;
	bool names_other_mac;
	bool claims;
	struct secgroup_fragment fragment;
	bool is_fragment;
	bool has_fragment_header;
	bool quoted;
	bool reassembled;
};

/* The IPv6 extension headers that are walked over: those that conntrack walks over. */
static inline bool secgroup_is_extension(u8 proto)
{
	return proto == NEXTHDR_HOP || proto == NEXTHDR_ROUTING ||
	       proto == NEXTHDR_FRAGMENT || proto == NEXTHDR_DEST;
}

/* Length of a neighbour discovery message before its options, or 0: it is none. */
static inline u32 secgroup_nd_header_len(u8 type)
{
	switch (type) {
	case NDISC_ROUTER_SOLICITATION:
		return 8;
	case NDISC_ROUTER_ADVERTISEMENT:
		return 16;
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		return 24;
	case NDISC_REDIRECT:
		return 40;
	}
	return 0;
}

/* Multicast addresses of either family. */
static inline bool secgroup_addr_is_multicast(struct secgroup_addr a)
{
	if (secgroup_addr_is_v4(a))
		return (a.lo & 0xf0000000) == 0xe0000000;
	return a.hi >> 56 == 0xff;
}

/**
 * secgroup_packet_source_is_sane() - can a packet have this source address?
 * @l: the packet
 *
 * Return: false for multicast and broadcast, and for `::` but where it stands for "none yet".
 */
bool secgroup_packet_source_is_sane(const struct secgroup_layers *l);

/**
 * secgroup_packet_relate() - which packets have sessions (P-22)
 * @l: the packet
 *
 * Return: enum secgroup_relation.
 */
u8 secgroup_packet_relate(const struct secgroup_layers *l);

/**
 * secgroup_packet_key() - a packet as the classifier sees it
 * @key: output
 * @l: the packet
 * @direction: enum secgroup_direction
 */
void secgroup_packet_key(struct secgroup_key *key, const struct secgroup_layers *l, u8 direction);

/**
 * secgroup_packet_flow() - the session of a packet that opens or follows one
 * @flow: output
 * @l: the packet
 * @direction: enum secgroup_direction
 */
void secgroup_packet_flow(struct secgroup_flow *flow, const struct secgroup_layers *l,
			  u8 direction);

#endif

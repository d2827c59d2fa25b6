/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only parser of packet headers: packet.c, and packet_plain.h for what most frames are.
 */
#ifndef _SECGROUP_PACKET_H
#define _SECGROUP_PACKET_H

#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/skbuff.h>
#include <linux/secgroup.h>
#include "core/key.h"

static inline struct secgroup_addr secgroup_addr_v6(const struct in6_addr *a)
{
	return (struct secgroup_addr){
		.hi = (u64)ntohl(a->s6_addr32[0]) << 32 | ntohl(a->s6_addr32[1]),
		.lo = (u64)ntohl(a->s6_addr32[2]) << 32 | ntohl(a->s6_addr32[3]),
	};
}

/**
 * struct secgroup_flow - which session a packet belongs to; the same for both directions
 * @remote: the other end's address
 * @local: the instance's address
 * @slot: of the NIC (&secgroup_nic.slot)
 * @remote_id: the other end's port; the identifier of a paired ICMP message; else 0
 * @local_id: the instance's port; type << 8 | code of the request of a paired ICMP message; else 0
 * @proto: IP protocol
 * @requester: direction of the request of a paired ICMP message (each end may ping the other
 *	with the same identifier); else 0
 * @zero: 0
 * @vlan: VLAN identifiers of the frame, the outer one shifted left by 12; 0: none. Two VLANs
 *	are two networks, which may use the same addresses: what was allowed in one lets
 *	nothing in from another. A tag of identifier 0 is none
 *
 * Compared and hashed byte by byte, up to SECGROUP_FLOW_SIZE.
 */
struct secgroup_flow {
	struct secgroup_addr remote;
	struct secgroup_addr local;
	u32 slot;
	u16 remote_id;
	u16 local_id;
	u8 proto;
	u8 requester;
	u16 zero;
	u32 vlan;
};

#define SECGROUP_FLOW_SIZE	offsetofend(struct secgroup_flow, vlan)

/* What a frame can have before what is in it (P-61). */
#define SECGROUP_TAGS_MAX	2

/**
 * enum secgroup_kind - what is in the frame
 * @SECGROUP_KIND_IP: IPv4 or IPv6
 * @SECGROUP_KIND_ARP: well-formed ARP for IPv4 over Ethernet
 * @SECGROUP_KIND_RARP: likewise RARP, sent by the station that it names as sender
 * @SECGROUP_KIND_OTHER: something else, not looked at
 * @SECGROUP_KIND_FRAGMENT: a fragment of an IP datagram, not to be judged by itself
 */
enum secgroup_kind {
	SECGROUP_KIND_IP,
	SECGROUP_KIND_ARP,
	SECGROUP_KIND_RARP,
	SECGROUP_KIND_OTHER,
	SECGROUP_KIND_FRAGMENT,
};

/**
 * enum secgroup_relation - what a packet has to do with sessions (P-22)
 * @SECGROUP_RELATION_NONE: nothing: judged by itself
 * @SECGROUP_RELATION_OPENS: of a session, and able to open it
 * @SECGROUP_RELATION_FOLLOWS: of a session, but not able to open it
 * @SECGROUP_RELATION_ERROR: an ICMP error: &secgroup_packet.flow is that of the packet it quotes,
 *	or, if that has no sessions, nobody's
 */
enum secgroup_relation {
	SECGROUP_RELATION_NONE,
	SECGROUP_RELATION_OPENS,
	SECGROUP_RELATION_FOLLOWS,
	SECGROUP_RELATION_ERROR,
};

/**
 * struct secgroup_fragment - which part of which datagram a fragment is
 * @payload: offset of its first byte from skb->data; it ends at &secgroup_packet.end
 * @offset: where in the datagram this belongs
 * @id: the datagram's identification
 * @front: bytes of headers that count for the datagram's length, which is limited to 65535
 * @more: it is not the last one
 */
struct secgroup_fragment {
	u32 payload;
	u32 offset;
	u32 id;
	u16 front;
	bool more;
};

/**
 * struct secgroup_packet - a packet, parsed
 * @key: what the classifier knows of it; only @key.direction unless @kind is IP. Of a fragment:
 *	direction and addresses; of IPv4 also the protocol
 * @flow: its session, if @relation is not NONE; @flow.slot is filled in by the caller. Of a
 *	fragment: @flow.vlan
 * @quoted: if @relation is ERROR, the packet that it quotes, which went the other way
 * @kind: enum secgroup_kind
 * @relation: enum secgroup_relation
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @hop_limit: of IPv6, or the time to live
 * @mid_stream: a TCP segment with ACK, but without SYN, FIN or RST
 * @igmp_type: of IGMP, which rules know by its number only; else 0
 * @tcp_flags: of TCP, FIN being bit 0; else 0
 * @network: offset of the network header from skb->data; never negative
 * @transport: offset of the header after the last extension header
 * @end: offset of the first byte after the packet; what follows is padding
 * @pull: 0: all that was read of it is in the skb's linear part. Else that ends here, as an offset
 *	from skb->data: the rest may be memory of somebody who writes to it meanwhile (a packet
 *	ring, sendfile, a guest). Who goes by what was read has to pull it, and parse again
 * @dst_mac: where the frame goes to
 * @src_mac: where it says it comes from
 * @ethertype: of what is in it, behind the tags
 * @vids: VLAN identifiers, the outer one first
 * @n_tags: length of @vids
 * @names_other_mac: it names a link-layer address for its sender that is not @src_mac
 *	(of ARP the sender's, of neighbour discovery an option)
 * @claims: it says that the sender has, or wants to have, the address @claimed
 * @claimed: if @claims: ARP's sender address, the target of an NA or of duplicate address detection
 * @fragment: if @kind is SECGROUP_KIND_FRAGMENT
 *
 * Ports, ICMP types and lengths are in host byte order.
 */
struct secgroup_packet {
	struct secgroup_key key;
	struct secgroup_flow flow;
	struct secgroup_key quoted;
	u8 kind;
	u8 relation;
	u8 family;
	u8 hop_limit;
	bool mid_stream;
	u8 igmp_type;
	u8 tcp_flags;
	u32 network;
	u32 transport;
	u32 end;
	u32 pull;
	u8 dst_mac[ETH_ALEN];
	u8 src_mac[ETH_ALEN];
	u16 ethertype;
	u16 vids[SECGROUP_TAGS_MAX];
	u8 n_tags;
	bool names_other_mac;
	bool claims;
	struct secgroup_addr claimed;
	struct secgroup_fragment fragment;
};

/* Its length, from the network header on. */
static inline u32 secgroup_packet_bytes(const struct secgroup_packet *pkt)
{
	return pkt->end - pkt->network;
}

/**
 * secgroup_packet_parse() - parse and check an Ethernet frame
 * @pkt: output; members that are said to have a meaning only for other packets may be left unwritten
 * @skb: the frame; not written to, linear or not. skb->protocol, the header offsets and mac_len
 *	are not believed
 * @mac: offset of the Ethernet header from skb->data: 0 at egress, negative at ingress
 * @direction: enum secgroup_direction of the frame
 *
 * Everything that conntrack will read of the packet later is inside of [network, end). A first
 * fragment has all headers, up to the transport's (RFC 7112).
 *
 * Context: any.
 * Return: SECGROUP_REASON_NONE, or why the frame is to be dropped before any policy is asked
 *	(MALFORMED, FRAGMENT, VLAN for more than two tags; INVALID for an ICMP error that is not
 *	addressed to the sender of what it quotes).
 */
enum secgroup_reason secgroup_packet_parse(struct secgroup_packet *pkt, const struct sk_buff *skb, int mac,
					   u8 direction);

/* Likewise, whatever the frame is: what secgroup_packet_parse() does with those that are not plain. */
enum secgroup_reason secgroup_packet_parse_any(struct secgroup_packet *pkt, const struct sk_buff *skb,
					       int mac, u8 direction);

/**
 * secgroup_packet_parse_datagram() - parse and check what was put together from fragments
 * @pkt: output
 * @skb: headers of the first fragment, from the Ethernet header at skb->data on, and the datagram
 *	behind them, to the end: that is its length, whatever they say
 * @direction: enum secgroup_direction
 *
 * Context: any.
 * Return: as secgroup_packet_parse(); never a fragment.
 */
enum secgroup_reason secgroup_packet_parse_datagram(struct secgroup_packet *pkt,
						    const struct sk_buff *skb, u8 direction);

/**
 * secgroup_packet_describe() - the packet that a key describes, as explain imagines it
 * @pkt: output: of the right form, and the first of its session if it can be that
 * @key: what is known of it
 *
 * Context: any.
 * Return: SECGROUP_REASON_NONE, or MALFORMED if there is no such packet.
 */
enum secgroup_reason secgroup_packet_describe(struct secgroup_packet *pkt,
					      const struct secgroup_key *key);

#endif

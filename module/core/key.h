/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the classifier knows of a packet, and of an address.
 */
#ifndef _SECGROUP_CORE_KEY_H
#define _SECGROUP_CORE_KEY_H

#include "env.h"

/**
 * struct secgroup_addr - an IPv4 or IPv6 address as a number
 * @hi: upper 64 bits, host byte order
 * @lo: lower 64 bits, host byte order
 *
 * IPv4 a.b.c.d is ::ffff:a.b.c.d. That cannot collide with an IPv6 address of the
 * wire: ::ffff:0:0/96 is refused there as malformed.
 */
struct secgroup_addr {
	u64 hi;
	u64 lo;
};

#define SECGROUP_V4_MAPPED	0xffff00000000ULL

static inline struct secgroup_addr secgroup_addr_v4(u32 host_order)
{
	return (struct secgroup_addr){ 0, SECGROUP_V4_MAPPED | host_order };
}

static inline bool secgroup_addr_is_v4(struct secgroup_addr a)
{
	return !a.hi && (a.lo >> 32) == 0xffff;
}

static inline bool secgroup_addr_equal(struct secgroup_addr a, struct secgroup_addr b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

static inline bool secgroup_addr_less(struct secgroup_addr a, struct secgroup_addr b)
{
	return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

/**
 * struct secgroup_cidr - a prefix of one family
 * @addr: first address of it; host bits are 0
 * @len: prefix length in the 128-bit space: IPv4 /n is 96 + n
 * @family: 4, 6, or 0: every address of both families (@addr and @len are then 0)
 */
struct secgroup_cidr {
	struct secgroup_addr addr;
	u8 len;
	u8 family;
};

/* By family, first address, length: of those that start together the wider one comes first. */
static inline int secgroup_cidr_compare(const struct secgroup_cidr *a, const struct secgroup_cidr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (!secgroup_addr_equal(a->addr, b->addr))
		return secgroup_addr_less(a->addr, b->addr) ? -1 : 1;
	return a->len == b->len ? 0 : a->len < b->len ? -1 : 1;
}

/* The last address of a prefix; 0 <= len <= 128. */
static inline struct secgroup_addr secgroup_cidr_last(const struct secgroup_cidr *c)
{
	struct secgroup_addr last = c->addr;

	if (c->len < 64)
		last.hi |= ~0ULL >> c->len;
	if (c->len <= 64)
		last.lo = ~0ULL;
	else if (c->len < 128)
		last.lo |= ~0ULL >> (c->len - 64);
	return last;
}

static inline bool secgroup_cidr_contains(const struct secgroup_cidr *c, struct secgroup_addr a)
{
	if (!c->family)
		return true;
	if (c->family != (secgroup_addr_is_v4(a) ? 4 : 6))
		return false;
	return !secgroup_addr_less(a, c->addr) &&
	       !secgroup_addr_less(secgroup_cidr_last(c), a);
}

/**
 * struct secgroup_key - one packet, from the instance's point of view
 * @remote: the other end: source for ingress, destination for egress
 * @local: the instance's end
 * @direction: enum secgroup_direction
 * @proto: IP protocol of the last header of the chain
 * @sport: source port of the packet, host order; 0 where the protocol has none
 * @dport: destination port; for ICMP and ICMPv6 type << 8 | code; else 0
 *
 * The family is that of @remote; both ends are of one.
 */
struct secgroup_key {
	struct secgroup_addr remote;
	struct secgroup_addr local;
	u8 direction;
	u8 proto;
	u16 sport;
	u16 dport;
};

static inline bool secgroup_proto_has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_SCTP || proto == IPPROTO_UDPLITE;
}

static inline bool secgroup_proto_is_icmp(u8 proto)
{
	return proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6;
}

/**
 * struct secgroup_icmp_pair - ICMP messages that belong together
 * @request: type of the one that asks
 * @reply: type of its answer
 */
struct secgroup_icmp_pair {
	u8 request;
	u8 reply;
};

/**
 * secgroup_icmp_pair() - the pair that a message is of
 * @proto: IPPROTO_ICMP or IPPROTO_ICMPV6
 * @type: its type
 *
 * Return: NULL if it is of none.
 */
const struct secgroup_icmp_pair *secgroup_icmp_pair(u8 proto, u8 type);

/**
 * secgroup_key_reverse() - the packet that answers this one exactly (P-28)
 * @key: the packet
 * @reverse: output, may not be @key: addresses and ports swapped, in the other direction; of
 *	ICMP the paired type
 *
 * Return: false if there is none: an ICMP message that is not of a pair.
 */
bool secgroup_key_reverse(const struct secgroup_key *key, struct secgroup_key *reverse);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a rule says, apart from whose it is.
 */
#ifndef _SECGROUP_CORE_RULE_H
#define _SECGROUP_CORE_RULE_H

#include "key.h"

struct secgroup_membership;

/**
 * struct secgroup_range - ports, both ends included
 * @lo: the first, host byte order
 * @hi: the last, @lo <= @hi
 */
struct secgroup_range {
	u16 lo;
	u16 hi;
};

static inline int secgroup_range_compare(const struct secgroup_range *a,
					 const struct secgroup_range *b)
{
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return a->hi == b->hi ? 0 : a->hi < b->hi ? -1 : 1;
}

/**
 * struct secgroup_entries - what a prefix list or a port list holds (P-19)
 * @number: of the list: no other list, of either kind, has it; less than 2^31
 * @n: how many entries; a list without entries matches nothing
 * @prefixes: of a prefix list: both families, by secgroup_cidr_compare(), each once
 * @ranges: of a port list: by secgroup_range_compare(), each once
 *
 * The list is edited by putting other entries here: rules keep pointing at it. Neither
 * secgroup_classify() nor anything else in the packet path looks at it.
 */
struct secgroup_entries {
	u32 number;
	u32 n;
	union {
		const struct secgroup_cidr *prefixes;
		const struct secgroup_range *ranges;
	};
};

/**
 * enum secgroup_peer - what the remote end of a rule is
 * @SECGROUP_PEER_ANY: every address of both families
 * @SECGROUP_PEER_CIDR: one prefix
 * @SECGROUP_PEER_GROUP: the members of a group in the NIC's VPC
 * @SECGROUP_PEER_LIST: the prefixes of a list
 */
enum secgroup_peer {
	SECGROUP_PEER_ANY,
	SECGROUP_PEER_CIDR,
	SECGROUP_PEER_GROUP,
	SECGROUP_PEER_LIST,
};

/**
 * struct secgroup_rule_spec - the matching and deciding part of a rule (P-10)
 * @prefixes: the list, if @peer is SECGROUP_PEER_LIST; else NULL
 * @ports: the list that destination ports are in, or NULL; @n_ports is then 0
 * @src_ports: likewise source ports; @n_src_ports is then 0
 * @peer_cidr: the remote end, if @peer is SECGROUP_PEER_CIDR; else all zero
 * @local: the local end; family 0: any
 * @peer_gid: number of the peer group, if @peer is SECGROUP_PEER_GROUP; else 0
 * @direction: enum secgroup_direction
 * @action: enum secgroup_action
 * @priority: 1..100
 * @proto: IP protocol, or SECGROUP_PROTOCOL_ALL
 * @peer: enum secgroup_peer
 * @nic_type: enum secgroup_nic_type; 0 in a VPC
 * @helper: enum secgroup_helper
 * @state: enum secgroup_rule_state
 * @log: 1: packets that it decides are logged
 * @icmp_any: 2: any type and code, 1: any code of @icmp_type, 0: both given. 2 where @proto
 *	is not ICMP
 * @icmp_type: or 0
 * @icmp_code: or 0
 * @n_ports: destination ranges; 0 and no @ports: all ports, port 0 included. 0 where @proto has
 *	no ports
 * @n_src_ports: source ranges; 0 and no @src_ports: all. 0 where @proto has no ports
 * @ranges: @n_ports destination ranges, then @n_src_ports source ranges; each part
 *	sorted by (lo, hi), without exact duplicates
 *
 * Canonical: two specs mean the same rule (P-16) if and only if they are equal byte by byte.
 * Allocated zeroed, so that padding is equal too. A list is the same one as long as a rule names it.
 */
struct secgroup_rule_spec {
	const struct secgroup_entries *prefixes;
	const struct secgroup_entries *ports;
	const struct secgroup_entries *src_ports;
	struct secgroup_cidr peer_cidr;
	struct secgroup_cidr local;
	u32 peer_gid;
	u8 direction;
	u8 action;
	u8 priority;
	u8 proto;
	u8 peer;
	u8 nic_type;
	u8 helper;
	u8 state;
	u8 log;
	u8 icmp_any;
	u8 icmp_type;
	u8 icmp_code;
	u16 n_ports;
	u16 n_src_ports;
	struct secgroup_range ranges[];
};

/* Ranges a rule may carry, source and destination counted apart. */
#define SECGROUP_RANGES_MAX	1024

/* The first range lies in what would be padding: most rules have no more, and fit into 96 bytes. */
static inline size_t secgroup_rule_spec_size(u16 n_ports, u16 n_src_ports)
{
	size_t size = offsetof(struct secgroup_rule_spec, ranges) +
		      (n_ports + n_src_ports) * sizeof(struct secgroup_range);

	return max(size, sizeof(struct secgroup_rule_spec));
}

/**
 * secgroup_ranges_sort() - bring one part of &secgroup_rule_spec.ranges into canonical order
 * @r: the ranges
 * @n: how many
 *
 * Return: how many are left after exact duplicates are removed.
 */
u16 secgroup_ranges_sort(struct secgroup_range *r, u16 n);

/**
 * secgroup_rule_matches() - does one rule match one packet?
 * @spec: the rule
 * @key: the packet
 * @members: the first membership of the remote address, or NULL
 * @generation: the one by which they are read
 *
 * The definition of a match, used to list a packet's rules (explain) and as the tests'
 * oracle; the packet path uses secgroup_classify(). Lists are read as they are now, so the caller
 * keeps them from being edited. nic-type is not looked at: a program
 * contains only rules of its NICs' type. A protocol is its number, whatever the family: that ICMP
 * is in IPv4 and ICMPv6 in IPv6 is seen to before.
 *
 * Return: whether all its conditions hold.
 */
bool secgroup_rule_matches(const struct secgroup_rule_spec *spec, const struct secgroup_key *key,
			   const struct secgroup_membership *members, u64 generation);

#endif

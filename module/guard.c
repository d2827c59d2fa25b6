// SPDX-License-Identifier: GPL-2.0-only
/*
 * Services that every instance needs, and what an instance must never say (P-50).
 *
 * All of it is recognised from what the parser found, so that explain can ask, too.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/netfilter.h>
#include <net/ndisc.h>
#include "packet_private.h"
#include "guard.h"

#define PORT_DHCP_SERVER	67
#define PORT_DHCP_CLIENT	68
#define PORT_DHCPV6_CLIENT	546
#define PORT_DHCPV6_SERVER	547

/* Messages that stay on the link leave with this (RFC 2236, RFC 2710). */
#define LINK_HOP_LIMIT		1

static struct secgroup_addr source(const struct secgroup_packet *pkt)
{
	return pkt->key.direction == SECGROUP_INGRESS ? pkt->key.remote : pkt->key.local;
}

static struct secgroup_addr destination(const struct secgroup_packet *pkt)
{
	return pkt->key.direction == SECGROUP_INGRESS ? pkt->key.local : pkt->key.remote;
}

/* From the link itself: link-local, or from who has no address yet. */
static bool is_from_link(const struct secgroup_packet *pkt)
{
	struct secgroup_addr a = source(pkt);

	return a.hi >> 54 == 0xfe80 >> 6 || !(a.hi || a.lo);
}

static bool is_mld_report(u8 type)
{
	return type == ICMPV6_MGM_REPORT || type == ICMPV6_MGM_REDUCTION ||
	       type == ICMPV6_MLD2_REPORT;
}

/* The parser has checked that these come from the link itself (hop limit 255). */
static enum secgroup_guard guard_icmpv6(const struct secgroup_packet *pkt)
{
	bool egress = pkt->key.direction == SECGROUP_EGRESS;
	u8 type = pkt->key.dport >> 8;

	switch (type) {
	case NDISC_ROUTER_SOLICITATION:
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		return SECGROUP_GUARD_ACCEPT;
	case NDISC_ROUTER_ADVERTISEMENT:
		return egress ? SECGROUP_GUARD_DROP : SECGROUP_GUARD_ACCEPT;
	case NDISC_REDIRECT:
		return SECGROUP_GUARD_DROP;
	}
	if (pkt->hop_limit != LINK_HOP_LIMIT || !is_from_link(pkt))
		return SECGROUP_GUARD_JUDGE;
	if (is_mld_report(type) && secgroup_addr_is_multicast(destination(pkt)))
		return SECGROUP_GUARD_ACCEPT;
	if (type == ICMPV6_MGM_QUERY && !egress)
		return SECGROUP_GUARD_ACCEPT;
	return SECGROUP_GUARD_JUDGE;
}

static enum secgroup_guard guard_icmp(const struct secgroup_packet *pkt)
{
	return pkt->key.dport >> 8 == ICMP_REDIRECT ? SECGROUP_GUARD_DROP : SECGROUP_GUARD_JUDGE;
}

/*
 * Reports and leaves of all (hearing one spares sending one), queries towards the instance. A
 * report goes to a multicast address: to one station it would be a way around the rules.
 */
static enum secgroup_guard guard_igmp(const struct secgroup_packet *pkt)
{
	if (pkt->hop_limit != LINK_HOP_LIMIT || pkt->family != NFPROTO_IPV4)
		return SECGROUP_GUARD_JUDGE;
	switch (pkt->igmp_type) {
	case IGMP_HOST_MEMBERSHIP_REPORT:
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
	case IGMPV3_HOST_MEMBERSHIP_REPORT:
	case IGMP_HOST_LEAVE_MESSAGE:
		if (secgroup_addr_is_multicast(destination(pkt)))
			return SECGROUP_GUARD_ACCEPT;
		break;
	case IGMP_HOST_MEMBERSHIP_QUERY:
		if (pkt->key.direction == SECGROUP_INGRESS)
			return SECGROUP_GUARD_ACCEPT;
		break;
	}
	return SECGROUP_GUARD_JUDGE;
}

/* A client listens on one port and does not care from which port it is served. */
static enum secgroup_guard guard_dhcp(const struct secgroup_key *key, u16 client, u16 server)
{
	if (key->direction == SECGROUP_EGRESS) {
		if (key->dport == client)
			return SECGROUP_GUARD_DROP;
		if (key->sport == client && key->dport == server)
			return SECGROUP_GUARD_ACCEPT;
	} else if (key->sport == server && key->dport == client) {
		return SECGROUP_GUARD_ACCEPT;
	}
	return SECGROUP_GUARD_JUDGE;
}

enum secgroup_guard secgroup_guard(const struct secgroup_packet *pkt)
{
	const struct secgroup_key *key = &pkt->key;

	switch (pkt->kind) {
	case SECGROUP_KIND_ARP:
		return SECGROUP_GUARD_ACCEPT;
	case SECGROUP_KIND_RARP:
		/* Switches learn from it where an instance has moved to; none has to listen. */
		return key->direction == SECGROUP_EGRESS ? SECGROUP_GUARD_ACCEPT :
							   SECGROUP_GUARD_DROP;
	}
	switch (key->proto) {
	case IPPROTO_ICMPV6:
		return guard_icmpv6(pkt);
	case IPPROTO_ICMP:
		return guard_icmp(pkt);
	case IPPROTO_IGMP:
		return guard_igmp(pkt);
	case IPPROTO_UDP:
		if (pkt->family == NFPROTO_IPV4)
			return guard_dhcp(key, PORT_DHCP_CLIENT, PORT_DHCP_SERVER);
		return guard_dhcp(key, PORT_DHCPV6_CLIENT, PORT_DHCPV6_SERVER);
	}
	return SECGROUP_GUARD_JUDGE;
}

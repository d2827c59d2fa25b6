// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is decided before policy is asked, in this order (P-23):
 *
 *  1. Whose frame is it? From the instance it bears a MAC of its own; one to the MAC of another
 *     station was only overheard, because a switch floods, and is none of our business (P-60).
 *  2. Tags and ethertypes: what the NIC's settings do not allow is dropped (P-61). What is
 *     inside of allowed tags goes on as if there were none.
 *  3. Whose address does it use, or does ARP or neighbour discovery claim in it (P-60)?
 *  4. Services that every instance needs, and what an instance must never say (P-50).
 *
 * 1 and 3 are done with spoof-check on. All of it is recognised from what the parser found, so that
 * explain can ask, too.
 *
 * An example: the NIC has the MAC m, the address a, and a pair v@n. From the instance come
 * (m, a), and (n, v), and nothing else: neither (n, a) nor (m, v). Had the pair no MAC, (m, v)
 * would and (n, v) would not.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/netfilter.h>
#include <linux/string.h>
#include <net/ndisc.h>
#include "packet_private.h"
#include "guard.h"

/* Messages that stay on the link leave with this (RFC 2236, RFC 2710). */
#define LINK_HOP_LIMIT		1

#define V4_ANY		secgroup_addr_v4(0)
#define V4_BROADCAST	secgroup_addr_v4(0xffffffff)

/**
 * struct owner - what is the instance's own
 * @given: by the NIC's settings
 * @device: by the device, or NULL
 */
struct owner {
	const struct secgroup_identity *given;
	const struct secgroup_identity *device;
};

static bool is_own_mac(const struct owner *o, u64 mac)
{
	return secgroup_identity_has_mac(o->given, mac) || secgroup_identity_has_mac(o->device, mac);
}

/* May the instance have an address together with this MAC (or SECGROUP_MAC_ANY)? */
static bool is_own(const struct owner *o, u64 mac, struct secgroup_addr addr)
{
	bool own_mac = mac == SECGROUP_MAC_ANY || is_own_mac(o, mac);

	if (own_mac && (secgroup_identity_has_addr(o->given, addr) ||
			secgroup_identity_has_addr(o->device, addr)))
		return true;
	return secgroup_identity_has_pair(o->given, mac, own_mac, &addr);
}

static struct secgroup_addr source(const struct secgroup_packet *pkt)
{
	return pkt->key.direction == SECGROUP_INGRESS ? pkt->key.remote : pkt->key.local;
}

static struct secgroup_addr destination(const struct secgroup_packet *pkt)
{
	return pkt->key.direction == SECGROUP_INGRESS ? pkt->key.local : pkt->key.remote;
}

static bool has_addresses(const struct secgroup_packet *pkt)
{
	return pkt->kind == SECGROUP_KIND_IP || pkt->kind == SECGROUP_KIND_FRAGMENT;
}

/* From the link itself: link-local, or from who has no address yet. */
static bool is_from_link(const struct secgroup_packet *pkt)
{
	struct secgroup_addr a = source(pkt);

	return a.hi >> 54 == 0xfe80 >> 6 || !(a.hi || a.lo);
}

/* 1. */
static enum secgroup_reason check_station(const struct owner *o, const struct secgroup_packet *pkt)
{
	bool egress = pkt->key.direction == SECGROUP_EGRESS;
	u64 mac = ether_addr_to_u64(egress ? pkt->src_mac : pkt->dst_mac);

	if (!egress && is_multicast_ether_addr(pkt->dst_mac))
		return SECGROUP_REASON_NONE;
	if (is_own_mac(o, mac) || secgroup_identity_has_pair(o->given, mac, false, NULL))
		return SECGROUP_REASON_NONE;
	return egress ? SECGROUP_REASON_SPOOF : SECGROUP_REASON_NOT_OURS;
}

/* 2. */
static enum secgroup_reason check_layer_2(const struct secgroup_guard_settings *settings,
					  const struct secgroup_packet *pkt)
{
	u32 i;

	for (i = 0; i < pkt->n_tags; i++)
		if (!settings->vlans || (!test_bit(pkt->vids[i], settings->vlans) &&
					 !test_bit(SECGROUP_VLAN_ANY, settings->vlans)))
			return SECGROUP_REASON_VLAN;
	if (pkt->kind != SECGROUP_KIND_OTHER)
		return SECGROUP_REASON_NONE;
	for (i = 0; i < settings->n_ethertypes; i++)
		if (settings->ethertypes[i] == pkt->ethertype)
			return SECGROUP_REASON_NONE;
	return SECGROUP_REASON_ETHERTYPE;
}

/* Who may speak from 0.0.0.0: those who ask for an address, and those who report memberships. */
static bool may_be_nobody(const struct secgroup_packet *pkt)
{
	const struct secgroup_key *key = &pkt->key;

	if (key->proto == IPPROTO_IGMP)
		return true;
	return key->proto == IPPROTO_UDP && key->sport == SECGROUP_PORT_DHCP_CLIENT &&
	       key->dport == SECGROUP_PORT_DHCP_SERVER && secgroup_addr_equal(key->remote, V4_BROADCAST);
}

/* 3., from the instance. The parser lets `::` pass only where P-60 does. */
static bool uses_own_addresses(const struct owner *o, const struct secgroup_packet *pkt)
{
	u64 mac = ether_addr_to_u64(pkt->src_mac);
	struct secgroup_addr src = source(pkt);

	if (pkt->names_other_mac || (pkt->claims && !is_own(o, mac, pkt->claimed)))
		return false;
	if (!has_addresses(pkt) || !(src.hi || src.lo))
		return true;
	if (secgroup_addr_equal(src, V4_ANY))
		return may_be_nobody(pkt);
	return is_own(o, mac, src);
}

/*
 * 3., towards the instance. In a broadcast frame the destination may be the broadcast address of
 * a network; that a switch floods a frame to one station does not make it a broadcast.
 */
static bool is_to_instance(const struct owner *o, const struct secgroup_packet *pkt)
{
	u64 mac = is_multicast_ether_addr(pkt->dst_mac) ? SECGROUP_MAC_ANY :
							  ether_addr_to_u64(pkt->dst_mac);
	struct secgroup_addr dst = destination(pkt);

	if (!has_addresses(pkt) || secgroup_addr_is_multicast(dst) ||
	    secgroup_addr_equal(dst, V4_BROADCAST) || is_own(o, mac, dst))
		return true;
	return is_broadcast_ether_addr(pkt->dst_mac) &&
	       (secgroup_identity_may_broadcast(o->given, dst) ||
		secgroup_identity_may_broadcast(o->device, dst));
}

static enum secgroup_reason check_addresses(const struct owner *o,
					    const struct secgroup_packet *pkt)
{
	if (pkt->key.direction == SECGROUP_EGRESS)
		return uses_own_addresses(o, pkt) ? SECGROUP_REASON_NONE : SECGROUP_REASON_SPOOF;
	return is_to_instance(o, pkt) ? SECGROUP_REASON_NONE : SECGROUP_REASON_NOT_OURS;
}

/* All that comes before services. */
static enum secgroup_reason check_frame(const struct secgroup_guard_settings *settings,
					const struct secgroup_identity *device,
					const struct secgroup_packet *pkt)
{
	struct owner o = { settings->identity, device };
	enum secgroup_reason reason = SECGROUP_REASON_NONE;

	if (settings->spoof_check)
		reason = check_station(&o, pkt);
	if (!reason)
		reason = check_layer_2(settings, pkt);
	if (!reason && settings->spoof_check)
		reason = check_addresses(&o, pkt);
	return reason;
}

/**
 * struct call - which service a packet is of
 * @service: enum secgroup_service, or SECGROUP_SERVICE_NONE
 * @otherwise: what happens if the service is off
 */
struct call {
	u8 service;
	enum secgroup_guard otherwise;
};

#define CALL(name)	((struct call){ SECGROUP_SERVICE_##name, SECGROUP_GUARD_JUDGE })
/* What only a server may say: with the service off no rule can allow it. */
#define CALL_OR_DROP(name)	((struct call){ SECGROUP_SERVICE_##name, SECGROUP_GUARD_DROP })
#define NO_CALL		((struct call){ SECGROUP_SERVICE_NONE, SECGROUP_GUARD_JUDGE })
#define NEVER		((struct call){ SECGROUP_SERVICE_NONE, SECGROUP_GUARD_DROP })

static bool is_mld_report(u8 type)
{
	return type == ICMPV6_MGM_REPORT || type == ICMPV6_MGM_REDUCTION ||
	       type == ICMPV6_MLD2_REPORT;
}

/* The parser has checked that neighbour discovery comes from the link itself (hop limit 255). */
static struct call call_icmpv6(const struct secgroup_packet *pkt)
{
	bool egress = pkt->key.direction == SECGROUP_EGRESS;
	u8 type = pkt->key.dport >> 8;

	switch (type) {
	case NDISC_ROUTER_SOLICITATION:
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		return CALL(ND);
	case NDISC_ROUTER_ADVERTISEMENT:
		return egress ? CALL_OR_DROP(RA) : CALL(ND);
	case NDISC_REDIRECT:
		return NEVER;
	}
	if (pkt->hop_limit != LINK_HOP_LIMIT || !is_from_link(pkt))
		return NO_CALL;
	if (is_mld_report(type) && secgroup_addr_is_multicast(destination(pkt)))
		return CALL(MLD);
	if (type == ICMPV6_MGM_QUERY && !egress)
		return CALL(MLD);
	return NO_CALL;
}

/*
 * Reports and leaves of all (hearing one spares sending one), queries towards the instance. A
 * report goes to a multicast address: to one station it would be a way around the rules.
 */
static struct call call_igmp(const struct secgroup_packet *pkt)
{
	if (pkt->hop_limit != LINK_HOP_LIMIT || pkt->family != NFPROTO_IPV4)
		return NO_CALL;
	switch (pkt->igmp_type) {
	case IGMP_HOST_MEMBERSHIP_REPORT:
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
	case IGMPV3_HOST_MEMBERSHIP_REPORT:
	case IGMP_HOST_LEAVE_MESSAGE:
		if (secgroup_addr_is_multicast(destination(pkt)))
			return CALL(IGMP);
		break;
	case IGMP_HOST_MEMBERSHIP_QUERY:
		if (pkt->key.direction == SECGROUP_INGRESS)
			return CALL(IGMP);
		break;
	}
	return NO_CALL;
}

/*
 * A client listens on one port and does not care from which port it is served: to that port
 * no instance may send unless it is a server. @as_client: the service of an instance that is none.
 */
static struct call call_dhcp(const struct secgroup_guard_settings *settings,
			     const struct secgroup_key *key, u16 client, u16 server,
			     struct call as_client)
{
	bool from_client = key->sport == client && key->dport == server;
	bool from_server = key->sport == server && key->dport == client;

	if (key->direction == SECGROUP_INGRESS)
		return from_server ? as_client : from_client ? CALL(DHCP_SERVER) : NO_CALL;
	if (from_client)
		return as_client;
	if (key->dport != client)
		return NO_CALL;
	if (!from_server && settings->services & BIT(SECGROUP_SERVICE_DHCP_SERVER))
		return NO_CALL;
	return CALL_OR_DROP(DHCP_SERVER);
}

static struct call call(const struct secgroup_guard_settings *settings,
			const struct secgroup_packet *pkt)
{
	const struct secgroup_key *key = &pkt->key;

	switch (pkt->kind) {
	case SECGROUP_KIND_OTHER:
		return NO_CALL;
	case SECGROUP_KIND_ARP:
		/* Rules know nothing but IP, so there is nobody else to allow it. */
		return CALL_OR_DROP(ARP);
	case SECGROUP_KIND_RARP:
		/* Switches learn from it where an instance has moved to; none has to listen. */
		return key->direction == SECGROUP_EGRESS ? CALL_OR_DROP(ARP) : NEVER;
	}
	switch (key->proto) {
	case IPPROTO_ICMPV6:
		return call_icmpv6(pkt);
	case IPPROTO_ICMP:
		return key->dport >> 8 == ICMP_REDIRECT ? NEVER : NO_CALL;
	case IPPROTO_IGMP:
		return call_igmp(pkt);
	case IPPROTO_UDP:
		if (pkt->family == NFPROTO_IPV4)
			return call_dhcp(settings, key, SECGROUP_PORT_DHCP_CLIENT, SECGROUP_PORT_DHCP_SERVER,
					 CALL(DHCP));
		return call_dhcp(settings, key, SECGROUP_PORT_DHCPV6_CLIENT, SECGROUP_PORT_DHCPV6_SERVER,
				 CALL(DHCPV6));
	}
	return NO_CALL;
}

enum secgroup_guard secgroup_guard(const struct secgroup_guard_settings *settings,
				   const struct secgroup_identity *device,
				   const struct secgroup_packet *pkt,
				   struct secgroup_guarded *decided)
{
	enum secgroup_reason reason = check_frame(settings, device, pkt);
	struct call c;

	*decided = (struct secgroup_guarded){
		.stage = SECGROUP_STAGE_SPOOF,
		.reason = reason,
		.service = SECGROUP_SERVICE_NONE,
	};
	if (reason)
		return SECGROUP_GUARD_DROP;
	/* An ethertype that is allowed: policy knows nothing of it. */
	if (pkt->kind == SECGROUP_KIND_OTHER)
		return SECGROUP_GUARD_ACCEPT;
	/* Of what it is a fragment is asked when that is whole. */
	if (pkt->kind == SECGROUP_KIND_FRAGMENT)
		return SECGROUP_GUARD_JUDGE;

	c = call(settings, pkt);
	decided->stage = SECGROUP_STAGE_SERVICE;
	if (c.service != SECGROUP_SERVICE_NONE && settings->services & BIT(c.service)) {
		decided->service = c.service;
		return SECGROUP_GUARD_ACCEPT;
	}
	if (c.otherwise == SECGROUP_GUARD_DROP)
		decided->reason = SECGROUP_REASON_SERVICE;
	return c.otherwise;
}

/* Another station's. */
static const u8 other_mac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x01 };

static void first_mac(const struct owner *o, u8 *mac)
{
	if (o->given && o->given->n_macs)
		u64_to_ether_addr(o->given->macs[0], mac);
	else if (o->device && o->device->n_macs)
		u64_to_ether_addr(o->device->macs[0], mac);
	else
		memcpy(mac, other_mac, ETH_ALEN);
}

void secgroup_guard_address(const struct secgroup_guard_settings *settings,
			    const struct secgroup_identity *device, const u8 *mac,
			    struct secgroup_packet *pkt)
{
	struct owner o = { settings->identity, device };
	u8 own[ETH_ALEN];

	if (mac)
		memcpy(own, mac, ETH_ALEN);
	else
		first_mac(&o, own);
	if (pkt->key.direction == SECGROUP_EGRESS) {
		memcpy(pkt->src_mac, own, ETH_ALEN);
		memcpy(pkt->dst_mac, other_mac, ETH_ALEN);
		return;
	}
	memcpy(pkt->src_mac, other_mac, ETH_ALEN);
	memcpy(pkt->dst_mac, own, ETH_ALEN);
	/* If it can be a broadcast, and nothing else is said, it is one. */
	if (!mac && (secgroup_identity_may_broadcast(o.given, destination(pkt)) ||
		     secgroup_identity_may_broadcast(o.device, destination(pkt))))
		eth_broadcast_addr(pkt->dst_mac);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is decided before policy is asked: frames that are not the instance's (P-60), tags and
 * ethertypes (P-61), the services that every instance needs (P-50), and what an instance must
 * never say.
 */
#ifndef _SECGROUP_GUARD_H
#define _SECGROUP_GUARD_H

#include <linux/bits.h>
#include <linux/in.h>
#include <linux/types.h>
#include <linux/secgroup.h>
#include "identity.h"
#include "packet.h"

#define SECGROUP_PORT_DHCP_SERVER	67
#define SECGROUP_PORT_DHCP_CLIENT	68
#define SECGROUP_PORT_DHCPV6_CLIENT	546
#define SECGROUP_PORT_DHCPV6_SERVER	547

/* Of one NIC: few enough for a scan, and for a message of a dump. */
#define SECGROUP_MAX_PAIRS	64
#define SECGROUP_MAX_ETHERTYPES	64

/* Length of &secgroup_guard_settings.vlans in bits; the last one says "all". */
#define SECGROUP_VLAN_BITS	(SECGROUP_VLAN_ANY + 1)

#define SECGROUP_SERVICES_DEFAULT					\
	(BIT(SECGROUP_SERVICE_ARP) | BIT(SECGROUP_SERVICE_ND) |		\
	 BIT(SECGROUP_SERVICE_DHCP) | BIT(SECGROUP_SERVICE_DHCPV6) |	\
	 BIT(SECGROUP_SERVICE_IGMP) | BIT(SECGROUP_SERVICE_MLD))

/**
 * struct secgroup_guard_settings - a NIC's settings that the guard goes by
 * @spoof_check: check against @identity
 * @link_local: enum secgroup_link_local
 * @services: a bit for each enum secgroup_service that is on
 * @n_pairs: length of @pairs
 * @n_ethertypes: length of @ethertypes
 * @pairs: as they were given; for showing them
 * @ethertypes: those that pass, ascending, host byte order
 * @vlans: bitmap of SECGROUP_VLAN_BITS, or NULL: no tag may be there
 * @identity: prepared from the NIC's MACs and addresses, @pairs and @link_local; NULL without
 *	@spoof_check
 */
struct secgroup_guard_settings {
	bool spoof_check;
	u8 link_local;
	u16 services;
	u16 n_pairs;
	u16 n_ethertypes;
	struct secgroup_pair *pairs;
	u16 *ethertypes;
	unsigned long *vlans;
	struct secgroup_identity *identity;
};

/**
 * secgroup_guard_settings_copy() - a copy of its own, with its identity prepared
 * @to: output; to be released also after a failure
 * @from: what to copy; its identity is not looked at
 * @macs: of the instance
 * @n_macs: length of @macs
 * @addrs: of the instance
 * @n_addrs: length of @addrs
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int secgroup_guard_settings_copy(struct secgroup_guard_settings *to,
				 const struct secgroup_guard_settings *from,
				 u8 (*macs)[ETH_ALEN], u32 n_macs,
				 const struct secgroup_addr *addrs, u32 n_addrs);

/* Free what a copy holds. */
void secgroup_guard_settings_release(struct secgroup_guard_settings *settings);

/* The same, MACs and addresses aside? */
bool secgroup_guard_settings_equal(const struct secgroup_guard_settings *a,
				   const struct secgroup_guard_settings *b);

/**
 * enum secgroup_guard - what the guard says
 * @SECGROUP_GUARD_JUDGE: nothing; policy decides. Of a fragment: when its datagram is whole
 * @SECGROUP_GUARD_ACCEPT: accepted, whatever the rules say
 * @SECGROUP_GUARD_DROP: dropped, whatever the rules say
 */
enum secgroup_guard {
	SECGROUP_GUARD_JUDGE,
	SECGROUP_GUARD_ACCEPT,
	SECGROUP_GUARD_DROP,
};

/**
 * struct secgroup_guarded - what the guard decided, and why
 * @stage: SECGROUP_STAGE_SPOOF or SECGROUP_STAGE_SERVICE
 * @reason: why it is dropped; SECGROUP_REASON_NONE if it is not
 * @service: that accepts it, or that would; SECGROUP_SERVICE_NONE: an allowed ethertype
 */
struct secgroup_guarded {
	u8 stage;
	u8 reason;
	u8 service;
};

#define SECGROUP_SERVICE_NONE	U8_MAX

/**
 * secgroup_guard() - is this decided without policy?
 * @settings: of the NIC
 * @device: what is the device's own, for side host; otherwise NULL
 * @pkt: from secgroup_packet_parse(), or described and addressed
 * @decided: output, unless the answer is SECGROUP_GUARD_JUDGE
 *
 * Context: any; RCU read side if @device is given.
 */
enum secgroup_guard secgroup_guard(const struct secgroup_guard_settings *settings,
				   const struct secgroup_identity *device,
				   const struct secgroup_packet *pkt,
				   struct secgroup_guarded *decided);

/* Is a TCP segment or UDP datagram perhaps a service's? */
static inline bool secgroup_guard_is_service(u8 proto, u16 dport)
{
	return proto == IPPROTO_UDP &&
	       (dport == SECGROUP_PORT_DHCP_SERVER || dport == SECGROUP_PORT_DHCP_CLIENT ||
		dport == SECGROUP_PORT_DHCPV6_SERVER || dport == SECGROUP_PORT_DHCPV6_CLIENT);
}

/**
 * secgroup_guard_is_silent() - is it plain that the guard has nothing to say?
 * @settings: as for secgroup_guard()
 * @pkt: likewise
 *
 * Return: true if secgroup_guard() would say SECGROUP_GUARD_JUDGE. It may do so if this is false, too.
 */
static inline bool secgroup_guard_is_silent(const struct secgroup_guard_settings *settings,
					    const struct secgroup_packet *pkt)
{
	if (settings->spoof_check || pkt->n_tags || pkt->kind != SECGROUP_KIND_IP)
		return false;
	return (pkt->key.proto == IPPROTO_TCP || pkt->key.proto == IPPROTO_UDP) &&
	       !secgroup_guard_is_service(pkt->key.proto, pkt->key.dport);
}

/**
 * secgroup_guard_address() - give a described packet the frame that it would come in
 * @settings: of the NIC
 * @device: likewise, or NULL
 * @mac: of the instance, or NULL: its first one
 * @pkt: from secgroup_packet_describe()
 */
void secgroup_guard_address(const struct secgroup_guard_settings *settings,
			    const struct secgroup_identity *device, const u8 *mac,
			    struct secgroup_packet *pkt);

#endif

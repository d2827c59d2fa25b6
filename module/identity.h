/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which MACs and addresses are an instance's own (P-60).
 */
#ifndef _SECGROUP_IDENTITY_H
#define _SECGROUP_IDENTITY_H

#include <linux/if_ether.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include "core/key.h"

/**
 * struct secgroup_pair - addresses that an instance may use beside its own
 * @cidr: the addresses, of one family
 * @has_mac: only together with @mac; otherwise with any of the instance's MACs
 * @mac: of the instance, but only for @cidr
 */
struct secgroup_pair {
	struct secgroup_cidr cidr;
	bool has_mac;
	u8 mac[ETH_ALEN];
};

/**
 * struct secgroup_identity - what is an instance's own, prepared for looking it up
 * @macs: as numbers (ether_addr_to_u64()), ascending
 * @addrs: ascending
 * @pairs: in no order: there are few
 * @n_macs: length of @macs
 * @n_addrs: length of @addrs
 * @n_pairs: length of @pairs
 * @any_link_local: all of fe80::/10 is its own
 * @rcu: for who replaces one that packets read
 *
 * One allocation, to be freed with kvfree(). Immutable once it is prepared.
 */
struct secgroup_identity {
	u64 *macs;
	struct secgroup_addr *addrs;
	struct secgroup_pair *pairs;
	u32 n_macs;
	u32 n_addrs;
	u32 n_pairs;
	bool any_link_local;
	struct rcu_head rcu;
};

/**
 * secgroup_identity_alloc() - one with room
 * @n_macs: for so many MACs
 * @n_addrs: addresses
 * @n_pairs: and pairs
 * @gfp: how to allocate
 *
 * The lengths are 0 for the caller to count up while it fills the arrays.
 *
 * Return: the identity, to be given to secgroup_identity_prepare(), or NULL.
 */
struct secgroup_identity *secgroup_identity_alloc(u32 n_macs, u32 n_addrs, u32 n_pairs, gfp_t gfp);

/* Sort what was filled in. Context: any. */
void secgroup_identity_prepare(struct secgroup_identity *identity);

/* The link-local address that is made of a MAC (RFC 4291, appendix A). */
struct secgroup_addr secgroup_identity_link_local(const u8 *mac);

/*
 * Is it among the MACs, or among the addresses (or link-locals)? Pairs are not looked at. No for
 * an identity that is NULL. Context: any.
 */
bool secgroup_identity_has_mac(const struct secgroup_identity *identity, u64 mac);
bool secgroup_identity_has_addr(const struct secgroup_identity *identity,
				struct secgroup_addr addr);

/**
 * secgroup_identity_has_station() - are a frame's station and its address both among the instance's?
 * @identity: of the instance
 * @frame: its Ethernet header
 * @direction: enum secgroup_direction: the instance is its destination, or its source
 * @hi: upper half of the instance's address in it
 * @lo: lower half
 *
 * Context: any.
 */
bool secgroup_identity_has_station(const struct secgroup_identity *identity, const void *frame, u8 direction,
				   u64 hi, u64 lo);

/* Instead of a MAC: with whichever. */
#define SECGROUP_MAC_ANY	U64_MAX

/**
 * secgroup_identity_has_pair() - does a pair allow an address?
 * @identity: of the instance, or NULL
 * @mac: with this MAC, or SECGROUP_MAC_ANY
 * @is_own: @mac is one of the instance's
 * @addr: the address; NULL: is there any pair for @mac?
 *
 * Context: any.
 */
bool secgroup_identity_has_pair(const struct secgroup_identity *identity, u64 mac, bool is_own,
				const struct secgroup_addr *addr);

/**
 * secgroup_identity_may_broadcast() - can this be the broadcast address of one of its networks?
 * @identity: of the instance, or NULL
 * @addr: the address
 *
 * How long the prefixes are is not known: any will do that makes @addr the last address of a
 * network in which the instance has an IPv4 address.
 *
 * Context: any.
 */
bool secgroup_identity_may_broadcast(const struct secgroup_identity *identity,
				     struct secgroup_addr addr);

#endif

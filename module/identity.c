// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "identity.h"

struct secgroup_identity *secgroup_identity_alloc(u32 n_macs, u32 n_addrs, u32 n_pairs, gfp_t gfp)
{
	struct secgroup_identity *identity;
	size_t size = sizeof(*identity);
	size_t addrs = size, macs, pairs;

	macs = addrs + n_addrs * sizeof(*identity->addrs);
	pairs = macs + n_macs * sizeof(*identity->macs);
	size = pairs + n_pairs * sizeof(*identity->pairs);
	/* kvzalloc() is for those who can sleep. */
	identity = gfpflags_allow_blocking(gfp) ? kvzalloc(size, gfp) : kzalloc(size, gfp);
	if (!identity)
		return NULL;
	identity->addrs = (void *)identity + addrs;
	identity->macs = (void *)identity + macs;
	identity->pairs = (void *)identity + pairs;
	return identity;
}

static int compare_macs(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static int compare_addrs(const void *a, const void *b)
{
	const struct secgroup_addr *x = a, *y = b;

	return secgroup_addr_less(*x, *y) ? -1 : secgroup_addr_less(*y, *x);
}

void secgroup_identity_prepare(struct secgroup_identity *identity)
{
	sort(identity->macs, identity->n_macs, sizeof(*identity->macs), compare_macs, NULL);
	sort(identity->addrs, identity->n_addrs, sizeof(*identity->addrs), compare_addrs, NULL);
}

struct secgroup_addr secgroup_identity_link_local(const u8 *mac)
{
	u64 n = ether_addr_to_u64(mac) ^ 0x020000000000ULL;

	return (struct secgroup_addr){
		.hi = 0xfe80ULL << 48,
		.lo = (n >> 24) << 40 | 0xfffe000000ULL | (n & 0xffffff),
	};
}

bool secgroup_identity_has_mac(const struct secgroup_identity *identity, u64 mac)
{
	u32 lo = 0, hi = identity ? identity->n_macs : 0, middle;

	while (lo < hi) {
		middle = (lo + hi) / 2;
		if (identity->macs[middle] == mac)
			return true;
		if (identity->macs[middle] < mac)
			lo = middle + 1;
		else
			hi = middle;
	}
	return false;
}

static bool is_link_local(struct secgroup_addr addr)
{
	return addr.hi >> 54 == 0xfe80 >> 6;
}

bool secgroup_identity_has_addr(const struct secgroup_identity *identity, struct secgroup_addr addr)
{
	u32 lo = 0, hi = identity ? identity->n_addrs : 0, middle;

	if (identity && identity->any_link_local && is_link_local(addr))
		return true;
	while (lo < hi) {
		middle = (lo + hi) / 2;
		if (secgroup_addr_equal(identity->addrs[middle], addr))
			return true;
		if (secgroup_addr_less(identity->addrs[middle], addr))
			lo = middle + 1;
		else
			hi = middle;
	}
	return false;
}

bool secgroup_identity_has_station(const struct secgroup_identity *identity, const void *frame, u8 direction,
				   u64 hi, u64 lo)
{
	const struct ethhdr *eth = frame;
	const u8 *mac = direction == SECGROUP_INGRESS ? eth->h_dest : eth->h_source;

	return secgroup_identity_has_mac(identity, ether_addr_to_u64(mac)) &&
	       secgroup_identity_has_addr(identity, (struct secgroup_addr){ hi, lo });
}

static bool pair_has_mac(const struct secgroup_pair *pair, u64 mac, bool is_own)
{
	if (!pair->has_mac)
		return is_own;
	return mac == SECGROUP_MAC_ANY || ether_addr_to_u64(pair->mac) == mac;
}

bool secgroup_identity_has_pair(const struct secgroup_identity *identity, u64 mac, bool is_own,
				const struct secgroup_addr *addr)
{
	const struct secgroup_pair *pair;
	u32 i, n = identity ? identity->n_pairs : 0;

	for (i = 0; i < n; i++) {
		pair = &identity->pairs[i];
		if (pair_has_mac(pair, mac, is_own) &&
		    (!addr || secgroup_cidr_contains(&pair->cidr, *addr)))
			return true;
	}
	return false;
}

bool secgroup_identity_may_broadcast(const struct secgroup_identity *identity,
				     struct secgroup_addr addr)
{
	u32 i, n = identity ? identity->n_addrs : 0, host_bits = addr.lo;

	/* The ones that the address ends in: the widest host part of which it can be the last. */
	host_bits &= ~(host_bits + 1);
	if (host_bits < 3 || !secgroup_addr_is_v4(addr))
		return false;
	for (i = 0; i < n; i++)
		if (secgroup_addr_is_v4(identity->addrs[i]) &&
		    ((u32)identity->addrs[i].lo ^ (u32)addr.lo) <= host_bits)
			return true;
	return false;
}

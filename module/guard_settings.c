// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bitmap.h>
#include <linux/etherdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "guard.h"

static int identity_make(struct secgroup_guard_settings *settings, u8 (*macs)[ETH_ALEN],
			 u32 n_macs, const struct secgroup_addr *addrs, u32 n_addrs)
{
	struct secgroup_identity *identity;
	u32 i;

	/* Each MAC has a link-local address. */
	identity = secgroup_identity_alloc(n_macs, n_addrs + n_macs, settings->n_pairs,
					   GFP_KERNEL_ACCOUNT);
	if (!identity)
		return -ENOMEM;
	for (i = 0; i < n_macs; i++) {
		identity->macs[identity->n_macs++] = ether_addr_to_u64(macs[i]);
		identity->addrs[identity->n_addrs++] = secgroup_identity_link_local(macs[i]);
	}
	for (i = 0; i < n_addrs; i++)
		identity->addrs[identity->n_addrs++] = addrs[i];
	for (i = 0; i < settings->n_pairs; i++)
		identity->pairs[identity->n_pairs++] = settings->pairs[i];
	identity->any_link_local = settings->link_local == SECGROUP_LINK_LOCAL_ANY;
	secgroup_identity_prepare(identity);
	settings->identity = identity;
	return 0;
}

/* NULL for NULL, or for nothing. */
static void *copy(const void *from, size_t size, int *err)
{
	void *to = from && size ? kmemdup(from, size, GFP_KERNEL_ACCOUNT) : NULL;

	if (from && size && !to)
		*err = -ENOMEM;
	return to;
}

int secgroup_guard_settings_copy(struct secgroup_guard_settings *to,
				 const struct secgroup_guard_settings *from,
				 u8 (*macs)[ETH_ALEN], u32 n_macs,
				 const struct secgroup_addr *addrs, u32 n_addrs)
{
	int err = 0;

	*to = *from;
	to->identity = NULL;
	to->pairs = copy(from->pairs, from->n_pairs * sizeof(*from->pairs), &err);
	to->ethertypes = copy(from->ethertypes, from->n_ethertypes * sizeof(*from->ethertypes),
			      &err);
	to->vlans = copy(from->vlans, BITS_TO_LONGS(SECGROUP_VLAN_BITS) * sizeof(long), &err);
	if (err || !to->spoof_check)
		return err;
	return identity_make(to, macs, n_macs, addrs, n_addrs);
}

void secgroup_guard_settings_release(struct secgroup_guard_settings *settings)
{
	kvfree(settings->identity);
	kfree(settings->vlans);
	kfree(settings->ethertypes);
	kfree(settings->pairs);
}

static bool same_pairs(const struct secgroup_guard_settings *a,
		       const struct secgroup_guard_settings *b)
{
	const struct secgroup_pair *p, *q;
	u32 i;

	if (a->n_pairs != b->n_pairs)
		return false;
	for (i = 0; i < a->n_pairs; i++) {
		p = &a->pairs[i];
		q = &b->pairs[i];
		if (!secgroup_addr_equal(p->cidr.addr, q->cidr.addr) ||
		    p->cidr.len != q->cidr.len || p->cidr.family != q->cidr.family ||
		    p->has_mac != q->has_mac ||
		    (p->has_mac && !ether_addr_equal_unaligned(p->mac, q->mac)))
			return false;
	}
	return true;
}

bool secgroup_guard_settings_equal(const struct secgroup_guard_settings *a,
				   const struct secgroup_guard_settings *b)
{
	if (a->spoof_check != b->spoof_check || a->link_local != b->link_local ||
	    a->services != b->services || a->n_ethertypes != b->n_ethertypes ||
	    !a->vlans != !b->vlans || !same_pairs(a, b))
		return false;
	if (a->vlans && !bitmap_equal(a->vlans, b->vlans, SECGROUP_VLAN_BITS))
		return false;
	return !a->n_ethertypes || !memcmp(a->ethertypes, b->ethertypes,
					   a->n_ethertypes * sizeof(*a->ethertypes));
}

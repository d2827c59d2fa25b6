// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/sort.h>
#include "count.h"
#include "nic.h"
#include "nl.h"
#include "nl_guard.h"

void secgroup_nl_guard_reset(struct secgroup_guard_draft *draft, const struct secgroup_request *rq,
			     u8 side)
{
	struct secgroup_guard_settings *s = &draft->settings;

	if (secgroup_nl_resets(rq, SECGROUP_A_SPOOF_CHECK))
		s->spoof_check = side == SECGROUP_GUEST;
	if (secgroup_nl_resets(rq, SECGROUP_A_LINK_LOCAL))
		s->link_local = SECGROUP_LINK_LOCAL_EUI64;
	if (secgroup_nl_resets(rq, SECGROUP_A_SERVICE))
		s->services = SECGROUP_SERVICES_DEFAULT;
	if (secgroup_nl_resets(rq, SECGROUP_A_PAIR))
		s->n_pairs = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_ETHERTYPE))
		s->n_ethertypes = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_VLAN))
		s->vlans = NULL;
}

static int parse_pair_mac(struct secgroup_pair *pair, const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	pair->has_mac = attr;
	if (!attr)
		return 0;
	if (!is_valid_ether_addr(nla_data(attr)))
		return secgroup_nl_refuse_at(extack, attr, -EINVAL, "not the MAC address of a host");
	memcpy(pair->mac, nla_data(attr), ETH_ALEN);
	return 0;
}

static bool is_multicast(const struct secgroup_cidr *cidr)
{
	if (cidr->family == 4)
		return cidr->len >= 96 + 4 && (cidr->addr.lo >> 28 & 0xf) == 0xe;
	return cidr->len >= 8 && cidr->addr.hi >> 56 == 0xff;
}

static int parse_pair(struct secgroup_pair *pair, const struct nlattr *nest,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *addr = nla_find_nested(nest, SECGROUP_PREFIX_A_ADDR);
	int err;

	memset(pair, 0, sizeof(*pair));
	if (!addr)
		return secgroup_nl_refuse_at(extack, nest, -EINVAL, "a pair has an address");
	err = secgroup_nl_get_cidr(addr, nla_find_nested(nest, SECGROUP_PREFIX_A_LEN), &pair->cidr,
				   extack);
	if (err)
		return err;
	if (is_multicast(&pair->cidr))
		return secgroup_nl_refuse_at(extack, addr, -EINVAL, "not addresses of hosts");
	return parse_pair_mac(pair, nla_find_nested(nest, SECGROUP_PREFIX_A_MAC), extack);
}

static bool same_pair(const struct secgroup_pair *a, const struct secgroup_pair *b)
{
	return secgroup_addr_equal(a->cidr.addr, b->cidr.addr) && a->cidr.len == b->cidr.len &&
	       a->cidr.family == b->cidr.family && a->has_mac == b->has_mac &&
	       !memcmp(a->mac, b->mac, ETH_ALEN);
}

static int parse_pairs(struct secgroup_guard_draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *nest;
	int rem, err;
	u32 n = 0, i;

	if (!rq->attrs[SECGROUP_A_PAIR])
		return 0;
	secgroup_nl_for_each(nest, rq->nlh, SECGROUP_A_PAIR, rem) {
		if (n == SECGROUP_MAX_PAIRS)
			return secgroup_nl_refuse_at(rq->extack, nest, -E2BIG,
						     "more than 64 pairs on a NIC");
		err = parse_pair(&draft->pairs[n], nest, rq->extack);
		if (err)
			return err;
		for (i = 0; i < n; i++)
			if (same_pair(&draft->pairs[i], &draft->pairs[n]))
				return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
							     "pair given twice");
		n++;
	}
	draft->settings.pairs = draft->pairs;
	draft->settings.n_pairs = n;
	return 0;
}

static int parse_services(struct secgroup_guard_draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *nest, *id, *on;
	unsigned long seen = 0;
	int rem;

	secgroup_nl_for_each(nest, rq->nlh, SECGROUP_A_SERVICE, rem) {
		id = nla_find_nested(nest, SECGROUP_SERVICE_A_ID);
		on = nla_find_nested(nest, SECGROUP_SERVICE_A_ON);
		if (!id || !on)
			return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
						     "which service, on or off? ID and ON are needed");
		if (__test_and_set_bit(nla_get_u32(id), &seen))
			return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
						     "service given twice");
		if (nla_get_u32(on))
			draft->settings.services |= BIT(nla_get_u32(id));
		else
			draft->settings.services &= ~BIT(nla_get_u32(id));
	}
	return 0;
}

static int parse_vlans(struct secgroup_guard_draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *attr;
	int rem;

	if (!rq->attrs[SECGROUP_A_VLAN])
		return 0;
	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_VLAN, rem)
		if (__test_and_set_bit(nla_get_u32(attr), draft->vlans))
			return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL, "VLAN given twice");
	if (test_bit(SECGROUP_VLAN_ANY, draft->vlans) &&
	    bitmap_weight(draft->vlans, SECGROUP_VLAN_BITS) > 1)
		return secgroup_nl_refuse(rq, SECGROUP_A_VLAN, -EINVAL,
					  "any VLAN, or those that are listed, not both");
	draft->settings.vlans = draft->vlans;
	return 0;
}

/* What is judged cannot be let through unjudged. */
static bool is_judged(u16 ethertype)
{
	switch (ethertype) {
	case ETH_P_IP:
	case ETH_P_IPV6:
	case ETH_P_ARP:
	case ETH_P_RARP:
		return true;
	}
	return eth_type_vlan(htons(ethertype));
}

static int compare_ethertypes(const void *a, const void *b)
{
	return *(const u16 *)a - *(const u16 *)b;
}

static int parse_ethertypes(struct secgroup_guard_draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *attr;
	u32 n = 0, i;
	int rem;

	if (!rq->attrs[SECGROUP_A_ETHERTYPE])
		return 0;
	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_ETHERTYPE, rem) {
		if (n == SECGROUP_MAX_ETHERTYPES)
			return secgroup_nl_refuse_at(rq->extack, attr, -E2BIG,
						     "more than 64 ethertypes on a NIC");
		if (is_judged(nla_get_u32(attr)))
			return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
						     "IPv4, IPv6, ARP and VLAN tags are always judged");
		for (i = 0; i < n; i++)
			if (draft->ethertypes[i] == nla_get_u32(attr))
				return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
							     "ethertype given twice");
		draft->ethertypes[n++] = nla_get_u32(attr);
	}
	sort(draft->ethertypes, n, sizeof(*draft->ethertypes), compare_ethertypes, NULL);
	draft->settings.ethertypes = draft->ethertypes;
	draft->settings.n_ethertypes = n;
	return 0;
}

int secgroup_nl_guard_parse(struct secgroup_guard_draft *draft, const struct secgroup_request *rq,
			    u8 side, bool is_new)
{
	const struct nlattr *spoof_check = rq->attrs[SECGROUP_A_SPOOF_CHECK];
	const struct nlattr *link_local = rq->attrs[SECGROUP_A_LINK_LOCAL];
	struct secgroup_guard_settings *s = &draft->settings;

	if (is_new) {
		s->spoof_check = side == SECGROUP_GUEST;
		s->services = SECGROUP_SERVICES_DEFAULT;
	}
	if (spoof_check)
		s->spoof_check = nla_get_u32(spoof_check);
	if (link_local)
		s->link_local = nla_get_u32(link_local);
	return parse_pairs(draft, rq) ?: parse_services(draft, rq) ?: parse_vlans(draft, rq) ?:
	       parse_ethertypes(draft, rq);
}

#define UNKNOWN_OWNER	"give mac and addr, or spoof-check off"

int secgroup_nl_guard_check(const struct secgroup_guard_draft *draft,
			    const struct secgroup_request *rq, u8 side, u32 n_macs, u32 n_addrs)
{
	if (!draft->settings.spoof_check || side == SECGROUP_HOST || (n_macs && n_addrs))
		return 0;
	if (rq->attrs[SECGROUP_A_SPOOF_CHECK])
		return secgroup_nl_refuse(rq, SECGROUP_A_SPOOF_CHECK, -EINVAL, UNKNOWN_OWNER);
	return secgroup_nl_missing(rq, n_macs ? SECGROUP_A_ADDR : SECGROUP_A_MAC,
				   UNKNOWN_OWNER);
}

static int put_pair(struct sk_buff *skb, const struct secgroup_pair *pair)
{
	u32 bits = pair->cidr.family == 4 ? 32 : 128;
	struct nlattr *nest = nla_nest_start(skb, SECGROUP_A_PAIR);

	if (!nest || secgroup_nl_put_addr(skb, SECGROUP_PREFIX_A_ADDR, pair->cidr.addr) ||
	    nla_put_u32(skb, SECGROUP_PREFIX_A_LEN, pair->cidr.len + bits - 128))
		return -EMSGSIZE;
	if (pair->has_mac && nla_put(skb, SECGROUP_PREFIX_A_MAC, ETH_ALEN, pair->mac))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_services(struct sk_buff *skb, const struct secgroup_nic *nic,
			const struct secgroup_guard_settings *s)
{
	u64 packets[SECGROUP_SERVICE_MAX + 1];
	struct nlattr *nest;
	u32 id;

	secgroup_served_sum(nic->served, packets);
	for (id = 0; id <= SECGROUP_SERVICE_MAX; id++) {
		nest = nla_nest_start(skb, SECGROUP_A_SERVICE);
		if (!nest || nla_put_u32(skb, SECGROUP_SERVICE_A_ID, id) ||
		    nla_put_u32(skb, SECGROUP_SERVICE_A_ON, !!(s->services & BIT(id))) ||
		    nla_put_u64_64bit(skb, SECGROUP_SERVICE_A_PACKETS, packets[id],
				      SECGROUP_SERVICE_A_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

int secgroup_nl_guard_put(struct sk_buff *skb, const struct secgroup_nic *nic,
			  const struct secgroup_guard_settings *s)
{
	u32 i;

	if (nla_put_u32(skb, SECGROUP_A_SPOOF_CHECK, s->spoof_check) ||
	    nla_put_u32(skb, SECGROUP_A_LINK_LOCAL, s->link_local))
		return -EMSGSIZE;
	for (i = 0; i < s->n_pairs; i++)
		if (put_pair(skb, &s->pairs[i]))
			return -EMSGSIZE;
	if (s->vlans)
		for_each_set_bit(i, s->vlans, SECGROUP_VLAN_BITS)
			if (nla_put_u32(skb, SECGROUP_A_VLAN, i))
				return -EMSGSIZE;
	for (i = 0; i < s->n_ethertypes; i++)
		if (nla_put_u32(skb, SECGROUP_A_ETHERTYPE, s->ethertypes[i]))
			return -EMSGSIZE;
	return put_services(skb, nic, s);
}

size_t secgroup_nl_guard_size(const struct secgroup_guard_settings *s)
{
	u32 n_vlans = s->vlans ? bitmap_weight(s->vlans, SECGROUP_VLAN_BITS) : 0;

	return s->n_pairs * nla_total_size(nla_total_size(16) + nla_total_size(ETH_ALEN) +
					   nla_total_size(4)) +
	       (n_vlans + s->n_ethertypes + 2) * nla_total_size(4) +
	       (SECGROUP_SERVICE_MAX + 1) * nla_total_size(2 * nla_total_size(4) +
							   nla_total_size_64bit(8));
}

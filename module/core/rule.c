// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it means for a rule to match a packet. Straight from the definition: the compiled
 * form (compile.c, classify.c) must come to the same.
 */
#include "rule.h"
#include "program.h"

static int compare_ranges(const void *a, const void *b)
{
	return secgroup_range_compare(a, b);
}

u16 secgroup_ranges_sort(struct secgroup_range *r, u16 n)
{
	u16 kept = 0;
	u16 i;

	sort(r, n, sizeof(*r), compare_ranges, NULL);
	for (i = 0; i < n; i++) {
		if (!kept || compare_ranges(&r[i], &r[kept - 1]))
			r[kept++] = r[i];
	}
	return kept;
}

static bool ranges_contain(const struct secgroup_range *r, u32 n, u16 value)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (r[i].lo <= value && value <= r[i].hi)
			return true;
	}
	return false;
}

/* No range at all is no condition, but a list is one. */
static bool ports_match(const struct secgroup_range *r, u16 n, const struct secgroup_entries *list,
			u16 value)
{
	if (list)
		return ranges_contain(list->ranges, list->n, value);
	return !n || ranges_contain(r, n, value);
}

static bool icmp_matches(const struct secgroup_rule_spec *spec, u16 type_code)
{
	switch (spec->icmp_any) {
	case 0:
		return type_code == (spec->icmp_type << 8 | spec->icmp_code);
	case 1:
		return type_code >> 8 == spec->icmp_type;
	default:
		return true;
	}
}

static bool service_matches(const struct secgroup_rule_spec *spec, const struct secgroup_key *key)
{
	if (spec->proto == SECGROUP_PROTOCOL_ALL)
		return true;
	if (spec->proto != key->proto)
		return false;
	if (secgroup_proto_is_icmp(spec->proto))
		return icmp_matches(spec, key->dport);
	return ports_match(spec->ranges, spec->n_ports, spec->ports, key->dport) &&
	       ports_match(spec->ranges + spec->n_ports, spec->n_src_ports, spec->src_ports,
			   key->sport);
}

static bool is_listed(const struct secgroup_entries *list, struct secgroup_addr addr)
{
	u32 i;

	for (i = 0; i < list->n; i++) {
		if (secgroup_cidr_contains(&list->prefixes[i], addr))
			return true;
	}
	return false;
}

static bool is_member(const struct secgroup_membership *members, u32 gid, u64 generation)
{
	const struct secgroup_membership *m;

	for (m = members; m; m = secgroup_membership_next(m)) {
		if (m->gid == gid && secgroup_membership_holds(m, generation))
			return true;
	}
	return false;
}

static bool peer_matches(const struct secgroup_rule_spec *spec, const struct secgroup_key *key,
			 const struct secgroup_membership *members, u64 generation)
{
	switch (spec->peer) {
	case SECGROUP_PEER_ANY:
		return true;
	case SECGROUP_PEER_CIDR:
		return secgroup_cidr_contains(&spec->peer_cidr, key->remote);
	case SECGROUP_PEER_GROUP:
		return is_member(members, spec->peer_gid, generation);
	case SECGROUP_PEER_LIST:
		return is_listed(spec->prefixes, key->remote);
	default:
		return false;
	}
}

bool secgroup_rule_matches(const struct secgroup_rule_spec *spec, const struct secgroup_key *key,
			   const struct secgroup_membership *members, u64 generation)
{
	return spec->direction == key->direction &&
	       service_matches(spec, key) &&
	       secgroup_cidr_contains(&spec->local, key->local) &&
	       peer_matches(spec, key, members, generation);
}

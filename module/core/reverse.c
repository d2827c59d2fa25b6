// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exact reverse of a packet, and whether it needs state at all (P-28).
 *
 * State is kept so that answers pass that the rules alone would not let through. Where they let
 * the answer through as well, an entry decides nothing, costs memory, and is what a flood
 * fills tables with. A web server's NIC, for example, whose group says "ingress accept tcp 80" and
 * whose egress is open: no SYN to port 80 has a session, and nor has any of the segments that
 * follow it in either direction.
 */
#include "classify.h"

static const struct secgroup_icmp_pair pairs4[] = {
	{ 8, 0 },	/* echo */
	{ 13, 14 },	/* timestamp */
	{ 15, 16 },	/* information */
	{ 17, 18 },	/* address mask */
};

static const struct secgroup_icmp_pair pairs6[] = {
	{ 128, 129 },	/* echo */
	{ 139, 140 },	/* node information, RFC 4620 */
};

const struct secgroup_icmp_pair *secgroup_icmp_pair(u8 proto, u8 type)
{
	bool v4 = proto == IPPROTO_ICMP;
	const struct secgroup_icmp_pair *pairs = v4 ? pairs4 : pairs6;
	size_t i, n = v4 ? ARRAY_SIZE(pairs4) : ARRAY_SIZE(pairs6);

	for (i = 0; i < n; i++)
		if (pairs[i].request == type || pairs[i].reply == type)
			return &pairs[i];
	return NULL;
}

bool secgroup_key_reverse(const struct secgroup_key *key, struct secgroup_key *reverse)
{
	const struct secgroup_icmp_pair *pair;
	u8 type = key->dport >> 8;

	*reverse = *key;
	reverse->direction = !key->direction;
	if (secgroup_proto_is_icmp(key->proto)) {
		pair = secgroup_icmp_pair(key->proto, type);
		if (!pair)
			return false;
		type = type == pair->request ? pair->reply : pair->request;
		reverse->dport = type << 8 | (key->dport & 0xff);
		return true;
	}
	reverse->sport = key->dport;
	reverse->dport = key->sport;
	return true;
}

bool secgroup_accepts_reverse(const struct secgroup_program *prog, struct secgroup_key key, u8 stage,
			      const struct secgroup_membership *members, u64 generation)
{
	struct secgroup_result answer;
	struct secgroup_key reverse;

	if (!secgroup_key_reverse(&key, &reverse))
		return false;
	/* The other end's groups decide about both at once. */
	if (stage == SECGROUP_STAGE_INNER)
		return true;
	answer = secgroup_classify(prog, &reverse, members, generation);
	return secgroup_accepts_without_helper(&answer);
}

bool secgroup_classify_stateless(const struct secgroup_program *prog,
				 const struct secgroup_key *key,
				 const struct secgroup_result *result,
				 const struct secgroup_membership *members, u64 generation)
{
	if (!secgroup_accepts_without_helper(result))
		return false;
	if (prog->is_open[!key->direction] && !secgroup_proto_is_icmp(key->proto))
		return true;
	return secgroup_accepts_reverse(prog, *key, result->stage, members, generation);
}

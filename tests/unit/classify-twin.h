/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The classifier's stupid twin, and the random policies and packets on which the two are compared.
 *
 * Included by the random test in userspace and by the KUnit module, each after its own env.h. The
 * twin looks at every rule, compares prefixes bit by bit and keeps the best by P-20's words; it
 * shares nothing with the core but the structures. Addresses and ports come from few
 * values, so that prefixes nest, rules overlap and packets hit; packets are aimed at the ends of
 * what the rules say.
 */
#ifndef _SECGROUP_CLASSIFY_TWIN_H
#define _SECGROUP_CLASSIFY_TWIN_H

#include "core/classify.h"

#define TWIN_RULES	400
#define TWIN_RANGES	6
#define TWIN_GROUPS	12	/* numbers 1..12; the first few are the NIC's own */
#define TWIN_MEMBERS	5
#define TWIN_LISTS	4	/* of each kind: prefix lists are 1..4, port lists 5..8 */
#define TWIN_ENTRIES	8
#define TWIN_GENERATION	1000

struct twin_rule {
	union {
		struct secgroup_rule_spec spec;
		u8 room[sizeof(struct secgroup_rule_spec) +
			2 * TWIN_RANGES * sizeof(struct secgroup_range)];
	};
};

/**
 * struct twin - a random policy and a packet for it
 * @random: state of the generator
 * @bytes: what the generator gives first, @n_bytes of them, if somebody chooses for it
 * @n_bytes: likewise
 * @specs: what the rules say
 * @rules: the rules as the compiler gets them; it sorts them
 * @src: its input
 * @members: memberships of the packet's remote address, linked
 * @n_members: how many
 * @stateless: how many packets so far needed no session (P-28)
 * @lists: prefix lists, then port lists
 * @prefixes: what they hold
 * @ranges: likewise
 * @why: the first difference found
 */
struct twin {
	u64 random;
	const u8 *bytes;
	size_t n_bytes;
	struct twin_rule specs[TWIN_RULES];
	struct secgroup_source_rule rules[TWIN_RULES];
	struct secgroup_source_group groups[TWIN_GROUPS];
	struct secgroup_source src;
	struct secgroup_key key;
	struct secgroup_membership members[TWIN_MEMBERS];
	u32 n_members;
	u64 stateless;
	struct secgroup_entries lists[2 * TWIN_LISTS];
	struct secgroup_cidr prefixes[TWIN_LISTS][TWIN_ENTRIES];
	struct secgroup_range ranges[TWIN_LISTS][TWIN_ENTRIES];
	char why[160];
};

/* SplitMix64: Steele, Lea, Flood, Fast splittable pseudorandom number generators, OOPSLA 2014. */
static u64 twin_random(struct twin *t)
{
	u64 z;

	if (t->n_bytes >= 2) {
		z = t->bytes[0] | t->bytes[1] << 8;
		t->bytes += 2;
		t->n_bytes -= 2;
		/* twin_below() takes the upper half. */
		return z << 32;
	}
	z = t->random += 0x9e3779b97f4a7c15ULL;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* 0..n-1 */
static u32 twin_below(struct twin *t, u32 n)
{
	return (u32)(twin_random(t) >> 32) % n;
}

static bool twin_once_in(struct twin *t, u32 n)
{
	return !twin_below(t, n);
}

/* ---- random policies ---- */

static u64 twin_bytes(struct twin *t, u32 n)
{
	static const u8 bytes[] = { 0, 0, 1, 127, 128, 254, 255, 255 };
	u64 value = 0;

	while (n--)
		value = value << 8 | bytes[twin_below(t, sizeof(bytes))];
	return value;
}

static struct secgroup_addr twin_addr(struct twin *t, u8 family)
{
	struct secgroup_addr a;

	if (family == 4)
		return secgroup_addr_v4((u32)twin_bytes(t, 4));
	do {
		a.hi = twin_once_in(t, 2) ? twin_bytes(t, 8) : twin_bytes(t, 1) << 56;
		a.lo = twin_once_in(t, 2) ? twin_bytes(t, 8) : twin_bytes(t, 1);
	} while (secgroup_addr_is_v4(a));
	return a;
}

/* Bit @i of an address, the first one being 0. */
static bool twin_bit(struct secgroup_addr a, u32 i)
{
	return i < 64 ? a.hi >> (63 - i) & 1 : a.lo >> (127 - i) & 1;
}

static void twin_clear_bit(struct secgroup_addr *a, u32 i)
{
	if (i < 64)
		a->hi &= ~(1ULL << (63 - i));
	else
		a->lo &= ~(1ULL << (127 - i));
}

static void twin_cidr(struct twin *t, struct secgroup_cidr *cidr)
{
	static const u8 lens[] = { 0, 1, 7, 8, 9, 16, 24, 31, 32 };
	u32 len = lens[twin_below(t, sizeof(lens))];
	u32 i;

	cidr->family = twin_once_in(t, 2) ? 4 : 6;
	cidr->addr = twin_addr(t, cidr->family);
	if (cidr->family == 4)
		cidr->len = 96 + len;
	else
		cidr->len = twin_once_in(t, 8) ? twin_below(t, 129) : 4 * len;
	for (i = cidr->len; i < 128; i++)
		twin_clear_bit(&cidr->addr, i);
}

static int twin_compare_cidrs(const void *a, const void *b)
{
	return secgroup_cidr_compare(a, b);
}

static u16 twin_port(struct twin *t)
{
	static const u16 ports[] = { 1, 2, 22, 80, 255, 256, 1023, 1024, 32768, 65534, 65535 };

	if (twin_once_in(t, 3))
		return 1 + twin_below(t, 300);
	return ports[twin_below(t, ARRAY_SIZE(ports))];
}

/* At most @most of them. */
static u16 twin_ranges(struct twin *t, struct secgroup_range *r, u16 most)
{
	u16 n = twin_once_in(t, 4) ? 0 : 1 + twin_below(t, most);
	u16 i;

	for (i = 0; i < n; i++) {
		u16 a = twin_port(t), b = twin_once_in(t, 2) ? a : twin_port(t);

		r[i].lo = min(a, b);
		r[i].hi = max(a, b);
	}
	return secgroup_ranges_sort(r, n);
}

static u8 twin_proto(struct twin *t)
{
	static const u8 protos[] = { 0, 6, 6, 6, 17, 17, 1, 58, 47, 132, 136, 254 };

	return protos[twin_below(t, sizeof(protos))];
}

static void twin_prefix_list(struct twin *t, u32 which)
{
	struct secgroup_cidr *at = t->prefixes[which];
	u32 n = twin_below(t, TWIN_ENTRIES + 1);
	u32 kept = 0;
	u32 i;

	for (i = 0; i < n; i++)
		twin_cidr(t, &at[i]);
	sort(at, n, sizeof(*at), twin_compare_cidrs, NULL);
	for (i = 0; i < n; i++) {
		if (!kept || twin_compare_cidrs(&at[i], &at[kept - 1]))
			at[kept++] = at[i];
	}
	t->lists[which].n = kept;
	t->lists[which].prefixes = at;
}

static void twin_lists(struct twin *t)
{
	u32 i;

	for (i = 0; i < 2 * TWIN_LISTS; i++)
		t->lists[i].number = i + 1;
	for (i = 0; i < TWIN_LISTS; i++) {
		twin_prefix_list(t, i);
		t->lists[TWIN_LISTS + i].n = twin_ranges(t, t->ranges[i], TWIN_ENTRIES);
		t->lists[TWIN_LISTS + i].ranges = t->ranges[i];
	}
}

static const struct secgroup_entries *twin_port_list(struct twin *t)
{
	return &t->lists[TWIN_LISTS + twin_below(t, TWIN_LISTS)];
}

static void twin_ports(struct twin *t, struct secgroup_rule_spec *spec)
{
	if (twin_once_in(t, 5))
		spec->ports = twin_port_list(t);
	else
		spec->n_ports = twin_ranges(t, spec->ranges, TWIN_RANGES);
	if (twin_once_in(t, 8))
		spec->src_ports = twin_port_list(t);
	else if (twin_once_in(t, 3))
		spec->n_src_ports = twin_ranges(t, spec->ranges + spec->n_ports, TWIN_RANGES);
}

static void twin_peer(struct twin *t, struct secgroup_rule_spec *spec)
{
	static const u8 peers[] = {
		SECGROUP_PEER_ANY, SECGROUP_PEER_ANY, SECGROUP_PEER_ANY, SECGROUP_PEER_CIDR,
		SECGROUP_PEER_CIDR, SECGROUP_PEER_CIDR, SECGROUP_PEER_GROUP, SECGROUP_PEER_GROUP,
		SECGROUP_PEER_LIST, SECGROUP_PEER_LIST,
	};

	spec->peer = peers[twin_below(t, ARRAY_SIZE(peers))];
	if (spec->peer == SECGROUP_PEER_GROUP)
		spec->peer_gid = 1 + twin_below(t, TWIN_GROUPS);
	else if (spec->peer == SECGROUP_PEER_CIDR)
		twin_cidr(t, &spec->peer_cidr);
	else if (spec->peer == SECGROUP_PEER_LIST)
		spec->prefixes = &t->lists[twin_below(t, TWIN_LISTS)];
}

static void twin_spec(struct twin *t, struct secgroup_rule_spec *spec)
{
	spec->direction = twin_below(t, 2);
	spec->action = twin_below(t, SECGROUP_ACCEPT + 1);
	spec->priority = 1 + twin_below(t, twin_once_in(t, 2) ? 3 : 100);
	spec->proto = twin_proto(t);
	spec->icmp_any = 2;
	if (secgroup_proto_is_icmp(spec->proto)) {
		spec->icmp_any = twin_below(t, 3);
		spec->icmp_type = spec->icmp_any < 2 ? twin_bytes(t, 1) : 0;
		spec->icmp_code = spec->icmp_any < 1 ? twin_bytes(t, 1) : 0;
	}
	if (spec->proto == IPPROTO_TCP && spec->action == SECGROUP_ACCEPT && twin_once_in(t, 3))
		spec->helper = SECGROUP_HELPER_FTP;
	if (secgroup_proto_has_ports(spec->proto))
		twin_ports(t, spec);
	if (twin_once_in(t, 6))
		twin_cidr(t, &spec->local);
	twin_peer(t, spec);
	spec->log = twin_below(t, 2);
}

/* A policy of the generator's choice; @seed says which. */
static void twin_policy(struct twin *t, u64 seed)
{
	u64 stateless = t->stateless;
	const u8 *bytes = t->bytes;
	size_t n_bytes = t->n_bytes;
	u32 i;

	memset(t, 0, sizeof(*t));
	t->stateless = stateless;
	t->bytes = bytes;
	t->n_bytes = n_bytes;
	t->random = seed;
	twin_lists(t);
	t->src.groups = t->groups;
	t->src.rules = t->rules;
	t->src.n_groups = twin_once_in(t, 10) ? 0 : 1 + twin_below(t, 4);
	for (i = 0; i < t->src.n_groups; i++) {
		t->groups[i].gid = i + 1;
		t->groups[i].inner = twin_once_in(t, 5);
	}
	t->src.default_action[SECGROUP_INGRESS] = twin_once_in(t, 2) ? SECGROUP_DROP : SECGROUP_ACCEPT;
	t->src.default_action[SECGROUP_EGRESS] = twin_once_in(t, 2) ? SECGROUP_DROP : SECGROUP_ACCEPT;
	if (t->src.n_groups)
		t->src.n_rules = twin_below(t, twin_once_in(t, 20) ? TWIN_RULES : 24);
	for (i = 0; i < t->src.n_rules; i++) {
		twin_spec(t, &t->specs[i].spec);
		t->rules[i] = (struct secgroup_source_rule){
			.spec = &t->specs[i].spec,
			.owner = &t->specs[i],
			.group = twin_below(t, t->src.n_groups),
			/* Unlike any other's, and not in the order of making. */
			.id = 1 + (i * 7919U) % 104729,
		};
	}
}

/* ---- packets aimed at them ---- */

/* An address in, or next to, a prefix. */
static struct secgroup_addr twin_addr_near(struct twin *t, const struct secgroup_cidr *cidr)
{
	struct secgroup_addr a = cidr->addr;
	struct secgroup_addr wild = twin_addr(t, cidr->family);
	u32 how = twin_below(t, 5);
	u32 i;

	for (i = cidr->len; i < 128; i++) {
		bool bit = how == 0 || how == 3 ? false : how == 1 || how == 4 ? true :
			   twin_bit(wild, i);

		if (bit && i < 64)
			a.hi |= 1ULL << (63 - i);
		else if (bit)
			a.lo |= 1ULL << (127 - i);
	}
	if (how == 3)
		a.hi -= !a.lo--;
	else if (how == 4)
		a.hi += !++a.lo;
	/* One step too far may have left the family. */
	return secgroup_addr_is_v4(a) == (cidr->family == 4) ? a : wild;
}

static u16 twin_port_near(struct twin *t, const struct secgroup_range *r, u16 n)
{
	u16 end;

	if (!n || twin_once_in(t, 6))
		return twin_once_in(t, 4) ? 0 : twin_port(t);
	r += twin_below(t, n);
	end = twin_once_in(t, 2) ? r->lo : r->hi;
	return end + twin_below(t, 3) - 1;
}

static void twin_service(struct twin *t, const struct secgroup_rule_spec *spec)
{
	struct secgroup_key *key = &t->key;

	key->proto = spec->proto && !twin_once_in(t, 8) ? spec->proto : twin_proto(t);
	key->sport = 0;
	key->dport = 0;
	if (secgroup_proto_is_icmp(key->proto)) {
		u8 type = twin_once_in(t, 4) ? twin_bytes(t, 1) : spec->icmp_type;
		u8 code = twin_once_in(t, 2) ? twin_bytes(t, 1) : spec->icmp_code;

		key->dport = type << 8 | code;
	} else if (secgroup_proto_has_ports(key->proto)) {
		key->dport = spec->ports ?
			     twin_port_near(t, spec->ports->ranges, spec->ports->n) :
			     twin_port_near(t, spec->ranges, spec->n_ports);
		key->sport = spec->src_ports ?
			     twin_port_near(t, spec->src_ports->ranges, spec->src_ports->n) :
			     twin_port_near(t, spec->ranges + spec->n_ports, spec->n_src_ports);
	}
}

static void twin_members(struct twin *t, u32 gid)
{
	u32 i;

	t->n_members = twin_below(t, TWIN_MEMBERS + 1);
	for (i = 0; i < t->n_members; i++) {
		struct secgroup_membership *m = &t->members[i];

		m->next = i + 1 < t->n_members ? m + 1 : NULL;
		m->gid = gid && twin_once_in(t, 2) ? gid : 1 + twin_below(t, TWIN_GROUPS);
		m->from = TWIN_GENERATION - 1 + twin_below(t, 3);
		m->to = twin_once_in(t, 2) ? U64_MAX : m->from + twin_below(t, 3);
	}
}

static const struct secgroup_membership *twin_memberships(const struct twin *t)
{
	return t->n_members ? t->members : NULL;
}

/* A packet near one of the policy's rules, if it has any. */
static void twin_packet(struct twin *t)
{
	static const struct secgroup_rule_spec nothing;
	const struct secgroup_rule_spec *spec = &nothing;
	const struct secgroup_cidr *peer;
	u8 family;

	if (t->src.n_rules)
		spec = t->rules[twin_below(t, t->src.n_rules)].spec;
	peer = &spec->peer_cidr;
	if (spec->prefixes && spec->prefixes->n)
		peer = &spec->prefixes->prefixes[twin_below(t, spec->prefixes->n)];
	family = peer->family ? peer->family :
		 spec->local.family ? spec->local.family : twin_once_in(t, 2) ? 4 : 6;
	t->key.direction = twin_once_in(t, 8) ? twin_below(t, 2) : spec->direction;
	t->key.remote = peer->family ? twin_addr_near(t, peer) : twin_addr(t, family);
	t->key.local = spec->local.family == family ? twin_addr_near(t, &spec->local) :
		       twin_addr(t, family);
	twin_service(t, spec);
	twin_members(t, spec->peer_gid);
}

/* ---- the stupid twin ---- */

static bool twin_in_prefix(const struct secgroup_cidr *cidr, struct secgroup_addr a)
{
	bool v4 = !a.hi && a.lo >> 32 == 0xffff;
	u32 i;

	if (cidr->family == 0)
		return true;
	if (v4 ? cidr->family != 4 : cidr->family != 6)
		return false;
	for (i = 0; i < cidr->len; i++) {
		if (twin_bit(cidr->addr, i) != twin_bit(a, i))
			return false;
	}
	return true;
}

static bool twin_in_list(const struct secgroup_entries *list, struct secgroup_addr a)
{
	u32 i;

	for (i = 0; i < list->n; i++) {
		if (twin_in_prefix(&list->prefixes[i], a))
			return true;
	}
	return false;
}

static bool twin_in_ranges(const struct secgroup_range *r, u32 n,
			   const struct secgroup_entries *list, u32 port)
{
	bool in = n == 0 && !list;

	if (list) {
		r = list->ranges;
		n = list->n;
	}
	while (n--)
		in |= r[n].lo <= port && port <= r[n].hi;
	return in;
}

static bool twin_member(const struct twin *t, u32 gid)
{
	bool member = false;
	u32 i;

	for (i = 0; i < t->n_members; i++) {
		const struct secgroup_membership *m = &t->members[i];

		member |= m->gid == gid && m->from <= TWIN_GENERATION && m->to > TWIN_GENERATION;
	}
	return member;
}

static bool twin_matches(const struct twin *t, const struct secgroup_rule_spec *s)
{
	const struct secgroup_key *k = &t->key;

	if (s->direction != k->direction)
		return false;
	if (s->proto && s->proto != k->proto)
		return false;
	if (s->icmp_any < 2 && s->icmp_type != k->dport / 256)
		return false;
	if (s->icmp_any < 1 && s->icmp_code != k->dport % 256)
		return false;
	if (!twin_in_ranges(s->ranges, s->n_ports, s->ports, k->dport))
		return false;
	if (!twin_in_ranges(s->ranges + s->n_ports, s->n_src_ports, s->src_ports, k->sport))
		return false;
	if (!twin_in_prefix(&s->local, k->local))
		return false;
	if (s->peer == SECGROUP_PEER_CIDR)
		return twin_in_prefix(&s->peer_cidr, k->remote);
	if (s->peer == SECGROUP_PEER_LIST)
		return twin_in_list(s->prefixes, k->remote);
	return s->peer == SECGROUP_PEER_ANY || twin_member(t, s->peer_gid);
}

/* How an action fares against others at equal priority. */
static unsigned int twin_strength(u8 action)
{
	return action == SECGROUP_DROP ? 2 : action == SECGROUP_REJECT ? 1 : 0;
}

/* P-20 in its own words. */
static bool twin_better(const struct secgroup_source_rule *a, const struct secgroup_source_rule *b)
{
	if (a->spec->priority != b->spec->priority)
		return a->spec->priority < b->spec->priority;
	if (a->spec->action != b->spec->action)
		return twin_strength(a->spec->action) > twin_strength(b->spec->action);
	if (a->group != b->group)
		return a->group < b->group;
	return a->id < b->id;
}

static const struct secgroup_source_rule *twin_judge(const struct twin *t)
{
	const struct secgroup_source_rule *best = NULL;
	u32 i;

	for (i = 0; i < t->src.n_rules; i++) {
		if (twin_matches(t, t->rules[i].spec) &&
		    (!best || twin_better(&t->rules[i], best)))
			best = &t->rules[i];
	}
	return best;
}

static bool twin_inner(const struct twin *t, u32 gid)
{
	u32 i;

	for (i = 0; i < t->src.n_groups; i++) {
		if (t->groups[i].inner && twin_member(t, t->groups[i].gid) &&
		    (!gid || gid == t->groups[i].gid))
			return true;
	}
	return false;
}

/* ---- the comparison ---- */

static bool twin_differ(struct twin *t, const char *what, u32 got, u32 want)
{
	snprintf(t->why, sizeof(t->why), "%s: classify says %u, its twin %u", what, got, want);
	return false;
}

/* Only a rule has a helper, or logs. */
static bool twin_has_flags(const struct secgroup_result *result)
{
	return result->flags & (SECGROUP_MARK_HELPER | SECGROUP_MARK_LOG);
}

static bool twin_compare_inner(struct twin *t, const struct secgroup_result *result)
{
	if (result->stage != SECGROUP_STAGE_INNER || result->action != SECGROUP_ACCEPT)
		return twin_differ(t, "inner access, stage", result->stage, SECGROUP_STAGE_INNER);
	if (twin_has_flags(result))
		return twin_differ(t, "inner access, flags", result->flags, 0);
	if (result->rank != SECGROUP_NO_RULE || !twin_inner(t, result->gid) || !result->gid)
		return twin_differ(t, "inner access of group", result->gid, 0);
	return true;
}

static bool twin_compare_rule(struct twin *t, const struct secgroup_program *prog,
			      const struct secgroup_result *result)
{
	const struct secgroup_source_rule *want = twin_judge(t), *got;
	u8 closed = t->src.n_groups ? t->src.default_action[t->key.direction] : SECGROUP_DROP;

	if (!want) {
		if (result->stage != SECGROUP_STAGE_DEFAULT || result->rank != SECGROUP_NO_RULE)
			return twin_differ(t, "no rule, rank", result->rank, SECGROUP_NO_RULE);
		if (twin_has_flags(result))
			return twin_differ(t, "no rule, flags", result->flags, 0);
		return result->action == closed ||
		       twin_differ(t, "default action", result->action, closed);
	}
	if (result->stage != SECGROUP_STAGE_RULE)
		return twin_differ(t, "stage", result->stage, SECGROUP_STAGE_RULE);
	/* The twin's rules are by rank since they were compiled. */
	got = &t->rules[result->rank];
	if (got != want || secgroup_program_owner(prog, result->rank) != want->owner)
		return twin_differ(t, "rule id", got->id, want->id);
	if (!(result->flags & SECGROUP_MARK_LOG) != !want->spec->log)
		return twin_differ(t, "log", !want->spec->log, want->spec->log);
	return result->action == want->spec->action ||
	       twin_differ(t, "action", result->action, want->spec->action);
}

/* secgroup_rule_matches(), which shares no code with the program either. */
static bool twin_compare_matches(struct twin *t)
{
	u32 i;

	for (i = 0; i < t->src.n_rules; i++) {
		bool got = secgroup_rule_matches(t->rules[i].spec, &t->key, twin_memberships(t),
						 TWIN_GENERATION);

		if (got != twin_matches(t, t->rules[i].spec))
			return twin_differ(t, "secgroup_rule_matches()", got, !got);
	}
	return true;
}

/* One with an empty list cannot, whoever is in its group. */
static bool twin_can_match(const struct secgroup_rule_spec *s)
{
	return !(s->prefixes && !s->prefixes->n) && !(s->ports && !s->ports->n) &&
	       !(s->src_ports && !s->src_ports->n);
}

static bool twin_compare_lists(struct twin *t, const struct secgroup_program *prog)
{
	u32 k, i;

	for (k = 0; k < 2 * TWIN_LISTS; k++) {
		const struct secgroup_entries *list = &t->lists[k];
		bool named = false;

		for (i = 0; i < t->src.n_rules; i++) {
			const struct secgroup_rule_spec *spec = t->rules[i].spec;

			named |= spec->prefixes == list || spec->ports == list ||
				 spec->src_ports == list;
		}
		if (secgroup_program_names_list(prog, list->number) != named)
			return twin_differ(t, "names list", list->number, named);
	}
	return true;
}

/* What the program says of itself must follow from the policy. */
static bool twin_compare_names(struct twin *t, const struct secgroup_program *prog)
{
	u32 gid, i;

	for (gid = 1; gid <= TWIN_GROUPS; gid++) {
		bool inner = gid <= t->src.n_groups && t->groups[gid - 1].inner;
		bool peer[2] = { false, false };
		u8 direction;

		for (i = 0; i < t->src.n_rules; i++) {
			if (t->rules[i].spec->peer_gid == gid && twin_can_match(t->rules[i].spec))
				peer[t->rules[i].spec->direction] = true;
		}
		if (secgroup_program_names(prog, gid) != (inner || peer[0] || peer[1]))
			return twin_differ(t, "names group", gid, 0);
		for (direction = 0; direction < 2; direction++) {
			if ((inner || peer[direction]) &&
			    !secgroup_wants_members(prog, direction, false))
				return twin_differ(t, "wants members, direction", direction, 0);
		}
	}
	return true;
}

/* P-28 by its words, for the packet as it is: accepted, and not by a rule with a helper. */
static bool twin_passes(const struct twin *t)
{
	const struct secgroup_source_rule *rule = twin_judge(t);

	if (twin_inner(t, 0))
		return true;
	if (rule)
		return rule->spec->action == SECGROUP_ACCEPT && !rule->spec->helper;
	return t->src.n_groups && t->src.default_action[t->key.direction] == SECGROUP_ACCEPT;
}

/* Turn the packet round. Return: false if it is an ICMP message of no pair. */
static bool twin_turn(struct twin *t)
{
	static const u8 pairs[][3] = {
		{ IPPROTO_ICMP, 0, 8 }, { IPPROTO_ICMP, 13, 14 }, { IPPROTO_ICMP, 15, 16 },
		{ IPPROTO_ICMP, 17, 18 }, { IPPROTO_ICMPV6, 128, 129 }, { IPPROTO_ICMPV6, 139, 140 },
	};
	u16 sport = t->key.sport;
	u8 type = t->key.dport >> 8;
	u32 i;

	t->key.direction ^= 1;
	if (t->key.proto != IPPROTO_ICMP && t->key.proto != IPPROTO_ICMPV6) {
		t->key.sport = t->key.dport;
		t->key.dport = sport;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (pairs[i][0] != t->key.proto || (pairs[i][1] != type && pairs[i][2] != type))
			continue;
		type = pairs[i][1] + pairs[i][2] - type;
		t->key.dport = type << 8 | (t->key.dport & 0xff);
		return true;
	}
	return false;
}

static bool twin_compare_stateless(struct twin *t, const struct secgroup_program *prog,
				   const struct secgroup_result *result)
{
	const struct secgroup_membership *members = NULL;
	const struct secgroup_key key = t->key;
	bool want = twin_passes(t), got;

	if (secgroup_wants_members(prog, key.direction, true))
		members = twin_memberships(t);
	got = secgroup_classify_stateless(prog, &key, result, members, TWIN_GENERATION);
	want = twin_turn(t) && twin_passes(t) && want;
	t->key = key;
	t->stateless += want;
	return got == want || twin_differ(t, "needs no session", got, want);
}

/**
 * twin_compare_packet() - one packet, judged by both
 * @t: a policy; the packet is made here
 * @prog: the policy compiled
 *
 * Return: false if they differ; then @t->why says how.
 */
static bool twin_compare_packet(struct twin *t, const struct secgroup_program *prog)
{
	const struct secgroup_membership *members = NULL;
	struct secgroup_result result;

	twin_packet(t);
	if (secgroup_wants_members(prog, t->key.direction, false))
		members = twin_memberships(t);
	result = secgroup_classify(prog, &t->key, members, TWIN_GENERATION);
	if (!twin_compare_stateless(t, prog, &result))
		return false;
	if (twin_inner(t, 0))
		return twin_compare_inner(t, &result);
	return twin_compare_rule(t, prog, &result) && twin_compare_matches(t);
}

/**
 * twin_run() - one policy and some packets
 * @t: memory for it
 * @seed: which
 * @packets: how many
 * @hits: increased for every packet that a rule decides
 *
 * Return: false at the first difference.
 */
static bool twin_run(struct twin *t, u64 seed, u32 packets, u64 *hits)
{
	struct secgroup_program *prog;
	bool good;

	twin_policy(t, seed);
	prog = secgroup_program_compile(&t->src);
	if (IS_ERR(prog)) {
		snprintf(t->why, sizeof(t->why), "compile: error %ld", PTR_ERR(prog));
		return false;
	}
	good = twin_compare_names(t, prog) && twin_compare_lists(t, prog);
	while (good && packets--) {
		good = twin_compare_packet(t, prog);
		*hits += !!twin_judge(t);
	}
	secgroup_program_free(prog);
	return good;
}

#endif

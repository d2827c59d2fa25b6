/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs classify-cases.h: a small reader of sgctl's words that feeds the classifier. Included by
 * the table test in userspace and by the KUnit module, each after its own env.h.
 *
 * A case is a fixture that lines change and ask. It holds everything in fixed arrays, since
 * the table is ours: what does not fit is a mistake there, and fails the case.
 */
#ifndef _SECGROUP_CLASSIFY_WORDS_H
#define _SECGROUP_CLASSIFY_WORDS_H

#include "core/classify.h"

#define WORDS_LINE	160
#define WORDS_NAME	16
#define WORDS_GROUPS	8
#define WORDS_RULES	16
#define WORDS_RANGES	16
#define WORDS_MEMBERS	16
#define WORDS_LISTS	4
#define WORDS_ENTRIES	8

/* One line of the table: a case begins (@words is its name), is set up, or asks (@expect). */
struct words_step {
	enum { WORDS_CASE, WORDS_DO, WORDS_EXPLAIN } kind;
	const char *words;
	const char *expect;
};

#define CASE(name)		{ WORDS_CASE, name, NULL },
#define DO(words)		{ WORDS_DO, words, NULL },
#define EXPLAIN(words, expect)	{ WORDS_EXPLAIN, words, expect },
static const struct words_step words_steps[] = {
#include "classify-cases.h"
};
#undef CASE
#undef DO
#undef EXPLAIN

#define WORDS_STEPS	ARRAY_SIZE(words_steps)

struct words_case {
	const char *name;
};

#define CASE(name)		{ name },
#define DO(words)
#define EXPLAIN(words, expect)
static const struct words_case words_cases[] = {
#include "classify-cases.h"
};
#undef CASE
#undef DO
#undef EXPLAIN

#define WORDS_CASES	ARRAY_SIZE(words_cases)

struct words_rule {
	union {
		struct secgroup_rule_spec spec;
		u8 room[sizeof(struct secgroup_rule_spec) +
			WORDS_RANGES * sizeof(struct secgroup_range)];
	};
	u32 group;
	u32 id;
};

struct words_group {
	char name[WORDS_NAME];		/* as ACCOUNT/ID, or ID in account "default" */
	bool enterprise;
	bool inner;
	bool worn;
};

/* A prefix list or port list; the entries in no order until the compiler gets them. */
struct words_list {
	char name[WORDS_NAME];
	bool has_ports;
	struct secgroup_entries entries;
	struct secgroup_cidr prefixes[WORDS_ENTRIES];
	struct secgroup_range ranges[WORDS_ENTRIES];
};

/**
 * struct words_fixture - a case under way
 * @groups: a group's number is its index + 1
 * @why: what went wrong first
 * @rest: what is left of the line at hand
 */
struct words_fixture {
	struct words_group groups[WORDS_GROUPS];
	struct words_rule rules[WORDS_RULES];
	struct secgroup_membership members[WORDS_MEMBERS];
	struct words_list lists[WORDS_LISTS];
	u32 n_lists;
	u32 n_groups;
	u32 n_rules;
	u32 n_members;
	u8 nic_type;
	u64 generation;
	char line[WORDS_LINE];
	char *rest;
	char why[2 * WORDS_LINE];
};

static const struct {
	const char *name;
	u8 number;
} words_protocols[] = {
	{ "all", SECGROUP_PROTOCOL_ALL }, { "icmp", 1 }, { "igmp", 2 }, { "tcp", 6 }, { "udp", 17 },
	{ "gre", 47 }, { "esp", 50 }, { "ah", 51 }, { "icmpv6", 58 }, { "vrrp", 112 },
	{ "sctp", 132 }, { "udplite", 136 },
};

static bool words_fail(struct words_fixture *f, const char *what, const char *word)
{
	snprintf(f->why, sizeof(f->why), "%s: %s", what, word ? word : "(nothing)");
	return false;
}

static const char *words_next(struct words_fixture *f)
{
	return f->rest ? strsep(&f->rest, " ") : NULL;
}

static bool words_is(const char *word, const char *other)
{
	return word && !strcmp(word, other);
}

static bool words_number(struct words_fixture *f, const char *word, u32 *number)
{
	char tail;

	return (word && sscanf(word, "%u%c", number, &tail) == 1) ||
	       words_fail(f, "not a number", word);
}

static bool words_addr(struct words_fixture *f, const char *word, struct secgroup_addr *addr)
{
	u8 b[16];
	int i;

	if (word && !strchr(word, ':') && words_pton4(word, b)) {
		*addr = secgroup_addr_v4((u32)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3]);
		return true;
	}
	if (!word || !words_pton6(word, b))
		return words_fail(f, "not an address", word);
	addr->hi = addr->lo = 0;
	for (i = 0; i < 8; i++) {
		addr->hi = addr->hi << 8 | b[i];
		addr->lo = addr->lo << 8 | b[i + 8];
	}
	return true;
}

/* ADDR or ADDR/LEN; host bits are masked off. */
static bool words_cidr(struct words_fixture *f, const char *word, struct secgroup_cidr *cidr)
{
	char text[64];
	char *slash;
	u32 len;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (!words_addr(f, text, &cidr->addr))
		return false;
	cidr->family = secgroup_addr_is_v4(cidr->addr) ? 4 : 6;
	len = cidr->family == 4 ? 32 : 128;
	if (slash && !words_number(f, slash, &len))
		return false;
	cidr->len = cidr->family == 4 ? 96 + len : len;
	if (cidr->len < 64)
		cidr->addr.hi &= cidr->len ? ~0ULL << (64 - cidr->len) : 0;
	if (cidr->len <= 64)
		cidr->addr.lo = 0;
	else
		cidr->addr.lo &= ~0ULL << (128 - cidr->len);
	return true;
}

static bool words_proto(struct words_fixture *f, const char *word, u8 *proto)
{
	u32 number;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words_protocols); i++) {
		if (words_is(word, words_protocols[i].name)) {
			*proto = words_protocols[i].number;
			return true;
		}
	}
	if (!words_number(f, word, &number))
		return false;
	*proto = number;
	return true;
}

/* LO/HI or PORT, separated by commas; "-1/-1" and "all" are no condition (P-12). */
static bool words_ports(struct words_fixture *f, char *word, struct secgroup_range *r, u16 *n)
{
	char *part;

	*n = 0;
	if (words_is(word, "-1/-1") || words_is(word, "all"))
		return true;
	while ((part = strsep(&word, ",")) != NULL) {
		unsigned int lo, hi;
		int found = sscanf(part, "%u/%u", &lo, &hi);

		if (found < 1 || *n == WORDS_RANGES / 2)
			return words_fail(f, "not ports", part);
		r[*n].lo = lo;
		r[*n].hi = found == 2 ? hi : lo;
		(*n)++;
	}
	*n = secgroup_ranges_sort(r, *n);
	return true;
}

/* Index of a group, or WORDS_GROUPS. */
static u32 words_group(struct words_fixture *f, const char *name)
{
	u32 i;

	for (i = 0; i < f->n_groups; i++) {
		if (words_is(name, f->groups[i].name))
			return i;
	}
	words_fail(f, "no such group", name);
	return WORDS_GROUPS;
}

static struct words_list *words_list(struct words_fixture *f, const char *name)
{
	u32 i;

	for (i = 0; i < f->n_lists; i++) {
		if (words_is(name, f->lists[i].name))
			return &f->lists[i];
	}
	return NULL;
}

/* "port-list NAME", or the ports themselves. */
static bool words_ports_or_list(struct words_fixture *f, const char *word,
				const struct secgroup_entries **list, struct secgroup_range *r,
				u16 *n)
{
	struct words_list *named;

	if (!words_is(word, "port-list"))
		return words_ports(f, (char *)word, r, n);
	named = words_list(f, words_next(f));
	if (!named)
		return words_fail(f, "no such list", word);
	*list = &named->entries;
	return true;
}

static bool words_peer_list(struct words_fixture *f, struct secgroup_rule_spec *spec)
{
	struct words_list *list = words_list(f, words_next(f));

	if (!list)
		return words_fail(f, "no such list", NULL);
	spec->peer = SECGROUP_PEER_LIST;
	spec->prefixes = &list->entries;
	return true;
}

static bool words_peer(struct words_fixture *f, const char *word, struct secgroup_rule_spec *spec)
{
	u32 group;

	if (words_is(word, "any"))
		return true;
	if (words_is(word, "prefix-list"))
		return words_peer_list(f, spec);
	if (!words_is(word, "group")) {
		spec->peer = SECGROUP_PEER_CIDR;
		return words_cidr(f, word, &spec->peer_cidr);
	}
	group = words_group(f, words_next(f));
	spec->peer = SECGROUP_PEER_GROUP;
	spec->peer_gid = group + 1;
	return group < WORDS_GROUPS;
}

static bool words_icmp(struct words_fixture *f, const char *word, u8 *type, u8 *code, u8 *any)
{
	unsigned int t, c = 0;
	int found = word ? sscanf(word, "%u/%u", &t, &c) : 0;

	if (found < 1)
		return words_fail(f, "not an ICMP type", word);
	*type = t;
	*code = c;
	*any = found == 1;
	return true;
}

/* rule add GROUP ingress|egress accept|drop [KEYWORD VALUE]... ; returns false at a mistake. */
static bool words_rule_options(struct words_fixture *f, struct words_rule *rule,
			       struct secgroup_range *src)
{
	struct secgroup_rule_spec *spec = &rule->spec;
	const char *word;
	u32 number;
	bool good = true;

	while (good && (word = words_next(f)) != NULL) {
		if (words_is(word, "proto")) {
			good = words_proto(f, words_next(f), &spec->proto);
		} else if (words_is(word, "port")) {
			good = words_ports_or_list(f, words_next(f), &spec->ports, spec->ranges,
						   &spec->n_ports);
		} else if (words_is(word, "src-port")) {
			good = words_ports_or_list(f, words_next(f), &spec->src_ports, src,
						   &spec->n_src_ports);
		} else if (words_is(word, "from") || words_is(word, "to")) {
			good = words_peer(f, words_next(f), spec);
		} else if (words_is(word, "local")) {
			good = words_cidr(f, words_next(f), &spec->local);
		} else if (words_is(word, "icmp-type")) {
			good = words_icmp(f, words_next(f), &spec->icmp_type, &spec->icmp_code,
					  &spec->icmp_any);
		} else if (words_is(word, "nic-type")) {
			spec->nic_type = words_is(words_next(f), "intranet");
		} else if (words_is(word, "priority")) {
			good = words_number(f, words_next(f), &number);
			spec->priority = number;
		} else if (words_is(word, "id")) {
			good = words_number(f, words_next(f), &rule->id);
		} else {
			good = words_fail(f, "unknown word", word);
		}
	}
	return good;
}

static bool words_rule_add(struct words_fixture *f)
{
	struct secgroup_range src[WORDS_RANGES / 2];
	struct words_rule *rule = &f->rules[f->n_rules];
	const char *direction, *action;

	if (f->n_rules == WORDS_RULES)
		return words_fail(f, "too many rules", NULL);
	rule->group = words_group(f, words_next(f));
	if (rule->group == WORDS_GROUPS)
		return false;
	direction = words_next(f);
	action = words_next(f);
	rule->id = f->n_rules + 1;
	rule->spec.direction = words_is(direction, "egress");
	rule->spec.action = words_is(action, "accept") ? SECGROUP_ACCEPT :
			    words_is(action, "reject") ? SECGROUP_REJECT : SECGROUP_DROP;
	rule->spec.priority = SECGROUP_PRIORITY_DEFAULT;
	rule->spec.icmp_any = 2;
	if (!words_rule_options(f, rule, src))
		return false;
	memcpy(rule->spec.ranges + rule->spec.n_ports, src,
	       rule->spec.n_src_ports * sizeof(*src));
	f->n_rules++;
	return true;
}

/* rule del GROUP id ID */
static bool words_rule_del(struct words_fixture *f)
{
	u32 group = words_group(f, words_next(f));
	u32 id, i;

	if (!words_is(words_next(f), "id") || !words_number(f, words_next(f), &id))
		return words_fail(f, "rule del", "id");
	for (i = 0; i < f->n_rules; i++) {
		if (f->rules[i].group == group && f->rules[i].id == id) {
			f->rules[i] = f->rules[--f->n_rules];
			memset(&f->rules[f->n_rules], 0, sizeof(f->rules[0]));
			return true;
		}
	}
	return words_fail(f, "no such rule", NULL);
}

/* group add GROUP [type basic|enterprise] [inner accept|drop] */
static bool words_group_add(struct words_fixture *f)
{
	struct words_group *group = &f->groups[f->n_groups];
	const char *word = words_next(f);

	if (f->n_groups == WORDS_GROUPS || !word || strlen(word) >= WORDS_NAME)
		return words_fail(f, "group add", word);
	snprintf(group->name, sizeof(group->name), "%s", word);
	group->inner = true;
	group->worn = true;
	while ((word = words_next(f)) != NULL) {
		if (words_is(word, "type"))
			group->enterprise = words_is(words_next(f), "enterprise");
		else if (words_is(word, "inner"))
			group->inner = words_is(words_next(f), "accept");
		else
			return words_fail(f, "unknown word", word);
	}
	group->inner = group->inner && !group->enterprise;
	f->n_groups++;
	return true;
}

/* nic add DEV group GROUP[,GROUP...]|none [nic-type TYPE]: the NIC wears these and no other. */
static bool words_nic_add(struct words_fixture *f)
{
	const char *word;
	char *names;
	u32 i;

	words_next(f);
	if (!words_is(words_next(f), "group"))
		return words_fail(f, "nic add", "group");
	names = (char *)words_next(f);
	for (i = 0; i < f->n_groups; i++)
		f->groups[i].worn = false;
	while (!words_is(names, "none") && (word = strsep(&names, ",")) != NULL) {
		i = words_group(f, word);
		if (i == WORDS_GROUPS)
			return false;
		f->groups[i].worn = true;
	}
	word = words_next(f);
	f->nic_type = words_is(word, "nic-type") && words_is(words_next(f), "intranet");
	return true;
}

/* member add GROUP ADDR [since GENERATION] [until GENERATION]; the last two are the table's own. */
static bool words_member_add(struct words_fixture *f)
{
	struct secgroup_membership *member = &f->members[f->n_members];
	u32 group = words_group(f, words_next(f));
	struct secgroup_addr addr;
	const char *word;
	u32 number;

	if (group == WORDS_GROUPS || f->n_members == WORDS_MEMBERS ||
	    !words_addr(f, words_next(f), &addr))
		return false;
	*member = (struct secgroup_membership){ .addr = addr, .gid = group + 1, .to = U64_MAX };
	while ((word = words_next(f)) != NULL) {
		if (!words_number(f, words_next(f), &number))
			return false;
		if (words_is(word, "since"))
			member->from = number;
		else
			member->to = number;
	}
	f->n_members++;
	return true;
}

static int words_compare_cidrs(const void *a, const void *b)
{
	return secgroup_cidr_compare(a, b);
}

static bool words_entry(struct words_fixture *f, struct words_list *list, const char *word)
{
	struct secgroup_entries *e = &list->entries;
	u16 n;

	if (e->n == WORDS_ENTRIES)
		return words_fail(f, "too many entries", word);
	if (list->has_ports)
		return words_ports(f, (char *)word, &list->ranges[e->n], &n) && (e->n += n);
	return words_cidr(f, word, &list->prefixes[e->n]) && ++e->n;
}

/* prefix-list|port-list add|set NAME ENTRY...|none; ports as one word. */
static bool words_list_change(struct words_fixture *f, bool has_ports, bool set)
{
	const char *name = words_next(f), *word;
	struct words_list *list = words_list(f, name);

	if (!list) {
		if (f->n_lists == WORDS_LISTS || !name || strlen(name) >= WORDS_NAME)
			return words_fail(f, "list add", name);
		list = &f->lists[f->n_lists++];
		snprintf(list->name, sizeof(list->name), "%s", name);
		list->has_ports = has_ports;
		list->entries.number = f->n_lists;
		if (has_ports)
			list->entries.ranges = list->ranges;
		else
			list->entries.prefixes = list->prefixes;
	}
	if (set)
		list->entries.n = 0;
	while ((word = words_next(f)) != NULL) {
		if (!words_is(word, "none") && !words_entry(f, list, word))
			return false;
	}
	if (has_ports)
		list->entries.n = secgroup_ranges_sort(list->ranges, list->entries.n);
	else
		sort(list->prefixes, list->entries.n, sizeof(list->prefixes[0]),
		     words_compare_cidrs, NULL);
	return true;
}

static bool words_prefix_list_add(struct words_fixture *f)
{
	return words_list_change(f, false, false);
}

static bool words_prefix_list_set(struct words_fixture *f)
{
	return words_list_change(f, false, true);
}

static bool words_port_list_add(struct words_fixture *f)
{
	return words_list_change(f, true, false);
}

static bool words_port_list_set(struct words_fixture *f)
{
	return words_list_change(f, true, true);
}

static bool words_do(struct words_fixture *f)
{
	static const struct {
		const char *object, *command;
		bool (*run)(struct words_fixture *f);
	} commands[] = {
		{ "group", "add", words_group_add }, { "rule", "add", words_rule_add },
		{ "rule", "del", words_rule_del }, { "member", "add", words_member_add },
		{ "nic", "add", words_nic_add },
		{ "prefix-list", "add", words_prefix_list_add },
		{ "prefix-list", "set", words_prefix_list_set },
		{ "port-list", "add", words_port_list_add },
		{ "port-list", "set", words_port_list_set },
	};
	const char *object = words_next(f), *command = words_next(f);
	u32 number;
	size_t i;

	if (words_is(object, "generation")) {
		if (!words_number(f, command, &number))
			return false;
		f->generation = number;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (words_is(object, commands[i].object) && words_is(command, commands[i].command))
			return commands[i].run(f);
	}
	return words_fail(f, "unknown command", object);
}

/* ADDR, ADDR:PORT or [ADDR]:PORT */
static bool words_end(struct words_fixture *f, char *word, struct secgroup_addr *addr, u16 *port)
{
	unsigned int number = 0;
	char *colon = NULL;

	if (word && *word == '[') {
		word++;
		colon = strstr(word, "]:");
		if (!colon)
			return words_fail(f, "no ]:PORT", word);
		*colon++ = '\0';
	} else if (word && strchr(word, '.')) {
		colon = strchr(word, ':');
	}
	if (colon) {
		*colon++ = '\0';
		if (!words_number(f, colon, &number))
			return false;
	}
	*port = number;
	return words_addr(f, word, addr);
}

/* nic DEV ingress|egress PROTO SRC[:PORT] DST[:PORT] [icmp-type TYPE/CODE] */
static bool words_key(struct words_fixture *f, struct secgroup_key *key)
{
	struct secgroup_addr src, dst;
	u8 type, code, any;

	words_next(f);
	words_next(f);
	memset(key, 0, sizeof(*key));
	key->direction = words_is(words_next(f), "egress");
	if (!words_proto(f, words_next(f), &key->proto) ||
	    !words_end(f, (char *)words_next(f), &src, &key->sport) ||
	    !words_end(f, (char *)words_next(f), &dst, &key->dport))
		return false;
	key->remote = key->direction == SECGROUP_INGRESS ? src : dst;
	key->local = key->direction == SECGROUP_INGRESS ? dst : src;
	if (!words_is(words_next(f), "icmp-type"))
		return true;
	if (!words_icmp(f, words_next(f), &type, &code, &any))
		return false;
	key->dport = type << 8 | code;
	return true;
}

/* Is group @a before group @b in the order of (account, id)? */
static bool words_group_before(const char *a, const char *b)
{
	char account_a[WORDS_NAME + 8], account_b[WORDS_NAME + 8];
	const char *slash_a = strchr(a, '/'), *slash_b = strchr(b, '/');
	int c;

	snprintf(account_a, sizeof(account_a), "%.*s",
		 slash_a ? (int)(slash_a - a) : 7, slash_a ? a : "default");
	snprintf(account_b, sizeof(account_b), "%.*s",
		 slash_b ? (int)(slash_b - b) : 7, slash_b ? b : "default");
	c = strcmp(account_a, account_b);
	if (!c)
		c = strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b);
	return c < 0;
}

/* The NIC's groups, and its rules: what the stores do before they compile. */
static void words_source(struct words_fixture *f, struct secgroup_source *src,
			 struct secgroup_source_group *groups, struct secgroup_source_rule *rules)
{
	bool enterprise = false;
	u32 i, k;

	memset(src, 0, sizeof(*src));
	src->groups = groups;
	src->rules = rules;
	for (i = 0; i < f->n_groups; i++) {
		if (!f->groups[i].worn)
			continue;
		enterprise |= f->groups[i].enterprise;
		groups[src->n_groups].gid = i + 1;
		groups[src->n_groups++].inner = f->groups[i].inner;
	}
	src->default_action[SECGROUP_INGRESS] = SECGROUP_DROP;
	src->default_action[SECGROUP_EGRESS] = enterprise ? SECGROUP_DROP : SECGROUP_ACCEPT;
	for (i = 0; i < f->n_rules; i++) {
		struct words_rule *rule = &f->rules[i];
		const char *name = f->groups[rule->group].name;
		u32 rank = 0;

		if (!f->groups[rule->group].worn || rule->spec.nic_type != f->nic_type)
			continue;
		for (k = 0; k < f->n_groups; k++)
			rank += f->groups[k].worn && words_group_before(f->groups[k].name, name);
		rules[src->n_rules++] = (struct secgroup_source_rule){
			&rule->spec, rule, rank, rule->id
		};
	}
}

/* The memberships of an address, or NULL if it is in no group. */
static struct secgroup_membership *words_memberships(struct words_fixture *f, struct secgroup_addr addr)
{
	struct secgroup_membership *first = NULL;
	u32 i;

	for (i = f->n_members; i-- > 0;) {
		if (!secgroup_addr_equal(f->members[i].addr, addr))
			continue;
		f->members[i].next = first;
		first = &f->members[i];
	}
	return first;
}

/* "accept rule web 1", "drop default", "accept inner web" */
static void words_verdict(struct words_fixture *f, const struct secgroup_program *prog,
			  const struct secgroup_result *result, char *text, size_t size)
{
	const char *action = result->action == SECGROUP_ACCEPT ? "accept" :
			     result->action == SECGROUP_REJECT ? "reject" : "drop";

	if (result->stage == SECGROUP_STAGE_INNER) {
		snprintf(text, size, "%s inner %s", action, f->groups[result->gid - 1].name);
	} else if (result->stage == SECGROUP_STAGE_RULE) {
		const struct words_rule *rule = secgroup_program_owner(prog, result->rank);

		snprintf(text, size, "%s rule %s %u", action, f->groups[rule->group].name,
			 rule->id);
	} else {
		snprintf(text, size, "%s default", action);
	}
}

/* The rank that the definition of a match comes to; the rules of @src are by rank since it was compiled. */
static u32 words_first_match(const struct secgroup_source *src, const struct secgroup_key *key,
			     const struct secgroup_membership *members, u64 generation)
{
	u32 rank;

	for (rank = 0; rank < src->n_rules; rank++) {
		if (secgroup_rule_matches(src->rules[rank].spec, key, members, generation))
			return rank;
	}
	return SECGROUP_NO_RULE;
}

static bool words_explain(struct words_fixture *f, const char *expect)
{
	struct secgroup_source_group groups[WORDS_GROUPS];
	struct secgroup_source_rule rules[WORDS_RULES];
	const struct secgroup_membership *members;
	struct secgroup_program *prog;
	struct secgroup_source src;
	struct secgroup_result result;
	struct secgroup_key key;
	char got[WORDS_LINE];

	if (!words_key(f, &key))
		return false;
	words_source(f, &src, groups, rules);
	prog = secgroup_program_compile(&src);
	if (IS_ERR(prog))
		return words_fail(f, "compile", NULL);
	members = words_memberships(f, key.remote);
	if (!secgroup_wants_members(prog, key.direction, false))
		members = NULL;
	result = secgroup_classify(prog, &key, members, f->generation);
	words_verdict(f, prog, &result, got, sizeof(got));
	if (strcmp(got, expect))
		words_fail(f, "got", got);
	else if (result.stage != SECGROUP_STAGE_INNER &&
		 result.rank != words_first_match(&src, &key, members, f->generation))
		words_fail(f, "secgroup_rule_matches() disagrees with", got);
	secgroup_program_free(prog);
	return !f->why[0];
}

/**
 * words_run_case() - run one case of the table
 * @f: memory for it
 * @name: of one of words_cases
 *
 * Return: NULL if all is as expected, or the step where it is not; then @f->why says more.
 */
static const struct words_step *words_run_case(struct words_fixture *f, const char *name)
{
	size_t i = 0;

	memset(f, 0, sizeof(*f));
	while (words_steps[i].kind != WORDS_CASE || strcmp(words_steps[i].words, name))
		i++;
	for (i++; i < WORDS_STEPS && words_steps[i].kind != WORDS_CASE; i++) {
		const struct words_step *step = &words_steps[i];
		bool good;

		snprintf(f->line, sizeof(f->line), "%s", step->words);
		f->rest = f->line;
		good = step->kind == WORDS_DO ? words_do(f) : words_explain(f, step->expect);
		if (!good)
			return step;
	}
	return NULL;
}

#endif

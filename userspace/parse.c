// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a command -> a request.
 *
 * Every command is a head (GROUP or DEV) followed by words in any order, most of them
 * with a value. A table per object says which words there are; a function per object
 * then looks at how the values fit together. What needs to know the policy
 * (is there such a group? of which VPC?) is the kernel's to judge.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

void take_default(struct parser *p, int attr)
{
	if (p->set)
		p->r->o.reset |= ATTR_BIT(attr);
}

/* "a, b or c" */
static void list_names(const char *const *names, char *text, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; names[i] && used < room; i++)
		used += snprintf(text + used, room - used, "%s%s",
				 !i ? "" : names[i + 1] ? ", " : " or ", names[i]);
}

bool take_named(struct parser *p, const struct word *w, const char *value)
{
	int number = attribute_value_number(w->attr, value);
	char names[128];

	if (number < 0) {
		list_names(attributes[w->attr].names, names, sizeof(names));
		return complain(p->c, "%s \"%.80s\": not %s", w->name, value, names);
	}
	object_set_num(&p->r->o, w->attr, number);
	return true;
}

static bool take_name(struct parser *p, const struct word *w, const char *value)
{
	if (!value_name(w->name, value, p->c))
		return false;
	object_set_str(&p->r->o, w->attr, value);
	return true;
}

bool take_description(struct parser *p, const struct word *w, const char *value)
{
	if (!value_description(value, p->c))
		return false;
	if (*value)
		object_set_str(&p->r->o, w->attr, value);
	else
		take_default(p, w->attr);
	return true;
}

bool next_item(const char **list, char *item, size_t room)
{
	size_t length;

	if (!*list)
		return false;
	length = strcspn(*list, ",");
	value_cut(item, room, *list, length);
	*list = (*list)[length] ? *list + length + 1 : NULL;
	return true;
}

bool take_icmp(struct parser *p, const struct word *w, const char *value)
{
	uint32_t type;
	int code;

	if (!strcmp(value, "all")) {
		take_default(p, w->attr);
		return true;
	}
	if (!value_icmp(value, &type, &code, p->c))
		return false;
	object_set_num(&p->r->o, SECGROUP_A_ICMP_TYPE, type);
	if (code >= 0)
		object_set_num(&p->r->o, SECGROUP_A_ICMP_CODE, code);
	return true;
}

static bool take_groups(struct parser *p, const struct word *w, const char *value)
{
	struct object *o = &p->r->o;
	char item[2 * NAME_TEXT];

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	while (next_item(&value, item, sizeof(item))) {
		struct name name;

		if (!value_group(item, &name, p->c))
			return false;
		if (!name.account[0] && p->account)
			strcpy(name.account, p->account);
		*list_add(&o->groups) = name;
	}
	object_set_flag(o, w->attr);
	return true;
}

static bool take_macs(struct parser *p, const struct word *w, const char *value)
{
	char item[96];

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	while (next_item(&value, item, sizeof(item)))
		if (!value_mac(item, list_add(&p->r->o.macs), p->c))
			return false;
	object_set_flag(&p->r->o, w->attr);
	return true;
}

static bool take_addrs(struct parser *p, const struct word *w, const char *value)
{
	char item[96];

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	while (next_item(&value, item, sizeof(item)))
		if (!value_address(w->name, item, list_add(&p->r->o.addrs), p->c))
			return false;
	object_set_flag(&p->r->o, w->attr);
	return true;
}

static const struct word group_words[] = {
	{ "type", take_named, SECGROUP_A_TYPE },
	{ "vpc", take_name, SECGROUP_A_VPC },
	{ "classic", NULL, SECGROUP_A_VPC },
	{ "inner", take_named, SECGROUP_A_INNER },
	{ "description", take_description, SECGROUP_A_DESCRIPTION },
	{ NULL, NULL, 0 }
};

static const struct word nic_words[] = {
	{ "group", take_groups, SECGROUP_A_NIC_GROUP },
	{ "vpc", take_name, SECGROUP_A_VPC },
	{ "classic", NULL, SECGROUP_A_VPC },
	{ "side", take_named, SECGROUP_A_SIDE },
	{ "mac", take_macs, SECGROUP_A_MAC },
	{ "addr", take_addrs, SECGROUP_A_ADDR },
	{ "nic-type", take_named, SECGROUP_A_NIC_TYPE },
	{ "spoof-check", take_named, SECGROUP_A_SPOOF_CHECK },
	{ "pair", take_pair, SECGROUP_A_PAIR },
	{ "link-local", take_named, SECGROUP_A_LINK_LOCAL },
	{ "service", take_service, SECGROUP_A_SERVICE },
	{ "vlan", take_vlans, SECGROUP_A_VLAN },
	{ "ethertype", take_ethertypes, SECGROUP_A_ETHERTYPE },
	{ "tracking", take_named, SECGROUP_A_TRACKING },
	{ "log", take_named, SECGROUP_A_LOG },
	{ "pending", take_named, SECGROUP_A_PENDING },
	{ "timeout", take_timeout, SECGROUP_A_TIMEOUT },
	{ "timeout-preset", take_named, SECGROUP_A_TIMEOUT_PRESET },
	{ "session-limit", take_session_limit, SECGROUP_A_SESSION_LIMIT },
	{ "pickup", take_pickup, SECGROUP_A_PICKUP },
	{ NULL, NULL, 0 }
};

/* A word without a value: "classic" is a flag, the others are the value's own name. */
static void take_bare(struct parser *p, const struct word *w)
{
	if (w->attr == SECGROUP_A_VPC)
		object_set_flag(&p->r->o, SECGROUP_A_CLASSIC);
	else
		object_set_num(&p->r->o, w->attr, attribute_value_number(w->attr, w->name));
}

/* Said twice is said of two things. */
static bool is_repeatable(int attr)
{
	return attr == SECGROUP_A_PAIR || attr == SECGROUP_A_SERVICE ||
	       attr == SECGROUP_A_TIMEOUT;
}

bool take_words(struct parser *p, const struct word *words)
{
	while (p->argc) {
		const char *name = *p->argv++;
		const struct word *w = words;

		p->argc--;
		while (w->name && strcmp(w->name, name))
			w++;
		if (!w->name)
			return complain(p->c, "unknown word \"%.80s\"", name);
		if (p->seen & ATTR_BIT(w->attr) && !is_repeatable(w->attr))
			return complain(p->c, "%s: said twice, or together with a word that it excludes",
					name);
		p->seen |= ATTR_BIT(w->attr);
		if (!w->take) {
			take_bare(p, w);
			continue;
		}
		if (!p->argc)
			return complain(p->c, "%s: its value is missing", name);
		p->argc--;
		if (!w->take(p, w, *p->argv++))
			return false;
	}
	return true;
}

void add_subject(struct parser *p, const char *word)
{
	size_t used = strlen(p->r->subject);

	if (used && used < sizeof(p->r->subject) - 1)
		p->r->subject[used++] = ' ';
	value_cut(p->r->subject + used, sizeof(p->r->subject) - used, word, strnlen(word, NAME_TEXT));
}

bool take_head_group(struct parser *p)
{
	struct name name;

	if (!p->argc)
		return complain(p->c, "a group's name is missing");
	add_subject(p, p->argv[0]);
	if (!value_group(p->argv[0], &name, p->c))
		return false;
	p->argv++;
	p->argc--;
	if (!name.account[0] && p->account)
		strcpy(name.account, p->account);
	if (name.account[0])
		object_set_str(&p->r->o, SECGROUP_A_ACCOUNT, name.account);
	object_set_str(&p->r->o, SECGROUP_A_GROUP, name.id);
	return true;
}

static bool take_head_dev(struct parser *p)
{
	if (!p->argc)
		return complain(p->c, "a device's name is missing");
	add_subject(p, p->argv[0]);
	if (!value_dev(p->argv[0], p->c))
		return false;
	object_set_str(&p->r->o, SECGROUP_A_DEV, p->argv[0]);
	p->argv++;
	p->argc--;
	return true;
}

static bool nothing_follows(struct parser *p)
{
	return !p->argc || complain(p->c, "unknown word \"%.80s\"", p->argv[0]);
}

bool something_set(struct parser *p)
{
	return p->seen || complain(p->c, "nothing to set: say what changes");
}

static bool parse_group(struct parser *p)
{
	struct object *o = &p->r->o;

	if (!take_head_group(p) || !take_words(p, group_words))
		return false;
	/* P-6 */
	if (object_has(o, SECGROUP_A_INNER) && object_has(o, SECGROUP_A_TYPE) &&
	    o->num[SECGROUP_A_TYPE] == SECGROUP_ENTERPRISE)
		return complain(p->c, "inner %s: an enterprise group has no inner access",
				attribute_value_name(SECGROUP_A_INNER, o->num[SECGROUP_A_INNER]));
	return !p->set || something_set(p);
}

static bool parse_member(struct parser *p)
{
	if (!take_head_group(p))
		return false;
	if (!p->argc)
		return complain(p->c, "an address is missing");
	for (; p->argc; p->argv++, p->argc--)
		if (!value_address("address", *p->argv, list_add(&p->r->o.addrs), p->c))
			return false;
	object_set_flag(&p->r->o, SECGROUP_A_ADDR);
	return true;
}

static bool parse_nic(struct parser *p)
{
	struct object *o = &p->r->o;

	if (!take_head_dev(p) || !take_words(p, nic_words))
		return false;
	/* P-17 */
	if (object_has(o, SECGROUP_A_NIC_TYPE) && object_has(o, SECGROUP_A_VPC))
		return complain(p->c, "nic-type %s: belongs to the classic network, not to a VPC",
				attribute_value_name(SECGROUP_A_NIC_TYPE, o->num[SECGROUP_A_NIC_TYPE]));
	if (p->set)
		return something_set(p);
	if (!(p->seen & ATTR_BIT(SECGROUP_A_NIC_GROUP)))
		return complain(p->c, "its groups are missing: group GROUP, or group none");
	if (value_is_pattern(o->str[SECGROUP_A_DEV]) &&
	    (o->groups.n || !o->num[SECGROUP_A_PENDING]))
		return complain(p->c, "a pattern of devices needs group none and pending on");
	return true;
}

static bool parse_quota_set(struct parser *p)
{
	struct object *o = &p->r->o;
	uint64_t limit;
	int quota;

	if (p->argc != 2)
		return complain(p->c, "write quota set NAME N");
	quota = attribute_value_number(SECGROUP_A_QUOTA, p->argv[0]);
	if (quota < 0)
		return complain(p->c, "\"%.80s\" is no quota (sgctl quota show lists them)", p->argv[0]);
	add_subject(p, p->argv[0]);
	if (!value_number(p->argv[1], INT32_MAX, &limit) || !limit)
		return complain(p->c, "\"%.80s\": not a number from 1 to %d", p->argv[1], INT32_MAX);
	object_set_num(o, SECGROUP_A_QUOTA, quota);
	object_set_num(o, SECGROUP_A_LIMIT, limit);
	return true;
}

static bool parse_group_del(struct parser *p)
{
	return take_head_group(p) && nothing_follows(p);
}

static bool parse_nic_del(struct parser *p)
{
	return take_head_dev(p) && nothing_follows(p);
}

static bool parse_show_group(struct parser *p)
{
	return !p->argc || parse_group_del(p);
}

static bool parse_show_nic(struct parser *p)
{
	return !p->argc || parse_nic_del(p);
}

static bool parse_session_show(struct parser *p)
{
	if (!p->argc)
		return true;
	if (strcmp(p->argv[0], "nic"))
		return nothing_follows(p);
	p->argv++;
	p->argc--;
	return parse_nic_del(p);
}

static bool parse_session_flush(struct parser *p)
{
	if (!p->argc || strcmp(p->argv[0], "nic"))
		return complain(p->c, "of which NIC? write session flush nic DEV");
	p->argv++;
	p->argc--;
	return parse_nic_del(p);
}

/* The words of a packet: one type, one address, not a list or a default. */
static bool take_one_mac(struct parser *p, const struct word *w, const char *value)
{
	object_set_flag(&p->r->o, w->attr);
	return value_mac(value, list_add(&p->r->o.macs), p->c);
}

static bool take_one_icmp(struct parser *p, const struct word *w, const char *value)
{
	if (!strcmp(value, "all"))
		return complain(p->c, "icmp-type all: a packet has one type");
	return take_icmp(p, w, value);
}

static const struct word explain_words[] = {
	{ "icmp-type", take_one_icmp, SECGROUP_A_ICMP_TYPE },
	{ "mac", take_one_mac, SECGROUP_A_MAC },
	{ NULL, NULL, 0 }
};

static bool take_endpoint(struct parser *p, int attr, int port_attr)
{
	struct object *o = &p->r->o;
	uint32_t proto = o->num[SECGROUP_A_PROTOCOL];
	const char *word = *p->argv++;
	int port;

	p->argc--;
	if (!value_endpoint(word, object_address(o, attr), &port, p->c))
		return false;
	object_set_flag(o, attr);
	if (port >= 0 && !protocol_has_ports(proto))
		return complain(p->c, "%s: only tcp, udp, sctp and udplite have ports", word);
	/* Without it the answer would be about port 0, which nobody means. */
	if (port < 0 && attr == SECGROUP_A_DST_ADDR && protocol_has_ports(proto))
		return complain(p->c, "%s: its port is missing (write %s%s%s:PORT)", word,
				o->dst.family == 6 ? "[" : "", word, o->dst.family == 6 ? "]" : "");
	if (port >= 0)
		object_set_num(o, port_attr, port);
	return true;
}

static bool check_packet(struct parser *p)
{
	struct object *o = &p->r->o;
	uint32_t proto = o->num[SECGROUP_A_PROTOCOL];

	if (o->src.family != o->dst.family)
		return complain(p->c, "source and destination are of different families");
	if (protocol_is_icmp(proto) && (proto == 1) != (o->src.family == 4))
		return complain(p->c, "proto %s: is not a protocol of IPv%d", protocol_name(proto),
				o->src.family);
	if (object_has(o, SECGROUP_A_ICMP_TYPE) && !protocol_is_icmp(proto))
		return complain(p->c, "icmp-type: needs protocol icmp or icmpv6");
	/* A ping, unless it is said to be something else. */
	if (protocol_is_icmp(proto) && !object_has(o, SECGROUP_A_ICMP_TYPE))
		object_set_num(o, SECGROUP_A_ICMP_TYPE, proto == 1 ? 8 : 128);
	return true;
}

static bool parse_explain(struct parser *p)
{
	struct object *o = &p->r->o;
	uint32_t proto;
	int direction;

	if (!take_head_dev(p))
		return false;
	if (p->argc < 4)
		return complain(p->c, "write explain nic DEV ingress|egress PROTO SRC[:PORT] DST[:PORT]");
	direction = attribute_value_number(SECGROUP_A_DIRECTION, p->argv[0]);
	if (direction < 0)
		return complain(p->c, "direction \"%.80s\": not ingress or egress", p->argv[0]);
	object_set_num(o, SECGROUP_A_DIRECTION, direction);
	if (!value_protocol(p->argv[1], &proto, p->c))
		return false;
	if (proto == SECGROUP_PROTOCOL_ALL)
		return complain(p->c, "proto all: a packet has one protocol");
	object_set_num(o, SECGROUP_A_PROTOCOL, proto);
	p->argv += 2;
	p->argc -= 2;
	return take_endpoint(p, SECGROUP_A_SRC_ADDR, SECGROUP_A_SRC_PORT_NUM) &&
	       take_endpoint(p, SECGROUP_A_DST_ADDR, SECGROUP_A_DST_PORT_NUM) &&
	       take_words(p, explain_words) && check_packet(p);
}

static const struct grammar {
	const char *object;
	const char *command;
	int cmd;
	bool (*parse)(struct parser *p);
} grammars[] = {
	{ "group", "add", SECGROUP_CMD_GROUP_NEW, parse_group },
	{ "group", "set", SECGROUP_CMD_GROUP_SET, parse_group },
	{ "group", "del", SECGROUP_CMD_GROUP_DEL, parse_group_del },
	{ "group", "show", SECGROUP_CMD_GROUP_GET, parse_show_group },
	{ "rule", "add", SECGROUP_CMD_RULE_NEW, parse_rule_add },
	{ "rule", "set", SECGROUP_CMD_RULE_SET, parse_rule_set },
	{ "rule", "del", SECGROUP_CMD_RULE_DEL, parse_rule_del },
	{ "rule", "show", SECGROUP_CMD_RULE_GET, parse_show_group },
	{ "member", "add", SECGROUP_CMD_MEMBER_NEW, parse_member },
	{ "member", "del", SECGROUP_CMD_MEMBER_DEL, parse_member },
	{ "member", "show", SECGROUP_CMD_MEMBER_GET, parse_show_group },
	{ "nic", "add", SECGROUP_CMD_NIC_NEW, parse_nic },
	{ "nic", "set", SECGROUP_CMD_NIC_SET, parse_nic },
	{ "nic", "del", SECGROUP_CMD_NIC_DEL, parse_nic_del },
	{ "nic", "show", SECGROUP_CMD_NIC_GET, parse_show_nic },
	{ "session", "show", SECGROUP_CMD_SESSION_GET, parse_session_show },
	{ "session", "flush", SECGROUP_CMD_SESSION_FLUSH, parse_session_flush },
	{ "prefix-list", "add", SECGROUP_CMD_LIST_ADD, parse_prefix_list },
	{ "prefix-list", "del", SECGROUP_CMD_LIST_DEL, parse_prefix_list_del },
	{ "prefix-list", "set", SECGROUP_CMD_LIST_SET, parse_prefix_list },
	{ "prefix-list", "show", SECGROUP_CMD_LIST_GET, parse_prefix_list_show },
	{ "port-list", "add", SECGROUP_CMD_LIST_ADD, parse_port_list },
	{ "port-list", "del", SECGROUP_CMD_LIST_DEL, parse_port_list_del },
	{ "port-list", "set", SECGROUP_CMD_LIST_SET, parse_port_list },
	{ "port-list", "show", SECGROUP_CMD_LIST_GET, parse_port_list_show },
	{ "quota", "set", SECGROUP_CMD_QUOTA_SET, parse_quota_set },
	{ "quota", "show", SECGROUP_CMD_QUOTA_GET, nothing_follows },
	{ "explain", "nic", SECGROUP_CMD_EXPLAIN, parse_explain },
	{ "flush", NULL, SECGROUP_CMD_FLUSH, nothing_follows },
};

static const struct grammar *find_grammar(struct parser *p)
{
	const size_t n = sizeof(grammars) / sizeof(grammars[0]);
	const char *object = p->argc > 0 ? p->argv[0] : "";
	const char *command = p->argc > 1 ? parse_synonym(p->argv[1]) : "show";
	bool known = false;

	for (size_t i = 0; i < n; i++) {
		const struct grammar *g = &grammars[i];

		if (strcmp(g->object, object))
			continue;
		known = true;
		if (!g->command || !strcmp(g->command, command))
			return g;
	}
	if (!known)
		complain(p->c, "unknown object \"%.80s\"", object);
	else if (p->argc > 1)
		complain(p->c, "%s: unknown command \"%.80s\"", object, p->argv[1]);
	else
		complain(p->c, "%s: a command is missing", object);
	return NULL;
}

bool parse_request(struct request *r, int argc, char *const argv[], const char *account)
{
	struct parser p = { .r = r, .argc = argc, .argv = argv, .account = account };
	const struct grammar *g;
	int words;

	memset(r, 0, sizeof(*r));
	r->peer_word = -1;
	p.c = &r->complaint;
	g = find_grammar(&p);
	if (!g)
		return false;
	r->cmd = g->cmd;
	words = g->command ? 2 : 1;
	p.argc = argc > words ? argc - words : 0;
	p.argv = argv + (argc > words ? words : argc);
	p.set = g->command && !strcmp(g->command, "set");
	add_subject(&p, g->object);
	if (g->command)
		add_subject(&p, g->command);
	return g->parse(&p);
}

void request_clear(struct request *r)
{
	object_clear(&r->o);
	free(r->notices.at);
	memset(&r->notices, 0, sizeof(r->notices));
}

const char *parse_synonym(const char *command)
{
	if (!strcmp(command, "list"))
		return "show";
	return strcmp(command, "delete") ? command : "del";
}

bool parse_is_change(const struct request *r)
{
	switch (r->cmd) {
	case SECGROUP_CMD_GROUP_GET:
	case SECGROUP_CMD_RULE_GET:
	case SECGROUP_CMD_MEMBER_GET:
	case SECGROUP_CMD_NIC_GET:
	case SECGROUP_CMD_SESSION_GET:
	case SECGROUP_CMD_LIST_GET:
	case SECGROUP_CMD_QUOTA_GET:
	case SECGROUP_CMD_EXPLAIN:
		return false;
	default:
		return true;
	}
}

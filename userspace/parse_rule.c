// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a rule.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "parser.h"

static void notice(struct parser *p, const char *text)
{
	struct notice *n = list_add(&p->r->notices);

	snprintf(n->text, sizeof(n->text), "%s", text);
}

/* The name behind "prefix-list" or "port-list". */
static bool take_list_name(struct parser *p, const struct word *w, const char *kind, int attr)
{
	const char *name;

	if (!p->argc)
		return complain(p->c, "%s %s: a list's name is missing", w->name, kind);
	name = *p->argv++;
	p->argc--;
	if (!value_name(kind, name, p->c))
		return false;
	object_set_str(&p->r->o, attr, name);
	return true;
}

static bool take_id(struct parser *p, const struct word *w, const char *value)
{
	uint64_t id;

	if (!value_number(value, UINT32_MAX, &id) || !id)
		return complain(p->c, "id \"%.80s\": a rule's id is 1 to %u", value, UINT32_MAX);
	object_set_num(&p->r->o, w->attr, id);
	return true;
}

static bool take_priority(struct parser *p, const struct word *w, const char *value)
{
	uint64_t n;

	if (!value_number(value, UINT32_MAX, &n) ||
	    n < SECGROUP_PRIORITY_MIN || n > SECGROUP_PRIORITY_MAX)
		return complain(p->c, "priority \"%.80s\": priorities are %d to %d", value,
				SECGROUP_PRIORITY_MIN, SECGROUP_PRIORITY_MAX);
	object_set_num(&p->r->o, w->attr, n);
	return true;
}

static bool take_protocol(struct parser *p, const struct word *w, const char *value)
{
	uint32_t number;

	if (!value_protocol(value, &number, p->c))
		return false;
	object_set_num(&p->r->o, w->attr, number);
	return true;
}

static bool take_ports(struct parser *p, const struct word *w, const char *value)
{
	struct object *o = &p->r->o;
	char item[96];

	if (!strcmp(value, "all") || !strcmp(value, "-1/-1")) {
		if (value[0] == '-')
			p->r->no_ports = w->name;
		take_default(p, w->attr);
		return true;
	}
	if (!strcmp(value, "port-list"))
		return take_list_name(p, w, value, w->attr == SECGROUP_A_PORT ?
				      SECGROUP_A_PORT_LIST : SECGROUP_A_SRC_PORT_LIST);
	while (next_item(&value, item, sizeof(item))) {
		struct range range;

		if (!value_ports(w->name, item, &range, p->c))
			return false;
		if (w->attr == SECGROUP_A_PORT)
			*list_add(&o->ports) = range;
		else
			*list_add(&o->src_ports) = range;
	}
	object_set_flag(o, w->attr);
	return true;
}

bool take_masked(struct parser *p, const char *what, const char *value, struct address *a,
		 uint32_t *prefix)
{
	char text[ADDRESS_TEXT], remark[COMPLAINT_TEXT];
	bool masked;

	if (!value_cidr(what, value, a, prefix, &masked, p->c))
		return false;
	if (masked) {
		snprintf(remark, sizeof(remark), "%s %s: host bits are masked off: %s", what, value,
			 address_text(a, *prefix, text));
		notice(p, remark);
	}
	return true;
}

static bool take_cidr(struct parser *p, const char *what, int attr, int prefix_attr,
		      const char *value)
{
	struct object *o = &p->r->o;
	uint32_t prefix;

	if (!take_masked(p, what, value, object_address(o, attr), &prefix))
		return false;
	object_set_flag(o, attr);
	object_set_num(o, prefix_attr, prefix);
	return true;
}

static bool take_peer_group(struct parser *p, const char *value)
{
	struct name name;

	if (!value_group(value, &name, p->c))
		return false;
	/* P-15: without an account it is the one of the rule's own group, whatever -a says. */
	if (name.account[0])
		object_set_str(&p->r->o, SECGROUP_A_PEER_ACCOUNT, name.account);
	object_set_str(&p->r->o, SECGROUP_A_PEER_GROUP, name.id);
	return true;
}

/* sg-... or ACCOUNT/sg-...: a group without the keyword. */
static bool looks_like_group(const char *value)
{
	const char *slash = strchr(value, '/');

	return !strncmp(slash ? slash + 1 : value, "sg-", 3);
}

static bool take_peer(struct parser *p, const struct word *w, const char *value)
{
	p->r->peer_word = attribute_value_number(SECGROUP_A_DIRECTION,
						 w->name[0] == 'f' ? "ingress" : "egress");
	if (!strcmp(value, "any")) {
		take_default(p, SECGROUP_A_PEER_ADDR);
		return true;
	}
	if (!strcmp(value, "group")) {
		if (!p->argc)
			return complain(p->c, "%s group: a group's name is missing", w->name);
		value = *p->argv++;
		p->argc--;
		return take_peer_group(p, value);
	}
	if (!strcmp(value, "prefix-list"))
		return take_list_name(p, w, value, SECGROUP_A_PREFIX_LIST);
	if (looks_like_group(value))
		return take_peer_group(p, value);
	if (!strncmp(value, "pl-", 3)) {
		if (!value_name("prefix-list", value, p->c))
			return false;
		object_set_str(&p->r->o, SECGROUP_A_PREFIX_LIST, value);
		return true;
	}
	if (take_cidr(p, w->name, SECGROUP_A_PEER_ADDR, SECGROUP_A_PEER_PREFIX, value))
		return true;
	if (!strpbrk(value, ".:"))
		complain(p->c, "%s \"%.80s\": not an address, a CIDR or any (a group is written: group %.80s, a list: prefix-list %.80s)",
			 w->name, value, value, value);
	return false;
}

static bool take_local(struct parser *p, const struct word *w, const char *value)
{
	if (!strcmp(value, "any")) {
		take_default(p, w->attr);
		return true;
	}
	return take_cidr(p, w->name, w->attr, SECGROUP_A_LOCAL_PREFIX, value);
}

static const struct word rule_words[] = {
	{ "ingress", NULL, SECGROUP_A_DIRECTION },
	{ "egress", NULL, SECGROUP_A_DIRECTION },
	{ "accept", NULL, SECGROUP_A_ACTION },
	{ "drop", NULL, SECGROUP_A_ACTION },
	{ "reject", NULL, SECGROUP_A_ACTION },
	{ "priority", take_priority, SECGROUP_A_PRIORITY },
	{ "proto", take_protocol, SECGROUP_A_PROTOCOL },
	{ "port", take_ports, SECGROUP_A_PORT },
	{ "from", take_peer, SECGROUP_A_PEER_ADDR },
	{ "to", take_peer, SECGROUP_A_PEER_ADDR },
	{ "src-port", take_ports, SECGROUP_A_SRC_PORT },
	{ "local", take_local, SECGROUP_A_LOCAL_ADDR },
	{ "icmp-type", take_icmp, SECGROUP_A_ICMP_TYPE },
	{ "nic-type", take_named, SECGROUP_A_NIC_TYPE },
	{ "helper", take_named, SECGROUP_A_HELPER },
	{ "log", take_named, SECGROUP_A_LOG },
	{ "state", take_named, SECGROUP_A_STATE },
	{ "description", take_description, SECGROUP_A_DESCRIPTION },
	{ "id", take_id, SECGROUP_A_RULE },
	{ NULL, NULL, 0 }
};

static bool check_direction(struct parser *p)
{
	struct object *o = &p->r->o;
	int direction = o->num[SECGROUP_A_DIRECTION];

	if (!object_has(o, SECGROUP_A_DIRECTION) || p->r->peer_word < 0 ||
	    p->r->peer_word == direction)
		return true;
	if (direction == SECGROUP_INGRESS)
		return complain(p->c, "to: belongs to egress; the remote end of an ingress rule is written from");
	return complain(p->c, "from: belongs to ingress; the remote end of an egress rule is written to");
}

/* P-12; proto is what the command says, or what it means by leaving it out. */
static bool check_ports(struct parser *p, uint32_t proto)
{
	struct object *o = &p->r->o;
	bool dst = object_has(o, SECGROUP_A_PORT) || object_has(o, SECGROUP_A_PORT_LIST);
	bool src = object_has(o, SECGROUP_A_SRC_PORT) || object_has(o, SECGROUP_A_SRC_PORT_LIST);
	const char *name = protocol_name(proto);

	if ((dst || src) && !protocol_has_ports(proto))
		return complain(p->c, "%s: only tcp, udp, sctp and udplite have ports; this rule is for proto %s",
				dst ? "port" : "src-port",
				name ? name : "of that number");
	if (p->r->no_ports && protocol_has_ports(proto))
		return complain(p->c, "%s -1/-1: means \"has no ports\"; for every port of proto %s write 1/65535",
				p->r->no_ports, name);
	return true;
}

/* P-13: the families of protocol, peer and local address. */
static bool check_families(struct parser *p, uint32_t proto)
{
	struct object *o = &p->r->o;
	static const int attrs[] = { SECGROUP_A_PEER_ADDR, SECGROUP_A_LOCAL_ADDR };
	int family = proto == 1 ? 4 : proto == 58 ? 6 : 0;
	const char *because = family == 4 ? "proto icmp is IPv4's (icmpv6 is IPv6's)" :
					    "proto icmpv6 is IPv6's (icmp is IPv4's)";

	for (size_t i = 0; i < 2; i++) {
		struct address *a = object_address(o, attrs[i]);
		char text[ADDRESS_TEXT];

		if (!object_has(o, attrs[i]))
			continue;
		if (family && family != a->family)
			return complain(p->c, "%s %s: is IPv%d, but %s", i ? "local" : "peer",
					address_text(a, i ? o->num[SECGROUP_A_LOCAL_PREFIX] :
							    o->num[SECGROUP_A_PEER_PREFIX], text),
					a->family, because);
		family = a->family;
		because = "the peer is of the other family";
	}
	return true;
}

static bool check_icmp(struct parser *p, uint32_t proto)
{
	if (object_has(&p->r->o, SECGROUP_A_ICMP_TYPE) && !protocol_is_icmp(proto))
		return complain(p->c, "icmp-type: needs proto icmp or icmpv6");
	return true;
}

/* P-27 */
static bool check_helper(struct parser *p, uint32_t proto)
{
	struct object *o = &p->r->o;

	if (!object_has(o, SECGROUP_A_HELPER) || o->num[SECGROUP_A_HELPER] == SECGROUP_HELPER_NONE)
		return true;
	if (proto != 6)
		return complain(p->c, "helper ftp: needs proto tcp");
	if (object_has(o, SECGROUP_A_ACTION) && o->num[SECGROUP_A_ACTION] != SECGROUP_ACCEPT)
		return complain(p->c, "helper ftp: needs an accept rule");
	return true;
}

/* P-14's sibling in the guide: "drop everything" written for one family only. */
static void note_one_family(struct parser *p)
{
	struct object *o = &p->r->o;

	if (p->r->cmd != SECGROUP_CMD_RULE_NEW || o->num[SECGROUP_A_ACTION] == SECGROUP_ACCEPT ||
	    o->num[SECGROUP_A_PROTOCOL] != SECGROUP_PROTOCOL_ALL ||
	    !object_has(o, SECGROUP_A_PEER_ADDR) || o->num[SECGROUP_A_PEER_PREFIX])
		return;
	if (o->peer.family == 4)
		notice(p, "0.0.0.0/0 is every IPv4 address and no IPv6 address: IPv6 stays as open as it was (::/0 closes it)");
	else
		notice(p, "::/0 is every IPv6 address and no IPv4 address: IPv4 stays as open as it was (0.0.0.0/0 closes it)");
}

/* What can be said of a rule from its words alone. */
static bool check_rule(struct parser *p)
{
	struct object *o = &p->r->o;
	uint32_t proto = o->num[SECGROUP_A_PROTOCOL];

	if (!check_direction(p))
		return false;
	/* "set" without proto leaves a protocol that only the kernel knows. */
	if (p->set && !object_has(o, SECGROUP_A_PROTOCOL))
		return true;
	if (!check_ports(p, proto) || !check_icmp(p, proto) || !check_families(p, proto) ||
	    !check_helper(p, proto))
		return false;
	note_one_family(p);
	return true;
}

bool parse_rule_add(struct parser *p)
{
	struct object *o = &p->r->o;

	if (!take_head_group(p) || !take_words(p, rule_words))
		return false;
	if (!object_has(o, SECGROUP_A_DIRECTION))
		return complain(p->c, "its direction is missing: ingress or egress");
	if (!object_has(o, SECGROUP_A_ACTION))
		return complain(p->c, "its action is missing: accept, drop or reject");
	return check_rule(p);
}

bool parse_rule_set(struct parser *p)
{
	if (!take_head_group(p) || !take_words(p, rule_words))
		return false;
	if (!object_has(&p->r->o, SECGROUP_A_RULE))
		return complain(p->c, "which rule? id ID is missing");
	p->seen &= ~ATTR_BIT(SECGROUP_A_RULE);
	return something_set(p) && check_rule(p);
}

bool parse_rule_del(struct parser *p)
{
	struct object *o = &p->r->o;

	if (!take_head_group(p) || !take_words(p, rule_words))
		return false;
	if (p->seen == ATTR_BIT(SECGROUP_A_RULE))
		return true;
	if (!object_has(o, SECGROUP_A_DIRECTION) || !object_has(o, SECGROUP_A_ACTION))
		return complain(p->c, "which rule? write id ID alone, or the words of rule add");
	/* By its words: what they may say beside them is not part of what is compared. */
	o->has &= ~(ATTR_BIT(SECGROUP_A_RULE) | ATTR_BIT(SECGROUP_A_DESCRIPTION));
	return check_rule(p);
}

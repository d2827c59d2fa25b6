// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why the kernel refused something.
 *
 * The kernel says: this errno, at this attribute, for this fixed reason. Here the
 * attribute becomes the word and value it stands for, and where the reason lies between
 * two objects (P-5, P-14, P-18) the kernel is asked about them, so that both can be named.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "why.h"

/* How many referrers are named before "and N more". */
#define REFERRERS_SHOWN	8

static const char *const command_names[SECGROUP_CMD_MAX + 1] = {
	[SECGROUP_CMD_GROUP_NEW] = "group add",
	[SECGROUP_CMD_GROUP_SET] = "group set",
	[SECGROUP_CMD_GROUP_DEL] = "group del",
	[SECGROUP_CMD_GROUP_GET] = "group show",
	[SECGROUP_CMD_RULE_NEW] = "rule add",
	[SECGROUP_CMD_RULE_SET] = "rule set",
	[SECGROUP_CMD_RULE_DEL] = "rule del",
	[SECGROUP_CMD_RULE_GET] = "rule show",
	[SECGROUP_CMD_MEMBER_NEW] = "member add",
	[SECGROUP_CMD_MEMBER_DEL] = "member del",
	[SECGROUP_CMD_MEMBER_GET] = "member show",
	[SECGROUP_CMD_NIC_NEW] = "nic add",
	[SECGROUP_CMD_NIC_SET] = "nic set",
	[SECGROUP_CMD_NIC_DEL] = "nic del",
	[SECGROUP_CMD_NIC_GET] = "nic show",
	[SECGROUP_CMD_SESSION_GET] = "session show",
	[SECGROUP_CMD_SESSION_FLUSH] = "session flush",
	[SECGROUP_CMD_EXPLAIN] = "explain nic",
	/* Behind "prefix-list" or "port-list". */
	[SECGROUP_CMD_LIST_ADD] = "add",
	[SECGROUP_CMD_LIST_SET] = "set",
	[SECGROUP_CMD_LIST_DEL] = "del",
	[SECGROUP_CMD_LIST_GET] = "show",
	[SECGROUP_CMD_QUOTA_SET] = "quota set",
	[SECGROUP_CMD_QUOTA_GET] = "quota show",
	[SECGROUP_CMD_FLUSH] = "flush",
};

static void say_more(struct explanation *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say_more(struct explanation *why, const char *format, ...)
{
	size_t used = strlen(why->text);
	va_list args;

	va_start(args, format);
	vsnprintf(why->text + used, sizeof(why->text) - used, format, args);
	va_end(args);
}

/* The attribute with the list that a command is about; 0: it is about something else. */
static int own_list(const struct object *o)
{
	if (object_has(o, SECGROUP_A_GROUP))
		return 0;
	return object_has(o, SECGROUP_A_PREFIX_LIST) ? SECGROUP_A_PREFIX_LIST :
	       object_has(o, SECGROUP_A_PORT_LIST) ? SECGROUP_A_PORT_LIST : 0;
}

static void set_subject(struct explanation *why, int cmd, const struct object *o)
{
	const char *command = cmd <= SECGROUP_CMD_MAX ? command_names[cmd] : NULL;
	char name[NAME_TEXT] = "";
	int list = own_list(o);

	why->text[0] = '\0';
	if (list) {
		snprintf(why->subject, sizeof(why->subject), "%s %s %s", attributes[list].word,
			 command ? command : "request", o->str[list]);
		return;
	}
	if (object_has(o, SECGROUP_A_GROUP))
		name_text(object_account(o), o->str[SECGROUP_A_GROUP], DEFAULT_ACCOUNT, name);
	else if (object_has(o, SECGROUP_A_QUOTA))
		snprintf(name, sizeof(name), "%s",
			 attribute_value_name(SECGROUP_A_QUOTA, o->num[SECGROUP_A_QUOTA]));
	else if (object_has(o, SECGROUP_A_DEV))
		snprintf(name, sizeof(name), "%s", o->str[SECGROUP_A_DEV]);
	snprintf(why->subject, sizeof(why->subject), "%s%s%s", command ? command : "request",
		 *name ? " " : "", name);
}

void why_subject(struct explanation *why, const struct nlmsghdr *nlh)
{
	struct object o;

	nl_decode(nlh, &o);
	set_subject(why, nl_command(nlh), &o);
	object_clear(&o);
}

/**
 * find_attribute() - the attribute at an offset
 * @nlh: the message
 * @offset: from its beginning
 * @index: how many of the same kind stand before it
 *
 * Return: the attribute's number (of the outer one, if it is inside a nest), or 0.
 */
static int find_attribute(const struct nlmsghdr *nlh, uint32_t offset, size_t *index)
{
	size_t count[SECGROUP_A_MAX + 1] = { 0 };
	const struct nlattr *nla;

	mnl_attr_for_each(nla, nlh, sizeof(struct genlmsghdr)) {
		uint32_t begin = (const char *)nla - (const char *)nlh;
		int attr = mnl_attr_get_type(nla);

		if (attr > SECGROUP_A_MAX)
			continue;
		*index = count[attr]++;
		if (offset >= begin && offset < begin + nla->nla_len)
			return attr;
	}
	return 0;
}

/* "port 443/80: ", "vpc vpc-2: ". */
static void say_attribute(struct explanation *why, const struct object *o, int attr, size_t index)
{
	char *text = NULL;
	size_t size;
	FILE *f;

	/* The object's own name is in the subject. */
	if (attr == SECGROUP_A_GROUP || attr == SECGROUP_A_ACCOUNT || attr == SECGROUP_A_DEV)
		return;
	if (attr && attr == own_list(o))
		return;
	if (!attr || attributes[attr].kind == KIND_NONE)
		return;
	f = open_memstream(&text, &size);
	if (!f)
		return;
	print_value(f, o, attr, index);
	fclose(f);
	say_more(why, "%.300s: ", text);
	free(text);
}

static void say_reason(struct explanation *why, const struct refusal *refused, int cmd)
{
	if (refused->text[0]) {
		say_more(why, "%s", refused->text);
		return;
	}
	if (refused->missing && refused->missing <= SECGROUP_A_MAX &&
	    attributes[refused->missing].word) {
		say_more(why, "%s is missing", attributes[refused->missing].word);
		return;
	}
	switch (refused->error) {
	case EEXIST:
		say_more(why, cmd == SECGROUP_CMD_NIC_NEW ? "is attached already" :
							     "exists already");
		break;
	case ENOENT:
		say_more(why, "there is none");
		break;
	case ENODEV:
		say_more(why, "there is no such device in this network namespace");
		break;
	case EPERM:
		say_more(why, "not permitted: this needs CAP_NET_ADMIN in the initial user namespace");
		break;
	default:
		say_more(why, "%s", strerror(refused->error));
	}
}

/* A group as the refused commands would have found it. */
struct group_facts {
	struct name name;
	bool exists;
	bool classic;
	uint64_t type;
	char vpc[SECGROUP_NAME_MAX + 1];
};

static bool names_group(const struct object *o, const struct name *name)
{
	return object_has(o, SECGROUP_A_GROUP) && !strcmp(o->str[SECGROUP_A_GROUP], name->id) &&
	       !strcmp(object_account(o), name->account);
}

static void learn_group(struct group_facts *facts, const struct object *o)
{
	bool fresh = !facts->exists;

	facts->exists = true;
	if (object_has(o, SECGROUP_A_TYPE) || fresh)
		facts->type = o->num[SECGROUP_A_TYPE];
	if (object_has(o, SECGROUP_A_CLASSIC)) {
		facts->classic = true;
	} else if (object_has(o, SECGROUP_A_VPC) || fresh) {
		facts->classic = false;
		snprintf(facts->vpc, sizeof(facts->vpc), "%s", object_has(o, SECGROUP_A_VPC) ?
			 o->str[SECGROUP_A_VPC] : DEFAULT_VPC);
	}
}

/* Ask the kernel, then follow what the commands before the i-th do to the group. */
static void look_up_group(struct group_facts *facts, struct nl *nl, const struct change *change,
			  size_t i, const char *account, const char *id)
{
	struct object asked = { 0 }, o;

	memset(facts, 0, sizeof(*facts));
	snprintf(facts->name.account, sizeof(facts->name.account), "%s", account);
	snprintf(facts->name.id, sizeof(facts->name.id), "%s", id);
	object_set_str(&asked, SECGROUP_A_ACCOUNT, account);
	object_set_str(&asked, SECGROUP_A_GROUP, id);
	if (!nl_get(nl, SECGROUP_CMD_GROUP_GET, &asked, &o))
		learn_group(facts, &o);
	object_clear(&o);
	object_clear(&asked);
	for (size_t j = 0; j < i; j++) {
		struct nlmsghdr *nlh = change_message(change, j);
		int cmd = nl_command(nlh);

		if (cmd == SECGROUP_CMD_FLUSH)
			facts->exists = false;
		if (cmd != SECGROUP_CMD_GROUP_NEW && cmd != SECGROUP_CMD_GROUP_SET &&
		    cmd != SECGROUP_CMD_GROUP_DEL)
			continue;
		nl_decode(nlh, &o);
		if (names_group(&o, &facts->name)) {
			if (cmd == SECGROUP_CMD_GROUP_DEL)
				facts->exists = false;
			else
				learn_group(facts, &o);
		}
		object_clear(&o);
	}
}

static const char *facts_name(const struct group_facts *facts, char buf[NAME_TEXT])
{
	return name_text(facts->name.account, facts->name.id, DEFAULT_ACCOUNT, buf);
}

static const char *facts_network(const struct group_facts *facts, char buf[NAME_TEXT])
{
	if (facts->classic)
		return "the classic network";
	snprintf(buf, NAME_TEXT, "VPC %s", facts->vpc);
	return buf;
}

static bool same_network(const struct group_facts *a, const struct group_facts *b)
{
	return a->classic == b->classic && (a->classic || !strcmp(a->vpc, b->vpc));
}

static void say_no_group(struct explanation *why, const struct group_facts *facts)
{
	char name[NAME_TEXT];

	say_more(why, "there is no group %s (sgctl group show lists them)",
		 facts_name(facts, name));
}

static void look_up_peer(struct group_facts *peer, struct nl *nl, const struct change *change,
			 size_t i, const struct object *o)
{
	const char *account = object_has(o, SECGROUP_A_PEER_ACCOUNT) ?
			      o->str[SECGROUP_A_PEER_ACCOUNT] : object_account(o);

	look_up_group(peer, nl, change, i, account, o->str[SECGROUP_A_PEER_GROUP]);
}

/* Why may this rule not name that group? (P-7, P-14) */
static void say_peer(struct explanation *why, struct nl *nl, const struct change *change, size_t i,
		     const struct object *o)
{
	char own_name[NAME_TEXT], peer_name[NAME_TEXT], own_net[NAME_TEXT], peer_net[NAME_TEXT];
	struct group_facts own, peer;

	look_up_group(&own, nl, change, i, object_account(o), o->str[SECGROUP_A_GROUP]);
	look_up_peer(&peer, nl, change, i, o);
	if (own.exists && peer.exists && !same_network(&own, &peer))
		say_more(why, "; group %s is in %s, group %s is in %s: groups are visible inside one VPC only; use a CIDR for VPCs that are connected otherwise",
			 facts_name(&own, own_name), facts_network(&own, own_net),
			 facts_name(&peer, peer_name), facts_network(&peer, peer_net));
	else if (own.exists && own.type == SECGROUP_ENTERPRISE)
		say_more(why, "; group %s is an enterprise group: use a CIDR",
			 facts_name(&own, own_name));
}

static void look_up_worn(struct group_facts *facts, struct nl *nl, const struct change *change,
			 size_t i, const struct name *name)
{
	look_up_group(facts, nl, change, i, name->account[0] ? name->account : DEFAULT_ACCOUNT,
		      name->id);
}

/* Which two of these groups cannot be worn together? (P-5) */
static void say_worn(struct explanation *why, struct nl *nl, const struct change *change, size_t i,
		     const struct object *o)
{
	char name[NAME_TEXT], other_name[NAME_TEXT], net[NAME_TEXT], other_net[NAME_TEXT];
	struct group_facts first, other;

	for (size_t j = 0; j < o->groups.n; j++) {
		look_up_worn(&other, nl, change, i, &o->groups.at[j]);
		if (!j)
			first = other;
		if (!same_network(&first, &other)) {
			say_more(why, "; group %s is in %s, group %s is in %s",
				 facts_name(&first, name), facts_network(&first, net),
				 facts_name(&other, other_name), facts_network(&other, other_net));
			return;
		}
		if (first.type != other.type) {
			say_more(why, "; group %s is %s, group %s is %s", facts_name(&first, name),
				 attribute_value_name(SECGROUP_A_TYPE, first.type),
				 facts_name(&other, other_name),
				 attribute_value_name(SECGROUP_A_TYPE, other.type));
			return;
		}
	}
	if (o->groups.n)
		say_more(why, "; group %s is in %s", facts_name(&first, name),
			 facts_network(&first, net));
}

/**
 * struct referrers - who refers to a group
 * @why: they are written here
 * @name: the group
 * @n: how many there are
 * @own: the group's own rules count
 * @begin: length of @why's text before the listing that is being read
 * @n_begin: @n likewise
 */
struct referrers {
	struct explanation *why;
	struct name name;
	size_t n;
	bool own;
	size_t begin;
	size_t n_begin;
};

static void begin_listing(struct referrers *r)
{
	r->begin = strlen(r->why->text);
	r->n_begin = r->n;
}

static void forget_referrers(void *arg)
{
	struct referrers *r = arg;

	r->why->text[r->begin] = '\0';
	r->n = r->n_begin;
}

static void say_referrer(struct referrers *r, const char *text)
{
	if (r->n < REFERRERS_SHOWN)
		say_more(r->why, "%s%s", r->n ? ", " : "; used by ", text);
	r->n++;
}

static bool find_rule_referrer(const struct nlmsghdr *nlh, void *arg)
{
	struct referrers *r = arg;
	char name[NAME_TEXT], text[NAME_TEXT + 32];
	struct object o;

	nl_decode(nlh, &o);
	if (object_has(&o, SECGROUP_A_PEER_GROUP) && (r->own || !names_group(&o, &r->name)) &&
	    !strcmp(o.str[SECGROUP_A_PEER_GROUP], r->name.id) &&
	    !strcmp(object_has(&o, SECGROUP_A_PEER_ACCOUNT) ? o.str[SECGROUP_A_PEER_ACCOUNT] :
							       object_account(&o),
		    r->name.account)) {
		snprintf(text, sizeof(text), "rule %s id %u",
			 name_text(object_account(&o), o.str[SECGROUP_A_GROUP], DEFAULT_ACCOUNT,
				   name),
			 (unsigned int)o.num[SECGROUP_A_RULE]);
		say_referrer(r, text);
	}
	object_clear(&o);
	return true;
}

static bool find_nic_referrer(const struct nlmsghdr *nlh, void *arg)
{
	struct referrers *r = arg;
	struct object o;
	char text[64];

	nl_decode(nlh, &o);
	for (size_t i = 0; i < o.groups.n; i++) {
		const struct name *g = &o.groups.at[i];

		if (strcmp(g->id, r->name.id) ||
		    strcmp(g->account[0] ? g->account : DEFAULT_ACCOUNT, r->name.account))
			continue;
		snprintf(text, sizeof(text), "nic %.40s",
			 object_has(&o, SECGROUP_A_DEV) ? o.str[SECGROUP_A_DEV] : "?");
		say_referrer(r, text);
	}
	object_clear(&o);
	return true;
}

/* Who refers to this group, so that it cannot go or move? (P-18) */
static void say_referrers(struct explanation *why, struct nl *nl, const struct object *o, int cmd)
{
	/* A group may go with its own rules; to move it, it must not have any that names it. */
	struct referrers r = { .why = why, .own = cmd != SECGROUP_CMD_GROUP_DEL };
	struct refusal ignored;

	snprintf(r.name.account, sizeof(r.name.account), "%s", object_account(o));
	snprintf(r.name.id, sizeof(r.name.id), "%s", o->str[SECGROUP_A_GROUP]);
	begin_listing(&r);
	nl_dump(nl, SECGROUP_CMD_RULE_GET, NULL, forget_referrers, find_rule_referrer, &r, &ignored);
	begin_listing(&r);
	nl_dump(nl, SECGROUP_CMD_NIC_GET, NULL, forget_referrers, find_nic_referrer, &r, &ignored);
	if (r.n > REFERRERS_SHOWN)
		say_more(why, " and %zu more", r.n - REFERRERS_SHOWN);
}

/**
 * struct list_referrers - which rules name a list
 * @r: where they are written
 * @name: the list
 * @prefixes: it is a prefix list
 */
struct list_referrers {
	struct referrers r;
	const char *name;
	bool prefixes;
};

static bool names_list(const struct object *o, int attr, const char *name)
{
	return object_has(o, attr) && !strcmp(o->str[attr], name);
}

static bool find_list_referrer(const struct nlmsghdr *nlh, void *arg)
{
	struct list_referrers *l = arg;
	char name[NAME_TEXT], text[NAME_TEXT + 32];
	struct object o;

	nl_decode(nlh, &o);
	if (l->prefixes ? names_list(&o, SECGROUP_A_PREFIX_LIST, l->name) :
			  names_list(&o, SECGROUP_A_PORT_LIST, l->name) ||
			  names_list(&o, SECGROUP_A_SRC_PORT_LIST, l->name)) {
		snprintf(text, sizeof(text), "rule %s id %u",
			 name_text(object_account(&o), o.str[SECGROUP_A_GROUP], DEFAULT_ACCOUNT,
				   name),
			 (unsigned int)o.num[SECGROUP_A_RULE]);
		say_referrer(&l->r, text);
	}
	object_clear(&o);
	return true;
}

/* Which rules name this list, so that it cannot go? (P-19) */
static void say_list_referrers(struct explanation *why, struct nl *nl, const struct object *o)
{
	int attr = own_list(o);
	struct list_referrers l = {
		.r.why = why, .name = o->str[attr], .prefixes = attr == SECGROUP_A_PREFIX_LIST,
	};
	struct refusal refused;
	NL_BUFFER(buf, 256);

	nl_request(nl, nl_build(buf, SECGROUP_CMD_RULE_GET, NLM_F_DUMP, NULL), find_list_referrer,
		   &l, &refused);
	if (l.r.n > REFERRERS_SHOWN)
		say_more(why, " and %zu more", l.r.n - REFERRERS_SHOWN);
}

/* There is no list of that name. Return: false if the attribute names none. */
static bool say_missing_list(struct explanation *why, const struct object *o, int attr)
{
	const char *kind = attr == SECGROUP_A_PREFIX_LIST ? "prefix" : "port";

	if (attr != SECGROUP_A_PREFIX_LIST && attr != SECGROUP_A_PORT_LIST &&
	    attr != SECGROUP_A_SRC_PORT_LIST)
		return false;
	say_more(why, "there is no %s list %s (sgctl %s-list show lists them, sgctl %s-list add makes one)",
		 kind, o->str[attr], kind, kind);
	return true;
}

static bool find_quota(const struct nlmsghdr *nlh, void *arg)
{
	struct object *wanted = arg, o;
	bool found;

	nl_decode(nlh, &o);
	found = o.num[SECGROUP_A_QUOTA] == wanted->num[SECGROUP_A_QUOTA];
	if (found)
		object_set_num(wanted, SECGROUP_A_LIMIT, o.num[SECGROUP_A_LIMIT]);
	object_clear(&o);
	return !found;
}

void why_quota(struct explanation *why, struct nl *nl, const struct refusal *refused)
{
	struct object quota = { 0 };
	struct refusal ignored;
	NL_BUFFER(buf, 256);
	char name[32];
	int number;

	if (refused->error != ENOSPC || sscanf(refused->text, "quota %31s exceeded", name) != 1)
		return;
	number = attribute_value_number(SECGROUP_A_QUOTA, name);
	if (number < 0)
		return;
	object_set_num(&quota, SECGROUP_A_QUOTA, number);
	nl_request(nl, nl_build(buf, SECGROUP_CMD_QUOTA_GET, NLM_F_DUMP, NULL), find_quota, &quota,
		   &ignored);
	if (object_has(&quota, SECGROUP_A_LIMIT))
		say_more(why, ": the limit is %u (sgctl quota set %s N)",
			 (unsigned int)quota.num[SECGROUP_A_LIMIT], name);
}

static bool is_about_peer(int attr)
{
	return attr == SECGROUP_A_PEER_GROUP || attr == SECGROUP_A_PEER_ACCOUNT;
}

/* Which of the groups that a command names is not there? Return: false if all are. */
static bool say_missing_group(struct explanation *why, struct nl *nl, const struct change *change,
			      size_t i, const struct object *o, int attr)
{
	struct group_facts facts = { .exists = true };

	if (is_about_peer(attr) && object_has(o, SECGROUP_A_PEER_GROUP))
		look_up_peer(&facts, nl, change, i, o);
	else if ((attr == SECGROUP_A_GROUP || attr == SECGROUP_A_ACCOUNT) &&
		 object_has(o, SECGROUP_A_GROUP))
		look_up_group(&facts, nl, change, i, object_account(o), o->str[SECGROUP_A_GROUP]);
	for (size_t j = 0; attr == SECGROUP_A_NIC_GROUP && facts.exists && j < o->groups.n; j++)
		look_up_worn(&facts, nl, change, i, &o->groups.at[j]);
	if (!facts.exists)
		say_no_group(why, &facts);
	return !facts.exists;
}

/* Where the reason lies between two objects: the other one. */
static void say_relation(struct explanation *why, struct nl *nl, const struct change *change,
			 size_t i, const struct object *o, int attr, const struct refusal *refused)
{
	int cmd = nl_command(change_message(change, i));

	if (is_about_peer(attr) && object_has(o, SECGROUP_A_PEER_GROUP))
		say_peer(why, nl, change, i, o);
	else if (attr == SECGROUP_A_NIC_GROUP)
		say_worn(why, nl, change, i, o);
	else if (refused->error == EBUSY && object_has(o, SECGROUP_A_GROUP))
		say_referrers(why, nl, o, cmd);
	else if (refused->error == EBUSY && own_list(o))
		say_list_referrers(why, nl, o);
}

void why_refused(struct explanation *why, struct nl *nl, const struct change *change, size_t i,
		 const struct refusal *refused)
{
	struct nlmsghdr *nlh = change_message(change, i);
	int cmd = change->ops.at[i].cmd;
	size_t index = 0;
	struct object o;
	bool said = false;
	int attr;

	nl_decode(nlh, &o);
	set_subject(why, cmd, &o);
	attr = find_attribute(nlh, refused->offset, &index);
	say_attribute(why, &o, attr, index);
	if (refused->missing == SECGROUP_A_SIDE) {
		say_more(why, "side is missing: write side guest if the instance is behind the device, side host if it is this host");
		said = true;
	} else if (refused->error == ENOENT) {
		said = say_missing_group(why, nl, change, i, &o, attr) ||
		       say_missing_list(why, &o, attr);
	}
	if (!said) {
		say_reason(why, refused, cmd);
		say_relation(why, nl, change, i, &o, attr, refused);
		if (cmd != SECGROUP_CMD_QUOTA_SET)
			why_quota(why, nl, refused);
	}
	object_clear(&o);
}

void why_not_shown(struct explanation *why, const struct nlmsghdr *nlh,
		   const struct refusal *refused)
{
	size_t index = 0;
	struct object o;
	int attr;

	nl_decode(nlh, &o);
	set_subject(why, nl_command(nlh), &o);
	attr = find_attribute(nlh, refused->offset, &index);
	/* A dump does not say which attribute on every kernel; there is only the one. */
	if (refused->error != ENOENT || !say_missing_list(why, &o, own_list(&o))) {
		say_attribute(why, &o, attr, index);
		say_reason(why, refused, nl_command(nlh));
	}
	object_clear(&o);
}

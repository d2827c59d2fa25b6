// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of prefix lists and port lists.
 */
#include <string.h>

#include "parser.h"

static bool take_head(struct parser *p, const char *kind, int attr)
{
	if (!p->argc)
		return complain(p->c, "a list's name is missing");
	add_subject(p, p->argv[0]);
	if (!value_name(kind, p->argv[0], p->c))
		return false;
	object_set_str(&p->r->o, attr, p->argv[0]);
	p->argv++;
	p->argc--;
	return true;
}

static bool take_prefix(struct parser *p, const char *value)
{
	struct prefix *prefix = list_add(&p->r->o.prefixes);

	return take_masked(p, "entry", value, &prefix->addr, &prefix->len);
}

/* Commas as elsewhere, beside blanks: ports are mostly written so. */
static bool take_ports(struct parser *p, const char *value)
{
	char item[96];

	while (next_item(&value, item, sizeof(item)))
		if (!value_ports("entry", item, list_add(&p->r->o.ports), p->c))
			return false;
	return true;
}

/* All that is left, "none" alone being no entry. */
static bool take_entries(struct parser *p, int attr,
			 bool (*take)(struct parser *p, const char *value))
{
	if (!p->argc)
		return complain(p->c, "its entries are missing (none, for a list without any)");
	if (p->argc == 1 && !strcmp(p->argv[0], "none"))
		return true;
	for (; p->argc; p->argv++, p->argc--)
		if (!take(p, *p->argv))
			return false;
	object_set_flag(&p->r->o, attr);
	return true;
}

bool parse_prefix_list(struct parser *p)
{
	return take_head(p, "prefix-list", SECGROUP_A_PREFIX_LIST) &&
	       take_entries(p, SECGROUP_A_PREFIX, take_prefix);
}

bool parse_port_list(struct parser *p)
{
	return take_head(p, "port-list", SECGROUP_A_PORT_LIST) &&
	       take_entries(p, SECGROUP_A_PORT, take_ports);
}

/* "none" would be the whole list. */
static bool entries_or_all(struct parser *p)
{
	return strcmp(p->argv[0], "none") ||
	       complain(p->c, "none: to delete the list write no entries");
}

bool parse_prefix_list_del(struct parser *p)
{
	return take_head(p, "prefix-list", SECGROUP_A_PREFIX_LIST) &&
	       (!p->argc || (entries_or_all(p) && take_entries(p, SECGROUP_A_PREFIX, take_prefix)));
}

bool parse_port_list_del(struct parser *p)
{
	return take_head(p, "port-list", SECGROUP_A_PORT_LIST) &&
	       (!p->argc || (entries_or_all(p) && take_entries(p, SECGROUP_A_PORT, take_ports)));
}

static bool parse_show(struct parser *p, const char *kind, int attr)
{
	if (p->argc && !take_head(p, kind, attr))
		return false;
	return !p->argc || complain(p->c, "unknown word \"%.80s\"", p->argv[0]);
}

bool parse_prefix_list_show(struct parser *p)
{
	return parse_show(p, "prefix-list", SECGROUP_A_PREFIX_LIST);
}

bool parse_port_list_show(struct parser *p)
{
	return parse_show(p, "port-list", SECGROUP_A_PORT_LIST);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a NIC that say what its instance may use beside its own MACs and addresses.
 */
#include <string.h>

#include "parser.h"

bool take_pair(struct parser *p, const struct word *w, const char *value)
{
	const char *at = strchr(value, '@');
	size_t length = at ? (size_t)(at - value) : strlen(value);
	char cidr[ADDRESS_TEXT] = "";
	struct prefix *pair;

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	if (length >= sizeof(cidr))
		return complain(p->c, "pair \"%.80s\": write CIDR or CIDR@MAC", value);
	memcpy(cidr, value, length);
	pair = list_add(&p->r->o.pairs);
	if (!take_masked(p, w->name, cidr, &pair->addr, &pair->len))
		return false;
	pair->has_mac = at;
	object_set_flag(&p->r->o, w->attr);
	return !at || value_mac(at + 1, &pair->mac, p->c);
}

/* NAME on|off: the second word is taken here. */
bool take_service(struct parser *p, const struct word *w, const char *value)
{
	int id = attribute_value_number(w->attr, value), on;
	struct service *s;

	if (id < 0)
		return complain(p->c, "service \"%.80s\": not arp, nd, dhcp, dhcpv6, igmp, mld, dhcp-server or ra",
				value);
	if (!p->argc)
		return complain(p->c, "service %s: on or off is missing", value);
	on = attribute_value_number(SECGROUP_A_SPOOF_CHECK, p->argv[0]);
	if (on < 0)
		return complain(p->c, "service %s \"%.80s\": not on or off", value, p->argv[0]);
	p->argv++;
	p->argc--;
	for (size_t i = 0; i < p->r->o.services.n; i++)
		if (p->r->o.services.at[i].id == (uint32_t)id)
			return complain(p->c, "service %s: said twice", value);
	s = list_add(&p->r->o.services);
	s->id = id;
	s->on = on;
	object_set_flag(&p->r->o, w->attr);
	return true;
}

bool take_vlans(struct parser *p, const struct word *w, const char *value)
{
	struct object *o = &p->r->o;
	char item[96];

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	if (!strcmp(value, "any"))
		*list_add(&o->vlans) = SECGROUP_VLAN_ANY;
	else
		while (next_item(&value, item, sizeof(item)))
			if (!value_vlan(item, list_add(&o->vlans), p->c))
				return false;
	object_set_flag(o, w->attr);
	return true;
}

bool take_ethertypes(struct parser *p, const struct word *w, const char *value)
{
	char item[96];

	if (!strcmp(value, "none")) {
		take_default(p, w->attr);
		return true;
	}
	while (next_item(&value, item, sizeof(item)))
		if (!value_ethertype(item, list_add(&p->r->o.ethertypes), p->c))
			return false;
	object_set_flag(&p->r->o, w->attr);
	return true;
}

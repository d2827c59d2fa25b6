/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What sgctl understood, as text; and what of it is left after a journey through a message. For the
 * parser's test and its fuzzer.
 */
#ifndef _SGCTL_MEANING_H
#define _SGCTL_MEANING_H

#include <stdlib.h>
#include "nl.h"
#include "parse.h"
#include "print.h"

/* How many values an attribute has. */
static size_t value_count(const struct object *o, int attr)
{
	switch (attr) {
	case SECGROUP_A_PORT:
		return o->ports.n;
	case SECGROUP_A_SRC_PORT:
		return o->src_ports.n;
	case SECGROUP_A_ADDR:
		return o->addrs.n;
	case SECGROUP_A_PREFIX:
		return o->prefixes.n;
	case SECGROUP_A_MAC:
		return o->macs.n;
	case SECGROUP_A_PAIR:
		return o->pairs.n;
	case SECGROUP_A_SERVICE:
		return o->services.n;
	case SECGROUP_A_VLAN:
		return o->vlans.n;
	case SECGROUP_A_ETHERTYPE:
		return o->ethertypes.n;
	case SECGROUP_A_TIMEOUT:
		return o->timeouts.n;
	case SECGROUP_A_NIC_GROUP:
		return o->groups.n;
	/* Said by print_value() together with the attribute before. */
	case SECGROUP_A_PEER_PREFIX:
	case SECGROUP_A_PEER_ACCOUNT:
	case SECGROUP_A_LOCAL_PREFIX:
		return 0;
	default:
		return 1;
	}
}

static void write_attribute(FILE *f, const struct object *o, int attr, const char **comma)
{
	for (size_t i = 0; i < value_count(o, attr); i++) {
		fputs(*comma, f);
		if (attr == SECGROUP_A_ICMP_CODE)
			fprintf(f, "code %u", (unsigned int)o->num[attr]);
		else if (attributes[attr].kind == KIND_FLAG)
			fputs(attributes[attr].word, f);
		else
			print_value(f, o, attr, i);
		*comma = ", ";
	}
}

/* All that an object says. The caller frees. */
static char *object_meaning(const struct object *o)
{
	const char *comma = "";
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	for (int attr = 1; attr <= SECGROUP_A_MAX; attr++) {
		if (object_has(o, attr))
			write_attribute(f, o, attr, &comma);
		if (o->reset & ATTR_BIT(attr)) {
			fprintf(f, "%sreset %s", comma, attributes[attr].word);
			comma = ", ";
		}
	}
	fclose(f);
	return text;
}

/* The object after a journey through a message; resets travel one way only. */
static char *object_sent(const struct request *r)
{
	static NL_BUFFER(buf, NL_MESSAGE_MAX);
	struct nlmsghdr *nlh = nl_build(buf, r->cmd, 0, &r->o);
	struct object o;
	char *text;

	nl_decode(nlh, &o);
	o.reset = r->o.reset;
	if (nl_command(nlh) != r->cmd || !(nlh->nlmsg_flags & NLM_F_REQUEST))
		abort();
	/* The kernel's reset list is not read back; that it was written is seen in the message. */
	o.has &= ~ATTR_BIT(SECGROUP_A_RESET);
	text = object_meaning(&o);
	object_clear(&o);
	return text;
}

#endif

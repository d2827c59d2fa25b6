// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules. A rule is put together in a draft: from nothing for RULE_NEW, from the rule as it is
 * for RULE_SET; then what is reset, then what is given; then judged as a whole. How rules are shown:
 * nl_rule_get.c.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "change.h"
#include "group.h"
#include "list.h"
#include "net.h"
#include "nl.h"
#include "rule.h"

/**
 * struct draft - a rule being put together
 * @spec: all of it but the ranges
 * @peer: the group named as peer, or NULL
 * @ports: destination ranges: those of the rule as it is, or @own_ports
 * @src_ports: likewise
 * @own_ports: given by the message; the draft's
 * @own_src_ports: likewise
 * @description: or NULL
 */
struct draft {
	struct secgroup_rule_spec spec;
	struct secgroup_group *peer;
	const struct secgroup_range *ports;
	const struct secgroup_range *src_ports;
	struct secgroup_range *own_ports;
	struct secgroup_range *own_src_ports;
	const char *description;
};

static void draft_new(struct draft *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->spec.priority = SECGROUP_PRIORITY_DEFAULT;
	draft->spec.peer = SECGROUP_PEER_ANY;
	draft->spec.icmp_any = 2;
}

/* The part before the ranges, which begin within what C calls the struct's padding. */
#define SPEC_HEAD	offsetof(struct secgroup_rule_spec, ranges)

static void draft_from(struct draft *draft, const struct secgroup_rule *rule)
{
	memset(draft, 0, sizeof(*draft));
	memcpy(&draft->spec, rule->spec, SPEC_HEAD);
	draft->peer = rule->peer;
	draft->ports = rule->spec->ranges;
	draft->src_ports = rule->spec->ranges + rule->spec->n_ports;
	draft->description = rule->description;
}

static void draft_free(struct draft *draft)
{
	kfree(draft->own_ports);
	kfree(draft->own_src_ports);
}

static void clear_peer(struct draft *draft)
{
	memset(&draft->spec.peer_cidr, 0, sizeof(draft->spec.peer_cidr));
	draft->spec.peer = SECGROUP_PEER_ANY;
	draft->spec.peer_gid = 0;
	draft->spec.prefixes = NULL;
	draft->peer = NULL;
}

static void clear_ports(struct draft *draft)
{
	draft->spec.n_ports = 0;
	draft->spec.ports = NULL;
}

static void clear_src_ports(struct draft *draft)
{
	draft->spec.n_src_ports = 0;
	draft->spec.src_ports = NULL;
}

static void clear_icmp(struct draft *draft)
{
	draft->spec.icmp_any = 2;
	draft->spec.icmp_type = 0;
	draft->spec.icmp_code = 0;
}

static void draft_reset(struct draft *draft, const struct secgroup_request *rq)
{
	if (secgroup_nl_resets(rq, SECGROUP_A_PRIORITY))
		draft->spec.priority = SECGROUP_PRIORITY_DEFAULT;
	if (secgroup_nl_resets(rq, SECGROUP_A_PROTOCOL))
		draft->spec.proto = SECGROUP_PROTOCOL_ALL;
	if (secgroup_nl_resets(rq, SECGROUP_A_PORT) || secgroup_nl_resets(rq, SECGROUP_A_PORT_LIST))
		clear_ports(draft);
	if (secgroup_nl_resets(rq, SECGROUP_A_SRC_PORT) ||
	    secgroup_nl_resets(rq, SECGROUP_A_SRC_PORT_LIST))
		clear_src_ports(draft);
	if (secgroup_nl_resets(rq, SECGROUP_A_PEER_ADDR) ||
	    secgroup_nl_resets(rq, SECGROUP_A_PEER_GROUP) ||
	    secgroup_nl_resets(rq, SECGROUP_A_PREFIX_LIST))
		clear_peer(draft);
	if (secgroup_nl_resets(rq, SECGROUP_A_LOCAL_ADDR))
		memset(&draft->spec.local, 0, sizeof(draft->spec.local));
	if (secgroup_nl_resets(rq, SECGROUP_A_ICMP_TYPE))
		clear_icmp(draft);
	if (secgroup_nl_resets(rq, SECGROUP_A_NIC_TYPE))
		draft->spec.nic_type = SECGROUP_NIC_INTERNET;
	if (secgroup_nl_resets(rq, SECGROUP_A_HELPER))
		draft->spec.helper = SECGROUP_HELPER_NONE;
	if (secgroup_nl_resets(rq, SECGROUP_A_STATE))
		draft->spec.state = SECGROUP_STATE_ENABLED;
	if (secgroup_nl_resets(rq, SECGROUP_A_LOG))
		draft->spec.log = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_DESCRIPTION))
		draft->description = NULL;
}

/* All ranges of one type in the message, in canonical order; *@own is NULL if there are none. */
static int parse_ranges(const struct secgroup_request *rq, int type, struct secgroup_range **own,
			u16 *n_ranges)
{
	unsigned int n = secgroup_nl_count(rq->nlh, type), i = 0;
	const struct nlattr *attr;
	int rem, err;

	if (!n)
		return 0;
	if (n > SECGROUP_RANGES_MAX)
		return secgroup_nl_refuse(rq, type, -E2BIG, "more than 1024 port ranges in a rule");
	*own = kmalloc_array(n, sizeof(**own), GFP_KERNEL_ACCOUNT);
	if (!*own)
		return -ENOMEM;
	secgroup_nl_for_each(attr, rq->nlh, type, rem) {
		err = secgroup_nl_get_range(attr, &(*own)[i++], rq->extack);
		if (err)
			return err;
	}
	*n_ranges = secgroup_ranges_sort(*own, n);
	return 0;
}

/* The entries of the list that an attribute names; an ERR_PTR if there is none. */
static const struct secgroup_entries *find_list(const struct secgroup_request *rq, int type, u8 kind)
{
	struct secgroup_list *list;

	list = secgroup_list_find(rq->txn->sn, kind, nla_data(rq->attrs[type]));
	if (!list)
		return ERR_PTR(secgroup_nl_refuse(rq, type, -ENOENT, "no such list"));
	return &list->entries;
}

static int parse_port_list(struct draft *draft, const struct secgroup_request *rq)
{
	const struct secgroup_entries *list;

	if (rq->attrs[SECGROUP_A_PORT])
		return secgroup_nl_refuse(rq, SECGROUP_A_PORT_LIST, -EINVAL,
					  "ports or a port list, not both");
	list = find_list(rq, SECGROUP_A_PORT_LIST, SECGROUP_LIST_OF_PORTS);
	if (IS_ERR(list))
		return PTR_ERR(list);
	clear_ports(draft);
	draft->spec.ports = list;
	return 0;
}

static int parse_src_port_list(struct draft *draft, const struct secgroup_request *rq)
{
	const struct secgroup_entries *list;

	if (rq->attrs[SECGROUP_A_SRC_PORT])
		return secgroup_nl_refuse(rq, SECGROUP_A_SRC_PORT_LIST, -EINVAL,
					  "ports or a port list, not both");
	list = find_list(rq, SECGROUP_A_SRC_PORT_LIST, SECGROUP_LIST_OF_PORTS);
	if (IS_ERR(list))
		return PTR_ERR(list);
	clear_src_ports(draft);
	draft->spec.src_ports = list;
	return 0;
}

static int parse_own_ports(struct draft *draft, const struct secgroup_request *rq)
{
	int err;

	err = parse_ranges(rq, SECGROUP_A_PORT, &draft->own_ports, &draft->spec.n_ports);
	if (err)
		return err;
	if (draft->own_ports) {
		draft->ports = draft->own_ports;
		draft->spec.ports = NULL;
	}
	err = parse_ranges(rq, SECGROUP_A_SRC_PORT, &draft->own_src_ports,
			   &draft->spec.n_src_ports);
	if (draft->own_src_ports) {
		draft->src_ports = draft->own_src_ports;
		draft->spec.src_ports = NULL;
	}
	return err;
}

static int parse_ports(struct draft *draft, const struct secgroup_request *rq)
{
	int err = parse_own_ports(draft, rq);

	if (!err && rq->attrs[SECGROUP_A_PORT_LIST])
		err = parse_port_list(draft, rq);
	if (!err && rq->attrs[SECGROUP_A_SRC_PORT_LIST])
		err = parse_src_port_list(draft, rq);
	return err;
}

static int parse_cidr(const struct secgroup_request *rq, int addr_type, int prefix_type,
		      struct secgroup_cidr *cidr)
{
	return secgroup_nl_get_cidr(rq->attrs[addr_type], rq->attrs[prefix_type], cidr, rq->extack);
}

static int parse_peer_group(struct draft *draft, const struct secgroup_request *rq,
			    const struct secgroup_group *group)
{
	const struct nlattr *account = rq->attrs[SECGROUP_A_PEER_ACCOUNT];
	struct secgroup_group *peer;

	/* A bare id is of the rule's own group's account (P-15). */
	peer = secgroup_group_find(rq->txn->sn, account ? nla_data(account) : group->account,
				   nla_data(rq->attrs[SECGROUP_A_PEER_GROUP]));
	if (!peer)
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_GROUP, -ENOENT,
					  "the peer: no such group");
	clear_peer(draft);
	draft->spec.peer = SECGROUP_PEER_GROUP;
	draft->spec.peer_gid = peer->gid;
	draft->peer = peer;
	return 0;
}

static int parse_peer_list(struct draft *draft, const struct secgroup_request *rq)
{
	const struct secgroup_entries *list;

	if (rq->attrs[SECGROUP_A_PEER_ADDR] || rq->attrs[SECGROUP_A_PEER_GROUP])
		return secgroup_nl_refuse(rq, SECGROUP_A_PREFIX_LIST, -EINVAL,
					  "the peer is an address, a group or a list: one of them");
	list = find_list(rq, SECGROUP_A_PREFIX_LIST, SECGROUP_LIST_OF_PREFIXES);
	if (IS_ERR(list))
		return PTR_ERR(list);
	clear_peer(draft);
	draft->spec.peer = SECGROUP_PEER_LIST;
	draft->spec.prefixes = list;
	return 0;
}

static int parse_peer(struct draft *draft, const struct secgroup_request *rq,
		      const struct secgroup_group *group)
{
	struct nlattr **attrs = rq->attrs;

	if (attrs[SECGROUP_A_PEER_PREFIX] && !attrs[SECGROUP_A_PEER_ADDR])
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_PREFIX, -EINVAL,
					  "a prefix without an address");
	if (attrs[SECGROUP_A_PEER_ACCOUNT] && !attrs[SECGROUP_A_PEER_GROUP])
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_ACCOUNT, -EINVAL,
					  "a peer's account without its group");
	if (attrs[SECGROUP_A_PEER_ADDR] && attrs[SECGROUP_A_PEER_GROUP])
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_GROUP, -EINVAL,
					  "the peer is an address or a group, not both");
	if (attrs[SECGROUP_A_PREFIX_LIST])
		return parse_peer_list(draft, rq);
	if (attrs[SECGROUP_A_PEER_GROUP])
		return parse_peer_group(draft, rq, group);
	if (!attrs[SECGROUP_A_PEER_ADDR])
		return 0;
	clear_peer(draft);
	draft->spec.peer = SECGROUP_PEER_CIDR;
	return parse_cidr(rq, SECGROUP_A_PEER_ADDR, SECGROUP_A_PEER_PREFIX,
			  &draft->spec.peer_cidr);
}

static int parse_local(struct draft *draft, const struct secgroup_request *rq)
{
	if (rq->attrs[SECGROUP_A_LOCAL_ADDR])
		return parse_cidr(rq, SECGROUP_A_LOCAL_ADDR, SECGROUP_A_LOCAL_PREFIX,
				  &draft->spec.local);
	if (rq->attrs[SECGROUP_A_LOCAL_PREFIX])
		return secgroup_nl_refuse(rq, SECGROUP_A_LOCAL_PREFIX, -EINVAL,
					  "a prefix without an address");
	return 0;
}

static int parse_icmp(struct draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *type = rq->attrs[SECGROUP_A_ICMP_TYPE];
	const struct nlattr *code = rq->attrs[SECGROUP_A_ICMP_CODE];

	if (code && !type)
		return secgroup_nl_refuse(rq, SECGROUP_A_ICMP_CODE, -EINVAL,
					  "an ICMP code without a type");
	if (!type)
		return 0;
	draft->spec.icmp_type = nla_get_u32(type);
	draft->spec.icmp_code = code ? nla_get_u32(code) : 0;
	draft->spec.icmp_any = !code;
	return 0;
}

static int parse_description(struct draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_DESCRIPTION];

	if (!attr)
		return 0;
	draft->description = nla_len(attr) > 1 ? nla_data(attr) : NULL;
	return secgroup_nl_check_description(attr, rq->extack);
}

static void parse_number(const struct secgroup_request *rq, int type, u8 *number)
{
	if (rq->attrs[type])
		*number = nla_get_u32(rq->attrs[type]);
}

static int draft_parse(struct draft *draft, const struct secgroup_request *rq,
		       const struct secgroup_group *group)
{
	parse_number(rq, SECGROUP_A_DIRECTION, &draft->spec.direction);
	parse_number(rq, SECGROUP_A_ACTION, &draft->spec.action);
	parse_number(rq, SECGROUP_A_PRIORITY, &draft->spec.priority);
	parse_number(rq, SECGROUP_A_PROTOCOL, &draft->spec.proto);
	parse_number(rq, SECGROUP_A_NIC_TYPE, &draft->spec.nic_type);
	parse_number(rq, SECGROUP_A_HELPER, &draft->spec.helper);
	parse_number(rq, SECGROUP_A_STATE, &draft->spec.state);
	parse_number(rq, SECGROUP_A_LOG, &draft->spec.log);
	return parse_ports(draft, rq) ?: parse_peer(draft, rq, group) ?:
	       parse_local(draft, rq) ?: parse_icmp(draft, rq) ?: parse_description(draft, rq);
}

/* Of a rule that is set much may be as it was: the first of these that the message has. */
static const struct nlattr *said(const struct secgroup_request *rq, const u8 *types)
{
	while (*types && !rq->attrs[*types])
		types++;
	return rq->attrs[*types];
}

#define refuse_one_of(rq, reason, ...)						\
	secgroup_nl_refuse_at((rq)->extack,					\
			      said(rq, (const u8[]){ __VA_ARGS__, SECGROUP_A_RESET, 0 }), \
			      -EINVAL, reason)

/* What belongs to a protocol: ports, ICMP type, helper (P-12, P-27). */
static int check_protocol(const struct draft *draft, const struct secgroup_request *rq)
{
	const struct secgroup_rule_spec *spec = &draft->spec;

	if (!secgroup_proto_has_ports(spec->proto)) {
		if (spec->n_ports || spec->ports)
			return refuse_one_of(rq, "ports need protocol tcp, udp, sctp or udplite",
					     SECGROUP_A_PORT_LIST, SECGROUP_A_PORT,
					     SECGROUP_A_PROTOCOL);
		if (spec->n_src_ports || spec->src_ports)
			return refuse_one_of(rq, "ports need protocol tcp, udp, sctp or udplite",
					     SECGROUP_A_SRC_PORT_LIST, SECGROUP_A_SRC_PORT,
					     SECGROUP_A_PROTOCOL);
	}
	if (!secgroup_proto_is_icmp(spec->proto) && spec->icmp_any != 2)
		return refuse_one_of(rq, "an ICMP type needs protocol icmp or icmpv6",
				     SECGROUP_A_ICMP_TYPE, SECGROUP_A_PROTOCOL);
	if (spec->helper == SECGROUP_HELPER_FTP &&
	    (spec->proto != IPPROTO_TCP || spec->action != SECGROUP_ACCEPT))
		return refuse_one_of(rq, "helper ftp needs protocol tcp and action accept",
				     SECGROUP_A_HELPER, spec->proto != IPPROTO_TCP ?
				     SECGROUP_A_PROTOCOL : SECGROUP_A_ACTION);
	return 0;
}

/* One family throughout (P-13). */
static int check_family(const struct draft *draft, const struct secgroup_request *rq)
{
	u8 peer = draft->spec.peer_cidr.family, local = draft->spec.local.family;
	u8 proto = draft->spec.proto == IPPROTO_ICMP ? 4 :
		   draft->spec.proto == IPPROTO_ICMPV6 ? 6 : 0;

	if (peer && proto && peer != proto)
		return refuse_one_of(rq, "icmp is of IPv4, icmpv6 of IPv6: the peer is not",
				     SECGROUP_A_PEER_ADDR, SECGROUP_A_PROTOCOL);
	if (local && proto && local != proto)
		return refuse_one_of(rq, "icmp is of IPv4, icmpv6 of IPv6: the local end is not",
				     SECGROUP_A_LOCAL_ADDR, SECGROUP_A_PROTOCOL);
	if (peer && local && peer != local)
		return refuse_one_of(rq, "peer and local end are of different families",
				     SECGROUP_A_LOCAL_ADDR, SECGROUP_A_PEER_ADDR);
	return 0;
}

/* What the group allows its rules (P-7, P-14, P-17). */
static int check_group(const struct draft *draft, const struct secgroup_request *rq,
		       const struct secgroup_group *group)
{
	if (group->vpc && rq->attrs[SECGROUP_A_NIC_TYPE])
		return secgroup_nl_refuse(rq, SECGROUP_A_NIC_TYPE, -EINVAL,
					  "nic-type is for groups of the classic network");
	if (!draft->peer)
		return 0;
	if (group->type == SECGROUP_ENTERPRISE)
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_GROUP, -EINVAL,
					  "an enterprise group cannot have a group as peer");
	if (draft->peer->vpc != group->vpc)
		return secgroup_nl_refuse(rq, SECGROUP_A_PEER_GROUP, -EINVAL,
					  "the peer is a group of another VPC");
	if (!group->vpc && draft->spec.nic_type != SECGROUP_NIC_INTRANET)
		return refuse_one_of(rq, "in the classic network a group peer is for intranet only",
				     SECGROUP_A_PEER_GROUP, SECGROUP_A_NIC_TYPE);
	return 0;
}

static int draft_make(struct draft *draft, const struct secgroup_request *rq,
		      const struct secgroup_group *group)
{
	return draft_parse(draft, rq, group) ?: check_protocol(draft, rq) ?:
	       check_family(draft, rq) ?: check_group(draft, rq, group);
}

/* NULL: no memory. */
static struct secgroup_rule_spec *draft_spec(const struct draft *draft)
{
	u16 n = draft->spec.n_ports, n_src = draft->spec.n_src_ports;
	struct secgroup_rule_spec *spec;

	spec = kvzalloc(secgroup_rule_spec_size(n, n_src), GFP_KERNEL_ACCOUNT);
	if (!spec)
		return NULL;
	memcpy(spec, &draft->spec, SPEC_HEAD);
	memcpy(spec->ranges, draft->ports, n * sizeof(*spec->ranges));
	memcpy(spec->ranges + n, draft->src_ports, n_src * sizeof(*spec->ranges));
	return spec;
}

static int rule_make(struct secgroup_request *rq, const struct draft *draft,
		     struct secgroup_group *group, struct secgroup_rule_spec *spec,
		     struct secgroup_rule *old, u32 id)
{
	struct secgroup_rule *rule;
	int err;

	rule = secgroup_rule_alloc(group, spec, old ? old->counter : NULL, draft->description);
	if (IS_ERR(rule)) {
		if (PTR_ERR(rule) == -ENOENT)
			return secgroup_nl_refuse(rq, SECGROUP_A_HELPER, -ENOENT,
						  "the kernel has no FTP helper");
		return PTR_ERR(rule);
	}
	rule->id = id;
	rule->peer = draft->peer;
	err = secgroup_change_rule(rq->txn, old, rule);
	if (err) {
		secgroup_rule_drop(rq->txn->sn, rule);
		return err;
	}
	rq->rule = rule;
	return 0;
}

/* Takes over @spec. */
static int rule_add(struct secgroup_request *rq, const struct draft *draft,
		    struct secgroup_group *group, struct secgroup_rule_spec *spec)
{
	const struct nlattr *id = rq->attrs[SECGROUP_A_RULE];
	struct secgroup_rule *equal = secgroup_rule_find_equal(group, spec);
	struct secgroup_rule *taken = id ? secgroup_rule_find(group, nla_get_u32(id)) : NULL;
	u32 number;
	int err;

	if (taken && taken != equal) {
		kvfree(spec);
		return secgroup_nl_refuse(rq, SECGROUP_A_RULE, -EEXIST, "the rule's id is taken");
	}
	if (equal) {
		kvfree(spec);
		rq->rule = equal;
		return 0;
	}
	number = id ? nla_get_u32(id) : secgroup_rule_free_id(group);
	err = rule_make(rq, draft, group, spec, NULL, number);
	if (!err)
		group->last_rule_id = id ? max(number, group->last_rule_id) : number;
	return err;
}

static int check_new(struct secgroup_request *rq)
{
	if (!rq->attrs[SECGROUP_A_DIRECTION])
		return secgroup_nl_missing(rq, SECGROUP_A_DIRECTION, "DIRECTION is missing");
	if (!rq->attrs[SECGROUP_A_ACTION])
		return secgroup_nl_missing(rq, SECGROUP_A_ACTION, "ACTION is missing");
	return 0;
}

/* The group, and what the message says, as a spec of the caller's. */
static struct secgroup_rule_spec *draft_from_message(struct secgroup_request *rq,
						     struct secgroup_group *group,
						     struct draft *draft)
{
	struct secgroup_rule_spec *spec;
	int err;

	draft_new(draft);
	err = check_new(rq) ?: draft_make(draft, rq, group);
	if (err)
		return ERR_PTR(err);
	spec = draft_spec(draft);
	return spec ?: ERR_PTR(-ENOMEM);
}

int secgroup_nl_rule_new(struct secgroup_request *rq)
{
	struct secgroup_rule_spec *spec;
	struct secgroup_group *group;
	struct draft draft;
	int err;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	spec = draft_from_message(rq, group, &draft);
	err = IS_ERR(spec) ? PTR_ERR(spec) : rule_add(rq, &draft, group, spec);
	draft_free(&draft);
	return err;
}

static struct secgroup_rule *find_rule(struct secgroup_request *rq, struct secgroup_group *group)
{
	struct secgroup_rule *rule;

	rule = secgroup_rule_find(group, nla_get_u32(rq->attrs[SECGROUP_A_RULE]));
	if (!rule)
		return ERR_PTR(secgroup_nl_refuse(rq, SECGROUP_A_RULE, -ENOENT,
						  "the group has no rule with this id"));
	return rule;
}

/* Takes over @spec. */
static int rule_replace(struct secgroup_request *rq, const struct draft *draft,
			struct secgroup_rule *rule, struct secgroup_rule_spec *spec)
{
	struct secgroup_rule *equal = secgroup_rule_find_equal(rule->group, spec);

	if (equal && equal != rule) {
		kvfree(spec);
		return secgroup_nl_refuse(rq, SECGROUP_A_RULE, -EEXIST,
					  "another rule of the group says the same");
	}
	if (equal && !strcmp(rule->description ?: "", draft->description ?: "")) {
		kvfree(spec);
		return 0;
	}
	return rule_make(rq, draft, rule->group, spec, rule, rule->id);
}

static int check_rule_resets(struct secgroup_request *rq)
{
	static const u8 allowed[] = {
		SECGROUP_A_PRIORITY, SECGROUP_A_PROTOCOL, SECGROUP_A_PORT, SECGROUP_A_SRC_PORT,
		SECGROUP_A_PEER_ADDR, SECGROUP_A_PEER_GROUP, SECGROUP_A_LOCAL_ADDR,
		SECGROUP_A_ICMP_TYPE, SECGROUP_A_NIC_TYPE, SECGROUP_A_HELPER,
		SECGROUP_A_DESCRIPTION, SECGROUP_A_PREFIX_LIST, SECGROUP_A_PORT_LIST,
		SECGROUP_A_SRC_PORT_LIST, SECGROUP_A_STATE, SECGROUP_A_LOG,
	};

	return secgroup_nl_check_resets(rq, allowed, sizeof(allowed));
}

int secgroup_nl_rule_set(struct secgroup_request *rq)
{
	struct secgroup_rule_spec *spec;
	struct secgroup_group *group;
	struct secgroup_rule *rule;
	struct draft draft;
	int err;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	if (!rq->attrs[SECGROUP_A_RULE])
		return secgroup_nl_missing(rq, SECGROUP_A_RULE, "which rule? RULE is missing");
	rule = find_rule(rq, group);
	if (IS_ERR(rule))
		return PTR_ERR(rule);
	err = check_rule_resets(rq);
	if (err)
		return err;
	draft_from(&draft, rule);
	draft_reset(&draft, rq);
	err = draft_make(&draft, rq, group);
	if (!err) {
		spec = draft_spec(&draft);
		err = spec ? rule_replace(rq, &draft, rule, spec) : -ENOMEM;
	}
	draft_free(&draft);
	return err;
}

static struct secgroup_rule *find_equal(struct secgroup_request *rq, struct secgroup_group *group)
{
	struct secgroup_rule_spec *spec;
	struct secgroup_rule *rule;
	struct draft draft;

	spec = draft_from_message(rq, group, &draft);
	draft_free(&draft);
	if (IS_ERR(spec))
		return ERR_CAST(spec);
	rule = secgroup_rule_find_equal(group, spec);
	kvfree(spec);
	if (!rule)
		return ERR_PTR(secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -ENOENT,
						  "the group has no such rule"));
	return rule;
}

/* By id, and nothing else: what more is said might not be true of that rule. */
static struct secgroup_rule *find_by_id_alone(struct secgroup_request *rq,
					      struct secgroup_group *group)
{
	int type;

	for (type = 1; type <= SECGROUP_A_MAX; type++) {
		if (!rq->attrs[type] || type == SECGROUP_A_ACCOUNT ||
		    type == SECGROUP_A_GROUP || type == SECGROUP_A_RULE)
			continue;
		return ERR_PTR(secgroup_nl_refuse(rq, type, -EINVAL,
						  "which rule? RULE alone, or what it says"));
	}
	return find_rule(rq, group);
}

int secgroup_nl_rule_del(struct secgroup_request *rq)
{
	struct secgroup_group *group;
	struct secgroup_rule *rule;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	rule = rq->attrs[SECGROUP_A_RULE] ? find_by_id_alone(rq, group) : find_equal(rq, group);
	return IS_ERR(rule) ? PTR_ERR(rule) : secgroup_change_rule(rq->txn, rule, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules as RULE_GET, events and explanations show them. How they are made: nl_rule.c.
 */
#include "count.h"
#include "group.h"
#include "list.h"
#include "net.h"
#include "nl.h"
#include "rule.h"

static int put_ranges(struct sk_buff *skb, int type, const struct secgroup_range *range, u16 n)
{
	for (; n; n--, range++)
		if (secgroup_nl_put_range(skb, type, range))
			return -EMSGSIZE;
	return 0;
}

/* The name of a list, if there is one. */
static int put_list(struct sk_buff *skb, int type, const struct secgroup_entries *entries)
{
	return entries ? nla_put_string(skb, type, secgroup_list_of(entries)->id) : 0;
}

static int put_cidr(struct sk_buff *skb, int addr_type, int prefix_type,
		    const struct secgroup_cidr *cidr)
{
	u32 len = cidr->family == 4 ? cidr->len - 96 : cidr->len;

	if (!cidr->family)
		return 0;
	return secgroup_nl_put_addr(skb, addr_type, cidr->addr) ?:
	       nla_put_u32(skb, prefix_type, len);
}

static int put_peer(struct sk_buff *skb, const struct secgroup_rule *rule)
{
	if (!rule->peer)
		return put_cidr(skb, SECGROUP_A_PEER_ADDR, SECGROUP_A_PEER_PREFIX,
				&rule->spec->peer_cidr);
	return nla_put_string(skb, SECGROUP_A_PEER_ACCOUNT, rule->peer->account) ?:
	       nla_put_string(skb, SECGROUP_A_PEER_GROUP, rule->peer->id);
}

static int put_icmp(struct sk_buff *skb, const struct secgroup_rule_spec *spec)
{
	int err = 0;

	if (spec->icmp_any < 2)
		err = nla_put_u32(skb, SECGROUP_A_ICMP_TYPE, spec->icmp_type);
	if (!err && spec->icmp_any < 1)
		err = nla_put_u32(skb, SECGROUP_A_ICMP_CODE, spec->icmp_code);
	return err;
}

static int put_hits(struct sk_buff *skb, const struct secgroup_rule *rule)
{
	const struct secgroup_counter *counter = rule->counter;
	u64 first = atomic64_read(&counter->first);
	u64 packets, bytes;
	int err;

	secgroup_counter_sum(counter, &packets, &bytes);
	err = nla_put_u64_64bit(skb, SECGROUP_A_PACKETS, packets, SECGROUP_A_PAD) ?:
	      nla_put_u64_64bit(skb, SECGROUP_A_BYTES, bytes, SECGROUP_A_PAD);
	if (!err && first)
		err = nla_put_u64_64bit(skb, SECGROUP_A_FIRST_HIT, first, SECGROUP_A_PAD) ?:
		      nla_put_u64_64bit(skb, SECGROUP_A_LAST_HIT, atomic64_read(&counter->last),
					SECGROUP_A_PAD);
	return err;
}

static int put_spec(struct sk_buff *skb, const struct secgroup_rule *rule)
{
	const struct secgroup_rule_spec *spec = rule->spec;
	int err;

	err = nla_put_u32(skb, SECGROUP_A_DIRECTION, spec->direction) ?:
	      nla_put_u32(skb, SECGROUP_A_ACTION, spec->action) ?:
	      nla_put_u32(skb, SECGROUP_A_PRIORITY, spec->priority) ?:
	      nla_put_u32(skb, SECGROUP_A_PROTOCOL, spec->proto) ?:
	      put_ranges(skb, SECGROUP_A_PORT, spec->ranges, spec->n_ports) ?:
	      put_list(skb, SECGROUP_A_PORT_LIST, spec->ports) ?:
	      put_ranges(skb, SECGROUP_A_SRC_PORT, spec->ranges + spec->n_ports,
			 spec->n_src_ports) ?:
	      put_list(skb, SECGROUP_A_SRC_PORT_LIST, spec->src_ports) ?:
	      put_list(skb, SECGROUP_A_PREFIX_LIST, spec->prefixes) ?:
	      put_peer(skb, rule) ?:
	      put_cidr(skb, SECGROUP_A_LOCAL_ADDR, SECGROUP_A_LOCAL_PREFIX, &spec->local) ?:
	      put_icmp(skb, spec);
	if (!err && !rule->group->vpc)
		err = nla_put_u32(skb, SECGROUP_A_NIC_TYPE, spec->nic_type);
	if (!err && spec->helper)
		err = nla_put_u32(skb, SECGROUP_A_HELPER, spec->helper);
	if (!err && spec->state)
		err = nla_put_u32(skb, SECGROUP_A_STATE, spec->state);
	if (!err && spec->log)
		err = nla_put_u32(skb, SECGROUP_A_LOG, spec->log);
	return err;
}

int secgroup_nl_put_rule(struct sk_buff *skb, const struct secgroup_rule *rule)
{
	int err;

	err = nla_put_string(skb, SECGROUP_A_ACCOUNT, rule->group->account) ?:
	      nla_put_string(skb, SECGROUP_A_GROUP, rule->group->id) ?:
	      nla_put_u32(skb, SECGROUP_A_RULE, rule->id) ?:
	      put_spec(skb, rule) ?:
	      put_hits(skb, rule);
	if (!err && rule->description)
		err = nla_put_string(skb, SECGROUP_A_DESCRIPTION, rule->description);
	return err;
}

size_t secgroup_nl_rule_size(u32 n_ranges)
{
	/* Names, addresses, numbers; a description; a nest with two numbers for each range. */
	return 1024 + SECGROUP_DESCRIPTION_MAX +
	       n_ranges * (nla_total_size(0) + 2 * nla_total_size(sizeof(u32)));
}

static int show_rule(struct sk_buff *skb, struct netlink_callback *cb, struct secgroup_rule *rule)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_RULE_GET);

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_rule(skb, rule)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int show_rules(struct sk_buff *skb, struct netlink_callback *cb,
		      struct secgroup_group *group)
{
	struct secgroup_rule_position *at = &secgroup_nl_dump(cb)->position;
	struct secgroup_rule *rule = secgroup_rule_find_next(group, at);
	int err;

	if (!rule)
		return 0;
	list_for_each_entry_from(rule, &group->in_order, list) {
		err = show_rule(skb, cb, rule);
		if (err)
			return err;
		secgroup_rule_position(rule, at);
	}
	return 0;
}

int secgroup_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return secgroup_nl_dump_groups(skb, cb, show_rules);
}

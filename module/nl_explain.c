// SPDX-License-Identifier: GPL-2.0-only
/*
 * Explain: ask the judge about a packet that is only described.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include "group.h"
#include "judge.h"
#include "net.h"
#include "nl.h"

#define refuse(cb, type, reason) \
	secgroup_nl_refuse_at((cb)->extack, secgroup_genl_dump_attrs(cb)[type], -EINVAL, reason)

static u32 get(struct netlink_callback *cb, int type, u32 otherwise)
{
	struct nlattr *attr = secgroup_genl_dump_attrs(cb)[type];

	return attr ? nla_get_u32(attr) : otherwise;
}

static int parse_ends(struct netlink_callback *cb, struct secgroup_key *key)
{
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);
	bool in = key->direction == SECGROUP_INGRESS;
	int err;

	err = secgroup_nl_get_addr(attrs[SECGROUP_A_SRC_ADDR], in ? &key->remote : &key->local,
				   cb->extack) ?:
	      secgroup_nl_get_addr(attrs[SECGROUP_A_DST_ADDR], in ? &key->local : &key->remote,
				   cb->extack);
	if (err)
		return err;
	if (secgroup_addr_is_v4(key->remote) != secgroup_addr_is_v4(key->local))
		return refuse(cb, SECGROUP_A_DST_ADDR, "source and destination of two families");
	return 0;
}

/* An echo request if nothing is said. */
static int parse_icmp(struct netlink_callback *cb, struct secgroup_key *key)
{
	bool v4 = key->proto == IPPROTO_ICMP;
	u32 type = get(cb, SECGROUP_A_ICMP_TYPE, v4 ? ICMP_ECHO : ICMPV6_ECHO_REQUEST);

	if (secgroup_addr_is_v4(key->remote) != v4)
		return refuse(cb, SECGROUP_A_PROTOCOL, "icmp is of IPv4, icmpv6 of IPv6");
	key->dport = type << 8 | get(cb, SECGROUP_A_ICMP_CODE, 0);
	return 0;
}

static int parse_service(struct netlink_callback *cb, struct secgroup_key *key)
{
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);

	if (attrs[SECGROUP_A_ICMP_CODE] && !attrs[SECGROUP_A_ICMP_TYPE])
		return refuse(cb, SECGROUP_A_ICMP_CODE, "an ICMP code without a type");
	if (!secgroup_proto_is_icmp(key->proto) && attrs[SECGROUP_A_ICMP_TYPE])
		return refuse(cb, SECGROUP_A_ICMP_TYPE, "ICMP type of a protocol that is not ICMP");
	if (!secgroup_proto_has_ports(key->proto)) {
		if (attrs[SECGROUP_A_SRC_PORT_NUM])
			return refuse(cb, SECGROUP_A_SRC_PORT_NUM, "the protocol has no ports");
		if (attrs[SECGROUP_A_DST_PORT_NUM])
			return refuse(cb, SECGROUP_A_DST_PORT_NUM, "the protocol has no ports");
	}
	if (secgroup_proto_is_icmp(key->proto))
		return parse_icmp(cb, key);
	key->sport = get(cb, SECGROUP_A_SRC_PORT_NUM, 0);
	key->dport = get(cb, SECGROUP_A_DST_PORT_NUM, 0);
	return 0;
}

static int parse_key(struct netlink_callback *cb, struct secgroup_key *key)
{
	static const u8 needed[] = {
		SECGROUP_A_DIRECTION, SECGROUP_A_PROTOCOL, SECGROUP_A_SRC_ADDR,
		SECGROUP_A_DST_ADDR,
	};
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		if (attrs[needed[i]])
			continue;
		NL_SET_ERR_MSG(cb->extack, "direction, protocol and both addresses are needed");
		return -EINVAL;
	}
	memset(key, 0, sizeof(*key));
	key->direction = get(cb, SECGROUP_A_DIRECTION, 0);
	key->proto = get(cb, SECGROUP_A_PROTOCOL, 0);
	return parse_ends(cb, key) ?: parse_service(cb, key);
}

static int put_decider(struct sk_buff *skb, struct secgroup_net *sn,
		       const struct secgroup_opinion *opinion)
{
	const struct secgroup_rule *rule = opinion->rule;
	u32 gid = rule ? rule->group_gid : opinion->result.gid;
	struct secgroup_group *group = gid ? secgroup_group_by_gid(sn, gid) : NULL;

	if (!group)
		return 0;
	if (nla_put_string(skb, SECGROUP_A_ACCOUNT, group->account) ||
	    nla_put_string(skb, SECGROUP_A_GROUP, group->id))
		return -EMSGSIZE;
	if (!rule)
		return 0;
	return nla_put_u32(skb, SECGROUP_A_RULE, rule->id) ?:
	       nla_put_u32(skb, SECGROUP_A_PRIORITY, rule->spec->priority);
}

static int show_verdict(struct sk_buff *skb, struct netlink_callback *cb,
			const struct secgroup_judgement *j, const struct secgroup_key *key)
{
	struct nlattr *mac = secgroup_genl_dump_attrs(cb)[SECGROUP_A_MAC];
	struct secgroup_verdict verdict;
	void *header;

	secgroup_judge_explain(j, key, mac ? nla_data(mac) : NULL, &verdict);
	header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_EXPLAIN);
	if (!header)
		return -EMSGSIZE;
	if (nla_put_u32(skb, SECGROUP_A_VERDICT, verdict.action) ||
	    nla_put_u32(skb, SECGROUP_A_STAGE, verdict.stage) ||
	    nla_put_u32(skb, SECGROUP_A_REASON, verdict.reason) ||
	    put_decider(skb, secgroup_nl_dump_net(cb), &verdict.opinion)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int show_rule(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct secgroup_rule *rule)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_EXPLAIN);

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_rule(skb, rule)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* The verdict, and then the matching rules by rank: @step is 1 more than the next one's. */
static int show(struct sk_buff *skb, struct netlink_callback *cb,
		const struct secgroup_judgement *j, const struct secgroup_key *key)
{
	/* Audit rules match, too: shown with their state, in their place. */
	const struct secgroup_program *program = j->judge->audit ?: j->judge->program;
	const struct secgroup_membership *members = secgroup_judgement_members(j, key->remote);
	u32 *step = &secgroup_nl_dump(cb)->step;
	const struct secgroup_rule *rule;
	int err = 0;

	if (!*step) {
		err = show_verdict(skb, cb, j, key);
		if (err)
			return err;
		*step = 1;
	}
	for (; *step <= secgroup_program_size(program); ++*step) {
		rule = secgroup_program_owner(program, *step - 1);
		if (secgroup_rule_matches(rule->spec, key, members, j->view->generation))
			err = show_rule(skb, cb, rule);
		if (err)
			break;
		if (need_resched()) {
			rcu_read_unlock();
			cond_resched();
			rcu_read_lock();
		}
	}
	return err;
}

static int explain(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct secgroup_judgement j;
	struct secgroup_nic *nic;
	struct secgroup_key key;
	int err;

	err = parse_key(cb, &key);
	if (err)
		return err;
	nic = secgroup_nl_find_nic(secgroup_nl_dump_net(cb), secgroup_genl_dump_attrs(cb),
				   cb->extack);
	if (IS_ERR(nic))
		return PTR_ERR(nic);
	/* Under the writer mutex view, rules, groups and members stay, and a NIC with settings is in the view. */
	rcu_read_lock();
	err = secgroup_judgement_begin(&j, nic) ? show(skb, cb, &j, &key) : -ENOENT;
	rcu_read_unlock();
	return err;
}

int secgroup_nl_explain_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int err;

	secgroup_nl_dump_lock(cb);
	err = explain(skb, cb);
	return secgroup_nl_dump_unlock(skb, cb, err);
}

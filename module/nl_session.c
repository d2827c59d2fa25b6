// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include "group.h"
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "session.h"

/**
 * struct session_dump - where a dump of sessions goes on
 * @started: @slot is known
 * @slot: of the NIC that was asked for, or U32_MAX
 * @iter: in the session table
 */
struct session_dump {
	bool started;
	u32 slot;
	struct rhashtable_iter iter;
};

/**
 * struct target - where sessions are shown
 * @skb: message buffer
 * @cb: the dump
 */
struct target {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

static struct session_dump *session_dump(struct netlink_callback *cb)
{
	return *(struct session_dump **)cb->ctx;
}

/* Not when the dump starts: not every kernel reports a reason from there. */
static int find_slot(struct netlink_callback *cb, struct session_dump *dump)
{
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);
	struct secgroup_nic *nic;

	if (dump->started)
		return 0;
	dump->slot = U32_MAX;
	if (attrs[SECGROUP_A_DEV] || attrs[SECGROUP_A_IFINDEX]) {
		nic = secgroup_nl_find_nic(secgroup_nl_dump_net(cb), attrs, cb->extack);
		if (IS_ERR(nic))
			return PTR_ERR(nic);
		dump->slot = nic->slot;
	}
	dump->started = true;
	return 0;
}

int secgroup_nl_session_get_start(struct netlink_callback *cb)
{
	struct session_dump *dump;
	int err;

	err = secgroup_nl_check(cb->nlh, cb->extack);
	if (err)
		return err;
	dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	if (!dump)
		return -ENOMEM;
	rhashtable_walk_enter(&secgroup_nl_dump_net(cb)->sessions, &dump->iter);
	*(struct session_dump **)cb->ctx = dump;
	return 0;
}

int secgroup_nl_session_get_done(struct netlink_callback *cb)
{
	struct session_dump *dump = session_dump(cb);

	rhashtable_walk_exit(&dump->iter);
	kfree(dump);
	return 0;
}

static int put_nic(struct sk_buff *skb, struct secgroup_nic *nic)
{
	int ifindex = READ_ONCE(nic->ifindex);
	char name[IFNAMSIZ];

	secgroup_nic_name(nic, name);
	if (ifindex && nla_put_u32(skb, SECGROUP_A_IFINDEX, ifindex))
		return -EMSGSIZE;
	return nla_put_string(skb, SECGROUP_A_DEV, name);
}

static int put_service(struct sk_buff *skb, const struct secgroup_session_info *info)
{
	if (secgroup_proto_has_ports(info->proto))
		return nla_put_u32(skb, SECGROUP_A_SRC_PORT_NUM, info->sport) ?:
		       nla_put_u32(skb, SECGROUP_A_DST_PORT_NUM, info->dport);
	if (secgroup_proto_is_icmp(info->proto))
		return nla_put_u32(skb, SECGROUP_A_ICMP_TYPE, info->icmp_type) ?:
		       nla_put_u32(skb, SECGROUP_A_ICMP_CODE, info->icmp_code) ?:
		       nla_put_u32(skb, SECGROUP_A_ICMP_ID, info->icmp_id);
	return 0;
}

/* The rule may have been deleted since, and its group with it: ask by number. */
static int put_rule(struct sk_buff *skb, struct secgroup_net *sn, const struct secgroup_rule *rule)
{
	struct secgroup_group *group = rule ? secgroup_group_by_gid(sn, rule->group_gid) : NULL;

	if (!group)
		return 0;
	return nla_put_string(skb, SECGROUP_A_ACCOUNT, group->account) ?:
	       nla_put_string(skb, SECGROUP_A_GROUP, group->id) ?:
	       nla_put_u32(skb, SECGROUP_A_RULE, rule->id);
}

static int put_traffic(struct sk_buff *skb, const struct secgroup_traffic *traffic)
{
	return nla_put_u64_64bit(skb, SECGROUP_A_PACKETS, traffic->packets[0], SECGROUP_A_PAD) ?:
	       nla_put_u64_64bit(skb, SECGROUP_A_BYTES, traffic->bytes[0], SECGROUP_A_PAD) ?:
	       nla_put_u64_64bit(skb, SECGROUP_A_REPLY_PACKETS, traffic->packets[1],
				 SECGROUP_A_PAD) ?:
	       nla_put_u64_64bit(skb, SECGROUP_A_REPLY_BYTES, traffic->bytes[1], SECGROUP_A_PAD);
}

static int put_session(struct sk_buff *skb, struct secgroup_net *sn,
		       const struct secgroup_session_info *info)
{
	int err;

	err = put_nic(skb, info->nic) ?:
	      nla_put_u32(skb, SECGROUP_A_DIRECTION, info->direction) ?:
	      nla_put_u32(skb, SECGROUP_A_PROTOCOL, info->proto) ?:
	      secgroup_nl_put_addr(skb, SECGROUP_A_SRC_ADDR, info->src) ?:
	      secgroup_nl_put_addr(skb, SECGROUP_A_DST_ADDR, info->dst) ?:
	      put_service(skb, info) ?:
	      put_rule(skb, sn, info->rule) ?:
	      put_traffic(skb, &info->traffic) ?:
	      nla_put_u64_64bit(skb, SECGROUP_A_AGE, info->age_ms, SECGROUP_A_PAD) ?:
	      nla_put_u64_64bit(skb, SECGROUP_A_EXPIRES, info->expires_ms, SECGROUP_A_PAD);
	if (!err && info->tombstone)
		err = nla_put_flag(skb, SECGROUP_A_TOMBSTONE);
	return err;
}

static int show_session(const struct secgroup_session_info *info, void *arg)
{
	struct target *to = arg;
	void *header = secgroup_nl_dump_put(to->skb, to->cb, SECGROUP_CMD_SESSION_GET);

	if (!header)
		return -EMSGSIZE;
	if (put_session(to->skb, secgroup_nl_dump_net(to->cb), info)) {
		genlmsg_cancel(to->skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(to->skb, header);
	return 0;
}

int secgroup_nl_session_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct session_dump *dump = session_dump(cb);
	struct target to = { .skb = skb, .cb = cb };
	int err;

	secgroup_nl_dump_lock(cb);
	err = find_slot(cb, dump) ?:
	      secgroup_session_walk(secgroup_nl_dump_net(cb), &dump->iter, dump->slot, show_session, &to);
	return secgroup_nl_dump_unlock(skb, cb, err);
}

int secgroup_nl_session_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct secgroup_nic *nic;
	int err;

	err = secgroup_nl_check(info->nlhdr, info->extack);
	if (err)
		return err;
	mutex_lock(&sn->mutex);
	nic = secgroup_nl_find_nic(sn, info->attrs, info->extack);
	if (IS_ERR(nic))
		err = PTR_ERR(nic);
	else
		secgroup_session_flush_now(nic);
	mutex_unlock(&sn->mutex);
	return err;
}

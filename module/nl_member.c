// SPDX-License-Identifier: GPL-2.0-only
#include "change.h"
#include "group.h"
#include "member.h"
#include "net.h"
#include "nl.h"

static int member_new(struct secgroup_request *rq, struct secgroup_group *group,
		      const struct nlattr *attr)
{
	struct secgroup_member *member;
	struct secgroup_addr addr;
	int err;

	err = secgroup_nl_get_host(attr, &addr, rq->extack);
	if (err)
		return err;
	member = secgroup_member_make(rq->txn->sn, group, addr);
	if (IS_ERR(member))
		return PTR_ERR(member);
	return member->manual ? 0 : secgroup_change_member(rq->txn, member, true);
}

static int member_del(struct secgroup_request *rq, struct secgroup_group *group,
		      const struct nlattr *attr)
{
	struct secgroup_member *member;
	struct secgroup_addr addr;
	int err;

	err = secgroup_nl_get_host(attr, &addr, rq->extack);
	if (err)
		return err;
	member = secgroup_member_find(group, addr);
	if (!member || !member->manual)
		return secgroup_nl_refuse_at(rq->extack, attr, -ENOENT,
					     "no member that was added by hand");
	return secgroup_change_member(rq->txn, member, false);
}

static int for_each_addr(struct secgroup_request *rq,
			 int (*fn)(struct secgroup_request *rq, struct secgroup_group *group,
				   const struct nlattr *attr))
{
	struct secgroup_group *group;
	const struct nlattr *attr;
	int rem, err;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	if (!rq->attrs[SECGROUP_A_ADDR])
		return secgroup_nl_missing(rq, SECGROUP_A_ADDR, "which address? ADDR is missing");
	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_ADDR, rem) {
		err = fn(rq, group, attr);
		if (err)
			return err;
	}
	return 0;
}

int secgroup_nl_member_new(struct secgroup_request *rq)
{
	return for_each_addr(rq, member_new);
}

int secgroup_nl_member_del(struct secgroup_request *rq)
{
	return for_each_addr(rq, member_del);
}

int secgroup_nl_put_member(struct sk_buff *skb, struct secgroup_net *sn,
			   const struct secgroup_member *member)
{
	const struct secgroup_group *group = secgroup_group_by_gid(sn, member->m.gid);
	int err;

	err = nla_put_string(skb, SECGROUP_A_ACCOUNT, group->account) ?:
	      nla_put_string(skb, SECGROUP_A_GROUP, group->id) ?:
	      secgroup_nl_put_addr(skb, SECGROUP_A_ADDR, member->m.addr);
	if (!err && member->manual)
		err = nla_put_flag(skb, SECGROUP_A_MEMBER_MANUAL);
	if (!err && member->n_nics)
		err = nla_put_u32(skb, SECGROUP_A_MEMBER_NICS, member->n_nics);
	return err;
}

static int show_member(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct secgroup_member *member)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_MEMBER_GET);

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_member(skb, secgroup_nl_dump_net(cb), member)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int show_members(struct sk_buff *skb, struct netlink_callback *cb,
			struct secgroup_group *group)
{
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_member *member;
	int err;

	while ((member = secgroup_member_find_next(group, dump->in_members ? &dump->addr : NULL))) {
		err = show_member(skb, cb, member);
		if (err)
			return err;
		dump->in_members = true;
		dump->addr = member->m.addr;
	}
	return 0;
}

int secgroup_nl_member_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return secgroup_nl_dump_groups(skb, cb, show_members);
}

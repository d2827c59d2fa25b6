// SPDX-License-Identifier: GPL-2.0-only
#include "change.h"
#include "net.h"
#include "nl.h"
#include "quota.h"

int secgroup_nl_quota_set(struct secgroup_request *rq)
{
	const struct nlattr *quota = rq->attrs[SECGROUP_A_QUOTA], *limit = rq->attrs[SECGROUP_A_LIMIT];

	if (!quota)
		return secgroup_nl_missing(rq, SECGROUP_A_QUOTA, "which quota? QUOTA is missing");
	if (!limit)
		return secgroup_nl_missing(rq, SECGROUP_A_LIMIT, "LIMIT is missing");
	if (nla_get_u32(quota) == SECGROUP_QUOTA_GROUPS_PER_NIC &&
	    nla_get_u32(limit) > SECGROUP_GROUPS_PER_NIC_MAX)
		return secgroup_nl_refuse(rq, SECGROUP_A_LIMIT, -ERANGE,
					  "a NIC has room for 1024 groups");
	return secgroup_change_quota(rq->txn, nla_get_u32(quota), nla_get_u32(limit));
}

static int put_quota(struct sk_buff *skb, const struct secgroup_net *sn, u32 quota)
{
	u32 used;
	int err;

	err = nla_put_u32(skb, SECGROUP_A_QUOTA, quota) ?:
	      nla_put_u32(skb, SECGROUP_A_LIMIT, sn->quotas[quota]);
	if (!err && secgroup_quota_used(sn, quota, &used))
		err = nla_put_u32(skb, SECGROUP_A_USED, used);
	return err;
}

static int show_quota(struct sk_buff *skb, struct netlink_callback *cb, u32 quota)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_QUOTA_GET);

	if (!header)
		return -EMSGSIZE;
	if (put_quota(skb, secgroup_nl_dump_net(cb), quota)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

int secgroup_nl_quota_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	int err = 0;

	secgroup_nl_dump_lock(cb);
	for (; !err && dump->step <= SECGROUP_QUOTA_MAX; dump->step += !err)
		err = show_quota(skb, cb, dump->step);
	return secgroup_nl_dump_unlock(skb, cb, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps. Each call shows what fits into a message buffer under the writer mutex; between two
 * calls the policy may change, which the dump says (NLM_F_DUMP_INTR).
 */
#include <linux/slab.h>
#include <linux/string.h>
#include "group.h"
#include "net.h"
#include "nic.h"
#include "nl.h"

/* The largest message that a dump may have to make: a buffer must hold it. */
static size_t largest_message(struct secgroup_net *sn)
{
	size_t size = max_t(size_t, SECGROUP_NL_GROUP_SIZE, secgroup_nl_rule_size(sn->most_ranges));
	struct secgroup_nic *nic;
	unsigned long slot;

	xa_for_each(&sn->nic_slots, slot, nic)
		if (nic->config)
			size = max(size, secgroup_nl_nic_size(nic->config));
	return size;
}

/**
 * struct state - what is in &netlink_callback.ctx of every dump
 * @dump: &struct secgroup_dump, or what a dump of its own kind has instead
 * @sized: generation by which the next buffer is sized
 * @overtaken: the buffer of this call was sized by an earlier one
 */
struct state {
	void *dump;
	u64 sized;
	bool overtaken;
};

static struct state *state(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct state) > sizeof(cb->ctx));
	return (struct state *)cb->ctx;
}

/* A buffer is allocated before the call that fills it, so this is for the next one. */
static void size_buffer(struct netlink_callback *cb)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);
	u64 generation = secgroup_net_view(sn)->generation;

	state(cb)->overtaken = state(cb)->sized != generation;
	state(cb)->sized = generation;
	cb->min_dump_alloc = largest_message(sn);
}

int secgroup_nl_dump_start(struct netlink_callback *cb)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);
	struct secgroup_dump *dump;
	int err;

	err = secgroup_nl_check(cb->nlh, cb->extack);
	if (err)
		return err;
	dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	if (!dump)
		return -ENOMEM;
	state(cb)->dump = dump;
	mutex_lock(&sn->mutex);
	size_buffer(cb);
	mutex_unlock(&sn->mutex);
	return 0;
}

int secgroup_nl_dump_done(struct netlink_callback *cb)
{
	kfree(secgroup_nl_dump(cb));
	return 0;
}

void secgroup_nl_dump_lock(struct netlink_callback *cb)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);

	mutex_lock(&sn->mutex);
	/* 0 means that no call has been made yet. */
	cb->seq = (u32)secgroup_net_view(sn)->generation ?: U32_MAX;
	size_buffer(cb);
}

int secgroup_nl_dump_unlock(struct sk_buff *skb, struct netlink_callback *cb, int err)
{
	mutex_unlock(&secgroup_nl_dump_net(cb)->mutex);
	if (err != -EMSGSIZE)
		return err;
	if (skb->len)
		return skb->len;
	return state(cb)->overtaken ? -EINTR : -EMSGSIZE;
}

void *secgroup_nl_dump_put(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	u64 generation = secgroup_net_view(secgroup_nl_dump_net(cb))->generation;
	void *header;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &secgroup_nl_family, NLM_F_MULTI, cmd);
	if (!header)
		return NULL;
	genl_dump_check_consistent(cb, header);
	if (secgroup_nl_put_generation(skb, generation)) {
		genlmsg_cancel(skb, header);
		return NULL;
	}
	return header;
}

/* The group to go on with; NULL: through. */
static struct secgroup_group *next_group(struct secgroup_net *sn, struct secgroup_dump *dump)
{
	struct secgroup_group *group = NULL;

	if (dump->in_group)
		group = secgroup_group_find(sn, dump->account, dump->id);
	if (group)
		return group;
	group = secgroup_group_find_next(sn, dump->started ? dump->account : NULL, dump->id);
	if (!group)
		return NULL;
	dump->started = true;
	dump->in_group = true;
	dump->in_members = false;
	dump->position = (struct secgroup_rule_position){ };
	strscpy(dump->account, group->account, sizeof(dump->account));
	strscpy(dump->id, group->id, sizeof(dump->id));
	return group;
}

static int dump_all_groups(struct sk_buff *skb, struct netlink_callback *cb, secgroup_dump_fn fn)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_group *group;
	int err;

	while ((group = next_group(sn, dump))) {
		err = fn(skb, cb, group);
		if (err)
			return err;
		dump->in_group = false;
	}
	return 0;
}

static int dump_one_group(struct sk_buff *skb, struct netlink_callback *cb, secgroup_dump_fn fn)
{
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_group *group;
	int err;

	group = secgroup_nl_find_group(secgroup_nl_dump_net(cb), secgroup_genl_dump_attrs(cb),
				       cb->extack);
	/* If it goes in the middle, that was all. */
	if (IS_ERR(group))
		return dump->started ? 0 : PTR_ERR(group);
	if (dump->started && !dump->in_group)
		return 0;
	dump->started = true;
	dump->in_group = true;
	err = fn(skb, cb, group);
	if (!err)
		dump->in_group = false;
	return err;
}

int secgroup_nl_dump_groups(struct sk_buff *skb, struct netlink_callback *cb,
			    secgroup_dump_fn fn)
{
	int err;

	secgroup_nl_dump_lock(cb);
	if (secgroup_genl_dump_attrs(cb)[SECGROUP_A_GROUP] ||
	    secgroup_genl_dump_attrs(cb)[SECGROUP_A_ACCOUNT])
		err = dump_one_group(skb, cb, fn);
	else
		err = dump_all_groups(skb, cb, fn);
	return secgroup_nl_dump_unlock(skb, cb, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that change policy: at once, or staged in the socket's open transaction and applied
 * by its commit.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "net.h"
#include "nl.h"
#include "quota.h"

/* Bytes that one transaction may stage: some millions of messages. */
#define STAGED_MAX	(512UL << 20)

/**
 * struct staged - a message that waits for the commit
 * @list: in &open_txn.messages
 * @nlh: copy of it
 */
struct staged {
	struct list_head list;
	struct nlmsghdr nlh[];
};

/**
 * struct open_txn - a socket's transaction
 * @list: in &secgroup_net.txns
 * @portid: the socket's
 * @messages: &struct staged, in order
 * @bytes: that they take
 * @broken: a message that belongs to it was refused: it is not what its sender meant any more
 */
struct open_txn {
	struct list_head list;
	u32 portid;
	struct list_head messages;
	size_t bytes;
	bool broken;
};

static struct open_txn *find(struct secgroup_net *sn, u32 portid)
{
	struct open_txn *open;

	lockdep_assert_held(&sn->txn_mutex);
	list_for_each_entry(open, &sn->txns, list)
		if (open->portid == portid)
			return open;
	return NULL;
}

/* Take a socket's transaction out of the list; NULL if it has none. */
static struct open_txn *take(struct secgroup_net *sn, u32 portid)
{
	struct open_txn *open;

	mutex_lock(&sn->txn_mutex);
	open = find(sn, portid);
	if (open)
		list_del(&open->list);
	mutex_unlock(&sn->txn_mutex);
	return open;
}

static void open_txn_free(struct open_txn *open)
{
	struct staged *message, *next;

	if (!open)
		return;
	list_for_each_entry_safe(message, next, &open->messages, list) {
		kvfree(message);
		cond_resched();
	}
	kfree(open);
}

void secgroup_nl_txn_forget(struct secgroup_net *sn, u32 portid)
{
	open_txn_free(take(sn, portid));
}

void secgroup_nl_txn_forget_all(struct secgroup_net *sn)
{
	struct open_txn *open, *next;

	list_for_each_entry_safe(open, next, &sn->txns, list)
		open_txn_free(open);
	INIT_LIST_HEAD(&sn->txns);
}

int secgroup_nl_txn_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct open_txn *open;
	int err = 0;

	open = kzalloc(sizeof(*open), GFP_KERNEL_ACCOUNT);
	if (!open)
		return -ENOMEM;
	open->portid = info->snd_portid;
	INIT_LIST_HEAD(&open->messages);

	mutex_lock(&sn->txn_mutex);
	if (find(sn, info->snd_portid))
		err = -EALREADY;
	else
		list_add_tail(&open->list, &sn->txns);
	mutex_unlock(&sn->txn_mutex);
	if (err) {
		kfree(open);
		NL_SET_ERR_MSG(info->extack, "a transaction is open on this socket");
	}
	return err;
}

int secgroup_nl_txn_abort_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct open_txn *open = take(sn, info->snd_portid);

	if (!open) {
		NL_SET_ERR_MSG(info->extack, "no transaction is open on this socket");
		return -ENOENT;
	}
	open_txn_free(open);
	return 0;
}

/*
 * Give a copy of a message to the socket's transaction.
 * Return: 1 if it has it, 0 if the socket has no transaction, or an errno.
 */
static int hand_over(struct secgroup_net *sn, const struct genl_info *info,
		     struct staged *message, size_t bytes)
{
	struct open_txn *open;
	int err = 1;

	mutex_lock(&sn->txn_mutex);
	open = find(sn, info->snd_portid);
	if (!open) {
		err = 0;
	} else if (open->bytes + bytes > STAGED_MAX) {
		NL_SET_ERR_MSG(info->extack, "the transaction is too large");
		err = -E2BIG;
	} else {
		list_add_tail(&message->list, &open->messages);
		open->bytes += bytes;
	}
	mutex_unlock(&sn->txn_mutex);
	return err;
}

/* A message that would have been staged is refused. */
static void break_open(struct secgroup_net *sn, u32 portid)
{
	struct open_txn *open;

	mutex_lock(&sn->txn_mutex);
	open = find(sn, portid);
	if (open)
		open->broken = true;
	mutex_unlock(&sn->txn_mutex);
}

/* Return: 1 if the message was staged, 0 if there is no transaction, or an errno. */
static int stage(struct secgroup_net *sn, const struct genl_info *info)
{
	size_t bytes = struct_size((struct staged *)NULL, nlh, 0) + info->nlhdr->nlmsg_len;
	struct staged *message;
	int err;

	/* Outside of the mutex: it may take long, and whoever closes a socket takes that. */
	message = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
	if (!message)
		return -ENOMEM;
	memcpy(message->nlh, info->nlhdr, info->nlhdr->nlmsg_len);
	err = hand_over(sn, info, message, bytes);
	if (err <= 0)
		kvfree(message);
	return err;
}

static int apply(struct secgroup_request *rq)
{
	static int (*const functions[SECGROUP_CMD_MAX + 1])(struct secgroup_request *rq) = {
		[SECGROUP_CMD_GROUP_NEW] = secgroup_nl_group_new,
		[SECGROUP_CMD_GROUP_SET] = secgroup_nl_group_set,
		[SECGROUP_CMD_GROUP_DEL] = secgroup_nl_group_del,
		[SECGROUP_CMD_RULE_NEW] = secgroup_nl_rule_new,
		[SECGROUP_CMD_RULE_SET] = secgroup_nl_rule_set,
		[SECGROUP_CMD_RULE_DEL] = secgroup_nl_rule_del,
		[SECGROUP_CMD_MEMBER_NEW] = secgroup_nl_member_new,
		[SECGROUP_CMD_MEMBER_DEL] = secgroup_nl_member_del,
		[SECGROUP_CMD_NIC_NEW] = secgroup_nl_nic_new,
		[SECGROUP_CMD_NIC_SET] = secgroup_nl_nic_set,
		[SECGROUP_CMD_NIC_DEL] = secgroup_nl_nic_del,
		[SECGROUP_CMD_LIST_ADD] = secgroup_nl_list_add,
		[SECGROUP_CMD_LIST_SET] = secgroup_nl_list_set,
		[SECGROUP_CMD_LIST_DEL] = secgroup_nl_list_del,
		[SECGROUP_CMD_QUOTA_SET] = secgroup_nl_quota_set,
		[SECGROUP_CMD_FLUSH] = secgroup_nl_flush,
	};
	const struct genlmsghdr *header = nlmsg_data(rq->nlh);
	int err;

	rq->txn->nlh = rq->nlh;
	err = functions[header->cmd](rq);
	rq->txn->nlh = NULL;
	return err;
}

/* For NLM_F_ECHO: the rule as it is, as of the generation that the commit makes. */
static int make_echo(struct secgroup_request *rq, struct genl_info *info, struct sk_buff **echo)
{
	const struct secgroup_rule_spec *spec = rq->rule->spec;
	struct secgroup_txn *txn = rq->txn;
	u64 generation = secgroup_net_view(txn->sn)->generation + !list_empty(&txn->changes);
	struct sk_buff *msg;
	void *header;

	msg = genlmsg_new(secgroup_nl_rule_size(spec->n_ports + spec->n_src_ports), GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	header = genlmsg_put_reply(msg, info, &secgroup_nl_family, 0, SECGROUP_CMD_RULE_NEW);
	if (!header || secgroup_nl_put_generation(msg, generation) ||
	    secgroup_nl_put_rule(msg, rq->rule)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, header);
	*echo = msg;
	return 0;
}

static int change_now(struct secgroup_net *sn, struct genl_info *info)
{
	struct sk_buff *echo = NULL;
	struct secgroup_txn txn;
	struct secgroup_request rq = {
		.txn = &txn,
		.nlh = info->nlhdr,
		.attrs = info->attrs,
		.extack = info->extack,
	};
	int err;

	secgroup_txn_begin(&txn, sn);
	err = apply(&rq);
	if (!err && rq.rule && (info->nlhdr->nlmsg_flags & NLM_F_ECHO) &&
	    info->genlhdr->cmd == SECGROUP_CMD_RULE_NEW)
		err = make_echo(&rq, info, &echo);
	if (err)
		secgroup_txn_abort(&txn);
	else
		err = secgroup_txn_commit(&txn, false, info->extack);
	if (err)
		nlmsg_free(echo);
	else if (echo)
		/* The change is made, whether or not the socket has room for the reply. */
		genlmsg_reply(echo, info);
	return err;
}

int secgroup_nl_change_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	int err;

	err = secgroup_nl_check(info->nlhdr, info->extack) ?: stage(sn, info);
	if (err < 0)
		break_open(sn, info->snd_portid);
	if (err)
		return min(err, 0);
	return change_now(sn, info);
}

/*
 * Report the message of a transaction that was refused, as an answer to that message. Not by
 * netlink_ack(): its request is not the one that is being handled.
 */
static void report(struct genl_info *info, const struct nlmsghdr *nlh, int error,
		   const struct netlink_ext_ack *extack)
{
	struct nlmsgerr *body;
	struct nlmsghdr *header;
	size_t text = extack->_msg ? strlen(extack->_msg) + 1 : 0;
	struct sk_buff *msg;

	msg = nlmsg_new(sizeof(*body) + nla_total_size(text) + 2 * nla_total_size(sizeof(u32)),
			GFP_KERNEL);
	if (!msg)
		return;
	header = nlmsg_put(msg, info->snd_portid, nlh->nlmsg_seq, NLMSG_ERROR, sizeof(*body),
			   NLM_F_CAPPED | NLM_F_ACK_TLVS);
	if (!header)
		goto failed;
	body = nlmsg_data(header);
	body->error = error;
	body->msg = *nlh;
	if (extack->_msg && nla_put_string(msg, NLMSGERR_ATTR_MSG, extack->_msg))
		goto failed;
	if (extack->bad_attr && nla_put_u32(msg, NLMSGERR_ATTR_OFFS,
					    (u8 *)extack->bad_attr - (u8 *)nlh))
		goto failed;
	if (extack->miss_type && nla_put_u32(msg, NLMSGERR_ATTR_MISS_TYPE, extack->miss_type))
		goto failed;
	nlmsg_end(msg, header);
	genlmsg_unicast(genl_info_net(info), msg, info->snd_portid);
	return;

failed:
	nlmsg_free(msg);
}

static int apply_staged(struct secgroup_txn *txn, struct nlmsghdr *nlh, struct nlattr **attrs,
			struct netlink_ext_ack *extack)
{
	struct secgroup_request rq = {
		.txn = txn,
		.nlh = nlh,
		.attrs = attrs,
		.extack = extack,
	};
	int err;

	/* It was found good when it was staged, so it is not checked against the policy: this fills in @attrs. */
	err = nlmsg_parse(nlh, GENL_HDRLEN, attrs, SECGROUP_A_MAX, NULL, extack);
	return err ?: apply(&rq);
}

static int apply_all(struct secgroup_txn *txn, struct open_txn *open, struct netlink_ext_ack *extack)
{
	struct nlattr **attrs;
	struct staged *message;
	int err = 0;

	attrs = kcalloc(SECGROUP_A_MAX + 1, sizeof(*attrs), GFP_KERNEL_ACCOUNT);
	if (!attrs)
		return -ENOMEM;
	list_for_each_entry(message, &open->messages, list) {
		err = apply_staged(txn, message->nlh, attrs, extack) ?:
		      secgroup_quotas_bound(txn, extack);
		if (err) {
			txn->culprit = message->nlh;
			break;
		}
		cond_resched();
	}
	kfree(attrs);
	return err;
}

static int check_generation(struct secgroup_net *sn, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECGROUP_A_GENERATION];

	if (attr && nla_get_u64(attr) != secgroup_net_view(sn)->generation)
		return secgroup_nl_refuse_at(info->extack, attr, -ESTALE,
					     "the policy has changed since that generation");
	return 0;
}

static struct sk_buff *reply_alloc(struct genl_info *info)
{
	return genlmsg_new(nla_total_size_64bit(sizeof(u64)), GFP_KERNEL);
}

/* The commit is made, whether or not the socket has room for the reply: this cannot fail. */
static void reply(struct genl_info *info, struct sk_buff *msg, u64 generation)
{
	void *header;

	header = genlmsg_put_reply(msg, info, &secgroup_nl_family, 0, SECGROUP_CMD_TXN_COMMIT);
	if (WARN_ON_ONCE(!header || secgroup_nl_put_generation(msg, generation))) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_end(msg, header);
	genlmsg_reply(msg, info);
}

static int commit(struct secgroup_net *sn, struct open_txn *open, struct genl_info *info,
		  u64 *generation)
{
	bool dry_run = info->attrs[SECGROUP_A_DRY_RUN];
	struct netlink_ext_ack extack = { };
	struct secgroup_txn txn;
	int err;

	if (open->broken) {
		NL_SET_ERR_MSG(info->extack, "a message of the transaction was refused");
		return -ECANCELED;
	}
	secgroup_txn_begin(&txn, sn);
	err = check_generation(sn, info);
	if (err) {
		secgroup_txn_abort(&txn);
		return err;
	}
	txn.graceful = info->attrs[SECGROUP_A_GRACEFUL];
	err = apply_all(&txn, open, &extack);
	*generation = secgroup_net_view(sn)->generation + !list_empty(&txn.changes);
	if (err)
		secgroup_txn_abort(&txn);
	else
		err = secgroup_txn_commit(&txn, dry_run, &extack);
	if (err && txn.culprit)
		report(info, txn.culprit, err, &extack);
	if (err && !txn.culprit && extack._msg)
		info->extack->_msg = extack._msg;
	else if (err)
		NL_SET_ERR_MSG(info->extack, "transaction refused, nothing was changed");
	return err;
}

int secgroup_nl_txn_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct open_txn *open;
	struct sk_buff *msg;
	u64 generation;
	int err;

	err = secgroup_nl_check(info->nlhdr, info->extack);
	if (err)
		return err;
	open = take(sn, info->snd_portid);
	if (!open) {
		NL_SET_ERR_MSG(info->extack, "no transaction is open on this socket");
		return -ENOENT;
	}
	/* Now: afterwards it would be too late to fail. */
	msg = reply_alloc(info);
	err = msg ? commit(sn, open, info, &generation) : -ENOMEM;
	open_txn_free(open);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	reply(info, msg, generation);
	return 0;
}

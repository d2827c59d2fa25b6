// SPDX-License-Identifier: GPL-2.0-only
#include <linux/slab.h>
#include <linux/string.h>
#include "change.h"
#include "group.h"
#include "net.h"
#include "nl.h"
#include "rule.h"
#include "vpc.h"

int secgroup_nl_put_group(struct sk_buff *skb, const struct secgroup_group *group)
{
	int err;

	err = nla_put_string(skb, SECGROUP_A_ACCOUNT, group->account) ?:
	      nla_put_string(skb, SECGROUP_A_GROUP, group->id) ?:
	      nla_put_u32(skb, SECGROUP_A_TYPE, group->type) ?:
	      nla_put_u32(skb, SECGROUP_A_RULES, group->n_rules) ?:
	      nla_put_u32(skb, SECGROUP_A_MEMBERS, group->n_members) ?:
	      nla_put_u32(skb, SECGROUP_A_NICS, group->n_worn);
	if (!err && group->type == SECGROUP_BASIC)
		err = nla_put_u32(skb, SECGROUP_A_INNER, group->inner);
	if (!err && group->vpc)
		err = nla_put_string(skb, SECGROUP_A_VPC, group->vpc->name);
	if (!err && !group->vpc)
		err = nla_put_flag(skb, SECGROUP_A_CLASSIC);
	if (!err && group->description)
		err = nla_put_string(skb, SECGROUP_A_DESCRIPTION, group->description);
	return err;
}

static int check_names(struct secgroup_request *rq)
{
	const struct nlattr *account = rq->attrs[SECGROUP_A_ACCOUNT];
	const struct nlattr *id = rq->attrs[SECGROUP_A_GROUP];
	int err = 0;

	if (!id)
		return secgroup_nl_missing(rq, SECGROUP_A_GROUP, "which group? GROUP is missing");
	if (account)
		err = secgroup_nl_check_name(account, rq->extack);
	return err ?: secgroup_nl_check_name(id, rq->extack);
}

/* An empty description is none. */
static int get_description(struct secgroup_request *rq, char **description)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_DESCRIPTION];
	int err;

	*description = NULL;
	if (!attr || nla_len(attr) == 1)
		return 0;
	err = secgroup_nl_check_description(attr, rq->extack);
	if (err)
		return err;
	*description = kstrdup(nla_data(attr), GFP_KERNEL_ACCOUNT);
	return *description ? 0 : -ENOMEM;
}

/* What the message says on top of @settings; a new description is the caller's to free. */
static int get_settings(struct secgroup_request *rq, struct secgroup_group_settings *settings)
{
	const struct nlattr *type = rq->attrs[SECGROUP_A_TYPE];
	const struct nlattr *inner = rq->attrs[SECGROUP_A_INNER];
	struct secgroup_vpc *vpc = NULL;
	const char *name;
	int err;

	if (type)
		settings->type = nla_get_u32(type);
	if (settings->type == SECGROUP_ENTERPRISE) {
		if (inner)
			return secgroup_nl_refuse(rq, SECGROUP_A_INNER, -EINVAL,
						  "an enterprise group has no inner access");
		settings->inner = SECGROUP_INNER_ACCEPT;
	}
	if (inner)
		settings->inner = nla_get_u32(inner);

	err = secgroup_nl_get_vpc(rq->attrs, &name, rq->extack);
	if (err)
		return err;
	if (name) {
		vpc = secgroup_vpc_make(rq->txn->sn, name);
		if (IS_ERR(vpc))
			return PTR_ERR(vpc);
	}
	settings->vpc = vpc;
	return get_description(rq, &settings->description);
}

int secgroup_nl_group_new(struct secgroup_request *rq)
{
	const char *account = secgroup_nl_account(rq->attrs[SECGROUP_A_ACCOUNT]);
	struct secgroup_group_settings settings = { };
	struct secgroup_net *sn = rq->txn->sn;
	struct secgroup_group *group;
	int err;

	err = check_names(rq);
	if (err)
		return err;
	if (secgroup_group_find(sn, account, nla_data(rq->attrs[SECGROUP_A_GROUP])))
		return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EEXIST, "the group exists");
	err = get_settings(rq, &settings);
	if (err)
		return err;
	group = secgroup_group_alloc(sn, account, nla_data(rq->attrs[SECGROUP_A_GROUP]));
	if (IS_ERR(group)) {
		kfree(settings.description);
		return PTR_ERR(group);
	}
	group->type = settings.type;
	group->inner = settings.inner;
	group->vpc = settings.vpc;
	group->description = settings.description;
	err = secgroup_change_group_new(rq->txn, group);
	if (err)
		secgroup_group_free(sn, group);
	return err;
}

/* A group of another type or network is another group to all who refer to it. */
static int check_movable(struct secgroup_request *rq, struct secgroup_group *group,
			 const struct secgroup_group_settings *to)
{
	struct secgroup_rule *rule;

	if (group->n_worn)
		return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EBUSY,
					  "the group is busy: a NIC wears it");
	if (group->n_named)
		return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EBUSY,
					  "the group is busy: a rule names it");
	if (to->vpc != group->vpc && !RB_EMPTY_ROOT(&group->members))
		return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EBUSY,
					  "the group is busy: it has members in its network");
	list_for_each_entry(rule, &group->in_order, list) {
		if (rule->peer && (to->vpc != group->vpc || to->type == SECGROUP_ENTERPRISE))
			return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EBUSY,
						  "the group is busy: its rules name groups");
		if (to->vpc && rule->spec->nic_type)
			return secgroup_nl_refuse(rq, SECGROUP_A_GROUP, -EBUSY,
						  "the group is busy: its rules have a nic-type");
	}
	return 0;
}

static int check_group_resets(struct secgroup_request *rq)
{
	static const u8 allowed[] = {
		SECGROUP_A_TYPE, SECGROUP_A_VPC, SECGROUP_A_CLASSIC, SECGROUP_A_INNER,
		SECGROUP_A_DESCRIPTION,
	};

	return secgroup_nl_check_resets(rq, allowed, sizeof(allowed));
}

/* What stays of the settings: not what the message resets. */
static void apply_resets(struct secgroup_request *rq, struct secgroup_group_settings *settings)
{
	if (secgroup_nl_resets(rq, SECGROUP_A_TYPE))
		settings->type = SECGROUP_BASIC;
	if (secgroup_nl_resets(rq, SECGROUP_A_INNER))
		settings->inner = SECGROUP_INNER_ACCEPT;
}

/* The description that stays, as the transaction's own copy. */
static int keep_description(struct secgroup_request *rq, const struct secgroup_group *group,
			    struct secgroup_group_settings *settings)
{
	if (rq->attrs[SECGROUP_A_DESCRIPTION] || !group->description ||
	    secgroup_nl_resets(rq, SECGROUP_A_DESCRIPTION))
		return 0;
	settings->description = kstrdup(group->description, GFP_KERNEL_ACCOUNT);
	return settings->description ? 0 : -ENOMEM;
}

static bool same(const struct secgroup_group *group, const struct secgroup_group_settings *new)
{
	return group->type == new->type && group->inner == new->inner && group->vpc == new->vpc &&
	       !strcmp(group->description ?: "", new->description ?: "");
}

int secgroup_nl_group_set(struct secgroup_request *rq)
{
	struct secgroup_group_settings settings;
	struct secgroup_group *group;
	bool vpc_stays;
	int err;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	err = check_group_resets(rq);
	if (err)
		return err;
	settings = (struct secgroup_group_settings){ .type = group->type, .inner = group->inner };
	vpc_stays = !rq->attrs[SECGROUP_A_VPC] && !rq->attrs[SECGROUP_A_CLASSIC] &&
		    !secgroup_nl_resets(rq, SECGROUP_A_VPC) &&
		    !secgroup_nl_resets(rq, SECGROUP_A_CLASSIC);
	apply_resets(rq, &settings);
	err = get_settings(rq, &settings) ?: keep_description(rq, group, &settings);
	if (vpc_stays)
		settings.vpc = group->vpc;
	if (!err && (settings.type != group->type || settings.vpc != group->vpc))
		err = check_movable(rq, group, &settings);
	if (!err && !same(group, &settings)) {
		err = secgroup_change_group_set(rq->txn, group, &settings);
		if (!err)
			return 0;
	}
	kfree(settings.description);
	return err;
}

int secgroup_nl_group_del(struct secgroup_request *rq)
{
	struct secgroup_group *group;

	group = secgroup_nl_find_group(rq->txn->sn, rq->attrs, rq->extack);
	return IS_ERR(group) ? PTR_ERR(group) : secgroup_change_group_del(rq->txn, group);
}

int secgroup_nl_flush(struct secgroup_request *rq)
{
	return secgroup_change_flush(rq->txn);
}

static int show_group(struct sk_buff *skb, struct netlink_callback *cb,
		      struct secgroup_group *group)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_GROUP_GET);

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_group(skb, group)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

int secgroup_nl_group_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return secgroup_nl_dump_groups(skb, cb, show_group);
}

static int fill_group(struct sk_buff *msg, struct secgroup_net *sn, struct genl_info *info)
{
	struct secgroup_group *group;
	void *header;

	group = secgroup_nl_find_group(sn, info->attrs, info->extack);
	if (IS_ERR(group))
		return PTR_ERR(group);
	header = genlmsg_put_reply(msg, info, &secgroup_nl_family, 0, SECGROUP_CMD_GROUP_GET);
	if (!header ||
	    secgroup_nl_put_generation(msg, secgroup_net_view(sn)->generation) ||
	    secgroup_nl_put_group(msg, group))
		return -EMSGSIZE;
	genlmsg_end(msg, header);
	return 0;
}

int secgroup_nl_group_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct sk_buff *msg;
	int err;

	err = secgroup_nl_check(info->nlhdr, info->extack);
	if (err)
		return err;
	msg = genlmsg_new(SECGROUP_NL_GROUP_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	mutex_lock(&sn->mutex);
	err = fill_group(msg, sn, info);
	mutex_unlock(&sn->mutex);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	return genlmsg_reply(msg, info);
}

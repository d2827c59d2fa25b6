// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs. Their settings are put together in a draft, as rules are: see nl_rule.c.
 */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/user_namespace.h>
#include "change.h"
#include "count.h"
#include "group.h"
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "nl_guard.h"
#include "pending.h"
#include "quota.h"
#include "set.h"
#include "timeout.h"
#include "vpc.h"

/* Of one NIC: what a message of a dump has room for. */
#define MACS_MAX	64
#define ADDRS_MAX	1024

/**
 * struct draft - settings being put together
 * @n_groups: length of @groups
 * @want: the rest; its arrays are those of the NIC as it is, or the draft's own; its timeouts are
 *	a reference
 * @own_macs: given by the message
 * @own_addrs: given by the message
 * @guard: what belongs into @want.guard
 * @groups: in (account, id) order once draft_parse() is through
 */
struct draft {
	u32 n_groups;
	struct secgroup_nic_config want;
	u8 (*own_macs)[ETH_ALEN];
	struct secgroup_addr *own_addrs;
	struct secgroup_guard_draft guard;
	struct secgroup_group *groups[];
};

/* Room for the groups of @config, or NULL, and for those of the message. NULL: no memory. */
static struct draft *draft_alloc(const struct secgroup_request *rq,
				 const struct secgroup_nic_config *config)
{
	struct draft *draft;
	size_t n = secgroup_nl_count(rq->nlh, SECGROUP_A_NIC_GROUP);

	if (config)
		n = max_t(size_t, n, config->set->n_groups);
	return kvzalloc(struct_size(draft, groups, n), GFP_KERNEL_ACCOUNT);
}

static void draft_from(struct draft *draft, const struct secgroup_nic_config *config)
{
	draft->n_groups = config->set->n_groups;
	memcpy(draft->groups, config->set->groups, draft->n_groups * sizeof(*draft->groups));
	draft->want = *config;
	draft->guard.settings = config->guard;
	secgroup_timeouts_get(draft->want.session.timeouts);
}

static void draft_free(struct draft *draft)
{
	secgroup_timeouts_put(draft->want.session.timeouts);
	kfree(draft->own_macs);
	kfree(draft->own_addrs);
	kvfree(draft);
}

static void draft_reset(struct draft *draft, const struct secgroup_request *rq)
{
	if (secgroup_nl_resets(rq, SECGROUP_A_NIC_GROUP))
		draft->n_groups = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_MAC))
		draft->want.n_macs = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_ADDR))
		draft->want.n_addrs = 0;
	if (secgroup_nl_resets(rq, SECGROUP_A_NIC_TYPE))
		draft->want.nic_type = SECGROUP_NIC_INTERNET;
	if (secgroup_nl_resets(rq, SECGROUP_A_TRACKING))
		draft->want.tracking = SECGROUP_TRACKING_AUTO;
	if (secgroup_nl_resets(rq, SECGROUP_A_LOG))
		draft->want.log = false;
	secgroup_nl_guard_reset(&draft->guard, rq, draft->want.side);
}

static struct secgroup_group *find_group(const struct secgroup_request *rq,
					 const struct nlattr *nest)
{
	struct nlattr *attrs[SECGROUP_A_MAX + 1] = { };
	struct secgroup_group *group;
	struct nlattr *attr;
	int rem;

	/* Checked against the policy with the whole message. */
	nla_for_each_nested(attr, nest, rem)
		attrs[nla_type(attr)] = attr;
	group = secgroup_nl_find_group(rq->txn->sn, attrs, rq->extack);
	if (IS_ERR(group))
		NL_SET_BAD_ATTR(rq->extack, nest);
	return group;
}

/* P-5: of one type, in one VPC or in the classic network; and not one group twice. */
static int add_group(struct draft *draft, const struct secgroup_request *rq,
		     const struct nlattr *nest)
{
	struct secgroup_group *group = find_group(rq, nest), *first;
	u32 i;
	int err;

	if (IS_ERR(group))
		return PTR_ERR(group);
	err = secgroup_quota_check(rq->txn->sn, SECGROUP_QUOTA_GROUPS_PER_NIC, draft->n_groups + 1,
				   rq->extack);
	if (err) {
		NL_SET_BAD_ATTR(rq->extack, nest);
		return err;
	}
	first = draft->n_groups ? draft->groups[0] : group;
	for (i = 0; i < draft->n_groups; i++)
		if (draft->groups[i] == group)
			return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
						     "group given twice");
	if (group->vpc != first->vpc)
		return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
					     "a NIC's groups are of one VPC");
	if (group->type != first->type)
		return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
					     "a NIC's groups are of one type");
	draft->groups[draft->n_groups++] = group;
	return 0;
}

static int compare_groups(const void *a, const void *b)
{
	return secgroup_group_compare(*(struct secgroup_group * const *)a,
				      *(struct secgroup_group * const *)b);
}

static int parse_groups(struct draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *nest;
	int rem, err;

	if (!rq->attrs[SECGROUP_A_NIC_GROUP])
		return 0;
	draft->n_groups = 0;
	secgroup_nl_for_each(nest, rq->nlh, SECGROUP_A_NIC_GROUP, rem) {
		err = add_group(draft, rq, nest);
		if (err)
			return err;
	}
	sort(draft->groups, draft->n_groups, sizeof(*draft->groups), compare_groups, NULL);
	return 0;
}

static int parse_macs(struct draft *draft, const struct secgroup_request *rq)
{
	u32 n = secgroup_nl_count(rq->nlh, SECGROUP_A_MAC), i = 0, j;
	const struct nlattr *attr;
	int rem;

	if (!n)
		return 0;
	if (n > MACS_MAX)
		return secgroup_nl_refuse(rq, SECGROUP_A_MAC, -E2BIG,
					  "more than 64 MAC addresses on a NIC");
	draft->own_macs = kmalloc_array(n, ETH_ALEN, GFP_KERNEL_ACCOUNT);
	if (!draft->own_macs)
		return -ENOMEM;
	draft->want.macs = draft->own_macs;
	draft->want.n_macs = n;
	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_MAC, rem) {
		if (!is_valid_ether_addr(nla_data(attr)))
			return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
						     "not the MAC address of a host");
		for (j = 0; j < i; j++)
			if (!memcmp(draft->own_macs[j], nla_data(attr), ETH_ALEN))
				return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
							     "MAC address given twice");
		memcpy(draft->own_macs[i++], nla_data(attr), ETH_ALEN);
	}
	return 0;
}

static int parse_addrs(struct draft *draft, const struct secgroup_request *rq)
{
	u32 n = secgroup_nl_count(rq->nlh, SECGROUP_A_ADDR), i = 0, j;
	const struct nlattr *attr;
	int rem, err;

	if (!n)
		return 0;
	if (n > ADDRS_MAX)
		return secgroup_nl_refuse(rq, SECGROUP_A_ADDR, -E2BIG,
					  "more than 1024 addresses on a NIC");
	draft->own_addrs = kmalloc_array(n, sizeof(*draft->own_addrs), GFP_KERNEL_ACCOUNT);
	if (!draft->own_addrs)
		return -ENOMEM;
	draft->want.addrs = draft->own_addrs;
	draft->want.n_addrs = n;
	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_ADDR, rem) {
		err = secgroup_nl_get_host(attr, &draft->own_addrs[i], rq->extack);
		if (err)
			return err;
		for (j = 0; j < i; j++)
			if (secgroup_addr_equal(draft->own_addrs[j], draft->own_addrs[i]))
				return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
							     "address given twice");
		i++;
	}
	return 0;
}

static bool names_network(const struct secgroup_request *rq)
{
	return rq->attrs[SECGROUP_A_VPC] || rq->attrs[SECGROUP_A_CLASSIC] ||
	       secgroup_nl_resets(rq, SECGROUP_A_VPC) ||
	       secgroup_nl_resets(rq, SECGROUP_A_CLASSIC);
}

/* The network that is given; else that of the groups; else, for a new NIC, VPC "default". */
static int parse_network(struct draft *draft, const struct secgroup_request *rq, bool is_new)
{
	struct secgroup_vpc *vpc = NULL;
	const char *name;
	int err;

	if (!names_network(rq) && draft->n_groups) {
		draft->want.vpc = draft->groups[0]->vpc;
		return 0;
	}
	if (!names_network(rq) && !is_new)
		return 0;
	err = secgroup_nl_get_vpc(rq->attrs, &name, rq->extack);
	if (err)
		return err;
	if (name) {
		vpc = secgroup_vpc_make(rq->txn->sn, name);
		if (IS_ERR(vpc))
			return PTR_ERR(vpc);
	}
	draft->want.vpc = vpc;
	if (!draft->n_groups || draft->groups[0]->vpc == vpc)
		return 0;
	if (rq->attrs[SECGROUP_A_NIC_GROUP])
		return secgroup_nl_refuse(rq, SECGROUP_A_NIC_GROUP, -EINVAL,
					  "the group is not of the NIC's VPC");
	return secgroup_nl_refuse(rq, name ? SECGROUP_A_VPC : SECGROUP_A_CLASSIC, -EINVAL,
				  "the NIC's groups are of another VPC");
}

static int parse_nic_type(struct draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_NIC_TYPE];

	if (draft->want.vpc) {
		if (attr)
			return secgroup_nl_refuse(rq, SECGROUP_A_NIC_TYPE, -EINVAL,
						  "nic-type is for the classic network");
		draft->want.nic_type = SECGROUP_NIC_INTERNET;
	} else if (attr) {
		draft->want.nic_type = nla_get_u32(attr);
	}
	return 0;
}

static int parse_guard(struct draft *draft, const struct secgroup_request *rq, bool is_new)
{
	u8 side = draft->want.side;
	int err;

	err = secgroup_nl_guard_parse(&draft->guard, rq, side, is_new);
	/* P-60: it owns nothing, and drops everything by itself. */
	if (secgroup_pending_is_pattern(draft->want.pending))
		draft->guard.settings.spoof_check = true;
	else
		err = err ?: secgroup_nl_guard_check(&draft->guard, rq, side, draft->want.n_macs,
						     draft->want.n_addrs);
	draft->want.guard = draft->guard.settings;
	return err;
}

static void parse_tracking(struct draft *draft, const struct secgroup_request *rq)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_TRACKING];

	if (attr)
		draft->want.tracking = nla_get_u32(attr);
}

static void parse_log(struct draft *draft, const struct secgroup_request *rq)
{
	if (rq->attrs[SECGROUP_A_LOG])
		draft->want.log = nla_get_u32(rq->attrs[SECGROUP_A_LOG]);
}

static int draft_parse(struct draft *draft, const struct secgroup_request *rq, bool is_new)
{
	parse_tracking(draft, rq);
	parse_log(draft, rq);
	return parse_groups(draft, rq) ?: parse_macs(draft, rq) ?: parse_addrs(draft, rq) ?:
	       parse_network(draft, rq, is_new) ?: parse_nic_type(draft, rq) ?:
	       parse_guard(draft, rq, is_new) ?:
	       secgroup_nl_session_config_parse(rq, &draft->want.session);
}

static struct secgroup_nic_config *draft_config(struct draft *draft,
						const struct secgroup_request *rq)
{
	return secgroup_nic_config_alloc(rq->txn->sn, draft->groups, draft->n_groups,
					 &draft->want);
}

/* Attach a device that nobody knows yet, or await it. */
static int nic_make(struct secgroup_request *rq, const struct secgroup_nl_device *d,
		    struct secgroup_nic_config *config)
{
	struct net_device *dev = d->pending[0] ? NULL : d->dev;
	struct secgroup_nic *nic;
	int err;

	nic = secgroup_nic_alloc(rq->txn->sn, dev, d->pending, rq->extack);
	if (IS_ERR(nic))
		return PTR_ERR(nic);
	err = secgroup_change_nic(rq->txn, nic, config);
	if (err) {
		secgroup_nic_free(nic);
		return err;
	}
	/* The transaction's reference. */
	dev_hold(dev);
	return 0;
}

static int nic_add(struct secgroup_request *rq, const struct secgroup_nl_device *d,
		   struct draft *draft)
{
	struct secgroup_nic_config *config;
	int err;

	if (d->nic && d->nic->config)
		return secgroup_nl_refuse_at(rq->extack, d->at, -EEXIST, "the device is attached");
	draft->want.side = d->side;
	strscpy(draft->want.pending, d->pending, sizeof(draft->want.pending));
	err = draft_parse(draft, rq, true);
	if (err)
		return err;
	config = draft_config(draft, rq);
	if (IS_ERR(config))
		return PTR_ERR(config);
	/* One that the same transaction has deleted comes back, with its sessions. */
	err = d->nic ? secgroup_change_nic(rq->txn, d->nic, config) : nic_make(rq, d, config);
	if (err)
		secgroup_nic_config_free(config);
	return err;
}

int secgroup_nl_nic_new(struct secgroup_request *rq)
{
	struct secgroup_nl_device device;
	struct draft *draft;
	int err;

	/* Its owner could forge sessions in our zones through ctnetlink. */
	if (rq->txn->sn->net->user_ns != &init_user_ns) {
		NL_SET_ERR_MSG(rq->extack, "another user namespace owns this network namespace");
		return -EPERM;
	}
	err = secgroup_nl_device_get(&device, rq);
	if (err)
		return err;
	draft = draft_alloc(rq, NULL);
	if (draft) {
		err = nic_add(rq, &device, draft);
		draft_free(draft);
	} else {
		err = -ENOMEM;
	}
	dev_put(device.dev);
	return err;
}

static int check_nic_resets(const struct secgroup_request *rq)
{
	static const u8 allowed[] = {
		SECGROUP_A_NIC_GROUP, SECGROUP_A_VPC, SECGROUP_A_CLASSIC, SECGROUP_A_MAC,
		SECGROUP_A_ADDR, SECGROUP_A_NIC_TYPE, SECGROUP_A_SPOOF_CHECK, SECGROUP_A_PAIR,
		SECGROUP_A_LINK_LOCAL, SECGROUP_A_SERVICE, SECGROUP_A_VLAN, SECGROUP_A_ETHERTYPE,
		SECGROUP_A_TRACKING, SECGROUP_A_LOG, SECGROUP_A_PENDING, SECGROUP_A_TIMEOUT,
		SECGROUP_A_TIMEOUT_PRESET, SECGROUP_A_SESSION_LIMIT, SECGROUP_A_PICKUP,
	};

	return secgroup_nl_check_resets(rq, allowed, sizeof(allowed));
}

static bool same(const struct secgroup_nic_config *a, const struct secgroup_nic_config *b)
{
	return secgroup_nl_session_config_same(&a->session, &b->session) &&
	       a->set == b->set && a->vpc == b->vpc && a->nic_type == b->nic_type &&
	       a->side == b->side && a->tracking == b->tracking && a->log == b->log &&
	       !strcmp(a->pending, b->pending) &&
	       a->n_macs == b->n_macs && a->n_addrs == b->n_addrs &&
	       !memcmp(a->macs, b->macs, a->n_macs * sizeof(*a->macs)) &&
	       !memcmp(a->addrs, b->addrs, a->n_addrs * sizeof(*a->addrs)) &&
	       secgroup_guard_settings_equal(&a->guard, &b->guard);
}

static int nic_change(struct secgroup_request *rq, struct secgroup_nic *nic, struct draft *draft)
{
	struct secgroup_nic_config *config;
	int err = 0;

	draft_from(draft, nic->config);
	if (rq->attrs[SECGROUP_A_SIDE])
		draft->want.side = nla_get_u32(rq->attrs[SECGROUP_A_SIDE]);
	draft_reset(draft, rq);
	/* Turned to side guest, and nothing more said: on, as it is for a new one (P-60). */
	if (draft->want.side == SECGROUP_GUEST && nic->config->side != SECGROUP_GUEST)
		draft->guard.settings.spoof_check = true;
	err = secgroup_nl_set_pending(rq, nic, draft->want.pending) ?:
	      draft_parse(draft, rq, false);
	if (err)
		return err;
	config = draft_config(draft, rq);
	if (IS_ERR(config))
		return PTR_ERR(config);
	if (!same(config, nic->config)) {
		err = secgroup_change_nic(rq->txn, nic, config);
		if (!err)
			return 0;
	}
	secgroup_nic_config_free(config);
	return err;
}

int secgroup_nl_nic_set(struct secgroup_request *rq)
{
	struct secgroup_nic *nic;
	struct draft *draft;
	int err;

	nic = secgroup_nl_find_nic(rq->txn->sn, rq->attrs, rq->extack);
	if (IS_ERR(nic))
		return PTR_ERR(nic);
	err = check_nic_resets(rq);
	if (err)
		return err;
	draft = draft_alloc(rq, nic->config);
	if (!draft)
		return -ENOMEM;
	err = nic_change(rq, nic, draft);
	draft_free(draft);
	return err;
}

int secgroup_nl_nic_del(struct secgroup_request *rq)
{
	struct secgroup_nic *nic;

	nic = secgroup_nl_find_nic(rq->txn->sn, rq->attrs, rq->extack);
	return IS_ERR(nic) ? PTR_ERR(nic) : secgroup_change_nic(rq->txn, nic, NULL);
}

static int put_lists(struct sk_buff *skb, const struct secgroup_nic_config *config)
{
	struct secgroup_group *group;
	struct nlattr *nest;
	u32 i;

	for (i = 0; i < config->set->n_groups; i++) {
		group = config->set->groups[i];
		nest = nla_nest_start(skb, SECGROUP_A_NIC_GROUP);
		if (!nest || nla_put_string(skb, SECGROUP_A_ACCOUNT, group->account) ||
		    nla_put_string(skb, SECGROUP_A_GROUP, group->id))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	for (i = 0; i < config->n_macs; i++)
		if (nla_put(skb, SECGROUP_A_MAC, ETH_ALEN, config->macs[i]))
			return -EMSGSIZE;
	for (i = 0; i < config->n_addrs; i++)
		if (secgroup_nl_put_addr(skb, SECGROUP_A_ADDR, config->addrs[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_drops(struct sk_buff *skb, const struct secgroup_nic *nic)
{
	u64 packets[SECGROUP_REASON_MAX + 1];
	struct nlattr *nest;
	u32 reason;

	secgroup_drops_sum(nic->drops, packets);
	for (reason = 0; reason <= SECGROUP_REASON_MAX; reason++) {
		if (!packets[reason])
			continue;
		nest = nla_nest_start(skb, SECGROUP_A_DROP);
		if (!nest || nla_put_u32(skb, SECGROUP_A_REASON, reason) ||
		    nla_put_u64_64bit(skb, SECGROUP_A_PACKETS, packets[reason], SECGROUP_A_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_network(struct sk_buff *skb, const struct secgroup_nic_config *config)
{
	if (config->vpc)
		return nla_put_string(skb, SECGROUP_A_VPC, config->vpc->name);
	return nla_put_flag(skb, SECGROUP_A_CLASSIC) ?:
	       nla_put_u32(skb, SECGROUP_A_NIC_TYPE, config->nic_type);
}

static int put_names(struct sk_buff *skb, struct secgroup_nic *nic,
		     const struct secgroup_nic_config *config)
{
	int ifindex = READ_ONCE(nic->ifindex);
	char name[IFNAMSIZ];

	secgroup_nic_name(nic, name);
	if (nla_put_string(skb, SECGROUP_A_DEV, name) ||
	    (ifindex && nla_put_u32(skb, SECGROUP_A_IFINDEX, ifindex)))
		return -EMSGSIZE;
	return config->pending[0] ? nla_put_u32(skb, SECGROUP_A_PENDING, 1) : 0;
}

int secgroup_nl_put_nic(struct sk_buff *skb, struct secgroup_nic *nic,
			const struct secgroup_nic_config *config)
{
	return put_names(skb, nic, config) ?:
	       nla_put_u32(skb, SECGROUP_A_SIDE, config->side) ?:
	       put_network(skb, config) ?:
	       put_lists(skb, config) ?:
	       secgroup_nl_guard_put(skb, nic, &config->guard) ?:
	       nla_put_u32(skb, SECGROUP_A_TRACKING, config->tracking) ?:
	       nla_put_u32(skb, SECGROUP_A_LOG, config->log) ?:
	       secgroup_nl_session_config_put(skb, nic, &config->session) ?:
	       nla_put_u32(skb, SECGROUP_A_ZONE, nic->zone) ?:
	       nla_put_u32(skb, SECGROUP_A_SESSIONS, atomic_read(&nic->sessions)) ?:
	       put_drops(skb, nic);
}

size_t secgroup_nl_nic_size(const struct secgroup_nic_config *config)
{
	return 1024 + SECGROUP_REASON_MAX * 40 + SECGROUP_TIMEOUT_MAX * 24 +
	       config->n_macs * nla_total_size(ETH_ALEN) +
	       config->n_addrs * nla_total_size(16) + secgroup_nl_guard_size(&config->guard) +
	       config->set->n_groups * 3 * nla_total_size(SECGROUP_NAME_MAX + 1);
}

static int show_nic(struct sk_buff *skb, struct netlink_callback *cb, struct secgroup_nic *nic)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_NIC_GET);

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_nic(skb, nic, nic->config)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* One NIC is asked for without NLM_F_DUMP. */
static int refuse_choice(struct netlink_callback *cb)
{
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);
	const struct nlattr *attr = attrs[SECGROUP_A_DEV] ?: attrs[SECGROUP_A_IFINDEX];

	if (!attr)
		return 0;
	return secgroup_nl_refuse_at(cb->extack, attr, -EINVAL, "a listing is of all NICs");
}

int secgroup_nl_nic_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_nic *nic;
	unsigned long slot;
	int err = refuse_choice(cb);

	if (err)
		return err;
	secgroup_nl_dump_lock(cb);
	xa_for_each_start(&sn->nic_slots, slot, nic, dump->slot) {
		if (nic->config)
			err = show_nic(skb, cb, nic);
		if (err)
			break;
		dump->slot = slot + 1;
	}
	return secgroup_nl_dump_unlock(skb, cb, err);
}

static struct sk_buff *make_reply(struct secgroup_net *sn, struct genl_info *info)
{
	struct secgroup_nic *nic;
	struct sk_buff *msg;
	void *header;

	nic = secgroup_nl_find_nic(sn, info->attrs, info->extack);
	if (IS_ERR(nic))
		return ERR_CAST(nic);
	msg = genlmsg_new(secgroup_nl_nic_size(nic->config), GFP_KERNEL);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	header = genlmsg_put_reply(msg, info, &secgroup_nl_family, 0, SECGROUP_CMD_NIC_GET);
	if (!header || secgroup_nl_put_generation(msg, secgroup_net_view(sn)->generation) ||
	    secgroup_nl_put_nic(msg, nic, nic->config)) {
		nlmsg_free(msg);
		return ERR_PTR(-EMSGSIZE);
	}
	genlmsg_end(msg, header);
	return msg;
}

int secgroup_nl_nic_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct sk_buff *msg;
	int err;

	err = secgroup_nl_check(info->nlhdr, info->extack);
	if (err)
		return err;
	mutex_lock(&sn->mutex);
	msg = make_reply(sn, info);
	mutex_unlock(&sn->mutex);
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

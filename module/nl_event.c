// SPDX-License-Identifier: GPL-2.0-only
#include "change.h"
#include "group.h"
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "nl_event.h"

static size_t event_size(const struct secgroup_change *change)
{
	const struct secgroup_rule *rule;

	switch (change->event) {
	case SECGROUP_EVENT_RULE_NEW:
	case SECGROUP_EVENT_RULE_SET:
	case SECGROUP_EVENT_RULE_DEL:
		rule = change->new_rule ?: change->rule;
		return secgroup_nl_rule_size(rule->spec->n_ports + rule->spec->n_src_ports);
	case SECGROUP_EVENT_NIC_NEW:
	case SECGROUP_EVENT_NIC_SET:
		return secgroup_nl_nic_size(change->new_config);
	case SECGROUP_EVENT_NIC_DEL:
	case SECGROUP_EVENT_NIC_GONE:
		return secgroup_nl_nic_size(change->config);
	default:
		return SECGROUP_NL_GROUP_SIZE;
	}
}

static int put_object(struct sk_buff *skb, struct secgroup_net *sn,
		      const struct secgroup_change *change)
{
	switch (change->event) {
	case SECGROUP_EVENT_GROUP_NEW:
	case SECGROUP_EVENT_GROUP_SET:
	case SECGROUP_EVENT_GROUP_DEL:
		return secgroup_nl_put_group(skb, change->group);
	case SECGROUP_EVENT_RULE_NEW:
	case SECGROUP_EVENT_RULE_SET:
	case SECGROUP_EVENT_RULE_DEL:
		return secgroup_nl_put_rule(skb, change->new_rule ?: change->rule);
	case SECGROUP_EVENT_MEMBER_NEW:
	case SECGROUP_EVENT_MEMBER_DEL:
		return secgroup_nl_put_member(skb, sn, change->member);
	case SECGROUP_EVENT_NIC_NEW:
	case SECGROUP_EVENT_NIC_SET:
		return secgroup_nl_put_nic(skb, change->nic, change->new_config);
	case SECGROUP_EVENT_NIC_DEL:
	case SECGROUP_EVENT_NIC_GONE:
		return secgroup_nl_put_nic(skb, change->nic, change->config);
	case SECGROUP_EVENT_QUOTA_SET:
		return nla_put_u32(skb, SECGROUP_A_QUOTA, change->quota) ?:
		       nla_put_u32(skb, SECGROUP_A_LIMIT, sn->quotas[change->quota]);
	case SECGROUP_EVENT_LIST_NEW:
	case SECGROUP_EVENT_LIST_SET:
	case SECGROUP_EVENT_LIST_DEL:
		return secgroup_nl_put_list(skb, change->changed_list);
	default:
		return 0;
	}
}

static void send(struct secgroup_net *sn, const struct secgroup_change *change, u64 generation)
{
	struct sk_buff *msg = genlmsg_new(event_size(change), GFP_KERNEL);
	void *header;

	if (!msg)
		goto lost;
	header = genlmsg_put(msg, 0, 0, &secgroup_nl_family, 0, SECGROUP_CMD_EVENT);
	if (!header || nla_put_u32(msg, SECGROUP_A_EVENT, change->event) ||
	    secgroup_nl_put_generation(msg, generation) || put_object(msg, sn, change)) {
		nlmsg_free(msg);
		goto lost;
	}
	genlmsg_end(msg, header);
	genlmsg_multicast_netns(&secgroup_nl_family, sn->net, msg, 0, SECGROUP_NL_GROUP_EVENTS,
				GFP_KERNEL);
	return;

lost:
	genl_set_err(&secgroup_nl_family, sn->net, 0, SECGROUP_NL_GROUP_EVENTS, -ENOBUFS);
}

void secgroup_nl_event_nic(struct secgroup_nic *nic, u8 event)
{
	const struct secgroup_change change = {
		.event = event,
		.nic = nic,
		.config = nic->config,
		.new_config = nic->config,
	};
	struct secgroup_net *sn = nic->sn;

	lockdep_assert_held(&sn->mutex);
	if (secgroup_nl_has_listeners(sn, SECGROUP_NL_GROUP_EVENTS))
		send(sn, &change, secgroup_net_view(sn)->generation);
}

void secgroup_nl_event_send(struct secgroup_txn *txn, u64 generation)
{
	static const struct secgroup_change commit = { .event = SECGROUP_EVENT_COMMIT };
	struct secgroup_net *sn = txn->sn;
	const struct secgroup_change *change;

	lockdep_assert_held(&sn->mutex);
	if (!secgroup_nl_has_listeners(sn, SECGROUP_NL_GROUP_EVENTS))
		return;
	list_for_each_entry(change, &txn->changes, list)
		if (change->event)
			send(sn, change, generation);
	send(sn, &commit, generation);
}

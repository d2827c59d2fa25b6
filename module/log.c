// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/user_namespace.h>
#include "group.h"
#include "log.h"
#include "net.h"
#include "nic.h"
#include "nl.h"

/* Records of a NIC. Stated in sgctl(8). */
#define RECORDS_PER_SECOND	100
#define RECORDS_AT_ONCE		400

/* Names, addresses and numbers. */
#define RECORD_SIZE		768

/**
 * struct record - what one record says
 * @j: the judgement
 * @dev: the device
 * @pkt: the packet
 * @rule: that decides, or would; or NULL
 * @action: enum secgroup_action
 * @stage: enum secgroup_stage
 * @reason: enum secgroup_reason
 * @lost: records that were lost before this one
 */
struct record {
	const struct secgroup_judgement *j;
	const struct net_device *dev;
	const struct secgroup_packet *pkt;
	const struct secgroup_rule *rule;
	u8 action;
	u8 stage;
	u8 reason;
	u32 lost;
};

static int put_verdict(struct sk_buff *msg, const struct record *r)
{
	return nla_put_u32(msg, SECGROUP_A_DIRECTION, r->pkt->key.direction) ?:
	       nla_put_u32(msg, SECGROUP_A_VERDICT, r->action) ?:
	       nla_put_u32(msg, SECGROUP_A_STAGE, r->stage) ?:
	       nla_put_u32(msg, SECGROUP_A_REASON, r->reason) ?:
	       secgroup_nl_put_generation(msg, r->j->view->generation);
}

static int put_rule(struct sk_buff *msg, const struct record *r)
{
	const struct secgroup_group *group;
	int err = 0;

	if (!r->rule)
		return 0;
	group = secgroup_group_read(r->j->nic->sn, r->rule->group_gid);
	if (group)
		err = nla_put_string(msg, SECGROUP_A_ACCOUNT, group->account) ?:
		      nla_put_string(msg, SECGROUP_A_GROUP, group->id);
	err = err ?: nla_put_u32(msg, SECGROUP_A_RULE, r->rule->id);
	if (!err && r->rule->spec->state == SECGROUP_STATE_AUDIT)
		err = nla_put_u32(msg, SECGROUP_A_STATE, SECGROUP_STATE_AUDIT);
	return err;
}

static int put_service(struct sk_buff *msg, const struct secgroup_packet *pkt)
{
	const struct secgroup_key *key = &pkt->key;
	int err;

	if (secgroup_proto_is_icmp(key->proto))
		return nla_put_u32(msg, SECGROUP_A_ICMP_TYPE, key->dport >> 8) ?:
		       nla_put_u32(msg, SECGROUP_A_ICMP_CODE, key->dport & 0xff);
	if (!secgroup_proto_has_ports(key->proto))
		return 0;
	err = nla_put_u32(msg, SECGROUP_A_SRC_PORT_NUM, key->sport) ?:
	      nla_put_u32(msg, SECGROUP_A_DST_PORT_NUM, key->dport);
	if (!err && key->proto == IPPROTO_TCP)
		err = nla_put_u32(msg, SECGROUP_A_TCP_FLAGS, pkt->tcp_flags);
	return err;
}

static int put_packet(struct sk_buff *msg, const struct secgroup_packet *pkt)
{
	const struct secgroup_key *key = &pkt->key;
	bool ingress = key->direction == SECGROUP_INGRESS;

	return nla_put_u32(msg, SECGROUP_A_PROTOCOL, key->proto) ?:
	       secgroup_nl_put_addr(msg, SECGROUP_A_SRC_ADDR, ingress ? key->remote : key->local) ?:
	       secgroup_nl_put_addr(msg, SECGROUP_A_DST_ADDR, ingress ? key->local : key->remote) ?:
	       put_service(msg, pkt) ?:
	       nla_put_u32(msg, SECGROUP_A_LENGTH, pkt->end - pkt->network);
}

static int put_record(struct sk_buff *msg, const struct record *r)
{
	char name[IFNAMSIZ];
	int err;

	/* A copy: the device may be renamed at this moment. */
	strscpy(name, r->dev->name, sizeof(name));
	err = nla_put_u64_64bit(msg, SECGROUP_A_TIME, ktime_get_real_ns(), SECGROUP_A_PAD) ?:
	      nla_put_string(msg, SECGROUP_A_DEV, name) ?:
	      nla_put_u32(msg, SECGROUP_A_IFINDEX, r->dev->ifindex) ?:
	      put_verdict(msg, r) ?:
	      put_rule(msg, r) ?:
	      put_packet(msg, r->pkt);
	if (!err && r->lost)
		err = nla_put_u32(msg, SECGROUP_A_LOST, r->lost);
	return err;
}

static bool send(const struct record *r)
{
	struct sk_buff *msg = genlmsg_new(RECORD_SIZE, GFP_ATOMIC);
	void *header;

	if (!msg)
		return false;
	header = genlmsg_put(msg, 0, 0, &secgroup_nl_family, 0, SECGROUP_CMD_LOG);
	if (!header || put_record(msg, r)) {
		nlmsg_free(msg);
		return false;
	}
	genlmsg_end(msg, header);
	/* A reader whose buffer is full is told so by its socket (ENOBUFS). */
	genlmsg_multicast_netns(&secgroup_nl_family, r->j->nic->sn->net, msg, 0,
				SECGROUP_NL_GROUP_LOG, GFP_ATOMIC);
	return true;
}

static void send_or_count(struct record *r)
{
	struct secgroup_nic *nic = r->j->nic;

	if (!secgroup_bucket_take(&nic->records, RECORDS_PER_SECOND, RECORDS_AT_ONCE)) {
		atomic_inc(&nic->lost);
		return;
	}
	r->lost = atomic_xchg(&nic->lost, 0);
	if (!send(r))
		atomic_add(r->lost + 1, &nic->lost);
}

void secgroup_log_send(const struct secgroup_judgement *j, const struct net_device *dev,
		       const struct secgroup_packet *pkt, const struct secgroup_rule *audit)
{
	const struct secgroup_verdict *v = j->verdict;
	struct record r = { .j = j, .dev = dev, .pkt = pkt };

	if (!secgroup_nl_has_listeners(j->nic->sn, SECGROUP_NL_GROUP_LOG))
		return;
	if (secgroup_log_wants(j)) {
		r.rule = v->opinion.rule;
		r.action = v->action;
		r.stage = v->stage;
		r.reason = v->reason;
		send_or_count(&r);
	}
	if (audit) {
		r.rule = audit;
		r.action = audit->spec->action;
		r.stage = SECGROUP_STAGE_RULE;
		r.reason = r.action == SECGROUP_ACCEPT ? SECGROUP_REASON_NONE :
							 SECGROUP_REASON_RULE;
		send_or_count(&r);
	}
}

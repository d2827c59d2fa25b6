// SPDX-License-Identifier: GPL-2.0-only
/*
 * The settings of a NIC's sessions, as attributes.
 */
#include <linux/jiffies.h>
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "state.h"
#include "timeout.h"

static int parse_timeout(const struct nlattr *nest, const struct secgroup_request *rq,
			 struct secgroup_timeout_settings *settings)
{
	const struct nlattr *id = nla_find_nested(nest, SECGROUP_TIMEOUT_A_ID);
	const struct nlattr *seconds = nla_find_nested(nest, SECGROUP_TIMEOUT_A_SECONDS);

	if (!id || !seconds)
		return secgroup_nl_refuse_at(rq->extack, nest, -EINVAL,
					     "a timeout needs its ID and SECONDS");
	if (!secgroup_timeout_is_possible())
		return secgroup_nl_refuse_at(rq->extack, nest, -EOPNOTSUPP,
					     "this kernel has no NF_CONNTRACK_TIMEOUT");
	if (!secgroup_timeout_is_tracked(nla_get_u32(id)))
		return secgroup_nl_refuse_at(rq->extack, nest, -EOPNOTSUPP,
					     "this kernel does not track the timeout's protocol");
	settings->seconds[nla_get_u32(id)] = nla_get_u32(seconds);
	return 0;
}

static int parse_preset(const struct secgroup_request *rq,
			struct secgroup_timeout_settings *settings)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_TIMEOUT_PRESET];

	if (secgroup_nl_resets(rq, SECGROUP_A_TIMEOUT_PRESET))
		settings->preset = SECGROUP_TIMEOUT_PRESET_DEFAULT;
	if (!attr)
		return 0;
	settings->preset = nla_get_u32(attr);
	if (settings->preset && !secgroup_timeout_is_possible())
		return secgroup_nl_refuse(rq, SECGROUP_A_TIMEOUT_PRESET, -EOPNOTSUPP,
					  "this kernel has no NF_CONNTRACK_TIMEOUT");
	return 0;
}

static bool names_timeouts(const struct secgroup_request *rq)
{
	return rq->attrs[SECGROUP_A_TIMEOUT] || rq->attrs[SECGROUP_A_TIMEOUT_PRESET] ||
	       secgroup_nl_resets(rq, SECGROUP_A_TIMEOUT) ||
	       secgroup_nl_resets(rq, SECGROUP_A_TIMEOUT_PRESET);
}

static int parse_timeouts(const struct secgroup_request *rq, struct secgroup_session_config *config)
{
	struct secgroup_timeout_settings settings = { };
	struct secgroup_timeouts *timeouts;
	const struct nlattr *nest;
	int rem, err;

	if (!names_timeouts(rq))
		return 0;
	if (config->timeouts)
		settings = config->timeouts->settings;
	if (secgroup_nl_resets(rq, SECGROUP_A_TIMEOUT))
		memset(settings.seconds, 0, sizeof(settings.seconds));
	err = parse_preset(rq, &settings);
	if (err)
		return err;
	secgroup_nl_for_each(nest, rq->nlh, SECGROUP_A_TIMEOUT, rem) {
		err = parse_timeout(nest, rq, &settings);
		if (err)
			return err;
	}
	timeouts = secgroup_timeouts_make(rq->txn->sn, &settings);
	if (IS_ERR(timeouts))
		return PTR_ERR(timeouts);
	secgroup_timeouts_put(config->timeouts);
	config->timeouts = timeouts;
	return 0;
}

static void parse_limit(const struct secgroup_request *rq, struct secgroup_session_config *config)
{
	if (secgroup_nl_resets(rq, SECGROUP_A_SESSION_LIMIT))
		config->limit = 0;
	if (rq->attrs[SECGROUP_A_SESSION_LIMIT])
		config->limit = nla_get_u32(rq->attrs[SECGROUP_A_SESSION_LIMIT]);
}

/* Said again it begins again, with the generation that this transaction makes. */
static void parse_pickup(const struct secgroup_request *rq, struct secgroup_session_config *config)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_PICKUP];

	if (attr || secgroup_nl_resets(rq, SECGROUP_A_PICKUP)) {
		config->pickup = 0;
		config->pickup_until = 0;
		config->pickup_generation = 0;
	}
	if (!attr || !nla_get_u32(attr))
		return;
	config->pickup = nla_get_u32(attr);
	config->pickup_until = get_jiffies_64() + (u64)config->pickup * HZ;
	config->pickup_generation = secgroup_net_view(rq->txn->sn)->generation + 1;
}

int secgroup_nl_session_config_parse(const struct secgroup_request *rq,
				     struct secgroup_session_config *config)
{
	parse_limit(rq, config);
	parse_pickup(rq, config);
	return parse_timeouts(rq, config);
}

bool secgroup_nl_session_config_same(const struct secgroup_session_config *a,
				     const struct secgroup_session_config *b)
{
	return a->timeouts == b->timeouts && a->limit == b->limit && a->pickup == b->pickup &&
	       a->pickup_until == b->pickup_until && a->pickup_generation == b->pickup_generation;
}

static int put_timeouts(struct sk_buff *skb, const struct secgroup_timeout_settings *settings)
{
	struct nlattr *nest;
	u32 id;

	for (id = 0; id < ARRAY_SIZE(settings->seconds); id++) {
		if (!settings->seconds[id])
			continue;
		nest = nla_nest_start(skb, SECGROUP_A_TIMEOUT);
		if (!nest || nla_put_u32(skb, SECGROUP_TIMEOUT_A_ID, id) ||
		    nla_put_u32(skb, SECGROUP_TIMEOUT_A_SECONDS, settings->seconds[id]))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return settings->preset ? nla_put_u32(skb, SECGROUP_A_TIMEOUT_PRESET, settings->preset) : 0;
}

/* As of the view: how old a judgement of this NIC may be. */
static u64 epoch_of(struct secgroup_nic *nic)
{
	const struct secgroup_view *view = secgroup_net_view(nic->sn);
	const struct secgroup_nic_view *nv = secgroup_view_nic(view, nic->slot);

	return nv ? max(view->judges[nv->judge]->epoch, nv->epoch) : U64_MAX;
}

int secgroup_nl_session_config_put(struct sk_buff *skb, struct secgroup_nic *nic,
				   const struct secgroup_session_config *config)
{
	int err = config->timeouts ? put_timeouts(skb, &config->timeouts->settings) : 0;

	if (!err && config->limit)
		err = nla_put_u32(skb, SECGROUP_A_SESSION_LIMIT, config->limit);
	if (!err && secgroup_pickup_is_open(config, epoch_of(nic)))
		err = nla_put_u32(skb, SECGROUP_A_PICKUP, config->pickup);
	return err;
}

/* Sessions that all NICs may have together; a pattern has no device, and none. */
static u32 sum_limits(struct secgroup_net *sn)
{
	struct secgroup_nic *nic;
	unsigned long slot;
	u64 sum = 0;

	xa_for_each(&sn->nic_slots, slot, nic)
		if (nic->config && !nic->is_pattern)
			sum += nic->config->session.limit ?: secgroup_state_limit();
	return min_t(u64, sum, SECGROUP_SESSION_LIMIT_NONE);
}

int secgroup_nl_put_limits(struct sk_buff *skb, struct secgroup_net *sn)
{
	u32 max = secgroup_state_max();
	int err = nla_put_u32(skb, SECGROUP_A_SESSION_LIMIT, sum_limits(sn));

	return err ?: max ? nla_put_u32(skb, SECGROUP_A_LIMIT, max) : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Idle timeouts.
 *
 * Conntrack knows how long an entry may be idle in each state of its protocol from a timeout
 * object (struct nf_ct_timeout) that the entry points to, an array of the protocol's timeouts;
 * without one from the host's sysctls. The objects of a NIC's settings are made here, and state.c
 * has entries point to them. Their values are filled in by conntrack's own function, which
 * takes netlink attributes and gives what is not among them the host's value of the moment.
 *
 * An object lives as long as the settings that have it, or an entry that points to it; an old
 * kernel does not count the latter, and has them let go.
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/lockdep.h>
#include <linux/netfilter/nfnetlink_cttimeout.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netlink.h>
#include "net.h"
#include "timeout.h"

/* Of an established TCP session, with the preset "cloud". */
#define CLOUD_TCP_ESTABLISHED	910

#ifdef CONFIG_NF_CONNTRACK_TIMEOUT

/* Conntrack's number for protocols that it does not know. */
#define GENERIC			255

/**
 * struct timeout_protocol - which timeouts a protocol has
 * @number: of the protocol
 * @first: enum secgroup_timeout of its first one; the others follow, in the order of conntrack's
 *	netlink attributes, which count from 1
 * @n: how many
 */
struct timeout_protocol {
	u8 number;
	u8 first;
	u8 n;
};

static const struct timeout_protocol protocols[SECGROUP_TIMEOUT_PROTOCOLS] = {
	{ IPPROTO_TCP, SECGROUP_TIMEOUT_TCP_SYN_SENT, CTA_TIMEOUT_TCP_UNACK },
	{ IPPROTO_UDP, SECGROUP_TIMEOUT_UDP, CTA_TIMEOUT_UDP_REPLIED },
	{ IPPROTO_ICMP, SECGROUP_TIMEOUT_ICMP, CTA_TIMEOUT_ICMP_TIMEOUT },
	{ IPPROTO_ICMPV6, SECGROUP_TIMEOUT_ICMPV6, CTA_TIMEOUT_ICMPV6_TIMEOUT },
	{ IPPROTO_SCTP, SECGROUP_TIMEOUT_SCTP_CLOSED, CTA_TIMEOUT_SCTP_HEARTBEAT_SENT },
	{ IPPROTO_GRE, SECGROUP_TIMEOUT_GRE, CTA_TIMEOUT_GRE_REPLIED },
	{ GENERIC, SECGROUP_TIMEOUT_GENERIC, CTA_TIMEOUT_GENERIC_TIMEOUT },
};

/* More than any protocol has attributes. */
#define ATTRIBUTES	16

static const struct nf_conntrack_l4proto *tracker(const struct timeout_protocol *protocol)
{
	const struct nf_conntrack_l4proto *l4proto = nf_ct_l4proto_find(protocol->number);

	return l4proto->l4proto == protocol->number ? l4proto : NULL;
}

bool secgroup_timeout_is_tracked(u32 id)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (id >= protocols[i].first && id < protocols[i].first + protocols[i].n)
			return tracker(&protocols[i]);
	return false;
}

static u32 wanted(const struct secgroup_timeout_settings *settings, u32 id)
{
	if (settings->seconds[id])
		return settings->seconds[id];
	if (settings->preset == SECGROUP_TIMEOUT_PRESET_CLOUD &&
	    id == SECGROUP_TIMEOUT_TCP_ESTABLISHED)
		return CLOUD_TCP_ESTABLISHED;
	return 0;
}

static bool wants(const struct secgroup_timeout_settings *settings,
		  const struct timeout_protocol *protocol)
{
	unsigned int i;

	for (i = 0; i < protocol->n; i++)
		if (wanted(settings, protocol->first + i))
			return true;
	return false;
}

static int fill(struct nf_ct_timeout *object, struct net *net,
		const struct secgroup_timeout_settings *settings,
		const struct timeout_protocol *protocol)
{
	struct {
		struct nlattr head;
		__be32 seconds;
	} values[ATTRIBUTES];
	struct nlattr *attrs[ATTRIBUTES] = { };
	unsigned int i;
	u32 seconds;

	for (i = 0; i < protocol->n; i++) {
		seconds = wanted(settings, protocol->first + i);
		if (!seconds)
			continue;
		values[i].head.nla_type = i + 1;
		values[i].head.nla_len = nla_attr_size(sizeof(__be32));
		values[i].seconds = htonl(seconds);
		attrs[i + 1] = &values[i].head;
	}
	return object->l4proto->ctnl_timeout.nlattr_to_obj(attrs, net, object->data);
}

static struct nf_ct_timeout *object_make(struct net *net,
					 const struct secgroup_timeout_settings *settings,
					 const struct timeout_protocol *protocol)
{
	const struct nf_conntrack_l4proto *l4proto = tracker(protocol);
	struct nf_ct_timeout *object;
	int err;

	object = kzalloc(sizeof(*object) + l4proto->ctnl_timeout.obj_size, GFP_KERNEL_ACCOUNT);
	if (!object)
		return ERR_PTR(-ENOMEM);
	object->l4proto = l4proto;
	secgroup_compat_timeout_init(object);
	err = fill(object, net, settings, protocol);
	if (err) {
		kfree(object);
		return ERR_PTR(err);
	}
	return object;
}

static int objects_make(struct secgroup_timeouts *timeouts)
{
	struct nf_ct_timeout *object;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (!wants(&timeouts->settings, &protocols[i]))
			continue;
		object = object_make(timeouts->sn->net, &timeouts->settings, &protocols[i]);
		if (IS_ERR(object))
			return PTR_ERR(object);
		timeouts->objects[i] = object;
	}
	return 0;
}

static void objects_free(struct secgroup_timeouts *timeouts)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(timeouts->objects); i++)
		if (timeouts->objects[i])
			secgroup_compat_timeout_free(timeouts->sn->net, timeouts->objects[i]);
}

/* The host's part of the values may have changed since other objects were made. */
static bool objects_equal(const struct secgroup_timeouts *a, const struct secgroup_timeouts *b)
{
	const struct nf_ct_timeout *x, *y;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(a->objects); i++) {
		x = a->objects[i];
		y = b->objects[i];
		if (!x != !y)
			return false;
		if (x && memcmp(x->data, y->data, x->l4proto->ctnl_timeout.obj_size))
			return false;
	}
	return true;
}

struct nf_ct_timeout *secgroup_timeouts_find(const struct secgroup_timeouts *timeouts,
					     const struct nf_conntrack_l4proto *l4proto)
{
	unsigned int i;

	if (!timeouts)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(timeouts->objects); i++)
		if (timeouts->objects[i] && timeouts->objects[i]->l4proto == l4proto)
			return timeouts->objects[i];
	return NULL;
}

#else

bool secgroup_timeout_is_tracked(u32 id)
{
	return false;
}

static int objects_make(struct secgroup_timeouts *timeouts)
{
	return -EOPNOTSUPP;
}

static void objects_free(struct secgroup_timeouts *timeouts)
{
}

static bool objects_equal(const struct secgroup_timeouts *a, const struct secgroup_timeouts *b)
{
	return true;
}

struct nf_ct_timeout *secgroup_timeouts_find(const struct secgroup_timeouts *timeouts,
					     const struct nf_conntrack_l4proto *l4proto)
{
	return NULL;
}

#endif

static void timeouts_free(struct secgroup_timeouts *timeouts)
{
	objects_free(timeouts);
	kfree(timeouts);
}

static struct secgroup_timeouts *timeouts_alloc(struct secgroup_net *sn,
						const struct secgroup_timeout_settings *settings)
{
	struct secgroup_timeouts *timeouts = kzalloc(sizeof(*timeouts), GFP_KERNEL_ACCOUNT);
	int err;

	if (!timeouts)
		return ERR_PTR(-ENOMEM);
	timeouts->sn = sn;
	timeouts->settings = *settings;
	err = objects_make(timeouts);
	if (err) {
		timeouts_free(timeouts);
		return ERR_PTR(err);
	}
	return timeouts;
}

static struct secgroup_timeouts *find_equal(struct secgroup_net *sn,
					    const struct secgroup_timeouts *wanted)
{
	struct secgroup_timeouts *timeouts;

	list_for_each_entry(timeouts, &sn->timeouts, list)
		if (!memcmp(&timeouts->settings, &wanted->settings, sizeof(wanted->settings)) &&
		    objects_equal(timeouts, wanted))
			return timeouts;
	return NULL;
}

struct secgroup_timeouts *
secgroup_timeouts_make(struct secgroup_net *sn, const struct secgroup_timeout_settings *settings)
{
	static const struct secgroup_timeout_settings none;
	struct secgroup_timeouts *timeouts, *old;

	lockdep_assert_held(&sn->mutex);
	if (!memcmp(settings, &none, sizeof(none)))
		return NULL;
	timeouts = timeouts_alloc(sn, settings);
	if (IS_ERR(timeouts))
		return timeouts;
	old = find_equal(sn, timeouts);
	if (old) {
		timeouts_free(timeouts);
		timeouts = old;
	} else {
		list_add(&timeouts->list, &sn->timeouts);
	}
	timeouts->users++;
	return timeouts;
}

void secgroup_timeouts_get(struct secgroup_timeouts *timeouts)
{
	if (!timeouts)
		return;
	lockdep_assert_held(&timeouts->sn->mutex);
	timeouts->users++;
}

void secgroup_timeouts_put(struct secgroup_timeouts *timeouts)
{
	if (!timeouts)
		return;
	lockdep_assert_held(&timeouts->sn->mutex);
	if (--timeouts->users)
		return;
	list_del(&timeouts->list);
	timeouts_free(timeouts);
}

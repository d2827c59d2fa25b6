// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's FTP helper: which sessions it reads along with, and what it announces (P-27).
 */
#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_expect.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "helper.h"
#include "net.h"
#include "nic.h"

/**
 * struct helpers - the FTP helper, while a rule wants it
 * @lock: protects the rest
 * @users: rules
 * @of: by family; packets read it under RCU
 */
static struct helpers {
	struct mutex lock;
	unsigned int users;
	struct nf_conntrack_helper __rcu *of[2];
} helpers = {
	.lock = __MUTEX_INITIALIZER(helpers.lock),
};

static unsigned int helper_index(u8 family)
{
	return family == NFPROTO_IPV6;
}

enum secgroup_reason secgroup_helper_add(struct secgroup_state *st, u8 family)
{
	struct nf_conntrack_helper *helper = rcu_dereference(helpers.of[helper_index(family)]);
	struct nf_conn_help *help;

	/* Gone with the last rule that wanted it: the one that accepted this packet goes, too. */
	if (!helper || nf_ct_is_confirmed(st->ct) || nfct_help(st->ct))
		return SECGROUP_REASON_NONE;
	help = nf_ct_helper_ext_add(st->ct, GFP_ATOMIC);
	if (!help)
		return SECGROUP_REASON_NO_MEMORY;
	if (secgroup_compat_helper_get(helper))
		rcu_assign_pointer(help->helper, helper);
	return SECGROUP_REASON_NONE;
}

enum secgroup_reason secgroup_helper_call(struct secgroup_state *st, const struct secgroup_packet *pkt)
{
	const struct nf_conn_help *help = nfct_help(st->ct);
	const struct nf_conntrack_helper *helper;
	int (*call)(struct sk_buff *skb, unsigned int protoff, struct nf_conn *ct,
		    enum ip_conntrack_info ctinfo);

	helper = help ? rcu_dereference(help->helper) : NULL;
	if (!helper || helper->tuple.src.l3num != pkt->family ||
	    helper->tuple.dst.protonum != pkt->key.proto)
		return SECGROUP_REASON_NONE;
	call = secgroup_compat_helper_call(helper);
	if (call && call(st->skb, pkt->transport - pkt->network, st->ct, st->ctinfo) != NF_ACCEPT)
		return SECGROUP_REASON_INVALID;
	return SECGROUP_REASON_NONE;
}

struct nf_conn *secgroup_helper_expected_by(const struct sk_buff *skb, const struct secgroup_nic *nic,
					    const struct secgroup_packet *pkt)
{
	const struct nf_conntrack_expect *exp;
	struct nf_conntrack_tuple tuple;

	if (!nf_ct_get_tuplepr(skb, pkt->network, pkt->family, nic->sn->net, &tuple))
		return NULL;
	exp = __nf_ct_expect_find(nic->sn->net, nf_ct_zone(nic->tmpl), &tuple);
	return exp ? READ_ONCE(exp->master) : NULL;
}

/* Undo helper_load(), also in the middle. */
static void helper_unload(void)
{
	struct nf_conntrack_helper *old[ARRAY_SIZE(helpers.of)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(old); i++)
		old[i] = rcu_replace_pointer(helpers.of[i], NULL, lockdep_is_held(&helpers.lock));
	synchronize_rcu();
	for (i = 0; i < ARRAY_SIZE(old); i++)
		if (old[i])
			nf_conntrack_helper_put(old[i]);
}

static int helper_load(void)
{
	static const u8 families[] = { NFPROTO_IPV4, NFPROTO_IPV6 };
	struct nf_conntrack_helper *helper;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		helper = nf_conntrack_helper_try_module_get("ftp", families[i], IPPROTO_TCP);
		if (!helper) {
			helper_unload();
			return -ENOENT;
		}
		rcu_assign_pointer(helpers.of[helper_index(families[i])], helper);
	}
	return 0;
}

int secgroup_helper_get(void)
{
	int err = 0;

	mutex_lock(&helpers.lock);
	if (!helpers.users)
		err = helper_load();
	if (!err)
		helpers.users++;
	mutex_unlock(&helpers.lock);
	return err;
}

void secgroup_helper_put(void)
{
	mutex_lock(&helpers.lock);
	if (!--helpers.users)
		helper_unload();
	mutex_unlock(&helpers.lock);
}

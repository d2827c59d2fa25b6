/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Newer kernels count which conntrack entries use a timeout object; older ones look for all
 * of its users when it goes.
 */
#ifndef _SECGROUP_COMPAT_NF_CONNTRACK_TIMEOUT_H
#define _SECGROUP_COMPAT_NF_CONNTRACK_TIMEOUT_H

#include <linux/slab.h>
#include_next <net/netfilter/nf_conntrack_timeout.h>

#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
#ifdef SECGROUP_HAVE_TIMEOUT_REFCNT
static inline void secgroup_compat_timeout_init(struct nf_ct_timeout *timeout)
{
	refcount_set(&timeout->refcnt, 1);
}

/* An entry begins to use it. */
static inline bool secgroup_compat_timeout_get(struct nf_ct_timeout *timeout)
{
	return refcount_inc_not_zero(&timeout->refcnt);
}

/* And ceases to. */
static inline void secgroup_compat_timeout_put(struct nf_ct_timeout *timeout)
{
	if (refcount_dec_and_test(&timeout->refcnt))
		kfree_rcu(timeout, rcu);
}

/* Its owner needs it no longer. Context: may sleep. */
static inline void secgroup_compat_timeout_free(struct net *net, struct nf_ct_timeout *timeout)
{
	secgroup_compat_timeout_put(timeout);
}
#else
static inline void secgroup_compat_timeout_init(struct nf_ct_timeout *timeout)
{
}

static inline bool secgroup_compat_timeout_get(struct nf_ct_timeout *timeout)
{
	return true;
}

static inline void secgroup_compat_timeout_put(struct nf_ct_timeout *timeout)
{
}

static inline void secgroup_compat_timeout_free(struct net *net, struct nf_ct_timeout *timeout)
{
	nf_ct_untimeout(net, timeout);
	kfree_rcu_mightsleep(timeout);
}
#endif
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Newer kernels count who uses a conntrack helper, apart from its module, and keep its
 * memory until the last has gone; older ones look for all users when the module goes.
 */
#ifndef _SECGROUP_COMPAT_NF_CONNTRACK_HELPER_H
#define _SECGROUP_COMPAT_NF_CONNTRACK_HELPER_H

#include_next <net/netfilter/nf_conntrack_helper.h>

#ifdef SECGROUP_HAVE_HELPER_CT_REFCNT
#define secgroup_compat_helper_call(helper)	rcu_dereference((helper)->help)

static inline bool secgroup_compat_helper_get(struct nf_conntrack_helper *helper)
{
	return refcount_inc_not_zero(&helper->ct_refcnt);
}
#else
#define secgroup_compat_helper_call(helper)	((helper)->help)

static inline bool secgroup_compat_helper_get(struct nf_conntrack_helper *helper)
{
	return true;
}
#endif

#endif

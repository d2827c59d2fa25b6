/* SPDX-License-Identifier: GPL-2.0-only */
#include_next <net/genetlink.h>

#ifndef _SECGROUP_COMPAT_NET_GENETLINK_H
#define _SECGROUP_COMPAT_NET_GENETLINK_H

/* To join a group: the same check had this name before it had one of its own. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif

/* The parsed attributes of a dump's request. */
static inline struct nlattr **secgroup_genl_dump_attrs(struct netlink_callback *cb)
{
#ifdef SECGROUP_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif

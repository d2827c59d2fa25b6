/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Idle timeouts of the sessions of a NIC (P-26).
 */
#ifndef _SECGROUP_TIMEOUT_H
#define _SECGROUP_TIMEOUT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/secgroup.h>

struct nf_conntrack_l4proto;
struct nf_ct_timeout;
struct secgroup_net;

/* Protocols that have timeouts of their own. */
#define SECGROUP_TIMEOUT_PROTOCOLS	7

/**
 * struct secgroup_timeout_settings - what was asked for
 * @preset: enum secgroup_timeout_preset
 * @seconds: by enum secgroup_timeout; 0: as the preset says
 */
struct secgroup_timeout_settings {
	u32 preset;
	u32 seconds[SECGROUP_TIMEOUT_MAX + 1];
};

/**
 * struct secgroup_timeouts - what conntrack makes of it
 * @sn: the namespace
 * @list: in &secgroup_net.timeouts
 * @users: settings of NICs, and whoever else called secgroup_timeouts_get()
 * @settings: what was asked for
 * @objects: by protocol, for conntrack entries of that protocol to point to; NULL: the host's own
 *	timeouts hold. What @settings leave open has the host's value of the moment
 *
 * Immutable but for @list and @users, which the writer mutex protects. NICs with equal
 * timeouts share one.
 */
struct secgroup_timeouts {
	struct secgroup_net *sn;
	struct list_head list;
	u32 users;
	struct secgroup_timeout_settings settings;
	struct nf_ct_timeout *objects[SECGROUP_TIMEOUT_PROTOCOLS];
};

/* Can this kernel's conntrack entries have timeouts of their own at all? */
static inline bool secgroup_timeout_is_possible(void)
{
	return IS_ENABLED(CONFIG_NF_CONNTRACK_TIMEOUT);
}

/* Does it track the protocol of this timeout (enum secgroup_timeout)? */
bool secgroup_timeout_is_tracked(u32 id);

/**
 * secgroup_timeouts_make() - find or make timeouts
 * @sn: the namespace
 * @settings: what is asked for, all of it tracked by this kernel
 *
 * Context: writer mutex.
 * Return: a reference; NULL if the host's own timeouts are asked for; ERR_PTR(-ENOMEM).
 */
struct secgroup_timeouts *
secgroup_timeouts_make(struct secgroup_net *sn, const struct secgroup_timeout_settings *settings);

/* One user more, or less. Both take NULL. Context: writer mutex; put may sleep. */
void secgroup_timeouts_get(struct secgroup_timeouts *timeouts);
void secgroup_timeouts_put(struct secgroup_timeouts *timeouts);

/**
 * secgroup_timeouts_find() - the object for a protocol
 * @timeouts: or NULL
 * @l4proto: how conntrack tracks the protocol
 *
 * Return: NULL if the host's own timeouts hold; otherwise valid while @timeouts are.
 */
struct nf_ct_timeout *secgroup_timeouts_find(const struct secgroup_timeouts *timeouts,
					     const struct nf_conntrack_l4proto *l4proto);

#endif

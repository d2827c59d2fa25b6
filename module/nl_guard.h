/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings that the guard goes by, as attributes of a NIC.
 */
#ifndef _SECGROUP_NL_GUARD_H
#define _SECGROUP_NL_GUARD_H

#include <linux/bitmap.h>
#include "guard.h"

struct secgroup_nic;
struct secgroup_request;
struct sk_buff;

/**
 * struct secgroup_guard_draft - settings being put together
 * @settings: its arrays are those of the NIC as it is, or of this draft
 * @pairs: given by the message
 * @ethertypes: likewise
 * @vlans: likewise
 */
struct secgroup_guard_draft {
	struct secgroup_guard_settings settings;
	struct secgroup_pair pairs[SECGROUP_MAX_PAIRS];
	u16 ethertypes[SECGROUP_MAX_ETHERTYPES];
	DECLARE_BITMAP(vlans, SECGROUP_VLAN_BITS);
};

/* Put back what RESET names; @side: enum secgroup_side, which spoof-check's default depends on. */
void secgroup_nl_guard_reset(struct secgroup_guard_draft *draft, const struct secgroup_request *rq,
			     u8 side);

/**
 * secgroup_nl_guard_parse() - add what a message says to a draft
 * @draft: the settings as they are, or zeroed
 * @rq: the message
 * @side: enum secgroup_side of the NIC
 * @is_new: nothing said means the defaults
 *
 * Return: 0, or an errno with the reason.
 */
int secgroup_nl_guard_parse(struct secgroup_guard_draft *draft, const struct secgroup_request *rq,
			    u8 side, bool is_new);

/**
 * secgroup_nl_guard_check() - is it known what to check against (P-60)?
 * @draft: the settings
 * @rq: the message
 * @side: enum secgroup_side of the NIC
 * @n_macs: how many MACs the NIC has
 * @n_addrs: and addresses
 *
 * Return: 0 or -EINVAL with the reason.
 */
int secgroup_nl_guard_check(const struct secgroup_guard_draft *draft,
			    const struct secgroup_request *rq, u8 side, u32 n_macs, u32 n_addrs);

/* As NIC_GET shows them. Return: 0 or -EMSGSIZE. */
int secgroup_nl_guard_put(struct sk_buff *skb, const struct secgroup_nic *nic,
			  const struct secgroup_guard_settings *settings);

/* Room for that. */
size_t secgroup_nl_guard_size(const struct secgroup_guard_settings *settings);

#endif

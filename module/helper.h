/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's FTP helper (P-27). See helper.c.
 */
#ifndef _SECGROUP_HELPER_H
#define _SECGROUP_HELPER_H

#include "state.h"

/**
 * secgroup_helper_add() - give a new entry the FTP helper
 * @st: the visit, before secgroup_state_confirm()
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: SECGROUP_REASON_NONE or NO_MEMORY.
 */
enum secgroup_reason secgroup_helper_add(struct secgroup_state *st, u8 family);

/**
 * secgroup_helper_call() - let the entry's helper read the packet
 * @st: the visit
 * @pkt: the packet
 *
 * Return: SECGROUP_REASON_NONE, or INVALID if the helper wants it dropped.
 */
enum secgroup_reason secgroup_helper_call(struct secgroup_state *st, const struct secgroup_packet *pkt);

/**
 * secgroup_helper_expected_by() - the entry whose helper expects this packet's connection
 * @skb: the packet
 * @nic: the NIC
 * @pkt: the packet, parsed
 *
 * Context: RCU read side.
 * Return: NULL, or the master. No reference is held and it may be reused for another connection
 *	at any time: good for comparing with the entry that a session holds, and for
 *	secgroup_state_flow(), whose outcome must be verified by that comparison.
 */
struct nf_conn *secgroup_helper_expected_by(const struct sk_buff *skb, const struct secgroup_nic *nic,
					    const struct secgroup_packet *pkt);

/**
 * secgroup_helper_get() - make sure the FTP helper is there; one per rule that has it
 *
 * Loads the kernel's module if it has to, and keeps it.
 *
 * Context: may sleep. No lock that a module's initialisation could want (RTNL) may be held.
 * Return: 0, or -ENOENT if the kernel has no FTP helper.
 */
int secgroup_helper_get(void);

/**
 * secgroup_helper_put() - one rule less
 *
 * Sessions that the helper serves go on; when the last rule is gone it may be unloaded.
 *
 * Context: may sleep.
 */
void secgroup_helper_put(void);

#endif

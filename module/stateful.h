/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of packets that have sessions, or open them. See stateful.c.
 */
#ifndef _SECGROUP_STATEFUL_H
#define _SECGROUP_STATEFUL_H

#include "judge.h"

struct secgroup_net;

/**
 * secgroup_stateful_judge() - session, inner access, rules, default
 * @j: the judgement
 * @skb: the packet
 * @pkt: parsed from @skb as it is now, by secgroup_packet_parse(), with @pkt->flow.slot set
 *
 * Opens, follows and revokes sessions; counts for the rule that decides or that opened the session.
 *
 * Context: BH disabled, RCU read side.
 * Return: SECGROUP_REASON_NONE to accept, or why the packet is to be dropped.
 */
enum secgroup_reason secgroup_stateful_judge(const struct secgroup_judgement *j,
					     struct sk_buff *skb, const struct secgroup_packet *pkt);

/**
 * secgroup_stateful_open() - a session for a packet that has none, and that policy accepts
 * @j: the judgement
 * @skb: as for secgroup_stateful_judge()
 * @pkt: likewise; it opens a session, and none announces it. What secgroup_plain_describe() notes of it
 *	is enough, with @pkt->flow.slot set
 * @rule: that accepts it, or NULL
 * @sum: secgroup_session_sum() of its flow
 *
 * Context: as secgroup_stateful_judge().
 * Return: likewise.
 */
enum secgroup_reason secgroup_stateful_open(const struct secgroup_judgement *j, struct sk_buff *skb,
					    const struct secgroup_packet *pkt, struct secgroup_rule *rule, u64 sum);

/**
 * secgroup_stateful_settle() - judge what waits to be judged, as its next packet would
 * @sn: the namespace: all its sessions, by the published view
 *
 * Context: writer mutex; may sleep.
 */
void secgroup_stateful_settle(struct secgroup_net *sn);

#endif

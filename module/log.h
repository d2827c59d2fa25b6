/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of packets, for who listens to the multicast group "log".
 */
#ifndef _SECGROUP_LOG_H
#define _SECGROUP_LOG_H

#include "judge.h"
#include "packet.h"

/* Does the deciding rule say so, or for the default the NIC? */
static inline bool secgroup_log_wants(const struct secgroup_judgement *j)
{
	switch (j->verdict->stage) {
	case SECGROUP_STAGE_RULE:
		return j->verdict->opinion.rule->spec->log;
	case SECGROUP_STAGE_DEFAULT:
		return j->nv->config->log;
	default:
		return false;
	}
}

/* The part of secgroup_log_packet() that few packets need. */
void secgroup_log_send(const struct secgroup_judgement *j, const struct net_device *dev,
		       const struct secgroup_packet *pkt, const struct secgroup_rule *audit);

/**
 * secgroup_log_packet() - send what is to be logged of a packet that policy decided
 * @j: the judgement; its verdict is complete
 * @dev: the device
 * @pkt: the packet
 * @audit: the audit rule that would have decided, or NULL
 *
 * One record if the deciding rule, or of the NIC the default, is logged; one if there is
 * an audit rule. Nothing is allocated while nobody listens. What exceeds the NIC's rate,
 * or finds no memory, is counted, and the next record says how many.
 *
 * Context: BH disabled, RCU read side.
 */
static inline void secgroup_log_packet(const struct secgroup_judgement *j,
				       const struct net_device *dev,
				       const struct secgroup_packet *pkt,
				       const struct secgroup_rule *audit)
{
	if (unlikely(audit || secgroup_log_wants(j)))
		secgroup_log_send(j, dev, pkt, audit);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of packets, for who listens to the multicast group "log".
 */
#ifndef _SECGROUP_LOG_H
#define _SECGROUP_LOG_H

#include "judge.h"
#include "packet.h"

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
void secgroup_log_packet(const struct secgroup_judgement *j, const struct net_device *dev,
			 const struct secgroup_packet *pkt, const struct secgroup_rule *audit);

#endif

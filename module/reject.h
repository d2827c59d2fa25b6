/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers to rejected packets (P-10).
 */
#ifndef _SECGROUP_REJECT_H
#define _SECGROUP_REJECT_H

#include <linux/skbuff.h>
#include "judge.h"
#include "packet.h"

/*
 * The mark of an answer on its way to the hook of the NIC that made it. No guest and no program
 * can set a destructor, no driver uses this function as one, and copies do not inherit it. It
 * does nothing to a packet without zero-copy memory, and is not code of ours: an answer
 * that waits in a queue while the NIC is detached does not keep the module from being removed.
 */
static inline bool secgroup_reject_is_answer(const struct sk_buff *skb)
{
	return unlikely(skb->destructor == skb_tx_error);
}

/**
 * secgroup_reject_send() - answer a packet that is rejected, if it is one to answer
 * @j: the judgement
 * @skb: the packet; not changed
 * @pkt: parsed from @skb as it is now
 * @mac: offset of the Ethernet header from skb->data
 * @received: it comes from the device, and the answer goes out on it. Otherwise it was on its way
 *	out, and the answer enters as if it had been received
 *
 * A TCP reset, or an ICMP message that says "administratively prohibited". No answer to
 * broadcast and multicast frames, to ICMP errors and TCP resets, to a
 * packet with a wrong checksum, or beyond the NIC's rate.
 *
 * Context: BH disabled, RCU read side.
 */
void secgroup_reject_send(const struct secgroup_judgement *j, const struct sk_buff *skb,
			  const struct secgroup_packet *pkt, int mac, bool received);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets in the middle of established sessions (D-2). Inline: most packets of sessions need no more.
 */
#ifndef _SECGROUP_ESTABLISHED_H
#define _SECGROUP_ESTABLISHED_H

#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include "session.h"

/*
 * How long an established entry lives on after this packet, in jiffies, as conntrack decides it
 * (nf_conntrack_proto_tcp.c, nf_conntrack_proto_udp.c); 0: that may lead to another state. A UDP entry is assured by
 * the first packet after two seconds.
 */
static __always_inline unsigned int secgroup_established_timeout(const struct nf_conn *ct, bool mid_stream,
								 const struct secgroup_timeouts *of_nic)
{
	const unsigned int *timeouts = unlikely(of_nic) ? secgroup_state_timeouts(ct, of_nic) : NULL;
	unsigned long status = READ_ONCE(ct->status);

	if (status & (IPS_FIXED_TIMEOUT | IPS_DYING) || nf_ct_is_expired(ct))
		return 0;
	if (nf_ct_protonum(ct) == IPPROTO_TCP) {
		if (!mid_stream || !(status & IPS_ASSURED) ||
		    READ_ONCE(ct->proto.tcp.state) != TCP_CONNTRACK_ESTABLISHED)
			return 0;
		return (timeouts ?: nf_tcp_pernet(nf_ct_net(ct))->timeouts)[TCP_CONNTRACK_ESTABLISHED];
	}
	if (nf_ct_protonum(ct) != IPPROTO_UDP || !(status & IPS_SEEN_REPLY))
		return 0;
	timeouts = timeouts ?: nf_udp_pernet(nf_ct_net(ct))->timeouts;
	if (status & IPS_ASSURED)
		return timeouts[UDP_CT_REPLIED];
	return time_after(jiffies, ct->proto.udp.stream_ts) ? 0 : timeouts[UDP_CT_UNREPLIED];
}

/**
 * secgroup_established_pass() - let a packet of an established entry pass, without conntrack (D-2)
 * @ct: the entry; a reference is held
 * @mid_stream: see &secgroup_packet
 * @of_nic: timeouts of the NIC, or NULL
 *
 * What conntrack would do to such a packet's entry is done: its timeout is prolonged as the NIC, or else the
 * host, has it for that state. Not done is what it would look at: checksum, window,
 * sequence of TCP. See secgroup_state_lose_window().
 *
 * Return: false if conntrack has to see the packet, for the entry is dead or may come to another state, and always of
 * entries of protocols other than TCP and UDP.
 */
static __always_inline bool secgroup_established_pass(struct nf_conn *ct, bool mid_stream,
						      const struct secgroup_timeouts *of_nic)
{
	unsigned int timeout = secgroup_established_timeout(ct, mid_stream, of_nic);
	u32 until = nfct_time_stamp + timeout;

	if (!timeout)
		return false;
	/* As often as its clock ticks: more would only make the line dirty. */
	if (READ_ONCE(ct->timeout) != until)
		WRITE_ONCE(ct->timeout, until);
	return true;
}

/* A packet for which a rule answers, or NULL. Context: BH disabled. */
static __always_inline void secgroup_session_count_rule(struct secgroup_rule *rule, u32 bytes)
{
	if (rule)
		secgroup_counter_add(rule->counter, bytes);
}

/* An accepted packet of a session. */
static __always_inline void secgroup_session_count(struct secgroup_session *s, u8 direction, u32 bytes)
{
	unsigned int way = direction != s->direction;

	atomic64_inc(&s->packets[way]);
	atomic64_add(bytes, &s->bytes[way]);
}

/**
 * secgroup_session_pass() - let a packet of a session pass, if nothing is to be judged or learned of it
 * @s: the session, of a NIC that does not track strictly; its entry may be dead
 * @j: the judgement
 * @direction: enum secgroup_direction
 * @mid_stream: see &secgroup_packet
 * @bytes: its length, from the network header on
 *
 * The packet is no ICMP error. If it passes it is counted. Two CPUs may both
 * find the window known, and forget it twice; or forget it just before conntrack learns it from a segment, and
 * then a reset that is in order may not end the entry, which idles out.
 *
 * Context: BH disabled, RCU read side.
 * Return: it passes; otherwise policy or conntrack has to look at it.
 */
static __always_inline bool secgroup_session_pass(struct secgroup_session *s, const struct secgroup_judgement *j,
						  u8 direction, bool mid_stream, u32 bytes)
{
	u64 judged = atomic64_read(&s->judged);

	if (judged & SECGROUP_JUDGED_TOMBSTONE || judged >> 1 < secgroup_judgement_epoch(j) || s->counted ||
	    !secgroup_established_pass(s->ct, mid_stream, j->nv->config->session.timeouts))
		return false;
	if (s->flow.proto == IPPROTO_TCP && !READ_ONCE(s->ahead)) {
		secgroup_state_lose_window(s->ct);
		WRITE_ONCE(s->ahead, true);
	}
	secgroup_session_count(s, direction, bytes);
	secgroup_session_count_rule(READ_ONCE(s->rule), bytes);
	return true;
}

#endif

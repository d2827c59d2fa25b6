/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conntrack: the only part that touches nf_conn.
 */
#ifndef _SECGROUP_STATE_H
#define _SECGROUP_STATE_H

#include <net/netfilter/nf_conntrack.h>
#include "packet.h"

struct secgroup_nic;
struct secgroup_timeouts;

/**
 * struct secgroup_state - one packet's visit to conntrack
 * @packet: the packet
 * @skb: what conntrack sees of it: @packet itself, or a clone that may be changed
 * @ct: its entry; belongs to @skb. NULL until secgroup_state_track()
 * @ctinfo: see the kernel
 * @picked_up: entry that secgroup_state_pick_up() has made, a reference; or NULL
 * @host_nfct: what @skb brought from the host's own conntrack; put back by secgroup_state_leave()
 * @host_network: &sk_buff.network_header, likewise
 * @pulled: bytes that skb->data was moved forward
 */
struct secgroup_state {
	struct sk_buff *packet;
	struct sk_buff *skb;
	struct nf_conn *ct;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *picked_up;
	unsigned long host_nfct;
	u16 host_network;
	u32 pulled;
};

/**
 * secgroup_state_enter() - prepare a packet for conntrack
 * @st: output
 * @skb: the packet
 * @pkt: parsed from @skb as it is now
 *
 * Context: BH disabled, RCU read side; so are all functions on a struct secgroup_state.
 * Return: SECGROUP_REASON_NONE: secgroup_state_leave() is due. NO_MEMORY: it is not.
 */
enum secgroup_reason secgroup_state_enter(struct secgroup_state *st, struct sk_buff *skb,
					  const struct secgroup_packet *pkt);

/**
 * secgroup_state_leave() - end the visit
 * @st: the visit. The packet is as it was, with the host's conntrack entry; an unconfirmed entry
 *	of ours is gone.
 */
void secgroup_state_leave(struct secgroup_state *st);

/**
 * secgroup_state_track() - let conntrack look at the packet, in the NIC's zone
 * @st: the visit
 * @nic: the NIC
 * @pkt: the packet
 *
 * Return: SECGROUP_REASON_NONE: @st->ct is its entry, new and unconfirmed, or known. INVALID,
 *	TABLE_FULL or NO_MEMORY otherwise.
 */
enum secgroup_reason secgroup_state_track(struct secgroup_state *st, const struct secgroup_nic *nic,
					  const struct secgroup_packet *pkt);

/**
 * secgroup_state_in_window() - a TCP segment of a known entry, if the host lets conntrack be liberal
 * @st: the visit, before secgroup_state_track(), which would not notice any more
 * @ct: the entry that the segment should be of; a reference is held
 * @pkt: the segment
 * @original: it goes the way of the entry's first packet
 *
 * With nf_conntrack_tcp_be_liberal conntrack lets segments outside of the window pass. Without
 * it, it checks by itself.
 *
 * Return: false if it is outside of the window, and conntrack would not say so.
 */
bool secgroup_state_in_window(const struct secgroup_state *st, struct nf_conn *ct,
			      const struct secgroup_packet *pkt, bool original);

/**
 * secgroup_state_lose_window() - segments of an entry are going to pass that conntrack does not see
 * @ct: the entry, of TCP; a reference is held
 *
 * From now on it is liberal with both ends, and of the next segment that it sees it takes sequence numbers and
 * window as they are, a reset's too.
 */
void secgroup_state_lose_window(struct nf_conn *ct);

/**
 * secgroup_state_timeouts() - the timeouts that a NIC has for the protocol of an entry
 * @ct: the entry
 * @timeouts: of the NIC, or NULL
 *
 * Return: in jiffies, as conntrack's own array of that protocol; NULL if the host's hold. Valid while @timeouts are.
 */
const unsigned int *secgroup_state_timeouts(const struct nf_conn *ct, const struct secgroup_timeouts *timeouts);

/**
 * secgroup_state_prolong() - what conntrack has done for a host's entry, do for one of a NIC with timeouts
 * @ct: the entry, of which conntrack has just seen a packet
 * @timeouts: of the NIC, or NULL
 *
 * Nothing, if conntrack knows of the timeouts: see secgroup_state_extend(). Otherwise the entry lives for as long as
 * its state is given. Of an entry that is older than the timeouts conntrack's shorter ones for unacknowledged
 * and repeated segments are not heeded.
 */
void secgroup_state_prolong(struct nf_conn *ct, const struct secgroup_timeouts *timeouts);

/**
 * secgroup_state_extend() - give a new entry the NIC's timeouts
 * @st: the visit, before secgroup_state_confirm()
 * @timeouts: of the NIC, or NULL
 *
 * To an entry that is confirmed nothing can be added: what was opened while the host's timeouts held, and is to
 * have others now, secgroup_state_prolong() has to look after.
 *
 * Return: SECGROUP_REASON_NONE or NO_MEMORY.
 */
enum secgroup_reason secgroup_state_extend(struct secgroup_state *st,
					   const struct secgroup_timeouts *timeouts);

/**
 * secgroup_state_begin() - make the entry of a session without conntrack's seeing the packet
 * @nic: the NIC
 * @skb: the packet
 * @pkt: likewise; it opens a session, which nobody announced and no helper reads
 * @timeouts: of the NIC, or NULL
 *
 * Of UDP conntrack would note that it came, of TCP what is in the SYN (syn.h). Most of what it does is to look for an
 * entry, of which there is none, and at the packet, which was parsed before. An expectation that has come since the
 * caller looked for one is not met: it waits for another packet, or for its end.
 *
 * Context: BH disabled, RCU read side.
 * Return: the entry, confirmed; a reference. NULL: conntrack has to see the packet, for it is neither UDP nor
 *	a SYN, or has a checksum to be verified, or its entry is there already, or could not be made, or the
 *	table is full.
 */
struct nf_conn *secgroup_state_begin(const struct secgroup_nic *nic, const struct sk_buff *skb,
				     const struct secgroup_packet *pkt, const struct secgroup_timeouts *timeouts);

/**
 * secgroup_state_pick_up() - make an entry for a TCP connection that is established already
 * @st: the visit, before secgroup_state_track(), which will find the entry
 * @nic: the NIC
 * @timeouts: of the NIC, or NULL
 * @pkt: the first segment of it that is seen
 *
 * If there is an entry for the connection this does nothing. If the packet does not become a session,
 * secgroup_state_abandon() takes the entry away again.
 *
 * Return: SECGROUP_REASON_NONE, INVALID, TABLE_FULL or NO_MEMORY.
 */
enum secgroup_reason secgroup_state_pick_up(struct secgroup_state *st,
					    const struct secgroup_nic *nic,
					    const struct secgroup_timeouts *timeouts,
					    const struct secgroup_packet *pkt);

/**
 * secgroup_state_abandon() - take away what secgroup_state_pick_up() has made, if anything
 * @st: the visit
 */
void secgroup_state_abandon(struct secgroup_state *st);

/**
 * secgroup_state_confirm() - put the entry into conntrack's table, if it is not there
 * @st: the visit. Another CPU may have been faster with a packet of the same session: @st->ct
 *	is then its entry
 *
 * Return: SECGROUP_REASON_NONE, or INVALID if it cannot be there.
 */
enum secgroup_reason secgroup_state_confirm(struct secgroup_state *st);

/**
 * secgroup_state_flow() - where the session of an entry is to be found
 * @ct: of TCP
 * @nic: the NIC in whose zone it is
 * @direction: enum secgroup_direction that its first packet may have had
 * @flow: output
 */
void secgroup_state_flow(const struct nf_conn *ct, const struct secgroup_nic *nic, u8 direction,
			 struct secgroup_flow *flow);

/**
 * secgroup_state_master() - the entry that expected this one
 * @ct: on which a reference is held
 *
 * Return: NULL if it was not expected; otherwise an entry to compare with.
 */
struct nf_conn *secgroup_state_master(const struct nf_conn *ct);

/**
 * secgroup_state_get() - take a reference on an entry that one is held on
 * @ct: the entry
 */
void secgroup_state_get(struct nf_conn *ct);

/**
 * secgroup_state_put() - give it back
 * @ct: the entry
 */
void secgroup_state_put(struct nf_conn *ct);

/**
 * secgroup_state_is_dead() - is an entry deleted or idled out?
 * @ct: on which a reference is held
 */
bool secgroup_state_is_dead(const struct nf_conn *ct);

/**
 * secgroup_state_kill() - take an entry out of conntrack's table
 * @ct: on which a reference is held
 */
void secgroup_state_kill(struct nf_conn *ct);

/**
 * secgroup_state_expires() - when an entry will idle out
 * @ct: on which a reference is held
 *
 * Return: milliseconds from now; 0 if it is dead.
 */
u64 secgroup_state_expires(const struct nf_conn *ct);

/**
 * secgroup_state_retime() - give those of a NIC's entries that have timeouts other ones
 * @nic: the NIC
 * @timeouts: its timeouts, or NULL
 *
 * They count from the entry's next packet on.
 *
 * Context: may sleep. No packet opens a session with others any more.
 */
void secgroup_state_retime(const struct secgroup_nic *nic,
			   const struct secgroup_timeouts *timeouts);

/**
 * secgroup_state_max() - how many entries conntrack may have, of all NICs and of the host
 *
 * Return: 0: any number.
 */
static inline unsigned int secgroup_state_max(void)
{
	return READ_ONCE(nf_conntrack_max);
}

/* Share of the host's conntrack table that one NIC may have (P-70). */
#define SECGROUP_LIMIT_SHARE	16

/**
 * secgroup_state_limit() - how many sessions a NIC may have, unless it says otherwise (P-70)
 */
static inline unsigned int secgroup_state_limit(void)
{
	unsigned int max = secgroup_state_max();

	return max ? max_t(unsigned int, max / SECGROUP_LIMIT_SHARE, 1) : UINT_MAX;
}

/**
 * secgroup_state_nic_init() - make a NIC's zone ready
 * @nic: sn and zone are set; tmpl is filled in
 *
 * Removes what another user left in the zone.
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int secgroup_state_nic_init(struct secgroup_nic *nic);

/**
 * secgroup_state_nic_exit() - leave the zone empty
 * @nic: its hooks are gone and a grace period has passed; its sessions are flushed.
 *	Nothing happens if secgroup_state_nic_init() did not succeed
 *
 * Context: may sleep.
 */
void secgroup_state_nic_exit(struct secgroup_nic *nic);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sessions: what was accepted once and is remembered (P-22, P-24). See session.c; of their packets, stateful.h.
 */
#ifndef _SECGROUP_SESSION_H
#define _SECGROUP_SESSION_H

#include <linux/rhashtable.h>
#include "hash.h"
#include "judge.h"
#include "state.h"

struct secgroup_net;
struct secgroup_nic;

/**
 * struct secgroup_opener - the packet that decides whether a session is allowed: its first one, or the first one of the
 *	top of its masters. What else there is to know of it its flow tells: see secgroup_session_opening()
 * @direction: see &secgroup_key; so are the next two
 * @sport:
 * @dport:
 */
struct secgroup_opener {
	u8 direction;
	u16 sport;
	u16 dport;
};

static inline struct secgroup_opener secgroup_opener_of(const struct secgroup_key *key)
{
	return (struct secgroup_opener){ .direction = key->direction, .sport = key->sport, .dport = key->dport };
}

/**
 * struct secgroup_session - a node
 * @node: in &secgroup_net.sessions
 * @flow: the key; its slot tells the NIC, which lives until its sessions are flushed and a grace period has passed
 * @judged: generation that last judged the opening, shifted left by one; bit 0: it is a tombstone
 * @ct: its entry; a reference
 * @direction: enum secgroup_direction of the first packet
 * @opener_direction: see &struct secgroup_opener
 * @recalled: it goes on with a flow that an earlier policy let pass without a session
 * @counted: it is counted in &secgroup_nic.helpers
 * @helped: the rule that last accepted the opening has a helper
 * @ahead: segments have passed since conntrack has last seen one
 * @opener_sport: likewise
 * @opener_dport: likewise
 * @rule: that last accepted the opening, a reference, or NULL; changed by xchg(), read under RCU
 * @packets: that were accepted: the way of the first one, and the other way
 * @bytes: likewise, from the network header on
 * @opened: in jiffies
 * @sum: secgroup_session_sum() of @flow, until it is taken out of the table. Two may do that at once: who is second
 *	looks for it by a wrong hash, and does not find it there either
 * @rcu: freed after a grace period, with its references
 *
 * What most packets need comes first. There may be millions: each byte counts.
 */
struct secgroup_session {
	struct rhash_head node;
	struct secgroup_flow flow;
	atomic64_t judged;
	struct nf_conn *ct;
	u8 direction;
	u8 opener_direction : 1;
	u8 recalled : 1;
	u8 counted : 1;
	bool helped;
	bool ahead;
	u16 opener_sport;
	u16 opener_dport;
	struct secgroup_rule *rule;
	atomic64_t packets[2];
	atomic64_t bytes[2];
	u64 opened;
	union {
		u64 sum;
		struct rcu_head rcu;
	};
};

static inline struct secgroup_opener secgroup_session_opener(const struct secgroup_session *s)
{
	return (struct secgroup_opener){
		.direction = s->opener_direction,
		.sport = s->opener_sport,
		.dport = s->opener_dport,
	};
}

/*
 * The packet that decides whether a session is allowed. Both ends and the protocol are those of its flow: who is
 * announced (P-27) is one of the two who speak, with the protocol of its master.
 */
static inline struct secgroup_key secgroup_session_opening(const struct secgroup_session *s)
{
	return (struct secgroup_key){
		.remote = s->flow.remote,
		.local = s->flow.local,
		.direction = s->opener_direction,
		.proto = s->flow.proto,
		.sport = s->opener_sport,
		.dport = s->opener_dport,
	};
}

#define SECGROUP_JUDGED_TOMBSTONE	1ULL

/* Of a session's key, what its hash is made of; see hash.h. */
static __always_inline u64 secgroup_session_sum(const struct secgroup_flow *flow)
{
	return secgroup_hash_sum(flow, SECGROUP_FLOW_SIZE);
}

/**
 * struct secgroup_found - what became of a search
 * @s: the node, or NULL
 * @sum: secgroup_session_sum() of the key, for secgroup_stateful_open()
 */
struct secgroup_found {
	struct secgroup_session *s;
	u64 sum;
};

/*
 * The node of an untagged packet. @ports: the other end's in the upper half, the instance's in the
 * lower. All by value for IPv4, so that nothing of the caller has to be in memory. Context: RCU read side.
 */
struct secgroup_found
secgroup_session_find_ipv4(const struct secgroup_nic *nic, u32 remote, u32 local, u32 ports, u8 proto);
struct secgroup_found
secgroup_session_find_ipv6(const struct secgroup_nic *nic, const struct secgroup_addr *remote,
			   const struct secgroup_addr *local, u32 ports, u8 proto);

/**
 * struct secgroup_traffic - packets and bytes of a session
 * @packets: by direction: 0 is that of its opening, 1 the other
 * @bytes: likewise, from the network header on
 */
struct secgroup_traffic {
	u64 packets[2];
	u64 bytes[2];
};

/**
 * struct secgroup_session_info - a session, to be shown
 * @nic: the NIC
 * @src: sender of the first packet
 * @dst: its receiver
 * @direction: enum secgroup_direction of the first packet
 * @proto: IP protocol
 * @tombstone: it was revoked and drops both directions
 * @sport: of the first packet, where the protocol has ports
 * @dport: likewise
 * @icmp_type: likewise of ICMP and ICMPv6
 * @icmp_code: likewise
 * @icmp_id: likewise
 * @age_ms: since it was opened
 * @expires_ms: until it idles out
 * @traffic: see &struct secgroup_traffic
 * @rule: that accepted it, or NULL. No reference is held: valid until rcu_read_unlock()
 */
struct secgroup_session_info {
	struct secgroup_nic *nic;
	struct secgroup_addr src;
	struct secgroup_addr dst;
	u8 direction;
	u8 proto;
	bool tombstone;
	u16 sport;
	u16 dport;
	u8 icmp_type;
	u8 icmp_code;
	u16 icmp_id;
	u64 age_ms;
	u64 expires_ms;
	struct secgroup_traffic traffic;
	const struct secgroup_rule *rule;
};

typedef int (*secgroup_session_fn)(const struct secgroup_session_info *info, void *arg);

/**
 * secgroup_session_walk() - show sessions, in no order
 * @sn: the namespace
 * @iter: from rhashtable_walk_enter(&sn->sessions, iter); rhashtable_walk_exit() when done
 * @slot: of the NIC whose sessions are wanted, or U32_MAX
 * @fn: called for each under RCU, must not sleep. Non-zero stops the walk, and
 *	the next call with the same @iter begins with the session that @fn refused
 * @arg: for @fn
 *
 * A session that comes or goes meanwhile may be shown or not, and some may be shown twice.
 *
 * Context: process context.
 * Return: 0 when all were shown, or what @fn returned.
 */
int secgroup_session_walk(struct secgroup_net *sn, struct rhashtable_iter *iter, u32 slot,
			  secgroup_session_fn fn, void *arg);

/**
 * secgroup_session_flush_nic() - forget all sessions of a NIC
 * @nic: its hooks are gone and a grace period has passed. It may be freed after another one
 *
 * Context: may sleep.
 */
void secgroup_session_flush_nic(struct secgroup_nic *nic);

/**
 * secgroup_session_flush_now() - forget the sessions that a NIC has at this moment
 * @nic: the NIC, which may be opening others
 *
 * Context: may sleep.
 */
void secgroup_session_flush_now(struct secgroup_nic *nic);

/**
 * secgroup_session_forget_older() - forget sessions that no packet has asked for lately
 * @nic: the NIC
 * @generation: those last judged before it
 *
 * Context: may sleep.
 */
void secgroup_session_forget_older(struct secgroup_nic *nic, u64 generation);

/**
 * secgroup_session_net_init() - prepare a namespace
 * @sn: of which &secgroup_net.sessions and &secgroup_net.session_gc are initialised
 *
 * Return: 0 or a negative errno.
 */
int secgroup_session_net_init(struct secgroup_net *sn);

/**
 * secgroup_session_net_exit() - forget all sessions of a namespace
 * @sn: in which no packet is judged any more
 *
 * What was forgotten a moment ago holds its conntrack entry for one more grace period.
 *
 * Context: may sleep.
 */
void secgroup_session_net_exit(struct secgroup_net *sn);

/* Module-wide. */
int secgroup_session_init(void);
void secgroup_session_exit(void);

#endif

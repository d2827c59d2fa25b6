// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast path: what most packets need, and no more.
 *
 * It judges a plain frame (packet_plain.h) that the guard has nothing to say of, and that policy, or a
 * session in the middle of its life (D-2), decides without anything to be logged, traced or
 * answered. Everything else goes the whole way, from the beginning: hook.c. Until a packet is
 * decided nothing is written, so one that is given up here has left no trace.
 *
 * There is nothing here that the whole way would not say as well; it says it with fewer
 * instructions, because all is inline and nothing has to be noted for others. `tests/netns/fastpath`
 * sends the same packets both ways.
 */
#include <linux/netfilter.h>
#include <linux/preempt.h>
#include <linux/skbuff.h>
#include "core/classify.h"
#include "established.h"
#include "fastpath.h"
#include "hook.h"
#include "judge.h"
#include "member.h"
#include "packet_plain.h"
#include "reject.h"
#include "stateful.h"
#include "trace.h"

/* No verdict: the packet goes the whole way. */
#define WHOLE_WAY	UINT_MAX

/* What policy says can be done without a record: by a rule, by the default, or by inner access. */
static __always_inline bool is_logged(const struct secgroup_judgement *j, const struct secgroup_result *r)
{
	return (r->flags & SECGROUP_MARK_LOG) || (r->stage == SECGROUP_STAGE_DEFAULT && j->nv->config->log);
}

static __always_inline unsigned int drop(const struct secgroup_judgement *j, enum secgroup_reason reason)
{
	secgroup_drops_add(j->nic->drops, reason);
	return NF_DROP;
}

static __always_inline u8 direction_of(const struct secgroup_judgement *j, bool received)
{
	return secgroup_nic_direction(j->nic->is_above, j->nv->side, received);
}

/*
 * Policy accepts it, by @rule. The frame is read once more, so that little has to be passed on: the caller's
 * registers are for packets that need no session. @sum: of its flow, or 0: there was no session to look for.
 */
static noinline unsigned int open_session(struct secgroup_nic *nic, const struct secgroup_view *view,
					  struct sk_buff *skb, int mac, u8 direction, struct secgroup_rule *rule,
					  u64 sum)
{
	struct secgroup_packet pkt __uninitialized;
	struct secgroup_judgement j __uninitialized;
	struct secgroup_plain p __uninitialized;
	enum secgroup_reason reason;

	secgroup_judgement_begin_by(&j, nic, view);
	j.verdict = NULL;
	secgroup_plain_read(&p, skb, mac, direction);
	secgroup_plain_describe(&p, &pkt);
	pkt.flow.slot = nic->slot;
	if (unlikely(!sum))
		sum = secgroup_session_sum(&pkt.flow);
	reason = secgroup_stateful_open(&j, skb, &pkt, rule, sum);
	return reason ? drop(&j, reason) : NF_ACCEPT;
}

/* secgroup_classify_stateless(), of what is not ICMP. */
static __always_inline bool is_stateless(const struct secgroup_judgement *j, const struct secgroup_plain *p,
					 const struct secgroup_result *r, const struct secgroup_membership *members)
{
	const struct secgroup_program *prog = j->judge->program;

	return j->tracking == SECGROUP_TRACKING_AUTO && secgroup_accepts_without_helper(r) &&
	       (likely(prog->is_open[!p->key.direction]) ||
		secgroup_accepts_reverse(prog, p->key, r->stage, members, j->generation));
}

/* Of a packet without a session. */
static __always_inline unsigned int judge_by_policy(const struct secgroup_judgement *j,
						    const struct secgroup_plain *p, struct sk_buff *skb, u64 sum)
{
	const struct secgroup_program *prog = j->judge->program;
	const struct secgroup_membership *members = NULL;
	struct secgroup_rule *rule = NULL;
	struct secgroup_result r __uninitialized;

	if (secgroup_wants_members(prog, p->key.direction, j->tracking == SECGROUP_TRACKING_AUTO))
		members = secgroup_members_lookup(j->nic->sn, j->vpc, p->key.remote);
	secgroup_classify_inline(prog, &p->key, members, j->generation, &r);
	if (r.rank != SECGROUP_NO_RULE)
		rule = prog->owners[r.rank];
	if (is_logged(j, &r) || r.action == SECGROUP_REJECT)
		return WHOLE_WAY;
	if (r.action == SECGROUP_ACCEPT && is_stateless(j, p, &r, members)) {
		if (rule)
			secgroup_counter_add(rule->counter, p->end - p->network);
		return NF_ACCEPT;
	}
	/* What may open no session may go on with one that was picked up, or that is kept. */
	if (secgroup_plain_relation(p) != SECGROUP_RELATION_OPENS)
		return WHOLE_WAY;
	if (r.action == SECGROUP_ACCEPT)
		return open_session(j->nic, j->view, skb, (int)(p->network - ETH_HLEN), p->key.direction, rule,
				    sum);
	if (j->nv->grace)
		return WHOLE_WAY;
	if (rule)
		secgroup_counter_add(rule->counter, p->end - p->network);
	return drop(j, rule ? SECGROUP_REASON_RULE : SECGROUP_REASON_DEFAULT);
}

static __always_inline struct secgroup_found
find_session(const struct secgroup_nic *nic, const struct secgroup_plain *p, const bool ipv4)
{
	const bool ingress = p->key.direction == SECGROUP_INGRESS;
	const u16 remote = ingress ? p->key.sport : p->key.dport, local = ingress ? p->key.dport : p->key.sport;

	if (ipv4)
		return secgroup_session_find_ipv4(nic, p->key.remote.lo, p->key.local.lo, remote << 16 | local,
						  p->key.proto);
	return secgroup_session_find_ipv6(nic, &p->key.remote, &p->key.local, remote << 16 | local, p->key.proto);
}

/* May an FTP session have announced it? */
static __always_inline bool may_be_expected(const struct secgroup_judgement *j, const struct secgroup_plain *p)
{
	return p->key.proto == IPPROTO_TCP && atomic_read(&j->nic->helpers);
}

/* Is the NIC one of whose packets most can be decided here? */
static __always_inline bool begin(struct secgroup_judgement *j, struct secgroup_nic *nic)
{
	return secgroup_judgement_begin(j, nic) && j->nv->is_simple;
}

/* Is it plain that the guard has nothing to say: a station and an address of the instance's own, and no service? */
static __always_inline bool is_silent(const struct secgroup_guard_settings *guard, const struct secgroup_plain *p,
				      const struct sk_buff *skb)
{
	if (guard->spoof_check &&
	    !secgroup_identity_has_station(guard->identity, skb->data + (int)(p->network - ETH_HLEN),
					   p->key.direction, p->key.local.hi, p->key.local.lo))
		return false;
	return !secgroup_guard_is_service(p->key.proto, p->key.dport);
}

static __always_inline unsigned int judge_plain(const struct secgroup_judgement *j, const struct secgroup_plain *p,
						struct sk_buff *skb, const bool ipv4)
{
	struct secgroup_found found = { .s = NULL };

	if (!is_silent(&j->nv->config->guard, p, skb))
		return WHOLE_WAY;
	if (atomic_read(&j->nic->sessions)) {
		found = find_session(j->nic, p, ipv4);
		if (found.s)
			return secgroup_session_pass(found.s, j, p->key.direction, secgroup_plain_is_mid_stream(p),
						     p->end - p->network) ? NF_ACCEPT : WHOLE_WAY;
	}
	return may_be_expected(j, p) ? WHOLE_WAY : judge_by_policy(j, p, skb, found.sum);
}

static noinline unsigned int judge_ipv6(struct secgroup_nic *nic, struct sk_buff *skb, int mac, bool received)
{
	struct secgroup_judgement j __uninitialized;
	struct secgroup_plain p __uninitialized;

	if (!begin(&j, nic) || !secgroup_plain_parse_ipv6(&p, skb, mac, direction_of(&j, received)))
		return WHOLE_WAY;
	return judge_plain(&j, &p, skb, false);
}

static __always_inline unsigned int judge(struct secgroup_nic *nic, struct sk_buff *skb, int mac,
					  bool received)
{
	struct secgroup_judgement j __uninitialized;
	struct secgroup_plain p __uninitialized;

	if (!begin(&j, nic))
		return WHOLE_WAY;
	if (!secgroup_plain_parse_ipv4(&p, skb, mac, direction_of(&j, received)))
		return judge_ipv6(nic, skb, mac, received);
	return judge_plain(&j, &p, skb, true);
}

/* Counters are written with BH off: it is, but where AF_PACKET bypasses the queueing discipline. */
static __always_inline bool is_fit(const struct sk_buff *skb)
{
	return likely(in_softirq()) && !secgroup_reject_is_answer(skb) && !trace_verdict_enabled();
}

__flatten unsigned int secgroup_fastpath_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	unsigned int verdict = is_fit(skb) ? judge(priv, skb, skb_mac_offset(skb), true) : WHOLE_WAY;

	return verdict != WHOLE_WAY ? verdict : secgroup_hook_ingress(priv, skb, state);
}

__flatten unsigned int secgroup_fastpath_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	unsigned int verdict = is_fit(skb) ? judge(priv, skb, 0, false) : WHOLE_WAY;

	return verdict != WHOLE_WAY ? verdict : secgroup_hook_egress(priv, skb, state);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the device's hooks to a verdict, and nothing else.
 *
 * First of all at ingress, so that nobody reacts to a packet that is then dropped; last of all
 * at egress, so that nobody changes it after it was judged. Of several hooks of one
 * priority netfilter calls the latest first.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include "fastpath.h"
#include "frag.h"
#include "guard.h"
#include "hook.h"
#include "log.h"
#include "net.h"
#include "nic.h"
#include "pending.h"
#include "reject.h"
#include "stateful.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

#if !IS_ENABLED(CONFIG_NET_CLS_ACT) || !IS_ENABLED(CONFIG_NETFILTER_SKIP_EGRESS)
#error "without CONFIG_NET_CLS_ACT fragments that were held would come to their hook again"
#endif

/*
 * Through the hooks that come after ours. If ours has gone meanwhile, then through all at ingress,
 * where it was the first, and through none at egress, where it was the last.
 *
 * Return: none of them kept or dropped it.
 */
static bool pass_hooks(const struct secgroup_nic *nic, struct sk_buff *skb,
		       const struct nf_hook_entries *hooks, const struct nf_hook_state *state)
{
	struct nf_hook_state rest = *state;
	unsigned int i, from;

	if (!hooks)
		return true;
	from = state->hook == NF_NETDEV_INGRESS ? 0 : hooks->num_hook_entries;
	for (i = 0; i < hooks->num_hook_entries; i++)
		if (hooks->hooks[i].priv == nic)
			from = i + 1;
	return nf_hook_slow(skb, &rest, hooks, from) == 1;
}

/* A fragment that was held goes on from our hook, as if it had come only now. */
static void resume(const struct secgroup_nic *nic, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	if (state->hook == NF_NETDEV_EGRESS) {
		skb->dev = state->out;
		if (!pass_hooks(nic, skb, rcu_dereference(skb->dev->nf_hooks_egress), state))
			return;
		nf_skip_egress(skb, true);
		dev_queue_xmit(skb);
		return;
	}
	skb->dev = state->in;
	if (!pass_hooks(nic, skb, rcu_dereference(skb->dev->nf_hooks_ingress), state))
		return;
	/* As IFB does it: neither taps, tc nor hooks get it again. */
	skb->tc_skip_classify = 1;
	skb_reset_redirect(skb);
	netif_receive_skb_core(skb);
}

/* Whether that is decided without policy: @reason is output if it is. */
static noinline bool is_guarded(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
				enum secgroup_reason *reason)
{
	struct secgroup_guarded decided;
	enum secgroup_guard said = secgroup_judgement_guard(j, pkt, &decided);

	j->verdict->stage = decided.stage;
	*reason = SECGROUP_REASON_NONE;
	switch (said) {
	case SECGROUP_GUARD_ACCEPT:
		if (decided.service != SECGROUP_SERVICE_NONE)
			secgroup_served_add(j->nic->served, decided.service);
		return true;
	case SECGROUP_GUARD_DROP:
		*reason = decided.reason;
		return true;
	case SECGROUP_GUARD_JUDGE:
		break;
	}
	return pkt->kind == SECGROUP_KIND_FRAGMENT;
}

/* Each step notes its stage before it decides. Of a fragment only the first step is taken. */
static __always_inline enum secgroup_reason judge(const struct secgroup_judgement *j, struct sk_buff *skb,
						  struct secgroup_packet *pkt)
{
	enum secgroup_reason reason;

	if (!secgroup_guard_is_silent(&j->nv->config->guard, pkt) && is_guarded(j, pkt, &reason))
		return reason;
	j->verdict->stage = SECGROUP_STAGE_SESSION;
	pkt->flow.slot = j->nic->slot;
	return secgroup_stateful_judge(j, skb, pkt);
}

static noinline void trace(const struct secgroup_judgement *j, const struct net_device *dev, u8 direction)
{
	const struct secgroup_verdict *v = j->verdict;
	const struct secgroup_group *group = NULL;

	if (v->stage == SECGROUP_STAGE_RULE)
		group = secgroup_group_read(j->nic->sn, v->opinion.rule->group_gid);
	trace_verdict(dev, direction, v, group);
}

/* Policy was asked about this packet: an audit rule's counter moves, and it may be logged. */
static __always_inline void record(const struct secgroup_judgement *j, const struct sk_buff *skb,
				   const struct secgroup_packet *pkt)
{
	struct secgroup_rule *audit = NULL;

	if (unlikely(j->judge->audit))
		audit = secgroup_judgement_audit(j, &pkt->key);
	if (audit)
		secgroup_counter_add(audit->counter, secgroup_packet_bytes(pkt));
	secgroup_log_packet(j, skb->dev, pkt, audit);
}

/**
 * struct passage - a frame's passage through one of our hooks
 * @state: netfilter's
 * @received: the frame comes from the device; otherwise it is on its way out
 * @direction: enum secgroup_direction
 */
struct passage {
	const struct nf_hook_state *state;
	bool received;
	u8 direction;
};

/* It came to this: count, tell, answer. Return: the packet is accepted. */
static __always_inline bool settle(const struct secgroup_judgement *j, const struct passage *p,
				   const struct sk_buff *skb, const struct secgroup_packet *pkt, int mac,
				   enum secgroup_reason reason)
{
	const struct secgroup_verdict *v = j->verdict;

	secgroup_verdict_end(j->verdict, reason);
	if (trace_verdict_enabled())
		trace(j, skb->dev, p->direction);
	if (v->reason)
		secgroup_drops_add(j->nic->drops, v->reason);
	if (secgroup_verdict_is_policy(v))
		record(j, skb, pkt);
	if (v->action == SECGROUP_REJECT)
		secgroup_reject_send(j, skb, pkt, mac, p->received);
	return !v->reason;
}

/* The fragments that waited share the fate of the whole (P-29). */
static void release(const struct secgroup_judgement *j, const struct passage *p,
		    struct sk_buff_head *held, bool accepted)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(held))) {
		if (accepted) {
			resume(j->nic, skb, p->state);
			continue;
		}
		secgroup_drops_add(j->nic->drops, j->verdict->reason);
		kfree_skb(skb);
	}
}

/* Nobody but us can write to the first @len bytes any more. Taps and the like may share the skb. */
static bool make_own(struct sk_buff *skb, u32 len)
{
	return len <= skb_headlen(skb) || (!skb_shared(skb) && pskb_may_pull(skb, len));
}

/* A fragment waits for the others. The one that makes the datagram whole has it judged. */
static noinline unsigned int take_fragment(const struct secgroup_judgement *j, const struct passage *p,
					   struct sk_buff *skb, int mac, struct secgroup_packet *pkt)
{
	enum secgroup_reason reason;
	struct secgroup_whole whole;
	bool accepted;

	j->verdict->stage = SECGROUP_STAGE_MALFORMED;
	/* Which of its bytes are headers is known when the datagram is whole: all of it is made ours. */
	reason = make_own(skb, skb->len) ?
			 secgroup_frag_add(j->nic, skb, pkt, mac, !p->received, &whole) :
			 SECGROUP_REASON_NO_MEMORY;
	if (reason) {
		settle(j, p, skb, pkt, mac, reason);
		return NF_DROP;
	}
	if (!whole.skb)
		return NF_STOLEN;
	reason = secgroup_packet_parse_datagram(pkt, whole.skb, p->direction);
	if (!reason)
		reason = judge(j, whole.skb, pkt);
	accepted = settle(j, p, whole.skb, pkt, 0, reason);
	consume_skb(whole.skb);
	release(j, p, &whole.held, accepted);
	return accepted ? NF_ACCEPT : NF_DROP;
}

/*
 * What is judged has to be what goes on. Each round parses what the one before has made ours,
 * and may come to more, for that may have been written to in between; there is an end to the frame.
 */
static enum secgroup_reason parse(struct secgroup_packet *pkt, struct sk_buff *skb, int mac,
				  u8 direction)
{
	enum secgroup_reason reason;

	do {
		reason = secgroup_packet_parse(pkt, skb, mac, direction);
		if (reason || likely(!pkt->pull))
			return reason;
	} while (make_own(skb, pkt->pull));
	return SECGROUP_REASON_NO_MEMORY;
}

static __always_inline unsigned int take(const struct secgroup_judgement *j, const struct passage *p,
					 struct sk_buff *skb, int mac)
{
	/* The parser's to fill in; some kernels would clear it first. */
	struct secgroup_packet pkt __uninitialized;
	enum secgroup_reason reason;

	j->verdict->stage = SECGROUP_STAGE_MALFORMED;
	reason = parse(&pkt, skb, mac, p->direction);
	if (!reason)
		reason = judge(j, skb, &pkt);
	if (!reason && pkt.kind == SECGROUP_KIND_FRAGMENT)
		return take_fragment(j, p, skb, mac, &pkt);
	return settle(j, p, skb, &pkt, mac, reason) ? NF_ACCEPT : NF_DROP;
}

/* A pattern owns no address: all is from somebody else, or to somebody else. */
static bool drop_for(struct secgroup_nic *pattern, const struct secgroup_closed *closed,
		     const struct sk_buff *skb, bool received, struct secgroup_verdict *v)
{
	struct secgroup_judgement j = { .verdict = v };
	u8 direction;

	if (!pattern || !secgroup_judgement_begin(&j, pattern))
		return false;
	direction = secgroup_nic_direction(closed->is_above, j.nv->side, received);
	v->stage = SECGROUP_STAGE_SPOOF;
	secgroup_verdict_end(v, direction == SECGROUP_EGRESS ? SECGROUP_REASON_SPOOF :
							       SECGROUP_REASON_NOT_OURS);
	trace_verdict(skb->dev, direction, v, NULL);
	secgroup_drops_add(pattern->drops, v->reason);
	return true;
}

static bool drop(const struct secgroup_closed *closed, const struct sk_buff *skb, bool received,
		 struct secgroup_verdict *v)
{
	return drop_for(READ_ONCE(closed->pattern), closed, skb, received, v) ||
	       drop_for(READ_ONCE(closed->heir), closed, skb, received, v);
}

/*
 * A NIC that is not in the view: its device is being attached or has been detached, and is open,
 * unless a pattern closes it. The pattern's own hook may have run before the view was swapped in
 * which the NIC lost the device to it. And if the pattern has just gone, then perhaps for the NIC.
 *
 * Return: whether the NIC is in the view by now.
 */
static noinline bool look_again(struct secgroup_judgement *j, struct secgroup_nic *nic,
				const struct sk_buff *skb, bool received)
{
	const struct secgroup_closed *closed = xa_load(&nic->sn->closed, skb->dev->ifindex);

	return closed && !drop(closed, skb, received, j->verdict) &&
	       secgroup_judgement_begin(j, nic);
}

/*
 * Netfilter holds the RCU read lock. BH is off at both hooks, except where AF_PACKET bypasses
 * the queueing discipline.
 */
static unsigned int verdict(struct secgroup_nic *nic, struct sk_buff *skb, int mac,
			    const struct nf_hook_state *state)
{
	struct passage p = { .state = state, .received = state->hook == NF_NETDEV_INGRESS };
	struct secgroup_verdict v = { .reason = SECGROUP_REASON_NONE };
	struct secgroup_judgement j __uninitialized;
	unsigned int outcome = NF_ACCEPT;

	if (secgroup_reject_is_answer(skb)) {
		skb_orphan(skb);
		return NF_ACCEPT;
	}
	local_bh_disable();
	j.verdict = &v;
	if (secgroup_judgement_begin(&j, nic) || look_again(&j, nic, skb, p.received)) {
		p.direction = secgroup_nic_direction(nic->is_above, j.nv->side, p.received);
		outcome = take(&j, &p, skb, mac);
	} else if (v.reason) {
		outcome = NF_DROP;
	}
	local_bh_enable();
	return outcome;
}

/* skb->data is behind the Ethernet header. */
unsigned int secgroup_hook_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return verdict(priv, skb, skb_mac_offset(skb), state);
}

/* skb->data is at the Ethernet header, whatever skb->mac_header says. */
unsigned int secgroup_hook_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return verdict(priv, skb, 0, state);
}

static unsigned int close(const struct secgroup_closed *closed, const struct sk_buff *skb,
			  bool received)
{
	struct secgroup_verdict v = { .reason = SECGROUP_REASON_NONE };

	local_bh_disable();
	drop(closed, skb, received, &v);
	local_bh_enable();
	return v.reason ? NF_DROP : NF_ACCEPT;
}

static unsigned int closed_ingress(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	return close(priv, skb, true);
}

static unsigned int closed_egress(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return close(priv, skb, false);
}

/* @ops: for both hooks of the device, with the functions set. */
static int register_both(struct net *net, struct nf_hook_ops *ops, struct net_device *dev,
			 void *priv)
{
	int i;

	ASSERT_RTNL();
	for (i = 0; i < 2; i++) {
		ops[i].dev = dev;
		ops[i].priv = priv;
		ops[i].pf = NFPROTO_NETDEV;
	}
	ops[0].hooknum = NF_NETDEV_INGRESS;
	ops[0].priority = INT_MIN;
	ops[1].hooknum = NF_NETDEV_EGRESS;
	ops[1].priority = INT_MAX;
	return nf_register_net_hooks(net, ops, 2);
}

int secgroup_hook_register(struct secgroup_nic *nic, struct net_device *dev)
{
	nic->ops[0].hook = secgroup_fastpath_ingress;
	nic->ops[1].hook = secgroup_fastpath_egress;
	return register_both(nic->sn->net, nic->ops, dev, nic);
}

void secgroup_hook_unregister(struct secgroup_nic *nic)
{
	ASSERT_RTNL();
	nf_unregister_net_hooks(nic->sn->net, nic->ops, ARRAY_SIZE(nic->ops));
}

int secgroup_hook_close(struct net *net, struct secgroup_closed *closed)
{
	closed->ops[0].hook = closed_ingress;
	closed->ops[1].hook = closed_egress;
	return register_both(net, closed->ops, closed->dev, closed);
}

void secgroup_hook_open(struct net *net, struct secgroup_closed *closed)
{
	ASSERT_RTNL();
	nf_unregister_net_hooks(net, closed->ops, ARRAY_SIZE(closed->ops));
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One judgement: one packet, one NIC, one direction, one view (P-25).
 */
#ifndef _SECGROUP_JUDGE_H
#define _SECGROUP_JUDGE_H

#include "core/program.h"
#include "guard.h"
#include "net.h"
#include "nic.h"
#include "packet.h"
#include "rule.h"
#include "view.h"

/**
 * struct secgroup_opinion - what policy says of a packet
 * @result: see core/program.h
 * @rule: the deciding rule, or NULL. No reference is held: valid until rcu_read_unlock()
 * @stateless: the packet is accepted and needs no session (P-28); only from
 *	secgroup_judgement_ask_both()
 */
struct secgroup_opinion {
	struct secgroup_result result;
	struct secgroup_rule *rule;
	bool stateless;
};

/**
 * struct secgroup_verdict - what becomes of a packet, or of a described one (explain)
 * @opinion: if @stage is INNER, RULE or DEFAULT: policy was asked about this very packet
 * @action: enum secgroup_action
 * @stage: enum secgroup_stage: who decided
 * @reason: enum secgroup_reason
 */
struct secgroup_verdict {
	struct secgroup_opinion opinion;
	u8 action;
	u8 stage;
	u8 reason;
};

static inline bool secgroup_verdict_is_policy(const struct secgroup_verdict *verdict)
{
	return verdict->stage >= SECGROUP_STAGE_INNER;
}

/* Policy was asked about this very packet, and said this. */
static inline void secgroup_verdict_note(struct secgroup_verdict *verdict,
					 const struct secgroup_opinion *opinion)
{
	verdict->opinion = *opinion;
	verdict->stage = opinion->result.stage;
}

/**
 * struct secgroup_judgement - what a judgement reads, and where it notes what it comes to
 * @nic: the NIC
 * @view: the policy, read once
 * @nv: the NIC as of @view
 * @judge: its program and age as of @view
 * @vpc: number of the VPC in which remote addresses are looked up
 * @generation: by which memberships, and with which what is found is remembered
 * @tracking: enum secgroup_tracking
 * @verdict: filled in on the way; the caller's. Not needed for secgroup_judgement_ask() and explain
 *
 * All valid until rcu_read_unlock().
 */
struct secgroup_judgement {
	struct secgroup_nic *nic;
	const struct secgroup_view *view;
	const struct secgroup_nic_view *nv;
	const struct secgroup_judge *judge;
	u32 vpc;
	u64 generation;
	u8 tracking;
	struct secgroup_verdict *verdict;
};

/* secgroup_judgement_begin(), by a view that was read already and has the NIC. */
static inline void secgroup_judgement_begin_by(struct secgroup_judgement *j, struct secgroup_nic *nic,
					       const struct secgroup_view *view)
{
	j->nic = nic;
	j->view = view;
	j->nv = &view->nics[nic->slot];
	j->judge = view->judges[j->nv->judge];
	j->vpc = j->nv->vpc;
	j->generation = view->generation;
	j->tracking = j->nv->tracking;
}

/**
 * secgroup_judgement_begin() - read the view
 * @j: output, @j->verdict apart
 * @nic: the NIC
 *
 * Context: RCU read side, which the judgement must not outlive.
 * Return: false if the NIC is not in the view: it is not judged.
 */
static inline bool secgroup_judgement_begin(struct secgroup_judgement *j, struct secgroup_nic *nic)
{
	const struct secgroup_view *view = secgroup_net_read_view(nic->sn);

	if (!secgroup_view_has_nic(view, nic->slot))
		return false;
	secgroup_judgement_begin_by(j, nic, view);
	return true;
}

/**
 * secgroup_judgement_epoch() - how old a remembered judgement may be (D-3)
 * @j: the judgement
 *
 * Return: the oldest generation whose judgement still stands.
 */
static inline u64 secgroup_judgement_epoch(const struct secgroup_judgement *j)
{
	return max(READ_ONCE(j->judge->epoch), READ_ONCE(j->nv->epoch));
}

/**
 * secgroup_judgement_guard() - what comes before policy
 * @j: the judgement
 * @pkt: the packet
 * @decided: see secgroup_guard()
 */
enum secgroup_guard secgroup_judgement_guard(const struct secgroup_judgement *j,
					     const struct secgroup_packet *pkt,
					     struct secgroup_guarded *decided);

/**
 * secgroup_judgement_members() - the groups of a remote address in the NIC's VPC
 * @j: the judgement
 * @remote: the address
 *
 * Return: NULL if it is in none; otherwise valid until rcu_read_unlock().
 */
const struct secgroup_membership *
secgroup_judgement_members(const struct secgroup_judgement *j, struct secgroup_addr remote);

/**
 * secgroup_judgement_ask() - inner access, rules, default
 * @j: the judgement
 * @key: the packet
 *
 * Counts nothing.
 */
struct secgroup_opinion secgroup_judgement_ask(const struct secgroup_judgement *j,
					       const struct secgroup_key *key);

/**
 * secgroup_judgement_ask_both() - likewise, and does the packet need a session?
 * @j: the judgement
 * @key: a packet that has none
 * @o: output
 *
 * It does if it is refused, if the NIC tracks always, or if policy does not accept its exact
 * reverse as well.
 */
void secgroup_judgement_ask_both(const struct secgroup_judgement *j, const struct secgroup_key *key,
				 struct secgroup_opinion *o);

/**
 * secgroup_judgement_recall() - may a flow go on that a graceful commit has cut? (P-24)
 * @j: the judgement
 * @pkt: a packet without a session, which may not pass without one
 * @generation: output: of the policy that accepted it, for its session's stamp
 * @opinion: output: what that policy said
 *
 * Context: any; RCU read side.
 */
bool secgroup_judgement_recall(const struct secgroup_judgement *j,
			       const struct secgroup_packet *pkt, u64 *generation,
			       struct secgroup_opinion *opinion);

/**
 * secgroup_judgement_decide() - likewise, of the packet that is being judged
 * @j: the judgement
 * @key: the packet
 *
 * Also notes in @j->verdict that policy decides this packet.
 */
struct secgroup_opinion secgroup_judgement_decide(const struct secgroup_judgement *j,
						  const struct secgroup_key *key);

/**
 * secgroup_judgement_audit() - what rules of state audit would do
 * @j: the judgement; there are such rules (@j->judge->audit)
 * @key: a packet that policy decides
 *
 * Return: the rule of state audit that would decide it, had such rules been enabled, or NULL.
 * Valid until rcu_read_unlock().
 */
struct secgroup_rule *secgroup_judgement_audit(const struct secgroup_judgement *j,
					       const struct secgroup_key *key);

/**
 * secgroup_opinion_reason() - an opinion as a reason
 * @opinion: the opinion
 *
 * Return: SECGROUP_REASON_NONE if it is to accept, else RULE or DEFAULT.
 */
static inline enum secgroup_reason secgroup_opinion_reason(const struct secgroup_opinion *opinion)
{
	if (opinion->result.action == SECGROUP_ACCEPT)
		return SECGROUP_REASON_NONE;
	return opinion->rule ? SECGROUP_REASON_RULE : SECGROUP_REASON_DEFAULT;
}

/**
 * secgroup_verdict_end() - the judgement is over
 * @verdict: its stage, and its opinion if that is policy's, were noted on the way
 * @reason: what it came to, enum secgroup_reason
 *
 * What policy accepts and has no session in the end is the session stage's.
 */
static inline void secgroup_verdict_end(struct secgroup_verdict *verdict, u8 reason)
{
	if (secgroup_verdict_is_policy(verdict) &&
	    reason != secgroup_opinion_reason(&verdict->opinion))
		verdict->stage = SECGROUP_STAGE_SESSION;
	verdict->reason = reason;
	if (secgroup_verdict_is_policy(verdict))
		verdict->action = verdict->opinion.result.action;
	else
		verdict->action = reason ? SECGROUP_DROP : SECGROUP_ACCEPT;
}

/**
 * secgroup_judge_explain() - what would become of this packet, had it no session?
 * @j: the judgement
 * @key: the packet
 * @mac: of the instance in the frame, or NULL: its first one
 * @verdict: output
 *
 * Counts nothing, sends nothing.
 */
void secgroup_judge_explain(const struct secgroup_judgement *j, const struct secgroup_key *key,
			    const u8 *mac, struct secgroup_verdict *verdict);

#endif

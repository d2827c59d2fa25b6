// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking the policy.
 */
#include "core/classify.h"
#include "grace.h"
#include "guard.h"
#include "judge.h"
#include "member.h"
#include "net.h"

/* Only side host follows its device; a NIC that has become a guest's still may. */
static const struct secgroup_identity *device_identity(const struct secgroup_judgement *j)
{
	return j->nv->side == SECGROUP_HOST ? rcu_dereference(j->nic->own) : NULL;
}

enum secgroup_guard secgroup_judgement_guard(const struct secgroup_judgement *j,
					     const struct secgroup_packet *pkt,
					     struct secgroup_guarded *decided)
{
	return secgroup_guard(&j->nv->config->guard, device_identity(j), pkt, decided);
}

const struct secgroup_membership *
secgroup_judgement_members(const struct secgroup_judgement *j, struct secgroup_addr remote)
{
	return secgroup_members_lookup(j->nic->sn, j->vpc, remote);
}

static void ask(const struct secgroup_judgement *j, const struct secgroup_program *prog,
		const struct secgroup_key *key, const struct secgroup_membership *members,
		struct secgroup_opinion *o)
{
	o->result = secgroup_classify(prog, key, members, j->generation);
	o->rule = o->result.rank == SECGROUP_NO_RULE ?
			  NULL : secgroup_program_owner(prog, o->result.rank);
	o->stateless = false;
}

static void ask_alone(const struct secgroup_judgement *j, const struct secgroup_program *prog,
		      const struct secgroup_key *key, struct secgroup_opinion *o)
{
	const struct secgroup_membership *members = NULL;

	if (secgroup_wants_members(prog, key->direction, false))
		members = secgroup_judgement_members(j, key->remote);
	ask(j, prog, key, members, o);
}

struct secgroup_opinion secgroup_judgement_ask(const struct secgroup_judgement *j,
					       const struct secgroup_key *key)
{
	struct secgroup_opinion o;

	ask_alone(j, j->judge->program, key, &o);
	return o;
}

struct secgroup_rule *secgroup_judgement_audit(const struct secgroup_judgement *j,
					       const struct secgroup_key *key)
{
	struct secgroup_opinion o;

	ask_alone(j, j->judge->audit, key, &o);
	return o.rule && o.rule->spec->state == SECGROUP_STATE_AUDIT ? o.rule : NULL;
}

void secgroup_judgement_ask_both(const struct secgroup_judgement *j, const struct secgroup_key *key,
				 struct secgroup_opinion *o)
{
	const struct secgroup_program *prog = j->judge->program;
	const struct secgroup_membership *members = NULL;

	if (j->tracking != SECGROUP_TRACKING_AUTO)
		return ask_alone(j, prog, key, o);
	/* The reverse has the same remote address: looked up once for both. */
	if (secgroup_wants_members(prog, key->direction, true))
		members = secgroup_judgement_members(j, key->remote);
	ask(j, prog, key, members, o);
	o->stateless = secgroup_classify_stateless(prog, key, &o->result, members, j->generation);
}

/* A SYN is the beginning of a connection, and an error not part of any. */
static bool is_recallable(const struct secgroup_packet *pkt)
{
	if (pkt->key.proto == IPPROTO_TCP)
		return pkt->relation == SECGROUP_RELATION_FOLLOWS;
	return pkt->relation != SECGROUP_RELATION_ERROR;
}

bool secgroup_judgement_recall(const struct secgroup_judgement *j,
			       const struct secgroup_packet *pkt, u64 *generation,
			       struct secgroup_opinion *opinion)
{
	const struct secgroup_grace *grace = j->nv->grace;
	struct secgroup_judgement then = *j;
	u32 i;

	if (likely(!grace) || !is_recallable(pkt))
		return false;
	then.tracking = SECGROUP_TRACKING_AUTO;
	for (i = 0; i < grace->n; i++) {
		const struct secgroup_before *before = &grace->before[i];

		if (time_after_eq64(get_jiffies_64(), before->until))
			continue;
		then.judge = before->judge;
		then.vpc = before->vpc;
		then.generation = before->generation;
		secgroup_judgement_ask_both(&then, &pkt->key, opinion);
		*generation = before->generation;
		if (opinion->stateless)
			return true;
	}
	return false;
}

struct secgroup_opinion secgroup_judgement_decide(const struct secgroup_judgement *j,
						  const struct secgroup_key *key)
{
	struct secgroup_opinion o = secgroup_judgement_ask(j, key);

	secgroup_verdict_note(j->verdict, &o);
	return o;
}

static void decide(struct secgroup_verdict *verdict, u8 stage, u8 reason)
{
	verdict->stage = stage;
	secgroup_verdict_end(verdict, reason);
}

static void explain_policy(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
			   struct secgroup_verdict *verdict)
{
	struct secgroup_opinion opinion, before;
	enum secgroup_reason reason;
	u64 generation;

	secgroup_judgement_ask_both(j, &pkt->key, &opinion);
	reason = secgroup_opinion_reason(&opinion);
	if (pkt->relation == SECGROUP_RELATION_ERROR ||
	    (pkt->relation == SECGROUP_RELATION_FOLLOWS && !opinion.stateless))
		reason = SECGROUP_REASON_NO_SESSION;
	if (reason && secgroup_judgement_recall(j, pkt, &generation, &before))
		return decide(verdict, SECGROUP_STAGE_SESSION, SECGROUP_REASON_NONE);
	if (reason == SECGROUP_REASON_NO_SESSION)
		return decide(verdict, SECGROUP_STAGE_SESSION, reason);
	verdict->opinion = opinion;
	decide(verdict, opinion.result.stage, reason);
}

void secgroup_judge_explain(const struct secgroup_judgement *j, const struct secgroup_key *key,
			    const u8 *mac, struct secgroup_verdict *verdict)
{
	struct secgroup_guarded decided;
	enum secgroup_reason reason;
	struct secgroup_packet pkt;

	memset(verdict, 0, sizeof(*verdict));
	verdict->opinion.result.rank = SECGROUP_NO_RULE;
	reason = secgroup_packet_describe(&pkt, key);
	if (reason)
		return decide(verdict, SECGROUP_STAGE_MALFORMED, reason);
	/* It owns nothing: see secgroup_hook_close(). */
	if (j->nic->is_pattern)
		return decide(verdict, SECGROUP_STAGE_SPOOF, key->direction == SECGROUP_EGRESS ?
			      SECGROUP_REASON_SPOOF : SECGROUP_REASON_NOT_OURS);

	secgroup_guard_address(&j->nv->config->guard, device_identity(j), mac, &pkt);
	switch (secgroup_judgement_guard(j, &pkt, &decided)) {
	case SECGROUP_GUARD_ACCEPT:
	case SECGROUP_GUARD_DROP:
		return decide(verdict, decided.stage, decided.reason);
	case SECGROUP_GUARD_JUDGE:
		break;
	}
	explain_policy(j, &pkt, verdict);
}

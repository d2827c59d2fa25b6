// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of a packet that has, or opens, a session. What a session is, session.c says.
 *
 * The way of a packet that has sessions (&secgroup_packet.relation):
 *
 *  1. Its node is looked up by the flow, which is the same for both directions.
 *  2. There is one, and its entry lives: it is *followed*. If its stamp is as young as what it
 *     was judged by (D-3), nothing is asked. Otherwise the packet that opened it is
 *     judged again, by this packet's view: accepted, the session gets a new stamp; refused, it is
 *     revoked (P-24), and the packet dropped. Then conntrack looks at the packet and must come
 *     to the same entry.
 *  3. There is none: the packet must be one that can open a session, and policy must accept
 *     it. Only then does conntrack see it: what is refused costs no entry. The entry is confirmed,
 *     then the node is inserted. Of most UDP packets and SYNs it learns by being given the entry
 *     instead (secgroup_state_begin()).
 *
 * An ICMP error is followed by the flow of the packet that it quotes, and opens nothing.
 *
 * Most packets of 2 are in the middle of an established TCP connection or UDP exchange, and conntrack
 * would only note that the entry is not idle. That is done without it (D-2, established.h), unless a
 * helper reads along or the NIC tracks strictly. The price is that nobody looks at the segment's checksum
 * and place in the window, and that conntrack does not know the window any more when a packet comes that is
 * for it.
 *
 * Between 2 and 3, unless the NIC tracks always: a packet that nobody announced, and whose exact
 * reverse policy accepts as well, passes without any of this (P-28). What would be remembered
 * of it could not matter. So a segment in the middle of a connection may pass here that would not
 * have opened a session; and an error, if the packet that it quotes may.
 *
 * What happens at the same time as that:
 *
 *  - The entry dies between 2's look and conntrack's (idle, `conntrack -D`, or a SYN that reopens
 *    a closed connection, perhaps from the other end): conntrack makes a new one. So an entry
 *    that is not the node's always means a new session: the packet is judged as its opening,
 *    and what tcp_loose would have picked up is refused, for it is no SYN.
 *  - Two CPUs open the same session, perhaps from both ends. Conntrack lets one entry win; the other CPU's
 *    packet gets the winner's entry or is dropped. Who is second to insert a node finds the first's, with the
 *    same entry, and drops its own.
 *  - A commit between judging and stamping. The stamp is the generation of the view that judged,
 *    never the newest, so the next packet is judged again. Stamp and tombstone are one word: two
 *    CPUs with different views cannot mix them.
 *
 * Revocation. A TCP session is forgotten: its next segment is no SYN and finds nothing. Of other
 * protocols, the next packet of either end would open it again, perhaps from the end that may,
 * for what the other may not: so node and entry stay as a tombstone that drops both directions.
 * Dropped packets do not reach conntrack, so the entry idles out, and the node with it. What graceful
 * commits leave alone is said in grace.c.
 *
 * An expected connection (FTP's data) is judged by the packet that opened the top of its masters:
 * its node has that packet as its opening (P-27). An example: a rule accepts tcp 21 from A with
 * the helper, and a:4000 -> b:21 comes. Its node has this as opening, its entry the helper. b
 * answers "227 ... port 5000", and the helper makes an expectation. a:4001 -> b:5000 is a SYN
 * without a node; an expectation matches it, whose master is the entry of a node of ours. So
 * a:4000 -> b:21 is judged by today's policy, and must be accepted by a rule with the helper. The
 * new node's opening is a:4000 -> b:21: when that is refused, both are revoked.
 *
 * During pickup (P-22) a segment in the middle of a TCP connection may open a session, too. The
 * host's tcp_loose may forbid conntrack to begin there, so the entry is made by us before conntrack
 * sees the segment, which then belongs to it.
 */
#include <linux/jiffies.h>
#include "established.h"
#include "helper.h"
#include "net.h"
#include "session_private.h"
#include "state.h"
#include "stateful.h"

/* Room for one more? If so it is taken. */
static bool reserve(const struct secgroup_judgement *j)
{
	u32 limit = j->nv->config->session.limit ?: secgroup_state_limit();

	if (atomic_inc_return(&j->nic->sessions) <= limit)
		return true;
	atomic_dec(&j->nic->sessions);
	return false;
}

static enum secgroup_reason revoke(struct secgroup_session *s, const struct secgroup_judgement *j)
{
	if (s->flow.proto == IPPROTO_TCP) {
		secgroup_state_kill(s->ct);
		secgroup_session_forget(j->nic->sn, s);
	} else {
		atomic64_set(&s->judged, j->generation << 1 | SECGROUP_JUDGED_TOMBSTONE);
	}
	return SECGROUP_REASON_REVOKED;
}

/* Was it accepted by a policy that only graceful commits have replaced? (P-24) A tombstone was not. */
static bool is_kept(u64 judged, const struct secgroup_judgement *j)
{
	u64 generation = judged >> 1;

	return !(judged & SECGROUP_JUDGED_TOMBSTONE) && generation >= j->nv->kept_from &&
	       generation <= j->nv->kept_to;
}

/* Is the session's opening (still) accepted? */
static enum secgroup_reason permit(struct secgroup_session *s, const struct secgroup_judgement *j)
{
	u64 judged = atomic64_read(&s->judged);
	struct secgroup_opinion o;
	struct secgroup_key key;

	if (judged >> 1 >= secgroup_judgement_epoch(j))
		return judged & SECGROUP_JUDGED_TOMBSTONE ? SECGROUP_REASON_REVOKED : SECGROUP_REASON_NONE;
	if (is_kept(judged, j))
		return SECGROUP_REASON_NONE;
	key = secgroup_session_opening(s);
	o = secgroup_judgement_ask(j, &key);
	if (o.result.action != SECGROUP_ACCEPT)
		return revoke(s, j);
	secgroup_session_remember(s, j->generation, o.rule);
	return SECGROUP_REASON_NONE;
}

/**
 * struct opening - a packet that may open a session
 * @opener: itself, or the opener of its top master
 * @rule: that accepts it, or NULL
 * @master: entry of the control connection that expects it, or NULL
 * @generation: of the policy that accepts it: today's, or one that is kept (P-24)
 * @stateless: it passes, and needs no session (P-28)
 * @recalled: it is of a flow that an earlier policy let pass without a session, and that
 *	a graceful commit has cut
 */
struct opening {
	struct secgroup_opener opener;
	struct secgroup_rule *rule;
	struct nf_conn *master;
	u64 generation;
	bool stateless;
	bool recalled;
};

/*
 * Our node of an entry that conntrack names as a master, if it has one. Conntrack knows of no
 * VLANs: one that is of another than the packet does not count.
 */
static struct secgroup_session *find_master(struct secgroup_nic *nic, const struct nf_conn *ct,
					    u32 vlan)
{
	static const u8 directions[] = { SECGROUP_INGRESS, SECGROUP_EGRESS };
	struct secgroup_session *s;
	struct secgroup_flow flow;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(directions); i++) {
		secgroup_state_flow(ct, nic, directions[i], &flow);
		flow.vlan = vlan;
		s = secgroup_session_find(nic->sn, &flow);
		if (s && s->ct == ct)
			return s;
	}
	return NULL;
}

/*
 * Does today's policy accept the control connection that announced this one, with its helper? One
 * that is kept goes on announcing.
 */
static bool master_permits(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
			   struct opening *o)
{
	const struct secgroup_session *master = find_master(j->nic, o->master, pkt->flow.vlan);
	struct secgroup_opinion opinion;
	struct secgroup_key key;
	u64 judged;

	if (!master)
		return false;
	/*
	 * Who is announced is one of the two who speak, even if the host's helper is loose, and
	 * secgroup_session_opening() relies on that.
	 */
	if (master->flow.proto != pkt->flow.proto ||
	    !secgroup_addr_equal(master->flow.remote, pkt->flow.remote) ||
	    !secgroup_addr_equal(master->flow.local, pkt->flow.local))
		return false;
	key = secgroup_session_opening(master);
	judged = atomic64_read(&master->judged);
	if (is_kept(judged, j) && READ_ONCE(master->helped)) {
		o->opener = secgroup_session_opener(master);
		o->rule = READ_ONCE(master->rule);
		o->generation = judged >> 1;
		return true;
	}
	opinion = secgroup_judgement_ask(j, &key);
	if (opinion.result.action != SECGROUP_ACCEPT || !opinion.rule ||
	    !opinion.rule->spec->helper)
		return false;
	o->opener = secgroup_session_opener(master);
	o->rule = opinion.rule;
	return true;
}

/* P-28's third difference: no rule says anything of an error. */
static enum secgroup_reason admit_error(const struct secgroup_judgement *j,
					const struct secgroup_packet *pkt, struct opening *o)
{
	struct secgroup_opinion opinion;
	struct secgroup_key key;

	/* What is quoted went the other way; its reverse goes the error's, and its rule counts it. */
	if (!secgroup_key_reverse(&pkt->quoted, &key))
		return SECGROUP_REASON_NO_SESSION;
	secgroup_judgement_ask_both(j, &key, &opinion);
	o->rule = opinion.rule;
	o->stateless = opinion.stateless;
	return o->stateless ? SECGROUP_REASON_NONE : SECGROUP_REASON_NO_SESSION;
}

/* P-22: a segment in the middle of a connection, while such ones may open sessions. */
static bool picks_up(const struct secgroup_judgement *j, const struct secgroup_packet *pkt)
{
	return pkt->mid_stream &&
	       secgroup_pickup_is_open(&j->nv->config->session, secgroup_judgement_epoch(j));
}

/*
 * May a flow without a session go on that a graceful commit has cut? Its opening is what today's
 * policy refuses, so that the next commit which is not graceful cuts it.
 */
static bool recall(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
		   const struct secgroup_opinion *today, struct opening *o)
{
	struct secgroup_opinion opinion;
	struct secgroup_key reverse;

	if (!secgroup_judgement_recall(j, pkt, &o->generation, &opinion))
		return false;
	if (today->result.action == SECGROUP_ACCEPT && secgroup_key_reverse(&pkt->key, &reverse))
		o->opener = secgroup_opener_of(&reverse);
	o->rule = opinion.rule;
	o->recalled = true;
	j->verdict->stage = SECGROUP_STAGE_SESSION;
	return true;
}

/* Ask policy about a packet that has no session. Return: what it says, which is the verdict's. */
static const struct secgroup_opinion *decide(const struct secgroup_judgement *j,
					     const struct secgroup_packet *pkt)
{
	struct secgroup_verdict *v = j->verdict;

	secgroup_judgement_ask_both(j, &pkt->key, &v->opinion);
	v->stage = v->opinion.result.stage;
	return &v->opinion;
}

/* May this packet, of which policy says @opinion, pass without a session, or open one? */
static enum secgroup_reason admit_by(const struct secgroup_judgement *j,
				     const struct secgroup_packet *pkt,
				     const struct secgroup_opinion *opinion, struct opening *o)
{
	enum secgroup_reason reason = secgroup_opinion_reason(opinion);

	o->rule = opinion->rule;
	o->stateless = opinion->stateless && !o->master;
	if (pkt->relation != SECGROUP_RELATION_OPENS && !o->stateless && !picks_up(j, pkt))
		reason = SECGROUP_REASON_NO_SESSION;
	if (reason && !o->master && recall(j, pkt, opinion, o))
		return SECGROUP_REASON_NONE;
	if (reason && reason != SECGROUP_REASON_NO_SESSION)
		secgroup_session_count_rule(o->rule, secgroup_packet_bytes(pkt));
	return reason;
}

static void begin(struct opening *o, const struct secgroup_judgement *j,
		  const struct secgroup_packet *pkt, struct nf_conn *master)
{
	*o = (struct opening){
		.opener = secgroup_opener_of(&pkt->key),
		.master = master,
		.generation = j->generation,
	};
}

/*
 * Likewise. @master is the entry that announced it, or NULL. An announced connection that its master
 * does not permit is judged like any other.
 */
static enum secgroup_reason admit(const struct secgroup_judgement *j,
				  const struct secgroup_packet *pkt, struct nf_conn *master,
				  struct opening *o)
{
	begin(o, j, pkt, master);
	if (pkt->relation == SECGROUP_RELATION_ERROR)
		return admit_error(j, pkt, o);
	if (master && pkt->relation == SECGROUP_RELATION_OPENS && master_permits(j, pkt, o))
		return SECGROUP_REASON_NONE;
	return admit_by(j, pkt, decide(j, pkt), o);
}

/* Give back what make() took. */
static noinline void discard(const struct secgroup_judgement *j, struct secgroup_session *s)
{
	atomic_dec(&j->nic->sessions);
	secgroup_session_release(s);
}

/* Room for an admitted packet's session, and its node, @made. @sum: secgroup_session_sum() of its flow. */
static enum secgroup_reason make(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
				 const struct opening *o, u64 sum, struct secgroup_session **made)
{
	struct secgroup_session *s;
	struct secgroup_rule *rule;
	bool helped;

	if (!reserve(j))
		return SECGROUP_REASON_SESSION_LIMIT;
	s = secgroup_session_alloc();
	if (!s) {
		atomic_dec(&j->nic->sessions);
		return SECGROUP_REASON_NO_MEMORY;
	}
	rule = o->rule && secgroup_rule_get(o->rule) ? o->rule : NULL;
	helped = rule && rule->spec->helper;
	s->flow = pkt->flow;
	atomic64_set(&s->judged, o->generation << 1);
	s->ct = NULL;
	s->direction = pkt->key.direction;
	s->helped = helped;
	s->opener_direction = o->opener.direction;
	s->recalled = o->recalled;
	s->counted = helped && !o->master;
	s->ahead = false;
	s->opener_sport = o->opener.sport;
	s->opener_dport = o->opener.dport;
	s->rule = rule;
	atomic64_set(&s->packets[0], 1);
	atomic64_set(&s->packets[1], 0);
	atomic64_set(&s->bytes[0], secgroup_packet_bytes(pkt));
	atomic64_set(&s->bytes[1], 0);
	s->opened = get_jiffies_64();
	s->sum = sum;
	*made = s;
	return SECGROUP_REASON_NONE;
}

/* Somebody else was first to open the packet's session. */
static noinline enum secgroup_reason join(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
					  struct secgroup_session *s)
{
	secgroup_session_count(s, pkt->key.direction, secgroup_packet_bytes(pkt));
	return permit(s, j);
}

/* The entry is confirmed: give it its node. @s is used up. */
static enum secgroup_reason publish(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
				    struct secgroup_session *s)
{
	struct secgroup_session *in;

	if (s->counted)
		atomic_inc(&j->nic->helpers);
	in = secgroup_session_insert(j->nic->sn, s);
	if (in == s)
		return SECGROUP_REASON_NONE;
	if (IS_ERR(in))
		secgroup_state_kill(s->ct);
	if (s->counted)
		atomic_dec(&j->nic->helpers);
	discard(j, s);
	if (in == ERR_PTR(-EEXIST))
		return SECGROUP_REASON_INVALID;
	if (IS_ERR(in))
		return SECGROUP_REASON_NO_MEMORY;
	return join(j, pkt, in);
}

/* Both ends began at once, and the other end's packet was first: it is the opening. @s is used up. */
static enum secgroup_reason give_way(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
				     struct secgroup_session *s, const struct secgroup_state *st)
{
	struct secgroup_session *in = secgroup_session_find(j->nic->sn, &pkt->flow);

	discard(j, s);
	return in && in->ct == st->ct ? join(j, pkt, in) : SECGROUP_REASON_NO_SESSION;
}

/* Before the entry is confirmed: all that can still be added to it. */
static enum secgroup_reason prepare(const struct secgroup_judgement *j,
				    const struct secgroup_packet *pkt, const struct opening *o,
				    struct secgroup_state *st)
{
	enum secgroup_reason reason = SECGROUP_REASON_NONE;

	/* An expectation came or went since it was looked for: the next try will tell. */
	if (secgroup_state_master(st->ct) != o->master)
		return SECGROUP_REASON_NO_SESSION;
	if (!o->master && o->rule && o->rule->spec->helper && pkt->key.proto == IPPROTO_TCP)
		reason = secgroup_helper_add(st, pkt->family);
	return reason ?: secgroup_state_extend(st, j->nv->config->session.timeouts);
}

/* An admitted packet's entry becomes a session. @s is used up. */
static enum secgroup_reason establish(const struct secgroup_judgement *j,
				      const struct secgroup_packet *pkt, const struct opening *o,
				      struct secgroup_session *s, struct secgroup_state *st)
{
	enum secgroup_reason reason;

	if (CTINFO2DIR(st->ctinfo) != IP_CT_DIR_ORIGINAL)
		return give_way(j, pkt, s, st);
	reason = prepare(j, pkt, o, st);
	if (!reason)
		reason = secgroup_state_confirm(st);
	if (reason) {
		discard(j, s);
		return reason;
	}
	secgroup_state_get(st->ct);
	s->ct = st->ct;
	return publish(j, pkt, s);
}

/* Have conntrack look at a packet that opens a session, or takes one up again. */
static enum secgroup_reason track_first(const struct secgroup_judgement *j,
					const struct secgroup_packet *pkt,
					struct secgroup_state *st)
{
	enum secgroup_reason reason = SECGROUP_REASON_NONE;

	if (pkt->mid_stream)
		reason = secgroup_state_pick_up(st, j->nic, j->nv->config->session.timeouts, pkt);
	return reason ?: secgroup_state_track(st, j->nic, pkt);
}

/*
 * Open a session with an entry that conntrack makes. @s is used up. @o comes by value: where most sessions are opened,
 * without this, it has no address then, and stays in registers.
 */
static noinline enum secgroup_reason open_tracked(const struct secgroup_judgement *j, struct sk_buff *skb,
						  const struct secgroup_packet *pkt, const struct opening o,
						  struct secgroup_session *s)
{
	enum secgroup_reason reason;
	struct secgroup_state st __uninitialized;
	bool unfit;

	reason = secgroup_state_enter(&st, skb, pkt);
	if (reason) {
		discard(j, s);
		return reason;
	}
	reason = track_first(j, pkt, &st);
	/* Conntrack cannot begin with this one (a FIN, an answer to a ping): its flow may go on. */
	unfit = o.recalled && reason == SECGROUP_REASON_INVALID;
	if (reason)
		discard(j, s);
	else
		reason = establish(j, pkt, &o, s, &st);
	if (reason)
		secgroup_state_abandon(&st);
	secgroup_state_leave(&st);
	return unfit ? SECGROUP_REASON_NONE : reason;
}

/* A packet that was admitted, and needs a session. @sum: see make(). */
static enum secgroup_reason open_summed(const struct secgroup_judgement *j, struct sk_buff *skb,
					const struct secgroup_packet *pkt, const struct opening *o, u64 sum)
{
	struct secgroup_session *s;
	enum secgroup_reason reason;

	reason = make(j, pkt, o, sum, &s);
	if (reason)
		return reason;
	if (!o->master && !s->helped)
		s->ct = secgroup_state_begin(j->nic, skb, pkt, j->nv->config->session.timeouts);
	reason = s->ct ? publish(j, pkt, s) : open_tracked(j, skb, pkt, *o, s);
	if (!reason)
		secgroup_session_count_rule(o->rule, secgroup_packet_bytes(pkt));
	return reason;
}

static enum secgroup_reason open_session(const struct secgroup_judgement *j, struct sk_buff *skb,
					 const struct secgroup_packet *pkt, const struct opening *o)
{
	return open_summed(j, skb, pkt, o, secgroup_session_sum(&pkt->flow));
}

__flatten enum secgroup_reason
secgroup_stateful_open(const struct secgroup_judgement *j, struct sk_buff *skb, const struct secgroup_packet *pkt,
		       struct secgroup_rule *rule, u64 sum)
{
	struct opening o __uninitialized;

	begin(&o, j, pkt, NULL);
	o.rule = rule;
	return open_summed(j, skb, pkt, &o, sum);
}

static noinline enum secgroup_reason judge_stateful(const struct secgroup_judgement *j,
						    struct sk_buff *skb,
						    const struct secgroup_packet *pkt,
						    const struct secgroup_opinion *opinion)
{
	enum secgroup_reason reason;
	struct opening o;

	begin(&o, j, pkt, NULL);
	reason = admit_by(j, pkt, opinion, &o);
	return reason ?: open_session(j, skb, pkt, &o);
}

/*
 * A packet that nobody announced. Through first are those of which there are most: what needs no session, and
 * what may not open one, if no earlier policy has a say.
 */
static enum secgroup_reason judge_unannounced(const struct secgroup_judgement *j,
					      struct sk_buff *skb,
					      const struct secgroup_packet *pkt)
{
	const struct secgroup_opinion *opinion = decide(j, pkt);
	enum secgroup_reason reason = secgroup_opinion_reason(opinion);

	if (!opinion->stateless &&
	    (!reason || pkt->relation != SECGROUP_RELATION_OPENS || j->nv->grace))
		return judge_stateful(j, skb, pkt, opinion);
	secgroup_session_count_rule(opinion->rule, secgroup_packet_bytes(pkt));
	return reason;
}

static noinline enum secgroup_reason judge_announced(const struct secgroup_judgement *j,
						     struct sk_buff *skb,
						     const struct secgroup_packet *pkt,
						     struct nf_conn *master)
{
	enum secgroup_reason reason;
	struct opening o;

	reason = admit(j, pkt, master, &o);
	if (reason)
		return reason;
	if (!o.stateless)
		return open_session(j, skb, pkt, &o);
	secgroup_session_count_rule(o.rule, secgroup_packet_bytes(pkt));
	return SECGROUP_REASON_NONE;
}

/* A packet that has no session. */
static enum secgroup_reason judge_new(const struct secgroup_judgement *j, struct sk_buff *skb,
				      const struct secgroup_packet *pkt)
{
	struct nf_conn *master = NULL;

	if (pkt->key.proto == IPPROTO_TCP && atomic_read(&j->nic->helpers))
		master = secgroup_helper_expected_by(skb, j->nic, pkt);
	if (master || pkt->relation == SECGROUP_RELATION_ERROR)
		return judge_announced(j, skb, pkt, master);
	return judge_unannounced(j, skb, pkt);
}

/* The session was over: what conntrack made of its packet is the beginning of another. */
static enum secgroup_reason reopen(const struct secgroup_judgement *j,
				   const struct secgroup_packet *pkt, struct secgroup_session *s,
				   struct secgroup_state *st)
{
	struct secgroup_session *fresh;
	enum secgroup_reason reason;
	struct opening o;

	reason = admit(j, pkt, secgroup_state_master(st->ct), &o);
	if (reason)
		return reason;
	if (secgroup_state_is_dead(s->ct))
		secgroup_session_forget(j->nic->sn, s);
	if (o.stateless) {
		secgroup_session_count_rule(o.rule, secgroup_packet_bytes(pkt));
		return SECGROUP_REASON_NONE;
	}
	reason = make(j, pkt, &o, secgroup_session_sum(&pkt->flow), &fresh) ?: establish(j, pkt, &o, fresh, st);
	if (!reason)
		secgroup_session_count_rule(o.rule, secgroup_packet_bytes(pkt));
	return reason;
}

/* Conntrack has found the session's own entry. */
static enum secgroup_reason go_on(const struct secgroup_judgement *j, const struct secgroup_packet *pkt,
				  struct secgroup_session *s, struct secgroup_state *st)
{
	enum secgroup_reason reason = SECGROUP_REASON_NONE;

	if (READ_ONCE(s->helped) && s->counted && pkt->relation != SECGROUP_RELATION_ERROR)
		reason = secgroup_helper_call(st, pkt);
	if (!reason)
		reason = secgroup_state_confirm(st);
	if (!reason)
		secgroup_session_count_rule(READ_ONCE(s->rule), secgroup_packet_bytes(pkt));
	if (!reason && pkt->relation != SECGROUP_RELATION_ERROR) {
		secgroup_session_count(s, pkt->key.direction, secgroup_packet_bytes(pkt));
		secgroup_state_prolong(s->ct, j->nv->config->session.timeouts);
	}
	/* A reset ends the entry at once: the session must not count until it is collected. */
	if (secgroup_state_is_dead(s->ct))
		secgroup_session_forget(j->nic->sn, s);
	return reason;
}

/* Conntrack's turn; before it, for `tracking strict`, what the host may have told it to let pass. */
static enum secgroup_reason track(const struct secgroup_judgement *j,
				  const struct secgroup_packet *pkt,
				  const struct secgroup_session *s, struct secgroup_state *st)
{
	if (j->nv->tracking == SECGROUP_TRACKING_STRICT && pkt->key.proto == IPPROTO_TCP &&
	    !secgroup_state_in_window(st, s->ct, pkt, pkt->key.direction == s->direction))
		return SECGROUP_REASON_INVALID;
	return secgroup_state_track(st, j->nic, pkt);
}

/*
 * A recalled flow may go on, but there may be nothing behind it: nobody has seen it begin. Who begins
 * now is judged by today's policy, like anybody else (P-24).
 */
static enum secgroup_reason begin_recalled(const struct secgroup_judgement *j,
					   const struct secgroup_packet *pkt)
{
	struct secgroup_opinion o = secgroup_judgement_decide(j, &pkt->key);

	if (o.result.action != SECGROUP_ACCEPT)
		secgroup_session_count_rule(o.rule, secgroup_packet_bytes(pkt));
	return secgroup_opinion_reason(&o);
}

static noinline enum secgroup_reason follow(const struct secgroup_judgement *j, struct sk_buff *skb,
					    const struct secgroup_packet *pkt, struct secgroup_session *s)
{
	enum secgroup_reason reason;
	struct secgroup_state st __uninitialized;

	reason = permit(s, j);
	if (!reason && s->recalled && pkt->key.proto == IPPROTO_TCP &&
	    pkt->relation == SECGROUP_RELATION_OPENS)
		reason = begin_recalled(j, pkt);
	if (reason)
		return reason;
	reason = secgroup_state_enter(&st, skb, pkt);
	if (reason)
		return reason;
	if (READ_ONCE(s->ahead))
		WRITE_ONCE(s->ahead, false);
	reason = track(j, pkt, s, &st);
	if (!reason) {
		if (st.ct == s->ct)
			reason = go_on(j, pkt, s, &st);
		else
			reason = reopen(j, pkt, s, &st);
	}
	secgroup_state_leave(&st);
	return reason;
}

/* P-22, last sentence. */
static noinline enum secgroup_reason judge_alone(const struct secgroup_judgement *j,
						 const struct secgroup_packet *pkt)
{
	struct secgroup_opinion o = secgroup_judgement_decide(j, &pkt->key);

	secgroup_session_count_rule(o.rule, secgroup_packet_bytes(pkt));
	return secgroup_opinion_reason(&o);
}

enum secgroup_reason secgroup_stateful_judge(const struct secgroup_judgement *j,
					     struct sk_buff *skb, const struct secgroup_packet *pkt)
{
	struct secgroup_session *s = NULL;

	if (pkt->relation == SECGROUP_RELATION_NONE)
		return judge_alone(j, pkt);
	/* A NIC whose rules need no sessions has none to look for. */
	if (atomic_read(&j->nic->sessions))
		s = secgroup_session_find(j->nic->sn, &pkt->flow);
	if (!s || secgroup_state_is_dead(s->ct))
		return judge_new(j, skb, pkt);
	if (j->tracking != SECGROUP_TRACKING_STRICT && pkt->relation != SECGROUP_RELATION_ERROR &&
	    secgroup_session_pass(s, j, pkt->key.direction, pkt->mid_stream, secgroup_packet_bytes(pkt)))
		return SECGROUP_REASON_NONE;
	return follow(j, skb, pkt, s);
}

static void settle(struct secgroup_session *s, void *arg)
{
	struct secgroup_nic *nic = secgroup_session_nic(arg, s);
	struct secgroup_judgement j;

	/* As for a packet: what it touches is per CPU, or locked with BH off. */
	local_bh_disable();
	if (nic && secgroup_judgement_begin(&j, nic))
		permit(s, &j);
	local_bh_enable();
}

void secgroup_stateful_settle(struct secgroup_net *sn)
{
	secgroup_session_each(sn, settle, sn);
}

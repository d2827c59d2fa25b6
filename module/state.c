// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's connection tracking, called for one NIC at a time.
 *
 * Each NIC has a conntrack zone of its own. A template, an nf_conn that is in no table, carries
 * the zone into nf_conntrack_in(); it is marked confirmed, because conntrack takes an
 * expectation away when it is met only for such templates (otherwise one PASV answer would admit
 * any number of connections). The host's own conntrack must not notice: what a packet
 * brought in skb->_nfct is set aside while it is here, and put back on every way out.
 *
 * Conntrack wants skb->data at the network header and no padding behind the packet (its
 * checksums would be wrong). The packet's own bytes are never changed: where padding has to go, or
 * where somebody else holds the skb, conntrack gets a clone.
 */
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "net.h"
#include "nic.h"
#include "state.h"
#include "syn.h"
#include "timeout.h"

#ifndef CONFIG_NF_CONNTRACK_ZONES
#error "without CONFIG_NF_CONNTRACK_ZONES the sessions of all NICs and the host's would be one table"
#endif

/* How long the entry of a connection that is picked up is sure to live, in jiffies. */
#define PICKUP_TIMEOUT	(10 * HZ)

enum secgroup_reason secgroup_state_enter(struct secgroup_state *st, struct sk_buff *skb,
					  const struct secgroup_packet *pkt)
{
	bool padded = skb->len > pkt->end;

	*st = (struct secgroup_state){ .packet = skb, .skb = skb };
	if (skb_shared(skb) || padded) {
		st->skb = skb_clone(skb, GFP_ATOMIC);
		if (!st->skb)
			return SECGROUP_REASON_NO_MEMORY;
	}
	if (!pskb_may_pull(st->skb, pkt->transport) ||
	    (padded && pskb_trim_rcsum(st->skb, pkt->end))) {
		if (st->skb != skb)
			kfree_skb(st->skb);
		return SECGROUP_REASON_NO_MEMORY;
	}
	st->host_nfct = st->skb->_nfct;
	st->host_network = st->skb->network_header;
	st->pulled = pkt->network;
	st->skb->_nfct = 0;
	skb_pull_rcsum(st->skb, st->pulled);
	skb_reset_network_header(st->skb);
	return SECGROUP_REASON_NONE;
}

void secgroup_state_leave(struct secgroup_state *st)
{
	nf_reset_ct(st->skb);
	if (st->picked_up)
		nf_ct_put(st->picked_up);
	st->skb->_nfct = st->host_nfct;
	if (st->skb != st->packet) {
		consume_skb(st->skb);
		return;
	}
	skb_push_rcsum(st->skb, st->pulled);
	st->skb->network_header = st->host_network;
}

static bool is_table_full(const struct secgroup_nic *nic)
{
	unsigned int max = READ_ONCE(nf_conntrack_max);

	return max && nf_conntrack_count(nic->sn->net) >= max;
}

/* Why conntrack could not make an entry. */
static enum secgroup_reason no_entry(const struct secgroup_nic *nic)
{
	return is_table_full(nic) ? SECGROUP_REASON_TABLE_FULL : SECGROUP_REASON_NO_MEMORY;
}

enum secgroup_reason secgroup_state_track(struct secgroup_state *st, const struct secgroup_nic *nic,
					  const struct secgroup_packet *pkt)
{
	/* At ingress the Ethernet header is behind skb->data, and at most two tags before it. */
	bool egress = st->pulled >= ETH_HLEN;
	/*
	 * The hook makes conntrack verify checksums. Who logs invalid packets shows the MAC header
	 * where there is an input device, and at egress that header may not be set.
	 */
	struct nf_hook_state state = {
		.hook = NF_INET_PRE_ROUTING,
		.pf = pkt->family,
		.in = egress ? NULL : st->skb->dev,
		.out = egress ? st->skb->dev : NULL,
		.net = nic->sn->net,
	};
	unsigned int verdict;

	nf_conntrack_get(&nic->tmpl->ct_general);
	nf_ct_set(st->skb, nic->tmpl, IP_CT_NEW);
	verdict = nf_conntrack_in(st->skb, &state) & NF_VERDICT_MASK;
	st->ct = nf_ct_get(st->skb, &st->ctinfo);
	if (verdict == NF_ACCEPT)
		return st->ct ? SECGROUP_REASON_NONE : SECGROUP_REASON_INVALID;
	if (pkt->relation != SECGROUP_RELATION_OPENS)
		return SECGROUP_REASON_INVALID;
	return no_entry(nic);
}

#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
static struct nf_ct_timeout *find_timeouts(const struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	return timeouts ? secgroup_timeouts_find(timeouts, nf_ct_l4proto_find(nf_ct_protonum(ct))) : NULL;
}

const unsigned int *secgroup_state_timeouts(const struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	const struct nf_ct_timeout *object = find_timeouts(ct, timeouts);

	return object ? (const unsigned int *)object->data : NULL;
}

/* Context: RCU read side; nobody else changes it. */
static void set_timeouts(const struct nf_conn *ct, struct nf_conn_timeout *ext,
			 const struct secgroup_timeouts *timeouts)
{
	struct nf_ct_timeout *old = rcu_dereference(ext->timeout), *new = find_timeouts(ct, timeouts);

	if (new == old || (new && !secgroup_compat_timeout_get(new)))
		return;
	rcu_assign_pointer(ext->timeout, new);
	if (old)
		secgroup_compat_timeout_put(old);
}

/* What the host's timeouts hold for is spared the extension, which takes an allocation. */
static bool add_timeouts(struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	struct nf_conn_timeout *ext;

	if (!find_timeouts(ct, timeouts))
		return true;
	ext = nf_ct_timeout_find(ct) ?: nf_ct_ext_add(ct, NF_CT_EXT_TIMEOUT, GFP_ATOMIC);
	if (ext)
		set_timeouts(ct, ext, timeouts);
	return ext;
}
#else
const unsigned int *secgroup_state_timeouts(const struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	return NULL;
}

static bool add_timeouts(struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	return true;
}
#endif

/*
 * Where the timeout of an entry's state is among its protocol's; UDP and GRE have one for assured entries. A
 * protocol that the kernel does not know has one timeout.
 */
static unsigned int timeout_index(const struct nf_conn *ct)
{
	switch (nf_ct_protonum(ct)) {
	case IPPROTO_TCP:
		return READ_ONCE(ct->proto.tcp.state);
#ifdef CONFIG_NF_CT_PROTO_SCTP
	case IPPROTO_SCTP:
		return READ_ONCE(ct->proto.sctp.state);
#endif
#ifdef CONFIG_NF_CT_PROTO_GRE
	case IPPROTO_GRE:
#endif
	case IPPROTO_UDP:
		return test_bit(IPS_ASSURED_BIT, &ct->status);
	}
	return 0;
}

/* Conntrack takes the timeouts of GRE from where it has put them with the first packet. */
static bool conntrack_knows_timeouts(const struct nf_conn *ct)
{
	return nf_ct_is_confirmed(ct) && nf_ct_protonum(ct) != IPPROTO_GRE && nf_ct_timeout_lookup(ct);
}

void secgroup_state_prolong(struct nf_conn *ct, const struct secgroup_timeouts *timeouts)
{
	const unsigned int *values = secgroup_state_timeouts(ct, timeouts);
	u32 timeout;

	if (!values || conntrack_knows_timeouts(ct) || test_bit(IPS_FIXED_TIMEOUT_BIT, &ct->status))
		return;
	timeout = values[timeout_index(ct)];
	/* Until it is confirmed it has no beginning (see __nf_conntrack_confirm()). */
	WRITE_ONCE(ct->timeout, nf_ct_is_confirmed(ct) ? nfct_time_stamp + timeout : timeout);
}

enum secgroup_reason secgroup_state_extend(struct secgroup_state *st,
					   const struct secgroup_timeouts *timeouts)
{
	if (nf_ct_is_confirmed(st->ct))
		return SECGROUP_REASON_NONE;
	if (!add_timeouts(st->ct, timeouts))
		return SECGROUP_REASON_NO_MEMORY;
	secgroup_state_prolong(st->ct, timeouts);
	return SECGROUP_REASON_NONE;
}

static void to_inet(union nf_inet_addr *to, const struct secgroup_addr *a, u8 family)
{
	if (family == NFPROTO_IPV4) {
		to->ip = htonl(a->lo);
		return;
	}
	to->ip6[0] = htonl(a->hi >> 32);
	to->ip6[1] = htonl(a->hi);
	to->ip6[2] = htonl(a->lo >> 32);
	to->ip6[3] = htonl(a->lo);
}

/* Of a packet with ports: its own tuple, and that of the answer. */
static void fill_tuples(const struct secgroup_packet *pkt, struct nf_conntrack_tuple *tuple,
			struct nf_conntrack_tuple *reply)
{
	const struct secgroup_key *key = &pkt->key;
	bool ingress = key->direction == SECGROUP_INGRESS;

	memset(tuple, 0, sizeof(*tuple));
	to_inet(&tuple->src.u3, ingress ? &key->remote : &key->local, pkt->family);
	to_inet(&tuple->dst.u3, ingress ? &key->local : &key->remote, pkt->family);
	tuple->src.u.all = htons(key->sport);
	tuple->dst.u.all = htons(key->dport);
	tuple->src.l3num = pkt->family;
	tuple->dst.protonum = key->proto;
	*reply = *tuple;
	reply->src.u3 = tuple->dst.u3;
	reply->dst.u3 = tuple->src.u3;
	reply->src.u.all = tuple->dst.u.all;
	reply->dst.u.all = tuple->src.u.all;
	reply->dst.dir = IP_CT_DIR_REPLY;
}

/* Room for what is to be told of an entry, if anything is. */
static bool add_events(struct nf_conn *ct)
{
#ifdef CONFIG_NF_CONNTRACK_EVENTS
	return !READ_ONCE(nf_ct_net(ct)->ct.sysctl_events) || nf_ct_ecache_ext_add(ct, 0, 0, GFP_ATOMIC);
#else
	return true;
#endif
}

/*
 * An entry like one that a tool adds through ctnetlink, with what conntrack gives to each. It is in no table yet:
 * the caller fills in what the protocol needs, and calls entry_insert(). @pkt: of TCP or UDP.
 */
static struct nf_conn *entry_make(const struct secgroup_nic *nic, const struct secgroup_packet *pkt,
				  const struct secgroup_timeouts *timeouts)
{
	struct nf_conntrack_tuple tuple __uninitialized, reply __uninitialized;
	struct nf_conn *ct;

	fill_tuples(pkt, &tuple, &reply);
	ct = nf_conntrack_alloc(nic->sn->net, nf_ct_zone(nic->tmpl), &tuple, &reply, GFP_ATOMIC);
	if (IS_ERR(ct))
		return NULL;
	if (!add_timeouts(ct, timeouts) || !add_events(ct)) {
		nf_conntrack_free(ct);
		return NULL;
	}
	nf_ct_acct_ext_add(ct, GFP_ATOMIC);
	nf_ct_tstamp_ext_add(ct, GFP_ATOMIC);
	nf_ct_labels_ext_add(ct);
	return ct;
}

/* @ct: from entry_make(), complete. Return: 0: in the table, with a reference for the caller; otherwise it is freed. */
static int entry_insert(struct nf_conn *ct)
{
	struct nf_conn_tstamp *tstamp = nf_conn_tstamp_find(ct);
	int err;

	if (tstamp)
		tstamp->start = ktime_get_real_ns();
	__set_bit(IPS_CONFIRMED_BIT, &ct->status);
	err = nf_conntrack_hash_check_insert(ct);
	if (err) {
		nf_conntrack_free(ct);
		return err;
	}
	/* Of an entry that somebody has deleted by now, which was told, this tells nothing any more. */
	if (nf_ct_ecache_find(ct)) {
		nf_conntrack_event_cache(IPCT_NEW, ct);
		/* In which state TCP is. */
		if (nf_ct_protonum(ct) == IPPROTO_TCP)
			nf_conntrack_event_cache(IPCT_PROTOINFO, ct);
		nf_ct_deliver_cached_events(ct);
	}
	return 0;
}

/* An established connection of whose beginning, and window scale, nothing is known. */
static void establish(struct nf_conn *ct)
{
	unsigned int i;

	ct->proto.tcp.state = TCP_CONNTRACK_ESTABLISHED;
	for (i = 0; i < ARRAY_SIZE(ct->proto.tcp.seen); i++)
		ct->proto.tcp.seen[i].flags = IP_CT_TCP_FLAG_SACK_PERM |
					      IP_CT_TCP_FLAG_BE_LIBERAL;
	/* Until the packet that it is made for has been tracked. */
	ct->timeout = nfct_time_stamp + PICKUP_TIMEOUT;
}

/*
 * Conntrack itself would do this only if the host's tcp_loose lets it. So the entry is made here, and conntrack is
 * shown the segment afterwards.
 */
enum secgroup_reason secgroup_state_pick_up(struct secgroup_state *st,
					    const struct secgroup_nic *nic,
					    const struct secgroup_timeouts *timeouts,
					    const struct secgroup_packet *pkt)
{
	struct nf_conn *ct = entry_make(nic, pkt, timeouts);
	int err;

	if (!ct)
		return no_entry(nic);
	establish(ct);
	err = entry_insert(ct);
	if (err)
		return err == -EEXIST ? SECGROUP_REASON_NONE : SECGROUP_REASON_NO_MEMORY;
	st->picked_up = ct;
	return SECGROUP_REASON_NONE;
}

/* Would conntrack not verify the checksum? Whatever else it refuses in such a packet the parser has refused. */
static bool is_verified(const struct net *net, const struct sk_buff *skb, const struct secgroup_packet *pkt)
{
	const struct udphdr *uh;
	struct udphdr buffer;

	if (skb->ip_summed == CHECKSUM_UNNECESSARY || skb->ip_summed == CHECKSUM_PARTIAL ||
	    !READ_ONCE(net->ct.sysctl_checksum))
		return true;
	if (pkt->key.proto != IPPROTO_UDP)
		return false;
	uh = skb_header_pointer(skb, pkt->transport, sizeof(buffer), &buffer);
	return uh && !uh->check;
}

/* As nf_conntrack_proto_udp.c begins. Return: how long the entry may wait for an answer, in jiffies. */
static unsigned int begin_udp(struct nf_conn *ct, const unsigned int *of_nic)
{
	ct->proto.udp.stream_ts = jiffies + 2 * HZ;
	return READ_ONCE((of_nic ?: nf_udp_pernet(nf_ct_net(ct))->timeouts)[UDP_CT_UNREPLIED]);
}

/*
 * As nf_conntrack_proto_tcp.c begins. Likewise; 0 also if the segment cannot be read. An entry of which no
 * acknowledgement was seen conntrack takes for one whose window is closed: the host's timeout for
 * repeated segments holds for it, if that is shorter. As in secgroup_state_prolong(), what the NIC says holds as it is.
 */
static unsigned int begin_tcp(struct nf_conn *ct, const unsigned int *of_nic, const struct sk_buff *skb,
			      const struct secgroup_packet *pkt)
{
	const unsigned int *of_host = nf_tcp_pernet(nf_ct_net(ct))->timeouts;

	if (!secgroup_syn_note(&ct->proto.tcp, skb, pkt->transport, pkt->end))
		return 0;
	if (of_nic)
		return READ_ONCE(of_nic[TCP_CONNTRACK_SYN_SENT]);
	return min(READ_ONCE(of_host[TCP_CONNTRACK_SYN_SENT]), READ_ONCE(of_host[TCP_CONNTRACK_RETRANS]));
}

/* Can it be told what conntrack would make of the packet? */
static bool is_plain_opening(const struct secgroup_packet *pkt)
{
	return pkt->key.proto == IPPROTO_UDP ||
	       (pkt->key.proto == IPPROTO_TCP && pkt->relation == SECGROUP_RELATION_OPENS);
}

__flatten struct nf_conn *
secgroup_state_begin(const struct secgroup_nic *nic, const struct sk_buff *skb, const struct secgroup_packet *pkt,
		     const struct secgroup_timeouts *timeouts)
{
	const unsigned int *of_nic;
	unsigned int timeout;
	struct nf_conn *ct;

	/* For whose packet the table gives up another entry is for conntrack to decide, by the packet's bucket. */
	if (!is_plain_opening(pkt) || is_table_full(nic) || !is_verified(nic->sn->net, skb, pkt))
		return NULL;
	ct = entry_make(nic, pkt, timeouts);
	if (!ct)
		return NULL;
	of_nic = secgroup_state_timeouts(ct, timeouts);
	timeout = pkt->key.proto == IPPROTO_UDP ? begin_udp(ct, of_nic) : begin_tcp(ct, of_nic, skb, pkt);
	/* What lives no time at all is conntrack's to judge. */
	if (!timeout) {
		nf_conntrack_free(ct);
		return NULL;
	}
	/* Who still reads the object that this was before may look at it. */
	WRITE_ONCE(ct->timeout, nfct_time_stamp + timeout);
	nf_ct_acct_update(ct, IP_CT_DIR_ORIGINAL, secgroup_packet_bytes(pkt));
	return entry_insert(ct) ? NULL : ct;
}

void secgroup_state_abandon(struct secgroup_state *st)
{
	if (st->picked_up)
		nf_ct_kill(st->picked_up);
}

static bool is_after(u32 a, u32 b)
{
	return (s32)(a - b) > 0;
}

/* Neither data beyond what the receiver has offered, nor an acknowledgement of what was not sent. */
static bool is_in_window(const struct ip_ct_tcp *tcp, enum ip_conntrack_dir dir,
			 const struct tcphdr *th)
{
	const struct ip_ct_tcp_state *sender = &tcp->seen[dir], *receiver = &tcp->seen[!dir];
	u32 ack = ntohl(th->ack_seq);

	/* Conntrack has its own way with these: an end that it has not heard yet; an answer to a SYN. */
	if (th->syn || !sender->td_maxwin || tcp->state == TCP_CONNTRACK_SYN_SENT ||
	    (sender->flags & IP_CT_TCP_FLAG_BE_LIBERAL))
		return true;
	if (is_after(ntohl(th->seq), sender->td_maxend))
		return false;
	return !th->ack || (th->rst && !ack) || !is_after(ack, receiver->td_end);
}

bool secgroup_state_in_window(const struct secgroup_state *st, struct nf_conn *ct,
			      const struct secgroup_packet *pkt, bool original)
{
	enum ip_conntrack_dir dir = original ? IP_CT_DIR_ORIGINAL : IP_CT_DIR_REPLY;
	const struct tcphdr *th;
	struct tcphdr buffer;
	bool good;

	if (!READ_ONCE(nf_tcp_pernet(nf_ct_net(ct))->tcp_be_liberal))
		return true;
	th = skb_header_pointer(st->skb, pkt->transport - pkt->network, sizeof(buffer), &buffer);
	if (!th)
		return false;
	spin_lock_bh(&ct->lock);
	good = is_in_window(&ct->proto.tcp, dir, th);
	spin_unlock_bh(&ct->lock);
	return good;
}

/* As nf_flow_table_core.c does it when a connection comes back from its fast path. */
void secgroup_state_lose_window(struct nf_conn *ct)
{
	struct ip_ct_tcp *tcp = &ct->proto.tcp;
	unsigned int i;

	spin_lock_bh(&ct->lock);
	for (i = 0; i < ARRAY_SIZE(tcp->seen); i++) {
		tcp->seen[i].td_maxwin = 0;
		tcp->seen[i].flags &= ~IP_CT_TCP_FLAG_MAXACK_SET;
		tcp->seen[i].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	}
	spin_unlock_bh(&ct->lock);
}

enum secgroup_reason secgroup_state_confirm(struct secgroup_state *st)
{
#ifdef CONFIG_NF_CONNTRACK_MARK
	/* An expected connection inherits its master's mark; marks mean nothing in our zones. */
	if (!nf_ct_is_confirmed(st->ct))
		WRITE_ONCE(st->ct->mark, 0);
#endif
	if (nf_conntrack_confirm(st->skb) != NF_ACCEPT)
		return SECGROUP_REASON_INVALID;
	st->ct = nf_ct_get(st->skb, &st->ctinfo);
	return nf_ct_is_confirmed(st->ct) ? SECGROUP_REASON_NONE : SECGROUP_REASON_INVALID;
}

static struct secgroup_addr tuple_addr(const union nf_inet_addr *a, u16 family)
{
	if (family == NFPROTO_IPV4)
		return secgroup_addr_v4(ntohl(a->ip));
	return (struct secgroup_addr){
		.hi = (u64)ntohl(a->ip6[0]) << 32 | ntohl(a->ip6[1]),
		.lo = (u64)ntohl(a->ip6[2]) << 32 | ntohl(a->ip6[3]),
	};
}

void secgroup_state_flow(const struct nf_conn *ct, const struct secgroup_nic *nic, u8 direction,
			 struct secgroup_flow *flow)
{
	const struct nf_conntrack_tuple *t = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct secgroup_addr src = tuple_addr(&t->src.u3, t->src.l3num);
	struct secgroup_addr dst = tuple_addr(&t->dst.u3, t->src.l3num);
	u16 sport = ntohs(t->src.u.tcp.port);
	u16 dport = ntohs(t->dst.u.tcp.port);
	bool ingress = direction == SECGROUP_INGRESS;

	*flow = (struct secgroup_flow){
		.remote = ingress ? src : dst,
		.local = ingress ? dst : src,
		.slot = nic->slot,
		.remote_id = ingress ? sport : dport,
		.local_id = ingress ? dport : sport,
		.proto = IPPROTO_TCP,
	};
}

struct nf_conn *secgroup_state_master(const struct nf_conn *ct)
{
	return ct->master;
}

void secgroup_state_get(struct nf_conn *ct)
{
	nf_conntrack_get(&ct->ct_general);
}

void secgroup_state_put(struct nf_conn *ct)
{
	nf_ct_put(ct);
}

bool secgroup_state_is_dead(const struct nf_conn *ct)
{
	return nf_ct_is_dying(ct) || nf_ct_is_expired(ct);
}

void secgroup_state_kill(struct nf_conn *ct)
{
	nf_ct_kill(ct);
}

u64 secgroup_state_expires(const struct nf_conn *ct)
{
	return jiffies_to_msecs(nf_ct_expires(ct));
}

static int entry_is_of_nic(struct nf_conn *ct, void *data)
{
	const struct secgroup_nic *nic = data;

	return nf_ct_zone(ct)->id == nic->zone;
}

static void flush_zone(struct secgroup_nic *nic)
{
	struct nf_ct_iter_data iter = { .net = nic->sn->net, .data = nic };

	nf_ct_iterate_cleanup_net(entry_is_of_nic, &iter);
}

#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
struct retiming {
	const struct secgroup_nic *nic;
	const struct secgroup_timeouts *timeouts;
};

/* Conntrack takes the objects of others away in the same way, under the same locks. */
static int retime(struct nf_conn *ct, void *data)
{
	struct nf_conn_timeout *ext = nf_ct_timeout_find(ct);
	const struct retiming *to = data;

	if (!ext || !entry_is_of_nic(ct, (void *)to->nic))
		return 0;
	rcu_read_lock();
	set_timeouts(ct, ext, to->timeouts);
	rcu_read_unlock();
	return 0;
}

void secgroup_state_retime(const struct secgroup_nic *nic,
			   const struct secgroup_timeouts *timeouts)
{
	struct retiming to = { .nic = nic, .timeouts = timeouts };
	struct nf_ct_iter_data iter = { .net = nic->sn->net, .data = &to };

	nf_ct_iterate_cleanup_net(retime, &iter);
}
#else
void secgroup_state_retime(const struct secgroup_nic *nic,
			   const struct secgroup_timeouts *timeouts)
{
}
#endif

int secgroup_state_nic_init(struct secgroup_nic *nic)
{
	struct nf_conntrack_zone zone;

	nf_ct_zone_init(&zone, nic->zone, NF_CT_DEFAULT_ZONE_DIR, 0);
	nic->tmpl = nf_ct_tmpl_alloc(nic->sn->net, &zone, GFP_KERNEL);
	if (!nic->tmpl)
		return -ENOMEM;
	__set_bit(IPS_CONFIRMED_BIT, &nic->tmpl->status);
	flush_zone(nic);
	return 0;
}

void secgroup_state_nic_exit(struct secgroup_nic *nic)
{
	if (!nic->tmpl)
		return;
	flush_zone(nic);
	nf_ct_put(nic->tmpl);
	nic->tmpl = NULL;
}

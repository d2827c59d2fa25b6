// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions.
 *
 * A session is a conntrack entry (struct nf_conn, in the NIC's own zone), which knows the protocol,
 * and a node of ours, which knows the policy: which packet opened it, which rule accepted
 * that, and in which generation this was last found. A node holds a reference to its entry, so
 * comparing pointers is safe; an entry of our zone that has no node counts for nothing.
 *
 * What becomes of a packet that has sessions is in stateful.c. Here is what they are made of: the table of
 * nodes, those who walk it, and their end.
 *
 * Counters of packets and bytes are the node's: conntrack does not see most packets, and giving each
 * entry its own counters (nf_conn_acct) would take as long as making the node.
 *
 * A NIC has no more nodes than its limit, counted before conntrack is entered, so one
 * NIC cannot fill the host's table. Nodes of dead entries are collected by a work; they
 * count until then.
 */
#include <linux/jiffies.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include "hash.h"
#include "net.h"
#include "session.h"
#include "session_private.h"
#include "state.h"

/* How often nodes of dead entries are looked for. */
#define GC_INTERVAL	(2 * HZ)

static struct kmem_cache *cache;

/**
 * struct wanted - what the table is looked up by
 * @flow: the key
 * @sum: secgroup_session_sum() of it
 */
struct wanted {
	const struct secgroup_flow *flow;
	u64 sum;
};

static inline u32 hash_wanted(const void *key, u32 len, u32 seed)
{
	const struct wanted *wanted = key;

	return secgroup_hash_finish(wanted->sum, seed);
}

static inline u32 hash_session(const void *obj, u32 len, u32 seed)
{
	const struct secgroup_session *s = obj;

	return secgroup_hash_finish(READ_ONCE(s->sum), seed);
}

static inline int differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct wanted *wanted = arg->key;
	const struct secgroup_session *s = obj;

	return secgroup_hash_differs(wanted->flow, &s->flow, SECGROUP_FLOW_SIZE);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct secgroup_session, node),
	.key_len = sizeof(struct wanted),
	.hashfn = hash_wanted,
	.obj_hashfn = hash_session,
	.obj_cmpfn = differs,
	.automatic_shrinking = true,
};

static_assert(SECGROUP_FLOW_SIZE == 8 * SECGROUP_HASH_PAIRS);

static __always_inline struct secgroup_found find(struct secgroup_net *sn, const struct secgroup_flow *flow)
{
	struct wanted wanted = { .flow = flow, .sum = secgroup_session_sum(flow) };

	return (struct secgroup_found){
		.s = rhashtable_lookup(&sn->sessions, &wanted, params),
		.sum = wanted.sum,
	};
}

struct secgroup_session *secgroup_session_find(struct secgroup_net *sn, const struct secgroup_flow *flow)
{
	return find(sn, flow).s;
}

/* A flow of an untagged packet, its addresses apart. */
static __always_inline void describe(struct secgroup_flow *flow, const struct secgroup_nic *nic, u32 ports, u8 proto)
{
	flow->slot = nic->slot;
	flow->remote_id = ports >> 16;
	flow->local_id = ports & 0xffff;
	flow->proto = proto;
	flow->requester = 0;
	flow->zero = 0;
	flow->vlan = 0;
}

__flatten struct secgroup_found
secgroup_session_find_ipv4(const struct secgroup_nic *nic, u32 remote, u32 local, u32 ports, u8 proto)
{
	struct secgroup_flow flow __uninitialized;

	flow.remote = secgroup_addr_v4(remote);
	flow.local = secgroup_addr_v4(local);
	describe(&flow, nic, ports, proto);
	return find(nic->sn, &flow);
}

struct secgroup_found
secgroup_session_find_ipv6(const struct secgroup_nic *nic, const struct secgroup_addr *remote,
			   const struct secgroup_addr *local, u32 ports, u8 proto)
{
	struct secgroup_flow flow __uninitialized;

	flow.remote = *remote;
	flow.local = *local;
	describe(&flow, nic, ports, proto);
	return find(nic->sn, &flow);
}

struct secgroup_session *secgroup_session_alloc(void)
{
	return kmem_cache_alloc(cache, GFP_ATOMIC);
}

void secgroup_session_release(struct secgroup_session *s)
{
	if (s->rule)
		secgroup_rule_put(s->rule);
	if (s->ct)
		secgroup_state_put(s->ct);
	kmem_cache_free(cache, s);
}

static void release_rcu(struct rcu_head *head)
{
	secgroup_session_release(container_of(head, struct secgroup_session, rcu));
}

struct secgroup_nic *secgroup_session_nic(struct secgroup_net *sn, const struct secgroup_session *s)
{
	return xa_load(&sn->nic_slots, s->flow.slot);
}

void secgroup_session_forget(struct secgroup_net *sn, struct secgroup_session *s)
{
	struct secgroup_nic *nic;

	if (rhashtable_remove_fast(&sn->sessions, &s->node, params))
		return;
	/* It is not flushed while it counts this one, and is freed a grace period later: we are its readers. */
	nic = secgroup_session_nic(sn, s);
	if (s->counted)
		atomic_dec(&nic->helpers);
	atomic_dec(&nic->sessions);
	call_rcu(&s->rcu, release_rcu);
}

void secgroup_session_remember(struct secgroup_session *s, u64 generation, struct secgroup_rule *rule)
{
	struct secgroup_rule *old;

	if (rule && !secgroup_rule_get(rule))
		rule = NULL;
	WRITE_ONCE(s->helped, rule && rule->spec->helper);
	old = xchg(&s->rule, rule);
	if (old)
		secgroup_rule_put(old);
	atomic64_set(&s->judged, generation << 1);
}

struct secgroup_session *secgroup_session_insert(struct secgroup_net *sn, struct secgroup_session *s)
{
	struct wanted wanted = { .flow = &s->flow, .sum = s->sum };
	struct secgroup_session *old;
	unsigned int tries;

	for (tries = 0; tries < 3; tries++) {
		old = rhashtable_lookup_get_insert_key(&sn->sessions, &wanted, &s->node, params);
		if (!old) {
			if (!delayed_work_pending(&sn->session_gc))
				queue_delayed_work(secgroup_wq, &sn->session_gc, GC_INTERVAL);
			return s;
		}
		if (IS_ERR(old) || old->ct == s->ct)
			return old;
		if (!secgroup_state_is_dead(old->ct))
			break;
		secgroup_session_forget(sn, old);
	}
	return ERR_PTR(-EEXIST);
}

static void show_traffic(const struct secgroup_session *s, struct secgroup_traffic *traffic)
{
	unsigned int way;

	for (way = 0; way < ARRAY_SIZE(s->packets); way++) {
		traffic->packets[way] = atomic64_read(&s->packets[way]);
		traffic->bytes[way] = atomic64_read(&s->bytes[way]);
	}
}

static void show(const struct secgroup_session *s, struct secgroup_nic *nic, struct secgroup_session_info *info)
{
	bool ingress = s->direction == SECGROUP_INGRESS;
	u64 judged = atomic64_read(&s->judged);

	*info = (struct secgroup_session_info){
		.nic = nic,
		.src = ingress ? s->flow.remote : s->flow.local,
		.dst = ingress ? s->flow.local : s->flow.remote,
		.direction = s->direction,
		.proto = s->flow.proto,
		.tombstone = judged & SECGROUP_JUDGED_TOMBSTONE,
		.age_ms = jiffies64_to_msecs(get_jiffies_64() - s->opened),
		.expires_ms = secgroup_state_expires(s->ct),
		.rule = READ_ONCE(s->rule),
	};
	show_traffic(s, &info->traffic);
	if (secgroup_proto_is_icmp(s->flow.proto)) {
		info->icmp_type = s->flow.local_id >> 8;
		info->icmp_code = s->flow.local_id & 0xff;
		info->icmp_id = s->flow.remote_id;
	} else {
		info->sport = ingress ? s->flow.remote_id : s->flow.local_id;
		info->dport = ingress ? s->flow.local_id : s->flow.remote_id;
	}
}

/*
 * If the object at which a walk was stopped has gone meanwhile, the table goes on behind as many of its bucket as it
 * had seen, which are fewer now: one would be passed over. So the whole bucket is walked again.
 */
static void walk_start(struct rhashtable_iter *iter) __acquires(RCU)
{
	rhashtable_walk_start(iter);
	if (!iter->p)
		iter->skip = 0;
}

/* The next one; at times others have the processor first. */
static struct secgroup_session *walk_next(struct rhashtable_iter *iter)
{
	if (need_resched()) {
		rhashtable_walk_stop(iter);
		cond_resched();
		walk_start(iter);
	}
	return rhashtable_walk_next(iter);
}

int secgroup_session_walk(struct secgroup_net *sn, struct rhashtable_iter *iter, u32 slot,
			  secgroup_session_fn fn, void *arg)
{
	struct secgroup_session_info info;
	struct secgroup_session *s;
	struct secgroup_nic *nic;
	int err = 0;

	walk_start(iter);
	for (s = rhashtable_walk_peek(iter); s && !err; s = walk_next(iter)) {
		if (IS_ERR(s) || (slot != U32_MAX && s->flow.slot != slot) ||
		    secgroup_state_is_dead(s->ct))
			continue;
		nic = secgroup_session_nic(sn, s);
		if (!nic)
			continue;
		show(s, nic, &info);
		err = fn(&info, arg);
		if (err)
			break;
	}
	rhashtable_walk_stop(iter);
	return err;
}

void secgroup_session_each(struct secgroup_net *sn, void (*fn)(struct secgroup_session *s, void *arg), void *arg)
{
	struct rhashtable_iter iter;
	struct secgroup_session *s;

	rhashtable_walk_enter(&sn->sessions, &iter);
	walk_start(&iter);
	while ((s = walk_next(&iter)))
		if (!IS_ERR(s))
			fn(s, arg);
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
}

/**
 * struct sweep - which sessions to forget
 * @sn: the namespace
 * @nic: whose, or NULL: those of any NIC whose entries are dead
 * @generation: of a NIC's: last judged before it
 * @opened: likewise, opened at that time (jiffies) or before
 * @found: output: there were any
 */
struct sweep {
	struct secgroup_net *sn;
	const struct secgroup_nic *nic;
	u64 generation;
	u64 opened;
	bool found;
};

static bool is_over(const struct secgroup_session *s, const struct sweep *sweep)
{
	if (!sweep->nic)
		return secgroup_state_is_dead(s->ct);
	return s->flow.slot == sweep->nic->slot && atomic64_read(&s->judged) >> 1 < sweep->generation &&
	       s->opened <= sweep->opened;
}

static void sweep_one(struct secgroup_session *s, void *arg)
{
	struct sweep *sweep = arg;

	if (!is_over(s, sweep))
		return;
	secgroup_state_kill(s->ct);
	secgroup_session_forget(sweep->sn, s);
	sweep->found = true;
}

/* Forget sessions of a NIC. Return: were there any? */
static bool sweep_nic(const struct secgroup_nic *nic, u64 generation, u64 opened)
{
	struct sweep sweep = { .sn = nic->sn, .nic = nic, .generation = generation, .opened = opened };

	secgroup_session_each(nic->sn, sweep_one, &sweep);
	return sweep.found;
}

/* Go on until none is left: what the last packets have opened may be where the walk has been. */
void secgroup_session_flush_nic(struct secgroup_nic *nic)
{
	while (atomic_read(&nic->sessions)) {
		sweep_nic(nic, U64_MAX, U64_MAX);
		cond_resched();
	}
}

/* Likewise, but it may be opening others all the time. */
void secgroup_session_flush_now(struct secgroup_nic *nic)
{
	u64 now = get_jiffies_64();

	while (sweep_nic(nic, U64_MAX, now))
		cond_resched();
}

void secgroup_session_forget_older(struct secgroup_nic *nic, u64 generation)
{
	sweep_nic(nic, generation, U64_MAX);
}

static void collect(struct work_struct *work)
{
	struct secgroup_net *sn = container_of(to_delayed_work(work), struct secgroup_net,
					       session_gc);
	struct sweep dead = { .sn = sn };

	secgroup_session_each(sn, sweep_one, &dead);
	if (atomic_read(&sn->sessions.nelems))
		queue_delayed_work(secgroup_wq, &sn->session_gc, GC_INTERVAL);
}

int secgroup_session_net_init(struct secgroup_net *sn)
{
	INIT_DELAYED_WORK(&sn->session_gc, collect);
	return rhashtable_init(&sn->sessions, &params);
}

static void destroy(void *ptr, void *arg)
{
	struct secgroup_session *s = ptr;

	secgroup_state_kill(s->ct);
	secgroup_session_release(s);
}

void secgroup_session_net_exit(struct secgroup_net *sn)
{
	cancel_delayed_work_sync(&sn->session_gc);
	rhashtable_free_and_destroy(&sn->sessions, destroy, NULL);
}

int secgroup_session_init(void)
{
	cache = KMEM_CACHE(secgroup_session, 0);
	return cache ? 0 : -ENOMEM;
}

/* Every namespace has been left, and waited for what it had forgotten. */
void secgroup_session_exit(void)
{
	kmem_cache_destroy(cache);
}

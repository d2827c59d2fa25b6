// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fragments (D-11).
 *
 * Only the first fragment of a datagram says what the datagram is, and it may come last. So all of
 * them wait, as they came, until none is missing; then the whole is put together from clones and
 * judged like any packet, conntrack included; then it is thrown away, and the fragments
 * themselves go on, or none of them does.
 *
 * They wait in the kernel's own kind of table (struct inet_frags), of which each NIC has one to
 * itself (struct fqdir), with its own limit of memory. Neither another NIC nor the host's
 * defragmentation is involved, and the same identification means another datagram there.
 * Within a datagram, pieces are in a tree by offset. An example, of 3000 bytes:
 *
 *	A 0..1479   B 1480..2959   C 2960..2999, the last
 *
 * B comes first and waits. C comes, says that 3000 is the end, and waits. A comes, and its 1480
 * bytes make up the 3000: as pieces never overlap, no hole is left. The whole is A's headers
 * with A, B and C behind them; A, which is still in its hook, goes on from there, after B and C.
 *
 * What an evader can do with fragments is to have two readers put them together differently. So
 * whatever could be read in two ways spoils the datagram: pieces that overlap, two different
 * ends, bytes beyond the end. What waits of it is dropped, and so is what comes later, until the
 * time is up (RFC 5722). The same piece once more is dropped and spoils nothing. The first
 * fragment has all headers (RFC 7112): packet.c has seen to that.
 *
 * When there is no more room, the fragment is dropped, and the rest of its datagram, which cannot
 * be whole any more. Nobody is told when the time is up.
 */
#include <linux/if_vlan.h>
#include <linux/jhash.h>
#include <linux/netfilter.h>
#include <linux/rbtree.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <net/dst_metadata.h>
#include <net/inet_frag.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "frag.h"
#include "net.h"
#include "nic.h"

/* How much memory the waiting fragments of a NIC may take, in bytes: five datagrams of 64 KiB. */
#define MEMORY_MAX	(512 << 10)

/* How long a fragment waits for the others. They leave their sender one right after the other. */
#define TIMEOUT		(5 * HZ)

/**
 * struct piece - one fragment of a datagram
 * @node: in &datagram.pieces, by @offset
 * @skb: the fragment; &datagram.held has it, if it waits
 * @mac: offset of its Ethernet header from skb->data
 * @payload: offset of its first byte from skb->data
 * @offset: where in the datagram that belongs
 * @end: where in the datagram it ends
 */
struct piece {
	struct rb_node node;
	struct sk_buff *skb;
	int mac;
	u32 payload;
	u32 offset;
	u32 end;
};

/**
 * struct datagram - what has come of one
 * @q: the kernel's part: key, timer, and the lock that protects what follows
 * @nic: whose it is; valid until &fqdir.dead and a grace period
 * @pieces: struct piece
 * @held: the fragments themselves, in the order in which they came
 * @charged: bytes of memory that count for &fqdir.mem
 * @got: bytes of all pieces
 * @high: where the furthest piece ends
 * @total: where the datagram ends, or 0: its last piece has not come
 * @front: &secgroup_fragment.front of the first piece
 * @v4: of IPv4
 * @spoiled: it will never be whole
 */
struct datagram {
	struct inet_frag_queue q;
	struct secgroup_nic *nic;
	struct rb_root pieces;
	struct sk_buff_head held;
	u32 charged;
	u32 got;
	u32 high;
	u32 total;
	u32 front;
	bool v4;
	bool spoiled;
};

/**
 * struct wanted - what a datagram is looked for by, and what a new one is made from
 * @key: what inet_frag_find() compares
 * @nic: the NIC
 * @v4: of IPv4
 */
struct wanted {
	struct frag_v6_compare_key key;
	struct secgroup_nic *nic;
	bool v4;
};

static struct inet_frags frags;

static void forget_pieces(struct datagram *d)
{
	struct piece *p, *next;

	rbtree_postorder_for_each_entry_safe(p, next, &d->pieces, node)
		kfree(p);
	d->pieces = RB_ROOT;
	sub_frag_mem_limit(d->q.fqdir, d->charged);
	d->charged = 0;
}

/* No datagram will come of these. */
static void spoil(struct datagram *d, enum secgroup_reason reason)
{
	struct sk_buff *skb;

	d->spoiled = true;
	forget_pieces(d);
	while ((skb = __skb_dequeue(&d->held))) {
		secgroup_drops_add(d->nic->drops, reason);
		kfree_skb(skb);
	}
}

/* Nor does it matter any more if further ones come. */
static void discard(struct datagram *d, enum secgroup_reason reason, int *refs)
{
	spoil(d, reason);
	secgroup_compat_frag_kill(&d->q, refs);
}

static void expire(struct timer_list *timer)
{
	struct datagram *d = container_of(timer, struct datagram, q.timer);
	int refs = 1;

	rcu_read_lock();
	/* If so, the NIC may be gone: whoever stopped it frees this, too. */
	if (!READ_ONCE(d->q.fqdir->dead)) {
		spin_lock(&d->q.lock);
		if (!(d->q.flags & INET_FRAG_COMPLETE))
			discard(d, SECGROUP_REASON_FRAGMENT, &refs);
		spin_unlock(&d->q.lock);
	}
	rcu_read_unlock();
	secgroup_compat_frag_put(&d->q, refs);
}

static void datagram_init(struct inet_frag_queue *q, const void *arg)
{
	struct datagram *d = container_of(q, struct datagram, q);
	const struct wanted *wanted = arg;

	q->key.v6 = wanted->key;
	d->nic = wanted->nic;
	d->v4 = wanted->v4;
	d->pieces = RB_ROOT;
	__skb_queue_head_init(&d->held);
}

static void datagram_free(struct inet_frag_queue *q)
{
	struct datagram *d = container_of(q, struct datagram, q);

	forget_pieces(d);
	__skb_queue_purge(&d->held);
}

/*
 * RFC 791 identifies a datagram by its protocol, too; RFC 8200 does not. A pending NIC may have had
 * another device before; the two hooks are two directions; two VLANs are two networks.
 */
static void describe(struct wanted *wanted, struct secgroup_nic *nic, const struct sk_buff *skb,
		     const struct secgroup_packet *pkt, bool outgoing)
{
	BUILD_BUG_ON(sizeof(wanted->key.saddr) != sizeof(pkt->key.remote));
	memset(wanted, 0, sizeof(*wanted));
	memcpy(&wanted->key.saddr, &pkt->key.remote, sizeof(pkt->key.remote));
	memcpy(&wanted->key.daddr, &pkt->key.local, sizeof(pkt->key.local));
	wanted->key.id = (__force __be32)pkt->fragment.id;
	wanted->v4 = pkt->family == NFPROTO_IPV4;
	wanted->key.user = pkt->flow.vlan << 8 | (wanted->v4 ? pkt->key.proto : 0);
	wanted->key.iif = skb->dev->ifindex << 1 | outgoing;
	wanted->nic = nic;
}

enum fit {
	FIT_NEW,
	FIT_DUPLICATE,
	FIT_NOT,
};

/* Does a piece agree with what is known of the datagram's end? */
static bool end_agrees(const struct datagram *d, const struct piece *p, bool last)
{
	if (d->total)
		return last ? p->end == d->total : p->end <= d->total;
	return !last || p->end >= d->high;
}

/* Put a piece into the tree, if it overlaps no other. */
static enum fit link_piece(struct datagram *d, struct piece *p, bool last)
{
	struct rb_node **link = &d->pieces.rb_node, *parent = NULL;
	const struct piece *other;

	if (!end_agrees(d, p, last))
		return FIT_NOT;
	while (*link) {
		parent = *link;
		other = rb_entry(parent, struct piece, node);
		if (p->end <= other->offset)
			link = &parent->rb_left;
		else if (p->offset >= other->end)
			link = &parent->rb_right;
		else if (p->offset == other->offset && p->end == other->end)
			return FIT_DUPLICATE;
		else
			return FIT_NOT;
	}
	rb_link_node(&p->node, parent, link);
	rb_insert_color(&p->node, &d->pieces);
	if (last)
		d->total = p->end;
	d->got += p->end - p->offset;
	d->high = max(d->high, p->end);
	return FIT_NEW;
}

/*
 * Let copied headers say what they are the headers of now, as those who build answers to the
 * datagram expect. In IPv6 the fragment header stays; it does not count for the datagram's length, but
 * does for the packet's, which may then be beyond what the field can hold.
 */
static void describe_whole(const struct datagram *d, void *end)
{
	struct frag_hdr *fh = end - sizeof(*fh);
	struct ipv6hdr *ip6 = (void *)fh - d->front - sizeof(*ip6);
	u32 len = d->front + sizeof(*fh) + d->total;
	struct iphdr *ip4 = end - d->front;

	if (d->v4) {
		ip4->tot_len = htons(d->front + d->total);
		ip4->frag_off &= htons(IP_DF);
		ip_send_check(ip4);
	} else {
		ip6->payload_len = htons(len > 0xffff ? 0 : len);
		fh->frag_off = 0;
	}
}

/* The headers of the first piece, from the Ethernet header on. */
static struct sk_buff *copy_headers(const struct datagram *d, const struct piece *first)
{
	unsigned int len = first->payload - first->mac;
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	if (skb_copy_bits(first->skb, first->mac, skb_put(skb, len), len)) {
		kfree_skb(skb);
		return NULL;
	}
	skb->protocol = first->skb->protocol;
	__vlan_hwaccel_copy_tag(skb, first->skb);
	skb_reset_mac_header(skb);
	describe_whole(d, skb_tail_pointer(skb));
	return skb;
}

/* A piece's bytes without its headers and without padding. Shares them with the fragment. */
static struct sk_buff *clone_payload(const struct piece *p)
{
	struct sk_buff *skb = skb_clone(p->skb, GFP_ATOMIC);

	if (!skb)
		return NULL;
	if (!pskb_pull(skb, p->payload) || pskb_trim(skb, p->end - p->offset)) {
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

static struct sk_buff *put_together(const struct datagram *d)
{
	struct rb_node *node = rb_first(&d->pieces);
	struct sk_buff *whole, *part, **next;

	whole = copy_headers(d, rb_entry(node, struct piece, node));
	if (!whole)
		return NULL;
	next = &skb_shinfo(whole)->frag_list;
	for (; node; node = rb_next(node)) {
		part = clone_payload(rb_entry(node, struct piece, node));
		if (!part) {
			kfree_skb(whole);
			return NULL;
		}
		*next = part;
		next = &part->next;
		whole->len += part->len;
		whole->data_len += part->len;
		whole->truesize += part->truesize;
	}
	return whole;
}

/* @skb is what was missing. */
static enum secgroup_reason finish(struct datagram *d, struct sk_buff *skb,
				   struct secgroup_whole *whole, int *refs)
{
	if (d->front + d->total > 0xffff) {
		discard(d, SECGROUP_REASON_FRAGMENT, refs);
		return SECGROUP_REASON_FRAGMENT;
	}
	whole->skb = put_together(d);
	if (!whole->skb) {
		discard(d, SECGROUP_REASON_NO_MEMORY, refs);
		return SECGROUP_REASON_NO_MEMORY;
	}
	whole->skb->dev = skb->dev;
	skb_queue_splice_tail_init(&d->held, &whole->held);
	forget_pieces(d);
	secgroup_compat_frag_kill(&d->q, refs);
	return SECGROUP_REASON_NONE;
}

/* Nothing that has to go may have to wait for a fragment. Tunnels' metadata belong to nobody. */
static void let_go(struct sk_buff *skb)
{
	skb_orphan(skb);
	nf_reset_ct(skb);
	if (skb_valid_dst(skb))
		skb_dst_drop(skb);
	else
		skb_dst_force(skb);
	skb->dev = NULL;
}

/* Somebody else may hold the skb and must not see it change: then a clone waits for it. */
static enum secgroup_reason hold(struct datagram *d, struct piece *p, int *refs)
{
	u32 size = p->skb->truesize + sizeof(*p);
	struct sk_buff *skb = p->skb;

	if (frag_mem_limit(d->q.fqdir) + size > MEMORY_MAX) {
		discard(d, SECGROUP_REASON_FRAGMENT, refs);
		return SECGROUP_REASON_FRAGMENT;
	}
	if (skb_shared(skb))
		skb = skb_clone(skb, GFP_ATOMIC);
	/* Emergency memory is for the sockets that free memory by it, not for waiting. */
	if (!skb || skb_pfmemalloc(skb)) {
		if (skb != p->skb)
			kfree_skb(skb);
		discard(d, SECGROUP_REASON_NO_MEMORY, refs);
		return SECGROUP_REASON_NO_MEMORY;
	}
	if (skb != p->skb)
		consume_skb(p->skb);
	p->skb = skb;
	let_go(skb);
	__skb_queue_tail(&d->held, skb);
	add_frag_mem_limit(d->q.fqdir, size);
	d->charged += size;
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason add(struct datagram *d, struct piece *p,
				const struct secgroup_fragment *f, struct secgroup_whole *whole,
				int *refs)
{
	enum fit fit = FIT_DUPLICATE;

	/* Its time was up while we waited for the lock? Then it is dropped like what came before. */
	if (!d->spoiled && !(d->q.flags & INET_FRAG_COMPLETE))
		fit = link_piece(d, p, !f->more);
	if (fit != FIT_NEW) {
		kfree(p);
		if (fit == FIT_NOT)
			spoil(d, SECGROUP_REASON_FRAGMENT);
		return SECGROUP_REASON_FRAGMENT;
	}
	if (!f->offset)
		d->front = f->front;
	if (d->got == d->total)
		return finish(d, p->skb, whole, refs);
	return hold(d, p, refs);
}

static struct piece *make_piece(struct sk_buff *skb, const struct secgroup_packet *pkt, int mac)
{
	const struct secgroup_fragment *f = &pkt->fragment;
	struct piece *p = kmalloc(sizeof(*p), GFP_ATOMIC | __GFP_NOWARN);

	if (p)
		*p = (struct piece){
			.skb = skb,
			.mac = mac,
			.payload = f->payload,
			.offset = f->offset,
			.end = f->offset + pkt->end - f->payload,
		};
	return p;
}

enum secgroup_reason secgroup_frag_add(struct secgroup_nic *nic, struct sk_buff *skb,
				       const struct secgroup_packet *pkt, int mac, bool outgoing,
				       struct secgroup_whole *whole)
{
	enum secgroup_reason reason;
	struct inet_frag_queue *q;
	struct wanted wanted;
	struct datagram *d;
	struct piece *p;
	int refs = 0;

	whole->skb = NULL;
	__skb_queue_head_init(&whole->held);
	describe(&wanted, nic, skb, pkt, outgoing);
	p = make_piece(skb, pkt, mac);
	if (!p)
		return SECGROUP_REASON_NO_MEMORY;
	q = inet_frag_find(nic->fragments, &wanted);
	if (!q) {
		kfree(p);
		return SECGROUP_REASON_FRAGMENT;
	}
	d = container_of(q, struct datagram, q);
	spin_lock(&q->lock);
	reason = add(d, p, &pkt->fragment, whole, &refs);
	spin_unlock(&q->lock);
	secgroup_compat_frag_put(q, refs);
	return reason;
}

int secgroup_frag_nic_init(struct secgroup_nic *nic)
{
	int err;

	err = fqdir_init(&nic->fragments, &frags, nic->sn->net);
	if (err)
		return err;
	nic->fragments->high_thresh = MEMORY_MAX;
	nic->fragments->low_thresh = MEMORY_MAX;
	nic->fragments->timeout = TIMEOUT;
	return 0;
}

void secgroup_frag_nic_stop(struct secgroup_nic *nic)
{
	fqdir_pre_exit(nic->fragments);
}

void secgroup_frag_nic_exit(struct secgroup_nic *nic)
{
	secgroup_frag_nic_stop(nic);
	fqdir_exit(nic->fragments);
}

static u32 hash_key(const void *data, u32 len, u32 seed)
{
	return jhash2(data, sizeof(struct frag_v6_compare_key) / sizeof(u32), seed);
}

static u32 hash_datagram(const void *data, u32 len, u32 seed)
{
	const struct inet_frag_queue *q = data;

	return hash_key(&q->key.v6, len, seed);
}

static int compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct inet_frag_queue *q = obj;

	return memcmp(&q->key.v6, arg->key, sizeof(q->key.v6));
}

static struct inet_frags frags = {
	.qsize = sizeof(struct datagram),
	.constructor = datagram_init,
	.destructor = datagram_free,
	.frag_expire = expire,
	.frags_cache_name = "secgroup_datagram",
	.rhash_params = {
		.nelem_hint = 1,
		.head_offset = offsetof(struct inet_frag_queue, node),
		.key_offset = offsetof(struct inet_frag_queue, key),
		.key_len = sizeof(struct frag_v6_compare_key),
		.hashfn = hash_key,
		.obj_hashfn = hash_datagram,
		.obj_cmpfn = compare,
		.automatic_shrinking = true,
	},
};

int secgroup_frag_init(void)
{
	return inet_frags_init(&frags);
}

void secgroup_frag_exit(void)
{
	inet_frags_fini(&frags);
}

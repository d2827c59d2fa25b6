// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members are kept twice. A group's tree of &struct secgroup_member is the store: who was added how. The
 * namespace's table, (VPC, address) -> memberships, is what packets look up, once for all
 * groups, whatever their number. Of most strangers a filter (filter.h) says that they are not in it.
 *
 * A membership carries the generations [from, to) in which it holds, so that a transaction
 * that changes many of them, and rules too, becomes visible to a packet as a whole: with the
 * view it is judged by. Adding one for the next generation copies the address's array, since it
 * grows; ending one writes only its end. Ended ones are dropped when no packet can be judged by
 * a generation in which they held.
 *
 *	generation 7 is published    m: [3, ever)
 *	a transaction removes it     m: [3, 8)        packets are judged by 7: still a member
 *	8 is published               m: [3, 8)        not a member
 *	or the transaction fails     m: [3, ever)     nobody has seen a difference
 */
#include <linux/lockdep.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "group.h"
#include "hash.h"
#include "member.h"
#include "net.h"
#include "vpc.h"

/**
 * struct address_key - what the table is looked up by
 * @hi: upper half of the address
 * @lo: lower half
 * @vpc: number of the VPC
 * @zero: no padding: the key is hashed and compared as bytes
 */
struct address_key {
	u64 hi;
	u64 lo;
	u32 vpc;
	u32 zero;
};

/**
 * struct secgroup_address - an address in a VPC
 * @hash: in &secgroup_net.members
 * @key: which
 * @memberships: its groups, or NULL; replaced as a whole when it grows or shrinks
 * @expired: in &secgroup_net.expired if a membership has ended
 * @rcu: of one that is in no list and table any more: freed after a grace period
 * @n_members: &struct secgroup_member that refer to it
 */
struct secgroup_address {
	struct rhash_head hash;
	struct address_key key;
	struct secgroup_memberships __rcu *memberships;
	union {
		struct list_head expired;
		struct rcu_head rcu;
	};
	u32 n_members;
};

static struct kmem_cache *cache;

static inline int differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct secgroup_address *address = obj;

	return secgroup_hash_differs(arg, &address->key, sizeof(address->key));
}

static const struct rhashtable_params table_params = {
	.head_offset = offsetof(struct secgroup_address, hash),
	.key_offset = offsetof(struct secgroup_address, key),
	.key_len = sizeof(struct address_key),
	.hashfn = secgroup_hash,
	.obj_cmpfn = differs,
	.automatic_shrinking = true,
};

static_assert(sizeof(struct address_key) <= 8 * SECGROUP_HASH_PAIRS);

static struct address_key make_key(u32 vpc, struct secgroup_addr addr)
{
	return (struct address_key){ .hi = addr.hi, .lo = addr.lo, .vpc = vpc };
}

__flatten const struct secgroup_memberships *
secgroup_members_lookup_halves(struct secgroup_net *sn, u32 vpc, u64 hi, u64 lo)
{
	struct address_key key = { .hi = hi, .lo = lo, .vpc = vpc };
	struct secgroup_address *address = rhashtable_lookup(&sn->members, &key, table_params);

	return address ? rcu_dereference(address->memberships) : NULL;
}

/* The filter of a namespace that has no member. There is no room: it is never written. */
static struct secgroup_filter no_address __ro_after_init = { .shift = 63, .bits = { 0 } };

/* At least so many bits for each of the addresses that there are: half of that when the next filter is due. */
#define FILTER_BITS	16

/* So that the first few addresses do not take a filter each. */
#define FILTER_MIN	32

static struct secgroup_filter *filter_of(struct secgroup_net *sn)
{
	return rcu_dereference_protected(sn->member_filter, secgroup_net_locked(sn));
}

static struct secgroup_filter *filter_alloc(u32 n)
{
	unsigned int order = ilog2(roundup_pow_of_two((unsigned long)max_t(u32, n, FILTER_MIN) * FILTER_BITS));
	struct secgroup_filter *filter;

	filter = kvzalloc(struct_size(filter, bits, BITS_TO_LONGS(BIT(order))), GFP_KERNEL_ACCOUNT);
	if (!filter)
		return NULL;
	filter->shift = 64 - order;
	filter->room = BIT(order) / (FILTER_BITS / 2) - n;
	return filter;
}

/*
 * None is missed: who puts addresses into the table or takes them out holds the writer mutex, as we do, and one that is
 * only moved, since the table is being resized, is met in the new table at the latest.
 */
static void filter_fill(struct secgroup_net *sn, struct secgroup_filter *filter)
{
	struct secgroup_address *address;
	struct rhashtable_iter iter;

	lockdep_assert_held(&sn->mutex);
	rhashtable_walk_enter(&sn->members, &iter);
	rhashtable_walk_start(&iter);
	while ((address = rhashtable_walk_next(&iter))) {
		/* The new table begins. */
		if (IS_ERR(address))
			continue;
		secgroup_filter_add_early(filter, address->key.vpc, address->key.hi, address->key.lo);
		if (need_resched()) {
			rhashtable_walk_stop(&iter);
			cond_resched();
			rhashtable_walk_start(&iter);
		}
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
}

static void filter_publish(struct secgroup_net *sn, struct secgroup_filter *filter)
{
	struct secgroup_filter *old = filter_of(sn);

	rcu_assign_pointer(sn->member_filter, filter);
	if (old != &no_address)
		kvfree_rcu_mightsleep(old);
}

/*
 * Another filter, for the addresses that there are now: the old one is full, be it of those that have gone. Without
 * memory for it the old one, if that can be written, goes on for a while, and says "perhaps" more often.
 */
static int filter_renew(struct secgroup_net *sn)
{
	struct secgroup_filter *new = filter_alloc(atomic_read(&sn->members.nelems));

	if (new) {
		filter_fill(sn, new);
		filter_publish(sn, new);
		return 0;
	}
	if (filter_of(sn) == &no_address)
		return -ENOMEM;
	filter_of(sn)->room = FILTER_MIN;
	return 0;
}

/* An address is going to be in the table. */
static int filter_note(struct secgroup_net *sn, const struct address_key *key)
{
	int err = filter_of(sn)->room ? 0 : filter_renew(sn);

	if (err)
		return err;
	filter_of(sn)->room--;
	secgroup_filter_add(filter_of(sn), key->vpc, key->hi, key->lo);
	return 0;
}

int secgroup_members_init(struct secgroup_net *sn)
{
	RCU_INIT_POINTER(sn->member_filter, &no_address);
	return rhashtable_init(&sn->members, &table_params);
}

static void address_free(void *ptr, void *arg)
{
	struct secgroup_address *address = ptr;

	/* Only when the namespace goes, and no packet is left. */
	kvfree(rcu_access_pointer(address->memberships));
	kfree(address);
}

void secgroup_members_exit(struct secgroup_net *sn)
{
	struct secgroup_filter *filter = rcu_dereference_protected(sn->member_filter, true);

	rhashtable_free_and_destroy(&sn->members, address_free, NULL);
	if (filter != &no_address)
		kvfree(filter);
}

static struct secgroup_memberships *memberships_of(struct secgroup_net *sn,
						   struct secgroup_address *address)
{
	return rcu_dereference_protected(address->memberships, secgroup_net_locked(sn));
}

static void expire(struct secgroup_net *sn, struct secgroup_address *address)
{
	if (list_empty(&address->expired))
		list_add_tail(&address->expired, &sn->expired);
}

static struct secgroup_address *address_make(struct secgroup_net *sn, u32 vpc,
					     struct secgroup_addr addr)
{
	struct address_key key = make_key(vpc, addr);
	struct secgroup_address *address;
	int err;

	address = rhashtable_lookup_fast(&sn->members, &key, table_params);
	if (address)
		return address;
	address = kzalloc(sizeof(*address), GFP_KERNEL_ACCOUNT);
	if (!address)
		return ERR_PTR(-ENOMEM);
	address->key = key;
	INIT_LIST_HEAD(&address->expired);
	err = filter_note(sn, &key) ?: rhashtable_insert_fast(&sn->members, &address->hash, table_params);
	if (err) {
		kfree(address);
		return ERR_PTR(err);
	}
	return address;
}

/* Room for one more membership, which never holds until show() says so. */
static int membership_add(struct secgroup_net *sn, struct secgroup_address *address, u32 gid)
{
	struct secgroup_memberships *old = memberships_of(sn, address), *new;
	u32 n = old ? old->n : 0;

	new = kvmalloc(struct_size(new, m, n + 1), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;
	new->n = n + 1;
	if (n)
		memcpy(new->m, old->m, n * sizeof(*new->m));
	new->m[n] = (struct secgroup_membership){
		.from = U64_MAX,
		.to = U64_MAX,
		.gid = gid,
	};
	rcu_assign_pointer(address->memberships, new);
	if (old)
		kvfree_rcu_mightsleep(old);
	return 0;
}

/* The latest membership of an address in a group; there is one for every &struct secgroup_member. */
static struct secgroup_membership *latest(struct secgroup_net *sn, struct secgroup_member *member)
{
	struct secgroup_memberships *all = memberships_of(sn, member->address);
	u32 i = all->n;

	while (i--)
		if (all->m[i].gid == member->group->gid)
			return &all->m[i];
	return NULL;
}

/* Begin or end a membership with the next generation, if how it was added says so. */
static void update(struct secgroup_net *sn, struct secgroup_member *member)
{
	bool visible = member->n_nics || (member->manual && !member->group->deleted);
	struct secgroup_membership *m = latest(sn, member);
	u64 next = secgroup_net_view(sn)->generation + 1;

	if (visible == member->visible)
		return;
	member->visible = visible;
	secgroup_group_touch(sn, member->group, SECGROUP_TOUCH_MEMBERS);
	if (visible) {
		/* One that this transaction itself has ended just goes on. */
		if (m->from == U64_MAX)
			WRITE_ONCE(m->from, next);
		WRITE_ONCE(m->to, U64_MAX);
		member->group->n_members++;
		sn->n_members++;
	} else {
		WRITE_ONCE(m->to, next);
		member->group->n_members--;
		sn->n_members--;
		if (list_empty(&member->hidden))
			list_add_tail(&member->hidden, &sn->hidden);
	}
}

void secgroup_member_set_manual(struct secgroup_net *sn, struct secgroup_member *member,
				bool manual)
{
	lockdep_assert_held(&sn->mutex);
	member->manual = manual;
	update(sn, member);
}

void secgroup_member_count_nic(struct secgroup_net *sn, struct secgroup_member *member, int n)
{
	lockdep_assert_held(&sn->mutex);
	member->n_nics += n;
	update(sn, member);
}

static struct secgroup_member *to_member(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_member, node);
}

static int compare(const void *key, const struct rb_node *node)
{
	const struct secgroup_addr *a = key, *b = &to_member(node)->addr;

	if (secgroup_addr_equal(*a, *b))
		return 0;
	return secgroup_addr_less(*a, *b) ? -1 : 1;
}

struct secgroup_member *secgroup_member_find(struct secgroup_group *group,
					     struct secgroup_addr addr)
{
	return to_member(rb_find(&addr, &group->members, compare));
}

struct secgroup_member *secgroup_member_find_next(struct secgroup_group *group,
						  const struct secgroup_addr *addr)
{
	struct rb_node *node = group->members.rb_node, *next = NULL;

	if (!addr)
		return to_member(rb_first(&group->members));
	while (node) {
		if (compare(addr, node) < 0) {
			next = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return to_member(next);
}

static int member_init(struct secgroup_net *sn, struct secgroup_member *member)
{
	struct secgroup_group *group = member->group;
	struct secgroup_address *address;
	int err;

	address = address_make(sn, secgroup_vpc_number(group->vpc), member->addr);
	if (IS_ERR(address))
		return PTR_ERR(address);
	/* Whatever becomes of it now: the purge looks whether it is needed. */
	expire(sn, address);
	err = membership_add(sn, address, group->gid);
	if (err)
		return err;
	member->address = address;
	address->n_members++;
	return 0;
}

struct secgroup_member *secgroup_member_make(struct secgroup_net *sn,
					     struct secgroup_group *group,
					     struct secgroup_addr addr)
{
	struct rb_node **link = &group->members.rb_node, *parent = NULL;
	struct secgroup_member *member;
	int order, err;

	lockdep_assert_held(&sn->mutex);
	while (*link) {
		parent = *link;
		order = compare(&addr, parent);
		if (!order)
			return to_member(parent);
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	member = kmem_cache_zalloc(cache, GFP_KERNEL);
	if (!member)
		return ERR_PTR(-ENOMEM);
	member->group = group;
	member->addr = addr;
	err = member_init(sn, member);
	if (err) {
		kmem_cache_free(cache, member);
		return ERR_PTR(err);
	}
	rb_link_node(&member->node, parent, link);
	rb_insert_color(&member->node, &group->members);
	/* Swept unless the caller makes it visible. */
	list_add_tail(&member->hidden, &sn->hidden);
	return member;
}

void secgroup_member_update_all(struct secgroup_net *sn, struct secgroup_group *group)
{
	struct rb_node *node;

	lockdep_assert_held(&sn->mutex);
	for (node = rb_first(&group->members); node; node = rb_next(node)) {
		update(sn, to_member(node));
		cond_resched();
	}
}

static void member_free(struct secgroup_net *sn, struct secgroup_member *member)
{
	list_del(&member->hidden);
	member->address->n_members--;
	expire(sn, member->address);
	kmem_cache_free(cache, member);
}

void secgroup_member_free_all(struct secgroup_net *sn, struct secgroup_group *group)
{
	struct secgroup_member *member, *next;

	lockdep_assert_held(&sn->mutex);
	rbtree_postorder_for_each_entry_safe(member, next, &group->members, node)
		member_free(sn, member);
	group->members = RB_ROOT;
}

void secgroup_member_sweep(struct secgroup_net *sn)
{
	struct secgroup_member *member, *next;

	lockdep_assert_held(&sn->mutex);
	list_for_each_entry_safe(member, next, &sn->hidden, hidden) {
		cond_resched();
		list_del_init(&member->hidden);
		/* A deleted group frees its own. */
		if (member->visible || member->group->deleted)
			continue;
		/* Never held, or not any more: of no generation that will be published. */
		rb_erase(&member->node, &member->group->members);
		member_free(sn, member);
	}
}

/* It has ended, or never held: a transaction that made it has failed. */
static bool is_over(const struct secgroup_membership *m, u64 generation)
{
	return m->to <= generation || m->from >= m->to;
}

/*
 * Drop what is over. A failing allocation leaves it for the next time: it matches nothing.
 * Return: whether all is dropped that has an end, also of later generations.
 */
static bool shrink(struct secgroup_net *sn, struct secgroup_address *address, u64 generation)
{
	struct secgroup_memberships *old = memberships_of(sn, address), *new = NULL;
	u32 i, n = 0, n_ending = 0;

	for (i = 0; old && i < old->n; i++) {
		if (is_over(&old->m[i], generation))
			continue;
		n++;
		n_ending += old->m[i].to != U64_MAX;
	}
	if (!old || n == old->n)
		return !n_ending;
	if (n) {
		new = kvmalloc(struct_size(new, m, n), GFP_KERNEL_ACCOUNT);
		if (!new)
			return false;
		new->n = 0;
		for (i = 0; i < old->n; i++)
			if (!is_over(&old->m[i], generation))
				new->m[new->n++] = old->m[i];
	}
	rcu_assign_pointer(address->memberships, new);
	kvfree_rcu_mightsleep(old);
	return !n_ending;
}

void secgroup_members_purge(struct secgroup_net *sn, u64 generation)
{
	struct secgroup_address *address, *next;
	bool done;

	lockdep_assert_held(&sn->mutex);
	list_for_each_entry_safe(address, next, &sn->expired, expired) {
		done = shrink(sn, address, generation);
		if (done)
			list_del_init(&address->expired);
		if (done && !address->n_members && !memberships_of(sn, address)) {
			rhashtable_remove_fast(&sn->members, &address->hash, table_params);
			kfree_rcu(address, rcu);
		}
		cond_resched();
	}
	if (!atomic_read(&sn->members.nelems) && filter_of(sn) != &no_address)
		filter_publish(sn, &no_address);
}

int secgroup_member_init(void)
{
	cache = KMEM_CACHE(secgroup_member, SLAB_ACCOUNT);
	return cache ? 0 : -ENOMEM;
}

void secgroup_member_exit(void)
{
	kmem_cache_destroy(cache);
}

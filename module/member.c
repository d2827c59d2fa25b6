// SPDX-License-Identifier: GPL-2.0-only
/*
 * A member is in two places. Its group's tree is the store: who was added how. The namespace's table,
 * (VPC, address) -> memberships, is what packets look up, once for all groups, whatever their
 * number: it has one of an address's members, from which the others are linked. Of most strangers a filter
 * (filter.h) says that they are not in it.
 *
 * A membership carries the generations [from, to) in which it holds, so that a transaction
 * that changes many of them, and rules too, becomes visible to a packet as a whole: with the
 * view it is judged by. Adding one links a member that never holds, and beginning or ending it writes a
 * generation. One that has ended leaves the store with its transaction, but the table only when no packet can
 * be judged by a generation in which it held.
 *
 *	generation 7 is published    m: [3, ever)
 *	a transaction removes it     m: [3, 8)        packets are judged by 7: still a member
 *	8 is published               m: [3, 8)        not a member
 *	or the transaction fails     m: [3, ever)     nobody has seen a difference
 */
#include <linux/lockdep.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
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

static struct address_key key_of(const struct secgroup_membership *m)
{
	return (struct address_key){ .hi = m->addr.hi, .lo = m->addr.lo, .vpc = m->vpc };
}

static inline u32 hash_member(const void *obj, u32 len, u32 seed)
{
	const struct secgroup_member *member = obj;
	struct address_key key = key_of(&member->m);

	return secgroup_hash(&key, sizeof(key), seed);
}

static inline int differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct secgroup_member *member = obj;
	const struct address_key *key = arg->key;

	return member->m.addr.lo != key->lo || member->m.addr.hi != key->hi || member->m.vpc != key->vpc;
}

static const struct rhashtable_params table_params = {
	.head_offset = offsetof(struct secgroup_member, hash),
	.key_len = sizeof(struct address_key),
	.hashfn = secgroup_hash,
	.obj_hashfn = hash_member,
	.obj_cmpfn = differs,
	.automatic_shrinking = true,
};

static_assert(sizeof(struct address_key) <= 8 * SECGROUP_HASH_PAIRS);

__flatten const struct secgroup_membership *
secgroup_members_lookup_halves(struct secgroup_net *sn, u32 vpc, u64 hi, u64 lo)
{
	struct address_key key = { .hi = hi, .lo = lo, .vpc = vpc };
	struct secgroup_member *first = rhashtable_lookup(&sn->members, &key, table_params);

	return first ? &first->m : NULL;
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
	struct secgroup_member *first;
	struct rhashtable_iter iter;

	lockdep_assert_held(&sn->mutex);
	rhashtable_walk_enter(&sn->members, &iter);
	rhashtable_walk_start(&iter);
	while ((first = rhashtable_walk_next(&iter))) {
		/* The new table begins. */
		if (IS_ERR(first))
			continue;
		secgroup_filter_add_early(filter, first->m.vpc, first->m.addr.hi, first->m.addr.lo);
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
static int filter_note(struct secgroup_net *sn, const struct secgroup_membership *m)
{
	int err = filter_of(sn)->room ? 0 : filter_renew(sn);

	if (err)
		return err;
	filter_of(sn)->room--;
	secgroup_filter_add(filter_of(sn), m->vpc, m->addr.hi, m->addr.lo);
	return 0;
}

int secgroup_members_init(struct secgroup_net *sn)
{
	RCU_INIT_POINTER(sn->member_filter, &no_address);
	return rhashtable_init(&sn->members, &table_params);
}

static struct secgroup_member *next_of(struct secgroup_net *sn, const struct secgroup_member *member)
{
	struct secgroup_membership *next = rcu_dereference_protected(member->m.next, secgroup_net_locked(sn));

	return next ? container_of(next, struct secgroup_member, m) : NULL;
}

/* Only when the namespace goes, and no packet is left. */
static void free_address(void *first, void *arg)
{
	struct secgroup_membership *m = &((struct secgroup_member *)first)->m, *next;

	for (; m; m = next) {
		next = rcu_dereference_protected(m->next, true);
		kfree(container_of(m, struct secgroup_member, m));
	}
}

void secgroup_members_exit(struct secgroup_net *sn)
{
	struct secgroup_filter *filter = rcu_dereference_protected(sn->member_filter, true);

	rhashtable_free_and_destroy(&sn->members, free_address, NULL);
	if (filter != &no_address)
		kvfree(filter);
}

/* The member of an address that is in the table, or NULL. */
static struct secgroup_member *first_of(struct secgroup_net *sn, const struct secgroup_membership *m)
{
	struct address_key key = key_of(m);

	return rhashtable_lookup_fast(&sn->members, &key, table_params);
}

static int table_add(struct secgroup_net *sn, struct secgroup_member *member)
{
	struct secgroup_member *first = first_of(sn, &member->m);

	if (!first)
		return filter_note(sn, &member->m) ?:
		       rhashtable_insert_fast(&sn->members, &member->hash, table_params);
	RCU_INIT_POINTER(member->m.next, rcu_dereference_protected(first->m.next, secgroup_net_locked(sn)));
	rcu_assign_pointer(first->m.next, &member->m);
	return 0;
}

static struct secgroup_group *group_of(struct secgroup_net *sn, const struct secgroup_member *member)
{
	return secgroup_group_by_gid(sn, member->m.gid);
}

/* It may have to go when the running commit ends. */
static void hide(struct secgroup_net *sn, struct secgroup_member *member)
{
	if (member->hidden)
		return;
	member->hidden = true;
	member->queued = sn->hidden;
	sn->hidden = member;
}

/* Begin or end a membership with the next generation, if how it was added says so. */
static void update(struct secgroup_net *sn, struct secgroup_group *group, struct secgroup_member *member)
{
	bool visible = member->n_nics || (member->manual && !group->deleted);
	u64 next = secgroup_net_view(sn)->generation + 1;

	if (visible == member->visible)
		return;
	member->visible = visible;
	secgroup_group_touch(sn, group, SECGROUP_TOUCH_MEMBERS);
	if (visible) {
		/* One that this transaction itself has ended just goes on. */
		if (member->m.from == U64_MAX)
			WRITE_ONCE(member->m.from, next);
		WRITE_ONCE(member->m.to, U64_MAX);
		group->n_members++;
		sn->n_members++;
	} else {
		WRITE_ONCE(member->m.to, next);
		group->n_members--;
		sn->n_members--;
		hide(sn, member);
	}
}

void secgroup_member_set_manual(struct secgroup_net *sn, struct secgroup_member *member,
				bool manual)
{
	lockdep_assert_held(&sn->mutex);
	member->manual = manual;
	update(sn, group_of(sn, member), member);
}

void secgroup_member_count_nic(struct secgroup_net *sn, struct secgroup_member *member, int n)
{
	lockdep_assert_held(&sn->mutex);
	member->n_nics += n;
	update(sn, group_of(sn, member), member);
}

static struct secgroup_member *to_member(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_member, node);
}

static int compare(const void *key, const struct rb_node *node)
{
	const struct secgroup_addr *a = key, *b = &to_member(node)->m.addr;

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
	member = kzalloc(sizeof(*member), GFP_KERNEL_ACCOUNT);
	if (!member)
		return ERR_PTR(-ENOMEM);
	member->m = (struct secgroup_membership){
		.addr = addr,
		.vpc = secgroup_vpc_number(group->vpc),
		.gid = group->gid,
		.from = U64_MAX,
		.to = U64_MAX,
	};
	err = table_add(sn, member);
	if (err) {
		kfree(member);
		return ERR_PTR(err);
	}
	rb_link_node(&member->node, parent, link);
	rb_insert_color(&member->node, &group->members);
	/* Swept unless the caller makes it visible. */
	hide(sn, member);
	return member;
}

void secgroup_member_update_all(struct secgroup_net *sn, struct secgroup_group *group)
{
	struct rb_node *node;

	lockdep_assert_held(&sn->mutex);
	for (node = rb_first(&group->members); node; node = rb_next(node)) {
		update(sn, group, to_member(node));
		cond_resched();
	}
}

void secgroup_member_sweep(struct secgroup_net *sn)
{
	struct secgroup_member *member, **link = &sn->hidden;
	struct secgroup_group *group;

	lockdep_assert_held(&sn->mutex);
	while ((member = *link)) {
		member->hidden = false;
		cond_resched();
		if (member->visible) {
			*link = member->queued;
			continue;
		}
		/* None if that, with its tree, has gone too. Nobody has been given its number since. */
		group = group_of(sn, member);
		if (group)
			rb_erase(&member->node, &group->members);
		link = &member->queued;
	}
	*link = sn->expired;
	sn->expired = sn->hidden;
	sn->hidden = NULL;
}

/* It has ended, or never held: a transaction that made it has failed. Between transactions such a one is expired. */
static bool is_over(const struct secgroup_member *member, u64 generation)
{
	return member->m.to <= generation || member->m.from >= member->m.to;
}

/* All of an address at once, for it may be in many groups. */
static void unlink_over(struct secgroup_net *sn, struct secgroup_member *member, u64 generation)
{
	struct secgroup_member *before = NULL, *next;
	int err;

	for (member = first_of(sn, &member->m); member; member = next) {
		next = next_of(sn, member);
		err = 0;
		if (!is_over(member, generation)) {
			before = member;
			continue;
		}
		if (before)
			rcu_assign_pointer(before->m.next, next ? &next->m : NULL);
		else if (next)
			err = rhashtable_replace_fast(&sn->members, &member->hash, &next->hash, table_params);
		else
			err = rhashtable_remove_fast(&sn->members, &member->hash, table_params);
		/* Rather is it never freed than read afterwards. */
		if (WARN_ON_ONCE(err))
			return;
		member->unlinked = true;
	}
}

void secgroup_members_purge(struct secgroup_net *sn, u64 generation)
{
	struct secgroup_member *member, **link = &sn->expired;

	lockdep_assert_held(&sn->mutex);
	while ((member = *link)) {
		cond_resched();
		if (is_over(member, generation) && !member->unlinked)
			unlink_over(sn, member, generation);
		if (member->unlinked) {
			*link = member->queued;
			kfree_rcu(member, rcu);
		} else {
			link = &member->queued;
		}
	}
	if (!atomic_read(&sn->members.nelems) && filter_of(sn) != &no_address)
		filter_publish(sn, &no_address);
}

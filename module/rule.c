// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jhash.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "group.h"
#include "hash.h"
#include "helper.h"
#include "list.h"
#include "net.h"
#include "rule.h"

/* Of their own: kmalloc() would round them up by a quarter. */
static struct kmem_cache *cache;

static struct secgroup_rule *by_order(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_rule, by_order);
}

static struct secgroup_rule *by_id(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_rule, by_id);
}

static int compare_position(const struct secgroup_rule_position *a,
			    const struct secgroup_rule_position *b)
{
	if (a->direction != b->direction)
		return a->direction < b->direction ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->action != b->action)
		return a->action < b->action ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return 0;
}

void secgroup_rule_position(const struct secgroup_rule *rule, struct secgroup_rule_position *at)
{
	*at = (struct secgroup_rule_position){
		.direction = rule->spec->direction,
		.priority = rule->spec->priority,
		.action = rule->spec->action,
		.id = rule->id,
	};
}

static bool less_order(struct rb_node *a, const struct rb_node *b)
{
	struct secgroup_rule_position at_a, at_b;

	secgroup_rule_position(by_order(a), &at_a);
	secgroup_rule_position(by_order(b), &at_b);
	return compare_position(&at_a, &at_b) < 0;
}

static int compare_id(const void *key, const struct rb_node *node)
{
	const u32 *id = key;
	u32 other = by_id(node)->id;

	return *id < other ? -1 : *id > other;
}

static bool less_id(struct rb_node *a, const struct rb_node *b)
{
	return by_id(a)->id < by_id(b)->id;
}

static size_t spec_size(const struct secgroup_rule_spec *spec)
{
	return secgroup_rule_spec_size(spec->n_ports, spec->n_src_ports);
}

static u32 hash_spec(const struct secgroup_rule_spec *spec)
{
	return jhash(spec, spec_size(spec), (u32)secgroup_hash_keys[0]);
}

/* A group with fewer rules than this has them in one list. */
#define SPECS_MIN	16

static struct hlist_head *specs_of(const struct secgroup_group *group, u32 hash)
{
	return &group->specs[hash & group->specs_mask];
}

static void specs_free(struct secgroup_group *group, struct hlist_head *specs)
{
	if (specs != &group->few_specs)
		kvfree(specs);
}

/*
 * Make it @n lists. No rhashtable: putting a rule back may not fail. Here, too, there may be no memory for the
 * lists, and then they stay as they are, and get longer.
 */
static void specs_resize(struct secgroup_group *group, u32 n)
{
	struct hlist_head *old = group->specs, *specs = &group->few_specs;
	u32 i, n_old = group->specs_mask + 1;
	struct secgroup_rule *rule;
	struct hlist_node *next;

	if (n > 1)
		specs = kvcalloc(n, sizeof(*specs), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!specs)
		return;
	group->specs = specs;
	group->specs_mask = n - 1;
	for (i = 0; i < n_old; i++) {
		hlist_for_each_entry_safe(rule, next, &old[i], by_spec) {
			hlist_del(&rule->by_spec);
			hlist_add_head(&rule->by_spec, specs_of(group, rule->spec_hash));
		}
		cond_resched();
	}
	specs_free(group, old);
}

static void specs_add(struct secgroup_group *group, struct secgroup_rule *rule)
{
	u32 n = group->specs_mask + 1;

	if (group->n_rules >= max_t(u32, n, SPECS_MIN))
		specs_resize(group, max_t(u32, 2 * n, SPECS_MIN));
	hlist_add_head(&rule->by_spec, specs_of(group, rule->spec_hash));
}

static void specs_remove(struct secgroup_group *group, struct secgroup_rule *rule)
{
	u32 n = group->specs_mask + 1;

	hlist_del(&rule->by_spec);
	if (n > 1 && group->n_rules < n / 8)
		specs_resize(group, n / 2 < SPECS_MIN ? 1 : n / 2);
}

static void rule_free(struct secgroup_rule *rule)
{
	secgroup_counter_put(rule->counter);
	kfree(rule->description);
	kvfree(rule->spec);
	kmem_cache_free(cache, rule);
}

static bool has_helper(const struct secgroup_rule *rule)
{
	return rule->spec->helper == SECGROUP_HELPER_FTP;
}

static void rule_free_rcu(struct rcu_head *rcu)
{
	rule_free(container_of(rcu, struct secgroup_rule, rcu));
}

void secgroup_rule_put(struct secgroup_rule *rule)
{
	if (refcount_dec_and_test(&rule->refs))
		call_rcu(&rule->rcu, rule_free_rcu);
}

struct secgroup_rule *secgroup_rule_alloc(struct secgroup_group *group,
					  const struct secgroup_rule_spec *spec,
					  struct secgroup_counter *counter,
					  const char *description)
{
	struct secgroup_rule *rule = kmem_cache_zalloc(cache, GFP_KERNEL);
	int err = -ENOMEM;

	if (!rule) {
		kvfree(spec);
		return ERR_PTR(-ENOMEM);
	}
	rule->spec = spec;
	rule->spec_hash = hash_spec(spec);
	rule->group = group;
	rule->group_gid = group->gid;
	refcount_set(&rule->refs, 1);
	if (description) {
		rule->description = kstrdup(description, GFP_KERNEL_ACCOUNT);
		if (!rule->description)
			goto failed;
	}
	if (counter) {
		refcount_inc(&counter->refs);
		rule->counter = counter;
	} else {
		rule->counter = secgroup_counter_alloc();
		if (!rule->counter)
			goto failed;
	}
	if (has_helper(rule)) {
		err = secgroup_helper_get();
		if (err)
			goto failed;
	}
	return rule;

failed:
	rule_free(rule);
	return ERR_PTR(err);
}

void secgroup_rule_drop(struct secgroup_net *sn, struct secgroup_rule *rule)
{
	lockdep_assert_held(&sn->mutex);
	if (has_helper(rule))
		secgroup_helper_put();
	rule->dropped_in = secgroup_net_view(sn)->generation;
	list_add_tail(&rule->list, &sn->dropped);
}

void secgroup_rules_purge(struct secgroup_net *sn, u64 generation)
{
	struct secgroup_rule *rule, *next;

	lockdep_assert_held(&sn->mutex);
	/* They stand in the order of generations. */
	list_for_each_entry_safe(rule, next, &sn->dropped, list) {
		if (rule->dropped_in > generation)
			break;
		list_del(&rule->list);
		secgroup_rule_put(rule);
		cond_resched();
	}
}

void secgroup_rule_link(struct secgroup_net *sn, struct secgroup_rule *rule)
{
	struct secgroup_group *group = rule->group;
	struct rb_node *before;

	lockdep_assert_held(&sn->mutex);
	rb_add(&rule->by_order, &group->rules, less_order);
	before = rb_prev(&rule->by_order);
	list_add(&rule->list, before ? &by_order(before)->list : &group->in_order);
	rb_add(&rule->by_id, &group->rule_ids, less_id);
	specs_add(group, rule);
	group->n_rules++;
	group->n_audit_rules += rule->spec->state == SECGROUP_STATE_AUDIT;
	sn->n_rules++;
	sn->most_ranges = max_t(u32, sn->most_ranges,
				rule->spec->n_ports + rule->spec->n_src_ports);
	if (rule->peer)
		rule->peer->n_named++;
	secgroup_list_count_names(rule->spec, 1);
	secgroup_group_touch(sn, group, SECGROUP_TOUCH_RULES);
}

void secgroup_rule_unlink(struct secgroup_net *sn, struct secgroup_rule *rule)
{
	struct secgroup_group *group = rule->group;

	lockdep_assert_held(&sn->mutex);
	list_del(&rule->list);
	rb_erase(&rule->by_order, &group->rules);
	rb_erase(&rule->by_id, &group->rule_ids);
	group->n_rules--;
	specs_remove(group, rule);
	group->n_audit_rules -= rule->spec->state == SECGROUP_STATE_AUDIT;
	sn->n_rules--;
	if (rule->peer)
		rule->peer->n_named--;
	secgroup_list_count_names(rule->spec, -1);
	secgroup_group_touch(sn, group, SECGROUP_TOUCH_RULES);
}

void secgroup_rule_free_all(struct secgroup_net *sn, struct secgroup_group *group)
{
	struct secgroup_rule *rule, *next;

	list_for_each_entry_safe(rule, next, &group->in_order, list) {
		list_del(&rule->list);
		secgroup_rule_drop(sn, rule);
		cond_resched();
	}
	group->rules = RB_ROOT;
	group->rule_ids = RB_ROOT;
	specs_free(group, group->specs);
}

struct secgroup_rule *secgroup_rule_find(struct secgroup_group *group, u32 id)
{
	return by_id(rb_find(&id, &group->rule_ids, compare_id));
}

struct secgroup_rule *secgroup_rule_find_equal(struct secgroup_group *group,
					       const struct secgroup_rule_spec *spec)
{
	u32 hash = hash_spec(spec);
	struct secgroup_rule *rule;

	hlist_for_each_entry(rule, specs_of(group, hash), by_spec) {
		if (rule->spec_hash == hash && spec_size(rule->spec) == spec_size(spec) &&
		    !memcmp(rule->spec, spec, spec_size(spec)))
			return rule;
	}
	return NULL;
}

u32 secgroup_rule_free_id(struct secgroup_group *group)
{
	u32 id = group->last_rule_id;

	/* Ends: a namespace has far fewer rules than there are ids. */
	do {
		id = id == U32_MAX ? 1 : id + 1;
	} while (secgroup_rule_find(group, id));
	return id;
}

struct secgroup_rule *secgroup_rule_find_next(struct secgroup_group *group,
					      const struct secgroup_rule_position *at)
{
	struct rb_node *node = group->rules.rb_node, *next = NULL;
	struct secgroup_rule_position here;

	while (node) {
		secgroup_rule_position(by_order(node), &here);
		if (compare_position(at, &here) < 0) {
			next = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return by_order(next);
}

int secgroup_rule_init(void)
{
	cache = KMEM_CACHE(secgroup_rule, SLAB_ACCOUNT);
	return cache ? 0 : -ENOMEM;
}

/* When all are free, for which RCU callbacks were waited. */
void secgroup_rule_exit(void)
{
	kmem_cache_destroy(cache);
}

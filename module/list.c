// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "list.h"
#include "net.h"

struct name {
	u8 kind;
	const char *id;
};

static struct secgroup_list *to_list(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_list, node);
}

static int compare_name(const void *key, const struct rb_node *node)
{
	const struct secgroup_list *list = to_list(node);
	const struct name *name = key;

	if (name->kind != list->kind)
		return name->kind < list->kind ? -1 : 1;
	return strcmp(name->id, list->id);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	struct name name = { to_list(a)->kind, to_list(a)->id };

	return compare_name(&name, b) < 0;
}

struct secgroup_list *secgroup_list_find(struct secgroup_net *sn, u8 kind, const char *id)
{
	struct name name = { kind, id };

	lockdep_assert_held(&sn->mutex);
	return to_list(rb_find(&name, &sn->lists, compare_name));
}

struct secgroup_list *secgroup_list_find_next(struct secgroup_net *sn, u8 kind, const char *id)
{
	struct rb_node *node = sn->lists.rb_node, *next = NULL;
	struct name name = { kind, id };

	lockdep_assert_held(&sn->mutex);
	if (!id)
		return to_list(rb_first(&sn->lists));
	while (node) {
		if (compare_name(&name, node) < 0) {
			next = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return to_list(next);
}

struct secgroup_list *secgroup_list_alloc(struct secgroup_net *sn, u8 kind, const char *id)
{
	struct secgroup_list *list;
	int err;

	lockdep_assert_held(&sn->mutex);
	list = kzalloc(sizeof(*list), GFP_KERNEL_ACCOUNT);
	if (!list)
		return ERR_PTR(-ENOMEM);
	/* Cyclic: the program of the view that is replaced may still know a deleted list's number. */
	err = xa_alloc_cyclic(&sn->list_numbers, &list->entries.number, list, xa_limit_31b,
			      &sn->next_list, GFP_KERNEL_ACCOUNT);
	if (err < 0) {
		kfree(list);
		return ERR_PTR(err);
	}
	list->kind = kind;
	strscpy(list->id, id, sizeof(list->id));
	INIT_LIST_HEAD(&list->touched);
	return list;
}

void secgroup_list_free(struct secgroup_net *sn, struct secgroup_list *list)
{
	lockdep_assert_held(&sn->mutex);
	list_del(&list->touched);
	xa_erase(&sn->list_numbers, list->entries.number);
	secgroup_entries_free(&list->entries);
	kfree(list);
}

void secgroup_list_link(struct secgroup_net *sn, struct secgroup_list *list)
{
	lockdep_assert_held(&sn->mutex);
	rb_add(&list->node, &sn->lists, less);
}

void secgroup_list_unlink(struct secgroup_net *sn, struct secgroup_list *list)
{
	lockdep_assert_held(&sn->mutex);
	rb_erase(&list->node, &sn->lists);
}

void secgroup_list_exchange(struct secgroup_list *list, struct secgroup_entries *entries)
{
	swap(list->entries.n, entries->n);
	swap(list->entries.prefixes, entries->prefixes);
}

static void count_name(const struct secgroup_entries *entries, int n)
{
	if (entries)
		secgroup_list_of(entries)->n_named += n;
}

void secgroup_list_count_names(const struct secgroup_rule_spec *spec, int n)
{
	count_name(spec->prefixes, n);
	count_name(spec->ports, n);
	count_name(spec->src_ports, n);
}

void secgroup_list_touch(struct secgroup_net *sn, struct secgroup_list *list,
			 struct secgroup_change *change)
{
	lockdep_assert_held(&sn->mutex);
	list->change = change;
	list_add_tail(&list->touched, &sn->touched_lists);
}

void secgroup_list_untouch_all(struct secgroup_net *sn)
{
	struct secgroup_list *list, *next;

	lockdep_assert_held(&sn->mutex);
	list_for_each_entry_safe(list, next, &sn->touched_lists, touched) {
		list_del_init(&list->touched);
		list->change = NULL;
	}
}

static int compare_prefixes(const void *a, const void *b)
{
	cond_resched();
	return secgroup_cidr_compare(a, b);
}

static int compare_ports(const void *a, const void *b)
{
	cond_resched();
	return secgroup_range_compare(a, b);
}

/* How entries lie in their array, by enum secgroup_list_kind. */
static const struct {
	size_t size;
	int (*compare)(const void *a, const void *b);
} kinds[] = {
	[SECGROUP_LIST_OF_PREFIXES] = { sizeof(struct secgroup_cidr), compare_prefixes },
	[SECGROUP_LIST_OF_PORTS] = { sizeof(struct secgroup_range), compare_ports },
};

static void *entry_at(const struct secgroup_entries *e, u8 kind, u32 i)
{
	return (char *)secgroup_entries_array(e) + i * kinds[kind].size;
}

void secgroup_entries_append(struct secgroup_entries *e, u8 kind, const void *entry)
{
	memcpy(entry_at(e, kind, e->n++), entry, kinds[kind].size);
}

int secgroup_entries_alloc(struct secgroup_entries *e, u8 kind, u32 n)
{
	*e = (struct secgroup_entries){ };
	if (!n)
		return 0;
	e->prefixes = kvmalloc_array(n, kinds[kind].size, GFP_KERNEL_ACCOUNT);
	return e->prefixes ? 0 : -ENOMEM;
}

void secgroup_entries_free(struct secgroup_entries *e)
{
	kvfree(secgroup_entries_array(e));
	*e = (struct secgroup_entries){ };
}

void secgroup_entries_sort(struct secgroup_entries *e, u8 kind)
{
	u32 n = e->n;
	u32 i;

	if (!n)
		return;
	sort(secgroup_entries_array(e), n, kinds[kind].size, kinds[kind].compare, NULL);
	e->n = 1;
	for (i = 1; i < n; i++)
		if (kinds[kind].compare(entry_at(e, kind, i), entry_at(e, kind, e->n - 1)))
			secgroup_entries_append(e, kind, entry_at(e, kind, i));
}

bool secgroup_entries_equal(const struct secgroup_entries *a, const struct secgroup_entries *b,
			    u8 kind)
{
	u32 i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (kinds[kind].compare(entry_at(a, kind, i), entry_at(b, kind, i)))
			return false;
	return true;
}

bool secgroup_entries_contain(const struct secgroup_entries *e, u8 kind, const void *entry)
{
	u32 lo = 0, hi = e->n;

	while (lo < hi) {
		u32 middle = lo + (hi - lo) / 2;
		int c = kinds[kind].compare(entry, entry_at(e, kind, middle));

		if (!c)
			return true;
		if (c < 0)
			hi = middle;
		else
			lo = middle + 1;
	}
	return false;
}

/* Of what is next in @a and @b: which comes first? 0: they are the same. */
static int compare_next(const struct secgroup_entries *a, u32 i, const struct secgroup_entries *b,
			u32 k, u8 kind)
{
	if (i == a->n)
		return 1;
	if (k == b->n)
		return -1;
	return kinds[kind].compare(entry_at(a, kind, i), entry_at(b, kind, k));
}

int secgroup_entries_unite(struct secgroup_entries *result, const struct secgroup_entries *a,
			   const struct secgroup_entries *b, u8 kind)
{
	u32 i = 0, k = 0;
	int c;

	if (secgroup_entries_alloc(result, kind, a->n + b->n))
		return -ENOMEM;
	while (i < a->n || k < b->n) {
		c = compare_next(a, i, b, k, kind);
		secgroup_entries_append(result, kind, c <= 0 ? entry_at(a, kind, i) : entry_at(b, kind, k));
		i += c <= 0;
		k += c >= 0;
	}
	return 0;
}

int secgroup_entries_subtract(struct secgroup_entries *result, const struct secgroup_entries *a,
			      const struct secgroup_entries *b, u8 kind)
{
	u32 i = 0, k = 0;
	int c;

	if (secgroup_entries_alloc(result, kind, a->n))
		return -ENOMEM;
	while (i < a->n) {
		c = compare_next(a, i, b, k, kind);
		if (c < 0)
			secgroup_entries_append(result, kind, entry_at(a, kind, i));
		i += c <= 0;
		k += c >= 0;
	}
	return 0;
}

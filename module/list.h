/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prefix lists and port lists (P-19).
 */
#ifndef _SECGROUP_LIST_H
#define _SECGROUP_LIST_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <linux/secgroup.h>
#include "core/rule.h"

struct secgroup_change;
struct secgroup_net;

enum secgroup_list_kind {
	SECGROUP_LIST_OF_PREFIXES,
	SECGROUP_LIST_OF_PORTS,
};

/**
 * struct secgroup_list - one list; everything under the writer mutex
 * @node: in &secgroup_net.lists, by kind and id
 * @kind: enum secgroup_list_kind
 * @id: its id among those of its kind
 * @entries: its number, and what it holds: what the specs of rules point at. The array is the
 *	list's, and kvmalloc()ed
 * @n_named: how often rules name it
 * @change: of the running transaction: the one that made it, or edited it first; NULL: neither
 * @touched: in &secgroup_net.touched_lists if @change
 */
struct secgroup_list {
	struct rb_node node;
	u8 kind;
	char id[SECGROUP_NAME_MAX + 1];
	struct secgroup_entries entries;
	u32 n_named;
	struct secgroup_change *change;
	struct list_head touched;
};

/* The list that a spec points at. */
static inline struct secgroup_list *secgroup_list_of(const struct secgroup_entries *entries)
{
	return container_of(entries, struct secgroup_list, entries);
}

/* Context of all that follow but those on entries alone: writer mutex. */

/* By name; NULL if there is none. */
struct secgroup_list *secgroup_list_find(struct secgroup_net *sn, u8 kind, const char *id);

/* The first list after a name, in the order of kind and id, for dumps. NULL: the very first one. */
struct secgroup_list *secgroup_list_find_next(struct secgroup_net *sn, u8 kind, const char *id);

/**
 * secgroup_list_alloc() - an empty list with a number, not yet in the policy
 * @sn: the namespace
 * @kind: enum secgroup_list_kind
 * @id: id
 *
 * Return: the list or an ERR_PTR; secgroup_list_free() takes it back.
 */
struct secgroup_list *secgroup_list_alloc(struct secgroup_net *sn, u8 kind, const char *id);

/* Free a list that is not in the policy, with its entries. */
void secgroup_list_free(struct secgroup_net *sn, struct secgroup_list *list);

/* Into the policy, and out of it: neither can fail, each undoes the other. */
void secgroup_list_link(struct secgroup_net *sn, struct secgroup_list *list);
void secgroup_list_unlink(struct secgroup_net *sn, struct secgroup_list *list);

/* Exchange what a list holds (not its number) with @entries. */
void secgroup_list_exchange(struct secgroup_list *list, struct secgroup_entries *entries);

/* Count the names of lists in a rule that comes (@n 1) or goes (-1). */
void secgroup_list_count_names(const struct secgroup_rule_spec *spec, int n);

/* Note that the running transaction changed a list, and forget it all at its end. */
void secgroup_list_touch(struct secgroup_net *sn, struct secgroup_list *list,
			 struct secgroup_change *change);
void secgroup_list_untouch_all(struct secgroup_net *sn);

/*
 * Entries alone. Their arrays are kvmalloc()ed, and the caller's; secgroup_entries_free() takes
 * them back. @number is not looked at.
 */

/* Room for @n, none there yet. Return: 0 or -ENOMEM. */
int secgroup_entries_alloc(struct secgroup_entries *e, u8 kind, u32 n);
void secgroup_entries_free(struct secgroup_entries *e);

/* One more (a struct secgroup_cidr or secgroup_range); there is room for it. */
void secgroup_entries_append(struct secgroup_entries *e, u8 kind, const void *entry);

/* Bring them into order, each once. */
void secgroup_entries_sort(struct secgroup_entries *e, u8 kind);

bool secgroup_entries_equal(const struct secgroup_entries *a, const struct secgroup_entries *b,
			    u8 kind);

/* Is that one of them? */
bool secgroup_entries_contain(const struct secgroup_entries *e, u8 kind, const void *entry);

/* What is in @a or in @b. Return: 0 or -ENOMEM. */
int secgroup_entries_unite(struct secgroup_entries *result, const struct secgroup_entries *a,
			   const struct secgroup_entries *b, u8 kind);

/* What is in @a and not in @b. Return: 0 or -ENOMEM. */
int secgroup_entries_subtract(struct secgroup_entries *result, const struct secgroup_entries *a,
			      const struct secgroup_entries *b, u8 kind);

/* Entries as a bare array. */
static inline void *secgroup_entries_array(const struct secgroup_entries *e)
{
	return (void *)e->prefixes;
}

#endif

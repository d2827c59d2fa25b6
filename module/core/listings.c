// SPDX-License-Identifier: GPL-2.0-only
/*
 * From prefix lists to a map from addresses to the lists that contain them. compile.c explains.
 */
#include "builder.h"

static int compare_lists(const void *a, const void *b)
{
	const struct secgroup_entries *const *x = a, *const *y = b;

	return secgroup_compare((*x)->number, (*y)->number);
}

static int compare_listed(const void *a, const void *b)
{
	const struct secgroup_listed *x = a, *y = b;
	int c;

	cond_resched();
	c = secgroup_cidr_compare(&x->cidr, &y->cidr);
	return c ? c : secgroup_compare(x->number, y->number);
}

/* The lists that are peers of rules, each once, by number. */
static int collect_lists(struct secgroup_builder *b, const struct secgroup_source *src)
{
	u32 n = 0;
	u32 i;

	b->lists = secgroup_scratch_alloc(src->n_rules, sizeof(*b->lists));
	if (!b->lists)
		return -ENOMEM;
	for (i = 0; i < src->n_rules; i++) {
		if (src->rules[i].spec->prefixes)
			b->lists[n++] = src->rules[i].spec->prefixes;
	}
	sort(b->lists, n, sizeof(*b->lists), compare_lists, NULL);
	for (i = 0; i < n; i++) {
		if (!b->n_lists || b->lists[i] != b->lists[b->n_lists - 1])
			b->lists[b->n_lists++] = b->lists[i];
	}
	return 0;
}

/* The entries stand as compare_listed() wants them: what lies in another one follows it. */
static void collect_prefixes(struct secgroup_builder *b, const struct secgroup_entries *list)
{
	const struct secgroup_cidr *kept = NULL;
	u32 i;

	for (i = 0; i < list->n; i++) {
		const struct secgroup_cidr *cidr = &list->prefixes[i];

		if (kept && secgroup_cidr_contains(kept, cidr->addr))
			continue;
		kept = cidr;
		b->listed[b->n_listed++] = (struct secgroup_listed){ *cidr, list->number };
	}
	cond_resched();
}

int secgroup_listings_collect(struct secgroup_builder *b, const struct secgroup_source *src)
{
	u64 n = 0;
	u32 i;
	int err;

	if (!b->names_lists)
		return 0;
	err = collect_lists(b, src);
	if (err)
		return err;
	for (i = 0; i < b->n_lists; i++)
		n += b->lists[i]->n;
	if (n > SECGROUP_PIECES_MAX)
		return -E2BIG;
	b->listed = secgroup_scratch_alloc(n, sizeof(*b->listed));
	if (!b->listed)
		return -ENOMEM;
	for (i = 0; i < b->n_lists; i++)
		collect_prefixes(b, b->lists[i]);
	sort(b->listed, b->n_listed, sizeof(*b->listed), compare_listed, NULL);
	return 0;
}

/* Listings of the same prefix, one the parent of the next. Returns the last. */
static u32 add_listings(struct secgroup_builder *b, const struct secgroup_listed *listed, u32 n,
			u32 parent)
{
	struct secgroup_program *prog = b->prog;
	u32 i;

	for (i = 0; i < n; i++) {
		u32 number = SECGROUP_LIST_BIT | listed[i].number;
		u32 best = secgroup_group_slot(prog, SECGROUP_NONE, number)->value;

		if (parent != SECGROUP_NONE)
			best = min(best, prog->listings[parent].best);
		prog->listings[b->used.listings] =
			(struct secgroup_listing){ number, parent, best };
		parent = b->used.listings++;
	}
	return parent;
}

void secgroup_listings_build(struct secgroup_builder *b)
{
	const struct secgroup_listed *p = b->listed;
	u32 i = 0;
	u32 end;
	u8 family;

	for (family = 4; family <= 6; family += 2) {
		secgroup_intervals_begin(b, &b->prog->listed, family, SECGROUP_NONE);
		for (; i < b->n_listed && p[i].cidr.family == family; i = end) {
			u32 parent;

			for (end = i + 1; end < b->n_listed; end++) {
				if (secgroup_cidr_compare(&p[end].cidr, &p[i].cidr))
					break;
			}
			/* The last of them is the one that is made last. */
			parent = secgroup_intervals_add(b, &p[i].cidr,
							b->used.listings + (end - i) - 1);
			add_listings(b, p + i, end - i, parent);
			cond_resched();
		}
		secgroup_intervals_end(b);
	}
}

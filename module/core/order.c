// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two orders that a program needs: of its rules, and of their places. compile.c explains.
 *
 * What is compared is laid out as words of 64 bits, the one that counts least first, and sorted by one
 * word after the other with a stable radix sort by bytes (Knuth, The Art of Computer Programming,
 * vol. 3, 5.2.5). Words and bytes that are the same in all rules, which most are, are left out, and a word by which
 * the rules are in order already, as those of one group are by id, costs one look at each.
 */
#include "builder.h"

#define RULE_WORDS	2
#define ROW_WORDS	7

/* P-20. */
static __always_inline u64 rule_word(const struct secgroup_source_rule *rule, unsigned int word)
{
	if (word == 0)
		return (u64)rule->group << 32 | rule->id;
	return rule->spec->priority << 8 | rule->spec->action;
}

/*
 * Rows by table. In a table any (whose family is 0), then IPv4, then IPv6, as intervals want their prefixes;
 * then groups and, their bit being set, lists. Tables by direction, and then likewise by local prefix.
 */
static __always_inline u64 row_word(const struct secgroup_source_rule *rule, unsigned int word)
{
	const struct secgroup_rule_spec *spec = rule->spec;
	u32 number = secgroup_peer_number(spec);

	switch (word) {
	case 0:
		return (u64)spec->peer_cidr.len << 32 | number;
	case 1:
		return spec->peer_cidr.addr.lo;
	case 2:
		return spec->peer_cidr.addr.hi;
	case 3:
		return spec->local.len << 16 | !!number << 8 | spec->peer_cidr.family;
	case 4:
		return spec->local.addr.lo;
	case 5:
		return spec->local.addr.hi;
	default:
		return spec->direction << 8 | spec->local.family;
	}
}

/* Sort by one byte of the keys. */
static void sort_by_byte(struct secgroup_builder *b, unsigned int shift)
{
	struct secgroup_sortable *from = b->items, *to = b->spare;
	u32 first[256] = { 0 };
	u32 i, n = 0;

	for (i = 0; i < b->n_items; i++)
		first[(u8)(from[i].key >> shift)]++;
	for (i = 0; i < ARRAY_SIZE(first); i++) {
		u32 here = first[i];

		first[i] = n;
		n += here;
	}
	for (i = 0; i < b->n_items; i++)
		to[first[(u8)(from[i].key >> shift)]++] = from[i];
	b->items = to;
	b->spare = from;
	cond_resched();
}

/* Returns whether the keys are in order as they are. */
static __always_inline bool take_keys(struct secgroup_builder *b, const struct secgroup_source_rule *rules,
				      u64 (*word)(const struct secgroup_source_rule *, unsigned int),
				      unsigned int w)
{
	bool ordered = true;
	u64 last = 0;
	u32 i;

	for (i = 0; i < b->n_items; i++) {
		u64 key = word(&rules[b->items[i].index], w);

		ordered &= last <= key;
		last = key;
		b->items[i].key = key;
		secgroup_breathe(i);
	}
	return ordered;
}

/* Sort @b->items, of which each is one of @rules, by @n words. */
static __always_inline void sort_items(struct secgroup_builder *b, const struct secgroup_source_rule *rules,
				       u64 (*word)(const struct secgroup_source_rule *, unsigned int),
				       unsigned int n)
{
	const struct secgroup_source_rule *first;
	u64 varying[ROW_WORDS] = { 0 };
	unsigned int w, shift;
	u32 i;

	if (!b->n_items)
		return;
	first = &rules[b->items[0].index];
	for (i = 1; i < b->n_items; i++) {
		for (w = 0; w < n; w++)
			varying[w] |= word(&rules[b->items[i].index], w) ^ word(first, w);
		secgroup_breathe(i);
	}
	for (w = 0; w < n; w++) {
		if (!varying[w] || take_keys(b, rules, word, w))
			continue;
		for (shift = 0; shift < 64; shift += 8)
			if (varying[w] >> shift & 0xff)
				sort_by_byte(b, shift);
	}
}

int secgroup_order_rules(struct secgroup_builder *b, const struct secgroup_source *src)
{
	struct secgroup_source_rule *sorted;
	bool moved = false;
	u32 i;

	b->items = secgroup_scratch_alloc(src->n_rules, sizeof(*b->items));
	b->spare = secgroup_scratch_alloc(src->n_rules, sizeof(*b->spare));
	if (!b->items || !b->spare)
		return -ENOMEM;
	for (i = 0; i < src->n_rules; i++)
		b->items[i].index = i;
	b->n_items = src->n_rules;
	sort_items(b, src->rules, rule_word, RULE_WORDS);

	for (i = 0; i < src->n_rules && !moved; i++)
		moved = b->items[i].index != i;
	if (!moved)
		return 0;
	sorted = secgroup_scratch_alloc(src->n_rules, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	for (i = 0; i < src->n_rules; i++)
		sorted[i] = src->rules[b->items[i].index];
	memcpy(src->rules, sorted, src->n_rules * sizeof(*sorted));
	secgroup_free(sorted);
	return 0;
}

static bool is_empty(const struct secgroup_entries *list)
{
	return list && !list->n;
}

static bool can_match(const struct secgroup_rule_spec *spec)
{
	return !is_empty(spec->prefixes) && !is_empty(spec->ports) && !is_empty(spec->src_ports);
}

static bool is_same(const struct secgroup_cidr *a, const struct secgroup_cidr *b)
{
	return a->family == b->family && a->len == b->len && secgroup_addr_equal(a->addr, b->addr);
}

/* What begins with @spec, which comes after @last. */
static u8 begins(const struct secgroup_rule_spec *last, const struct secgroup_rule_spec *spec)
{
	if (last->direction != spec->direction || !is_same(&last->local, &spec->local))
		return SECGROUP_BEGINS_TABLE | SECGROUP_BEGINS_ROW;
	if (!is_same(&last->peer_cidr, &spec->peer_cidr) ||
	    secgroup_peer_number(last) != secgroup_peer_number(spec))
		return SECGROUP_BEGINS_ROW;
	return 0;
}

int secgroup_order_places(struct secgroup_builder *b, const struct secgroup_source *src)
{
	u32 i;

	b->n_items = 0;
	for (i = 0; i < src->n_rules; i++) {
		const struct secgroup_rule_spec *spec = src->rules[i].spec;

		b->names_lists |= spec->prefixes || spec->ports || spec->src_ports;
		if (can_match(spec))
			b->items[b->n_items++].index = i;
		secgroup_breathe(i);
	}
	sort_items(b, src->rules, row_word, ROW_WORDS);

	b->places = secgroup_scratch_alloc(b->n_items, sizeof(*b->places));
	if (!b->places)
		return -ENOMEM;
	b->n_places = b->n_items;
	for (i = 0; i < b->n_places; i++) {
		struct secgroup_place *place = &b->places[i];

		place->spec = src->rules[b->items[i].index].spec;
		place->mark = secgroup_mark(b->items[i].index, place->spec);
		place->begins = i ? begins(place[-1].spec, place->spec) :
				    SECGROUP_BEGINS_TABLE | SECGROUP_BEGINS_ROW;
		secgroup_breathe(i);
	}
	return 0;
}

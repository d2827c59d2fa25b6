// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a program of rules.
 *
 * The rules of a set of groups are sorted into the order of judgement (P-20, order.c); a rule's place
 * there is its rank. Whatever the packet, the matching rule with the smallest rank decides. So the
 * rules can be dealt out to any number of places: each place names the best of its own,
 * and the answer is the minimum. Three such steps lead from a packet to a rank, which is carried as
 * a *mark*: with the rule's action beside it, a packet is judged without a look at the rule.
 *
 * 1. The local address chooses a *table*. There is one for every distinct local prefix of the
 *    rules, for nearly all policies just the one for "any".
 * 2. The remote address chooses a *row* of the table. There is one for every distinct
 *    peer: any, a prefix, a group, a prefix list. Rules are in the row of their peer and nowhere
 *    else.
 * 3. The service (protocol << 16 | destination port, or ICMP type << 8 | code, a point on a line of
 *    2^24) chooses a *cell* of the row: the best rank of those of the row's rules that contain
 *    the point.
 *
 * Prefixes either nest or are disjoint, which answers steps 1 and 2 with one search each: the
 * ends of all prefixes cut the address space into intervals, each of which belongs to the
 * narrowest prefix around it; the wider ones that also match are found by going from
 * parent to parent. Every row holds the best rank of its whole way up, so that the walk
 * ends where nothing better can follow.
 *
 * With many rules, what judging takes is mostly the lines of the cache that are missing, and a binary search in an
 * array reads one for nearly every step. So the intervals of IPv4 (and of services, below) are the leaves of a B+-tree
 * whose nodes are one line each. It never changes, and needs no pointers: where a node's children are, its number
 * tells, as in a heap (the B-tree layout of Khuong and Morin, Array Layouts for Comparison-Based Searching, JEA 22,
 * 2017, with all intervals in the leaves). That of 10,000 rules is four lines deep. Intervals of IPv6, of which a line
 * holds four, are searched in an array.
 *
 * Groups do not nest: their rows are in a hash, looked up for each group that the remote address is a member of.
 *
 * A prefix list is like a group whose members are prefixes. Which lists an address is in is found
 * as in step 2, in one map for the whole program, whatever number of rules name the lists: each
 * interval has its narrowest *listing*, a prefix and its list, whose parents are the listings around
 * it. Prefixes that lie in another one of the same list are left out, so that no
 * list is met twice. The rows of lists are in the hash of groups. A port list is nothing but
 * more ranges of each rule that names it. A rule with an empty list has no place at all.
 *
 * A row's cells come from painting: the ends of its rules' ranges cut the line into cells, and
 * the rules paint them in order of rank, never over what is painted already. A
 * disjoint-set forest of painted cells (Galler and Fischer, An improved equivalence
 * algorithm, CACM 7(5), 1964) skips over those.
 *
 * Rules with source ports stay out of the cells. Each of their ranges of services is cut into
 * aligned blocks of powers of two, as one cuts an address range into prefixes, and then they
 * nest: the row has *strips*, a map from service to rows over the source port, which is
 * walked just as in step 2.
 *
 * Example: three rules, all ingress with the same priority, in order of rank
 *
 *	0  drop   tcp 22/22		from 10.1.0.0/16
 *	1  accept tcp 20/80		from 10.1.0.0/16
 *	2  accept all			from 10.0.0.0/8
 *
 * make one table with the rows
 *
 *	row 0 (10.0.0.0/8)	parent -  best 2  cells 0: 2
 *	row 2 (10.1.0.0/16)	parent 0  best 0  cells 6<<16|20: 1  |22: 0  |23: 1  |81: -
 *
 * and the intervals of IPv4 addresses
 *
 *	0.0.0.0: -   10.0.0.0: row 0   10.1.0.0: row 2   10.2.0.0: row 0   11.0.0.0: -
 *
 * (- is nothing; row 0's cells end with another one behind the end of the line; it takes two places, so that
 * the next is row 2). A packet to tcp port 80 from 10.1.2.3 is in the third interval: row 2, cell |23, rank 1. Row 0's
 * best, 2, is not better, so rank 1 accepts. To port 443 row 2 has nothing and row 0 says 2.
 *
 * Cost, with n rules of one range each: n log n to compile, 60 to 75 bytes a rule (80 if it names an address of
 * IPv6), and 30 to 45 for each prefix of a prefix list, 52 if it is IPv6's; to judge, a search for the address and
 * one in each row on the way up.
 */
#include "builder.h"

/* As prefixes: by first point, wider ones first; the same block's by mark. */
static int compare_strips(const void *a, const void *b)
{
	const struct secgroup_span *x = a, *y = b;
	int c;

	cond_resched();
	c = secgroup_compare(x->lo, y->lo);
	if (!c)
		c = secgroup_compare(y->hi, x->hi);
	return c ? c : secgroup_compare(x->mark, y->mark);
}

/* ---- rows ---- */

/* A row of the first @n_spans of @b->spans. */
static u32 add_row(struct secgroup_builder *b, u32 best, u32 n_spans)
{
	struct secgroup_row *row = &b->prog->rows[b->used.rows];
	u32 index = b->used.rows;
	u32 n;

	/* Painting takes more than is left of it. */
	WARN_ON_ONCE(index + secgroup_row_length(2 * n_spans) > b->need.rows);
	n = secgroup_cells_paint(b, n_spans, row->cells);
	if (!n)
		row->cells[n++] = (struct secgroup_interval){ U32_MAX, SECGROUP_NO_RULE };
	row->last = n - 1;
	row->strips = SECGROUP_NONE;
	row->parent = SECGROUP_NONE;
	row->best = best;
	b->used.rows += secgroup_row_length(n);
	return index;
}

static void set_row_parent(struct secgroup_program *prog, u32 row, u32 parent)
{
	prog->rows[row].parent = parent;
	if (parent != SECGROUP_NONE)
		prog->rows[row].best = min(prog->rows[row].best, prog->rows[parent].best);
}

/* A row over source ports, of @n strips of the same block. */
static u32 build_strip_row(struct secgroup_builder *b, const struct secgroup_span *strips, u32 n)
{
	u32 n_src, n_spans = 0;
	u32 i, k;

	for (i = 0; i < n; i++) {
		u32 rank = strips[i].mark >> SECGROUP_MARK_SHIFT;
		const struct secgroup_range *src = secgroup_source_ports(b->rules[rank].spec, &n_src);

		for (k = 0; k < n_src; k++)
			b->spans[n_spans++] = (struct secgroup_span){
				src[k].lo, src[k].hi, strips[i].mark
			};
	}
	return add_row(b, strips[0].mark, n_spans);
}

/* The part of a row that asks for source ports. */
static u32 build_strips(struct secgroup_builder *b, const struct secgroup_place *places, u32 n)
{
	struct secgroup_span *strips = b->strips;
	u32 map = b->used.maps++;
	u32 n_strips = 0;
	u32 i, end;

	for (i = 0; i < n; i++) {
		n_strips += secgroup_strips_cut(places[i].spec, places[i].mark,
						strips + n_strips);
	}
	sort(strips, n_strips, sizeof(*strips), compare_strips, NULL);
	secgroup_intervals_begin_services(b, &b->prog->strips[map]);
	for (i = 0; i < n_strips; i = end) {
		u32 row, parent;

		for (end = i + 1; end < n_strips; end++) {
			if (strips[end].lo != strips[i].lo || strips[end].hi != strips[i].hi)
				break;
		}
		row = build_strip_row(b, strips + i, end - i);
		parent = secgroup_intervals_add_services(b, &strips[i], row);
		set_row_parent(b->prog, row, parent);
		cond_resched();
	}
	secgroup_intervals_end(b);
	return map;
}

/* One row of all rules with the same direction, local prefix and peer, which stand by mark. */
static u32 build_row(struct secgroup_builder *b, const struct secgroup_place *places, u32 n)
{
	bool has_strips = false;
	u32 n_src, n_spans = 0;
	u32 i, k, row;

	for (i = 0; i < n; i++) {
		const struct secgroup_rule_spec *spec = places[i].spec;

		secgroup_source_ports(spec, &n_src);
		if (n_src) {
			has_strips = true;
			continue;
		}
		for (k = 0; k < secgroup_services_count(spec); k++)
			b->spans[n_spans++] = secgroup_services_span(spec, k, places[i].mark);
	}
	row = add_row(b, places[0].mark, n_spans);
	if (has_strips)
		b->prog->rows[row].strips = build_strips(b, places, n);
	return row;
}

/* ---- tables ---- */

/* Put the rows of one family's prefixes into a table. Returns how many of @places they were. */
static u32 build_peers(struct secgroup_builder *b, struct secgroup_space *peers, u8 family,
		       const struct secgroup_place *places, u32 n, u32 any)
{
	u32 i;

	secgroup_intervals_begin(b, peers, family, any);
	for (i = 0; i < n && places[i].spec->peer_cidr.family == family; i++) {
		u32 row = places[i].index;
		u32 parent = secgroup_intervals_add(b, &places[i].spec->peer_cidr, row);

		set_row_parent(b->prog, row, parent);
		secgroup_breathe(i);
	}
	secgroup_intervals_end(b);
	return i;
}

/* A group keeps the inner access that it has. */
static void name_group(struct secgroup_program *prog, u32 gid, bool inner)
{
	struct secgroup_group_slot *slot = secgroup_group_slot(prog, SECGROUP_NONE, gid);

	if (slot->value == SECGROUP_NONE)
		*slot = (struct secgroup_group_slot){ SECGROUP_NONE, gid, inner };
}

/* A list remembers the best of the rules that name it. */
static void name_list(struct secgroup_program *prog, const struct secgroup_entries *list, u32 mark)
{
	struct secgroup_group_slot *slot;
	u32 number;

	if (!list)
		return;
	number = SECGROUP_LIST_BIT | list->number;
	slot = secgroup_group_slot(prog, SECGROUP_NONE, number);
	*slot = (struct secgroup_group_slot){ SECGROUP_NONE, number, min(slot->value, mark) };
}

/* What names a list is named even if it has no place now. */
static void name_lists(struct secgroup_program *prog, const struct secgroup_source *src)
{
	u32 i;

	for (i = 0; i < src->n_rules; i++) {
		const struct secgroup_rule_spec *spec = src->rules[i].spec;
		u32 mark = secgroup_mark(i, spec);

		name_list(prog, spec->prefixes, mark);
		name_list(prog, spec->ports, mark);
		name_list(prog, spec->src_ports, mark);
	}
}

/* The row of a group or list in a table. */
static void add_to_hash(struct secgroup_program *prog, u32 table, const struct secgroup_place *place)
{
	const struct secgroup_rule_spec *spec = place->spec;
	u32 number = secgroup_peer_number(spec);

	if (spec->peer == SECGROUP_PEER_GROUP) {
		name_group(prog, number, false);
		prog->wants[spec->direction] |= SECGROUP_WANTS_MEMBERS;
	} else {
		prog->wants[spec->direction] |= SECGROUP_WANTS_LISTS;
	}
	*secgroup_group_slot(prog, table, number) =
		(struct secgroup_group_slot){ table, number, place->index };
}

/* One table of all rows with the same direction and local prefix. */
static u32 build_table(struct secgroup_builder *b, const struct secgroup_place *places, u32 n)
{
	struct secgroup_program *prog = b->prog;
	u32 index = b->used.tables++;
	struct secgroup_table *table = &prog->tables[index];
	u32 any = SECGROUP_NONE;
	u32 i = 0;

	table->parent = SECGROUP_NONE;
	if (places[0].spec->peer == SECGROUP_PEER_ANY)
		any = places[i++].index;
	i += build_peers(b, &table->peers, 4, places + i, n - i, any);
	i += build_peers(b, &table->peers, 6, places + i, n - i, any);

	for (; i < n; i++) {
		add_to_hash(prog, index, &places[i]);
		secgroup_breathe(i);
	}

	table->best = SECGROUP_NO_RULE;
	for (i = 0; i < n; i++)
		table->best = min(table->best, prog->rows[places[i].index].best);
	return index;
}

static void set_table_parent(struct secgroup_program *prog, u32 table, u32 parent)
{
	prog->tables[table].parent = parent;
	if (parent != SECGROUP_NONE)
		prog->tables[table].best = min(prog->tables[table].best,
					       prog->tables[parent].best);
}

/* Put @n tables of one direction, given as places, under their local prefixes. */
static void build_local(struct secgroup_builder *b, struct secgroup_space *local,
			const struct secgroup_place *places, u32 n)
{
	u32 any = SECGROUP_NONE;
	u32 i = 0;
	u8 family;

	if (n && !places[0].spec->local.family)
		any = places[i++].index;
	for (family = 4; family <= 6; family += 2) {
		secgroup_intervals_begin(b, local, family, any);
		for (; i < n && places[i].spec->local.family == family; i++) {
			u32 table = places[i].index;
			u32 parent = secgroup_intervals_add(b, &places[i].spec->local, table);

			set_table_parent(b->prog, table, parent);
			secgroup_breathe(i);
		}
		secgroup_intervals_end(b);
	}
}

/* ---- the whole ---- */

/* Replace every run of places, of which the first begins @what, with the one thing @build makes of it. */
static void build_runs(struct secgroup_builder *b, u8 what,
		       u32 (*build)(struct secgroup_builder *, const struct secgroup_place *, u32))
{
	struct secgroup_place *p = b->places;
	u32 kept = 0;
	u32 i, end;

	for (i = 0; i < b->n_places; i = end) {
		for (end = i + 1; end < b->n_places; end++) {
			if (p[end].begins & what)
				break;
		}
		p[i].index = build(b, p + i, end - i);
		secgroup_breathe(kept);
		p[kept++] = p[i];
	}
	b->n_places = kept;
}

/* What was counted must have been enough: everything lies in one allocation. */
static void check_counts(const struct secgroup_builder *b)
{
	WARN_ON_ONCE(b->used.rows > b->need.rows || b->used.tables > b->need.tables ||
		     b->used.blocks > b->need.blocks || b->used.maps > b->need.maps ||
		     b->used.start6 > b->need.start6 || b->used.listings > b->need.listings);
}

static void build_program(struct secgroup_builder *b, const struct secgroup_source *src)
{
	struct secgroup_program *prog = b->prog;
	u32 ingress = 0;
	u32 i;

	for (i = 0; i <= prog->group_mask; i++)
		prog->groups[i].value = SECGROUP_NONE;
	for (i = 0; i < src->n_groups; i++) {
		if (!src->groups[i].inner)
			continue;
		name_group(prog, src->groups[i].gid, true);
		prog->wants[SECGROUP_INGRESS] |= SECGROUP_WANTS_MEMBERS;
		prog->wants[SECGROUP_EGRESS] |= SECGROUP_WANTS_MEMBERS;
	}

	if (b->names_lists)
		name_lists(prog, src);
	secgroup_listings_build(b);
	build_runs(b, SECGROUP_BEGINS_ROW, build_row);
	build_runs(b, SECGROUP_BEGINS_TABLE, build_table);
	while (ingress < b->n_places &&
	       b->places[ingress].spec->direction == SECGROUP_INGRESS)
		ingress++;
	build_local(b, &prog->local[SECGROUP_INGRESS], b->places, ingress);
	build_local(b, &prog->local[SECGROUP_EGRESS], b->places + ingress,
		    b->n_places - ingress);
	for (i = 0; i < 2; i++)
		if ((prog->wants[!i] & SECGROUP_WANTS_MEMBERS) && !prog->is_open[!i])
			prog->wants[i] |= SECGROUP_WANTS_MEMBERS_BACK;
	check_counts(b);
}

/* A map takes an interval from 0 on, and at most two for each prefix. */
static void count_map(struct secgroup_counts *need, u32 prefixes)
{
	u32 n = 2 * prefixes + 1;

	need->intervals = max(need->intervals, n);
	need->blocks += secgroup_tree_length(n);
}

/* Names of all lists, and the listings. */
static void count_lists(struct secgroup_builder *b, const struct secgroup_source *src)
{
	struct secgroup_counts *need = &b->need;
	u32 prefixes4 = 0;
	u32 i;

	for (i = 0; i < src->n_rules; i++) {
		const struct secgroup_rule_spec *spec = src->rules[i].spec;

		need->groups += !!spec->prefixes + !!spec->ports + !!spec->src_ports;
	}
	need->listings = b->n_listed;
	while (prefixes4 < b->n_listed && b->listed[prefixes4].cidr.family == 4)
		prefixes4++;
	count_map(need, prefixes4);
	need->start6 += 2 * (b->n_listed - prefixes4);
}

/**
 * struct counting - what has been counted of things that are not whole yet
 * @spans: of the row at hand
 * @strips: likewise
 * @peers: prefixes of IPv4 that are peers in the table at hand
 * @locals: tables with a local prefix of IPv4, by direction
 */
struct counting {
	u32 spans;
	u32 strips;
	u32 peers;
	u32 locals[2];
};

static void end_row(struct secgroup_counts *need, struct counting *c)
{
	if (c->strips) {
		need->maps++;
		count_map(need, c->strips);
	}
	c->spans = 0;
	c->strips = 0;
}

static void begin_row(struct secgroup_counts *need, struct counting *c, const struct secgroup_rule_spec *spec)
{
	end_row(need, c);
	need->rows++;
	c->peers += spec->peer_cidr.family == 4;
	need->start6 += spec->peer_cidr.family == 6 ? 2 : 0;
	/* Once for its row, once for its name; lists have theirs already. */
	need->groups += spec->peer == SECGROUP_PEER_GROUP ? 2 :
			spec->peer == SECGROUP_PEER_LIST ? 1 : 0;
}

static void end_table(struct secgroup_counts *need, struct counting *c)
{
	count_map(need, c->peers);
	c->peers = 0;
}

static void begin_table(struct secgroup_counts *need, struct counting *c, const struct secgroup_rule_spec *spec)
{
	end_table(need, c);
	need->tables++;
	c->locals[spec->direction] += spec->local.family == 4;
	need->start6 += spec->local.family == 6 ? 3 : 1;
}

/*
 * Of a rule: each of its pieces is a span, which makes two cells. Each of its strips may become a row of its own, and
 * that which refers to them may have no cell but one that has no rule.
 */
static void count_pieces(struct secgroup_counts *need, struct counting *c, u32 pieces, u32 strips)
{
	c->spans += pieces;
	c->strips += strips;
	need->spans = max(need->spans, c->spans);
	need->strips = max(need->strips, c->strips);
	need->rows += pieces + (strips ? strips + 1 : 0);
}

/* How much is needed at most. Returns -E2BIG if it is more than can be asked for. */
static int count_needs(struct secgroup_builder *b, const struct secgroup_source *src)
{
	struct secgroup_counts *need = &b->need;
	struct counting c = { 0 };
	u64 all = 0;
	u32 i;

	if (src->n_rules > SECGROUP_MARKED_MAX)
		return -E2BIG;
	need->start6 = 3;
	need->groups = src->n_groups;
	if (b->names_lists)
		count_lists(b, src);
	for (i = 0; i < b->n_places; i++) {
		const struct secgroup_rule_spec *spec = b->places[i].spec;
		u32 n_strips = secgroup_strips_cut(spec, 0, NULL), n_src;
		u64 n_pieces = secgroup_services_count(spec);

		secgroup_source_ports(spec, &n_src);
		if (n_src)
			n_pieces = (u64)n_strips * n_src;
		all += n_pieces;
		if (all > SECGROUP_PIECES_MAX)
			return -E2BIG;

		if (b->places[i].begins & SECGROUP_BEGINS_TABLE)
			begin_table(need, &c, spec);
		if (b->places[i].begins & SECGROUP_BEGINS_ROW)
			begin_row(need, &c, spec);
		count_pieces(need, &c, n_pieces, n_strips);
		secgroup_breathe(i);
	}
	end_row(need, &c);
	end_table(need, &c);
	count_map(need, c.locals[SECGROUP_INGRESS]);
	count_map(need, c.locals[SECGROUP_EGRESS]);
	return 0;
}

static void *carve(char **from, size_t n, size_t size)
{
	void *p = *from;

	*from += n * size;
	return p;
}

static bool matches_all(const struct secgroup_rule_spec *spec)
{
	return spec->proto == SECGROUP_PROTOCOL_ALL && spec->peer == SECGROUP_PEER_ANY &&
	       !spec->local.family;
}

/* Inner access only ever accepts, and the rules behind one that matches everything never decide. */
static bool is_open(const struct secgroup_program *prog, const struct secgroup_source *src, u8 direction)
{
	u32 i;

	for (i = 0; i < src->n_rules; i++) {
		const struct secgroup_rule_spec *spec = src->rules[i].spec;

		if (spec->direction != direction)
			continue;
		if (spec->action != SECGROUP_ACCEPT || spec->helper)
			return false;
		if (matches_all(spec))
			return true;
		secgroup_breathe(i);
	}
	return prog->default_action[direction] == SECGROUP_ACCEPT;
}

/* Room for a program in one piece: what has to be aligned most first, so that all is. */
static struct secgroup_program *alloc_program(const struct secgroup_counts *need,
					      const struct secgroup_source *src)
{
	size_t slots = roundup_pow_of_two(2 * (unsigned long)need->groups + 1);
	size_t begin = round_up(sizeof(struct secgroup_program), sizeof(union secgroup_block));
	struct secgroup_program *prog;
	size_t bytes;
	char *from;
	u32 i;

	bytes = begin + need->blocks * sizeof(*prog->blocks) + need->rows * sizeof(*prog->rows) +
		need->start6 * (sizeof(*prog->start6) + sizeof(*prog->value6)) +
		src->n_rules * sizeof(*prog->owners) + need->tables * sizeof(*prog->tables) +
		need->maps * sizeof(*prog->strips) + need->listings * sizeof(*prog->listings) +
		slots * sizeof(*prog->groups);
	prog = secgroup_alloc(bytes);
	if (!prog)
		return NULL;

	from = (char *)prog + begin;
	prog->blocks = carve(&from, need->blocks, sizeof(*prog->blocks));
	prog->rows = carve(&from, need->rows, sizeof(*prog->rows));
	prog->start6 = carve(&from, need->start6, sizeof(*prog->start6));
	prog->owners = carve(&from, src->n_rules, sizeof(*prog->owners));
	prog->tables = carve(&from, need->tables, sizeof(*prog->tables));
	prog->strips = carve(&from, need->maps, sizeof(*prog->strips));
	prog->listings = carve(&from, need->listings, sizeof(*prog->listings));
	prog->value6 = carve(&from, need->start6, sizeof(*prog->value6));
	prog->groups = carve(&from, slots, sizeof(*prog->groups));

	prog->group_mask = slots - 1;
	prog->n_rules = src->n_rules;
	prog->bytes = bytes;
	for (i = 0; i < src->n_rules; i++) {
		prog->owners[i] = src->rules[i].owner;
		secgroup_breathe(i);
	}
	/* A NIC without groups is closed (P-8), SECGROUP_DROP being 0. */
	if (src->n_groups)
		memcpy(prog->default_action, src->default_action, sizeof(prog->default_action));
	prog->is_open[SECGROUP_INGRESS] = is_open(prog, src, SECGROUP_INGRESS);
	prog->is_open[SECGROUP_EGRESS] = is_open(prog, src, SECGROUP_EGRESS);
	return prog;
}

static struct secgroup_program *compile(struct secgroup_builder *b,
					const struct secgroup_source *src)
{
	int err = secgroup_order_rules(b, src) ?:
		  secgroup_order_places(b, src) ?:
		  secgroup_listings_collect(b, src) ?:
		  count_needs(b, src);

	if (err)
		return ERR_PTR(err);

	b->rules = src->rules;
	b->intervals = secgroup_scratch_alloc(b->need.intervals, sizeof(*b->intervals));
	b->spans = secgroup_scratch_alloc(b->need.spans, sizeof(*b->spans));
	b->skip = secgroup_scratch_alloc(2 * b->need.spans, sizeof(*b->skip));
	b->strips = secgroup_scratch_alloc(b->need.strips, sizeof(*b->strips));
	if (!b->intervals || !b->spans || !b->skip || !b->strips)
		return ERR_PTR(-ENOMEM);

	b->prog = alloc_program(&b->need, src);
	if (!b->prog)
		return ERR_PTR(-ENOMEM);
	build_program(b, src);
	return b->prog;
}

struct secgroup_program *secgroup_program_compile(const struct secgroup_source *src)
{
	struct secgroup_program *prog;
	struct secgroup_builder *b;

	b = secgroup_alloc(sizeof(*b));
	if (!b)
		return ERR_PTR(-ENOMEM);

	prog = compile(b, src);
	secgroup_free(b->items);
	secgroup_free(b->spare);
	secgroup_free(b->places);
	secgroup_free(b->intervals);
	secgroup_free(b->spans);
	secgroup_free(b->skip);
	secgroup_free(b->strips);
	secgroup_free(b->lists);
	secgroup_free(b->listed);
	secgroup_free(b);
	return prog;
}

void secgroup_program_free(struct secgroup_program *prog)
{
	secgroup_free(prog);
}

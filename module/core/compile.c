// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a program of rules.
 *
 * The rules of a set of groups are sorted into the order of judgement (P-20); a rule's place
 * there is its rank. Whatever the packet, the matching rule with the smallest rank decides. So the
 * rules can be dealt out to any number of places: each place names the best of its own,
 * and the answer is the minimum. Three such steps lead from a packet to a rank.
 *
 * 1. The local address chooses a *table*. There is one for every distinct local prefix of the
 *    rules, for nearly all policies just the one for "any".
 * 2. The remote address chooses a *row* of the table. There is one for every distinct
 *    peer: any, a prefix, a group. Rules are in the row of their peer and nowhere else.
 * 3. The service (protocol << 16 | destination port, or ICMP type << 8 | code, a point on a line of
 *    2^24) chooses a *cell* of the row: the best rank of those of the row's rules that contain
 *    the point.
 *
 * Prefixes either nest or are disjoint, which answers steps 1 and 2 with one binary search: the
 * ends of all prefixes cut the address space into intervals, each of which belongs to the
 * narrowest prefix around it; the wider ones that also match are found by going from
 * parent to parent. Every row holds the best rank of its whole way up, so that the walk
 * ends where nothing better can follow. Groups do not nest: their rows are in a hash, looked
 * up for each group that the remote address is a member of.
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
 *	row 1 (10.1.0.0/16)	parent 0  best 0  cells 6<<16|20: 1  |22: 0  |23: 1  |81: -
 *
 * and the intervals of IPv4 addresses
 *
 *	0.0.0.0: -   10.0.0.0: row 0   10.1.0.0: row 1   10.2.0.0: row 0   11.0.0.0: -
 *
 * (- is nothing; row 0's cells end with another one behind the end of the line). A packet
 * to tcp port 80 from 10.1.2.3 is in the third interval: row 1, cell |23, rank 1. Row 0's
 * best, 2, is not better, so rank 1 accepts. To port 443 row 1 has nothing and row 0 says 2.
 *
 * Cost, with n rules of one range each: n log n to compile, about 100 bytes a rule; to
 * judge, a binary search for the address and one in each row on the way up.
 */
#include "program-private.h"

/* Prefixes that can nest: /0 to /128, and the outermost. */
#define NEST_MAX	130

/* A rule that waits to be put where its index says; later, what was made of several of them. */
struct place {
	const struct secgroup_rule_spec *spec;
	u32 rank;
	u32 index;
};

/* Points of a line, both ends included, for which a rule stands. */
struct span {
	u32 lo;
	u32 hi;
	u32 rank;
};

/* Numbers of elements. */
struct counts {
	u32 rows;
	u32 tables;
	u32 cells;
	u32 start4;
	u32 start6;
	u32 groups;
	u32 spans;
	u32 strips;
};

/* Prefixes in the order of their first addresses, wider ones first, becoming intervals. */
struct nest {
	struct secgroup_slice *out;
	bool wide;
	u32 depth;
	struct {
		struct secgroup_addr last;
		u32 owner;
	} open[NEST_MAX];
};

/**
 * struct builder - a compilation under way
 * @prog: what is made
 * @need: how many elements of everything there can be; of spans and strips, in one row
 * @used: how many there are by now
 * @places: rules, then rows, then tables: each step replaces a run of them by one
 * @n_places: how many
 * @spans: of the row at hand, by rank
 * @skip: next cell of the row at hand that is not painted, or one on the way there
 * @strips: of the row at hand
 * @nest: the prefixes at hand
 */
struct builder {
	struct secgroup_program *prog;
	struct counts need;
	struct counts used;
	struct place *places;
	u32 n_places;
	struct span *spans;
	u32 *skip;
	struct span *strips;
	struct nest nest;
};

/* ---- the order of things ---- */

static int compare_u32(u32 a, u32 b)
{
	return a == b ? 0 : a < b ? -1 : 1;
}

/* sort() of a hundred thousand elements must not hold up a processor. */
static int compare_rules(const void *a, const void *b)
{
	const struct secgroup_source_rule *x = a, *y = b;
	int c;

	cond_resched();
	c = compare_u32(x->spec->priority, y->spec->priority);
	if (!c)
		c = compare_u32(x->spec->action, y->spec->action);
	if (!c)
		c = compare_u32(x->group, y->group);
	if (!c)
		c = compare_u32(x->id, y->id);
	return c;
}

static int compare_cidrs(const struct secgroup_cidr *a, const struct secgroup_cidr *b)
{
	if (a->family != b->family)
		return compare_u32(a->family, b->family);
	if (!secgroup_addr_equal(a->addr, b->addr))
		return secgroup_addr_less(a->addr, b->addr) ? -1 : 1;
	return compare_u32(a->len, b->len);
}

static int compare_tables(const struct secgroup_rule_spec *a, const struct secgroup_rule_spec *b)
{
	int c = compare_u32(a->direction, b->direction);

	return c ? c : compare_cidrs(&a->local, &b->local);
}

/* Any (whose family is 0), then IPv4, then IPv6; groups last. */
static int compare_rows(const struct secgroup_rule_spec *a, const struct secgroup_rule_spec *b)
{
	int c = compare_tables(a, b);

	if (!c)
		c = compare_u32(a->peer == SECGROUP_PEER_GROUP, b->peer == SECGROUP_PEER_GROUP);
	if (!c)
		c = compare_cidrs(&a->peer_cidr, &b->peer_cidr);
	if (!c)
		c = compare_u32(a->peer_gid, b->peer_gid);
	return c;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int c;

	cond_resched();
	c = compare_rows(x->spec, y->spec);
	return c ? c : compare_u32(x->rank, y->rank);
}

static int compare_cells(const void *a, const void *b)
{
	const struct secgroup_cell *x = a, *y = b;

	cond_resched();
	return compare_u32(x->start, y->start);
}

/* As prefixes: by first point, wider ones first; the same block's by rank. */
static int compare_strips(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int c;

	cond_resched();
	c = compare_u32(x->lo, y->lo);
	if (!c)
		c = compare_u32(y->hi, x->hi);
	return c ? c : compare_u32(x->rank, y->rank);
}

/* ---- what a rule covers ---- */

static u32 count_services(const struct secgroup_rule_spec *spec)
{
	return spec->n_ports ? spec->n_ports : 1;
}

/* The @i-th range of services of a rule, i < count_services(). */
static struct span service_span(const struct secgroup_rule_spec *spec, u32 i, u32 rank)
{
	u16 lo = 0, hi = U16_MAX;

	if (spec->proto == SECGROUP_PROTOCOL_ALL)
		return (struct span){ 0, SECGROUP_SERVICE_MAX, rank };

	if (spec->n_ports) {
		lo = spec->ranges[i].lo;
		hi = spec->ranges[i].hi;
	} else if (secgroup_proto_is_icmp(spec->proto) && spec->icmp_any < 2) {
		lo = spec->icmp_type << 8 | (spec->icmp_any ? 0 : spec->icmp_code);
		hi = spec->icmp_type << 8 | (spec->icmp_any ? 0xff : spec->icmp_code);
	}
	return (struct span){
		secgroup_service(spec->proto, lo), secgroup_service(spec->proto, hi), rank
	};
}

/* The end of the largest aligned block of a power of two points from @lo on, not beyond @hi. */
static u32 block_end(u32 lo, u32 hi)
{
	u32 size = lo ? lo & -lo : SECGROUP_SERVICE_MAX + 1;

	while (size - 1 > hi - lo)
		size /= 2;
	return lo + (size - 1);
}

/* Strips of a rule, which has source ports; they are stored if @out is not NULL. */
static u32 cut_strips(const struct secgroup_rule_spec *spec, u32 rank, struct span *out)
{
	u32 n = 0;
	u32 i;

	for (i = 0; i < count_services(spec); i++) {
		struct span s = service_span(spec, i, rank);
		u32 lo, last;

		for (lo = s.lo; lo <= s.hi; lo = last + 1) {
			last = block_end(lo, s.hi);
			if (out)
				out[n] = (struct span){ lo, last, rank };
			n++;
		}
	}
	return n;
}

static u32 count_strips(const struct secgroup_rule_spec *spec)
{
	return spec->n_src_ports ? cut_strips(spec, 0, NULL) : 0;
}

/* How many spans a rule contributes: what a program's size is made of. */
static u32 count_pieces(const struct secgroup_rule_spec *spec)
{
	if (spec->n_src_ports)
		return count_strips(spec) * spec->n_src_ports;
	return count_services(spec);
}

/* ---- a row's cells ---- */

static u32 unpainted(u32 *skip, u32 i)
{
	while (skip[i] != i) {
		skip[i] = skip[skip[i]];
		i = skip[i];
	}
	return i;
}

/* The cell that starts at @start, which is the start of one. */
static u32 cell_at(const struct secgroup_cell *cells, u32 n, u32 start)
{
	u32 lo = 0;

	while (n > 1) {
		u32 half = n / 2;

		if (cells[lo + half].start <= start)
			lo += half;
		n -= half;
	}
	return lo;
}

/* The ends of @n spans as cells, ascending, each once, and not painted. Returns their number. */
static u32 mark_cells(struct builder *b, struct secgroup_cell *cells, u32 n)
{
	u32 kept = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		cells[2 * i].start = b->spans[i].lo;
		cells[2 * i + 1].start = b->spans[i].hi + 1;
	}
	sort(cells, 2 * n, sizeof(*cells), compare_cells, NULL);
	for (i = 0; i < 2 * n; i++) {
		if (kept && cells[i].start == cells[kept - 1].start)
			continue;
		cells[kept].start = cells[i].start;
		cells[kept].rank = SECGROUP_NO_RULE;
		b->skip[kept] = kept;
		kept++;
	}
	return kept;
}

/* Make cells of the @n spans at hand, which stand in the order of rank. */
static struct secgroup_slice paint_cells(struct builder *b, u32 n)
{
	struct secgroup_slice slice = { .first = b->used.cells };
	struct secgroup_cell *cells = b->prog->cells + slice.first;
	u32 n_cells = mark_cells(b, cells, n);
	u32 last = SECGROUP_NO_RULE;
	u32 i, s;

	/* The last cell starts behind every span: it stays unpainted and ends the loop. */
	for (s = 0; s < n; s++) {
		const struct span *span = &b->spans[s];

		i = unpainted(b->skip, cell_at(cells, n_cells, span->lo));
		while (cells[i].start <= span->hi) {
			cells[i].rank = span->rank;
			b->skip[i] = i + 1;
			i = unpainted(b->skip, i + 1);
		}
		cond_resched();
	}

	for (i = 0; i < n_cells; i++) {
		if (cells[i].rank == last)
			continue;
		last = cells[i].rank;
		cells[slice.n++] = cells[i];
	}
	b->used.cells += slice.n;
	return slice;
}

/* ---- prefixes to intervals ---- */

static struct secgroup_addr after(struct secgroup_addr a)
{
	a.lo++;
	a.hi += !a.lo;
	return a;
}

/* From @start on, addresses belong to @owner. Ends and beginnings at one place come last to win. */
static void emit_interval(struct builder *b, struct secgroup_addr start, u32 owner)
{
	struct secgroup_program *prog = b->prog;
	struct secgroup_slice *out = b->nest.out;
	u32 i = out->first + out->n;

	if (b->nest.wide) {
		if (out->n && secgroup_addr_equal(prog->start6[i - 1], start)) {
			prog->owner6[i - 1] = owner;
			return;
		}
		prog->start6[i] = start;
		prog->owner6[i] = owner;
		b->used.start6++;
	} else {
		if (out->n && prog->start4[i - 1] == (u32)start.lo) {
			prog->owner4[i - 1] = owner;
			return;
		}
		prog->start4[i] = (u32)start.lo;
		prog->owner4[i] = owner;
		b->used.start4++;
	}
	out->n++;
}

static void push_prefix(struct nest *nest, struct secgroup_addr last, u32 owner)
{
	nest->open[nest->depth].last = last;
	nest->open[nest->depth].owner = owner;
	nest->depth++;
}

/*
 * nest_begin() - start on a map from points to owners
 * @out: the map
 * @wide: points are IPv6 addresses; otherwise they have 32 bits, in &secgroup_addr.lo
 * @last: last point that there is
 * @owner: of points outside all prefixes
 */
static void nest_begin(struct builder *b, struct secgroup_slice *out, bool wide,
		       struct secgroup_addr last, u32 owner)
{
	out->first = wide ? b->used.start6 : b->used.start4;
	out->n = 0;
	b->nest.out = out;
	b->nest.wide = wide;
	b->nest.depth = 0;
	push_prefix(&b->nest, last, owner);
	emit_interval(b, (struct secgroup_addr){ 0, 0 }, owner);
}

/* The innermost prefix ends; what follows belongs to the one around it. */
static void nest_close(struct builder *b)
{
	struct nest *nest = &b->nest;
	struct secgroup_addr last = nest->open[--nest->depth].last;

	if (!secgroup_addr_equal(last, nest->open[0].last))
		emit_interval(b, after(last), nest->open[nest->depth - 1].owner);
}

/* Returns the owner of the narrowest prefix around the new one. */
static u32 nest_add(struct builder *b, struct secgroup_addr first, struct secgroup_addr last,
		    u32 owner)
{
	struct nest *nest = &b->nest;
	u32 parent;

	while (secgroup_addr_less(nest->open[nest->depth - 1].last, first))
		nest_close(b);
	parent = nest->open[nest->depth - 1].owner;
	emit_interval(b, first, owner);
	push_prefix(nest, last, owner);
	return parent;
}

static void nest_end(struct builder *b)
{
	while (b->nest.depth > 1)
		nest_close(b);
}

static struct secgroup_addr narrow(u32 point)
{
	return (struct secgroup_addr){ 0, point };
}

static void nest_begin_family(struct builder *b, struct secgroup_space *space, u8 family,
			      u32 owner)
{
	if (family == 4)
		nest_begin(b, &space->v4, false, narrow(U32_MAX), owner);
	else
		nest_begin(b, &space->v6, true, (struct secgroup_addr){ U64_MAX, U64_MAX }, owner);
}

static u32 nest_add_cidr(struct builder *b, const struct secgroup_cidr *cidr, u32 owner)
{
	struct secgroup_addr last = secgroup_cidr_last(cidr);

	if (cidr->family == 4)
		return nest_add(b, narrow((u32)cidr->addr.lo), narrow((u32)last.lo), owner);
	return nest_add(b, cidr->addr, last, owner);
}

/* ---- rows ---- */

static u32 add_row(struct builder *b, u32 best)
{
	struct secgroup_row *row = &b->prog->rows[b->used.rows];

	*row = (struct secgroup_row){ .parent = SECGROUP_NONE, .best = best };
	return b->used.rows++;
}

static void set_row_parent(struct secgroup_program *prog, u32 row, u32 parent)
{
	prog->rows[row].parent = parent;
	if (parent != SECGROUP_NONE)
		prog->rows[row].best = min(prog->rows[row].best, prog->rows[parent].best);
}

/* A row over source ports, of @n strips of the same block. */
static u32 build_strip_row(struct builder *b, const struct span *strips, u32 n)
{
	u32 row = add_row(b, strips[0].rank);
	u32 n_spans = 0;
	u32 i, k;

	for (i = 0; i < n; i++) {
		const struct secgroup_rule_spec *spec = b->prog->rules[strips[i].rank].spec;

		for (k = spec->n_ports; k < spec->n_ports + spec->n_src_ports; k++)
			b->spans[n_spans++] = (struct span){
				spec->ranges[k].lo, spec->ranges[k].hi, strips[i].rank
			};
	}
	b->prog->rows[row].cells = paint_cells(b, n_spans);
	return row;
}

/* The part of a row that asks for source ports. */
static void build_strips(struct builder *b, struct secgroup_slice *out,
			 const struct place *places, u32 n)
{
	struct span *strips = b->strips;
	u32 n_strips = 0;
	u32 i, end;

	for (i = 0; i < n; i++) {
		if (places[i].spec->n_src_ports)
			n_strips += cut_strips(places[i].spec, places[i].rank, strips + n_strips);
	}
	if (!n_strips)
		return;

	sort(strips, n_strips, sizeof(*strips), compare_strips, NULL);
	nest_begin(b, out, false, narrow(SECGROUP_SERVICE_MAX), SECGROUP_NONE);
	for (i = 0; i < n_strips; i = end) {
		u32 row;

		for (end = i + 1; end < n_strips; end++) {
			if (strips[end].lo != strips[i].lo || strips[end].hi != strips[i].hi)
				break;
		}
		row = build_strip_row(b, strips + i, end - i);
		set_row_parent(b->prog, row, nest_add(b, narrow(strips[i].lo),
						      narrow(strips[i].hi), row));
		cond_resched();
	}
	nest_end(b);
}

/* One row of all rules with the same direction, local prefix and peer, which stand by rank. */
static u32 build_row(struct builder *b, const struct place *places, u32 n)
{
	u32 row = add_row(b, places[0].rank);
	u32 n_spans = 0;
	u32 i, k;

	for (i = 0; i < n; i++) {
		const struct secgroup_rule_spec *spec = places[i].spec;

		if (spec->n_src_ports)
			continue;
		for (k = 0; k < count_services(spec); k++)
			b->spans[n_spans++] = service_span(spec, k, places[i].rank);
	}
	b->prog->rows[row].cells = paint_cells(b, n_spans);
	build_strips(b, &b->prog->rows[row].strips, places, n);
	return row;
}

/* ---- tables ---- */

/* Put the rows of one family's prefixes into a table. Returns how many of @places they were. */
static u32 build_peers(struct builder *b, struct secgroup_space *peers, u8 family,
		       const struct place *places, u32 n, u32 any)
{
	u32 i;

	nest_begin_family(b, peers, family, any);
	for (i = 0; i < n && places[i].spec->peer_cidr.family == family; i++) {
		u32 parent = nest_add_cidr(b, &places[i].spec->peer_cidr, places[i].index);

		set_row_parent(b->prog, places[i].index, parent);
		cond_resched();
	}
	nest_end(b);
	return i;
}

/* A group keeps the inner access that it has. */
static void name_group(struct secgroup_program *prog, u32 gid, bool inner)
{
	struct secgroup_group_slot *slot = secgroup_group_slot(prog, SECGROUP_NONE, gid);

	if (slot->value == SECGROUP_NONE)
		*slot = (struct secgroup_group_slot){ SECGROUP_NONE, gid, inner };
}

/* One table of all rows with the same direction and local prefix. */
static u32 build_table(struct builder *b, const struct place *places, u32 n)
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
		u32 gid = places[i].spec->peer_gid;

		name_group(prog, gid, false);
		*secgroup_group_slot(prog, index, gid) =
			(struct secgroup_group_slot){ index, gid, places[i].index };
		prog->wants_members[places[i].spec->direction] = true;
		cond_resched();
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
static void build_local(struct builder *b, struct secgroup_space *local,
			const struct place *places, u32 n)
{
	u32 any = SECGROUP_NONE;
	u32 i = 0;
	u8 family;

	if (n && !places[0].spec->local.family)
		any = places[i++].index;
	for (family = 4; family <= 6; family += 2) {
		nest_begin_family(b, local, family, any);
		for (; i < n && places[i].spec->local.family == family; i++) {
			u32 parent = nest_add_cidr(b, &places[i].spec->local, places[i].index);

			set_table_parent(b->prog, places[i].index, parent);
			cond_resched();
		}
		nest_end(b);
	}
}

/* ---- the whole ---- */

/* Replace every run of places that are equal by @compare with the one thing @build makes of it. */
static void build_runs(struct builder *b,
		       int (*compare)(const struct secgroup_rule_spec *,
				      const struct secgroup_rule_spec *),
		       u32 (*build)(struct builder *, const struct place *, u32))
{
	struct place *p = b->places;
	u32 kept = 0;
	u32 i, end;

	for (i = 0; i < b->n_places; i = end) {
		for (end = i + 1; end < b->n_places; end++) {
			if (compare(p[i].spec, p[end].spec))
				break;
		}
		p[i].index = build(b, p + i, end - i);
		p[kept++] = p[i];
		cond_resched();
	}
	b->n_places = kept;
}

/* What was counted must have been enough: everything lies in one allocation. */
static void check_counts(const struct builder *b)
{
	WARN_ON_ONCE(b->used.rows > b->need.rows || b->used.tables > b->need.tables ||
		     b->used.cells > b->need.cells || b->used.start4 > b->need.start4 ||
		     b->used.start6 > b->need.start6);
}

static void build_program(struct builder *b, const struct secgroup_source *src)
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
		prog->wants_members[SECGROUP_INGRESS] = true;
		prog->wants_members[SECGROUP_EGRESS] = true;
	}

	build_runs(b, compare_rows, build_row);
	build_runs(b, compare_tables, build_table);
	while (ingress < b->n_places &&
	       b->places[ingress].spec->direction == SECGROUP_INGRESS)
		ingress++;
	build_local(b, &prog->local[SECGROUP_INGRESS], b->places, ingress);
	build_local(b, &prog->local[SECGROUP_EGRESS], b->places + ingress,
		    b->n_places - ingress);
	check_counts(b);
}

/* The rules, by place. The ranks are the order of @rules. */
static void make_places(struct builder *b, const struct secgroup_source_rule *rules, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		b->places[i].spec = rules[i].spec;
		b->places[i].rank = i;
	}
	sort(b->places, n, sizeof(*b->places), compare_places, NULL);
	b->n_places = n;
}

static void count_row(struct counts *need, const struct secgroup_rule_spec *spec)
{
	need->rows++;
	need->start4 += spec->peer_cidr.family == 4 ? 2 : 0;
	need->start6 += spec->peer_cidr.family == 6 ? 2 : 0;
	/* Once for its row, once for its name. */
	need->groups += spec->peer == SECGROUP_PEER_GROUP ? 2 : 0;
}

static void count_table(struct counts *need, const struct secgroup_rule_spec *spec)
{
	need->tables++;
	need->start4 += spec->local.family == 4 ? 3 : 1;
	need->start6 += spec->local.family == 6 ? 3 : 1;
}

/*
 * How much is needed at most. A map takes an interval from 0 on and two for each
 * prefix; a span makes two cells.
 */
static void count_needs(struct builder *b, const struct secgroup_source *src)
{
	struct counts *need = &b->need;
	u32 spans = 0, strips = 0;
	u32 i;

	need->start4 = need->start6 = 2;
	need->groups = src->n_groups;
	for (i = 0; i < b->n_places; i++) {
		const struct secgroup_rule_spec *spec = b->places[i].spec;
		u32 n_strips = count_strips(spec);
		u32 n_pieces = count_pieces(spec);

		if (!i || compare_tables(b->places[i - 1].spec, spec))
			count_table(need, spec);
		if (!i || compare_rows(b->places[i - 1].spec, spec)) {
			count_row(need, spec);
			spans = strips = 0;
		}
		spans += n_pieces;
		strips += n_strips;
		need->spans = max(need->spans, spans);
		need->strips = max(need->strips, strips);
		need->cells += 2 * n_pieces;
		need->rows += n_strips;
		need->start4 += n_strips ? 2 * n_strips + 1 : 0;
		cond_resched();
	}
}

static void *carve(char **from, size_t n, size_t size)
{
	void *p = *from;

	*from += n * size;
	return p;
}

/* Room for a program in one piece: what holds 64-bit numbers first, so that all is aligned. */
static struct secgroup_program *alloc_program(const struct counts *need,
					      const struct secgroup_source *src)
{
	size_t slots = roundup_pow_of_two(2 * (unsigned long)need->groups + 1);
	struct secgroup_program *prog;
	size_t bytes;
	char *from;

	bytes = sizeof(*prog) + src->n_rules * sizeof(*prog->rules) +
		need->start6 * (sizeof(*prog->start6) + sizeof(*prog->owner6)) +
		need->rows * sizeof(*prog->rows) + need->tables * sizeof(*prog->tables) +
		need->cells * sizeof(*prog->cells) +
		need->start4 * (sizeof(*prog->start4) + sizeof(*prog->owner4)) +
		slots * sizeof(*prog->groups);
	prog = secgroup_alloc(bytes);
	if (!prog)
		return NULL;

	from = (char *)(prog + 1);
	prog->rules = carve(&from, src->n_rules, sizeof(*prog->rules));
	prog->start6 = carve(&from, need->start6, sizeof(*prog->start6));
	prog->rows = carve(&from, need->rows, sizeof(*prog->rows));
	prog->tables = carve(&from, need->tables, sizeof(*prog->tables));
	prog->cells = carve(&from, need->cells, sizeof(*prog->cells));
	prog->start4 = carve(&from, need->start4, sizeof(*prog->start4));
	prog->owner4 = carve(&from, need->start4, sizeof(*prog->owner4));
	prog->owner6 = carve(&from, need->start6, sizeof(*prog->owner6));
	prog->groups = carve(&from, slots, sizeof(*prog->groups));

	prog->group_mask = slots - 1;
	prog->n_rules = src->n_rules;
	prog->bytes = bytes;
	if (src->n_rules)
		memcpy(prog->rules, src->rules, src->n_rules * sizeof(*prog->rules));
	/* A NIC without groups is closed (P-8), SECGROUP_DROP being 0. */
	if (src->n_groups)
		memcpy(prog->default_action, src->default_action, sizeof(prog->default_action));
	return prog;
}

/* Zero bytes would be an odd thing to ask an allocator for. */
static void *alloc_scratch(u32 n, size_t size)
{
	return secgroup_alloc((n + (size_t)1) * size);
}

static struct secgroup_program *compile(struct builder *b, const struct secgroup_source *src)
{
	b->places = alloc_scratch(src->n_rules, sizeof(*b->places));
	if (!b->places)
		return NULL;
	make_places(b, src->rules, src->n_rules);
	count_needs(b, src);

	b->spans = alloc_scratch(b->need.spans, sizeof(*b->spans));
	b->skip = alloc_scratch(2 * b->need.spans, sizeof(*b->skip));
	b->strips = alloc_scratch(b->need.strips, sizeof(*b->strips));
	if (!b->spans || !b->skip || !b->strips)
		return NULL;

	b->prog = alloc_program(&b->need, src);
	if (b->prog)
		build_program(b, src);
	return b->prog;
}

static bool too_big(const struct secgroup_source *src)
{
	u32 pieces = 0;
	u32 i;

	for (i = 0; i < src->n_rules && pieces <= SECGROUP_PIECES_MAX; i++) {
		pieces += count_pieces(src->rules[i].spec);
		cond_resched();
	}
	return pieces > SECGROUP_PIECES_MAX;
}

struct secgroup_program *secgroup_program_compile(const struct secgroup_source *src)
{
	struct secgroup_program *prog;
	struct builder *b;

	if (too_big(src))
		return ERR_PTR(-E2BIG);
	b = secgroup_alloc(sizeof(*b));
	if (!b)
		return ERR_PTR(-ENOMEM);

	sort(src->rules, src->n_rules, sizeof(*src->rules), compare_rules, NULL);
	prog = compile(b, src);

	secgroup_free(b->places);
	secgroup_free(b->spans);
	secgroup_free(b->skip);
	secgroup_free(b->strips);
	secgroup_free(b);
	return prog ? prog : ERR_PTR(-ENOMEM);
}

void secgroup_program_free(struct secgroup_program *prog)
{
	secgroup_free(prog);
}

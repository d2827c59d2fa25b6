// SPDX-License-Identifier: GPL-2.0-only
/*
 * From what a rule says of services to spans, strips and cells. compile.c explains.
 */
#include "builder.h"

u32 secgroup_services_count(const struct secgroup_rule_spec *spec)
{
	if (spec->ports)
		return spec->ports->n;
	return spec->n_ports ? spec->n_ports : 1;
}

struct secgroup_span secgroup_services_span(const struct secgroup_rule_spec *spec, u32 i, u32 mark)
{
	const struct secgroup_range *range = spec->ports ? &spec->ports->ranges[i] :
					     spec->n_ports ? &spec->ranges[i] : NULL;
	u16 lo = 0, hi = U16_MAX;

	if (spec->proto == SECGROUP_PROTOCOL_ALL)
		return (struct secgroup_span){ 0, SECGROUP_SERVICE_LINE_MAX, mark };

	if (range) {
		lo = range->lo;
		hi = range->hi;
	} else if (secgroup_proto_is_icmp(spec->proto) && spec->icmp_any < 2) {
		lo = spec->icmp_type << 8 | (spec->icmp_any ? 0 : spec->icmp_code);
		hi = spec->icmp_type << 8 | (spec->icmp_any ? 0xff : spec->icmp_code);
	}
	return (struct secgroup_span){
		secgroup_service(spec->proto, lo), secgroup_service(spec->proto, hi), mark
	};
}

/* The end of the largest aligned block of a power of two points from @lo on, not beyond @hi. */
static u32 block_end(u32 lo, u32 hi)
{
	u32 size = lo ? lo & -lo : SECGROUP_SERVICE_LINE_MAX + 1;

	while (size - 1 > hi - lo)
		size /= 2;
	return lo + (size - 1);
}

u32 secgroup_strips_cut(const struct secgroup_rule_spec *spec, u32 mark,
			struct secgroup_span *out)
{
	u32 n_src, n = 0;
	u32 i;

	secgroup_source_ports(spec, &n_src);
	if (!n_src)
		return 0;
	for (i = 0; i < secgroup_services_count(spec); i++) {
		struct secgroup_span s = secgroup_services_span(spec, i, mark);
		u32 lo, last;

		for (lo = s.lo; lo <= s.hi; lo = last + 1) {
			last = block_end(lo, s.hi);
			if (out)
				out[n] = (struct secgroup_span){ lo, last, mark };
			n++;
		}
	}
	return n;
}

static int compare_cells(const void *a, const void *b)
{
	const struct secgroup_interval *x = a, *y = b;

	cond_resched();
	return secgroup_compare(x->start, y->start);
}

static u32 unpainted(u32 *skip, u32 i)
{
	while (skip[i] != i) {
		skip[i] = skip[skip[i]];
		i = skip[i];
	}
	return i;
}

/* The cell that starts at @start, which is the start of one. */
static u32 cell_at(const struct secgroup_interval *cells, u32 n, u32 start)
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
static u32 cut_cells(struct secgroup_builder *b, struct secgroup_interval *cells, u32 n)
{
	bool ordered = true;
	u32 kept = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		cells[2 * i].start = b->spans[i].lo;
		cells[2 * i + 1].start = b->spans[i].hi + 1;
		ordered &= !i || cells[2 * i - 1].start <= b->spans[i].lo;
	}
	if (!ordered)
		sort(cells, 2 * n, sizeof(*cells), compare_cells, NULL);
	for (i = 0; i < 2 * n; i++) {
		if (kept && cells[i].start == cells[kept - 1].start)
			continue;
		cells[kept].start = cells[i].start;
		cells[kept].value = SECGROUP_NO_RULE;
		b->skip[kept] = kept;
		kept++;
	}
	return kept;
}

u32 secgroup_cells_paint(struct secgroup_builder *b, u32 n, struct secgroup_interval *cells)
{
	u32 last = SECGROUP_NO_RULE;
	u32 n_cells, kept = 0;
	u32 i, s;

	/* Most rows are of one rule that names one service. */
	if (n == 1) {
		cells[0] = (struct secgroup_interval){ b->spans[0].lo, b->spans[0].mark };
		cells[1] = (struct secgroup_interval){ b->spans[0].hi + 1, SECGROUP_NO_RULE };
		return 2;
	}

	n_cells = cut_cells(b, cells, n);
	/* The last cell starts behind every span: it stays unpainted and ends the loop. */
	for (s = 0; s < n; s++) {
		const struct secgroup_span *span = &b->spans[s];

		i = unpainted(b->skip, cell_at(cells, n_cells, span->lo));
		while (cells[i].start <= span->hi) {
			cells[i].value = span->mark;
			b->skip[i] = i + 1;
			i = unpainted(b->skip, i + 1);
		}
		secgroup_breathe(s + 1);
	}

	for (i = 0; i < n_cells; i++) {
		if (cells[i].value == last)
			continue;
		last = cells[i].value;
		cells[kept++] = cells[i];
	}
	return kept;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters are per CPU: a packet writes no cache line that another CPU writes.
 */
#include "count.h"

void secgroup_drops_add(struct secgroup_drops __percpu *drops, enum secgroup_reason reason)
{
	struct secgroup_drops *d = this_cpu_ptr(drops);

	u64_stats_update_begin(&d->syncp);
	d->packets[reason]++;
	u64_stats_update_end(&d->syncp);
}

void secgroup_served_add(struct secgroup_served __percpu *served, enum secgroup_service service)
{
	struct secgroup_served *s = this_cpu_ptr(served);

	u64_stats_update_begin(&s->syncp);
	s->packets[service]++;
	u64_stats_update_end(&s->syncp);
}

static void hits_read(const struct secgroup_hits *from, struct secgroup_hits *to)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&from->syncp);
		to->packets = from->packets;
		to->bytes = from->bytes;
		to->first = from->first;
		to->last = from->last;
	} while (u64_stats_fetch_retry(&from->syncp, start));
}

void secgroup_hits_sum(struct secgroup_hits __percpu *hits, struct secgroup_hits *sum)
{
	struct secgroup_hits h;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		hits_read(per_cpu_ptr(hits, cpu), &h);
		sum->packets += h.packets;
		sum->bytes += h.bytes;
		if (h.first && (!sum->first || h.first < sum->first))
			sum->first = h.first;
		sum->last = max(sum->last, h.last);
	}
}

void secgroup_drops_sum(struct secgroup_drops __percpu *drops,
			u64 packets[SECGROUP_REASON_MAX + 1])
{
	u64 part[SECGROUP_REASON_MAX + 1];
	const struct secgroup_drops *d;
	unsigned int start;
	int cpu, i;

	memset(packets, 0, sizeof(part));
	for_each_possible_cpu(cpu) {
		d = per_cpu_ptr(drops, cpu);
		do {
			start = u64_stats_fetch_begin(&d->syncp);
			memcpy(part, d->packets, sizeof(part));
		} while (u64_stats_fetch_retry(&d->syncp, start));
		for (i = 0; i <= SECGROUP_REASON_MAX; i++)
			packets[i] += part[i];
	}
}

void secgroup_served_sum(struct secgroup_served __percpu *served,
			 u64 packets[SECGROUP_SERVICE_MAX + 1])
{
	u64 part[SECGROUP_SERVICE_MAX + 1];
	const struct secgroup_served *s;
	unsigned int start;
	int cpu, i;

	memset(packets, 0, sizeof(part));
	for_each_possible_cpu(cpu) {
		s = per_cpu_ptr(served, cpu);
		do {
			start = u64_stats_fetch_begin(&s->syncp);
			memcpy(part, s->packets, sizeof(part));
		} while (u64_stats_fetch_retry(&s->syncp, start));
		for (i = 0; i <= SECGROUP_SERVICE_MAX; i++)
			packets[i] += part[i];
	}
}

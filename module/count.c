// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters are per CPU: a packet writes no cache line that another CPU writes, but for the times of its rule, which
 * one packet notes in each tick.
 */
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "count.h"

struct secgroup_counter *secgroup_counter_alloc(void)
{
	struct secgroup_counter *counter = kzalloc(sizeof(*counter), GFP_KERNEL_ACCOUNT);
	int cpu;

	if (!counter)
		return NULL;
	counter->hits = alloc_percpu_gfp(struct secgroup_hits, GFP_KERNEL_ACCOUNT);
	if (!counter->hits) {
		kfree(counter);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(counter->hits, cpu)->syncp);
	/* Not this tick, in which the first packet may come. */
	counter->tick = (u32)jiffies - 1;
	refcount_set(&counter->refs, 1);
	return counter;
}

void secgroup_counter_put(struct secgroup_counter *counter)
{
	if (!counter || !refcount_dec_and_test(&counter->refs))
		return;
	free_percpu(counter->hits);
	kfree(counter);
}

/* Several CPUs may come here in the same tick: their times are the same, but for a tick. */
void secgroup_counter_note_time(struct secgroup_counter *counter)
{
	u64 now = ktime_get_coarse_real_ns();

	WRITE_ONCE(counter->tick, (u32)jiffies);
	atomic64_cmpxchg(&counter->first, 0, now);
	atomic64_set(&counter->last, now);
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
	} while (u64_stats_fetch_retry(&from->syncp, start));
}

void secgroup_counter_sum(const struct secgroup_counter *counter, struct secgroup_hits *sum)
{
	struct secgroup_hits h;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		hits_read(per_cpu_ptr(counter->hits, cpu), &h);
		sum->packets += h.packets;
		sum->bytes += h.bytes;
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

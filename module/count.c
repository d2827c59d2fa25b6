// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters are per CPU: a packet writes no cache line that another CPU writes, but for the times of its rule, which
 * one packet notes in each tick.
 *
 * Counters come in blocks, for the kernel's allocator of memory per CPU looks for a place bit by bit: that would be a
 * sixth of what it takes to load a rule. Those of all namespaces share blocks; a block is charged to
 * who was the first to need it.
 */
#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include "count.h"

/* As many as make a block of a kilobyte. */
#define PLACES		24
#define ALL_TAKEN	(BIT(PLACES) - 1)

/**
 * struct block - counters that were allocated together
 * @list: in &roomy, unless all are taken; under &lock
 * @taken: a bit for each that is in use; under &lock
 * @hits: of all of them
 * @counters: the counters
 */
struct block {
	struct list_head list;
	unsigned long taken;
	struct secgroup_hits __percpu *hits;
	struct secgroup_counter counters[PLACES];
};

/* Blocks that have a place left. */
static LIST_HEAD(roomy);
static DEFINE_SPINLOCK(lock);

static struct block *block_alloc(void)
{
	struct block *block = kzalloc(sizeof(*block), GFP_KERNEL_ACCOUNT);

	if (!block)
		return NULL;
	block->hits = __alloc_percpu_gfp(PLACES * sizeof(*block->hits), __alignof__(*block->hits),
					 GFP_KERNEL_ACCOUNT);
	if (!block->hits) {
		kfree(block);
		return NULL;
	}
	return block;
}

static void block_free(struct block *block)
{
	free_percpu(block->hits);
	kfree(block);
}

/* Take a place of a block that has one. Context: @lock is held. */
static struct secgroup_counter *take(struct block *block)
{
	unsigned int place = ffz(block->taken);

	block->taken |= BIT(place);
	if (block->taken == ALL_TAKEN)
		list_del(&block->list);
	block->counters[place].hits = &block->hits[place];
	block->counters[place].place = place;
	return &block->counters[place];
}

static struct secgroup_counter *take_any(void)
{
	struct secgroup_counter *counter = NULL;
	struct block *block;

	spin_lock_bh(&lock);
	block = list_first_entry_or_null(&roomy, struct block, list);
	if (block)
		counter = take(block);
	spin_unlock_bh(&lock);
	return counter;
}

static struct secgroup_counter *take_new(void)
{
	struct block *block = block_alloc();
	struct secgroup_counter *counter;

	if (!block)
		return NULL;
	spin_lock_bh(&lock);
	list_add(&block->list, &roomy);
	counter = take(block);
	spin_unlock_bh(&lock);
	return counter;
}

/* Whoever had it before has counted into it. */
static void reset(struct secgroup_counter *counter)
{
	struct secgroup_hits *h;
	int cpu;

	for_each_possible_cpu(cpu) {
		h = per_cpu_ptr(counter->hits, cpu);
		u64_stats_set(&h->packets, 0);
		u64_stats_set(&h->bytes, 0);
		u64_stats_init(&h->syncp);
	}
	/* Not this tick, in which the first packet may come. */
	counter->tick = (u32)jiffies - 1;
	atomic64_set(&counter->first, 0);
	atomic64_set(&counter->last, 0);
	refcount_set(&counter->refs, 1);
}

struct secgroup_counter *secgroup_counter_alloc(void)
{
	struct secgroup_counter *counter = take_any() ?: take_new();

	if (counter)
		reset(counter);
	return counter;
}

void secgroup_counter_put(struct secgroup_counter *counter)
{
	struct block *block;
	bool is_empty;

	if (!counter || !refcount_dec_and_test(&counter->refs))
		return;
	block = container_of(counter - counter->place, struct block, counters[0]);
	spin_lock_bh(&lock);
	if (block->taken == ALL_TAKEN)
		list_add(&block->list, &roomy);
	block->taken &= ~BIT(counter->place);
	is_empty = !block->taken;
	if (is_empty)
		list_del(&block->list);
	spin_unlock_bh(&lock);
	if (is_empty)
		block_free(block);
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
	u64_stats_inc(&s->packets[service]);
	u64_stats_update_end(&s->syncp);
}

void secgroup_counter_sum(const struct secgroup_counter *counter, u64 *packets, u64 *bytes)
{
	const struct secgroup_hits *h;
	u64 more_packets, more_bytes;
	unsigned int start;
	int cpu;

	*packets = 0;
	*bytes = 0;
	for_each_possible_cpu(cpu) {
		h = per_cpu_ptr(counter->hits, cpu);
		do {
			start = u64_stats_fetch_begin(&h->syncp);
			more_packets = u64_stats_read(&h->packets);
			more_bytes = u64_stats_read(&h->bytes);
		} while (u64_stats_fetch_retry(&h->syncp, start));
		*packets += more_packets;
		*bytes += more_bytes;
	}
}

/* Add one CPU's counts of several things. */
static void add_counts(u64 *sum, const u64_stats_t *counts, unsigned int n, const struct u64_stats_sync *syncp)
{
	unsigned int start, i;
	u64 more;

	for (i = 0; i < n; i++) {
		do {
			start = u64_stats_fetch_begin(syncp);
			more = u64_stats_read(&counts[i]);
		} while (u64_stats_fetch_retry(syncp, start));
		sum[i] += more;
	}
}

void secgroup_drops_sum(struct secgroup_drops __percpu *drops,
			u64 packets[SECGROUP_REASON_MAX + 1])
{
	const struct secgroup_drops *d;
	int cpu;

	memset(packets, 0, (SECGROUP_REASON_MAX + 1) * sizeof(*packets));
	for_each_possible_cpu(cpu) {
		d = per_cpu_ptr(drops, cpu);
		add_counts(packets, d->packets, ARRAY_SIZE(d->packets), &d->syncp);
	}
}

void secgroup_served_sum(struct secgroup_served __percpu *served,
			 u64 packets[SECGROUP_SERVICE_MAX + 1])
{
	const struct secgroup_served *s;
	int cpu;

	memset(packets, 0, (SECGROUP_SERVICE_MAX + 1) * sizeof(*packets));
	for_each_possible_cpu(cpu) {
		s = per_cpu_ptr(served, cpu);
		add_counts(packets, s->packets, ARRAY_SIZE(s->packets), &s->syncp);
	}
}

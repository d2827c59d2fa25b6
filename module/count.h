/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters: of a rule's packets, and of a NIC's dropped packets.
 */
#ifndef _SECGROUP_COUNT_H
#define _SECGROUP_COUNT_H

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include <linux/secgroup.h>

/**
 * struct secgroup_hits - packets, one CPU's share
 * @packets: judged by the rule, or of sessions that it opened
 * @bytes: of these, from the network header on
 * @syncp: written with BH disabled
 */
struct secgroup_hits {
	u64_stats_t packets;
	u64_stats_t bytes;
	struct u64_stats_sync syncp;
};

/**
 * struct secgroup_counter - what a rule and its replacements count into
 * @hits: per CPU
 * @tick: lower half of jiffies, when the times were last noted: once in each tick, for all CPUs, as often
 *	as the coarse clock goes on
 * @refs: one for every rule that holds it
 * @first: time of the first packet, ns since 1970; 0: none
 * @last: time of the last
 * @place: in its block, see count.c
 */
struct secgroup_counter {
	struct secgroup_hits __percpu *hits;
	u32 tick;
	refcount_t refs;
	atomic64_t first;
	atomic64_t last;
	u32 place;
};

/**
 * struct secgroup_drops - one CPU's share of a NIC's drops
 * @packets: by enum secgroup_reason
 * @syncp: written with BH disabled
 */
struct secgroup_drops {
	u64_stats_t packets[SECGROUP_REASON_MAX + 1];
	struct u64_stats_sync syncp;
};

/**
 * struct secgroup_served - one CPU's share of a NIC's packets that services accepted
 * @packets: by enum secgroup_service
 * @syncp: written with BH disabled
 */
struct secgroup_served {
	u64_stats_t packets[SECGROUP_SERVICE_MAX + 1];
	struct u64_stats_sync syncp;
};

/**
 * secgroup_counter_alloc() - a counter at zero
 *
 * Context: may sleep.
 * Return: with one reference, which secgroup_counter_put() gives back; or NULL.
 */
struct secgroup_counter *secgroup_counter_alloc(void);

/* Drop a reference, or none of NULL; the last one frees. Context: any, and no packet counts into it any more. */
void secgroup_counter_put(struct secgroup_counter *counter);

/* The part of secgroup_counter_add() that comes once in a tick. */
void secgroup_counter_note_time(struct secgroup_counter *counter);

/* Count one packet. Context: BH disabled. */
static __always_inline void secgroup_counter_add(struct secgroup_counter *counter, unsigned int bytes)
{
	struct secgroup_hits *h = this_cpu_ptr(counter->hits);
	u32 tick = (u32)jiffies;

	u64_stats_update_begin(&h->syncp);
	u64_stats_inc(&h->packets);
	u64_stats_add(&h->bytes, bytes);
	u64_stats_update_end(&h->syncp);
	if (unlikely(READ_ONCE(counter->tick) != tick))
		secgroup_counter_note_time(counter);
}

static __always_inline void secgroup_drops_add(struct secgroup_drops __percpu *drops, enum secgroup_reason reason)
{
	struct secgroup_drops *d = this_cpu_ptr(drops);

	u64_stats_update_begin(&d->syncp);
	u64_stats_inc(&d->packets[reason]);
	u64_stats_update_end(&d->syncp);
}

void secgroup_served_add(struct secgroup_served __percpu *served, enum secgroup_service service);

/* Add up the CPUs. Context: any. */
void secgroup_counter_sum(const struct secgroup_counter *counter, u64 *packets, u64 *bytes);
void secgroup_drops_sum(struct secgroup_drops __percpu *drops,
			u64 packets[SECGROUP_REASON_MAX + 1]);
void secgroup_served_sum(struct secgroup_served __percpu *served,
			 u64 packets[SECGROUP_SERVICE_MAX + 1]);

#endif

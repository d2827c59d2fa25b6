/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters: of a rule's packets, and of a NIC's dropped packets.
 */
#ifndef _SECGROUP_COUNT_H
#define _SECGROUP_COUNT_H

#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include <linux/secgroup.h>

/**
 * struct secgroup_hits - one CPU's share of a rule's counter
 * @packets: judged by the rule, or of sessions that it opened
 * @bytes: of these, from the network header on
 * @first: time of the first, ns since 1970 (coarse clock); 0: none
 * @last: time of the last
 * @syncp: written with BH disabled
 */
struct secgroup_hits {
	u64 packets;
	u64 bytes;
	u64 first;
	u64 last;
	struct u64_stats_sync syncp;
};

/**
 * struct secgroup_drops - one CPU's share of a NIC's drops
 * @packets: by enum secgroup_reason
 * @syncp: written with BH disabled
 */
struct secgroup_drops {
	u64 packets[SECGROUP_REASON_MAX + 1];
	struct u64_stats_sync syncp;
};

/**
 * struct secgroup_served - one CPU's share of a NIC's packets that services accepted
 * @packets: by enum secgroup_service
 * @syncp: written with BH disabled
 */
struct secgroup_served {
	u64 packets[SECGROUP_SERVICE_MAX + 1];
	struct u64_stats_sync syncp;
};

/* Count one packet. Context: BH disabled. */
static inline void secgroup_hits_add(struct secgroup_hits __percpu *hits, unsigned int bytes)
{
	struct secgroup_hits *h = this_cpu_ptr(hits);
	u64 now = ktime_get_coarse_real_ns();

	u64_stats_update_begin(&h->syncp);
	h->packets++;
	h->bytes += bytes;
	if (!h->first)
		h->first = now;
	h->last = now;
	u64_stats_update_end(&h->syncp);
}

void secgroup_drops_add(struct secgroup_drops __percpu *drops, enum secgroup_reason reason);
void secgroup_served_add(struct secgroup_served __percpu *served, enum secgroup_service service);

/* Add up the CPUs. Context: any. */
void secgroup_hits_sum(struct secgroup_hits __percpu *hits, struct secgroup_hits *sum);
void secgroup_drops_sum(struct secgroup_drops __percpu *drops,
			u64 packets[SECGROUP_REASON_MAX + 1]);
void secgroup_served_sum(struct secgroup_served __percpu *served,
			 u64 packets[SECGROUP_SERVICE_MAX + 1]);

#endif

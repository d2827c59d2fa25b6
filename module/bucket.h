/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Token buckets: how often something may be done.
 */
#ifndef _SECGROUP_BUCKET_H
#define _SECGROUP_BUCKET_H

#include <linux/atomic.h>
#include <linux/timekeeping.h>
#include <linux/types.h>

/**
 * struct secgroup_bucket - a token bucket in one word
 * @full: when it will be full again, in ns of the coarse monotonic clock. All zero: it is full
 */
struct secgroup_bucket {
	atomic64_t full;
};

/**
 * secgroup_bucket_take() - may it be done once more?
 * @bucket: the bucket
 * @per_second: tokens that it gains
 * @burst: tokens that it holds
 *
 * A token is so many nanoseconds by which it will be full later. An empty bucket is only read: a
 * flood writes no cache line that other CPUs read.
 *
 * Context: any.
 */
static inline bool secgroup_bucket_take(struct secgroup_bucket *bucket, u32 per_second, u32 burst)
{
	s64 token = NSEC_PER_SEC / per_second;
	s64 now = ktime_get_coarse_ns();
	s64 full = atomic64_read(&bucket->full), next;

	do {
		next = max(full, now) + token;
		if (next > now + burst * token)
			return false;
	} while (!atomic64_try_cmpxchg(&bucket->full, &full, next));
	return true;
}

#endif

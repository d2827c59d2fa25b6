// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters that come and go: each starts at zero, whoever had its place before, and none counts for another.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/slab.h>
#include "count.h"

/* Several blocks, the last of which is not full. */
#define MANY	100

static void count(struct secgroup_counter *counter, u64 packets)
{
	u64 i;

	local_bh_disable();
	for (i = 0; i < packets; i++)
		secgroup_counter_add(counter, 10);
	local_bh_enable();
}

static void expect(struct kunit *test, const struct secgroup_counter *counter, u64 packets)
{
	u64 counted, bytes;

	secgroup_counter_sum(counter, &counted, &bytes);
	KUNIT_EXPECT_EQ(test, counted, packets);
	KUNIT_EXPECT_EQ(test, bytes, 10 * packets);
	KUNIT_EXPECT_EQ(test, !!atomic64_read(&counter->first), !!packets);
}

static void come_and_go(struct kunit *test)
{
	struct secgroup_counter **counters = kunit_kcalloc(test, MANY, sizeof(*counters), GFP_KERNEL);
	u32 step, i;

	KUNIT_ASSERT_NOT_NULL(test, counters);
	for (i = 0; i < MANY; i++) {
		counters[i] = secgroup_counter_alloc();
		KUNIT_ASSERT_NOT_NULL(test, counters[i]);
		expect(test, counters[i], 0);
		count(counters[i], i + 1);
	}
	for (step = 2; step <= 7; step++) {
		for (i = 0; i < MANY; i += step)
			secgroup_counter_put(counters[i]);
		for (i = 0; i < MANY; i++)
			if (i % step)
				expect(test, counters[i], i + 1);
		for (i = 0; i < MANY; i += step) {
			counters[i] = secgroup_counter_alloc();
			KUNIT_ASSERT_NOT_NULL(test, counters[i]);
			expect(test, counters[i], 0);
		}
		for (i = 0; i < MANY; i += step)
			count(counters[i], i + 1);
		for (i = 0; i < MANY; i++)
			expect(test, counters[i], i + 1);
	}
	for (i = 0; i < MANY; i++)
		secgroup_counter_put(counters[i]);
}

static void shared(struct kunit *test)
{
	struct secgroup_counter *counter = secgroup_counter_alloc();

	KUNIT_ASSERT_NOT_NULL(test, counter);
	refcount_inc(&counter->refs);
	count(counter, 3);
	secgroup_counter_put(counter);
	expect(test, counter, 3);
	secgroup_counter_put(counter);
	secgroup_counter_put(NULL);
}

static struct kunit_case count_tests[] = {
	KUNIT_CASE(come_and_go),
	KUNIT_CASE(shared),
	{}
};

static struct kunit_suite count_suite = {
	.name = "secgroup-count",
	.test_cases = count_tests,
};

kunit_test_suite(count_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hash, with many keys: what people number in a row must not end in a few buckets. This module has
 * keys of its own.
 */
#include <kunit/test.h>
#include <linux/random.h>
#include <linux/slab.h>
#include "hash.h"

#define BUCKETS	4096
#define ROW	(BUCKETS * 3 / 4)	/* what a rhashtable puts there before it grows */
#define DRAWS	500
/* The chain at which a rhashtable gives up; with a random function one table in 10^10 comes to it. */
#define CHAIN	16

/* Where in a key of three pairs of words a number is counted up, as (host order) addresses and ports are. */
static const struct row {
	const char *name;
	u32 word;
	u32 step;
} rows[] = {
	{ "IPv4 addresses", 2, 1 },
	{ "IPv4 networks", 2, 256 },
	{ "IPv6 networks", 1, 1 },
	{ "ports", 4, 1 },
	{ "ports in the upper half", 4, 0x10000 },
	{ "VPCs", 5, 1 },
};

static void name_row(const struct row *row, char *name)
{
	strscpy(name, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(row, rows, name_row);

static u32 longest_chain(const struct row *row, u16 *chains, u32 seed)
{
	u32 key[6] = { 0, 0, 0x0a000000, 0xffff }, longest = 0, i;

	memset(chains, 0, BUCKETS * sizeof(*chains));
	for (i = 0; i < ROW; i++) {
		u32 bucket = secgroup_hash(key, sizeof(key), seed) % BUCKETS;

		longest = max_t(u32, longest, ++chains[bucket]);
		key[row->word] += row->step;
	}
	return longest;
}

static void in_a_row(struct kunit *test)
{
	u16 *chains = kunit_kcalloc(test, BUCKETS, sizeof(*chains), GFP_KERNEL);
	u32 longest = 0, i;

	KUNIT_ASSERT_NOT_NULL(test, chains);
	for (i = 0; i < DRAWS; i++) {
		get_random_bytes(secgroup_hash_keys, sizeof(secgroup_hash_keys));
		longest = max(longest, longest_chain(test->param_value, chains, get_random_u32()));
	}
	KUNIT_EXPECT_LE(test, longest, CHAIN);
}

static struct kunit_case hash_tests[] = {
	KUNIT_CASE_PARAM(in_a_row, row_gen_params),
	{}
};

static struct kunit_suite hash_suite = {
	.name = "secgroup-hash",
	.test_cases = hash_tests,
};

kunit_test_suite(hash_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classifier's tests where it runs: the table of cases and a short random run, as
 * tests/unit has them, and a program of the largest size.
 */
#include <kunit/test.h>
#include <linux/inet.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/string.h>

#define words_pton4(text, bytes)	in4_pton(text, -1, bytes, -1, NULL)
#define words_pton6(text, bytes)	in6_pton(text, -1, bytes, -1, NULL)
#include "classify-words.h"
#include "classify-twin.h"

#define RANDOM_POLICIES	500
#define RANDOM_PACKETS	100
#define LARGE_RULES	100000

static void describe_case(const struct words_case *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(words, words_cases, describe_case);

static void table(struct kunit *test)
{
	const struct words_case *param = test->param_value;
	struct words_fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	const struct words_step *bad;

	KUNIT_ASSERT_NOT_NULL(test, fixture);
	bad = words_run_case(fixture, param->name);
	if (bad)
		KUNIT_FAIL(test, "%s\nexpected: %s\n%s", bad->words,
			   bad->expect ? bad->expect : "to be understood", fixture->why);
}

static void random_policies(struct kunit *test)
{
	struct twin *twin = secgroup_alloc(sizeof(*twin));
	u64 hits = 0;
	u64 seed;

	KUNIT_ASSERT_NOT_NULL(test, twin);
	for (seed = 1; seed <= RANDOM_POLICIES; seed++) {
		if (!twin_run(twin, seed, RANDOM_PACKETS, &hits)) {
			KUNIT_FAIL(test, "seed %llu: %s", seed, twin->why);
			break;
		}
		cond_resched();
	}
	KUNIT_EXPECT_GT(test, hits, (u64)RANDOM_POLICIES * RANDOM_PACKETS / 3);
	secgroup_free(twin);
}

/* Rules one below the other in priority and overlapping in ports: the sorts have most to do. */
static void fill_large(struct secgroup_source_rule *rules, struct twin_rule *specs)
{
	u32 i;

	for (i = 0; i < LARGE_RULES; i++) {
		struct secgroup_rule_spec *spec = &specs[i].spec;

		spec->priority = 100 - i % 100;
		spec->action = SECGROUP_ACCEPT;
		spec->proto = IPPROTO_TCP;
		spec->icmp_any = 2;
		spec->n_ports = 1;
		spec->ranges[0].lo = 1 + i % 60000;
		spec->ranges[0].hi = 65535;
		rules[i].spec = spec;
		rules[i].id = LARGE_RULES - i;
	}
}

static void largest_program(struct kunit *test)
{
	static const struct secgroup_source_group group = { .gid = 1 };
	struct secgroup_source_rule *rules = secgroup_alloc(LARGE_RULES * sizeof(*rules));
	struct twin_rule *specs = secgroup_alloc(LARGE_RULES * sizeof(*specs));
	struct secgroup_source src = { &group, rules, 1, LARGE_RULES, { 0, 0 } };
	struct secgroup_key key = { .proto = IPPROTO_TCP, .dport = 65535 };
	struct secgroup_program *prog = NULL;
	ktime_t start;

	if (rules && specs) {
		fill_large(rules, specs);
		start = ktime_get();
		prog = secgroup_program_compile(&src);
		kunit_info(test, "%u rules compiled in %lld ms\n", LARGE_RULES,
			   ktime_ms_delta(ktime_get(), start));
	}
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, prog);
	if (!IS_ERR_OR_NULL(prog)) {
		KUNIT_EXPECT_EQ(test, 0, secgroup_classify(prog, &key, NULL, 1).rank);
		KUNIT_EXPECT_EQ(test, 1, rules[0].spec->priority);
		secgroup_program_free(prog);
	}
	secgroup_free(specs);
	secgroup_free(rules);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(table, words_gen_params),
	KUNIT_CASE(random_policies),
	KUNIT_CASE(largest_program),
	{}
};

static struct kunit_suite suite = {
	.name = "secgroup_classify",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of the secgroup module");
MODULE_LICENSE("GPL");

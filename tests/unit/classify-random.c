// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random policies: the classifier against its stupid twin; memory that runs out; limits.
 *
 *	classify-random [SEED [POLICIES]]
 *
 * A difference names the seed of its policy: `classify-random SEED 1` runs that one again.
 */
#include <stdio.h>
#include "memory.h"
#include "tap.h"
#include "classify-twin.h"

#define PACKETS		200

static struct twin twin;

static void test_twin(u64 seed, u64 policies)
{
	u64 hits = 0;
	u64 i;

	printf("# seed %llu, %llu policies, %d packets each\n", (unsigned long long)seed,
	       (unsigned long long)policies, PACKETS);
	for (i = 0; i < policies; i++) {
		if (!twin_run(&twin, seed + i, PACKETS, &hits)) {
			printf("# seed %llu: %s\n", (unsigned long long)(seed + i), twin.why);
			break;
		}
	}
	ok(i == policies, "random policies are judged as by the twin");
	/* Or the packets missed everything and nothing was compared. */
	ok(hits * 3 > i * PACKETS, "a rule decides in %llu of %llu judgements",
	   (unsigned long long)hits, (unsigned long long)(i * PACKETS));
	ok(twin.stateless * 50 > i * PACKETS, "P-28 %llu of them need no session",
	   (unsigned long long)twin.stateless);
	ok(!memory_held, "nothing is leaked");
}

/* Every allocation fails once; then the same source must still compile and be right. */
static void test_no_memory(u64 seed)
{
	struct secgroup_program *prog;
	u64 hits = 0;
	long n;

	twin_policy(&twin, seed);
	for (n = 0; n < 100; n++) {
		memory_left = n;
		prog = secgroup_program_compile(&twin.src);
		memory_left = -1;
		if (!IS_ERR(prog)) {
			secgroup_program_free(prog);
			break;
		}
		if (PTR_ERR(prog) != -ENOMEM || memory_held) {
			ok(false, "allocation %ld fails: error %ld, %ld held", n, PTR_ERR(prog),
			   memory_held);
			return;
		}
	}
	ok(n > 0 && n < 100 && !memory_held,
	   "each of %ld allocations fails alone: no memory, no leak", n);
	ok(twin_run(&twin, seed, PACKETS, &hits), "and after that it is right");
}

/* The rules of a NIC with one group. */
static struct secgroup_program *compile_rules(struct secgroup_source_rule *rules, u32 n)
{
	struct secgroup_source_group group = { .gid = 1 };
	struct secgroup_source src = { &group, rules, 1, n, { 0, 1 } };

	return secgroup_program_compile(&src);
}

/* Is @addr judged by the rule that names it, if one of @n addresses from @first on, @step apart, is this one? */
static bool is_found(const struct secgroup_program *prog, u32 first, u32 step, u32 n, u32 addr)
{
	const struct secgroup_key key = { .remote = secgroup_addr_v4(addr), .proto = IPPROTO_TCP };
	u32 i = (addr - first) / step;
	u32 want = addr >= first && i < n && addr == first + i * step ? i : SECGROUP_NO_RULE;
	u32 got = secgroup_classify(prog, &key, NULL, 1).rank;

	if (got != want)
		printf("# %u addresses from %#x on, %u apart: %#x, rank %u\n", n, first, step, addr, got);
	return got == want;
}

/* Rules for @n addresses, each of which is looked for, and its neighbours. */
static bool are_found(u32 first, u32 step, u32 n)
{
	struct secgroup_source_rule *rules = calloc(n, sizeof(*rules));
	struct secgroup_rule_spec *specs = calloc(n, sizeof(*specs));
	struct secgroup_program *prog;
	bool good;
	u32 i;

	for (i = 0; i < n; i++) {
		specs[i].priority = 1;
		specs[i].icmp_any = 2;
		specs[i].peer = SECGROUP_PEER_CIDR;
		specs[i].peer_cidr = (struct secgroup_cidr){ secgroup_addr_v4(first + i * step), 128, 4 };
		rules[i] = (struct secgroup_source_rule){ &specs[i], NULL, 0, i + 1 };
	}
	prog = compile_rules(rules, n);
	good = !IS_ERR(prog);
	good = good && is_found(prog, first, step, n, 0) && is_found(prog, first, step, n, U32_MAX);
	for (i = 0; good && i < n; i++) {
		u32 addr = first + i * step;

		good = is_found(prog, first, step, n, addr) && is_found(prog, first, step, n, addr - 1) &&
		       is_found(prog, first, step, n, addr + 1);
	}
	if (!IS_ERR(prog))
		secgroup_program_free(prog);
	free(rules);
	free(specs);
	return good;
}

/* Trees of every form: around each number at which a level or a leaf begins. */
static void test_trees(void)
{
	static const u32 edges[] = { 128, 256, 1024, 2048, 4096, 16384, 32768 };
	u32 n, e, step;
	bool good = true;

	for (step = 1; step <= 2; step++) {
		for (n = 1; good && n <= 300; n++)
			good = are_found(0, step, n) && are_found(7, step, n) &&
			       are_found(U32_MAX - (n - 1) * step, step, n);
		for (e = 0; good && e < ARRAY_SIZE(edges); e++)
			for (n = edges[e] - 8; good && n <= edges[e] + 8; n++)
				good = are_found(0, step, n) && are_found(U32_MAX - (n - 1) * step, step, n);
	}
	ok(good, "one to 32,776 addresses: each is found, and no neighbour is");
	ok(are_found(1, U32_MAX / 70000, 70000), "70,000 addresses all over");
	ok(!memory_held, "nothing is leaked");
}

/* Rules of so many port ranges each. */
static long compile_many(u32 n_rules, u16 n_ports, u16 n_src_ports, u16 width)
{
	struct secgroup_rule_spec *spec;
	struct secgroup_source_rule *rules = calloc(n_rules, sizeof(*rules));
	struct secgroup_program *prog;
	u32 i;

	spec = calloc(1, secgroup_rule_spec_size(n_ports, n_src_ports));
	spec->priority = 1;
	spec->proto = IPPROTO_TCP;
	spec->n_ports = n_ports;
	spec->n_src_ports = n_src_ports;
	for (i = 0; i < (u32)n_ports + n_src_ports; i++)
		spec->ranges[i] = (struct secgroup_range){ 1 + i * 2, 1 + i * 2 + width };
	for (i = 0; i < n_rules; i++)
		rules[i] = (struct secgroup_source_rule){ spec, NULL, 0, i + 1 };
	prog = compile_rules(rules, n_rules);
	if (!IS_ERR(prog)) {
		secgroup_program_free(prog);
		prog = NULL;
	}
	free(rules);
	free(spec);
	return PTR_ERR(prog);
}

/* Rules that name lists of so many prefixes; each its own, or all the first. Bytes, or an error. */
static long compile_listed(u32 n_rules, u32 n_lists, u32 n_prefixes)
{
	struct secgroup_source_rule *rules = calloc(n_rules, sizeof(*rules));
	struct secgroup_rule_spec *specs = calloc(n_rules, sizeof(*specs));
	struct secgroup_entries *lists = calloc(n_lists, sizeof(*lists));
	struct secgroup_cidr *prefixes = calloc(n_prefixes, sizeof(*prefixes));
	struct secgroup_program *prog;
	long bytes;
	u32 i;

	for (i = 0; i < n_prefixes; i++)
		prefixes[i] = (struct secgroup_cidr){ secgroup_addr_v4((10U << 24) + i * 2), 128, 4 };
	for (i = 0; i < n_lists; i++)
		lists[i] = (struct secgroup_entries){ i + 1, n_prefixes, { prefixes } };
	for (i = 0; i < n_rules; i++) {
		specs[i].priority = 1;
		specs[i].icmp_any = 2;
		specs[i].peer = SECGROUP_PEER_LIST;
		specs[i].prefixes = &lists[i % n_lists];
		rules[i] = (struct secgroup_source_rule){ &specs[i], NULL, 0, i + 1 };
	}
	prog = compile_rules(rules, n_rules);
	bytes = IS_ERR(prog) ? PTR_ERR(prog) : (long)secgroup_program_memory(prog);
	if (!IS_ERR(prog))
		secgroup_program_free(prog);
	free(rules);
	free(specs);
	free(lists);
	free(prefixes);
	return bytes;
}

/* P-19: what lists cost. */
static void test_lists(void)
{
	long one = compile_listed(1, 1, 10000), all = compile_listed(1000, 1, 10000);

	ok(one > 0 && one < 10000 * 60L, "a list of 10,000 prefixes: %ld bytes", one);
	ok(all > 0 && all - one < 999 * 300L, "each of 999 more rules that name it: %ld bytes",
	   (all - one) / 999);
	ok(compile_listed(419, 419, 10000) > 0, "as many prefixes as there may be");
	ok(compile_listed(420, 420, 10000) == -E2BIG, "some more are too many");
	ok(!memory_held, "nothing is leaked");
}

static void test_limits(void)
{
	u32 full = SECGROUP_PIECES_MAX / SECGROUP_RANGES_MAX;

	ok(compile_many(full, SECGROUP_RANGES_MAX, 0, 0) == 0, "as many pieces as there may be");
	ok(compile_many(full + 1, SECGROUP_RANGES_MAX, 0, 0) == -E2BIG, "some more are too many");
	ok(compile_many(1, 1, 1, 0) == 0, "a rule with one port and one source port");
	ok(compile_many(4, SECGROUP_RANGES_MAX, SECGROUP_RANGES_MAX, 0) == 0,
	   "a product of ports and source ports");
	ok(compile_many(5, SECGROUP_RANGES_MAX, SECGROUP_RANGES_MAX, 0) == -E2BIG,
	   "a larger one is too many");
	ok(compile_many(100000, 2, 0, 60000) == 0, "100,000 rules on top of each other");
	ok(!memory_held, "nothing is leaked");
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u64 policies = argc > 2 ? strtoull(argv[2], NULL, 0) : 20000;

	test_twin(seed, policies);
	test_no_memory(seed);
	test_trees();
	test_limits();
	test_lists();
	return tap_end();
}

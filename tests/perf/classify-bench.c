// SPDX-License-Identifier: GPL-2.0-only
/*
 * One measurement of the classifier; tests/perf/classify calls it.
 *
 *	classify-bench RULES PORTS 4|6 last|random|miss|cold|naive PACKETS
 *
 * RULES rules of PORTS single ports each, tcp and udp in turn, their peers disjoint prefixes of
 * /24 to /32 (IPv6: /56 to /64), priorities mixed. A packet is for the last rule in the order of
 * judgement, for a rule at random, or from a rule's peer to a port that it does not name. "cold" is at
 * random, with nothing of the program in the processor's caches; "naive" is at random by the
 * definition of a match, rule after rule in the order of judgement. Prints:
 * nanoseconds per packet (of cold ones the median), milliseconds to compile, bytes per rule.
 */
#include <stdio.h>
#include <time.h>
#include "core/program.h"

#define PORT_FIRST	1000
#define PORT_STEP	11
#define KEYS		4096	/* a power of two */
#define LINE		64	/* bytes of a line of a cache */

static struct secgroup_key keys[KEYS];

/* As large pieces of memory in the kernel, it begins with a line. */
void *secgroup_alloc(size_t bytes)
{
	void *p = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);

	return p ? memset(p, 0, bytes) : NULL;
}

void secgroup_free(void *p)
{
	free(p);
}

static void die(const char *what)
{
	fprintf(stderr, "classify-bench: %s\n", what);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static struct secgroup_addr peer_of(u32 i, int family)
{
	if (family == 4)
		return secgroup_addr_v4((10U << 24) + i * 256);
	return (struct secgroup_addr){ 0x20010db800000000ULL + i * 256ULL, 0 };
}

static struct secgroup_rule_spec *make_spec(u32 i, u32 ports, int family)
{
	struct secgroup_rule_spec *spec = calloc(1, secgroup_rule_spec_size(ports, 0));
	u32 k;

	if (!spec)
		die("no memory");
	spec->peer = SECGROUP_PEER_CIDR;
	spec->peer_cidr.addr = peer_of(i, family);
	spec->peer_cidr.len = (family == 4 ? 96 + 24 : 56) + i % 9;
	spec->peer_cidr.family = family;
	spec->action = SECGROUP_ACCEPT;
	spec->priority = 1 + i % SECGROUP_PRIORITY_MAX;
	spec->proto = i % 2 ? IPPROTO_TCP : IPPROTO_UDP;
	spec->icmp_any = 2;
	spec->n_ports = ports;
	for (k = 0; k < ports; k++)
		spec->ranges[k].lo = spec->ranges[k].hi = PORT_FIRST + k * PORT_STEP;
	return spec;
}

/* A packet that this rule matches on its last port, or just does not. */
static struct secgroup_key make_key(const struct secgroup_rule_spec *spec, bool miss)
{
	return (struct secgroup_key){
		.remote = spec->peer_cidr.addr,
		.local = spec->peer_cidr.addr,
		.direction = SECGROUP_INGRESS,
		.proto = spec->proto,
		.sport = 40000,
		.dport = spec->ranges[spec->n_ports - 1].hi + miss,
	};
}

/* The source's rules are by rank since it was compiled. */
static void make_keys(const struct secgroup_source *src, const char *which)
{
	u32 n = src->n_rules;
	u32 i;

	srand(1);
	for (i = 0; i < KEYS; i++) {
		bool last = !strcmp(which, "last") || !strcmp(which, "miss");
		u32 rank = last ? n - 1 : (u32)rand() % n;

		keys[i] = make_key(src->rules[rank].spec, !strcmp(which, "miss"));
	}
}

static double judge_naively(const struct secgroup_source *src, u32 packets)
{
	u32 n = src->n_rules;
	double start = now();
	u32 i, rank;

	for (i = 0; i < packets; i++) {
		for (rank = 0; rank < n; rank++)
			if (secgroup_rule_matches(src->rules[rank].spec, &keys[i % KEYS], NULL, 1))
				break;
		if (rank == n)
			die("a packet was judged otherwise than meant");
	}
	return (now() - start) / packets;
}

static void evict(const void *p, size_t bytes)
{
	const char *line = (const char *)((uintptr_t)p & ~(uintptr_t)(LINE - 1));

	for (; line < (const char *)p + bytes; line += LINE)
		__builtin_ia32_clflush(line);
}

static int compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *of, u32 n)
{
	qsort(of, n, sizeof(*of), compare_doubles);
	return of[n / 2];
}

/* What the clock takes is taken off. */
static double judge_cold(const struct secgroup_program *prog, u32 packets)
{
	double *took = calloc(packets, sizeof(*took)), *clock = calloc(packets, sizeof(*clock));
	double start, in_all;
	u32 i;

	if (!took || !clock)
		die("no memory");
	for (i = 0; i < packets; i++) {
		evict(prog, secgroup_program_memory(prog));
		__builtin_ia32_mfence();
		start = now();
		clock[i] = now() - start;
		start = now();
		if (secgroup_classify(prog, &keys[i % KEYS], NULL, 1).stage != SECGROUP_STAGE_RULE)
			die("a packet was judged otherwise than meant");
		took[i] = now() - start;
	}
	in_all = median(took, packets) - median(clock, packets);
	free(took);
	free(clock);
	return in_all;
}

static double judge(const struct secgroup_program *prog, const struct secgroup_source *src, u32 packets,
		    const char *which)
{
	bool miss = !strcmp(which, "miss");
	double start;
	u32 matched = 0;
	u32 i;

	if (!strcmp(which, "naive"))
		return judge_naively(src, packets);
	if (!strcmp(which, "cold"))
		return judge_cold(prog, packets);
	start = now();
	for (i = 0; i < packets; i++)
		matched += secgroup_classify(prog, &keys[i % KEYS], NULL, 1).stage ==
			   SECGROUP_STAGE_RULE;
	if (matched != (miss ? 0 : packets))
		die("packets were judged otherwise than meant");
	return (now() - start) / packets;
}

int main(int argc, char **argv)
{
	struct secgroup_source_group group = { .gid = 1 };
	struct secgroup_source src = { .groups = &group, .n_groups = 1 };
	struct secgroup_program *prog;
	u32 ports, packets, i;
	int family;
	double start, ns;

	if (argc != 6)
		die("usage: classify-bench RULES PORTS 4|6 last|random|miss|cold|naive PACKETS");
	src.n_rules = strtoul(argv[1], NULL, 10);
	ports = strtoul(argv[2], NULL, 10);
	family = atoi(argv[3]);
	packets = strtoul(argv[5], NULL, 10);
	src.rules = calloc(src.n_rules, sizeof(*src.rules));
	if (!src.rules)
		die("no memory");
	for (i = 0; i < src.n_rules; i++)
		src.rules[i] = (struct secgroup_source_rule){
			make_spec(i, ports, family), NULL, 0, i + 1
		};

	start = now();
	prog = secgroup_program_compile(&src);
	if (IS_ERR(prog))
		die(PTR_ERR(prog) == -E2BIG ? "too big" : "no memory");
	ns = now() - start;
	make_keys(&src, argv[4]);
	printf("%.1f %.2f %.1f\n", judge(prog, &src, packets, argv[4]), ns / 1e6,
	       (double)secgroup_program_memory(prog) / src.n_rules);
	return 0;
}

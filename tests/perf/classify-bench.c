// SPDX-License-Identifier: GPL-2.0-only
/*
 * One measurement of the classifier; tests/perf/classify calls it.
 *
 *	classify-bench RULES PORTS 4|6 last|random|miss PACKETS
 *
 * RULES rules of PORTS single ports each, tcp and udp in turn, their peers disjoint prefixes of
 * /24 to /32 (IPv6: /56 to /64), priorities mixed. A packet is for the last rule in the order of
 * judgement, for a rule at random, or from a rule's peer to a port that it does not name. Prints:
 * nanoseconds per packet, milliseconds to compile, bytes per rule.
 */
#include <stdio.h>
#include <time.h>
#include "core/program.h"

#define PORT_FIRST	1000
#define PORT_STEP	11
#define KEYS		4096	/* a power of two */

static struct secgroup_key keys[KEYS];

void *secgroup_alloc(size_t bytes)
{
	return calloc(1, bytes);
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

static void make_keys(const struct secgroup_program *prog, const char *which)
{
	u32 n = secgroup_program_size(prog);
	u32 i;

	srand(1);
	for (i = 0; i < KEYS; i++) {
		u32 rank = strcmp(which, "random") ? n - 1 : (u32)rand() % n;

		keys[i] = make_key(secgroup_program_rule(prog, rank)->spec, !strcmp(which, "miss"));
	}
}

static double judge(const struct secgroup_program *prog, u32 packets, bool miss)
{
	double start = now();
	u32 matched = 0;
	u32 i;

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
		die("usage: classify-bench RULES PORTS 4|6 last|random|miss PACKETS");
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
	make_keys(prog, argv[4]);
	printf("%.1f %.2f %.1f\n", judge(prog, packets, !strcmp(argv[4], "miss")), ns / 1e6,
	       (double)secgroup_program_memory(prog) / src.n_rules);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * SYNs at random, shown to conntrack and to syn.c: what each knows of the connection then must be the same, bit by bit.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/ip.h>
#include <linux/netfilter.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/tcp.h>
#include "syn.h"

#define SYNS		20000
#define ZONE		0x5ec
#define OPTIONS_MAX	40
#define PAYLOAD_MAX	20

struct syn {
	struct iphdr ip;
	struct tcphdr th;
	u8 rest[OPTIONS_MAX + PAYLOAD_MAX];
} __packed;

/* One option, or what looks like one. Return: its length. */
static u32 put_option(u8 *option, struct rnd_state *rnd)
{
	static const u8 known[][4] = {
		{ TCPOPT_MSS, TCPOLEN_MSS, 5, 180 },
		{ TCPOPT_SACK_PERM, TCPOLEN_SACK_PERM },
		{ TCPOPT_TIMESTAMP, TCPOLEN_TIMESTAMP },
		{ TCPOPT_WINDOW, TCPOLEN_WINDOW, 7 },
		{ TCPOPT_WINDOW, TCPOLEN_WINDOW, 14 },
		{ TCPOPT_WINDOW, TCPOLEN_WINDOW, 255 },
	};
	u32 n = prandom_u32_state(rnd) % 16;

	if (n < ARRAY_SIZE(known)) {
		memcpy(option, known[n], sizeof(known[n]));
		return option[1];
	}
	if (n < 12) {
		*option = TCPOPT_NOP;
		return 1;
	}
	/* Anything: ends, options that are unknown, too short, or longer than the header. */
	option[0] = prandom_u32_state(rnd) % 10;
	option[1] = prandom_u32_state(rnd) % 5;
	return max(option[1], 1);
}

static u32 put_options(u8 *options, struct rnd_state *rnd)
{
	u8 all[OPTIONS_MAX + 16] = {};
	u32 length = prandom_u32_state(rnd) % (OPTIONS_MAX / 4 + 1) * 4, n = 0;

	while (n < length)
		n += put_option(all + n, rnd);
	memcpy(options, all, length);
	return length;
}

/* Return: its length. */
static u32 make_syn(struct syn *syn, struct rnd_state *rnd)
{
	u32 options, length;

	memset(syn, 0, sizeof(*syn));
	options = put_options(syn->rest, rnd);
	length = sizeof(syn->ip) + sizeof(syn->th) + options;
	if (prandom_u32_state(rnd) % 4 == 0)
		length += prandom_u32_state(rnd) % PAYLOAD_MAX;
	syn->ip = (struct iphdr){
		.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP, .tot_len = htons(length),
		.saddr = htonl(0xc0000201), .daddr = htonl(0xc6336402),
	};
	syn->ip.check = ip_fast_csum(&syn->ip, syn->ip.ihl);
	syn->th = (struct tcphdr){
		.source = htons(40000), .dest = htons(80), .seq = htonl(prandom_u32_state(rnd)),
		.doff = (sizeof(syn->th) + options) / 4, .syn = 1,
	};
	if (prandom_u32_state(rnd) % 4)
		syn->th.window = htons(prandom_u32_state(rnd));
	if (prandom_u32_state(rnd) % 4 == 0) {
		syn->th.urg = prandom_u32_state(rnd);
		syn->th.psh = prandom_u32_state(rnd);
		syn->th.ece = prandom_u32_state(rnd);
		syn->th.cwr = prandom_u32_state(rnd);
	}
	return length;
}

/* An skb with these bytes from its network header on, those after the first @linear in a page of its own. */
static struct sk_buff *make_skb(struct kunit *test, const void *bytes, u32 length, u32 linear)
{
	struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reset_network_header(skb);
	skb_put_data(skb, bytes, linear);
	skb->protocol = htons(ETH_P_IP);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	if (linear == length)
		return skb;
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), bytes + linear, length - linear);
	skb_add_rx_frag(skb, 0, page, 0, length - linear, PAGE_SIZE);
	return skb;
}

static void compare(struct kunit *test, struct nf_conn *tmpl, struct rnd_state *rnd)
{
	const struct nf_hook_state state = { .hook = NF_INET_PRE_ROUTING, .pf = NFPROTO_IPV4, .net = &init_net };
	u32 length, linear;
	enum ip_conntrack_info ctinfo;
	unsigned int verdict;
	struct sk_buff *skb;
	struct ip_ct_tcp mine;
	struct nf_conn *ct;
	struct syn syn;

	length = make_syn(&syn, rnd);
	linear = length;
	if (prandom_u32_state(rnd) % 2)
		linear = sizeof(syn.ip) + prandom_u32_state(rnd) % (length - sizeof(syn.ip));
	skb = make_skb(test, &syn, length, linear);
	memset(&mine, 0, sizeof(mine));
	KUNIT_EXPECT_TRUE(test, secgroup_syn_note(&mine, skb, sizeof(syn.ip), length));

	nf_conntrack_get(&tmpl->ct_general);
	nf_ct_set(skb, tmpl, IP_CT_NEW);
	/* As in a hook. */
	local_bh_disable();
	rcu_read_lock();
	verdict = nf_conntrack_in(skb, &state);
	rcu_read_unlock();
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, verdict, NF_ACCEPT);
	ct = nf_ct_get(skb, &ctinfo);
	if (ct && ct != tmpl) {
		KUNIT_EXPECT_MEMEQ(test, &mine, &ct->proto.tcp, sizeof(mine));
		KUNIT_EXPECT_EQ(test, mine.state, TCP_CONNTRACK_SYN_SENT);
	} else {
		KUNIT_FAIL(test, "conntrack made no entry");
	}
	kfree_skb(skb);
}

static void as_conntrack(struct kunit *test)
{
	struct nf_conntrack_zone zone;
	struct rnd_state rnd;
	struct nf_conn *tmpl;
	u32 seed, i;

	seed = get_random_u32();
	kunit_info(test, "seed %u", seed);
	prandom_seed_state(&rnd, seed);
	nf_ct_zone_init(&zone, ZONE, NF_CT_DEFAULT_ZONE_DIR, 0);
	tmpl = nf_ct_tmpl_alloc(&init_net, &zone, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, tmpl);
	for (i = 0; i < SYNS && !READ_ONCE(test->status); i++)
		compare(test, tmpl, &rnd);
	nf_ct_put(tmpl);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(as_conntrack),
	{}
};

static struct kunit_suite suite = {
	.name = "secgroup-syn",
	.test_cases = cases,
};

kunit_test_suite(suite);

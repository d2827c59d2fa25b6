// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parser, fed with frames that are built byte by byte: whole, cut at every length, in pieces of
 * memory, padded, seen from both hooks, and mutated at random (for KASAN to watch).
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <linux/prandom.h>
#include <linux/skbuff.h>
#include "guard.h"
#include "packet.h"

#define FRAME_MAX	256
#define MUTATIONS	20000

/**
 * struct frame - a frame being built
 * @bytes: what it is made of
 * @n: how many
 * @tag: VLAN tag that travels beside the frame, or 0
 */
struct frame {
	u8 bytes[FRAME_MAX];
	u32 n;
	u16 tag;
};

static void put(struct frame *f, const void *bytes, u32 n)
{
	memcpy(f->bytes + f->n, bytes, n);
	f->n += n;
}

static void put8(struct frame *f, u8 v)
{
	f->bytes[f->n++] = v;
}

static void put16(struct frame *f, u16 v)
{
	put8(f, v >> 8);
	put8(f, v);
}

static void put32(struct frame *f, u32 v)
{
	put16(f, v >> 16);
	put16(f, v);
}

static void eth(struct frame *f, u16 type)
{
	static const u8 macs[] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1 };

	put(f, macs, sizeof(macs));
	put16(f, type);
}

/* 192.0.2.1 -> 198.51.100.2, options of 4 * @words bytes to follow. */
static void ipv4_header(struct frame *f, u8 proto, u16 payload, u8 words)
{
	put8(f, 0x45 + words);
	put8(f, 0);
	put16(f, 20 + 4 * words + payload);
	put32(f, 0);
	put8(f, 64);
	put8(f, proto);
	put16(f, 0);
	put32(f, 0xc0000201);
	put32(f, 0xc6336402);
}

static void ipv4(struct frame *f, u8 proto, u16 payload)
{
	eth(f, ETH_P_IP);
	ipv4_header(f, proto, payload, 0);
}

static void address6(struct frame *f, u8 last)
{
	put32(f, 0x20010db8);
	put32(f, 0);
	put32(f, 0);
	put32(f, last);
}

/* 2001:db8::1 -> 2001:db8::2 */
static void ipv6_header(struct frame *f, u8 next, u16 payload, u8 hops)
{
	put32(f, 0x60000000);
	put16(f, payload);
	put8(f, next);
	put8(f, hops);
	address6(f, 1);
	address6(f, 2);
}

static void ipv6(struct frame *f, u8 next, u16 payload)
{
	eth(f, ETH_P_IPV6);
	ipv6_header(f, next, payload, 255);
}

static void extension(struct frame *f, u8 next, u8 first)
{
	put8(f, next);
	put8(f, 0);
	put8(f, first);
	put8(f, 0);
	put32(f, 0);
}

static void fragment_header(struct frame *f, u8 next, u16 offset_and_flag)
{
	put8(f, next);
	put8(f, 0);
	put16(f, offset_and_flag);
	put32(f, 1);
}

static void tcp(struct frame *f, u8 flags)
{
	put16(f, 40000);
	put16(f, 80);
	put32(f, 1);
	put32(f, 0);
	put8(f, 5 << 4);
	put8(f, flags);
	put16(f, 1000);
	put32(f, 0);
}

static void udp(struct frame *f, u16 sport, u16 dport, u16 payload)
{
	put16(f, sport);
	put16(f, dport);
	put16(f, 8 + payload);
	put16(f, 0);
}

static void icmp(struct frame *f, u8 type, u8 code)
{
	put8(f, type);
	put8(f, code);
	put16(f, 0);
	put16(f, 7);
	put16(f, 1);
}

static void arp(struct frame *f, u16 type)
{
	eth(f, type);
	put16(f, 1);
	put16(f, ETH_P_IP);
	put8(f, 6);
	put8(f, 4);
	put16(f, 1);
	put(f, f->bytes + ETH_ALEN, ETH_ALEN);
	put32(f, 0xc0000201);
	put32(f, 0);
	put16(f, 0);
	put32(f, 0xc6336402);
}

#define CASE(name, ...)	static void name(struct frame *f) { __VA_ARGS__ }

CASE(v4_tcp, ipv4(f, 6, 20); tcp(f, 0x02);)
CASE(v4_udp, ipv4(f, 17, 8); udp(f, 5000, 53, 0);)
CASE(v4_ping, ipv4(f, 1, 8); icmp(f, 8, 0);)
CASE(v4_options, eth(f, ETH_P_IP); ipv4_header(f, 6, 20, 1); put32(f, 0x01010100); tcp(f, 0x10);)
CASE(v4_esp, ipv4(f, 50, 0);)
CASE(v6_tcp, ipv6(f, 6, 20); tcp(f, 0x12);)
CASE(v6_chain, ipv6(f, 0, 44); extension(f, 60, 1); extension(f, 43, 1); extension(f, 6, 4);
	tcp(f, 0x02);)
CASE(v6_atomic, ipv6(f, 44, 16); fragment_header(f, 17, 0); udp(f, 5000, 53, 0);)
CASE(v6_ping, ipv6(f, 58, 8); icmp(f, 128, 0);)
CASE(v6_none, ipv6(f, 59, 0);)
CASE(v6_ns, ipv6(f, 58, 32); icmp(f, 135, 0); address6(f, 2); put16(f, 0x0101); put16(f, 0);
	put32(f, 0);)
CASE(v4_error, ipv4(f, 1, 36); icmp(f, 3, 3); f->bytes[29] = 9;
	ipv4_header(f, 17, 100, 0); memcpy(f->bytes + 42 + 12, f->bytes + 30, 4);
	udp(f, 5000, 53, 92);)
CASE(arp_request, arp(f, ETH_P_ARP);)
CASE(rarp, arp(f, ETH_P_RARP);)

CASE(vlan_in_frame, eth(f, ETH_P_8021Q); put16(f, 5); put16(f, ETH_P_IP);
	ipv4_header(f, 6, 20, 0); tcp(f, 2);)
CASE(vlan_beside, v4_tcp(f); f->tag = 5;)
CASE(vlan_short, eth(f, ETH_P_8021Q); put16(f, 5);)
CASE(vlan_malformed, eth(f, ETH_P_8021Q); put16(f, 5); put16(f, ETH_P_IP);
	ipv4_header(f, 6, 20, 0); tcp(f, 3);)
CASE(qinq, eth(f, ETH_P_8021AD); put32(f, 0x00058100); put32(f, 0x00060800);
	ipv4_header(f, 6, 20, 0); tcp(f, 2);)
CASE(qinq_beside, eth(f, ETH_P_8021Q); put32(f, 0x00060800);
	ipv4_header(f, 6, 20, 0); tcp(f, 2); f->tag = 5;)
CASE(vlan_arp, eth(f, ETH_P_8021Q); put32(f, 0x00050806); put32(f, 0x00010800);
	put32(f, 0x06040001); put(f, f->bytes + 6, 6); put32(f, 0xc0000201); put32(f, 0);
	put16(f, 0); put32(f, 0xc6336402);)
CASE(three_tags, eth(f, ETH_P_8021AD); put32(f, 0x00058100); put32(f, 0x00068100);
	put32(f, 0x00070800);)
CASE(three_tags_beside, eth(f, ETH_P_8021AD); put32(f, 0x00058100); put32(f, 0x00060800);
	f->tag = 7; f->bytes[16] = 0x81; f->bytes[17] = 0; f->bytes[20] = 0x81; f->bytes[21] = 0;
	put32(f, 0x00000800);)
CASE(llc, eth(f, 46); put32(f, 0xaaaa0300); put32(f, 0x00000800);)
CASE(mpls, eth(f, 0x8847); put32(f, 0);)
CASE(lldp, eth(f, 0x88cc); put32(f, 0);)
CASE(multicast_source, v4_tcp(f); f->bytes[6] |= 1;)
CASE(arp_hlen, arp_request(f); f->bytes[18] = 8;)
CASE(arp_htype, arp_request(f); f->bytes[15] = 6;)
CASE(rarp_foreign, rarp(f); f->bytes[22] ^= 4;)
CASE(v4_version, v4_tcp(f); f->bytes[14] = 0x65;)
CASE(v4_ihl, v4_tcp(f); f->bytes[14] = 0x44;)
CASE(v4_total_short, v4_tcp(f); f->bytes[17] = 19;)
CASE(v4_total_long, v4_tcp(f); f->bytes[17]++;)
CASE(v4_lsrr, eth(f, ETH_P_IP); ipv4_header(f, 6, 20, 1); put32(f, 0x83030400); tcp(f, 2);)
CASE(v4_option_zero, eth(f, ETH_P_IP); ipv4_header(f, 6, 20, 1); put32(f, 0x07000000); tcp(f, 2);)
CASE(v4_option_long, eth(f, ETH_P_IP); ipv4_header(f, 6, 20, 1); put32(f, 0x07050000); tcp(f, 2);)
CASE(v4_more, v4_tcp(f); f->bytes[20] = 0x20;)
CASE(v4_offset, v4_tcp(f); f->bytes[21] = 1;)
CASE(v4_first, ipv4(f, 17, 16); udp(f, 5000, 53, 100); put32(f, 0); put32(f, 0);
	f->bytes[20] = 0x20;)
CASE(v4_tiny, ipv4(f, 6, 16); tcp(f, 0x02); f->n -= 4; f->bytes[20] = 0x20;)
CASE(v4_sum, v4_udp(f); f->bytes[20] = 0x1f; f->bytes[21] = 0xff;)
CASE(v4_empty, ipv4(f, 17, 0); f->bytes[20] = 0x20;)
CASE(v4_multicast_source, v4_tcp(f); f->bytes[26] = 224;)
CASE(v4_proto_0, v4_tcp(f); f->bytes[23] = 0;)
CASE(v4_proto_255, v4_tcp(f); f->bytes[23] = 255;)
CASE(v4_icmpv6, ipv4(f, 58, 8); icmp(f, 128, 0);)
CASE(v6_icmpv4, ipv6(f, 1, 8); icmp(f, 8, 0);)
CASE(v6_long, v6_tcp(f); f->bytes[19]++;)
CASE(v6_payload_0, v6_tcp(f); f->bytes[19] = 0;)
CASE(v6_mapped, v6_tcp(f); memset(f->bytes + 22, 0, 10); memset(f->bytes + 32, 0xff, 2);)
CASE(v6_multicast_source, v6_tcp(f); f->bytes[22] = 0xff;)
CASE(v6_unspecified, v6_tcp(f); memset(f->bytes + 22, 0, 16);)
CASE(v6_hop_late, ipv6(f, 60, 36); extension(f, 0, 1); extension(f, 6, 1); tcp(f, 2);)
CASE(v6_rh0, ipv6(f, 43, 28); extension(f, 6, 0); tcp(f, 2);)
CASE(v6_two_fragments, ipv6(f, 44, 24); fragment_header(f, 44, 0); fragment_header(f, 17, 0);
	udp(f, 1, 2, 0);)
CASE(v6_fragment, ipv6(f, 44, 16); fragment_header(f, 17, 1); udp(f, 1, 2, 0);)
CASE(v6_fragment_rest, ipv6(f, 44, 16); fragment_header(f, 17, 8); udp(f, 1, 2, 0);)
CASE(v6_fragment_odd, ipv6(f, 44, 17); fragment_header(f, 17, 1); udp(f, 1, 2, 9); put8(f, 0);)
CASE(v6_tiny, ipv6(f, 44, 24); fragment_header(f, 6, 1); tcp(f, 0x02); f->n -= 4;)
CASE(v6_chain_cut, ipv6(f, 44, 16); fragment_header(f, 60, 1); extension(f, 17, 1);)
CASE(v6_many, int i; ipv6(f, 60, 72 + 8); for (i = 0; i < 9; i++) extension(f, i < 8 ? 60 : 17, 1);
	udp(f, 1, 2, 0);)
CASE(v6_extension_long, ipv6(f, 60, 28); extension(f, 6, 1); f->bytes[55] = 4; tcp(f, 2);)
CASE(tcp_null, ipv4(f, 6, 20); tcp(f, 0);)
CASE(tcp_xmas, ipv4(f, 6, 20); tcp(f, 0x29);)
CASE(tcp_synfin, ipv4(f, 6, 20); tcp(f, 0x03);)
CASE(tcp_synrst, ipv4(f, 6, 20); tcp(f, 0x06);)
CASE(tcp_doff_small, v4_tcp(f); f->bytes[46] = 0x40;)
CASE(tcp_doff_large, v4_tcp(f); f->bytes[46] = 0x60;)
CASE(udp_short, v4_udp(f); f->bytes[39] = 7;)
CASE(udp_long, v4_udp(f); f->bytes[39] = 9;)
CASE(ns_hops, v6_ns(f); f->bytes[21] = 254;)
CASE(ns_code, v6_ns(f); f->bytes[55] = 1;)
CASE(ns_option_zero, v6_ns(f); f->bytes[79] = 0;)
CASE(ns_option_long, v6_ns(f); f->bytes[79] = 2;)
CASE(ns_short, ipv6(f, 58, 8); icmp(f, 135, 0);)
CASE(ns_fragment, ipv6(f, 44, 32); fragment_header(f, 58, 0); icmp(f, 135, 0); address6(f, 2);)
CASE(ra_first, ipv6(f, 44, 24); fragment_header(f, 58, 1); icmp(f, 134, 0); put32(f, 0);
	put32(f, 0);)
CASE(error_inconsistent, v4_error(f); f->bytes[54]++;)
CASE(error_truncated, ipv4(f, 1, 28); icmp(f, 3, 3); ipv4_header(f, 17, 100, 0);)
CASE(error_of_error, ipv4(f, 1, 36); icmp(f, 3, 3); ipv4_header(f, 1, 100, 0);
	memcpy(f->bytes + 42 + 12, f->bytes + 30, 4); icmp(f, 3, 3);)

/**
 * struct parser_case - a frame and what becomes of it
 * @name: for the output
 * @build: makes it
 * @reason: what the parser says
 * @relation: if it says nothing, enum secgroup_relation
 */
struct parser_case {
	const char *name;
	void (*build)(struct frame *f);
	u8 reason;
	u8 relation;
};

#define GOOD(what, how)	{ #what, what, SECGROUP_REASON_NONE, SECGROUP_RELATION_ ## how }
#define BAD(what, why)	{ #what, what, SECGROUP_REASON_ ## why, 0 }

static const struct parser_case parser_cases[] = {
	GOOD(v4_tcp, OPENS), GOOD(v4_udp, OPENS), GOOD(v4_ping, OPENS), GOOD(v4_options, FOLLOWS),
	GOOD(v4_esp, OPENS), GOOD(v6_tcp, FOLLOWS), GOOD(v6_chain, OPENS), GOOD(v6_atomic, OPENS),
	GOOD(v6_ping, OPENS), GOOD(v6_none, NONE), GOOD(v6_ns, NONE), GOOD(v4_error, ERROR),
	GOOD(arp_request, NONE), GOOD(rarp, NONE),
	GOOD(vlan_in_frame, OPENS), GOOD(vlan_beside, OPENS), GOOD(qinq, OPENS),
	GOOD(qinq_beside, OPENS), GOOD(vlan_arp, NONE), BAD(vlan_short, MALFORMED),
	BAD(vlan_malformed, MALFORMED), BAD(three_tags, VLAN), BAD(three_tags_beside, VLAN),
	GOOD(llc, NONE), GOOD(mpls, NONE), GOOD(lldp, NONE), BAD(multicast_source, MALFORMED),
	BAD(arp_hlen, MALFORMED), BAD(arp_htype, MALFORMED), BAD(rarp_foreign, MALFORMED),
	BAD(v4_version, MALFORMED), BAD(v4_ihl, MALFORMED), BAD(v4_total_short, MALFORMED),
	BAD(v4_total_long, MALFORMED), BAD(v4_lsrr, MALFORMED), BAD(v4_option_zero, MALFORMED),
	BAD(v4_option_long, MALFORMED), BAD(v4_more, FRAGMENT), GOOD(v4_offset, NONE),
	GOOD(v4_first, NONE), BAD(v4_tiny, MALFORMED), BAD(v4_sum, FRAGMENT), BAD(v4_empty, FRAGMENT),
	BAD(v4_multicast_source, MALFORMED), BAD(v4_proto_0, MALFORMED),
	BAD(v4_proto_255, MALFORMED), BAD(v4_icmpv6, MALFORMED), BAD(v6_icmpv4, MALFORMED),
	BAD(v6_long, MALFORMED), BAD(v6_payload_0, MALFORMED), BAD(v6_mapped, MALFORMED),
	BAD(v6_multicast_source, MALFORMED), BAD(v6_unspecified, MALFORMED),
	BAD(v6_hop_late, MALFORMED), BAD(v6_rh0, MALFORMED), BAD(v6_two_fragments, MALFORMED),
	GOOD(v6_fragment, NONE), GOOD(v6_fragment_rest, NONE), BAD(v6_fragment_odd, FRAGMENT),
	BAD(v6_tiny, MALFORMED), BAD(v6_chain_cut, MALFORMED), BAD(ra_first, MALFORMED), BAD(v6_many, MALFORMED),
	BAD(v6_extension_long, MALFORMED), BAD(tcp_null, MALFORMED), BAD(tcp_xmas, MALFORMED),
	BAD(tcp_synfin, MALFORMED), BAD(tcp_synrst, MALFORMED), BAD(tcp_doff_small, MALFORMED),
	BAD(tcp_doff_large, MALFORMED), BAD(udp_short, MALFORMED), BAD(udp_long, MALFORMED),
	BAD(ns_hops, MALFORMED), BAD(ns_code, MALFORMED), BAD(ns_option_zero, MALFORMED),
	BAD(ns_option_long, MALFORMED), BAD(ns_short, MALFORMED), BAD(ns_fragment, MALFORMED),
	BAD(error_inconsistent, INVALID), BAD(error_truncated, MALFORMED),
	BAD(error_of_error, NO_SESSION),
};

static void describe_parser_case(const struct parser_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(parser, parser_cases, describe_parser_case);

/* A frame with @head bytes in the linear part and the rest in pages. */
static struct sk_buff *make_skb(struct kunit *test, const struct frame *f, u32 head)
{
	struct sk_buff *skb = alloc_skb(FRAME_MAX + NET_IP_ALIGN, GFP_KERNEL);
	u32 rest = f->n - head;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, f->bytes, head);
	if (rest) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			kfree_skb(skb);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), f->bytes + head, rest);
		skb_add_rx_frag(skb, 0, page, 0, rest, PAGE_SIZE);
	}
	if (f->tag)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), f->tag);
	return skb;
}

static u8 parse(struct kunit *test, const struct frame *f, u32 head, struct secgroup_packet *pkt)
{
	struct sk_buff *skb = make_skb(test, f, head);
	u8 reason;

	memset(pkt, 0, sizeof(*pkt));
	reason = secgroup_packet_parse(pkt, skb, 0, SECGROUP_EGRESS);
	kfree_skb(skb);
	return reason;
}

static void build(const struct parser_case *c, struct frame *f)
{
	memset(f, 0, sizeof(*f));
	c->build(f);
}

static void whole(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet pkt;
	struct frame f;

	build(c, &f);
	KUNIT_EXPECT_EQ(test, parse(test, &f, f.n, &pkt), c->reason);
	if (!c->reason)
		KUNIT_EXPECT_EQ(test, pkt.relation, c->relation);
}

/* Nothing that is cut short is taken for whole, but what is not looked at. */
static void truncated(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet pkt;
	struct frame f;
	u32 n;

	build(c, &f);
	for (n = f.n; n--;) {
		f.n = n;
		if (parse(test, &f, n, &pkt) == SECGROUP_REASON_NONE)
			KUNIT_EXPECT_EQ(test, pkt.kind, (u8)SECGROUP_KIND_OTHER);
	}
}

/* How the frame lies in memory makes no difference. */
static void in_pieces(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet linear, pkt;
	struct frame f;
	u32 head;

	build(c, &f);
	parse(test, &f, f.n, &linear);
	for (head = 1; head < f.n; head++) {
		KUNIT_EXPECT_EQ(test, parse(test, &f, head, &pkt), c->reason);
		if (c->reason)
			continue;
		if (pkt.pull)
			KUNIT_EXPECT_GT(test, pkt.pull, head);
		pkt.pull = 0;
		KUNIT_EXPECT_MEMEQ(test, &pkt, &linear, sizeof(pkt));
	}
}

/* what the parser says has to be pulled is all that it went by, and is enough. */
static void pulled(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet first, pkt;
	struct frame f;
	u32 i;

	build(c, &f);
	parse(test, &f, f.n, &pkt);
	KUNIT_EXPECT_EQ(test, pkt.pull, 0);
	if (parse(test, &f, 1, &first))
		return;
	parse(test, &f, first.pull, &pkt);
	KUNIT_EXPECT_EQ(test, pkt.pull, 0);
	for (i = first.pull; i < f.n; i++) {
		f.bytes[i] ^= 0xff;
		parse(test, &f, 1, &pkt);
		KUNIT_EXPECT_MEMEQ(test, &pkt, &first, sizeof(pkt));
		f.bytes[i] ^= 0xff;
	}
}

static void padded(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet bare, pkt;
	struct frame f;

	build(c, &f);
	/* The same length may be wrong only as long as nothing follows. */
	if (c->reason)
		return;
	parse(test, &f, f.n, &bare);
	f.n += 18;
	KUNIT_EXPECT_EQ(test, parse(test, &f, f.n, &pkt), c->reason);
	if (bare.kind == SECGROUP_KIND_IP)
		KUNIT_EXPECT_EQ(test, pkt.end, f.n - 18);
	pkt.end = bare.end;
	KUNIT_EXPECT_MEMEQ(test, &pkt, &bare, sizeof(pkt));
}

/* At ingress the Ethernet header lies before skb->data, and the instance is at the other end. */
static void at_ingress(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet egress, pkt;
	struct sk_buff *skb;
	struct frame f;

	build(c, &f);
	parse(test, &f, f.n, &egress);
	skb = make_skb(test, &f, f.n);
	__skb_pull(skb, ETH_HLEN);
	memset(&pkt, 0, sizeof(pkt));
	KUNIT_EXPECT_EQ(test, (u8)secgroup_packet_parse(&pkt, skb, -ETH_HLEN, SECGROUP_INGRESS),
			c->reason);
	kfree_skb(skb);
	if (c->reason)
		return;
	KUNIT_EXPECT_EQ(test, pkt.network + ETH_HLEN, egress.network);
	KUNIT_EXPECT_EQ(test, pkt.end + ETH_HLEN, egress.end);
	KUNIT_EXPECT_EQ(test, pkt.relation, egress.relation);
	KUNIT_EXPECT_TRUE(test, secgroup_addr_equal(pkt.key.remote, egress.key.local));
	KUNIT_EXPECT_TRUE(test, secgroup_addr_equal(pkt.key.local, egress.key.remote));
	KUNIT_EXPECT_EQ(test, pkt.key.dport, egress.key.dport);
	if (secgroup_proto_has_ports(pkt.key.proto))
		KUNIT_EXPECT_EQ(test, pkt.flow.local_id, egress.flow.remote_id);
}

/* Whatever comes: no overread, and what is accepted lies within the frame. */
static void mutated(struct kunit *test)
{
	const struct parser_case *c = test->param_value;
	struct secgroup_packet pkt;
	struct rnd_state rnd;
	struct frame f;
	u32 i, n;

	prandom_seed_state(&rnd, (uintptr_t)c - (uintptr_t)parser_cases + 1);
	for (i = 0; i < MUTATIONS / ARRAY_SIZE(parser_cases); i++) {
		build(c, &f);
		for (n = 1 + prandom_u32_state(&rnd) % 4; n; n--)
			f.bytes[prandom_u32_state(&rnd) % f.n] = prandom_u32_state(&rnd);
		f.n -= prandom_u32_state(&rnd) % 4;
		if (parse(test, &f, 1 + prandom_u32_state(&rnd) % f.n, &pkt) ||
		    pkt.kind != SECGROUP_KIND_IP)
			continue;
		KUNIT_EXPECT_LE(test, pkt.network, pkt.transport);
		KUNIT_EXPECT_LE(test, pkt.transport, pkt.end);
		KUNIT_EXPECT_LE(test, pkt.end, f.n);
	}
}

/* The sender says where an unfinished checksum is written: not into what was judged. */
static void unfinished_checksums(struct kunit *test)
{
	const u32 transport = ETH_HLEN + 20;
	struct secgroup_packet pkt;
	struct sk_buff *skb;
	struct frame f = {};
	u32 start, offset;
	bool sane;

	ipv4(&f, 17, 24);
	udp(&f, 5000, 53, 16);
	f.n += 16;
	for (start = 0; start < f.n; start++) {
		for (offset = 0; offset < 32; offset++) {
			skb = make_skb(test, &f, f.n);
			skb->ip_summed = CHECKSUM_PARTIAL;
			skb->csum_start = skb_headroom(skb) + start;
			skb->csum_offset = offset;
			sane = (start == transport && offset == 6) ||
			       (start >= transport + 8 && start + offset + 2 <= f.n);
			KUNIT_EXPECT_EQ_MSG(test, sane, !secgroup_packet_parse(&pkt, skb, 0,
									       SECGROUP_EGRESS),
					    "start %u offset %u", start, offset);
			kfree_skb(skb);
		}
	}
}

/* Both directions of a ping are one session, and a ping the other way is another. */
static void ping_flows(struct kunit *test)
{
	struct secgroup_packet request, reply, other;
	struct secgroup_key key = {
		.remote = secgroup_addr_v4(0xc0000201),
		.local = secgroup_addr_v4(0xc6336402),
		.direction = SECGROUP_INGRESS,
		.proto = IPPROTO_ICMP,
		.dport = 8 << 8,
	};

	secgroup_packet_describe(&request, &key);
	key.direction = SECGROUP_EGRESS;
	secgroup_packet_describe(&other, &key);
	key.dport = 0;
	secgroup_packet_describe(&reply, &key);
	KUNIT_EXPECT_EQ(test, reply.relation, (u8)SECGROUP_RELATION_FOLLOWS);
	KUNIT_EXPECT_EQ(test, request.relation, (u8)SECGROUP_RELATION_OPENS);
	KUNIT_EXPECT_MEMEQ(test, &request.flow, &reply.flow, SECGROUP_FLOW_SIZE);
	KUNIT_EXPECT_NE(test, 0, memcmp(&request.flow, &other.flow, SECGROUP_FLOW_SIZE));
}

/**
 * struct guard_case - a described packet and what the guard says
 * @name: for the output
 * @v6: family
 * @direction: enum secgroup_direction
 * @proto: IP protocol
 * @sport: source port
 * @dport: destination port, or ICMP type << 8 | code
 * @expect: enum secgroup_guard with services as they are by default
 * @multicast: sent to a multicast address
 * @service: that it is of, if any
 * @off: enum secgroup_guard without this service
 */
struct guard_case {
	const char *name;
	bool v6;
	u8 direction;
	u8 proto;
	u16 sport;
	u16 dport;
	u8 expect;
	bool multicast;
	u8 service;
	u8 off;
};

#define IN	SECGROUP_INGRESS
#define OUT	SECGROUP_EGRESS
#define ACCEPT	SECGROUP_GUARD_ACCEPT
#define DROP	SECGROUP_GUARD_DROP
#define JUDGE	SECGROUP_GUARD_JUDGE
#define NONE	SECGROUP_SERVICE_NONE

#define OF(name, without)	.service = SECGROUP_SERVICE_ ## name, .off = without
#define NO_SERVICE		.service = SECGROUP_SERVICE_NONE

static const struct guard_case guard_cases[] = {
	{ "dhcp_request", false, OUT, 17, 68, 67, ACCEPT, false, OF(DHCP, JUDGE) },
	{ "dhcp_answer", false, IN, 17, 67, 68, ACCEPT, false, OF(DHCP, JUDGE) },
	{ "dhcp_request_to_instance", false, IN, 17, 68, 67, JUDGE, false, OF(DHCP_SERVER, JUDGE) },
	{ "dhcp_server", false, OUT, 17, 67, 68, DROP, false, OF(DHCP_SERVER, DROP) },
	{ "dhcp_server_odd_port", false, OUT, 17, 1000, 68, DROP, false, NO_SERVICE },
	{ "dhcpv6_request", true, OUT, 17, 546, 547, ACCEPT, false, OF(DHCPV6, JUDGE) },
	{ "dhcpv6_answer", true, IN, 17, 547, 546, ACCEPT, false, OF(DHCPV6, JUDGE) },
	{ "dhcpv6_request_to_instance", true, IN, 17, 546, 547, JUDGE, false,
	  OF(DHCP_SERVER, JUDGE) },
	{ "dhcpv6_server", true, OUT, 17, 547, 546, DROP, false, OF(DHCP_SERVER, DROP) },
	{ "dhcp_ports_in_v6", true, OUT, 17, 68, 67, JUDGE, false, NO_SERVICE },
	{ "dhcp_ports_in_tcp", false, IN, 6, 67, 68, JUDGE, false, NO_SERVICE },
	{ "rs", true, OUT, 58, 0, 133 << 8, ACCEPT, false, OF(ND, JUDGE) },
	{ "ra_to_instance", true, IN, 58, 0, 134 << 8, ACCEPT, false, OF(ND, JUDGE) },
	{ "ra_from_instance", true, OUT, 58, 0, 134 << 8, DROP, false, OF(RA, DROP) },
	{ "ns", true, IN, 58, 0, 135 << 8, ACCEPT, false, OF(ND, JUDGE) },
	{ "na", true, OUT, 58, 0, 136 << 8, ACCEPT, false, OF(ND, JUDGE) },
	{ "redirect6_in", true, IN, 58, 0, 137 << 8, DROP, false, NO_SERVICE },
	{ "redirect6_out", true, OUT, 58, 0, 137 << 8, DROP, false, NO_SERVICE },
	{ "redirect4_in", false, IN, 1, 0, 5 << 8 | 1, DROP, false, NO_SERVICE },
	{ "redirect4_out", false, OUT, 1, 0, 5 << 8, DROP, false, NO_SERVICE },
	{ "mld_query", true, IN, 58, 0, 130 << 8, ACCEPT, false, OF(MLD, JUDGE) },
	{ "mld_query_from_instance", true, OUT, 58, 0, 130 << 8, JUDGE, false, NO_SERVICE },
	{ "mld_report", true, OUT, 58, 0, 143 << 8, ACCEPT, true, OF(MLD, JUDGE) },
	{ "mld_report_to_unicast", true, OUT, 58, 0, 143 << 8, JUDGE, false, NO_SERVICE },
	{ "mld_report_to_instance", true, IN, 58, 0, 143 << 8, ACCEPT, true, OF(MLD, JUDGE) },
	{ "igmp_report", false, OUT, 2, 0, 0, ACCEPT, true, OF(IGMP, JUDGE) },
	{ "igmp_report_to_unicast", false, OUT, 2, 0, 0, JUDGE, false, NO_SERVICE },
	{ "igmp_in_ipv6", true, OUT, 2, 0, 0, JUDGE, true, NO_SERVICE },
	{ "igmp_query_in_ipv6", true, IN, 2, 0, 0, JUDGE, false, NO_SERVICE },
	{ "igmp_query", false, IN, 2, 0, 0, ACCEPT, false, OF(IGMP, JUDGE) },
	{ "ping", false, IN, 1, 0, 8 << 8, JUDGE, false, NO_SERVICE },
};

static void describe_guard_case(const struct guard_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(guard, guard_cases, describe_guard_case);

/* What the guard says; where it can be known beforehand that this is nothing, it has to be. */
static u8 ask_guard(struct kunit *test, const struct secgroup_guard_settings *settings,
		    const struct secgroup_packet *pkt, struct secgroup_guarded *decided)
{
	u8 said = secgroup_guard(settings, NULL, pkt, decided);

	if (secgroup_guard_is_silent(settings, pkt))
		KUNIT_EXPECT_EQ(test, said, (u8)SECGROUP_GUARD_JUDGE);
	return said;
}

static void services(struct kunit *test)
{
	const struct guard_case *c = test->param_value;
	struct secgroup_addr src = c->v6 ? (struct secgroup_addr){ 0xfe80ULL << 48, 1 } :
					   secgroup_addr_v4(1);
	struct secgroup_addr unicast = c->v6 ? (struct secgroup_addr){ 0xfe80ULL << 48, 2 } :
					       secgroup_addr_v4(2);
	struct secgroup_addr group = c->v6 ? (struct secgroup_addr){ 0xff02ULL << 48, 22 } :
					     secgroup_addr_v4(0xe0000016);
	struct secgroup_guard_settings settings = { .services = SECGROUP_SERVICES_DEFAULT };
	struct secgroup_addr dst = c->multicast ? group : unicast;
	struct secgroup_guarded decided;
	struct secgroup_packet pkt;
	struct secgroup_key key = {
		.remote = c->direction == SECGROUP_INGRESS ? src : dst,
		.local = c->direction == SECGROUP_INGRESS ? dst : src,
		.direction = c->direction,
		.proto = c->proto,
		.sport = c->sport,
		.dport = c->dport,
	};

	KUNIT_ASSERT_EQ(test, (u8)secgroup_packet_describe(&pkt, &key),
			(u8)SECGROUP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, ask_guard(test, &settings, &pkt, &decided), c->expect);
	KUNIT_EXPECT_EQ(test, decided.service, c->expect == ACCEPT ? c->service : NONE);
	if (c->service == NONE)
		return;
	settings.services ^= BIT(c->service);
	if (settings.services & BIT(c->service)) {
		KUNIT_EXPECT_EQ(test, ask_guard(test, &settings, &pkt, &decided), ACCEPT);
		KUNIT_EXPECT_EQ(test, decided.service, c->service);
		return;
	}
	KUNIT_EXPECT_EQ(test, ask_guard(test, &settings, &pkt, &decided), c->off);
}

/* What an instance of these has. */
static u8 own_macs[][ETH_ALEN] = { { 2, 0, 0, 0, 0, 5 }, { 2, 0, 0, 0, 0, 1 } };
static const struct secgroup_addr own_addrs[] = {
	{ 0, SECGROUP_V4_MAPPED | 0x0a000005 },		/* 10.0.0.5 */
	{ 0x20010db800000000, 5 },
	{ 0, SECGROUP_V4_MAPPED | 0x0a000001 },
};
static struct secgroup_pair own_pairs[] = {
	{ { { 0, SECGROUP_V4_MAPPED | 0x0a010000 }, 112, 4 }, false, {} },	/* 10.1.0.0/16 */
	{ { { 0, SECGROUP_V4_MAPPED | 0x0a020001 }, 128, 4 }, true, { 2, 0, 0, 0, 0, 9 } },
};

/**
 * struct owner_case - a frame's station and address, and whether they are the instance's
 * @name: for the output
 * @mac: last byte of the MAC 02:00:00:00:00:xx
 * @hi: of the address
 * @lo: likewise; of IPv4 without SECGROUP_V4_MAPPED
 * @own: with link-local eui64
 * @any: and with link-local any
 */
struct owner_case {
	const char *name;
	u8 mac;
	u64 hi;
	u64 lo;
	bool own;
	bool any;
};

#define LINK_LOCAL	(0xfe80ULL << 48)

static const struct owner_case owner_cases[] = {
	{ "own", 5, 0, 0x0a000005, true, true },
	{ "second_mac_and_address", 1, 0, 0x0a000001, true, true },
	{ "own_v6", 1, 0x20010db800000000, 5, true, true },
	{ "other_address", 5, 0, 0x0a000006, false, false },
	{ "other_v6", 5, 0x20010db800000000, 6, false, false },
	{ "other_mac", 7, 0, 0x0a000005, false, false },
	{ "pair", 5, 0, 0x0a01ffff, true, true },
	{ "beside_the_pair", 5, 0, 0x0a020000, false, false },
	{ "pair_of_another_mac", 9, 0, 0x0a010001, false, false },
	{ "pair_with_its_mac", 9, 0, 0x0a020001, true, true },
	{ "pair_without_its_mac", 5, 0, 0x0a020001, false, false },
	{ "own_address_with_the_mac_of_a_pair", 9, 0, 0x0a000005, false, false },
	{ "link_local", 5, LINK_LOCAL, 0xfffe000005, true, true },
	{ "link_local_of_another_mac", 5, LINK_LOCAL, 0xfffe000007, false, true },
	{ "link_local_by_chance", 1, LINK_LOCAL | 0x3fULL << 48, 0x123456789abcdef, false, true },
	{ "behind_link_local", 5, 0xfec0ULL << 48, 1, false, false },
};

static void describe_owner_case(const struct owner_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(owner, owner_cases, describe_owner_case);

static void expect_owner(struct kunit *test, const struct owner_case *c, u8 link_local, bool own)
{
	const struct secgroup_guard_settings want = {
		.spoof_check = true,
		.link_local = link_local,
		.n_pairs = ARRAY_SIZE(own_pairs),
		.pairs = own_pairs,
	};
	struct secgroup_addr addr = { c->hi, c->hi ? c->lo : c->lo | SECGROUP_V4_MAPPED };
	struct secgroup_guard_settings settings;
	struct secgroup_guarded decided;
	u8 reasons[] = { SECGROUP_REASON_NOT_OURS, SECGROUP_REASON_SPOOF };
	u8 mac[ETH_ALEN] = { 2, 0, 0, 0, 0, c->mac };
	struct secgroup_packet pkt;
	u8 direction, said;

	KUNIT_ASSERT_EQ(test, 0, secgroup_guard_settings_copy(&settings, &want, own_macs,
							      ARRAY_SIZE(own_macs), own_addrs,
							      ARRAY_SIZE(own_addrs)));
	for (direction = SECGROUP_INGRESS; direction <= SECGROUP_EGRESS; direction++) {
		struct secgroup_key key = {
			.remote = c->hi ? (struct secgroup_addr){ 0x20010db800000000, 9 } :
					  secgroup_addr_v4(0x0a000063),
			.local = addr,
			.direction = direction,
			.proto = IPPROTO_TCP,
		};

		secgroup_packet_describe(&pkt, &key);
		secgroup_guard_address(&settings, NULL, mac, &pkt);
		said = ask_guard(test, &settings, &pkt, &decided);
		KUNIT_EXPECT_EQ(test, said, own ? JUDGE : DROP);
		if (said == DROP)
			KUNIT_EXPECT_EQ(test, decided.reason, reasons[direction]);
	}
	secgroup_guard_settings_release(&settings);
}

static void owners(struct kunit *test)
{
	const struct owner_case *c = test->param_value;

	expect_owner(test, c, SECGROUP_LINK_LOCAL_EUI64, c->own);
	expect_owner(test, c, SECGROUP_LINK_LOCAL_ANY, c->any);
}

/* The last address of a network that the instance can be in, and not of another. */
static void broadcasts(struct kunit *test)
{
	struct secgroup_identity *own = secgroup_identity_alloc(1, 1, 0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, own);
	own->addrs[own->n_addrs++] = secgroup_addr_v4(0x0a000005);
	KUNIT_EXPECT_TRUE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0a0000ff)));
	KUNIT_EXPECT_TRUE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0a000007)));
	KUNIT_EXPECT_TRUE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0affffff)));
	KUNIT_EXPECT_FALSE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0a00000f - 1)));
	KUNIT_EXPECT_FALSE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0a000003)));
	KUNIT_EXPECT_FALSE(test, secgroup_identity_may_broadcast(own, secgroup_addr_v4(0x0a0002ff)));
	KUNIT_EXPECT_FALSE(test, secgroup_identity_may_broadcast(NULL, secgroup_addr_v4(0x0a0000ff)));
	kvfree(own);
}

/* The same packet in two VLANs is of two sessions; a tag of 0 is none. */
static void vlans(struct kunit *test)
{
	static const u16 tags[] = { 5, 6, 0 };
	struct secgroup_packet bare, tagged[ARRAY_SIZE(tags)];
	struct frame f = {};
	u32 i;

	v4_tcp(&f);
	parse(test, &f, f.n, &bare);
	for (i = 0; i < ARRAY_SIZE(tags); i++) {
		f = (struct frame){};
		eth(&f, ETH_P_8021Q);
		put16(&f, tags[i]);
		put16(&f, ETH_P_IP);
		ipv4_header(&f, 6, 20, 0);
		tcp(&f, 2);
		KUNIT_EXPECT_EQ(test, parse(test, &f, f.n, &tagged[i]), (u8)SECGROUP_REASON_NONE);
		KUNIT_EXPECT_EQ(test, tagged[i].vids[0], tags[i]);
		KUNIT_EXPECT_EQ(test, tagged[i].network, bare.network + 4);
		KUNIT_EXPECT_EQ(test, !memcmp(&bare.flow, &tagged[i].flow, SECGROUP_FLOW_SIZE),
				!tags[i]);
	}
	KUNIT_EXPECT_NE(test, 0, memcmp(&tagged[0].flow, &tagged[1].flow, SECGROUP_FLOW_SIZE));
}

/* the segments of a packet are all of it, so its length must say so. */
static void gso_lengths(struct kunit *test)
{
	struct secgroup_packet pkt;
	struct frame f = { };
	struct sk_buff *skb;

	ipv4(&f, IPPROTO_TCP, 20);
	tcp(&f, 0x10);
	skb = make_skb(test, &f, f.n);
	KUNIT_EXPECT_EQ(test, (u8)secgroup_packet_parse(&pkt, skb, 0, IN),
			(u8)SECGROUP_REASON_NONE);
	skb_put_zero(skb, 100);
	KUNIT_EXPECT_EQ(test, (u8)secgroup_packet_parse(&pkt, skb, 0, IN),
			(u8)SECGROUP_REASON_NONE);
	skb_shinfo(skb)->gso_size = 50;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	KUNIT_EXPECT_EQ(test, (u8)secgroup_packet_parse(&pkt, skb, 0, IN),
			(u8)SECGROUP_REASON_MALFORMED);
	kfree_skb(skb);
}

static struct kunit_case packet_tests[] = {
	KUNIT_CASE_PARAM(whole, parser_gen_params),
	KUNIT_CASE_PARAM(truncated, parser_gen_params),
	KUNIT_CASE_PARAM(in_pieces, parser_gen_params),
	KUNIT_CASE_PARAM(pulled, parser_gen_params),
	KUNIT_CASE_PARAM(padded, parser_gen_params),
	KUNIT_CASE_PARAM(at_ingress, parser_gen_params),
	KUNIT_CASE_PARAM(mutated, parser_gen_params),
	KUNIT_CASE(unfinished_checksums),
	KUNIT_CASE(gso_lengths),
	KUNIT_CASE(ping_flows),
	KUNIT_CASE_PARAM(services, guard_gen_params),
	KUNIT_CASE_PARAM(owners, owner_gen_params),
	KUNIT_CASE(broadcasts),
	KUNIT_CASE(vlans),
	{}
};

static struct kunit_suite packet_suite = {
	.name = "secgroup-packet",
	.test_cases = packet_tests,
};

kunit_test_suite(packet_suite);

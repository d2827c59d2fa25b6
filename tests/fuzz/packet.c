// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packet parser (module/packet.c, relate.c), as it stands, fed with any bytes.
 *
 * An input is a line of circumstances (struct circumstances) and a frame. Beside what the
 * sanitizers see, these hold: where in memory the bytes lie changes nothing; bytes that the parser
 * does not claim to have read change nothing (what is judged is pulled into the skb by that claim,
 * see &secgroup_packet.pull); and what it says of an IP packet is what is at the offsets that it
 * gives, read again here in the plainest way. A plain frame is the same when it is read without being checked.
 */
#include "kernel.h"
#include <stdio.h>
#include "packet_plain.h"

/* Checksums are by conntrack, flags by the parser: neither is looked at here. */
struct circumstances {
	u8 how;		/* bits 0..5, below */
	u8 linear;
	u8 csum_start;
	u8 csum_offset;
};

#define HOW_INGRESS	0x01	/* the hook: data begins behind the Ethernet header */
#define HOW_TAG		0x02
#define HOW_PARTIAL	0x04
#define HOW_GSO		0x08
#define HOW_DATAGRAM	0x10	/* as if reassembled */
#define HOW_DIRECTION	0x20

#define ROOM	2048

static void fail(const char *why)
{
	fprintf(stderr, "packet: %s\n", why);
	abort();
}

static enum secgroup_reason parse(struct secgroup_packet *pkt, const struct sk_buff *skb, u8 how)
{
	u8 direction = how & HOW_DIRECTION ? SECGROUP_EGRESS : SECGROUP_INGRESS;

	/* Not zero: what is left unwritten shows. */
	memset(pkt, how, sizeof(*pkt));
	pkt->flow.slot = 0;
	if (how & HOW_DATAGRAM)
		return secgroup_packet_parse_datagram(pkt, skb, direction);
	return secgroup_packet_parse(pkt, skb, how & HOW_INGRESS ? -ETH_HLEN : 0, direction);
}

static bool same_key(const struct secgroup_key *a, const struct secgroup_key *b)
{
	return secgroup_addr_equal(a->remote, b->remote) && secgroup_addr_equal(a->local, b->local) &&
	       a->direction == b->direction && a->proto == b->proto && a->sport == b->sport &&
	       a->dport == b->dport;
}

static void check_same_ip(const struct secgroup_packet *a, const struct secgroup_packet *b, const char *why)
{
	if (!same_key(&a->key, &b->key) || memcmp(&a->flow, &b->flow, SECGROUP_FLOW_SIZE) ||
	    a->relation != b->relation || a->family != b->family || a->hop_limit != b->hop_limit ||
	    a->mid_stream != b->mid_stream || a->igmp_type != b->igmp_type ||
	    a->transport != b->transport || a->end != b->end || a->tcp_flags != b->tcp_flags ||
	    a->claims != b->claims || a->names_other_mac != b->names_other_mac ||
	    (a->claims && !secgroup_addr_equal(a->claimed, b->claimed)) ||
	    (a->relation == SECGROUP_RELATION_ERROR && !same_key(&a->quoted, &b->quoted)))
		fail(why);
}

static void check_same(const struct secgroup_packet *a, enum secgroup_reason reason_a,
		       const struct secgroup_packet *b, enum secgroup_reason reason_b, const char *why)
{
	if (reason_a != reason_b)
		fail(why);
	if (reason_a)
		return;
	if (a->kind != b->kind || a->network != b->network || a->n_tags != b->n_tags ||
	    a->ethertype != b->ethertype || memcmp(a->vids, b->vids, a->n_tags * sizeof(*a->vids)) ||
	    memcmp(a->src_mac, b->src_mac, ETH_ALEN) || memcmp(a->dst_mac, b->dst_mac, ETH_ALEN) ||
	    a->key.direction != b->key.direction)
		fail(why);
	if (a->kind == SECGROUP_KIND_IP)
		check_same_ip(a, b, why);
	if (a->kind == SECGROUP_KIND_FRAGMENT &&
	    (!secgroup_addr_equal(a->key.remote, b->key.remote) || a->flow.vlan != b->flow.vlan ||
	     !secgroup_addr_equal(a->key.local, b->key.local) || a->end != b->end ||
	     memcmp(&a->fragment, &b->fragment, offsetofend(struct secgroup_fragment, front)) ||
	     a->fragment.more != b->fragment.more))
		fail(why);
}

static struct secgroup_addr addr_at(const u8 *p, u8 family)
{
	struct secgroup_addr a = { 0, 0 };
	int i;

	if (family == NFPROTO_IPV4)
		return secgroup_addr_v4((u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]);
	for (i = 0; i < 8; i++) {
		a.hi = a.hi << 8 | p[i];
		a.lo = a.lo << 8 | p[8 + i];
	}
	return a;
}

/* RFC 791: no source route, and each option ends within the header. */
static void check_options(const u8 *opt, const u8 *end)
{
	while (opt < end && *opt != 0) {
		if (*opt == 1) {
			opt++;
			continue;
		}
		if (*opt == 131 || *opt == 137)
			fail("a source route");
		if (end - opt < 2 || opt[1] < 2 || opt[1] > end - opt)
			fail("an option that does not fit");
		opt += opt[1];
	}
}

/* RFC 8200: from the IPv6 header to @transport, header by header. */
static void check_extensions(const u8 *ip, const u8 *transport, u8 proto)
{
	const u8 *at = ip + 40;
	u8 type = ip[6];

	while (at < transport) {
		u8 next = at[0];

		if ((type == 0 && at != ip + 40) || (type == 43 && !at[2]))
			fail("an extension header that is refused");
		if (type != 0 && type != 43 && type != 44 && type != 60)
			fail("something else between the headers");
		at += type == 44 ? 8 : 8 + at[1] * 8;
		type = next;
	}
	if (at != transport || type != proto)
		fail("the transport header is elsewhere");
}

/* What the packet is said to be, against the bytes. */
static void check_ip(const struct sk_buff *skb, const struct secgroup_packet *pkt)
{
	const u8 *ip = skb->data + pkt->network, *transport = skb->data + pkt->transport;
	bool v4 = pkt->family == NFPROTO_IPV4, in = pkt->key.direction == SECGROUP_INGRESS;
	struct secgroup_addr src, dst;

	if (pkt->network + (v4 ? 20u : 40u) > pkt->transport || pkt->transport > pkt->end ||
	    pkt->end > skb->len)
		fail("offsets out of order");
	if (ip[0] >> 4 != (v4 ? 4 : 6))
		fail("the other version");
	src = addr_at(ip + (v4 ? 12 : 8), pkt->family);
	dst = addr_at(ip + (v4 ? 16 : 24), pkt->family);
	if (!secgroup_addr_equal(in ? src : dst, pkt->key.remote) ||
	    !secgroup_addr_equal(in ? dst : src, pkt->key.local))
		fail("other addresses");
	if (v4 && (pkt->key.proto != ip[9] || transport != ip + (ip[0] & 15) * 4))
		fail("another protocol");
	if (v4)
		check_options(ip + 20, transport);
	else
		check_extensions(ip, transport, pkt->key.proto);
	if (secgroup_proto_has_ports(pkt->key.proto) &&
	    (pkt->key.sport != (transport[0] << 8 | transport[1]) ||
	     pkt->key.dport != (transport[2] << 8 | transport[3])))
		fail("other ports");
	if (pkt->key.proto == IPPROTO_TCP && pkt->tcp_flags != transport[13])
		fail("other flags");
}

/* explain can imagine what the parser takes. */
static void check_described(const struct secgroup_packet *pkt)
{
	struct secgroup_packet described;

	if (secgroup_packet_describe(&described, &pkt->key))
		fail("explain knows of no such packet");
	if (pkt->relation == SECGROUP_RELATION_OPENS && pkt->key.proto != IPPROTO_ICMPV6 &&
	    (described.relation != SECGROUP_RELATION_OPENS ||
	     described.flow.remote_id != pkt->flow.remote_id * !secgroup_proto_is_icmp(pkt->key.proto)))
		fail("explain imagines another session");
}

/* What opens a session is read a second time. */
static void check_read(const struct sk_buff *skb, u8 how)
{
	u8 direction = how & HOW_DIRECTION ? SECGROUP_EGRESS : SECGROUP_INGRESS;
	int mac = how & HOW_INGRESS ? -ETH_HLEN : 0;
	struct secgroup_plain parsed, read;

	if (!secgroup_plain_parse_ipv4(&parsed, skb, mac, direction) &&
	    !secgroup_plain_parse_ipv6(&parsed, skb, mac, direction))
		return;
	memset(&read, how, sizeof(read));
	secgroup_plain_read(&read, skb, mac, direction);
	if (!same_key(&parsed.key, &read.key) || parsed.network != read.network || parsed.transport != read.transport ||
	    parsed.end != read.end || parsed.family != read.family || parsed.tcp_flags != read.tcp_flags)
		fail("a plain frame is another when it is read again");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 scrambled[ROOM];
	struct secgroup_packet whole, split, blind;
	enum secgroup_reason reason, again;
	struct circumstances c;
	struct sk_buff skb;
	size_t i, known;
	u8 *frame;

	if (size < sizeof(c) || size > sizeof(c) + ROOM)
		return 0;
	memcpy(&c, data, sizeof(c));
	size -= sizeof(c);
	/* Of its own size, so that a byte too far is seen. */
	frame = malloc(size + 1);
	memcpy(frame, data + sizeof(c), size);
	if (size < ETH_HLEN)
		c.how &= ~HOW_INGRESS;
	if (c.how & HOW_DATAGRAM)
		c.how &= ~HOW_INGRESS;
	skb = (struct sk_buff){
		.frame = frame,
		.data = frame + (c.how & HOW_INGRESS ? ETH_HLEN : 0),
		.ip_summed = c.how & HOW_PARTIAL ? CHECKSUM_PARTIAL : CHECKSUM_NONE,
		.csum_start = c.csum_start,
		.csum_offset = c.csum_offset,
		.gso_size = c.how & HOW_GSO ? 8 : 0,
		.gso_type = SKB_GSO_TCPV4 | SKB_GSO_TCPV6,
		.has_tag = c.how & HOW_TAG,
		.tag = c.linear,
	};
	skb.len = size - (skb.data - skb.frame);
	skb.linear = skb.len;
	reason = parse(&whole, &skb, c.how);
	if (whole.pull)
		fail("something to pull of what is linear");
	if (!(c.how & HOW_DATAGRAM))
		check_read(&skb, c.how);
	if (!reason && whole.kind == SECGROUP_KIND_IP) {
		check_ip(&skb, &whole);
		check_described(&whole);
	}

	skb.linear = min((u32)c.linear, skb.len);
	again = parse(&split, &skb, c.how);
	check_same(&whole, reason, &split, again, "it matters where the bytes lie");
	if (split.pull > skb.len)
		fail("more to pull than there is");
	known = (skb.data - skb.frame) + max(split.pull, skb.linear);
	memcpy(scrambled, frame, size);
	for (i = known; i < size; i++)
		scrambled[i] ^= 0xa5;
	skb.data = scrambled + (skb.data - skb.frame);
	skb.frame = scrambled;
	again = parse(&blind, &skb, c.how);
	if (!reason)
		check_same(&whole, reason, &blind, again, "bytes matter that were not read");
	free(frame);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From an Ethernet frame to what the classifier, the guard and the session table need.
 *
 * A firewall is evaded where it reads a packet differently from those who read it next. Two
 * readers matter here: the receiver, and conntrack, which sees each accepted packet after us and
 * remembers it under what *it* takes for addresses and ports. So everything that is
 * ambiguous is refused (RFC 7112 header chains, RFC 5722 and RFC 8200 routing headers, lengths
 * that contradict each other), the extension headers that are walked over are the ones that
 * conntrack walks over, and where conntrack knows less of a protocol than we do, no session
 * is made (see relate.c).
 *
 * All headers are read through skb_header_pointer(), which copes with fragments of memory and
 * refuses to read beyond the frame; offsets come from lengths that were checked against it. What
 * is not in the linear part may be somebody's memory who is still writing to it: see
 * &secgroup_packet.pull.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gre.h>
#include <net/ip.h>
#include <net/tcp.h>
#include "packet_private.h"

/* No host sends more, and each is a chance to hide something behind. */
#define EXTENSION_HEADERS_MAX	8

/* What an ICMP error must quote of the transport header: RFC 792's 64 bits, where ports are. */
#define QUOTED_MIN		8

/*
 * Bytes of the packet, and the note that they are not in the linear part, if so.
 * Return: they, or NULL: the frame ends before.
 */
static const void *look(const struct sk_buff *skb, u32 *pull, int offset, u32 len, void *buffer)
{
	const void *bytes = skb_header_pointer(skb, offset, len, buffer);

	if (unlikely(bytes == buffer))
		*pull = max(*pull, offset + len);
	return bytes;
}

static const void *look_at(const struct secgroup_layers *l, u32 offset, u32 len, void *buffer)
{
	return look(l->skb, l->pull, offset, len, buffer);
}

/*
 * Source routes would make a packet go elsewhere than its destination says. The rest is
 * checked for form only, as the receiver walks it.
 */
static enum secgroup_reason check_ipv4_options(const struct secgroup_layers *l, u32 offset, u32 n)
{
	u8 buffer[MAX_IPOPTLEN];
	const u8 *opt;
	u32 i = 0;

	opt = look_at(l, offset, n, buffer);
	if (!opt)
		return SECGROUP_REASON_MALFORMED;
	while (i < n && opt[i] != IPOPT_END) {
		if (opt[i] == IPOPT_NOOP) {
			i++;
			continue;
		}
		if (opt[i] == IPOPT_LSRR || opt[i] == IPOPT_SSRR)
			return SECGROUP_REASON_MALFORMED;
		if (i + 1 >= n || opt[i + 1] < 2 || opt[i + 1] > n - i)
			return SECGROUP_REASON_MALFORMED;
		i += opt[i + 1];
	}
	return SECGROUP_REASON_NONE;
}

/* Is it as long as what is there of it, whatever its header says? */
static bool is_unsized(const struct secgroup_layers *l)
{
	return l->quoted || l->reassembled;
}

/*
 * Take down which part of which datagram this is. What cannot be part of any is refused; and no
 * sender in its senses wants a fragment segmented, or its checksum finished.
 */
static enum secgroup_reason note_fragment(struct secgroup_layers *l,
					  const struct secgroup_fragment *f)
{
	u32 len = l->end - f->payload;

	if (!f->offset && (!f->more || is_unsized(l)))
		return SECGROUP_REASON_NONE;
	if (l->quoted || !len || (f->more && len % 8) || f->front + f->offset + len > 0xffff)
		return SECGROUP_REASON_FRAGMENT;
	if (l->skb->ip_summed == CHECKSUM_PARTIAL || skb_is_gso(l->skb))
		return SECGROUP_REASON_MALFORMED;
	l->is_fragment = true;
	l->fragment = *f;
	return SECGROUP_REASON_NONE;
}

/* The end of the IPv4 packet in the frame, or 0. A length of 0 is a GSO packet beyond 64 KiB. */
static u32 ipv4_end(const struct secgroup_layers *l, const struct iphdr *ip, u32 header)
{
	u32 room = l->end - l->offset;
	u32 total = ntohs(ip->tot_len);

	if (is_unsized(l))
		return l->end;
	if (!total && skb_is_gso(l->skb) && (skb_shinfo(l->skb)->gso_type & SKB_GSO_TCPV4))
		total = room;
	if (total < header || total > room)
		return 0;
	return l->offset + total;
}

static enum secgroup_reason parse_ipv4(struct secgroup_layers *l)
{
	enum secgroup_reason reason;
	const struct iphdr *ip;
	struct iphdr buffer;
	u32 header;

	ip = look_at(l, l->offset, sizeof(buffer), &buffer);
	if (!ip || ip->version != 4 || ip->ihl < 5)
		return SECGROUP_REASON_MALFORMED;
	header = ip->ihl * 4;
	l->end = ipv4_end(l, ip, header);
	if (l->end < l->offset + header)
		return SECGROUP_REASON_MALFORMED;
	if (header > sizeof(*ip)) {
		reason = check_ipv4_options(l, l->offset + sizeof(*ip), header - sizeof(*ip));
		if (reason)
			return reason;
	}
	l->src = secgroup_addr_v4(ntohl(ip->saddr));
	l->dst = secgroup_addr_v4(ntohl(ip->daddr));
	l->proto = ip->protocol;
	l->hop_limit = ip->ttl;
	l->transport = l->offset + header;
	return note_fragment(l, &(struct secgroup_fragment){
		.payload = l->transport,
		.offset = (ntohs(ip->frag_off) & IP_OFFSET) * 8,
		.id = ntohs(ip->id),
		.front = header,
		.more = ip->frag_off & htons(IP_MF),
	});
}

/* How all extension headers begin. None is shorter than 8 bytes. */
struct extension {
	u8 next;
	u8 length;
	__be16 word;
	__be32 rest;
};

/* A header that does not fragment (RFC 6946) is stepped over like the others. */
static enum secgroup_reason check_fragment_header(struct secgroup_layers *l,
						  const struct extension *h)
{
	if (l->has_fragment_header)
		return SECGROUP_REASON_MALFORMED;
	l->has_fragment_header = true;
	return note_fragment(l, &(struct secgroup_fragment){
		.payload = l->transport + sizeof(*h),
		.offset = ntohs(h->word) & IP6_OFFSET,
		.id = ntohl(h->rest),
		.front = l->transport - l->offset - sizeof(struct ipv6hdr),
		.more = h->word & htons(IP6_MF),
	});
}

/*
 * Hop-by-hop options, as far as they say where the packet ends. A jumbogram (RFC 2675) is nothing
 * that an Ethernet frame can hold; the stack makes the header of one for what it will segment.
 */
static enum secgroup_reason check_hop_options(const struct secgroup_layers *l, u32 len)
{
	u32 offset = l->transport + 2, end = l->transport + len;
	const u8 *option;
	u8 buffer[2];

	while (offset < end) {
		/* The last one may be a byte of padding. */
		option = look_at(l, offset, 1, buffer);
		if (option && *option == IPV6_TLV_PAD1) {
			offset++;
			continue;
		}
		option = look_at(l, offset, sizeof(buffer), buffer);
		if (!option || option[1] + 2 > end - offset ||
		    (option[0] == IPV6_TLV_JUMBO && !skb_is_gso(l->skb)))
			return SECGROUP_REASON_MALFORMED;
		offset += option[1] + 2;
	}
	return SECGROUP_REASON_NONE;
}

/* Step over one extension header: move @l->transport and @l->proto on, or say why not. */
static enum secgroup_reason skip_extension(struct secgroup_layers *l, bool first)
{
	enum secgroup_reason reason = SECGROUP_REASON_NONE;
	const struct extension *h;
	struct extension buffer;
	u32 len;

	h = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!h)
		return SECGROUP_REASON_MALFORMED;
	len = (h->length + 1) * 8;
	switch (l->proto) {
	case NEXTHDR_HOP:
		if (!first)
			return SECGROUP_REASON_MALFORMED;
		break;
	case NEXTHDR_FRAGMENT:
		len = sizeof(*h);
		reason = check_fragment_header(l, h);
		break;
	case NEXTHDR_ROUTING:
		/* Type 0 is deprecated (RFC 5095). */
		if (!(ntohs(h->word) >> 8))
			return SECGROUP_REASON_MALFORMED;
		break;
	}
	if (len > l->end - l->transport)
		return SECGROUP_REASON_MALFORMED;
	if (!reason && l->proto == NEXTHDR_HOP)
		reason = check_hop_options(l, len);
	l->proto = h->next;
	l->transport += len;
	return reason;
}

static enum secgroup_reason walk_extensions(struct secgroup_layers *l)
{
	enum secgroup_reason reason;
	unsigned int i;

	/* What follows the header of a fragment that is not the first is no header. */
	for (i = 0; secgroup_is_extension(l->proto) && !l->fragment.offset; i++) {
		if (i == EXTENSION_HEADERS_MAX || l->end - l->transport < sizeof(struct extension))
			return SECGROUP_REASON_MALFORMED;
		reason = skip_extension(l, !i);
		if (reason)
			return reason;
	}
	return SECGROUP_REASON_NONE;
}

static u32 ipv6_end(const struct secgroup_layers *l, const struct ipv6hdr *ip)
{
	u32 room = l->end - l->offset - sizeof(*ip);
	u32 len = ntohs(ip->payload_len);

	if (is_unsized(l))
		return l->end;
	if (!len && skb_is_gso(l->skb) && (skb_shinfo(l->skb)->gso_type & SKB_GSO_TCPV6))
		len = room;
	if (len > room || (!len && ip->nexthdr != NEXTHDR_NONE))
		return 0;
	return l->offset + sizeof(*ip) + len;
}

static enum secgroup_reason parse_ipv6(struct secgroup_layers *l)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;

	ip = look_at(l, l->offset, sizeof(buffer), &buffer);
	if (!ip || ip->version != 6 || l->end - l->offset < sizeof(*ip))
		return SECGROUP_REASON_MALFORMED;
	l->end = ipv6_end(l, ip);
	if (!l->end)
		return SECGROUP_REASON_MALFORMED;
	if (ipv6_addr_v4mapped(&ip->saddr) || ipv6_addr_v4mapped(&ip->daddr))
		return SECGROUP_REASON_MALFORMED;

	l->src = secgroup_addr_v6(&ip->saddr);
	l->dst = secgroup_addr_v6(&ip->daddr);
	l->proto = ip->nexthdr;
	l->hop_limit = ip->hop_limit;
	l->transport = l->offset + sizeof(*ip);
	return walk_extensions(l);
}

static enum secgroup_reason parse_tcp(struct secgroup_layers *l)
{
	const struct tcphdr *th;
	struct tcphdr buffer;

	th = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!th || th->doff < 5 || th->doff * 4 > l->end - l->transport)
		return SECGROUP_REASON_MALFORMED;
	l->tcp_flags = tcp_flag_byte(th);
	return secgroup_tcp_flags_are_sane(l->tcp_flags) ? SECGROUP_REASON_NONE : SECGROUP_REASON_MALFORMED;
}

static enum secgroup_reason parse_udp(const struct secgroup_layers *l)
{
	const struct udphdr *uh;
	struct udphdr buffer;
	u32 len;

	uh = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!uh)
		return SECGROUP_REASON_MALFORMED;
	len = ntohs(uh->len);
	if (len < sizeof(*uh) || (len > l->end - l->transport && !l->is_fragment))
		return SECGROUP_REASON_MALFORMED;
	return SECGROUP_REASON_NONE;
}

/* Does a neighbour discovery option give another link-layer address than the frame's sender has? */
static bool names_other_mac(const struct secgroup_layers *l, const struct nd_opt_hdr *opt,
			    u32 offset)
{
	u8 buffer[ETH_ALEN];
	const u8 *mac;

	if (opt->nd_opt_type != ND_OPT_SOURCE_LL_ADDR && opt->nd_opt_type != ND_OPT_TARGET_LL_ADDR)
		return false;
	mac = look_at(l, offset + sizeof(*opt), sizeof(buffer), buffer);
	return opt->nd_opt_len != 1 || !mac || memcmp(mac, l->src_mac, ETH_ALEN);
}

/* Options of a neighbour discovery message, RFC 4861, 4.6: length in units of 8 bytes, never 0. */
static enum secgroup_reason check_nd_options(struct secgroup_layers *l, u32 offset)
{
	const struct nd_opt_hdr *opt;
	struct nd_opt_hdr buffer;

	while (offset < l->end) {
		if (l->end - offset < sizeof(buffer))
			return SECGROUP_REASON_MALFORMED;
		opt = look_at(l, offset, sizeof(buffer), &buffer);
		if (!opt || !opt->nd_opt_len || opt->nd_opt_len * 8 > l->end - offset)
			return SECGROUP_REASON_MALFORMED;
		l->names_other_mac |= names_other_mac(l, opt, offset);
		offset += opt->nd_opt_len * 8;
	}
	return SECGROUP_REASON_NONE;
}

/*
 * The address that an NA says is the sender's, or that one without an address asks for before it
 * takes it (RFC 4862): others give it up if two want it.
 */
static enum secgroup_reason parse_claim(struct secgroup_layers *l)
{
	const struct in6_addr *target;
	u8 type = l->dport >> 8;
	struct in6_addr buffer;

	if (type != NDISC_NEIGHBOUR_ADVERTISEMENT &&
	    (type != NDISC_NEIGHBOUR_SOLICITATION || l->src.hi || l->src.lo))
		return SECGROUP_REASON_NONE;
	target = look_at(l, l->transport + sizeof(struct icmp6hdr), sizeof(buffer), &buffer);
	if (!target)
		return SECGROUP_REASON_MALFORMED;
	l->claims = true;
	l->claimed = secgroup_addr_v6(target);
	return SECGROUP_REASON_NONE;
}

/*
 * What RFC 4861 tells a receiver to check, so that nobody beyond the link can speak as a
 * neighbour; and RFC 6980: not fragmented, not even into one piece. A first fragment shows it.
 */
static enum secgroup_reason check_nd(struct secgroup_layers *l)
{
	enum secgroup_reason reason;
	u32 header = secgroup_nd_header_len(l->dport >> 8);

	if (!header)
		return SECGROUP_REASON_NONE;
	if (l->hop_limit != 255 || (l->dport & 0xff) || l->has_fragment_header ||
	    header > l->end - l->transport)
		return SECGROUP_REASON_MALFORMED;
	reason = parse_claim(l);
	return reason ?: check_nd_options(l, l->transport + header);
}

static enum secgroup_reason parse_icmp(struct secgroup_layers *l)
{
	const struct icmphdr *ih;
	struct icmphdr buffer;

	if ((l->proto == IPPROTO_ICMP) != (l->family == NFPROTO_IPV4))
		return SECGROUP_REASON_MALFORMED;
	ih = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!ih)
		return SECGROUP_REASON_MALFORMED;
	l->dport = ih->type << 8 | ih->code;
	l->icmp_id = ntohs(ih->un.echo.id);
	if (l->proto == IPPROTO_ICMPV6 && !l->quoted)
		return check_nd(l);
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason parse_gre(struct secgroup_layers *l)
{
	const struct gre_base_hdr *gh;
	struct gre_base_hdr buffer;

	gh = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!gh)
		return SECGROUP_REASON_MALFORMED;
	l->gre_version = ntohs(gh->flags & GRE_VERSION);
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason parse_igmp(struct secgroup_layers *l)
{
	const struct igmphdr *ih;
	struct igmphdr buffer;

	ih = look_at(l, l->transport, sizeof(buffer), &buffer);
	if (!ih)
		return SECGROUP_REASON_MALFORMED;
	l->igmp_type = ih->type;
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason parse_ports(struct secgroup_layers *l)
{
	__be16 buffer[2];
	const __be16 *ports;

	ports = look_at(l, l->transport, sizeof(buffer), buffer);
	if (!ports)
		return SECGROUP_REASON_MALFORMED;
	l->sport = ntohs(ports[0]);
	l->dport = ntohs(ports[1]);
	return SECGROUP_REASON_NONE;
}

/* The shortest header of a protocol. */
static u32 transport_min(const struct secgroup_layers *l)
{
	switch (l->proto) {
	case IPPROTO_TCP:
		return l->quoted ? QUOTED_MIN : sizeof(struct tcphdr);
	case IPPROTO_SCTP:
		return l->quoted ? QUOTED_MIN : sizeof(struct sctphdr);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return sizeof(struct udphdr);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return sizeof(struct icmphdr);
	case IPPROTO_GRE:
		return sizeof(struct gre_base_hdr);
	case IPPROTO_IGMP:
		return sizeof(struct igmphdr);
	}
	return 0;
}

static enum secgroup_reason parse_transport(struct secgroup_layers *l)
{
	enum secgroup_reason reason;

	/* 255 is reserved; 0 is hop-by-hop options, which are the first thing or nothing. */
	if (!l->proto || l->proto == IPPROTO_RAW ||
	    transport_min(l) > l->end - l->transport)
		return SECGROUP_REASON_MALFORMED;
	if (secgroup_proto_is_icmp(l->proto))
		return parse_icmp(l);
	if (l->proto == IPPROTO_GRE)
		return parse_gre(l);
	if (l->proto == IPPROTO_IGMP)
		return parse_igmp(l);
	if (!secgroup_proto_has_ports(l->proto))
		return SECGROUP_REASON_NONE;
	reason = parse_ports(l);
	if (reason || l->quoted)
		return reason;
	if (l->proto == IPPROTO_TCP)
		return parse_tcp(l);
	if (l->proto == IPPROTO_UDP)
		return parse_udp(l);
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason parse_ip(struct secgroup_layers *l)
{
	enum secgroup_reason reason;

	reason = l->family == NFPROTO_IPV4 ? parse_ipv4(l) : parse_ipv6(l);
	if (reason || l->fragment.offset)
		return reason;
	return parse_transport(l);
}

/* The session of an ICMP error is that of the packet it quotes, which went the other way. */
static enum secgroup_reason parse_quoted(struct secgroup_packet *pkt,
					 const struct secgroup_layers *outer)
{
	struct secgroup_layers l = {
		.skb = outer->skb,
		.pull = outer->pull,
		.offset = outer->transport + sizeof(struct icmphdr),
		.end = outer->end,
		.family = outer->family,
		.quoted = true,
	};
	enum secgroup_reason reason;
	u8 relation;

	reason = parse_ip(&l);
	if (reason)
		return reason;
	if (!secgroup_addr_equal(l.src, outer->dst))
		return SECGROUP_REASON_INVALID;
	relation = secgroup_packet_relate(&l);
	/* Nobody complains about a complaint (RFC 1122, RFC 4443). */
	if (relation == SECGROUP_RELATION_ERROR)
		return SECGROUP_REASON_NO_SESSION;
	secgroup_packet_key(&pkt->quoted, &l, !pkt->key.direction);
	if (relation != SECGROUP_RELATION_NONE)
		secgroup_packet_flow(&pkt->flow, &l, !pkt->key.direction);
	return SECGROUP_REASON_NONE;
}

/*
 * An unfinished checksum is written by the stack or the device after us, where the sender of
 * the frame says (a guest, in its virtio header): not in anything that is judged. So it has to
 * be the transport's own checksum, or in what is carried and not looked at: the payload of UDP
 * and GRE, where tunnels have it, and protocols of which only the number is known.
 */
static bool checksum_is_sane(const struct secgroup_layers *l)
{
	u32 offset = l->skb->csum_offset;
	int start;

	if (l->skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	start = skb_checksum_start_offset(l->skb);
	if (start < (int)l->transport || start + offset + sizeof(__sum16) > l->end)
		return false;
	switch (l->proto) {
	case IPPROTO_TCP:
		return start == l->transport && offset == offsetof(struct tcphdr, check);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		if (start == l->transport)
			return offset == offsetof(struct udphdr, check);
		return start >= l->transport + sizeof(struct udphdr);
	case IPPROTO_SCTP:
		return start == l->transport && offset == offsetof(struct sctphdr, checksum);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return start == l->transport && offset == offsetof(struct icmphdr, checksum);
	case IPPROTO_IGMP:
		return false;
	case IPPROTO_GRE:
		return start >= l->transport + sizeof(struct gre_base_hdr);
	}
	return true;
}

/* &secgroup_flow.vlan */
static u32 vlan_of(const struct secgroup_packet *pkt)
{
	u32 vlan = 0, i;

	for (i = 0; i < pkt->n_tags; i++)
		if (pkt->vids[i])
			vlan = vlan << 12 | pkt->vids[i];
	return vlan;
}

static void finish_fragment(struct secgroup_packet *pkt, const struct secgroup_layers *l)
{
	bool ingress = pkt->key.direction == SECGROUP_INGRESS;

	pkt->kind = SECGROUP_KIND_FRAGMENT;
	pkt->flow.vlan = vlan_of(pkt);
	pkt->fragment = l->fragment;
	pkt->key.remote = ingress ? l->src : l->dst;
	pkt->key.local = ingress ? l->dst : l->src;
	if (l->family == NFPROTO_IPV4)
		pkt->key.proto = l->proto;
}

static enum secgroup_reason parse_frame_ip(struct secgroup_packet *pkt, struct secgroup_layers *l)
{
	enum secgroup_reason reason = parse_ip(l);

	if (reason)
		return reason;
	if (!secgroup_packet_source_is_sane(l) || !checksum_is_sane(l))
		return SECGROUP_REASON_MALFORMED;
	/* Segmentation sends all that is there, whatever the length says: there is no padding. */
	if (skb_is_gso(l->skb) && l->end != l->skb->len)
		return SECGROUP_REASON_MALFORMED;

	pkt->family = l->family;
	pkt->end = l->end;
	if (l->is_fragment) {
		finish_fragment(pkt, l);
		return SECGROUP_REASON_NONE;
	}
	pkt->kind = SECGROUP_KIND_IP;
	pkt->hop_limit = l->hop_limit;
	pkt->igmp_type = l->igmp_type;
	pkt->tcp_flags = l->tcp_flags;
	pkt->transport = l->transport;
	pkt->names_other_mac = l->names_other_mac;
	pkt->claims = l->claims;
	pkt->claimed = l->claimed;
	pkt->relation = secgroup_packet_relate(l);
	pkt->mid_stream = (l->tcp_flags & TCP_PURPOSE) == TCP_ACK;
	secgroup_packet_key(&pkt->key, l, pkt->key.direction);
	if (pkt->relation != SECGROUP_RELATION_ERROR)
		secgroup_packet_flow(&pkt->flow, l, pkt->key.direction);
	else
		reason = parse_quoted(pkt, l);
	pkt->flow.vlan = vlan_of(pkt);
	return reason;
}

/* An ARP or RARP message for IPv4 over Ethernet, RFC 826 and 903. */
struct arp_message {
	struct arphdr hdr;
	u8 sender_mac[ETH_ALEN];
	__be32 sender_ip;
	u8 target_mac[ETH_ALEN];
	__be32 target_ip;
} __packed;

static enum secgroup_reason parse_arp(struct secgroup_packet *pkt, const struct sk_buff *skb)
{
	bool reverse = pkt->ethertype == ETH_P_RARP;
	const struct arp_message *arp;
	struct arp_message buffer;

	arp = look(skb, &pkt->pull, pkt->network, sizeof(buffer), &buffer);
	if (!arp || arp->hdr.ar_hrd != htons(ARPHRD_ETHER) || arp->hdr.ar_pro != htons(ETH_P_IP) ||
	    arp->hdr.ar_hln != ETH_ALEN || arp->hdr.ar_pln != sizeof(arp->sender_ip))
		return SECGROUP_REASON_MALFORMED;
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		return SECGROUP_REASON_MALFORMED;
	pkt->names_other_mac = memcmp(arp->sender_mac, pkt->src_mac, ETH_ALEN);
	if (reverse && pkt->names_other_mac)
		return SECGROUP_REASON_MALFORMED;
	pkt->kind = reverse ? SECGROUP_KIND_RARP : SECGROUP_KIND_ARP;
	/* A probe (RFC 5227) has no sender address. */
	pkt->claims = arp->sender_ip;
	pkt->claimed = secgroup_addr_v4(ntohl(arp->sender_ip));
	return SECGROUP_REASON_NONE;
}

static bool note_tag(struct secgroup_packet *pkt, u16 tci)
{
	if (pkt->n_tags == SECGROUP_TAGS_MAX)
		return false;
	pkt->vids[pkt->n_tags++] = tci & VLAN_VID_MASK;
	return true;
}

/*
 * The outer tag may have been moved from the frame into the skb. Tags are stepped over, so
 * that what they enclose is judged: @pkt->network and @pkt->ethertype are that.
 */
static enum secgroup_reason parse_tags(struct secgroup_packet *pkt, const struct sk_buff *skb)
{
	const struct vlan_hdr *tag;
	struct vlan_hdr buffer;

	if (skb_vlan_tag_present(skb))
		note_tag(pkt, skb_vlan_tag_get(skb));
	while (eth_type_vlan(htons(pkt->ethertype))) {
		tag = look(skb, &pkt->pull, pkt->network, sizeof(buffer), &buffer);
		if (!tag)
			return SECGROUP_REASON_MALFORMED;
		if (!note_tag(pkt, ntohs(tag->h_vlan_TCI)))
			return SECGROUP_REASON_VLAN;
		pkt->ethertype = ntohs(tag->h_vlan_encapsulated_proto);
		pkt->network += sizeof(*tag);
	}
	return SECGROUP_REASON_NONE;
}

/* A checksum to be written later could make something else of it (see checksum_is_sane()). */
static enum secgroup_reason parse_other(struct secgroup_packet *pkt, const struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		return SECGROUP_REASON_MALFORMED;
	pkt->kind = SECGROUP_KIND_OTHER;
	return SECGROUP_REASON_NONE;
}

static enum secgroup_reason parse_content(struct secgroup_packet *pkt, const struct sk_buff *skb,
					  bool reassembled)
{
	struct secgroup_layers l = {
		.skb = skb,
		.pull = &pkt->pull,
		.src_mac = pkt->src_mac,
		.offset = pkt->network,
		.end = skb->len,
		.reassembled = reassembled,
	};

	switch (pkt->ethertype) {
	case ETH_P_IP:
		l.family = NFPROTO_IPV4;
		return parse_frame_ip(pkt, &l);
	case ETH_P_IPV6:
		l.family = NFPROTO_IPV6;
		return parse_frame_ip(pkt, &l);
	case ETH_P_ARP:
	case ETH_P_RARP:
		return parse_arp(pkt, skb);
	}
	return parse_other(pkt, skb);
}

static enum secgroup_reason parse_frame(struct secgroup_packet *pkt, const struct sk_buff *skb,
					int mac, u8 direction, bool reassembled)
{
	enum secgroup_reason reason;
	const struct ethhdr *eth;
	struct ethhdr buffer;

	if (mac < -ETH_HLEN || (mac < 0 && -mac > skb_headroom(skb)))
		return SECGROUP_REASON_MALFORMED;
	*pkt = (struct secgroup_packet){
		.key.direction = direction,
		.network = mac + ETH_HLEN,
		.end = skb->len,
	};
	eth = look(skb, &pkt->pull, mac, sizeof(buffer), &buffer);
	if (!eth || is_multicast_ether_addr(eth->h_source))
		return SECGROUP_REASON_MALFORMED;
	pkt->ethertype = ntohs(eth->h_proto);
	ether_addr_copy(pkt->dst_mac, eth->h_dest);
	ether_addr_copy(pkt->src_mac, eth->h_source);
	reason = parse_tags(pkt, skb);
	return reason ?: parse_content(pkt, skb, reassembled);
}

enum secgroup_reason secgroup_packet_parse_any(struct secgroup_packet *pkt, const struct sk_buff *skb,
					       int mac, u8 direction)
{
	return parse_frame(pkt, skb, mac, direction, false);
}

enum secgroup_reason secgroup_packet_parse_datagram(struct secgroup_packet *pkt,
						    const struct sk_buff *skb, u8 direction)
{
	return parse_frame(pkt, skb, 0, direction, true);
}

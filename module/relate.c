// SPDX-License-Identifier: GPL-2.0-only
/*
 * To which session does a packet belong, and can it open it?
 *
 * Sessions are for packets whose identity conntrack knows as well as we do. One session of a
 * protocol with ports that conntrack does not look at would let all ports in: such
 * packets are judged one by one. So is what is never answered (IGMP), what conntrack refuses
 * (no next header), and the authentication header, which conntrack sees in IPv4 and looks
 * through in IPv6. PPTP's GRE has call numbers that only PPTP's helper could pair.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/netfilter.h>
#include "packet_private.h"

/* The type of the request that an ICMP type belongs to, or -1: it is not of a pair. */
static int icmp_request(u8 proto, u8 type)
{
	const struct secgroup_icmp_pair *pair = secgroup_icmp_pair(proto, type);

	return pair ? pair->request : -1;
}

static bool icmp_is_error(u8 proto, u8 type)
{
	if (proto == IPPROTO_ICMPV6)
		return type >= ICMPV6_DEST_UNREACH && type <= ICMPV6_PARAMPROB;
	return type == ICMP_DEST_UNREACH || type == ICMP_SOURCE_QUENCH ||
	       type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETERPROB;
}

static u8 relate_icmp(const struct secgroup_layers *l)
{
	u8 type = l->dport >> 8;
	int request = icmp_request(l->proto, type);

	if (icmp_is_error(l->proto, type))
		return SECGROUP_RELATION_ERROR;
	if (request < 0)
		return SECGROUP_RELATION_NONE;
	return type == request ? SECGROUP_RELATION_OPENS : SECGROUP_RELATION_FOLLOWS;
}

u8 secgroup_packet_relate(const struct secgroup_layers *l)
{
	switch (l->proto) {
	case IPPROTO_TCP:
		if ((l->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
			return SECGROUP_RELATION_OPENS;
		return SECGROUP_RELATION_FOLLOWS;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return relate_icmp(l);
	case IPPROTO_SCTP:
		return IS_ENABLED(CONFIG_NF_CT_PROTO_SCTP) ? SECGROUP_RELATION_OPENS :
							     SECGROUP_RELATION_NONE;
	case IPPROTO_UDPLITE:
		return IS_ENABLED(CONFIG_NF_CT_PROTO_UDPLITE) ? SECGROUP_RELATION_OPENS :
								SECGROUP_RELATION_NONE;
	case IPPROTO_GRE:
		return l->gre_version ? SECGROUP_RELATION_NONE : SECGROUP_RELATION_OPENS;
	case IPPROTO_IGMP:
	case IPPROTO_AH:
	case IPPROTO_DCCP:
	case NEXTHDR_NONE:
		return SECGROUP_RELATION_NONE;
	}
	return SECGROUP_RELATION_OPENS;
}

void secgroup_packet_key(struct secgroup_key *key, const struct secgroup_layers *l, u8 direction)
{
	bool ingress = direction == SECGROUP_INGRESS;

	*key = (struct secgroup_key){
		.remote = ingress ? l->src : l->dst,
		.local = ingress ? l->dst : l->src,
		.direction = direction,
		.proto = l->proto,
		.sport = l->sport,
		.dport = l->dport,
	};
}

void secgroup_packet_flow(struct secgroup_flow *flow, const struct secgroup_layers *l,
			  u8 direction)
{
	bool ingress = direction == SECGROUP_INGRESS;
	int request;

	*flow = (struct secgroup_flow){
		.remote = ingress ? l->src : l->dst,
		.local = ingress ? l->dst : l->src,
		.proto = l->proto,
	};
	if (secgroup_proto_is_icmp(l->proto)) {
		request = icmp_request(l->proto, l->dport >> 8);
		if (request < 0)
			return; /* nobody's: it has no session */
		flow->remote_id = l->icmp_id;
		flow->local_id = request << 8 | (l->dport & 0xff);
		flow->requester = request == l->dport >> 8 ? direction : !direction;
	} else if (secgroup_proto_has_ports(l->proto)) {
		flow->remote_id = ingress ? l->sport : l->dport;
		flow->local_id = ingress ? l->dport : l->sport;
	}
}

/* Only those who do not have an address yet may speak from `::`. */
static bool may_be_unspecified(const struct secgroup_layers *l)
{
	if (l->proto != IPPROTO_ICMPV6)
		return false;
	switch (l->dport >> 8) {
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_ROUTER_SOLICITATION:
	case ICMPV6_MGM_REPORT:
	case ICMPV6_MGM_REDUCTION:
	case ICMPV6_MLD2_REPORT:
		return true;
	}
	return false;
}

bool secgroup_packet_source_is_sane(const struct secgroup_layers *l)
{
	if (secgroup_addr_is_multicast(l->src) ||
	    secgroup_addr_equal(l->src, secgroup_addr_v4(0xffffffff)))
		return false;
	return l->src.hi || l->src.lo || may_be_unspecified(l);
}

enum secgroup_reason secgroup_packet_describe(struct secgroup_packet *pkt,
					      const struct secgroup_key *key)
{
	bool v4 = secgroup_addr_is_v4(key->remote);
	struct secgroup_layers l = {
		.src = key->direction == SECGROUP_INGRESS ? key->remote : key->local,
		.dst = key->direction == SECGROUP_INGRESS ? key->local : key->remote,
		.sport = key->sport,
		.dport = key->dport,
		.family = v4 ? NFPROTO_IPV4 : NFPROTO_IPV6,
		.proto = key->proto,
		.tcp_flags = TCP_SYN,
	};

	*pkt = (struct secgroup_packet){
		.key = *key,
		.kind = SECGROUP_KIND_IP,
		.family = l.family,
		.ethertype = v4 ? ETH_P_IP : ETH_P_IPV6,
	};
	if (v4 != secgroup_addr_is_v4(key->local) || !key->proto || key->proto == IPPROTO_RAW ||
	    (secgroup_proto_is_icmp(key->proto) && (key->proto == IPPROTO_ICMP) != v4) ||
	    (!v4 && secgroup_is_extension(key->proto)) || !secgroup_packet_source_is_sane(&l))
		return SECGROUP_REASON_MALFORMED;
	pkt->hop_limit = 1;
	if (key->proto == IPPROTO_ICMPV6 && secgroup_nd_header_len(key->dport >> 8))
		pkt->hop_limit = 255;
	if (key->proto == IPPROTO_IGMP)
		pkt->igmp_type = key->direction == SECGROUP_INGRESS ? IGMP_HOST_MEMBERSHIP_QUERY :
								      IGMPV3_HOST_MEMBERSHIP_REPORT;
	pkt->relation = secgroup_packet_relate(&l);
	if (pkt->relation == SECGROUP_RELATION_OPENS || pkt->relation == SECGROUP_RELATION_FOLLOWS)
		secgroup_packet_flow(&pkt->flow, &l, key->direction);
	return SECGROUP_REASON_NONE;
}

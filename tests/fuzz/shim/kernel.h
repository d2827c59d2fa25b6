/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the packet parser needs of the kernel, outside of it. Headers that userspace has as well are
 * its own; those in linux/ and net/ beside this file are only there to be found, and lead here.
 */
#ifndef _SECGROUP_FUZZ_KERNEL_H
#define _SECGROUP_FUZZ_KERNEL_H

#include "env-user.h"
#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/tcp.h>
#include <linux/types.h>
#include <linux/udp.h>

#define IS_ENABLED(option)	1
#define likely(x)		__builtin_expect(!!(x), 1)
#define __packed		__attribute__((packed))
#define __uninitialized
#define max_t(t, a, b)		({ t _a = (a); t _b = (b); _a > _b ? _a : _b; })
#define offsetofend(t, m)	(offsetof(t, m) + sizeof(((t *)0)->m))
#define static_assert		_Static_assert
#define BUILD_BUG_ON(bad)	_Static_assert(!(bad), #bad)

/**
 * struct sk_buff - a frame, as far as the parser looks at it
 * @frame: its bytes; @data points into them, behind the Ethernet header
 * @len: from @data on
 * @linear: how many of these are in the linear part
 * @csum_start: from @data on
 */
struct sk_buff {
	const u8 *frame;
	const u8 *data;
	u32 len;
	u32 linear;
	u8 ip_summed;
	u16 csum_offset;
	int csum_start;
	u16 gso_size;
	u32 gso_type;
	bool has_tag;
	u16 tag;
	u16 protocol;
};

#define CHECKSUM_NONE		0
#define CHECKSUM_PARTIAL	3
#define SKB_GSO_TCPV4		(1 << 0)
#define SKB_GSO_TCPV6		(1 << 4)

#define skb_is_gso(skb)			((skb)->gso_size)
#define skb_shinfo(skb)			(skb)
#define skb_vlan_tag_present(skb)	((skb)->has_tag)
#define skb_vlan_tag_get(skb)		((skb)->tag)
#define skb_headlen(skb)		((skb)->linear)

static inline int skb_checksum_start_offset(const struct sk_buff *skb)
{
	return skb->csum_start;
}

static inline int skb_headroom(const struct sk_buff *skb)
{
	return skb->data - skb->frame;
}

/* The kernel's promise: a pointer into the linear part, or @buffer filled, or NULL beyond the end. */
static inline void *skb_header_pointer(const struct sk_buff *skb, int offset, int len, void *buffer)
{
	if (offset < -skb_headroom(skb) || len < 0 || (long)offset + len > (long)skb->len)
		return NULL;
	if ((long)offset + len <= (long)skb->linear)
		return (void *)(skb->data + offset);
	memcpy(buffer, skb->data + offset, len);
	return buffer;
}

/* ---- headers that only the kernel has a structure for ---- */

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

#define VLAN_HLEN	4
#define VLAN_VID_MASK	0x0fff

static inline bool eth_type_vlan(__be16 type)
{
	return type == htons(ETH_P_8021Q) || type == htons(ETH_P_8021AD);
}

struct sctphdr {
	__be16 source;
	__be16 dest;
	__be32 vtag;
	__le32 checksum;
};

struct gre_base_hdr {
	__be16 flags;
	__be16 protocol;
};

#define GRE_VERSION	htons(0x0007)

struct nd_opt_hdr {
	u8 nd_opt_type;
	u8 nd_opt_len;
} __packed;

#define ND_OPT_SOURCE_LL_ADDR		1
#define ND_OPT_TARGET_LL_ADDR		2
#define NDISC_ROUTER_SOLICITATION	133
#define NDISC_ROUTER_ADVERTISEMENT	134
#define NDISC_NEIGHBOUR_SOLICITATION	135
#define NDISC_NEIGHBOUR_ADVERTISEMENT	136
#define NDISC_REDIRECT			137

#define NEXTHDR_HOP		0
#define NEXTHDR_ROUTING		43
#define NEXTHDR_FRAGMENT	44
#define NEXTHDR_NONE		59
#define NEXTHDR_DEST		60
#define IPV6_TLV_PAD1		0
#define IPV6_TLV_JUMBO		194
#define IP6_MF			0x0001
#define IP6_OFFSET		0xfff8

#define IP_MF			0x2000
#define IP_OFFSET		0x1fff
#define MAX_IPOPTLEN		40

static inline bool ipv6_addr_v4mapped(const struct in6_addr *a)
{
	return !a->s6_addr32[0] && !a->s6_addr32[1] && a->s6_addr32[2] == htonl(0xffff);
}

static inline bool is_multicast_ether_addr(const u8 *mac)
{
	return mac[0] & 1;
}

static inline void ether_addr_copy(u8 *to, const u8 *from)
{
	memcpy(to, from, ETH_ALEN);
}

static inline u8 tcp_flag_byte(const struct tcphdr *th)
{
	return ((const u8 *)th)[13];
}

#endif

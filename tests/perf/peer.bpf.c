// SPDX-License-Identifier: GPL-2.0-only
/*
 * A peer for tests/perf/packet: what somebody who knows eBPF would put at a device's egress instead of a
 * firewall. Flows that were accepted are found in an LRU hash, by both ends; others by the class of their source
 * (longest prefix) and their service. No TCP states, ICMP errors, fragments, IPv6 or revocation.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define IDLE_NS	(30 * 1000000000ULL)

struct flow {
	__be32 remote;
	__be32 local;
	__be16 remote_port;
	__be16 local_port;
	__u32 proto;
};

struct prefix {
	__u32 len;
	__be32 addr;
};

struct service {
	__u32 class;
	__u16 proto;
	__be16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 18);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1 << 17);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, __u32);
} prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 17);
	__type(key, struct service);
	__type(value, __u32);
} services SEC(".maps");

static __always_inline int is_accepted(const struct flow *flow)
{
	struct prefix prefix = { .len = 32, .addr = flow->remote };
	__u32 *class = bpf_map_lookup_elem(&prefixes, &prefix);
	struct service service;

	if (!class)
		return 0;
	service.class = *class;
	service.proto = flow->proto;
	service.port = flow->local_port;
	return bpf_map_lookup_elem(&services, &service) != NULL;
}

/* Egress of the device is ingress of the instance. */
SEC("tc")
int judge(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u64 now = bpf_ktime_get_coarse_ns(), *last;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	__be16 *ports = (void *)(ip + 1);
	struct flow flow;

	if ((void *)(eth + 1) > end)
		return TC_ACT_SHOT;
	if (eth->h_proto == bpf_htons(ETH_P_ARP))
		return TC_ACT_OK;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || (void *)(ports + 2) > end || ip->ihl != 5 ||
	    (ip->protocol != IPPROTO_UDP && ip->protocol != IPPROTO_TCP))
		return TC_ACT_SHOT;
	flow.remote = ip->saddr;
	flow.local = ip->daddr;
	flow.remote_port = ports[0];
	flow.local_port = ports[1];
	flow.proto = ip->protocol;
	last = bpf_map_lookup_elem(&flows, &flow);
	if (last && now - *last < IDLE_NS) {
		if (*last != now)
			*last = now;
		return TC_ACT_OK;
	}
	if (!is_accepted(&flow))
		return TC_ACT_SHOT;
	bpf_map_update_elem(&flows, &flow, &now, BPF_ANY);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";

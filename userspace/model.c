// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of attributes, and the life of an object.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

static const char *const direction_names[] = { "ingress", "egress", NULL };
static const char *const action_names[] = { "drop", "reject", "accept", NULL };
static const char *const type_names[] = { "basic", "enterprise", NULL };
static const char *const inner_names[] = { "accept", "drop", NULL };
static const char *const nic_type_names[] = { "internet", "intranet", NULL };
static const char *const helper_names[] = { "none", "ftp", NULL };
static const char *const side_names[] = { "guest", "host", NULL };
static const char *const switch_names[] = { "off", "on", NULL };
static const char *const state_names[] = { "enabled", "disabled", "audit", NULL };
static const char *const link_local_names[] = { "eui64", "any", NULL };
static const char *const tracking_names[] = { "auto", "always", "strict", NULL };
static const char *const preset_names[] = { "default", "cloud", NULL };
static const char *const service_names[] = {
	"arp", "nd", "dhcp", "dhcpv6", "igmp", "mld", "dhcp-server", "ra", NULL
};
static const char *const timeout_names[] = {
	"tcp-syn-sent", "tcp-syn-recv", "tcp-established", "tcp-fin-wait", "tcp-close-wait",
	"tcp-last-ack", "tcp-time-wait", "tcp-close", "tcp-syn-sent2", "tcp-retrans", "tcp-unack",
	"udp", "udp-stream", "icmp", "icmpv6", "sctp-closed", "sctp-cookie-wait",
	"sctp-cookie-echoed", "sctp-established", "sctp-shutdown-sent", "sctp-shutdown-recd",
	"sctp-shutdown-ack-sent", "sctp-heartbeat-sent", "gre", "gre-stream", "generic", NULL
};
static const char *const quota_names[] = {
	"groups-per-nic", "rules-per-nic", "rules", "addresses-per-group", "members", "nics",
	"list-entries", NULL
};
static const char *const stage_names[] = {
	"malformed", "spoof", "service", "session", "inner", "rule", "default", NULL
};
static const char *const reason_names[] = {
	"none", "malformed", "vlan", "ethertype", "fragment", "spoof", "not-ours", "service",
	"rule", "default", "no-session", "revoked", "invalid", "session-limit", "table-full", "no-memory", NULL
};
static const char *const event_names[] = {
	"?", "commit",
	"group add", "group set", "group del",
	"rule add", "rule set", "rule del",
	"member add", "member del",
	"nic add", "nic set", "nic del", "nic gone",
	"flush",
	"list add", "list set", "list del",
	"quota set", NULL
};

const struct attribute attributes[SECGROUP_A_MAX + 1] = {
	[SECGROUP_A_GENERATION]	  = { KIND_U64, "generation", "generation", NULL, false },
	[SECGROUP_A_ABI]	  = { KIND_U32, "abi", "abi", NULL, false },
	[SECGROUP_A_RESET]	  = { KIND_RESETS, "reset", "reset", NULL, false },
	[SECGROUP_A_ACCOUNT]	  = { KIND_STRING, "account", "account", NULL, false },
	[SECGROUP_A_GROUP]	  = { KIND_STRING, "group", "group", NULL, false },
	[SECGROUP_A_TYPE]	  = { KIND_U32, "type", "type", type_names, false },
	[SECGROUP_A_VPC]	  = { KIND_STRING, "vpc", "vpc", NULL, false },
	[SECGROUP_A_CLASSIC]	  = { KIND_FLAG, "classic", "classic", NULL, false },
	[SECGROUP_A_INNER]	  = { KIND_U32, "inner", "inner", inner_names, false },
	[SECGROUP_A_DESCRIPTION]  = { KIND_STRING, "description", "description", NULL, false },
	[SECGROUP_A_RULE]	  = { KIND_U32, "id", "id", NULL, false },
	[SECGROUP_A_DIRECTION]	  = { KIND_U32, "direction", "direction", direction_names, false },
	[SECGROUP_A_ACTION]	  = { KIND_U32, "action", "action", action_names, false },
	[SECGROUP_A_PRIORITY]	  = { KIND_U32, "priority", "priority", NULL, false },
	[SECGROUP_A_PROTOCOL]	  = { KIND_U32, "proto", "protocol", NULL, false },
	[SECGROUP_A_PORT]	  = { KIND_RANGES, "port", "ports", NULL, false },
	[SECGROUP_A_SRC_PORT]	  = { KIND_RANGES, "src-port", "src_ports", NULL, false },
	[SECGROUP_A_PEER_ADDR]	  = { KIND_ADDRESS, "peer", "peer", NULL, false },
	[SECGROUP_A_PEER_PREFIX]  = { KIND_U32, "peer", "peer", NULL, false },
	[SECGROUP_A_PEER_ACCOUNT] = { KIND_STRING, "peer", "peer", NULL, false },
	[SECGROUP_A_PEER_GROUP]	  = { KIND_STRING, "peer", "peer", NULL, false },
	[SECGROUP_A_LOCAL_ADDR]	  = { KIND_ADDRESS, "local", "local", NULL, false },
	[SECGROUP_A_LOCAL_PREFIX] = { KIND_U32, "local", "local", NULL, false },
	[SECGROUP_A_ICMP_TYPE]	  = { KIND_U32, "icmp-type", "icmp_type", NULL, false },
	[SECGROUP_A_ICMP_CODE]	  = { KIND_U32, "icmp-type", "icmp_type", NULL, false },
	[SECGROUP_A_NIC_TYPE]	  = { KIND_U32, "nic-type", "nic_type", nic_type_names, false },
	[SECGROUP_A_HELPER]	  = { KIND_U32, "helper", "helper", helper_names, false },
	[SECGROUP_A_ADDR]	  = { KIND_ADDRESSES, "addr", "addrs", NULL, false },
	[SECGROUP_A_MEMBER_MANUAL] = { KIND_FLAG, "manual", "manual", NULL, false },
	[SECGROUP_A_MEMBER_NICS]  = { KIND_U32, "nics", "nics", NULL, false },
	[SECGROUP_A_IFINDEX]	  = { KIND_U32, "ifindex", "ifindex", NULL, false },
	[SECGROUP_A_DEV]	  = { KIND_STRING, "dev", "dev", NULL, false },
	[SECGROUP_A_SIDE]	  = { KIND_U32, "side", "side", side_names, false },
	[SECGROUP_A_MAC]	  = { KIND_MACS, "mac", "macs", NULL, false },
	[SECGROUP_A_SPOOF_CHECK]  = { KIND_U32, "spoof-check", "spoof_check", switch_names,
				      true },
	[SECGROUP_A_NIC_GROUP]	  = { KIND_NAMES, "group", "groups", NULL, false },
	[SECGROUP_A_ZONE]	  = { KIND_U32, "zone", "zone", NULL, false },
	[SECGROUP_A_SESSIONS]	  = { KIND_U32, "sessions", "sessions", NULL, false },
	[SECGROUP_A_DROP]	  = { KIND_DROPS, "drop", "drops", NULL, false },
	[SECGROUP_A_REASON]	  = { KIND_U32, "reason", "reason", reason_names, false },
	[SECGROUP_A_PACKETS]	  = { KIND_U64, "packets", "packets", NULL, false },
	[SECGROUP_A_BYTES]	  = { KIND_U64, "bytes", "bytes", NULL, false },
	[SECGROUP_A_FIRST_HIT]	  = { KIND_U64, "first-hit", "first_hit", NULL, false },
	[SECGROUP_A_LAST_HIT]	  = { KIND_U64, "last-hit", "last_hit", NULL, false },
	[SECGROUP_A_SRC_ADDR]	  = { KIND_ADDRESS, "src", "src", NULL, false },
	[SECGROUP_A_DST_ADDR]	  = { KIND_ADDRESS, "dst", "dst", NULL, false },
	[SECGROUP_A_SRC_PORT_NUM] = { KIND_U32, "source port", "src_port", NULL, false },
	[SECGROUP_A_DST_PORT_NUM] = { KIND_U32, "destination port", "dst_port", NULL, false },
	[SECGROUP_A_ICMP_ID]	  = { KIND_U32, "icmp-id", "icmp_id", NULL, false },
	[SECGROUP_A_AGE]	  = { KIND_U64, "age", "age", NULL, false },
	[SECGROUP_A_EXPIRES]	  = { KIND_U64, "expires", "expires", NULL, false },
	[SECGROUP_A_TOMBSTONE]	  = { KIND_FLAG, "tombstone", "tombstone", NULL, false },
	[SECGROUP_A_VERDICT]	  = { KIND_U32, "verdict", "verdict", action_names, false },
	[SECGROUP_A_STAGE]	  = { KIND_U32, "stage", "stage", stage_names, false },
	[SECGROUP_A_EVENT]	  = { KIND_U32, "event", "event", event_names, false },
	[SECGROUP_A_GROUPS]	  = { KIND_U32, "groups", "groups", NULL, false },
	[SECGROUP_A_RULES]	  = { KIND_U32, "rules", "rules", NULL, false },
	[SECGROUP_A_MEMBERS]	  = { KIND_U32, "members", "members", NULL, false },
	[SECGROUP_A_NICS]	  = { KIND_U32, "nics", "nics", NULL, false },
	[SECGROUP_A_DRY_RUN]	  = { KIND_FLAG, "check", "check", NULL, false },
	[SECGROUP_A_GRACEFUL]	  = { KIND_FLAG, "graceful", "graceful", NULL, false },
	[SECGROUP_A_STATE]	  = { KIND_U32, "state", "state", state_names, false },
	[SECGROUP_A_LOG]	  = { KIND_U32, "log", "log", switch_names, true },
	[SECGROUP_A_PREFIX_LIST]  = { KIND_STRING, "prefix-list", "prefix_list", NULL, false },
	[SECGROUP_A_PORT_LIST]	  = { KIND_STRING, "port-list", "port_list", NULL, false },
	[SECGROUP_A_SRC_PORT_LIST] = { KIND_STRING, "src-port port-list", "src_ports", NULL, false },
	[SECGROUP_A_PREFIX]	  = { KIND_PREFIXES, "entry", "entries", NULL, false },
	[SECGROUP_A_PAIR]	  = { KIND_PREFIXES, "pair", "pairs", NULL, false },
	[SECGROUP_A_LINK_LOCAL]	  = { KIND_U32, "link-local", "link_local", link_local_names, false },
	[SECGROUP_A_SERVICE]	  = { KIND_SERVICES, "service", "service", service_names, false },
	[SECGROUP_A_VLAN]	  = { KIND_NUMBERS, "vlan", "vlan", NULL, false },
	[SECGROUP_A_ETHERTYPE]	  = { KIND_NUMBERS, "ethertype", "ethertypes", NULL, false },
	[SECGROUP_A_TIMEOUT]	  = { KIND_TIMEOUTS, "timeout", "timeout", timeout_names, false },
	[SECGROUP_A_TIMEOUT_PRESET] = { KIND_U32, "timeout-preset", "timeout_preset", preset_names,
				      false },
	[SECGROUP_A_SESSION_LIMIT] = { KIND_U32, "session-limit", "session_limit", NULL, false },
	[SECGROUP_A_TRACKING]	  = { KIND_U32, "tracking", "tracking", tracking_names, false },
	[SECGROUP_A_PICKUP]	  = { KIND_U32, "pickup", "pickup", NULL, false },
	[SECGROUP_A_PENDING]	  = { KIND_U32, "pending", "pending", switch_names, true },
	[SECGROUP_A_REPLY_PACKETS] = { KIND_U64, "reply-packets", "reply_packets", NULL, false },
	[SECGROUP_A_REPLY_BYTES]  = { KIND_U64, "reply-bytes", "reply_bytes", NULL, false },
	[SECGROUP_A_QUOTA]	  = { KIND_U32, "quota", "quota", quota_names, false },
	[SECGROUP_A_LIMIT]	  = { KIND_U32, "limit", "limit", NULL, false },
	[SECGROUP_A_USED]	  = { KIND_U32, "used", "used", NULL, false },
	[SECGROUP_A_TIME]	  = { KIND_U64, "time", "time", NULL, false },
	[SECGROUP_A_TCP_FLAGS]	  = { KIND_U32, "flags", "flags", NULL, false },
	[SECGROUP_A_LENGTH]	  = { KIND_U32, "length", "length", NULL, false },
	[SECGROUP_A_LOST]	  = { KIND_U32, "lost", "lost", NULL, false },
};

static const struct protocol {
	const char *name;
	uint8_t number;
} protocols[] = {
	{ "all", SECGROUP_PROTOCOL_ALL },
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "icmp", IPPROTO_ICMP },
	{ "icmpv6", IPPROTO_ICMPV6 },
	{ "gre", IPPROTO_GRE },
	{ "sctp", IPPROTO_SCTP },
	{ "udplite", IPPROTO_UDPLITE },
	{ "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH },
	{ "igmp", IPPROTO_IGMP },
	{ "vrrp", 112 },
};

void *list_room(void *at, size_t n, size_t size)
{
	/* Capacity is the next power of two, so it needs no field of its own. */
	if (!(n & (n - 1))) {
		at = reallocarray(at, n ? 2 * n : 1, size);
		if (!at) {
			fputs("sgctl: out of memory\n", stderr);
			exit(2);
		}
	}
	memset((char *)at + size * n, 0, size);
	return at;
}

void object_clear(struct object *o)
{
	/* Nearly all are NULL: a call for each would be a tenth of what it takes to read a file of rules. */
	for (int attr = 0; attr <= SECGROUP_A_MAX; attr++)
		if (o->str[attr])
			free(o->str[attr]);
	free(o->ports.at);
	free(o->src_ports.at);
	free(o->addrs.at);
	free(o->macs.at);
	free(o->groups.at);
	free(o->drops.at);
	free(o->timeouts.at);
	free(o->prefixes.at);
	free(o->pairs.at);
	free(o->services.at);
	free(o->vlans.at);
	free(o->ethertypes.at);
	memset(o, 0, sizeof(*o));
}

void object_set_num(struct object *o, int attr, uint64_t value)
{
	o->has |= ATTR_BIT(attr);
	o->num[attr] = value;
}

void object_set_str(struct object *o, int attr, const char *value)
{
	o->has |= ATTR_BIT(attr);
	free(o->str[attr]);
	o->str[attr] = strdup(value);
	if (!o->str[attr]) {
		fputs("sgctl: out of memory\n", stderr);
		exit(2);
	}
}

void object_set_flag(struct object *o, int attr)
{
	o->has |= ATTR_BIT(attr);
}

struct address *object_address(struct object *o, int attr)
{
	switch (attr) {
	case SECGROUP_A_PEER_ADDR:
		return &o->peer;
	case SECGROUP_A_LOCAL_ADDR:
		return &o->local;
	case SECGROUP_A_SRC_ADDR:
		return &o->src;
	default:
		return &o->dst;
	}
}

const char *object_account(const struct object *o)
{
	return object_has(o, SECGROUP_A_ACCOUNT) ? o->str[SECGROUP_A_ACCOUNT] : DEFAULT_ACCOUNT;
}

const char *attribute_value_name(int attr, uint64_t value)
{
	const char *const *names = attributes[attr].names;

	for (uint64_t i = 0; names[i]; i++)
		if (i == value)
			return names[i];
	return "?";
}

int attribute_value_number(int attr, const char *name)
{
	const char *const *names = attributes[attr].names;

	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

const char *protocol_name(uint32_t number)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (protocols[i].number == number)
			return protocols[i].name;
	return NULL;
}

int protocol_number(const char *name)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (!strcmp(protocols[i].name, name))
			return protocols[i].number;
	return -1;
}

bool protocol_has_ports(uint32_t number)
{
	return number == IPPROTO_TCP || number == IPPROTO_UDP ||
	       number == IPPROTO_SCTP || number == IPPROTO_UDPLITE;
}

bool protocol_is_icmp(uint32_t number)
{
	return number == IPPROTO_ICMP || number == IPPROTO_ICMPV6;
}

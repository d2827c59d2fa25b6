// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which attributes each command takes, of which form. What is not in a command's policy
 * is refused.
 */
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include "nl.h"

#define NAME		{ .type = NLA_NUL_STRING, .len = SECGROUP_NAME_MAX }
#define DESCRIPTION	{ .type = NLA_NUL_STRING, .len = SECGROUP_DESCRIPTION_MAX }
#define FLAG		{ .type = NLA_FLAG }
#define NUMBER		{ .type = NLA_U32 }
#define NUMBER_64	{ .type = NLA_U64 }
#define ADDRESS		NLA_POLICY_RANGE(NLA_BINARY, 4, 16)
#define MAC		NLA_POLICY_EXACT_LEN(ETH_ALEN)

static struct netlink_range_validation port_range = { .min = 1, .max = 65535 };
static struct netlink_range_validation port_number_range = { .min = 0, .max = 65535 };
static struct netlink_range_validation ethertype_range = { .min = ETH_P_802_3_MIN, .max = 65535 };
static struct netlink_range_validation rule_id_range = { .min = 1, .max = U32_MAX };
static struct netlink_range_validation limit_range = { .min = 1, .max = INT_MAX };
static struct netlink_range_validation ifindex_range = { .min = 1, .max = INT_MAX };

static const struct nla_policy range_policy[SECGROUP_RANGE_A_MAX + 1] = {
	[SECGROUP_RANGE_A_LO] = NLA_POLICY_FULL_RANGE(NLA_U32, &port_range),
	[SECGROUP_RANGE_A_HI] = NLA_POLICY_FULL_RANGE(NLA_U32, &port_range),
};

/* Of a prefix list: no MAC. */
static const struct nla_policy prefix_policy[SECGROUP_PREFIX_A_LEN + 1] = {
	[SECGROUP_PREFIX_A_ADDR] = ADDRESS,
	[SECGROUP_PREFIX_A_LEN] = NLA_POLICY_MAX(NLA_U32, 128),
};

static const struct nla_policy pair_policy[SECGROUP_PREFIX_A_MAX + 1] = {
	[SECGROUP_PREFIX_A_ADDR] = ADDRESS,
	[SECGROUP_PREFIX_A_LEN] = NLA_POLICY_MAX(NLA_U32, 128),
	[SECGROUP_PREFIX_A_MAC] = MAC,
};

static const struct nla_policy service_policy[SECGROUP_SERVICE_A_MAX + 1] = {
	[SECGROUP_SERVICE_A_ID] = NLA_POLICY_MAX(NLA_U32, SECGROUP_SERVICE_MAX),
	[SECGROUP_SERVICE_A_ON] = NLA_POLICY_MAX(NLA_U32, 1),
};

static const struct nla_policy nic_group_policy[SECGROUP_A_GROUP + 1] = {
	[SECGROUP_A_ACCOUNT] = NAME,
	[SECGROUP_A_GROUP] = NAME,
};

static struct netlink_range_validation seconds_range = { .min = 0, .max = INT_MAX / 1000 };
static struct netlink_range_validation session_limit_range = { .min = 1, .max = U32_MAX };

static const struct nla_policy timeout_policy[SECGROUP_TIMEOUT_A_MAX + 1] = {
	[SECGROUP_TIMEOUT_A_ID] = NLA_POLICY_MAX(NLA_U32, SECGROUP_TIMEOUT_MAX),
	[SECGROUP_TIMEOUT_A_SECONDS] = NLA_POLICY_FULL_RANGE(NLA_U32, &seconds_range),
};

#define GROUP_NAME						\
	[SECGROUP_A_ACCOUNT] = NAME,				\
	[SECGROUP_A_GROUP] = NAME

#define NETWORK							\
	[SECGROUP_A_VPC] = NAME,				\
	[SECGROUP_A_CLASSIC] = FLAG

#define DEVICE							\
	[SECGROUP_A_DEV] = { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },	\
	[SECGROUP_A_IFINDEX] = NLA_POLICY_FULL_RANGE(NLA_U32, &ifindex_range)

#define RESETS							\
	[SECGROUP_A_RESET] = NLA_POLICY_RANGE(NLA_U32, 1, SECGROUP_A_MAX)

#define GROUP_SETTINGS						\
	GROUP_NAME,						\
	NETWORK,						\
	[SECGROUP_A_TYPE] = NLA_POLICY_MAX(NLA_U32, SECGROUP_ENTERPRISE),	\
	[SECGROUP_A_INNER] = NLA_POLICY_MAX(NLA_U32, SECGROUP_INNER_DROP),	\
	[SECGROUP_A_DESCRIPTION] = DESCRIPTION

#define ICMP							\
	[SECGROUP_A_ICMP_TYPE] = NLA_POLICY_MAX(NLA_U32, 255),	\
	[SECGROUP_A_ICMP_CODE] = NLA_POLICY_MAX(NLA_U32, 255)

#define RULE_ID							\
	[SECGROUP_A_RULE] = NLA_POLICY_FULL_RANGE(NLA_U32, &rule_id_range)

#define RULE_SETTINGS						\
	GROUP_NAME,						\
	RULE_ID,						\
	ICMP,							\
	[SECGROUP_A_DIRECTION] = NLA_POLICY_MAX(NLA_U32, SECGROUP_EGRESS),	\
	[SECGROUP_A_ACTION] = NLA_POLICY_MAX(NLA_U32, SECGROUP_ACCEPT),		\
	[SECGROUP_A_PRIORITY] = NLA_POLICY_RANGE(NLA_U32, SECGROUP_PRIORITY_MIN,\
						 SECGROUP_PRIORITY_MAX),	\
	[SECGROUP_A_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 254),	\
	[SECGROUP_A_PORT] = NLA_POLICY_NESTED(range_policy),	\
	[SECGROUP_A_SRC_PORT] = NLA_POLICY_NESTED(range_policy),\
	[SECGROUP_A_PEER_ADDR] = ADDRESS,			\
	[SECGROUP_A_PEER_PREFIX] = NLA_POLICY_MAX(NLA_U32, 128),\
	[SECGROUP_A_PEER_ACCOUNT] = NAME,			\
	[SECGROUP_A_PEER_GROUP] = NAME,				\
	[SECGROUP_A_LOCAL_ADDR] = ADDRESS,			\
	[SECGROUP_A_LOCAL_PREFIX] = NLA_POLICY_MAX(NLA_U32, 128),\
	[SECGROUP_A_NIC_TYPE] = NLA_POLICY_MAX(NLA_U32, SECGROUP_NIC_INTRANET),	\
	[SECGROUP_A_HELPER] = NLA_POLICY_MAX(NLA_U32, SECGROUP_HELPER_FTP),	\
	[SECGROUP_A_PREFIX_LIST] = NAME,			\
	[SECGROUP_A_PORT_LIST] = NAME,				\
	[SECGROUP_A_SRC_PORT_LIST] = NAME,			\
	[SECGROUP_A_STATE] = NLA_POLICY_MAX(NLA_U32, SECGROUP_STATE_AUDIT),	\
	[SECGROUP_A_LOG] = NLA_POLICY_MAX(NLA_U32, 1),		\
	[SECGROUP_A_DESCRIPTION] = DESCRIPTION

#define LIST_NAME						\
	[SECGROUP_A_PREFIX_LIST] = NAME,			\
	[SECGROUP_A_PORT_LIST] = NAME

#define SESSION_SETTINGS					\
	[SECGROUP_A_TIMEOUT] = NLA_POLICY_NESTED(timeout_policy),		\
	[SECGROUP_A_TIMEOUT_PRESET] =						\
		NLA_POLICY_MAX(NLA_U32, SECGROUP_TIMEOUT_PRESET_CLOUD),		\
	[SECGROUP_A_SESSION_LIMIT] = NLA_POLICY_FULL_RANGE(NLA_U32, &session_limit_range),	\
	[SECGROUP_A_PICKUP] = NLA_POLICY_FULL_RANGE(NLA_U32, &seconds_range)

#define NIC_SETTINGS						\
	SESSION_SETTINGS,					\
	DEVICE,							\
	NETWORK,						\
	[SECGROUP_A_NIC_GROUP] = NLA_POLICY_NESTED(nic_group_policy),		\
	[SECGROUP_A_SIDE] = NLA_POLICY_MAX(NLA_U32, SECGROUP_HOST),		\
	[SECGROUP_A_MAC] = MAC,					\
	[SECGROUP_A_ADDR] = ADDRESS,				\
	[SECGROUP_A_NIC_TYPE] = NLA_POLICY_MAX(NLA_U32, SECGROUP_NIC_INTRANET),	\
	[SECGROUP_A_LOG] = NLA_POLICY_MAX(NLA_U32, 1),		\
	[SECGROUP_A_SPOOF_CHECK] = NLA_POLICY_MAX(NLA_U32, 1),	\
	[SECGROUP_A_PAIR] = NLA_POLICY_NESTED(pair_policy),	\
	[SECGROUP_A_LINK_LOCAL] = NLA_POLICY_MAX(NLA_U32, SECGROUP_LINK_LOCAL_ANY),	\
	[SECGROUP_A_SERVICE] = NLA_POLICY_NESTED(service_policy),		\
	[SECGROUP_A_VLAN] = NLA_POLICY_MAX(NLA_U32, SECGROUP_VLAN_ANY),		\
	[SECGROUP_A_ETHERTYPE] = NLA_POLICY_FULL_RANGE(NLA_U32, &ethertype_range),	\
	[SECGROUP_A_PENDING] = NLA_POLICY_MAX(NLA_U32, 1),	\
	[SECGROUP_A_TRACKING] = NLA_POLICY_MAX(NLA_U32, SECGROUP_TRACKING_STRICT)

#define POLICY(name)	static const struct nla_policy name[SECGROUP_A_MAX + 1]

POLICY(nothing_policy) = { };
POLICY(commit_policy) = {
	[SECGROUP_A_GENERATION] = NUMBER_64,
	[SECGROUP_A_DRY_RUN] = FLAG,
	[SECGROUP_A_GRACEFUL] = FLAG,
};
POLICY(group_name_policy) = { GROUP_NAME };
POLICY(group_new_policy) = { GROUP_SETTINGS };
POLICY(group_set_policy) = { GROUP_SETTINGS, RESETS };
POLICY(rule_new_policy) = { RULE_SETTINGS };
POLICY(rule_set_policy) = { RULE_SETTINGS, RESETS };
POLICY(member_policy) = { GROUP_NAME, [SECGROUP_A_ADDR] = ADDRESS };
POLICY(nic_new_policy) = { NIC_SETTINGS };
POLICY(nic_set_policy) = { NIC_SETTINGS, RESETS };
POLICY(list_policy) = {
	LIST_NAME,
	[SECGROUP_A_PREFIX] = NLA_POLICY_NESTED(prefix_policy),
	[SECGROUP_A_PORT] = NLA_POLICY_NESTED(range_policy),
};
POLICY(list_name_policy) = { LIST_NAME };
POLICY(quota_policy) = {
	[SECGROUP_A_QUOTA] = NLA_POLICY_MAX(NLA_U32, SECGROUP_QUOTA_MAX),
	[SECGROUP_A_LIMIT] = NLA_POLICY_FULL_RANGE(NLA_U32, &limit_range),
};
POLICY(device_policy) = { DEVICE };
POLICY(explain_policy) = {
	DEVICE,
	ICMP,
	[SECGROUP_A_DIRECTION] = NLA_POLICY_MAX(NLA_U32, SECGROUP_EGRESS),
	[SECGROUP_A_PROTOCOL] = NLA_POLICY_RANGE(NLA_U32, 1, 254),
	[SECGROUP_A_SRC_ADDR] = ADDRESS,
	[SECGROUP_A_DST_ADDR] = ADDRESS,
	[SECGROUP_A_SRC_PORT_NUM] = NLA_POLICY_FULL_RANGE(NLA_U32, &port_number_range),
	[SECGROUP_A_DST_PORT_NUM] = NLA_POLICY_FULL_RANGE(NLA_U32, &port_number_range),
	[SECGROUP_A_MAC] = MAC,
};

#define OP(command, attributes)			\
	.cmd = SECGROUP_CMD_##command,		\
	.flags = GENL_ADMIN_PERM,		\
	.policy = attributes,			\
	.maxattr = SECGROUP_A_MAX

#define CHANGE(command, attributes)	{ OP(command, attributes), .doit = secgroup_nl_change_doit }

#define DUMP(function)				\
	.start = secgroup_nl_dump_start,	\
	.dumpit = function,			\
	.done = secgroup_nl_dump_done

const struct genl_ops secgroup_nl_ops[] = {
	{ OP(STATUS_GET, nothing_policy), .doit = secgroup_nl_status_get_doit },
	{ OP(TXN_BEGIN, nothing_policy), .doit = secgroup_nl_txn_begin_doit },
	{ OP(TXN_COMMIT, commit_policy), .doit = secgroup_nl_txn_commit_doit },
	{ OP(TXN_ABORT, nothing_policy), .doit = secgroup_nl_txn_abort_doit },
	CHANGE(GROUP_NEW, group_new_policy),
	CHANGE(GROUP_SET, group_set_policy),
	CHANGE(GROUP_DEL, group_name_policy),
	{
		OP(GROUP_GET, group_name_policy),
		.doit = secgroup_nl_group_get_doit,
		DUMP(secgroup_nl_group_get_dumpit),
	},
	CHANGE(RULE_NEW, rule_new_policy),
	CHANGE(RULE_SET, rule_set_policy),
	CHANGE(RULE_DEL, rule_new_policy),
	{ OP(RULE_GET, group_name_policy), DUMP(secgroup_nl_rule_get_dumpit) },
	CHANGE(MEMBER_NEW, member_policy),
	CHANGE(MEMBER_DEL, member_policy),
	{ OP(MEMBER_GET, group_name_policy), DUMP(secgroup_nl_member_get_dumpit) },
	CHANGE(NIC_NEW, nic_new_policy),
	CHANGE(NIC_SET, nic_set_policy),
	CHANGE(NIC_DEL, device_policy),
	{
		OP(NIC_GET, device_policy),
		.doit = secgroup_nl_nic_get_doit,
		DUMP(secgroup_nl_nic_get_dumpit),
	},
	{
		OP(SESSION_GET, device_policy),
		.start = secgroup_nl_session_get_start,
		.dumpit = secgroup_nl_session_get_dumpit,
		.done = secgroup_nl_session_get_done,
	},
	{ OP(SESSION_FLUSH, device_policy), .doit = secgroup_nl_session_flush_doit },
	CHANGE(FLUSH, nothing_policy),
	CHANGE(LIST_ADD, list_policy),
	CHANGE(LIST_SET, list_policy),
	CHANGE(LIST_DEL, list_policy),
	{ OP(LIST_GET, list_name_policy), DUMP(secgroup_nl_list_get_dumpit) },
	CHANGE(QUOTA_SET, quota_policy),
	{ OP(QUOTA_GET, nothing_policy), DUMP(secgroup_nl_quota_get_dumpit) },
	{ OP(EXPLAIN, explain_policy), DUMP(secgroup_nl_explain_dumpit) },
};

const unsigned int secgroup_nl_n_ops = ARRAY_SIZE(secgroup_nl_ops);

/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * secgroup: security groups at network interfaces, the generic netlink contract.
 *
 * Family "secgroup", version SECGROUP_GENL_VERSION. Every command needs
 * CAP_NET_ADMIN in the initial user namespace and acts on the network namespace
 * of the socket. uapi/secgroup.yaml says the same in the kernel's netlink
 * specification format.
 *
 * Conventions
 *  - One flat attribute space. An attribute that may stand more than once in a
 *    message is marked "multi"; any other one that does is refused.
 *  - Integers are in host byte order. Addresses and MACs are in network byte
 *    order: 4 bytes are IPv4, 16 are IPv6.
 *  - Names (accounts, groups, VPCs, lists) are 1..63 of [A-Za-z0-9._-], beginning with a
 *    letter or a digit; "any", "all" and "none" are reserved.
 *  - A reply carries the command of its request. Notifications have a command
 *    of their own, SECGROUP_CMD_EVENT.
 *  - A dump whose policy changed while it ran says NLM_F_DUMP_INTR; each of its
 *    messages carries SECGROUP_A_GENERATION.
 *
 * Transactions
 *  The commands that change policy (NEW, ADD, SET, DEL, FLUSH) are each a transaction
 *  of one, unless the socket has an open transaction: then they are staged, and
 *  their acknowledgement says only that the message is well formed. One that is
 *  refused then is not part of the transaction; TXN_COMMIT is refused (ECANCELED)
 *  if secgroup refused it, but of a message that does not even fit its
 *  command's policy secgroup never hears: read all acknowledgements first.
 *  TXN_COMMIT applies all of them in order, or none. If one is refused the
 *  kernel sends an NLMSG_ERROR with *that* message's sequence number, with the
 *  reason and the offset of the attribute at fault, and then the same errno
 *  for the commit. A transaction dies with its socket.
 */
#ifndef _UAPI_LINUX_SECGROUP_H
#define _UAPI_LINUX_SECGROUP_H

#include <linux/types.h>

#define SECGROUP_GENL_NAME		"secgroup"
#define SECGROUP_GENL_VERSION		1
#define SECGROUP_GENL_MCGRP_EVENTS	"events"
#define SECGROUP_GENL_MCGRP_LOG		"log"

/* Sizes in bytes, without a terminating NUL. */
#define SECGROUP_NAME_MAX		63
#define SECGROUP_DESCRIPTION_MAX	512

#define SECGROUP_PRIORITY_MIN		1
#define SECGROUP_PRIORITY_MAX		100
#define SECGROUP_PRIORITY_DEFAULT	1

/* Quotas as they are at first. */
#define SECGROUP_GROUPS_PER_NIC_DEFAULT		64
#define SECGROUP_RULES_PER_NIC_DEFAULT		100000
#define SECGROUP_RULES_DEFAULT			1000000
#define SECGROUP_ADDRESSES_PER_GROUP_DEFAULT	1000000
#define SECGROUP_MEMBERS_DEFAULT		4000000
#define SECGROUP_NICS_DEFAULT			32000
#define SECGROUP_LIST_ENTRIES_DEFAULT		10000

/* SECGROUP_A_PROTOCOL: an IP protocol number 1..254, or this. */
#define SECGROUP_PROTOCOL_ALL		0

/* SECGROUP_A_VLAN: a VLAN identifier 0..4094, or this. */
#define SECGROUP_VLAN_ANY		4095

/* SECGROUP_A_SESSION_LIMIT: a number, or this. */
#define SECGROUP_SESSION_LIMIT_NONE	4294967295

/**
 * enum secgroup_cmd - what a message asks for
 *
 * @SECGROUP_CMD_STATUS_GET: do. Reply: GENERATION, ABI, the numbers of
 *	objects GROUPS, RULES, MEMBERS, NICS, and SESSION_LIMIT, the sum of the limits of all NICs
 *	(SECGROUP_SESSION_LIMIT_NONE at most), with LIMIT, what the host has room for, if that is limited.
 * @SECGROUP_CMD_TXN_BEGIN: open a transaction on this socket. EALREADY if one is open.
 * @SECGROUP_CMD_TXN_COMMIT: apply it. GENERATION, if given, is the one that the changes
 *	were computed from; ESTALE if another commit came between. Reply:
 *	GENERATION, the one that the commit made (or found, if it changed nothing).
 * @SECGROUP_CMD_TXN_ABORT: forget it. ENOENT if none is open (COMMIT too).
 * @SECGROUP_CMD_GROUP_NEW: [ACCOUNT] GROUP [TYPE] [VPC | CLASSIC] [INNER] [DESCRIPTION].
 *	EEXIST if the group exists.
 * @SECGROUP_CMD_GROUP_SET: [ACCOUNT] GROUP, then what changes: [INNER] [DESCRIPTION]
 *	[TYPE] [VPC | CLASSIC] [RESET...]. TYPE, VPC and CLASSIC are refused (EBUSY) while a NIC
 *	wears the group, a rule names it, or it has rules or members that would not be
 *	possible any more; members must have gone by an earlier commit.
 * @SECGROUP_CMD_GROUP_DEL: [ACCOUNT] GROUP. Its rules and members go with it. EBUSY,
 *	judged at commit, while another group's rule names it or a NIC wears it.
 * @SECGROUP_CMD_GROUP_GET: do: [ACCOUNT] GROUP; dump: all, by (account, id).
 * @SECGROUP_CMD_RULE_NEW: [ACCOUNT] GROUP DIRECTION ACTION and the rule attributes.
 *	With RULE: that id, EEXIST if taken; otherwise the kernel chooses one.
 *	A rule equal in everything but RULE and DESCRIPTION is not made
 *	again: success. With NLM_F_ECHO, outside a transaction: reply with the
 *	rule as it is, its id in RULE.
 * @SECGROUP_CMD_RULE_SET: [ACCOUNT] GROUP RULE, what changes, [RESET...].
 * @SECGROUP_CMD_RULE_DEL: [ACCOUNT] GROUP RULE and nothing else, or the attributes of NEW without
 *	RULE: the equal rule.
 * @SECGROUP_CMD_RULE_GET: dump: all, or those of [ACCOUNT] GROUP; in the order of judgement
 *	within a group (direction, priority, drop before reject before accept, id).
 * @SECGROUP_CMD_MEMBER_NEW: [ACCOUNT] GROUP ADDR... (multi). An address that is one already stays one.
 * @SECGROUP_CMD_MEMBER_DEL: [ACCOUNT] GROUP ADDR... (multi). ENOENT if one was not added by hand.
 * @SECGROUP_CMD_MEMBER_GET: dump: all, or those of [ACCOUNT] GROUP. An ADDR a message, with
 *	MEMBER_MANUAL and/or MEMBER_NICS.
 * @SECGROUP_CMD_NIC_NEW: DEV or IFINDEX, NIC_GROUP... (multi), [VPC | CLASSIC], SIDE, [MAC... (multi)],
 *	[ADDR... (multi)], [NIC_TYPE], [SPOOF_CHECK], [PAIR... (multi)], [LINK_LOCAL], [SERVICE... (multi)],
 *	[VLAN... (multi)], [ETHERTYPE... (multi)], [LOG], [TIMEOUT... (multi)], [TIMEOUT_PRESET],
 *	[SESSION_LIMIT], [PICKUP]. Side guest with SPOOF_CHECK, its default, needs MAC and ADDR.
 * @SECGROUP_CMD_NIC_SET: DEV or IFINDEX, then what changes; a multi attribute replaces the
 *	whole list, unless it says otherwise; [RESET...]. With another SIDE all sessions of the NIC are
 *	over. Other timeouts hold for sessions that exist from their next packet on.
 * @SECGROUP_CMD_NIC_DEL: DEV or IFINDEX. The device is not judged any more.
 * @SECGROUP_CMD_NIC_GET: do: DEV or IFINDEX; dump: all, in no order. Reply: as NEW plus ZONE, SESSIONS, and DROP...
 *	(multi). TIMEOUT, TIMEOUT_PRESET, SESSION_LIMIT only if they are not NEW's defaults; PICKUP while it lasts.
 * @SECGROUP_CMD_SESSION_GET: dump: all sessions, or those of DEV or IFINDEX. PACKETS and BYTES are in the
 *	direction of the opening, REPLY_PACKETS and REPLY_BYTES in the other.
 * @SECGROUP_CMD_SESSION_FLUSH: DEV or IFINDEX. Forget the sessions of the NIC, now: not part of a transaction.
 * @SECGROUP_CMD_FLUSH: remove everything of this namespace; quotas are what they were at first.
 * @SECGROUP_CMD_EXPLAIN: dump: DEV or IFINDEX, DIRECTION, PROTOCOL, SRC_ADDR, DST_ADDR, [SRC_PORT_NUM],
 *	[DST_PORT_NUM], [ICMP_TYPE], [ICMP_CODE], [MAC... one]. The first message is the
 *	verdict: VERDICT, STAGE, REASON, and ACCOUNT, GROUP, RULE, PRIORITY where a rule decides
 *	(ACCOUNT and GROUP for inner access). Each further one is a rule that matches,
 *	with all its attributes, in the order of judgement; also those of state audit, which decide
 *	nothing. Nothing is counted. MAC has no effect
 *	where addresses are not checked (SPOOF_CHECK 0).
 * @SECGROUP_CMD_LIST_ADD: PREFIX_LIST and [PREFIX... (multi)], or PORT_LIST and [PORT... (multi)]: make the
 *	list if there is none, and add the entries. An entry that is one already stays one.
 * @SECGROUP_CMD_LIST_SET: likewise; the entries replace those of the list, which exists.
 * @SECGROUP_CMD_LIST_DEL: likewise; take the entries away (ENOENT if one is not there); without entries
 *	the list (EBUSY, judged at commit, while a rule uses it).
 * @SECGROUP_CMD_LIST_GET: dump: all, or the one that PREFIX_LIST or PORT_LIST names. A message for each
 *	list and part of its entries: one that does not fit goes on in the next message.
 * @SECGROUP_CMD_QUOTA_SET: QUOTA and LIMIT. ENOSPC if the namespace has more already.
 * @SECGROUP_CMD_QUOTA_GET: dump: QUOTA, LIMIT and USED of each.
 * @SECGROUP_CMD_EVENT: notification on the multicast group "events", one per changed object
 *	and one per commit: EVENT, GENERATION, and the object as GET shows it.
 * @SECGROUP_CMD_LOG: notification on the multicast group "log", one per logged packet: TIME, DEV, IFINDEX,
 *	DIRECTION, VERDICT, STAGE, REASON, GENERATION, LENGTH, and where they are known PROTOCOL, SRC_ADDR,
 *	DST_ADDR, SRC_PORT_NUM, DST_PORT_NUM, ICMP_TYPE, ICMP_CODE, TCP_FLAGS; ACCOUNT, GROUP, RULE of the
 *	deciding rule; STATE if that only audits; LOST, the records of this NIC that were not sent since
 *	the last one.
 */
enum secgroup_cmd {
	SECGROUP_CMD_STATUS_GET = 1,
	SECGROUP_CMD_TXN_BEGIN,
	SECGROUP_CMD_TXN_COMMIT,
	SECGROUP_CMD_TXN_ABORT,
	SECGROUP_CMD_GROUP_NEW,
	SECGROUP_CMD_GROUP_SET,
	SECGROUP_CMD_GROUP_DEL,
	SECGROUP_CMD_GROUP_GET,
	SECGROUP_CMD_RULE_NEW,
	SECGROUP_CMD_RULE_SET,
	SECGROUP_CMD_RULE_DEL,
	SECGROUP_CMD_RULE_GET,
	SECGROUP_CMD_MEMBER_NEW,
	SECGROUP_CMD_MEMBER_DEL,
	SECGROUP_CMD_MEMBER_GET,
	SECGROUP_CMD_NIC_NEW,
	SECGROUP_CMD_NIC_SET,
	SECGROUP_CMD_NIC_DEL,
	SECGROUP_CMD_NIC_GET,
	SECGROUP_CMD_SESSION_GET,
	SECGROUP_CMD_SESSION_FLUSH,
	SECGROUP_CMD_FLUSH,
	SECGROUP_CMD_EXPLAIN,
	SECGROUP_CMD_LIST_ADD,
	SECGROUP_CMD_LIST_SET,
	SECGROUP_CMD_LIST_DEL,
	SECGROUP_CMD_LIST_GET,
	SECGROUP_CMD_QUOTA_SET,
	SECGROUP_CMD_QUOTA_GET,
	SECGROUP_CMD_EVENT,
	SECGROUP_CMD_LOG,

	__SECGROUP_CMD_AFTER_LAST,
	SECGROUP_CMD_MAX = __SECGROUP_CMD_AFTER_LAST - 1
};

/**
 * enum secgroup_attr - attributes of all messages
 *
 * @SECGROUP_A_PAD: alignment of 64-bit attributes.
 * @SECGROUP_A_GENERATION: u64. Of the policy; one more with every commit that changes something.
 * @SECGROUP_A_ABI: u32. SECGROUP_GENL_VERSION of the module.
 * @SECGROUP_A_RESET: u32, multi; SET. An attribute (enum secgroup_attr) to put back to NEW's default;
 *	PEER_ADDR, PEER_GROUP: the peer becomes any; LOCAL_ADDR; PORT; SRC_PORT; ICMP_TYPE: type and code.
 * @SECGROUP_A_ACCOUNT: string; "default" if absent.
 * @SECGROUP_A_GROUP: string, the group's id.
 * @SECGROUP_A_TYPE: u32, enum secgroup_type.
 * @SECGROUP_A_VPC: string; "default" if neither it nor CLASSIC is there.
 * @SECGROUP_A_CLASSIC: flag. The classic network instead of a VPC.
 * @SECGROUP_A_INNER: u32, enum secgroup_inner. Not on an enterprise group.
 * @SECGROUP_A_DESCRIPTION: string, UTF-8, at most SECGROUP_DESCRIPTION_MAX bytes, no control characters.
 * @SECGROUP_A_RULE: u32, 1..2^32-1. The rule's id within its group.
 * @SECGROUP_A_DIRECTION: u32, enum secgroup_direction.
 * @SECGROUP_A_ACTION: u32, enum secgroup_action.
 * @SECGROUP_A_PRIORITY: u32, SECGROUP_PRIORITY_MIN..MAX; the smaller is judged first.
 * @SECGROUP_A_PROTOCOL: u32.
 * @SECGROUP_A_PORT: nest of enum secgroup_range_attr, multi. Destination ports. None: all.
 * @SECGROUP_A_SRC_PORT: nest of enum secgroup_range_attr, multi. Source ports. None: all.
 * @SECGROUP_A_PEER_ADDR: 4 or 16 bytes. Remote end: prefix. Host bits are masked off.
 * @SECGROUP_A_PEER_PREFIX: u32, bits; the whole address if absent.
 * @SECGROUP_A_PEER_ACCOUNT: string; the account of the rule's own group if absent.
 * @SECGROUP_A_PEER_GROUP: string. Remote end: members of that group. Excludes PEER_ADDR.
 * @SECGROUP_A_LOCAL_ADDR: 4 or 16 bytes. Local end.
 * @SECGROUP_A_LOCAL_PREFIX: u32, bits.
 * @SECGROUP_A_ICMP_TYPE: u32, 0..255; protocols icmp and icmpv6 only.
 * @SECGROUP_A_ICMP_CODE: u32, 0..255; needs ICMP_TYPE.
 * @SECGROUP_A_NIC_TYPE: u32, enum secgroup_nic_type; classic network only.
 * @SECGROUP_A_HELPER: u32, enum secgroup_helper; protocol tcp and action accept only.
 * @SECGROUP_A_ADDR: 4 or 16 bytes, multi.
 * @SECGROUP_A_MEMBER_MANUAL: flag. Added by MEMBER_NEW.
 * @SECGROUP_A_MEMBER_NICS: u32. How many attached NICs give this address.
 * @SECGROUP_A_IFINDEX: u32.
 * @SECGROUP_A_DEV: string, an interface's name.
 * @SECGROUP_A_SIDE: u32, enum secgroup_side.
 * @SECGROUP_A_MAC: 6 bytes, multi.
 * @SECGROUP_A_SPOOF_CHECK: u32, 0 or 1; by default 1 for side guest, 0 for side host.
 * @SECGROUP_A_NIC_GROUP: nest of ACCOUNT and GROUP, multi.
 * @SECGROUP_A_ZONE: u32, the NIC's conntrack zone.
 * @SECGROUP_A_SESSIONS: u32, sessions of the NIC.
 * @SECGROUP_A_DROP: nest of REASON and PACKETS, multi; reasons with no packets are left out.
 * @SECGROUP_A_REASON: u32, enum secgroup_reason.
 * @SECGROUP_A_PACKETS: u64.
 * @SECGROUP_A_BYTES: u64, of frames from the network header on.
 * @SECGROUP_A_FIRST_HIT: u64, nanoseconds since 1970; absent if never.
 * @SECGROUP_A_LAST_HIT: u64, likewise.
 * @SECGROUP_A_SRC_ADDR: 4 or 16 bytes, of a session's opening packet, or of the packet to explain.
 * @SECGROUP_A_DST_ADDR: 4 or 16 bytes.
 * @SECGROUP_A_SRC_PORT_NUM: u32.
 * @SECGROUP_A_DST_PORT_NUM: u32.
 * @SECGROUP_A_ICMP_ID: u32, a session's echo identifier.
 * @SECGROUP_A_AGE: u64, milliseconds since the session was opened.
 * @SECGROUP_A_EXPIRES: u64, milliseconds until it idles out.
 * @SECGROUP_A_TOMBSTONE: flag. The session was revoked and drops both directions.
 * @SECGROUP_A_VERDICT: u32, enum secgroup_action.
 * @SECGROUP_A_STAGE: u32, enum secgroup_stage.
 * @SECGROUP_A_EVENT: u32, enum secgroup_event.
 * @SECGROUP_A_GROUPS: u32, STATUS_GET.
 * @SECGROUP_A_RULES: u32; STATUS_GET, and of a group.
 * @SECGROUP_A_MEMBERS: u32; STATUS_GET, and of a group.
 * @SECGROUP_A_NICS: u32; STATUS_GET, and NICs that wear a group.
 * @SECGROUP_A_DRY_RUN: flag, TXN_COMMIT: do what can fail, then undo it; nothing is
 *	published. Of NICs only new ones are tried, and no device that a pattern would close.
 * @SECGROUP_A_GRACEFUL: flag, TXN_COMMIT: sessions that this commit would cut are kept (P-24).
 * @SECGROUP_A_STATE: u32, enum secgroup_rule_state.
 * @SECGROUP_A_LOG: u32, 0 or 1. Of a rule: packets that it decides; of a NIC: those that the default decides.
 * @SECGROUP_A_PREFIX_LIST: string. Of a rule: the remote end is in this list; excludes PEER_ADDR and PEER_GROUP.
 * @SECGROUP_A_PORT_LIST: string. Of a rule: destination ports are those of this list; excludes PORT.
 * @SECGROUP_A_SRC_PORT_LIST: string. Of a rule: source ports likewise; excludes SRC_PORT.
 * @SECGROUP_A_PREFIX: nest of enum secgroup_prefix_attr, multi. Entries of a prefix list.
 * @SECGROUP_A_PAIR: nest of enum secgroup_prefix_attr, multi. Addresses beside ADDR that the instance may use;
 *	at most 64.
 * @SECGROUP_A_LINK_LOCAL: u32, enum secgroup_link_local.
 * @SECGROUP_A_SERVICE: nest of enum secgroup_service_attr, multi. SET changes those that are named.
 * @SECGROUP_A_VLAN: u32, multi. VLAN identifier that frames may bear, SECGROUP_VLAN_ANY for all; no VLAN: none may.
 * @SECGROUP_A_ETHERTYPE: u32, multi. 0x0600..0xffff; frames of these types pass. At most 64; none that is judged: IPv4,
 *	IPv6, ARP, RARP, VLAN tags.
 * @SECGROUP_A_TIMEOUT: nest of enum secgroup_timeout_attr, multi. SET changes those that are named.
 *	EOPNOTSUPP if the kernel does not track the protocol, or has no NF_CONNTRACK_TIMEOUT. Of a protocol
 *	with a timeout of the NIC's own, the others are the host's of that moment.
 * @SECGROUP_A_TIMEOUT_PRESET: u32, enum secgroup_timeout_preset.
 * @SECGROUP_A_SESSION_LIMIT: u32, 1 or more: sessions that the NIC may have; those that it has stay.
 *	A sixteenth of nf_conntrack_max, as it is at the time, if absent.
 * @SECGROUP_A_TRACKING: u32, enum secgroup_tracking.
 * @SECGROUP_A_PICKUP: u32, at most 2^31 / 1000: seconds for which TCP segments with ACK, without SYN, FIN
 *	and RST may open sessions, from this commit on; 0: none may. The next commit that changes what
 *	judges the NIC ends it.
 * @SECGROUP_A_PENDING: u32, 0 or 1. The NIC exists without its device, and gets it when it appears; IFINDEX
 *	is absent while there is none. DEV is then the name that it is reserved for, whatever the
 *	device is called now. If DEV ends in "*" all devices whose names begin so and that have no NIC
 *	of their own are closed; there are no NIC_GROUP, MAC and ADDR then.
 * @SECGROUP_A_REPLY_PACKETS: u64, of a session, against the direction of its opening.
 * @SECGROUP_A_REPLY_BYTES: u64, likewise.
 * @SECGROUP_A_QUOTA: u32, enum secgroup_quota.
 * @SECGROUP_A_LIMIT: u32, the most that there may be.
 * @SECGROUP_A_USED: u32, how many there are; absent where that is counted per NIC or per group.
 * @SECGROUP_A_TIME: u64, nanoseconds since 1970.
 * @SECGROUP_A_TCP_FLAGS: u32, the flags of a TCP header, FIN being bit 0.
 * @SECGROUP_A_LENGTH: u32, bytes from the network header on.
 * @SECGROUP_A_LOST: u32, records.
 */
enum secgroup_attr {
	SECGROUP_A_PAD = 1,
	SECGROUP_A_GENERATION,
	SECGROUP_A_ABI,
	SECGROUP_A_RESET,
	SECGROUP_A_ACCOUNT,
	SECGROUP_A_GROUP,
	SECGROUP_A_TYPE,
	SECGROUP_A_VPC,
	SECGROUP_A_CLASSIC,
	SECGROUP_A_INNER,
	SECGROUP_A_DESCRIPTION,
	SECGROUP_A_RULE,
	SECGROUP_A_DIRECTION,
	SECGROUP_A_ACTION,
	SECGROUP_A_PRIORITY,
	SECGROUP_A_PROTOCOL,
	SECGROUP_A_PORT,
	SECGROUP_A_SRC_PORT,
	SECGROUP_A_PEER_ADDR,
	SECGROUP_A_PEER_PREFIX,
	SECGROUP_A_PEER_ACCOUNT,
	SECGROUP_A_PEER_GROUP,
	SECGROUP_A_LOCAL_ADDR,
	SECGROUP_A_LOCAL_PREFIX,
	SECGROUP_A_ICMP_TYPE,
	SECGROUP_A_ICMP_CODE,
	SECGROUP_A_NIC_TYPE,
	SECGROUP_A_HELPER,
	SECGROUP_A_ADDR,
	SECGROUP_A_MEMBER_MANUAL,
	SECGROUP_A_MEMBER_NICS,
	SECGROUP_A_IFINDEX,
	SECGROUP_A_DEV,
	SECGROUP_A_SIDE,
	SECGROUP_A_MAC,
	SECGROUP_A_SPOOF_CHECK,
	SECGROUP_A_NIC_GROUP,
	SECGROUP_A_ZONE,
	SECGROUP_A_SESSIONS,
	SECGROUP_A_DROP,
	SECGROUP_A_REASON,
	SECGROUP_A_PACKETS,
	SECGROUP_A_BYTES,
	SECGROUP_A_FIRST_HIT,
	SECGROUP_A_LAST_HIT,
	SECGROUP_A_SRC_ADDR,
	SECGROUP_A_DST_ADDR,
	SECGROUP_A_SRC_PORT_NUM,
	SECGROUP_A_DST_PORT_NUM,
	SECGROUP_A_ICMP_ID,
	SECGROUP_A_AGE,
	SECGROUP_A_EXPIRES,
	SECGROUP_A_TOMBSTONE,
	SECGROUP_A_VERDICT,
	SECGROUP_A_STAGE,
	SECGROUP_A_EVENT,
	SECGROUP_A_GROUPS,
	SECGROUP_A_RULES,
	SECGROUP_A_MEMBERS,
	SECGROUP_A_NICS,
	SECGROUP_A_DRY_RUN,
	SECGROUP_A_GRACEFUL,
	SECGROUP_A_STATE,
	SECGROUP_A_LOG,
	SECGROUP_A_PREFIX_LIST,
	SECGROUP_A_PORT_LIST,
	SECGROUP_A_SRC_PORT_LIST,
	SECGROUP_A_PREFIX,
	SECGROUP_A_PAIR,
	SECGROUP_A_LINK_LOCAL,
	SECGROUP_A_SERVICE,
	SECGROUP_A_VLAN,
	SECGROUP_A_ETHERTYPE,
	SECGROUP_A_TIMEOUT,
	SECGROUP_A_TIMEOUT_PRESET,
	SECGROUP_A_SESSION_LIMIT,
	SECGROUP_A_TRACKING,
	SECGROUP_A_PICKUP,
	SECGROUP_A_PENDING,
	SECGROUP_A_REPLY_PACKETS,
	SECGROUP_A_REPLY_BYTES,
	SECGROUP_A_QUOTA,
	SECGROUP_A_LIMIT,
	SECGROUP_A_USED,
	SECGROUP_A_TIME,
	SECGROUP_A_TCP_FLAGS,
	SECGROUP_A_LENGTH,
	SECGROUP_A_LOST,

	__SECGROUP_A_AFTER_LAST,
	SECGROUP_A_MAX = __SECGROUP_A_AFTER_LAST - 1
};

/**
 * enum secgroup_range_attr - inside SECGROUP_A_PORT and SECGROUP_A_SRC_PORT
 * @SECGROUP_RANGE_A_LO: u32, 1..65535.
 * @SECGROUP_RANGE_A_HI: u32, LO..65535.
 */
enum secgroup_range_attr {
	SECGROUP_RANGE_A_LO = 1,
	SECGROUP_RANGE_A_HI,

	__SECGROUP_RANGE_A_AFTER_LAST,
	SECGROUP_RANGE_A_MAX = __SECGROUP_RANGE_A_AFTER_LAST - 1
};

/**
 * enum secgroup_prefix_attr - inside SECGROUP_A_PREFIX and SECGROUP_A_PAIR
 * @SECGROUP_PREFIX_A_ADDR: 4 or 16 bytes. Host bits are masked off.
 * @SECGROUP_PREFIX_A_LEN: u32, bits; the whole address if absent.
 * @SECGROUP_PREFIX_A_MAC: 6 bytes, of a pair: only with this MAC; any of the NIC's if absent.
 */
enum secgroup_prefix_attr {
	SECGROUP_PREFIX_A_ADDR = 1,
	SECGROUP_PREFIX_A_LEN,
	SECGROUP_PREFIX_A_MAC,

	__SECGROUP_PREFIX_A_AFTER_LAST,
	SECGROUP_PREFIX_A_MAX = __SECGROUP_PREFIX_A_AFTER_LAST - 1
};

/**
 * enum secgroup_service_attr - inside SECGROUP_A_SERVICE
 * @SECGROUP_SERVICE_A_ID: u32, enum secgroup_service.
 * @SECGROUP_SERVICE_A_ON: u32, 0 or 1.
 * @SECGROUP_SERVICE_A_PACKETS: u64, accepted; GET only.
 * @SECGROUP_SERVICE_A_PAD: alignment.
 */
enum secgroup_service_attr {
	SECGROUP_SERVICE_A_ID = 1,
	SECGROUP_SERVICE_A_ON,
	SECGROUP_SERVICE_A_PACKETS,
	SECGROUP_SERVICE_A_PAD,

	__SECGROUP_SERVICE_A_AFTER_LAST,
	SECGROUP_SERVICE_A_MAX = __SECGROUP_SERVICE_A_AFTER_LAST - 1
};

/**
 * enum secgroup_timeout_attr - inside SECGROUP_A_TIMEOUT
 * @SECGROUP_TIMEOUT_A_ID: u32, enum secgroup_timeout.
 * @SECGROUP_TIMEOUT_A_SECONDS: u32, 1..2^31 / 1000; 0: as the preset says.
 */
enum secgroup_timeout_attr {
	SECGROUP_TIMEOUT_A_ID = 1,
	SECGROUP_TIMEOUT_A_SECONDS,

	__SECGROUP_TIMEOUT_A_AFTER_LAST,
	SECGROUP_TIMEOUT_A_MAX = __SECGROUP_TIMEOUT_A_AFTER_LAST - 1
};

/* From the instance's point of view: ingress is towards it. */
enum secgroup_direction {
	SECGROUP_INGRESS,
	SECGROUP_EGRESS,
};

/* In the order in which they win at equal priority. */
enum secgroup_action {
	SECGROUP_DROP,
	SECGROUP_REJECT,
	SECGROUP_ACCEPT,
};

/**
 * enum secgroup_rule_state - whether a rule decides
 * @SECGROUP_STATE_ENABLED: it does
 * @SECGROUP_STATE_DISABLED: it is as if it were not there
 * @SECGROUP_STATE_AUDIT: it is counted and logged as what it would have decided, and never decides
 */
enum secgroup_rule_state {
	SECGROUP_STATE_ENABLED,
	SECGROUP_STATE_DISABLED,
	SECGROUP_STATE_AUDIT,
};

enum secgroup_type {
	SECGROUP_BASIC,
	SECGROUP_ENTERPRISE,
};

enum secgroup_inner {
	SECGROUP_INNER_ACCEPT,
	SECGROUP_INNER_DROP,
};

enum secgroup_nic_type {
	SECGROUP_NIC_INTERNET,
	SECGROUP_NIC_INTRANET,
};

enum secgroup_helper {
	SECGROUP_HELPER_NONE,
	SECGROUP_HELPER_FTP,
};

/* Where the instance is, seen from the device: behind it, or on this host. */
enum secgroup_side {
	SECGROUP_GUEST,
	SECGROUP_HOST,
};

/**
 * enum secgroup_service - what every instance needs (P-50)
 * @SECGROUP_SERVICE_ARP: ARP, and RARP of the own MAC. On by default, like the others up to MLD.
 * @SECGROUP_SERVICE_ND: neighbour discovery: NS, NA, RS; RA towards the instance
 * @SECGROUP_SERVICE_DHCP: client
 * @SECGROUP_SERVICE_DHCPV6: client
 * @SECGROUP_SERVICE_IGMP: membership reports, and queries towards the instance
 * @SECGROUP_SERVICE_MLD: likewise
 * @SECGROUP_SERVICE_DHCP_SERVER: the instance may act as DHCP and DHCPv6 server. Off by default
 * @SECGROUP_SERVICE_RA: the instance may advertise itself as router. Off by default
 */
enum secgroup_service {
	SECGROUP_SERVICE_ARP,
	SECGROUP_SERVICE_ND,
	SECGROUP_SERVICE_DHCP,
	SECGROUP_SERVICE_DHCPV6,
	SECGROUP_SERVICE_IGMP,
	SECGROUP_SERVICE_MLD,
	SECGROUP_SERVICE_DHCP_SERVER,
	SECGROUP_SERVICE_RA,

	__SECGROUP_SERVICE_AFTER_LAST,
	SECGROUP_SERVICE_MAX = __SECGROUP_SERVICE_AFTER_LAST - 1
};

/**
 * enum secgroup_link_local - which addresses of fe80::/10 are the instance's
 * @SECGROUP_LINK_LOCAL_EUI64: those made of its MACs
 * @SECGROUP_LINK_LOCAL_ANY: all
 */
enum secgroup_link_local {
	SECGROUP_LINK_LOCAL_EUI64,
	SECGROUP_LINK_LOCAL_ANY,
};

/**
 * enum secgroup_tracking - which flows have sessions
 * @SECGROUP_TRACKING_AUTO: those for which it matters (P-28)
 * @SECGROUP_TRACKING_ALWAYS: all
 * @SECGROUP_TRACKING_STRICT: all, and every packet goes through the TCP window check
 */
enum secgroup_tracking {
	SECGROUP_TRACKING_AUTO,
	SECGROUP_TRACKING_ALWAYS,
	SECGROUP_TRACKING_STRICT,
};

/**
 * enum secgroup_timeout_preset - idle timeouts that are not given by TIMEOUT
 * @SECGROUP_TIMEOUT_PRESET_DEFAULT: the host's own
 * @SECGROUP_TIMEOUT_PRESET_CLOUD: likewise, but an established TCP session idles out after 910 s
 */
enum secgroup_timeout_preset {
	SECGROUP_TIMEOUT_PRESET_DEFAULT,
	SECGROUP_TIMEOUT_PRESET_CLOUD,
};

/* The kernel's conntrack timeouts, protocol by protocol, in the kernel's order. */
enum secgroup_timeout {
	SECGROUP_TIMEOUT_TCP_SYN_SENT,
	SECGROUP_TIMEOUT_TCP_SYN_RECV,
	SECGROUP_TIMEOUT_TCP_ESTABLISHED,
	SECGROUP_TIMEOUT_TCP_FIN_WAIT,
	SECGROUP_TIMEOUT_TCP_CLOSE_WAIT,
	SECGROUP_TIMEOUT_TCP_LAST_ACK,
	SECGROUP_TIMEOUT_TCP_TIME_WAIT,
	SECGROUP_TIMEOUT_TCP_CLOSE,
	SECGROUP_TIMEOUT_TCP_SYN_SENT2,
	SECGROUP_TIMEOUT_TCP_RETRANS,
	SECGROUP_TIMEOUT_TCP_UNACK,
	SECGROUP_TIMEOUT_UDP,
	SECGROUP_TIMEOUT_UDP_STREAM,
	SECGROUP_TIMEOUT_ICMP,
	SECGROUP_TIMEOUT_ICMPV6,
	SECGROUP_TIMEOUT_SCTP_CLOSED,
	SECGROUP_TIMEOUT_SCTP_COOKIE_WAIT,
	SECGROUP_TIMEOUT_SCTP_COOKIE_ECHOED,
	SECGROUP_TIMEOUT_SCTP_ESTABLISHED,
	SECGROUP_TIMEOUT_SCTP_SHUTDOWN_SENT,
	SECGROUP_TIMEOUT_SCTP_SHUTDOWN_RECD,
	SECGROUP_TIMEOUT_SCTP_SHUTDOWN_ACK_SENT,
	SECGROUP_TIMEOUT_SCTP_HEARTBEAT_SENT,
	SECGROUP_TIMEOUT_GRE,
	SECGROUP_TIMEOUT_GRE_STREAM,
	SECGROUP_TIMEOUT_GENERIC,

	__SECGROUP_TIMEOUT_AFTER_LAST,
	SECGROUP_TIMEOUT_MAX = __SECGROUP_TIMEOUT_AFTER_LAST - 1
};

/**
 * enum secgroup_quota - what is limited (P-70)
 * @SECGROUP_QUOTA_GROUPS_PER_NIC: groups on a NIC
 * @SECGROUP_QUOTA_RULES_PER_NIC: rules of all groups of a NIC
 * @SECGROUP_QUOTA_RULES: rules of the namespace
 * @SECGROUP_QUOTA_ADDRESSES_PER_GROUP: members of a group
 * @SECGROUP_QUOTA_MEMBERS: members of the namespace
 * @SECGROUP_QUOTA_NICS: NICs
 * @SECGROUP_QUOTA_LIST_ENTRIES: entries of a list
 */
enum secgroup_quota {
	SECGROUP_QUOTA_GROUPS_PER_NIC,
	SECGROUP_QUOTA_RULES_PER_NIC,
	SECGROUP_QUOTA_RULES,
	SECGROUP_QUOTA_ADDRESSES_PER_GROUP,
	SECGROUP_QUOTA_MEMBERS,
	SECGROUP_QUOTA_NICS,
	SECGROUP_QUOTA_LIST_ENTRIES,

	__SECGROUP_QUOTA_AFTER_LAST,
	SECGROUP_QUOTA_MAX = __SECGROUP_QUOTA_AFTER_LAST - 1
};

/* Which part of the judgement decided, in its order. */
enum secgroup_stage {
	SECGROUP_STAGE_MALFORMED,
	SECGROUP_STAGE_SPOOF,
	SECGROUP_STAGE_SERVICE,
	SECGROUP_STAGE_SESSION,
	SECGROUP_STAGE_INNER,
	SECGROUP_STAGE_RULE,
	SECGROUP_STAGE_DEFAULT,
};

/**
 * enum secgroup_reason - why a packet was dropped
 *
 * @SECGROUP_REASON_NONE: it was not.
 * @SECGROUP_REASON_MALFORMED: lengths, header chain, flags or options.
 * @SECGROUP_REASON_VLAN: a tag that VLAN does not allow, or more than two.
 * @SECGROUP_REASON_ETHERTYPE: neither IPv4, IPv6 nor ARP, nor in ETHERTYPE.
 * @SECGROUP_REASON_FRAGMENT: a fragment that cannot be part of a datagram, whose datagram does not become
 *	whole in time, or that there is no room for.
 * @SECGROUP_REASON_SPOOF: from the instance, with a MAC or address that is not its own.
 * @SECGROUP_REASON_NOT_OURS: to another station, overheard by flooding.
 * @SECGROUP_REASON_SERVICE: a server's message from an instance that is none: RA, DHCP(v6); any redirect; ARP without
 *	that service.
 * @SECGROUP_REASON_RULE: a drop or reject rule.
 * @SECGROUP_REASON_DEFAULT: no rule matched.
 * @SECGROUP_REASON_NO_SESSION: would need a session and has none: TCP that is not a SYN, ICMP errors.
 * @SECGROUP_REASON_REVOKED: its session's opening is no longer accepted.
 * @SECGROUP_REASON_INVALID: conntrack calls it invalid.
 * @SECGROUP_REASON_SESSION_LIMIT: the NIC has all the sessions it may have.
 * @SECGROUP_REASON_TABLE_FULL: the host's conntrack table is full.
 * @SECGROUP_REASON_NO_MEMORY: an allocation failed.
 */
enum secgroup_reason {
	SECGROUP_REASON_NONE,
	SECGROUP_REASON_MALFORMED,
	SECGROUP_REASON_VLAN,
	SECGROUP_REASON_ETHERTYPE,
	SECGROUP_REASON_FRAGMENT,
	SECGROUP_REASON_SPOOF,
	SECGROUP_REASON_NOT_OURS,
	SECGROUP_REASON_SERVICE,
	SECGROUP_REASON_RULE,
	SECGROUP_REASON_DEFAULT,
	SECGROUP_REASON_NO_SESSION,
	SECGROUP_REASON_REVOKED,
	SECGROUP_REASON_INVALID,
	SECGROUP_REASON_SESSION_LIMIT,
	SECGROUP_REASON_TABLE_FULL,
	SECGROUP_REASON_NO_MEMORY,

	__SECGROUP_REASON_AFTER_LAST,
	SECGROUP_REASON_MAX = __SECGROUP_REASON_AFTER_LAST - 1
};

/**
 * enum secgroup_event - what SECGROUP_CMD_EVENT reports
 *
 * @SECGROUP_EVENT_COMMIT: the last one of a commit; GENERATION only.
 * @SECGROUP_EVENT_GROUP_NEW: a group, as GROUP_GET shows it; SET, DEL likewise.
 * @SECGROUP_EVENT_RULE_NEW: a rule, as RULE_GET shows it; SET, DEL likewise.
 * @SECGROUP_EVENT_MEMBER_NEW: [ACCOUNT] GROUP ADDR; DEL likewise.
 * @SECGROUP_EVENT_NIC_NEW: a NIC, as NIC_GET shows it; SET, DEL likewise. SET also says, without a commit,
 *	that the device of a pending one has appeared.
 * @SECGROUP_EVENT_NIC_GONE: its device was unregistered or left the namespace. A pending one waits for the next.
 * @SECGROUP_EVENT_FLUSH: everything was removed.
 * @SECGROUP_EVENT_LIST_NEW: a list; SET, DEL likewise: PREFIX_LIST or PORT_LIST, without entries.
 * @SECGROUP_EVENT_QUOTA_SET: QUOTA and LIMIT.
 */
enum secgroup_event {
	SECGROUP_EVENT_COMMIT = 1,
	SECGROUP_EVENT_GROUP_NEW,
	SECGROUP_EVENT_GROUP_SET,
	SECGROUP_EVENT_GROUP_DEL,
	SECGROUP_EVENT_RULE_NEW,
	SECGROUP_EVENT_RULE_SET,
	SECGROUP_EVENT_RULE_DEL,
	SECGROUP_EVENT_MEMBER_NEW,
	SECGROUP_EVENT_MEMBER_DEL,
	SECGROUP_EVENT_NIC_NEW,
	SECGROUP_EVENT_NIC_SET,
	SECGROUP_EVENT_NIC_DEL,
	SECGROUP_EVENT_NIC_GONE,
	SECGROUP_EVENT_FLUSH,
	SECGROUP_EVENT_LIST_NEW,
	SECGROUP_EVENT_LIST_SET,
	SECGROUP_EVENT_LIST_DEL,
	SECGROUP_EVENT_QUOTA_SET,
};

#endif /* _UAPI_LINUX_SECGROUP_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracepoint secgroup:verdict (D-12): every judgement, with the reason if it drops.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM secgroup

#if !defined(_SECGROUP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _SECGROUP_TRACE_H

#include <linux/netdevice.h>
#include <linux/tracepoint.h>
#include "group.h"
#include "judge.h"

/* X(number, name), the last one X_LAST(number, name). */
#define SECGROUP_TRACE_DIRECTIONS				\
	X(SECGROUP_INGRESS, "ingress")				\
	X_LAST(SECGROUP_EGRESS, "egress")

#define SECGROUP_TRACE_ACTIONS					\
	X(SECGROUP_DROP, "drop")				\
	X(SECGROUP_REJECT, "reject")				\
	X_LAST(SECGROUP_ACCEPT, "accept")

#define SECGROUP_TRACE_STAGES					\
	X(SECGROUP_STAGE_MALFORMED, "malformed")		\
	X(SECGROUP_STAGE_SPOOF, "spoof")			\
	X(SECGROUP_STAGE_SERVICE, "service")			\
	X(SECGROUP_STAGE_SESSION, "session")			\
	X(SECGROUP_STAGE_INNER, "inner")			\
	X(SECGROUP_STAGE_RULE, "rule")				\
	X_LAST(SECGROUP_STAGE_DEFAULT, "default")

#define SECGROUP_TRACE_REASONS					\
	X(SECGROUP_REASON_NONE, "none")				\
	X(SECGROUP_REASON_MALFORMED, "malformed")		\
	X(SECGROUP_REASON_VLAN, "vlan")				\
	X(SECGROUP_REASON_ETHERTYPE, "ethertype")		\
	X(SECGROUP_REASON_FRAGMENT, "fragment")			\
	X(SECGROUP_REASON_SPOOF, "spoof")			\
	X(SECGROUP_REASON_NOT_OURS, "not-ours")			\
	X(SECGROUP_REASON_SERVICE, "service")			\
	X(SECGROUP_REASON_RULE, "rule")				\
	X(SECGROUP_REASON_DEFAULT, "default")			\
	X(SECGROUP_REASON_NO_SESSION, "no-session")		\
	X(SECGROUP_REASON_REVOKED, "revoked")			\
	X(SECGROUP_REASON_INVALID, "invalid")			\
	X(SECGROUP_REASON_SESSION_LIMIT, "session-limit")	\
	X(SECGROUP_REASON_TABLE_FULL, "table-full")		\
	X_LAST(SECGROUP_REASON_NO_MEMORY, "no-memory")

/* Numbers for tools that read the format. This file is read several times. */
#undef X
#undef X_LAST
#define X(number, name)		TRACE_DEFINE_ENUM(number);
#define X_LAST(number, name)	TRACE_DEFINE_ENUM(number);
SECGROUP_TRACE_DIRECTIONS
SECGROUP_TRACE_ACTIONS
SECGROUP_TRACE_STAGES
SECGROUP_TRACE_REASONS
#undef X
#undef X_LAST

/* And names for who reads the trace. */
#define X(number, name)		{ number, name },
#define X_LAST(number, name)	{ number, name }

/**
 * trace_verdict() - a packet was judged
 * @dev: the device
 * @direction: enum secgroup_direction
 * @verdict: what became of it
 * @group: of the deciding rule, or NULL
 *
 * The event is verdict, its system secgroup. Context: RCU read side.
 */
TRACE_EVENT(verdict,
	TP_PROTO(const struct net_device *dev, u8 direction,
		 const struct secgroup_verdict *verdict, const struct secgroup_group *group),
	TP_ARGS(dev, direction, verdict, group),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(int, ifindex)
		__field(u8, direction)
		__field(u8, verdict)
		__field(u8, stage)
		__field(u8, reason)
		__array(char, account, SECGROUP_NAME_MAX + 1)
		__array(char, group, SECGROUP_NAME_MAX + 1)
		__field(u32, rule)
	),
	TP_fast_assign(
		strscpy(__entry->dev, dev->name, IFNAMSIZ);
		__entry->ifindex = dev->ifindex;
		__entry->direction = direction;
		__entry->verdict = verdict->action;
		__entry->stage = verdict->stage;
		__entry->reason = verdict->reason;
		strscpy(__entry->account, group ? group->account : "-", SECGROUP_NAME_MAX + 1);
		strscpy(__entry->group, group ? group->id : "-", SECGROUP_NAME_MAX + 1);
		__entry->rule = group ? verdict->opinion.rule->id : 0;
	),
	TP_printk("dev=%s ifindex=%d direction=%s verdict=%s stage=%s reason=%s account=%s group=%s rule=%u",
		  __entry->dev, __entry->ifindex,
		  __print_symbolic(__entry->direction, SECGROUP_TRACE_DIRECTIONS),
		  __print_symbolic(__entry->verdict, SECGROUP_TRACE_ACTIONS),
		  __print_symbolic(__entry->stage, SECGROUP_TRACE_STAGES),
		  __print_symbolic(__entry->reason, SECGROUP_TRACE_REASONS),
		  __entry->account, __entry->group, __entry->rule)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

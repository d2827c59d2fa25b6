/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Generic netlink: what the files that speak it share.
 */
#ifndef _SECGROUP_NL_H
#define _SECGROUP_NL_H

#include <linux/netlink.h>
#include <net/genetlink.h>
#include <net/sock.h>
#include <linux/secgroup.h>
#include "core/key.h"
#include "commit.h"
#include "net.h"
#include "rule.h"

struct secgroup_change;
struct secgroup_group;
struct secgroup_list;
struct secgroup_member;
struct secgroup_net;
struct secgroup_nic;
struct secgroup_nic_config;
struct secgroup_rule;
struct secgroup_session_config;

extern struct genl_family secgroup_nl_family;

/* Multicast groups of the family, by their place in its list. */
enum secgroup_nl_group {
	SECGROUP_NL_GROUP_EVENTS,
	SECGROUP_NL_GROUP_LOG,
};

/**
 * secgroup_nl_has_listeners() - is it worth while to send?
 * @sn: the namespace
 * @group: the multicast group
 *
 * Not in a namespace that another user namespace owns: the group's flag asks for a capability
 * there, which is not enough (D-10).
 *
 * Context: any.
 */
bool secgroup_nl_has_listeners(const struct secgroup_net *sn, enum secgroup_nl_group group);

int secgroup_nl_init(void);
void secgroup_nl_exit(void);

/* nl_policy.c */
extern const struct genl_ops secgroup_nl_ops[];
extern const unsigned int secgroup_nl_n_ops;

/**
 * secgroup_nl_check() - what policies cannot say
 * @nlh: the message
 * @extack: why not
 *
 * An attribute that stands twice though it is not multi, an empty nest, a string with
 * something behind its end.
 *
 * Return: 0 or -EINVAL.
 */
int secgroup_nl_check(const struct nlmsghdr *nlh, struct netlink_ext_ack *extack);

/**
 * struct secgroup_request - a message that changes policy, being applied
 * @txn: the transaction; its namespace's writer mutex is held
 * @nlh: the message
 * @attrs: by enum secgroup_attr; of those that are multi the last
 * @extack: for the reason of a refusal
 * @rule: output of RULE_NEW: the rule that there is now
 */
struct secgroup_request {
	struct secgroup_txn *txn;
	const struct nlmsghdr *nlh;
	struct nlattr **attrs;
	struct netlink_ext_ack *extack;
	struct secgroup_rule *rule;
};

/* Refuse: the reason (a literal of less than 80 bytes), at an attribute. Value: the errno. */
#define secgroup_nl_refuse_at(extack, attr, err, reason) ({	\
	NL_SET_ERR_MSG_ATTR(extack, attr, reason);		\
	(err);							\
})

#define secgroup_nl_refuse(rq, type, err, reason) \
	secgroup_nl_refuse_at((rq)->extack, (rq)->attrs[type], err, reason)

/* Refuse: an attribute that is not there. */
#define secgroup_nl_missing(rq, type, reason) ({		\
	NL_SET_ERR_MSG((rq)->extack, reason);			\
	(rq)->extack->miss_type = (type);			\
	-EINVAL;						\
})

/* All attributes of one type in a message. */
#define secgroup_nl_for_each(attr, nlh, type, rem)					\
	nla_for_each_attr(attr, genlmsg_data(nlmsg_data(nlh)),				\
			  nlmsg_len(nlh) - GENL_HDRLEN, rem)				\
		if (nla_type(attr) == (type))

unsigned int secgroup_nl_count(const struct nlmsghdr *nlh, int type);

/* Was RESET given for an attribute? */
bool secgroup_nl_resets(const struct secgroup_request *rq, enum secgroup_attr type);

/*
 * Is everything that RESET names among @allowed (@n of them)? What is also given a value gets
 * that: it is reset first.
 * Return: 0 or -EINVAL.
 */
int secgroup_nl_check_resets(const struct secgroup_request *rq, const u8 *allowed, size_t n);

/* Is it a name, and not a reserved one? Return: 0 or -EINVAL, with the reason. */
int secgroup_nl_check_name(const struct nlattr *attr, struct netlink_ext_ack *extack);
int secgroup_nl_check_description(const struct nlattr *attr, struct netlink_ext_ack *extack);

/* An address of 4 or 16 bytes, not IPv4-mapped. Return: 0 or -EINVAL, with the reason. */
int secgroup_nl_get_addr(const struct nlattr *attr, struct secgroup_addr *addr,
			 struct netlink_ext_ack *extack);
/* Likewise, of a host: not multicast, unspecified or broadcast. */
int secgroup_nl_get_host(const struct nlattr *attr, struct secgroup_addr *addr,
			 struct netlink_ext_ack *extack);
int secgroup_nl_put_addr(struct sk_buff *skb, int type, struct secgroup_addr addr);

/* An address and its prefix length, or NULL: the whole address; host bits are masked off. Likewise. */
int secgroup_nl_get_cidr(const struct nlattr *attr, const struct nlattr *len,
			 struct secgroup_cidr *cidr, struct netlink_ext_ack *extack);

/* Nests of enum secgroup_prefix_attr and enum secgroup_range_attr; what is put is put whole. */
int secgroup_nl_get_prefix(const struct nlattr *nest, struct secgroup_cidr *cidr,
			   struct netlink_ext_ack *extack);
int secgroup_nl_put_prefix(struct sk_buff *skb, int type, const struct secgroup_cidr *cidr);
int secgroup_nl_get_range(const struct nlattr *nest, struct secgroup_range *range,
			  struct netlink_ext_ack *extack);
int secgroup_nl_put_range(struct sk_buff *skb, int type, const struct secgroup_range *range);

/* The text of ACCOUNT or PEER_ACCOUNT, "default" if it is not there. */
const char *secgroup_nl_account(const struct nlattr *attr);

/*
 * The group that ACCOUNT and GROUP name, an ERR_PTR if they are no names or there is none.
 * Context: writer mutex.
 */
struct secgroup_group *secgroup_nl_find_group(struct secgroup_net *sn, struct nlattr **attrs,
					      struct netlink_ext_ack *extack);

/* The attached NIC that DEV or IFINDEX names; an ERR_PTR if there is none. Likewise. */
struct secgroup_nic *secgroup_nl_find_nic(struct secgroup_net *sn, struct nlattr **attrs,
					  struct netlink_ext_ack *extack);

/* nl_device.c */

/**
 * struct secgroup_nl_device - which device NIC_NEW speaks of
 * @at: DEV or IFINDEX
 * @dev: the device, with a reference; NULL: it is pending, and not there
 * @nic: its NIC, also one that the running transaction deleted; or NULL
 * @pending: the name that it is reserved for, "" if it is not pending
 * @side: enum secgroup_side
 */
struct secgroup_nl_device {
	const struct nlattr *at;
	struct net_device *dev;
	struct secgroup_nic *nic;
	char pending[IFNAMSIZ];
	u8 side;
};

/* Context: writer mutex; takes RTNL. Return: 0, and dev_put() is due; or an errno. */
int secgroup_nl_device_get(struct secgroup_nl_device *d, const struct secgroup_request *rq);

/* Does a message say of a pattern only what it may? Return: 0 or an errno. */
int secgroup_nl_check_pattern(const struct secgroup_request *rq);

/* NIC_SET: what its PENDING makes of @pending. Context: writer mutex. Return: 0 or an errno. */
int secgroup_nl_set_pending(const struct secgroup_request *rq, struct secgroup_nic *nic,
			    char pending[IFNAMSIZ]);

/*
 * VPC or CLASSIC, checked: 0 and the name of the VPC, or NULL for the classic network.
 * "default" if neither is there.
 */
int secgroup_nl_get_vpc(struct nlattr **attrs, const char **name, struct netlink_ext_ack *extack);

/* What each command does. Context: writer mutex. Return: 0 or an errno, with the reason. */
int secgroup_nl_group_new(struct secgroup_request *rq);
int secgroup_nl_group_set(struct secgroup_request *rq);
int secgroup_nl_group_del(struct secgroup_request *rq);
int secgroup_nl_rule_new(struct secgroup_request *rq);
int secgroup_nl_rule_set(struct secgroup_request *rq);
int secgroup_nl_rule_del(struct secgroup_request *rq);
int secgroup_nl_member_new(struct secgroup_request *rq);
int secgroup_nl_member_del(struct secgroup_request *rq);
int secgroup_nl_nic_new(struct secgroup_request *rq);
int secgroup_nl_nic_set(struct secgroup_request *rq);
int secgroup_nl_nic_del(struct secgroup_request *rq);
int secgroup_nl_list_add(struct secgroup_request *rq);
int secgroup_nl_list_set(struct secgroup_request *rq);
int secgroup_nl_list_del(struct secgroup_request *rq);
int secgroup_nl_quota_set(struct secgroup_request *rq);
int secgroup_nl_flush(struct secgroup_request *rq);

/* nl_txn.c: handlers of commands that change policy, and of transactions. */
int secgroup_nl_change_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_txn_begin_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_txn_commit_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_txn_abort_doit(struct sk_buff *skb, struct genl_info *info);
/* A socket is gone: its transaction with it. Context: process. */
void secgroup_nl_txn_forget(struct secgroup_net *sn, u32 portid);
/* The namespace goes, or the module, with sockets still open: no request is left. */
void secgroup_nl_txn_forget_all(struct secgroup_net *sn);

/* Handlers that only read. */
int secgroup_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_group_get_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_group_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_member_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_nic_get_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_nic_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_session_get_start(struct netlink_callback *cb);
int secgroup_nl_session_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_session_get_done(struct netlink_callback *cb);
int secgroup_nl_list_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_quota_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int secgroup_nl_session_flush_doit(struct sk_buff *skb, struct genl_info *info);
int secgroup_nl_explain_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

/* nl_dump.c */

/**
 * struct secgroup_dump - where a dump goes on
 * @started: @account and @id are those of the group that was last looked at
 * @in_group: and its rules or members are not through
 * @account: its account
 * @id: its id
 * @in_members: @addr is the member that was last shown
 * @addr: see there
 * @position: place of the rule that was last shown; all zero: before the first
 * @slot: of the NIC to go on with
 * @kind: of the list that was last looked at; @id is its id
 * @step: of an explanation: messages sent; of quotas: the next one; of a list: entries shown
 *
 * By name and place, not by pointer or number: objects come and go between two calls.
 */
struct secgroup_dump {
	bool started;
	bool in_group;
	char account[SECGROUP_NAME_MAX + 1];
	char id[SECGROUP_NAME_MAX + 1];
	bool in_members;
	struct secgroup_addr addr;
	struct secgroup_rule_position position;
	unsigned long slot;
	u8 kind;
	u32 step;
};

int secgroup_nl_dump_start(struct netlink_callback *cb);
int secgroup_nl_dump_done(struct netlink_callback *cb);

static inline struct secgroup_dump *secgroup_nl_dump(struct netlink_callback *cb)
{
	return *(struct secgroup_dump **)cb->ctx;
}

static inline struct secgroup_net *secgroup_nl_dump_net(struct netlink_callback *cb)
{
	return secgroup_net_get(sock_net(cb->skb->sk));
}

/* Lock the stores for one call of a dump, and note their generation. */
void secgroup_nl_dump_lock(struct netlink_callback *cb);
/*
 * Return: what dumpit returns if its last message did (0) or did not (an errno) fit. -EINTR: it did not
 * because the policy has grown; the dump is to be asked for again.
 */
int secgroup_nl_dump_unlock(struct sk_buff *skb, struct netlink_callback *cb, int err);

/* Begin and end one message of a dump. NULL: no room. */
void *secgroup_nl_dump_put(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd);

typedef int (*secgroup_dump_fn)(struct sk_buff *skb, struct netlink_callback *cb,
				struct secgroup_group *group);

/* Show all groups, or the one that the request names, or what @fn shows of them. */
int secgroup_nl_dump_groups(struct sk_buff *skb, struct netlink_callback *cb,
			    secgroup_dump_fn fn);

/* Objects as GET shows them, into a message. Return: 0 or -EMSGSIZE. */
int secgroup_nl_put_group(struct sk_buff *skb, const struct secgroup_group *group);
int secgroup_nl_put_rule(struct sk_buff *skb, const struct secgroup_rule *rule);
int secgroup_nl_put_member(struct sk_buff *skb, struct secgroup_net *sn,
			   const struct secgroup_member *member);
/* Without its entries. */
int secgroup_nl_put_list(struct sk_buff *skb, const struct secgroup_list *list);
/* With the settings given, not those that it has: it may just have lost them. */
int secgroup_nl_put_nic(struct sk_buff *skb, struct secgroup_nic *nic,
			const struct secgroup_nic_config *config);

/*
 * What NIC_NEW and NIC_SET say of sessions, into the settings @config, which have a reference on
 * their timeouts.
 * Context: writer mutex. Return: 0 or an errno, with the reason.
 */
int secgroup_nl_session_config_parse(const struct secgroup_request *rq,
				     struct secgroup_session_config *config);
bool secgroup_nl_session_config_same(const struct secgroup_session_config *a,
				     const struct secgroup_session_config *b);
/* What is not NEW's default, and a pickup that has not ended. Return: 0 or -EMSGSIZE. */
int secgroup_nl_session_config_put(struct sk_buff *skb, struct secgroup_nic *nic,
				   const struct secgroup_session_config *config);
/* How many sessions all NICs may have together, and how many there can be. Likewise. */
int secgroup_nl_put_limits(struct sk_buff *skb, struct secgroup_net *sn);

/* Room for any of a kind. */
#define SECGROUP_NL_GROUP_SIZE	1024
#define SECGROUP_NL_MEMBER_SIZE	256
size_t secgroup_nl_rule_size(u32 n_ranges);
size_t secgroup_nl_nic_size(const struct secgroup_nic_config *config);

static inline int secgroup_nl_put_generation(struct sk_buff *skb, u64 generation)
{
	return nla_put_u64_64bit(skb, SECGROUP_A_GENERATION, generation, SECGROUP_A_PAD);
}

#endif

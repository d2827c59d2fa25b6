// SPDX-License-Identifier: GPL-2.0-only
/*
 * The family, and what its handlers have in common.
 *
 * Requests run in parallel (parallel_ops): the writer mutex of a namespace is all the order
 * they need, and a long compilation in one must not hold up every other family's requests,
 * as genetlink's own mutex would. (Genetlink also keeps families from being registered and unregistered while
 * there are requests. Who does that meanwhile waits for ours, and later requests of all families wait for him.)
 */
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>
#include <linux/user_namespace.h>
#include "group.h"
#include "net.h"
#include "nl.h"

static const struct genl_multicast_group multicast_groups[] = {
	[SECGROUP_NL_GROUP_EVENTS] = {
		.name = SECGROUP_GENL_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECGROUP_NL_GROUP_LOG] = {
		.name = SECGROUP_GENL_MCGRP_LOG,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family secgroup_nl_family __ro_after_init = {
	.name = SECGROUP_GENL_NAME,
	.version = SECGROUP_GENL_VERSION,
	.maxattr = SECGROUP_A_MAX,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = secgroup_nl_ops,
	.mcgrps = multicast_groups,
	.n_mcgrps = ARRAY_SIZE(multicast_groups),
};

bool secgroup_nl_has_listeners(const struct secgroup_net *sn, enum secgroup_nl_group group)
{
	return sn->net->user_ns == &init_user_ns &&
	       genl_has_listeners(&secgroup_nl_family, sn->net, group);
}

static int socket_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	struct netlink_notify *notify = ptr;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC)
		secgroup_nl_txn_forget(secgroup_net_get(notify->net), notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_event,
};

int __init secgroup_nl_init(void)
{
	int err;

	secgroup_nl_family.n_ops = secgroup_nl_n_ops;
	err = netlink_register_notifier(&socket_notifier);
	if (err)
		return err;
	err = genl_register_family(&secgroup_nl_family);
	if (err)
		netlink_unregister_notifier(&socket_notifier);
	return err;
}

void secgroup_nl_exit(void)
{
	genl_unregister_family(&secgroup_nl_family);
	netlink_unregister_notifier(&socket_notifier);
}

int secgroup_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct secgroup_net *sn = secgroup_net_get(genl_info_net(info));
	struct sk_buff *msg;
	void *header;
	int err;

	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	header = genlmsg_put_reply(msg, info, &secgroup_nl_family, 0, SECGROUP_CMD_STATUS_GET);
	mutex_lock(&sn->mutex);
	err = secgroup_nl_put_generation(msg, secgroup_net_view(sn)->generation) ?:
	      nla_put_u32(msg, SECGROUP_A_ABI, SECGROUP_GENL_VERSION) ?:
	      nla_put_u32(msg, SECGROUP_A_GROUPS, sn->n_groups) ?:
	      nla_put_u32(msg, SECGROUP_A_RULES, sn->n_rules) ?:
	      nla_put_u32(msg, SECGROUP_A_MEMBERS, sn->n_members) ?:
	      nla_put_u32(msg, SECGROUP_A_NICS, sn->n_nics) ?:
	      secgroup_nl_put_limits(msg, sn);
	mutex_unlock(&sn->mutex);
	if (!header || err) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}

static bool is_multi(int cmd, int type)
{
	switch (type) {
	case SECGROUP_A_RESET:
	case SECGROUP_A_PORT:
	case SECGROUP_A_SRC_PORT:
	case SECGROUP_A_ADDR:
	case SECGROUP_A_NIC_GROUP:
	case SECGROUP_A_PREFIX:
	case SECGROUP_A_PAIR:
	case SECGROUP_A_SERVICE:
	case SECGROUP_A_VLAN:
	case SECGROUP_A_ETHERTYPE:
	case SECGROUP_A_TIMEOUT:
		return true;
	case SECGROUP_A_MAC:
		return cmd != SECGROUP_CMD_EXPLAIN;
	default:
		return false;
	}
}

static bool is_string(int type)
{
	switch (type) {
	case SECGROUP_A_ACCOUNT:
	case SECGROUP_A_GROUP:
	case SECGROUP_A_VPC:
	case SECGROUP_A_DESCRIPTION:
	case SECGROUP_A_PEER_ACCOUNT:
	case SECGROUP_A_PEER_GROUP:
	case SECGROUP_A_DEV:
	case SECGROUP_A_PREFIX_LIST:
	case SECGROUP_A_PORT_LIST:
	case SECGROUP_A_SRC_PORT_LIST:
		return true;
	default:
		return false;
	}
}

/* The policy made sure that there is a NUL; here: that it is the last byte. */
static bool has_tail(const struct nlattr *attr)
{
	return strlen(nla_data(attr)) + 1 != nla_len(attr);
}

static int check_nest(const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	unsigned long seen = 0;
	int rem;

	if (!nla_len(nest))
		return secgroup_nl_refuse_at(extack, nest, -EINVAL, "empty nest");
	nla_for_each_nested(attr, nest, rem) {
		if (__test_and_set_bit(nla_type(attr), &seen))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL, "attribute given twice");
		if (nla_type(nest) == SECGROUP_A_NIC_GROUP && has_tail(attr))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL, "NUL inside a string");
	}
	return 0;
}

int secgroup_nl_check(const struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);
	DECLARE_BITMAP(seen, SECGROUP_A_MAX + 1) = { };
	const struct nlattr *attr;
	int rem, err, type;

	nla_for_each_attr(attr, genlmsg_data(header), nlmsg_len(nlh) - GENL_HDRLEN, rem) {
		type = nla_type(attr);
		if (__test_and_set_bit(type, seen) && !is_multi(header->cmd, type))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL, "attribute given twice");
		if (is_string(type) && has_tail(attr))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL, "NUL inside a string");
		if (attr->nla_type & NLA_F_NESTED) {
			err = check_nest(attr, extack);
			if (err)
				return err;
		}
	}
	return 0;
}

unsigned int secgroup_nl_count(const struct nlmsghdr *nlh, int type)
{
	const struct nlattr *attr;
	unsigned int n = 0;
	int rem;

	secgroup_nl_for_each(attr, nlh, type, rem)
		n++;
	return n;
}

bool secgroup_nl_resets(const struct secgroup_request *rq, enum secgroup_attr type)
{
	const struct nlattr *attr;
	int rem;

	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_RESET, rem)
		if (nla_get_u32(attr) == type)
			return true;
	return false;
}

int secgroup_nl_check_resets(const struct secgroup_request *rq, const u8 *allowed, size_t n)
{
	const struct nlattr *attr;
	int rem;

	secgroup_nl_for_each(attr, rq->nlh, SECGROUP_A_RESET, rem)
		if (!memchr(allowed, nla_get_u32(attr), n))
			return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
						     "this cannot be reset");
	return 0;
}

int secgroup_nl_check_name(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr), *c;

	if (!isascii(name[0]) || !isalnum(name[0]))
		return secgroup_nl_refuse_at(extack, attr, -EINVAL,
					     "a name begins with a letter or a digit");
	for (c = name; *c; c++)
		if (!isascii(*c) || (!isalnum(*c) && !strchr("._-", *c)))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL,
						     "a name is of letters, digits, '.', '_', '-'");
	if (!strcmp(name, "any") || !strcmp(name, "all") || !strcmp(name, "none"))
		return secgroup_nl_refuse_at(extack, attr, -EINVAL, "this name is reserved");
	return 0;
}

/* One character of UTF-8 in its shortest form, not a surrogate: its length, or 0. */
static int utf8_length(const u8 *s)
{
	int n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;
	int i;

	for (i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) ||
	    (*s == 0xf0 && s[1] < 0x90) || (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

int secgroup_nl_check_description(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	const u8 *s = nla_data(attr);
	int n;

	for (; *s; s += n) {
		n = utf8_length(s);
		if (!n)
			return secgroup_nl_refuse_at(extack, attr, -EINVAL,
						     "the description is not UTF-8");
		/* C0, DEL and C1. */
		if (*s < 0x20 || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL,
						     "control character in the description");
	}
	return 0;
}

int secgroup_nl_get_addr(const struct nlattr *attr, struct secgroup_addr *addr,
			 struct netlink_ext_ack *extack)
{
	__be64 v6[2];

	switch (nla_len(attr)) {
	case 4:
		*addr = secgroup_addr_v4(be32_to_cpu(nla_get_be32(attr)));
		return 0;
	case 16:
		nla_memcpy(v6, attr, sizeof(v6));
		addr->hi = be64_to_cpu(v6[0]);
		addr->lo = be64_to_cpu(v6[1]);
		if (secgroup_addr_is_v4(*addr))
			return secgroup_nl_refuse_at(extack, attr, -EINVAL,
						     "IPv4-mapped address: give the IPv4 address");
		return 0;
	default:
		return secgroup_nl_refuse_at(extack, attr, -EINVAL,
					     "an address has 4 or 16 bytes");
	}
}

static bool is_host(struct secgroup_addr addr)
{
	u32 v4 = addr.lo;

	if (secgroup_addr_is_v4(addr))
		return v4 && (v4 >> 28) != 0xe && v4 != U32_MAX;
	return (addr.hi || addr.lo) && (addr.hi >> 56) != 0xff;
}

int secgroup_nl_get_host(const struct nlattr *attr, struct secgroup_addr *addr,
			 struct netlink_ext_ack *extack)
{
	int err = secgroup_nl_get_addr(attr, addr, extack);

	if (!err && !is_host(*addr))
		return secgroup_nl_refuse_at(extack, attr, -EINVAL, "not the address of a host");
	return err;
}

int secgroup_nl_put_addr(struct sk_buff *skb, int type, struct secgroup_addr addr)
{
	__be64 v6[2] = { cpu_to_be64(addr.hi), cpu_to_be64(addr.lo) };

	if (secgroup_addr_is_v4(addr))
		return nla_put_be32(skb, type, cpu_to_be32((u32)addr.lo));
	return nla_put(skb, type, sizeof(v6), v6);
}

static u64 mask(unsigned int bits)
{
	return bits ? ~0ULL << (64 - bits) : 0;
}

int secgroup_nl_get_cidr(const struct nlattr *attr, const struct nlattr *len,
			 struct secgroup_cidr *cidr, struct netlink_ext_ack *extack)
{
	unsigned int bits, prefix;
	struct secgroup_addr addr;
	int err;

	err = secgroup_nl_get_addr(attr, &addr, extack);
	if (err)
		return err;
	bits = secgroup_addr_is_v4(addr) ? 32 : 128;
	prefix = len ? nla_get_u32(len) : bits;
	if (prefix > bits)
		return secgroup_nl_refuse_at(extack, len, -EINVAL,
					     "the prefix is longer than the address");
	prefix += 128 - bits;
	addr.hi &= mask(min(prefix, 64U));
	addr.lo &= mask(prefix > 64 ? prefix - 64 : 0);
	memset(cidr, 0, sizeof(*cidr));
	cidr->addr = addr;
	cidr->len = prefix;
	cidr->family = bits == 32 ? 4 : 6;
	return 0;
}

/* The attributes of a nest by type, up to @max. Checked against the policy with the whole message. */
static void get_nest(const struct nlattr *nest, const struct nlattr **attrs, int max)
{
	const struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		if (nla_type(attr) <= max)
			attrs[nla_type(attr)] = attr;
}

int secgroup_nl_get_prefix(const struct nlattr *nest, struct secgroup_cidr *cidr,
			   struct netlink_ext_ack *extack)
{
	const struct nlattr *attrs[SECGROUP_PREFIX_A_MAX + 1] = { };

	get_nest(nest, attrs, SECGROUP_PREFIX_A_MAX);
	if (!attrs[SECGROUP_PREFIX_A_ADDR])
		return secgroup_nl_refuse_at(extack, nest, -EINVAL, "a prefix without an address");
	return secgroup_nl_get_cidr(attrs[SECGROUP_PREFIX_A_ADDR], attrs[SECGROUP_PREFIX_A_LEN],
				    cidr, extack);
}

int secgroup_nl_put_prefix(struct sk_buff *skb, int type, const struct secgroup_cidr *cidr)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	if (secgroup_nl_put_addr(skb, SECGROUP_PREFIX_A_ADDR, cidr->addr) ||
	    nla_put_u32(skb, SECGROUP_PREFIX_A_LEN,
			cidr->family == 4 ? cidr->len - 96 : cidr->len)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

int secgroup_nl_get_range(const struct nlattr *nest, struct secgroup_range *range,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *attrs[SECGROUP_RANGE_A_MAX + 1] = { };
	const struct nlattr *lo, *hi;

	get_nest(nest, attrs, SECGROUP_RANGE_A_MAX);
	lo = attrs[SECGROUP_RANGE_A_LO];
	hi = attrs[SECGROUP_RANGE_A_HI];
	if (!lo || !hi)
		return secgroup_nl_refuse_at(extack, nest, -EINVAL,
					     "a port range has a first and a last port");
	if (nla_get_u32(lo) > nla_get_u32(hi))
		return secgroup_nl_refuse_at(extack, nest, -EINVAL,
					     "first port is larger than the last");
	*range = (struct secgroup_range){ .lo = nla_get_u32(lo), .hi = nla_get_u32(hi) };
	return 0;
}

int secgroup_nl_put_range(struct sk_buff *skb, int type, const struct secgroup_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, SECGROUP_RANGE_A_LO, range->lo) ||
	    nla_put_u32(skb, SECGROUP_RANGE_A_HI, range->hi)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

const char *secgroup_nl_account(const struct nlattr *attr)
{
	return attr ? nla_data(attr) : "default";
}

struct secgroup_group *secgroup_nl_find_group(struct secgroup_net *sn, struct nlattr **attrs,
					      struct netlink_ext_ack *extack)
{
	const struct nlattr *account = attrs[SECGROUP_A_ACCOUNT], *id = attrs[SECGROUP_A_GROUP];
	struct secgroup_group *group;

	if (!id) {
		NL_SET_ERR_MSG(extack, "which group? GROUP is missing");
		if (extack)
			extack->miss_type = SECGROUP_A_GROUP;
		return ERR_PTR(-EINVAL);
	}
	group = secgroup_group_find(sn, secgroup_nl_account(account), nla_data(id));
	if (!group)
		return ERR_PTR(secgroup_nl_refuse_at(extack, id, -ENOENT, "no such group"));
	return group;
}

int secgroup_nl_get_vpc(struct nlattr **attrs, const char **name, struct netlink_ext_ack *extack)
{
	const struct nlattr *vpc = attrs[SECGROUP_A_VPC], *classic = attrs[SECGROUP_A_CLASSIC];

	if (vpc && classic)
		return secgroup_nl_refuse_at(extack, classic, -EINVAL,
					     "in a VPC or in the classic network, not both");
	*name = classic ? NULL : vpc ? nla_data(vpc) : "default";
	return vpc ? secgroup_nl_check_name(vpc, extack) : 0;
}

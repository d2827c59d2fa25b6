// SPDX-License-Identifier: GPL-2.0-only
/*
 * Talking to the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/genetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nl.h"

/* More than the largest message: rules and NICs hold some thousand ranges or addresses. */
#define RECEIVE_BUFFER	(256 * 1024)
/* The tool sends up to 96 KiB at once, and as much may come back. */
#define SOCKET_BUFFER	(1024 * 1024)
/* Events come in bursts of a transaction's size; the default buffer holds some hundred. */
#define EVENT_BUFFER	(8 * 1024 * 1024)

/* A dump loses against a commit at most this often in a row. */
#define ATTEMPTS	100

/**
 * struct nl - a connection
 * @sock: the socket
 * @family: number of the secgroup family
 * @groups: numbers of its multicast groups, by enum nl_group
 * @seq: the next sequence number
 * @generation: of the policy when the connection was made
 * @buf: for answers
 */
struct nl {
	struct mnl_socket *sock;
	uint16_t family;
	uint32_t groups[NL_GROUPS];
	uint32_t seq;
	uint64_t generation;
	NL_BUFFER(buf, RECEIVE_BUFFER);
};

static void put_names(struct nlmsghdr *nlh, const struct object *o)
{
	for (size_t i = 0; i < o->groups.n; i++) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, SECGROUP_A_NIC_GROUP);

		if (o->groups.at[i].account[0])
			mnl_attr_put_strz(nlh, SECGROUP_A_ACCOUNT, o->groups.at[i].account);
		mnl_attr_put_strz(nlh, SECGROUP_A_GROUP, o->groups.at[i].id);
		mnl_attr_nest_end(nlh, nest);
	}
}

static void put_ranges(struct nlmsghdr *nlh, int attr, const struct range *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, attr);

		mnl_attr_put_u32(nlh, SECGROUP_RANGE_A_LO, at[i].lo);
		mnl_attr_put_u32(nlh, SECGROUP_RANGE_A_HI, at[i].hi);
		mnl_attr_nest_end(nlh, nest);
	}
}

/* Where an object keeps the prefixes of an attribute. */
static const struct prefixes *prefixes_of(const struct object *o, int attr)
{
	return attr == SECGROUP_A_PAIR ? &o->pairs : &o->prefixes;
}

static void put_prefixes(struct nlmsghdr *nlh, int attr, const struct prefixes *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct prefix *p = &list->at[i];
		struct nlattr *nest = mnl_attr_nest_start(nlh, attr);

		mnl_attr_put(nlh, SECGROUP_PREFIX_A_ADDR, address_size(&p->addr), p->addr.bytes);
		mnl_attr_put_u32(nlh, SECGROUP_PREFIX_A_LEN, p->len);
		if (p->has_mac)
			mnl_attr_put(nlh, SECGROUP_PREFIX_A_MAC, sizeof(p->mac), &p->mac);
		mnl_attr_nest_end(nlh, nest);
	}
}

static void put_services(struct nlmsghdr *nlh, const struct object *o)
{
	for (size_t i = 0; i < o->services.n; i++) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, SECGROUP_A_SERVICE);

		mnl_attr_put_u32(nlh, SECGROUP_SERVICE_A_ID, o->services.at[i].id);
		mnl_attr_put_u32(nlh, SECGROUP_SERVICE_A_ON, o->services.at[i].on);
		mnl_attr_nest_end(nlh, nest);
	}
}

static void put_timeouts(struct nlmsghdr *nlh, const struct object *o)
{
	for (size_t i = 0; i < o->timeouts.n; i++) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, SECGROUP_A_TIMEOUT);

		mnl_attr_put_u32(nlh, SECGROUP_TIMEOUT_A_ID, o->timeouts.at[i].id);
		mnl_attr_put_u32(nlh, SECGROUP_TIMEOUT_A_SECONDS, o->timeouts.at[i].seconds);
		mnl_attr_nest_end(nlh, nest);
	}
}

/* Where an object keeps the numbers of an attribute. */
static struct numbers *numbers_of(struct object *o, int attr)
{
	return attr == SECGROUP_A_VLAN ? &o->vlans : &o->ethertypes;
}

static void put_numbers(struct nlmsghdr *nlh, int attr, const struct numbers *list)
{
	for (size_t i = 0; i < list->n; i++)
		mnl_attr_put_u32(nlh, attr, list->at[i]);
}

static void put_attribute(struct nlmsghdr *nlh, const struct object *o, int attr)
{
	const struct address *a;

	switch (attributes[attr].kind) {
	case KIND_U32:
		mnl_attr_put_u32(nlh, attr, o->num[attr]);
		break;
	case KIND_U64:
		mnl_attr_put_u64(nlh, attr, o->num[attr]);
		break;
	case KIND_STRING:
		mnl_attr_put_strz(nlh, attr, o->str[attr]);
		break;
	case KIND_FLAG:
		mnl_attr_put(nlh, attr, 0, NULL);
		break;
	case KIND_ADDRESS:
		a = object_address((struct object *)o, attr);
		mnl_attr_put(nlh, attr, address_size(a), a->bytes);
		break;
	case KIND_ADDRESSES:
		for (size_t i = 0; i < o->addrs.n; i++)
			mnl_attr_put(nlh, attr, address_size(&o->addrs.at[i]),
				     o->addrs.at[i].bytes);
		break;
	case KIND_MACS:
		for (size_t i = 0; i < o->macs.n; i++)
			mnl_attr_put(nlh, attr, sizeof(struct mac), &o->macs.at[i]);
		break;
	case KIND_RANGES:
		if (attr == SECGROUP_A_PORT)
			put_ranges(nlh, attr, o->ports.at, o->ports.n);
		else
			put_ranges(nlh, attr, o->src_ports.at, o->src_ports.n);
		break;
	case KIND_NAMES:
		put_names(nlh, o);
		break;
	case KIND_TIMEOUTS:
		put_timeouts(nlh, o);
		break;
	case KIND_PREFIXES:
		put_prefixes(nlh, attr, prefixes_of(o, attr));
		break;
	case KIND_SERVICES:
		put_services(nlh, o);
		break;
	case KIND_NUMBERS:
		put_numbers(nlh, attr, numbers_of((struct object *)o, attr));
		break;
	case KIND_RESETS:
	case KIND_DROPS:
	case KIND_NONE:
		break;
	}
}

/* Upper bound of what the lists of an object need; everything else is small. */
static size_t lists_size(const struct object *o)
{
	return (o->ports.n + o->src_ports.n) * 20 + o->addrs.n * 20 + o->macs.n * 12 +
	       o->groups.n * 144 + o->timeouts.n * 20 + (o->prefixes.n + o->pairs.n) * 44 +
	       o->services.n * 20 + (o->vlans.n + o->ethertypes.n) * 8;
}

struct nlmsghdr *nl_build(void *buf, int cmd, uint16_t flags, const struct object *o)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	attr_set set;

	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SECGROUP_GENL_VERSION;
	if (!o)
		return nlh;
	if (lists_size(o) > NL_MESSAGE_MAX - 4096)
		return NULL;
	/* Of a hundred attributes a message has ten. */
	set = o->has | o->reset;
	for (int attr = 0; set; attr++, set >>= 1) {
		if (!(set & 1))
			continue;
		if (o->reset & ATTR_BIT(attr))
			mnl_attr_put_u32(nlh, SECGROUP_A_RESET, attr);
		if (object_has(o, attr))
			put_attribute(nlh, o, attr);
	}
	return nlh;
}

static void get_address(struct address *a, const struct nlattr *nla)
{
	size_t size = mnl_attr_get_payload_len(nla);

	if (size != 4 && size != 16)
		return;
	a->family = size == 4 ? 4 : 6;
	memcpy(a->bytes, mnl_attr_get_payload(nla), size);
}

static void get_range(struct range *range, const struct nlattr *nest)
{
	const struct nlattr *nla;

	mnl_attr_for_each_nested(nla, nest) {
		if (mnl_attr_get_payload_len(nla) < sizeof(uint32_t))
			continue;
		if (mnl_attr_get_type(nla) == SECGROUP_RANGE_A_LO)
			range->lo = mnl_attr_get_u32(nla);
		else if (mnl_attr_get_type(nla) == SECGROUP_RANGE_A_HI)
			range->hi = mnl_attr_get_u32(nla);
	}
}

static void get_name(struct name *name, const struct nlattr *nest)
{
	const struct nlattr *nla;

	mnl_attr_for_each_nested(nla, nest) {
		char *to = mnl_attr_get_type(nla) == SECGROUP_A_ACCOUNT ? name->account :
			   mnl_attr_get_type(nla) == SECGROUP_A_GROUP ? name->id : NULL;

		if (to)
			snprintf(to, sizeof(name->id), "%.*s", mnl_attr_get_payload_len(nla),
				 mnl_attr_get_str(nla));
	}
}

static uint64_t get_u64(const struct nlattr *nla)
{
	return mnl_attr_get_payload_len(nla) < sizeof(uint64_t) ? 0 : mnl_attr_get_u64(nla);
}

static uint32_t get_u32(const struct nlattr *nla)
{
	return mnl_attr_get_payload_len(nla) < sizeof(uint32_t) ? 0 : mnl_attr_get_u32(nla);
}

static void get_drop(struct drop *drop, const struct nlattr *nest)
{
	const struct nlattr *nla;

	mnl_attr_for_each_nested(nla, nest) {
		if (mnl_attr_get_type(nla) == SECGROUP_A_REASON)
			drop->reason = get_u32(nla);
		else if (mnl_attr_get_type(nla) == SECGROUP_A_PACKETS)
			drop->packets = get_u64(nla);
	}
}

static void get_timeout(struct timeout *timeout, const struct nlattr *nest)
{
	const struct nlattr *nla;

	mnl_attr_for_each_nested(nla, nest) {
		if (mnl_attr_get_type(nla) == SECGROUP_TIMEOUT_A_ID)
			timeout->id = get_u32(nla);
		else if (mnl_attr_get_type(nla) == SECGROUP_TIMEOUT_A_SECONDS)
			timeout->seconds = get_u32(nla);
	}
}

static void get_prefix(struct prefix *p, const struct nlattr *nest)
{
	const struct nlattr *nla;
	bool has_len = false;

	mnl_attr_for_each_nested(nla, nest) {
		switch (mnl_attr_get_type(nla)) {
		case SECGROUP_PREFIX_A_ADDR:
			get_address(&p->addr, nla);
			break;
		case SECGROUP_PREFIX_A_LEN:
			p->len = get_u32(nla);
			has_len = true;
			break;
		case SECGROUP_PREFIX_A_MAC:
			p->has_mac = mnl_attr_get_payload_len(nla) == sizeof(p->mac);
			if (p->has_mac)
				memcpy(&p->mac, mnl_attr_get_payload(nla), sizeof(p->mac));
			break;
		}
	}
	if (!has_len)
		p->len = address_bits(&p->addr);
}

static void get_service(struct service *s, const struct nlattr *nest)
{
	const struct nlattr *nla;

	mnl_attr_for_each_nested(nla, nest) {
		switch (mnl_attr_get_type(nla)) {
		case SECGROUP_SERVICE_A_ID:
			s->id = get_u32(nla);
			break;
		case SECGROUP_SERVICE_A_ON:
			s->on = get_u32(nla);
			break;
		case SECGROUP_SERVICE_A_PACKETS:
			s->packets = get_u64(nla);
			break;
		}
	}
}

static void get_string(struct object *o, int attr, const struct nlattr *nla)
{
	char *text = strndup(mnl_attr_get_payload(nla), mnl_attr_get_payload_len(nla));

	object_set_str(o, attr, text ? text : "");
	free(text);
}

static void get_attribute(struct object *o, int attr, const struct nlattr *nla)
{
	object_set_flag(o, attr);
	switch (attributes[attr].kind) {
	case KIND_U32:
		o->num[attr] = get_u32(nla);
		break;
	case KIND_U64:
		o->num[attr] = get_u64(nla);
		break;
	case KIND_STRING:
		get_string(o, attr, nla);
		break;
	case KIND_ADDRESS:
		get_address(object_address(o, attr), nla);
		break;
	case KIND_ADDRESSES:
		get_address(list_add(&o->addrs), nla);
		break;
	case KIND_MACS:
		if (mnl_attr_get_payload_len(nla) == sizeof(struct mac))
			memcpy(list_add(&o->macs), mnl_attr_get_payload(nla), sizeof(struct mac));
		break;
	case KIND_RANGES:
		get_range(attr == SECGROUP_A_PORT ? list_add(&o->ports) : list_add(&o->src_ports),
			  nla);
		break;
	case KIND_NAMES:
		get_name(list_add(&o->groups), nla);
		break;
	case KIND_DROPS:
		get_drop(list_add(&o->drops), nla);
		break;
	case KIND_TIMEOUTS:
		get_timeout(list_add(&o->timeouts), nla);
		break;
	case KIND_PREFIXES:
		get_prefix(list_add((struct prefixes *)prefixes_of(o, attr)), nla);
		break;
	case KIND_SERVICES:
		get_service(list_add(&o->services), nla);
		break;
	case KIND_NUMBERS:
		*list_add(numbers_of(o, attr)) = get_u32(nla);
		break;
	case KIND_FLAG:
	case KIND_RESETS:
	case KIND_NONE:
		break;
	}
}

void nl_decode(const struct nlmsghdr *nlh, struct object *o)
{
	const struct nlattr *nla;

	memset(o, 0, sizeof(*o));
	mnl_attr_for_each(nla, nlh, sizeof(struct genlmsghdr)) {
		int attr = mnl_attr_get_type(nla);

		if (attr <= SECGROUP_A_MAX && attributes[attr].kind != KIND_NONE)
			get_attribute(o, attr, nla);
	}
	/* The whole address where no prefix length stands beside it. */
	if (object_has(o, SECGROUP_A_PEER_ADDR) && !object_has(o, SECGROUP_A_PEER_PREFIX))
		object_set_num(o, SECGROUP_A_PEER_PREFIX, address_bits(&o->peer));
	if (object_has(o, SECGROUP_A_LOCAL_ADDR) && !object_has(o, SECGROUP_A_LOCAL_PREFIX))
		object_set_num(o, SECGROUP_A_LOCAL_PREFIX, address_bits(&o->local));
}

int nl_command(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	return genl->cmd;
}

/* The first refusal: an errno, and what stands beside it from an offset of the message on. */
static void get_refusal(struct refusal *refused, const struct nlmsghdr *nlh, int error,
			size_t offset)
{
	const struct nlattr *nla;

	if (refused->error)
		return;
	memset(refused, 0, sizeof(*refused));
	refused->error = -error;
	refused->seq = nlh->nlmsg_seq;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(nla, nlh, offset) {
		switch (mnl_attr_get_type(nla)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(refused->text, sizeof(refused->text), "%.*s",
				 mnl_attr_get_payload_len(nla), mnl_attr_get_str(nla));
			break;
		case NLMSGERR_ATTR_OFFS:
			refused->offset = get_u32(nla);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			refused->missing = get_u32(nla);
			break;
		}
	}
}

/**
 * struct answer - what is being received
 * @seq: of the request; 0: only refusals are of interest
 * @fn: for its messages, or NULL
 * @arg: for @fn
 * @refused: the first refusal
 * @interrupted: a piece of the dump says that the policy changed
 * @done: the end has come
 */
struct answer {
	uint32_t seq;
	nl_reply_fn fn;
	void *arg;
	struct refusal *refused;
	bool interrupted;
	bool done;
};

static void hear_error(struct answer *a, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(*error);

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += MNL_ALIGN(error->msg.nlmsg_len) - sizeof(error->msg);
	if (error->error)
		get_refusal(a->refused, nlh, error->error, offset);
	if (nlh->nlmsg_seq == a->seq)
		a->done = true;
}

/* The end of a dump carries an errno of its own, as an int before any attributes. */
static void hear_done(struct answer *a, const struct nlmsghdr *nlh)
{
	int error = 0;

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	if (error < 0)
		get_refusal(a->refused, nlh, error, sizeof(error));
	a->done = true;
}

static void hear(struct answer *a, const struct nlmsghdr *nlh, int length)
{
	for (; mnl_nlmsg_ok(nlh, length); nlh = mnl_nlmsg_next(nlh, &length)) {
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			hear_error(a, nlh);
			continue;
		}
		if (nlh->nlmsg_seq != a->seq)
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			a->interrupted = true;
		if (nlh->nlmsg_type == NLMSG_DONE)
			hear_done(a, nlh);
		else if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && a->fn && !a->fn(nlh, a->arg))
			a->fn = NULL;
	}
}

static ssize_t receive(struct nl *nl, int flags)
{
	ssize_t n;

	do
		n = recv(mnl_socket_get_fd(nl->sock), nl->buf, sizeof(nl->buf), flags | MSG_TRUNC);
	while (n < 0 && errno == EINTR);
	if (n > (ssize_t)sizeof(nl->buf))
		return -EMSGSIZE;
	return n < 0 ? -errno : n;
}

static int transmit(struct nl *nl, const void *buf, size_t size)
{
	ssize_t n;

	do
		n = mnl_socket_sendto(nl->sock, buf, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int nl_request(struct nl *nl, struct nlmsghdr *nlh, nl_reply_fn fn, void *arg,
	       struct refusal *refused)
{
	struct answer a = { .fn = fn, .arg = arg, .refused = refused };
	int err;

	memset(refused, 0, sizeof(*refused));
	a.seq = nl_sequence(nl, 1);
	nlh->nlmsg_seq = a.seq;
	nlh->nlmsg_flags |= NLM_F_ACK;
	if (!nlh->nlmsg_type)
		nlh->nlmsg_type = nl->family;
	err = transmit(nl, nlh, nlh->nlmsg_len);
	while (!err && !a.done) {
		ssize_t n = receive(nl, 0);

		if (n < 0)
			err = n;
		else
			hear(&a, (struct nlmsghdr *)nl->buf, n);
	}
	if (!err && refused->error)
		err = -refused->error;
	else if (err)
		refused->error = -err;
	return !err && a.interrupted ? -EINTR : err;
}

int nl_dump(struct nl *nl, int cmd, const struct object *asked, void (*restart)(void *arg),
	    nl_reply_fn fn, void *arg, struct refusal *refused)
{
	NL_BUFFER(buf, 4096);
	int err = -EINTR;

	for (int attempt = 0; attempt < ATTEMPTS && err == -EINTR; attempt++) {
		restart(arg);
		err = nl_request(nl, nl_build(buf, cmd, NLM_F_DUMP, asked), fn, arg, refused);
	}
	return err;
}

int nl_send(struct nl *nl, void *buf, size_t size, uint32_t seq, struct refusal *refused)
{
	struct answer a = { .refused = refused };
	struct nlmsghdr *nlh = buf;
	int length = size, err;
	ssize_t n;

	for (; mnl_nlmsg_ok(nlh, length); nlh = mnl_nlmsg_next(nlh, &length)) {
		nlh->nlmsg_type = nl->family;
		nlh->nlmsg_seq = seq++;
	}
	memset(refused, 0, sizeof(*refused));
	err = transmit(nl, buf, size);
	while (!err && (n = receive(nl, MSG_DONTWAIT)) != -EAGAIN) {
		if (n >= 0)
			hear(&a, (struct nlmsghdr *)nl->buf, n);
		else if (n != -ENOBUFS)
			err = n;
		/* What did not fit were more refusals: the first one is there. */
	}
	if (err && !refused->error)
		refused->error = -err;
	return -refused->error;
}

uint32_t nl_sequence(struct nl *nl, uint32_t n)
{
	uint32_t first = nl->seq;

	nl->seq += n;
	return first;
}

uint64_t nl_generation(const struct nl *nl)
{
	return nl->generation;
}

int nl_listen(struct nl *nl, unsigned int groups)
{
	int size = EVENT_BUFFER;
	int fd = mnl_socket_get_fd(nl->sock);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		return -errno;
	for (int i = 0; i < NL_GROUPS; i++)
		if (groups & 1U << i &&
		    mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP, &nl->groups[i],
					  sizeof(nl->groups[i])) < 0)
			return -errno;
	return 0;
}

int nl_events(struct nl *nl, nl_reply_fn fn, void *arg)
{
	for (;;) {
		ssize_t n = receive(nl, 0);
		struct nlmsghdr *nlh = (struct nlmsghdr *)nl->buf;
		int length = n;

		if (n < 0)
			return n;
		for (; mnl_nlmsg_ok(nlh, length); nlh = mnl_nlmsg_next(nlh, &length))
			if (nlh->nlmsg_type == nl->family && !fn(nlh, arg))
				return 0;
	}
}

static void get_multicast_group(struct nl *nl, const struct nlattr *nest)
{
	const struct nlattr *nla;
	const char *name = "";
	uint32_t id = 0;

	mnl_attr_for_each_nested(nla, nest) {
		if (mnl_attr_get_type(nla) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(nla);
		else if (mnl_attr_get_type(nla) == CTRL_ATTR_MCAST_GRP_ID)
			id = get_u32(nla);
	}
	if (!strcmp(name, SECGROUP_GENL_MCGRP_EVENTS))
		nl->groups[NL_GROUP_EVENTS] = id;
	else if (!strcmp(name, SECGROUP_GENL_MCGRP_LOG))
		nl->groups[NL_GROUP_LOG] = id;
}

static bool get_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nla, *group;
	struct nl *nl = arg;

	mnl_attr_for_each(nla, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(nla) == CTRL_ATTR_FAMILY_ID)
			nl->family = mnl_attr_get_u16(nla);
		if (mnl_attr_get_type(nla) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(group, nla)
			get_multicast_group(nl, group);
	}
	return true;
}

static bool resolve_family(struct nl *nl, struct complaint *c)
{
	NL_BUFFER(buf, 256);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	struct refusal refused;
	int err;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SECGROUP_GENL_NAME);
	err = nl_request(nl, nlh, get_family, nl, &refused);
	if (err == -ENOENT)
		return complain(c, "the secgroup module is not loaded (modprobe secgroup)");
	return !err || complain(c, "looking for the secgroup module: %s", strerror(-err));
}

static bool get_object(const struct nlmsghdr *nlh, void *arg)
{
	nl_decode(nlh, arg);
	return false;
}

int nl_get(struct nl *nl, int cmd, const struct object *asked, struct object *o)
{
	NL_BUFFER(buf, NL_MESSAGE_MAX);
	struct refusal refused;

	memset(o, 0, sizeof(*o));
	return nl_request(nl, nl_build(buf, cmd, 0, asked), get_object, o, &refused);
}

static bool check_version(struct nl *nl, struct complaint *c)
{
	struct object status;
	uint32_t abi;
	int err = nl_get(nl, SECGROUP_CMD_STATUS_GET, NULL, &status);

	abi = status.num[SECGROUP_A_ABI];
	nl->generation = status.num[SECGROUP_A_GENERATION];
	object_clear(&status);
	if (err == -EPERM)
		return complain(c, "not permitted: this needs CAP_NET_ADMIN in the initial user namespace (be root)");
	if (err)
		return complain(c, "asking the secgroup module: %s", strerror(-err));
	if (abi != SECGROUP_GENL_VERSION)
		return complain(c, "the secgroup module speaks version %u of the interface, this sgctl version %d: install both from one release",
				abi, SECGROUP_GENL_VERSION);
	return true;
}

static bool enter_netns(const char *name, struct complaint *c)
{
	char path[300];
	int fd, err;

	if (!*name || strchr(name, '/') || strlen(name) > NAME_MAX)
		return complain(c, "network namespace \"%.80s\": not a name", name);
	snprintf(path, sizeof(path), "/var/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return complain(c, "network namespace %.80s: %s", name,
				errno == ENOENT ? "there is none of that name (ip netns list)" :
						  strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	return !err || complain(c, "network namespace %.80s: entering it: %s", name, strerror(err));
}

static bool open_socket(struct nl *nl, struct complaint *c)
{
	int one = 1, size = SOCKET_BUFFER;

	nl->sock = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!nl->sock || mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0)
		return complain(c, "opening a netlink socket: %s", strerror(errno));
	/* Whatever the host's defaults are; without the privilege for it the module will refuse us. */
	setsockopt(mnl_socket_get_fd(nl->sock), SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(mnl_socket_get_fd(nl->sock), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	/* Reasons instead of bare numbers; and errors need not repeat the whole message. */
	mnl_socket_setsockopt(nl->sock, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl->sock, NETLINK_CAP_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl->sock, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	return true;
}

struct nl *nl_open(const char *netns, struct complaint *c)
{
	struct nl *nl = calloc(1, sizeof(*nl));

	if (!nl) {
		complain(c, "out of memory");
		return NULL;
	}
	nl->seq = 1;
	if ((!netns || enter_netns(netns, c)) && open_socket(nl, c) &&
	    resolve_family(nl, c) && check_version(nl, c))
		return nl;
	nl_close(nl);
	return NULL;
}

void nl_close(struct nl *nl)
{
	if (!nl)
		return;
	if (nl->sock)
		mnl_socket_close(nl->sock);
	free(nl);
}

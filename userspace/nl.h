/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Talking to the kernel: objects as generic netlink messages.
 */
#ifndef SGCTL_NL_H
#define SGCTL_NL_H

#include <libmnl/libmnl.h>

#include "model.h"
#include "value.h"

/* Room for the largest single message: 1,024 port ranges, 1,000 addresses, or a description. */
#define NL_MESSAGE_MAX	65536

/* Memory for messages. */
#define NL_BUFFER(name, size) char name[size] __attribute__((aligned(8)))

struct nl;

/**
 * struct refusal - the kernel's "no"
 * @error: positive errno; 0: there was none
 * @seq: sequence number of the message that was refused
 * @offset: of the attribute at fault, from the beginning of that message; 0: not said
 * @missing: attribute that should have been there; 0: not said
 * @text: the kernel's own words, or empty
 */
struct refusal {
	int error;
	uint32_t seq;
	uint32_t offset;
	int missing;
	char text[160];
};

/* Called for every message of an answer. Return: false to hear no more. */
typedef bool (*nl_reply_fn)(const struct nlmsghdr *nlh, void *arg);

/**
 * nl_open() - connect to the module
 * @netns: name of the network namespace to act in, or NULL for the own one
 * @c: why not: no such namespace, no module, no privilege, another version
 *
 * Return: NULL, with a complaint, if that is not possible. nl_close() frees it.
 */
struct nl *nl_open(const char *netns, struct complaint *c);
void nl_close(struct nl *nl);

/**
 * nl_build() - make a message
 * @buf: at least NL_MESSAGE_MAX bytes
 * @cmd: enum secgroup_cmd
 * @flags: NLM_F_* beside NLM_F_REQUEST
 * @o: its attributes, or NULL for none
 *
 * Return: the message in @buf, without the numbers that sending it gives it; NULL if it
 *	does not fit.
 */
struct nlmsghdr *nl_build(void *buf, int cmd, uint16_t flags, const struct object *o);

/* The content of a message. Unknown attributes are left out. object_clear() frees it. */
void nl_decode(const struct nlmsghdr *nlh, struct object *o);

/* enum secgroup_cmd of a message. */
int nl_command(const struct nlmsghdr *nlh);

/**
 * nl_request() - send one message and wait for the end of its answer
 * @nl: the connection
 * @nlh: from nl_build(); its sequence number and NLM_F_ACK are set here
 * @fn: called for the messages of the answer, or NULL
 * @arg: for @fn
 * @refused: what the kernel says of it. The first refusal of an earlier message
 *	(a transaction's) comes before the one of @nlh
 *
 * Return: 0, or a negative errno. -EINTR: a dump whose policy changed while it ran.
 */
int nl_request(struct nl *nl, struct nlmsghdr *nlh, nl_reply_fn fn, void *arg,
	       struct refusal *refused);

/**
 * nl_get() - ask for one object
 * @nl: the connection
 * @cmd: a command that answers with one message
 * @asked: its attributes, or NULL
 * @o: the answer; object_clear() frees it, also after a failure
 *
 * Return: 0 or a negative errno.
 */
int nl_get(struct nl *nl, int cmd, const struct object *asked, struct object *o);

/**
 * nl_dump() - have a listing, whole
 * @nl: the connection
 * @cmd: the command
 * @asked: its attributes, or NULL
 * @restart: forget what @fn has heard: the policy changed, the listing begins anew
 * @fn: called for its messages
 * @arg: for @restart and @fn
 * @refused: why not
 *
 * Return: 0, or a negative errno. -EINTR: the policy changes faster than it can be listed.
 */
int nl_dump(struct nl *nl, int cmd, const struct object *asked, void (*restart)(void *arg),
	    nl_reply_fn fn, void *arg, struct refusal *refused);

/**
 * nl_send() - send messages without waiting for an answer
 * @nl: the connection
 * @buf: messages of nl_build(), one after the other
 * @size: of them all
 * @seq: sequence number of the first; the others count on
 * @refused: the first refusal that has come
 *
 * Nothing but refusals comes back, and they are read here, so that many messages can be
 * sent while neither of the socket's buffers fills.
 *
 * Return: 0, or a negative errno.
 */
int nl_send(struct nl *nl, void *buf, size_t size, uint32_t seq, struct refusal *refused);

/* Take the next n sequence numbers. Return: the first. */
uint32_t nl_sequence(struct nl *nl, uint32_t n);

/* The policy's generation when the connection was made. */
uint64_t nl_generation(const struct nl *nl);

/* The family's multicast groups. */
enum nl_group {
	NL_GROUP_EVENTS,
	NL_GROUP_LOG,
	NL_GROUPS
};

/* Join multicast groups, a bit for each. Return: 0 or a negative errno. */
int nl_listen(struct nl *nl, unsigned int groups);

/*
 * Wait for what is sent to them. Return: 0 when fn has heard enough, or a negative errno (-ENOBUFS:
 * some messages were lost).
 */
int nl_events(struct nl *nl, nl_reply_fn fn, void *arg);

#endif

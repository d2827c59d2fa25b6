// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change: commands that are done together or not at all.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "print.h"
#include "rule_words.h"
#include "value.h"
#include "why.h"

/* What is handed to the kernel at once: below the socket's send buffer. */
#define CHUNK		(96 * 1024)
/* Addresses or entries of one message on members or lists; a command with more becomes several. */
#define VALUES_MAX	1000

static void append(struct change *change, const struct nlmsghdr *nlh, struct op op)
{
	size_t length = MNL_ALIGN(nlh->nlmsg_len);

	if (change->size + length > change->room) {
		change->room = 2 * change->room + length;
		change->buf = realloc(change->buf, change->room);
		if (!change->buf) {
			fputs("sgctl: out of memory\n", stderr);
			exit(EXIT_REFUSED);
		}
	}
	op.offset = change->size;
	*list_add(&change->ops) = op;
	memcpy(change->buf + change->size, nlh, length);
	change->size += length;
}

/* How many values has a command that may become several? */
static size_t count_values(const struct request *r)
{
	switch (r->cmd) {
	case SECGROUP_CMD_MEMBER_NEW:
	case SECGROUP_CMD_MEMBER_DEL:
		return r->o.addrs.n;
	case SECGROUP_CMD_LIST_ADD:
	case SECGROUP_CMD_LIST_SET:
	case SECGROUP_CMD_LIST_DEL:
		return r->o.prefixes.n + r->o.ports.n;
	default:
		return 0;
	}
}

/* One of these: some of its values. */
static void take_part(struct object *part, const struct request *r, size_t from, size_t n)
{
	*part = r->o;
	if (r->o.addrs.n) {
		part->addrs.at += from;
		part->addrs.n = n;
	} else if (r->o.prefixes.n) {
		part->prefixes.at += from;
		part->prefixes.n = n;
	} else {
		part->ports.at += from;
		part->ports.n = n;
	}
}

bool change_add(struct change *change, const struct request *r, unsigned int line)
{
	size_t from = 0, n, n_values = count_values(r);
	bool unsure = r->cmd == SECGROUP_CMD_RULE_SET;
	struct op op = {
		.line = line,
		.cmd = r->cmd,
		.peer_word = unsure && !object_has(&r->o, SECGROUP_A_DIRECTION) ? r->peer_word : -1,
		.no_ports = unsure && !object_has(&r->o, SECGROUP_A_PROTOCOL) ? r->no_ports : NULL,
		.rule = object_has(&r->o, SECGROUP_A_RULE) ? r->o.num[SECGROUP_A_RULE] : 0,
	};
	static NL_BUFFER(buf, NL_MESSAGE_MAX);
	struct object part = r->o;
	int cmd = r->cmd;

	if (r->cmd == SECGROUP_CMD_SESSION_FLUSH &&
	    (change->file || change->options->check || change->options->confirm)) {
		say_error((struct place){ change->file, line }, r->subject,
			  "is done at once, in no transaction: not in a file, nor with -c or --confirm");
		return false;
	}
	do {
		struct nlmsghdr *nlh;

		n = n_values - from < VALUES_MAX ? n_values - from : VALUES_MAX;
		if (n)
			take_part(&part, r, from, n);
		nlh = nl_build(buf, cmd, 0, &part);
		if (!nlh) {
			say_error((struct place){ change->file, line }, r->subject,
				  "more values than fit into one command");
			return false;
		}
		append(change, nlh, op);
		from += n;
		/* What replaces a list is its first part; the others are added to it. */
		if (cmd == SECGROUP_CMD_LIST_SET)
			cmd = SECGROUP_CMD_LIST_ADD;
	} while (from < n_values);
	return true;
}

void change_clear(struct change *change)
{
	free(change->buf);
	free(change->ops.at);
	memset(change, 0, sizeof(*change));
}

/* What is the matter with the i-th message, as the user wrote it? */
static int refuse(struct change *change, struct nl *nl, size_t i, const struct refusal *refused)
{
	struct place where = { change->file, change->ops.at[i].line };
	struct explanation why;

	why_refused(&why, nl, change, i, refused);
	say_error(where, why.subject, why.text);
	return EXIT_REFUSED;
}

static bool get_rule_id(const struct nlmsghdr *nlh, void *arg)
{
	struct object o;

	nl_decode(nlh, &o);
	*(uint32_t *)arg = o.num[SECGROUP_A_RULE];
	object_clear(&o);
	return true;
}

static int run_single(struct change *change, struct nl *nl)
{
	struct nlmsghdr *nlh = change_message(change, 0);
	bool echo = change->options->json && nl_command(nlh) == SECGROUP_CMD_RULE_NEW;
	struct refusal refused;

	if (echo)
		nlh->nlmsg_flags |= NLM_F_ECHO;
	if (nl_request(nl, nlh, echo ? get_rule_id : NULL, &change->id, &refused))
		return refuse(change, nl, 0, &refused);
	return EXIT_DONE;
}

static int refuse_transaction(const struct change *change, struct nl *nl,
			      const struct refusal *refused)
{
	struct place where = { change->file, 0 };
	struct explanation why;

	snprintf(why.text, sizeof(why.text), "%s; nothing was changed",
		 refused->text[0] ? refused->text : strerror(refused->error));
	why_quota(&why, nl, refused);
	say_error(where, "transaction", why.text);
	return EXIT_REFUSED;
}

/* Refused within the transaction, or the transaction itself. */
static int refuse_any(struct change *change, struct nl *nl, uint32_t first,
		      const struct refusal *refused)
{
	uint32_t i = refused->seq - first;

	if (refused->seq && i < change->ops.n)
		return refuse(change, nl, i, refused);
	return refuse_transaction(change, nl, refused);
}

static bool get_generation(const struct nlmsghdr *nlh, void *arg)
{
	struct object o;

	nl_decode(nlh, &o);
	*(uint64_t *)arg = o.num[SECGROUP_A_GENERATION];
	object_clear(&o);
	return true;
}

static void say_checked(const struct options *options, bool changes)
{
	if (options->json)
		printf("{\"changes\":%s}\n", changes ? "true" : "false");
	else
		puts(changes ? "would be done: the policy would change" :
			       "would be done: nothing would change");
}

static int commit(struct change *change, struct nl *nl, uint32_t first)
{
	bool check = change->options->check;
	struct object asked = { 0 };
	uint64_t before = 0, after = 0;
	struct refusal refused;
	NL_BUFFER(buf, 256);
	int err;

	if (check) {
		object_set_flag(&asked, SECGROUP_A_DRY_RUN);
		nl_request(nl, nl_build(buf, SECGROUP_CMD_STATUS_GET, 0, NULL), get_generation,
			   &before, &refused);
	}
	if (change->options->graceful)
		object_set_flag(&asked, SECGROUP_A_GRACEFUL);
	/* What would be put back must be what this change was made on. */
	if (change->options->confirm)
		object_set_num(&asked, SECGROUP_A_GENERATION, change->confirm.generation);
	err = nl_request(nl, nl_build(buf, SECGROUP_CMD_TXN_COMMIT, 0, &asked), get_generation,
			 &after, &refused);
	if (err)
		return refuse_any(change, nl, first, &refused);
	if (check)
		say_checked(change->options, after != before);
	return EXIT_DONE;
}

/*
 * Stage everything in pieces, then commit. An early return leaves the transaction to die with the
 * socket.
 */
static int run_transaction(struct change *change, struct nl *nl)
{
	struct refusal refused;
	uint32_t first;
	NL_BUFFER(buf, 256);
	size_t i = 0;

	if (nl_request(nl, nl_build(buf, SECGROUP_CMD_TXN_BEGIN, 0, NULL), NULL, NULL, &refused))
		return refuse_transaction(change, nl, &refused);
	first = nl_sequence(nl, change->ops.n);
	while (i < change->ops.n) {
		size_t from = change->ops.at[i].offset, to = from, begin = i;

		for (; i < change->ops.n; i++) {
			size_t end = i + 1 < change->ops.n ? change->ops.at[i + 1].offset :
							     change->size;

			if (i > begin && end - from > CHUNK)
				break;
			to = end;
		}
		if (nl_send(nl, change->buf + from, to - from, first + begin, &refused))
			return refuse_any(change, nl, first, &refused);
	}
	return commit(change, nl, first);
}

/**
 * struct devices - names of attached NICs
 * @at: the names
 * @n: how many
 */
struct devices {
	char (*at)[16];
	size_t n;
};

static void devices_add(struct devices *d, const char *dev)
{
	snprintf(*list_add(d), sizeof(*d->at), "%s", dev);
}

static void devices_remove(struct devices *d, const char *dev)
{
	for (size_t i = 0; i < d->n; i++)
		if (!strcmp(d->at[i], dev))
			d->at[i][0] = '\0';
}

static void forget_devices(void *arg)
{
	struct devices *d = arg;

	d->n = 0;
}

static bool get_device(const struct nlmsghdr *nlh, void *arg)
{
	struct object o;

	nl_decode(nlh, &o);
	if (object_has(&o, SECGROUP_A_DEV))
		devices_add(arg, o.str[SECGROUP_A_DEV]);
	object_clear(&o);
	return true;
}

static bool detaches(const struct change *change)
{
	for (size_t i = 0; i < change->ops.n; i++) {
		int cmd = nl_command(change_message(change, i));

		if (cmd == SECGROUP_CMD_NIC_DEL || cmd == SECGROUP_CMD_FLUSH)
			return true;
	}
	return false;
}

/*
 * Follow the commands: which of the NICs that are attached now will not be afterwards, and which
 * patterns will there be?
 */
static void find_detached(const struct change *change, struct nl *nl, struct devices *detached,
			  struct devices *patterns)
{
	struct devices attached = { 0 };
	struct refusal ignored;

	nl_dump(nl, SECGROUP_CMD_NIC_GET, NULL, forget_devices, get_device, &attached, &ignored);
	for (size_t i = 0; i < attached.n; i++)
		if (value_is_pattern(attached.at[i]))
			devices_add(patterns, attached.at[i]);
	for (size_t i = 0; i < change->ops.n; i++) {
		struct nlmsghdr *nlh = change_message(change, i);
		int cmd = nl_command(nlh);
		struct object o;

		if (cmd == SECGROUP_CMD_FLUSH) {
			patterns->n = 0;
			for (size_t j = 0; j < attached.n; j++)
				devices_add(detached, attached.at[j]);
		}
		if (cmd != SECGROUP_CMD_NIC_NEW && cmd != SECGROUP_CMD_NIC_DEL)
			continue;
		nl_decode(nlh, &o);
		devices_remove(detached, o.str[SECGROUP_A_DEV]);
		devices_remove(patterns, o.str[SECGROUP_A_DEV]);
		devices_add(cmd == SECGROUP_CMD_NIC_DEL ? detached : patterns,
			    o.str[SECGROUP_A_DEV]);
		object_clear(&o);
	}
	free(attached.at);
}

/* The pattern that closes a device which is not attached, or NULL. */
static const char *closed_by(const struct devices *patterns, const char *dev)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (value_matches(patterns->at[i], dev))
			return patterns->at[i];
	return NULL;
}

static void say_detached(const struct change *change, const struct devices *detached,
			 const struct devices *patterns)
{
	bool check = change->options->check;
	char text[COMPLAINT_TEXT];

	for (size_t i = 0; i < detached->n; i++) {
		const char *dev = detached->at[i], *pattern = closed_by(patterns, dev);

		if (!dev[0])
			continue;
		if (pattern)
			snprintf(text, sizeof(text), "%s %s closed by %s: its packets are dropped",
				 dev, check ? "would be" : "is", pattern);
		else
			snprintf(text, sizeof(text), "%s %s: its packets pass unjudged", dev,
				 check ? "would not be protected any more" :
					 "is not protected any more");
		say_notice(change->options, (struct place){ NULL, 0 }, "", text);
	}
}

/* Does it give a NIC another session limit? */
static bool limits_sessions(const struct change *change)
{
	bool found = false;

	for (size_t i = 0; i < change->ops.n && !found; i++) {
		const struct nlmsghdr *nlh = change_message(change, i);
		struct object o;

		if (nl_command(nlh) != SECGROUP_CMD_NIC_NEW && nl_command(nlh) != SECGROUP_CMD_NIC_SET)
			continue;
		nl_decode(nlh, &o);
		found = nl_command(nlh) == SECGROUP_CMD_NIC_NEW ||
			object_has(&o, SECGROUP_A_SESSION_LIMIT);
		object_clear(&o);
	}
	return found;
}

/* P-70 */
static void say_oversubscribed(const struct change *change, struct nl *nl)
{
	struct object status = { 0 };
	char text[COMPLAINT_TEXT];
	uint64_t sum, max;

	if (nl_get(nl, SECGROUP_CMD_STATUS_GET, NULL, &status))
		return;
	sum = status.num[SECGROUP_A_SESSION_LIMIT];
	max = status.num[SECGROUP_A_LIMIT];
	if (object_has(&status, SECGROUP_A_LIMIT) && sum > max) {
		if (sum == SECGROUP_SESSION_LIMIT_NONE)
			snprintf(text, sizeof(text), "the NICs may have any number of sessions");
		else
			snprintf(text, sizeof(text), "the NICs may have %" PRIu64 " sessions together", sum);
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 ", the host's conntrack has room for %" PRIu64
			 ": give them a session-limit, or raise net.netfilter.nf_conntrack_max", max);
		say_notice(change->options, (struct place){ NULL, 0 }, "", text);
	}
	object_clear(&status);
}

static int run(struct change *change, struct nl *nl)
{
	const struct options *options = change->options;
	int status;

	if (change->ops.n == 1 && !change->file && !options->check && !options->confirm &&
	    !options->graceful)
		return run_single(change, nl);
	if (!options->confirm)
		return run_transaction(change, nl);
	if (!confirm_begin(&change->confirm, options, nl))
		return EXIT_REFUSED;
	status = run_transaction(change, nl);
	confirm_end(&change->confirm, status == EXIT_DONE);
	return status;
}

int change_run(struct change *change, struct nl *nl)
{
	struct devices detached = { 0 }, patterns = { 0 };
	int status;

	if (!rule_words_fit(change, nl))
		return EXIT_WRONG;
	if (detaches(change))
		find_detached(change, nl, &detached, &patterns);
	status = run(change, nl);
	if (status == EXIT_DONE)
		say_detached(change, &detached, &patterns);
	if (status == EXIT_DONE && !change->options->check && limits_sessions(change))
		say_oversubscribed(change, nl);
	free(detached.at);
	free(patterns.at);
	return status;
}

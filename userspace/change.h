/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A change: commands that are done together or not at all.
 */
#ifndef SGCTL_CHANGE_H
#define SGCTL_CHANGE_H

#include "confirm.h"
#include "nl.h"
#include "options.h"
#include "parse.h"

/**
 * struct op - a message of a change
 * @offset: where it stands in &change.buf
 * @line: that it comes from; 0 for the command line
 * @cmd: enum secgroup_cmd of the command that it is, or is a part of
 * @peer_word: see &request.peer_word; -1 if it needs no look at the rule as it is
 * @no_ports: see &request.no_ports; NULL likewise
 * @rule: that it names by id; 0: none
 */
struct op {
	size_t offset;
	unsigned int line;
	int cmd;
	int8_t peer_word;
	const char *no_ports;
	uint32_t rule;
};

/**
 * struct change - the messages, in order
 * @options: of the command line
 * @file: that the commands come from, or NULL
 * @buf: the messages
 * @size: of them all
 * @room: of @buf
 * @ops: one per message
 * @confirm: what --confirm needs
 * @id: of a rule that was added, for rule add -j; 0: not asked, or not known
 */
struct change {
	const struct options *options;
	const char *file;
	char *buf;
	size_t size;
	size_t room;
	struct { struct op *at; size_t n; } ops;
	struct confirm confirm;
	uint32_t id;
};

/**
 * change_add() - one more command
 * @change: begins as all zero but for @options and @file
 * @r: the command; unchanged
 * @line: that it comes from
 *
 * Makes the messages and nothing else: the kernel is not spoken to.
 *
 * Return: false, with a message on stderr, if the command is too large for a message.
 */
bool change_add(struct change *change, const struct request *r, unsigned int line);

/**
 * change_run() - have the kernel do it
 * @change: the commands
 * @nl: the connection
 *
 * A single command is its own transaction; more than one, and everything that is only to be
 * checked, go into one. What is refused is explained on stderr.
 *
 * Return: an exit status.
 */
int change_run(struct change *change, struct nl *nl);

void change_clear(struct change *change);

/* The i-th message. */
static inline struct nlmsghdr *change_message(const struct change *change, size_t i)
{
	return (struct nlmsghdr *)(change->buf + change->ops.at[i].offset);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of a command -> a request. Pure: no netlink, no files, no output.
 */
#ifndef SGCTL_PARSE_H
#define SGCTL_PARSE_H

#include "model.h"
#include "value.h"

#define SUBJECT_TEXT	160

/* A remark that is not an error. */
struct notice {
	char text[COMPLAINT_TEXT];
};

/**
 * struct request - one command, understood
 * @cmd: enum secgroup_cmd
 * @o: what to send
 * @subject: the command as a message names it: "rule add sg-web"
 * @complaint: why it was not understood, if it was not
 * @notices: remarks; the array is owned
 * @peer_word: direction that the peer's word belongs to (from: ingress, to: egress), or -1. For
 *	"rule set", which need not say the direction: the caller compares it with the rule's
 * @no_ports: the word, port or src-port, that "-1/-1" was written of, which fits no rule for a
 *	protocol with ports; or NULL. Likewise left to the caller for "rule set" without "proto"
 *
 * request_clear() frees what it owns, also after a failure.
 */
struct request {
	int cmd;
	struct object o;
	char subject[SUBJECT_TEXT];
	struct complaint complaint;
	struct { struct notice *at; size_t n; } notices;
	int peer_word;
	const char *no_ports;
};

/**
 * parse_request() - understand a command that changes something, "show" of an object, or explain
 * @r: the result
 * @argc: number of words
 * @argv: the words, without "sgctl" and its options: OBJECT COMMAND ARGUMENTS...
 * @account: of group names that are written without one, or NULL
 *
 * Return: false, with @r's complaint, if it is wrong.
 */
bool parse_request(struct request *r, int argc, char *const argv[], const char *account);

void request_clear(struct request *r);

/* "list" is "show" and "delete" is "del"; any other word is itself. */
const char *parse_synonym(const char *command);

/* Is it a command that may stand in a batch file? */
bool parse_is_change(const struct request *r);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands before OBJECT on the command line, and how the tool speaks to its user.
 */
#ifndef SGCTL_OPTIONS_H
#define SGCTL_OPTIONS_H

#include <stdbool.h>

/* Exit status. */
enum {
	EXIT_DONE = 0,
	EXIT_WRONG = 1,		/* the request is wrong */
	EXIT_REFUSED = 2,	/* the kernel refused it */
};

/**
 * struct options - see sgctl(8)
 * @netns: network namespace to act in, or NULL
 * @account: of group names written without one, or NULL
 * @graceful: keep what a change would cut
 * @batch: file to run, or NULL
 * @confirm: seconds within which a change must be confirmed; 0: it need not be
 */
struct options {
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool oneline;
	bool quiet;
	bool check;
	bool graceful;
	const char *netns;
	const char *account;
	const char *batch;
	unsigned int confirm;
};

/**
 * struct place - where a command was written
 * @file: a file's name, or NULL for the command line
 * @line: counted from 1
 */
struct place {
	const char *file;
	unsigned int line;
};

/**
 * say_error() - one message on stderr
 * @where: FILE:LINE: comes first if it is a file's
 * @subject: the command ("rule add sg-web"), or ""
 * @text: what is wrong with it
 *
 * Control characters, and bytes that are no UTF-8, become "?".
 */
void say_error(struct place where, const char *subject, const char *text);

/* Likewise, for what is not an error; nothing with -q. */
void say_notice(const struct options *options, struct place where, const char *subject,
		const char *text);

#endif

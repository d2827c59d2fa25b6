/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands. Each gets its words, OBJECT first, and returns an exit status; what went wrong
 * has then been said on stderr.
 */
#ifndef SGCTL_CMD_H
#define SGCTL_CMD_H

#include "nl.h"
#include "options.h"

int cmd_change(const struct options *options, int argc, char **argv);
int cmd_show(const struct options *options, int argc, char **argv);
int cmd_explain(const struct options *options, int argc, char **argv);
int cmd_monitor(const struct options *options, int argc, char **argv);
int cmd_save(const struct options *options, int argc, char **argv);
int cmd_restore(const struct options *options, int argc, char **argv);
int cmd_confirm(const struct options *options, int argc, char **argv);

/**
 * policy_text() - the whole policy as the lines that restore reads
 * @nl: the connection
 * @size: of the text
 * @generation: of the policy
 *
 * Return: the text, the caller's to free, or NULL after a message.
 */
char *policy_text(struct nl *nl, size_t *size, uint64_t *generation);

/**
 * policy_restore() - replace the policy by such a text
 * @options: of the command line
 * @text: of policy_text(); is changed
 * @size: of it
 *
 * NICs whose devices have gone since are left out.
 *
 * Return: an exit status.
 */
int policy_restore(const struct options *options, char *text, size_t size);

/* --batch FILE; "-" is standard input. */
int cmd_batch(const struct options *options);

/* nl_open() with its message. Return: NULL if it was said why not. */
struct nl *cmd_connect(const struct options *options);

#endif

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

/* --batch FILE; "-" is standard input. */
int cmd_batch(const struct options *options);

/* nl_open() with its message. Return: NULL if it was said why not. */
struct nl *cmd_connect(const struct options *options);

#endif

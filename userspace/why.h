/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why the kernel refused something, with the names that its short answers cannot carry.
 */
#ifndef SGCTL_WHY_H
#define SGCTL_WHY_H

#include "change.h"

#define WHY_TEXT	1024

/**
 * struct explanation - a refusal for people
 * @subject: the command: "rule add sg-web"
 * @text: what is wrong, and the way out
 */
struct explanation {
	char subject[SUBJECT_TEXT];
	char text[WHY_TEXT];
};

/* The command that a message is. */
void why_subject(struct explanation *why, const struct nlmsghdr *nlh);

/**
 * why_refused() - explain a refusal
 * @why: the result
 * @nl: the connection, to ask for names
 * @change: the commands that were to be done
 * @i: the one that was refused
 * @refused: the kernel's answer
 */
void why_refused(struct explanation *why, struct nl *nl, const struct change *change, size_t i,
		 const struct refusal *refused);

/* Which limit was it, if a quota is exceeded? Added to the explanation. */
void why_quota(struct explanation *why, struct nl *nl, const struct refusal *refused);

/* The same for a message that changes nothing. */
void why_not_shown(struct explanation *why, const struct nlmsghdr *nlh,
		   const struct refusal *refused);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of "rule set" against the rule that they change.
 */
#ifndef SGCTL_RULE_WORDS_H
#define SGCTL_RULE_WORDS_H

#include "change.h"

/**
 * rule_words_fit() - can each "rule set" of a change be meant as it is written?
 * @change: the commands
 * @nl: the connection
 *
 * "rule set" may name a peer without the direction, or say "-1/-1" without the protocol. Whether
 * the words fit depends on the rule as the commands before this one leave it, and where these
 * say nothing of it, on the rule that is stored. A rule that is in neither is left to the commit.
 *
 * Return: false, after a message on stderr, if one does not fit.
 */
bool rule_words_fit(const struct change *change, struct nl *nl);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --confirm: a change that is taken back unless somebody says that it may stay.
 */
#ifndef SGCTL_CONFIRM_H
#define SGCTL_CONFIRM_H

#include "nl.h"
#include "options.h"

/**
 * struct confirm - a change under way, and its guard
 * @generation: of the policy that is put back; the change must be made on top of this one
 * @guard: descriptor on which the guard waits for the outcome
 */
struct confirm {
	uint64_t generation;
	int guard;
};

/**
 * confirm_begin() - note the policy as it is, and start the guard
 * @confirm: output
 * @options: of the command line
 * @nl: the connection
 *
 * The guard is a process of its own, in a session of its own: neither the end of this one nor
 * that of its terminal stops it.
 *
 * Return: false after a message: nothing may be changed then.
 */
bool confirm_begin(struct confirm *confirm, const struct options *options, struct nl *nl);

/**
 * confirm_end() - tell the guard how it went
 * @confirm: from confirm_begin()
 * @changed: the change was made: the time runs from now on
 */
void confirm_end(struct confirm *confirm, bool changed);

#endif

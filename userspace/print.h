/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects as words or as JSON. One description of each object makes both.
 */
#ifndef SGCTL_PRINT_H
#define SGCTL_PRINT_H

#include <jansson.h>
#include <stdio.h>

#include "model.h"

/**
 * struct out - where and how objects are shown
 * @f: text goes here
 * @json: or keys go into this JSON object; NULL for text
 * @account: accounts of groups that equal it are left out in text
 * @stats: with counters
 * @details: with numbers that only an expert asks for
 * @oneline: nothing on a line of its own
 */
struct out {
	FILE *f;
	json_t *json;
	const char *account;
	bool stats;
	bool details;
	bool oneline;
};

/*
 * An object's own description, by the command that shows it (SECGROUP_CMD_..._GET). No line feed.
 */
void print_object(struct out *out, int get_cmd, const struct object *o);

/* What EXPLAIN's first message says. */
void print_verdict(struct out *out, const struct object *o);

/* An event: what happened, and to which object. */
void print_event(struct out *out, const struct object *o);

/* A record of a logged packet. */
void print_record(struct out *out, const struct object *o);

/* [ACCOUNT/]ID; the account is left out if it equals the one given. Return: buf. */
const char *name_text(const char *account, const char *id, const char *without,
		      char buf[NAME_TEXT]);

/**
 * print_value() - one attribute of an object as its word and value ("port 443/80")
 * @f: where
 * @o: the object
 * @attr: the attribute
 * @index: which of them, for a multi attribute
 */
void print_value(FILE *f, const struct object *o, int attr, size_t index);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listings of objects.
 */
#ifndef SGCTL_SHOW_H
#define SGCTL_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "nl.h"
#include "options.h"

/**
 * struct listing - objects of one kind
 * @get_cmd: the command that shows them
 * @asked: which, or NULL for all
 * @single: ask for the one object that @asked names; otherwise dump
 * @prefix: text: before each line, or NULL
 * @skip: says which objects to leave out, or NULL
 */
struct listing {
	int get_cmd;
	const struct object *asked;
	bool single;
	const char *prefix;
	bool (*skip)(const struct object *o);
};

/**
 * show_text() - a listing as lines of text
 * @f: where
 * @nl: the connection
 * @options: of the command line
 * @listing: what
 *
 * Return: 0, or a negative errno after a message on stderr. Nothing is written then. A dump that a
 *	commit overtook is asked for again.
 */
int show_text(FILE *f, struct nl *nl, const struct options *options,
	      const struct listing *listing);

/* The same as a JSON array. Return: NULL after a message on stderr. */
json_t *show_json(struct nl *nl, const struct options *options, const struct listing *listing);

/* For &listing.skip: LIST_GET shows both kinds of lists. */
bool show_is_prefix_list(const struct object *o);
bool show_is_port_list(const struct object *o);

/* One JSON document on stdout, and drop the reference to it. */
void show_document(const struct options *options, json_t *document);

/* Close a stream in memory. Return: -ENOMEM if it has not all that was written to it. */
int show_close(FILE *f);

/* Was everything written to stdout? Return: an exit status, after a message if not. */
int show_finish(void);

#endif

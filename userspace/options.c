// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the tool speaks to its user.
 */
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "value.h"

static void say(struct place where, const char *kind, const char *subject, const char *text)
{
	char *line = NULL;
	char place[32];
	int length;

	snprintf(place, sizeof(place), ":%u: ", where.line);
	length = asprintf(&line, "%s%s%s%s%s%s", where.file ? where.file : "sgctl",
			  where.file && where.line ? place : ": ", kind, subject,
			  *subject ? ": " : "", text);
	if (length < 0)
		return;
	for (char *c = line; *c; c += value_text(c))
		if (!value_text(c))
			*c = '?';
	fflush(stdout);
	fprintf(stderr, "%s\n", line);
	free(line);
}

void say_error(struct place where, const char *subject, const char *text)
{
	say(where, "", subject, text);
}

void say_notice(const struct options *options, struct place where, const char *subject,
		const char *text)
{
	if (!options->quiet)
		say(where, "note: ", subject, text);
}

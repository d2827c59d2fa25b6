// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of "nic" that are about its sessions.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "parser.h"

/* What fits into the kernel's clock. */
#define SECONDS_MAX	(INT_MAX / 1000)

static bool take_seconds(struct parser *p, const char *what, const char *value, uint64_t min,
			 uint64_t *seconds)
{
	if (value_number(value, SECONDS_MAX, seconds) && *seconds >= min)
		return true;
	return complain(p->c, "%s %.80s: not a number of seconds, %u to %d", what, value,
			(unsigned int)min, SECONDS_MAX);
}

/* timeout NAME SECONDS|default */
bool take_timeout(struct parser *p, const struct word *w, const char *value)
{
	int id = attribute_value_number(w->attr, value);
	struct object *o = &p->r->o;
	uint64_t seconds = 0;
	const char *word;
	char what[64];

	if (id < 0)
		return complain(p->c, "timeout \"%.80s\": no such timeout (udp, udp-stream, tcp-established, ...: sgctl(8))",
				value);
	snprintf(what, sizeof(what), "timeout %s", value);
	if (!p->argc)
		return complain(p->c, "%s: its value is missing", what);
	word = *p->argv++;
	p->argc--;
	for (size_t i = 0; i < o->timeouts.n; i++)
		if (o->timeouts.at[i].id == (uint32_t)id)
			return complain(p->c, "%s: said twice", what);
	if (strcmp(word, "default") && !take_seconds(p, what, word, 1, &seconds))
		return false;
	*list_add(&o->timeouts) = (struct timeout){ .id = id, .seconds = seconds };
	object_set_flag(o, w->attr);
	return true;
}

bool take_session_limit(struct parser *p, const struct word *w, const char *value)
{
	uint64_t limit = SECGROUP_SESSION_LIMIT_NONE;

	if (!strcmp(value, "default")) {
		take_default(p, w->attr);
		return true;
	}
	if (strcmp(value, "none") &&
	    (!value_number(value, SECGROUP_SESSION_LIMIT_NONE - 1, &limit) || !limit))
		return complain(p->c, "session-limit \"%.80s\": not a number 1 to %u, none or default",
				value, (unsigned int)(SECGROUP_SESSION_LIMIT_NONE - 1));
	object_set_num(&p->r->o, w->attr, limit);
	return true;
}

bool take_pickup(struct parser *p, const struct word *w, const char *value)
{
	uint64_t seconds;

	if (!take_seconds(p, w->name, value, 0, &seconds))
		return false;
	object_set_num(&p->r->o, w->attr, seconds);
	return true;
}

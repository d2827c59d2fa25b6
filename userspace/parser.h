/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files that understand words: parse.c, parse_rule.c, parse_list.c and parse_guard.c.
 */
#ifndef SGCTL_PARSER_H
#define SGCTL_PARSER_H

#include "parse.h"

/**
 * struct parser - a command being understood
 * @r: the result
 * @argc: words not yet looked at
 * @argv: likewise
 * @account: of group names without one, or NULL
 * @c: &request.complaint
 * @seen: a bit for every attribute that was said, by a value or by a reset
 * @set: the command is "set": defaults are asked for by a reset
 */
struct parser {
	struct request *r;
	int argc;
	char *const *argv;
	const char *account;
	struct complaint *c;
	attr_set seen;
	bool set;
};

/**
 * struct word - a word of the command line
 * @name: the word
 * @take: understands its value; NULL: the word has none and is its attribute's value
 * @attr: what it says; words that exclude each other share it
 */
struct word {
	const char *name;
	bool (*take)(struct parser *p, const struct word *w, const char *value);
	int attr;
};

/* Values that more than one object has; see struct word. */
bool take_named(struct parser *p, const struct word *w, const char *value);
bool take_description(struct parser *p, const struct word *w, const char *value);
bool take_icmp(struct parser *p, const struct word *w, const char *value);

/* The words on a NIC's sessions; parse_session.c. */
bool take_timeout(struct parser *p, const struct word *w, const char *value);
bool take_session_limit(struct parser *p, const struct word *w, const char *value);
bool take_pickup(struct parser *p, const struct word *w, const char *value);

/* Put an attribute back to its default: nothing to say in "add", a reset in "set". */
void take_default(struct parser *p, int attr);

/*
 * Cut the next item off a list with commas; it is made short enough for its room. Return: false at
 * the end.
 */
bool next_item(const char **list, char *item, size_t room);

/* A CIDR; that host bits were masked off is noted. */
bool take_masked(struct parser *p, const char *what, const char *value, struct address *a,
		 uint32_t *prefix);

/* A word more of the command, for messages. */
void add_subject(struct parser *p, const char *word);

/* GROUP, the first argument of most commands. */
bool take_head_group(struct parser *p);

/* All that is left, each by the table. */
bool take_words(struct parser *p, const struct word *words);

/* "set" must say what. */
bool something_set(struct parser *p);

/* The commands on prefix lists and port lists. */
bool parse_prefix_list(struct parser *p);
bool parse_prefix_list_del(struct parser *p);
bool parse_prefix_list_show(struct parser *p);
bool parse_port_list(struct parser *p);
bool parse_port_list_del(struct parser *p);
bool parse_port_list_show(struct parser *p);

/* Words of a NIC; see struct word. */
bool take_pair(struct parser *p, const struct word *w, const char *value);
bool take_service(struct parser *p, const struct word *w, const char *value);
bool take_vlans(struct parser *p, const struct word *w, const char *value);
bool take_ethertypes(struct parser *p, const struct word *w, const char *value);

/* The commands on rules. */
bool parse_rule_add(struct parser *p);
bool parse_rule_set(struct parser *p);
bool parse_rule_del(struct parser *p);

#endif

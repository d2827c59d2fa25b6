// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of "rule set" against the rule that they change.
 */
#include <stdlib.h>
#include <string.h>

#include "rule_words.h"
#include "why.h"

/**
 * struct facts - what is known of a rule
 * @direction: enum secgroup_direction; -1: nothing
 * @protocol: likewise
 */
struct facts {
	int direction;
	int protocol;
};

static const struct facts nothing = { -1, -1 };

/**
 * struct doubt - a "rule set" whose words alone do not tell whether they fit
 * @i: its place in the change
 * @group: of its rule
 * @id: of its rule
 * @said: by the commands before it
 * @stored: by the kernel
 */
struct doubt {
	size_t i;
	struct name group;
	uint32_t id;
	struct facts said;
	struct facts stored;
};

struct doubts {
	struct doubt *at;
	size_t n;
};

static int by_rule(const void *a, const void *b)
{
	const struct doubt *left = a, *right = b;
	int order = strcmp(left->group.account, right->group.account);

	if (!order)
		order = strcmp(left->group.id, right->group.id);
	return order ? order : (left->id > right->id) - (left->id < right->id);
}

static void name_group(struct name *name, const struct object *o)
{
	snprintf(name->account, sizeof(name->account), "%s", object_account(o));
	snprintf(name->id, sizeof(name->id), "%s", o->str[SECGROUP_A_GROUP]);
}

static void learn(struct facts *facts, const struct object *o, bool whole)
{
	if (facts->direction < 0 && object_has(o, SECGROUP_A_DIRECTION))
		facts->direction = o->num[SECGROUP_A_DIRECTION];
	if (facts->protocol < 0 && (whole || object_has(o, SECGROUP_A_PROTOCOL)))
		facts->protocol = o->num[SECGROUP_A_PROTOCOL];
}

/* Learn from the j-th command. Return: false if what was before it does not matter any more. */
static bool look_back(struct doubt *d, const struct change *change, size_t j)
{
	const struct nlmsghdr *nlh = change_message(change, j);
	int cmd = nl_command(nlh);
	bool same, goes_on = true;
	struct object o;

	if (cmd == SECGROUP_CMD_FLUSH)
		return false;
	if (cmd != SECGROUP_CMD_GROUP_DEL && cmd != SECGROUP_CMD_GROUP_NEW &&
	    change->ops.at[j].rule != d->id)
		return true;
	nl_decode(nlh, &o);
	same = !strcmp(o.str[SECGROUP_A_GROUP], d->group.id) &&
	       !strcmp(object_account(&o), d->group.account);
	if (same && (cmd == SECGROUP_CMD_RULE_NEW || cmd == SECGROUP_CMD_RULE_SET))
		learn(&d->said, &o, cmd == SECGROUP_CMD_RULE_NEW);
	if (same)
		goes_on = cmd == SECGROUP_CMD_RULE_SET;
	object_clear(&o);
	return goes_on;
}

/* Return: false if the stored rule, if there is any, is not the one that is changed. */
static bool follow(struct doubt *d, const struct change *change)
{
	for (size_t j = d->i; j--;)
		if (!look_back(d, change, j))
			return false;
	return true;
}

static void add_doubt(struct doubts *doubts, struct doubts *stored, const struct change *change,
		      size_t i)
{
	struct doubt d = { .i = i, .said = nothing, .stored = nothing };
	struct object o;

	nl_decode(change_message(change, i), &o);
	name_group(&d.group, &o);
	d.id = o.num[SECGROUP_A_RULE];
	object_clear(&o);
	*list_add(follow(&d, change) ? stored : doubts) = d;
}

static void forget_stored(void *arg)
{
	struct doubts *stored = arg;

	for (size_t i = 0; i < stored->n; i++)
		stored->at[i].stored = nothing;
}

static bool learn_stored(const struct nlmsghdr *nlh, void *arg)
{
	struct doubts *stored = arg;
	struct doubt key = { 0 }, *d;
	struct object o;

	nl_decode(nlh, &o);
	name_group(&key.group, &o);
	key.id = o.num[SECGROUP_A_RULE];
	d = bsearch(&key, stored->at, stored->n, sizeof(*d), by_rule);
	while (d && d > stored->at && !by_rule(&key, d - 1))
		d--;
	for (; d && d < stored->at + stored->n && !by_rule(&key, d); d++)
		learn(&d->stored, &o, true);
	object_clear(&o);
	return true;
}

/* One listing for all of them. */
static void ask(struct doubts *stored, struct nl *nl)
{
	const struct name *first, *last;
	struct object asked = { 0 };
	struct refusal ignored;

	if (!stored->n)
		return;
	qsort(stored->at, stored->n, sizeof(*stored->at), by_rule);
	first = &stored->at[0].group;
	last = &stored->at[stored->n - 1].group;
	if (!strcmp(first->account, last->account) && !strcmp(first->id, last->id)) {
		object_set_str(&asked, SECGROUP_A_ACCOUNT, first->account);
		object_set_str(&asked, SECGROUP_A_GROUP, first->id);
	}
	nl_dump(nl, SECGROUP_CMD_RULE_GET, &asked, forget_stored, learn_stored, stored, &ignored);
	object_clear(&asked);
}

/* Return: what is wrong, or NULL. */
static const char *judge(const struct op *op, const struct doubt *d, struct complaint *c)
{
	int direction = d->said.direction < 0 ? d->stored.direction : d->said.direction;
	int protocol = d->said.protocol < 0 ? d->stored.protocol : d->said.protocol;

	if (op->peer_word >= 0 && direction >= 0 && op->peer_word != direction)
		return op->peer_word == SECGROUP_INGRESS ?
			"from: belongs to ingress, and this is an egress rule (write to)" :
			"to: belongs to egress, and this is an ingress rule (write from)";
	if (!op->no_ports || protocol < 0 || !protocol_has_ports(protocol))
		return NULL;
	complain(c, "%s -1/-1: means \"has no ports\"; for every port write 1/65535", op->no_ports);
	return c->text;
}

/* The first in the file of those that do not fit. */
static const struct doubt *find_wrong(const struct change *change, const struct doubts *doubts,
				      const struct doubt *wrong)
{
	struct complaint c;

	for (size_t i = 0; i < doubts->n; i++) {
		const struct doubt *d = &doubts->at[i];

		if ((!wrong || d->i < wrong->i) && judge(&change->ops.at[d->i], d, &c))
			wrong = d;
	}
	return wrong;
}

static void say_wrong(const struct change *change, const struct doubt *d)
{
	const struct op *op = &change->ops.at[d->i];
	struct explanation why;
	struct complaint c;

	why_subject(&why, change_message(change, d->i));
	say_error((struct place){ change->file, op->line }, why.subject, judge(op, d, &c));
}

bool rule_words_fit(const struct change *change, struct nl *nl)
{
	struct doubts doubts = { 0 }, stored = { 0 };
	const struct doubt *wrong;

	for (size_t i = 0; i < change->ops.n; i++)
		if (change->ops.at[i].peer_word >= 0 || change->ops.at[i].no_ports)
			add_doubt(&doubts, &stored, change, i);
	ask(&stored, nl);
	wrong = find_wrong(change, &stored, find_wrong(change, &doubts, NULL));
	if (wrong)
		say_wrong(change, wrong);
	free(doubts.at);
	free(stored.at);
	return !wrong;
}

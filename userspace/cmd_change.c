// SPDX-License-Identifier: GPL-2.0-only
/*
 * add, set, del and flush: one command, one change.
 */
#include <stdio.h>

#include "change.h"
#include "cmd.h"

static const struct place command_line = { NULL, 0 };

struct nl *cmd_connect(const struct options *options)
{
	struct complaint c;
	struct nl *nl = nl_open(options->netns, &c);

	if (!nl)
		say_error(command_line, "", c.text);
	return nl;
}

static int run(struct change *change, const struct request *r)
{
	struct nl *nl;
	int status;

	if (!change_add(change, r, 0))
		return EXIT_WRONG;
	nl = cmd_connect(change->options);
	if (!nl)
		return EXIT_REFUSED;
	status = change_run(change, nl);
	nl_close(nl);
	if (status == EXIT_DONE && change->id)
		printf("{\"id\":%u}\n", change->id);
	return status;
}

int cmd_change(const struct options *options, int argc, char **argv)
{
	struct change change = { .options = options };
	int status = EXIT_WRONG;
	struct request r;

	if (!parse_request(&r, argc, argv, options->account)) {
		say_error(command_line, r.subject, r.complaint.text);
	} else {
		for (size_t i = 0; i < r.notices.n; i++)
			say_notice(options, command_line, r.subject, r.notices.at[i].text);
		status = run(&change, &r);
	}
	request_clear(&r);
	change_clear(&change);
	return status;
}

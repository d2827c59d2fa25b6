// SPDX-License-Identifier: GPL-2.0-only
/*
 * monitor: what changes, as it changes, and what is logged.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "print.h"
#include "value.h"

static const struct place command_line = { NULL, 0 };

static bool show_message(const struct nlmsghdr *nlh, void *arg)
{
	const struct options *options = arg;
	struct out out = {
		.f = stdout,
		.account = options->account ? options->account : DEFAULT_ACCOUNT,
		.oneline = true,
	};
	struct object o;

	if (nl_command(nlh) != SECGROUP_CMD_EVENT && nl_command(nlh) != SECGROUP_CMD_LOG)
		return true;
	nl_decode(nlh, &o);
	if (options->json)
		out.json = json_object();
	if (nl_command(nlh) == SECGROUP_CMD_LOG)
		print_record(&out, &o);
	else
		print_event(&out, &o);
	if (options->json) {
		json_dumpf(out.json, stdout, JSON_COMPACT);
		json_decref(out.json);
	}
	putchar('\n');
	object_clear(&o);
	return !fflush(stdout);
}

/* A reader that is too slow is told so, on both channels, and goes on. */
static void say_lost(const struct options *options)
{
	say_error(command_line, "monitor",
		  "events were lost: they came faster than they could be read");
	if (options->json)
		puts("{\"event\":\"lost\"}");
	fflush(stdout);
}

/* Which multicast groups: "events" and "log", at most once each; events if nothing is said. */
static bool take_groups(int argc, char **argv, unsigned int *groups, struct complaint *c)
{
	static const char *const words[NL_GROUPS] = {
		[NL_GROUP_EVENTS] = "events",
		[NL_GROUP_LOG] = "log",
	};

	*groups = 0;
	for (int arg = 1; arg < argc; arg++) {
		unsigned int group = 0;

		while (group < NL_GROUPS && strcmp(argv[arg], words[group]))
			group++;
		if (group == NL_GROUPS)
			return complain(c, "unknown word \"%.80s\"", argv[arg]);
		if (*groups & 1U << group)
			return complain(c, "%s: said twice", words[group]);
		*groups |= 1U << group;
	}
	if (!*groups)
		*groups = 1U << NL_GROUP_EVENTS;
	return true;
}

int cmd_monitor(const struct options *options, int argc, char **argv)
{
	unsigned int groups;
	struct complaint c;
	struct nl *nl;
	int err;

	if (!take_groups(argc, argv, &groups, &c)) {
		say_error(command_line, "monitor", c.text);
		return EXIT_WRONG;
	}
	nl = cmd_connect(options);
	if (!nl)
		return EXIT_REFUSED;
	err = nl_listen(nl, groups);
	while (!err && (err = nl_events(nl, show_message, (void *)options)) == -ENOBUFS) {
		say_lost(options);
		err = 0;
	}
	nl_close(nl);
	if (!err)
		complain(&c, "writing to standard output failed");
	else
		complain(&c, "listening: %s", strerror(-err));
	say_error(command_line, "monitor", c.text);
	return err ? EXIT_REFUSED : EXIT_WRONG;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * monitor: what changes, as it changes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "print.h"
#include "value.h"

static const struct place command_line = { NULL, 0 };

static bool show_event(const struct nlmsghdr *nlh, void *arg)
{
	const struct options *options = arg;
	struct out out = {
		.f = stdout,
		.account = options->account ? options->account : DEFAULT_ACCOUNT,
		.oneline = true,
	};
	struct object o;

	if (nl_command(nlh) != SECGROUP_CMD_EVENT)
		return true;
	nl_decode(nlh, &o);
	if (options->json)
		out.json = json_object();
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

int cmd_monitor(const struct options *options, int argc, char **argv)
{
	struct complaint c;
	struct nl *nl;
	int err;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "events"))) {
		complain(&c, "unknown word \"%.80s\"", argv[argc > 2 ? 2 : 1]);
		say_error(command_line, "monitor", c.text);
		return EXIT_WRONG;
	}
	nl = cmd_connect(options);
	if (!nl)
		return EXIT_REFUSED;
	err = nl_listen(nl);
	while (!err && (err = nl_events(nl, show_event, (void *)options)) == -ENOBUFS) {
		say_lost(options);
		err = 0;
	}
	nl_close(nl);
	if (!err)
		complain(&c, "writing to standard output failed");
	else
		complain(&c, "listening for events: %s", strerror(-err));
	say_error(command_line, "monitor", c.text);
	return err ? EXIT_REFUSED : EXIT_WRONG;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * sgctl: security groups at the network interfaces of this machine.
 *
 * The way of a command: options here, words in parse.c (a struct request), the message in
 * nl.c, one transaction in change.c, a refusal explained in why.c; an answer shown by print.c.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "parse.h"
#include "value.h"

static const struct place command_line = { NULL, 0 };

/**
 * struct command - what may follow the options
 * @object: the first word
 * @command: the second one, or NULL if the object is a command by itself
 * @run: does it
 * @help: what follows, for the usage
 */
struct command {
	const char *object;
	const char *command;
	int (*run)(const struct options *options, int argc, char **argv);
	const char *help;
};

static const struct command commands[] = {
	{ "group", "add", cmd_change,
	  "GROUP [type basic|enterprise] [vpc NAME | classic] [inner accept|drop]\n"
	  "                [description TEXT]" },
	{ "group", "set", cmd_change, "GROUP ... (the words of add: what changes)" },
	{ "group", "del", cmd_change, "GROUP" },
	{ "group", "show", cmd_show, "[GROUP]" },
	{ "rule", "add", cmd_change,
	  "GROUP ingress|egress accept|drop|reject [priority N] [proto PROTO]\n"
	  "               [port PORTS] [from PEER | to PEER] [src-port PORTS] [local CIDR]\n"
	  "               [icmp-type TYPE[/CODE]] [nic-type internet|intranet]\n"
	  "               [helper ftp|none] [log on|off] [state enabled|disabled|audit]\n"
	  "               [description TEXT] [id ID]" },
	{ "rule", "set", cmd_change, "GROUP id ID ... (the words of add: what changes)" },
	{ "rule", "del", cmd_change, "GROUP id ID | GROUP ... (the words of add)" },
	{ "rule", "show", cmd_show, "[GROUP]" },
	{ "member", "add", cmd_change, "GROUP ADDR..." },
	{ "member", "del", cmd_change, "GROUP ADDR..." },
	{ "member", "show", cmd_show, "[GROUP]" },
	{ "prefix-list", "add", cmd_change, "ID ENTRY...|none" },
	{ "prefix-list", "del", cmd_change, "ID [ENTRY...]" },
	{ "prefix-list", "set", cmd_change, "ID ENTRY...|none" },
	{ "prefix-list", "show", cmd_show, "[ID]" },
	{ "port-list", "add", cmd_change, "ID ENTRY...|none" },
	{ "port-list", "del", cmd_change, "ID [ENTRY...]" },
	{ "port-list", "set", cmd_change, "ID ENTRY...|none" },
	{ "port-list", "show", cmd_show, "[ID]" },
	{ "nic", "add", cmd_change,
	  "DEV group GROUP[,GROUP...]|none [vpc NAME | classic] [side guest|host]\n"
	  "              [mac MAC[,MAC...]] [addr ADDR[,ADDR...]]\n"
	  "              [pair CIDR[@MAC]|none]... [nic-type internet|intranet]\n"
	  "              [spoof-check on|off] [link-local eui64|any]\n"
	  "              [service NAME on|off]... [vlan none|any|VID[,VID...]]\n"
	  "              [ethertype NUM[,NUM...]|none]\n"
	  "              [tracking auto|always|strict] [log on|off] [pending on|off]\n"
	  "              [timeout NAME SECONDS|default]... [timeout-preset cloud|default]\n"
	  "              [session-limit N|none|default] [pickup SECONDS]" },
	{ "nic", "set", cmd_change, "DEV ... (the words of add: what changes)" },
	{ "nic", "del", cmd_change, "DEV" },
	{ "nic", "show", cmd_show, "[DEV]" },
	{ "session", "show", cmd_show, "[nic DEV]" },
	{ "session", "flush", cmd_change, "nic DEV" },
	{ "quota", "set", cmd_change, "NAME N" },
	{ "quota", "show", cmd_show, "" },
	{ "explain", "nic", cmd_explain,
	  "DEV ingress|egress PROTO SRC[:PORT] DST[:PORT]\n"
	  "                  [icmp-type TYPE[/CODE]] [mac MAC]" },
	{ "flush", NULL, cmd_change, "" },
	{ "save", NULL, cmd_save, "[FILE]" },
	{ "restore", NULL, cmd_restore, "FILE" },
	{ "confirm", NULL, cmd_confirm, "" },
	{ "monitor", NULL, cmd_monitor, "[events] [log]" },
};

#define N_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static const char values_help[] =
	"GROUP:  [ACCOUNT/]ID\n"
	"PROTO:  all, tcp, udp, icmp, icmpv6, gre, sctp, udplite, esp, ah, igmp, vrrp, 1 to 254\n"
	"PORTS:  80, 80/90, 22/23,443/443, all, -1/-1 (for protocols without ports),\n"
	"        port-list ID\n"
	"PEER:   any, ADDRESS, CIDR, group GROUP (sg-... needs no \"group\"),\n"
	"        prefix-list ID (pl-... needs no \"prefix-list\")\n";

static const char options_help[] =
	"  -j, --json           machine-readable output, one document\n"
	"  -p, --pretty         indent it\n"
	"  -s, --stats          with counters\n"
	"  -d, --details        with numbers that experts ask for\n"
	"  -n, --netns NAME     act in that network namespace\n"
	"  -a, --account ID     account of group names written without one\n"
	"  -b, --batch FILE     run the file's lines (- = stdin) as one transaction\n"
	"  -g, --graceful       keep the sessions that the change would cut\n"
	"      --confirm SEC    take the change back unless sgctl confirm comes within SEC seconds\n"
	"  -c, --check          say what would happen, change nothing\n"
	"  -o, --oneline        each object on one line\n"
	"  -q, --quiet          no notes, only errors\n"
	"  -V, --version\n"
	"  -h, --help\n";

static void print_usage(FILE *f, const char *object)
{
	const char *begin = "usage:";

	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *c = &commands[i];

		if (object && strcmp(object, c->object))
			continue;
		fprintf(f, "%-6s sgctl %s%s%s%s%s\n", begin, c->object, c->command ? " " : "",
			c->command ? c->command : "", *c->help ? " " : "", c->help);
		begin = "";
	}
	fprintf(f, "\n%s", values_help);
}

static int help(const char *object)
{
	print_usage(stdout, object);
	if (!object)
		printf("\nOptions stand before the object:\n%s\nThe manual is sgctl(8).\n", options_help);
	return EXIT_DONE;
}

static bool is_object(const char *word)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(commands[i].object, word))
			return true;
	return false;
}

static const struct command *find_command(const char *object, const char *command)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *c = &commands[i];

		if (!strcmp(c->object, object) && (!c->command || !strcmp(c->command, command)))
			return c;
	}
	return NULL;
}

static int unknown_command(const char *object, const char *command)
{
	struct complaint c;

	if (command)
		complain(&c, "unknown command \"%.80s\" (sgctl %s help)", command, object);
	else
		complain(&c, "a command is missing (sgctl %s help)", object);
	say_error(command_line, object, c.text);
	return EXIT_WRONG;
}

static bool can_change(const struct command *c)
{
	return c->run == cmd_change || c->run == cmd_restore;
}

static int no_check(const struct command *c)
{
	struct complaint text;

	complain(&text, "%s%s%s changes nothing that could be checked", c->object,
		 c->command ? " " : "", c->command ? c->command : "");
	say_error(command_line, "-c", text.text);
	return EXIT_WRONG;
}

/* "help" as the last word asks for the object's usage. */
static int run_command(const struct options *options, int argc, char **argv)
{
	const char *second = argc > 1 ? parse_synonym(argv[1]) : "show";
	const struct command *c;
	struct complaint unknown;

	if (!strcmp(argv[0], "help"))
		return help(argc > 1 && is_object(argv[1]) ? argv[1] : NULL);
	if (!is_object(argv[0])) {
		complain(&unknown, "unknown object \"%.80s\" (sgctl help)", argv[0]);
		say_error(command_line, "", unknown.text);
		return EXIT_WRONG;
	}
	if (argc <= 3 && argc > 1 && !strcmp(argv[argc - 1], "help"))
		return help(argv[0]);
	c = find_command(argv[0], second);
	if (!c)
		return unknown_command(argv[0], argc > 1 ? argv[1] : NULL);
	if ((options->confirm || options->graceful) && !can_change(c)) {
		say_error(command_line, options->confirm ? "--confirm" : "-g",
			  "this command changes nothing");
		return EXIT_WRONG;
	}
	if (options->check && !can_change(c))
		return no_check(c);
	return c->run(options, argc, argv);
}

/* Of an option without a letter. */
#define OPTION_CONFIRM	256
/* A day: long enough for a person, and no overflow anywhere. */
#define CONFIRM_MAX	86400

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "stats", no_argument, NULL, 's' },
	{ "details", no_argument, NULL, 'd' },
	{ "netns", required_argument, NULL, 'n' },
	{ "account", required_argument, NULL, 'a' },
	{ "batch", required_argument, NULL, 'b' },
	{ "graceful", no_argument, NULL, 'g' },
	{ "confirm", required_argument, NULL, OPTION_CONFIRM },
	{ "check", no_argument, NULL, 'c' },
	{ "oneline", no_argument, NULL, 'o' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

/* Return: false if the option is not one. */
static bool take_option(struct options *options, int option)
{
	switch (option) {
	case 'j':
		options->json = true;
		return true;
	case 'p':
		options->pretty = true;
		return true;
	case 's':
		options->stats = true;
		return true;
	case 'd':
		options->details = true;
		return true;
	case 'g':
		options->graceful = true;
		return true;
	case 'n':
		options->netns = optarg;
		return true;
	case 'a':
		options->account = optarg;
		return true;
	case 'b':
		options->batch = optarg;
		return true;
	case 'c':
		options->check = true;
		return true;
	case 'o':
		options->oneline = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	default:
		return false;
	}
}

static bool take_confirm(struct options *options, const char *value)
{
	struct complaint c;
	uint64_t seconds;

	if (!value_number(value, CONFIRM_MAX, &seconds) || !seconds)
		complain(&c, "\"%.80s\": not a number of seconds from 1 to %d", value, CONFIRM_MAX);
	else if (options->check)
		complain(&c, "with -c nothing changes that could be confirmed");
	else
		options->confirm = seconds;
	if (!options->confirm)
		say_error(command_line, "--confirm", c.text);
	return options->confirm;
}

/* getopt accepts abbreviations of long options, we do not. Return: the word, if it is one, or NULL. */
static const char *abbreviation(const struct option *o, char **argv)
{
	const char *word = argv[optind - (optarg == argv[optind - 1] ? 2 : 1)];

	return strcspn(word + strlen("--"), "=") == strlen(o->name) ? NULL : word;
}

static int no_option(const char *word)
{
	say_error(command_line, word, "unknown option (sgctl help)");
	return EXIT_WRONG;
}

/* getopt has not said a word (opterr is 0): say it as every other error is said. */
static int wrong_option(int option, char **argv)
{
	char letter[3] = { '-', optopt, '\0' };
	const char *word = optopt && optopt < OPTION_CONFIRM ? letter : argv[optind - 1];

	if (option != ':')
		return no_option(word);
	say_error(command_line, word, "its value is missing");
	return EXIT_WRONG;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	const char *confirm = NULL;
	struct complaint c;
	int option, index = -1;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "+:jpsdn:a:b:gcoqVh", long_options, &index)) != -1) {
		const char *shorter = index < 0 ? NULL : abbreviation(&long_options[index], argv);

		if (shorter)
			return no_option(shorter);
		index = -1;
		if (option == 'h')
			return help(NULL);
		if (option == 'V') {
			puts("sgctl " SGCTL_VERSION);
			return EXIT_DONE;
		}
		if (option == OPTION_CONFIRM)
			confirm = optarg;
		else if (!take_option(&options, option))
			return wrong_option(option, argv);
	}
	if (options.account && !value_name("account", options.account, &c)) {
		say_error(command_line, "-a", c.text);
		return EXIT_WRONG;
	}
	if (confirm && !take_confirm(&options, confirm))
		return EXIT_WRONG;
	if (options.batch && optind < argc) {
		complain(&c, "no command may follow the file: \"%.80s\"", argv[optind]);
		say_error(command_line, "-b", c.text);
		return EXIT_WRONG;
	}
	if (options.batch)
		return cmd_batch(&options);
	if (optind == argc) {
		say_error(command_line, "", "what shall be done? (sgctl help)");
		return EXIT_WRONG;
	}
	return run_command(&options, argc - optind, argv + optind);
}

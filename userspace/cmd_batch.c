// SPDX-License-Identifier: GPL-2.0-only
/*
 * --batch and restore: the lines of a file as one transaction.
 *
 * The whole file is read and understood before the kernel hears of any of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "change.h"
#include "cmd.h"
#include "token.h"

/* The version of saved files that this tool reads and writes. */
#define FILE_VERSION	1
/* A million rules of the longest kind are below this. */
#define FILE_MAX_BYTES	(1024UL * 1024 * 1024)

/**
 * struct source - a file being read
 * @options: of the command line
 * @name: of the file, for messages
 * @text: its content, with a NUL behind it
 * @size: without that
 * @line: number of the line that was read last
 * @saved: it must begin with "version 1" and end with "end"
 * @began: "version" has been read
 * @ended: "end" has been read
 * @lenient: NICs whose devices are not there are left out
 */
struct source {
	const struct options *options;
	const char *name;
	char *text;
	size_t size;
	unsigned int line;
	bool saved;
	bool began;
	bool ended;
	bool lenient;
};

static bool wrong(const struct source *s, const char *subject, const char *text)
{
	say_error((struct place){ s->name, s->line }, subject, text);
	return false;
}

static bool read_all(struct source *s, int fd)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (room - s->size < 2) {
			char *more = NULL;

			if (room < FILE_MAX_BYTES)
				more = realloc(s->text, 2 * room + 65536);
			if (!more)
				return wrong(s, "", "the file is too large");
			s->text = more;
			room = 2 * room + 65536;
		}
		n = read(fd, s->text + s->size, room - s->size - 1);
		if (n > 0)
			s->size += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return wrong(s, "", strerror(errno));
	s->text[s->size] = '\0';
	return true;
}

static bool source_read(struct source *s, const char *file)
{
	bool standard_input = !strcmp(file, "-");
	int fd = standard_input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	bool ok;

	s->name = standard_input ? "stdin" : file;
	if (fd < 0)
		return wrong(s, "", strerror(errno));
	ok = read_all(s, fd);
	if (!standard_input)
		close(fd);
	return ok;
}

/* "version N" and "end" of a saved file. Return: false after a message. */
static bool take_version(struct source *s, const struct words *w)
{
	struct complaint c;
	uint64_t version;

	s->began = w->n == 2 && !strcmp(w->at[0], "version") &&
		   value_number(w->at[1], UINT32_MAX, &version);
	if (!s->began)
		return wrong(s, "", "not a file of sgctl save: its first line is not \"version 1\"");
	if (version == FILE_VERSION)
		return true;
	complain(&c, "version %u: this sgctl reads version %d", (unsigned int)version, FILE_VERSION);
	return wrong(s, "", c.text);
}

static bool is_without_device(const struct request *r)
{
	return r->cmd == SECGROUP_CMD_NIC_NEW && !r->o.num[SECGROUP_A_PENDING] &&
	       !if_nametoindex(r->o.str[SECGROUP_A_DEV]);
}

static bool take_command(struct source *s, struct change *change, const struct words *w)
{
	const char *account = s->saved ? NULL : s->options->account;
	struct request r;
	bool ok;

	ok = parse_request(&r, w->n, w->at, account);
	if (!ok)
		wrong(s, r.subject, r.complaint.text);
	else if (!parse_is_change(&r))
		ok = wrong(s, r.subject, "only add, set, del and flush may stand in a file");
	for (size_t i = 0; ok && i < r.notices.n; i++)
		say_notice(s->options, (struct place){ s->name, s->line }, r.subject,
			   r.notices.at[i].text);
	if (ok && !(s->lenient && is_without_device(&r)))
		ok = change_add(change, &r, s->line);
	request_clear(&r);
	return ok;
}

static bool take_line(struct source *s, struct change *change, const struct words *w)
{
	if (!w->n)
		return true;
	if (!s->saved)
		return take_command(s, change, w);
	if (s->ended)
		return wrong(s, "", "nothing may follow \"end\"");
	if (!s->began)
		return take_version(s, w);
	s->ended = w->n == 1 && !strcmp(w->at[0], "end");
	return s->ended || take_command(s, change, w);
}

static bool take_lines(struct source *s, struct change *change)
{
	struct words w = { 0 };
	struct complaint c;
	size_t from = 0;
	bool ok = true;

	while (ok && from < s->size) {
		char *line = s->text + from;
		char *feed = memchr(line, '\n', s->size - from);
		size_t length = feed ? (size_t)(feed - line) : s->size - from;

		s->line++;
		line[length] = '\0';
		from += length + 1;
		ok = words_split(&w, line, length, &c) ? take_line(s, change, &w) :
							 wrong(s, "", c.text);
	}
	words_free(&w);
	if (ok && s->saved && !s->ended) {
		s->line++;
		ok = wrong(s, "", s->began ? "the file is cut off: its last line is not \"end\"" :
					     "not a file of sgctl save: it is empty");
	}
	return ok;
}

static int run_lines(struct source *s, struct change *change)
{
	struct nl *nl;
	int status;

	change->file = s->name;
	if (!take_lines(s, change))
		return EXIT_WRONG;
	nl = cmd_connect(s->options);
	if (!nl)
		return EXIT_REFUSED;
	status = change_run(change, nl);
	nl_close(nl);
	return status;
}

int cmd_batch(const struct options *options)
{
	struct source s = { .options = options };
	struct change change = { .options = options };
	int status = EXIT_WRONG;

	if (source_read(&s, options->batch))
		status = run_lines(&s, &change);
	change_clear(&change);
	free(s.text);
	return status;
}

/* What was there goes, in the same transaction. */
static int run_saved(struct source *s)
{
	struct change change = { .options = s->options };
	struct request flush = { .cmd = SECGROUP_CMD_FLUSH };
	int status;

	s->saved = true;
	change_add(&change, &flush, 0);
	status = run_lines(s, &change);
	change_clear(&change);
	return status;
}

int policy_restore(const struct options *options, char *text, size_t size)
{
	struct source s = {
		.options = options,
		.name = "the old policy",
		.text = text,
		.size = size,
		.lenient = true,
	};

	return run_saved(&s);
}

int cmd_restore(const struct options *options, int argc, char **argv)
{
	struct source s = { .options = options };
	int status = EXIT_WRONG;

	if (argc != 2) {
		say_error((struct place){ NULL, 0 }, "restore",
			  argc < 2 ? "a file's name is missing (- is standard input)" :
				     "only one file is restored at a time");
		return EXIT_WRONG;
	}
	if (source_read(&s, argv[1]))
		status = run_saved(&s);
	free(s.text);
	return status;
}

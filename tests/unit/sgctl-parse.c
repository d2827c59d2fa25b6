// SPDX-License-Identifier: GPL-2.0-only
/*
 * sgctl's parser: what each command line becomes, and the exact words of every refusal
 * that needs no kernel. What is understood is also sent through a netlink message and back.
 *
 * sgctl-parse [SEED]: SEED of the mutated command lines.
 */
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "parse.h"
#include "print.h"
#include "sgctl-meaning.h"
#include "tap.h"
#include "token.h"

#define MUTATIONS	200000

/**
 * struct row - a command line and what it means
 * @line: as in a batch file
 * @meaning: "word value" of each attribute, in order, or "! SUBJECT: message"
 * @notes: remarks, or NULL
 */
struct row {
	const char *line;
	const char *meaning;
	const char *notes;
};

static const struct row rows[] = {
#include "sgctl-parse-rows.inc"
};

/* Rows under "-a 1609". */
static const struct row account_rows[] = {
	{ "group del sg-a", "account 1609, group sg-a", NULL },
	{ "group del default/sg-a", "account default, group sg-a", NULL },
	{ "rule del sg-a id 1", "account 1609, group sg-a, id 1", NULL },
	/* P-15: a bare peer follows the rule's group, not -a. */
	{ "rule add 7/sg-a ingress accept from group sg-b",
	  "account 7, group sg-a, direction ingress, action accept, peer group sg-b", NULL },
	{ "nic add eth0 group sg-a,2/sg-b side host",
	  "dev eth0, side host, group 1609/sg-a, group 2/sg-b", NULL },
};

static const struct {
	const char *line;
	const char *words;
} token_rows[] = {
	{ "", "" },
	{ "  \t ", "" },
	{ "# all of it", "" },
	{ "a b  c\td ", "<a><b><c><d>" },
	{ "a # b", "<a>" },
	{ "a#b c", "<a#b><c>" },
	{ "a \"b c\" d", "<a><b c><d>" },
	{ "a \"\"", "<a><>" },
	{ "a\"b c\"d", "<ab cd>" },
	{ "\"# no comment\"", "<# no comment>" },
	{ "\"q\\\"b\\\\n\\n\"", "<q\"b\\n\n>" },
	{ "back\\slash", "<back\\slash>" },
	{ "\"open", "! a double quote is not closed" },
	{ "\"\\x1b[\\xff\\xC3\\xa9\"", "<\033[\377\303\251>" },
	{ "\"open\\", "! between quotes a backslash stands before \", \\, n or x and two digits" },
	{ "\"\\t\"", "! between quotes a backslash stands before \", \\, n or x and two digits" },
	{ "\"\\x1\"", "! between quotes a backslash stands before \", \\, n or x and two digits" },
	{ "\"\\x00\"", "! between quotes a backslash stands before \", \\, n or x and two digits" },
	{ "a b\r", "! line ends in CR LF (a DOS text file); write LF alone" },
	{ "a\001b", "! byte 2 is the control character 0x01: this is not a text file" },
	{ "a\177", "! byte 2 is the control character 0x7f: this is not a text file" },
};

static bool same(const char *what, const char *got, const char *wanted)
{
	if (!strcmp(got, wanted))
		return true;
	printf("# %s: got    %s\n# %s: wanted %s\n", what, got, what, wanted);
	return false;
}

static bool same_notes(const struct request *r, const char *wanted)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	bool good;

	for (size_t i = 0; i < r->notices.n; i++)
		fprintf(f, "%s%s", i ? " | " : "", r->notices.at[i].text);
	fclose(f);
	good = same("notes", text, wanted ? wanted : "");
	free(text);
	return good;
}

static bool check_understood(const struct request *r, const struct row *row)
{
	char *meaning = object_meaning(&r->o), *sent = object_sent(r);
	bool good = same("meaning", meaning, row->meaning);

	good &= same("after a message", sent, meaning);
	good &= same_notes(r, row->notes);
	free(meaning);
	free(sent);
	return good;
}

static bool check_refused(const struct request *r, const struct row *row)
{
	char text[SUBJECT_TEXT + COMPLAINT_TEXT + 8];

	snprintf(text, sizeof(text), "! %s%s%s", r->subject, *r->subject ? ": " : "",
		 r->complaint.text);
	return same("message", text, row->meaning);
}

static void check_row(const struct row *row, const char *account)
{
	char *line = strdup(row->line);
	struct words w = { 0 };
	struct complaint c;
	struct request r;
	bool good = false;

	if (!words_split(&w, line, strlen(line), &c)) {
		printf("# the row itself: %s\n", c.text);
	} else if (parse_request(&r, w.n, w.at, account)) {
		good = check_understood(&r, row);
		request_clear(&r);
	} else {
		good = check_refused(&r, row);
		request_clear(&r);
	}
	ok(good, "%s%s", account ? "-a 1609 " : "", *row->line ? row->line : "(no words)");
	words_free(&w);
	free(line);
}

static void check_tokens(const char *in, const char *wanted)
{
	char *line = strdup(in), *text = NULL;
	struct words w = { 0 };
	struct complaint c;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!words_split(&w, line, strlen(in), &c))
		fprintf(f, "! %s", c.text);
	else
		for (size_t i = 0; i < w.n; i++)
			fprintf(f, "<%s>", w.at[i]);
	fclose(f);
	ok(same("words", text, wanted), "words of: %s", strpbrk(in, "\r\001\177") ? "(not text)" : in);
	words_free(&w);
	free(text);
	free(line);
}

static void check_long_line(void)
{
	size_t length = LINE_MAX_BYTES + 1;
	char *line = malloc(length + 1);
	struct words w = { 0 };
	struct complaint c = { "" };

	memset(line, 'a', length);
	line[length] = '\0';
	ok(!words_split(&w, line, length, &c) &&
	   same("message", c.text, "line of 65537 bytes: at most 65536 are allowed"),
	   "a line of more than 64 KiB is refused");
	line[length - 1] = '\0';
	ok(words_split(&w, line, length - 1, &c) && w.n == 1, "a line of 64 KiB is not");
	words_free(&w);
	free(line);
}

/* A NUL in the middle of a line: the line is longer than its text. */
static void check_nul(void)
{
	char line[] = "group add\0 sg-a";
	struct words w = { 0 };
	struct complaint c = { "" };

	ok(!words_split(&w, line, sizeof(line) - 1, &c) &&
	   same("message", c.text, "byte 10 is the control character 0x00: this is not a text file"),
	   "a NUL byte is refused");
	words_free(&w);
}

static void check_word_write(void)
{
	static const char *const words[] = { "plain", "", "two words", "#", "a\"b", "a\\b", "a\nb",
					     "sp\tace", "a#b", "\033[1m", "a\177", "\377\303",
					     "\303\251", "\302\233m" };
	bool good = true;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char *text = NULL;
		size_t size;
		FILE *f = open_memstream(&text, &size);
		struct words w = { 0 };
		struct complaint c;

		word_write(f, words[i]);
		fclose(f);
		for (size_t j = 0; j < size; j++)
			good &= (unsigned char)text[j] >= ' ' && text[j] != 0x7f;
		good &= !strstr(text, "\302\233") && !strchr(text, '\377');
		good &= words_split(&w, text, size, &c) && w.n == 1 && !strcmp(w.at[0], words[i]);
		words_free(&w);
		free(text);
	}
	ok(good, "what word_write() writes is read back");
}

static uint64_t random_state;

/* xorshift64 (Marsaglia 2003): the same lines for the same seed everywhere. */
static uint32_t random_below(uint32_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state >> 32) % n;
}

static void mutate(char *line, size_t length)
{
	static const char bytes[] = " \"\\#/,:.-0123456789abcdefx[]@\t\200\303";

	for (uint32_t n = 1 + random_below(4); n && length; n--)
		line[random_below(length)] = bytes[random_below(sizeof(bytes) - 1)];
}

/* Whatever is typed: no crash, no leak (the sanitizers watch), and a reason for every refusal. */
static void check_mutated(unsigned long seed)
{
	const size_t n = sizeof(rows) / sizeof(rows[0]);
	unsigned int accepted = 0, silent = 0;

	random_state = seed;
	for (int i = 0; i < MUTATIONS; i++) {
		char *line = strdup(rows[random_below(n)].line);
		struct words w = { 0 };
		struct complaint c = { "" };
		struct request r;

		mutate(line, strlen(line));
		if (words_split(&w, line, strlen(line), &c)) {
			bool understood = parse_request(&r, w.n, w.at, NULL);

			if (understood)
				free(object_sent(&r));
			accepted += understood;
			silent += !understood && !r.complaint.text[0];
			request_clear(&r);
		} else {
			silent += !c.text[0];
		}
		words_free(&w);
		free(line);
	}
	ok(!silent && accepted, "%d mutated lines with seed %lu: %u understood, %u refused without a reason",
	   MUTATIONS, seed, accepted, silent);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i], NULL);
	for (size_t i = 0; i < sizeof(account_rows) / sizeof(account_rows[0]); i++)
		check_row(&account_rows[i], "1609");
	for (size_t i = 0; i < sizeof(token_rows) / sizeof(token_rows[0]); i++)
		check_tokens(token_rows[i].line, token_rows[i].words);
	check_long_line();
	check_nul();
	check_word_write();
	check_mutated(argc > 1 ? strtoul(argv[1], NULL, 0) : 20260101);
	return tap_end();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * sgctl's parsers: a line of a batch file, and the words of a command line.
 *
 * The first byte says which: of a line the parts are words as words_split() cuts it, of a command line they
 * are separated by NULs. What is refused has a reason. Words that are written are read back as they
 * were, and what is understood means the same after a journey through a netlink message.
 */
#include <stdio.h>
#include <string.h>
#include "nl.h"
#include "parse.h"
#include "token.h"
#include "sgctl-meaning.h"

#define WORDS_MAX	64

static void fail(const char *why, const char *text)
{
	fprintf(stderr, "sgctl: %s: %s\n", why, text);
	abort();
}

static void check_request(size_t n, char **words)
{
	char *meaning, *sent;
	struct request r;

	if (!parse_request(&r, n, words, NULL)) {
		if (!r.complaint.text[0])
			fail("refused without a reason", n ? words[0] : "");
	} else {
		meaning = object_meaning(&r.o);
		sent = object_sent(&r);
		if (strcmp(meaning, sent))
			fail(meaning, sent);
		free(meaning);
		free(sent);
	}
	request_clear(&r);
}

/* Written, and read again. */
static void check_words(const struct words *w)
{
	struct words again = { 0 };
	struct complaint c;
	char *text = NULL;
	size_t size, i;
	FILE *f = open_memstream(&text, &size);

	for (i = 0; i < w->n; i++) {
		fputs(i ? " " : "", f);
		word_write(f, w->at[i]);
	}
	fclose(f);
	/* Escapes are longer than what they stand for. */
	if (size <= LINE_MAX_BYTES) {
		if (!words_split(&again, text, size, &c))
			fail("what was written is refused", c.text);
		if (again.n != w->n)
			fail("another number of words", text);
		for (i = 0; i < w->n; i++)
			if (strcmp(again.at[i], w->at[i]))
				fail("another word", again.at[i]);
		words_free(&again);
	}
	free(text);
}

static void take_line(char *text, size_t size)
{
	struct words w = { 0 };
	struct complaint c = { "" };

	if (words_split(&w, text, size, &c)) {
		check_words(&w);
		check_request(w.n, w.at);
	} else if (!c.text[0]) {
		fail("a line is refused without a reason", "");
	}
	words_free(&w);
}

static void take_arguments(char *text, size_t size)
{
	char *words[WORDS_MAX + 1];
	size_t n = 0;
	char *at;

	for (at = text; at < text + size && n < WORDS_MAX; at += strlen(at) + 1)
		words[n++] = at;
	words[n] = NULL;
	check_request(n, words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	(data[0] & 1 ? take_arguments : take_line)(text, size - 1);
	free(text);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line of a batch file <-> words.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "token.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool check_text(const char *line, size_t length, struct complaint *c)
{
	if (length > LINE_MAX_BYTES)
		return complain(c, "line of %zu bytes: at most %d are allowed", length, LINE_MAX_BYTES);
	if (length && line[length - 1] == '\r')
		return complain(c, "line ends in CR LF (a DOS text file); write LF alone");
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = line[i];

		if ((byte < ' ' && byte != '\t') || byte == 0x7f)
			return complain(c, "byte %zu is the control character 0x%02x: this is not a text file",
					i + 1, byte);
	}
	return true;
}

/* A byte by its two hexadecimal digits; not NUL. Goes to the last of them. */
static bool take_hex(char **in, char *out)
{
	unsigned int byte;
	int length;

	if (sscanf(*in, "x%2x%n", &byte, &length) != 1 || length != 3 || !byte ||
	    !isxdigit((unsigned char)(*in)[1]))
		return false;
	*out = byte;
	*in += 2;
	return true;
}

/*
 * Copy what is between quotes from *in, behind the first one, to *out, and go behind the last one.
 */
static bool unquote(char **in, char **out, struct complaint *c)
{
	for (; **in != '"'; (*in)++) {
		if (!**in)
			return complain(c, "a double quote is not closed");
		if (**in != '\\') {
			*(*out)++ = **in;
			continue;
		}
		switch (*++(*in)) {
		case '"':
		case '\\':
			*(*out)++ = **in;
			break;
		case 'n':
			*(*out)++ = '\n';
			break;
		case 'x':
			if (take_hex(in, *out)) {
				(*out)++;
				break;
			}
			/* fall through */
		default:
			return complain(c, "between quotes a backslash stands before \", \\, n or x and two digits");
		}
	}
	(*in)++;
	return true;
}

bool words_split(struct words *w, char *line, size_t length, struct complaint *c)
{
	char *in = line;

	w->n = 0;
	if (!check_text(line, length, c))
		return false;
	for (;;) {
		char *out;

		while (is_blank(*in))
			in++;
		if (!*in || *in == '#')
			return true;
		out = in;
		*list_add(w) = out;
		while (*in && !is_blank(*in)) {
			if (*in != '"') {
				*out++ = *in++;
				continue;
			}
			in++;
			if (!unquote(&in, &out, c))
				return false;
		}
		if (*in)
			in++;
		*out = '\0';
	}
}

void words_free(struct words *w)
{
	free(w->at);
	w->at = NULL;
	w->n = 0;
}

static bool is_plain(const char *word)
{
	if (!*word || *word == '#' || strpbrk(word, " \"\\"))
		return false;
	while (*word && value_text(word))
		word += value_text(word);
	return !*word;
}

void word_write(FILE *f, const char *word)
{
	if (is_plain(word)) {
		fputs(word, f);
		return;
	}
	fputc('"', f);
	while (*word) {
		size_t length = value_text(word);

		if (*word == '"' || *word == '\\')
			fputc('\\', f);
		if (length)
			fwrite(word, 1, length, f);
		else if (*word == '\n')
			fputs("\\n", f);
		else
			fprintf(f, "\\x%02x", (unsigned char)*word);
		word += length ? length : 1;
	}
	fputc('"', f);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of a batch file <-> words. Pure.
 *
 * Words are separated by blanks. # at the beginning of a word starts a comment. Between double
 * quotes blanks and # are ordinary and \" \\ \n \xHH stand for a quote, a backslash, a line
 * feed and the byte of that number; quotes may begin or end within a word, and "" is an empty word.
 */
#ifndef SGCTL_TOKEN_H
#define SGCTL_TOKEN_H

#include <stdbool.h>
#include <stdio.h>

#include "value.h"

/* Longer lines are refused: no command needs one, and something is wrong with the file. */
#define LINE_MAX_BYTES	65536

/**
 * struct words - the words of a line
 * @at: the words, in the line's own memory
 * @n: how many
 */
struct words {
	char **at;
	size_t n;
};

/**
 * words_split() - cut a line into words
 * @w: the result; what it held before is forgotten. words_free() at the end
 * @line: without its line feed; changed by this
 * @length: of @line, which has a NUL there
 * @c: why not
 *
 * Return: false, with a complaint, if the line is not text or not well formed.
 */
bool words_split(struct words *w, char *line, size_t length, struct complaint *c);

void words_free(struct words *w);

/* Write a word so that words_split() reads it back: quoted if it must be. */
void word_write(FILE *f, const char *word);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listings of objects.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "show.h"
#include "why.h"

/* A dump loses against a commit at most this often in a row before the user is told. */
#define ATTEMPTS	100

/**
 * struct lister - a listing being made
 * @listing: what is listed
 * @out: how
 * @array: of JSON objects, or NULL
 * @nics: kept until all are there: the kernel lists NICs in no order
 */
struct lister {
	const struct listing *listing;
	struct out out;
	json_t *array;
	struct { struct object *at; size_t n; } nics;
};

static void list_object(struct lister *l, const struct object *o)
{
	if (l->listing->skip && l->listing->skip(o))
		return;
	if (l->array) {
		l->out.json = json_object();
		print_object(&l->out, l->listing->get_cmd, o);
		json_array_append_new(l->array, l->out.json);
		return;
	}
	if (l->listing->prefix)
		fputs(l->listing->prefix, l->out.f);
	print_object(&l->out, l->listing->get_cmd, o);
	fputc('\n', l->out.f);
}

static bool hear_object(const struct nlmsghdr *nlh, void *arg)
{
	struct lister *l = arg;
	struct object o;

	nl_decode(nlh, &o);
	if (l->listing->get_cmd == SECGROUP_CMD_NIC_GET && object_has(&o, SECGROUP_A_DEV)) {
		*list_add(&l->nics) = o;
		return true;
	}
	list_object(l, &o);
	object_clear(&o);
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct object *left = a, *right = b;

	return strcmp(left->str[SECGROUP_A_DEV], right->str[SECGROUP_A_DEV]);
}

static void list_nics(struct lister *l, bool show)
{
	if (l->nics.n)
		qsort(l->nics.at, l->nics.n, sizeof(*l->nics.at), by_name);
	for (size_t i = 0; i < l->nics.n; i++) {
		if (show)
			list_object(l, &l->nics.at[i]);
		object_clear(&l->nics.at[i]);
	}
	free(l->nics.at);
	memset(&l->nics, 0, sizeof(l->nics));
}

static int ask(struct nl *nl, struct lister *l)
{
	NL_BUFFER(buf, 4096);
	struct nlmsghdr *nlh = nl_build(buf, l->listing->get_cmd,
					l->listing->single ? 0 : NLM_F_DUMP, l->listing->asked);
	struct refusal refused;
	struct explanation why;
	int err = nl_request(nl, nlh, hear_object, l, &refused);

	list_nics(l, !err);
	if (!err || err == -EINTR)
		return err;
	why_not_shown(&why, nlh, &refused);
	say_error((struct place){ NULL, 0 }, why.subject, why.text);
	return err;
}

static int too_busy(void)
{
	say_error((struct place){ NULL, 0 }, "show",
		  "the policy changes faster than it can be listed; try again");
	return -EINTR;
}

static struct out listing_out(const struct options *options)
{
	return (struct out){
		.account = options->account ? options->account : DEFAULT_ACCOUNT,
		.stats = options->stats,
		.details = options->details,
		.oneline = options->oneline,
	};
}

int show_close(FILE *f)
{
	bool failed = ferror(f);

	return fclose(f) || failed ? -ENOMEM : 0;
}

static int no_memory(void)
{
	say_error((struct place){ NULL, 0 }, "show", strerror(ENOMEM));
	return -ENOMEM;
}

int show_text(FILE *f, struct nl *nl, const struct options *options, const struct listing *listing)
{
	struct lister l = { .listing = listing, .out = listing_out(options) };
	int err = -EINTR;

	for (int attempt = 0; attempt < ATTEMPTS && err == -EINTR; attempt++) {
		char *text = NULL;
		size_t size = 0;

		l.out.f = open_memstream(&text, &size);
		if (!l.out.f)
			return no_memory();
		err = ask(nl, &l);
		if (show_close(l.out.f) && !err)
			err = no_memory();
		if (!err)
			fwrite(text, 1, size, f);
		free(text);
	}
	return err == -EINTR ? too_busy() : err;
}

json_t *show_json(struct nl *nl, const struct options *options, const struct listing *listing)
{
	struct lister l = { .listing = listing, .out = listing_out(options) };

	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		int err;

		l.array = json_array();
		err = ask(nl, &l);
		if (!err)
			return l.array;
		json_decref(l.array);
		if (err != -EINTR)
			return NULL;
	}
	too_busy();
	return NULL;
}

void show_document(const struct options *options, json_t *document)
{
	json_dumpf(document, stdout, options->pretty ? JSON_INDENT(2) : JSON_COMPACT);
	putchar('\n');
	json_decref(document);
}

int show_finish(void)
{
	if (!fflush(stdout) && !ferror(stdout))
		return EXIT_DONE;
	say_error((struct place){ NULL, 0 }, "writing to standard output", strerror(errno));
	return EXIT_WRONG;
}

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

/*
 * Entries of a list on one line: also of the longest ones, it is one that a file may have. What
 * follows is typed back as another "add".
 */
#define ENTRIES_SHOWN	500

/* A dump loses against a commit at most this often in a row before the user is told. */
#define ATTEMPTS	100

/**
 * struct lister - a listing being made
 * @listing: what is listed
 * @out: how
 * @array: of JSON objects, or NULL
 * @kept: NICs, until all are there: the kernel lists them in no order; lists, which it shows in
 *	pieces
 */
struct lister {
	const struct listing *listing;
	struct out out;
	json_t *array;
	struct { struct object *at; size_t n; } kept;
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

/* A list, as one JSON object, or on as many lines of text as it needs. */
static void list_list(struct lister *l, const struct object *o)
{
	size_t n = o->prefixes.n + o->ports.n;
	struct object part = *o;

	if (l->array || n <= ENTRIES_SHOWN) {
		list_object(l, o);
		return;
	}
	for (size_t from = 0; from < n; from += ENTRIES_SHOWN) {
		size_t length = n - from < ENTRIES_SHOWN ? n - from : ENTRIES_SHOWN;

		if (o->ports.n) {
			part.ports.at = o->ports.at + from;
			part.ports.n = length;
		} else {
			part.prefixes.at = o->prefixes.at + from;
			part.prefixes.n = length;
		}
		list_object(l, &part);
	}
}

static bool same_list(const struct object *a, const struct object *b)
{
	int attr = show_is_port_list(a) ? SECGROUP_A_PORT_LIST : SECGROUP_A_PREFIX_LIST;

	return object_has(a, attr) && object_has(b, attr) && !strcmp(a->str[attr], b->str[attr]);
}

/* Keep a list, or put a further piece of it to the others. Takes over @o. */
static void keep_list(struct lister *l, struct object *o)
{
	struct object *last = l->kept.n ? &l->kept.at[l->kept.n - 1] : NULL;

	if (!last || !same_list(last, o)) {
		*list_add(&l->kept) = *o;
		return;
	}
	for (size_t i = 0; i < o->prefixes.n; i++)
		*list_add(&last->prefixes) = o->prefixes.at[i];
	for (size_t i = 0; i < o->ports.n; i++)
		*list_add(&last->ports) = o->ports.at[i];
	object_clear(o);
}

bool show_is_prefix_list(const struct object *o)
{
	return object_has(o, SECGROUP_A_PREFIX_LIST);
}

bool show_is_port_list(const struct object *o)
{
	return object_has(o, SECGROUP_A_PORT_LIST);
}

static bool hear_object(const struct nlmsghdr *nlh, void *arg)
{
	struct lister *l = arg;
	struct object o;

	nl_decode(nlh, &o);
	if (l->listing->get_cmd == SECGROUP_CMD_NIC_GET && object_has(&o, SECGROUP_A_DEV)) {
		*list_add(&l->kept) = o;
		return true;
	}
	if (l->listing->get_cmd == SECGROUP_CMD_LIST_GET) {
		keep_list(l, &o);
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

static void list_kept(struct lister *l, bool show)
{
	bool nics = l->listing->get_cmd == SECGROUP_CMD_NIC_GET;

	if (nics && l->kept.n)
		qsort(l->kept.at, l->kept.n, sizeof(*l->kept.at), by_name);
	for (size_t i = 0; i < l->kept.n; i++) {
		if (show && nics)
			list_object(l, &l->kept.at[i]);
		else if (show)
			list_list(l, &l->kept.at[i]);
		object_clear(&l->kept.at[i]);
	}
	free(l->kept.at);
	memset(&l->kept, 0, sizeof(l->kept));
}

static int ask(struct nl *nl, struct lister *l)
{
	NL_BUFFER(buf, 4096);
	struct nlmsghdr *nlh = nl_build(buf, l->listing->get_cmd,
					l->listing->single ? 0 : NLM_F_DUMP, l->listing->asked);
	struct refusal refused;
	struct explanation why;
	int err = nl_request(nl, nlh, hear_object, l, &refused);

	list_kept(l, !err);
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

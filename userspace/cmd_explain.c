// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain: what would happen to a packet, and why.
 */
#include <errno.h>
#include <stdlib.h>

#include "cmd.h"
#include "parse.h"
#include "print.h"
#include "show.h"
#include "why.h"

/* How often to ask again when commits come between. */
#define ATTEMPTS	100

/**
 * struct answer - the verdict and the rules that match
 * @out: how they are shown
 * @document: the verdict in JSON, or NULL
 * @matches: the rules in JSON, or NULL
 * @n: messages heard
 */
struct answer {
	struct out out;
	json_t *document;
	json_t *matches;
	unsigned int n;
};

static void hear_match(struct answer *a, const struct object *o)
{
	if (a->document) {
		a->out.json = json_object();
		print_object(&a->out, SECGROUP_CMD_RULE_GET, o);
		json_array_append_new(a->matches, a->out.json);
		return;
	}
	fputs("match ", a->out.f);
	print_object(&a->out, SECGROUP_CMD_RULE_GET, o);
	fputc('\n', a->out.f);
}

static bool hear(const struct nlmsghdr *nlh, void *arg)
{
	struct answer *a = arg;
	struct object o;

	nl_decode(nlh, &o);
	if (a->n++) {
		hear_match(a, &o);
	} else {
		a->out.json = a->document;
		print_verdict(&a->out, &o);
		if (!a->document)
			fputc('\n', a->out.f);
	}
	object_clear(&o);
	return true;
}

static int ask(struct nl *nl, const struct options *options, const struct request *r)
{
	struct answer a = {
		.out.account = options->account ? options->account : DEFAULT_ACCOUNT,
		.out.stats = options->stats,
		.out.oneline = options->oneline,
	};
	NL_BUFFER(buf, 4096);
	struct nlmsghdr *nlh = nl_build(buf, r->cmd, NLM_F_DUMP, &r->o);
	struct refusal refused;
	struct explanation why;
	char *text = NULL;
	size_t size = 0;
	int err;

	if (options->json) {
		a.document = json_object();
		a.matches = json_array();
	}
	a.out.f = open_memstream(&text, &size);
	err = a.out.f ? nl_request(nl, nlh, hear, &a, &refused) : -ENOMEM;
	if (!a.out.f || (show_close(a.out.f) && !err)) {
		refused = (struct refusal){ .error = ENOMEM };
		err = -ENOMEM;
	}
	if (!err && a.document) {
		json_object_set(a.document, "matches", a.matches);
		show_document(options, json_incref(a.document));
	} else if (!err) {
		fwrite(text, 1, size, stdout);
	} else if (err != -EINTR) {
		why_not_shown(&why, nlh, &refused);
		say_error((struct place){ NULL, 0 }, why.subject, why.text);
	}
	json_decref(a.document);
	json_decref(a.matches);
	free(text);
	return err;
}

int cmd_explain(const struct options *options, int argc, char **argv)
{
	int err = -EINTR, status = EXIT_REFUSED;
	struct request r;
	struct nl *nl;

	if (!parse_request(&r, argc, argv, options->account)) {
		say_error((struct place){ NULL, 0 }, r.subject, r.complaint.text);
		request_clear(&r);
		return EXIT_WRONG;
	}
	nl = cmd_connect(options);
	for (int attempt = 0; nl && attempt < ATTEMPTS && err == -EINTR; attempt++)
		err = ask(nl, options, &r);
	if (nl && err == -EINTR)
		say_error((struct place){ NULL, 0 }, r.subject,
			  "the policy changes too fast; try again");
	if (nl && !err)
		status = show_finish();
	nl_close(nl);
	request_clear(&r);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * show, of every object.
 */
#include <string.h>

#include "cmd.h"
#include "parse.h"
#include "show.h"

/* The key under which a listing stands in its JSON document. */
static const char *listing_key(const struct listing *listing)
{
	switch (listing->get_cmd) {
	case SECGROUP_CMD_GROUP_GET:
		return "groups";
	case SECGROUP_CMD_RULE_GET:
		return "rules";
	case SECGROUP_CMD_MEMBER_GET:
		return "members";
	case SECGROUP_CMD_NIC_GET:
		return "nics";
	case SECGROUP_CMD_LIST_GET:
		return listing->skip == show_is_port_list ? "prefix_lists" : "port_lists";
	case SECGROUP_CMD_QUOTA_GET:
		return "quotas";
	default:
		return "sessions";
	}
}

static int show(struct nl *nl, const struct options *options, const struct listing *listing)
{
	json_t *array;

	if (!options->json)
		return show_text(stdout, nl, options, listing) ? EXIT_REFUSED : show_finish();
	array = show_json(nl, options, listing);
	if (!array)
		return EXIT_REFUSED;
	show_document(options, json_pack("{so}", listing_key(listing), array));
	return show_finish();
}

int cmd_show(const struct options *options, int argc, char **argv)
{
	struct listing listing = { 0 };
	int status = EXIT_REFUSED;
	struct request r;
	struct nl *nl;

	if (!parse_request(&r, argc, argv, options->account)) {
		say_error((struct place){ NULL, 0 }, r.subject, r.complaint.text);
		request_clear(&r);
		return EXIT_WRONG;
	}
	listing.get_cmd = r.cmd;
	listing.asked = &r.o;
	if (r.cmd == SECGROUP_CMD_LIST_GET)
		listing.skip = strcmp(argv[0], "port-list") ? show_is_port_list :
							      show_is_prefix_list;
	listing.single = r.o.has &&
			 (r.cmd == SECGROUP_CMD_GROUP_GET || r.cmd == SECGROUP_CMD_NIC_GET);
	nl = cmd_connect(options);
	if (nl)
		status = show(nl, options, &listing);
	nl_close(nl);
	request_clear(&r);
	return status;
}

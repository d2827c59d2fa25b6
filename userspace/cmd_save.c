// SPDX-License-Identifier: GPL-2.0-only
/*
 * save: the whole policy as the lines that restore reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "show.h"
#include "value.h"

/* How often to begin anew when commits come between the listings. */
#define ATTEMPTS	100

static const struct place command_line = { NULL, 0 };

/* Members that only NICs give come back with the NICs. */
static bool is_given_by_nic(const struct object *o)
{
	return !object_has(o, SECGROUP_A_MEMBER_MANUAL);
}

static bool is_default_quota(const struct object *o)
{
	static const uint64_t defaults[SECGROUP_QUOTA_MAX + 1] = {
		[SECGROUP_QUOTA_GROUPS_PER_NIC] = SECGROUP_GROUPS_PER_NIC_DEFAULT,
		[SECGROUP_QUOTA_RULES_PER_NIC] = SECGROUP_RULES_PER_NIC_DEFAULT,
		[SECGROUP_QUOTA_RULES] = SECGROUP_RULES_DEFAULT,
		[SECGROUP_QUOTA_ADDRESSES_PER_GROUP] = SECGROUP_ADDRESSES_PER_GROUP_DEFAULT,
		[SECGROUP_QUOTA_MEMBERS] = SECGROUP_MEMBERS_DEFAULT,
		[SECGROUP_QUOTA_NICS] = SECGROUP_NICS_DEFAULT,
		[SECGROUP_QUOTA_LIST_ENTRIES] = SECGROUP_LIST_ENTRIES_DEFAULT,
	};
	uint64_t quota = o->num[SECGROUP_A_QUOTA];

	return quota <= SECGROUP_QUOTA_MAX && o->num[SECGROUP_A_LIMIT] == defaults[quota];
}

/* A name stands before it is used. */
static const struct listing listings[] = {
	{ .get_cmd = SECGROUP_CMD_QUOTA_GET, .prefix = "quota set ", .skip = is_default_quota },
	{ .get_cmd = SECGROUP_CMD_LIST_GET, .prefix = "prefix-list add ", .skip = show_is_port_list },
	{ .get_cmd = SECGROUP_CMD_LIST_GET, .prefix = "port-list add ", .skip = show_is_prefix_list },
	{ .get_cmd = SECGROUP_CMD_GROUP_GET, .prefix = "group add " },
	{ .get_cmd = SECGROUP_CMD_RULE_GET, .prefix = "rule add " },
	{ .get_cmd = SECGROUP_CMD_MEMBER_GET, .prefix = "member add ", .skip = is_given_by_nic },
	{ .get_cmd = SECGROUP_CMD_NIC_GET, .prefix = "nic add " },
};

static int get_generation(struct nl *nl, uint64_t *generation)
{
	struct object status;
	int err = nl_get(nl, SECGROUP_CMD_STATUS_GET, NULL, &status);

	*generation = status.num[SECGROUP_A_GENERATION];
	object_clear(&status);
	if (err)
		say_error(command_line, "save", strerror(-err));
	return err;
}

/*
 * Each listing is of one generation or is asked for again; that all of them are of the same
 * one is known when it is the same before the first and after the last.
 */
static int list_all(FILE *f, struct nl *nl, uint64_t *generation, bool *consistent)
{
	/* Accounts are written wherever they are not "default", whatever -a says. */
	const struct options plain = { .oneline = true };
	uint64_t after = 0;
	int err = get_generation(nl, generation);

	fputs("version 1\n", f);
	for (size_t i = 0; !err && i < sizeof(listings) / sizeof(listings[0]); i++)
		err = show_text(f, nl, &plain, &listings[i]);
	fputs("end\n", f);
	if (!err)
		err = get_generation(nl, &after);
	*consistent = !err && *generation == after;
	return err;
}

char *policy_text(struct nl *nl, size_t *size, uint64_t *generation)
{
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		bool consistent = false;
		char *text = NULL;
		FILE *f = open_memstream(&text, size);
		int err = f ? list_all(f, nl, generation, &consistent) : -ENOMEM;

		if (!f || (show_close(f) && !err)) {
			err = -ENOMEM;
			say_error(command_line, "save", strerror(ENOMEM));
		}
		if (consistent && !err)
			return text;
		free(text);
		if (err)
			return NULL;
	}
	say_error(command_line, "save",
		  "the policy changes faster than it can be listed; try again");
	return NULL;
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			size -= n;
		}
	}
	return 0;
}

/* The rename itself must reach the disk too. */
static int sync_directory(const char *file)
{
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s", file);
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

/* After a power cut there is the old file or the new one, never a part of either. */
static int replace_file(const char *file, const char *text, size_t size)
{
	char temporary[PATH_MAX];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", file) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text, size);
	if (!err && fsync(fd))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(temporary, file))
		err = -errno;
	if (err)
		unlink(temporary);
	return err ? err : sync_directory(file);
}

/* A device, a pipe: there is nothing to replace. */
static int write_through(const char *file, const char *text, size_t size)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, text, size);
	if (close(fd) && !err)
		err = -errno;
	return err;
}

static int write_file(const char *file, const char *text, size_t size)
{
	char target[PATH_MAX];
	struct stat st;

	if (stat(file, &st))
		return replace_file(file, text, size);
	if (!S_ISREG(st.st_mode))
		return write_through(file, text, size);
	/* Not a link to the file, but the file. */
	return realpath(file, target) ? replace_file(target, text, size) : -errno;
}

static int write_policy(const char *file, const char *text, size_t size)
{
	struct complaint c;
	int err;

	if (!file || !strcmp(file, "-")) {
		fwrite(text, 1, size, stdout);
		return show_finish();
	}
	err = write_file(file, text, size);
	if (!err)
		return EXIT_DONE;
	complain(&c, "%.300s: %s", file, strerror(-err));
	say_error(command_line, "save", c.text);
	return EXIT_WRONG;
}

int cmd_save(const struct options *options, int argc, char **argv)
{
	int status = EXIT_REFUSED;
	uint64_t generation;
	struct nl *nl;
	size_t size;
	char *text;

	if (argc > 2) {
		say_error(command_line, "save", "only one file is written at a time");
		return EXIT_WRONG;
	}
	nl = cmd_connect(options);
	if (!nl)
		return EXIT_REFUSED;
	text = policy_text(nl, &size, &generation);
	if (text)
		status = write_policy(argc > 1 ? argv[1] : NULL, text, size);
	free(text);
	nl_close(nl);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * --confirm, and the command confirm.
 *
 * Before the change is made a guard is forked, with the policy as it was. It listens on an
 * abstract socket, whose name belongs to the network namespace as the policy does: so there is one
 * guard in a namespace at most, `sgctl confirm` finds it, and nothing stays behind when it ends. If
 * nobody connects in time it restores the old policy, and says so in the system's log, for the
 * terminal may be gone.
 *
 * If this process is killed before it can say how the change went, the guard looks
 * whether the generation has moved.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "confirm.h"
#include "value.h"

/* Of an abstract socket: its first byte is a NUL. */
static const char socket_name[] = "\0secgroup-confirm";

enum {
	OUTCOME_CHANGED = 'c',
	OUTCOME_REFUSED = 'r',
	CONFIRMED = 'k',
	READY = 'g',
};

static const struct place command_line = { NULL, 0 };

static int open_socket(struct sockaddr_un *addr, socklen_t *length)
{
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(addr->sun_path, socket_name, sizeof(socket_name) - 1);
	*length = offsetof(struct sockaddr_un, sun_path) + sizeof(socket_name) - 1;
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* Return: a listening socket, or -1 with errno. */
static int listen_for_confirmation(void)
{
	struct sockaddr_un addr;
	socklen_t length;
	int fd = open_socket(&addr, &length);

	if (fd < 0)
		return -1;
	if (!bind(fd, (struct sockaddr *)&addr, length) && !listen(fd, 1))
		return fd;
	close(fd);
	return -1;
}

/* Anybody in the namespace can connect: the word of the administrator counts. */
static bool is_administrator(int fd)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) && peer.uid == geteuid();
}

static bool take_confirmation(int listener)
{
	const char word = CONFIRMED;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	bool confirmed;

	if (fd < 0)
		return false;
	confirmed = is_administrator(fd);
	if (confirmed && send(fd, &word, 1, MSG_NOSIGNAL) < 0)
		syslog(LOG_INFO, "confirmed, but the confirmer did not wait: %s", strerror(errno));
	close(fd);
	return confirmed;
}

static uint64_t milliseconds(void)
{
	struct timespec now;

	/* A machine that sleeps does not wake up to a change that should be gone. */
	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static bool wait_for_confirmation(int listener, unsigned int seconds)
{
	uint64_t end = milliseconds() + seconds * 1000ULL, now;

	while ((now = milliseconds()) < end) {
		struct pollfd p = { .fd = listener, .events = POLLIN };

		if (poll(&p, 1, end - now < 1000 ? end - now : 1000) > 0 &&
		    take_confirmation(listener))
			return true;
	}
	return false;
}

/* Did the change come about? */
static bool learn_outcome(int fd, uint64_t generation)
{
	struct complaint c;
	struct nl *nl;
	bool changed;
	char word;
	ssize_t n;

	do
		n = read(fd, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1)
		return word == OUTCOME_CHANGED;
	nl = nl_open(NULL, &c);
	changed = !nl || nl_generation(nl) != generation;
	nl_close(nl);
	return changed;
}

/* What the tool says on stderr goes to the log. */
static int collect_errors(void)
{
	int fd = memfd_create("sgctl", MFD_CLOEXEC);

	if (fd >= 0)
		dup2(fd, STDERR_FILENO);
	return fd;
}

static void put_back(char *text, size_t size)
{
	const struct options plain = { .quiet = true };
	int errors = collect_errors();
	char why[512] = "";

	if (policy_restore(&plain, text, size) == EXIT_DONE) {
		syslog(LOG_NOTICE, "nobody confirmed the change: the old policy is back");
		return;
	}
	fflush(stderr);
	if (errors >= 0 && pread(errors, why, sizeof(why) - 1, 0) < 0)
		why[0] = '\0';
	syslog(LOG_ERR, "nobody confirmed the change, and the old policy cannot be put back: %s",
	       why);
}

static void guard(unsigned int seconds, int outcome, int listener, uint64_t generation,
		  char *text, size_t size)
{
	const char ready = READY;

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (chdir("/") || !freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout) ||
	    !freopen("/dev/null", "w", stderr))
		_exit(EXIT_WRONG);
	openlog("sgctl", LOG_PID, LOG_DAEMON);
	if (write(outcome, &ready, 1) != 1)
		_exit(EXIT_WRONG);
	if (learn_outcome(outcome, generation) &&
	    !wait_for_confirmation(listener, seconds)) {
		/* Who comes now comes too late, and is told so. */
		close(listener);
		put_back(text, size);
	}
	_exit(EXIT_DONE);
}

static bool start_guard(struct confirm *confirm, unsigned int seconds, struct nl *nl, int listener,
			char *text, size_t size)
{
	int ends[2];
	pid_t pid;
	char word;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		/* A transaction dies with its socket, so nobody else may hold that. */
		nl_close(nl);
		guard(seconds, ends[1], listener, confirm->generation, text, size);
	}
	close(ends[1]);
	confirm->guard = ends[0];
	/* Before it is in its own session it would die with the terminal. */
	if (pid > 0 && read(ends[0], &word, 1) == 1 && word == READY)
		return true;
	close(ends[0]);
	return false;
}

bool confirm_begin(struct confirm *confirm, const struct options *options, struct nl *nl)
{
	int listener = listen_for_confirmation();
	struct complaint c;
	char *text = NULL;
	size_t size;
	bool ok = false;

	if (listener < 0 && errno == EADDRINUSE)
		complain(&c, "another change waits for its confirmation (sgctl confirm)");
	else if (listener < 0)
		complain(&c, "opening a socket: %s", strerror(errno));
	else
		text = policy_text(nl, &size, &confirm->generation);
	if (listener < 0) {
		say_error(command_line, "--confirm", c.text);
	} else if (text) {
		ok = start_guard(confirm, options->confirm, nl, listener, text, size);
		if (!ok)
			say_error(command_line, "--confirm", strerror(errno));
	}
	if (listener >= 0)
		close(listener);
	free(text);
	return ok;
}

void confirm_end(struct confirm *confirm, bool changed)
{
	const char word = changed ? OUTCOME_CHANGED : OUTCOME_REFUSED;

	/* A guard that does not hear it finds out by itself. */
	if (send(confirm->guard, &word, 1, MSG_NOSIGNAL) < 0)
		say_error(command_line, "--confirm", strerror(errno));
	close(confirm->guard);
}

int cmd_confirm(const struct options *options, int argc, char **argv)
{
	struct nl *nl = argc == 1 ? cmd_connect(options) : NULL;
	struct sockaddr_un addr;
	socklen_t length;
	char word = 0;
	int fd;

	if (argc > 1) {
		say_error(command_line, "confirm", "nothing may follow");
		return EXIT_WRONG;
	}
	if (!nl)
		return EXIT_REFUSED;
	(void)argv;
	fd = open_socket(&addr, &length);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, length) || read(fd, &word, 1) < 0)
		word = 0;
	if (fd >= 0)
		close(fd);
	nl_close(nl);
	if (word == CONFIRMED)
		return EXIT_DONE;
	say_error(command_line, "confirm",
		  "no change waits for a confirmation: it was confirmed, or taken back");
	return EXIT_REFUSED;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * --confirm, and the command confirm.
 *
 * Before the change is made a guard is forked, with the policy as it was. It listens on a socket in
 * a directory that only the administrator can enter, so that nobody else can confirm, or stand in for
 * the guard. The socket is named after the network namespace: there is one guard in a namespace at
 * most, and `sgctl confirm` finds it. If nobody connects in time it restores the old policy, and
 * tries again for two minutes if that fails. It speaks to the system's log, for the terminal may be gone.
 *
 * If this process is killed before it can say how the change went, the guard looks
 * whether the generation has moved.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "confirm.h"
#include "value.h"

#define DIRECTORY	"/run/sgctl"
/* The last pause between attempts to put the old policy back, in seconds: each is twice the one before. */
#define PAUSE_MAX	64

enum {
	OUTCOME_CHANGED = 'c',
	OUTCOME_REFUSED = 'r',
	CONFIRMED = 'k',
	READY = 'g',
};

static const struct place command_line = { NULL, 0 };

/* The socket of this network namespace. Return: false with errno. */
static bool name_socket(struct sockaddr_un *addr)
{
	struct stat st;

	if (stat("/proc/thread-self/ns/net", &st))
		return false;
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(addr->sun_path, sizeof(addr->sun_path), DIRECTORY "/confirm.%ju", (uintmax_t)st.st_ino);
	return true;
}

/* Return: a descriptor of the directory, which is made if it is not there, or -1 with errno. */
static int open_directory(void)
{
	struct stat st;
	int fd;

	if (mkdir(DIRECTORY, 0700) && errno != EEXIST)
		return -1;
	fd = open(DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || (!fstat(fd, &st) && st.st_uid == geteuid() && !(st.st_mode & 077)))
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* What a guard that was killed has left. */
static void remove_dead(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) && errno == ECONNREFUSED)
		unlink(addr->sun_path);
	close(fd);
}

/* Return: a listening socket, or -1 with errno. */
static int listen_for_confirmation(void)
{
	int directory = open_directory();
	struct sockaddr_un addr;
	int fd = -1, err;

	if (directory < 0)
		return -1;
	/* Between two who begin at once: until the directory is closed. */
	if (!flock(directory, LOCK_EX) && name_socket(&addr)) {
		remove_dead(&addr);
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	}
	if (fd >= 0 && (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 1))) {
		err = errno;
		close(fd);
		errno = err;
		fd = -1;
	}
	err = errno;
	close(directory);
	errno = err;
	return fd;
}

/* The name goes first: what listens has one, or is about to end. */
static void stop_listening(int listener)
{
	struct sockaddr_un addr;

	if (name_socket(&addr))
		unlink(addr.sun_path);
	close(listener);
}

/* Who only looks whether anybody listens (remove_dead()) says nothing. */
static bool take_confirmation(int listener)
{
	const struct timeval patience = { .tv_sec = 1 };
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	bool confirmed;
	char word = 0;

	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	confirmed = recv(fd, &word, 1, 0) == 1 && word == CONFIRMED;
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

/* Once. Return: it is back; else @why says why not. */
static bool try_to_put_back(const char *text, size_t size, char *why, size_t room)
{
	const struct options plain = { .quiet = true };
	int errors = collect_errors();
	/* The words are cut out of it. */
	char *copy = malloc(size + 1);
	bool back = false;

	*why = '\0';
	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
		back = policy_restore(&plain, copy, size) == EXIT_DONE;
		free(copy);
	}
	fflush(stderr);
	if (errors >= 0) {
		ssize_t n = pread(errors, why, room - 1, 0);

		why[n > 0 ? n : 0] = '\0';
		close(errors);
	}
	return back;
}

static void put_back(const char *text, size_t size)
{
	char why[512];

	for (unsigned int pause = 1; pause <= PAUSE_MAX; pause *= 2) {
		if (try_to_put_back(text, size, why, sizeof(why))) {
			syslog(LOG_NOTICE, "nobody confirmed the change: the old policy is back");
			return;
		}
		syslog(LOG_ERR, "nobody confirmed the change, and the old policy cannot be put back yet: %s",
		       why);
		sleep(pause);
	}
	syslog(LOG_ERR, "nobody confirmed the change, and the old policy is not back: giving up");
}

/* Whatever else is open was the caller's: a lock, or a pipe whose reader waits for its end. */
static void close_others(int a, int b)
{
	for (int fd = STDERR_FILENO + 1; fd < (a > b ? a : b); fd++)
		if (fd != a && fd != b)
			close(fd);
	close_range((a > b ? a : b) + 1, ~0U, 0);
}

static void guard(unsigned int seconds, int outcome, int listener, uint64_t generation,
		  char *text, size_t size)
{
	const char ready = READY;
	bool late;

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (chdir("/") || !freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout) ||
	    !freopen("/dev/null", "w", stderr))
		_exit(EXIT_WRONG);
	close_others(outcome, listener);
	openlog("sgctl", LOG_PID, LOG_DAEMON);
	if (write(outcome, &ready, 1) != 1)
		_exit(EXIT_WRONG);
	late = learn_outcome(outcome, generation) && !wait_for_confirmation(listener, seconds);
	/* Who comes now comes too late, and is told so. */
	stop_listening(listener);
	if (late)
		put_back(text, size);
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
		complain(&c, "a socket in " DIRECTORY ", which has to be the administrator's alone: %s",
			 strerror(errno));
	else
		text = policy_text(nl, &size, &confirm->generation);
	if (listener < 0) {
		say_error(command_line, "--confirm", c.text);
	} else if (text) {
		ok = start_guard(confirm, options->confirm, nl, listener, text, size);
		if (!ok)
			say_error(command_line, "--confirm", strerror(errno));
	}
	if (ok)
		close(listener);
	else if (listener >= 0)
		stop_listening(listener);
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
	char word = CONFIRMED;
	int fd = -1;

	if (argc > 1) {
		say_error(command_line, "confirm", "nothing may follow");
		return EXIT_WRONG;
	}
	if (!nl)
		return EXIT_REFUSED;
	(void)argv;
	if (name_socket(&addr))
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    send(fd, &word, 1, MSG_NOSIGNAL) != 1 || read(fd, &word, 1) != 1)
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

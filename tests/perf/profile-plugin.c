// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for QEMU that counts how often each instruction of the guest's kernel runs: for tests/perf/profile.
 *
 * Its argument is dir=DIRECTORY. When a file "ask.0" is made there, it writes "counts.0", with a line for each address;
 * after that it waits for "ask.1", and so on. (A name that comes and goes is not safe in a directory that is shared
 * with a guest: each side remembers what it has seen.)
 *
 * QEMU's header qemu-plugin.h (docs/devel/tcg-plugins.rst describes it) is in no package of Debian 12: what is needed
 * of it, of version 1, is declared here.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT		__attribute__((visibility("default")))
#define ADD_U64		0

/* More addresses than a kernel runs through in such a guest; a power of two. */
#define SLOTS		(1U << 22)

/* Between two looks whether somebody asks, in microseconds. */
#define INTERVAL	20000

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*translated)(uint64_t id, struct qemu_plugin_tb *tb));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t n);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int op, void *ptr, uint64_t by);

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info_t *info, int argc, char **argv);

struct slot {
	uint64_t address;
	uint64_t count;
};

static struct slot *slots;
static const char *dir;

/* Open addressing; only the one processor's thread adds. */
static struct slot *find(uint64_t address)
{
	uint32_t n = address * 0x9e3779b97f4a7c15ULL >> 42;

	while (slots[n].address && slots[n].address != address)
		n = (n + 1) % SLOTS;
	slots[n].address = address;
	return &slots[n];
}

static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	struct qemu_plugin_insn *insn;
	uint64_t address;
	size_t i;

	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		address = qemu_plugin_insn_vaddr(insn);
		/* The kernel and its modules are in the last 4 GB. */
		if (address >> 32 == 0xffffffff)
			qemu_plugin_register_vcpu_insn_exec_inline(insn, ADD_U64, &find(address)->count, 1);
	}
}

static void path(char to[static 4096], const char *name, unsigned int n)
{
	snprintf(to, 4096, "%s/%s.%u", dir, name, n);
}

static void answer(unsigned int n)
{
	char unfinished[4096], finished[4096];
	FILE *file;
	size_t i;

	path(unfinished, "unfinished", n);
	path(finished, "counts", n);
	file = fopen(unfinished, "w");
	if (!file)
		abort();
	for (i = 0; i < SLOTS; i++)
		if (slots[i].count)
			fprintf(file, "%" PRIx64 " %" PRIu64 "\n", slots[i].address, slots[i].count);
	if (fclose(file) || rename(unfinished, finished))
		abort();
}

static void *serve(void *unused)
{
	unsigned int n = 0;
	char ask[4096];

	for (;;) {
		path(ask, "ask", n);
		if (access(ask, F_OK))
			usleep(INTERVAL);
		else
			answer(n++);
	}
	return NULL;
}

EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	pthread_t thread;

	if (argc != 1 || strncmp(argv[0], "dir=", 4)) {
		fputs("profile-plugin: the argument is dir=DIRECTORY\n", stderr);
		return -1;
	}
	dir = strdup(argv[0] + 4);
	slots = calloc(SLOTS, sizeof(*slots));
	if (!dir || !slots || pthread_create(&thread, NULL, serve, NULL))
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}

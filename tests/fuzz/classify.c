// SPDX-License-Identifier: GPL-2.0-only
/*
 * The compiler and classifier (module/core) against their stupid twin: the input is what the twin's
 * generator draws, first for the policy and then for the packets.
 */
#include <stdio.h>
#include "classify-twin.h"
#include "memory.h"

#define PACKETS	32

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct twin twin;
	u64 hits = 0;

	twin.bytes = data;
	twin.n_bytes = size;
	if (!twin_run(&twin, 1, PACKETS, &hits)) {
		fprintf(stderr, "classify: %s\n", twin.why);
		abort();
	}
	if (memory_held) {
		fprintf(stderr, "classify: %ld allocations are held\n", memory_held);
		abort();
	}
	return 0;
}

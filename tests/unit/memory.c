// SPDX-License-Identifier: GPL-2.0-only
#include "env-user.h"
#include "memory.h"

long memory_held;
long memory_left = -1;

void *secgroup_alloc(size_t bytes)
{
	void *p;

	if (!memory_left)
		return NULL;
	p = calloc(1, bytes);
	if (!p)
		return NULL;
	if (memory_left > 0)
		memory_left--;
	memory_held++;
	return p;
}

void secgroup_free(void *p)
{
	if (p)
		memory_held--;
	free(p);
}

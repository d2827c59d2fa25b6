/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core needs of its surroundings. The only file in core/ that includes a
 * header of the kernel; outside the kernel env-user.h says the same with libc.
 */
#ifndef _SECGROUP_CORE_ENV_H
#define _SECGROUP_CORE_ENV_H

#ifdef __KERNEL__

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/secgroup.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/types.h>

/* Zeroed memory, charged to who asks for it; NULL if there is none. Context: may sleep. */
static inline void *secgroup_alloc(size_t bytes)
{
	return kvzalloc(bytes, GFP_KERNEL_ACCOUNT);
}

/* Likewise, but it holds anything. */
static inline void *secgroup_alloc_unset(size_t bytes)
{
	return kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
}

/* Context: may sleep. */
static inline void secgroup_free(void *p)
{
	kvfree(p);
}

#else
#include "env-user.h"
#endif

#endif

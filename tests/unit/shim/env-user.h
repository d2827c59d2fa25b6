/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core's surroundings outside the kernel: env.h's names, said with libc.
 */
#ifndef _SECGROUP_ENV_USER_H
#define _SECGROUP_ENV_USER_H

#include <assert.h>
#include <errno.h>
#include <linux/secgroup.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define U16_MAX		UINT16_MAX
#define U32_MAX		UINT32_MAX
#define U64_MAX		UINT64_MAX

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define __rcu
#define rcu_dereference(p)	READ_ONCE(p)
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define OPTIMIZER_HIDE_VAR(x)	__asm__("" : "+r" (x))
#define noinline	__attribute__((noinline))
#define min(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })

#define WARN_ON_ONCE(bad)	do { if (bad) abort(); } while (0)

#define IS_ERR(p)	((uintptr_t)(p) >= (uintptr_t)-4095)
#define PTR_ERR(p)	((long)(p))
#define ERR_PTR(e)	((void *)(long)(e))

static inline void cond_resched(void)
{
}

/* To a multiple of a power of two. */
#define round_up(n, to)	(((n) + (to) - 1) & ~((__typeof__(n))(to) - 1))

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	unsigned long p = 1;

	while (p < n)
		p <<= 1;
	return p;
}

/* qsort() may not be given NULL, not even for nothing. @swap is never used. */
static inline void sort(void *base, size_t n, size_t size,
			int (*compare)(const void *, const void *), void *swap)
{
	(void)swap;
	if (n)
		qsort(base, n, size, compare);
}

/* Each test says what memory is: see memory.c. */
void *secgroup_alloc(size_t bytes);
void secgroup_free(void *p);

/* Anything but zeroes: who relies on these is found out. */
static inline void *secgroup_alloc_unset(size_t bytes)
{
	void *p = secgroup_alloc(bytes);

	return p ? memset(p, 0xa5, bytes) : NULL;
}

#endif

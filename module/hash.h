/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hashing of keys that strangers choose: addresses and ports.
 */
#ifndef _SECGROUP_HASH_H
#define _SECGROUP_HASH_H

#include <linux/types.h>

/* The longest key, in pairs of 32-bit words. */
#define SECGROUP_HASH_PAIRS	6

extern u64 secgroup_hash_keys[2 * SECGROUP_HASH_PAIRS + 1];

/**
 * secgroup_hash_init() - choose the keys
 *
 * Context: once, before anything is hashed.
 */
void secgroup_hash_init(void);

/**
 * secgroup_hash_sum() - begin to hash a key
 * @data: the key, as 32-bit words
 * @len: its length in bytes: a multiple of 8, at most 8 * SECGROUP_HASH_PAIRS
 *
 * Pair-multiply-shift for vectors (M. Thorup, "High Speed Hashing for Integers and Strings", 2015, 3.3):
 * strongly universal, so that who does not know the keys cannot choose colliding ones, as with jhash; and a
 * fourth of its instructions. By itself it leaves addresses in a row at equal distances, which for some
 * keys heaps them up in a few buckets; a rhashtable refuses what would make too long a chain while it
 * grows. So the sum is folded and multiplied once more: secgroup_hash_finish().
 *
 * Return: what is the same for all tables and seeds.
 */
static __always_inline u64 secgroup_hash_sum(const void *data, u32 len)
{
	const u64 *keys = secgroup_hash_keys;
	const u32 *words = data;
	u64 sum = keys[2 * SECGROUP_HASH_PAIRS];
	u32 i;

#pragma GCC unroll 6
	for (i = 0; i < len / sizeof(*words); i += 2)
		sum += (keys[i] + words[i + 1]) * (keys[i + 1] + words[i]);
	return sum;
}

/**
 * secgroup_hash_finish() - end with it
 * @sum: see secgroup_hash_sum()
 * @seed: of the table. It goes in before the last multiplication, for another seed has to part what one has heaped up
 *
 * Return: all 32 bits of which are good.
 */
static __always_inline u32 secgroup_hash_finish(u64 sum, u32 seed)
{
	sum += seed;
	sum = (sum ^ sum >> 32) * (secgroup_hash_keys[2 * SECGROUP_HASH_PAIRS] | 1);
	return sum >> 32;
}

/* Both at once, for &rhashtable_params.hashfn. */
static inline u32 secgroup_hash(const void *data, u32 len, u32 seed)
{
	return secgroup_hash_finish(secgroup_hash_sum(data, len), seed);
}

/**
 * secgroup_hash_differs() - compare keys
 * @key: one, as 64-bit words
 * @other: another
 * @len: length of both in bytes: a multiple of 8
 *
 * Inlined: a call of memcmp() takes four times as long. From the end, for what keys begin with they have in common.
 *
 * Return: 0 if they are equal.
 */
static __always_inline int secgroup_hash_differs(const void *key, const void *other, u32 len)
{
	const u64 *a = key, *b = other;
	u32 i;

#pragma GCC unroll 6
	for (i = len / sizeof(*a); i > 0; i--)
		if (a[i - 1] != b[i - 1])
			return 1;
	return 0;
}

#endif

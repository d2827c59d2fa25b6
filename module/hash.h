/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hashing of keys that strangers choose: addresses and ports.
 */
#ifndef _SECGROUP_HASH_H
#define _SECGROUP_HASH_H

#include <linux/rhashtable.h>
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
 * secgroup_hash() - hash a key
 * @data: the key, as 32-bit words
 * @len: its length in bytes: a multiple of 8, at most 8 * SECGROUP_HASH_PAIRS
 * @seed: of the table
 *
 * Pair-multiply-shift for vectors (M. Thorup, "High Speed Hashing for Integers and Strings", 2015, 3.3):
 * strongly universal, so that who does not know the keys cannot choose colliding ones, as with jhash; and a
 * fourth of its instructions. By itself it leaves addresses in a row at equal distances, which for some
 * keys heaps them up in a few buckets; a rhashtable refuses what would make too long a chain while it
 * grows. So the sum is folded and multiplied once more. The seed goes in before that, for another seed has
 * to part what one has heaped up.
 *
 * Return: all 32 bits of which are good.
 */
static inline u32 secgroup_hash(const void *data, u32 len, u32 seed)
{
	const u64 *keys = secgroup_hash_keys;
	const u32 *words = data;
	u64 sum = keys[2 * SECGROUP_HASH_PAIRS] ^ seed;
	u32 i;

#pragma GCC unroll 6
	for (i = 0; i < len / sizeof(*words); i += 2)
		sum += (keys[i] + words[i + 1]) * (keys[i + 1] + words[i]);
	sum = (sum ^ sum >> 32) * (keys[2 * SECGROUP_HASH_PAIRS] | 1);
	return sum >> 32;
}

/**
 * secgroup_hash_differs() - compare keys, for &rhashtable_params.obj_cmpfn
 * @arg: the key that is looked for, as 64-bit words
 * @key: that of an object
 * @len: length of both in bytes: a multiple of 8
 *
 * Inlined: a call of memcmp() takes four times as long. From the end, for what keys begin with they have in common.
 *
 * Return: 0 if they are equal.
 */
static __always_inline int secgroup_hash_differs(const struct rhashtable_compare_arg *arg, const void *key,
						 u32 len)
{
	const u64 *a = arg->key, *b = key;
	u32 i;

#pragma GCC unroll 6
	for (i = len / sizeof(*a); i > 0; i--)
		if (a[i - 1] != b[i - 1])
			return 1;
	return 0;
}

#endif

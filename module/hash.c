// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of the hash.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/random.h>
#include "hash.h"

u64 secgroup_hash_keys[2 * SECGROUP_HASH_PAIRS + 1] __read_mostly;

void __init secgroup_hash_init(void)
{
	get_random_bytes(secgroup_hash_keys, sizeof(secgroup_hash_keys));
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which addresses may be members: a Bloom filter (B. H. Bloom, "Space/Time Trade-offs in Hash Coding with Allowable
 * Errors", 1970) with one hash function.
 *
 * Most packets of most instances come from strangers. Of these it says so with a multiplication and one bit, where the
 * table of members would have to be looked through in vain. It has at least 8 bits for each address, so at most one
 * stranger in eight is looked up nevertheless. Who knows the table's addresses can find others of that kind: the hash
 * has no secret, for all that is lost is what the filter saves.
 */
#ifndef _SECGROUP_FILTER_H
#define _SECGROUP_FILTER_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/hash.h>
#include <linux/types.h>

/**
 * struct secgroup_filter - the filter
 * @shift: of a hash, to the number of a bit
 * @room: addresses that may still be added until another filter is due; under the writer mutex
 * @bits: 2^(64 - @shift). Only ever set
 */
struct secgroup_filter {
	unsigned int shift;
	u32 room;
	unsigned long bits[];
};

/* In its upper bits, which every bit of the address moves. */
static __always_inline u64 secgroup_filter_hash(u32 vpc, u64 hi, u64 lo)
{
	return (lo ^ (u64)vpc << 32 ^ hi * GOLDEN_RATIO_64) * GOLDEN_RATIO_64;
}

/**
 * secgroup_filter_may_have() - may an address have been added?
 * @filter: the filter
 * @vpc: number of the VPC
 * @hi: upper half of the address
 * @lo: lower half
 *
 * Context: any.
 * Return: false: it was not.
 */
static __always_inline bool secgroup_filter_may_have(const struct secgroup_filter *filter, u32 vpc, u64 hi, u64 lo)
{
	u64 bit = secgroup_filter_hash(vpc, hi, lo) >> filter->shift;

	return READ_ONCE(filter->bits[BIT_WORD(bit)]) & BIT_MASK(bit);
}

/* Add an address, while packets may be reading. Context: writer mutex. */
static inline void secgroup_filter_add(struct secgroup_filter *filter, u32 vpc, u64 hi, u64 lo)
{
	set_bit(secgroup_filter_hash(vpc, hi, lo) >> filter->shift, filter->bits);
}

/* Likewise, to a filter that nobody reads yet. */
static inline void secgroup_filter_add_early(struct secgroup_filter *filter, u32 vpc, u64 hi, u64 lo)
{
	__set_bit(secgroup_filter_hash(vpc, hi, lo) >> filter->shift, filter->bits);
}

#endif

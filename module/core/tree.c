// SPDX-License-Identifier: GPL-2.0-only
/*
 * From intervals to the tree in which they are searched. compile.c explains.
 */
#include "builder.h"

static u32 count_leaves(u32 n)
{
	return (n + SECGROUP_BLOCK_INTERVALS - 1) / SECGROUP_BLOCK_INTERVALS;
}

/* How many levels @n intervals make; one interval needs no tree. */
static u32 count_levels(u32 n)
{
	u32 levels = 1, nodes;

	if (n == 1)
		return 0;
	for (nodes = count_leaves(n); nodes > 1; levels++)
		nodes = (nodes + SECGROUP_BLOCK_KEYS - 1) / SECGROUP_BLOCK_KEYS;
	return levels;
}

/* The number of the first leaf. */
static u32 first_leaf(u32 levels)
{
	u32 first = 0;

	while (--levels)
		first = first * SECGROUP_BLOCK_KEYS + 1;
	return first;
}

u32 secgroup_tree_length(u32 n)
{
	u32 levels = count_levels(n);

	return levels ? first_leaf(levels) + count_leaves(n) : 0;
}

static void fill_leaves(union secgroup_block *leaves, const struct secgroup_interval *intervals, u32 n)
{
	const struct secgroup_interval filler = { U32_MAX, intervals[n - 1].value };
	u32 i;

	for (i = 0; i < count_leaves(n) * SECGROUP_BLOCK_INTERVALS; i++) {
		leaves[i / SECGROUP_BLOCK_INTERVALS].intervals[i % SECGROUP_BLOCK_INTERVALS] =
			i < n ? intervals[i] : filler;
		secgroup_breathe(i);
	}
}

/* The nodes of an inner level, of which every key stands for @span intervals. */
static void fill_keys(union secgroup_block *nodes, const struct secgroup_interval *intervals, u32 n, u32 span)
{
	u32 i;

	for (i = 0; i * span < n || i % SECGROUP_BLOCK_KEYS; i++) {
		nodes[i / SECGROUP_BLOCK_KEYS].keys[i % SECGROUP_BLOCK_KEYS] =
			i * span < n ? intervals[i * span].start - 1 : U32_MAX;
		secgroup_breathe(i);
	}
}

struct secgroup_map secgroup_tree_build(struct secgroup_builder *b, u32 n)
{
	struct secgroup_map map = { .first = b->used.blocks, .levels = count_levels(n) };
	union secgroup_block *root = b->prog->blocks + map.first;
	u32 first, span;

	if (!map.levels)
		return (struct secgroup_map){ .first = b->intervals[0].value };
	first = first_leaf(map.levels);
	fill_leaves(root + first, b->intervals, n);
	for (span = SECGROUP_BLOCK_INTERVALS; first; span *= SECGROUP_BLOCK_KEYS) {
		first /= SECGROUP_BLOCK_KEYS;
		fill_keys(root + first, b->intervals, n, span);
	}
	b->used.blocks += secgroup_tree_length(n);
	return map;
}

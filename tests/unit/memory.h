/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core's memory, counted, and failing on demand.
 */
#ifndef _SECGROUP_TEST_MEMORY_H
#define _SECGROUP_TEST_MEMORY_H

/* Allocations that have not been freed. */
extern long memory_held;
/* So many allocations succeed from now on and the next ones fail; negative: none fails. */
extern long memory_left;

#endif

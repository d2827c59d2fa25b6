/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who counts references to a queue of fragments. Newer kernels lend the queue to whoever looks it
 * up, and have the references that inet_frag_kill() takes away dropped by its caller; older ones
 * drop these at once and give the finder one of his own.
 */
#ifndef _SECGROUP_COMPAT_INET_FRAG_H
#define _SECGROUP_COMPAT_INET_FRAG_H

#include_next <net/inet_frag.h>

/**
 * secgroup_compat_frag_kill() - take a queue out of the table and stop its timer
 * @q: the queue, locked
 * @refs: of it that secgroup_compat_frag_put() has to drop: from 0 for who looked it up, from 1
 *	in its timer
 */
static inline void secgroup_compat_frag_kill(struct inet_frag_queue *q, int *refs)
{
#ifdef SECGROUP_HAVE_INET_FRAG_PUTN
	inet_frag_kill(q, refs);
#else
	inet_frag_kill(q);
#endif
}

/* The last use of a queue by who looked it up, or by its timer. */
static inline void secgroup_compat_frag_put(struct inet_frag_queue *q, int refs)
{
#ifdef SECGROUP_HAVE_INET_FRAG_PUTN
	inet_frag_putn(q, refs);
#else
	inet_frag_put(q);
#endif
}

#endif

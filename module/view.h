/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The view: everything that packets are judged by, as of one generation (D-5).
 *
 * A packet reads secgroup_net.view once per judgement and finds the rest from there. A commit
 * makes the next view, sharing what it did not change, and swaps the pointer; nothing
 * in a view changes after that but the epoch words and the end of a membership,
 * which only ever move a judgement from "remembered" to "made anew", or are not
 * visible to the generation that reads them.
 */
#ifndef _SECGROUP_VIEW_H
#define _SECGROUP_VIEW_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include "core/program.h"

struct secgroup_grace;
struct secgroup_nic_config;

/**
 * struct secgroup_retired - in an object that waits for a grace period
 * @list: in &secgroup_net.retired
 * @free: frees the object; process context, under the writer mutex
 */
struct secgroup_retired {
	struct list_head list;
	void (*free)(struct secgroup_retired *retired);
};

/**
 * struct secgroup_judge - a compiled program and its age
 * @program: see core/program.h
 * @audit: the same as if rules of state audit were enabled, or NULL: there are none
 * @epoch: generation of the latest change to its rules, or to who is in a group that it names.
 *	Advanced with WRITE_ONCE() before the view that makes it so is published
 * @users: the set whose it is, and every &struct secgroup_before; under the writer mutex
 * @retired: waits for a grace period
 *
 * One per distinct set of groups, NIC type and generation; NICs that wear the same set share it.
 */
struct secgroup_judge {
	struct secgroup_program *program;
	struct secgroup_program *audit;
	u64 epoch;
	u32 users;
	struct secgroup_retired retired;
};

/**
 * struct secgroup_nic_view - what a view knows of one NIC
 * @judge: index into &secgroup_view.judges
 * @epoch: generation of the latest change to the NIC's own settings (its groups, VPC, type or side)
 * @vpc: number of its VPC: the space in which its remote addresses are looked up
 * @side: enum secgroup_side: which hook is which direction
 * @tracking: enum secgroup_tracking
 * @is_simple: no rule of state audit, not tracked strictly: its packets may take the fast path
 * @kept_from: sessions that were judged by this generation
 * @kept_to: up to this one are kept, whatever policy says (P-24); 0: none are
 * @grace: policies that judged it before graceful commits, or NULL: see grace.c
 * @config: all of its settings; retired after the last view that has them
 *
 * The slot of a NIC that is not in the view has @judge U32_MAX.
 */
struct secgroup_nic_view {
	u64 epoch;
	u32 judge;
	u32 vpc;
	u8 side;
	u8 tracking;
	bool is_simple;
	u64 kept_from;
	u64 kept_to;
	struct secgroup_grace *grace;
	const struct secgroup_nic_config *config;
};

/**
 * struct secgroup_view - one generation of policy
 * @generation: its number
 * @judges: by slot; holes are NULL
 * @nics: by &secgroup_nic.slot
 * @n_judges: length of @judges
 * @n_nics: length of @nics
 * @retired: waits for a grace period
 *
 * Immutable and RCU-freed.
 */
struct secgroup_view {
	u64 generation;
	struct secgroup_judge **judges;
	struct secgroup_nic_view *nics;
	u32 n_judges;
	u32 n_nics;
	struct secgroup_retired retired;
};

/* Is the NIC in this view? Else it is being attached or has been detached, and is not judged. */
static inline bool secgroup_view_has_nic(const struct secgroup_view *view, u32 slot)
{
	return slot < view->n_nics && view->nics[slot].judge != U32_MAX;
}

/**
 * secgroup_view_nic() - a NIC as of a view
 * @view: the view
 * @slot: the NIC's slot
 *
 * Return: NULL if it is not in this view.
 */
static inline const struct secgroup_nic_view *
secgroup_view_nic(const struct secgroup_view *view, u32 slot)
{
	return secgroup_view_has_nic(view, slot) ? &view->nics[slot] : NULL;
}

#endif

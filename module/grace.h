/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a graceful commit leaves behind (P-24). See grace.c.
 */
#ifndef _SECGROUP_GRACE_H
#define _SECGROUP_GRACE_H

#include <linux/jiffies.h>
#include "view.h"

/* For so long the flows without state that a graceful commit has cut may come back. */
#define SECGROUP_GRACE		(60 * HZ)

/**
 * struct secgroup_before - what judged a NIC until a graceful commit
 * @judge: a reference
 * @generation: of the policy
 * @until: in jiffies: after that it is not asked any more
 * @vpc: number of the NIC's VPC
 */
struct secgroup_before {
	struct secgroup_judge *judge;
	u64 generation;
	u64 until;
	u32 vpc;
};

/**
 * struct secgroup_grace - the policies that may still be asked about a NIC's flows
 * @refs: views that have it; under the writer mutex
 * @n: length of @before
 * @before: the oldest first
 *
 * Immutable but for @refs, and shared by the views from one graceful commit to the next.
 */
struct secgroup_grace {
	u32 refs;
	u32 n;
	struct secgroup_before before[];
};

/* Context of all that follow: writer mutex. */

/**
 * secgroup_grace_inherit() - what a NIC takes over from the view that is published
 * @old: that view
 * @slot: the NIC's
 * @nv: the NIC as of the next view, whose generation is one more; kept_from, kept_to and grace
 *	are filled in
 * @touched: the commit changes what judges the NIC
 * @graceful: and is graceful
 *
 * Return: 0 or -ENOMEM.
 */
int secgroup_grace_inherit(const struct secgroup_view *old, u32 slot, struct secgroup_nic_view *nv,
			   bool touched, bool graceful);

/* A view that has it is going; takes NULL. No packet reads it any more. */
void secgroup_grace_put(struct secgroup_grace *grace);

/**
 * secgroup_grace_oldest() - the oldest generation that a packet may be judged by
 * @view: the published view
 */
u64 secgroup_grace_oldest(const struct secgroup_view *view);

#endif

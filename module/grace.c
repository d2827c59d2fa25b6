// SPDX-License-Identifier: GPL-2.0-only
/*
 * Graceful commits (P-24): what they would cut goes on.
 *
 * A session goes on by its stamp (D-3). Each NIC has a range of generations, [kept_from, kept_to],
 * empty at first. A graceful commit that touches the NIC extends it up to the outgoing
 * generation; it begins with the epoch before the first such commit. A session that was judged in
 * that range was accepted by a policy that only graceful commits have replaced, and is not asked
 * again. What is older waits to be judged by the outgoing policy: that is done before the swap
 * (secgroup_stateful_settle()). The next commit that touches the NIC and is not graceful
 * empties the range.
 *
 *	generation	5	6	7	8	9
 *	commit		plain	graceful plain	graceful plain
 *	touches		the NIC	the NIC	another	the NIC	the NIC
 *	range		-	[5, 5]	[5, 5]	[5, 7]	-
 *
 * A flow without a session (P-28) has left no trace, so the policy is kept instead that accepted
 * both its directions. For 60 s it is asked about packets that have no session and that today's
 * policy does not let pass without one; if it accepts both ways, the packet opens a session, with
 * that policy's generation for its stamp, so it is kept like the others. For that the program, the
 * rules in it and the memberships of its generation stay; at most BEFORES_MAX policies of each
 * NIC, of which then the oldest is given up first.
 */
#include <linux/slab.h>
#include "grace.h"
#include "set.h"

/* As many graceful commits within a minute are remembered. Each may hold a program. */
#define BEFORES_MAX	16

static void before_add(struct secgroup_grace *grace, const struct secgroup_before *before)
{
	grace->before[grace->n++] = *before;
	secgroup_judge_get(before->judge);
}

static u32 first_alive(const struct secgroup_grace *grace)
{
	u64 now = get_jiffies_64();
	u32 i = 0;

	while (grace && i < grace->n && time_after_eq64(now, grace->before[i].until))
		i++;
	return i;
}

/*
 * A copy of what is still alive, and one more; the last BEFORES_MAX of them.
 * Return: NULL if there is nothing, or an ERR_PTR.
 */
static struct secgroup_grace *extend(struct secgroup_grace *old,
				     const struct secgroup_before *more)
{
	u32 i = first_alive(old), n = old ? old->n - i : 0;
	struct secgroup_grace *grace;

	if (more && n == BEFORES_MAX) {
		i++;
		n--;
	}
	if (!n && !more)
		return NULL;
	if (!i && !more) {
		old->refs++;
		return old;
	}
	grace = kzalloc(struct_size(grace, before, n + 1), GFP_KERNEL_ACCOUNT);
	if (!grace)
		return ERR_PTR(-ENOMEM);
	grace->refs = 1;
	while (n--)
		before_add(grace, &old->before[i++]);
	if (more)
		before_add(grace, more);
	return grace;
}

int secgroup_grace_inherit(const struct secgroup_view *old, u32 slot, struct secgroup_nic_view *nv,
			   bool touched, bool graceful)
{
	const struct secgroup_nic_view *was = secgroup_view_nic(old, slot);
	struct secgroup_before before;
	bool stateless;

	/* From another side all flows look different. */
	if (!was || was->side != nv->side || (touched && !graceful))
		return 0;
	before = (struct secgroup_before){
		.judge = old->judges[was->judge],
		.generation = old->generation,
		.until = get_jiffies_64() + SECGROUP_GRACE,
		.vpc = was->vpc,
	};
	nv->kept_from = was->kept_from;
	nv->kept_to = was->kept_to;
	if (touched) {
		if (!was->kept_to)
			nv->kept_from = max(before.judge->epoch, was->epoch);
		nv->kept_to = old->generation;
	}
	stateless = touched && was->tracking == SECGROUP_TRACKING_AUTO;
	nv->grace = extend(was->grace, stateless ? &before : NULL);
	if (!IS_ERR(nv->grace))
		return 0;
	nv->grace = NULL;
	return -ENOMEM;
}

void secgroup_grace_put(struct secgroup_grace *grace)
{
	u32 i;

	if (!grace || --grace->refs)
		return;
	for (i = 0; i < grace->n; i++)
		secgroup_judge_put(grace->before[i].judge);
	kfree(grace);
}

u64 secgroup_grace_oldest(const struct secgroup_view *view)
{
	u64 oldest = view->generation;
	u32 slot;

	for (slot = 0; slot < view->n_nics; slot++)
		if (view->nics[slot].grace)
			oldest = min(oldest, view->nics[slot].grace->before[0].generation);
	return oldest;
}

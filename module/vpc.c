// SPDX-License-Identifier: GPL-2.0-only
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "net.h"
#include "vpc.h"

static int compare_name(const void *name, const struct rb_node *node)
{
	return strcmp(name, rb_entry(node, struct secgroup_vpc, node)->name);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return compare_name(rb_entry(a, struct secgroup_vpc, node)->name, b) < 0;
}

struct secgroup_vpc *secgroup_vpc_make(struct secgroup_net *sn, const char *name)
{
	struct rb_node *node;
	struct secgroup_vpc *vpc;
	int err;

	lockdep_assert_held(&sn->mutex);
	node = rb_find(name, &sn->vpcs, compare_name);
	if (node)
		return rb_entry(node, struct secgroup_vpc, node);

	vpc = kzalloc(sizeof(*vpc), GFP_KERNEL_ACCOUNT);
	if (!vpc)
		return ERR_PTR(-ENOMEM);
	strscpy(vpc->name, name, sizeof(vpc->name));
	/* Cyclic: a number does not come back while memberships that carry it are being purged. */
	err = xa_alloc_cyclic(&sn->vpc_numbers, &vpc->number, vpc, xa_limit_32b,
			      &sn->next_vpc, GFP_KERNEL_ACCOUNT);
	if (err < 0) {
		kfree(vpc);
		return ERR_PTR(err);
	}
	rb_add(&vpc->node, &sn->vpcs, less);
	return vpc;
}

void secgroup_vpc_get(struct secgroup_vpc *vpc)
{
	if (vpc)
		vpc->refs++;
}

void secgroup_vpc_put(struct secgroup_vpc *vpc)
{
	if (vpc)
		vpc->refs--;
}

void secgroup_vpc_sweep(struct secgroup_net *sn)
{
	struct secgroup_vpc *vpc;
	unsigned long number;

	lockdep_assert_held(&sn->mutex);
	xa_for_each(&sn->vpc_numbers, number, vpc) {
		if (vpc->refs)
			continue;
		xa_erase(&sn->vpc_numbers, number);
		rb_erase(&vpc->node, &sn->vpcs);
		kfree(vpc);
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VPCs: address spaces. One exists while a group or a NIC is in it.
 */
#ifndef _SECGROUP_VPC_H
#define _SECGROUP_VPC_H

#include <linux/rbtree.h>
#include <linux/types.h>
#include <linux/secgroup.h>

struct secgroup_net;

/* The classic network's number; a NULL VPC stands for it. */
#define SECGROUP_VPC_CLASSIC	0

/**
 * struct secgroup_vpc - one VPC; everything under the writer mutex
 * @node: in &secgroup_net.vpcs
 * @number: in the memberships' keys; not 0
 * @refs: groups and NICs in it. At 0 it stays until secgroup_vpc_sweep(), so that
 *	undoing a change cannot fail
 * @name: its name
 */
struct secgroup_vpc {
	struct rb_node node;
	u32 number;
	u32 refs;
	char name[SECGROUP_NAME_MAX + 1];
};

static inline u32 secgroup_vpc_number(const struct secgroup_vpc *vpc)
{
	return vpc ? vpc->number : SECGROUP_VPC_CLASSIC;
}

/**
 * secgroup_vpc_make() - find a VPC, or make it
 * @sn: the namespace
 * @name: a valid name
 *
 * The caller takes its own reference by secgroup_vpc_get() if it keeps the VPC beyond the
 * transaction.
 *
 * Context: writer mutex.
 * Return: the VPC or ERR_PTR(-ENOMEM).
 */
struct secgroup_vpc *secgroup_vpc_make(struct secgroup_net *sn, const char *name);

/* Both take NULL. Context: writer mutex. */
void secgroup_vpc_get(struct secgroup_vpc *vpc);
void secgroup_vpc_put(struct secgroup_vpc *vpc);

/* Free those without references: at the end of a transaction. Context: writer mutex. */
void secgroup_vpc_sweep(struct secgroup_net *sn);

#endif

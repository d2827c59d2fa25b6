/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Quotas: how much there may be of everything (P-70).
 */
#ifndef _SECGROUP_QUOTA_H
#define _SECGROUP_QUOTA_H

#include <linux/types.h>
#include <linux/secgroup.h>

struct netlink_ext_ack;
struct secgroup_net;
struct secgroup_txn;

/* A message of a dump must have room for the names of a NIC's groups. */
#define SECGROUP_GROUPS_PER_NIC_MAX	1024

/* Put all quotas of a namespace to their defaults. */
void secgroup_quotas_init(struct secgroup_net *sn);

/* What a quota is without QUOTA_SET. */
u32 secgroup_quota_default(enum secgroup_quota quota);

/**
 * secgroup_quota_used() - how much of a quota is used
 * @sn: the namespace
 * @quota: which
 * @used: output
 *
 * Context: writer mutex.
 * Return: false if it is counted per NIC, group or list.
 */
bool secgroup_quota_used(const struct secgroup_net *sn, enum secgroup_quota quota, u32 *used);

/**
 * secgroup_quota_check() - is this still allowed?
 * @sn: the namespace
 * @quota: which
 * @n: how many there would be
 * @extack: why not
 *
 * Context: writer mutex.
 * Return: 0 or -ENOSPC.
 */
int secgroup_quota_check(const struct secgroup_net *sn, enum secgroup_quota quota, u32 n,
			 struct netlink_ext_ack *extack);

/**
 * secgroup_quotas_check() - are the stores as a whole within the quotas?
 * @txn: the transaction; its culprit is set if one of its messages is too much
 * @extack: why not
 *
 * At the end of a transaction, so that it does not matter in which order it adds, removes
 * and changes quotas. What counts for a NIC's program is checked where that is compiled.
 *
 * Context: writer mutex.
 * Return: 0 or -ENOSPC.
 */
int secgroup_quotas_check(struct secgroup_txn *txn, struct netlink_ext_ack *extack);

/**
 * secgroup_quotas_bound() - may this transaction go on?
 * @txn: the transaction
 * @extack: why not
 *
 * In its middle there may be more than at its end, up to twice the quotas: a file with far too
 * much in it is to be refused before it exhausts the memory.
 *
 * Context: writer mutex.
 * Return: 0 or -ENOSPC.
 */
int secgroup_quotas_bound(struct secgroup_txn *txn, struct netlink_ext_ack *extack);

#endif

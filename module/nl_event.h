/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events on the multicast group "events".
 */
#ifndef _SECGROUP_NL_EVENT_H
#define _SECGROUP_NL_EVENT_H

#include <linux/types.h>

struct secgroup_nic;
struct secgroup_txn;

/**
 * secgroup_nl_event_send() - report a commit
 * @txn: published, its changes not yet freed
 * @generation: that it made
 *
 * A reader that misses an event, for lack of memory or of room in its socket, sees ENOBUFS.
 *
 * Context: writer mutex.
 */
void secgroup_nl_event_send(struct secgroup_txn *txn, u64 generation);

/* Report of a NIC what no commit did, enum secgroup_event. Context: writer mutex. */
void secgroup_nl_event_nic(struct secgroup_nic *nic, u8 event);

#endif

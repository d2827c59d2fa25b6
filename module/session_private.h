/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes of sessions, for stateful.c, which makes them.
 *
 * Context of all, but for secgroup_session_each(): RCU read side, BH disabled or process context.
 */
#ifndef _SECGROUP_SESSION_PRIVATE_H
#define _SECGROUP_SESSION_PRIVATE_H

#include "session.h"

/* The node of a flow, or NULL. Its entry may be dead. */
struct secgroup_session *secgroup_session_find(struct secgroup_net *sn, const struct secgroup_flow *flow);

/* The NIC of a session. Of one that was taken out of the table a moment ago it may be another, or NULL. */
struct secgroup_nic *secgroup_session_nic(struct secgroup_net *sn, const struct secgroup_session *s);

/* A node that is in no table, with anything in it; NULL if there is no memory. */
struct secgroup_session *secgroup_session_alloc(void);

/* Free a node that is in no table, or not any more, and give back its references. */
void secgroup_session_release(struct secgroup_session *s);

/**
 * secgroup_session_remember() - a policy has accepted what opened a session
 * @s: the session
 * @generation: of the policy
 * @rule: by which it did, or NULL. A reference is taken, unless the rule is on its way out
 */
void secgroup_session_remember(struct secgroup_session *s, u64 generation, struct secgroup_rule *rule);

/**
 * secgroup_session_insert() - put a node into the table
 * @sn: namespace
 * @s: the node, complete; the table's from then on if it is returned
 *
 * Return: @s; or the node that is there already, of the same entry; or an ERR_PTR: -EEXIST if it is of
 * another entry that lives, or what rhashtable says.
 */
struct secgroup_session *secgroup_session_insert(struct secgroup_net *sn, struct secgroup_session *s);

/* Take a node out of the table, if nobody else did; it is released after a grace period. */
void secgroup_session_forget(struct secgroup_net *sn, struct secgroup_session *s);

/**
 * secgroup_session_each() - call a function for all sessions
 * @sn: namespace
 * @fn: called under RCU, may not sleep; it may forget the session
 * @arg: for @fn
 *
 * Each that is there from the beginning to the end is met, some of them twice. (A table that is resized is walked from
 * the beginning, after what is left of the old one.)
 *
 * Context: may sleep.
 */
void secgroup_session_each(struct secgroup_net *sn, void (*fn)(struct secgroup_session *s, void *arg), void *arg);

#endif

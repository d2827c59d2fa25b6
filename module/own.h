/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is a device's own: its MAC and addresses, which a NIC of side host may use (P-60).
 */
#ifndef _SECGROUP_OWN_H
#define _SECGROUP_OWN_H

struct net_device;
struct secgroup_nic;

/**
 * secgroup_own_follow() - know the MAC and the addresses of a NIC's device from now on
 * @nic: a NIC, with a device or pending
 *
 * Again for one that does so already: nothing happens. It ends with the NIC.
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int secgroup_own_follow(struct secgroup_nic *nic);

/*
 * A NIC gets another device, of which changes are told already: if it follows, know this one.
 * Context: RTNL. Return: 0 or -ENOMEM.
 */
int secgroup_own_attach(struct secgroup_nic *nic, const struct net_device *dev);

/* The NIC is being freed: so is what it knew. */
void secgroup_own_forget(struct secgroup_nic *nic);

int secgroup_own_init(void);
void secgroup_own_exit(void);

#endif

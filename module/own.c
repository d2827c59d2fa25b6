// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifiers tell of every change, some of them holding RTNL, those of IPv6 in any context; none
 * may take the writer mutex (D-5). So this is not part of a view: it is a state of the device, as
 * the neighbours see it, not policy. Each change makes a new identity from the device's lists and
 * replaces the old one at once. If there is no memory for it the device has none, and what is
 * checked against it is dropped until the next change.
 */
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include "identity.h"
#include "net.h"
#include "nic.h"
#include "own.h"
#include "packet.h"

static u32 count_v4(const struct net_device *dev)
{
	const struct in_device *in = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;
	u32 n = 0;

	if (in)
		in_dev_for_each_ifa_rcu(ifa, in)
			n++;
	return n;
}

/* No more than there is room for: if the list has grown since, the next notice is on its way. */
static void add_v4(struct secgroup_identity *own, const struct net_device *dev, u32 room)
{
	const struct in_device *in = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in)
		return;
	in_dev_for_each_ifa_rcu(ifa, in)
		if (own->n_addrs < room)
			own->addrs[own->n_addrs++] = secgroup_addr_v4(ntohl(ifa->ifa_local));
}

#if IS_ENABLED(CONFIG_IPV6)
static u32 count_v6(const struct net_device *dev)
{
	struct inet6_dev *in = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;
	u32 n = 0;

	if (!in)
		return 0;
	read_lock_bh(&in->lock);
	list_for_each_entry(ifa, &in->addr_list, if_list)
		n++;
	read_unlock_bh(&in->lock);
	return n;
}

/* One that goes down with the device is told of before it is off the list. */
static void add_v6(struct secgroup_identity *own, const struct net_device *dev, u32 room)
{
	struct inet6_dev *in = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!in)
		return;
	read_lock_bh(&in->lock);
	list_for_each_entry(ifa, &in->addr_list, if_list)
		if (own->n_addrs < room && ifa->state != INET6_IFADDR_STATE_DEAD)
			own->addrs[own->n_addrs++] = secgroup_addr_v6(&ifa->addr);
	read_unlock_bh(&in->lock);
}
#else
static u32 count_v6(const struct net_device *dev)
{
	return 0;
}

static void add_v6(struct secgroup_identity *own, const struct net_device *dev, u32 room)
{
}
#endif

static struct secgroup_identity *identity_of(const struct net_device *dev)
{
	u32 room = count_v4(dev) + count_v6(dev);
	struct secgroup_identity *own = secgroup_identity_alloc(1, room, 0, GFP_ATOMIC);

	if (!own)
		return NULL;
	own->macs[own->n_macs++] = ether_addr_to_u64(dev->dev_addr);
	add_v4(own, dev, room);
	add_v6(own, dev, room);
	secgroup_identity_prepare(own);
	return own;
}

/* The lock keeps an older state from replacing a newer one. */
static int refresh(struct secgroup_nic *nic, const struct net_device *dev)
{
	struct secgroup_identity *own, *old;

	spin_lock_bh(&nic->own_lock);
	rcu_read_lock();
	own = identity_of(dev);
	rcu_read_unlock();
	old = rcu_replace_pointer(nic->own, own, lockdep_is_held(&nic->own_lock));
	spin_unlock_bh(&nic->own_lock);
	if (old)
		kvfree_rcu(old, rcu);
	return own ? 0 : -ENOMEM;
}

int secgroup_own_follow(struct secgroup_nic *nic)
{
	ASSERT_RTNL();
	if (nic->follows && rcu_access_pointer(nic->own))
		return 0;
	/* First: what changes from here on is told. */
	WRITE_ONCE(nic->follows, true);
	return nic->dev ? refresh(nic, nic->dev) : 0;
}

int secgroup_own_attach(struct secgroup_nic *nic, const struct net_device *dev)
{
	ASSERT_RTNL();
	return nic->follows ? refresh(nic, dev) : 0;
}

void secgroup_own_forget(struct secgroup_nic *nic)
{
	kvfree(rcu_dereference_protected(nic->own, secgroup_net_locked(nic->sn)));
}

static void device_changed(const struct net_device *dev)
{
	struct secgroup_nic *nic;

	rcu_read_lock();
	nic = xa_load(&secgroup_net_get(dev_net(dev))->attached, dev->ifindex);
	if (nic && READ_ONCE(nic->follows))
		refresh(nic, dev);
	rcu_read_unlock();
}

static int mac_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	if (event == NETDEV_CHANGEADDR)
		device_changed(netdev_notifier_info_to_dev(ptr));
	return NOTIFY_DONE;
}

static int inet_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	device_changed(ifa->ifa_dev->dev);
	return NOTIFY_DONE;
}

static struct notifier_block mac_notifier = {
	.notifier_call = mac_event,
};

static struct notifier_block inet_notifier = {
	.notifier_call = inet_event,
};

#if IS_ENABLED(CONFIG_IPV6)
static int inet6_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	const struct inet6_ifaddr *ifa = ptr;

	device_changed(ifa->idev->dev);
	return NOTIFY_DONE;
}

static struct notifier_block inet6_notifier = {
	.notifier_call = inet6_event,
};
#endif

int secgroup_own_init(void)
{
	int err;

	err = register_netdevice_notifier(&mac_notifier);
	if (err)
		return err;
	err = register_inetaddr_notifier(&inet_notifier);
	if (err)
		goto no_inet;
#if IS_ENABLED(CONFIG_IPV6)
	err = register_inet6addr_notifier(&inet6_notifier);
	if (err)
		goto no_inet6;
#endif
	return 0;

#if IS_ENABLED(CONFIG_IPV6)
no_inet6:
	unregister_inetaddr_notifier(&inet_notifier);
#endif
no_inet:
	unregister_netdevice_notifier(&mac_notifier);
	return err;
}

void secgroup_own_exit(void)
{
#if IS_ENABLED(CONFIG_IPV6)
	unregister_inet6addr_notifier(&inet6_notifier);
#endif
	unregister_inetaddr_notifier(&inet_notifier);
	unregister_netdevice_notifier(&mac_notifier);
}

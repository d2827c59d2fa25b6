// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pending NIC is in the policy, and in the view, without a device. When one of its name
 * appears the notifier, which holds RTNL and must not wait for a commit, only has to register
 * hooks; if it cannot, the device does not get the name, or does not go up. When the device goes
 * the NIC waits for the next. One that is renamed stays with its NIC, and no other
 * device can have the name meanwhile.
 *
 * A NIC whose name ends in "*" is a pattern. Devices that match it and are not attached to a NIC
 * of their own are closed: hooks that drop everything. The longest pattern that matches does it,
 * though it only matters for who counts. A closed device stays closed when it is renamed, until it
 * is attached, it goes, or the pattern goes.
 *
 * There is no moment at which a device that changes hands is open: the new owner's hooks are
 * registered before the commit publishes, and count from then on, and the old one's go afterwards. A
 * pattern that goes names its heir before. Each hook reads the view anew, so that between two of
 * them it may have been swapped: see look_again() in hook.c.
 *
 * Example. vnet* is a pattern, vnet0 and vnet1 exist: both are closed. `nic add vnet0` registers
 * hooks for it, publishes, and takes those of the pattern away. `nic del vnet0` first registers
 * the pattern's hooks again. vnet1 goes and comes: the notifier closes it before it is up.
 */
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "hook.h"
#include "net.h"
#include "nic.h"
#include "own.h"
#include "pending.h"

static struct secgroup_nic *to_nic(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_nic, awaited);
}

static int compare(const void *name, const struct rb_node *node)
{
	return strcmp(name, to_nic(node)->name);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return strcmp(to_nic(a)->name, to_nic(b)->name) < 0;
}

static struct secgroup_nic *find_awaited(struct secgroup_net *sn, const char *name)
{
	ASSERT_RTNL();
	return to_nic(rb_find(name, &sn->awaited, compare));
}

bool secgroup_pending_is_pattern(const char *name)
{
	size_t length = strlen(name);

	return length && name[length - 1] == '*';
}

/*
 * The longest pattern that matches a name. @lasting: of those that stay if the running
 * transaction, whose writer mutex is held, is published.
 */
static struct secgroup_nic *find_pattern(struct secgroup_net *sn, const char *name, bool lasting)
{
	char pattern[IFNAMSIZ];
	struct secgroup_nic *nic;
	int length = min_t(int, strlen(name), IFNAMSIZ - 2);

	for (; length >= 0; length--) {
		memcpy(pattern, name, length);
		strscpy(pattern + length, "*", 2);
		nic = find_awaited(sn, pattern);
		if (nic && (!lasting || nic->config))
			return nic;
	}
	return NULL;
}

static bool matches(const struct secgroup_nic *pattern, const char *name)
{
	return !strncmp(pattern->name, name, strlen(pattern->name) - 1);
}

/* Drop everything of a device that is not closed yet. */
static int close_dev(struct secgroup_nic *pattern, struct net_device *dev)
{
	struct secgroup_net *sn = pattern->sn;
	struct secgroup_closed *closed;
	int err;

	if (dev->flags & IFF_LOOPBACK)
		return 0;
	closed = kzalloc(sizeof(*closed), GFP_KERNEL_ACCOUNT);
	if (!closed)
		return -ENOMEM;
	closed->dev = dev;
	closed->pattern = pattern;
	closed->is_above = secgroup_nic_dev_is_above(dev);
	err = xa_err(xa_store(&sn->closed, dev->ifindex, closed, GFP_KERNEL_ACCOUNT));
	if (!err)
		err = secgroup_hook_close(sn->net, closed);
	if (err) {
		/* Packets may have met it, in the table or at the first of the hooks. */
		xa_erase(&sn->closed, dev->ifindex);
		kfree_rcu(closed, rcu);
	}
	return err;
}

static void open_dev(struct secgroup_net *sn, const struct net_device *dev)
{
	struct secgroup_closed *closed = xa_load(&sn->closed, dev->ifindex);

	ASSERT_RTNL();
	if (!closed || closed->dev != dev)
		return;
	secgroup_hook_open(sn->net, closed);
	xa_erase(&sn->closed, dev->ifindex);
	kfree_rcu(closed, rcu);
}

/* Will the device have a NIC of its own, if the running transaction is published? */
static bool is_owned(struct secgroup_net *sn, const struct net_device *dev)
{
	const struct secgroup_nic *nic = xa_load(&sn->attached, dev->ifindex);

	return nic && nic->config;
}

/* If the running transaction is published. What another closes it inherits if that goes. */
static int close_for(struct secgroup_nic *pattern, struct net_device *dev)
{
	struct secgroup_closed *closed = xa_load(&pattern->sn->closed, dev->ifindex);

	lockdep_assert_held(&pattern->sn->mutex);
	if (!closed)
		return close_dev(pattern, dev);
	if (!closed->pattern->config)
		WRITE_ONCE(closed->heir, pattern);
	return 0;
}

static int close_all(struct secgroup_nic *pattern)
{
	struct net_device *dev;
	int err;

	for_each_netdev(pattern->sn->net, dev) {
		if (!matches(pattern, dev->name) || is_owned(pattern->sn, dev))
			continue;
		err = close_for(pattern, dev);
		if (err)
			return err;
	}
	return 0;
}

/* A pattern is to go: who closes its devices afterwards? New patterns say so themselves. */
static int name_heirs(struct secgroup_nic *pattern)
{
	struct secgroup_closed *closed;
	struct secgroup_nic *heir;
	unsigned long ifindex;

	xa_for_each(&pattern->sn->closed, ifindex, closed) {
		if (closed->pattern != pattern)
			continue;
		heir = find_pattern(pattern->sn, closed->dev->name, true);
		if (heir)
			WRITE_ONCE(closed->heir, heir);
	}
	return 0;
}

/* A pattern has gone, or has not come: its devices are the heir's, or open. */
static void open_all(struct secgroup_nic *pattern)
{
	struct secgroup_closed *closed;
	unsigned long ifindex;

	xa_for_each(&pattern->sn->closed, ifindex, closed) {
		if (closed->heir == pattern)
			WRITE_ONCE(closed->heir, NULL);
		if (closed->pattern != pattern)
			continue;
		/* It stays the heir: a packet may have seen that the pattern is gone. */
		if (closed->heir)
			WRITE_ONCE(closed->pattern, closed->heir);
		else
			open_dev(pattern->sn, closed->dev);
	}
}

/* A NIC leaves its device: is it to be closed? */
static int close_left(struct secgroup_nic *nic)
{
	struct secgroup_nic *pattern;

	if (!nic->hooked)
		return 0;
	pattern = find_pattern(nic->sn, nic->dev->name, true);
	return pattern ? close_for(pattern, nic->dev) : 0;
}

/* A NIC of side host is checked against its device's own addresses, of each device that it gets. */
static int follow(struct secgroup_nic *nic)
{
	const struct secgroup_nic_config *config = nic->config;

	return config->side == SECGROUP_HOST && config->guard.spoof_check ?
		       secgroup_own_follow(nic) : 0;
}

/* If its device is there already; its other names, which it can lose, are of no interest. */
static int attach_pending(struct secgroup_nic *nic, struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_name(nic->sn->net, nic->config->pending);

	if (!dev || strcmp(dev->name, nic->config->pending))
		return 0;
	return secgroup_nic_attach(nic, dev, extack);
}

static int attach(struct secgroup_nic *nic, struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (nic->hooked)
		return 0;
	if (nic->config->pending[0])
		return attach_pending(nic, extack);
	/* One that has been elsewhere meanwhile may have come back with another index. */
	dev = nic->dev && nic->dev->ifindex == nic->key.ifindex ? nic->dev : NULL;
	return secgroup_nic_attach(nic, dev, extack);
}

int secgroup_pending_prepare(struct secgroup_nic *nic, struct netlink_ext_ack *extack)
{
	ASSERT_RTNL();
	lockdep_assert_held(&nic->sn->mutex);
	if (nic->is_pattern)
		return nic->config ? close_all(nic) : name_heirs(nic);
	if (!nic->config)
		return close_left(nic);
	return attach(nic, extack) ?: follow(nic);
}

/* Each holds the module: without it the device would come up open. */
void secgroup_pending_await(struct secgroup_nic *nic)
{
	bool wanted = nic->config && nic->config->pending[0];

	ASSERT_RTNL();
	lockdep_assert_held(&nic->sn->mutex);
	if (wanted == !RB_EMPTY_NODE(&nic->awaited))
		return;
	if (wanted) {
		secgroup_nic_rename(nic, nic->config->pending);
		rb_add(&nic->awaited, &nic->sn->awaited, less);
		/* Who commits holds a reference. */
		__module_get(THIS_MODULE);
		return;
	}
	rb_erase(&nic->awaited, &nic->sn->awaited);
	RB_CLEAR_NODE(&nic->awaited);
	module_put(THIS_MODULE);
}

void secgroup_pending_finish(struct secgroup_nic *nic)
{
	ASSERT_RTNL();
	lockdep_assert_held(&nic->sn->mutex);
	if (nic->is_pattern) {
		if (!nic->config)
			open_all(nic);
		return;
	}
	if (!nic->config) {
		secgroup_nic_detach(nic);
		return;
	}
	if (!nic->hooked)
		return;
	open_dev(nic->sn, nic->dev);
	if (!RB_EMPTY_NODE(&nic->awaited))
		return;
	secgroup_nic_rename(nic, nic->dev->name);
	/* A device that it had while it was pending. */
	WRITE_ONCE(nic->gone, false);
	WRITE_ONCE(nic->came, false);
}

int secgroup_pending_dev_named(struct secgroup_net *sn, struct net_device *dev)
{
	struct secgroup_nic *owner = xa_load(&sn->attached, dev->ifindex), *nic;
	int err;

	ASSERT_RTNL();
	if (RB_EMPTY_ROOT(&sn->awaited))
		return 0;
	nic = find_awaited(sn, dev->name);
	if (!nic) {
		if (owner || xa_load(&sn->closed, dev->ifindex))
			return 0;
		nic = find_pattern(sn, dev->name, false);
		return nic ? close_dev(nic, dev) : 0;
	}
	if (nic == owner)
		return 0;
	/* Its device has been renamed and is there, or another NIC has this one. */
	if (nic->hooked || owner)
		return -EBUSY;
	err = secgroup_nic_attach(nic, dev, NULL);
	if (err)
		return err;
	open_dev(sn, dev);
	WRITE_ONCE(nic->came, true);
	secgroup_nic_tell(nic);
	return 0;
}

void secgroup_pending_dev_gone(struct secgroup_net *sn, struct net_device *dev)
{
	open_dev(sn, dev);
}

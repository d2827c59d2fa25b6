// SPDX-License-Identifier: GPL-2.0-only
#include <linux/if_arp.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/rtnetlink.h>
#include "commit.h"
#include "frag.h"
#include "group.h"
#include "hook.h"
#include "member.h"
#include "net.h"
#include "nic.h"
#include "own.h"
#include "pending.h"
#include "session.h"
#include "set.h"
#include "state.h"
#include "timeout.h"
#include "vpc.h"

/* The upper half: hosts and Open vSwitch that use zones at all count from the bottom. */
#define ZONE_MIN	0x8000
#define ZONE_MAX	0xffff

static struct secgroup_nic *to_nic(const struct rb_node *node)
{
	return rb_entry_safe(node, struct secgroup_nic, node);
}

static int compare_keys(const struct secgroup_nic_key *a, const struct secgroup_nic_key *b)
{
	if (a->ifindex != b->ifindex)
		return a->ifindex < b->ifindex ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare(const void *key, const struct rb_node *node)
{
	return compare_keys(key, &to_nic(node)->key);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return compare_keys(&to_nic(a)->key, &to_nic(b)->key) < 0;
}

struct secgroup_nic *secgroup_nic_find(struct secgroup_net *sn, int ifindex)
{
	struct secgroup_nic_key key = { .ifindex = ifindex };
	struct secgroup_nic *nic;

	lockdep_assert_held(&sn->mutex);
	nic = to_nic(rb_find(&key, &sn->nics, compare));
	/* Else a pending one that has this device now. NICs are freed under the writer mutex only. */
	return nic ?: xa_load(&sn->attached, ifindex);
}

struct secgroup_nic *secgroup_nic_find_pending(struct secgroup_net *sn, const char *name)
{
	struct secgroup_nic_key key = { };

	lockdep_assert_held(&sn->mutex);
	strscpy(key.name, name, sizeof(key.name));
	return to_nic(rb_find(&key, &sn->nics, compare));
}

void secgroup_nic_link(struct secgroup_nic *nic)
{
	lockdep_assert_held(&nic->sn->mutex);
	rb_add(&nic->node, &nic->sn->nics, less);
}

void secgroup_nic_unlink(struct secgroup_nic *nic)
{
	lockdep_assert_held(&nic->sn->mutex);
	rb_erase(&nic->node, &nic->sn->nics);
	RB_CLEAR_NODE(&nic->node);
}

static struct secgroup_drops __percpu *drops_alloc(void)
{
	struct secgroup_drops __percpu *drops;
	int cpu;

	drops = alloc_percpu_gfp(struct secgroup_drops, GFP_KERNEL_ACCOUNT);
	if (!drops)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(drops, cpu)->syncp);
	return drops;
}

static struct secgroup_served __percpu *served_alloc(void)
{
	struct secgroup_served __percpu *served;
	int cpu;

	served = alloc_percpu_gfp(struct secgroup_served, GFP_KERNEL_ACCOUNT);
	if (!served)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(served, cpu)->syncp);
	return served;
}

static int counters_alloc(struct secgroup_nic *nic)
{
	nic->drops = drops_alloc();
	nic->served = served_alloc();
	return nic->drops && nic->served ? 0 : -ENOMEM;
}

/* Takes those that are not there, too. */
static void counters_free(struct secgroup_nic *nic)
{
	free_percpu(nic->drops);
	free_percpu(nic->served);
}

/* Slot, zone, counters, conntrack template and room for fragments: what packets need. */
static int nic_equip(struct secgroup_nic *nic, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = nic->sn;
	int zone, err;

	err = counters_alloc(nic);
	if (err)
		goto no_zone;
	zone = ida_alloc_range(&sn->zones, ZONE_MIN, ZONE_MAX, GFP_KERNEL_ACCOUNT);
	if (zone == -ENOSPC)
		NL_SET_ERR_MSG(extack, "no conntrack zone is free");
	if (zone < 0) {
		err = zone;
		goto no_zone;
	}
	nic->zone = zone;
	err = xa_alloc(&sn->nic_slots, &nic->slot, nic, xa_limit_31b, GFP_KERNEL_ACCOUNT);
	if (err)
		goto no_slot;
	err = secgroup_state_nic_init(nic);
	if (err)
		goto no_state;
	err = secgroup_frag_nic_init(nic);
	if (err)
		goto no_fragments;
	return 0;

no_fragments:
	secgroup_state_nic_exit(nic);
no_state:
	xa_erase(&sn->nic_slots, nic->slot);
no_slot:
	ida_free(&sn->zones, zone);
no_zone:
	counters_free(nic);
	return err;
}

static void nic_name(struct secgroup_nic *nic, struct net_device *dev, const char *pending)
{
	if (dev) {
		nic->dev = dev;
		nic->ifindex = dev->ifindex;
		nic->key.ifindex = dev->ifindex;
		strscpy(nic->name, dev->name, sizeof(nic->name));
	} else {
		nic->is_pattern = secgroup_pending_is_pattern(pending);
		strscpy(nic->key.name, pending, sizeof(nic->key.name));
		strscpy(nic->name, pending, sizeof(nic->name));
	}
}

struct secgroup_nic *secgroup_nic_alloc(struct secgroup_net *sn, struct net_device *dev,
					const char *pending, struct netlink_ext_ack *extack)
{
	struct secgroup_nic *nic;
	int err;

	lockdep_assert_held(&sn->mutex);
	nic = kzalloc(sizeof(*nic), GFP_KERNEL_ACCOUNT);
	if (!nic)
		return ERR_PTR(-ENOMEM);
	nic->sn = sn;
	RB_CLEAR_NODE(&nic->node);
	spin_lock_init(&nic->own_lock);
	RB_CLEAR_NODE(&nic->awaited);
	/* Of the device as it is now; settled when it is attached. */
	nic_name(nic, dev, pending);
	err = nic_equip(nic, extack);
	if (err) {
		kfree(nic);
		return ERR_PTR(err);
	}
	return nic;
}

void secgroup_nic_free(struct secgroup_nic *nic)
{
	struct secgroup_net *sn = nic->sn;

	lockdep_assert_held(&sn->mutex);
	secgroup_frag_nic_exit(nic);
	secgroup_session_flush_nic(nic);
	secgroup_state_nic_exit(nic);
	xa_erase(&sn->nic_slots, nic->slot);
	ida_free(&sn->zones, nic->zone);
	counters_free(nic);
	secgroup_own_forget(nic);
	/* Who has forgotten the last session may still count at it. */
	kfree_rcu_mightsleep(nic);
}

void secgroup_nic_name(struct secgroup_nic *nic, char *name)
{
	spin_lock(&nic->sn->names);
	strscpy(name, nic->name, IFNAMSIZ);
	spin_unlock(&nic->sn->names);
}

static int config_copy(struct secgroup_nic_config *config,
		       const struct secgroup_nic_config *want)
{
	config->vpc = want->vpc;
	config->nic_type = want->nic_type;
	config->side = want->side;
	config->tracking = want->tracking;
	config->log = want->log;
	strscpy(config->pending, want->pending, sizeof(config->pending));
	config->session = want->session;
	secgroup_timeouts_get(config->session.timeouts);
	config->n_macs = want->n_macs;
	config->n_addrs = want->n_addrs;
	/* One more than there are: no allocation of 0 bytes. */
	config->macs = kvzalloc((want->n_macs + 1) * sizeof(*config->macs), GFP_KERNEL_ACCOUNT);
	config->addrs = kvzalloc((want->n_addrs + 1) * sizeof(*config->addrs),
				 GFP_KERNEL_ACCOUNT);
	if (!config->macs || !config->addrs)
		return -ENOMEM;
	memcpy(config->macs, want->macs, want->n_macs * sizeof(*config->macs));
	memcpy(config->addrs, want->addrs, want->n_addrs * sizeof(*config->addrs));
	return secgroup_guard_settings_copy(&config->guard, &want->guard, config->macs,
					    config->n_macs, config->addrs, config->n_addrs);
}

static int config_make_members(struct secgroup_net *sn, struct secgroup_nic_config *config)
{
	struct secgroup_set *set = config->set;
	struct secgroup_member *member;
	u32 g, a, n = 0;

	config->members = kvcalloc((size_t)set->n_groups * config->n_addrs + 1,
				   sizeof(*config->members), GFP_KERNEL_ACCOUNT);
	if (!config->members)
		return -ENOMEM;
	for (g = 0; g < set->n_groups; g++) {
		for (a = 0; a < config->n_addrs; a++) {
			member = secgroup_member_make(sn, set->groups[g], config->addrs[a]);
			if (IS_ERR(member))
				return PTR_ERR(member);
			config->members[n++] = member;
		}
	}
	return 0;
}

struct secgroup_nic_config *
secgroup_nic_config_alloc(struct secgroup_net *sn, struct secgroup_group **groups, u32 n_groups,
			  const struct secgroup_nic_config *want)
{
	struct secgroup_nic_config *config;
	int err;

	lockdep_assert_held(&sn->mutex);
	config = kzalloc(sizeof(*config), GFP_KERNEL_ACCOUNT);
	if (!config)
		return ERR_PTR(-ENOMEM);
	err = config_copy(config, want);
	if (err)
		goto failed;
	/* A NIC without groups drops everything (P-8): its type makes no difference. */
	config->set = secgroup_set_make(sn, groups, n_groups,
					n_groups && !want->vpc ? want->nic_type : 0);
	if (IS_ERR(config->set)) {
		err = PTR_ERR(config->set);
		goto failed;
	}
	err = config_make_members(sn, config);
	if (err)
		goto failed;
	config->epoch = secgroup_net_view(sn)->generation + 1;
	return config;

failed:
	secgroup_nic_config_free(config);
	return ERR_PTR(err);
}

void secgroup_nic_config_free(struct secgroup_nic_config *config)
{
	if (!config)
		return;
	secgroup_guard_settings_release(&config->guard);
	secgroup_timeouts_put(config->session.timeouts);
	kvfree(config->members);
	kvfree(config->addrs);
	kvfree(config->macs);
	kfree(config);
}

/*
 * Sessions that exist get the timeouts that the NIC has now, and know them from their next packet
 * on. Here, after a grace period, since until then packets opened sessions with the old ones.
 */
static void follow_timeouts(struct secgroup_nic *nic, const struct secgroup_nic_config *old)
{
	const struct secgroup_nic_config *now = nic->config;

	if (now && now->session.timeouts != old->session.timeouts && atomic_read(&nic->sessions))
		secgroup_state_retime(nic, now->session.timeouts);
}

static void config_retired(struct secgroup_retired *retired)
{
	struct secgroup_nic_config *old = container_of(retired, struct secgroup_nic_config, retired);

	if (old->forget)
		secgroup_session_forget_older(old->nic, old->forget);
	if (old->nic)
		follow_timeouts(old->nic, old);
	secgroup_nic_config_free(old);
}

/*
 * Seen from the other side a packet is of another session, its two ends being exchanged: none finds
 * an old one, which would stay, and count, until it idles out. After a grace period no packet makes
 * any more of them.
 */
void secgroup_nic_config_retire(struct secgroup_nic *nic, struct secgroup_nic_config *config)
{
	const struct secgroup_nic_config *now = nic->config;

	if (!config)
		return;
	/* Of the same epoch: the transaction that made it also replaced it, no packet has seen it. */
	if (now && now->side != config->side && now->epoch != config->epoch)
		config->forget = now->epoch;
	/* One that is gone, or comes back in the same transaction and goes again, has no next ones. */
	if (now)
		config->nic = nic;
	secgroup_retire(nic->sn, &config->retired, config_retired);
}

/* What a NIC with these settings counts for, once (1) or not any more (-1). */
static void config_count(struct secgroup_net *sn, struct secgroup_nic_config *config, int n)
{
	u32 i, n_members;

	if (!config)
		return;
	n_members = config->set->n_groups * config->n_addrs;
	for (i = 0; i < config->set->n_groups; i++)
		config->set->groups[i]->n_worn += n;
	for (i = 0; i < n_members; i++)
		secgroup_member_count_nic(sn, config->members[i], n);
	config->set->n_nics += n;
	if (n > 0)
		secgroup_vpc_get(config->vpc);
	else
		secgroup_vpc_put(config->vpc);
	sn->n_nics += n;
}

/* A NIC that is pending now is found by name, one that is not any more by ifindex. */
static void rekey(struct secgroup_nic *nic, const struct secgroup_nic_config *config)
{
	bool linked = !RB_EMPTY_NODE(&nic->node);

	if (!strcmp(nic->key.name, config->pending))
		return;
	if (linked)
		secgroup_nic_unlink(nic);
	strscpy(nic->key.name, config->pending, sizeof(nic->key.name));
	nic->key.ifindex = config->pending[0] ? 0 : READ_ONCE(nic->ifindex);
	if (linked)
		secgroup_nic_link(nic);
}

void secgroup_nic_configure(struct secgroup_nic *nic, struct secgroup_nic_config *config)
{
	struct secgroup_nic_config *old = nic->config;

	lockdep_assert_held(&nic->sn->mutex);
	/* In this order an address that stays does not come and go. */
	config_count(nic->sn, config, 1);
	config_count(nic->sn, old, -1);
	if (config)
		rekey(nic, config);
	nic->config = config;
}

bool secgroup_nic_dev_is_kind(const struct net_device *dev, const char *kind)
{
	ASSERT_RTNL();
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind, kind);
}

bool secgroup_nic_dev_is_above(const struct net_device *dev)
{
	return secgroup_nic_dev_is_kind(dev, "macvtap") || secgroup_nic_dev_is_kind(dev, "ipvtap");
}

/* What is received by it does not come through its ingress hook. */
static bool is_past_ingress(struct net_device *dev)
{
	struct net_device *lower;
	struct list_head *iter;

	if (netif_is_l3_master(dev))
		return true;
	if (secgroup_nic_dev_is_kind(dev, "ipvlan") || secgroup_nic_dev_is_kind(dev, "ipvtap"))
		netdev_for_each_lower_dev(dev, lower, iter)
			if (netif_has_l3_rx_handler(lower))
				return true;
	return false;
}

static int check_dev(const struct secgroup_nic *nic, struct net_device *dev,
		     struct netlink_ext_ack *extack)
{
	if (!dev || dev->reg_state != NETREG_REGISTERED || !net_eq(dev_net(dev), nic->sn->net)) {
		NL_SET_ERR_MSG(extack, "the device has just left");
		return -ENODEV;
	}
	if (dev->type != ARPHRD_ETHER || (dev->flags & IFF_LOOPBACK)) {
		NL_SET_ERR_MSG(extack, "not an Ethernet device");
		return -EOPNOTSUPP;
	}
	if (is_past_ingress(dev)) {
		NL_SET_ERR_MSG(extack, "a VRF, or ipvlan in mode l3s: packets do not come in by this device");
		return -EOPNOTSUPP;
	}
	if (xa_load(&nic->sn->attached, dev->ifindex)) {
		NL_SET_ERR_MSG(extack, "another NIC has the device");
		return -EBUSY;
	}
	return 0;
}

static int register_hooks(struct secgroup_nic *nic, struct net_device *dev)
{
	int err;

	err = xa_err(xa_store(&nic->sn->attached, dev->ifindex, nic, GFP_KERNEL_ACCOUNT));
	if (err)
		return err;
	err = secgroup_own_attach(nic, dev) ?: secgroup_hook_register(nic, dev);
	if (err)
		xa_erase(&nic->sn->attached, dev->ifindex);
	return err;
}

int secgroup_nic_attach(struct secgroup_nic *nic, struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	err = check_dev(nic, dev, extack);
	if (err)
		return err;
	if (!try_module_get(THIS_MODULE)) {
		NL_SET_ERR_MSG(extack, "the module is being unloaded");
		return -EBUSY;
	}
	nic->is_above = secgroup_nic_dev_is_above(dev);
	/* Of a device that it had before; no packet makes new ones. */
	secgroup_session_flush_nic(nic);
	err = register_hooks(nic, dev);
	if (err) {
		NL_SET_ERR_MSG(extack, "the hooks at the device cannot be registered");
		module_put(THIS_MODULE);
		return err;
	}
	nic->dev = dev;
	WRITE_ONCE(nic->ifindex, dev->ifindex);
	nic->hooked = true;
	return 0;
}

void secgroup_nic_detach(struct secgroup_nic *nic)
{
	ASSERT_RTNL();
	if (!nic->hooked)
		return;
	secgroup_hook_unregister(nic);
	xa_erase(&nic->sn->attached, nic->ifindex);
	nic->hooked = false;
	nic->dev = NULL;
	module_put(THIS_MODULE);
}

void secgroup_nic_rename(struct secgroup_nic *nic, const char *name)
{
	ASSERT_RTNL();
	spin_lock(&nic->sn->names);
	strscpy(nic->name, name, sizeof(nic->name));
	spin_unlock(&nic->sn->names);
}

/* The device leaves the namespace, or the system. The policy follows by gone_work. */
static void device_gone(struct secgroup_nic *nic)
{
	secgroup_nic_detach(nic);
	/* A pending one waits for the next. */
	if (!RB_EMPTY_NODE(&nic->awaited))
		WRITE_ONCE(nic->ifindex, 0);
	WRITE_ONCE(nic->gone, true);
	secgroup_nic_tell(nic);
}

void secgroup_nic_tell(struct secgroup_nic *nic)
{
	WRITE_ONCE(nic->sn->has_gone, true);
	queue_delayed_work(secgroup_wq, &nic->sn->gone_work, 0);
}

static int netdev_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct secgroup_net *sn = secgroup_net_get(dev_net(dev));
	struct secgroup_nic *nic = xa_load(&sn->attached, dev->ifindex);

	if (nic && nic->dev != dev)
		nic = NULL;
	switch (event) {
	case NETDEV_UNREGISTER:
		if (nic)
			device_gone(nic);
		secgroup_pending_dev_gone(sn, dev);
		return NOTIFY_DONE;
	case NETDEV_CHANGENAME:
		/* A pending NIC keeps the name that it is reserved for. */
		if (nic && RB_EMPTY_NODE(&nic->awaited))
			secgroup_nic_rename(nic, dev->name);
		fallthrough;
	case NETDEV_REGISTER:
	case NETDEV_PRE_UP:
		/* Refusing is a veto: a renamed device gets its old name back. */
		return notifier_from_errno(secgroup_pending_dev_named(sn, dev));
	}
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_event,
};

int secgroup_nic_init(void)
{
	return register_netdevice_notifier(&netdev_notifier);
}

void secgroup_nic_exit(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
}

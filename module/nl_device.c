// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which device, and which NIC, a message speaks of; and whether it is, or is to be, pending.
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "pending.h"

/* Which device, checked for form. Return: DEV or IFINDEX, or an ERR_PTR. */
static const struct nlattr *device_attr(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	const struct nlattr *dev = attrs[SECGROUP_A_DEV], *ifindex = attrs[SECGROUP_A_IFINDEX];

	if (dev && ifindex)
		return ERR_PTR(secgroup_nl_refuse_at(extack, ifindex, -EINVAL,
						     "DEV or IFINDEX, not both"));
	if (!dev && !ifindex) {
		NL_SET_ERR_MSG(extack, "which device? DEV or IFINDEX is missing");
		if (extack)
			extack->miss_type = SECGROUP_A_DEV;
		return ERR_PTR(-EINVAL);
	}
	return dev ?: ifindex;
}

/* A reference on it, or NULL. */
static struct net_device *find_device(struct secgroup_net *sn, const struct nlattr *attr)
{
	if (nla_type(attr) == SECGROUP_A_DEV)
		return dev_get_by_name(sn->net, nla_data(attr));
	return dev_get_by_index(sn->net, nla_get_u32(attr));
}

/* Also one that the running transaction deleted. */
static struct secgroup_nic *find_nic(struct secgroup_net *sn, const struct net_device *dev,
				     const struct nlattr *attr)
{
	struct secgroup_nic *nic = dev ? secgroup_nic_find(sn, dev->ifindex) : NULL;

	if (!nic && nla_type(attr) == SECGROUP_A_DEV)
		nic = secgroup_nic_find_pending(sn, nla_data(attr));
	return nic;
}

struct secgroup_nic *secgroup_nl_find_nic(struct secgroup_net *sn, struct nlattr **attrs,
					  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = device_attr(attrs, extack);
	struct secgroup_nic *nic;
	struct net_device *dev;
	bool is_closed;

	if (IS_ERR(attr))
		return ERR_CAST(attr);
	dev = find_device(sn, attr);
	nic = find_nic(sn, dev, attr);
	is_closed = dev && xa_load(&sn->closed, dev->ifindex);
	dev_put(dev);
	if (nic && nic->config)
		return nic;
	if (!dev)
		return ERR_PTR(secgroup_nl_refuse_at(extack, attr, -ENODEV, "no such device"));
	if (is_closed)
		return ERR_PTR(secgroup_nl_refuse_at(extack, attr, -ENOENT,
						     "the device is not attached: a pattern closes it"));
	return ERR_PTR(secgroup_nl_refuse_at(extack, attr, -ENOENT, "the device is not attached"));
}

static int check_kind(const struct net_device *dev, const struct secgroup_request *rq,
		      const struct nlattr *at)
{
	if (dev->type != ARPHRD_ETHER || (dev->flags & IFF_LOOPBACK))
		return secgroup_nl_refuse_at(rq->extack, at, -EOPNOTSUPP,
					     "not an Ethernet device");
	return 0;
}

/* P-2: only of a tap or macvtap that is there it is clear on which side the instance is. */
static int parse_side(const struct net_device *dev, const struct secgroup_request *rq, u8 *side)
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_SIDE];

	*side = attr ? nla_get_u32(attr) : SECGROUP_GUEST;
	if (!attr && !(dev && (secgroup_nic_dev_is_kind(dev, "tun") ||
			       secgroup_nic_dev_is_above(dev))))
		return secgroup_nl_missing(rq, SECGROUP_A_SIDE,
					   "is the instance behind the device? SIDE is missing");
	return 0;
}

static int inspect(struct secgroup_nl_device *d, const struct secgroup_request *rq)
{
	int err;

	rtnl_lock();
	err = (d->dev ? check_kind(d->dev, rq, d->at) : 0) ?: parse_side(d->dev, rq, &d->side);
	if (d->dev && d->pending[0])
		strscpy(d->pending, d->dev->name, sizeof(d->pending));
	rtnl_unlock();
	return err;
}

static int check_name(const struct secgroup_nl_device *d, const struct secgroup_request *rq,
		      const char *name)
{
	if (!name)
		return secgroup_nl_refuse_at(rq->extack, d->at, -ENODEV, "no such device");
	if (!dev_valid_name(name) || strchr(name, '%'))
		return secgroup_nl_refuse_at(rq->extack, d->at, -EINVAL,
					     "no device can have this name");
	return 0;
}

/* Pending: a device of the name may come later. Devices that are called like a pattern are not meant. */
static int parse_pending(struct secgroup_nl_device *d, const struct secgroup_request *rq)
{
	const char *name = nla_type(d->at) == SECGROUP_A_DEV ? nla_data(d->at) : NULL;
	int err;

	if (d->dev && !(name && secgroup_pending_is_pattern(name))) {
		/* As it is called when it is looked at: DEV may be another name of it. */
		strscpy(d->pending, d->dev->name, sizeof(d->pending));
		return 0;
	}
	dev_put(d->dev);
	d->dev = NULL;
	err = check_name(d, rq, name);
	if (err)
		return err;
	strscpy(d->pending, name, sizeof(d->pending));
	return secgroup_pending_is_pattern(name) ? secgroup_nl_check_pattern(rq) : 0;
}

static int parse_absent(const struct secgroup_nl_device *d, const struct secgroup_request *rq)
{
	if (nla_type(d->at) == SECGROUP_A_DEV && secgroup_pending_is_pattern(nla_data(d->at)))
		return secgroup_nl_refuse_at(rq->extack, d->at, -EINVAL,
					     "a pattern of devices is for a pending NIC");
	return secgroup_nl_refuse_at(rq->extack, d->at, -ENODEV, "no such device");
}

static bool wants_pending(const struct secgroup_request *rq)
{
	return rq->attrs[SECGROUP_A_PENDING] && nla_get_u32(rq->attrs[SECGROUP_A_PENDING]);
}

int secgroup_nl_device_get(struct secgroup_nl_device *d, const struct secgroup_request *rq)
{
	struct secgroup_net *sn = rq->txn->sn;
	int err;

	*d = (struct secgroup_nl_device){ .at = device_attr(rq->attrs, rq->extack) };
	if (IS_ERR(d->at))
		return PTR_ERR(d->at);
	d->dev = find_device(sn, d->at);
	if (wants_pending(rq))
		err = parse_pending(d, rq);
	else
		err = d->dev ? 0 : parse_absent(d, rq);
	err = err ?: inspect(d, rq);
	if (err)
		dev_put(d->dev);
	else
		d->nic = find_nic(sn, d->dev, d->at);
	return err;
}

int secgroup_nl_check_pattern(const struct secgroup_request *rq)
{
	static const u8 own[] = {
		SECGROUP_A_NIC_GROUP, SECGROUP_A_MAC, SECGROUP_A_ADDR, SECGROUP_A_PAIR,
	};
	const struct nlattr *attr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(own); i++)
		if (rq->attrs[own[i]])
			return secgroup_nl_refuse(rq, own[i], -EINVAL,
						  "a pattern has no groups, MACs or addresses");
	attr = rq->attrs[SECGROUP_A_SPOOF_CHECK];
	if (attr && !nla_get_u32(attr))
		return secgroup_nl_refuse_at(rq->extack, attr, -EINVAL,
					     "a pattern drops everything: spoof-check is on");
	attr = rq->attrs[SECGROUP_A_PENDING];
	if ((attr && !nla_get_u32(attr)) || secgroup_nl_resets(rq, SECGROUP_A_PENDING))
		return secgroup_nl_refuse(rq, SECGROUP_A_PENDING, -EINVAL,
					  "a pattern of devices is always pending");
	return 0;
}

int secgroup_nl_set_pending(const struct secgroup_request *rq, struct secgroup_nic *nic,
			    char pending[IFNAMSIZ])
{
	const struct nlattr *attr = rq->attrs[SECGROUP_A_PENDING];

	if (nic->is_pattern)
		return secgroup_nl_check_pattern(rq);
	if (!attr && !secgroup_nl_resets(rq, SECGROUP_A_PENDING))
		return 0;
	if (attr && nla_get_u32(attr)) {
		secgroup_nic_name(nic, pending);
		return 0;
	}
	if (!READ_ONCE(nic->ifindex))
		return secgroup_nl_refuse(rq, SECGROUP_A_PENDING, -ENODEV,
					  "its device is not there: nic del would remove it");
	pending[0] = '\0';
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Security groups at network interfaces: order of initialisation and unwinding.
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include "change.h"
#include "frag.h"
#include "hash.h"
#include "net.h"
#include "nic.h"
#include "nl.h"
#include "own.h"
#include "rule.h"
#include "session.h"

static int __init secgroup_init(void)
{
	int err;

	secgroup_hash_init();
	err = secgroup_session_init();
	if (err)
		return err;
	err = secgroup_change_init();
	if (err)
		goto no_change;
	err = secgroup_rule_init();
	if (err)
		goto no_rule;
	err = secgroup_frag_init();
	if (err)
		goto no_frag;
	err = secgroup_net_init();
	if (err)
		goto no_net;
	err = secgroup_nic_init();
	if (err)
		goto no_nic;
	err = secgroup_own_init();
	if (err)
		goto no_own;
	/* Last: from here on there may be requests. */
	err = secgroup_nl_init();
	if (err)
		goto no_nl;
	return 0;

no_nl:
	secgroup_own_exit();
no_own:
	secgroup_nic_exit();
no_nic:
	secgroup_net_exit();
no_net:
	secgroup_frag_exit();
no_frag:
	secgroup_rule_exit();
no_rule:
	secgroup_change_exit();
no_change:
	secgroup_session_exit();
	return err;
}

/* Not while NICs are attached: each holds a reference on the module. */
static void __exit secgroup_exit(void)
{
	secgroup_nl_exit();
	secgroup_own_exit();
	secgroup_nic_exit();
	secgroup_net_exit();
	/* Rules and NICs that are freed after a grace period are freed by code of ours. */
	rcu_barrier();
	secgroup_frag_exit();
	secgroup_rule_exit();
	secgroup_change_exit();
	secgroup_session_exit();
}

module_init(secgroup_init);
module_exit(secgroup_exit);

MODULE_DESCRIPTION("Cloud security groups at network interfaces");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY("secgroup");

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rhashtable.h>
#include <net/netns/generic.h>
#include "commit.h"
#include "frag.h"
#include "member.h"
#include "net.h"
#include "nl.h"
#include "quota.h"
#include "session.h"

unsigned int secgroup_net_id __read_mostly;
struct workqueue_struct *secgroup_wq;

struct secgroup_net *secgroup_net_get(const struct net *net)
{
	return net_generic(net, secgroup_net_id);
}

static void stores_init(struct secgroup_net *sn)
{
	sn->groups = RB_ROOT;
	sn->vpcs = RB_ROOT;
	sn->sets = RB_ROOT;
	sn->nics = RB_ROOT;
	sn->lists = RB_ROOT;
	sn->awaited = RB_ROOT;
	/* Number 0 is no group, and the classic network. */
	xa_init_flags(&sn->gids, XA_FLAGS_ALLOC1);
	xa_init_flags(&sn->vpc_numbers, XA_FLAGS_ALLOC1);
	xa_init_flags(&sn->list_numbers, XA_FLAGS_ALLOC1);
	xa_init_flags(&sn->judge_slots, XA_FLAGS_ALLOC);
	xa_init_flags(&sn->nic_slots, XA_FLAGS_ALLOC);
	xa_init(&sn->attached);
	xa_init(&sn->closed);
	ida_init(&sn->zones);
	INIT_LIST_HEAD(&sn->timeouts);
	INIT_LIST_HEAD(&sn->touched);
	INIT_LIST_HEAD(&sn->touched_lists);
	INIT_LIST_HEAD(&sn->dropped);
	INIT_LIST_HEAD(&sn->retired);
	INIT_LIST_HEAD(&sn->txns);
	mutex_init(&sn->mutex);
	mutex_init(&sn->txn_mutex);
	spin_lock_init(&sn->names);
	secgroup_quotas_init(sn);
}

static void stores_exit(struct secgroup_net *sn)
{
	ida_destroy(&sn->zones);
	xa_destroy(&sn->closed);
	xa_destroy(&sn->attached);
	xa_destroy(&sn->nic_slots);
	xa_destroy(&sn->judge_slots);
	xa_destroy(&sn->list_numbers);
	xa_destroy(&sn->vpc_numbers);
	xa_destroy(&sn->gids);
}

static int __net_init net_init(struct net *net)
{
	struct secgroup_net *sn = secgroup_net_get(net);
	int err;

	sn->net = net;
	stores_init(sn);
	err = secgroup_members_init(sn);
	if (err)
		return err;
	err = secgroup_session_net_init(sn);
	if (err)
		goto no_sessions;
	err = secgroup_commit_net_init(sn);
	if (err)
		goto no_view;
	return 0;

no_view:
	secgroup_session_net_exit(sn);
no_sessions:
	secgroup_members_exit(sn);
	return err;
}

/* A grace period passes between this and net_exit(). */
static void __net_exit net_pre_exit(struct net *net)
{
	struct secgroup_net *sn = secgroup_net_get(net);
	struct secgroup_nic *nic;
	unsigned long slot;

	mutex_lock(&sn->mutex);
	xa_for_each(&sn->nic_slots, slot, nic)
		secgroup_frag_nic_stop(nic);
	mutex_unlock(&sn->mutex);
}

static void __net_exit net_exit(struct net *net)
{
	struct secgroup_net *sn = secgroup_net_get(net);

	secgroup_nl_txn_forget_all(sn);
	secgroup_commit_net_exit(sn);
	secgroup_session_net_exit(sn);
	secgroup_members_exit(sn);
	stores_exit(sn);
}

/* Conntrack goes after this module, and waits for each entry that is still held. */
static void __net_exit net_exit_batch(struct list_head *nets)
{
	rcu_barrier();
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.pre_exit = net_pre_exit,
	.exit = net_exit,
	.exit_batch = net_exit_batch,
	.id = &secgroup_net_id,
	.size = sizeof(struct secgroup_net),
};

int secgroup_net_init(void)
{
	int err;

	secgroup_wq = alloc_workqueue("secgroup", WQ_UNBOUND, 0);
	if (!secgroup_wq)
		return -ENOMEM;
	err = register_pernet_subsys(&net_ops);
	if (err)
		destroy_workqueue(secgroup_wq);
	return err;
}

void secgroup_net_exit(void)
{
	unregister_pernet_subsys(&net_ops);
	destroy_workqueue(secgroup_wq);
}

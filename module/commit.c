// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction in three acts.
 *
 * 1. Its operations change the stores in place, each noting how to undo it (change.c). Packets
 *    do not read the stores, except memberships, which say from which generation on they hold.
 * 2. All that can still fail: references to deleted groups, quotas, compiling the programs that are
 *    out of date, building the next view, and registering the hooks of new NICs.
 * 3. What cannot fail: epochs advance, one pointer is swapped, the hooks of removed NICs go.
 *
 * If 1 or 2 fails the changes are undone in reverse, and no packet has seen anything. A NIC's
 * hooks are registered before the swap that puts it into the view, since a NIC that is in the
 * view must be judged: until then they accept (D-1).
 *
 * What packets may still hold after the swap (views, programs, NICs, ended
 * memberships) is freed by one work per namespace after a grace period.
 */
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include "change.h"
#include "commit.h"
#include "grace.h"
#include "group.h"
#include "list.h"
#include "member.h"
#include "net.h"
#include "nic.h"
#include "nl_event.h"
#include "pending.h"
#include "quota.h"
#include "set.h"
#include "stateful.h"
#include "vpc.h"

static void view_free(struct secgroup_view *view)
{
	u32 slot;

	if (!view)
		return;
	for (slot = 0; view->nics && slot < view->n_nics; slot++)
		secgroup_grace_put(view->nics[slot].grace);
	kvfree(view->judges);
	kvfree(view->nics);
	kfree(view);
}

static void view_free_retired(struct secgroup_retired *retired)
{
	view_free(container_of(retired, struct secgroup_view, retired));
}

/* Room for slots up to the highest in use; one more than that, so that it is never nothing. */
static struct secgroup_view *view_alloc(struct secgroup_net *sn)
{
	struct secgroup_view *view = kzalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);
	unsigned long slot;
	void *entry;
	u32 i;

	if (!view)
		return NULL;
	xa_for_each(&sn->judge_slots, slot, entry)
		view->n_judges = slot + 1;
	xa_for_each(&sn->nic_slots, slot, entry)
		view->n_nics = slot + 1;
	view->judges = kvcalloc(view->n_judges + 1, sizeof(*view->judges), GFP_KERNEL_ACCOUNT);
	view->nics = kvcalloc(view->n_nics + 1, sizeof(*view->nics), GFP_KERNEL_ACCOUNT);
	if (!view->judges || !view->nics) {
		view_free(view);
		return NULL;
	}
	for (i = 0; i < view->n_nics; i++)
		view->nics[i].judge = U32_MAX;
	return view;
}

/* A NIC as of @view, the next one. */
static int nic_build(struct secgroup_net *sn, struct secgroup_nic *nic, const struct secgroup_txn *txn,
		     struct secgroup_view *view)
{
	struct secgroup_nic_view *nv = &view->nics[nic->slot];
	const struct secgroup_view *old = secgroup_net_view(sn);
	const struct secgroup_nic_view *was = secgroup_view_nic(old, nic->slot);
	const struct secgroup_nic_config *config = nic->config;
	bool touched;

	*nv = (struct secgroup_nic_view){
		.epoch = config->epoch,
		.judge = config->set->slot,
		.vpc = secgroup_vpc_number(config->vpc),
		.side = config->side,
		.tracking = config->tracking,
		.is_simple = !view->judges[config->set->slot]->audit &&
			     config->tracking != SECGROUP_TRACKING_STRICT,
		.config = config,
	};
	touched = txn && (secgroup_set_changes(config->set) || config->epoch > old->generation ||
			  (was && was->tracking != config->tracking));
	return secgroup_grace_inherit(old, nic->slot, nv, touched, txn && txn->graceful);
}

/* @txn: whose view it is, or NULL: it says the same as the one before. */
static struct secgroup_view *view_build(struct secgroup_net *sn, u64 generation,
					const struct secgroup_txn *txn)
{
	struct secgroup_view *view = view_alloc(sn);
	struct secgroup_set *set;
	struct secgroup_nic *nic;
	unsigned long slot;

	if (!view)
		return NULL;
	view->generation = generation;
	xa_for_each(&sn->judge_slots, slot, set)
		if (set->n_nics)
			view->judges[slot] = set->next ?: set->judge;
	xa_for_each(&sn->nic_slots, slot, nic) {
		if (nic->config && nic_build(sn, nic, txn, view)) {
			view_free(view);
			return NULL;
		}
	}
	return view;
}

void secgroup_retire(struct secgroup_net *sn, struct secgroup_retired *retired,
		     void (*free)(struct secgroup_retired *retired))
{
	lockdep_assert_held(&sn->mutex);
	retired->free = free;
	list_add_tail(&retired->list, &sn->retired);
}

static void free_retired(struct secgroup_net *sn, struct list_head *list)
{
	struct secgroup_retired *retired, *next;

	lockdep_assert_held(&sn->mutex);
	list_for_each_entry_safe(retired, next, list, list) {
		list_del(&retired->list);
		retired->free(retired);
		cond_resched();
	}
}

static void retire_work(struct work_struct *work)
{
	struct secgroup_net *sn = container_of(work, struct secgroup_net, retire_work);
	LIST_HEAD(retired);
	u64 generation;

	mutex_lock(&sn->mutex);
	list_splice_init(&sn->retired, &retired);
	generation = secgroup_grace_oldest(secgroup_net_view(sn));
	mutex_unlock(&sn->mutex);

	synchronize_rcu();

	mutex_lock(&sn->mutex);
	secgroup_members_purge(sn, generation);
	secgroup_rules_purge(sn, generation);
	free_retired(sn, &retired);
	mutex_unlock(&sn->mutex);
}

/* Say which message it was, and which of its attributes is at fault. */
static void blame(struct secgroup_txn *txn, const struct secgroup_change *change, int attr,
		  struct netlink_ext_ack *extack)
{
	txn->culprit = change->nlh;
	if (extack && change->nlh)
		extack->bad_attr = nlmsg_find_attr(change->nlh, GENL_HDRLEN, attr);
}

/* P-18: judged at the end, since the same transaction may have removed the references. */
static int check_deleted_groups(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_change *change;
	struct secgroup_group *group;

	if (!txn->deletes_groups)
		return 0;
	list_for_each_entry(change, &txn->changes, list) {
		group = secgroup_change_deleted_group(change);
		if (!group || (!group->n_worn && !group->n_named))
			continue;
		if (group->n_worn)
			NL_SET_ERR_MSG(extack, "the group is busy: a NIC wears it");
		else
			NL_SET_ERR_MSG(extack, "the group is busy: another group's rule names it");
		blame(txn, change, SECGROUP_A_GROUP, extack);
		return -EBUSY;
	}
	return 0;
}

/* P-19, likewise. */
static int check_deleted_lists(struct secgroup_txn *txn, struct netlink_ext_ack *extack)
{
	struct secgroup_change *change;
	struct secgroup_list *list;

	if (!txn->deletes_lists)
		return 0;
	list_for_each_entry(change, &txn->changes, list) {
		list = secgroup_change_deleted_list(change);
		if (!list || !list->n_named)
			continue;
		NL_SET_ERR_MSG(extack, "the list is busy: a rule names it");
		blame(txn, change, list->kind == SECGROUP_LIST_OF_PREFIXES ?
		      SECGROUP_A_PREFIX_LIST : SECGROUP_A_PORT_LIST, extack);
		return -EBUSY;
	}
	return 0;
}

/*
 * In a dry run only the hooks of new NICs, which accept, since they are not in the view. Others are
 * not tried: a pattern that is in the view would drop by the hooks that it is given.
 */
static bool is_harmless(const struct secgroup_change *change)
{
	return secgroup_change_adds_nic(change) && change->nic->config && !change->nic->is_pattern;
}

static int prepare_nics(struct secgroup_txn *txn, bool dry_run, struct netlink_ext_ack *extack)
{
	struct secgroup_change *change;
	struct secgroup_nic *nic;
	int err;

	list_for_each_entry(change, &txn->changes, list) {
		nic = secgroup_change_nic_of(change);
		if (!nic || (dry_run && !is_harmless(change)))
			continue;
		err = secgroup_pending_prepare(nic, extack);
		if (err) {
			blame(txn, change, SECGROUP_A_DEV, extack);
			return err;
		}
	}
	return 0;
}

/* Unregister the hooks of NICs that are not in the policy, or not any more. */
static void finish_nics(struct secgroup_txn *txn)
{
	struct secgroup_change *change;
	struct secgroup_nic *nic;

	list_for_each_entry(change, &txn->changes, list) {
		nic = secgroup_change_nic_of(change);
		if (nic)
			secgroup_pending_await(nic);
	}
	list_for_each_entry(change, &txn->changes, list) {
		nic = secgroup_change_nic_of(change);
		if (nic)
			secgroup_pending_finish(nic);
	}
}

static void end(struct secgroup_txn *txn)
{
	struct secgroup_net *sn = txn->sn;
	struct secgroup_change *change, *next;

	list_for_each_entry_safe(change, next, &txn->changes, list) {
		secgroup_change_free(change);
		cond_resched();
	}
	INIT_LIST_HEAD(&txn->changes);
	secgroup_member_sweep(sn);
	secgroup_set_sweep(sn);
	secgroup_vpc_sweep(sn);
	secgroup_group_untouch_all(sn);
	secgroup_list_untouch_all(sn);
	if (!list_empty(&sn->retired) || sn->expired || !list_empty(&sn->dropped))
		queue_work(secgroup_wq, &sn->retire_work);
}

static void roll_back(struct secgroup_txn *txn)
{
	struct secgroup_change *change;

	secgroup_set_forget(txn->sn);
	list_for_each_entry_reverse(change, &txn->changes, list) {
		change->ops->undo(txn->sn, change);
		cond_resched();
	}
	if (txn->changes_nics) {
		rtnl_lock();
		finish_nics(txn);
		rtnl_unlock();
	}
	end(txn);
}

static void swap_view(struct secgroup_net *sn, struct secgroup_view *view)
{
	struct secgroup_view *old = secgroup_net_view(sn);

	rcu_assign_pointer(sn->view, view);
	secgroup_retire(sn, &old->retired, view_free_retired);
}

/* The point of no return is in here: what comes after it cannot fail. */
static void publish(struct secgroup_txn *txn, struct secgroup_view *view)
{
	struct secgroup_net *sn = txn->sn;

	secgroup_set_advance(sn);
	swap_view(sn, view);
	if (txn->graceful)
		mod_delayed_work(secgroup_wq, &sn->grace_work, SECGROUP_GRACE + HZ);
}

/*
 * What is still to be judged by the policy that goes, is judged by it, so that afterwards
 * the stamp of a session tells whether it was accepted. No packet is judged by an older one.
 */
static void settle(struct secgroup_net *sn)
{
	synchronize_rcu();
	secgroup_stateful_settle(sn);
}

/* What a dry run attaches, rolling back detaches. */
static int attach_and_publish(struct secgroup_txn *txn, struct secgroup_view *view, bool dry_run,
			      struct netlink_ext_ack *extack)
{
	int err;

	if (!txn->changes_nics) {
		if (!dry_run)
			publish(txn, view);
		return 0;
	}
	/* In one go: no device can come or leave between its NIC's attachment and the swap. */
	rtnl_lock();
	err = prepare_nics(txn, dry_run, extack);
	if (!err && !dry_run) {
		publish(txn, view);
		finish_nics(txn);
	}
	rtnl_unlock();
	return err;
}

static int commit(struct secgroup_txn *txn, bool dry_run, struct netlink_ext_ack *extack)
{
	struct secgroup_net *sn = txn->sn;
	u64 generation = secgroup_net_view(sn)->generation + 1;
	struct secgroup_change *change;
	struct secgroup_view *view;
	int err;

	err = check_deleted_groups(txn, extack) ?: check_deleted_lists(txn, extack) ?:
	      secgroup_quotas_check(txn, extack) ?:
	      secgroup_set_compile(txn, extack);
	if (err)
		return err;
	view = view_build(sn, generation, txn);
	if (!view)
		return -ENOMEM;
	if (txn->graceful && !dry_run)
		settle(sn);
	err = attach_and_publish(txn, view, dry_run, extack);
	if (err || dry_run) {
		view_free(view);
		return err;
	}
	secgroup_nl_event_send(txn, generation);
	list_for_each_entry(change, &txn->changes, list) {
		change->ops->done(sn, change);
		cond_resched();
	}
	return 0;
}

static int commit_or_roll_back(struct secgroup_txn *txn, bool dry_run,
			       struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&txn->sn->mutex);
	if (list_empty(&txn->changes)) {
		end(txn);
		return 0;
	}
	/*
	 * What it attaches, or awaits, holds the module from now on, so this must not be going already: all that was
	 * closed would be opened again, behind the back of who was told that it is done.
	 */
	if (try_module_get(THIS_MODULE)) {
		err = commit(txn, dry_run, extack);
		module_put(THIS_MODULE);
	} else {
		NL_SET_ERR_MSG(extack, "the module is being removed");
		err = -ESHUTDOWN;
	}
	if (err || dry_run)
		roll_back(txn);
	else
		end(txn);
	return err;
}

static void txn_init(struct secgroup_txn *txn, struct secgroup_net *sn)
{
	*txn = (struct secgroup_txn){ .sn = sn };
	INIT_LIST_HEAD(&txn->changes);
}

/* The device of a pending NIC went, or came, or both. */
static void report_pending(struct secgroup_nic *nic)
{
	bool here = READ_ONCE(nic->ifindex), gone = xchg(&nic->gone, false);

	if (gone && here)
		secgroup_nl_event_nic(nic, SECGROUP_EVENT_NIC_GONE);
	if (xchg(&nic->came, false))
		secgroup_nl_event_nic(nic, SECGROUP_EVENT_NIC_SET);
	if (gone && !here)
		secgroup_nl_event_nic(nic, SECGROUP_EVENT_NIC_GONE);
}

/* Take the NICs whose devices have gone out of the policy, unless they wait for the next. */
static int remove_gone(struct secgroup_net *sn)
{
	struct secgroup_txn txn;
	struct secgroup_nic *nic;
	unsigned long slot;
	int err = 0;

	lockdep_assert_held(&sn->mutex);
	if (!xchg(&sn->has_gone, false))
		return 0;
	txn_init(&txn, sn);
	xa_for_each(&sn->nic_slots, slot, nic) {
		if (!nic->config)
			continue;
		if (nic->config->pending[0])
			report_pending(nic);
		else if (READ_ONCE(nic->gone))
			err = secgroup_change_nic(&txn, nic, NULL);
		if (err)
			break;
	}
	if (err)
		roll_back(&txn);
	else
		err = commit_or_roll_back(&txn, false, NULL);
	if (err)
		WRITE_ONCE(sn->has_gone, true);
	return err;
}

static void gone_work(struct work_struct *work)
{
	struct secgroup_net *sn = container_of(to_delayed_work(work), struct secgroup_net,
					       gone_work);

	mutex_lock(&sn->mutex);
	/* No memory: nothing is unprotected meanwhile, its addresses are members a little longer. */
	if (remove_gone(sn))
		queue_delayed_work(secgroup_wq, &sn->gone_work, HZ);
	mutex_unlock(&sn->mutex);
}

/* The minute after the latest graceful commit is over. */
static void grace_work(struct work_struct *work)
{
	struct secgroup_net *sn = container_of(to_delayed_work(work), struct secgroup_net,
					       grace_work);
	struct secgroup_view *view;

	mutex_lock(&sn->mutex);
	view = view_build(sn, secgroup_net_view(sn)->generation, NULL);
	if (view) {
		swap_view(sn, view);
		queue_work(secgroup_wq, &sn->retire_work);
	} else {
		queue_delayed_work(secgroup_wq, &sn->grace_work, HZ);
	}
	mutex_unlock(&sn->mutex);
}

void secgroup_txn_begin(struct secgroup_txn *txn, struct secgroup_net *sn)
{
	mutex_lock(&sn->mutex);
	/* If it fails gone_work tries again. */
	remove_gone(sn);
	txn_init(txn, sn);
}

int secgroup_txn_commit(struct secgroup_txn *txn, bool dry_run, struct netlink_ext_ack *extack)
{
	int err = commit_or_roll_back(txn, dry_run, extack);

	mutex_unlock(&txn->sn->mutex);
	return err;
}

void secgroup_txn_abort(struct secgroup_txn *txn)
{
	lockdep_assert_held(&txn->sn->mutex);
	roll_back(txn);
	mutex_unlock(&txn->sn->mutex);
}

int secgroup_commit_net_init(struct secgroup_net *sn)
{
	struct secgroup_view *view;

	INIT_WORK(&sn->retire_work, retire_work);
	INIT_DELAYED_WORK(&sn->grace_work, grace_work);
	INIT_DELAYED_WORK(&sn->gone_work, gone_work);
	view = view_alloc(sn);
	if (!view)
		return -ENOMEM;
	view->generation = 1;
	RCU_INIT_POINTER(sn->view, view);
	return 0;
}

static void remove_nics(struct secgroup_net *sn)
{
	struct secgroup_nic_config *config;
	struct secgroup_nic *nic;
	unsigned long slot;

	rtnl_lock();
	xa_for_each(&sn->nic_slots, slot, nic) {
		config = nic->config;
		if (config)
			secgroup_nic_configure(nic, NULL);
		secgroup_pending_await(nic);
		secgroup_nic_config_free(config);
	}
	rtnl_unlock();
	xa_for_each(&sn->nic_slots, slot, nic) {
		if (!RB_EMPTY_NODE(&nic->node))
			secgroup_nic_unlink(nic);
		secgroup_nic_free(nic);
	}
}

static void remove_groups(struct secgroup_net *sn)
{
	struct secgroup_group *group;
	unsigned long gid;

	/* All before the first is freed: unlinking one looks at the groups that its rules name. */
	while ((group = secgroup_group_find_next(sn, NULL, NULL)))
		secgroup_group_unlink(sn, group);
	xa_for_each(&sn->gids, gid, group)
		secgroup_group_free(sn, group);
}

/* When no rule is left that names one. */
static void remove_lists(struct secgroup_net *sn)
{
	struct secgroup_list *list;

	while ((list = secgroup_list_find_next(sn, 0, NULL))) {
		secgroup_list_unlink(sn, list);
		secgroup_list_free(sn, list);
	}
}

/* Its devices have gone, and its sockets: no packet and no request is left. */
void secgroup_commit_net_exit(struct secgroup_net *sn)
{
	cancel_delayed_work_sync(&sn->gone_work);
	cancel_delayed_work_sync(&sn->grace_work);
	cancel_work_sync(&sn->retire_work);

	mutex_lock(&sn->mutex);
	free_retired(sn, &sn->retired);
	remove_nics(sn);
	remove_groups(sn);
	remove_lists(sn);
	secgroup_set_sweep(sn);
	secgroup_vpc_sweep(sn);
	free_retired(sn, &sn->retired);
	secgroup_rules_purge(sn, U64_MAX);
	view_free(secgroup_net_view(sn));
	mutex_unlock(&sn->mutex);
}

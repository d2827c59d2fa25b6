// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prefix lists and port lists. An edit makes the new entries of the old ones and the message's; the
 * rules that name the list are not touched, the programs made of them are.
 */
#include <linux/string.h>
#include "change.h"
#include "list.h"
#include "net.h"
#include "nl.h"
#include "quota.h"

/* The attributes of each kind of list. */
static const struct {
	u8 name;
	u8 entry;
} kinds[] = {
	[SECGROUP_LIST_OF_PREFIXES] = { SECGROUP_A_PREFIX_LIST, SECGROUP_A_PREFIX },
	[SECGROUP_LIST_OF_PORTS] = { SECGROUP_A_PORT_LIST, SECGROUP_A_PORT },
};

/* Which kind is it about? */
static int get_kind(struct nlattr **attrs, u8 *kind, struct netlink_ext_ack *extack)
{
	if (attrs[SECGROUP_A_PREFIX_LIST] && attrs[SECGROUP_A_PORT_LIST])
		return secgroup_nl_refuse_at(extack, attrs[SECGROUP_A_PORT_LIST], -EINVAL,
					     "a prefix list or a port list, not both");
	*kind = attrs[SECGROUP_A_PORT_LIST] ? SECGROUP_LIST_OF_PORTS : SECGROUP_LIST_OF_PREFIXES;
	if (!attrs[kinds[*kind].name]) {
		NL_SET_ERR_MSG(extack, "which list? PREFIX_LIST or PORT_LIST is missing");
		extack->miss_type = SECGROUP_A_PREFIX_LIST;
		return -EINVAL;
	}
	return 0;
}

static int parse_entry(const struct nlattr *attr, u8 kind, void *entry,
		       struct netlink_ext_ack *extack)
{
	if (kind == SECGROUP_LIST_OF_PREFIXES)
		return secgroup_nl_get_prefix(attr, entry, extack);
	return secgroup_nl_get_range(attr, entry, extack);
}

/* The entries in the message, in order: the caller's, also if this fails. */
static int parse_entries(struct secgroup_request *rq, u8 kind, struct secgroup_entries *e)
{
	union {
		struct secgroup_cidr cidr;
		struct secgroup_range range;
	} entry;
	const struct nlattr *attr;
	int rem, err;

	err = secgroup_entries_alloc(e, kind, secgroup_nl_count(rq->nlh, kinds[kind].entry));
	if (err)
		return err;
	secgroup_nl_for_each(attr, rq->nlh, kinds[kind].entry, rem) {
		err = parse_entry(attr, kind, &entry, rq->extack);
		if (err)
			return err;
		secgroup_entries_append(e, kind, &entry);
	}
	secgroup_entries_sort(e, kind);
	return 0;
}

/* What kind of list, and no entries of the other kind. */
static int check(struct secgroup_request *rq, u8 *kind)
{
	int err = get_kind(rq->attrs, kind, rq->extack);
	u8 other;

	if (err)
		return err;
	other = kinds[!*kind].entry;
	if (rq->attrs[other])
		return secgroup_nl_refuse(rq, other, -EINVAL,
					  "prefixes are for prefix lists, ports for port lists");
	return 0;
}

static struct secgroup_list *find_list(struct secgroup_net *sn, struct nlattr **attrs, u8 kind,
				       struct netlink_ext_ack *extack)
{
	const struct nlattr *name = attrs[kinds[kind].name];
	struct secgroup_list *list = secgroup_list_find(sn, kind, nla_data(name));

	if (!list)
		return ERR_PTR(secgroup_nl_refuse_at(extack, name, -ENOENT, "no such list"));
	return list;
}

/* Takes over @e. */
static int list_new(struct secgroup_request *rq, u8 kind, struct secgroup_entries *e)
{
	const struct nlattr *name = rq->attrs[kinds[kind].name];
	struct secgroup_list *list;
	int err;

	err = secgroup_nl_check_name(name, rq->extack);
	if (err)
		return err;
	list = secgroup_list_alloc(rq->txn->sn, kind, nla_data(name));
	if (IS_ERR(list))
		return PTR_ERR(list);
	secgroup_list_exchange(list, e);
	err = secgroup_change_list_new(rq->txn, list);
	if (err)
		secgroup_list_free(rq->txn->sn, list);
	return err;
}

/* Give a list other entries. Takes them over, unless it has just these already. */
static int list_put(struct secgroup_request *rq, struct secgroup_list *list,
		    struct secgroup_entries *e)
{
	int err;

	if (secgroup_entries_equal(e, &list->entries, list->kind))
		return 0;
	err = secgroup_change_list_set(rq->txn, list, e);
	if (!err)
		*e = (struct secgroup_entries){ };
	return err;
}

/* In the middle of a transaction there may be up to twice the quota. */
static int check_bound(struct secgroup_request *rq, u32 n)
{
	return secgroup_quota_check(rq->txn->sn, SECGROUP_QUOTA_LIST_ENTRIES, n / 2, rq->extack);
}

static int list_unite(struct secgroup_request *rq, struct secgroup_list *list,
		      const struct secgroup_entries *e)
{
	struct secgroup_entries all;
	int err;

	err = secgroup_entries_unite(&all, &list->entries, e, list->kind);
	if (err)
		return err;
	err = check_bound(rq, all.n) ?: list_put(rq, list, &all);
	secgroup_entries_free(&all);
	return err;
}

int secgroup_nl_list_add(struct secgroup_request *rq)
{
	struct secgroup_list *list;
	struct secgroup_entries e;
	u8 kind;
	int err;

	err = check(rq, &kind);
	if (err)
		return err;
	list = secgroup_list_find(rq->txn->sn, kind, nla_data(rq->attrs[kinds[kind].name]));
	err = parse_entries(rq, kind, &e) ?: check_bound(rq, e.n);
	if (!err)
		err = list ? list_unite(rq, list, &e) : list_new(rq, kind, &e);
	secgroup_entries_free(&e);
	return err;
}

int secgroup_nl_list_set(struct secgroup_request *rq)
{
	struct secgroup_list *list;
	struct secgroup_entries e;
	u8 kind;
	int err;

	err = check(rq, &kind);
	if (err)
		return err;
	list = find_list(rq->txn->sn, rq->attrs, kind, rq->extack);
	if (IS_ERR(list))
		return PTR_ERR(list);
	err = parse_entries(rq, kind, &e) ?: check_bound(rq, e.n) ?: list_put(rq, list, &e);
	secgroup_entries_free(&e);
	return err;
}

/* All entries of the message are in the list. */
static int check_entries(struct secgroup_request *rq, const struct secgroup_list *list)
{
	union {
		struct secgroup_cidr cidr;
		struct secgroup_range range;
	} entry;
	const struct nlattr *attr;
	int rem, err;

	secgroup_nl_for_each(attr, rq->nlh, kinds[list->kind].entry, rem) {
		err = parse_entry(attr, list->kind, &entry, rq->extack);
		if (err)
			return err;
		if (!secgroup_entries_contain(&list->entries, list->kind, &entry))
			return secgroup_nl_refuse_at(rq->extack, attr, -ENOENT,
						     "the list has no such entry");
	}
	return 0;
}

static int list_subtract(struct secgroup_request *rq, struct secgroup_list *list)
{
	struct secgroup_entries e, left = { };
	int err;

	err = check_entries(rq, list);
	if (err)
		return err;
	err = parse_entries(rq, list->kind, &e) ?:
	      secgroup_entries_subtract(&left, &list->entries, &e, list->kind) ?:
	      list_put(rq, list, &left);
	secgroup_entries_free(&left);
	secgroup_entries_free(&e);
	return err;
}

int secgroup_nl_list_del(struct secgroup_request *rq)
{
	struct secgroup_list *list;
	u8 kind;
	int err;

	err = check(rq, &kind);
	if (err)
		return err;
	list = find_list(rq->txn->sn, rq->attrs, kind, rq->extack);
	if (IS_ERR(list))
		return PTR_ERR(list);
	if (rq->attrs[kinds[kind].entry])
		return list_subtract(rq, list);
	return secgroup_change_list_del(rq->txn, list);
}

int secgroup_nl_put_list(struct sk_buff *skb, const struct secgroup_list *list)
{
	return nla_put_string(skb, kinds[list->kind].name, list->id);
}

static int put_entry(struct sk_buff *skb, const struct secgroup_list *list, u32 i)
{
	if (list->kind == SECGROUP_LIST_OF_PREFIXES)
		return secgroup_nl_put_prefix(skb, SECGROUP_A_PREFIX, &list->entries.prefixes[i]);
	return secgroup_nl_put_range(skb, SECGROUP_A_PORT, &list->entries.ranges[i]);
}

/* A message with as many entries as it has room for, from @first on. Return: how many; -EMSGSIZE: none. */
static int show_part(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct secgroup_list *list, u32 first)
{
	void *header = secgroup_nl_dump_put(skb, cb, SECGROUP_CMD_LIST_GET);
	u32 i = first;

	if (!header)
		return -EMSGSIZE;
	if (secgroup_nl_put_list(skb, list))
		goto no_room;
	while (i < list->entries.n && !put_entry(skb, list, i))
		i++;
	if (i == first && first < list->entries.n)
		goto no_room;
	genlmsg_end(skb, header);
	return i - first;

no_room:
	genlmsg_cancel(skb, header);
	return -EMSGSIZE;
}

static int show_list(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct secgroup_list *list)
{
	u32 *shown = &secgroup_nl_dump(cb)->step;
	int n;

	/* If it has become shorter meanwhile the dump says that it was interrupted. */
	do {
		n = show_part(skb, cb, list, *shown);
		if (n < 0)
			return n;
		*shown += n;
	} while (*shown < list->entries.n);
	return 0;
}

static int dump_all_lists(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct secgroup_net *sn = secgroup_nl_dump_net(cb);
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_list *list;
	int err;

	for (;;) {
		list = dump->step ? secgroup_list_find(sn, dump->kind, dump->id) : NULL;
		if (!list) {
			list = secgroup_list_find_next(sn, dump->kind,
						       dump->started ? dump->id : NULL);
			dump->step = 0;
		}
		if (!list)
			return 0;
		err = show_list(skb, cb, list);
		/* Not begun: it is still the next one. */
		if (err && !dump->step)
			return err;
		dump->started = true;
		dump->kind = list->kind;
		strscpy(dump->id, list->id, sizeof(dump->id));
		if (err)
			return err;
		dump->step = 0;
	}
}

static int dump_one_list(struct sk_buff *skb, struct netlink_callback *cb, struct nlattr **attrs)
{
	struct secgroup_dump *dump = secgroup_nl_dump(cb);
	struct secgroup_list *list;
	u8 kind;
	int err;

	err = get_kind(attrs, &kind, cb->extack);
	if (err)
		return err;
	list = find_list(secgroup_nl_dump_net(cb), attrs, kind, cb->extack);
	/* If it goes in the middle, that was all. */
	if (IS_ERR(list))
		return dump->step ? 0 : PTR_ERR(list);
	if (dump->started)
		return 0;
	err = show_list(skb, cb, list);
	dump->started = !err;
	return err;
}

int secgroup_nl_list_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = secgroup_genl_dump_attrs(cb);
	int err;

	secgroup_nl_dump_lock(cb);
	if (attrs[SECGROUP_A_PREFIX_LIST] || attrs[SECGROUP_A_PORT_LIST])
		err = dump_one_list(skb, cb, attrs);
	else
		err = dump_all_lists(skb, cb);
	return secgroup_nl_dump_unlock(skb, cb, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects as words or as JSON.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "print.h"
#include "token.h"
#include "value.h"

const char *name_text(const char *account, const char *id, const char *without,
		      char buf[NAME_TEXT])
{
	if (!strcmp(account, without))
		snprintf(buf, NAME_TEXT, "%s", id);
	else
		snprintf(buf, NAME_TEXT, "%s/%s", account, id);
	return buf;
}

static const char *range_text(const struct range *r, char buf[16])
{
	snprintf(buf, 16, "%u/%u", r->lo, r->hi);
	return buf;
}

static const char *mac_text(const struct mac *m, char buf[18])
{
	snprintf(buf, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m->bytes[0], m->bytes[1], m->bytes[2],
		 m->bytes[3], m->bytes[4], m->bytes[5]);
	return buf;
}

/* An integer as the command line writes it. */
static const char *number_text(int attr, uint64_t value, char buf[24])
{
	const char *name = NULL;

	if (attributes[attr].names)
		return attribute_value_name(attr, value);
	if (attr == SECGROUP_A_PROTOCOL)
		name = protocol_name(value);
	else if (attr == SECGROUP_A_SESSION_LIMIT && value == SECGROUP_SESSION_LIMIT_NONE)
		name = "none";
	if (name)
		return name;
	snprintf(buf, 24, "%" PRIu64, value);
	return buf;
}

/* Text only: words that JSON says by a key. */
static void emit_text(struct out *out, const char *text)
{
	if (!out->json)
		fprintf(out->f, " %s", text);
}

/* JSON is UTF-8: a byte of a device's name that is not becomes U+FFFD. */
static json_t *json_text(const char *value)
{
	char *text = NULL;
	json_t *string;
	size_t size;
	FILE *f;

	string = json_string(value);
	if (string)
		return string;
	f = open_memstream(&text, &size);
	while (f && *value) {
		size_t length = value_utf8(value);

		if (length)
			fwrite(value, 1, length, f);
		else
			fputs("\xef\xbf\xbd", f);
		value += length ? length : 1;
	}
	if (f)
		fclose(f);
	string = json_string(text ? text : "");
	free(text);
	return string;
}

static void emit_string(struct out *out, const char *word, const char *key, const char *value)
{
	if (out->json) {
		json_object_set_new(out->json, key, json_text(value));
		return;
	}
	fprintf(out->f, " %s ", word);
	word_write(out->f, value);
}

static void emit_number(struct out *out, const char *word, const char *key, uint64_t value)
{
	if (out->json)
		json_object_set_new(out->json, key, json_integer(value));
	else
		fprintf(out->f, " %s %" PRIu64, word, value);
}

/* A scalar attribute, if it is there. */
static void emit(struct out *out, const struct object *o, int attr)
{
	const struct attribute *a = &attributes[attr];
	char buf[24];

	if (!object_has(o, attr))
		return;
	if (a->kind == KIND_STRING)
		emit_string(out, a->word, a->key, o->str[attr]);
	else if (out->json && a->boolean)
		json_object_set_new(out->json, a->key, json_boolean(o->num[attr]));
	else if (a->names || attr == SECGROUP_A_PROTOCOL ||
		 (attr == SECGROUP_A_SESSION_LIMIT && o->num[attr] == SECGROUP_SESSION_LIMIT_NONE))
		emit_string(out, a->word, a->key, number_text(attr, o->num[attr], buf));
	else
		emit_number(out, a->word, a->key, o->num[attr]);
}

/*
 * A list: "word a,b,c" or an array. The i-th element's text is what text() says.
 */
static void emit_list(struct out *out, int attr, size_t n, const void *at,
		      const char *(*text)(const struct out *out, const void *at, size_t i, char *buf))
{
	char buf[NAME_TEXT];
	json_t *array;

	if (!n)
		return;
	if (out->json) {
		array = json_array();
		for (size_t i = 0; i < n; i++)
			json_array_append_new(array, json_string(text(out, at, i, buf)));
		json_object_set_new(out->json, attributes[attr].key, array);
		return;
	}
	fprintf(out->f, " %s ", attributes[attr].word);
	for (size_t i = 0; i < n; i++)
		fprintf(out->f, "%s%s", i ? "," : "", text(out, at, i, buf));
}

static const char *text_of_range(const struct out *out, const void *at, size_t i, char *buf)
{
	(void)out;
	return range_text((const struct range *)at + i, buf);
}

static const char *text_of_address(const struct out *out, const void *at, size_t i, char *buf)
{
	(void)out;
	return address_text((const struct address *)at + i, -1, buf);
}

static const char *text_of_mac(const struct out *out, const void *at, size_t i, char *buf)
{
	(void)out;
	return mac_text((const struct mac *)at + i, buf);
}

static const char *text_of_prefix(const struct out *out, const void *at, size_t i, char *buf)
{
	const struct prefix *prefix = (const struct prefix *)at + i;

	(void)out;
	return address_text(&prefix->addr, prefix->len, buf);
}

/* CIDR or CIDR@MAC. */
static const char *text_of_pair(const struct out *out, const void *at, size_t i, char *buf)
{
	const struct prefix *pair = (const struct prefix *)at + i;
	char cidr[ADDRESS_TEXT], mac[18];

	(void)out;
	snprintf(buf, NAME_TEXT, "%s%s%s", address_text(&pair->addr, pair->len, cidr),
		 pair->has_mac ? "@" : "", pair->has_mac ? mac_text(&pair->mac, mac) : "");
	return buf;
}

static const char *text_of_vlan(const struct out *out, const void *at, size_t i, char *buf)
{
	uint32_t vid = ((const uint32_t *)at)[i];

	(void)out;
	if (vid == SECGROUP_VLAN_ANY)
		return "any";
	snprintf(buf, NAME_TEXT, "%u", vid);
	return buf;
}

static const char *text_of_ethertype(const struct out *out, const void *at, size_t i, char *buf)
{
	(void)out;
	snprintf(buf, NAME_TEXT, "0x%04x", ((const uint32_t *)at)[i]);
	return buf;
}

static const char *text_of_name(const struct out *out, const void *at, size_t i, char *buf)
{
	const struct name *name = (const struct name *)at + i;

	/* JSON does not depend on -a. */
	return name_text(name->account[0] ? name->account : DEFAULT_ACCOUNT, name->id,
			 out->json ? DEFAULT_ACCOUNT : out->account, buf);
}

/* The group that an object belongs to: the first word of a line, two keys in JSON. */
static void emit_group_name(struct out *out, const struct object *o, const char *id_key)
{
	const char *id = object_has(o, SECGROUP_A_GROUP) ? o->str[SECGROUP_A_GROUP] : "?";
	char buf[NAME_TEXT];

	if (out->json) {
		json_object_set_new(out->json, "account", json_string(object_account(o)));
		json_object_set_new(out->json, id_key, json_string(id));
		return;
	}
	fputs(name_text(object_account(o), id, out->account, buf), out->f);
}

static void emit_vpc(struct out *out, const struct object *o)
{
	if (object_has(o, SECGROUP_A_VPC))
		emit(out, o, SECGROUP_A_VPC);
	else if (out->json && object_has(o, SECGROUP_A_CLASSIC))
		json_object_set_new(out->json, "vpc", json_null());
	else if (object_has(o, SECGROUP_A_CLASSIC))
		emit_text(out, "classic");
}

/* What follows is for -s and -d: on a line of its own, unless -o. */
static void begin_tail(struct out *out)
{
	if (!out->json && !out->oneline)
		fputs("\n   ", out->f);
}

static void print_group(struct out *out, const struct object *o)
{
	emit_group_name(out, o, "id");
	emit(out, o, SECGROUP_A_TYPE);
	emit_vpc(out, o);
	emit(out, o, SECGROUP_A_INNER);
	emit(out, o, SECGROUP_A_DESCRIPTION);
	if (!out->details)
		return;
	begin_tail(out);
	emit(out, o, SECGROUP_A_RULES);
	emit(out, o, SECGROUP_A_MEMBERS);
	emit(out, o, SECGROUP_A_NICS);
	emit(out, o, SECGROUP_A_GENERATION);
}

/* "any", "10.0.0.0/8" or "group 1609/sg-a" (P-15: bare in the rule's own account). */
static void emit_peer(struct out *out, const struct object *o)
{
	const char *word = o->num[SECGROUP_A_DIRECTION] == SECGROUP_INGRESS ? "from" : "to";
	char peer[NAME_TEXT + 16] = "any", name[NAME_TEXT], address[ADDRESS_TEXT];

	if (object_has(o, SECGROUP_A_PREFIX_LIST))
		snprintf(peer, sizeof(peer), "prefix-list %s", o->str[SECGROUP_A_PREFIX_LIST]);
	else if (object_has(o, SECGROUP_A_PEER_GROUP))
		snprintf(peer, sizeof(peer), "group %s",
			 name_text(object_has(o, SECGROUP_A_PEER_ACCOUNT) ?
					   o->str[SECGROUP_A_PEER_ACCOUNT] : object_account(o),
				   o->str[SECGROUP_A_PEER_GROUP], object_account(o), name));
	else if (object_has(o, SECGROUP_A_PEER_ADDR))
		snprintf(peer, sizeof(peer), "%s",
			 address_text(&o->peer, o->num[SECGROUP_A_PEER_PREFIX], address));
	if (out->json)
		json_object_set_new(out->json, "peer", json_string(peer));
	else
		fprintf(out->f, " %s %s", word, peer);
}

/* Ports, or "port-list ID" in their place. */
static void emit_ports(struct out *out, const struct object *o, int attr, int list_attr)
{
	bool dst = attr == SECGROUP_A_PORT;
	char text[NAME_TEXT + 16];

	if (!object_has(o, list_attr)) {
		emit_list(out, attr, dst ? o->ports.n : o->src_ports.n,
			  dst ? o->ports.at : o->src_ports.at, text_of_range);
		return;
	}
	snprintf(text, sizeof(text), "port-list %s", o->str[list_attr]);
	if (out->json)
		json_object_set_new(out->json, attributes[attr].key, json_pack("[s]", text));
	else
		fprintf(out->f, " %s %s", attributes[attr].word, text);
}

static void emit_local(struct out *out, const struct object *o)
{
	char text[ADDRESS_TEXT];

	if (object_has(o, SECGROUP_A_LOCAL_ADDR))
		emit_string(out, "local", "local",
			    address_text(&o->local, o->num[SECGROUP_A_LOCAL_PREFIX], text));
}

static void emit_icmp(struct out *out, const struct object *o)
{
	char text[16];

	if (!object_has(o, SECGROUP_A_ICMP_TYPE))
		return;
	if (object_has(o, SECGROUP_A_ICMP_CODE))
		snprintf(text, sizeof(text), "%u/%u", (unsigned int)o->num[SECGROUP_A_ICMP_TYPE],
			 (unsigned int)o->num[SECGROUP_A_ICMP_CODE]);
	else
		snprintf(text, sizeof(text), "%u", (unsigned int)o->num[SECGROUP_A_ICMP_TYPE]);
	emit_string(out, "icmp-type", "icmp_type", text);
}

/* Nanoseconds since 1970 as 2026-11-23T22:50:01.123Z. */
static void emit_time(struct out *out, const struct object *o, int attr)
{
	const struct attribute *a = &attributes[attr];
	time_t seconds = o->num[attr] / 1000000000;
	char date[32], text[48];
	struct tm tm;

	if (!object_has(o, attr)) {
		if (out->json)
			json_object_set_new(out->json, a->key, json_null());
		else
			fprintf(out->f, " %s never", a->word);
		return;
	}
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &tm));
	snprintf(text, sizeof(text), "%s.%03uZ", date,
		 (unsigned int)(o->num[attr] / 1000000 % 1000));
	emit_string(out, a->word, a->key, text);
}

static const char *direction_word(const struct object *o)
{
	return attribute_value_name(SECGROUP_A_DIRECTION, o->num[SECGROUP_A_DIRECTION]);
}

static void print_rule(struct out *out, const struct object *o)
{
	emit_group_name(out, o, "group");
	if (out->json) {
		emit(out, o, SECGROUP_A_RULE);
		emit(out, o, SECGROUP_A_DIRECTION);
		emit(out, o, SECGROUP_A_ACTION);
	} else {
		emit_text(out, direction_word(o));
		emit_text(out, attribute_value_name(SECGROUP_A_ACTION, o->num[SECGROUP_A_ACTION]));
	}
	emit(out, o, SECGROUP_A_PRIORITY);
	emit(out, o, SECGROUP_A_PROTOCOL);
	emit_ports(out, o, SECGROUP_A_PORT, SECGROUP_A_PORT_LIST);
	emit_peer(out, o);
	emit_ports(out, o, SECGROUP_A_SRC_PORT, SECGROUP_A_SRC_PORT_LIST);
	emit_local(out, o);
	emit_icmp(out, o);
	emit(out, o, SECGROUP_A_NIC_TYPE);
	if (o->num[SECGROUP_A_HELPER] != SECGROUP_HELPER_NONE)
		emit(out, o, SECGROUP_A_HELPER);
	emit(out, o, SECGROUP_A_LOG);
	emit(out, o, SECGROUP_A_STATE);
	emit(out, o, SECGROUP_A_DESCRIPTION);
	if (!out->json)
		emit(out, o, SECGROUP_A_RULE);
	if (!out->stats)
		return;
	begin_tail(out);
	emit_number(out, "packets", "packets", o->num[SECGROUP_A_PACKETS]);
	emit_number(out, "bytes", "bytes", o->num[SECGROUP_A_BYTES]);
	emit_time(out, o, SECGROUP_A_FIRST_HIT);
	emit_time(out, o, SECGROUP_A_LAST_HIT);
}

static void print_member(struct out *out, const struct object *o)
{
	char text[ADDRESS_TEXT];

	emit_group_name(out, o, "group");
	for (size_t i = 0; i < o->addrs.n; i++) {
		address_text(&o->addrs.at[i], -1, text);
		if (out->json)
			json_object_set_new(out->json, "addr", json_string(text));
		else
			emit_text(out, text);
	}
	if (out->json)
		json_object_set_new(out->json, "manual",
				    json_boolean(object_has(o, SECGROUP_A_MEMBER_MANUAL)));
	if (!out->json && !out->details)
		return;
	begin_tail(out);
	if (object_has(o, SECGROUP_A_MEMBER_MANUAL))
		emit_text(out, "manual");
	emit(out, o, SECGROUP_A_MEMBER_NICS);
}

static void emit_drops(struct out *out, const struct object *o)
{
	json_t *drops = out->json ? json_object() : NULL;

	for (size_t i = 0; i < o->drops.n; i++) {
		const struct drop *d = &o->drops.at[i];
		const char *reason = attribute_value_name(SECGROUP_A_REASON, d->reason);

		if (drops)
			json_object_set_new(drops, reason, json_integer(d->packets));
		else
			fprintf(out->f, " drop %s %" PRIu64, reason, d->packets);
	}
	if (drops)
		json_object_set_new(out->json, "drops", drops);
}

static const char *service_name(const struct service *s)
{
	return attribute_value_name(SECGROUP_A_SERVICE, s->id);
}

/* A word of the command line as a key in JSON, where - is _. */
static const char *json_key(const char *word, char key[32])
{
	snprintf(key, 32, "%s", word);
	for (char *c = key; *c; c++)
		if (*c == '-')
			*c = '_';
	return key;
}

/* Which services are on; @all: also those that are as they are by default. */
static void emit_services(struct out *out, const struct object *o, bool all)
{
	json_t *services = out->json ? json_object() : NULL;
	char key[32];

	for (size_t i = 0; i < o->services.n; i++) {
		const struct service *s = &o->services.at[i];
		bool by_default = s->id != SECGROUP_SERVICE_DHCP_SERVER &&
				  s->id != SECGROUP_SERVICE_RA;

		if (services)
			json_object_set_new(services, json_key(service_name(s), key), json_boolean(s->on));
		else if (all || s->on != by_default)
			fprintf(out->f, " service %s %s", service_name(s), s->on ? "on" : "off");
	}
	if (services)
		json_object_set_new(out->json, "service", services);
}

/* What they accepted. */
static void emit_served(struct out *out, const struct object *o)
{
	json_t *served = out->json ? json_object() : NULL;
	char key[32];

	for (size_t i = 0; i < o->services.n; i++) {
		const struct service *s = &o->services.at[i];

		if (served)
			json_object_set_new(served, json_key(service_name(s), key), json_integer(s->packets));
		else if (s->packets)
			fprintf(out->f, " served %s %" PRIu64, service_name(s), s->packets);
	}
	if (served)
		json_object_set_new(out->json, "served", served);
}

/* Words that are repeated, each with one value. */
static void emit_pairs(struct out *out, const struct object *o)
{
	char buf[NAME_TEXT];

	if (out->json) {
		emit_list(out, SECGROUP_A_PAIR, o->pairs.n, o->pairs.at, text_of_pair);
		return;
	}
	for (size_t i = 0; i < o->pairs.n; i++)
		fprintf(out->f, " pair %s", text_of_pair(out, o->pairs.at, i, buf));
}

/* What the instance may use beside its MACs and addresses; defaults are left out of a line. */
static void emit_guard(struct out *out, const struct object *o)
{
	emit(out, o, SECGROUP_A_SPOOF_CHECK);
	emit_pairs(out, o);
	if (out->json || o->num[SECGROUP_A_LINK_LOCAL] != SECGROUP_LINK_LOCAL_EUI64)
		emit(out, o, SECGROUP_A_LINK_LOCAL);
	emit_list(out, SECGROUP_A_VLAN, o->vlans.n, o->vlans.at, text_of_vlan);
	emit_list(out, SECGROUP_A_ETHERTYPE, o->ethertypes.n, o->ethertypes.at, text_of_ethertype);
	if (out->json || !out->details)
		emit_services(out, o, false);
}

/* A word of its own for each, or an object with a key for each. */
static void emit_timeouts(struct out *out, const struct object *o)
{
	json_t *timeouts = out->json && o->timeouts.n ? json_object() : NULL;

	for (size_t i = 0; i < o->timeouts.n; i++) {
		const struct timeout *t = &o->timeouts.at[i];
		const char *name = attribute_value_name(SECGROUP_A_TIMEOUT, t->id);
		char key[32];

		if (timeouts)
			json_object_set_new(timeouts, json_key(name, key), json_integer(t->seconds));
		else
			fprintf(out->f, " timeout %s %u", name, t->seconds);
	}
	if (timeouts)
		json_object_set_new(out->json, "timeout", timeouts);
}

static void print_nic(struct out *out, const struct object *o)
{
	const char *dev = object_has(o, SECGROUP_A_DEV) ? o->str[SECGROUP_A_DEV] : "?";

	if (out->json)
		json_object_set_new(out->json, "dev", json_text(dev));
	else
		word_write(out->f, dev);
	emit_list(out, SECGROUP_A_NIC_GROUP, o->groups.n, o->groups.at, text_of_name);
	if (!o->groups.n && out->json)
		json_object_set_new(out->json, "groups", json_array());
	else if (!o->groups.n)
		emit_text(out, "group none");
	emit_vpc(out, o);
	emit(out, o, SECGROUP_A_SIDE);
	emit_list(out, SECGROUP_A_MAC, o->macs.n, o->macs.at, text_of_mac);
	emit_list(out, SECGROUP_A_ADDR, o->addrs.n, o->addrs.at, text_of_address);
	emit(out, o, SECGROUP_A_NIC_TYPE);
	emit_guard(out, o);
	if (o->num[SECGROUP_A_TRACKING] != SECGROUP_TRACKING_AUTO)
		emit(out, o, SECGROUP_A_TRACKING);
	if (o->num[SECGROUP_A_LOG])
		emit(out, o, SECGROUP_A_LOG);
	emit_timeouts(out, o);
	emit(out, o, SECGROUP_A_TIMEOUT_PRESET);
	emit(out, o, SECGROUP_A_SESSION_LIMIT);
	emit(out, o, SECGROUP_A_PICKUP);
	emit(out, o, SECGROUP_A_PENDING);
	if (out->stats || out->details)
		begin_tail(out);
	if (out->details) {
		emit(out, o, SECGROUP_A_IFINDEX);
		emit(out, o, SECGROUP_A_ZONE);
		emit(out, o, SECGROUP_A_GENERATION);
		if (!out->json)
			emit_services(out, o, true);
	}
	if (out->stats) {
		emit(out, o, SECGROUP_A_SESSIONS);
		emit_drops(out, o);
		emit_served(out, o);
	}
}

static void emit_endpoint(struct out *out, const struct object *o, int attr, int port_attr)
{
	const struct address *a = object_address((struct object *)o, attr);
	char address[ADDRESS_TEXT], text[ADDRESS_TEXT + 16];

	if (!object_has(o, attr))
		return;
	address_text(a, -1, address);
	if (!object_has(o, port_attr))
		snprintf(text, sizeof(text), "%s", address);
	else
		snprintf(text, sizeof(text), a->family == 6 ? "[%s]:%u" : "%s:%u", address,
			 (unsigned int)o->num[port_attr]);
	emit_string(out, attributes[attr].word, attributes[attr].key, text);
}

/* Milliseconds as seconds. */
static void emit_seconds(struct out *out, const struct object *o, int attr)
{
	const struct attribute *a = &attributes[attr];

	if (!object_has(o, attr))
		return;
	if (out->json)
		json_object_set_new(out->json, a->key, json_real(o->num[attr] / 1000.0));
	else
		fprintf(out->f, " %s %.3f", a->word, o->num[attr] / 1000.0);
}

/* The rule (or, without a rule, the group) that decided. */
static void emit_decider(struct out *out, const struct object *o)
{
	char name[NAME_TEXT];

	if (!object_has(o, SECGROUP_A_GROUP))
		return;
	if (out->json) {
		emit_group_name(out, o, "group");
	} else {
		fprintf(out->f, " group %s", name_text(object_account(o), o->str[SECGROUP_A_GROUP],
						       out->account, name));
	}
	if (object_has(o, SECGROUP_A_RULE))
		emit_number(out, "rule", "rule", o->num[SECGROUP_A_RULE]);
}

static void print_session(struct out *out, const struct object *o)
{
	const char *dev = object_has(o, SECGROUP_A_DEV) ? o->str[SECGROUP_A_DEV] : "?";

	if (out->json) {
		json_object_set_new(out->json, "dev", json_text(dev));
		emit(out, o, SECGROUP_A_DIRECTION);
	} else {
		word_write(out->f, dev);
		emit_text(out, direction_word(o));
	}
	emit(out, o, SECGROUP_A_PROTOCOL);
	emit_endpoint(out, o, SECGROUP_A_SRC_ADDR, SECGROUP_A_SRC_PORT_NUM);
	emit_endpoint(out, o, SECGROUP_A_DST_ADDR, SECGROUP_A_DST_PORT_NUM);
	emit_icmp(out, o);
	emit(out, o, SECGROUP_A_ICMP_ID);
	emit_decider(out, o);
	emit_seconds(out, o, SECGROUP_A_AGE);
	emit_seconds(out, o, SECGROUP_A_EXPIRES);
	if (out->json)
		json_object_set_new(out->json, "tombstone",
				    json_boolean(object_has(o, SECGROUP_A_TOMBSTONE)));
	else if (object_has(o, SECGROUP_A_TOMBSTONE))
		emit_text(out, "tombstone");
	if (!out->stats)
		return;
	begin_tail(out);
	emit(out, o, SECGROUP_A_PACKETS);
	emit(out, o, SECGROUP_A_BYTES);
	emit(out, o, SECGROUP_A_REPLY_PACKETS);
	emit(out, o, SECGROUP_A_REPLY_BYTES);
}

static int list_name_attr(const struct object *o)
{
	return object_has(o, SECGROUP_A_PORT_LIST) ? SECGROUP_A_PORT_LIST : SECGROUP_A_PREFIX_LIST;
}

static void emit_entries(struct out *out, size_t n, const void *at,
			 const char *(*text)(const struct out *out, const void *at, size_t i,
					     char *buf))
{
	json_t *array = out->json ? json_array() : NULL;
	char buf[NAME_TEXT];

	for (size_t i = 0; i < n; i++) {
		if (array)
			json_array_append_new(array, json_string(text(out, at, i, buf)));
		else
			emit_text(out, text(out, at, i, buf));
	}
	if (array)
		json_object_set_new(out->json, "entries", array);
	else if (!n)
		emit_text(out, "none");
}

static void print_list_name(struct out *out, const struct object *o)
{
	int attr = list_name_attr(o);
	const char *id = object_has(o, attr) ? o->str[attr] : "?";

	if (out->json)
		json_object_set_new(out->json, "id", json_string(id));
	else
		fputs(id, out->f);
}

static void print_list(struct out *out, const struct object *o)
{
	print_list_name(out, o);
	if (object_has(o, SECGROUP_A_PORT_LIST))
		emit_entries(out, o->ports.n, o->ports.at, text_of_range);
	else
		emit_entries(out, o->prefixes.n, o->prefixes.at, text_of_prefix);
}

static void print_quota(struct out *out, const struct object *o)
{
	const char *name = attribute_value_name(SECGROUP_A_QUOTA, o->num[SECGROUP_A_QUOTA]);

	if (out->json) {
		emit(out, o, SECGROUP_A_QUOTA);
		emit(out, o, SECGROUP_A_LIMIT);
	} else {
		fprintf(out->f, "%s %" PRIu64, name, o->num[SECGROUP_A_LIMIT]);
	}
	if (out->stats)
		emit(out, o, SECGROUP_A_USED);
}

void print_object(struct out *out, int get_cmd, const struct object *o)
{
	switch (get_cmd) {
	case SECGROUP_CMD_GROUP_GET:
		print_group(out, o);
		break;
	case SECGROUP_CMD_RULE_GET:
		print_rule(out, o);
		break;
	case SECGROUP_CMD_MEMBER_GET:
		print_member(out, o);
		break;
	case SECGROUP_CMD_NIC_GET:
		print_nic(out, o);
		break;
	case SECGROUP_CMD_SESSION_GET:
		print_session(out, o);
		break;
	case SECGROUP_CMD_LIST_GET:
		print_list(out, o);
		break;
	case SECGROUP_CMD_QUOTA_GET:
		print_quota(out, o);
		break;
	}
}

void print_verdict(struct out *out, const struct object *o)
{
	if (out->json)
		emit(out, o, SECGROUP_A_VERDICT);
	else
		fprintf(out->f, "verdict %s",
			attribute_value_name(SECGROUP_A_VERDICT, o->num[SECGROUP_A_VERDICT]));
	emit(out, o, SECGROUP_A_STAGE);
	emit(out, o, SECGROUP_A_REASON);
	emit_decider(out, o);
	emit(out, o, SECGROUP_A_PRIORITY);
}

/* The command that shows what an event is about; 0 for a commit or flush. */
static int event_object(uint64_t event)
{
	switch (event) {
	case SECGROUP_EVENT_GROUP_NEW:
	case SECGROUP_EVENT_GROUP_SET:
	case SECGROUP_EVENT_GROUP_DEL:
		return SECGROUP_CMD_GROUP_GET;
	case SECGROUP_EVENT_RULE_NEW:
	case SECGROUP_EVENT_RULE_SET:
	case SECGROUP_EVENT_RULE_DEL:
		return SECGROUP_CMD_RULE_GET;
	case SECGROUP_EVENT_MEMBER_NEW:
	case SECGROUP_EVENT_MEMBER_DEL:
		return SECGROUP_CMD_MEMBER_GET;
	case SECGROUP_EVENT_NIC_NEW:
	case SECGROUP_EVENT_NIC_SET:
	case SECGROUP_EVENT_NIC_DEL:
	case SECGROUP_EVENT_NIC_GONE:
		return SECGROUP_CMD_NIC_GET;
	case SECGROUP_EVENT_QUOTA_SET:
		return SECGROUP_CMD_QUOTA_GET;
	default:
		return 0;
	}
}

static bool is_list_event(uint64_t event)
{
	return event == SECGROUP_EVENT_LIST_NEW || event == SECGROUP_EVENT_LIST_SET ||
	       event == SECGROUP_EVENT_LIST_DEL;
}

/* "prefix-list set pl-1": which kind, and no entries. */
static void print_list_event(struct out *out, const struct object *o, const char *what)
{
	const struct attribute *kind = &attributes[list_name_attr(o)];
	char text[32];

	snprintf(text, sizeof(text), "%s%s", kind->word, strchr(what, ' '));
	if (!out->json) {
		fprintf(out->f, "%" PRIu64 " %s ", o->num[SECGROUP_A_GENERATION], text);
		print_list_name(out, o);
		return;
	}
	json_object_set_new(out->json, "generation", json_integer(o->num[SECGROUP_A_GENERATION]));
	json_object_set_new(out->json, "event", json_string(text));
	json_object_set_new(out->json, kind->key,
			    json_pack("{ss}", "id", object_has(o, list_name_attr(o)) ?
					      o->str[list_name_attr(o)] : "?"));
}

void print_event(struct out *out, const struct object *o)
{
	const char *what = attribute_value_name(SECGROUP_A_EVENT, o->num[SECGROUP_A_EVENT]);
	int get_cmd = event_object(o->num[SECGROUP_A_EVENT]);
	struct out inner = *out;
	char kind[16];

	if (is_list_event(o->num[SECGROUP_A_EVENT])) {
		print_list_event(out, o, what);
		return;
	}
	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(what, " "), what);
	if (!out->json) {
		fprintf(out->f, "%" PRIu64 " %s%s", o->num[SECGROUP_A_GENERATION], what,
			get_cmd ? " " : "");
		print_object(&inner, get_cmd, o);
		return;
	}
	json_object_set_new(out->json, "generation", json_integer(o->num[SECGROUP_A_GENERATION]));
	json_object_set_new(out->json, "event", json_string(what));
	if (!get_cmd)
		return;
	inner.json = json_object();
	print_object(&inner, get_cmd, o);
	json_object_set_new(out->json, kind, inner.json);
}

/* The flags of a TCP header by name, as a list; FIN is bit 0. */
static void emit_flags(struct out *out, const struct object *o)
{
	static const char *const names[] = {
		"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"
	};
	json_t *array = out->json ? json_array() : NULL;
	const char *before = " flags ";

	if (!object_has(o, SECGROUP_A_TCP_FLAGS))
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(o->num[SECGROUP_A_TCP_FLAGS] & 1 << i))
			continue;
		if (array)
			json_array_append_new(array, json_string(names[i]));
		else
			fprintf(out->f, "%s%s", before, names[i]);
		before = ",";
	}
	if (array)
		json_object_set_new(out->json, "flags", array);
}

void print_record(struct out *out, const struct object *o)
{
	const char *dev = object_has(o, SECGROUP_A_DEV) ? o->str[SECGROUP_A_DEV] : "?";

	if (out->json) {
		json_object_set_new(out->json, "generation",
				    json_integer(o->num[SECGROUP_A_GENERATION]));
		json_object_set_new(out->json, "event", json_string("log"));
		json_object_set_new(out->json, "dev", json_text(dev));
		emit(out, o, SECGROUP_A_IFINDEX);
		emit(out, o, SECGROUP_A_DIRECTION);
	} else {
		fprintf(out->f, "%" PRIu64 " log ", o->num[SECGROUP_A_GENERATION]);
		word_write(out->f, dev);
		emit_text(out, direction_word(o));
	}
	emit(out, o, SECGROUP_A_VERDICT);
	emit(out, o, SECGROUP_A_STAGE);
	emit(out, o, SECGROUP_A_REASON);
	emit_decider(out, o);
	emit(out, o, SECGROUP_A_STATE);
	emit(out, o, SECGROUP_A_PROTOCOL);
	emit_endpoint(out, o, SECGROUP_A_SRC_ADDR, SECGROUP_A_SRC_PORT_NUM);
	emit_endpoint(out, o, SECGROUP_A_DST_ADDR, SECGROUP_A_DST_PORT_NUM);
	emit_icmp(out, o);
	emit_flags(out, o);
	emit(out, o, SECGROUP_A_LENGTH);
	emit_time(out, o, SECGROUP_A_TIME);
	emit(out, o, SECGROUP_A_LOST);
}

/* A value of a list, or of a scalar that needs more than its number. */
static void print_listed(FILE *f, const struct object *o, int attr, size_t i)
{
	char buf[NAME_TEXT];

	switch (attr) {
	case SECGROUP_A_PORT:
		fputs(i < o->ports.n ? range_text(&o->ports.at[i], buf) : "", f);
		break;
	case SECGROUP_A_SRC_PORT:
		fputs(i < o->src_ports.n ? range_text(&o->src_ports.at[i], buf) : "", f);
		break;
	case SECGROUP_A_PREFIX:
		if (i < o->prefixes.n)
			fputs(address_text(&o->prefixes.at[i].addr, o->prefixes.at[i].len, buf), f);
		break;
	case SECGROUP_A_ADDR:
		fputs(i < o->addrs.n ? address_text(&o->addrs.at[i], -1, buf) : "", f);
		break;
	case SECGROUP_A_MAC:
		fputs(i < o->macs.n ? mac_text(&o->macs.at[i], buf) : "", f);
		break;
	case SECGROUP_A_PAIR:
		fputs(i < o->pairs.n ? text_of_pair(NULL, o->pairs.at, i, buf) : "", f);
		break;
	case SECGROUP_A_VLAN:
		fputs(i < o->vlans.n ? text_of_vlan(NULL, o->vlans.at, i, buf) : "", f);
		break;
	case SECGROUP_A_ETHERTYPE:
		fputs(i < o->ethertypes.n ? text_of_ethertype(NULL, o->ethertypes.at, i, buf) : "",
		      f);
		break;
	case SECGROUP_A_SERVICE:
		if (i < o->services.n)
			fprintf(f, "%s %s", service_name(&o->services.at[i]),
				o->services.at[i].on ? "on" : "off");
		break;
	case SECGROUP_A_TIMEOUT:
		if (i < o->timeouts.n)
			fprintf(f, "%s %u", attribute_value_name(attr, o->timeouts.at[i].id),
				o->timeouts.at[i].seconds);
		break;
	case SECGROUP_A_NIC_GROUP:
		if (i < o->groups.n)
			fputs(name_text(o->groups.at[i].account[0] ? o->groups.at[i].account :
								     DEFAULT_ACCOUNT,
					o->groups.at[i].id, DEFAULT_ACCOUNT, buf), f);
		break;
	}
}

void print_value(FILE *f, const struct object *o, int attr, size_t index)
{
	const struct attribute *a = &attributes[attr];
	char buf[ADDRESS_TEXT];

	switch (attr) {
	case SECGROUP_A_PEER_ADDR:
	case SECGROUP_A_PEER_PREFIX:
		fprintf(f, "peer %s", address_text(&o->peer, o->num[SECGROUP_A_PEER_PREFIX], buf));
		return;
	case SECGROUP_A_PEER_ACCOUNT:
	case SECGROUP_A_PEER_GROUP:
		fputs("peer group ", f);
		if (object_has(o, SECGROUP_A_PEER_ACCOUNT))
			fprintf(f, "%s/", o->str[SECGROUP_A_PEER_ACCOUNT]);
		fputs(object_has(o, SECGROUP_A_PEER_GROUP) ? o->str[SECGROUP_A_PEER_GROUP] : "", f);
		return;
	case SECGROUP_A_LOCAL_ADDR:
	case SECGROUP_A_LOCAL_PREFIX:
		fprintf(f, "local %s", address_text(&o->local, o->num[SECGROUP_A_LOCAL_PREFIX], buf));
		return;
	}
	fprintf(f, "%s ", a->word);
	if (a->kind == KIND_STRING)
		word_write(f, o->str[attr]);
	else if (a->kind == KIND_U32 || a->kind == KIND_U64)
		fputs(number_text(attr, o->num[attr], buf), f);
	else if (a->kind == KIND_ADDRESS)
		fputs(address_text(object_address((struct object *)o, attr), -1, buf), f);
	else
		print_listed(f, o, attr, index);
}

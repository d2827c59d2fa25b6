/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The model: one record that can hold whatever a message of the contract holds,
 * and a table that says of every attribute what it is and which word stands for it.
 *
 * The command line fills an object, nl.c turns it into a message and a message into an
 * object, print.c shows it. All of them walk the same table, so that a new
 * attribute is a line in it.
 */
#ifndef SGCTL_MODEL_H
#define SGCTL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/secgroup.h>

/* The account of a group that is written without one, unless -a says otherwise. */
#define DEFAULT_ACCOUNT	"default"
#define DEFAULT_VPC	"default"

#define ADDRESS_TEXT	64	/* enough for any address with a prefix length */
#define NAME_TEXT	(2 * SECGROUP_NAME_MAX + 2)

/**
 * struct address - an IPv4 or IPv6 address
 * @family: 4 or 6
 * @bytes: network order; IPv4 uses the first four
 */
struct address {
	uint8_t family;
	uint8_t bytes[16];
};

/* An address's bytes, and the bits of its whole. */
static inline size_t address_size(const struct address *a)
{
	return a->family == 4 ? 4 : 16;
}

static inline unsigned int address_bits(const struct address *a)
{
	return 8 * address_size(a);
}

/* Ports, both ends included. */
struct range {
	uint16_t lo;
	uint16_t hi;
};

struct mac {
	uint8_t bytes[6];
};

/**
 * struct prefix - an entry of a prefix list, or an address pair
 * @addr: its first address
 * @len: bits
 * @has_mac: @mac counts
 * @mac: of a pair
 */
struct prefix {
	struct address addr;
	uint32_t len;
	bool has_mac;
	struct mac mac;
};

/* A group's name; an empty account is one that was not said. */
struct name {
	char account[SECGROUP_NAME_MAX + 1];
	char id[SECGROUP_NAME_MAX + 1];
};

struct drop {
	uint32_t reason;
	uint64_t packets;
};

/**
 * struct service - one of what every instance needs
 * @id: enum secgroup_service
 * @on: it is accepted whatever the rules say
 * @packets: that were accepted
 */
struct service {
	uint32_t id;
	uint32_t on;
	uint64_t packets;
};

/* An idle timeout, by enum secgroup_timeout; 0 seconds: as the preset says. */
struct timeout {
	uint32_t id;
	uint32_t seconds;
};

/* A set of attributes. */
__extension__ typedef unsigned __int128 attr_set;

/**
 * struct object - the content of one message
 * @has: a bit for every attribute that is there
 * @reset: a bit for every attribute to put back to its default (SET)
 * @num: integers, by attribute
 * @str: strings, by attribute; owned
 * @peer: SECGROUP_A_PEER_ADDR
 * @local: SECGROUP_A_LOCAL_ADDR
 * @src: SECGROUP_A_SRC_ADDR
 * @dst: SECGROUP_A_DST_ADDR
 * @ports: SECGROUP_A_PORT; the arrays are owned
 * @src_ports: SECGROUP_A_SRC_PORT
 * @addrs: SECGROUP_A_ADDR
 * @macs: SECGROUP_A_MAC
 * @groups: SECGROUP_A_NIC_GROUP
 * @drops: SECGROUP_A_DROP
 * @timeouts: SECGROUP_A_TIMEOUT
 * @prefixes: SECGROUP_A_PREFIX
 * @pairs: SECGROUP_A_PAIR
 * @services: SECGROUP_A_SERVICE
 * @vlans: SECGROUP_A_VLAN
 * @ethertypes: SECGROUP_A_ETHERTYPE
 *
 * Begins as all zero; object_clear() frees what it owns.
 */
struct object {
	attr_set has;
	attr_set reset;
	uint64_t num[SECGROUP_A_MAX + 1];
	char *str[SECGROUP_A_MAX + 1];
	struct address peer, local, src, dst;
	struct { struct range *at; size_t n; } ports, src_ports;
	struct { struct address *at; size_t n; } addrs;
	struct { struct mac *at; size_t n; } macs;
	struct { struct name *at; size_t n; } groups;
	struct { struct drop *at; size_t n; } drops;
	struct { struct timeout *at; size_t n; } timeouts;
	struct prefixes { struct prefix *at; size_t n; } prefixes, pairs;
	struct { struct service *at; size_t n; } services;
	struct numbers { uint32_t *at; size_t n; } vlans, ethertypes;
};

_Static_assert(SECGROUP_A_MAX < 128, "attr_set has 128 bits");

#define ATTR_BIT(attr)	((attr_set)1 << (attr))

static inline bool object_has(const struct object *o, int attr)
{
	return o->has & ATTR_BIT(attr);
}

/**
 * list_room() - make room for one more element
 * @at: the array, or NULL
 * @n: how many elements it has
 * @size: of an element
 *
 * Return: the array, perhaps moved, with element @n zeroed. Ends the program if there is no memory.
 */
void *list_room(void *at, size_t n, size_t size);

/* A pointer to one more element of a { at, n } list. */
#define list_add(list) \
	((list)->at = list_room((list)->at, (list)->n, sizeof(*(list)->at)), \
	 &(list)->at[(list)->n++])

void object_clear(struct object *o);
void object_set_num(struct object *o, int attr, uint64_t value);
void object_set_str(struct object *o, int attr, const char *value);
void object_set_flag(struct object *o, int attr);

/* Where an object keeps the single address of an attribute. */
struct address *object_address(struct object *o, int attr);

/* The account of an attribute, or the default one; never NULL. */
const char *object_account(const struct object *o);

/**
 * enum kind - how an attribute travels
 * @KIND_NONE: not one that sgctl knows
 * @KIND_U32: host order
 * @KIND_U64: host order
 * @KIND_STRING: with a terminating NUL
 * @KIND_FLAG: there or not
 * @KIND_ADDRESS: one address
 * @KIND_ADDRESSES: multi
 * @KIND_MACS: multi
 * @KIND_RANGES: nests of enum secgroup_range_attr, multi
 * @KIND_NAMES: nests of ACCOUNT and GROUP, multi
 * @KIND_DROPS: nests of REASON and PACKETS, multi
 * @KIND_PREFIXES: nests of enum secgroup_prefix_attr, multi
 * @KIND_SERVICES: nests of enum secgroup_service_attr, multi
 * @KIND_NUMBERS: u32, multi
 * @KIND_TIMEOUTS: nests of enum secgroup_timeout_attr, multi
 * @KIND_RESETS: u32, multi; &object.reset
 */
enum kind {
	KIND_NONE,
	KIND_U32,
	KIND_U64,
	KIND_STRING,
	KIND_FLAG,
	KIND_ADDRESS,
	KIND_ADDRESSES,
	KIND_MACS,
	KIND_RANGES,
	KIND_NAMES,
	KIND_DROPS,
	KIND_PREFIXES,
	KIND_SERVICES,
	KIND_NUMBERS,
	KIND_TIMEOUTS,
	KIND_RESETS,
};

/**
 * struct attribute - what the tool knows of an attribute
 * @kind: how it travels
 * @word: the word of the command line
 * @key: the key in JSON
 * @names: words of its values, by value, NULL at the end; NULL: a plain number
 * @boolean: on and off; true and false in JSON
 */
struct attribute {
	enum kind kind;
	const char *word;
	const char *key;
	const char *const *names;
	bool boolean;
};

extern const struct attribute attributes[SECGROUP_A_MAX + 1];

/**
 * attribute_value_name() - the word for a value
 * @attr: the attribute
 * @value: one of its enum
 *
 * Return: "?" for a value that this version does not know.
 */
const char *attribute_value_name(int attr, uint64_t value);

/* The number of a word, or -1. */
int attribute_value_number(int attr, const char *name);

/* "tcp" for 6; NULL for a protocol without a word of its own. */
const char *protocol_name(uint32_t number);

/* 6 for "tcp"; -1 for a word that names none. */
int protocol_number(const char *name);

bool protocol_has_ports(uint32_t number);
bool protocol_is_icmp(uint32_t number);

#endif

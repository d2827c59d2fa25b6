/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of the command line: one word -> one typed value. Pure: no netlink, no files.
 *
 * Each value_*() returns true, or false with the reason in the complaint, which names the
 * value. None of them takes "nearly right": no sign, no blank, no leading
 * zero that could mean octal, nothing after the end.
 */
#ifndef SGCTL_VALUE_H
#define SGCTL_VALUE_H

#include "model.h"

#define COMPLAINT_TEXT	512

/* Why something was refused; the subject ("rule add sg-web") is somebody else's. */
struct complaint {
	char text[COMPLAINT_TEXT];
};

/* Say why. Return: false, so that a function can end with it. */
bool complain(struct complaint *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The first bytes of a text, as many as there is room for. */
void value_cut(char *to, size_t room, const char *text, size_t length);

/* An unsigned decimal number up to max. Return: false, without a complaint, if it is not one. */
bool value_number(const char *word, uint64_t max, uint64_t *number);

/* A name: 1 to 63 of [A-Za-z0-9._-]; what says what it names. */
bool value_name(const char *what, const char *word, struct complaint *c);

/* [ACCOUNT/]ID. */
bool value_group(const char *word, struct name *name, struct complaint *c);

/* An interface's name, as the kernel would allow it. */
bool value_dev(const char *word, struct complaint *c);

/* Does a device's name end in "*"? Does a device match that? */
bool value_is_pattern(const char *dev);
bool value_matches(const char *pattern, const char *dev);

/* A protocol's name or number 1 to 254, or "all". */
bool value_protocol(const char *word, uint32_t *number, struct complaint *c);

/* LO/HI or one port. */
bool value_ports(const char *what, const char *word, struct range *range, struct complaint *c);

/* One IPv4 or IPv6 address, without a prefix length. */
bool value_address(const char *what, const char *word, struct address *a, struct complaint *c);

/* An address or CIDR. Host bits are masked off; masked tells whether there were any. */
bool value_cidr(const char *what, const char *word, struct address *a, uint32_t *prefix,
		bool *masked, struct complaint *c);

/* ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT; port is -1 if there is none. */
bool value_endpoint(const char *word, struct address *a, int *port, struct complaint *c);

/* A unicast Ethernet address. */
bool value_mac(const char *word, struct mac *mac, struct complaint *c);

/* A VLAN identifier. */
bool value_vlan(const char *word, uint32_t *vid, struct complaint *c);

/* An ethertype, hexadecimal with 0x or decimal. */
bool value_ethertype(const char *word, uint32_t *number, struct complaint *c);

/* TYPE or TYPE/CODE; code is -1 if there is none. */
bool value_icmp(const char *word, uint32_t *type, int *code, struct complaint *c);

/* At most SECGROUP_DESCRIPTION_MAX bytes of UTF-8 without control characters. */
bool value_description(const char *word, struct complaint *c);

/*
 * The length of the UTF-8 sequence at s, 0 if it is not one: no overlong form, no surrogate, nothing
 * above U+10FFFF (RFC 3629).
 */
size_t value_utf8(const char *s);

/*
 * How many bytes the character at s has, if it is UTF-8 and may be shown as it is. Return: 0 for a
 * control character, and for a byte that is no text.
 */
size_t value_text(const char *s);

/* The text of an address; with a prefix length unless it is negative. Return: buf. */
const char *address_text(const struct address *a, int prefix, char buf[ADDRESS_TEXT]);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of the command line.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "value.h"

bool complain(struct complaint *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->text, sizeof(c->text), format, args);
	va_end(args);
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool value_number(const char *word, uint64_t max, uint64_t *number)
{
	uint64_t n = 0;

	if (!*word || (word[0] == '0' && word[1]))
		return false;
	for (; *word; word++) {
		unsigned int digit = *word - '0';

		if (!is_digit(*word) || n > (max - digit) / 10)
			return false;
		n = 10 * n + digit;
	}
	*number = n;
	return n <= max;
}

static bool is_reserved(const char *word)
{
	return !strcmp(word, "any") || !strcmp(word, "all") || !strcmp(word, "none");
}

bool value_name(const char *what, const char *word, struct complaint *c)
{
	size_t length = strlen(word);
	bool ok = length >= 1 && length <= SECGROUP_NAME_MAX && is_alnum(word[0]);

	for (size_t i = 0; ok && i < length; i++)
		ok = is_alnum(word[i]) || strchr("._-", word[i]);
	if (!ok)
		return complain(c, "%s \"%.80s\": a name is 1 to %d of A-Z a-z 0-9 . _ - and begins with a letter or a digit",
				what, word, SECGROUP_NAME_MAX);
	if (is_reserved(word))
		return complain(c, "%s \"%s\": this word is reserved and names nothing", what, word);
	return true;
}

bool value_group(const char *word, struct name *name, struct complaint *c)
{
	const char *slash = strchr(word, '/');
	const char *id = slash ? slash + 1 : word;

	memset(name, 0, sizeof(*name));
	if (slash) {
		size_t length = slash - word;

		if (length > SECGROUP_NAME_MAX)
			return complain(c, "account \"%.80s\": longer than %d characters", word,
					SECGROUP_NAME_MAX);
		memcpy(name->account, word, length);
		if (!value_name("account", name->account, c))
			return false;
	}
	if (!value_name("group", id, c))
		return false;
	strcpy(name->id, id);
	return true;
}

/* What the kernel takes for a space in a name, of Latin-1 as it were. */
static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

bool value_dev(const char *word, struct complaint *c)
{
	size_t length = strlen(word);
	bool ok = length >= 1 && length < IFNAMSIZ && strcmp(word, ".") && strcmp(word, "..");

	for (size_t i = 0; ok && i < length; i++)
		ok = !is_space(word[i]) && !strchr("/:", word[i]);
	if (!ok)
		return complain(c, "device \"%.80s\": not a network interface's name", word);
	return true;
}

bool value_is_pattern(const char *dev)
{
	size_t length = strlen(dev);

	return length && dev[length - 1] == '*';
}

bool value_matches(const char *pattern, const char *dev)
{
	return value_is_pattern(pattern) && !strncmp(pattern, dev, strlen(pattern) - 1);
}

bool value_protocol(const char *word, uint32_t *number, struct complaint *c)
{
	int named = protocol_number(word);
	uint64_t n;

	if (named < 0 && (!value_number(word, 254, &n) || n == 0))
		return complain(c, "proto %.80s: not a protocol (all, tcp, udp, icmp, icmpv6, gre, sctp, udplite, esp, ah, igmp, vrrp, or a number 1 to 254)",
				word);
	*number = named < 0 ? n : (uint64_t)named;
	return true;
}

static bool one_port(const char *what, const char *word, uint16_t *port, struct complaint *c)
{
	uint64_t n;

	if (!value_number(word, UINT64_MAX, &n))
		return complain(c, "%s \"%.80s\": not a port number (write 80, 80/90, or several with commas)",
				what, word);
	if (n < 1 || n > 65535)
		return complain(c, "%s %.80s: ports are 1 to 65535", what, word);
	*port = n;
	return true;
}

void value_cut(char *to, size_t room, const char *text, size_t length)
{
	if (length > room - 1)
		length = room - 1;
	memcpy(to, text, length);
	to[length] = '\0';
}

bool value_ports(const char *what, const char *word, struct range *range, struct complaint *c)
{
	const char *slash = strchr(word, '/');
	char lo[24];

	if (!slash) {
		if (!one_port(what, word, &range->lo, c))
			return false;
		range->hi = range->lo;
		return true;
	}
	value_cut(lo, sizeof(lo), word, slash - word);
	if (!one_port(what, lo, &range->lo, c) || !one_port(what, slash + 1, &range->hi, c))
		return false;
	if (range->lo > range->hi)
		return complain(c, "%s range %s: first port is larger than the last", what, word);
	return true;
}

static bool is_v4_mapped(const struct address *a)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	return a->family == 6 && !memcmp(a->bytes, prefix, sizeof(prefix));
}

bool value_address(const char *what, const char *word, struct address *a, struct complaint *c)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, word, a->bytes) == 1)
		a->family = 4;
	else if (inet_pton(AF_INET6, word, a->bytes) == 1)
		a->family = 6;
	else
		return complain(c, "%s \"%.80s\": not an IPv4 or IPv6 address%s", what, word,
				strchr(word, '/') ? " (one address, not a prefix)" : "");
	if (is_v4_mapped(a))
		return complain(c, "%s %s: write the IPv4 address itself, without ::ffff:", what, word);
	return true;
}

/* Clear the bits behind the prefix. Return: whether any was set. */
static bool mask_host_bits(struct address *a, uint32_t prefix)
{
	bool masked = false;

	for (uint32_t bit = prefix; bit < address_bits(a); bit++) {
		uint8_t mask = 0x80 >> bit % 8;

		masked |= a->bytes[bit / 8] & mask;
		a->bytes[bit / 8] &= ~mask;
	}
	return masked;
}

bool value_cidr(const char *what, const char *word, struct address *a, uint32_t *prefix,
		bool *masked, struct complaint *c)
{
	const char *slash = strchr(word, '/');
	char host[ADDRESS_TEXT];
	uint64_t n;

	*masked = false;
	if (!slash) {
		if (!value_address(what, word, a, c))
			return false;
		*prefix = address_bits(a);
		return true;
	}
	if (slash - word >= (ptrdiff_t)sizeof(host))
		return complain(c, "%s \"%.80s\": not an IPv4 or IPv6 address or CIDR", what, word);
	value_cut(host, sizeof(host), word, slash - word);
	if (!value_address(what, host, a, c))
		return false;
	if (!value_number(slash + 1, address_bits(a), &n))
		return complain(c, "%s %.80s: an IPv%u prefix length is 0 to %u", what, word,
				a->family, address_bits(a));
	*prefix = n;
	*masked = mask_host_bits(a, *prefix);
	return true;
}

/* Where the port of an endpoint begins, or NULL; a bare IPv6 address has colons and no port. */
static const char *endpoint_port(const char *word)
{
	const char *colon = strrchr(word, ':');

	if (word[0] == '[')
		return colon && colon[-1] == ']' ? colon + 1 : NULL;
	return colon && colon == strchr(word, ':') ? colon + 1 : NULL;
}

bool value_endpoint(const char *word, struct address *a, int *port, struct complaint *c)
{
	const char *digits = endpoint_port(word);
	size_t length = digits ? (size_t)(digits - 1 - word) : strlen(word);
	char host[ADDRESS_TEXT + 2] = "";
	uint16_t number;

	*port = -1;
	if (length >= sizeof(host))
		return complain(c, "\"%.80s\": not ADDRESS or ADDRESS:PORT", word);
	memcpy(host, word, length);
	if (host[0] == '[') {
		if (length < 2 || host[length - 1] != ']')
			return complain(c, "\"%s\": IPv6 with a port is written [2001:db8::1]:443", word);
		memmove(host, host + 1, length - 2);
		host[length - 2] = '\0';
	}
	if (!value_address("address", host, a, c))
		return false;
	if (!digits)
		return true;
	if (!one_port("port", digits, &number, c))
		return false;
	*port = number;
	return true;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool value_mac(const char *word, struct mac *mac, struct complaint *c)
{
	static const struct mac zero;
	bool ok = strlen(word) == 17;

	for (int i = 0; ok && i < 6; i++) {
		int high = hex_digit(word[3 * i]), low = hex_digit(word[3 * i + 1]);

		ok = high >= 0 && low >= 0 && (i == 5 || word[3 * i + 2] == ':');
		mac->bytes[i] = 16 * high + low;
	}
	if (!ok)
		return complain(c, "mac \"%.80s\": not an Ethernet address (write 52:54:00:12:34:56)", word);
	if (mac->bytes[0] & 1 || !memcmp(mac, &zero, sizeof(zero)))
		return complain(c, "mac %s: not the address of one station (multicast or zero)", word);
	return true;
}

bool value_vlan(const char *word, uint32_t *vid, struct complaint *c)
{
	uint64_t n;

	if (!value_number(word, SECGROUP_VLAN_ANY - 1, &n))
		return complain(c, "vlan \"%.80s\": write none, any, or identifiers 0 to %u with commas",
				word, SECGROUP_VLAN_ANY - 1);
	*vid = n;
	return true;
}

/* 0x and one to four hexadecimal digits. */
static bool hex_number(const char *word, uint64_t *number)
{
	size_t digits = strlen(word);

	if (digits < 3 || digits > 6 || word[0] != '0' || word[1] != 'x')
		return false;
	*number = 0;
	for (word += 2; *word; word++) {
		if (hex_digit(*word) < 0)
			return false;
		*number = 16 * *number + hex_digit(*word);
	}
	return true;
}

bool value_ethertype(const char *word, uint32_t *number, struct complaint *c)
{
	uint64_t n;

	if (!hex_number(word, &n) && !value_number(word, 0xffff, &n))
		return complain(c, "ethertype \"%.80s\": write 0x88cc or 35020, several with commas",
				word);
	if (n < 0x0600)
		return complain(c, "ethertype %s: smaller than 0x0600, which is a length", word);
	*number = n;
	return true;
}

bool value_icmp(const char *word, uint32_t *type, int *code, struct complaint *c)
{
	const char *slash = strchr(word, '/');
	char first[8];
	uint64_t n, m = 0;

	value_cut(first, sizeof(first), word, slash ? (size_t)(slash - word) : strlen(word));
	if (!value_number(first, 255, &n) || (slash && !value_number(slash + 1, 255, &m)))
		return complain(c, "icmp-type \"%.80s\": write TYPE or TYPE/CODE, each 0 to 255", word);
	*type = n;
	*code = slash ? (int)m : -1;
	return true;
}

size_t value_utf8(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 :
			s[0] >> 3 == 30 ? 4 : 0;
	uint32_t code;

	if (length < 2)
		return length;
	code = s[0] & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return length;
}

size_t value_text(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	bool control = u[0] < ' ' || u[0] == 0x7f || (u[0] == 0xc2 && u[1] < 0xa0);

	return control ? 0 : value_utf8(s);
}

bool value_description(const char *word, struct complaint *c)
{
	const unsigned char *s = (const unsigned char *)word;

	if (strlen(word) > SECGROUP_DESCRIPTION_MAX)
		return complain(c, "description: %zu bytes, at most %d are allowed", strlen(word),
				SECGROUP_DESCRIPTION_MAX);
	while (*s) {
		size_t length = value_utf8((const char *)s);

		if (!length)
			return complain(c, "description: not UTF-8 at byte %zu",
					(size_t)(s - (const unsigned char *)word) + 1);
		if (*s < ' ' || *s == 0x7f)
			return complain(c, "description: control character at byte %zu",
					(size_t)(s - (const unsigned char *)word) + 1);
		s += length;
	}
	return true;
}

const char *address_text(const struct address *a, int prefix, char buf[ADDRESS_TEXT])
{
	size_t length;

	if (!inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->bytes, buf, ADDRESS_TEXT))
		return "?";
	length = strlen(buf);
	if (prefix >= 0)
		snprintf(buf + length, ADDRESS_TEXT - length, "/%d", prefix);
	return buf;
}

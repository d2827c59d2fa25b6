// SPDX-License-Identifier: GPL-2.0-only
/*
 * What conntrack knows of a TCP connection after the SYN that begins it (nf_conntrack_proto_tcp.c: tcp_new() and
 * tcp_in_window()). Whoever goes by it is conntrack, which sees the other segments of the handshake.
 */
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/tcp.h>
#include "syn.h"

#define OPTIONS_MAX	(15 * 4 - sizeof(struct tcphdr))

/* The window's scale, and whether the sender takes selective acknowledgements. What is cut off ends the options. */
static void note_options(struct ip_ct_tcp_state *sender, const u8 *option, int length)
{
	int size;

	for (; length > 0 && *option != TCPOPT_EOL; option += size, length -= size) {
		size = 1;
		if (*option == TCPOPT_NOP)
			continue;
		if (length < 2)
			return;
		size = option[1];
		if (size < 2 || size > length)
			return;
		if (*option == TCPOPT_SACK_PERM && size == TCPOLEN_SACK_PERM) {
			sender->flags |= IP_CT_TCP_FLAG_SACK_PERM;
		} else if (*option == TCPOPT_WINDOW && size == TCPOLEN_WINDOW) {
			sender->td_scale = min_t(u8, option[2], TCP_MAX_WSCALE);
			sender->flags |= IP_CT_TCP_FLAG_WINDOW_SCALE;
		}
	}
}

bool secgroup_syn_note(struct ip_ct_tcp *tcp, const struct sk_buff *skb, u32 transport, u32 end)
{
	struct ip_ct_tcp_state *sender = &tcp->seen[IP_CT_DIR_ORIGINAL], *receiver = &tcp->seen[IP_CT_DIR_REPLY];
	u8 buffer[OPTIONS_MAX] __uninitialized;
	struct tcphdr header __uninitialized;
	const struct tcphdr *th;
	const u8 *options;
	u32 length, window;

	th = skb_header_pointer(skb, transport, sizeof(header), &header);
	if (!th)
		return false;
	length = th->doff * 4;
	options = skb_header_pointer(skb, transport + sizeof(*th), length - sizeof(*th), buffer);
	if (!options)
		return false;
	/* The sequence number is before the SYN, which counts as a byte. */
	sender->td_end = ntohl(th->seq) + 1 + end - transport - length;
	sender->td_maxend = sender->td_end;
	/* A window of 0 counts as 1: an end of which there is none has not been heard. */
	window = max_t(u32, ntohs(th->window), 1);
	sender->td_maxwin = window;
	receiver->td_maxend = window;
	note_options(sender, options, length - sizeof(*th));
	tcp->state = TCP_CONNTRACK_SYN_SENT;
	return true;
}

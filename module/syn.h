/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What conntrack knows of a TCP connection after the SYN that begins it.
 */
#ifndef _SECGROUP_SYN_H
#define _SECGROUP_SYN_H

#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/types.h>

struct sk_buff;

/**
 * secgroup_syn_note() - note of a connection what conntrack would
 * @tcp: output; all zero
 * @skb: the SYN, parsed; there is no ACK in it
 * @transport: offset of its TCP header from skb->data
 * @end: likewise of the first byte after the packet
 *
 * It is what nf_conntrack_proto_tcp.c would make of the segment, to the last bit (tests/kunit/syn_test.c asks it).
 *
 * Context: any.
 * Return: false if the header cannot be read.
 */
bool secgroup_syn_note(struct ip_ct_tcp *tcp, const struct sk_buff *skb, u32 transport, u32 end);

#endif

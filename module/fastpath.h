/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks of a NIC, as netfilter calls them.
 */
#ifndef _SECGROUP_FASTPATH_H
#define _SECGROUP_FASTPATH_H

struct nf_hook_state;
struct sk_buff;

/* &nf_hook_ops.hook; @priv is the NIC. */
unsigned int secgroup_fastpath_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);
unsigned int secgroup_fastpath_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

#endif

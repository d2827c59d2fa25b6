/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is decided before policy is asked: the services that every instance needs (P-50), and
 * what an instance must never say.
 */
#ifndef _SECGROUP_GUARD_H
#define _SECGROUP_GUARD_H

#include "packet.h"

/**
 * enum secgroup_guard - what the guard says
 * @SECGROUP_GUARD_JUDGE: nothing; policy decides
 * @SECGROUP_GUARD_ACCEPT: a service: accepted, whatever the rules say
 * @SECGROUP_GUARD_DROP: a server's message from the instance, or a redirect
 */
enum secgroup_guard {
	SECGROUP_GUARD_JUDGE,
	SECGROUP_GUARD_ACCEPT,
	SECGROUP_GUARD_DROP,
};

/**
 * secgroup_guard() - is this decided without policy?
 * @pkt: from secgroup_packet_parse()
 *
 * Context: any.
 */
enum secgroup_guard secgroup_guard(const struct secgroup_packet *pkt);

#endif
